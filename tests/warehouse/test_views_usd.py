"""Claims in US dollars an hour: every expected number is worked out by hand in the comment beside it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

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


def test_times_are_utc_wherever_it_is_asked(desk: Any) -> None:
    published = datetime.fromisoformat("2026-03-10T23:30:00-05:00")
    desk.claim(desk.article("1", published=None), "15")
    article = desk.batch.articles[0]
    desk.batch = replace(desk.batch, articles=(replace(article, published=published),))
    desk.load()
    assert desk.rows("SELECT published, as_of FROM pay_claims_usd") == [
        (datetime.fromisoformat("2026-03-11T04:30:00"), date(2026, 3, 11))
    ]
