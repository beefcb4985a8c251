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
