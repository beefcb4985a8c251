"""The child process in which a reader's SQL runs: started by `pipeline.warehouse.sandbox`, by its path.

It imports nothing of ours and nothing heavy but DuckDB, so that an answer is there in a fraction of a
second. In: one JSON object on stdin. Out on stdout: one JSON line {"columns", "types"}, then one JSON
array of rows a line, then {"end": rows, "truncated": bool}; or {"error": text} at any point.

The order of the locks matters: the snapshot is opened first, then every file system is switched off, and
the configuration is locked last, so that no statement can undo it.
"""

import json
import os
import resource
import sys
from typing import IO, Any

import duckdb

ROWS_A_LINE = 500

READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)

CONFIG: dict[str, str] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "home_directory": "none",
    "secret_directory": "none",
    "extension_directory": "none",
    "threads": "2",
}

LOCKS = (
    "SET TimeZone = 'UTC'",
    "SET disabled_filesystems = 'LocalFileSystem'",
    "SET lock_configuration = true",
)


class RefusedError(Exception):
    """The query was refused or stopped for a reason that its author can read."""


def main() -> None:
    """Answer the one query on stdin."""
    order = json.load(sys.stdin)
    _limit(order)
    try:
        with duckdb.connect(
            order["snapshot"], read_only=True, config=CONFIG | {"memory_limit": order["memory_limit"]}
        ) as con:
            for lock in LOCKS:
                con.execute(lock)
            statement = _the_one_statement(con, order["sql"])
            if order["parquet_fd"] is None:
                _answer(con.execute(statement), order)
            else:
                _write_parquet(con.execute(statement), order["parquet_fd"])
    except RefusedError as err:
        _say({"error": str(err)})
    except duckdb.OutOfMemoryException:
        _say({"error": "the query needs more memory than it may have; narrow it with WHERE, or aggregate"})
    except MemoryError:
        _say({"error": "the answer needs more memory than it may have; add LIMIT, or write it to a Parquet file"})
    except duckdb.Error as err:
        _say({"error": str(err)})


def _limit(order: dict[str, Any]) -> None:
    # Interrupts and DuckDB's memory limit do not reach scalar functions; the kernel's limits do.
    resource.setrlimit(resource.RLIMIT_AS, (order["address_bytes"], order["address_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["cpu_s"], order["cpu_s"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_bytes"], order["file_bytes"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _the_one_statement(con: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    statements = con.extract_statements(sql)
    if not statements:
        raise RefusedError("the query is empty")
    if len(statements) > 1:
        raise RefusedError(f"one statement at a time, please: these are {len(statements)}")
    if statements[0].type not in READING:
        raise RefusedError("only SELECT (also WITH, FROM, DESCRIBE, SUMMARIZE, SHOW and EXPLAIN) is answered here")
    return statements[0]


def _answer(con: duckdb.DuckDBPyConnection, order: dict[str, Any]) -> None:
    hidden = os.path.dirname(order["snapshot"]) + "/"  # noqa: PTH120  # pathlib would cost a tenth of the start-up
    columns = [str(column[0]) for column in con.description or ()]
    _say({"columns": columns, "types": [str(column[1]) for column in con.description or ()]})
    max_rows: int | None = order["max_rows"]
    left: int = order["max_bytes"]
    count = 0
    truncated = False
    while rows := con.fetchmany(ROWS_A_LINE):
        if max_rows is not None and count + len(rows) > max_rows:
            rows, truncated = rows[: max_rows - count], True
        line = json.dumps([[_plain(value, hidden) for value in row] for row in rows], separators=(",", ":"))
        left -= len(line)
        if left < 0:
            raise RefusedError("the answer is too long; add LIMIT, or write it to a Parquet file")
        count += len(rows)
        sys.stdout.write(line + "\n")
        if truncated:
            break
    _say({"end": count, "truncated": truncated})


def _write_parquet(con: duckdb.DuckDBPyConnection, handle: int) -> None:
    import pyarrow.parquet as pq

    out: IO[bytes]
    with os.fdopen(handle, "wb") as out:
        reader = con.to_arrow_reader(10_000)
        count = 0
        with pq.ParquetWriter(out, reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)
                count += batch.num_rows
        _say({"columns": reader.schema.names, "types": [str(kind) for kind in reader.schema.types]})
    _say({"end": count, "truncated": False})


def _plain(value: Any, hidden: str) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        # Some of DuckDB's own tables name the file that is open; where it lies is nobody's business.
        return value.replace(hidden, "")
    if isinstance(value, (list, tuple)):
        return [_plain(item, hidden) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item, hidden) for key, item in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
