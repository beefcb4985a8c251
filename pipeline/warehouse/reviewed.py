"""Let what people decided about pay claims stand in `pay_claims`, worked out anew from the whole log.

In: the table `decisions`. Out: claims with their `review_status` and corrected values, and what the claim reader had
said of those in `pay_claims_superseded`. Only claims that are decided about, or were, are looked at; a claim that is
not loaded yet gets its due when it is. A correction that is taken back brings the reader's own values back. Money that
the text converts (`alt`) belongs to the reader's amount: it goes when the amount or its currency is corrected.
"""

from collections.abc import Iterable, Mapping
from datetime import timezone
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.corrections import FIELDS, Review, reviews_of
from pipeline.records import Decision
from pipeline.warehouse.schema import read_step
from pipeline.warehouse.store import utc_naive

Row = dict[str, Any]

_STAMP = ("superseded_by", "superseded_at")
_AMOUNTS = ("amount_min", "amount_max")


def apply_reviews(con: duckdb.DuckDBPyConnection) -> int:
    """Bring the claims in line with all decisions about them and return how many changed."""
    reviews = reviews_of(claim_decisions(con))
    own = {row["id"]: row for row in corrected_readings(con)}
    standing = {row["id"]: row for row in rows_of_step(con, "reviewed_claims", [[*reviews, *own]])}
    claim_ids = _claim_ids(con, reviews.values())
    changed: list[Row] = []
    to_keep: list[Row] = []
    to_forget: list[str] = []
    for key, row in standing.items():
        kept = own.get(key)
        read = {name: value for name, value in (kept or row).items() if name not in _STAMP}
        read |= {"review_status": "unreviewed", "corrected_fields": []}
        review = reviews.get(key)
        stands = read if review is None else reviewed(read, review, claim_ids=claim_ids)
        if stands != row:
            changed.append(stands)
        wanted = None
        if review is not None and stands["corrected_fields"]:
            stamp = (review.settled_by.id, utc_naive(review.settled_by.when))
            wanted = read | dict(zip(_STAMP, stamp, strict=True))
        if wanted != kept:
            to_forget.append(key)
            to_keep += [wanted] if wanted is not None else []
    if changed:
        con.execute(
            "DELETE FROM pay_claims WHERE id IN (SELECT unnest(?::VARCHAR[]))", [[row["id"] for row in changed]]
        )
        _insert(con, "pay_claims", changed)
    if to_forget:
        con.execute(read_step("forget_corrected_readings"), [" ".join(to_forget)])
        _insert(con, "pay_claims_superseded", to_keep)
    return len(changed)


def reviewed(read: Row, review: Review, *, claim_ids: Mapping[str, tuple[str, str]]) -> Row:
    """Return a row of `pay_claims` as it stands after people's decisions.

    Args:
        read: the row as the claim reader made it.
        claim_ids: id of a claim to its article and its `claim_id` there, for links that name a claim by its id.
    """
    values: Row = {name: value for name, value in review.fields.items() if name in read}
    for name in _AMOUNTS:
        if values.get(name) is not None:
            values[name] = Decimal(values[name]).quantize(Decimal("0.000001"))
    link = values.get("linked_to")
    if isinstance(link, str) and link in claim_ids:
        article, place = claim_ids[link]
        values["linked_to"] = place if article == read["article_id"] else None
    stands = read | values
    differing = [name for name in (*FIELDS, "payer_id") if stands[name] != read[name]]
    if not {"amount_min", "amount_max", "currency"}.isdisjoint(differing):
        stands["alt"] = []
    return stands | {"review_status": review.status, "corrected_fields": differing}


def claim_decisions(con: duckdb.DuckDBPyConnection) -> list[Decision]:
    """Return what people decided about claims, the oldest first."""
    return [
        Decision(**row | {"when": row["when"].replace(tzinfo=timezone.utc)})
        for row in rows_of_step(con, "claim_decisions")
    ]


def corrected_readings(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return what the reader had said of the claims that people corrected."""
    return rows_of_step(con, "corrected_readings")


def rows_of_step(con: duckdb.DuckDBPyConnection, step: str, parameters: list[Any] | None = None) -> list[Row]:
    """Return the rows that one of `steps` selects."""
    con.execute(read_step(step), parameters)
    names = [column[0] for column in con.description or ()]
    return [dict(zip(names, row, strict=True)) for row in con.fetchall()]


def _claim_ids(con: duckdb.DuckDBPyConnection, reviews: Iterable[Review]) -> dict[str, tuple[str, str]]:
    """Return article and `claim_id` of the claims that corrected links name; a claim that is gone has none."""
    named = {str(review.fields.get("linked_to") or "") for review in reviews}
    # "c2" names a claim by its place already.
    by_id = sorted(name for name in named if len(name) == 17)
    if not by_id:
        return {}
    known = dict.fromkeys(by_id, ("", ""))
    found = con.execute(
        "SELECT id, article_id, claim_id FROM pay_claims WHERE id IN (SELECT unnest(?::VARCHAR[]))", [by_id]
    ).fetchall()
    return known | {str(key): (str(article), str(place)) for key, article, place in found}


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    import pyarrow as pa

    if rows:
        schema = con.table(table).limit(0).to_arrow_table().schema
        con.from_arrow(pa.Table.from_pylist(rows, schema=schema)).insert_into(table)
