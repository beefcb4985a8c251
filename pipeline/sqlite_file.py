"""Open the small SQLite files that crawls keep beside the WARC files: one writer, readers at any time.

In: a path and what makes the tables. Out: a connection in autocommit mode with a write-ahead log; `begin` opens a
transaction that a `with` block commits or rolls back.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from pipeline.errors import ArchiveError

# For who writes a moment; whoever has a file open for longer is told of.
_WAIT_S = 30.0
_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_OUT_OF_REACH = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}


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
        connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None, check_same_thread=not any_thread)
    except sqlite3.Error as err:
        raise ArchiveError(str(path), _words(err, problem.format(err))) from err
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        prepare(connection)
    except sqlite3.Error as err:
        connection.close()
        raise ArchiveError(str(path), _words(err, problem.format(err))) from err
    return connection


def check_sqlite(path: Path, *, advice: str) -> None:
    """Read a whole file, if it is there, and change nothing.

    Raises:
        ArchiveError: it is damaged; `advice` ends what it says.
    """
    if not path.exists():
        return
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=_WAIT_S)
        try:
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error as err:
        raise ArchiveError(str(path), _words(err, f"is damaged ({err}); {advice}")) from err
    if found != "ok":
        raise ArchiveError(str(path), f"is damaged ({found}); {advice}")


def _words(err: sqlite3.Error, otherwise: str) -> str:
    """Return what is wrong with a file that may be whole, or `otherwise`: who is told to move it away would lose it."""
    code = getattr(err, "sqlite_errorcode", 0) & 0xFF
    if code in _IN_USE:
        return f"is in use by another program ({err}); end that one, then run this again"
    if code in _OUT_OF_REACH:
        return f"cannot be opened or written ({err}); look at the disk, and whose the file is"
    return otherwise


def begin(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Begin to write, and return what a `with` block commits, or rolls back when it fails."""
    connection.execute("BEGIN IMMEDIATE")
    return connection
