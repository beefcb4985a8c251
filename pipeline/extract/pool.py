"""Read pages in child processes that can be killed: no page takes the run with it, and none is lost.

In: pages, in any number. Out: one answer for each, in the same order: an `Extraction`, or `Refused`
with the reason. No answer takes longer than the time limit and the start of a child: a child that is
late is killed and replaced (trafilatura has no time limit and ran for minutes on hostile pages, and
C code cannot be interrupted from within). Children start when the first page needs them.
"""

import base64
import os
import queue
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

import orjson

from pipeline.codec import from_json
from pipeline.errors import LaborwireError, RejectionReason
from pipeline.extract.child import HEADER
from pipeline.filters import Refused
from pipeline.places import CHECKOUT
from pipeline.records import Extraction

# Text is sent as JSON, bytes as base64: both bounded here, before a child sees them.
MAX_PAGE_BYTES = 24 * 1024 * 1024
_START_LIMIT_S = 60.0
_READ_BYTES = 1 << 20


class ChildStartError(LaborwireError):
    """A child process for extraction does not start: the installation is broken, not a page."""

    def __init__(self, command: str, problem: str) -> None:
        super().__init__(command, problem)
        self.command, self.problem = command, problem

    def __str__(self) -> str:
        return f"{self.command} does not start: {self.problem}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to read."""

    html: str | bytes
    url: str
    fetched_at: datetime | None = None
    declared_charset: str | None = None
    """Charset of the Content-Type header; only for bytes."""


class ExtractPool:
    """Holds the children. Use as a context manager; `map` may be called again and again.

    Args:
        workers: how many children read at the same time; answers do not depend on it.
        timeout_s: seconds from handing over a page to its answer.
        memory_mib: limit of a child's address space.
    """

    def __init__(self, *, workers: int = 1, timeout_s: float = 8.0, memory_mib: int = 1024) -> None:
        self._workers, self._timeout_s, self._memory_mib = workers, timeout_s, memory_mib
        self._threads = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="extract")
        self._own = threading.local()
        self._children: set[_Child] = set()
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> "ExtractPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill the children and wait for them."""
        with self._lock:
            self._closed = True
            children = list(self._children)
        for child in children:
            child.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def extract(self, page: Page) -> Extraction | Refused:
        """Return the answer for one page."""
        return self._threads.submit(self._read, page).result()

    def map(self, pages: Iterable[Page]) -> Iterator[Extraction | Refused]:
        """Yield one answer for each page, in order, as soon as it and those before it are there.

        Pages are taken from the iterator in a thread of its own, at most two per worker ahead: an
        answer never waits for the next page to come in.
        """
        ahead = threading.Semaphore(2 * self._workers)
        answers: queue.SimpleQueue[Future[Extraction | Refused] | BaseException | None] = queue.SimpleQueue()
        stopped = threading.Event()

        def hand_over() -> None:
            try:
                for page in pages:
                    ahead.acquire()
                    if stopped.is_set():
                        return
                    answers.put(self._threads.submit(self._read, page))
                answers.put(None)
            except BaseException as err:  # noqa: BLE001  handed to the caller's thread below
                answers.put(err)

        threading.Thread(target=hand_over, name="extract-reader", daemon=True).start()
        try:
            while (answer := answers.get()) is not None:
                if isinstance(answer, BaseException):
                    raise answer
                yield answer.result()
                ahead.release()
        finally:
            stopped.set()
            ahead.release()

    def _read(self, page: Page) -> Extraction | Refused:
        handed_over = time.monotonic()
        if len(page.html) > MAX_PAGE_BYTES:
            detail = f"page has {len(page.html)} characters, more than {MAX_PAGE_BYTES}"
            return Refused(reason=RejectionReason.TOO_LARGE, detail=detail)
        child = self._child()
        # A child that had to be started leaves the page at least half of its time.
        deadline = max(handed_over + self._timeout_s, time.monotonic() + self._timeout_s / 2)
        try:
            answer = child.ask(_request(page), deadline=deadline)
        except TimeoutError:
            self._drop(child)
            detail = f"page took longer than {self._timeout_s:g} s"
            return Refused(reason=RejectionReason.TIMED_OUT, detail=detail)
        except _ChildGoneError:
            self._drop(child)
            if self._closed:
                return Refused(reason=RejectionReason.CRASHED, detail="extraction was stopped")
            return Refused(reason=RejectionReason.CRASHED, detail=f"page ended its reader: {child.how_it_ended()}")
        if answer.get("fat") or answer.get("reason") == RejectionReason.OUT_OF_MEMORY:
            self._drop(child)
        if "reason" in answer:
            return Refused(reason=RejectionReason(str(answer["reason"])), detail=str(answer["detail"]))
        return from_json(Extraction, str(answer["extraction"]))

    def _child(self) -> "_Child":
        child: _Child | None = getattr(self._own, "child", None)
        if child is None:
            child = _Child(memory_mib=self._memory_mib)
            with self._lock:
                self._children.add(child)
                closed = self._closed
            if closed:
                child.kill()
            else:
                child.wait_until_ready()
            self._own.child = child
        return child

    def _drop(self, child: "_Child") -> None:
        child.kill()
        with self._lock:
            self._children.discard(child)
        self._own.child = None


class _ChildGoneError(Exception):
    """The child closed its pipe."""


class _Child:
    def __init__(self, *, memory_mib: int) -> None:
        command = [sys.executable, "-m", "pipeline.extract.child", str(memory_mib), str(os.getpid())]
        # One thread: each thread of a numeric library would take address space from the limit.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": _python_path()}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0
        )
        self._command = " ".join(command[1:3])

    def wait_until_ready(self) -> None:
        try:
            self._receive(time.monotonic() + _START_LIMIT_S)
        except (_ChildGoneError, TimeoutError) as err:
            self.kill()
            raise ChildStartError(self._command, self.how_it_ended()) from err

    def ask(self, request: bytes, *, deadline: float) -> dict[str, object]:
        self._send(request, deadline)
        answer: dict[str, object] = orjson.loads(self._receive(deadline))
        return answer

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def how_it_ended(self) -> str:
        code = self._process.poll()
        return "it is still running" if code is None else f"signal {-code}" if code < 0 else f"exit code {code}"

    def _send(self, request: bytes, deadline: float) -> None:
        stdin = self._process.stdin
        if stdin is None:
            raise _ChildGoneError
        descriptor = stdin.fileno()
        os.set_blocking(descriptor, False)
        left = memoryview(HEADER.pack(len(request)) + request)
        while left:
            self._wait(descriptor, selectors.EVENT_WRITE, deadline)
            try:
                left = left[os.write(descriptor, left[:_READ_BYTES]) :]
            except BlockingIOError:
                continue
            except OSError as err:
                raise _ChildGoneError from err

    def _receive(self, deadline: float) -> bytes:
        stdout = self._process.stdout
        if stdout is None:
            raise _ChildGoneError
        received = bytearray()
        needed = HEADER.size
        while len(received) < needed:
            self._wait(stdout.fileno(), selectors.EVENT_READ, deadline)
            piece = os.read(stdout.fileno(), _READ_BYTES)
            if not piece:
                self._process.wait()
                raise _ChildGoneError
            received += piece
            if len(received) >= HEADER.size:
                needed = HEADER.size + HEADER.unpack_from(received)[0]
        return bytes(received[HEADER.size : needed])

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError


def _request(page: Page) -> bytes:
    is_text = isinstance(page.html, str)
    html = page.html if isinstance(page.html, str) else base64.b64encode(page.html).decode("ascii")
    request = {
        "html": html,
        "encoding": None if is_text else "base64",
        "url": page.url,
        "fetched_at": page.fetched_at.isoformat() if page.fetched_at else None,
        "declared_charset": page.declared_charset,
    }
    try:
        return orjson.dumps(request)
    except orjson.JSONEncodeError:
        # orjson refuses lone surrogates, which pages do contain.
        return orjson.dumps(
            {
                **request,
                "html": html.encode("utf-8", "replace").decode("utf-8"),
                "url": page.url.encode("utf-8", "replace").decode("utf-8"),
            }
        )


def _python_path() -> str:
    given = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(CHECKOUT), given] if given else [str(CHECKOUT)])
