"""The legal minimum wage in the pay chart: where the place is known, from two points on, in words beside it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from publish.newsroom import Desk, empty_data

from pipeline.places import Places
from pipeline.publish.chart import chart_label, draw_chart, wage_words
from pipeline.publish.model import WageStep
from pipeline.publish.wages import PaidPoint, WageRow, wage_lines

LAW = """
[[wage]]
place = "Freedonia"
country = "FR"
worker_class = "general"
currency = "XTS"
unit = "hour"
verdict = true
evidence = ["https://law.example/1"]
rates = [
  { amount = "40", from = 2025-01-01, to = 2026-02-28, confidence = "sourced" },
  { amount = "48", from = 2026-03-01, to = 2026-12-31, confidence = "sourced" },
]
"""
PLACES = '[[country]]\ncode = "FR"\nnames = ["Freedonia"]\nplaces = []\n'


@pytest.fixture
def lawful(tmp_path: Path) -> Desk:
    """A desk that knows the law of one place: at 4 XTS a dollar 40 XTS are $10, 48 XTS are $12."""
    data = empty_data(tmp_path)
    (data / "minimum_wage.toml").write_text(LAW)
    (data / "pay" / "places.toml").write_text(PLACES)
    return Desk(Places(data=data, var=tmp_path / "var"))


def pays(desk: Desk, slug: str, amount: str, place: str | None, published: str) -> None:
    """Report dollars an hour at a place."""
    key = desk.article(slug, text=f"Vellum pays annotators ${amount} an hour, says {slug}.", published=published)
    desk.claim(key, f"${amount} an hour", amount, location=place)


def test_the_law_of_the_place_is_drawn_and_said(lawful: Desk) -> None:
    pays(lawful, "one", "15", "Freedonia", "2026-02-10")
    pays(lawful, "two", "18", "Freedonia", "2026-03-12")
    digest = lawful.digest()
    (line,) = digest.wages
    # The rate of 1 March holds from that day, not from the next claim on.
    assert line.segments == (
        (
            WageStep(day=date(2026, 2, 10), usd_per_hour=10.0),
            WageStep(day=date(2026, 3, 1), usd_per_hour=12.0),
            WageStep(day=date(2026, 3, 12), usd_per_hour=12.0),
        ),
    )
    words = (
        "Dotted: the legal minimum wage of Freedonia, 48 XTS an hour since 1 March 2026, here $10.00 to $12.00 an "
        "hour, converted; 2 of 2 claims of Vellum, annotator or generalist state the place. "
        "It does not say whether the law covers this work."
    )
    assert wage_words(line) == words
    svg = draw_chart(digest.chart, until=digest.last_day, wages=digest.wages) or ""
    assert "legal minimum, Freedonia" in svg
    assert "stroke-dasharray" in svg
    assert "dotted the legal minimum wage of Freedonia" in chart_label(digest.chart, digest.wages)
    _, page = lawful.pages()
    assert words in page
    assert "Legal minimum wage of Freedonia</td>" in page
    assert page.count("legal minimum, Freedonia") >= 2


@pytest.mark.sample("no-place")
@pytest.mark.parametrize(
    "places",
    [
        pytest.param(("Freedonia", None), id="one-point-has-a-place"),
        pytest.param(("Freedonia", "Nowhere"), id="another-place-besides"),
        pytest.param((None, None), id="no-place"),
    ],
)
def test_no_line_where_the_place_is_not_known_for_sure(lawful: Desk, places: tuple[str | None, str | None]) -> None:
    pays(lawful, "one", "15", places[0], "2026-02-10")
    pays(lawful, "two", "18", places[1], "2026-03-12")
    digest = lawful.digest()
    assert digest.wages == ()
    assert "Dotted" not in lawful.pages()[1]
    assert "legal minimum" not in (draw_chart(digest.chart, until=digest.last_day, wages=digest.wages) or "")


ROW = WageRow(
    claim_id="c1",
    is_located=True,
    place="Freedonia",
    wage=Decimal(40),
    currency="XTS",
    unit="hour",
    wage_from=date(2025, 1, 1),
    wage_to=date(2025, 12, 31),
    usd_per_hour=10.0,
)


def test_a_gap_between_rates_breaks_the_line() -> None:
    points = [
        PaidPoint(series="Vellum", day=day, claim_ids=(f"c{number}",))
        for number, day in enumerate((date(2025, 3, 1), date(2025, 9, 1), date(2027, 3, 1), date(2027, 9, 1)), start=1)
    ]
    later = replace(ROW, wage_from=date(2027, 1, 1), wage_to=None, usd_per_hour=11.0)
    rows = [ROW, replace(ROW, claim_id="c2"), replace(later, claim_id="c3"), replace(later, claim_id="c4")]
    (line,) = wage_lines(points, rows, drawn={"Vellum"})
    assert [[step.day.year for step in segment] for segment in line.segments] == [[2025, 2025], [2027, 2027]]


def test_less_than_half_of_the_claims_with_a_place_draw_nothing() -> None:
    points = [
        PaidPoint(series="Vellum", day=date(2025, 3, 1), claim_ids=("c1", "x1", "x2")),
        PaidPoint(series="Vellum", day=date(2025, 9, 1), claim_ids=("c2", "x3")),
    ]
    rows = [ROW, replace(ROW, claim_id="c2")]
    assert wage_lines(points, rows, drawn={"Vellum"}) == ()
    fewer = [replace(points[0], claim_ids=("c1", "x1")), points[1]]
    assert len(wage_lines(fewer, rows, drawn={"Vellum"})) == 1
    assert wage_lines(fewer, rows, drawn=set()) == ()
