"""Remember what each written digest shows and tells, so that its readers hear of it when that no longer stands.

Files beside the digest. `claims.jsonl` has a line for each claim that any issue of it showed: its id, where most
readers see it (lead, changes, alerts, table, chart, story), its article and what was stated; an issue that is written
again adds to it, since readers had the first one. `corrections.jsonl` has a line for each correction that the digest
told. `snapshots.txt` names the snapshots that it was made from; they are kept as long as it is one of the newest.
A digest that was written before there were such files has none; one without `claims.jsonl` is named.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.codec import read_jsonl, write_jsonl
from pipeline.errors import ArchiveError
from pipeline.places import Places
from pipeline.warehouse.owed import InDigest, Owed
from pipeline.warehouse.rereading import stated
from pipeline.warehouse.reviewed import rows_of_step
from pipeline.warehouse.showing import hide_unshown

log = logging.getLogger(__name__)

_SHOWN = "claims.jsonl"
_TOLD = "corrections.jsonl"
_PAGE = "digest.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim:
    """A claim that a digest shows."""

    claim: str
    where: str
    article: str = ""
    said: str = ""
    """What the claim stated when it was first shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCorrection:
    """A correction that a digest tells."""

    claim: str
    week: str
    """The digest that is corrected."""
    now: str | None
    """What stands, as it was told; null when nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Which corrections the written digests told."""

    by_week: Mapping[str, Mapping[tuple[str, str], tuple[str | None, ...]]] = field(default_factory=dict)
    """Digest to (claim, week of the digest that is corrected) to what it said of it, in the order of its issues."""
    newest: str = ""
    """The newest week of which a digest was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDigests:
    """What all written digests show and told."""

    shown: dict[str, tuple[tuple[str, str], ...]]
    """Claim to (ISO week, where)."""
    without_record: tuple[str, ...]
    """Weeks whose digest does not say which claims it shows."""
    in_digests: tuple[InDigest, ...] = ()
    told: Told = field(default_factory=Told)


def record_shown(folder: Path, shown: Iterable[tuple[str, str]], *, said: Mapping[str, tuple[str, str]]) -> None:
    """Write down which claims the digest in `folder` shows, beside those that an earlier issue of it showed.

    Args:
        shown: claim and where.
        said: claim to its article and what it states.
    """
    path = folder / _SHOWN
    known = {one.claim: one for one in read_jsonl(ShownClaim, path)}
    for claim, where in shown:
        before = known.get(claim)
        article, words = said.get(claim, ("", "")) if before is None else (before.article, before.said)
        known[claim] = ShownClaim(claim=claim, where=where, article=article, said=words)
    write_jsonl(path, known.values())


def record_snapshot(folder: Path, number: str) -> None:
    """Write down of which snapshot the digest in `folder` is, below those of its earlier issues."""
    path = folder / "snapshots.txt"
    known = path.read_text(encoding="utf-8").split() if path.exists() else []
    if number and number not in known:
        path.write_text("\n".join([*known, number, ""]), encoding="utf-8")


def record_told(folder: Path, owed: Iterable[Owed]) -> None:
    """Write down which corrections the digest in `folder` tells, behind those that an earlier issue of it told."""
    path = folder / _TOLD
    known = list(read_jsonl(ToldCorrection, path))
    last = {(one.claim, one.week): one.now for one in known}
    for one in owed:
        key = (one.claim_id, one.week)
        if key not in last or last[key] != one.after:
            known.append(ToldCorrection(claim=one.claim_id, week=one.week, now=one.after))
    if known:
        write_jsonl(path, known)


def statements_of(snapshot: Path, claims: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the article of each claim and what it states, in words."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        hide_unshown(con)
        rows = rows_of_step(con, "claims_with_ids", [sorted(claims)])
    return {row["id"]: (row["article_id"], stated(row)) for row in rows}


def written_digests(places: Places) -> WrittenDigests:
    """Return what the written digests show and told.

    Raises:
        ArchiveError: a record is damaged; names file and line.
    """
    shown: dict[str, tuple[tuple[str, str], ...]] = {}
    records: list[tuple[str, ShownClaim]] = []
    without = []
    told = told_corrections(places)
    for folder in sorted(places.digests.glob("????-W??")):
        if not (folder / _SHOWN).exists():
            without.append(folder.name)
        for one in read_jsonl(ShownClaim, folder / _SHOWN):
            shown[one.claim] = (*shown.get(one.claim, ()), (folder.name, one.where))
            records.append((folder.name, one))
    corrected = {key for told_there in told.by_week.values() for key in told_there}
    return WrittenDigests(
        shown=shown,
        without_record=tuple(without),
        in_digests=tuple(
            InDigest(
                claim=one.claim,
                article_id=one.article,
                week=week,
                where=one.where,
                said=one.said,
                was_told=(one.claim, week) in corrected,
            )
            for week, one in records
        ),
        told=told,
    )


def digests_to_load(places: Places) -> tuple[InDigest, ...] | None:
    """Return what the written digests show; None when a record of theirs is damaged, which must stop no night."""
    try:
        return written_digests(places).in_digests
    except ArchiveError as err:
        log.warning("the corrections that are owed stay as they were", extra={"problem": str(err)})
        return None


def told_corrections(places: Places) -> Told:
    """Return which corrections the written digests told.

    Raises:
        ArchiveError: a record is damaged; names file and line.
    """
    by_week: dict[str, dict[tuple[str, str], tuple[str | None, ...]]] = {}
    # Without its page a digest was not written to its end, and told nobody anything.
    weeks = sorted(path.parent.name for path in places.digests.glob(f"????-W??/{_PAGE}"))
    for week in weeks:
        there = by_week.setdefault(week, {})
        for one in read_jsonl(ToldCorrection, places.digests / week / _TOLD):
            there[one.claim, one.week] = (*there.get((one.claim, one.week), ()), one.now)
    return Told(by_week=by_week, newest=weeks[-1] if weeks else "")


def to_tell(owed: Sequence[Owed], told: Told, *, week: str) -> tuple[Owed, ...]:
    """Return the corrections that the digest of a week tells: what stands now and its readers were told otherwise.

    The first digest that is written after a correction came to be owed tells it, and tells it again whenever it is
    written again. A digest that is older than another one gets no new readers: it repeats what it told and no more.
    """
    own = told.by_week.get(week, {})
    others = [told.by_week[other] for other in sorted(told.by_week) if other != week]
    return tuple(one for one in owed if _is_told(one, own, others, is_newest=week >= told.newest))


def _is_told(
    one: Owed,
    own: Mapping[tuple[str, str], tuple[str | None, ...]],
    others: Iterable[Mapping[tuple[str, str], tuple[str | None, ...]]],
    *,
    is_newest: bool,
) -> bool:
    key = (one.claim_id, one.week)
    mine = own.get(key, ())
    if not is_newest:
        return one.after in mine
    believed: str | None = one.before
    for other in others:
        if key in other:
            believed = other[key][-1]
    # An earlier issue of this very digest may have told what was taken back since.
    return any(said != one.after for said in (believed, *mine))
