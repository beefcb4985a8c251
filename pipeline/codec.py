"""Records to JSON and back. JSON is validated here, once; unknown keys are refused.

Amounts are written as decimal strings in plain notation ("0.065", "100000"), times as ISO 8601 with offset.
"""

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import orjson
from pydantic import ConfigDict, TypeAdapter, ValidationError

from pipeline.errors import ArchiveError

T = TypeVar("T")

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_UTC_Z


def to_json(value: object) -> bytes:
    """Return `value` (a record, or plain lists and dicts of records) as one line of UTF-8 JSON, without a line end."""
    try:
        return orjson.dumps(value, default=_plain, option=_OPTIONS)
    except orjson.JSONEncodeError:
        # orjson refuses lone surrogates, which real pages do contain.
        return orjson.dumps(_without_surrogates(orjson_ready(value)), default=_plain, option=_OPTIONS)


def orjson_ready(value: object) -> Any:
    """Return `value` as plain dicts, lists and scalars."""
    from dataclasses import asdict, is_dataclass

    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value


def from_json(record_type: type[T], line: bytes | str) -> T:
    """Return the record written in `line`.

    Raises:
        ArchiveError: the JSON is not a record of this type; says which key is wrong.
    """
    try:
        # mypy: a type is hashable, but `type[T]` does not say so.
        adapter = _adapter(record_type)  # type: ignore[arg-type]
        record: T = adapter.validate_json(b"[%b]" % (line.encode() if isinstance(line, str) else line))[0]
    except ValidationError as err:
        first = err.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "line"
        raise ArchiveError(record_type.__name__, f"{where}: {first['msg']}") from err
    return record


def write_jsonl(path: Path, records: Iterable[object]) -> int:
    """Write records to `path`, whole or not at all, and return how many."""
    part = path.with_name(path.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with part.open("wb") as out:
        for record in records:
            out.write(to_json(record) + b"\n")
            count += 1
    part.replace(path)
    return count


def read_jsonl(record_type: type[T], path: Path) -> Iterator[T]:
    """Yield the records in `path`; nothing when there is no such file.

    Raises:
        ArchiveError: a line is not a record of this type; names file and line.
    """
    if not path.exists():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield from_json(record_type, line)
            except ArchiveError as err:
                raise ArchiveError(f"{path.name} line {number}", err.problem) from err


@cache
def _adapter(record_type: Hashable) -> TypeAdapter[Any]:
    # A bare dataclass would keep pydantic's lax default; inside a list it takes this configuration.
    return TypeAdapter(list[record_type], config=ConfigDict(extra="forbid"))  # type: ignore[valid-type]  # built at run time


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(type(value).__name__)


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_surrogates(item) for item in value]
    return value
