"""Look for words in every byte of an installation: raw, unpacked, and as the rows of every database."""

import gzip
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import duckdb


def files_with(var: Path, words: Iterable[str]) -> list[tuple[str, str]]:
    """Return (file, word) for each word that a file below `var` holds in any form."""
    wanted = tuple(words)
    found = []
    for path in sorted(path for path in var.rglob("*") if path.is_file() and not path.name.endswith("-shm")):
        content = unpacked(path)
        found += [(str(path.relative_to(var)), word) for word in wanted if word.encode() in content]
    return found


def unpacked(path: Path) -> bytes:
    """Return the bytes of a file, and what stands in it when it is packed or a database."""
    if not path.exists():
        # A write-ahead log went into its database when that was read, a moment ago.
        return b""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        return raw + gzip.decompress(raw)
    if path.suffix == ".duckdb":
        return raw + _duckdb_rows(path)
    if path.suffix in {".sqlite", ".db"}:
        return raw + _sqlite_rows(path)
    return raw


def _duckdb_rows(path: Path) -> bytes:
    with duckdb.connect(str(path), read_only=True) as con:
        tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        rows = [row for (table,) in tables for row in con.execute(f'FROM "{table}"').fetchall()]
    return _joined(rows)


def _sqlite_rows(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as db:
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = [row for (table,) in tables for row in db.execute(f'SELECT * FROM "{table}"').fetchall()]
    return _joined(rows)


def _joined(rows: Iterable[tuple[object, ...]]) -> bytes:
    values = (value for row in rows for value in row)
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)
