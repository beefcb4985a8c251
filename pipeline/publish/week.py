"""Read one week out of a snapshot: its articles, claims, pay history and what was missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import WarehouseError

_QUERIES = Path(__file__).resolve().parent.parent / "warehouse" / "queries"
_HISTORY = timedelta(weeks=26)
_ASSUMED = {
    "8h_day": "8 h a day",
    "40h_week": "40 h a week",
    "173.33h_month": "173.33 h a month",
    "2080h_year": "2,080 h a year",
}
_UNIT = {"hour": " an hour", "project": " in all", "audio_minute": " an audio minute"}
# Words of an amount that already say its unit.
_SAID = {
    "hour": ("hour", "/hr", "/h"),
    "day": ("day", "daily", "shift", "night"),
    "week": ("week", "/wk"),
    "month": ("month", "/mo"),
    "year": ("year", "annual", "annum", "/yr"),
    "task": (" a ", " an ", " per ", " each", "/"),
    "audio_minute": ("minute",),
}
_PRONOUNS = {"he", "she", "they", "it", "we", "i", "who", "one", "which", "that", "you"}
_AVERAGED = {"reported_earnings", "offered_rate", "posted_range", "average", "change"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """An article of the week, as `queries/digest_articles.sql` gives it."""

    story_id: str
    article_id: str
    headline: str
    text: str
    url: str
    published: datetime
    language: str | None
    is_accessible_for_free: bool | None
    relevance_score: float
    outlet: str
    source_id: str | None
    source_class: str
    is_invented: bool
    relation: str
    canonical_id: str | None
    origin_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A pay claim of the week, as `queries/digest_claims.sql` gives it."""

    claim_id: str
    article_id: str
    place: str
    start: int
    stop: int
    sent_start: int
    sent_end: int
    amount_text: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    currency: str
    unit: str
    bound: str
    kind: str
    change_role: str | None
    linked_to: str | None
    platform: str | None
    is_named: bool
    """True when the payer is an entity of the gazetteer, or is named and not just described."""
    worker: str | None
    modality: str
    attribution_type: str
    attribution_name: str | None
    role_class: str
    hourly_usd_min: Decimal | None
    hourly_usd_max: Decimal | None
    assumption: str | None
    why_no_hourly_usd: str | None
    is_printable: bool
    published: datetime

    def amounts(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the amounts as stated."""
        return self.amount_min, self.amount_max

    def low(self) -> Decimal:
        """Return the lower end in US dollars an hour; the only end when the other is open."""
        return self.hourly_usd_min if self.hourly_usd_min is not None else self.hourly_usd_max or Decimal(0)

    def high(self) -> Decimal:
        """Return the upper end in US dollars an hour; the only end when the other is open."""
        return self.hourly_usd_max if self.hourly_usd_max is not None else self.hourly_usd_min or Decimal(0)

    def can_be_averaged(self) -> bool:
        """Say whether the claim states what is paid, with both ends, and could be converted."""
        return (
            self.bound in {"exact", "range"}
            and self.kind in _AVERAGED
            and self.change_role not in {"delta", "from"}
            and self.hourly_usd_min is not None
            and self.hourly_usd_max is not None
        )

    def stated(self) -> str:
        """Return the amount as the article writes it, with bound and unit where the words leave them out."""
        bound = {"up_to": "up to ", "under": "under ", "at_least": "at least ", "over": "over ", "as_low_as": "from "}
        if self.unit == "unknown" or any(
            word in self.amount_text.lower() for word in _SAID.get(self.unit, (self.unit,))
        ):
            return bound.get(self.bound, "") + self.amount_text
        return bound.get(self.bound, "") + self.amount_text + _UNIT.get(self.unit, f" a {self.unit}")

    def hourly_words(self) -> str:
        """Return the amount in US dollars an hour with its assumption, or why there is none."""
        if self.hourly_usd_min is None and self.hourly_usd_max is None:
            return self.why_no_hourly_usd or "not converted"
        low, high = self.low(), self.high()
        amount = f"${low:,.2f}" if low == high else f"${low:,.2f} to ${high:,.2f}"
        return amount + (f" ({_ASSUMED.get(self.assumption, self.assumption)})" if self.assumption else "")

    def kind_words(self) -> str:
        """Return the kind of claim, and how it is meant where it is not simply stated."""
        words = self.kind.replace("_", " ")
        if self.change_role:
            words = {"from": "old pay", "to": "new pay", "delta": "difference"}[self.change_role]
        return words if self.modality == "asserted" else f"{words}, {self.modality}"

    def who(self) -> str:
        """Return whose words they are."""
        if self.attribution_type == "reporter":
            return "the reporter"
        name = self.attribution_name or ""
        return name if name and name.lower() not in _PRONOUNS else f"a {self.attribution_type}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRows:
    """Everything that a digest is made of."""

    snapshot: str
    articles: tuple[ArticleRow, ...]
    claims: tuple[ClaimRow, ...]
    claims_before: tuple[ClaimRow, ...]
    """Those of the week before."""
    history: tuple[tuple[str, str, date, float], ...]
    """(platform, role class, day, median US dollars an hour)."""
    missed: tuple[str, ...]
    corrections: tuple[str, ...]
    sources_read: int


def read_week(snapshot: Path, *, first: datetime, after: datetime, made: datetime) -> WeekRows:
    """Return the rows of one week.

    Args:
        first: first moment of the week.
        after: first moment of the next one.
        made: when the digest is made; nights up to then count for what was missed.

    Raises:
        WarehouseError: the snapshot cannot be read.
    """
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            con.execute("SET TimeZone = 'UTC'")
            week = {"first": _utc(first), "after": _utc(after)}
            nights = {"first": _utc(first), "after": _utc(made + timedelta(days=1))}
            before = {"first": _utc(first - timedelta(days=7)), "after": _utc(first)}
            past = {"first": _utc(after - _HISTORY), "after": _utc(after)}
            (counts,) = _rows(con, "digest_counts", nights)
            return WeekRows(
                snapshot=_number(snapshot),
                articles=tuple(ArticleRow(**_aware(row)) for row in _rows(con, "digest_articles", week)),
                claims=tuple(ClaimRow(**_aware(row)) for row in _rows(con, "digest_claims", week)),
                claims_before=tuple(ClaimRow(**_aware(row)) for row in _rows(con, "digest_claims", before)),
                history=tuple(
                    (str(row["platform"]), str(row["role_class"]), row["day"], float(row["usd_per_hour"]))
                    for row in _rows(con, "digest_history", past)
                ),
                missed=tuple(_missed(row) for row in _rows(con, "digest_missed", nights)),
                corrections=tuple(_correction(row) for row in _rows(con, "digest_corrections", nights)),
                sources_read=int(counts["sources_read"]),
            )
    except duckdb.Error as err:
        raise WarehouseError(str(snapshot), f"the week cannot be read: {str(err).splitlines()[0]}") from err


def _rows(con: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    con.execute((_QUERIES / f"{name}.sql").read_text(encoding="utf-8"), parameters)
    columns = [column[0] for column in con.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in con.fetchall()]


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace(tzinfo=timezone.utc) if isinstance(value, datetime) and value.tzinfo is None else value
        for name, value in row.items()
    }


def _utc(when: datetime) -> datetime:
    return when.astimezone(timezone.utc).replace(tzinfo=None)


def _number(snapshot: Path) -> str:
    numbered = sorted((snapshot.parent / "snapshots").glob("laborwire-*.duckdb"))
    return str(int(numbered[-1].stem.split("-")[1])) if numbered else ""


def _missed(row: dict[str, Any]) -> str:
    nights = "1 night" if row["nights"] == 1 else f"{row['nights']} nights"
    return f"{row['source']} could not be read whole in {nights}: {row['problem']}"


def _correction(row: dict[str, Any]) -> str:
    if row["what"] == "withdrawn":
        return f"{row['outlet']} withdrew “{row['headline']}”; its figures are no longer counted."
    return f"{row['outlet']} corrected “{row['headline']}”: {_said(row['before'])} became {_said(row['after'])}."


def _said(figures: Sequence[str] | None) -> str:
    return ", ".join(figures) if figures else "no pay figure"
