"""Dates as feeds write them, and as they misspell them."""

import pytest

from pipeline.feeds.dates import read_feed_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Tue, 10 Mar 2026 09:05:00 +0000", "2026-03-10T09:05:00+00:00", id="rfc822"),
        pytest.param("Tue, 10 Mar 2026 09:05:00 EST", "2026-03-10T09:05:00-05:00", id="named-zone"),
        pytest.param("Tues, 10 March 2026 9:05 PM PDT", "2026-03-10T21:05:00-07:00", id="long-names-and-pm"),
        pytest.param("10 Mar 26 09:05 GMT", "2026-03-10T09:05:00+00:00", id="two-digit-year"),
        pytest.param("Mon, 10 Mar 2026 09:05:00 GMT", "2026-03-10T09:05:00+00:00", id="wrong-weekday"),
        pytest.param("Tue, 10 Mar 2026 09:05:00 GMT+0100", "2026-03-10T09:05:00+01:00", id="gmt-plus"),
        pytest.param("Tue Mar 10 09:05:00 EST 2026", "2026-03-10T09:05:00-05:00", id="ctime"),
        pytest.param("Tue Mar 10 2026 09:05:00 GMT+0100 (CET)", "2026-03-10T09:05:00+01:00", id="javascript"),
        pytest.param("March 10, 2026, 9 a.m. ET", "2026-03-10T09:00:00-04:00", id="eastern-time-in-summer"),
        pytest.param("Tue, 10 Mar 2026 24:00:00 GMT", "2026-03-11T00:00:00+00:00", id="hour-24"),
        pytest.param("Tue, 10 Mar 2026 23:59:60 GMT", "2026-03-10T23:59:59+00:00", id="leap-second"),
        pytest.param("Tue, 10 Mar 2026 9:5:0 GMT", "2026-03-10T09:05:00+00:00", id="single-digits"),
        pytest.param("2026-03-10T09:05:00Z", "2026-03-10T09:05:00+00:00", id="iso"),
        pytest.param("2026-03-10T09:05:00.1234567+01:00", "2026-03-10T09:05:00.123456+01:00", id="seven-decimals"),
        pytest.param("2026-03-10T09:05+0530", "2026-03-10T09:05:00+05:30", id="iso-without-seconds"),
        pytest.param("20260310T090500Z", "2026-03-10T09:05:00+00:00", id="packed"),
        pytest.param("2026-03-10 09:05:00", "2026-03-10T09:05:00+00:00", id="no-zone-is-utc"),
        pytest.param("2026-03-10 09:05:00 IST", "2026-03-10T09:05:00+05:30", id="iso-with-named-zone"),
        pytest.param("2026-03-10T09:05:00+00:00Z", "2026-03-10T09:05:00+00:00", id="two-zones"),
        pytest.param("2026-03-10T09:05:00[Europe/Berlin]", "2026-03-10T09:05:00+01:00", id="java"),
        pytest.param("2026/03/10 09:05:00", "2026-03-10T09:05:00+00:00", id="slashes-year-first"),
        pytest.param("10.03.2026 09:05", "2026-03-10T09:05:00+00:00", id="german-dots"),
        pytest.param("Di, 10 Mär 2026 09:05:00 +0100", "2026-03-10T09:05:00+01:00", id="german-names"),
        pytest.param("mar., 10 mars 2026 09:05:00 +0100", "2026-03-10T09:05:00+01:00", id="french-names"),
        pytest.param("mar, 10 mar 2026 09:05:00 -0300", "2026-03-10T09:05:00-03:00", id="spanish-tuesday-is-no-month"),
        pytest.param("3/10/2026 9:05:00 AM", "2026-03-10T09:05:00+00:00", id="dot-net"),
        pytest.param("13/03/2026 09:05", "2026-03-13T09:05:00+00:00", id="day-cannot-be-a-month"),
        pytest.param("1773133500", "2026-03-10T09:05:00+00:00", id="epoch"),
        pytest.param("1773133500000", "2026-03-10T09:05:00+00:00", id="epoch-milliseconds"),
        pytest.param("2026年3月10日 09:05", "2026-03-10T09:05:00+00:00", id="chinese"),
        pytest.param("2026-03-10", "2026-03-10", id="date-only"),
        pytest.param("Tue, 10 Mar 2026", "2026-03-10", id="rfc822-date-only"),
        pytest.param("10 de marzo de 2026", "2026-03-10", id="spanish-date-only"),
        pytest.param("Sept. 3, 2026", "2026-09-03", id="american-date-only"),
        pytest.param("20260310", "2026-03-10", id="packed-date-only"),
    ],
)
def test_reads_a_date_as_it_is_meant(text: str, expected: str) -> None:
    time = read_feed_time(text)
    assert time is not None
    assert time.iso() == expected
    assert time.at.tzinfo is not None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("0000-00-00 00:00:00", id="zeros"),
        pytest.param("-0001-11-30T00:00:00+00:00", id="wordpress-unset"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 +0000", id="epoch-zero"),
        pytest.param("Tue, 31 Feb 2026 09:05:00 GMT", id="no-such-day"),
        pytest.param("2 hours ago", id="relative"),
        pytest.param("03/04/2026", id="day-or-month"),
        pytest.param("2026", id="year-only"),
        pytest.param("Invalid Date", id="javascript-failure"),
        pytest.param("1 " * 100_000, id="long"),
    ],
)
def test_leaves_a_date_out_that_says_no_day(text: str) -> None:
    assert read_feed_time(text) is None


def test_reads_an_ambiguous_date_by_the_language_of_the_feed() -> None:
    american, british = (read_feed_time("03/04/2026", language=language) for language in ("en-US", "en-GB"))
    assert american is not None
    assert british is not None
    assert (american.iso(), british.iso()) == ("2026-03-04", "2026-04-03")
