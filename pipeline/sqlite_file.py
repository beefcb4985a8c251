"""Open the small SQLite files that crawls keep beside the WARC files: one writer, readers at any time.

In: a path and what makes the tables. Out: a connection in autocommit mode with a write-ahead log; `begin` opens a
transaction that a `with` block commits or rolls back.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from pipeline.errors import ArchiveError


def open_sqlite(
    path: Path, *, prepare: Callable[[sqlite3.Connection], object], problem: str, any_thread: bool = False
) -> sqlite3.Connection:
    """Return the open file, made with its folder when it is not there.

    Args:
        prepare: makes the tables, or brings those of an earlier version up to date.
        problem: words for a file that is none of ours; "{}" stands for what SQLite says.
        any_thread: one operation at a time, but each on any thread.

    Raises:
        ArchiveError: the file is not one of ours, or cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=not any_thread)
    except sqlite3.Error as err:
        raise ArchiveError(str(path), problem.format(err)) from err
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        prepare(connection)
    except sqlite3.Error as err:
        connection.close()
        raise ArchiveError(str(path), problem.format(err)) from err
    return connection


def check_sqlite(path: Path, *, advice: str) -> None:
    """Read a whole file, if it is there, and change nothing.

    Raises:
        ArchiveError: it is damaged; `advice` ends what it says.
    """
    if not path.exists():
        return
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=30)
        try:
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error as err:
        found = str(err)
    if found != "ok":
        raise ArchiveError(str(path), f"is damaged ({found}); {advice}")


def begin(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Begin to write, and return what a `with` block commits, or rolls back when it fails."""
    connection.execute("BEGIN IMMEDIATE")
    return connection
