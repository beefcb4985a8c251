"""Read what a person is asked to review out of a snapshot: claims, ordered by what a wrong one would do.

In: the newest snapshot, the log of decisions (which may be newer) and what the newest digests show. Out: claims with
their sentence and one sentence of context before and after, their fields, and what stands against printing them.
First comes what a digest shows (lead, changes, table, chart, other stories), then members of pay changes, then what may
be printed, then what only the reader's confidence keeps from print; within each the newest first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipeline.corrections import FIELDS, Review, ReviewStatus
from pipeline.errors import WarehouseError
from pipeline.sentences import sentence_spans
from pipeline.warehouse.reviewed import reviewed
from pipeline.warehouse.schema import QUERY_FILES


@dataclass(frozen=True, slots=True, kw_only=True)
class ToReview:
    """A claim as a person sees it who is to judge it."""

    id: str
    article_id: str
    consequence: str
    """Why it comes when it comes: "digest: lead", "pay change", "printable" ...; "" when it was asked for."""
    headline: str
    source: str
    published: datetime | None
    dated: datetime | None
    """When it was published; when that is not known, when it was fetched."""
    language: str | None
    url: str
    context_before: str
    """The sentence before the one with the amount; "" when there is none."""
    before: str
    """The amount's own sentence up to the amount."""
    amount: str
    after: str
    context_after: str
    fields: dict[str, Any]
    """What may be corrected, as it stands, and `payer_id`; amounts are decimal strings."""
    claim_id: str
    neighbours: dict[str, str]
    """`claim_id` to id of the article's claims."""
    halves: tuple[str, ...]
    """The other side of a change: ids of the claims that are linked with this one."""
    candidates: tuple[str, ...]
    """Who may pay, where no payer is known."""
    confidence: float
    why_not: tuple[str, ...]
    review_status: ReviewStatus

    def as_read(self) -> dict[str, Any]:
        """Return the fields in the form that outlives this reading: a link names its claim by id."""
        link = self.fields["linked_to"]
        return self.fields | {"linked_to": self.neighbours.get(link or "", link)}


def read_queue(
    snapshot: Path, *, shown: Mapping[str, str], reviews: Mapping[str, Review], most: int
) -> tuple[ToReview, ...]:
    """Return the claims that nobody has reviewed, those with the greatest consequence first.

    Args:
        shown: claim to where a digest shows it.
        reviews: what people decided so far, also since the snapshot.
        most: how many at most.

    Raises:
        WarehouseError: the snapshot cannot be read, or is of before claims could be reviewed.
    """
    asked = {
        "shown": list(shown),
        "places": list(shown.values()),
        "decided": [claim for claim, review in reviews.items() if review.status != "unreviewed"],
        "most": most,
    }
    with open_reviewed(snapshot) as con:
        order = {str(row["id"]): str(row["consequence"]) for row in rows_of(con, "review_queue", asked)}
        return _claims(con, order, reviews)


def read_claims_to_review(snapshot: Path, ids: Iterable[str], *, reviews: Mapping[str, Review]) -> tuple[ToReview, ...]:
    """Return the claims with these ids, in this order; one that is not there is left out.

    Raises:
        WarehouseError: the snapshot cannot be read, or is of before claims could be reviewed.
    """
    with open_reviewed(snapshot) as con:
        return _claims(con, dict.fromkeys(ids, ""), reviews)


def open_reviewed(snapshot: Path) -> duckdb.DuckDBPyConnection:
    """Open a snapshot for reading.

    Raises:
        WarehouseError: it cannot be read, or is of before claims could be reviewed.
    """
    if not snapshot.exists():
        raise WarehouseError(str(snapshot), "no snapshot yet; run `laborwire nightly` first")
    try:
        con = duckdb.connect(str(snapshot), read_only=True)
        con.execute("SET TimeZone = 'UTC'")
        if "review_status" not in con.table("pay_claims").columns:
            con.close()
            raise WarehouseError(
                str(snapshot), "was made before claims could be reviewed; run `laborwire nightly` first"
            )
    except duckdb.Error as err:
        raise WarehouseError(str(snapshot), f"cannot be read: {str(err).splitlines()[0]}") from err
    return con


def _claims(
    con: duckdb.DuckDBPyConnection, order: Mapping[str, str], reviews: Mapping[str, Review]
) -> tuple[ToReview, ...]:
    rows = {str(row["id"]): row for row in rows_of(con, "review_claims", {"ids": list(order)})}
    spans: dict[str, list[tuple[int, int]]] = {}
    found = []
    for claim, consequence in order.items():
        if claim in rows:
            row = rows[claim]
            if row["article_id"] not in spans:
                spans[row["article_id"]] = sentence_spans(row["text"])
            found.append(_to_review(row, consequence, reviews.get(claim), spans[row["article_id"]]))
    return tuple(found)


def _to_review(
    row: dict[str, Any], consequence: str, review: Review | None, spans: Sequence[tuple[int, int]]
) -> ToReview:
    text = row["text"]
    before = max((span for span in spans if span[1] <= row["sent_start"]), default=(0, 0))
    after = min((span for span in spans if span[0] >= row["sent_end"]), default=(0, 0))
    neighbours = {str(one["place"]): str(one["claim"]) for one in row["neighbours"]}
    places = {claim: (row["article_id"], place) for place, claim in neighbours.items()}
    # Decisions that this snapshot has not taken in are shown as if it had.
    stands = row if review is None else reviewed(row, review, claim_ids=places)
    return ToReview(
        id=row["id"],
        article_id=row["article_id"],
        consequence=consequence,
        headline=row["headline"],
        source=row["source"],
        published=_aware(row["published"]),
        dated=_aware(row["dated"]),
        language=row["language"],
        url=row["url"],
        context_before=text[slice(*before)],
        before=text[row["sent_start"] : row["start"]],
        amount=text[row["start"] : row["end"]],
        after=text[row["end"] : row["sent_end"]],
        context_after=text[slice(*after)],
        fields={name: plain_amount(stands[name]) for name in (*FIELDS, "payer_id")},
        claim_id=row["claim_id"],
        neighbours=neighbours,
        halves=tuple(row["halves"] or ()),
        candidates=tuple(row["candidates"] or ()),
        confidence=row["confidence"],
        why_not=tuple(row["why_not"]),
        review_status=stands["review_status"],
    )


def rows_of(con: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of one of `warehouse/queries`."""
    con.execute((QUERY_FILES / f"{name}.sql").read_text(encoding="utf-8"), parameters)
    columns = [column[0] for column in con.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in con.fetchall()]


def _aware(when: datetime | None) -> datetime | None:
    return None if when is None else when.replace(tzinfo=timezone.utc)


def plain_amount(value: Any) -> Any:
    """Return an amount as a plain decimal string; anything else as it is."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
