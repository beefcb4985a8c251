"""Read the dates that pages state: ISO 8601 and its misspellings, RFC 822, epochs, and written-out days.

A date that says only a day stays a day (`has_time` False, midnight UTC). A time without a zone counts
as UTC: guessing the zone of a site would move articles between days. What cannot be a publication
date (before 1990, or after the fetch) is refused.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from pipeline.extract.written_dates import written_days

EARLIEST = datetime(1990, 1, 1, tzinfo=timezone.utc)
LATEST = datetime(2100, 1, 1, tzinfo=timezone.utc)
# Clocks and time zones of sites are off by hours, not by days.
SLACK = timedelta(hours=24)

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T\s_]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,:]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_HAS_TIME = re.compile(r"\d{1,2}:\d{2}|\d\s?[ap]\.?m\b", re.IGNORECASE)
_ZONE_NAME = re.compile(r"\b(?:[ECMP][SD]T|BST|CES?T|MES?Z|AMT|IST|AES?T|AEDT|JST|SGT|WIB|MSK|EES?T)\b", re.IGNORECASE)
_ZONE_OFFSETS = {
    "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800",
    "PDT": "-0700", "BST": "+0100", "CET": "+0100", "CEST": "+0200", "MEZ": "+0100", "MESZ": "+0200", "EET": "+0200",
    "EEST": "+0300", "MSK": "+0300", "JST": "+0900", "AEST": "+1000", "AEDT": "+1100", "SGT": "+0800", "IST": "+0530",
}  # fmt: skip
_URL_DATE = re.compile(
    r"[/=]((?:19|20)\d{2})(?:[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/_.-]|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDate:
    """A date as a page states it."""

    at: datetime
    has_time: bool


def read_date(text: object, *, latest: datetime | None = None, day_first: bool = False) -> StatedDate | None:
    """Return the date that `text` states, or None when it states none that can be true.

    Args:
        latest: when the page was fetched; a later date (by more than 24 h) is refused.
        day_first: how to read "3/4/2026"; English pages put the month first.

    >>> read_date("2026-03-10 09:30 +0100").at.isoformat()
    '2026-03-10T09:30:00+01:00'
    >>> read_date("March 10, 2026").has_time
    False
    """
    if isinstance(text, bool) or not isinstance(text, (str, int, float)):
        return None
    value = str(text).strip().strip("\"'")[:80]
    stated = _iso(value) or _epoch(value) or _written(value, day_first=day_first)
    if stated is None or not EARLIEST <= stated.at < LATEST or (latest is not None and stated.at > latest + SLACK):
        return None
    return stated


def date_in_url(url: str, *, latest: datetime | None = None) -> StatedDate | None:
    """Return the day that the path of an address names, as in "/2026/03/10/slug"."""
    found = _URL_DATE.search(url.split("?")[0])
    if found is None:
        return None
    year, month, day = (part for part in found.groups() if part)
    return read_date(f"{year}-{month:0>2}-{day:0>2}", latest=latest)


def _iso(value: str) -> StatedDate | None:
    found = _ISO.match(value)
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        at = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=_zone(zone)
        )
        at.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
    if hour is None:
        return StatedDate(at=at.replace(tzinfo=timezone.utc), has_time=False)
    return StatedDate(at=at, has_time=True)


def _zone(text: str | None) -> timezone:
    if not text or text.upper() in {"Z", "UTC", "GMT"}:
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _epoch(value: str) -> StatedDate | None:
    if not _EPOCH.fullmatch(value):
        return None
    return StatedDate(at=datetime.fromtimestamp(int(value[:10]), tz=timezone.utc), has_time=True)


def _written(value: str, *, day_first: bool) -> StatedDate | None:
    from dateutil import parser as date_parser

    days = written_days(value, day_first=day_first)
    if not days and not re.fullmatch(r".{0,20}\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b.{0,20}", value):
        return None
    value = _ZONE_NAME.sub(lambda name: _ZONE_OFFSETS.get(name.group().upper(), ""), value)
    is_day_first = day_first or re.search(r"\b\d{1,2}([.-])\d{1,2}\1\d{2}", value) is not None
    try:
        # Two defaults tell a stated day from one that was filled in.
        at = date_parser.parse(value, dayfirst=is_day_first, default=datetime(1, 1, 1, tzinfo=timezone.utc))
        other = date_parser.parse(value, dayfirst=is_day_first, default=datetime(2, 2, 2, tzinfo=timezone.utc))
    except (ValueError, OverflowError, TypeError, AttributeError):
        return day_of(days[0][2]) if days else None
    if at.date() == other.date():
        return StatedDate(at=at, has_time=bool(_HAS_TIME.search(value)))
    return day_of(days[0][2]) if days else None


def day_of(day: date) -> StatedDate:
    """Return a day without a time of day."""
    return StatedDate(at=datetime(day.year, day.month, day.day, tzinfo=timezone.utc), has_time=False)
