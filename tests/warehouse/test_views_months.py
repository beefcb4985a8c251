"""Pay by platform and month: medians and what they leave out, worked out by hand."""

from decimal import Decimal
from typing import Any


def test_pay_by_platform_and_month_counts_what_it_leaves_out(desk: Any) -> None:
    first = desk.article("1")
    second = desk.article("2", source="courier", published="2026-03-20")
    desk.claim(first, "10")
    desk.claim(first, "14", "18")
    desk.claim(second, None, "30", bound="up_to", kind="posted_range")
    desk.claim(second, "2", unit="task")
    desk.claim(second, "3", unit="task")
    desk.claim(second, "25", modality="demanded")
    desk.claim(second, "50", kind="bonus")
    desk.claim(second, "60", worker="engineers")
    desk.claim(second, "5", payer="Someone", payer_id=None)
    copy = desk.article("3", source="echo", relation="copy", canonical=first)
    desk.claim(copy, "10")
    desk.claim(first, "9", time="2026-01-01/2026-01-31")
    desk.load()
    rows = desk.rows(
        "SELECT platform, role_class, month::VARCHAR, n_claims, n_articles, n_sources, n_offers,"
        " median_low_usd, median_high_usd, lowest_usd, highest_usd, n_left_out, left_out"
        " FROM pay_by_platform_month ORDER BY month, role_class DESC"
    )
    assert rows == [
        (
            "Vellum",
            "moderator or rater",
            "2026-01-01",
            1,
            1,
            1,
            0,
            Decimal(9),
            Decimal(9),
            Decimal(9),
            Decimal(9),
            0,
            None,
        ),
        # low ends 10 and 14; high ends 10, 18 and 30
        (
            *(
                "Vellum",
                "moderator or rater",
                "2026-03-01",
                3,
                2,
                2,
                1,
                Decimal(12),
                Decimal(18),
                Decimal(10),
                Decimal(30),
            ),
            *(4, "paid per task: 2; bonus: 1; demanded: 1"),
        ),
        ("Vellum", "engineer", "2026-03-01", 1, 1, 1, 0, Decimal(60), Decimal(60), Decimal(60), Decimal(60), 0, None),
    ]


def test_a_rejected_claim_is_in_no_total(desk: Any) -> None:
    desk.decide("reject", desk.claim(desk.article("1"), "15"))
    desk.load()
    assert desk.rows("SELECT count(*) FROM pay_by_platform_month") == [(0,)]


def test_a_month_of_which_nothing_can_be_used_says_so(desk: Any) -> None:
    desk.claim(desk.article("1"), "2", unit="task")
    desk.load()
    assert desk.rows("SELECT n_claims, median_low_usd, n_left_out, left_out FROM pay_by_platform_month") == [
        (0, None, 1, "paid per task: 1")
    ]


def test_every_counted_claim_is_in_a_median_or_says_why_not(desk: Any) -> None:
    article = desk.article("1")
    expected = {
        desk.claim(article, "15"): None,
        desk.claim(article, "15", payer=None, payer_id=None): "payer not named",
        desk.claim(article, "15", payer="Someone", payer_id=None): "payer not in the gazetteer",
        desk.claim(desk.article("2", published=None), "15"): "date not known",
        desk.claim(article, "15", kind="statutory_minimum", payer=None, payer_id=None): "legal minimum",
        desk.claim(article, "15", kind="owed"): "owed",
        desk.claim(article, "1", kind="change", change_role="delta"): "difference",
        desk.claim(article, "20", kind="change", change_role="from"): "former pay of unknown time",
        desk.claim(article, "100000", "999999", bound="figures", unit="year"): "number of figures only",
        desk.claim(article, "15", modality="denied"): "denied",
        desk.claim(article, "15", modality="planned"): "planned",
        desk.claim(article, "15", unit="word"): "paid per word",
        desk.claim(desk.article("3", published="2024-01-01"), "40", currency="XTS"): "no exchange rate",
        desk.claim(article, "5000", unit="month", unit_implied=True): "hours not known",
        desk.claim(article, "15", confidence=0.1): "may not be printed as it stands",
    }
    copy = desk.article("4", source="echo", relation="copy", canonical=article)
    desk.claim(copy, "15")
    desk.load()
    assert dict(desk.rows("SELECT id, why_left_out FROM pay_by_platform_month_claims")) == expected
    # those with a payer in the gazetteer and a month are in the view's counts, and nothing else is
    assert desk.rows("SELECT sum(n_claims), sum(n_left_out) FROM pay_by_platform_month") == [(1, 10)]
