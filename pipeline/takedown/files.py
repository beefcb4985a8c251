"""Take words out of the small files of an installation: databases of crawls and alerts, reports, logs, digests.

A line of a log or of JSON lines goes as a whole, in other JSON the string goes, a row of a database goes as a whole;
what can only be made anew (digests, exports, proposals, packed files) is removed and named.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.archive.ledger import LoadEntry, ledger_file, read_loads
from pipeline.codec import from_json, to_json
from pipeline.errors import ArchiveError
from pipeline.places import Places
from pipeline.takedown.plan import pending_file
from pipeline.takedown.words import Holds

REMOVED = "[taken down]"
_BY_LINE = {".jsonl", ".log", ".txt", ".toml"}
_PACKED = {".parquet", ".xlsx", ".zip", ".gz", ".arrow"}
_DATABASES = {".sqlite", ".db", ".sqlite3"}


def scrub_databases(places: Places, holds: Holds) -> int:
    """Delete the rows that hold anything, in every SQLite file but the archive's index; return how many.

    The index for the search follows from the warehouse: what copies elsewhere have of the words stays in it.
    """
    others = {places.archive / "index.sqlite", places.live_search}
    return sum(
        _scrub_database(path, holds) for path in _files(places.var) if path.suffix in _DATABASES and path not in others
    )


def scrub_files(places: Places, holds: Holds) -> tuple[str, ...]:
    """Rewrite or remove the text files that hold anything; return the names of those removed, from `var`.

    Digests go by the week: they are made anew from what is left.
    """
    gone: list[str] = []
    for folder in (places.work, places.reprocess):
        if folder.exists():
            shutil.rmtree(folder)
            gone += [folder.name] if folder == places.reprocess else []
    for week in sorted(places.digests.glob("*")):
        if week.is_dir() and any(holds(path.read_bytes()) for path in _files(week)):
            shutil.rmtree(week)
            gone.append(f"{places.digests.name}/{week.name}")
    skipped = {
        places.live_warehouse,
        places.warehouse,
        places.decisions,
        places.lock,
        places.lock_queue,
        pending_file(places),
    }
    for path in _files(places.var):
        name = str(path.relative_to(places.var))
        is_database = path.suffix in {".duckdb", ".wal", *_DATABASES} or path.name.endswith(("-wal", "-shm"))
        if path in skipped or is_database or places.archive in path.parents:
            continue
        is_packed = path.suffix == ".part" or path.suffix in _PACKED
        if is_packed or (holds(path.read_bytes()) and not _rewritten(path, holds)):
            path.unlink()
            gone.append(name)
    return tuple(gone)


def scrub_ledger(archive: Path, holds: Holds, *, captures: Collection[str], forgotten: Sequence[int]) -> Path | None:
    """Write the ledger of loads beside itself, without what it holds; return that file, to be put in its place.

    Args:
        captures: those that go: no load brought them again.
        forgotten: positions in the decision log of the decisions that go: loads knew so many fewer. What people had
            taught the relevance model is forgotten with them.

    Raises:
        ArchiveError: a line is none of ours.
    """
    path = ledger_file(archive)
    if not path.exists():
        return None
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        for entry in read_loads(archive):
            plain = from_json(LoadEntry, json.dumps(_without(json.loads(to_json(entry)), holds)).encode())
            kept = replace(
                plain,
                rejections=tuple(one for one in entry.rejections if not holds(to_json(one))),
                again=tuple(one for one in entry.again if one not in captures),
                n_decisions=entry.n_decisions - sum(at < entry.n_decisions for at in forgotten),
                n_taken_in=entry.n_taken_in - sum(at < entry.n_taken_in for at in forgotten),
                taught="" if forgotten else entry.taught,
            )
            file.write(to_json(kept) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return part


def _rewritten(path: Path, holds: Holds) -> bool:
    """Rewrite a file without what it holds; False when only its removal helps."""
    content = path.read_bytes()
    if path.suffix in _BY_LINE:
        kept = b"".join(line for line in content.splitlines(keepends=True) if not holds(line))
    elif path.suffix == ".json":
        try:
            kept = json.dumps(_without(json.loads(content), holds), ensure_ascii=False).encode()
        except ValueError:
            return False
    else:
        return False
    if holds(kept):
        return False
    part = path.with_name(path.name + ".part")
    part.write_bytes(kept)
    part.replace(path)
    return True


def _without(value: Any, holds: Holds) -> Any:
    if isinstance(value, str):
        return REMOVED if holds(value.encode("utf-8", "replace")) else value
    if isinstance(value, list):
        return [_without(one, holds) for one in value]
    if isinstance(value, dict):
        return {_without(name, holds): _without(one, holds) for name, one in value.items()}
    return value


def _scrub_database(path: Path, holds: Holds) -> int:
    def is_in(value: object) -> bool:
        return holds(value.encode("utf-8", "replace") if isinstance(value, str) else bytes(value))  # type: ignore[call-overload]  # text or blob

    try:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
            db.create_function("is_in", 1, is_in, deterministic=True)
            db.execute("PRAGMA secure_delete = ON")
            removed = 0
            for table, columns in _text_tables(db):
                asked = " OR ".join(f"(typeof({one}) IN ('text', 'blob') AND is_in({one}))" for one in columns)
                removed += db.execute(f"DELETE FROM {table} WHERE {asked}").rowcount  # noqa: S608  # quoted names
            if path.name == "alerts.sqlite" and removed:
                db.execute("DELETE FROM deliveries WHERE alert_id NOT IN (SELECT id FROM alerts)")
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as err:
        raise ArchiveError(str(path), f"cannot be searched: {err}") from err
    return removed


def _text_tables(db: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    tables = db.execute(
        "SELECT name FROM sqlite_master"
        " WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).fetchall()
    for (name,) in tables:
        table = '"' + str(name).replace('"', '""') + '"'
        columns = ['"' + str(row[1]).replace('"', '""') + '"' for row in db.execute(f"PRAGMA table_info({table})")]
        if columns:
            yield table, columns


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
