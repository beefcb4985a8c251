"""Changes, medians, single claims and the chart: each figure once, never mixed, never more than was stated."""

import re
from datetime import date

import pytest
from publish.newsroom import Desk

from pipeline.publish.chart import draw_chart, drawable
from pipeline.publish.model import ChartPoint

CUT = "Vellum cut the pay of its annotators from $21 to $16 an hour in May."


def test_a_change_is_listed_once_however_many_articles_report_it(desk: Desk) -> None:
    for number, source in enumerate(["gazette", "courier", "bulletin"]):
        key = desk.article(f"cut-{number}", source=source, text=f"{CUT} So wrote paper {number}.")
        desk.change(key, "21", "16")
    (change,) = desk.digest().changes
    assert (str(change.before), str(change.after), change.checked) == ("$21 an hour", "$16 an hour", True)
    assert len(change.sources) == 3


@pytest.mark.thorough
def test_a_change_that_is_only_planned_says_so_and_is_not_checked(desk: Desk) -> None:
    key = desk.article("cut", text=CUT)
    desk.change(key, "21", "16", modality="planned")
    digest = desk.digest()
    (change,) = digest.changes
    assert (change.modality, change.checked) == ("planned", False)
    markdown, page = desk.pages()
    assert "(planned, not checked)" in markdown
    assert "(not checked)" in page


def test_bounds_of_a_change_are_kept(desk: Desk) -> None:
    key = desk.article("cut", text=CUT)
    desk.change(key, "21", "16", bound="up_to", amount_min=None)
    (change,) = desk.digest().changes
    assert str(change.before) == "up to $21 an hour"


def test_a_change_of_a_payer_that_is_only_guessed_is_not_listed(desk: Desk) -> None:
    key = desk.article("cut", text=CUT)
    desk.change(key, "21", "16", payer="May", payer_id=None, confidence=0.2)
    assert desk.digest().changes == ()


def test_a_median_needs_three_claims(desk: Desk) -> None:
    desk.paid("one", "15")
    desk.paid("two", "18")
    digest = desk.digest()
    assert digest.pay_lines == ()
    assert len(digest.pay_facts) == 2
    desk.paid("three", "21")
    (line,) = desk.digest().pay_lines
    assert (line.platform, line.role_class, line.median_usd, line.low_usd, line.high_usd, line.n_claims) == (
        "Vellum",
        "annotator or generalist",
        18,
        15,
        21,
        3,
    )


@pytest.mark.sample("none", "less")
@pytest.mark.parametrize(
    ("before", "since"),
    [
        pytest.param((), "too few claims", id="none"),
        pytest.param(("10", "20"), "too few claims", id="two"),
        pytest.param(("10", "18", "20"), "no change", id="same"),
        pytest.param(("10", "16", "20"), "+$2.00", id="more"),
        pytest.param(("10", "20.50", "21"), "−$2.50", id="less"),
    ],
)
def test_since_last_needs_three_claims_in_both_weeks(desk: Desk, before: tuple[str, ...], since: str) -> None:
    for amount in ("15", "18", "22"):
        desk.paid(f"now-{amount}", amount)
    for amount in before:
        desk.paid(f"then-{amount}", amount, published="2026-03-03")
    (line,) = desk.digest().pay_lines
    assert line.since_last == since


def test_role_classes_are_never_mixed(desk: Desk) -> None:
    for amount in ("15", "16", "17"):
        desk.paid(f"a-{amount}", amount)
    for amount in ("90", "95", "99"):
        desk.paid(f"e-{amount}", amount, role="software engineers")
    desk.paid("d", "120", role="doctors")
    digest = desk.digest()
    assert [(line.role_class, line.median_usd) for line in digest.pay_lines] == [
        ("annotator or generalist", 16),
        ("engineer", 95),
    ]
    assert [fact.role for fact in digest.pay_facts] == ["expert trainer"]


def test_claims_that_may_not_be_printed_enter_no_median(desk: Desk) -> None:
    for amount in ("15", "16"):
        desk.paid(f"a-{amount}", amount)
    key = desk.article("doubt", text="Vellum pays annotators $90 an hour.")
    desk.claim(key, "$90 an hour", "90", confidence=0.1)
    digest = desk.digest()
    assert digest.pay_lines == ()
    assert [(str(fact.stated), fact.checked) for fact in digest.pay_facts] == [
        ("$15 an hour", True),
        ("$16 an hour", True),
        ("$90 an hour", False),
    ]


def test_copies_and_re_publishers_add_no_figure(desk: Desk) -> None:
    first = desk.paid("one", "15")
    for number, (source, relation) in enumerate([("courier", "copy"), ("echo", "original"), ("herald", "rewrite")]):
        desk.paid(
            f"again-{number}",
            "15",
            source=source,
            relation=relation,
            canonical=first if relation == "copy" else None,
            origin=first if relation == "rewrite" else None,
            published="2026-03-11",
            story="s" + first[1:],
        )
    digest = desk.digest()
    assert [(fact.source, fact.checked) for fact in digest.pay_facts] == [(1, True)]
    assert digest.lead is not None
    assert (digest.lead.n_outlets, digest.lead.n_independent) == (4, 1)
    standing = {source.outlet: source.standing for source in digest.lead.also}
    assert standing == {"The Courier": "a copy", "The Herald": "a rewrite", "The Echo": "re-published"}


def test_a_figure_of_a_withdrawn_or_replaced_article_is_gone(desk: Desk) -> None:
    gone = desk.paid("gone", "15")
    desk.paid("old", "16", url="https://gazette.example/same", published="2026-03-10")
    desk.paid("new", "19", url="https://gazette.example/same", published="2026-03-11", fetched="2026-03-12")
    url = next(article.canonical_url for article in desk.batch.articles if article.id == gone)
    desk.add(withdrawn=(url,))
    assert [str(fact.stated) for fact in desk.digest().pay_facts] == ["$19 an hour"]


def test_each_claim_is_shown_or_counted_with_its_reason(desk: Desk) -> None:
    first = desk.paid("one", "15")
    desk.paid("copy", "15", source="courier", relation="copy", canonical=first, published="2026-03-11")
    key = desk.article("more", text="They get $9 an hour. Some ask for $30 an hour. Staff had $8 an hour.")
    desk.claim(key, "$9 an hour", "9", payer=None, payer_id=None)
    desk.claim(key, "$30 an hour", "30", payer="Staff", payer_id=None, modality="demanded")
    desk.claim(key, "$8 an hour", "8", kind="change", change_role="delta", confidence=0.1)
    digest = desk.digest()
    assert digest.left_out == (
        ("copy of another article", 1),
        ("not asserted", 1),
        ("not read with enough confidence", 1),
        ("payer not named", 1),
    )
    assert digest.n_claims == 4
    markdown, page = desk.pages()
    for text in (markdown, page):
        assert "4 more pay claims are in the warehouse and not shown here: copy of another article (1)" in text


def test_only_the_copied_characters_of_an_amount_are_highlighted(desk: Desk) -> None:
    key = desk.article("one", text="Vellum pays up to $18 every month, it says.")
    desk.claim(key, "$18", "18", unit="month", bound="up_to", amount_min=None)
    _, page = desk.pages()
    assert 'up to <mark class=" n">$18</mark> a month' in page


@pytest.mark.thorough
def test_points_of_one_week_draw_nothing_and_the_page_says_so(desk: Desk) -> None:
    desk.paid("one", "15", published="2026-03-10")
    desk.paid("two", "18", published="2026-03-12")
    digest = desk.digest()
    assert drawable(digest.chart) == ()
    assert draw_chart(digest.chart, until=digest.last_day) is None
    _, page = desk.pages()
    assert "<svg" not in page
    assert "nothing is drawn" in page


def test_two_weeks_draw_a_line_and_a_table_of_its_points(desk: Desk) -> None:
    desk.paid("one", "15", published="2026-02-10")
    desk.paid("two", "18", published="2026-03-12")
    digest = desk.digest()
    assert [(point.day, point.usd_per_hour) for point in digest.chart] == [
        (date(2026, 2, 10), 15.0),
        (date(2026, 3, 12), 18.0),
    ]
    _, page = desk.pages()
    assert page.count('role="img"') == 2
    assert "$18.00" in page
    assert "2026-02-10" in page


def test_a_chart_has_at_most_four_lines_and_reads_in_both_modes() -> None:
    points = [
        ChartPoint(platform=f"Platform {name}", day=date(2026, 1, day), usd_per_hour=float(name))
        for name in range(1, 8)
        for day in (1, 20)
    ]
    assert len({point.platform for point in drawable(points)}) == 4
    svg = draw_chart(points, until=date(2026, 1, 31)) or ""
    assert "var(--muted)" in svg
    assert "var(--series-4)" in svg
    assert "#000" not in svg


def test_a_long_name_leaves_room_for_the_chart() -> None:
    points = [
        ChartPoint(platform="A firm with quite a name " * 9, day=date(2026, 1, day), usd_per_hour=9) for day in (1, 20)
    ]
    svg = draw_chart(points, until=date(2026, 1, 31)) or ""
    assert re.search(r">A firm with quite a name A ?… \$9<", svg)


@pytest.mark.thorough
def test_the_end_of_a_line_is_not_rounded(desk: Desk) -> None:
    desk.paid("one", "15", published="2026-02-10")
    desk.paid("two", "14.50", published="2026-03-12")
    digest = desk.digest()
    assert "$14.50" in str(draw_chart(digest.chart, until=digest.last_day))
