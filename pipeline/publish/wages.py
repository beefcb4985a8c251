"""Find the legal minimum wage that belongs into a pay chart: of the place where a drawn line's work is done.

In: the lines of a chart with the claims behind each point, and the minimum wage of each claim's place and day. Out:
one dotted line a place. A line of pay has a place where at least half of its claims, and claims of two of its points,
state one with a known rate, and none states another one. The dotted line goes from the first such point to the last:
nothing is known beyond them. Where no rate is known between two points, it is broken.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pipeline.publish.model import WageLine, WageStep

_UNITS = {"hour": "an hour", "day": "a day", "month": "a month", "week": "a week", "year": "a year"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WageRow:
    """The legal minimum of a claim's place and day, as `queries/digest_wages.sql` gives it."""

    claim_id: str
    is_located: bool
    place: str | None
    """None where no rate is known."""
    wage: Decimal | None
    currency: str | None
    unit: str | None
    wage_from: date | None
    wage_to: date | None
    usd_per_hour: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidPoint:
    """A point of a pay line, with the claims behind it."""

    series: str
    day: date
    claim_ids: tuple[str, ...]


def wage_lines(points: Iterable[PaidPoint], rows: Iterable[WageRow], *, drawn: Collection[str]) -> tuple[WageLine, ...]:
    """Return the dotted lines of a chart, in the order of their places.

    Args:
        drawn: the pay lines that the chart draws.
    """
    wages = {row.claim_id: row for row in rows}
    series: defaultdict[str, list[PaidPoint]] = defaultdict(list)
    for point in points:
        if point.series in drawn:
            series[point.series].append(point)
    found: defaultdict[str, list[tuple[date, WageRow]]] = defaultdict(list)
    counts: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for name, own in sorted(series.items()):
        placed = _placed(own, wages)
        if placed:
            place = str(placed[0][1].place)
            known = sum(1 for point in own for claim in point.claim_ids if _rate(wages, claim))
            found[place] += placed
            counts[place].append((name, known, sum(len(point.claim_ids) for point in own)))
    lines = (_line(place, sorted(found[place], key=lambda one: one[0]), counts[place]) for place in sorted(found))
    return tuple(line for line in lines if line.segments)


def _placed(points: Sequence[PaidPoint], wages: Mapping[str, WageRow]) -> list[tuple[date, WageRow]]:
    """Return the points of a pay line that have a wage; [] where the line has no one place."""
    claims = [claim for point in points for claim in point.claim_ids]
    known = [row for claim in claims if (row := _rate(wages, claim))]
    places = {wages[claim].place for claim in claims if claim in wages and wages[claim].is_located}
    if len(places) != 1 or len({row.place for row in known}) != 1 or 2 * len(known) < len(claims):
        return []
    placed = []
    for point in points:
        own = [row for claim in point.claim_ids if (row := _rate(wages, claim))]
        if own:
            placed.append((point.day, max(own, key=lambda row: (row.wage_from or date.min, row.claim_id))))
    return placed if len(placed) >= 2 else []


def _rate(wages: Mapping[str, WageRow], claim: str) -> WageRow | None:
    row = wages.get(claim)
    return row if row is not None and row.place is not None and row.usd_per_hour is not None else None


def _line(place: str, points: Sequence[tuple[date, WageRow]], counts: Sequence[tuple[str, int, int]]) -> WageLine:
    segments: list[list[WageStep]] = []
    before: WageRow | None = None
    for day, row in points:
        usd = row.usd_per_hour or 0.0
        if before is None or not _follows(before, row):
            segments.append([])
        elif row.wage_from and row.wage_from != before.wage_from and segments[-1][-1].day < row.wage_from < day:
            # The rate changed between two points: the step is at its first day.
            segments[-1].append(WageStep(day=row.wage_from, usd_per_hour=usd))
        segments[-1].append(WageStep(day=day, usd_per_hour=usd))
        before = row
    last = points[-1][1]
    stated = f"{last.wage or 0:,f}".rstrip("0").rstrip(".")
    return WageLine(
        place=place,
        stated=f"{stated} {last.currency} {_UNITS.get(str(last.unit), str(last.unit))}",
        since=last.wage_from,
        assumes_hours=any(row.unit != "hour" for _, row in points),
        is_converted=any(row.currency != "USD" for _, row in points),
        segments=tuple(tuple(segment) for segment in segments if segment[0].day < segment[-1].day),
        claims=tuple(counts),
    )


def _follows(before: WageRow, row: WageRow) -> bool:
    """Say whether a rate is known on all days between two points."""
    if before.wage_from == row.wage_from:
        return True
    return bool(before.wage_to and row.wage_from and row.wage_from <= before.wage_to + timedelta(days=1))
