"""Views on pay: every expected number is worked out by hand in the comment beside it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from pipeline.records import AltAmount


def test_pay_for_time_becomes_dollars_an_hour(desk: Any) -> None:
    article = desk.article("1")
    # by 1, 8, 40, 173.33 and 2080 hours
    for unit, amount in [("hour", "15"), ("day", "100"), ("week", "500"), ("month", "1733.30"), ("year", "41600")]:
        desk.claim(article, amount, unit=unit)
    desk.load()
    assert desk.rows(
        "SELECT unit, hourly_usd_min, hourly_usd_max, assumption, fx FROM pay_claims_usd ORDER BY claim_id"
    ) == [
        ("hour", Decimal("15"), Decimal("15"), None, "usd"),
        ("day", Decimal("12.5"), Decimal("12.5"), "8h_day", "usd"),
        ("week", Decimal("12.5"), Decimal("12.5"), "40h_week", "usd"),
        ("month", Decimal("10"), Decimal("10"), "173.33h_month", "usd"),
        ("year", Decimal("20"), Decimal("20"), "2080h_year", "usd"),
    ]


def test_pay_for_pieces_is_not_converted_and_says_why(desk: Any) -> None:
    article = desk.article("1")
    for unit in ("task", "audio_minute", "project", "unknown"):
        desk.claim(article, "15", unit=unit)
    desk.load()
    assert desk.rows("SELECT usd_min, hourly_usd_min, why_no_hourly_usd FROM pay_claims_usd ORDER BY claim_id") == [
        (Decimal(15), None, "paid per task"),
        (Decimal(15), None, "paid per audio minute"),
        (Decimal(15), None, "paid per project"),
        (Decimal(15), None, "no unit of time given"),
    ]


TIMES = {
    None: ("2026-03-10", "published"),
    # 1 to 31 January: 30 days apart, 15 days after the first
    "2026-01-01/2026-01-31": ("2026-01-16", "time"),
    # from 1 March to publication on the 10th: 9 days, 4 days after the first
    "2026-03-01/..": ("2026-03-05", "time"),
    "../2026-02-01": ("2026-02-01", "time"),
    # never later than publication
    "2026-05-01/..": ("2026-03-10", "time"),
    "2026-03-01/2026-12-31": ("2026-03-10", "time"),
    "nonsense": ("2026-03-10", "published"),
}


def test_a_claim_stands_for_the_middle_of_its_time(desk: Any) -> None:
    article = desk.article("1")
    written = {desk.claim(article, "15", time=time): time for time in TIMES}
    desk.load()
    found = desk.rows("SELECT id, as_of::VARCHAR, fx_date FROM pay_claims_usd")
    assert {written[key]: (as_of, fx_date) for key, as_of, fx_date in found} == TIMES


def test_a_rate_of_the_day_comes_before_one_of_the_year(desk: Any) -> None:
    for day in ("2025-07-01", "2026-03-05", "2026-03-10", "2026-03-14"):
        desk.claim(desk.article(day, published=day), "40", currency="XTS")
    desk.load()
    annual = "International Monetary Fund, annual average"
    assert desk.rows("SELECT hourly_usd_min, fx, fx_source FROM pay_claims_usd ORDER BY published") == [
        # the average of 2025 is 5 to the dollar
        (Decimal(8), "year", annual),
        # 4 to the dollar on the day itself
        (Decimal(10), "day", "Test Bank"),
        # the rate of 6 March, 10 to the dollar, is four days old
        (Decimal(4), "day", "Test Bank"),
        # eight days are too old; the average of 2026 is 8
        (Decimal(5), "year", annual),
    ]


def test_the_last_average_is_carried_on_for_a_year_and_flagged(desk: Any) -> None:
    # the newest average of the currency is that of 2026, 8 to the dollar
    for day in ("2026-12-30", "2027-06-01", "2028-06-01"):
        desk.claim(desk.article(day, published=day), "40", currency="XTS")
    desk.load()
    assert desk.rows("SELECT hourly_usd_min, fx, fx_is_old FROM pay_claims_usd ORDER BY published") == [
        (Decimal(5), "year", False),
        (Decimal(5), "year", True),
        (None, None, False),
    ]


def test_the_last_rate_of_the_day_is_carried_on_for_45_days_and_flagged(desk: Any) -> None:
    # The European Central Bank's history in the package ends on 30 October 2026, and no average of 2026 is known.
    for day in ("2026-11-05", "2026-11-20", "2026-12-20"):
        desk.claim(desk.article(day, published=day), "20", currency="EUR")
    desk.load()
    assert desk.rows("SELECT fx, fx_day::VARCHAR, fx_is_old FROM pay_claims_usd ORDER BY published") == [
        ("day", "2026-10-30", False),
        ("day", "2026-10-30", True),
        (None, None, False),
    ]


def test_without_a_rate_nothing_is_invented(desk: Any) -> None:
    desk.claim(desk.article("1", published="2024-01-01"), "40", currency="XTS")
    desk.load()
    assert desk.rows("SELECT hourly_usd_min, fx, why_no_hourly_usd FROM pay_claims_usd") == [
        (None, None, "no exchange rate")
    ]


def test_the_central_bank_rate_is_used_as_published(desk: Any) -> None:
    # 1 March 2024: 1.0813 dollars to the euro
    desk.claim(desk.article("1", published="2024-03-01"), "20", currency="EUR")
    desk.load()
    assert desk.rows("SELECT hourly_usd_min, fx_day::VARCHAR, fx_source FROM pay_claims_usd") == [
        (Decimal("21.6260"), "2024-03-01", "European Central Bank")
    ]


def test_dollars_in_the_text_beat_every_table(desk: Any) -> None:
    alt = (AltAmount(amount_min=Decimal(3), amount_max=Decimal(3), currency="USD"),)
    article = desk.article("1", published="2026-03-05")
    desk.claim(article, "40", currency="XTS", alt=alt)
    desk.claim(article, None, "80", currency="XTS", bound="up_to", alt=alt)
    desk.load()
    assert desk.rows("SELECT usd_min, usd_max, fx FROM pay_claims_usd ORDER BY claim_id") == [
        (Decimal(3), Decimal(3), "text"),
        (None, Decimal(3), "text"),
    ]


def test_open_ends_stay_open(desk: Any) -> None:
    article = desk.article("1")
    desk.claim(article, None, "150", bound="up_to")
    desk.claim(article, "20", None, bound="at_least")
    desk.load()
    assert desk.rows("SELECT hourly_usd_min, hourly_usd_max FROM pay_claims_usd ORDER BY claim_id") == [
        (None, Decimal(150)),
        (Decimal(20), None),
    ]


def test_what_enters_no_average_is_marked(desk: Any) -> None:
    article = desk.article("1")
    desk.claim(article, "15")
    desk.claim(article, "100000", "999999", bound="figures")
    desk.claim(article, "1", kind="change", change_role="delta")
    desk.claim(article, "7.25", kind="statutory_minimum")
    desk.claim(article, "9", modality="denied")
    desk.claim(article, "10", modality="hypothetical")
    desk.claim(article, "11", modality="demanded")
    desk.load()
    averages = desk.rows("SELECT claim_id FROM pay_claims_usd WHERE in_averages ORDER BY claim_id")
    assert averages == [("c1",), ("c7",)]


ROLES = {
    "Kenyan data labelers": "annotator or generalist",
    "Generalist": "annotator or generalist",
    "content moderators": "moderator or rater",
    "PhD-level experts": "expert trainer",
    "AI engineers": "engineer",
    "voice actors": "performer or writer",
    "engineers who rate answers": "engineer",
    "contractors": "other",
    None: "other",
}


def test_words_for_workers_fall_into_one_class(desk: Any) -> None:
    article = desk.article("1")
    for worker in ROLES:
        desk.claim(article, "15", worker=worker)
    desk.load()
    assert dict(desk.rows("SELECT worker, role_class FROM pay_claims_usd")) == ROLES


def printable(desk: Any) -> list[tuple[Any, ...]]:
    """The reasons against each claim, by its number; an empty list is printable."""
    rows: list[tuple[Any, ...]] = desk.rows("SELECT why_not FROM claim_checks ORDER BY id")
    return rows


def test_a_claim_with_nothing_against_it_is_printable(desk: Any) -> None:
    key = desk.claim(desk.article("1"), "15")
    desk.load()
    assert desk.rows("SELECT id, hourly_usd_min, sentence, url FROM pay_claims_printable") == [
        (key, Decimal(15), "1 of gaz", "https://gazette.example/1")
    ]
    assert desk.rows("SELECT * FROM pay_claims_why_not") == []


REASONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "not asserted: alleged": ({}, {"modality": "alleged"}),
    "payer not named": ({}, {"payer": None, "payer_id": None}),
    "payer not in the gazetteer": ({}, {"payer": "Swahili", "payer_id": None}),
    "date not known": ({"published_is_fallback": True}, {}),
    "from a re-publisher": ({"source": "echo"}, {}),
    "confidence below 0.75": ({}, {"confidence": 0.74}),
}


def test_every_reason_against_printing_is_given(desk: Any) -> None:
    written = {}
    for number, (reason, (article, claim)) in enumerate(REASONS.items()):
        written[desk.claim(desk.article(str(number), **article), "15", **claim)] = [reason]
    written[desk.claim(desk.article("undated", published=None), "15")] = ["date not known"]
    desk.load()
    assert dict(desk.rows("SELECT id, why_not FROM claim_checks")) == written
    assert dict(desk.rows("SELECT id, why_not FROM pay_claims_why_not")) == written
    assert desk.rows("SELECT count(*) FROM pay_claims_printable") == [(0,)]


def test_a_time_in_the_text_is_a_date(desk: Any) -> None:
    desk.claim(desk.article("1", published_is_fallback=True), "15", time="2026-01-01/2026-01-31")
    desk.load()
    assert printable(desk) == [([],)]


def test_several_reasons_are_all_given(desk: Any) -> None:
    desk.claim(desk.article("1", source="echo"), "15", payer=None, modality="denied", confidence=0.1)
    desk.load()
    assert printable(desk) == [
        (["not asserted: denied", "payer not named", "from a re-publisher", "confidence below 0.75"],)
    ]


def test_old_versions_copies_and_withdrawn_articles_are_not_printable(desk: Any) -> None:
    old = desk.article("v", text="old words of it", published="2026-03-01")
    new = desk.article("v", text="new words of it", published="2026-03-02", relation="update", canonical=old)
    copy = desk.article("copy", source="courier", relation="copy", canonical=old)
    gone = desk.article("gone")
    claims = {desk.claim(article, "15"): article for article in (old, new, copy, gone)}
    desk.add(withdrawn=("https://gazette.example/gone",))
    desk.load()
    found = {claims[key]: why for key, why in desk.rows("SELECT id, why_not FROM claim_checks")}
    assert found == {
        old: ["article has a newer version"],
        new: [],
        copy: ["copy of another article"],
        gone: ["article was withdrawn"],
    }


def test_a_person_can_accept_and_reject_claims(desk: Any) -> None:
    article = desk.article("1")
    doubtful = desk.claim(article, "15", confidence=0.2)
    wrong = desk.claim(article, "16")
    changed = desk.claim(article, "17")
    desk.decide("accept", doubtful)
    desk.decide("reject", wrong)
    desk.decide("reject", changed, day="2026-04-01")
    desk.decide("accept", changed, day="2026-04-02")
    desk.load()
    assert dict(desk.rows("SELECT id, why_not FROM claim_checks")) == {
        doubtful: [],
        wrong: ["rejected by a person"],
        changed: [],
    }


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


def change(desk: Any, old: dict[str, Any], new: dict[str, Any], *, slug: str = "1") -> str:
    """Write a change of pay from one amount to another and return its article."""
    article: str = desk.article(slug)
    for role, partner, given in (("from", "c2", old), ("to", "c1", new)):
        fields = dict(given)
        desk.claim(article, fields.pop("low"), fields.pop("high", "same"), **fields, **as_change(role, partner))
    return article


def as_change(role: str, partner: str | None) -> dict[str, Any]:
    """The fields of one end of a change."""
    return {"kind": "change", "change_role": role, "linked_to": partner}


UP_TO_150 = {"low": None, "high": "150", "bound": "up_to"}
UP_TO_50 = {"low": None, "high": "50", "bound": "up_to"}
AT_LEAST_15 = {"low": "15", "high": None, "bound": "at_least"}
AT_LEAST_18 = {"low": "18", "high": None, "bound": "at_least"}
CHANGES: list[tuple[dict[str, Any], dict[str, Any], str, float | None]] = [
    ({"low": "20"}, {"low": "15"}, "cut", -25.0),
    ({"low": "16"}, {"low": "20"}, "raise", 25.0),
    ({"low": "16"}, {"low": "16"}, "same", 0.0),
    ({"low": "20", "high": "30"}, {"low": "15", "high": "20"}, "cut", None),
    ({"low": "20", "high": "30"}, {"low": "15", "high": "40"}, "unclear", None),
    (UP_TO_150, {"low": "50"}, "unclear", None),
    (UP_TO_50, {"low": "60"}, "raise", None),
    (UP_TO_150, UP_TO_50, "lower ceiling", None),
    (UP_TO_50, UP_TO_150, "higher ceiling", None),
    (AT_LEAST_15, AT_LEAST_18, "higher floor", None),
    (AT_LEAST_18, AT_LEAST_15, "lower floor", None),
    # 41600 a year is 20 an hour
    ({"low": "41600", "unit": "year"}, {"low": "15"}, "cut", -25.0),
    # 80 XTS at 10 to the dollar are 8 dollars
    ({"low": "80", "currency": "XTS"}, {"low": "10"}, "raise", 25.0),
    ({"low": "13"}, {"low": "4", "unit": "task"}, "unclear", None),
]


def test_the_direction_of_a_change_is_said_only_when_sure(desk: Any) -> None:
    written = [change(desk, old, new, slug=str(n)) for n, (old, new, _, _) in enumerate(CHANGES)]
    desk.load()
    found = {
        key: (direction, percent)
        for key, direction, percent in desk.rows("SELECT article_id, direction, change_percent FROM pay_changes")
    }
    assert [found[article] for article in written] == [(direction, percent) for _, _, direction, percent in CHANGES]


def test_a_change_keeps_both_bounds_and_its_modality(desk: Any) -> None:
    change(
        desk,
        {"low": None, "high": "150", "bound": "up_to"},
        {"low": "50", "modality": "planned", "time": "2026-05-01/.."},
    )
    desk.load()
    assert desk.rows(
        "SELECT from_min, from_max, from_bound, to_min, to_max, to_bound, modality, effective::VARCHAR FROM pay_changes"
    ) == [(None, Decimal(150), "up_to", Decimal(50), Decimal(50), "exact", "planned", "2026-05-01")]


def test_a_difference_that_stands_alone_is_a_row(desk: Any) -> None:
    article = desk.article("1")
    key = desk.claim(article, "2", **as_change("delta", None))
    desk.load()
    assert desk.rows("SELECT id, from_id, to_id, delta_min, direction FROM pay_changes") == [
        (key, None, None, Decimal(2), "unclear")
    ]


def test_a_difference_joins_its_new_amount(desk: Any) -> None:
    article = desk.article("1")
    delta = desk.claim(article, "0.9", **as_change("delta", "c2"))
    new = desk.claim(article, "12.4", **as_change("to", "c1"))
    desk.load()
    assert desk.rows("SELECT id, from_id, to_id, delta_id FROM pay_changes") == [(new, None, new, delta)]


def test_changes_in_copies_are_not_counted_twice(desk: Any) -> None:
    first = desk.article("1")
    copy = desk.article("2", source="echo", relation="copy", canonical=first)
    for article in (first, copy):
        desk.claim(article, "20", **as_change("from", "c2"))
        desk.claim(article, "15", **as_change("to", "c1"))
    desk.load()
    assert desk.rows("SELECT article_id FROM pay_changes") == [(first,)]


def test_independent_reports_that_cannot_both_hold_are_a_conflict(desk: Any) -> None:
    low = desk.claim(desk.article("1"), "10", "12")
    high = desk.claim(desk.article("2", source="courier", published="2026-04-01"), "18")
    desk.load()
    assert desk.rows(
        "SELECT payer_id, role_class, conflict, low_id, high_id, high_kind, days_apart, at_least_times"
        " FROM pay_conflicts"
    ) == [("vellum", "moderator or rater", "amounts differ", low, high, "reported_earnings", 22, 1.5)]


def test_a_denial_of_what_another_asserts_is_a_conflict(desk: Any) -> None:
    desk.claim(desk.article("1"), "4")
    desk.claim(desk.article("2", source="courier"), "4", modality="denied")
    desk.load()
    assert desk.rows("SELECT conflict, at_least_times FROM pay_conflicts") == [("one denies it", None)]


NO_CONFLICT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "long after": ({"published": "2026-06-01"}, {}),
    "other currency": ({}, {"currency": "EUR"}),
    "other unit": ({}, {"unit": "day"}),
    "other work": ({}, {"worker": "engineers"}),
    "other place": ({}, {"location": "Leeds"}),
    "other project": ({}, {"project": "Project Heron"}),
    "a demand": ({}, {"modality": "demanded"}),
    "an offer beside what was earned": ({}, {"kind": "posted_range"}),
    "not read with confidence": ({}, {"confidence": 0.2}),
    "an open end that reaches down": ({}, {"bound": "up_to", "low": None}),
    "amounts that touch": ({}, {"low": "15"}),
    "a copy": ({"relation": "copy", "canonical": "first"}, {}),
    "a rewrite": ({"relation": "rewrite", "origin": "first"}, {}),
}


def test_what_can_both_hold_is_no_conflict(desk: Any) -> None:
    for case, (article, claim) in NO_CONFLICT.items():
        same: dict[str, Any] = {"payer_id": case, "location": "Duck City", "project": "Project Lark"}
        first = desk.article(case)
        desk.claim(first, "10", "15", **same)
        links = {key: first for key, value in article.items() if value == "first"}
        fields = same | {"low": "18"} | claim
        desk.claim(desk.article(case, source="courier", **article | links), fields.pop("low"), "18", **fields)
    desk.load()
    assert desk.rows("SELECT payer_id FROM pay_conflicts") == []


# The general rate of Freedonia is 40 XTS an hour in 2025 and 48 in 2026.
WAGES: list[tuple[dict[str, Any], tuple[Any, ...]]] = [
    ({"low": "36"}, ("below", "as stated", 36.0, 48.0, 25.0)),
    ({"low": "48"}, ("not below", "as stated", 48.0, 48.0, None)),
    ({"low": "40", "high": "60"}, ("partly below", "as stated", 60.0, 48.0, None)),
    ({"low": None, "high": "60", "bound": "up_to"}, (None, "as stated", 60.0, 48.0, None)),
    ({"low": None, "high": "48", "bound": "under"}, ("below", "as stated", 48.0, 48.0, None)),
    ({"low": "40", "high": None, "bound": "as_low_as"}, ("partly below", "as stated", None, 48.0, None)),
    ({"low": "40", "high": None, "bound": "at_least"}, (None, "as stated", None, 48.0, None)),
    ({"low": "50", "high": None, "bound": "at_least"}, ("not below", "as stated", None, 48.0, None)),
    # 5199.90 a month / 173.33 = 30 an hour
    ({"low": "5199.90", "unit": "month"}, ("below", "by the hour", 30.0, 48.0, 37.5)),
    # 48 XTS at 10 to the dollar are 4.80 dollars
    ({"low": "6", "currency": "USD"}, ("not below", "US dollars by the hour", 6.0, 4.8, None)),
    ({"low": "44", "time": "2025-06-01/2025-06-30"}, ("not below", "as stated", 44.0, 40.0, None)),
]


def test_pay_is_compared_with_the_minimum_of_its_place_and_day(desk: Any) -> None:
    article = desk.article("1")
    written = []
    for claim, _ in WAGES:
        fields = {"currency": "XTS", "location": "Freedonia"} | claim
        written.append(desk.claim(article, fields.pop("low"), fields.pop("high", "same"), **fields))
    desk.load()
    found = desk.rows("SELECT id, verdict, compared, pay_max, minimum, shortfall_percent FROM minimum_wage_checks")
    answers = {row[0]: row[1:] for row in found}
    assert [answers[key] for key in written] == [expected for _, expected in WAGES]


def test_a_place_is_found_by_its_parts(desk: Any) -> None:
    article = desk.article("1")
    for location in ("Firefly", "Duck City, Freedonia", "the Freedonia", "Nowhere, Firefly"):
        desk.claim(article, "36", currency="XTS", location=location)
    desk.load()
    assert (
        desk.rows("SELECT country, wage_place, verdict FROM below_minimum_wage") == [("FR", "Freedonia", "below")] * 4
    )


def test_a_rate_without_an_end_can_only_show_that_pay_is_below(desk: Any) -> None:
    article = desk.article("1")
    # 1733.30 a month is 10 an hour
    desk.claim(article, "8", location="Sylvania")
    desk.claim(article, "12", location="Sylvania")
    desk.load()
    assert desk.rows("SELECT verdict, minimum FROM minimum_wage_checks ORDER BY pay_max") == [
        ("below", 10.0),
        (None, 10.0),
    ]
    # An hourly wage is not the law's monthly one: hours would have to be assumed.
    assert desk.rows("SELECT count(*) FROM below_minimum_wage") == [(0,)]


def test_only_a_printable_claim_in_the_laws_own_unit_is_said_to_be_below_it(desk: Any) -> None:
    article = desk.article("1")
    below = desk.claim(article, "1500", unit="month", location="Sylvania")
    desk.claim(article, "1400", unit="month", location="Sylvania", confidence=0.1)
    desk.claim(article, None, "1300", unit="month", location="Sylvania", bound="up_to")
    desk.load()
    assert desk.rows("SELECT id, verdict FROM below_minimum_wage") == [(below, "below")]


NO_VERDICT: dict[str, dict[str, Any]] = {
    "rate from memory": {"location": "Ruritania"},
    "unknown place": {"location": "Atlantis"},
    "no place": {"location": None},
    "before the first rate": {"time": "2019-01-01/2019-01-31"},
    "piece work": {"unit": "task"},
    "denied": {"modality": "denied"},
    "demanded": {"modality": "demanded"},
    "bonus": {"kind": "bonus"},
    "the minimum itself": {"kind": "statutory_minimum"},
}


def test_what_is_not_known_gets_no_verdict(desk: Any) -> None:
    article = desk.article("1")
    for case, claim in NO_VERDICT.items():
        desk.claim(article, "1", **{"location": "Sylvania", "payer": case} | claim)
    desk.load()
    assert desk.rows("SELECT payer FROM minimum_wage_checks") == []


def test_times_are_utc_wherever_it_is_asked(desk: Any) -> None:
    published = datetime.fromisoformat("2026-03-10T23:30:00-05:00")
    desk.claim(desk.article("1", published=None), "15")
    article = desk.batch.articles[0]
    desk.batch = replace(desk.batch, articles=(replace(article, published=published),))
    desk.load()
    assert desk.rows("SELECT published, as_of FROM pay_claims_usd") == [
        (datetime.fromisoformat("2026-03-11T04:30:00"), date(2026, 3, 11))
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("If Vellum paid $15 an hour, raters would stay.", "if", id="condition"),
        pytest.param("Raters were paid $15 an hour by Vellum.", "", id="were-paid"),
        pytest.param("Were Vellum to pay $15 an hour, they would stay.", "were", id="were-it"),
        pytest.param("Vellum no longer pays $15 an hour.", "no longer", id="no-more"),
        pytest.param("Vellum was ordered to pay $15 an hour.", "ordered", id="order"),
        pytest.param("Vellum pays $15 an hour, not $30.", "not", id="denial"),
        pytest.param("Vellum pays raters $15 an hour.", "", id="plain"),
        pytest.param("Vellum pays notable raters $15 an hour.", "", id="part-of-a-word"),
    ],
)
def test_words_that_turn_a_figure_around_keep_it_from_print(desk: Any, text: str, word: str) -> None:
    (found,) = desk.rows(f"SELECT doubtful_words('{text}')")
    assert found == (word,)


def test_a_claim_without_a_unit_is_not_printable(desk: Any) -> None:
    desk.claim(desk.article("1"), "15", unit="unknown")
    desk.load()
    assert printable(desk) == [(["no unit stated"],)]
