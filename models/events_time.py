"""Read when an event happened or is to happen, as the first and the last day that the words leave open.

In: a sentence and the day of publication. Months, years and "last week" are read by `models.claims_time`; here come
the days of the week, "today", "tonight", "tomorrow", ISO dates and the bare day of a month ("the 26th"). A weekday is
the last one up to the day of publication, or the next one after it for what lies ahead. Without a day of publication
relative words give nothing.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.claims_time import find_times

# "on 22 June." ends a sentence, "on Aug. 26" does not.
_FULL_STOP = re.compile(rf"(?:{'|'.join(calendar.month_name[1:])})\.$", re.IGNORECASE)
_BESIDE = 2
_NUMBERS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
# "Ten years ago this week"; the year is all that such words are good for.
_YEARS_AGO = re.compile(
    rf"(?<![\w-])(?<!\d[.,])(?:(?P<digits>\d{{1,3}})|(?P<word>{'|'.join(_NUMBERS)}"
    r"|a|one|thirty|forty|fifty|a hundred)) years? ago"
    r"(?: (?:this|last|next) (?:week|month|year)| today)?\b",
    re.IGNORECASE,
)
# The nearer years are those of `models.claims_time`.
_OLD_YEAR = re.compile(r"\b(?:in|of|since|until|from) (1[789]\d\d)\b(?!s|[-–/]\d)")
_TENS = {"a": 1, "one": 1, "thirty": 30, "forty": 40, "fifty": 50, "a hundred": 100}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RELATIVE = re.compile(
    r"\b(?:(?P<which>last|next|this|the following)\s)?(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"(?:\s(?:morning|afternoon|evening|night))?\b"
    r"|\b(?P<today>tonight|this (?:morning|afternoon|evening)|earlier today)\b"
    r"|\b(?P<tomorrow>tomorrow)\b|\b(?P<lastnight>last night|overnight)\b"
    r"|\b(?P<iso>20\d\d-[01]\d-[0-3]\d)\b"
    r"|\bthe (?P<nth>[0-3]?\d)(?:st|nd|rd|th)\b(?! (?:century|floor|time|year|anniversary|of|district|round|birthday))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """Words that say when, half-open characters into the sentence, and the days that they leave open."""

    start: int
    end: int
    words: str
    first: date
    last: date


def find_dates(sentence: str, *, published: date | None, is_future: bool = False) -> list[When]:
    """Return the dates in a sentence, in order, none overlapping.

    Args:
        is_future: a weekday, or a month without a year, lies ahead of the publication.

    >>> [(one.first.isoformat(), one.last.isoformat()) for one in find_dates("on May 4, 2026", published=None)]
    [('2026-05-04', '2026-05-04')]
    """
    found = [*_years_ago(sentence, published), *_relative_dates(sentence, published, is_future)]
    known = list(find_times(sentence, published=published, is_future=is_future))
    for match in _OLD_YEAR.finditer(sentence):
        if not any(start < match.end() and match.start() < end for start, end, _ in known):
            year = int(match[1])
            found.append(When(match.start(), match.end(), match.group(), date(year, 1, 1), date(year, 12, 31)))
    for start, end, interval in known:
        words = sentence[start:end]
        first, _, last = interval.partition("/")
        # "until June" says nothing of when it began.
        if first == ".." or any(one.start < end and start < one.end for one in found):
            continue
        # "from 11 May" begins then.
        until = day = date.fromisoformat(first)
        if last != "..":
            until = date.fromisoformat(last)
        elif day.day == 1 and not re.search(r"\b1(?:st)?\b", words):
            until = _month_end(day)
        begin = start + len(words) - len(words.lstrip())
        if _FULL_STOP.search(words):
            end -= 1
        found.append(When(begin, end, sentence[begin:end], day, until))
    return _without_bare_weekdays(sorted(found, key=lambda one: one.start))


def date_words(first: date, last: date) -> str:
    """Return two days in ISO 8601, as short as they allow: a day, a month, a year, or an interval.

    >>> date_words(date(2026, 3, 1), date(2026, 3, 31))
    '2026-03'
    """
    if first == last:
        return first.isoformat()
    if (first.day, last) == (1, _month_end(first)):
        return f"{first:%Y-%m}"
    if (first.month, first.day, last.year, last.month, last.day) == (1, 1, first.year, 12, 31):
        return f"{first:%Y}"
    return f"{first.isoformat()}/{last.isoformat()}"


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)


def _relative_dates(sentence: str, published: date | None, is_future: bool) -> Iterator[When]:
    for match in _RELATIVE.finditer(sentence):
        days = _relative(match, published, is_future)
        if days is not None:
            yield When(match.start(), match.end(), match.group(), days[0], days[1])


def _years_ago(sentence: str, published: date | None) -> Iterator[When]:
    for match in _YEARS_AGO.finditer(sentence) if published is not None else ():
        word = (match["word"] or "").lower()
        count = int(match["digits"] or _TENS.get(word) or _NUMBERS.index(word) + 2)
        if published is not None and count < published.year:
            year = published.year - count
            yield When(match.start(), match.end(), match.group(), date(year, 1, 1), date(year, 12, 31))


def _without_bare_weekdays(dates: list[When]) -> list[When]:
    """Leave out the weekday of a full date: "Monday, 29 June" need not be the next Monday."""
    return [
        one
        for at, one in enumerate(dates)
        if not (
            at + 1 < len(dates)
            and one.words.lower() in _DAYS
            and dates[at + 1].start - one.end <= _BESIDE
            and dates[at + 1].first == dates[at + 1].last
        )
    ]


def _relative(match: "re.Match[str]", published: date | None, is_future: bool) -> tuple[date, date] | None:
    if match["iso"]:
        try:
            day = date.fromisoformat(match["iso"])
        except ValueError:
            return None
        return day, day
    if published is None:
        return None
    if match["today"]:
        return published, published
    if match["tomorrow"]:
        return published + timedelta(days=1), published + timedelta(days=1)
    if match["lastnight"]:
        return published - timedelta(days=1), published
    if match["nth"]:
        return _nth(int(match["nth"]), published)
    back = (published.weekday() - _DAYS.index(match["day"].lower())) % 7
    which = (match["which"] or "").lower()
    if which in {"next", "the following"} or (is_future and which != "last"):
        ahead = published + timedelta(days=7 - back)
        return ahead, ahead
    day = published - timedelta(days=back or (7 if which == "last" else 0))
    return day, day


def _nth(number: int, published: date) -> tuple[date, date] | None:
    """Return the next day of that number: a bare number looks ahead."""
    for month in (published, _month_end(published) + timedelta(days=1)):
        try:
            day = month.replace(day=number)
        except ValueError:
            continue
        if day >= published:
            return day, day
    return None
