"""Read the versions of an article out of a snapshot, with the pay claims of each.

In: the newest snapshot and an address, as a reader has it. Out: the versions, oldest first. Nothing is computed here
that needs a model: the claims are those that stand in the warehouse. Whoever shows a version shows it as `shown` has
it; a comparison of two needs their words.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import WarehouseError
from pipeline.records import Rights
from pipeline.urls import canonical_url
from pipeline.warehouse.schema import QUERY_FILES
from pipeline.warehouse.showing import hide_unshown
from pipeline.warehouse.store import utc_aware

SAME_CLAIM = ("amount_min", "amount_max", "bound", "currency", "unit", "kind", "change_role", "payer", "modality")
"""What makes two claims of two versions the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionClaim:
    """A pay claim as it stands in one version."""

    id: str
    sentence: str
    amount_text: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    bound: str
    currency: str
    unit: str
    kind: str
    change_role: str | None
    payer: str | None
    modality: str
    review_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an article."""

    number: int
    """1 for the oldest."""
    article_id: str
    source_id: str | None
    headline: str
    authors: tuple[str, ...]
    published: datetime | None
    modified: datetime | None
    fetched_at: datetime | None
    seen: tuple[datetime, ...]
    """When it was seen for the first time, and whenever it came back after another one."""
    is_current: bool
    is_withdrawn: bool
    text: str
    """Empty after a take-down."""
    text_confidence: float | None
    is_cut_off: bool
    canonical_url: str
    rights: Rights
    """What may be shown of it."""
    claims: tuple[VersionClaim, ...] = ()

    def shown(self) -> "Version":
        """Return it without its words, where its outlet allows less than a summary."""
        if self.rights == "summary":
            return self
        return replace(self, text="", claims=tuple(replace(claim, sentence="") for claim in self.claims))


def read_history(snapshot: Path, url: str) -> tuple[Version, ...]:
    """Return the versions of the article at an address, oldest first; () when there is none.

    Raises:
        WarehouseError: there is no snapshot, or it cannot be read.
    """
    if not snapshot.exists():
        raise WarehouseError(str(snapshot), "no snapshot yet; run `laborwire demo`, `add` or `nightly` first")
    addresses = list(dict.fromkeys((url.strip(), canonical_url(url))))
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            hide_unshown(con)
            rows = con.execute(_query("history_versions"), {"addresses": addresses}).fetchall()
            claims = con.execute(_query("history_claims"), {"articles": [row[1] for row in rows]}).fetchall()
    except duckdb.Error as err:
        problem = f"{str(err).splitlines()[0]}; if another version made it, run `laborwire nightly`"
        raise WarehouseError(str(snapshot), problem) from err
    by_article: defaultdict[str, list[VersionClaim]] = defaultdict(list)
    for row in claims:
        by_article[row[1]].append(_claim(row))
    return tuple(_version(row, tuple(by_article[row[1]])) for row in rows)


def _version(row: tuple[Any, ...], claims: tuple[VersionClaim, ...]) -> Version:
    return Version(
        number=row[0],
        article_id=row[1],
        source_id=row[2],
        headline=row[3],
        authors=tuple(row[4]),
        published=utc_aware(row[5]),
        modified=utc_aware(row[6]),
        fetched_at=utc_aware(row[7]),
        seen=tuple(when for value in row[8] or () if (when := utc_aware(value))),
        is_current=row[9],
        is_withdrawn=row[10],
        text=row[11],
        text_confidence=row[12],
        is_cut_off=row[13],
        canonical_url=row[14],
        rights=row[15],
        claims=claims,
    )


def _claim(row: tuple[Any, ...]) -> VersionClaim:
    return VersionClaim(
        id=row[0],
        sentence=row[3],
        amount_text=row[4],
        amount_min=_figure(row[5]),
        amount_max=_figure(row[6]),
        bound=row[7],
        currency=row[8],
        unit=row[9],
        kind=row[10],
        change_role=row[11],
        payer=row[12],
        modality=row[13],
        review_status=row[14],
    )


def _figure(amount: Decimal | None) -> Decimal | None:
    """Return an amount without the zeros that a column of six decimals adds."""
    return None if amount is None else Decimal(f"{amount.normalize():f}")


def _query(name: str) -> str:
    return (QUERY_FILES / f"{name}.sql").read_text(encoding="utf-8")
