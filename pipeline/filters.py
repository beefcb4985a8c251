"""Run a stage as a Unix filter: JSONL in, JSONL out, one answer a line, in input order.

A line that cannot be processed is answered with `{"id": ..., "rejected": {"reason", "detail"}}` in its
place and the stream goes on; a refused line is answered at once when no record before it is worked on.
Memory stays flat: nothing is kept but the records that a stage has read ahead. A line over 64 MiB is
skipped and answered, never held.
"""

import logging
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import BinaryIO, TypeVar

import orjson
from pydantic import ValidationError

from pipeline.codec import to_json
from pipeline.contracts import Contract, RecordKey
from pipeline.errors import RejectionReason
from pipeline.lines import MAX_LINE_BYTES, LineSource, bounded_lines

log = logging.getLogger(__name__)

_MAX_HELD_BYTES = 1024 * 1024

Answer = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A stage's answer for a record that it cannot process."""

    reason: RejectionReason
    detail: str


_NOTHING = Refused(reason=RejectionReason.UNREADABLE, detail="")

Reply = Answer | Refused | list[Answer]
"""A stage answers with one line, a refusal, or several lines of which the first is the record's own."""

C = TypeVar("C", bound=Contract)


def json_line(answer: Answer) -> bytes:
    """Return an answer as a line of JSON."""
    return to_json(answer) + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    id: RecordKey | float | None = None
    record: Contract | None = None
    refused: Refused = _NOTHING
    """Why there is no record."""


def run_filter(
    source: LineSource,
    sink: BinaryIO,
    *,
    contract: type[C],
    stage: Callable[[Iterator[C]], Iterator[Reply]],
    max_rejected: int | None = None,
    as_line: Callable[[Answer], bytes] = json_line,
) -> int:
    """Answer every line of `source` on `sink` and return the exit code: 0, or 3 when too many were rejected.

    Args:
        stage: maps an iterator of records to one reply each, in order; it may read ahead, in a thread of its own too.
        max_rejected: more rejections than this give exit code 3; None means no limit.
        as_line: how an answer or a refusal is written.
    """
    answers = _Answers(sink, as_line)

    def good_records() -> Iterator[C]:
        for line in _read(source, contract):
            if line.record is None:
                answers.refuse(line.id, line.refused)
            else:
                answers.expect(line.id)
                yield line.record  # type: ignore[misc]  # _read validates against `contract`

    for reply in stage(good_records()):
        answers.reply(reply)
    answers.end()
    if max_rejected is not None and answers.rejected > max_rejected:
        log.error(
            "more lines were rejected than allowed", extra={"rejected": answers.rejected, "allowed": max_rejected}
        )
        return 3
    return 0


class _Answers:
    """Writes answers in the order of their lines: a refusal at once, unless records before it are still worked on."""

    def __init__(self, sink: BinaryIO, as_line: Callable[[Answer], bytes]) -> None:
        self.rejected = 0
        self._sink = sink
        self._as_line = as_line
        self._waiting: deque[_Waiting] = deque()
        # Lines are read in whatever thread the stage reads ahead in, replies are written in the caller's.
        self._lock = Lock()

    def refuse(self, key: RecordKey | float | None, refused: Refused) -> None:
        """Answer a line that is no record."""
        with self._lock:
            line = self._refusal(key, refused)
            if self._waiting:
                self._waiting[-1].behind.write(line)
            else:
                self._sink.write(line)
                self._sink.flush()

    def expect(self, key: RecordKey | float | None) -> None:
        """Note that the next line is a record, which the stage will answer."""
        with self._lock:
            # Refusals behind a record that takes its time may be many: beyond a mebibyte they wait on disk.
            self._waiting.append(_Waiting(id=key, behind=SpooledTemporaryFile(_MAX_HELD_BYTES)))  # noqa: SIM115  # closed by _pour

    def reply(self, reply: Reply) -> None:
        """Answer the oldest record that waits, and the refused lines that follow it."""
        with self._lock:
            line = self._waiting.popleft()
            if isinstance(reply, Refused):
                self._sink.write(self._refusal(line.id, reply))
            elif isinstance(reply, list):
                for number, answer in enumerate(reply):
                    self._sink.write(self._as_line({"id": line.id, **answer} if number == 0 else answer))
            else:
                self._sink.write(self._as_line({"id": line.id, **reply}))
            self._pour(line)

    def end(self) -> None:
        """Write the refused lines behind records that the stage left without an answer."""
        with self._lock:
            while self._waiting:
                self._pour(self._waiting.popleft())

    def _refusal(self, key: RecordKey | float | None, refused: Refused) -> bytes:
        self.rejected += 1
        return self._as_line({"id": key, "rejected": {"reason": refused.reason, "detail": refused.detail}})

    def _pour(self, line: "_Waiting") -> None:
        with line.behind as behind:
            behind.seek(0)
            shutil.copyfileobj(behind, self._sink)
        self._sink.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A record that the stage works on."""

    id: RecordKey | float | None
    behind: "SpooledTemporaryFile[bytes]"
    """The answers to the refused lines between it and the next record."""


def each(answer: Callable[[C], Reply]) -> Callable[[Iterator[C]], Iterator[Reply]]:
    """Make a stage out of a function that answers one record at a time."""

    def stage(records: Iterator[C]) -> Iterator[Reply]:
        for record in records:
            try:
                reply = answer(record)
            except Exception as err:  # noqa: BLE001  # the harness, not a stage: see below
                # One record's fault must not cost the others their answers; the refusal carries what went wrong.
                log.warning("a record could not be processed", extra={"error": f"{type(err).__name__}: {err}"})
                reply = Refused(reason=RejectionReason.CRASHED, detail=f"{type(err).__name__}: {err}"[:300])
            yield reply

    return stage


def _read(source: LineSource, contract: type[C]) -> Iterator[_Line]:
    for number, raw in enumerate(bounded_lines(source, max_bytes=MAX_LINE_BYTES), start=1):
        if raw is None:
            detail = f"line {number} is longer than {MAX_LINE_BYTES >> 20} MiB"
            yield _Line(refused=Refused(reason=RejectionReason.TOO_LARGE, detail=detail))
        else:
            yield _parse(raw, number, contract)


def _parse(raw: bytes, number: int, contract: type[C]) -> _Line:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as err:
        value = _lenient_json(raw)
        if value is None:
            detail = f"line {number} is not JSON: {err}" if raw.strip() else f"line {number} is empty"
            return _Line(refused=Refused(reason=RejectionReason.NOT_JSON, detail=detail))
    if not isinstance(value, dict):
        detail = f"line {number} is not a JSON object"
        return _Line(refused=Refused(reason=RejectionReason.NOT_AN_OBJECT, detail=detail))
    key = value.get("id")
    earlier = _earlier_refusal(value)
    known = key if isinstance(key, (str, int, float)) else None
    if earlier is not None:
        return _Line(id=known, refused=earlier)
    try:
        return _Line(id=known, record=contract.model_validate(value))
    except ValidationError as err:
        first = err.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "line"
        missing = first["type"] == "missing" or value.get(name) is None
        reason = RejectionReason.MISSING_FIELD if missing else RejectionReason.WRONG_TYPE
        detail = f"line {number}: {name}: " + ("required" if missing else str(first["msg"]))
        return _Line(id=known, refused=Refused(reason=reason, detail=detail))


def _earlier_refusal(value: dict[str, object]) -> Refused | None:
    """Return what an earlier filter of the pipe said of a line that it refused: its reason stays the reason."""
    said = value.get("rejected")
    if set(value) != {"id", "rejected"} or not isinstance(said, dict):
        return None
    try:
        return Refused(reason=RejectionReason(str(said.get("reason"))), detail=str(said.get("detail", "")))
    except ValueError:
        return None


def _lenient_json(raw: bytes) -> object | None:
    """Read what orjson refuses but the standard library takes: lone surrogates, NaN, a stray byte in a string."""
    import json

    try:
        value: object = json.loads(raw.decode("utf-8", "replace").encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        return {
            key: item.encode("utf-8", "replace").decode("utf-8") if isinstance(item, str) else item
            for key, item in value.items()
        }
    return value
