"""Clean what the small spaCy model finds, and let one article's names help each other.

Cut from spans: "the", titles, possessive endings, quotation marks, a currency sign or line end that slipped in.
Dropped: how long and how often taken for dates, abbreviations of things ("AI", "LLM", "CEO") and words without a
capital taken for names. A name that is read in two ways in one article gets the reading that most of its places have,
and "Chen" after "Sarah Chen" is the same person wherever it stands.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from models.nlp import Found
from pipeline.records import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextSpan:
    """Half-open characters into the text, with the label and the rule that found it."""

    start: int
    end: int
    label: Label
    why: str


_TRIM_LEFT = re.compile(
    r"(?:[\s\"“”‘’'(\[,.;:$*•·–—-]+|(?:the|The|a|an|An?|both|former|ex|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Judge|Justice)\b\.?\s+|-)+"
)
_TRIM_RIGHT = re.compile(r"(?:['’]s?|[\s\"“”‘’'(\[,;:$*•·–—-]|(?<![A-Z])\.)+$")
_NO_NAMES = """
    ai a.i. ml llm llms agi gpt chatgpt ceo cto coo cfo hr pr it api apis pdf url faq nda ndas phd mba ba stem gpu gpus
    nlp rlhf hit hits id w-2 1099 w2 i-9 covid covid-19 tv usb pc q&a diy asap eta sms sql seo kpi kpis okr vpn captcha
    bpo bpos ui ux qa sla slas ok us$ usd eur gbp bitcoin internet web english spanish french german portuguese
    italian dutch swahili amharic somali arabic hindi bengali tamil urdu tagalog korean japanese mandarin chinese
"""
_THINGS = frozenset(_NO_NAMES.split())
_WHEN = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tues|wednes|thurs|fri|satur|sun|yesterday|today|tomorrow|"
    r"ago|last|next|this|recent|earlier|later|previous|following|past|(?:19|20)\d\d|spring|summer|autumn|fall|winter|"
    r"christmas|easter|thanksgiving|ramadan|quarter|century)",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    r"\b(?:the )?(?:past|last|next|following|previous) (?:few|several|couple|\w+) (?:days|weeks|months|years)", re.I
)
_ANY = re.compile(
    r"(?:the |a |one |each |every )?(?:spring|summer|autumn|fall|winter|quarter|century|recent|earlier|later|past|next|"
    r"last)s?",
    re.IGNORECASE,
)
_OF_ORGANISATION = re.compile(
    r"\b(?:on|via|website|site|newspaper|magazine|outlet|company|firm|start-?up|platform|app|agency|union|at|giant|maker|rival)"
    r" (?:the )?$"
)
_OF_LAW = re.compile(
    r"\b(?:act|laws?|code|constitution|amendment|treaty|directive|regulation|section|title|bill|charter|convention)\b",
    re.IGNORECASE,
)
_NAMES = (Label.PERSON, Label.ORG, Label.PLACE)


def clean_spans(
    text: str,
    sentences: Sequence[tuple[int, int]],
    found: Sequence[Sequence[Found]],
    *,
    known: Mapping[str, Label] = MappingProxyType({}),
) -> list[ContextSpan]:
    """Return the model's finds as spans of the text, cleaned and made consistent, in order.

    Args:
        sentences: the spans that were read; `found` holds offsets into each.
        known: what a name is wherever it is written so, against the model.
    """
    spans = [
        span
        for (start, _), finds in zip(sentences, found, strict=True)
        for low, high, label in finds
        if (span := _clean(text, start + low, start + high, label)) is not None
    ]
    return _same_again(text, sentences, _agreed(text, spans, known), known)


def _clean(text: str, start: int, end: int, label: Label) -> ContextSpan | None:
    line = text.find("\n", start, end)
    end = line if line >= 0 else end
    if label is not Label.DATE:
        left = _TRIM_LEFT.match(text, start, end)
        start = left.end() if left else start
    right = _TRIM_RIGHT.search(text[start:end])
    end = start + right.start() if right else end
    name = text[start:end]
    if not name or not any(letter.isalnum() for letter in name):
        return None
    if not _may_be(name, label):
        return None
    return ContextSpan(start=start, end=end, label=label, why="model.spacy")


def _may_be(name: str, label: Label) -> bool:
    if label is Label.DATE:
        # "summer" or "quarter" alone may be any.
        return _WHEN.search(name) is not None and _HOW_LONG.search(name) is None and not _ANY.fullmatch(name)
    if label is Label.LAW and not _OF_LAW.search(name):
        return False
    # Shouted words are no names; abbreviations are short.
    if name.isupper() and any(len(word) > 6 for word in name.split()):
        return False
    if len(name) < 2 or name.casefold() in _THINGS or not any(letter.isupper() for letter in name):
        return False
    return label is not Label.PERSON or (not any(letter.isdigit() for letter in name) and len(name.split()) <= 5)


def _agreed(text: str, spans: list[ContextSpan], known: Mapping[str, Label]) -> list[ContextSpan]:
    """Give each name the label that most of its places have; a surname follows the full name of a person."""
    votes: dict[str, Counter[Label]] = {}
    for span in spans:
        if span.label in _NAMES:
            votes.setdefault(text[span.start : span.end], Counter())[span.label] += 1
    people = _surnames(text, spans)
    organisations = {
        text[span.start : span.end]
        for span in spans
        if span.label is Label.PERSON and _OF_ORGANISATION.search(text, max(0, span.start - 30), span.start)
    }
    agreed = []
    for span in spans:
        if span.label in _NAMES:
            name = text[span.start : span.end]
            label = votes[name].most_common(1)[0][0]
            if name in known:
                label = known[name]
            elif name in people:
                label = Label.PERSON
            elif label is Label.PERSON and name in organisations and " " not in name:
                label = Label.ORG
            span = ContextSpan(start=span.start, end=span.end, label=label, why=span.why)
        agreed.append(span)
    return agreed


def _surnames(text: str, spans: list[ContextSpan]) -> frozenset[str]:
    full = [text[span.start : span.end].split() for span in spans if span.label is Label.PERSON]
    places = {text[span.start : span.end] for span in spans if span.label is Label.PLACE}
    return frozenset(words[-1] for words in full if len(words) >= 2 and len(words[-1]) >= 3) - places


def _same_again(
    text: str, sentences: Sequence[tuple[int, int]], spans: list[ContextSpan], known: Mapping[str, Label]
) -> list[ContextSpan]:
    """Add places where a known name, or a name found elsewhere in the article, stands again."""
    labels = {text[span.start : span.end]: span.label for span in spans if span.label in _NAMES}
    labels |= dict.fromkeys(_surnames(text, spans), Label.PERSON)
    read = text[: sentences[-1][1]] if sentences else ""
    labels |= {name: label for name, label in known.items() if name in read}
    names = sorted((name for name in labels if len(name) >= 3 and name[0].isupper()), key=len, reverse=True)[:300]
    if not names:
        return spans
    again = re.compile(r"(?<![\w@.-])(?:" + "|".join(re.escape(name) for name in names) + r")(?![\w-])")
    taken = sorted((span.start, span.end) for span in spans)
    added = []
    at = 0
    for low, high in sentences:
        for match in again.finditer(text, low, high):
            while at < len(taken) and taken[at][1] <= match.start():
                at += 1
            if at == len(taken) or taken[at][0] >= match.end():
                label = labels[match.group()]
                added.append(ContextSpan(start=match.start(), end=match.end(), label=label, why="model.spacy_again"))
    return sorted([*spans, *added], key=lambda span: (span.start, span.end))
