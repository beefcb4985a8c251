"""Proposals to read the stored articles anew: what each is, where it lies, and what became of it.

One folder `reprocess/<id>/` each: `proposal.json` (this record), `articles.txt` (ids to read, one a line), `readings/`
(finished shards), `changes.jsonl`, `standing.jsonl` (`flows.overtaken`) and `summary.md`; after it took effect
`corrections.md`. Readings hold words of articles and are deleted as soon as nobody needs them: when it took effect or
was discarded.
"""

import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Literal

from pipeline.codec import from_json, to_json
from pipeline.errors import UsageError
from pipeline.places import Places
from pipeline.warehouse.lock import writer_lock
from pipeline.warehouse.replace import Tally

State = Literal["reading", "proposed", "accepted", "discarded"]
Stage = Literal["claims", "names"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One reading of stored articles by one version of a stage."""

    id: str
    stage: Stage
    """names: the articles that write a name which people accepted are tagged anew, and their claims read with it."""
    state: State
    extractor_version: str
    basis: str
    """Digest of all that decides a reading: code, weights, word lists, names; shards of another are of no use."""
    since: date | None
    limit: int | None
    made_at: datetime
    n_articles: int
    shard_size: int
    tally: Tally | None = None
    """What it would change; once accepted, what it changed."""
    settled_at: datetime | None = None
    """When it was accepted or discarded."""
    why: str = ""
    compared_with: int = 0
    """Number of the snapshot that it was compared with; 0 when that is not known."""
    took_effect: int = 0
    """Number of the snapshot that was the first to have it; 0 before."""
    names: tuple[str, ...] = ()
    """stage names: ids of the entities whose names the articles write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The files of one proposal."""

    path: Path

    @property
    def articles(self) -> Path:
        """Ids of the articles to read."""
        return self.path / "articles.txt"

    @property
    def readings(self) -> Path:
        """Finished shards."""
        return self.path / "readings"

    @property
    def changes(self) -> Path:
        """Every difference, one a line."""
        return self.path / "changes.jsonl"

    @property
    def standing(self) -> Path:
        """How its articles stood when it was made."""
        return self.path / "standing.jsonl"

    @property
    def summary(self) -> Path:
        """The counts in words."""
        return self.path / "summary.md"

    @property
    def corrections(self) -> Path:
        """What published digests said and the new reading does not."""
        return self.path / "corrections.md"

    def shard(self, number: int) -> Path:
        """Return the file of one shard."""
        return self.readings / f"{number:05d}.jsonl"


def folder_of(places: Places, identity: str) -> Folder:
    """Return where a proposal lies."""
    return Folder(path=places.reprocess / identity)


def write_proposal(places: Places, proposal: Proposal) -> None:
    """Write the record, whole or not at all."""
    path = folder_of(places, proposal.id).path / "proposal.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(to_json(proposal) + b"\n")
    part.replace(path)


def all_proposals(places: Places) -> list[Proposal]:
    """Return all proposals, oldest first.

    Raises:
        ArchiveError: a record is damaged.
    """
    found = [from_json(Proposal, path.read_bytes()) for path in places.reprocess.glob("*/proposal.json")]
    return sorted(found, key=lambda proposal: (proposal.made_at, proposal.id))


def find_proposal(places: Places, identity: str) -> Proposal:
    """Return the proposal with this id.

    Raises:
        UsageError: there is none; names those that wait.
    """
    proposals = all_proposals(places)
    for proposal in proposals:
        if proposal.id == identity:
            return proposal
    waiting = ", ".join(proposal.id for proposal in proposals if proposal.state == "proposed")
    raise UsageError(f"there is no proposal {identity!r}; " + (f"waiting: {waiting}" if waiting else "none is waiting"))


def discard(places: Places, identity: str, *, now: datetime) -> Proposal:
    """Delete what a proposal would have changed, and remember that there was one.

    Raises:
        UsageError: there is no such proposal, or it took effect.
        LockedError: it is being read.
    """
    proposal = find_proposal(places, identity)
    if proposal.state == "reading":
        # What reads it would end at a file that is gone.
        with writer_lock(Places(data=places.data, var=places.reprocess), "reprocess", datetime.now(timezone.utc)):
            return _discard(places, find_proposal(places, identity), now=now)
    return _discard(places, proposal, now=now)


def _discard(places: Places, proposal: Proposal, *, now: datetime) -> Proposal:
    identity = proposal.id
    if proposal.state == "accepted":
        raise UsageError(f"{identity} took effect on {_day(proposal)} and cannot be discarded")
    discarded = replace(proposal, state="discarded", settled_at=proposal.settled_at or now)
    write_proposal(places, discarded)
    folder = folder_of(places, identity)
    for path in (folder.changes, folder.standing, folder.articles, folder.summary):
        path.unlink(missing_ok=True)
    forget_readings(folder)
    return discarded


def forget_readings(folder: Folder) -> None:
    """Delete the finished shards."""
    if folder.readings.exists():
        shutil.rmtree(folder.readings)


def refuse_settled(proposal: Proposal) -> None:
    """Refuse to accept what is not waiting to be accepted.

    Raises:
        UsageError: it is not read to its end, took effect already, or was discarded.
    """
    if proposal.state == "accepted":
        raise UsageError(f"{proposal.id} took effect already, on {_day(proposal)}")
    if proposal.state == "discarded":
        raise UsageError(f"{proposal.id} was discarded on {_day(proposal)}; make a new one: laborwire reprocess")
    if proposal.state == "reading":
        raise UsageError(f"{proposal.id} is not read to its end; go on with: laborwire reprocess{options_of(proposal)}")


def options_of(proposal: Proposal) -> str:
    """Return the options of the command that made it."""
    since = f" --since {proposal.since}" if proposal.since else ""
    return f" --stage {proposal.stage}{since}" + (f" --limit {proposal.limit}" if proposal.limit else "")


def _day(proposal: Proposal) -> str:
    return f"{proposal.settled_at:%Y-%m-%d}" if proposal.settled_at else "an unknown day"
