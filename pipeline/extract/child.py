"""The child process that reads one page at a time: length-prefixed JSON on stdin, the same on stdout.

It limits its own memory, dies with its parent, and asks to be replaced when a page has made it fat.
Run as `python -m pipeline.extract.child MEMORY_MIB PARENT_PID`.
"""

import base64
import ctypes
import logging
import os
import resource
import signal
import struct
import sys
import warnings
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import orjson

from pipeline.errors import RejectionReason

_PR_SET_PDEATHSIG = 1
# A second line of defence for a child whose parent is gone while it is busy in C code.
_CPU_LIMIT_S = 60
# A child that keeps more than this share of the memory it may add to what it started with is replaced.
_FAT_SHARE = 0.5

HEADER = struct.Struct(">I")


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame, or None at the end of the stream."""
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    (length,) = HEADER.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: BinaryIO, body: bytes) -> None:
    """Write one frame and flush."""
    stream.write(HEADER.pack(len(body)))
    stream.write(body)
    stream.flush()


def main() -> int:
    """Answer pages until stdin ends."""
    memory_mib = int(sys.argv[1])
    _bind_to_parent(int(sys.argv[2]))
    _lower_limit(resource.RLIMIT_AS, memory_mib << 20)
    _lower_limit(resource.RLIMIT_CORE, 0)
    # Libraries complain about pages; what is wrong with a page stands in its answer.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to stderr, never between the frames
    requests = sys.stdin.buffer
    _warm_up()
    lean_mib = _resident_mib()
    write_frame(answers, b'{"ready":true}')
    while (frame := read_frame(requests)) is not None:
        _renew_cpu_limit()
        answer = _answer(frame)
        del frame
        answer["fat"] = _resident_mib() > lean_mib + _FAT_SHARE * (memory_mib - lean_mib)
        write_frame(answers, orjson.dumps(answer))
    return 0


def _answer(frame: bytes) -> dict[str, object]:
    from lxml.etree import LxmlError

    from pipeline.codec import to_json
    from pipeline.extract.page import PageRefusedError, extract_page

    try:
        page = orjson.loads(frame)
        html = page["html"] if page["encoding"] is None else base64.b64decode(page["html"])
        fetched_at = datetime.fromisoformat(page["fetched_at"]) if page["fetched_at"] else None
        extraction = extract_page(
            html, url=page["url"], fetched_at=fetched_at, declared_charset=page["declared_charset"]
        )
        return {"extraction": to_json(extraction).decode()}
    except PageRefusedError as err:
        return {"reason": err.reason, "detail": err.detail}
    except MemoryError:
        return {"reason": RejectionReason.OUT_OF_MEMORY, "detail": "page needs more memory than [extract] memory_mib"}
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, LxmlError) as err:
        # A fault of ours that one page has found: the page is refused by name, the others go on.
        return {"reason": RejectionReason.UNREADABLE, "detail": f"{type(err).__name__}: {err}"[:300]}
    except RecursionError:
        return {"reason": RejectionReason.UNREADABLE, "detail": "page is nested too deeply"}


def _bind_to_parent(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)


def _renew_cpu_limit() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower_limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + _CPU_LIMIT_S)


def _lower_limit(kind: int, value: int) -> None:
    """Set a soft limit, within the hard one that somebody else may have set."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _resident_mib() -> float:
    """Return what the process holds now: its peak would count the parent's memory too."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except FileNotFoundError:
        return 0.0
    return pages * resource.getpagesize() / (1 << 20)


def _warm_up() -> None:
    """Load everything before the first page: its time limit must not pay for imports."""
    from pipeline.extract.page import extract_page

    extract_page(
        "<html lang='en'><body><article><h1>Warm-up</h1><p>"
        + "A sentence that no page says. " * 20
        + "</p></article></body></html>",
        url="http://localhost/warm-up",
    )


if __name__ == "__main__":
    raise SystemExit(main())
