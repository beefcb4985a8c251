"""Run SQL that somebody else wrote, on a published snapshot, and give back its answer or a plain refusal.

The query runs in a child process with limits of the kernel (address space, processor time, files) that is
killed when its time is up: DuckDB's own limits do not stop a scalar function. Inside, the snapshot is
read-only, no file or network can be reached, nothing can be installed or set, and only one reading
statement is taken. What comes back is data, never code; error texts name no folder of this machine.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.errors import QueryError, WarehouseError

_CHILD = Path(__file__).with_name("sandbox_child.py")

_MIB = 1 << 20
# Code, thread stacks and reserved pages: 250 MiB with DuckDB 1.5, 840 MiB with 2.0, before any query.
_OVERHEAD_MIB = 1536
_MAX_BYTES = 256 * _MIB
_MAX_PARQUET_BYTES = 8192 * _MIB
_MAX_SQL_CHARS = 100_000

_FOLDER = re.compile(r"(?<![\w.:/])/(?:[\w.+@~-]+/)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult:
    """The answer to a query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    """Numbers, strings, booleans, None, `Decimal`, `date` and `datetime`; lists and structs hold plain JSON values."""
    types: tuple[str, ...] = ()
    """DuckDB's type of each column."""
    truncated: bool = False
    """True when there were more rows than `max_rows`."""
    count: int = 0
    """Number of rows; also when they went to a Parquet file."""


def run_sql(
    snapshot: Path,
    sql: str,
    *,
    timeout_s: float = 4.0,
    memory_mib: int = 1024,
    max_rows: int | None = None,
    parquet: Path | None = None,
) -> QueryResult:
    """Answer one SELECT on a published snapshot.

    Args:
        timeout_s: wall-clock seconds for everything, start-up included.
        memory_mib: memory of the query; the process may map 1.5 GiB more for itself.
        max_rows: more rows than this are cut and `truncated` is set; None means all.
        parquet: write the rows there, whole or not at all, instead of returning them.

    Raises:
        QueryError: the query was refused, failed, or took too much time or memory.
        WarehouseError: there is no snapshot at that path.
    """
    if not snapshot.is_file():
        raise WarehouseError(str(snapshot), "no such snapshot")
    if len(sql) > _MAX_SQL_CHARS:
        raise QueryError(f"the query is longer than {_MAX_SQL_CHARS} characters")
    if parquet is None:
        return _ask(snapshot, sql, timeout_s, memory_mib, max_rows, None)
    with _whole_file(parquet) as handle:
        return _ask(snapshot, sql, timeout_s, memory_mib, None, handle)


def _ask(
    snapshot: Path, sql: str, timeout_s: float, memory_mib: int, max_rows: int | None, parquet_fd: int | None
) -> QueryResult:
    order = {
        "snapshot": str(snapshot.absolute()),
        "sql": sql.encode("utf-8", "replace").decode("utf-8"),
        "memory_limit": f"{memory_mib}MiB",
        "address_bytes": (memory_mib + _OVERHEAD_MIB) * _MIB,
        # Two threads; a child that outlives a killed parent ends by this.
        "cpu_s": int(timeout_s * 2) + 2,
        "file_bytes": 0 if parquet_fd is None else _MAX_PARQUET_BYTES,
        "max_rows": max_rows,
        "max_bytes": _MAX_BYTES,
        "parquet_fd": parquet_fd,
    }
    child = subprocess.Popen(
        [sys.executable, "-I", str(_CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},
        pass_fds=() if parquet_fd is None else (parquet_fd,),
        start_new_session=True,
    )
    try:
        out, _ = child.communicate(json.dumps(order).encode(), timeout=timeout_s)
    except subprocess.TimeoutExpired as err:
        raise QueryError(f"the query took longer than {timeout_s:g} seconds and was stopped") from err
    finally:
        child.kill()
        child.wait()
    return _read_answer(out, sql)


def _read_answer(out: bytes, sql: str) -> QueryResult:
    columns: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    rows: list[tuple[Any, ...]] = []
    for line in out.splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            break
        if isinstance(message, list):
            rows.extend(tuple(map(_typed, row, types)) for row in message)
        elif "error" in message:
            raise QueryError(_clean(str(message["error"]), sql))
        elif "columns" in message:
            columns, types = tuple(message["columns"]), tuple(message["types"])
        elif "end" in message:
            return QueryResult(
                columns=columns,
                rows=tuple(rows),
                types=types,
                truncated=bool(message["truncated"]),
                count=int(message["end"]),
            )
    raise QueryError("the query was stopped: it needed more memory or processor time than it may have")


def _typed(value: Any, kind: str) -> Any:
    """Return a value of the child's JSON as the Python value of its column."""
    if not isinstance(value, str):
        return value
    # A date beyond year 9999 or before 1 stays the text it is.
    with suppress(ValueError):
        if kind.startswith("DECIMAL(") and kind.endswith(")"):
            return Decimal(value)
        if kind == "DATE":
            return date.fromisoformat(value)
        if kind.startswith("TIMESTAMP") and not kind.endswith("]"):
            return datetime.fromisoformat(value)
    return value


def _clean(problem: str, sql: str) -> str:
    """Return an error text without a library's traceback and without folders that its reader did not name."""
    problem = problem.split("Traceback (most recent call last)")[0].strip()
    return _FOLDER.sub(lambda folder: folder.group() if folder.group() in sql else "", problem) or "the query failed"


@contextmanager
def _whole_file(path: Path) -> Iterator[int]:
    """Give a handle for writing; the file takes its name only when the block ends well."""
    part = path.with_name(path.name + ".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    except OSError as err:
        raise QueryError(f"cannot write {path}: {err.strerror}") from err
    try:
        yield handle
        part.replace(path)
    finally:
        os.close(handle)
        part.unlink(missing_ok=True)
