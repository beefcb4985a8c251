"""Remember which pay claims a written digest shows, so that its readers can be told when one is read otherwise later.

One file beside the digest, `claims.jsonl`: a line for each claim with its id and where most readers see it (lead,
changes, alerts, table, chart, story). A digest that was written before there was such a file has none, and is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.codec import read_jsonl, write_jsonl
from pipeline.config import Places

_FILE = "claims.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim:
    """A claim that a digest shows."""

    claim: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDigests:
    """What all written digests show."""

    shown: dict[str, tuple[tuple[str, str], ...]]
    """Claim to (ISO week, where)."""
    without_record: tuple[str, ...]
    """Weeks whose digest does not say which claims it shows."""


def record_shown(folder: Path, shown: Iterable[tuple[str, str]]) -> None:
    """Write down which claims the digest in `folder` shows."""
    write_jsonl(folder / _FILE, (ShownClaim(claim=claim, where=where) for claim, where in shown))


def written_digests(places: Places) -> WrittenDigests:
    """Return what the written digests show.

    Raises:
        ArchiveError: a record is damaged; names file and line.
    """
    shown: dict[str, tuple[tuple[str, str], ...]] = {}
    without = []
    for folder in sorted(places.digests.glob("????-W??")):
        if not (folder / _FILE).exists():
            without.append(folder.name)
        for one in read_jsonl(ShownClaim, folder / _FILE):
            shown[one.claim] = (*shown.get(one.claim, ()), (folder.name, one.where))
    return WrittenDigests(shown=shown, without_record=tuple(without))
