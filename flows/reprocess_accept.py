"""Let a proposal take effect: load its readings, publish, and say which published digests owe a correction.

Everything that changes the warehouse is one transaction, which also notes that it is done: a run that is killed
afterwards is finished by the next `--accept` of the same proposal, and loads nothing twice. People's newest decisions
are taken in first. Articles that came since are not touched; of those that changed since, the words that were read are
gone, and they are left alone and named.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone

import duckdb

from flows.overtaken import refuse_overtaken
from flows.proposal import (
    Folder,
    Proposal,
    find_proposal,
    folder_of,
    forget_readings,
    options_of,
    refuse_settled,
    write_proposal,
)
from flows.reprocess import basis_of, read_shards
from pipeline.archive.ledger import LoadEntry, append_load, next_number
from pipeline.decisions import Decisions
from pipeline.errors import UsageError
from pipeline.places import Places
from pipeline.publish.shown import WrittenDigests, written_digests
from pipeline.warehouse.batch import EntityRow
from pipeline.warehouse.kept_readings import keep_readings, kept_folder
from pipeline.warehouse.load import note_load
from pipeline.warehouse.lock import writer_lock
from pipeline.warehouse.owed import Owed, corrections_owed, note_owed, owed_by
from pipeline.warehouse.replace import Tally, is_replaced, replace_readings
from pipeline.warehouse.rereading import ClaimChange
from pipeline.warehouse.store import Warehouse

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What came of it."""

    proposal: Proposal
    tally: Tally
    snapshot: int
    owed: tuple[Owed, ...]
    digests: WrittenDigests


def accept(places: Places, identity: str, *, why: str, now: datetime) -> Accepted:
    """Load the readings of a proposal, publish a snapshot, and write down the corrections that are owed.

    Raises:
        UsageError: there is no such proposal, it is not waiting, or its articles are read otherwise by now.
        LockedError: another run is writing.
        WarehouseError: the warehouse cannot be opened, loaded or published; then nothing has taken effect.
    """
    from flows.accounts import restore_working_copy
    from flows.taking_in import load_and_publish

    refuse_settled(find_proposal(places, identity))
    with writer_lock(places, "reprocess", datetime.now(timezone.utc)):
        # Read again: somebody else may have been at it until the lock was free.
        proposal = find_proposal(places, identity)
        refuse_settled(proposal)
        restore_working_copy(places)
        entities = _entities_for(places, proposal)
        refuse_overtaken(places, proposal, mark=_mark(proposal))
        digests = written_digests(places)

        def load_proposal(warehouse: Warehouse) -> tuple[Tally, tuple[Owed, ...]]:
            tally = _load(warehouse, places, proposal, digests, now=now)
            return tally, tuple(owed_by(warehouse.con, identity))

        (tally, owed), number = load_and_publish(
            places, command="reprocess", now=now, also=load_proposal, entities=entities
        )
        folder = folder_of(places, identity)
        folder.corrections.write_text(corrections_page(proposal, owed, digests), encoding="utf-8")
        accepted = replace(proposal, state="accepted", settled_at=now, why=why, tally=tally, took_effect=number)
        write_proposal(places, accepted)
        forget_readings(folder)
    return Accepted(proposal=accepted, tally=tally, snapshot=number, owed=owed, digests=digests)


def corrections_page(proposal: Proposal, owed: Iterable[Owed], digests: WrittenDigests) -> str:
    """Return the corrections that published digests owe, as Markdown."""
    lines = [f"# Corrections owed since {proposal.id}", ""]
    week = ""
    for one in owed:
        if one.week != week:
            week = one.week
            lines += [f"## Digest of {week}", ""]
        now = f"is read as: {one.after}" if one.after else "is no longer taken for pay"
        headline = " ".join(one.headline.split()) or "(no title)"
        lines.append(f"- {one.claim_id} ({one.shown_in}): {one.before}; {now}.")
        lines.append(f"  From “{headline}”, {one.canonical_url}")
    if not week:
        lines.append("None: no figure that a written digest shows is read otherwise.")
    if digests.without_record:
        weeks = ", ".join(digests.without_record)
        lines += ["", f"Written before digests noted which claims they show, so not looked at: {weeks}."]
    return "\n".join(lines) + "\n"


def _entities_for(places: Places, proposal: Proposal) -> tuple[EntityRow, ...]:
    """Return the entities that the readings name, if they do.

    Raises:
        UsageError: the articles were tagged with other names than those of today, which would be taken off again.
    """
    if proposal.stage != "names":
        return ()
    from flows.relating import entity_rows
    from flows.tools import Tools

    tools = Tools.shared(places)
    if basis_of(tools) != proposal.basis and not _is_loaded(places, proposal):
        raise UsageError(
            f"{proposal.id} is overtaken: names, word lists or code changed since it was made; make a new one: "
            f"laborwire reprocess{options_of(proposal)}, and drop this one: laborwire reprocess --discard {proposal.id}"
        )
    return entity_rows(tools)


def _is_loaded(places: Places, proposal: Proposal) -> bool:
    with duckdb.connect(str(places.live_warehouse), read_only=True) as con:
        return is_replaced(con, _mark(proposal))


def _mark(proposal: Proposal) -> str:
    return f"reprocess {proposal.id}"


def _load(warehouse: Warehouse, places: Places, proposal: Proposal, digests: WrittenDigests, *, now: datetime) -> Tally:
    mark = _mark(proposal)
    if is_replaced(warehouse.con, mark):
        log.warning("the readings were loaded by a run that was stopped", extra={"proposal": proposal.id})
        return proposal.tally or Tally()

    def note(con: duckdb.DuckDBPyConnection, changes: list[ClaimChange]) -> None:
        note_owed(con, corrections_owed(changes, digests.shown), proposal=proposal.id, at=now)

    def keep(con: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> None:
        number = next_number(places.archive)
        keep_readings(con, kept_folder(places.archive, number), articles)
        known = len(Decisions.read(places.decisions).log)
        entry = LoadEntry(
            number=number,
            follows=warehouse.last_load(),
            run="",
            command="reprocess",
            now=now,
            n_decisions=known,
            n_taken_in=warehouse.decisions_known(),
            is_reprocessed=True,
            has_entities=proposal.stage == "names",
        )
        append_load(places.archive, entry)
        note_load(con, number)

    folder: Folder = folder_of(places, proposal.id)
    return replace_readings(
        warehouse,
        read_shards(folder, proposal),
        by=proposal.extractor_version,
        at=now,
        work=folder.path,
        mark=mark,
        finish=note,
        watched=frozenset(digests.shown),
        keep=keep,
    )
