"""Dates as pages state them."""

from datetime import datetime, timezone

import pytest

from pipeline.extract.dates import date_in_url, read_date
from pipeline.extract.written_dates import written_days


@pytest.mark.parametrize(
    ("text", "iso", "has_time"),
    [
        pytest.param("2026-03-10T09:30:00+02:00", "2026-03-10T09:30:00+02:00", True, id="iso"),
        pytest.param("2026-03-10T09:30:00.123Z", "2026-03-10T09:30:00+00:00", True, id="fraction"),
        pytest.param("2026-03-10T09:30:00+0530", "2026-03-10T09:30:00+05:30", True, id="offset-without-colon"),
        pytest.param("2026-03-10 09:30", "2026-03-10T09:30:00+00:00", True, id="blank-no-zone"),
        pytest.param("2026-03-10", "2026-03-10T00:00:00+00:00", False, id="day"),
        pytest.param("20260310", "2026-03-10T00:00:00+00:00", False, id="day-without-dashes"),
        pytest.param("1773135000", "2026-03-10T09:30:00+00:00", True, id="epoch-seconds"),
        pytest.param("1773135000000", "2026-03-10T09:30:00+00:00", True, id="epoch-milliseconds"),
        pytest.param("Tue, 10 Mar 2026 09:30:00 GMT", "2026-03-10T09:30:00+00:00", True, id="rfc-822"),
        pytest.param("March 10, 2026 9:30 am EST", "2026-03-10T09:30:00-05:00", True, id="zone-name"),
        pytest.param("10 March 2026", "2026-03-10T00:00:00+00:00", False, id="written-out"),
        pytest.param("10.03.2026", "2026-03-10T00:00:00+00:00", False, id="dots-put-the-day-first"),
        pytest.param("Published: 10. März 2026", "2026-03-10T00:00:00+00:00", False, id="german"),
        pytest.param("10 de marzo de 2026", "2026-03-10T00:00:00+00:00", False, id="spanish"),
        pytest.param("2026年3月10日", "2026-03-10T00:00:00+00:00", False, id="japanese"),
    ],
)
def test_reads_dates(text: str, iso: str, has_time: bool) -> None:
    stated = read_date(text)
    assert stated is not None
    assert (stated.at.isoformat(), stated.has_time) == (iso, has_time)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "March 2026",
        "2026",
        "0000-00-00",
        "2026-13-40",
        "1970-01-01",
        "12:30",
        True,
        None,
        [],
        "9999999999999",
    ],
)
def test_refuses_what_is_no_publication_date(text: object) -> None:
    assert read_date(text) is None


def test_refuses_a_date_after_the_fetch() -> None:
    fetched = datetime(2026, 3, 10, 12, tzinfo=timezone.utc)
    assert read_date("2026-03-12", latest=fetched) is None
    assert read_date("2026-03-11T08:00:00Z", latest=fetched) is not None


@pytest.mark.parametrize(
    ("day_first", "iso"),
    [pytest.param(False, "2026-03-04", id="english"), pytest.param(True, "2026-04-03", id="others")],
)
def test_reads_slashes_as_the_page_language_does(day_first: bool, iso: str) -> None:
    stated = read_date("03/04/2026", day_first=day_first)
    assert stated is not None
    assert stated.at.date().isoformat() == iso


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        pytest.param("https://paper.example/2026/03/10/raise", "2026-03-10", id="slashes"),
        pytest.param("https://paper.example/2026/3/9/raise", "2026-03-09", id="short"),
        pytest.param("https://paper.example/news/20260310-raise", "2026-03-10", id="digits"),
        pytest.param("https://paper.example/2026/raise", None, id="year-only"),
        pytest.param("https://paper.example/item/20261399", None, id="not-a-date"),
    ],
)
def test_reads_the_day_in_an_address(url: str, iso: str | None) -> None:
    stated = date_in_url(url)
    assert (stated.at.date().isoformat() if stated else None) == iso


def test_finds_days_inside_a_text() -> None:
    assert [day.isoformat() for _, _, day in written_days("From 3 mars 2025 to Sept. 5, 2025, at 12.50 an hour")] == [
        "2025-03-03",
        "2025-09-05",
    ]
