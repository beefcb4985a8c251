"""Run a stage as a Unix filter: JSONL in, JSONL out, one answer a line, in input order.

A line that cannot be processed is answered with `{"id": ..., "rejected": {"reason", "detail"}}` in its
place and the stream goes on. Memory stays flat: nothing is kept but the lines that a stage has read
ahead. A line over 64 MiB is skipped and answered, never held.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

import orjson
from pydantic import ValidationError

from pipeline.codec import to_json
from pipeline.contracts import Contract, RecordKey
from pipeline.errors import RejectionReason

log = logging.getLogger(__name__)

MAX_LINE_BYTES = 64 * 1024 * 1024

Answer = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A stage's answer for a record that it cannot process."""

    reason: RejectionReason
    detail: str


Reply = Answer | Refused | list[Answer]
"""A stage answers with one line, a refusal, or several lines of which the first is the record's own."""

C = TypeVar("C", bound=Contract)


@dataclass(frozen=True, slots=True)
class _Line:
    id: RecordKey | float | None
    record: Contract | None
    refused: Refused | None


def run_filter(
    source: BinaryIO,
    sink: BinaryIO,
    *,
    contract: type[C],
    stage: Callable[[Iterator[C]], Iterator[Reply]],
    max_rejected: int | None = None,
) -> int:
    """Answer every line of `source` on `sink` and return the exit code: 0, or 3 when too many were rejected.

    Args:
        stage: maps an iterator of records to one reply each, in order; it may read ahead.
        max_rejected: more rejections than this give exit code 3; None means no limit.
    """
    waiting: deque[_Line] = deque()
    rejected = 0

    def good_records() -> Iterator[C]:
        for line in _read(source, contract):
            waiting.append(line)
            if line.record is not None:
                yield line.record  # type: ignore[misc]  # _read validates against `contract`

    def emit(line: _Line, reply: Reply) -> None:
        nonlocal rejected
        if isinstance(reply, Refused):
            rejected += 1
            refusal = {"reason": reply.reason, "detail": reply.detail}
            sink.write(to_json({"id": line.id, "rejected": refusal}) + b"\n")
        elif isinstance(reply, list):
            for number, answer in enumerate(reply):
                sink.write(to_json({"id": line.id, **answer} if number == 0 else answer) + b"\n")
        else:
            sink.write(to_json({"id": line.id, **reply}) + b"\n")
        sink.flush()

    def flush_refused() -> None:
        while waiting and waiting[0].refused is not None:
            line = waiting.popleft()
            emit(line, line.refused or Refused(reason=RejectionReason.UNREADABLE, detail=""))

    for reply in stage(good_records()):
        flush_refused()
        emit(waiting.popleft(), reply)
    flush_refused()
    if max_rejected is not None and rejected > max_rejected:
        log.error("%d lines rejected, more than --max-rejected %d", rejected, max_rejected)
        return 3
    return 0


def each(answer: Callable[[C], Reply]) -> Callable[[Iterator[C]], Iterator[Reply]]:
    """Make a stage out of a function that answers one record at a time."""

    def stage(records: Iterator[C]) -> Iterator[Reply]:
        for record in records:
            try:
                reply = answer(record)
            except Exception as err:  # noqa: BLE001  # the harness, not a stage: see below
                # One record's fault must not cost the others their answers; the refusal carries what went wrong.
                log.warning("a record could not be processed: %s: %s", type(err).__name__, err)
                reply = Refused(reason=RejectionReason.CRASHED, detail=f"{type(err).__name__}: {err}"[:300])
            yield reply

    return stage


def _read(source: BinaryIO, contract: type[C]) -> Iterator[_Line]:
    for number, raw in enumerate(_bounded_lines(source), start=1):
        if raw is None:
            detail = f"line {number} is longer than {MAX_LINE_BYTES >> 20} MiB"
            yield _Line(None, None, Refused(reason=RejectionReason.TOO_LARGE, detail=detail))
        else:
            yield _parse(raw, number, contract)


def _parse(raw: bytes, number: int, contract: type[C]) -> _Line:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as err:
        value = _lenient_json(raw)
        if value is None:
            detail = f"line {number} is not JSON: {err}" if raw.strip() else f"line {number} is empty"
            return _Line(None, None, Refused(reason=RejectionReason.NOT_JSON, detail=detail))
    if not isinstance(value, dict):
        detail = f"line {number} is not a JSON object"
        return _Line(None, None, Refused(reason=RejectionReason.NOT_AN_OBJECT, detail=detail))
    key = value.get("id")
    earlier = _earlier_refusal(value)
    known = key if isinstance(key, (str, int, float)) else None
    if earlier is not None:
        return _Line(known, None, earlier)
    try:
        return _Line(known, contract.model_validate(value), None)
    except ValidationError as err:
        first = err.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "line"
        missing = first["type"] == "missing" or value.get(name) is None
        reason = RejectionReason.MISSING_FIELD if missing else RejectionReason.WRONG_TYPE
        detail = f"line {number}: {name}: " + ("required" if missing else str(first["msg"]))
        return _Line(known, None, Refused(reason=reason, detail=detail))


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


def _bounded_lines(source: BinaryIO) -> Iterable[bytes | None]:
    while raw := source.readline(MAX_LINE_BYTES + 1):
        if len(raw) <= MAX_LINE_BYTES:
            yield raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = source.readline(MAX_LINE_BYTES)
        yield None
