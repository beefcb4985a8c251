"""Find days that are written out in a text, in the languages of the news that we read.

"27. Januar 2022", "3 mars 2026", "March 10, 2026", "10 de marzo de 2026", "2026年3月10日", "10.03.2026". A day
without a year is no date; "03/10/2026" is read as the caller says.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache

from lxml.html import HtmlElement

# Month by month, each ended by ";": full names and abbreviations; a spelling is the same month in all languages.
_MONTHS = """
january jan januar jaenner janner janvier janv enero ene gennaio gen janeiro januari stycznia styczen ledna
leden ocak января yanvarya ;
february feb februar fevrier fevr febrero febbraio fevereiro fev februari lutego luty unora unor subat февраля ;
march mar maerz marz mars marzo março marco maart mrt marca marzec brezna brezen mart марта ;
april apr avril avr abril abr aprile kwietnia kwiecien dubna duben nisan апреля ;
may mai mayo maggio mag maio mei maj maja kvetna kveten mayis мая ;
june jun juni juin junio giugno giu junho czerwca czerwiec cervna cerven haziran июня ;
july jul juli juillet juil julio luglio lug julho lipca lipiec cervence cervenec temmuz июля ;
august aug aout agosto ago augustus sierpnia sierpien srpna srpen agustos avgusta августа ;
september sep sept septembre septiembre settembre set setembro wrzesnia wrzesien zari eylul сентября ;
october oct oktober okt octobre octubre ottobre ott outubro out pazdziernika pazdziernik rijna rijen ekim
октября ;
november nov novembre noviembre novembro listopada listopad listopadu kasim ноября ;
december dec dezember dez decembre diciembre dic dicembre dezembro desember des grudnia grudzien prosince
prosinec aralik декабря ;
"""
_DAY_FIRST = re.compile(
    r"(?<![\d.,])(\d{1,2})(?:\.|st|nd|rd|th|º|er)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?"
    r"(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?:[-/.](\d{1,2})[-/.](\d{1,2})|\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)(?!\d)"
)
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})\s?([./|-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d{2})(?!\d)")
_CUE = re.compile(
    r"\b(?:publi|posted|updated|created|written|date\b|datum\b|stand\b|vom\b|veröffentlicht|erstellt|erschienen"
    r"|aktualisiert|fecha|data\b|dato\b|pubblicat|geplaatst|opublikowano|vydáno|yayın|дата)",
    re.IGNORECASE,
)
# "By Ada Reed, March 3, 2026": the day at the end of a byline.
_BYLINE = re.compile(r"(?:by|von|par|por|di|door)\s", re.IGNORECASE)
_MAX_NODES = 3_000
_MAX_NODE_CHARS = 150


def written_days(text: str, *, day_first: bool = False) -> list[tuple[int, int, date]]:
    """Return the days that `text` writes out: start and end in characters, and the day; in text order.

    >>> [day.isoformat() for _, _, day in written_days("Stand: 27. Januar 2022, zuerst am 3.1.2022")]
    ['2022-01-27', '2022-01-03']
    """
    found: list[tuple[int, int, date]] = []
    for start, end, year, month, day in _candidates(text, day_first=day_first):
        try:
            found.append((start, end, date(year, month, day)))
        except ValueError:
            continue
    return sorted(found)


def shown_day(tree: HtmlElement, *, day_first: bool = False) -> date | None:
    """Return the day that a page shows as its own: beside "published" or the like, alone, or opening a text."""
    alone: date | None = None
    dateline: date | None = None
    body = tree.find(".//body")
    seen = 0
    for piece in (body if body is not None else tree).itertext():
        seen += 1
        if seen > _MAX_NODES:
            break
        text = " ".join(piece[:2_000].split())
        if dateline is None and len(text) > _MAX_NODE_CHARS and text[:2].strip().isalnum():
            days = written_days(text[:40], day_first=day_first)
            dateline = days[0][2] if days and days[0][0] < 15 else None
        if not 6 <= len(text) <= _MAX_NODE_CHARS or not any(character.isdigit() for character in text):
            continue
        days = written_days(text, day_first=day_first)
        if not days:
            continue
        start, end, day = days[0]
        if _CUE.search(text):
            return day
        ends_byline = len(text) - end < 3 and _BYLINE.match(text) is not None
        if alone is None and (end - start > 0.5 * len(text) or ends_byline):
            alone = day
    return alone or dateline


def _candidates(text: str, *, day_first: bool) -> Iterator[tuple[int, int, int, int, int]]:
    for match in _YEAR_FIRST.finditer(text):
        year, *rest = match.groups()
        month, day = (part for part in rest if part)
        yield match.start(), match.end(), int(year), int(month), int(day)
    for match in _DAY_FIRST.finditer(text):
        if month_number := _months().get(_plain(match.group(2))):
            yield match.start(), match.end(), int(match.group(3)), month_number, int(match.group(1))
    for match in _MONTH_FIRST.finditer(text):
        if month_number := _months().get(_plain(match.group(1))):
            yield match.start(), match.end(), int(match.group(3)), month_number, int(match.group(2))
    for match in _NUMERIC.finditer(text):
        first, separator, second, year = match.groups()
        # Dots and dashes put the day first everywhere, slashes only outside English.
        is_day_first = day_first or separator != "/" or int(first) > 12
        day, month = (first, second) if is_day_first else (second, first)
        yield match.start(), match.end(), int(year), int(month), int(day)


@cache
def _months() -> dict[str, int]:
    lines = [line.split() for line in _MONTHS.split(";") if line.strip()]
    return {_plain(name): number for number, names in enumerate(lines, start=1) for name in names}


def _plain(name: str) -> str:
    spread = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("й", "и"))
    return "".join(character for character in spread if not unicodedata.combining(character))
