"""Read the time that a text gives for an amount, as an ISO 8601 interval of dates ("2025-01-01/2025-04-30").

Relative words need the publication date; without one they give nothing. "early" is January to April, "mid" May to
August, "late" September to December. Semesters and seasons give nothing: where they begin depends on the place.
"""

import calendar
import re
from datetime import date, timedelta

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name and name != "May"}
_MONTH = "(?:" + "|".join(sorted((name for name in _MONTHS), key=len, reverse=True)) + r")\b\.?"
_ONES = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "an": 1}
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_COUNT = r"(?:\d{1,2}|" + "|".join(_ONES) + ")"

_PATTERN = re.compile(
    rf"\bbetween\s(?P<b1>{_MONTH})\s?(?P<by1>{_YEAR})?\s(?:and|to)\s(?P<b2>{_MONTH})\s?(?P<by2>{_YEAR})?"
    rf"|\bfrom\s(?P<f1>{_MONTH})\s?(?P<fy1>{_YEAR})?\s(?:to|until|through)\s(?P<f2>{_MONTH})\s?(?P<fy2>{_YEAR})?"
    rf"|\b(?:between|from)\s(?P<y1>{_YEAR})\s(?:and|to|until)\s(?P<y2>{_YEAR})"
    rf"|\b(?P<half>first|second)\shalf\sof\s(?P<hy>{_YEAR}|last\syear|this\syear)"
    rf"|\b(?P<quarter>first|second|third|fourth|last)\squarter(?:\sof\s(?P<qy>{_YEAR}|last\syear|this\syear))?"
    rf"|\b(?P<start>(?:the\s)?(?:start|beginning|end)\sof)\s(?P<sy>this\syear|last\syear|{_YEAR})"
    rf"|\b(?P<open>since|from|starting|beginning|effective|as\sof|as\sfrom|until|before|prior\sto|by)?\s?"
    rf"(?:in\s|on\s)?(?:the\s)?(?P<part>early|mid|late)?[ -]?"
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?)?(?P<m>{_MONTH})"
    rf"(?:\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%,]\d))?(?:,?\s(?:of\s)?(?P<my>{_YEAR}|last\syear|this\syear|"
    rf"next\syear))?"
    rf"|\b(?P<yopen>since|from|starting|as\sof|until|before|prior\sto)?\s?(?:in\s)?"
    rf"(?P<ypart>early|mid|late)?[ -]?(?P<y>{_YEAR})\b"
    rf"|(?<![\w-])(?<!\d[.,])\b(?P<ago>{_COUNT})\s(?P<agounit>years?|months?)\s(?:ago|earlier)"
    rf"|\b(?P<lopen>since\s)?(?P<rel>last|this|next)\s(?P<runit>year|month|week)\b(?!\s?(?:'s|’s))"
    rf"|\b(?P<today>today|yesterday)\b(?!['’]s)",
    re.IGNORECASE,
)
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _span(first: date, last: date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"


_FROM = frozenset(["since", "from", "starting", "beginning", "effective", "as from"])


def _opened(opening: str, first: date, last: date) -> str:
    """Return the interval of "since X", "until X", "before X" or of X itself, for an X from `first` to `last`."""
    word = " ".join(opening.lower().split())
    if word in _FROM:
        return f"{first.isoformat()}/.."
    if word == "until":
        return f"../{last.isoformat()}"
    if word in ("before", "prior to"):
        return f"../{(first - timedelta(days=1)).isoformat()}"
    return _span(first, last)


def _part_of_year(year: int, part: str, opening: str) -> str:
    months = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}[part.lower()]
    return _opened(opening, date(year, months[0], 1), _month_end(year, months[1]))


def _year_of(words: str, published: date | None) -> int | None:
    if words.isdigit():
        return int(words)
    if published is None:
        return None
    return published.year + (-1 if words.lower().startswith("last") else 1 if words.lower().startswith("next") else 0)


def find_times(text: str, *, published: date | None, is_future: bool = False) -> list[tuple[int, int, str]]:
    """Return (start, end, interval) for the dates in `text`, in order.

    Args:
        is_future: a month without a year lies ahead of the publication date, not behind it.

    >>> find_times("in early 2025", published=None)
    [(0, 13, '2025-01-01/2025-04-30')]
    >>> find_times("before October", published=date(2025, 11, 1))
    [(0, 14, '../2025-09-30')]
    """
    found = []
    for match in _PATTERN.finditer(text):
        interval = _interval({key: value for key, value in match.groupdict().items() if value}, published, is_future)
        if interval is not None:
            found.append((match.start(), match.end(), interval))
    return found


def _interval(part: dict[str, str], published: date | None, is_future: bool) -> str | None:
    if "b1" in part or "f1" in part:
        first, last, year_first, year_last = ("b1", "b2", "by1", "by2") if "b1" in part else ("f1", "f2", "fy1", "fy2")
        year = part.get(year_last) or part.get(year_first)
        end_month = _MONTHS[part[last].lower().rstrip(".")]
        if year is None and published is None:
            return None
        end_year = int(year) if year else _nearest_past(end_month, published)
        start_month = _MONTHS[part[first].lower().rstrip(".")]
        start_year = int(part[year_first]) if year_first in part else end_year - (start_month > end_month)
        return _span(date(start_year, start_month, 1), _month_end(end_year, end_month))
    if "y1" in part:
        return _span(date(int(part["y1"]), 1, 1), date(int(part["y2"]), 12, 31))
    if "half" in part:
        half_year = _year_of(part["hy"], published)
        if half_year is None:
            return None
        return (
            _span(date(half_year, 1, 1), date(half_year, 6, 30))
            if part["half"].lower() == "first"
            else _span(date(half_year, 7, 1), date(half_year, 12, 31))
        )
    if "quarter" in part:
        return _quarter(part, published)
    if "start" in part:
        start_year_or_none = _year_of(part["sy"], published)
        if start_year_or_none is None:
            return None
        month = 12 if "end of" in part["start"].lower() else 1
        return _span(date(start_year_or_none, month, 1), _month_end(start_year_or_none, month))
    if "m" in part:
        return _month(part, published, is_future)
    if "y" in part:
        year_number = int(part["y"])
        opening = part.get("yopen", "")
        if "ypart" in part:
            return _part_of_year(year_number, part["ypart"], opening)
        return _opened(opening, date(year_number, 1, 1), date(year_number, 12, 31))
    return _relative(part, published)


def _nearest_past(month: int, published: date | None) -> int:
    if published is None:
        return 1
    return published.year if month <= published.month else published.year - 1


def _quarter(part: dict[str, str], published: date | None) -> str | None:
    name = part["quarter"].lower()
    if name == "last":
        if published is None:
            return None
        index = (published.month - 1) // 3
        year, quarter = (published.year, index) if index else (published.year - 1, 4)
    else:
        found = _year_of(part["qy"], published) if "qy" in part else (published.year if published else None)
        if found is None:
            return None
        year, quarter = found, _ORDINAL[name]
    return _span(date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter))


def _month(part: dict[str, str], published: date | None, is_future: bool) -> str | None:
    name = part["m"].lower().rstrip(".")
    if name in ("may", "mar", "march") and not part["m"][0].isupper():
        return None
    month = _MONTHS[name]
    if "my" in part:
        year = _year_of(part["my"], published)
        if year is None:
            return None
    elif published is None:
        return None
    elif is_future:
        year = published.year if month >= published.month else published.year + 1
    else:
        year = _nearest_past(month, published)
    day = part.get("d1") or part.get("d2")
    opening = part.get("open", "")
    if day and 1 <= int(day) <= calendar.monthrange(year, month)[1]:
        exact = date(year, month, int(day))
        return _opened(opening, exact, exact)
    if "part" in part:
        first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, calendar.monthrange(year, month)[1])}[
            part["part"].lower()
        ]
        return _opened(opening, date(year, month, first), date(year, month, last))
    return _opened(opening, date(year, month, 1), _month_end(year, month))


def _relative(part: dict[str, str], published: date | None) -> str | None:
    if published is None:
        return None
    if "ago" in part:
        count = (
            _ONES.get(part["ago"].lower()) or int(part["ago"])
            if part["ago"].lower() in _ONES or part["ago"].isdigit()
            else 0
        )
        if part["agounit"].lower().startswith("year"):
            return _span(date(published.year - count, 1, 1), date(published.year - count, 12, 31))
        index = published.year * 12 + published.month - 1 - count
        return _span(date(index // 12, index % 12 + 1, 1), _month_end(index // 12, index % 12 + 1))
    if "today" in part:
        day = published - timedelta(days=1 if part["today"].lower() == "yesterday" else 0)
        return _span(day, day)
    shift = {"last": -1, "this": 0, "next": 1}[part["rel"].lower()]
    unit = part["runit"].lower()
    if unit == "year":
        first, last = date(published.year + shift, 1, 1), date(published.year + shift, 12, 31)
    elif unit == "month":
        index = published.year * 12 + published.month - 1 + shift
        first, last = date(index // 12, index % 12 + 1, 1), _month_end(index // 12, index % 12 + 1)
    else:
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=shift)
        first, last = monday, monday + timedelta(days=6)
    return f"{first.isoformat()}/.." if "lopen" in part else _span(first, last)


def time_of(left: str, right: str, *, published: date | None) -> str | None:
    """Return the time that the words beside an amount give it: the nearest on its right, else the last on its left."""
    left = re.split(r"\bnow\b", left)[-1]
    future = bool(
        re.search(r"\b(?:will|to be|next|set to|plans? to|going to|would|goes? up|rises?)\b", left[-80:])
        or re.search(r"\b(?:from|by|next)\s(?=[A-Z])", right[:40])
    )
    if re.search(r"\b(?:fell|rose|was|were|had|paid|earned|made|got|received|went)\b", left[-60:]):
        future = False
    right = re.split(r"\band\b|, (?:ending|after|following|which|who|whose|amid|before|because|as)\b", right)[0][:90]
    late = find_times(right, published=published, is_future=future)
    early = find_times(left[-200:], published=published, is_future=future)
    if late and late[0][0] < 45:
        return late[0][2]
    if early:
        return early[-1][2]
    return late[0][2] if late else None
