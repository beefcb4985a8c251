"""Take an article, a site or a person down: out of every file of an installation, and kept out for ever.

The order is such that a killed run loses nothing and brings nothing back: first the plan is on disk
(`var/takedown.json`), then the marks are in the decision log, then archive, warehouse, snapshots and the other files
are rewritten, each in a step that can be repeated; at last the plan is removed. Any later `laborwire takedown` finishes
what a killed one began before it does anything else.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

from flows.accounts import restore_working_copy
from flows.heirs import relate_heirs
from flows.newsroom import demo_sources
from flows.taking_in import load_and_publish
from flows.week import WeekOrder, is_week, write_week
from pipeline.archive.ledger import LoadEntry, append_load, ledger_file, next_number
from pipeline.codec import from_json, to_json
from pipeline.decisions import Decisions, alone, append_decisions, make_decision
from pipeline.places import Places
from pipeline.records import Decision, Source
from pipeline.search.index import sync_index
from pipeline.sources import load_sources
from pipeline.takedown.archive import overwritten_captures, remove_captures
from pipeline.takedown.files import scrub_databases, scrub_files, scrub_ledger
from pipeline.takedown.plan import Plan, own_texts, pending_file, warehouse_files
from pipeline.takedown.rows import rewrite_warehouse
from pipeline.takedown.traces import PageTraces
from pipeline.takedown.words import Holds, holder_of
from pipeline.tombstones import TakenDown, is_mark
from pipeline.warehouse.kept_readings import forget_readings_of
from pipeline.warehouse.kept_relations import keep_relations, relations_folder, remove_relations_but
from pipeline.warehouse.load import note_load
from pipeline.warehouse.lock import held
from pipeline.warehouse.publish import newest_snapshot, place_snapshot, same_content
from pipeline.warehouse.store import Warehouse

DigestStep = Callable[[WeekOrder], tuple[Path, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a takedown did."""

    captures: int
    overwritten: int
    """Captures of other pages of which a link or words were written over."""
    snapshots: int
    """Warehouse files that held any of it."""
    rows: int
    """Rows of other databases."""
    removed: tuple[str, ...]
    """Files that can be made anew, and were removed."""
    remade: tuple[str, ...]
    """Weeks whose digests were made anew."""
    snapshot: int | None


def unfinished(places: Places) -> Plan | None:
    """Return the plan that a killed run has left; None when there is none."""
    path = pending_file(places)
    return from_json(Plan, path.read_bytes()) if path.exists() else None


def begin(places: Places, plan: Plan) -> None:
    """Put the plan on disk; from here on a second run finishes it."""
    path = pending_file(places)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(to_json(plan))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def carry_out(places: Places, plan: Plan, *, digest: DigestStep = write_week) -> Done:
    """Take everything down that the plan names; the caller holds the writer's lock.

    Raises:
        LockedError: a backfill is going on.
        ArchiveError, WarehouseError, OSError: a file cannot be rewritten; run the command again when it can.
    """
    with ExitStack() as locks:
        locks.enter_context(held(places.backfill_lock, "takedown", datetime.now(timezone.utc)))
        holds = holder_of(plan)
        _mark(places, plan, holds)
        restore_working_copy(places)
        cleaned = remove_captures(
            places.archive, plan.captures, traces=PageTraces(plan), own_texts=partial(own_texts, places)
        )
        # Indexes of snapshots are packed, and not looked through: the publication makes one from the live index.
        for path in (*places.var.glob("*search.sqlite*"), *places.snapshots.glob("*.search.sqlite*")):
            if not path.name.startswith(places.live_search.name):
                path.unlink()
        rewritten = _rewrite_warehouses(places, plan, holds)
        if places.live_search.exists() and places.live_warehouse.exists():
            sync_index(places.live_search, places.live_warehouse, erase=True)
        forget_readings_of(places.archive, articles=plan.articles, claims=plan.claims)
        removed = scrub_files(places, holds)
        rows = scrub_databases(places, holds)
    number = None
    if places.live_warehouse.exists():
        _, number = load_and_publish(
            places, command="takedown", now=plan.when, also=partial(_keep_relations, places, now=plan.when)
        )
    weeks = tuple(name.rpartition("/")[2] for name in removed if name.startswith(f"{places.digests.name}/"))
    remade = tuple(week for week in weeks if is_week(week))
    for week in remade:
        digest(WeekOrder(places=places, week=week, now=plan.when))
    pending_file(places).unlink(missing_ok=True)
    return Done(
        captures=cleaned.removed,
        overwritten=cleaned.overwritten,
        snapshots=rewritten,
        rows=rows,
        removed=removed,
        remade=remade,
        snapshot=number,
    )


def _mark(places: Places, plan: Plan, holds: Holds) -> None:
    """Put the marks into the decision log, and take out what was decided about the articles that go."""
    with alone(places.decisions):
        log = Decisions.read(places.decisions).log
        covers = TakenDown.of(plan.marks)
        forgotten = [at for at, one in enumerate(log) if _is_about(one, plan, covers, holds)]
        stays = [one for at, one in enumerate(log) if at not in forgotten]
        ledger = scrub_ledger(places.archive, holds, captures=plan.captures, forgotten=forgotten)
        if forgotten:
            part = places.decisions.with_name(places.decisions.name + ".part")
            with part.open("wb") as file:
                file.writelines(to_json(one) + b"\n" for one in stays)
                file.flush()
                os.fsync(file.fileno())
            part.replace(places.decisions)
            # What it learned came from these texts, too.
            places.taught.unlink(missing_ok=True)
            shutil.rmtree(places.archive / "taught", ignore_errors=True)
        if ledger is not None:
            ledger.replace(ledger_file(places.archive))
        known = {one.subject for one in stays if one.verb == "take_down"}
        new = [
            make_decision("take_down", mark, who=plan.who, when=plan.when, why=plan.why)
            for mark in plan.marks
            if mark not in known
        ]
        append_decisions(places.decisions, new)


def _keep_relations(places: Places, warehouse: Warehouse, *, now: datetime) -> None:
    """Write down how the articles that stay relate, with a line in the ledger: a rebuild would find it otherwise."""
    relate_heirs(warehouse, sources=_creditable(places), now=now)
    number = next_number(places.archive)
    folder = relations_folder(places.archive, number)
    keep_relations(warehouse.con, folder)
    known = warehouse.decisions_known()
    entry = LoadEntry(
        number=number,
        follows=warehouse.last_load(),
        run="",
        command="takedown",
        now=now,
        n_decisions=known,
        n_taken_in=known,
        is_related=True,
    )
    append_load(places.archive, entry)
    note_load(warehouse.con, number)
    # Only now: a run that is stopped before has the rows of the line that counts until then.
    remove_relations_but(folder)


def _creditable(places: Places) -> tuple[Source, ...]:
    """Return every publication that an article may credit."""
    sources = load_sources(places.data / "sources.toml")
    return (*sources, *demo_sources()) if places.demo_marker.exists() else sources


def _is_about(one: Decision, plan: Plan, covers: TakenDown, holds: Holds) -> bool:
    if is_mark(one.subject):
        return False
    return one.subject in covers or one.subject in {*plan.articles, *plan.claims} or holds(to_json(one))


def _are_alike(live: Path, snapshot: Path) -> bool:
    """Say whether the live warehouse is what was published last, its account included."""
    return live.exists() and same_content(live, snapshot)


def _rewrite_warehouses(places: Places, plan: Plan, holds: Holds) -> int:
    # By the archive and not by what this run wrote over: a killed run has done some of it.
    overwritten = overwritten_captures(places.archive)
    newest = newest_snapshot(places)
    files = warehouse_files(places)
    is_live_published = newest is not None and _are_alike(places.live_warehouse, newest.path)
    if is_live_published and newest is not None:
        # Written anew once, and copied.
        files.remove(newest.path)
    count = sum(rewrite_warehouse(path, plan, holds, overwritten) for path in files)
    if is_live_published and newest is not None:
        place_snapshot(places.live_warehouse, newest.path)
        count += 1
    if newest is not None:
        part = places.warehouse.with_name(places.warehouse.name + ".part")
        part.unlink(missing_ok=True)
        try:
            part.hardlink_to(newest.path)
            part.replace(places.warehouse)
        except OSError:
            # A file system without hard links: the file at the stable path is one of its own.
            rewrite_warehouse(places.warehouse, plan, holds, overwritten)
    return count
