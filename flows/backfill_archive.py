"""`laborwire backfill FILE...`: take what is on the beat out of Common Crawl News files.

Each file is read record by record: strict terms in the raw bytes first, then cheap text, and only what both let
through is stored in our archive, with its address, its time and its bytes, and goes through the rest of a night. Files
are read without the writer's lock; what they hold is stored in short turns under it. How far each file was read is
remembered in `backfill.json` in the folder `var`, so that a run that is stopped goes on where it was; a file is known
by its first bytes, wherever it lies and whatever it is called, and what stands before the place to go on must be what
stood there. What was refused stands in a file of its own beside the state until it is loaded. Neither memory nor what
is kept of refusals grows with the file.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from flows.backfill_refusals import Held, Refused
from flows.crawling import taken_down
from flows.order import Order, sources_of
from pipeline.archive.news_files import STAGE, SeenRecord, is_record_by_record, read_news_file
from pipeline.archive.store import Archive
from pipeline.codec import from_json, to_json
from pipeline.errors import ArchiveError, RejectionReason, UsageError
from pipeline.owners import Owners
from pipeline.places import Places
from pipeline.records import Rejection
from pipeline.tombstones import TakenDown
from pipeline.urls import canonical_url

if TYPE_CHECKING:
    from pipeline.archive.cheap_text import CheapText
    from pipeline.archive.inputs import Page
    from pipeline.archive.prefilter import Prefilter

# The first record of a file says when and by whom it was made.
_HEAD_BYTES = 256
_TAIL_BYTES = 4096
# A stop loses no more reading than this; each time takes a turn at the lock.
_SAVE_EVERY_S = 20.0
_MOST_WAITING = 100
_MOST_WAITING_BYTES = 32 * 1024 * 1024
_TELL_EVERY_S = 30.0
_TELL_EVERY_S_ON_A_TERMINAL = 1.0
_MAX_TOLD = 5


Turn = Callable[[int], AbstractContextManager[None]]


def _no_turn(_: int) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProgress:
    """How far one file was read, and what became of its records."""

    name: str
    offset: int = 0
    """Bytes into the file: behind the last record that was dealt with."""
    tail: str = ""
    """Digest of what stands before it."""
    pages: int = 0
    kept: int = 0
    known: int = 0
    """Pages that the archive had already, or a newer capture of them."""
    refused: int = 0
    damaged: int = 0
    refusals: Held = field(default_factory=Held)
    """How much of what was refused or damaged is named, and waits for a load."""
    rejections: tuple[Rejection, ...] = ()
    """Where earlier versions kept what was refused; moved out of the state before anything is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillState:
    """The state of all files that were ever begun."""

    files: dict[str, FileProgress] = field(default_factory=dict)
    """By the digest of their first 256 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieves:
    """What a page must get through before it is stored."""

    prefilter: "Prefilter"
    is_promising: "Callable[[CheapText], bool]"


def state_file(places: Places) -> Path:
    """Return where it is remembered how far files were read."""
    return places.var / "backfill.json"


def take_files(
    order: Order,
    files: list[Path],
    sieves: Sieves,
    *,
    turn: Turn = _no_turn,
    err: TextIO = sys.stderr,
) -> list[FileProgress]:
    """Store what the files hold for the beat and return how far each was read.

    Args:
        turn: makes a `with` block in which so many pages are stored, under the writer's lock; default: the caller
            holds it all the time.

    Raises:
        UsageError: a file is not there, or is not compressed record by record.
        ArchiveError: the state cannot be read, or the archive cannot be written.
    """
    for path in files:
        _check(path)
    _move_out(order.places)
    owners = Owners(sources_of(order))
    return [_take_file(path, sieves, _Taking(order, owners, turn), err) for path in files]


def unheard_rejections(places: Places) -> tuple[Rejection, ...]:
    """Return what was refused of one file and no load has taken in, also by killed runs; () when none is left.

    Raises:
        ArchiveError: the state or what was refused cannot be read.
    """
    key = _first_unheard(places)
    return () if key is None else Refused(places, key, _progress_of(places, key).refusals).read()


def rejections_are_loaded(places: Places) -> None:
    """Forget what `unheard_rejections` returned: it is in the warehouse."""
    key = _first_unheard(places)
    if key is not None:
        progress = _progress_of(places, key)
        _save(state_file(places), key, replace(progress, refusals=progress.refusals.loaded()))
        Refused(places, key, Held()).forget()


def _first_unheard(places: Places) -> str | None:
    _move_out(places)
    files = read_state(state_file(places)).files
    return next((key for key, one in files.items() if Refused(places, key, one.refusals).is_unheard()), None)


def _progress_of(places: Places, key: str) -> FileProgress:
    return read_state(state_file(places)).files[key]


def _move_out(places: Places) -> None:
    """Move what an earlier version kept in the state into the files of refusals."""
    files = read_state(state_file(places)).files
    moved = dict(files)
    for key, progress in files.items():
        if progress.rejections:
            refused = Refused(places, key, progress.refusals)
            for rejection in progress.rejections:
                refused.add(rejection)
            refused.count_the_rest(f"{progress.name} up to byte {progress.offset}")
            moved[key] = replace(progress, rejections=(), refusals=refused.write())
    if moved != files:
        _write(state_file(places), moved)


@dataclass(frozen=True, slots=True)
class _Taking:
    order: Order
    owners: Owners
    turn: Turn

    def store(self, pages: "Sequence[Page]") -> "list[bool | Rejection]":
        """Store pages in one turn and say of each whether it was new, or why it may not be stored.

        Not new is what the archive knows, or has something newer of.
        """
        with self.turn(len(pages)):
            keep_out = TakenDown.of(taken_down(self.order))
            with Archive.open(self.order.places.archive, writable=True) as archive:
                return [
                    self._taken_down(page, keep_out)
                    if canonical_url(page.url) in keep_out
                    else self._store(archive, page)
                    for page in pages
                ]

    def _taken_down(self, page: "Page", keep_out: TakenDown) -> Rejection:
        detail = "taken down; not taken in again"
        return self.owned(
            Rejection(stage=STAGE, key=keep_out.told_as(page.url), reason=RejectionReason.TAKEN_DOWN, detail=detail)
        )

    def _store(self, archive: Archive, page: "Page") -> bool:
        fetched_at = page.fetched_at or self.order.now
        known = archive.latest(page.url)
        # What is older than what we have is no news: stored behind it, it would pass for a correction.
        if known is not None and known.fetched_at >= fetched_at:
            return False
        if archive.holds(url=page.url, status=page.status, body=page.body):
            return False
        archive.store(
            url=page.url,
            final_url=page.url,
            status=page.status,
            headers=page.headers,
            body=page.body,
            fetched_at=fetched_at,
            content_type=page.content_type,
            source_id=self.owners.of(page.url),
            is_backfilled=True,
        )
        return True

    def owned(self, rejection: Rejection) -> Rejection:
        """Return a rejection with the source whose page it is about, when there is one."""
        return replace(rejection, source_id=self.owners.of(rejection.key))


def _take_file(path: Path, sieves: Sieves, taking: _Taking, err: TextIO) -> FileProgress:
    state_path = state_file(taking.order.places)
    state = read_state(state_path)
    with path.open("rb") as stream:
        key = hashlib.sha256(stream.read(_HEAD_BYTES)).hexdigest()
        size = path.stat().st_size
        known = state.files.get(key, FileProgress(name=path.name))
        progress = replace(known, name=path.name)
        if progress.tail != _tail(stream, progress.offset):
            progress = FileProgress(name=path.name, refusals=known.refusals.of_another_file())
        if 0 < progress.offset < size:
            err.write(f"{path.name}: goes on at byte {progress.offset}\n")
        told, begun_at = 0, progress.offset
        waiting: list[Page] = []
        refused = Refused(taking.order.places, key, progress.refusals)

        def settle() -> None:
            """Store what waits, and only then write down how far the file is read."""
            nonlocal progress
            if waiting:
                progress = _stored(progress, taking.store(waiting), refused)
                waiting.clear()
            # First what was refused, then how far: what a kill leaves behind the size written here is cut off again.
            progress = replace(progress, refusals=refused.write())
            _save(state_path, key, replace(progress, tail=_tail(stream, progress.offset)))

        with _Telling(path.name, progress.offset, size, err).lines() as tell:
            saved_at = time.monotonic()
            for record in read_news_file(
                stream,
                name=path.name,
                prefilter=sieves.prefilter,
                is_promising=sieves.is_promising,
                start=progress.offset,
            ):
                progress = _counted(progress, record)
                if record.page is not None:
                    waiting.append(record.page)
                if record.rejection is not None:
                    refused.add(taking.owned(record.rejection))
                    told += 1
                    if told <= _MAX_TOLD:
                        err.write(f"{record.rejection.key}: {record.rejection.detail}\n")
                if record.state == "torn":
                    err.write(f"{path.name}: {record.detail}\n")
                if _is_full(waiting) or time.monotonic() - saved_at > _SAVE_EVERY_S:
                    settle()
                    saved_at = time.monotonic()
                tell(progress)
            if progress.offset > begun_at or refused.held.uncounted:
                if waiting:
                    settle()
                refused.count_the_rest(f"{path.name} up to byte {progress.offset}")
                settle()
                tell(progress)
        if told > _MAX_TOLD:
            err.write(f"{path.name}: and {told - _MAX_TOLD} more records that were refused or damaged\n")
    return progress


def _is_full(waiting: "Sequence[Page]") -> bool:
    return len(waiting) >= _MOST_WAITING or sum(len(page.body) for page in waiting) >= _MOST_WAITING_BYTES


def _counted(progress: FileProgress, record: SeenRecord) -> FileProgress:
    return replace(
        progress,
        offset=record.end,
        pages=progress.pages + record.is_page,
        refused=progress.refused + (record.state == "refused"),
        damaged=progress.damaged + (record.state == "damaged"),
    )


def _stored(progress: FileProgress, answers: "Sequence[bool | Rejection]", refused: Refused) -> FileProgress:
    why = [answer for answer in answers if isinstance(answer, Rejection)]
    for rejection in why:
        refused.add(rejection)
    return replace(
        progress,
        kept=progress.kept + sum(answer is True for answer in answers),
        known=progress.known + sum(answer is False for answer in answers),
        refused=progress.refused + len(why),
    )


class _Telling:
    """Lines on stderr about how far a file is: one that grows on a terminal, else one now and then."""

    def __init__(self, name: str, start: int, size: int, err: TextIO) -> None:
        self._name, self._start, self._size, self._err = name, start, size, err
        self._is_terminal = err.isatty()
        self._begun = self._told_at = time.monotonic()
        self._last: FileProgress | None = None

    @contextmanager
    def lines(self) -> Iterator[Callable[[FileProgress], None]]:
        """Yield a function to call after each record; the last state is told at the end, also when it is stopped."""
        try:
            yield self._tell
        finally:
            if self._last is not None:
                self._write(self._last, end="\n")

    def _tell(self, progress: FileProgress) -> None:
        self._last = progress
        every = _TELL_EVERY_S_ON_A_TERMINAL if self._is_terminal else _TELL_EVERY_S
        if time.monotonic() - self._told_at >= every:
            self._told_at = time.monotonic()
            self._write(progress, end="\r" if self._is_terminal else "\n")

    def _write(self, progress: FileProgress, *, end: str) -> None:
        speed = (progress.offset - self._start) / 1e6 / max(time.monotonic() - self._begun, 1e-3)
        damaged = f", {progress.damaged} damaged records" if progress.damaged else ""
        self._err.write(
            f"{self._name}: {progress.offset / 1e6:.1f} of {self._size / 1e6:.1f} MB, {speed:.1f} MB/s, "
            f"kept {progress.kept} of {progress.pages} pages seen{damaged}{end}"
        )
        self._err.flush()


def read_state(path: Path) -> BackfillState:
    """Return how far files were read; nothing when none was begun.

    Raises:
        ArchiveError: the file is not one of ours.
    """
    if not path.exists():
        return BackfillState()
    try:
        return from_json(BackfillState, path.read_bytes())
    except ArchiveError as err:
        problem = f"cannot be read ({err.problem}); move it away, and the files are read from their beginnings"
        raise ArchiveError(str(path), problem) from err


def _tail(stream: BinaryIO, offset: int) -> str:
    """Return the digest of what stands before a place in a file, "" for its beginning."""
    stream.seek(max(offset - _TAIL_BYTES, 0))
    return hashlib.sha256(stream.read(min(offset, _TAIL_BYTES))).hexdigest() if offset else ""


def _save(path: Path, key: str, progress: FileProgress) -> None:
    _write(path, {**read_state(path).files, key: progress})


def _write(path: Path, files: dict[str, FileProgress]) -> None:
    part = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(to_json(BackfillState(files=files)) + b"\n")
    part.replace(path)


def _check(path: Path) -> None:
    if not path.exists():
        raise UsageError(f"{path}: no such file; give WARC files, or --source ID to walk a source's sitemaps")
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; name the files in it")
    with path.open("rb") as stream:
        if not is_record_by_record(stream):
            raise UsageError(f"{path}: is no WARC file that is gzipped record by record; try `laborwire add {path}`")
