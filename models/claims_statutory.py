"""Whether an amount is set by law, is what a living costs, or a bar to be reached: none of them a payer's own floor."""

import re

from models.claims_bound import NEGATIVE
from models.claims_mention import Mention
from models.claims_pay import BAR
from models.claims_words import places_in

_LAW = (
    r"(?:(?:national |federal |state |city |legal |regional |statutory |provincial |hourly |tipped |local "
    r"|monthly |daily |country's |new |current )*(?:minimum|living)(?: hourly| monthly| daily)? wages?|"
    r"(?:national|federal|state|city|legal|regional|statutory|provincial|local|country's|(?-i:[A-Z][\w.]+)['’]s) "
    r"(?:\w+ )?(?:minimum|living)(?: hourly| monthly| daily)? (?:pay|salary|rate)|"
    r"(?:real |national )?living wage|(?:federal|legal|regional|statutory|state|national|"
    r"provincial|city|local) minimum|wage floor|"
    r"(?:legal|statutory|lawful) (?:rate|floor|pay)|(?:salary|pay|earnings|income) threshold|award (?:rate|"
    r"wage|minimum)s?)"
)
_LAW_BEFORE = re.compile(rf"\b{_LAW}(?P<gap>[^;:¤]{{0,60}})$", re.I)
_LAW_AFTER = re.compile(rf"^(?P<gap>[^;:¤.]{{0,28}}?)\b(?P<law>{_LAW})\b", re.I)
_COMPARED = re.compile(
    r"\b(?:above|below|over|under|than|exceed\w*|beats?|against|compared|short of|times|twice|double|"
    r"triple|earn(?:s|ed|ing)?|pa(?:ys?|id)|mak(?:es?|ing)|made|where|while|whose|but)\b",
    re.I,
)
_BAR = re.compile(
    r"\b(?:qualif(?:y|ies|ied) for|to keep (?:their|his|her|the) (?:\w+ )?(?:insurance|coverage|cover|"
    r"visa)|eligib(?:le|ility) for|health (?:plan|insurance|coverage)|pension scheme)\b",
    re.I,
)
_PERK = re.compile(
    r"^[^.;]{0,60}\b(?:plus|and|with|including|offers?|gets?)\b[^.;]{0,30}\b(?:health (?:plan|insurance|coverage)|"
    r"pension scheme)\b",
    re.I,
)
_BAR_VERB = re.compile(
    r"\b(?:must|need(?:s|ed)? to|ha(?:ve|s|d) to|once|required? to|don['’]t even) (?:\w+ ){0,3}?(?:earn|"
    r"make|bring in)s?\b",
    re.I,
)
_OWN_MINIMUM = re.compile(
    r"\b(?:its|their|our|own|company(?:['’]s|-wide|wide)?|internal|in-house|chain['’]s|retailer['’]s|"
    r"store['’]s|firm['’]s)\s(?:\w+\s){0,2}(?:minimum|living|floor|starting|base|entry)\b",
    re.I,
)
_MINIMUM_OF = re.compile(
    r"(?:['’]s)?\s(?:new |current |hourly |daily |monthly )?minimum(?: wage)?(?: of| is| was|,)?\s(?:about )?$"
)


def _place_minimum(left: str) -> bool:
    """Return whether a place's minimum ends the words before the amount: "the Oregon minimum of"."""
    match = _MINIMUM_OF.search(left[-60:])
    return match is not None and any(place.end == match.start() for place in places_in(left[-60:]))


def is_statutory(mention: Mention) -> bool:
    """Return whether the amount is a legal minimum, a living wage or a bar to be reached, not a payer's own floor."""
    left, right = mention.left, mention.right
    if BAR in mention.verdict.rules or _set_by_public_body(mention):
        return True
    if is_own_minimum(mention):
        return False
    is_bar = (_BAR.search(right[:120]) and not _PERK.search(right)) or _BAR.search(left[-120:])
    if is_bar and (_BAR_VERB.search(left[-90:]) or re.search(r"\b(?:earn|make)s?\b[^.;]{0,20}$", left, re.I)):
        return True
    if _place_minimum(left):
        return True
    match = _LAW_BEFORE.search(left)
    if match and not re.search(
        r"\b(?:earn(?:s|ed|ing)?|paid|pays|receiv\w+|made|makes?|get|offer\w*)\b", match["gap"], re.I
    ):
        return True
    match = _LAW_AFTER.match(right)
    return bool(match and not _COMPARED.search(match["gap"]) and not _has_its_own_amount(mention, match.end()))


def is_own_minimum(mention: Mention) -> bool:
    """Return whether the amount is the least that a payer of its own will pays: "its own minimum wage"."""
    own = _OWN_MINIMUM.search(mention.left[-90:]) or _OWN_MINIMUM.search(mention.right[:40])
    return own is not None and not _subject_is_public(mention)


def _has_its_own_amount(mention: Mention, end: int) -> bool:
    """Return whether the minimum named behind the amount is told by the next: "$280, near the minimum wage of $285"."""
    rest = mention.after[end:]
    match = _OF_AMOUNT.match(rest)
    return match is not None and end + match.end() >= len(mention.right.rstrip())


_OF_AMOUNT = re.compile(
    r"\s(?:of|at|is|was|which is|\()\s?(?:about |around |roughly |just |only )?(?=[^\w\s]{0,3}\d|[A-Z]{1,3}[$ ]?\d)"
)
_PUBLIC = frozenset(
    [
        "city",
        "state",
        "government",
        "council",
        "parliament",
        "country",
        "county",
        "law",
        "bill",
        "ministry",
        "province",
        "minister",
        "agency",
        "commission",
        "regulator",
        "court",
    ]
)
_DECREE = re.compile(
    r"\b(?:agency|council|government|commission|wage board|regulator|court|tribunal|minist(?:er|ry)|lawmakers|"
    r"law|bill|ordinance|legislation|act|regulation|rule)s?\b[^.;]{0,30}\b(?:ruled|ordered|decreed|set|"
    r"sets|mandates?d?|requires?d?|guarantees?|entitles?)\b",
    re.I,
)
_LAW_LIFTED = re.compile(
    r"\b(?:commission|government|parliament|council|state|lawmakers|voters|wage board|legislature|governor|"
    r"tribunal)\b[^.;]{0,40}\b(?:lift|rais|increas|set|approv|hik|boost)\w*\s(?:the |a |its )?(?:\w+ "
    r"){0,3}minimum (?:wage|pay)",
    re.I,
)
_MUST = re.compile(r"\b(?:must|have to|has to|required to|entitled to)\b[^.;]{0,40}$", re.I)
_RULES = re.compile(
    r"\b(?:under|by|because of|thanks to) (?:a |the |new |city |state |federal |provincial |local )*(?:rules?|"
    r"law|legislation|ordinance|regulations?|statute|act)\b",
    re.I,
)
_BY_LAW = re.compile(
    r"\b(?:legally|by law|under (?:state|federal|national|city) law|the law (?:requires|sets|says))\b", re.I
)
_FLOOR_TALK = re.compile(r"\b(?:guaranteed|at least|minimum|no less than|must be paid|entitled to)\b", re.I)


def _subject_is_public(mention: Mention) -> bool:
    frame = mention.frame
    if frame is None or frame.subject is None:
        return False
    return frame.subject.ent in ("GPE", "NORP", "LOC") or frame.subject.lemma in _PUBLIC


def _set_by_public_body(mention: Mention) -> bool:
    """Return whether a public body decrees the amount as the least that workers must get."""
    sentence = mention.before[-200:] + " ¤ " + mention.after[:120]
    if (
        _LAW_LIFTED.search(sentence)
        and mention.money.unit in ("hour", "day", "week", "month")
        and not re.search(r"\b(?:currently|earn(?:s|ed|ing)?|average)\b", mention.left, re.I)
    ):
        return True
    if _MUST.search(mention.left[-80:]) and _RULES.search(sentence):
        return True
    if (
        mention.money.bound == "under"
        and NEGATIVE.search(mention.left[-110:])
        and re.search(r"\b(?:bill|law|ordinance|legislation)\b", sentence, re.I)
    ):
        return True
    if _BY_LAW.search(mention.left[-80:]) or (
        re.search(r"\bmust be paid\b[^.;]{0,30}$", mention.left, re.I) and _FLOOR_TALK.search(mention.left[-60:])
    ):
        return True
    return bool(_FLOOR_TALK.search(mention.left[-60:]) and _DECREE.search(sentence) and mention.money.unit is not None)
