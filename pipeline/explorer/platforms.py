"""The list of platforms and employers, and the page of one: pay over time, changes, conflicts, and whose words it is.

Medians and the chart rest on claims that may be printed and keep kinds of work apart; what was left out is counted.
"""

import hashlib
import re
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from pipeline.explorer.edition import Edition
from pipeline.explorer.shown_claim import dollars
from pipeline.publish.chart import drawable
from pipeline.publish.model import ChartPoint, WageLine
from pipeline.publish.wages import PaidPoint, WageRow, wage_lines

PLATFORMS_A_PAGE = 50
_ROLES = re.compile(r' role="graphics-[a-z]+"(?: aria-roledescription="[^"]*")?')


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformLine:
    """A platform or employer in the list."""

    id: str
    name: str
    type: str
    n_claims: int
    n_printable: int
    n_articles: int
    last_published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformsPage:
    """The list, most claims first."""

    platforms: tuple[PlatformLine, ...]
    n_platforms: int
    n_unknown: int
    """Claims whose payer the gazetteer does not know."""
    n_not_named: int
    """Claims that name no payer."""
    page: int
    n_pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPay:
    """What was paid for one kind of work in one month."""

    month: date
    role: str
    n_claims: int
    n_sources: int
    median: str
    """"" when no claim of the month counts."""
    span: str
    left_out: str
    """How many claims do not count, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayChange:
    """A change of pay, however many reports there are."""

    claim_id: str
    published: datetime | None
    workers: str
    before: str
    after: str
    direction: str
    modality: str
    is_printable: bool
    why_not: tuple[str, ...]
    n_articles: int
    n_independent: int
    outlet: str
    story_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two independent reports that contradict each other."""

    what: str
    role: str
    month: date | None
    low: str
    low_outlet: str
    low_id: str
    high: str
    high_outlet: str
    high_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BelowMinimum:
    """Pay below a legal minimum."""

    claim_id: str
    amount: str
    verdict: str
    workers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformPage:
    """What the page of a platform shows."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...]
    parent_id: str | None
    parent: str | None
    n_claims: int
    n_printable: int
    n_articles: int
    n_not_attributed: int
    """Claims that name no payer we know, in articles where this one may be meant."""
    n_naming: int
    """Articles that name it."""
    points: tuple[ChartPoint, ...]
    """The steps of the chart: weekly medians of exact hourly rates that may be printed."""
    wages: tuple[WageLine, ...]
    """Legal minimum wages of the places where drawn pay is earned."""
    months: tuple[MonthPay, ...]
    changes: tuple[PayChange, ...]
    conflicts: tuple[Conflict, ...]
    below_minimum: tuple[BelowMinimum, ...]
    voices: tuple[tuple[str, int, int], ...]
    """(voice, claims, articles)."""


def platforms_page(edition: Edition, *, page: int) -> PlatformsPage:
    """Return one page of the list of platforms and employers about which there are claims."""
    rows = edition.rows("platform_lines", {"limit": PLATFORMS_A_PAGE, "offset": (page - 1) * PLATFORMS_A_PAGE})
    (unknown,) = edition.rows("unknown_payers", {})
    n_all = rows[0]["n_all"] if rows else 0
    lines = [{name: value for name, value in row.items() if name != "n_all"} for row in rows]
    return PlatformsPage(
        platforms=tuple(PlatformLine(**line) for line in lines),
        n_platforms=n_all,
        n_unknown=unknown["n_unknown"],
        n_not_named=unknown["n_not_named"],
        page=page,
        n_pages=max(1, -(-n_all // PLATFORMS_A_PAGE)),
    )


def platform_home(edition: Edition, platform: str) -> str:
    """Return the id of the one entity of this id or name; what is unknown, or the name of several, stays as it is."""
    if edition.rows("platform", {"platform": platform}):
        return platform
    found = edition.rows("platform_named", {"name": platform})
    return str(found[0]["id"]) if len(found) == 1 else platform


def platform_page(edition: Edition, platform: str) -> PlatformPage | None:
    """Return the page of an entity of the gazetteer; None when it has none of that id."""
    rows = edition.rows("platform", {"platform": platform})
    if not rows:
        return None
    row = rows[0]

    def asked(query: str) -> list[dict[str, Any]]:
        return edition.rows(query, {"platform": platform})

    steps = asked("platform_points")
    points = tuple(_point(row["name"], one) for one in steps)
    return PlatformPage(
        id=row["id"],
        name=row["name"],
        type=row["type"],
        aliases=row["aliases"],
        parent_id=row["parent_id"],
        parent=row["parent"],
        n_claims=row["n_claims"],
        n_printable=row["n_printable"],
        n_articles=row["n_articles"],
        n_not_attributed=row["n_not_attributed"],
        n_naming=row["n_naming"],
        points=points,
        wages=_wages(edition, steps, points),
        months=tuple(_month(one) for one in asked("platform_months")),
        changes=tuple(_change(one) for one in asked("platform_changes")),
        conflicts=tuple(_conflict(one) for one in asked("platform_conflicts")),
        below_minimum=tuple(_below(one) for one in asked("platform_floors")),
        voices=tuple((one["voice"], one["n_claims"], one["n_articles"]) for one in asked("platform_voices")),
    )


def drawn(edition: Edition, page: PlatformPage) -> tuple[str, str]:
    """Return the pay chart as SVG, wide and for phones; ("", "") when there are not two points.

    Drawn once a snapshot and platform: a drawing takes a second the first time, and a tenth after that.
    """
    return edition.kept_page(f"chart {page.id}", lambda: _kept_chart(edition, page))


def _kept_chart(edition: Edition, page: PlatformPage) -> tuple[str, str]:
    if not page.points:
        return "", ""
    if edition.folder is None:
        return _draw(page)
    name = hashlib.sha256(page.id.encode()).hexdigest()[:32]
    file = edition.folder / f"charts-{_chart_version()}" / f"{name}.json"
    try:
        wide, narrow = orjson.loads(file.read_bytes())
    except (OSError, ValueError):
        wide, narrow = _draw(page)
        part = file.with_suffix(f".{uuid.uuid4().hex}.part")
        # Where nothing may be written, it is drawn again after the next start.
        with suppress(OSError):
            file.parent.mkdir(exist_ok=True)
            part.write_bytes(orjson.dumps([wide, narrow]))
            part.replace(file)
    return wide, narrow


def _draw(page: PlatformPage) -> tuple[str, str]:
    from pipeline.publish.chart import draw_chart

    until = max(point.day for point in page.points)
    wide = draw_chart(page.points, until=until, wages=page.wages)
    narrow = draw_chart(page.points, until=until, narrow=True, wages=page.wages)
    # The drawing has one label of its own; its parts would each want one.
    return _ROLES.sub("", wide or ""), _ROLES.sub("", narrow or "")


@cache
def _chart_version() -> str:
    """Return what tells drawings of this code from those of any other."""
    sources = (Path(__file__), Path(__file__).parents[1] / "publish" / "chart.py")
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]


def _point(name: str, row: dict[str, Any]) -> ChartPoint:
    role = row["role_class"]
    return ChartPoint(
        platform=name if role == "other" else f"{name}, {role}",
        day=row["day"],
        usd_per_hour=float(row["usd_per_hour"]),
        n_claims=row["n_claims"],
    )


def _wages(edition: Edition, steps: Sequence[dict[str, Any]], points: Sequence[ChartPoint]) -> tuple[WageLine, ...]:
    """Return the legal minimum wages of the lines that are drawn."""
    drawn = {point.platform for point in drawable(points)}
    paid = [
        PaidPoint(series=point.platform, day=point.day, claim_ids=step["claim_ids"])
        for step, point in zip(steps, points, strict=True)
        if point.platform in drawn
    ]
    claims = sorted({claim for point in paid for claim in point.claim_ids})
    rows = edition.rows("platform_wages", {"claims": claims}) if claims else []
    return wage_lines(paid, (WageRow(**row) for row in rows), drawn=drawn)


def _month(row: dict[str, Any]) -> MonthPay:
    return MonthPay(
        month=row["month"],
        role=row["role_class"],
        n_claims=row["n_claims"],
        n_sources=row["n_sources"],
        median=_span(row["median_low_usd"], row["median_high_usd"]),
        span=_span(row["lowest_usd"], row["highest_usd"]),
        left_out=f"{row['n_left_out']} left out: {row['left_out']}" if row["n_left_out"] else "",
    )


def _span(low: Decimal | None, high: Decimal | None) -> str:
    return "–".join(dict.fromkeys(dollars(end) for end in (low, high) if end is not None))


def _change(row: dict[str, Any]) -> PayChange:
    return PayChange(
        claim_id=row["id"],
        published=row["published"],
        workers=row["worker"] or ("" if row["role_class"] == "other" else row["role_class"]),
        before=row["from_text"] or "",
        after=row["to_text"] or (f"by {row['delta_text']}" if row["delta_text"] else ""),
        direction=row["direction"] or "unclear",
        modality=row["modality"],
        is_printable=row["standing"] == "printable",
        why_not=row["why_not"] or (),
        n_articles=row["n_articles"],
        n_independent=row["n_independent"],
        outlet=row["outlet"],
        story_id=row["story_id"],
    )


def _conflict(row: dict[str, Any]) -> Conflict:
    return Conflict(
        what=row["conflict"],
        role=row["role_class"],
        month=row["month"],
        low=row["low_amount_text"],
        low_outlet=row["low_outlet"],
        low_id=row["low_id"],
        high=row["high_amount_text"],
        high_outlet=row["high_outlet"],
        high_id=row["high_id"],
    )


def _below(row: dict[str, Any]) -> BelowMinimum:
    workers = ", ".join(words for words in (row["worker"], row["location"]) if words)
    return BelowMinimum(claim_id=row["id"], amount=row["amount_text"], verdict=row["verdict"], workers=workers)
