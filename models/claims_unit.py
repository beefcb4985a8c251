"""The unit of an amount that has none beside it: from its noun, a counted piece, a neighbour, or the kind of money.

Order: words about this amount ("hourly rate", "for each order"), a neighbouring amount of the same talk, the thing
that pays ("each image", "a shift"), the legal minimum (hour, or month where the country sets it so), a total for a
stretch of time, and last what a bare salary or an annual-size sum means. What stays is "unknown": a guess would
enter people's pay tables as a fact.
"""

import re
from decimal import Decimal

from models.claims_evidence import dollars
from models.claims_mention import Mention
from models.claims_words import load_words
from pipeline.records import Unit

_PERIOD_WORDS: dict[str, Unit] = {
    "hour": "hour",
    "day": "day",
    "shift": "day",
    "night": "day",
    "week": "week",
    "month": "month",
    "year": "year",
    "word": "word",
}
_EACH_AFTER = re.compile(
    r"^[^.;,]{0,14}?\b(?:for|of|on|from|per|to)\s(?:each|every|an?|one)\s(?P<what>(?:[\w-]+\s){0,3}[a-z-]+)", re.I
)
_AFTER_PERCENT = re.compile(
    r"^,? (?:or|\() ?[\d.]+ ?(?:%|per ?cent)\)?,? (?:an?|per) (hour|day|week|month|year)\b", re.I
)
_DAYS_WORK = re.compile(
    r"^[^.;]{0,15}\bfor (?:a|an|one|the|each|every) (?:full |single |long |\S+-hour )?(?:day|night|shift)(?:'s|’s)?\b",
    re.I,
)
_ADJECTIVES = re.compile(
    r"\b(?:(?P<hour>hourly|per-hour|an? hour['’]s)|(?P<day>daily|day[ -]rates?|day['’]s (?:work|pay|wages?)"
    r"|nightly|per-shift|per-day|full day)"
    r"|(?P<week>weekly|week['’]s|(?:good|bad|best|worst|last|first|typical|average|slow|busy|each|every|per|a) week)"
    r"|(?P<month>monthly|month['’]s|(?:good|bad|best|worst|first|typical|each|every|per|a) month)|(?P<year>annual"
    r"(?:ly|ised|ized)?|yearly|(?:each|every|per|a) year|per annum)"
    r"|(?P<task>per-(?!hour|shift|day)\w+))\b(?! (?:ago|later|earlier|before|after|old|earnings call|"
    r"report|survey|meeting|conference|inflation))",
    re.I,
)
_STRETCH = re.compile(
    r"\b(?:in|over|for|during|after|across|within|throughout) (?:just |only |about |the (?:first|last|"
    r"past|next|whole|entire)? ?|her |his |their |nearly |over |more than |less than |around |under )"
    r"?"
    r"(?:(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|a few|a couple of|"
    r"first|last|past|fifteen|twenty|thirty|forty)(?:-\w+)? )?(?:full |working |straight |such |unpaid "
    r")?"
    r"(?:hours|days|weeks|months|years|(?:one|a single|the) (?:day|week|month|weekend)|fortnight|weekend|"
    r"summer|semester|(?:four|three|six|two|five|eight)-(?:day|week|month|year) \w+)\b(?! (?:ago|later|"
    r"before|old))",
    re.I,
)
_SPAN = re.compile(
    r"\b(?:between|from) \w+(?: (?:19|20)\d\d)? (?:and|to|until) \w+ ?(?:(?:19|20)\d\d)?|\b(?:first|second|"
    r"third|fourth|last|past|previous) (?:quarter|half|\w+ months|\w+ weeks)|\bfor the quarter\b|\bwhile "
    r"on leave\b",
    re.I,
)
_CALENDAR = re.compile(
    r"\b(?:(?P<month>last month|this month|(?:in|for|during) (?:january|february|march|april|may|june|"
    r"july|august|september|october|november|december)(?: (?:19|20)\d\d)?)"
    r"|(?P<year>last year|this year|(?:in|during|for) (?:fiscal |calendar |the year )?(?:19|20)\d\d)|"
    r"(?P<week>last week|this week))\b",
    re.I,
)
# "She has made $11,400 since June": all of it, and no rate.
_SINCE = re.compile(
    r"\bsince (?:january|february|march|april|may|june|july|august|september|october|november|december|(?:19|20)\d\d"
    r"|then|last \w+|she|he|they|i|joining|starting)\b",
    re.I,
)
# "In October she made Sh6,450": all of the month's work, be it little.
_EARNED = re.compile(r"\b(?:earned|made|netted|grossed|cleared|pocketed|took home)\b[^,;.]{0,12}$", re.I)
_LEAST_EARNED = 30
_ONE_OFF = re.compile(
    r"\b(?:residuals?|fee|flat|one-off|lump sum|commission(?:ed)?|che(?:ck|que)|payment|advance|honorari(?:a|"
    r"um)|retainer|in total|altogether|so far)\b",
    re.I,
)
_MINIMUM = re.compile(
    r"\b(?:(?:minimum|living)(?: hourly)? wages?|(?:federal|legal|state|national|statutory) minimum)\b", re.I
)
_SIMILAR = Decimal(20)


_PIECES = re.compile(
    r"\b(?:tasks?|images?|clips?|labels?|questions?|jobs?|pieces?|orders?|articles?|stories|surveys?|"
    r"prompts?|items?|garments?|shirts?|bricks?|photos?|pictures?|tests?)\b",
    re.I,
)


_SOUND = re.compile(r"\b(?:audio|transcri\w+|recordings?|speech|dictation)\b", re.I)
_RIDE = re.compile(r"\b(?:ride|rides|trip|passengers?|drivers?|calls?|waiting|parking)\b", re.I)


def read_minutes(mentions: list[Mention], text: str) -> None:
    """Read "a minute" as a minute of sound where the text is about sound, in place."""
    minutes = [mention for mention in mentions if mention.money.unit_word == "minute" and mention.unit == "task"]
    if not minutes or not _SOUND.search(text):
        return
    for mention in minutes:
        if not _RIDE.search(mention.left + " " + mention.right):
            mention.unit = "audio_minute"


_IN_ALL = re.compile(
    r"^\s?(?:(?:in all|in total|altogether|all told)\b|for (?:\w+ing )?(?:an? |the |his |her |my |their )?"
    r"(?:[\w]+-(?:hour|day|week|month)\s(?!shift|day|night|week)\w+|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,3}) (?:hours|days|weeks|months)\b))",
    re.I,
)


# "Eight hours of labelling had brought her just $11": a sum for all of it.
_TIME_THAT_PAID = re.compile(
    r"\b(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|several"
    r"|a few|a couple of"
    r"|dozens of|half a dozen)\s(?:full |long |straight |unpaid )?(?:hours|days|nights|evenings|shifts|weeks|months)"
    r"(?:['’]? (?:of )?(?:[\w'’-]+\s){1,6}?|\s)(?:had |has |have )?(?:just |only )?(?:brought|earned|paid|netted|made"
    r"|fetched|yielded|got|gave|given)"
    r"\s(?:in\s)?(?:(?:her|him|me|them|us|you|[A-Z][\w’'-]+)\s)?(?:in\s)?(?:(?:just|only|about|around|roughly|barely"
    r"|a mere|some|under|over)\s)?$",
    re.I,
)


def read_own_unit(mention: Mention) -> None:
    """Set the unit that stands beside the amount or in the words about it."""
    if mention.role is not None and mention.unit != "unknown":
        return
    if mention.money.unit_word == "apiece" and not _PIECES.search(mention.left[-80:]):
        return
    if mention.money.unit is not None:
        mention.unit, mention.unit_implied = mention.money.unit, mention.role == "from"
        return
    if mention.alt_unit is not None:
        mention.unit = mention.alt_unit
        return
    if mention.verdict.is_pay and (_IN_ALL.match(mention.right) or _TIME_THAT_PAID.search(mention.left)):
        mention.unit = "project"
        return
    found = _counted_before(mention) or _counted_after(mention) or _adjective(mention)
    if found is not None:
        mention.unit = found


_PER_BEFORE = re.compile(
    r"\bper (?P<what>[a-z]+)\s?(?:is|was|were|of|at|[:=–—-])?\s?(?:about|around|only|just|roughly)?\s?$", re.I
)


def _counted_before(mention: Mention) -> Unit | None:
    """Return the unit of "average per task: $2"."""
    match = _PER_BEFORE.search(mention.left)
    return _unit_called(match["what"]) if match is not None else None


def _unit_called(word: str) -> Unit | None:
    singular = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
    if singular.lower() in _PERIOD_WORDS:
        return _PERIOD_WORDS[singular.lower()]
    return "task" if singular.lower() in load_words().people["pieces"] else None


def _counted_after(mention: Mention) -> Unit | None:
    if _DAYS_WORK.match(mention.right):
        return "day"
    match = _AFTER_PERCENT.match(mention.right)
    if match:
        return _PERIOD_WORDS[match[1].lower()]
    match = _EACH_AFTER.match(mention.right)
    if match is None:
        return None
    for counted in match["what"].lower().split():
        if counted in ("and", "or", "but", "to", "in", "with", "that", "who", "from"):
            break
        unit = _unit_called(counted)
        if unit is not None:
            return unit
    return None


def _adjective(mention: Mention) -> Unit | None:
    frame = mention.frame
    left = re.split(r",|\b(?:and|but|while|when|after|before|because)\b", mention.left)[-1][-70:]
    hits = list(_ADJECTIVES.finditer(left))
    found = hits[-1] if hits else None
    if found is None:
        right = re.split(r"[,.;—(]|\b(?:and|but|while|from|because|when)\b", mention.right)[0][:28]
        found = _ADJECTIVES.search(right)
    if found is not None:
        unit: Unit = found.lastgroup  # type: ignore[assignment]  # the groups are named after units
        return unit
    if frame is None:
        return None
    for noun in [noun for noun, _ in frame.nouns[:2]] + ([frame.subject] if frame.subject is not None else []):
        for kid in (frame.tree.tokens[j] for j in frame.tree.children[noun.i]):
            if kid.dep in ("amod", "compound", "nmod") and (match := _ADJECTIVES.search(kid.text)):
                noun_unit: Unit = match.lastgroup  # type: ignore[assignment]  # the groups are named after units
                return noun_unit
    return None


def fill_units(taken: list[Mention], everything: list[Mention]) -> None:
    """Set the units that the words about an amount leave open, in place.

    Args:
        taken: the amounts that are pay, in text order.
        everything: all amounts, in text order: "bills $50 an hour and pays $8" carries the hour from what is not pay.
    """
    for mention in taken:
        if mention.unit == "unknown" and mention.partner is not None and mention.partner.unit != "unknown":
            mention.unit, mention.unit_implied = mention.partner.unit, True
        if mention.unit == "unknown":
            _by_piece(mention, strict=True)
    _carry(taken, reach=0)
    _carry([mention for mention in everything if mention.verdict.is_pay or mention.unit in _CARRIED_PERIODS], reach=1)
    for mention in taken:
        if mention.unit == "unknown":
            _by_piece(mention)
    for mention in taken:
        if mention.unit == "unknown":
            _by_law_or_stretch(mention)
    _carry(taken, reach=0)
    _carry(taken, reach=2)
    for mention in taken:
        if mention.unit == "unknown":
            _by_size(mention)


_CARRIED_PERIODS = ("hour", "day", "week", "month")


def _carry(taken: list[Mention], *, reach: int) -> None:
    for order in (taken, taken[::-1]):
        source: Mention | None = None
        for mention in order:
            if mention.unit == "unknown" and source is not None and _alike(source, mention, reach):
                mention.unit, mention.unit_implied = source.unit, True
            if mention.unit != "unknown":
                source = mention


def _alike(source: Mention, mention: Mention, reach: int) -> bool:
    if abs(source.sentence - mention.sentence) > reach:
        return False
    if mention.kind == "owed" or source.kind == "owed" or mention.money.unit_word == "apiece":
        return False
    if mention.kind == "bonus" and (
        (source.kind != "bonus" and source.unit in ("hour", "task", "day", "week"))
        or _ONE_OFF_BONUS.search(mention.left + mention.right)
    ):
        return False
    if source.kind == "bonus" and mention.kind != "bonus":
        return False
    if reach and (
        source.unit in ("project", "task")
        or _SPAN.search(mention.left + " " + mention.right)
        or _CALENDAR.search(mention.left)
    ):
        return False
    if mention.role == "delta" or source.role == "delta":
        return mention.role == source.role or (source.sentence == mention.sentence and mention.partner is source)
    a, b = dollars(source.money.high, source.money.currency), dollars(mention.money.high, mention.money.currency)
    return bool(a and b) and 1 / _SIMILAR < a / b < _SIMILAR


_ONE_OFF_BONUS = re.compile(
    r"\b(?:one-off|one-time|sign(?:ing)?-?(?:on|up)?|severance|pay-?off|lump sum|redundancy|retention|completion)\b",
    re.I,
)


def _by_piece(mention: Mention, *, strict: bool = False) -> None:
    frame = mention.frame
    if frame is None or frame.subject is None:
        return
    words = load_words()
    subject = frame.subject
    lemma = subject.lemma
    if lemma in ("shift", "night"):
        mention.unit = "day"
        return
    determiners = {kid.lower for kid in frame.tree.kids(subject.i, "det", "nummod", "quantmod")}
    worth = dollars(mention.money.high, mention.money.currency)
    if lemma in ("day", "hour", "week", "month", "year"):
        mention.unit = _PERIOD_WORDS[lemma]
    elif (
        lemma in words.people["pieces"]
        and lemma not in _NOT_COUNTED
        and (determiners & {"each", "every", "a", "an", "one", "per"} or (worth < 100 and not strict))
    ) or (not strict and determiners & {"each", "every"} and lemma not in words.people["roles"]):
        mention.unit, mention.unit_implied = "task", True


_NOT_COUNTED = frozenset(
    ["job", "project", "report", "contract", "course", "set", "paper", "survey", "commercial", "picture", "review"]
)


def _by_law_or_stretch(mention: Mention) -> None:
    worth = dollars(mention.money.high, mention.money.currency)
    around = mention.left + " ¤ " + mention.right
    if mention.is_contract:
        mention.unit = "project"
    elif mention.is_statutory or mention.kind == "statutory_minimum" or _MINIMUM.search(around[-160:]):
        mention.unit, mention.unit_implied = ("hour" if worth < 60 else "month" if worth < 3500 else "year"), True
    elif mention.kind == "owed":
        mention.unit = "project"
    elif mention.kind == "bonus":
        mention.unit = _bonus_unit(mention)
    elif _STRETCH.search(mention.right[:70]) or _STRETCH.search(mention.left[-70:]) or _SPAN.search(around):
        if not re.search(r"\b(?:salar|base pay|rate)\w*", mention.left[-60:], re.I) and mention.money.mark != "figures":
            mention.unit = "project"
    elif mention.role is None and _EARNED.search(mention.left[-40:]) and _SINCE.search(mention.right[:25]):
        mention.unit = "project"
    elif (
        mention.role is None
        and (match := _CALENDAR.search(around))
        and worth > (_LEAST_EARNED if _EARNED.search(mention.left[-40:]) else 60)
    ):
        unit: Unit = "month" if match["month"] else "year" if match["year"] else "week"
        if not (unit == "month" and worth > 30000) and not (
            unit == "year" and re.search(r"\b(?:rate|fee|for|per)\b", mention.left[-20:], re.I)
        ):
            mention.unit, mention.unit_implied = unit, True


def _bonus_unit(mention: Mention) -> Unit:
    match = _ADJECTIVES.search(mention.right[:40])
    if match and match.lastgroup:
        unit: Unit = match.lastgroup  # type: ignore[assignment]  # the groups are named after units
        return unit
    return "project"


def _by_size(mention: Mention) -> None:
    around = mention.left + " ¤ " + mention.right
    frame = mention.frame
    nouns = {noun.lemma for noun, _ in frame.nouns} if frame is not None else set()
    if frame is not None:
        nouns |= {token.lemma for token in (frame.subject, frame.object) if token is not None}
    worth = dollars(mention.money.high, mention.money.currency)
    if mention.role == "delta" or re.search(r"\b(?:raise|increase|hike|rise)\b", mention.right[:20], re.I):
        return
    if mention.money.mark == "figures":
        mention.unit, mention.unit_implied = "year", True
    elif _ONE_OFF.search(around[-140:]) and not re.search(r"\bsalar", around, re.I):
        mention.unit = "project"
    elif (
        (
            nouns & {"salary", "package", "compensation"}
            or re.search(r"\b(?:salar(?:y|ies)|base pay|package|compensation)\b", around, re.I)
        )
        and worth >= 1500
    ) or worth >= 12000:
        mention.unit, mention.unit_implied = "year", True
    elif Decimal(4) <= worth <= Decimal(120) and _HOURLY_TALK.search(around[-160:]) and mention.role is None:
        mention.unit, mention.unit_implied = "hour", True


_HOURLY_TALK = re.compile(
    r"\b(?:wages?|pay rates?|rates? of pay|the same|roles?|hours?|pay (?:is|was|of|at|to|rose|fell))\b", re.I
)
