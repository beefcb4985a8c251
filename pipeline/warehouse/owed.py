"""Note which figures of published digests no longer stand as they were told: corrections that we owe our readers.

In: what each written digest shows (`pipeline.publish.shown`), and what a reprocessing or a person changed. Out: rows of
`corrections_owed`, from which the next digest tells them. Owed is what a reader of the digest would see: another
figure, unit, payer or direction, or no claim at all; that the reader is surer now, or sees the sentence end elsewhere,
is no news.
A reprocessing notes what it changes once, when it takes effect. What people's decisions change is worked out anew with
each load, from the digests and the whole log: a decision that is taken back before anybody was told of it owes nothing,
and one that is taken in late owes the same as one that is taken in at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from pipeline.corrections import reviews_of
from pipeline.warehouse.rereading import ClaimChange, FieldChange, Row, stated
from pipeline.warehouse.reviewed import claim_decisions, corrected_readings, rows_of_step
from pipeline.warehouse.schema import read_step
from pipeline.warehouse.store import utc_naive

Shown = Mapping[str, tuple[tuple[str, str], ...]]
"""Claim to (ISO week, where) of the written digests that show it."""

_SEEN_BY_READERS = frozenset(
    {"amount_min", "amount_max", "bound", "currency", "unit", "payer", "payer_id", "change_role", "modality"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InDigest:
    """A claim that a written digest shows."""

    claim: str
    article_id: str
    week: str
    where: str
    said: str
    """What the digest states, in words; "" when it was written before digests noted that."""
    was_told: bool
    """A later digest told a correction of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One correction that is owed."""

    claim_id: str
    article_id: str
    week: str
    shown_in: str
    before: str
    after: str | None
    headline: str = ""
    canonical_url: str = ""
    outlet: str = ""


def corrections_owed(changes: Iterable[ClaimChange], shown: Shown) -> Iterator[Owed]:
    """Yield the corrections that follow from the changes of a reprocessing."""
    for change in changes:
        # Of what a person rejected readers are told that it no longer stands; that nobody reads it any more is no news.
        is_news = change.what in {"gone", "changed"} and change.review_status != "rejected"
        if is_news and change.before is not None and _is_seen(change):
            for week, where in shown.get(change.claim, ()):
                yield Owed(
                    claim_id=change.claim,
                    article_id=change.article_id,
                    week=week,
                    shown_in=where,
                    before=change.before,
                    after=change.after,
                )


def note_owed(con: duckdb.DuckDBPyConnection, owed: Iterable[Owed], *, proposal: str, at: datetime) -> int:
    """Write them into the warehouse and return how many; called inside the transaction that changes the claims."""
    rows = [
        [one.claim_id, one.article_id, one.week, one.shown_in, one.before, one.after, proposal, utc_naive(at)]
        for one in owed
    ]
    if rows:
        con.executemany("INSERT INTO corrections_owed VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return len(rows)


def owe_for_reviews(con: duckdb.DuckDBPyConnection, in_digests: Sequence[InDigest]) -> int:
    """Work out anew which corrections people's decisions owe, and return how many; the claims are in line with them.

    Called inside the transaction of a load.
    """
    reviews = reviews_of(claim_decisions(con))
    asked = [one for one in in_digests if one.claim in reviews]
    con.execute(read_step("forget_owed_for_reviews"))
    if not asked:
        return 0
    stands = {row["id"]: row for row in rows_of_step(con, "claims_with_ids", [[one.claim for one in asked]])}
    own = {row["id"]: row for row in corrected_readings(con)}
    noted = {(str(claim), str(week)) for claim, week in con.execute(_NOTED).fetchall()}
    gone = {row["article_id"] for row in rows_of_step(con, "articles_taken_down")}
    count = 0
    for one in asked:
        row, review = stands.get(one.claim), reviews[one.claim]
        before = one.said or _as_first_read(row, own.get(one.claim))
        article = row["article_id"] if row else one.article_id
        if not before or not article or article in gone or (row is None and review.status != "rejected"):
            continue
        after = None if row is None or review.status == "rejected" else stated(row)
        if after == before and not one.was_told and (one.claim, one.week) not in noted:
            continue
        owed = Owed(
            claim_id=one.claim, article_id=article, week=one.week, shown_in=one.where, before=before, after=after
        )
        count += note_owed(con, [owed], proposal=review.latest.id, at=review.latest.when)
    return count


def owed_by(con: duckdb.DuckDBPyConnection, proposal: str) -> list[Owed]:
    """Return the corrections that a reprocessing owes, by week."""
    rows = con.execute(read_step("owed_by"), [proposal]).fetchall()
    return [
        Owed(
            claim_id=row[0],
            article_id=row[1],
            week=row[2],
            shown_in=row[3],
            before=row[4],
            after=row[5],
            headline=row[6],
            canonical_url=row[7],
        )
        for row in rows
    ]


_NOTED = "SELECT DISTINCT claim_id, week FROM corrections_owed"


def _as_first_read(row: Row | None, own: Row | None) -> str:
    read = own or row
    return "" if read is None else stated(read)


def _is_seen(change: ClaimChange) -> bool:
    return change.after is None or any(_matters(one) for one in change.fields)


def _matters(one: FieldChange) -> bool:
    # That the other end of a change has another id now is told with that end.
    lost_link = one.name == "linked_to" and (one.before is None) != (one.after is None)
    return one.name in _SEEN_BY_READERS or lost_link
