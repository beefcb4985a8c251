"""Find what has a form of its own: calendar dates, laws, and projects by their code names.

A date says when ("in March 2025", "last week", "two months ago", "the 1990s"); how long ("three weeks") and how often
("an hour", "weekly") is none. A law ends in Act, Directive, Code and the like, or is known by letters and a number. A
project is "Project Lark", and plain "Lark" afterwards. All patterns are bounded, so that any text takes linear time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.records import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternSpan:
    """Half-open characters of a text, their label and the rule that found them."""

    start: int
    end: int
    label: Label
    why: str


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_PERIOD = r"(?:week|weekend|month|year|quarter|decade|century|spring|summer|fall|autumn|winter|night|semester)"
_COUNT = (
    r"(?:\d{1,3}|[Aa]\sfew|[Aa]\scouple\sof|[Aa]\sdozen|[Aa]n?|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|few|several|some|many)"
)
_DATE = re.compile(
    rf"""
    \b\d{{4}}-\d{{2}}-\d{{2}}\b
  | \b(?:{_WEEKDAY},?\s)?(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[ -])?{_MONTH}\s{_DAY}
    (?:,?\s{_YEAR})?\b(?!\s?(?:%|percent|people|workers))
  | \b(?:{_WEEKDAY},?\s)?{_DAY}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?(?!\w)
  | \b(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[ -])?{_MONTH}(?:\sof)?,?\s{_YEAR}\b
  | \b(?:[Ee]arly|[Mm]id|[Ll]ate|[Ll]ast|[Nn]ext|[Tt]his)[ -]{_MONTH}(?!\w)
  | (?<=\b[Ii]n\s){_MONTH}(?![\w-]) | (?<=\b[Ss]ince\s){_MONTH}(?![\w-]) | (?<=\b[Uu]ntil\s){_MONTH}(?![\w-])
  | (?<=\b[Bb]y\s)(?!May\b|April\b|June\b|August\b|Jan\b){_MONTH}(?![\w-]) | (?<=\b[Ss]tarting\s){_MONTH}(?![\w-])
  | \b(?:[Ll]ast\s|[Nn]ext\s|[Tt]his\s|[Ee]arly\s|[Ll]ate\s)?{_WEEKDAY}\b
  | \b(?:(?:[Ee]arlier|[Ll]ater)\s(?=this|that))?
    (?:[Ll]ast|[Nn]ext|[Tt]his|[Tt]he\s(?:past|previous|following|same|last|next))\s{_PERIOD}\b
  | \b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow)\b(?!['’]s\s(?:world|economy|generation))
  | \b{_COUNT}\s(?:days?|weeks?|months?|years?|decades?)\s(?:ago|earlier|later)\b
  | \b(?:Q[1-4]|[Tt]he\s(?:first|second|third|fourth)\s(?:quarter|half))(?:\sof)?(?:\s{_YEAR})?\b
  | \b(?:[Tt]he\s)?(?:(?:early|mid|late)[ -])?(?:19[0-9]0|20[0-4]0)s\b
  | (?<![\w$€£¥₹.,:/\#-])(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[ -])?{_YEAR}
    (?![\w%]|[.,]\d|-\d{{1,2}}\b|\s(?:\w+\s)?(?:\w+ers|people|times|hours|dollars|words|images|tasks|employees|jobs))
    """,
    re.VERBOSE,
)
_LAW_WORD = re.compile(
    r"\b(?:Act|Bill|Directive|Ordinance|Regulation|Statute|Amendment|Labor Code|Labour Code|Law|Decree)\b"
)
_NOT_LAW = re.compile(
    r"\s(?:Firm|School|Review|Center|Centre|Professor|Society|Enforcement|Group|Institute|Offices?|Clinic|"
    r"Department|[A-Z])"
)
_LAW_LEFT = re.compile(r"(?:(?:[A-Z][\w&.'’-]*|of|and|for|the|on|in|to|against|from),?[ ]){1,10}$")
_LAW_KNOWN = re.compile(
    r"\b(?:(?:AB|SB|HB|H\.R\.|A\.B\.|S\.B\.)[ -]?\d{1,5}|(?:Assembly|Senate|House) Bill \d{1,5}|"
    r"Prop(?:osition|\.)? \d{1,3}|Section \d{1,4}(?:\([a-z0-9]\)){0,4}(?: of the (?:[A-Z][\w-]*,? ){1,5}(?:Act|Code))?|"
    r"Title VII|GDPR|FLSA|NLRA|CCPA|CPRA|BIPA)\b"
)
_PROJECT = re.compile(
    r"\bProject (?!(?:Manag|Lead|Coordinat|Direct|Offic|Team|Assist|Engineer|Support|Work|Plan|Based|Pay)\w*)"
    r"([A-Z][\w-]{1,30})"
)
_PROJECT_AFTER = re.compile(r"\bthe ([A-Z][a-z]{2,20}) [Pp]roject\b(?! [Mm]anager)")
_PROJECT_CALLED = re.compile(
    r"\b(?:project|effort|assignment|program(?:me)?)s?,? "
    r"(?:internally )?(?:code-?named|called|named|dubbed|nicknamed|known as)"
    r"[ ,]{1,2}[\"“‘']?(?:Project )?([A-Z][\w-]{1,30}(?: [A-Z][\w-]{1,20})?)"
)


def dates_in(text: str) -> Iterator[PatternSpan]:
    """Yield the calendar dates of a text, in order."""
    for match in _DATE.finditer(text):
        yield PatternSpan(start=match.start(), end=match.end(), label=Label.DATE, why="pattern.date")


def laws_in(text: str) -> Iterator[PatternSpan]:
    """Yield the laws named in a text; some may overlap."""
    for match in _LAW_KNOWN.finditer(text):
        yield PatternSpan(start=match.start(), end=match.end(), label=Label.LAW, why="pattern.law")
    for match in _LAW_WORD.finditer(text):
        if _NOT_LAW.match(text, match.end()):
            continue
        left = _LAW_LEFT.search(text, max(0, match.start() - 120), match.start())
        if left is None:
            continue
        start = left.start()
        words = left.group()
        # A name starts with a capital that is no article: "of the Fair Labor Standards Act".
        while (
            lead := re.match(
                r"(?:of|and|for|[Tt]he|on|in|to|against|from|In|Under|By|A|An|This|That|Its|New|[A-Z][\w-]*['’]s?),? ",
                words,
            )
        ) is not None:
            words, start = words[lead.end() :], start + lead.end()
        content = [word for word in words.split() if word[0].isupper()]
        if not content or (match.group() in ("Law", "Bill") and len(content) < 2):
            continue
        year = re.compile(r" of (?:18|19|20)\d\d\b").match(text, match.end())
        yield PatternSpan(start=start, end=year.end() if year else match.end(), label=Label.LAW, why="pattern.law")


def projects_in(text: str) -> Iterator[PatternSpan]:
    """Yield projects by code name; a name that was introduced once counts alone afterwards."""
    known: dict[str, int] = {}
    for match in _PROJECT.finditer(text):
        yield PatternSpan(start=match.start(), end=match.end(), label=Label.PROJECT, why="pattern.project")
        known.setdefault(match[1], match.end())
    for pattern in (_PROJECT_AFTER, _PROJECT_CALLED):
        for match in pattern.finditer(text):
            yield PatternSpan(start=match.start(1), end=match.end(1), label=Label.PROJECT, why="pattern.project")
            known.setdefault(match[1], match.end(1))
    if not known:
        return
    # Only inside a sentence, where a capital means a name.
    names = sorted(known, key=len, reverse=True)[:50]
    again = re.compile(r"(?<=[a-z,] )(?:" + "|".join(re.escape(name) for name in names) + r")\b")
    for match in again.finditer(text):
        if match.start() >= known[match.group()]:
            yield PatternSpan(start=match.start(), end=match.end(), label=Label.PROJECT, why="pattern.project_again")
