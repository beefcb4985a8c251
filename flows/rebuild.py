"""Make the warehouse again from archive, configuration and decision log alone, and put it in the place of the old one.

The archive's ledger says which pages were loaded together, in which order, and how much of the decision log was known:
each load is read and related again as it was then, so that stories and origins come out the same. No network is used.
The new warehouse grows beside the old one, which stays until the new one is whole, verified and compared with it. What
the archive cannot know is carried over from the old file where that can be read: the accounts of runs.
"""

import hashlib
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from itertools import chain
from pathlib import Path

import duckdb

from flows.accounts import close_account, close_failed, open_account
from flows.order import Order, republishers_of, sources_of
from flows.reading import Sighting, read_shard, read_sightings, write_shard
from flows.relating import entity_rows, relate_and_load
from flows.steps import publish, with_snapshot
from flows.tools import Tools
from pipeline.archive.ledger import LoadEntry, chain_to, read_loads, taught_file, with_loads_before
from pipeline.archive.store import Archive
from pipeline.config import Settings, load_settings
from pipeline.decisions import Decisions
from pipeline.errors import ArchiveError, UsageError, WarehouseError
from pipeline.places import Places
from pipeline.publish.shown import digests_to_load
from pipeline.records import RunReport, Source
from pipeline.warehouse.batch import Asked, Batch
from pipeline.warehouse.carry_over import carry_over_accounts
from pipeline.warehouse.decided import owe_compaction, owes_compaction
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.kept_readings import kept_folder, put_readings
from pipeline.warehouse.kept_relations import put_relations, relations_folder
from pipeline.warehouse.load import load, note_load
from pipeline.warehouse.lock import writer_lock
from pipeline.warehouse.publish import write_anew
from pipeline.warehouse.store import Warehouse
from pipeline.warehouse.verify import Checked, verify_snapshot

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came of it."""

    digests: dict[str, str]
    """Table to the digest of its ordered rows."""
    before: dict[str, str] | None
    """The same of the old warehouse; None when it is not there or cannot be read."""
    loads: int
    captures: int
    notes: tuple[str, ...] = ()
    """What a person should know about the result."""
    is_in_place: bool = False
    """False when the old warehouse was left in its place."""
    snapshot: int | None = None
    """None when nothing was published: too much was lost (`held.json`)."""

    def differing(self) -> tuple[str, ...]:
        """Return the tables whose rows are not those of the old warehouse."""
        before = self.before or {}
        return tuple(table for table, digest in self.digests.items() if self.before and before.get(table) != digest)


def rebuild(
    places: Places,
    *,
    now: datetime,
    workers: int | None = None,
    only_compare: bool = False,
    stand_in: tuple[Source, ...] | None = None,
    tick: Callable[[int], None] = lambda _: None,
) -> Rebuilt:
    """Make the warehouse anew, compare it with the old one, put it in its place and publish it.

    Args:
        workers: children that extract; None as configured. The result does not depend on it.
        only_compare: leave the old warehouse in its place.
        stand_in: sources of loads that were not on the registered ones; default: the demo's.
        tick: called with the number of pages that were read, for a progress bar.

    Raises:
        ArchiveError: the archive, its ledger or the decision log is damaged or incomplete.
        WarehouseError: the new warehouse cannot be written, or does not hold what it should; the old one stays.
        LockedError: another run is writing.
    """
    with writer_lock(places, "rebuild", datetime.now(timezone.utc)):
        folder = places.work / "rebuild"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            made = _make(places, folder, workers=workers, stand_in=stand_in, tick=tick)
            if not only_compare:
                made = replace(made, is_in_place=True, snapshot=_put_in_place(places, _new(folder), now=now))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return made


def planned_loads(places: Places) -> tuple[list[LoadEntry], tuple[str, ...]]:
    """Return the loads that made the warehouse, in order, and what a person should know about them.

    Raises:
        ArchiveError: the ledger does not have all of them.
    """
    entries = read_loads(places.archive)
    number, watermark = _loaded(places)
    if number == 0 and watermark == 0:
        # No warehouse is left: all that the ledger knows.
        number = None
    loads = chain_to(entries, number) if number != 0 else []
    with Archive.open(places.archive) as archive:
        if number is None and not loads:
            watermark = archive.last_seq()
        first = next((seen_at for _, seen_at, _ in archive.sightings_after(0, up_to=1)), datetime.now(timezone.utc))
    whole = with_loads_before(loads, watermark=watermark, now=first)
    if len(whole) == len(loads):
        return whole, ()
    pages = whole[0].seqs[0][1]
    return whole, (
        f"{pages} pages were loaded before loads were written down: they are taken as one load, and stories among "
        "them may be found in another order",
    )


def total_digest(digests: dict[str, str]) -> str:
    """Return one digest for all tables."""
    return hashlib.sha256("\n".join(f"{table} {digests[table]}" for table in sorted(digests)).encode()).hexdigest()


def count_pages(loads: list[LoadEntry]) -> int:
    """Return how many pages these loads read."""
    return sum(high - low + 1 for entry in loads for low, high in entry.seqs) + sum(len(one.again) for one in loads)


def _make(
    places: Places,
    folder: Path,
    *,
    workers: int | None,
    stand_in: tuple[Source, ...] | None,
    tick: Callable[[int], None],
) -> Rebuilt:
    loads, notes = planned_loads(places)
    decisions = Decisions.read(places.decisions)
    known = max((entry.n_decisions for entry in loads), default=0)
    if known > len(decisions.log):
        problem = f"has {len(decisions.log)} decisions, and the last load knew {known}; restore it from a backup"
        raise ArchiveError(str(places.decisions), problem)
    new = _new(folder)
    settings = _with_workers(load_settings(places.data), workers)
    tools = Tools.shared(places)
    # The rows that the last take-down kept are those of the earlier ones, too.
    related = max((entry.number for entry in loads if entry.is_related), default=0)
    with Archive.open(places.archive) as archive:
        for entry in loads:
            tools = _tools_of(tools, entry, decisions, settings)
            order = Order(places=places, now=entry.now, newsroom=_stand_in(stand_in) if entry.is_stand_in else None)
            if entry.is_reprocessed or entry.is_related:
                with Warehouse.open(new, data=places.data) as warehouse:
                    _put_back(warehouse, entry, related=related, tools=tools, decisions=decisions)
                continue
            shards = list(_read(entry, archive, tools, folder, tick=tick))
            with Warehouse.open(new, data=places.data) as warehouse:
                _load(warehouse, entry, shards, tools=tools, order=order, decisions=decisions)
            for shard in shards:
                shard.unlink()
    with Warehouse.open(new, data=places.data) as warehouse:
        load(warehouse, Batch(decisions=decisions.log, in_digests=digests_to_load(places)))
        erased = owes_compaction(warehouse.con)
    if erased:
        # The words of what people took down were read in again; they must not lie in the new file's free blocks.
        write_anew(new)
    _settle_accounts(places, new)
    checked = _verified(new, places)
    old = next((path for path in (places.live_warehouse, places.warehouse) if path.exists()), None)
    return Rebuilt(
        digests=dump_digest(new, with_times=True),
        before=_digests_of(old),
        loads=len(loads),
        captures=checked.captures_in_all,
        notes=notes,
    )


def _read(
    entry: LoadEntry, archive: Archive, tools: Tools, folder: Path, *, tick: Callable[[int], None]
) -> Iterator[Path]:
    """Read the pages of a load into shard files, and yield these."""
    size = tools.settings.run.shard_size
    ranges = chain.from_iterable(archive.sightings_after(low - 1, up_to=high) for low, high in entry.seqs)
    again = (_again(archive, identity) for identity in entry.again)
    waiting: list[Sighting] = []
    number = 0

    def shard() -> Path:
        path = folder / f"{number:05d}.jsonl"
        pages, _ = read_sightings(waiting, archive, tools)
        write_shard(path, pages)
        tick(len(waiting))
        waiting.clear()
        return path

    for sighting in chain(ranges, again):
        waiting.append(sighting)
        if len(waiting) == size:
            yield shard()
            number += 1
    if waiting:
        yield shard()


def _again(archive: Archive, identity: str) -> Sighting:
    capture = archive.get(identity)
    if capture is None:
        raise ArchiveError(identity, "was loaded and is not in the archive; restore the archive from a backup")
    return 0, capture.fetched_at, capture


def _load(
    warehouse: Warehouse,
    entry: LoadEntry,
    shards: list[Path],
    *,
    tools: Tools,
    order: Order,
    decisions: Decisions,
) -> None:
    if entry.n_taken_in > warehouse.decisions_known():
        # What commands between the nights had taken in.
        load(warehouse, Batch(decisions=decisions.log[: entry.n_taken_in]))
    report = entry.report or RunReport(id=entry.run, command=entry.command, started_at=entry.now)
    relate_and_load(
        warehouse,
        [page for shard in shards for page in read_shard(shard)],
        tools=tools,
        sources=sources_of(order),
        republishers=republishers_of(order),
        rejections=entry.rejections,
        report=replace(report, state="done", finished_at=report.finished_at or entry.now),
        watermark=entry.watermark if entry.number else entry.seqs[-1][1],
        now=entry.now,
        asked=Asked(runs=entry.others, up_to=entry.asked_up_to),
        number=entry.number,
    )


def _put_back(warehouse: Warehouse, entry: LoadEntry, *, related: int, tools: Tools, decisions: Decisions) -> None:
    """Do again what an accepted proposal or a take-down did: its rows were kept, as they may come out otherwise."""
    entities = entity_rows(tools) if entry.has_entities else ()
    load(warehouse, Batch(entities=entities, decisions=decisions.log[: entry.n_taken_in]))
    if entry.number == related:
        put_relations(warehouse.con, relations_folder(tools.places.archive, entry.number))
    elif entry.is_reprocessed:
        put_readings(warehouse.con, kept_folder(tools.places.archive, entry.number))
    note_load(warehouse.con, entry.number)


def _tools_of(tools: Tools, entry: LoadEntry, decisions: Decisions, settings: Settings) -> Tools:
    taught = taught_file(tools.places.archive, entry.taught) if entry.taught else None
    if taught is not None and not taught.exists():
        raise ArchiveError(str(taught), "what people had taught is not there; restore the archive from a backup")
    return tools.as_of(decisions.first(entry.n_decisions), taught=taught, settings=settings)


def _settle_accounts(places: Places, new: Path) -> None:
    old = next((path for path in (places.live_warehouse, places.warehouse) if path.exists()), None)
    if old is not None and carry_over_accounts(old, new):
        return
    with Warehouse.open(new, data=places.data) as warehouse:
        # Older snapshots may hold words that were taken down since.
        owe_compaction(warehouse.con, old is not None and bool(warehouse.taken_down_addresses()))


def _verified(new: Path, places: Places) -> Checked:
    checked = Checked()
    failures = [failure.words() for failure in verify_snapshot(new, places.archive, checked=checked)]
    if failures:
        more = f" and {checked.failed - 1} more" if checked.failed > 1 else ""
        raise WarehouseError(str(new), f"the new warehouse does not hold, the old one stays: {failures[0]}{more}")
    return checked


def _put_in_place(places: Places, new: Path, *, now: datetime) -> int | None:
    live = places.live_warehouse
    # What a killed run left in the log of the old file must never be replayed into the new one.
    live.with_name(live.name + ".wal").unlink(missing_ok=True)
    new.replace(live)
    account, report = open_account(places, command="rebuild", now=now)
    try:
        report = account.settled(report)
        order = Order(places=places, now=now)
        number = publish(order, report)
        close_account(account, with_snapshot(order, report, number))
    except BaseException:
        close_failed(account, report)
        raise
    return number


def _loaded(places: Places) -> tuple[int | None, int]:
    """Return the last load that the old warehouse has, and its watermark; (0, 0) when it cannot say."""
    for path in (places.live_warehouse, places.warehouse):
        if path.exists():
            try:
                with duckdb.connect(str(path), read_only=path == places.warehouse) as con:
                    rows = dict(con.execute("SELECT name, value FROM progress").fetchall())
                return int(rows.get("loads", 0)), int(rows.get("archive", 0))
            except duckdb.Error as err:
                log.warning("the old warehouse cannot be read", extra={"file": str(path), "problem": str(err)})
    return 0, 0


def _digests_of(old: Path | None) -> dict[str, str] | None:
    if old is None:
        return None
    try:
        return dump_digest(old, with_times=True)
    except WarehouseError as err:
        log.warning("the old warehouse cannot be compared", extra={"file": str(old), "problem": str(err)})
        return None


def _stand_in(stand_in: tuple[Source, ...] | None) -> tuple[Source, ...]:
    if stand_in is not None:
        return stand_in
    from flows.newsroom import demo_sources

    return demo_sources()


def _with_workers(settings: Settings, workers: int | None) -> Settings:
    if workers is None:
        return settings
    if workers < 1:
        raise UsageError(f"--workers {workers} is too few: at least 1")
    return settings.model_copy(update={"extract": settings.extract.model_copy(update={"workers": workers})})


def _new(folder: Path) -> Path:
    return folder / "warehouse.duckdb"
