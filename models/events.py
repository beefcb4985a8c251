"""Read the events that an article tells of: strikes, lawsuits, layoffs, votes, agreements, laws, launches and ends.

In: an article and its mentions. Out: one record for each event, with its status (happened, planned, threatened,
hypothetical, denied or past), its days, its actors and the words that state it; an event that is told several times in
an article comes once. Head verbs and nouns decide, in the word lists of `data/events`; a small spaCy model, loaded
when it is first needed, parses the sentences that a cheap look finds, and no others. English alone. A sentence beyond
1,000 characters is a table and is not read; nor is what stands beyond 20,000 characters, or the sixty-first candidate.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from models.events_actors import Name
from models.events_frames import FOLDER, Frames, load_frames
from models.events_match import Telling, tellings
from models.mentions import CANDIDATE_SENTENCES, READ_CHARACTERS
from models.mentions_folding import encodable
from models.nlp import MAX_SENTENCE, forgetting, load_language
from pipeline.records import ArticleEvent, Mention, event_id
from pipeline.sentences import sentence_spans

VERSION = "events-2"
_NEAR = timedelta(days=10)
"""Two dates of one kind and the same actors that lie no further apart are one event: a strike goes on."""
_NOT_NEEDED = ["ner"]
_REAL = ("happened", "past")
_DATED = ("planned", "past")
# "CEBU CITY — ", "HOBART, Feb 6 — ", "LOS ANGELES (CPW) — ", "Bengaluru, 3 September 2025: ", "Q: ": parsers stumble.
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z'’. -]{2,40}(?:,[^—–:]{1,30})?(?:\s?\([^)]{1,20}\))?\s?[—–:-]{1,2}\s|"
    r"[A-Z][\w .'’-]{2,30}, [^—–:]{0,12}?\d{1,2}[^—–:]{0,20}(?:\s[—–-]|:)\s|[QA]: |[-•*]\s)"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A telling with its sentence: half-open characters into the text."""

    telling: Telling
    sent_start: int
    sent_end: int


def read_events(
    *,
    article_id: str,
    text: str,
    published: date | datetime | None,
    mentions: Sequence[Mention] = (),
    language: str | None = None,
    folder: Path = FOLDER,
) -> tuple[ArticleEvent, ...]:
    """Return the events that an article tells of, in the order of the text.

    Args:
        mentions: those of `models.mentions.tag_mentions` for this text, in order.
        language: of the text; what is not English gives nothing.

    Raises:
        ModelError: the spaCy model is missing, changed or cannot be loaded.
        ConfigError: the word lists are missing or wrong.
    """
    if language and not language.startswith("en"):
        return ()
    frames = load_frames(folder)
    day = published.date() if isinstance(published, datetime) else published
    told = list(_told(text, mentions, frames, day))
    return tuple(_record(article_id, one) for one in _once(told))


def _told(text: str, mentions: Sequence[Mention], frames: Frames, published: date | None) -> Iterator[_Told]:
    chosen = [
        (start, _after_dateline(text, start, end), end)
        for start, end in sentence_spans(text[:READ_CHARACTERS])
        if end - start <= MAX_SENTENCE and frames.triggers.search(text, start, end)
    ][:CANDIDATE_SENTENCES]
    if not chosen:
        return
    language = load_language()
    found: list[_Told] = []
    at = 0
    with forgetting(language):
        texts = (encodable(text[begin:end]) for _, begin, end in chosen)
        docs = language.pipe(texts, batch_size=32, disable=_NOT_NEEDED)
        for (start, begin, end), doc in zip(chosen, docs, strict=True):
            while at < len(mentions) and mentions[at].end <= begin:
                at += 1
            names = []
            for mention in mentions[at:]:
                if mention.start >= end:
                    break
                names.append(Name(mention.start - begin, mention.end - begin, mention))
            for telling in tellings(doc, text[begin:end], names, frames, published=published):
                moved = replace(telling, start=telling.start + begin - start, end=telling.end + begin - start)
                found.append(_Told(moved, start, end))
    yield from found


def _after_dateline(text: str, start: int, end: int) -> int:
    match = _DATELINE.match(text, start, end)
    return match.end() if match and match.end() < end else start


def _once(told: Sequence[_Told]) -> list[_Told]:
    """Put the tellings of one event together: the first real one stays, and learns what it lacks from the others."""
    kept: list[_Told] = []
    for one in told:
        same = next((at for at, other in enumerate(kept) if _is_same(other.telling, one.telling)), None)
        if same is None:
            kept.append(one)
        else:
            kept[same] = _joined(kept[same], one)
    return kept


def _is_same(first: Telling, second: Telling) -> bool:
    if first.type != second.type or second.is_another or not _may_be_same_parties(first, second):
        return False
    if first.when is not None and second.when is not None:
        is_near = first.when.first <= second.when.last + _NEAR and second.when.first <= first.when.last + _NEAR
        # The ballot to come is another than the one that was held.
        return is_near and (first.status == second.status or first.status not in _REAL or second.status in _REAL)
    # What is dated and lies apart in time is an event of its own.
    return not (second.when is not None and second.status in _DATED and first.status != second.status)


def _may_be_same_parties(first: Telling, second: Telling) -> bool:
    """Say whether no side has names of its own in each telling: an article calls one strike that of firm or union."""
    for side in ("UNION", "FIRM"):
        mine = {name for of, name in first.parties if of == side}
        yours = {name for of, name in second.parties if of == side}
        if mine and yours and not any(one in other or other in one for one in mine for other in yours):
            return False
    return True


def _joined(first: _Told, second: _Told) -> _Told:
    """Return what two tellings of one event say together; one that it happened outweighs one that it was to happen."""
    better, other = first, second
    if first.telling.status not in _REAL and second.telling.status in _REAL:
        better, other = second, first
    when = better.telling.when
    if when is None and other.telling.status == better.telling.status:
        when = other.telling.when
    actors = better.telling.actors
    if not any(not one.words[:1].islower() for one in actors):
        actors = other.telling.actors or actors
    parties = better.telling.parties | other.telling.parties
    return replace(better, telling=replace(better.telling, when=when, actors=actors, parties=parties))


def _record(article_id: str, told: _Told) -> ArticleEvent:
    telling = told.telling
    start, end = told.sent_start + telling.start, told.sent_start + telling.end
    when = telling.when
    return ArticleEvent(
        id=event_id(article_id, kind=telling.type, start=start, end=end),
        article_id=article_id,
        type=telling.type,
        status=telling.status,
        date_first=when.first if when else None,
        date_last=when.last if when else None,
        date_words=when.words if when else None,
        actors=telling.actors,
        start=start,
        end=end,
        sent_start=told.sent_start,
        sent_end=told.sent_end,
        rule_id=telling.rule_id,
        extractor_version=VERSION,
    )
