"""Take captures out of the archive, and write over what others have of them: WARC files are written anew.

What stays of a file goes into a new one, "kept-NNNNNN.warc.gz"; then the index is switched over in one transaction, and
then the old file is removed. A killed run leaves at worst a file that the index does not name: the next one removes it.
A file that holds nothing of what goes is left as it is.

A capture that was written over keeps its id and all that is known of it, gets the digest of what is left, and says how
many bytes were removed (`Capture.bytes_removed`).
"""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.archive.warc_record import body_in, pack_record
from pipeline.codec import from_json, to_json
from pipeline.errors import ArchiveError
from pipeline.records import Capture, bytes_digest
from pipeline.takedown.traces import PageTraces

OwnTexts = Callable[[Collection[str]], Mapping[str, str]]
"""Addresses of pages; the stored texts of the articles there."""

_STAYING = "SELECT id, record, offset, length FROM captures WHERE file = ? AND id NOT IN gone ORDER BY offset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """What was done to the archive."""

    removed: int
    overwritten: int
    """Captures of other pages that held a link or words."""


def remove_captures(folder: Path, captures: Iterable[str], *, traces: PageTraces, own_texts: OwnTexts) -> Cleaned:
    """Remove captures, their sightings and their bytes, and what other captures hold of them.

    Nothing else may write to the archive meanwhile.

    Args:
        own_texts: what stands in the article of a page is not written over there.

    Raises:
        ArchiveError: the index cannot be written.
        OSError: a file cannot be; the archive is as before then, or has what stays twice.
    """
    index = folder / "index.sqlite"
    if not index.exists():
        return Cleaned(removed=0, overwritten=0)
    removed = overwritten = 0
    try:
        with closing(sqlite3.connect(index, timeout=30, isolation_level=None)) as db:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("CREATE TEMP TABLE gone (id TEXT PRIMARY KEY)")
            db.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((one,) for one in captures))
            _remove_strays(folder, db)
            going = {str(name) for (name,) in db.execute("SELECT DISTINCT file FROM captures WHERE id IN gone")}
            for (name,) in db.execute("SELECT DISTINCT file FROM captures ORDER BY file").fetchall():
                changed = dict(_written_over(folder, str(name), db, traces, own_texts))
                if changed or name in going:
                    removed += _rewrite(folder, str(name), db, changed)
                    overwritten += len(changed)
            db.execute("DELETE FROM sightings WHERE capture_id IN gone")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as err:
        raise ArchiveError(str(index), f"cannot be rewritten: {err}") from err
    return Cleaned(removed=removed, overwritten=overwritten)


def overwritten_captures(folder: Path) -> dict[str, tuple[str, int]]:
    """Return digest and removed bytes of every capture that was ever written over, by its id.

    Raises:
        ArchiveError: the index cannot be read.
    """
    index = folder / "index.sqlite"
    if not index.exists():
        return {}
    asked = (
        "SELECT record FROM captures WHERE instr(record, CAST('\"bytes_removed\":' AS BLOB)) > 0"
        " AND instr(record, CAST('\"bytes_removed\":0' AS BLOB)) = 0"
    )
    try:
        with closing(sqlite3.connect(index, timeout=30)) as db:
            found = [from_json(Capture, record) for (record,) in db.execute(asked)]
    except sqlite3.Error as err:
        raise ArchiveError(str(index), f"cannot be read: {err}") from err
    return {one.id: (one.payload_digest, one.bytes_removed) for one in found if one.bytes_removed}


def _written_over(
    folder: Path, name: str, db: sqlite3.Connection, traces: PageTraces, own_texts: OwnTexts
) -> Iterator[tuple[str, tuple[Capture, bytes]]]:
    """Yield the captures of a file that hold anything, as they are to be stored."""
    found: list[tuple[Capture, bytes]] = []
    with (folder / name).open("rb") as file:
        for _, record, offset, length in db.execute(_STAYING, (name,)):
            file.seek(offset)
            try:
                body = body_in(file.read(length))
            except (OSError, EOFError, ValueError):
                # `laborwire verify` tells of a damaged record; nobody can read words out of it.
                continue
            capture = from_json(Capture, record)
            if traces.are_in(record) or traces.are_on_page(body, capture):
                found.append((capture, body))
    texts = own_texts({one.url for one, _ in found} | {one.final_url for one, _ in found})
    for capture, body in found:
        own = " ".join(texts.get(url, "") for url in dict.fromkeys((capture.url, capture.final_url)))
        left = traces.overwritten(body, capture, own)
        changed = sum(one != other for one, other in zip(body, left, strict=True)) if left != body else 0
        told = replace(
            capture,
            payload_digest=bytes_digest(left),
            bytes_removed=capture.bytes_removed + changed,
            headers=tuple(one for one in capture.headers if not traces.are_in(one[1].encode("utf-8", "replace"))),
            title_hint=_unless_held(capture.title_hint, traces),
            excerpt_hint=_unless_held(capture.excerpt_hint, traces),
        )
        if told != capture:
            yield capture.id, (told, left)


def _unless_held(words: str | None, traces: PageTraces) -> str | None:
    return None if words is not None and traces.are_in(words.encode("utf-8", "replace")) else words


def _rewrite(folder: Path, name: str, db: sqlite3.Connection, changed: Mapping[str, tuple[Capture, bytes]]) -> int:
    staying = db.execute(_STAYING, (name,)).fetchall()
    kept = folder / f"kept-{_next_number(folder):06d}.warc.gz"
    moved: list[tuple[str, int, int, bytes, str]] = []
    if staying:
        part = kept.with_name(kept.name + ".part")
        with (folder / name).open("rb") as old, part.open("wb") as new:
            for identity, record, offset, length in staying:
                if identity in changed:
                    told, body = changed[identity]
                    member, record = pack_record(told, body), to_json(told)
                else:
                    old.seek(offset)
                    member = old.read(length)
                moved.append((kept.name, new.tell(), len(member), record, identity))
                new.write(member)
            new.flush()
            os.fsync(new.fileno())
        part.replace(kept)
    db.execute("BEGIN IMMEDIATE")
    with db:
        db.executemany("UPDATE captures SET file = ?, offset = ?, length = ?, record = ? WHERE id = ?", moved)
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
