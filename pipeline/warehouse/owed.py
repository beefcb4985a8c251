"""Note which figures of published digests are read otherwise now: corrections that we owe our readers.

In: what each written digest shows (`pipeline.publish.shown`) and what a reprocessing changed. Out: rows of
`corrections_owed`, from which the next digest tells them. Owed is what a reader of the digest would see: another
figure, unit, payer or direction, or no claim at all; that the reader is surer now, or sees the sentence end elsewhere,
is no news.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from pipeline.warehouse.rereading import ClaimChange, FieldChange
from pipeline.warehouse.schema import read_step
from pipeline.warehouse.store import utc_naive

Shown = Mapping[str, tuple[tuple[str, str], ...]]
"""Claim to (ISO week, where) of the written digests that show it."""

_SEEN_BY_READERS = frozenset(
    {"amount_min", "amount_max", "bound", "currency", "unit", "payer", "payer_id", "change_role"}
)


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


def corrections_owed(changes: Iterable[ClaimChange], shown: Shown) -> Iterator[Owed]:
    """Yield the corrections that follow from changes."""
    for change in changes:
        if change.what in {"gone", "changed"} and change.before is not None and _is_seen(change):
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


def _is_seen(change: ClaimChange) -> bool:
    return change.after is None or any(_matters(one) for one in change.fields)


def _matters(one: FieldChange) -> bool:
    # That the other end of a change has another id now is told with that end.
    lost_link = one.name == "linked_to" and (one.before is None) != (one.after is None)
    return one.name in _SEEN_BY_READERS or lost_link
