"""The ledger of loads: which sightings went into the warehouse together, in which order, and what was known then.

`loads.jsonl` lies in the archive's folder, so that who keeps the archive keeps the order of the nights: stories and
origins depend on it, and a rebuild replays it. A line is on disk before its load begins, and the load writes the line's
number into the warehouse with its rows. Each line names the load that the warehouse had then: lines of loads that were
killed, or lost with a file, are in nobody's chain.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.codec import from_json, to_json
from pipeline.errors import ArchiveError
from pipeline.records import Rejection, RunReport, bytes_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadEntry:
    """One load: what it brought, apart from what can be read from the archive again."""

    number: int
    follows: int
    """Number of the load that the warehouse had last; 0 for none."""
    run: str
    command: str
    now: datetime
    """What time the run took it to be."""
    seqs: tuple[tuple[int, int], ...] = ()
    """Sightings, as ranges of their numbers, both ends included."""
    again: tuple[str, ...] = ()
    """Captures that a person put in though the archive had them: read once more, with no new sighting."""
    watermark: int | None = None
    n_decisions: int = 0
    """So many decisions the log had."""
    n_taken_in: int = 0
    """So many of them the warehouse had before this load."""
    is_stand_in: bool = False
    """Its sources were not the registered ones: the demo's."""
    rejections: tuple[Rejection, ...] = ()
    """What the crawl refused or could not fetch: it left nothing in the archive."""
    report: RunReport | None = None
    """Of the run, as far as it had come."""
    others: tuple[RunReport, ...] = ()
    """Of runs that asked and had nothing to load, and were counted with this load."""
    asked_up_to: int | None = None
    is_reprocessed: bool = False
    """It brought no pages: stored articles were read anew (`pipeline.warehouse.kept_readings`)."""
    is_related: bool = False
    """It brought no pages: how articles relate was kept, since some were taken down (`warehouse.kept_relations`)."""
    has_entities: bool = False
    """It brought the gazetteer's entities, since articles were read with new names."""
    taught: str = ""
    """Digest of what people had taught the relevance model; "" for nothing. `taught_file` has it."""


def ledger_file(archive: Path) -> Path:
    """Return where the ledger of an archive lies."""
    return archive / "loads.jsonl"


def taught_file(archive: Path, digest: str) -> Path:
    """Return where what people had taught at the time of a load lies."""
    return archive / "taught" / f"{digest.removeprefix('sha256:')[:16]}.npz"


def keep_taught(archive: Path, taught: Path) -> str:
    """Keep a copy of what people taught the relevance model, once, and return its digest; "" when there is nothing."""
    if not taught.exists():
        return ""
    content = taught.read_bytes()
    digest = bytes_digest(content)
    kept = taught_file(archive, digest)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        part.write_bytes(content)
        part.replace(kept)
    return digest


def ranges_of(seqs: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return numbers as ranges, both ends included.

    >>> ranges_of([4, 5, 6, 9])
    ((4, 6), (9, 9))
    """
    ranges: list[tuple[int, int]] = []
    for seq in sorted(set(seqs)):
        if ranges and ranges[-1][1] == seq - 1:
            ranges[-1] = (ranges[-1][0], seq)
        else:
            ranges.append((seq, seq))
    return tuple(ranges)


def append_load(archive: Path, entry: LoadEntry) -> None:
    """Write a line, durably; a torn one that a killed run left is cut off first.

    Raises:
        OSError: the disk takes no more.
    """
    archive.mkdir(parents=True, exist_ok=True)
    with ledger_file(archive).open("ab+", buffering=0) as file:
        end = _whole_bytes(file.seek(0, os.SEEK_END), ledger_file(archive))
        file.truncate(end)
        line = to_json(entry) + b"\n"
        while line:
            line = line[file.write(line) :]
        os.fsync(file.fileno())


def read_loads(archive: Path) -> list[LoadEntry]:
    """Return all lines, also of loads that were never finished; [] when there is no ledger.

    Raises:
        ArchiveError: a line in the middle is none of ours; names it.
    """
    path = ledger_file(archive)
    if not path.exists():
        return []
    entries = []
    lines = path.read_bytes().split(b"\n")
    # What follows the last line end is torn.
    for number, line in enumerate(lines[:-1], start=1):
        entries.append(_entry(line, f"{path} line {number}"))
    return entries


def chain_to(entries: Sequence[LoadEntry], number: int | None) -> list[LoadEntry]:
    """Return the loads that made a warehouse, in order.

    Args:
        number: of its last load; None for the newest line.

    Raises:
        ArchiveError: the ledger does not have a load that another one follows.
    """
    known = {entry.number: entry for entry in entries}
    at = number if number is not None else (entries[-1].number if entries else 0)
    chain: list[LoadEntry] = []
    while at:
        if at not in known:
            raise ArchiveError("loads.jsonl", f"load {at} is not there; restore the ledger from a backup")
        chain.append(known[at])
        at = known[at].follows
    return chain[::-1]


def with_loads_before(chain: Sequence[LoadEntry], *, watermark: int, now: datetime) -> list[LoadEntry]:
    """Return the loads, with one in front for all that was loaded before there was a ledger, if anything was.

    Args:
        watermark: how far the archive is loaded.
        now: what time the first load is taken to have been.
    """
    begins = min((low for entry in chain for low, _ in entry.seqs), default=watermark + 1)
    if begins <= 1:
        return list(chain)
    run = RunReport(id="", command="nightly", started_at=now)
    first = LoadEntry(number=0, follows=0, run="", command=run.command, now=now, seqs=((1, begins - 1),))
    return [first, *chain]


def next_number(archive: Path) -> int:
    """Return the number of the next line."""
    path = ledger_file(archive)
    if not path.exists():
        return 1
    last = b""
    with path.open("rb") as lines:
        for line in lines:
            if line.endswith(b"\n"):
                last = line
    return _entry(last, f"{path}, last line").number + 1 if last else 1


def _entry(line: bytes, place: str) -> LoadEntry:
    try:
        return from_json(LoadEntry, line)
    except ArchiveError as err:
        raise ArchiveError(place, f"{err.problem}; restore the ledger from a backup") from err


def _whole_bytes(size: int, path: Path) -> int:
    """Return how many bytes of a file of this size are whole lines."""
    with path.open("rb") as file:
        at, block = size, 1 << 16
        while at > 0:
            begin = max(0, at - block)
            file.seek(begin)
            found = file.read(at - begin).rfind(b"\n")
            if found >= 0:
                return begin + found + 1
            at = begin
    return 0
