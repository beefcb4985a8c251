"""Publish the warehouse as a numbered, read-only snapshot that readers can open while we go on writing.

DuckDB lets one process write a file or many read it, so readers never see the live file. The writer is
closed first: copying an open file would drop its lock, and a closed one holds everything in one file.
`laborwire.duckdb` is replaced in one step; a reader who has the old one open keeps reading it.
Content that did not change keeps its number (permalinks stay few and meaningful); only the newest file is
then renewed, if it lacks the report of a later run.
"""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from pipeline.errors import WarehouseError
from pipeline.places import Places
from pipeline.records import RunReport
from pipeline.search.file import forget_index
from pipeline.search.index import SyncCounts, sync_index
from pipeline.warehouse.decided import owe_compaction, owes_compaction
from pipeline.warehouse.dump import content_mark
from pipeline.warehouse.load import replace_run
from pipeline.warehouse.schema import apply_schema, read_step, table_names
from pipeline.warehouse.store import before_upgrade

log = logging.getLogger(__name__)

_FICLONE = 0x40049409
"""Linux ioctl: let two files share their blocks (XFS, Btrfs); others answer with an error."""

_NAME = "laborwire-{:06d}.duckdb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A published state of the warehouse."""

    number: int
    path: Path
    is_new: bool
    """False when the content was the same as that of the newest snapshot."""


def publish_snapshot(
    places: Places,
    *,
    keep: int,
    compact: bool = False,
    run: RunReport | None = None,
    is_known_to_be_new: bool = False,
) -> Snapshot:
    """Copy the live warehouse, which must be closed, to the next numbered snapshot and let readers see that one.

    Args:
        keep: the newest so many snapshots stay, and those of the newest so many digests, older ones are removed; at
            least 1. Snapshots that polls alone have made do not count and go with the next one: polls are many.
        compact: write the live file anew first, so that deleted words are gone from its free blocks too,
            and remove all older snapshots, which still hold them. Done in any case when a load has erased words.
        run: the run that ends with this publication; its account goes into the snapshot, with the snapshot's number.
        is_known_to_be_new: do not compare the content with that of the newest snapshot, which reads all of both.

    Raises:
        WarehouseError: there is no warehouse, it is still open, or there is no room for the copy.
    """
    live = places.live_warehouse
    compact = _settle(live) or compact
    if compact:
        before_upgrade(live).unlink(missing_ok=True)
        write_anew(live)
    places.snapshots.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(places)
    newest = newest_snapshot(places)
    is_known = (
        newest is not None
        and not compact
        and not is_known_to_be_new
        and _mark(live, with_work=False) == _mark(newest.path, with_work=False)
    )
    number = 1 if newest is None else newest.number + (not is_known)
    if run is not None:
        _settle_run(live, replace(run, snapshot=number))
    search = _settle_search(places, erase=compact, is_first=newest is None)
    if newest is not None and is_known:
        beside = search_beside(newest.path)
        if search.has_changed or not (places.search.exists() and beside.exists()):
            _place(places.live_search, beside)
            _point_to(beside, places.search)
        if not places.warehouse.exists() or _mark(live, with_work=True) != _mark(places.warehouse, with_work=True):
            _place(live, places.warehouse)
        _remove_old(places, _lasting(places, keep))
        return newest
    path = places.snapshots / _NAME.format(number)
    _place(places.live_search, search_beside(path))
    _place(live, path)
    _point_to(search_beside(path), places.search)
    _point_to(path, places.warehouse)
    if compact:
        # A reader may have made one of the old snapshot meanwhile.
        _forget_caches(places)
    _remove_old(places, {number} if compact else _lasting(places, keep))
    if compact:
        # Only now: a publication that is killed before it has removed the old snapshots does all of it again.
        _forget_debt(live)
    return Snapshot(number=number, path=path, is_new=True)


def search_beside(snapshot: Path) -> Path:
    """Return where the full-text index of a numbered snapshot lies."""
    return snapshot.with_suffix(".search.sqlite")


def rebuild_search(places: Places) -> SyncCounts:
    """Make the full-text index of the newest snapshot anew; the caller holds the writer's lock.

    Raises:
        WarehouseError: there is no snapshot, or the index cannot be written.
    """
    if not places.warehouse.exists():
        raise WarehouseError(str(places.warehouse), "no snapshot yet; run `laborwire demo`, `add` or `nightly` first")
    forget_index(places.live_search)
    counts = sync_index(places.live_search, places.warehouse)
    newest = newest_snapshot(places)
    if newest is None:
        _place(places.live_search, places.search)
    else:
        _place(places.live_search, search_beside(newest.path))
        _point_to(search_beside(newest.path), places.search)
    return counts


def same_content(live: Path, snapshot: Path) -> bool:
    """Say whether two closed files hold the same rows; False when one cannot be read."""
    mark = _mark(live, with_work=True)
    return mark is not None and mark == _mark(snapshot, with_work=True)


def place_snapshot(live: Path, snapshot: Path) -> None:
    """Put a copy of the closed live file in the place of a snapshot, in one step, read-only and safely on disk.

    Raises:
        WarehouseError: it cannot be written.
    """
    _place(live, snapshot)


def newest_snapshot(places: Places) -> Snapshot | None:
    """Return the newest numbered snapshot; None before the first."""
    return next(_snapshots(places), None)


def all_snapshots(places: Places) -> tuple[Snapshot, ...]:
    """Return the numbered snapshots that are there, newest first."""
    return tuple(_snapshots(places))


def _snapshots(places: Places) -> Iterator[Snapshot]:
    for path in sorted(places.snapshots.glob("laborwire-*.duckdb"), reverse=True):
        digits = path.stem.removeprefix("laborwire-")
        if digits.isdecimal():
            yield Snapshot(number=int(digits), path=path, is_new=False)


def _settle(live: Path) -> bool:
    """Bring what a killed run has left in the write-ahead log into the one file; say whether it is to be compacted."""
    if not live.exists():
        raise WarehouseError(str(live), "no such file; load something first")
    try:
        with duckdb.connect(str(live)) as con:
            con.execute("CHECKPOINT")
            owed = owes_compaction(con)
    except duckdb.Error as err:
        raise WarehouseError(str(live), f"cannot be published: {err}") from err
    if live.with_name(live.name + ".wal").exists():
        raise WarehouseError(str(live), "is still open in this process; close it before publishing")
    return owed


def _settle_search(places: Places, *, erase: bool, is_first: bool) -> SyncCounts:
    """Bring the search index in line with the live warehouse; what caches hold of older snapshots goes."""
    search = sync_index(places.live_search, places.live_warehouse, erase=erase)
    if search.why_anew is not None and not is_first:
        log.warning("the search index was made anew", extra={"why": search.why_anew, "articles": search.held})
    _forget_caches(places)
    return search


def _forget_caches(places: Places) -> None:
    for cache in (places.vectors, places.explorer, places.kept_views):
        shutil.rmtree(cache, ignore_errors=True)


def _forget_debt(live: Path) -> None:
    try:
        with duckdb.connect(str(live)) as con:
            owe_compaction(con, False)
    except duckdb.Error as err:
        raise WarehouseError(str(live), f"cannot be closed after its compaction: {err}") from err


def _settle_run(live: Path, run: RunReport) -> None:
    try:
        with duckdb.connect(str(live)) as con:
            replace_run(con, run)
    except duckdb.Error as err:
        raise WarehouseError(str(live), f"the run cannot be written down: {err}") from err


def write_anew(live: Path) -> None:
    """Write the live file anew, row by row: what was deleted is in none of its blocks."""
    part = live.with_name(live.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(live), read_only=True) as old, duckdb.connect(str(part)) as new:
            apply_schema(new, part)
            new.execute("DELETE FROM schema_version")
            for table in table_names():
                new.from_arrow(old.table(table).to_arrow_reader(10_000)).insert_into(table)
    except duckdb.Error as err:
        part.unlink(missing_ok=True)
        raise WarehouseError(str(live), f"cannot be compacted: {err}") from err
    part.replace(live)


def _mark(path: Path, *, with_work: bool) -> str | None:
    """Return the content mark of a file; None when it cannot be read, which counts as different."""
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            return content_mark(con, with_work=with_work)
    except duckdb.Error:
        return None


def _place(live: Path, target: Path) -> None:
    """Copy the closed live file to `target` in one step, read-only and safely on disk."""
    part = target.with_name(target.name + ".part")
    try:
        _copy(live, part)
        part.chmod(0o444)
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as err:
        raise WarehouseError(str(target), f"cannot be written: {err.strerror}; is the disk full?") from err


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with source.open("rb") as reader, target.open("wb") as writer:
        try:
            fcntl.ioctl(writer.fileno(), _FICLONE, reader.fileno())
        except OSError:
            shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        os.fsync(writer.fileno())


def _point_to(snapshot: Path, pointer: Path) -> None:
    part = pointer.with_name(pointer.name + ".part")
    part.unlink(missing_ok=True)
    try:
        part.hardlink_to(snapshot)
    except OSError:
        # A file system without hard links: a second copy serves as well.
        _place(snapshot, pointer)
        return
    part.replace(pointer)
    _sync_folder(pointer.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def has_unpublished_news(places: Places) -> bool:
    """Say whether loads have brought anything for readers since the newest publication; both files must be closed.

    Loads count what they bring (`pipeline.warehouse.load`), so that this costs nothing by what is stored.
    """
    return not places.warehouse.exists() or _news(places.live_warehouse) != _news(places.warehouse)


def _news(path: Path) -> int | None:
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            rows = con.execute("SELECT value FROM progress WHERE name = 'news'").fetchall()
    except duckdb.Error:
        # Different from any number: what cannot be read is published anew.
        return None
    return int(rows[0][0]) if rows else 0


def _lasting(places: Places, keep: int) -> set[int]:
    """Return the numbers of the snapshots that stay."""
    there = [snapshot.number for snapshot in _snapshots(places)]
    try:
        with duckdb.connect(str(places.warehouse), read_only=True) as con:
            of_polls = {int(row[0]) for row in con.execute(read_step("snapshots_of_polls")).fetchall()}
    except duckdb.Error:
        of_polls = set()
    keep = max(keep, 1)
    lasting = [number for number in there if number not in of_polls]
    digests = sorted(places.digests.glob("*/snapshots.txt"), reverse=True)[:keep]
    cited = {int(line) for path in digests for line in path.read_text().split() if line.isdecimal()}
    return {*there[:1], *lasting[:keep], *cited}


def _remove_old(places: Places, lasting: set[int]) -> None:
    for snapshot in list(_snapshots(places)):
        if snapshot.number not in lasting:
            snapshot.path.unlink(missing_ok=True)
            search_beside(snapshot.path).unlink(missing_ok=True)


def _remove_leftovers(places: Places) -> None:
    """Remove what a run that was killed while it copied has left."""
    for part in places.snapshots.glob("*.part"):
        part.unlink(missing_ok=True)
