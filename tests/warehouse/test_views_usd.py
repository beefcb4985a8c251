"""Claims in US dollars an hour: every expected number is worked out by hand in the comment beside it."""

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
    "generalist graders": "annotator or generalist",
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


def test_times_are_utc_wherever_it_is_asked(desk: Any) -> None:
    published = datetime.fromisoformat("2026-03-10T23:30:00-05:00")
    desk.claim(desk.article("1", published=None), "15")
    article = desk.batch.articles[0]
    desk.batch = replace(desk.batch, articles=(replace(article, published=published),))
    desk.load()
    assert desk.rows("SELECT published, as_of FROM pay_claims_usd") == [
        (datetime.fromisoformat("2026-03-11T04:30:00"), date(2026, 3, 11))
    ]


def test_a_rate_is_flagged_from_its_eleventh_day(desk: Any) -> None:
    # the European Central Bank's last rate in the package is that of 30 October 2026
    for day in ("2026-11-09", "2026-11-10"):
        desk.claim(desk.article(day, published=day), "20", currency="EUR")
    desk.load()
    assert desk.rows("SELECT fx_day::VARCHAR, fx_is_old FROM pay_claims_usd ORDER BY published") == [
        ("2026-10-30", False),
        ("2026-10-30", True),
    ]


def test_hours_are_converted_in_every_currency(desk: Any) -> None:
    # 5 March 2026: 4 XTS to the dollar; 83,200 a year are 20,800 dollars, 10 an hour
    desk.claim(desk.article("1", published="2026-03-05"), "83200", currency="XTS", unit="year")
    desk.load()
    assert desk.rows("SELECT usd_min, hourly_min, hourly_usd_min, assumption, fx FROM pay_claims_usd") == [
        (Decimal(20800), Decimal(40), Decimal(10), "2080h_year", "day")
    ]


def test_the_rate_is_that_of_the_middle_of_the_time_that_the_text_gives(desk: Any) -> None:
    # the middle of 2025 wants the average of 2025, 5 to the dollar; 10 to the dollar holds on the day of publication
    article = desk.article("1", published="2026-03-06")
    desk.claim(article, "40", currency="XTS", time="2025-01-01/2025-12-31")
    desk.claim(article, "40", currency="XTS")
    desk.load()
    assert desk.rows("SELECT as_of::VARCHAR, fx, fx_date, hourly_usd_min FROM pay_claims_usd ORDER BY claim_id") == [
        ("2025-07-02", "year", "time", Decimal(8)),
        ("2026-03-06", "day", "published", Decimal(4)),
    ]


@pytest.mark.parametrize("bound", ["over", "at_least", "as_low_as"])
def test_a_floor_stays_the_floor_that_it_was(desk: Any, bound: str) -> None:
    desk.claim(desk.article("1"), "41600", None, bound=bound, unit="year")
    desk.load()
    assert desk.rows("SELECT bound, hourly_usd_min, hourly_usd_max FROM pay_claims_usd") == [(bound, Decimal(20), None)]


def test_figures_differences_and_legal_minimums_are_converted_and_enter_no_average(desk: Any) -> None:
    article = desk.article("1")
    # 208,000 and 416,000 a year are 100 and 200 an hour
    desk.claim(article, "208000", "416000", bound="figures", unit="year")
    desk.claim(article, "8", unit="day", kind="change", change_role="delta")
    desk.claim(article, "290", unit="week", kind="statutory_minimum")
    desk.load()
    assert desk.rows("SELECT hourly_usd_min, hourly_usd_max, in_averages FROM pay_claims_usd ORDER BY claim_id") == [
        (Decimal(100), Decimal(200), False),
        (Decimal(1), Decimal(1), False),
        (Decimal("7.25"), Decimal("7.25"), False),
    ]


def test_pay_for_a_piece_is_pay_for_time_where_the_sentence_says_how_long_it_takes(desk: Any) -> None:
    sentence = "Vellum pays $7 per conversation of 28 minutes."
    article = desk.article("1", text=sentence + " Raters are paid." * 20)
    span = {"start": 12, "end": 31, "sent_start": 0, "sent_end": len(sentence)}
    desk.claim(article, "7", unit="task", **span)
    desk.claim(article, "7", unit="day", **span)
    desk.load()
    # 7 / 28 * 60 = 15; a unit of time needs no other
    assert desk.rows("SELECT hourly_usd_min, assumption, why_no_hourly_usd FROM pay_claims_usd ORDER BY claim_id") == [
        (Decimal(15), "time_from_text", None),
        (Decimal("0.875"), "8h_day", None),
    ]


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        pytest.param(" of 28 minutes.", 28, id="of"),
        pytest.param(" for each clip of 15 minutes", 15, id="for-each-of"),
        pytest.param(" for a 28-minute conversation", 28, id="for-a"),
        pytest.param(", which takes about two hours", 120, id="which-takes"),
        pytest.param(" for a two-hour session", 120, id="spelled"),
        pytest.param(" in eight hours", 480, id="in"),
        pytest.param(" per 15 minutes", 15, id="per"),
        pytest.param(" (€8) for a task of 1.5 hours", 90, id="after-brackets"),
        pytest.param(" of 15 to 20 minutes", None, id="two-figures"),
        pytest.param(" of under 20 minutes", None, id="bound"),
        pytest.param(" for a clip of at least an hour", None, id="floor"),
        pytest.param(", 20 minutes ago", None, id="when"),
        pytest.param(" each, and earlier it had taken her 20 minutes", None, id="elsewhere"),
        pytest.param(" for a 28-page document", None, id="no-time"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_only_words_right_behind_the_amount_say_how_long_it_takes(desk: Any, words: str, minutes: int | None) -> None:
    ((hours,),) = desk.rows(f"SELECT hours_in_words('{words}')")
    assert hours == (None if minutes is None else pytest.approx(minutes / 60))
