"""Find who and what an article speaks of: half-open character spans with a label, sorted, none overlapping.

Platforms, employers, unions, projects and roles come from the gazetteer, money from the grammar of `models.money`,
calendar dates, laws and code names from patterns; people, other organisations, places and events from a small spaCy
model, which reads English only and whose usual mistakes are cut. Where finds overlap, money is kept, then the
gazetteer, then patterns, then the model. A person never gets an entity id. For the night the model reads only sentences
near a name, money or a word about work; the filter has it read every sentence of the first 20,000 characters, beyond
which news text is comments. Forum handles are no mentions (`models.claims_handles`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from models.claims_handles import Handles
from models.gazetteer import Gazetteer
from models.mentions_context import clean_spans
from models.mentions_patterns import dates_in, laws_in, projects_in
from models.money import find_money
from pipeline.contracts import TextInput
from pipeline.filters import Reply
from pipeline.records import Label, Mention, mention_id
from pipeline.sentences import sentence_spans

if TYPE_CHECKING:
    from models.nlp import Context

Reach = Literal["candidates", "all"]

READ_CHARACTERS = 20_000
CANDIDATE_SENTENCES = 60
"""A night reads at most so many sentences of one article with the model: 99 of 100 articles have fewer candidates."""

_WORK_WORD = re.compile(
    r"\b(?:worker|contractor|freelanc|annotat|label(?:l?er|l?ing)|moderat|rater|tasker|trainer|train(?:s|ed|ing) |"
    r"wage|salar|pay|paid|unpaid|hourly|union|strike|lawsuit|sued?|laid off|layoff|contract|gig|hire|fired|job)",
    re.IGNORECASE,
)


_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(("the", "and", "of", "to", "that", "for", "with", "was", "is", "on", "it", "are", "by", "they"))
# These words are 20 % of English news and 2 % of German, French, Spanish or Portuguese; lists have fewer.
_ENGLISH_SHARE = 0.06
_LANGUAGE_WORDS = 30
_LANGUAGE_CHARACTERS = 3_000


@dataclass(frozen=True, slots=True)
class Find:
    """A span of a text, what it names, and how sure its source is: the least rank wins where finds overlap."""

    start: int
    end: int
    label: Label
    entity_id: str | None
    why: str
    rank: int


def tag_mentions(
    *,
    article_id: str,
    title: str,
    text: str,
    gazetteer: Gazetteer,
    context: "Context | None" = None,
    reach: Reach = "candidates",
) -> tuple[Mention, ...]:
    """Return the mentions in `text`, in order, none overlapping; the title is only evidence.

    Args:
        context: reads people, places and other organisations of English text; None leaves them out.
        reach: whether the model reads the sentences near a name, money or a word about work, or all of them.

    Raises:
        ModelError: `context` cannot load its model.
    """
    known = without_overlaps([*names_in(text, title=title, gazetteer=gazetteer), *forms_in(text)])
    if context is not None:
        others = gazetteer.other_names
        known = without_overlaps(
            [*known, *people_and_places_in(text, known, context=context, reach=reach, others=others)]
        )
    return tuple(mention_of(article_id, text, find) for find in known)


def names_in(text: str, *, title: str, gazetteer: Gazetteer) -> list[Find]:
    """Return what the gazetteer knows."""
    return [
        Find(span.start, span.end, span.label, span.entity_id, span.why, 1)
        for span in gazetteer.find(text, title=title)
    ]


def forms_in(text: str) -> list[Find]:
    """Return what has a form of its own: money, projects by code name, laws and dates."""
    finds = [Find(money.start, money.end, Label.MONEY, None, "grammar.money", 0) for money in find_money(text)]
    for pattern in (projects_in, laws_in, dates_in):
        finds += [Find(span.start, span.end, span.label, None, span.why, 2) for span in pattern(text)]
    return finds


def people_and_places_in(
    text: str, known: Sequence[Find], *, context: "Context", reach: Reach, others: Mapping[str, Label]
) -> list[Find]:
    """Return what the language model finds in the sentences that it is to read; nothing in other languages.

    Args:
        known: what was found so far, in order: sentences near it are read.
        others: names without an entry, and what they are against the model.

    Raises:
        ModelError: `context` cannot load its model.
    """
    if not _reads_as_english(text):
        return []
    spans = _sentences_to_read(text, known, reach)
    found = context.entities([text[start:end] for start, end in spans])
    named = clean_spans(text, spans, found, known=others)
    # The name under which somebody posts may lead to a person: it is no mention of one.
    handles = Handles.of(text)
    named = [span for span in named if not _is_handle(text[span.start : span.end], span.label, handles)]
    return [Find(s.start, s.end, s.label, None, s.why, 3) for s in named]


def answer_tag(
    record: TextInput, *, gazetteer: Gazetteer, context: "Context | None" = None, reach: Reach = "all"
) -> Reply:
    """Answer one line of `laborwire tag`."""
    mentions = tag_mentions(
        article_id=str(record.id),
        title=record.title,
        text=record.text,
        gazetteer=gazetteer,
        context=context,
        reach=reach,
    )
    return {
        "mentions": [
            {
                "start": mention.start,
                "end": mention.end,
                "label": mention.label,
                "text": mention.text,
                "entity_id": mention.entity_id,
                "why": mention.why,
            }
            for mention in mentions
        ]
    }


def _is_handle(name: str, label: Label, handles: Handles) -> bool:
    # Firms may be called "Studio54", people are not.
    return handles.is_poster(name) or (label is Label.PERSON and handles.are_in(name))


def _sentences_to_read(text: str, known: Sequence[Find], reach: Reach) -> list[tuple[int, int]]:
    spans = sentence_spans(text[:READ_CHARACTERS])
    if reach == "all":
        return spans
    chosen = []
    at = 0
    for start, end in spans:
        while at < len(known) and known[at].end <= start:
            at += 1
        near = at < len(known) and known[at].start < end and known[at].label is not Label.DATE
        if near or _WORK_WORD.search(text, start, end):
            chosen.append((start, end))
    return chosen[:CANDIDATE_SENTENCES]


def _reads_as_english(text: str) -> bool:
    """Say whether the model can read the text: it takes every noun of a German one for a name."""
    words = _WORD.findall(text[:_LANGUAGE_CHARACTERS])
    if len(words) < _LANGUAGE_WORDS:
        return True
    return sum(word.lower() in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)


def without_overlaps(finds: Iterable[Find]) -> list[Find]:
    """Return finds in order without overlaps: of two that touch the better source wins, then the longer one."""
    kept: list[Find] = []
    by_rank: dict[int, list[Find]] = {}
    for find in finds:
        by_rank.setdefault(find.rank, []).append(find)
    for rank in sorted(by_rank):
        layer: list[Find] = []
        for find in sorted(by_rank[rank], key=lambda find: (find.start, -find.end)):
            while layer and layer[-1].end > find.start and find.end - find.start > layer[-1].end - layer[-1].start:
                layer.pop()
            if not layer or layer[-1].end <= find.start:
                layer.append(find)
        kept = _merge(kept, layer)
    return kept


def _merge(kept: list[Find], layer: list[Find]) -> list[Find]:
    """Return `kept` with those of `layer` that overlap none of it; both are in order and free of overlaps."""
    merged: list[Find] = []
    at = 0
    for find in layer:
        while at < len(kept) and kept[at].end <= find.start:
            merged.append(kept[at])
            at += 1
        if at == len(kept) or kept[at].start >= find.end:
            merged.append(find)
    merged += kept[at:]
    return merged


def mention_of(article_id: str, text: str, find: Find) -> Mention:
    """Return the record of what was found in an article's text."""
    return Mention(
        id=mention_id(article_id, start=find.start, end=find.end, label=find.label),
        article_id=article_id,
        start=find.start,
        end=find.end,
        label=find.label,
        text=text[find.start : find.end],
        entity_id=find.entity_id,
        why=find.why,
    )
