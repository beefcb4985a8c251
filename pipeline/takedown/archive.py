"""Take captures out of the archive: WARC files are written anew without their records, the index follows.

What stays of a file goes into a new one, "kept-NNNNNN.warc.gz"; then the index is switched over in one transaction, and
then the old file is removed. A killed run leaves at worst a file that the index does not name: the next one removes it.
"""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from pipeline.errors import ArchiveError


def remove_captures(folder: Path, captures: Iterable[str]) -> int:
    """Remove captures, their sightings and their bytes, and return how many were there.

    Nothing else may write to the archive meanwhile.

    Raises:
        ArchiveError: the index cannot be written.
        OSError: a file cannot be; the archive is as before then, or has what stays twice.
    """
    index = folder / "index.sqlite"
    if not index.exists():
        return 0
    try:
        with closing(sqlite3.connect(index, timeout=30, isolation_level=None)) as db:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("CREATE TEMP TABLE gone (id TEXT PRIMARY KEY)")
            db.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((one,) for one in captures))
            _remove_strays(folder, db)
            files = db.execute("SELECT DISTINCT file FROM captures WHERE id IN gone ORDER BY file").fetchall()
            removed = sum(_rewrite(folder, str(name), db) for (name,) in files)
            db.execute("DELETE FROM sightings WHERE capture_id IN gone")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as err:
        raise ArchiveError(str(index), f"cannot be rewritten: {err}") from err
    return removed


def _rewrite(folder: Path, name: str, db: sqlite3.Connection) -> int:
    staying = db.execute(
        "SELECT id, offset, length FROM captures WHERE file = ? AND id NOT IN gone ORDER BY offset", (name,)
    ).fetchall()
    kept = folder / f"kept-{_next_number(folder):06d}.warc.gz"
    moved: list[tuple[str, int, str]] = []
    if staying:
        part = kept.with_name(kept.name + ".part")
        with (folder / name).open("rb") as old, part.open("wb") as new:
            for identity, offset, length in staying:
                old.seek(offset)
                moved.append((kept.name, new.tell(), identity))
                new.write(old.read(length))
            new.flush()
            os.fsync(new.fileno())
        part.replace(kept)
    db.execute("BEGIN IMMEDIATE")
    with db:
        db.executemany("UPDATE captures SET file = ?, offset = ? WHERE id = ?", moved)
        removed = db.execute("DELETE FROM captures WHERE file = ? AND id IN gone", (name,)).rowcount
    (folder / name).unlink()
    return removed


def _next_number(folder: Path) -> int:
    numbers = [int(path.name[5:11]) for path in folder.glob("kept-*.warc.gz") if path.name[5:11].isdecimal()]
    return max(numbers, default=0) + 1


def _remove_strays(folder: Path, db: sqlite3.Connection) -> None:
    """Remove what a killed run has left, and torn records that were cut off: nobody knows whose words they hold."""
    known = {str(name) for (name,) in db.execute("SELECT DISTINCT file FROM captures")}
    for path in [*folder.glob("*.warc.gz"), *folder.glob("*.part"), *folder.glob("*.torn-*")]:
        if path.name not in known:
            path.unlink()
