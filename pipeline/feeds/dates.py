"""Read the dates that feeds write: RFC 822 and its misspellings, ISO 8601 and its dialects, named zones, epochs.

In: the text of a date element. Out: a `FeedTime`, aware, with a note whether a time of day was given.
A date without a zone counts as UTC: nearly all such feeds are generated on servers that run in UTC.
Refused (None): placeholders such as 0000-00-00 or the first second of 1970, days that do not exist,
relative words ("2 hours ago"), and 3/4/2026 where nothing says which number is the month: a date that
is wrong by months does more harm in a timeline than a date that is missing.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

# Longer "dates" are prose; the expressions below are linear, but prose need not be searched.
_MAX_CHARS = 100

_ZONES_H = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "met": 1, "mest": 2, "eet": 2, "eest": 3, "msk": 3, "sast": 2, "wat": 1, "cat": 2, "eat": 3, "trt": 3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8,
    "hst": -10, "ast": -4, "adt": -3, "nst": -3.5, "ndt": -2.5,
    "brt": -3, "brst": -2, "art": -3, "clt": -4, "clst": -3, "cot": -5, "pet": -5, "vet": -4,
    "gst": 4, "pkt": 5, "ist": 5.5, "npt": 5.75, "ict": 7, "wib": 7, "wita": 8, "wit": 9,
    "pht": 8, "phst": 8, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "acdt": 10.5,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip

# Zones that name no offset: it follows from the day.
_ZONES_BY_DAY = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}

_MONTH_NAMES = (
    "jan january janvier janv januar jän jänner enero ene janeiro gennaio gen gener januari ianuarie ian stycznia sty "
    "ledna ocak oca tammikuuta tammikuu января янв січня януари ιανουαρίου ιαν يناير",
    "feb february février fevrier févr fevr fév fev februar febrero fevereiro febbraio febrer pebrero februari lutego "
    "lut února şubat şub helmikuuta helmikuu февраля фев февр лютого февруари φεβρουαρίου φεβ فبراير",
    "mar march mars märz mär maerz mrz marzo març março marco maart maret mrt marso machi mac martie marca března mart "
    "maaliskuuta maaliskuu марта мар березня март μαρτίου μαρ μάρ مارس",
    "apr april avril avr abril abr aprile kwietnia kwi dubna nisan nis huhtikuuta huhtikuu апреля апр квітня април "
    "απριλίου απρ أبريل ابريل",
    "may mai mayo maio maggio mei mag maj maja maig května mayıs toukokuuta toukokuu мая май травня μαΐου μαΐ مايو",
    "jun june juin juni junio junho giugno giu juny hunyo iunie iun czerwca cze června haziran haz kesäkuuta kesäkuu "
    "июня июн червня юни ιουνίου ιουν يونيو",
    "jul july juillet juil juli julio julho luglio lug juliol hulyo julai iulie iul lipca července temmuz tem "
    "heinäkuuta heinäkuu июля июл липня юли ιουλίου ιουλ يوليو",
    "aug august août aout agosto ago augustus agustus agu agost agosti ogos sierpnia sie srpna ağustos ağu elokuuta "
    "elokuu августа авг серпня август αυγούστου αυγ أغسطس",
    "sep sept september septembre septiembre setembro settembre set setyembre września wrz září eylül eyl syyskuuta "
    "syyskuu сентября сен сент вересня септември σεπτεμβρίου σεπ سبتمبر",
    "oct october octobre oktober okt octubre outubro out ottobre ott října października paź ekim eki lokakuuta lokakuu "
    "октября окт жовтня октомври οκτωβρίου οκτ أكتوبر",
    "nov november novembre noviembre novembro nobyembre noiembrie noi listopada listopadu kasım kas marraskuuta "
    "marraskuu ноября ноя нояб листопада ноември νοεμβρίου νοε نوفمبر",
    "dec december décembre decembre déc dezember dez diciembre dic dezembro dicembre desember des disyembre grudnia "
    "gru prosince aralık ara joulukuuta joulukuu декабря дек грудня декември δεκεμβρίου δεκ ديسمبر",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}

_ISO = re.compile(
    r"^(?P<y>\d{4})(?:-?(?P<m>\d{2})(?:-?(?P<d>\d{2}))?|-(?P<m1>\d{1,2})-(?P<d1>\d{1,2}))?(?!\d)(?P<rest>.*)$",
    re.DOTALL,
)
_SLASHED_YEAR_FIRST = re.compile(
    r"^(?P<y>\d{4})[/.-]\s?(?P<m>\d{1,2})[/.-]\s?(?P<d>\d{1,2})(?!\d)(?P<rest>.*)$", re.DOTALL
)
_DOTTED = re.compile(r"^(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})(?!\d)(?P<rest>.*)$", re.DOTALL)
_SLASHED = re.compile(r"^(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4})(?!\d)(?P<rest>.*)$", re.DOTALL)
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?[\s\-,/]*(?:del?\s+|d['’])?(?P<m>[^\W\d_]{3,12})\.?[\s\-,/]*(?:del?\s+)?"
    r"(?P<y>\d{4}|\d{2})(?!\d|:)(?P<rest>.*)$",
    re.DOTALL,
)
_MONTH_FIRST = re.compile(
    r"(?<![^\W\d_])(?P<m>[^\W\d_]{3,12})\.?[\s\-]*(?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d|:)[\s,\-]*(?P<rest0>.*?)"
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?!\d)(?P<rest>.*)$",
    re.DOTALL,
)
_CLOCK = re.compile(
    r"(?<!\d)(?P<h>\d{1,2})(?::(?P<mi>\d{1,2})|[.h](?P<mi2>\d{2}))(?:[:.](?P<s>\d{1,2})(?:[.,:](?P<f>\d{1,9}))?)?(?!\d)\s*(?P<ap>[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_PACKED_CLOCK = re.compile(r"^\s*T(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?(?:[.,](?P<f>\d{1,9}))?", re.IGNORECASE)
_HOUR_ONLY = re.compile(r"(?<!\d)(?P<h>\d{1,2})\s*(?P<ap>[ap]\.?m\b\.?)", re.IGNORECASE)
_OFFSET = re.compile(r"(?P<sign>[+\-\u2212])\s?(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?(?!\d)")
_ZONE_NAME = re.compile(r"(?<![^\W\d_])([A-Za-z]{1,5})(?![^\W\d_/])")
_ZONE_KEY = re.compile(r"\b([A-Z][A-Za-z]+/[A-Z][A-Za-z_]+)\b")
_EAST_ASIAN = str.maketrans("年月日時时分년월일시분", "-- :: -- : ")
_WEEKDAY = re.compile(r"^[^\W\d_][^\d:]{1,20}[\s,]+(?=\d{1,4}[./-]\d)")
_EPOCH = re.compile(r"^(\d{10}|\d{13})(?:\.\d+)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTime:
    """A point in time as a feed wrote it."""

    at: datetime
    has_time: bool
    """False for a date without time of day; `at` is then midnight UTC of that day."""

    def iso(self) -> str:
        """Return ISO 8601 text: a date that was given without a time stays a date."""
        return self.at.isoformat() if self.has_time else self.at.date().isoformat()


def read_feed_time(text: str | None, *, language: str | None = None) -> FeedTime | None:
    """Return the time that `text` names, or None when it names none.

    Args:
        language: of the feed; decides whether 3/4/2026 is in March ("en-US") or in April (others).

    >>> read_feed_time("Tue, 10 Mar 2026 09:05:00 EST").iso()
    '2026-03-10T09:05:00-05:00'
    >>> read_feed_time("10. März 2026").iso()
    '2026-03-10'
    >>> read_feed_time("0000-00-00 00:00:00") is None
    True
    """
    text = " ".join((text or "")[: 4 * _MAX_CHARS].translate(_EAST_ASIAN).split())
    if not text or len(text) > _MAX_CHARS:
        return None
    epoch = _EPOCH.match(text)
    if epoch:
        seconds = int(epoch[1]) / (1000 if len(epoch[1]) == 13 else 1)
        return FeedTime(at=datetime.fromtimestamp(int(seconds), tz=timezone.utc), has_time=True)
    found = _day(text, language)
    if found is None:
        return None
    day, rest = found
    return _with_clock(day, rest)


def _day(text: str, language: str | None) -> tuple[datetime, str] | None:
    """Return midnight of the day and what is left of the text: the clock and the zone."""
    if (match := _ISO.match(text)) and (match["m"] or match["m1"]):
        date = match["d"] or match["d1"]
        if date is None and match["rest"]:
            return None
        return _made(match["y"], match["m"] or match["m1"], date or "01", match["rest"])
    numbers = _WEEKDAY.sub("", text)
    if match := _SLASHED_YEAR_FIRST.match(numbers) or _DOTTED.match(numbers):
        return _made(match["y"], match["m"], match["d"], match["rest"])
    if match := _SLASHED.match(numbers):
        order = _month_and_day(int(match["a"]), int(match["b"]), match["rest"], language)
        return _made(match["y"], *order, match["rest"]) if order else None
    for match in _DAY_FIRST.finditer(text):
        if month := _month(match["m"], language):
            return _made(match["y"], month, match["d"], match["rest"])
    for match in _MONTH_FIRST.finditer(text):
        if month := _month(match["m"], language):
            return _made(match["y"], month, match["d"], match["rest0"] + " " + match["rest"])
    return None


def _made(year: str, month: str | int, day: str | int, rest: str) -> tuple[datetime, str] | None:
    number = int(year)
    if len(year) == 2:  # RFC 2822, section 4.3
        number += 2000 if number < 50 else 1900
    if not 1900 <= number <= 2200:
        return None
    try:
        return datetime(number, int(month), int(day), tzinfo=timezone.utc), rest
    except ValueError:
        return None


def _month(name: str, language: str | None) -> int | None:
    name = name.lower()
    if name == "listopada" and (language or "")[:2].lower() == "hr":
        # "When leaves fall": in Croatia a month earlier than in Poland.
        return 10
    return _MONTHS.get(name) or _MONTHS.get(name[:3] if len(name) > 3 and name.isascii() else "")


def _month_and_day(first: int, second: int, rest: str, language: str | None) -> tuple[int, int] | None:
    if first > 12:
        return second, first
    if second > 12 or first == second or re.search(r"\d\s*[ap]\.?m\b", rest, re.IGNORECASE):
        return first, second
    if not language:
        return None
    return (first, second) if language.lower().replace("_", "-") in {"en", "en-us"} else (second, first)


def _with_clock(day: datetime, rest: str) -> FeedTime | None:
    clock = _PACKED_CLOCK.search(rest) or _CLOCK.search(rest) or _HOUR_ONLY.search(rest)
    if clock is None:
        return FeedTime(at=day, has_time=False)
    part = clock.groupdict()
    minute = int(part.get("mi") or part.get("mi2") or 0)
    hour, second = int(part["h"]), min(int(part.get("s") or 0), 59)
    half = (part.get("ap") or "").lower()[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return FeedTime(at=day, has_time=False)
    micro = int((part.get("f") or "0").ljust(6, "0")[:6])
    try:
        at = day + timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)
        at = at.replace(tzinfo=_zone(rest[clock.end() :], rest[: clock.start()], at))
        # The year 1 or 9999 with an offset has no UTC; and the epoch itself is an unset field.
        return None if at.timestamp() == 0 else FeedTime(at=at, has_time=True)
    except (OverflowError, ValueError):
        return None


def _zone(after: str, before: str, at: datetime) -> timezone:
    if match := _OFFSET.search(after):
        minutes = int(match["h"]) * 60 + int(match["m"] or 0)
        if minutes <= 14 * 60:
            return timezone(timedelta(minutes=-minutes if match["sign"] != "+" else minutes))
    if match := _ZONE_KEY.search(after):
        return _named_place(match[1], at)
    for words in (after, before):
        for match in _ZONE_NAME.finditer(words):
            name = match[1].lower()
            if name in _ZONES_BY_DAY:
                return _named_place(_ZONES_BY_DAY[name], at)
            hours = _ZONES_H.get(name)
            if hours is not None:
                return timezone(timedelta(hours=hours))
    return timezone.utc


def _named_place(key: str, at: datetime) -> timezone:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        offset = at.replace(tzinfo=ZoneInfo(key)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.utc
    return timezone(offset or timedelta(0))
