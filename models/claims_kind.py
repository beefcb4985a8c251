"""What kind of statement a pay claim is, how its amount is bounded, and which unit it has, by the guideline's precedence.

change > owed > bonus > statutory minimum > average > posted > offered > earned: the first that fits. Changes are
linked in `models.claims_change`; here everything else.
"""

import re

from models.claims_mention import Mention
from models.claims_pay import dollars, is_person
from models.claims_words import load_words
from pipeline.records import Bound, Kind, Unit

_OWED = re.compile(
    r"\b(?:owe[sd]?|owing|unpaid|un-?paid wages|withheld|withholding|back ?pay|back wages|arrears|default(?:ed|ing|s)? on|never paid|not been paid|stiffed|outstanding)\b",
    re.I,
)
_BONUS_NEAR = re.compile(
    r"\b(?:bonus(?:es)?|premium|hazard pay|danger money|severance|pay-?off|golden (?:hello|handshake|parachute)|sign(?:ing|-on|-up)[ -](?:bonus|fee|payment)|in (?:stock|shares|equity|options|RSUs)|(?:stock|share|equity) (?:grant|award|options?)s?|retention (?:bonus|payment)|top-?up|lump sum|redundancy (?:pay|package|payment)|night allowance|incentive(?:s| payment)?|supplement|stipend on top)\b",
    re.I,
)
_STATUTORY = re.compile(
    r"\b(?:(?:national|federal|state|city|legal|regional|statutory|provincial|hourly|tipped|local|country's|state's|city's|nation's|monthly|daily)?\s?minimum(?: hourly)?(?: wages?| pay| salary)|living wages?|(?:federal|legal|regional|statutory|state|national|provincial|hourly|tipped) minimum|wage floor|pay threshold|salary threshold|qualif(?:y|ies|ied) for|eligib(?:le|ility)|must (?:earn|make)|have to (?:earn|make) at least|to keep (?:their|his|her|the) (?:\w+ )?insurance|health (?:plan|insurance|coverage))\b",
    re.I,
)
_AVERAGE = re.compile(r"\b(?:averag(?:e|es|ed|ing)|mean|median|avg\.?)\b", re.I)
_POSTED = re.compile(
    r"\b(?:advert(?:s|ised|ises|ising|isement|isements|ized|izes|izing)?|(?:job |job-)?(?:posting|listing|vacancy|ad|ads|description|advert)s?|listed|lists|list|careers (?:page|site|website)|help[- ]wanted|job board|recruitment page|hiring page|open role|role currently open)\b",
    re.I,
)
_START = re.compile(r"\b(?:start(?:s|ed|ing)?|begin(?:s|ning)?|began|entry[- ]level pay)\b", re.I)
_OWN_MINIMUM = re.compile(
    r"\b(?:its|their|our|own|company(?:'s|-wide|wide)?|internal|in-house|chain's|retailer's|store's)\s(?:\w+\s){0,2}(?:minimum|floor|living) ?(?:wage|pay|rate|hourly)?",
    re.I,
)


def near(mention: Mention, left: int = 70, right: int = 40) -> str:
    """Return the words around the amount, cut at clause marks, with the amount as "¤"."""
    before = re.split(r"[;:]|, (?:but|while|whereas)\b", mention.before)[-1][-left:]
    after = re.split(r"[;:]|, (?:but|while|whereas|and)\b|\band\b", mention.after)[0][:right]
    return before + "¤" + after


def decide_unit(mention: Mention) -> None:
    """Set the unit from the words beside the amount, the nouns above it, or the pieces that the clause counts."""
    money = mention.money
    if money.unit is not None:
        mention.unit = money.unit
        return
    found = _unit_in_words(mention)
    if found is not None:
        mention.unit = found


_NOUN_UNIT = re.compile(
    r"\b(?P<hour>hourly|hour's)\b|\b(?P<day>daily|day rates?|day-rate|day's work|nightly|per-shift|(?:night |day |\w+-hour )?shift(?:'s)?(?= (?:was|is|pays?|paid|earn))|full day|a day of)\b|\b(?P<week>weekly|week's|good week|each week|per week|every week|in a week|a week)\b"
    r"|\b(?P<month>monthly|month's (?:pay|salary|wage)|each month|per month|every month)\b|\b(?P<year>annual|annually|yearly|per year|each year|every year|a year|per annum)\b",
    re.I,
)
_EACH_AFTER = re.compile(
    r"^[^.;,]{0,12}?\bfor (?:each|every|an?|one) (?:\w+[- ]){0,3}?(?P<what>[a-z]+)\b|^ (?:of|on|for|from) (?:each|every) (?P<what2>[a-z]+)\b|^ for (?:every|each) (?:\w+ ){1,2}(?:\w+ )?(?P<what3>[a-z]+)s\b",
    re.I,
)
_DAYS_WORK = re.compile(
    r"^[^.;]{0,15}\bfor (?:a|one|the|each|every) (?:full |single |long |\S+-hour )?(?:day|night|shift)(?:'s|’s)?\b",
    re.I,
)
_STRETCH = re.compile(
    r"\b(?:in|over|for|during|after|across|within|throughout) (?:just |only |about |the (?:first|last|past|next) |nearly |over |more than |less than )?(?:\w+|\d+)(?:-\w+)? (?:full |working |straight )?(?:hours?|days?|weeks?|months?|years?)\b(?! (?:ago|later|before|after|old))",
    re.I,
)
_PIECE_SUBJECT = re.compile(r"\b(?:each|every|per|an?|one|the)\b", re.I)


def _unit_in_words(mention: Mention) -> Unit | None:
    words = load_words()
    match = _EACH_AFTER.match(mention.after)
    if match:
        what = (match["what"] or match["what2"] or match["what3"] or "").lower()
        singular = what[:-1] if what.endswith("s") and what not in ("class",) else what
        periods: dict[str, Unit] = {
            "hour": "hour",
            "day": "day",
            "shift": "day",
            "night": "day",
            "week": "week",
            "month": "month",
            "year": "year",
            "word": "word",
        }
        if singular in periods:
            return periods[singular]
        if singular in words.people["pieces"]:
            return "task"
    if _DAYS_WORK.match(mention.after):
        return "day"
    frame = mention.frame
    local = re.split(r"[;,—]|\b(?:and|but|while)\b", mention.before)[-1][-60:]
    after = re.split(r"[;,.—]|\b(?:and|but|while)\b", mention.after)[0][:40]
    match = None
    for match in _NOUN_UNIT.finditer(local):
        pass
    if match is None:
        match = _NOUN_UNIT.search(after)
    if match is not None:
        unit: Unit = match.lastgroup  # type: ignore[assignment]  # the groups are named after units
        return unit
    if frame is not None and frame.subject is not None:
        subject = frame.subject
        lemma = subject.lemma
        if lemma in ("shift", "night", "day"):
            return "day"
        if lemma in words.people["pieces"] or lemma in ("penny",):
            return "task"
        if (
            any(kid.lower in ("each", "every") for kid in frame.tree.kids(subject.i, "det"))
            and lemma not in words.people["roles"]
        ):
            return "task"
    return None


_SALARY = frozenset(["salary", "package", "compensation"])


def decide_implied_unit(mention: Mention) -> bool:
    """Set a unit that only the kind of money implies; return whether one was found."""
    before = near(mention)
    frame = mention.frame
    nouns = {noun.lemma for noun, _ in frame.nouns} if frame is not None else set()
    if frame is not None and frame.subject is not None:
        nouns.add(frame.subject.lemma)
    worth = dollars(mention.money.high, mention.money.currency)
    if mention.kind == "statutory_minimum" or re.search(r"\b(?:minimum|living) wage\b", before, re.I):
        mention.unit, mention.unit_implied = ("hour" if worth < 100 else "month" if worth < 2500 else "year"), True
        return True
    if mention.kind in ("bonus", "owed"):
        mention.unit = "project"
        return True
    if mention.money.mark == "figures":
        mention.unit, mention.unit_implied = "year", True
        return True
    total = _calendar_total(mention)
    if total is not None:
        mention.unit, mention.unit_implied = total, total != "project"
        return True
    if (
        nouns & _SALARY or re.search(r"\b(?:salar(?:y|ies)|base pay|package|compensation)\b", before, re.I)
    ) and worth >= 1500:
        mention.unit, mention.unit_implied = "year", True
        return True
    if worth >= 15000 and not re.search(r"\b(?:fee|advance|commission|residual|payment)\b", before, re.I):
        mention.unit, mention.unit_implied = "year", True
        return True
    if re.search(
        r"\b(?:residuals?|royalt(?:y|ies)|fee|flat|one-off|lump sum|commission(?:ed)?|cheque|check|payment|advance|honorarium)\b",
        before,
        re.I,
    ):
        mention.unit = "project"
        return True
    return False


_LAST = re.compile(
    r"\b(?P<month>last month|this month|in (?:january|february|march|april|may|june|july|august|september|october|november|december)(?: (?:19|20)\d\d)?)\b|\b(?P<year>last year|this year|(?:in|during|for) (?:fiscal |calendar )?(?:19|20)\d\d)\b|\b(?P<week>last week|this week)\b",
    re.I,
)
_MONTH_SPAN = re.compile(
    r"\b(?:between|from) \w+ (?:and|to) \w+|\b(?:first|second|third|last|past) (?:quarter|half)|\blast quarter\b", re.I
)


def _calendar_total(mention: Mention) -> Unit | None:
    sentence = mention.before + "¤" + mention.after
    stretch = _STRETCH.search(mention.after[:60]) or _STRETCH.search(mention.before[-60:])
    if stretch or _MONTH_SPAN.search(sentence):
        return "project"
    match = _LAST.search(sentence)
    if match is None:
        return None
    if match["month"]:
        return "month"
    return "year" if match["year"] else "week"


def decide_kind(mention: Mention) -> None:
    """Set kind and bound, assuming that the amount is no member of a change."""
    bound = mention.money.bound
    mention.bound = bound
    mention.kind = _kind(mention)
    _adjust_bound(mention)


def _kind(mention: Mention) -> Kind:
    words = load_words()
    around = near(mention)
    frame = mention.frame
    nouns = {noun.lemma for noun, _ in frame.nouns} if frame is not None else set()
    if _OWED.search(around) and not re.search(
        r"unpaid (?:assessment|training|trial|induction|overtime work|work|intern|leave|time|hours|day)", around, re.I
    ):
        return "owed"
    if (
        nouns & words.cues["bonus"]
        or _BONUS_NEAR.search(mention.after[:22].split(",")[0])
        or _BONUS_NEAR.search(re.split(r"[,;]|\bplus\b", mention.before)[-1][-30:])
    ):
        return "bonus"
    if is_statutory(mention, around):
        return "statutory_minimum"
    if _is_average(mention, around):
        return "average"
    if _POSTED.search(mention.before[-110:]) or _POSTED.search(mention.after[:90]):
        return "posted_range"
    return _offered_or_earned(mention)


def is_statutory(mention: Mention, around: str) -> bool:
    """Return whether the amount is a legal minimum, a living wage or a bar to be reached, not a payer's own floor."""
    if not _STATUTORY.search(around):
        return False
    if _OWN_MINIMUM.search(around):
        return False
    frame = mention.frame
    if (
        frame is not None
        and frame.subject is not None
        and frame.verb is not None
        and frame.verb.lemma in ("raise", "set", "increase", "lift", "pay")
    ):
        subject = frame.subject
        if (
            subject.pos == "PROPN"
            and subject.ent not in ("GPE", "NORP", "LOC")
            and re.search(r"\b(?:its|their)\b", mention.before)
        ):
            return False
    # "above the minimum wage": the amount is measured against it, not equal to it.
    return not re.search(
        r"(?:above|below|over|under|than|twice|triple|exceed\w*|of) (?:the |a |\w+'s )?(?:\w+ ){0,2}(?:minimum|living) wage[^¤]{0,25}$",
        mention.after[:45],
        re.I,
    ) or bool(re.search(r"minimum(?: wage)?[^,;]{0,25}$", mention.before, re.I))


def _is_average(mention: Mention, around: str) -> bool:
    before = re.split(r"[;,:]|\bwhile\b|\bbut\b", mention.before)[-1]
    after = re.split(r"[;,:.]|\bwhile\b|\bbut\b", mention.after)[0]
    return bool(_AVERAGE.search(before[-90:]) or _AVERAGE.search(after[:50]))


_WORKER_VERBS = frozenset(
    ["earn", "make", "get", "receive", "pocket", "net", "gross", "collect", "clear", "draw", "command", "average", "take", "keep", "see", "bring"]
)
_PRESENT_TAGS = ("VBZ", "VBP")


def _offered_or_earned(mention: Mention) -> Kind:
    words = load_words()
    frame = mention.frame
    around = near(mention)
    if (
        (mention.money.bound == "as_low_as"
        and re.search(r"start|begin|from|entry", mention.money.cue))
        or re.search(r"\bstarting (?:pay|salary|wage|rate|package)", around, re.I)
    ):
        return "offered_rate"
    if frame is None or frame.verb is None:
        return (
            "reported_earnings"
            if re.search(
                r"\b(?:earn(?:ed|s|ing)?|paid|made|received|got|took home|her|his|their)\b", mention.before[-60:], re.I
            )
            else "offered_rate"
        )
    verb, lemma = frame.verb, frame.verb.lemma
    subject = frame.subject
    person = subject is not None and is_person(subject, words)
    future = any(aux in ("will", "'ll", "shall") for aux in frame.auxiliaries) or "going to" in mention.before[-30:]
    if lemma in (
        "offer",
        "hire",
        "recruit",
        "promise",
        "guarantee",
        "quote",
        "turn",
        "reject",
        "decline",
        "refuse",
        "dangle",
        "propose",
        "demand",
        "want",
        "seek",
        "ask",
        "set",
        "start",
        "begin",
        "recommend",
        "require",
        "contract",
        "engage",
        "poach",
        "lure",
        "entice",
    ):
        return "offered_rate"
    if any(up.lemma in ("promise", "offer", "demand", "guarantee") for up in frame.chain[1:3]) and lemma != "accept":
        return "offered_rate"
    if future:
        return "offered_rate"
    past = frame.is_finite_past or frame.is_perfect
    if lemma in words.verbs["change"] and not person:
        return "offered_rate"
    if frame.is_passive and lemma in ("pay", "give"):
        return "reported_earnings"
    if lemma in _WORKER_VERBS and (person or lemma in ("earn", "make")):
        return "reported_earnings"
    if person and lemma in ("be", "survive", "work", "go", "land", "bag", "accept", "live"):
        return "reported_earnings"
    if past:
        return "reported_earnings"
    if any(noun.lemma in words.pay_nouns and _belongs_to_people(mention, noun.i) for noun, _ in frame.nouns):
        return "reported_earnings"
    return "offered_rate"


def _belongs_to_people(mention: Mention, index: int) -> bool:
    frame = mention.frame
    if frame is None:
        return False
    for kid in frame.tree.kids(index, "poss"):
        if is_person(kid, load_words()) or kid.lower in ("her", "his", "their", "my", "our"):
            return True
    return False


def _adjust_bound(mention: Mention) -> None:
    money = mention.money
    around = near(mention)
    bound: Bound = money.bound
    if len(money.parts) > 1 and money.mark != "figures":
        bound = "range"
    elif mention.kind == "statutory_minimum":
        bound = "exact"
    elif money.mark == "figures":
        bound = "figures"
    else:
        if bound == "exact" and money.cue == "from":
            bound = "as_low_as"
        if bound == "exact" and _GUARANTEE.search(mention.before[-40:]):
            bound = "at_least"
        if bound == "exact" and re.search(
            r"\bstarting (?:pay|salary|wage|rate|package|hourly|base)\b[^,;]{0,45}$|\bstarts? on\b[^,;]{0,15}$",
            mention.before[-90:],
            re.I,
        ):
            bound = "as_low_as"
        if bound == "exact" and re.search(r"\b(?:pay floor|floor|minimum)\b[^,;]{0,30}$", mention.before[-60:], re.I):
            bound = "at_least"
        if (
            bound == "under"
            and _NEGATIVE.search(mention.before[-60:])
            and not re.search(r"\bden(?:y|ies|ied)\b", mention.before, re.I)
        ):
            bound = "at_least"
        if bound == "over" and _NEGATIVE.search(mention.before[-60:]):
            bound = "up_to"
    mention.bound = bound
    del around


_GUARANTEE = re.compile(r"\bguarante(?:e|es|ed|eing)\b[^,;.]{0,30}$", re.I)
_NEGATIVE = re.compile(
    r"\b(?:nobody|no one|none|never|not|few(?: of \w+(?: \w+){0,4})?|no \w+|hardly any(?:one|body)?|n't|n’t)\b[^;.]{0,50}$",
    re.I,
)
