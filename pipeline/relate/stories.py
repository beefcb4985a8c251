"""Gather articles about one event into a story, one article at a time, with ids that last.

In: articles in time order, each with the vector of its title and beginning. Out: a `StoryMembership` for
each, and a `StoryMerge` where two stories turn out to be one (the older id stays). Nothing is refused: an
article without text stands by its title, one without a date at the newest date seen.

An article joins the story whose nearest members it is most like: in meaning (vectors), in words (TF-IDF) and
in names; look-alike events differ in the last two, above all in whom they are about. Then the story is compared
with the nearest others.
Source for the shape of the method: Miranda et al. 2018, single pass with a similarity of several parts.

A story is found for 150 days after its last article. `place` depends on the members in sight alone, so one
night and two nights give the same stories; `preload_range` says which members an index must be given.
"""

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pipeline.codec import to_json
from pipeline.contracts import RecordKey, RelatedInput
from pipeline.filters import Answer, Reply
from pipeline.records import StoryLink, StoryMembership, StoryMerge, story_id
from pipeline.relate.decided_stories import Pins
from pipeline.relate.likeness import (
    Group,
    allowance_for_language,
    doubt_of_distance,
    doubt_of_rivals,
    event_likeness,
    grouped,
    subject_likeness,
    vote_of_nearness,
)
from pipeline.relate.relatable import Relatable, related
from pipeline.relate.story_window import (
    BLOCK_DAYS,
    BLOCKS_BEFORE,
    KEPT_DAYS,
    WINDOW_DAYS,
    Float32Array,
    Rarity,
    StoryWindow,
    rounded,
)
from pipeline.relate.terms import Terms, read_terms
from pipeline.relate.threads import thread_likeness

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

# Tuned on four labelled sets of news: full texts over years, two of look-alike events, bare headlines. Each gains by
# a value of its own (look-alikes by a higher JOIN, full texts by a lower one); 2 % around these hardly matters.
JOIN = 0.28
# Headlines are alike by fewer words and share no figures: their subject decides, and the days between them.
JOIN_BRIEF = 0.28
DOUBT_BRIEF = 3.0
# Reports with a text are gathered well one by one, and a merge joins look-alikes for ever; headlines scatter.
MERGE = 0.675
MERGE_BRIEF = 0.42
# What each doubling of the younger story adds: a merge changes the id of all its articles.
MERGE_SIZE = 0.02
# "Forbidden" or "Just a moment ..." on five hundred pages is no event.
_FEWEST_WORDS = 2
_NEAR_MEMBERS = 300
_STORIES = 12
_CLOSE_STORIES = 6
_MEMBERS = 10
_MERGE_STORIES = 3
_MERGE_MEMBERS = 20
# Thousands of near-identical listings may share a story: a look at it must cost no more for that.
_MERGE_VECTORS = 200

_TEXT_CHARS = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """An article that has its story already: what an index is preloaded with. Leave copies out."""

    article: Relatable
    vector: Sequence[float] | Float32Array
    story_id: str
    story_started: datetime | None = None
    """Date of the story's first article, which may lie before the members given."""


@dataclass(slots=True)
class _Story:
    id: str
    started: float


class StoryIndex:
    """The stories in sight; `place` puts one more article among them.

    Args:
        members: articles that have their story already, in any order.
        is_stream: forget what lies more than `KEPT_DAYS` before the newest article, for a stream without end.
        pins: what people decided: articles are filed where they were put, stories that were parted stay apart.
    """

    def __init__(
        self, *, members: Iterable[StoryMember] = (), is_stream: bool = False, pins: Pins | None = None
    ) -> None:
        self._pins = pins or Pins()
        self._parted = set(self._pins.apart)
        self._kept = frozenset(self._pins.homes.values())
        self._window = StoryWindow(kept_days=KEPT_DAYS if is_stream else math.inf)
        self._stories: dict[int, _Story] = {}
        self._numbers: dict[str, int] = {}
        self._story_of: dict[str, int] = {}
        self._next = 0
        self._links: list[StoryLink] = []
        for member in members:
            day = self._day(member.article.published)
            started = self._day(member.story_started) if member.story_started else day
            number = self._numbers.get(member.story_id)
            if number is None:
                number = self._open(member.story_id, started)
            self._stories[number].started = min(started, self._stories[number].started)
            self._file(member.article, day, rounded(member.vector), read_terms(member.article), number)

    def __len__(self) -> int:
        """Return how many members are held."""
        return len(self._window)

    def holds(self, article_id: str) -> bool:
        """Say whether an article is among the members or follows one of them."""
        return article_id in self._story_of

    def take_links(self) -> tuple[StoryLink, ...]:
        """Return the links to stories of the same thread that were found since it was last called."""
        links, self._links = tuple(self._links), []
        return links

    def place(
        self, article: Relatable, vector: Sequence[float] | Float32Array, *, canonical_id: str | None = None
    ) -> tuple[StoryMembership, tuple[StoryMerge, ...]]:
        """Return the article's story and the merges that it caused, and remember the article.

        Args:
            vector: unit vector of title and text.
            canonical_id: the article that this one copies; where the index knows it, its story is taken over.

        An article that a person put somewhere is filed there; the answer is still where it would be otherwise, so that
        a decision can be taken back.
        """
        if canonical_id is not None and canonical_id in self._story_of:
            story = self._stories[self._story_of[canonical_id]]
            return StoryMembership(article_id=article.id, story_id=story.id, similarity=1.0), ()
        day, row, terms = self._day(article.published), rounded(vector), read_terms(article)
        rarity = self._window.rarity(day)
        near: dict[int, list[int]] = {}
        for member, story_number in self._window.nearest(row, day=day, limit=_NEAR_MEMBERS):
            near.setdefault(story_number, []).append(member)
        number, score, others = self._best_story(row, terms, day, rarity, near)
        self._links += [
            StoryLink(article_id=article.id, other_id=self._stories[other].id, closeness=closeness, named=named)
            for other, closeness, named in others
            if other != number
        ]
        merges: tuple[StoryMerge, ...] = ()
        home = self._pins.homes.get(article.id)
        if home is not None:
            found = story_id(article.id) if number is None else self._stories[number].id
            self._parted.add(frozenset((found, home)))
            self._file(article, day, row, terms, self._home(home, day))
            return StoryMembership(article_id=article.id, story_id=found, similarity=round(min(1.0, score), 4)), ()
        if number is None:
            number = self._open(story_id(article.id), day)
            self._file(article, day, row, terms, number)
        else:
            self._file(article, day, row, terms, number)
            number, merges = self._merge(number, day, rarity, near)
        membership = StoryMembership(
            article_id=article.id, story_id=self._stories[number].id, similarity=round(min(1.0, score), 4)
        )
        return membership, merges

    def _best_story(
        self, row: Float32Array, terms: Terms, day: float, rarity: Rarity, near: dict[int, list[int]]
    ) -> tuple[int | None, float, list[tuple[int, float, float]]]:
        if len(terms.all_words) < _FEWEST_WORDS:
            return None, 1.0, []
        alone = grouped(row.astype(np.float64), [terms], rarity)
        subjects: list[tuple[float, int, Group]] = []
        for story, members in islice(near.items(), _STORIES):
            group = self._group(members[:_MEMBERS], members[:_MEMBERS], rarity)
            subjects.append((subject_likeness(alone, group), story, group))
        subjects.sort(key=lambda one: -one[0])
        best: int | None = None
        best_score = JOIN
        for subject, story, group in subjects[:_CLOSE_STORIES]:
            days = self._window.distance_days(near[story][:_MEMBERS], day)
            doubt = doubt_of_distance(days, [terms], group.members, rarity)
            if terms.is_brief:
                score = subject + JOIN - JOIN_BRIEF - DOUBT_BRIEF * doubt
            else:
                score = event_likeness(subject, [terms], group.members, rarity) - doubt
                score += vote_of_nearness(days, terms, group.members, rarity)
                score -= doubt_of_rivals(terms, group.members, rarity)
            score += allowance_for_language(terms, group.members)
            if score > best_score or (score == best_score and best is None):
                best, best_score = story, score
        others = [
            (story, *linked)
            for _, story, group in subjects
            if (linked := thread_likeness(alone, group, rarity)) is not None
        ]
        return best, best_score if best is not None else 1.0, others

    def _merge(
        self, number: int, day: float, rarity: Rarity, near: dict[int, list[int]]
    ) -> tuple[int, tuple[StoryMerge, ...]]:
        rows = self._window.rows_of(number, day=day)
        own = self._whole(rows, rarity)
        best: int | None = None
        best_score = MERGE
        for story in islice((story for story in near if story != number), _MERGE_STORIES):
            others = self._window.rows_of(story, day=day)
            group = self._whole(others, rarity)
            days = self._window.days_between(rows, others)
            score = subject_likeness(own, group) - doubt_of_distance(days, own.members, group.members, rarity)
            if _mostly_brief(own) and _mostly_brief(group):
                younger = rows if self._by_age(number, story)[1] == number else others
                score += MERGE - MERGE_BRIEF - MERGE_SIZE * math.log2(len(younger))
            if score >= best_score and self._may_merge(number, story):
                best, best_score = story, score
        if best is None:
            return number, ()
        into, old = self._by_age(number, best)
        merge = StoryMerge(old=self._stories[old].id, into=self._stories[into].id)
        self._parted |= {(pair - {merge.old}) | {merge.into} for pair in self._parted if merge.old in pair}
        self._window.relabel(old, into)
        for article, story in self._story_of.items():
            if story == old:
                self._story_of[article] = into
        del self._numbers[self._stories.pop(old).id]
        return into, (merge,)

    def _by_age(self, one: int, other: int) -> tuple[int, int]:
        older, younger = sorted((one, other), key=lambda story: (self._stories[story].started, self._stories[story].id))
        return older, younger

    def _may_merge(self, one: int, other: int) -> bool:
        older, younger = (self._stories[story].id for story in self._by_age(one, other))
        return younger not in self._kept and frozenset((older, younger)) not in self._parted

    def _home(self, name: str, day: float) -> int:
        """Return the story into which a person put an article, opened where it is not in sight."""
        if name in self._numbers:
            return self._numbers[name]
        # A story that was found otherwise this time is where the article is that it is named after.
        founded = (story for article, story in self._story_of.items() if story_id(article) == name)
        number = next(founded, None)
        return self._open(name, day) if number is None else number

    def _whole(self, rows: list[int], rarity: Rarity) -> Group:
        return self._group(rows[:_MERGE_VECTORS], rows[:_MERGE_MEMBERS], rarity)

    def _group(self, vectors: list[int], terms: list[int], rarity: Rarity) -> Group:
        return grouped(self._window.vector_sum(vectors), self._window.terms_of(terms), rarity)

    def _open(self, name: str, started: float) -> int:
        number = self._next
        self._next += 1
        self._stories[number] = _Story(name, started)
        self._numbers[name] = number
        return number

    def _file(self, article: Relatable, day: float, row: Float32Array, terms: Terms, number: int) -> None:
        self._story_of[article.id] = number
        if self._window.add(article_id=article.id, day=day, vector=row, terms=terms, story=number):
            # The article's own story stays, even if it was filed out of sight.
            held = self._window.stories() | {number}
            self._stories = {number: story for number, story in self._stories.items() if number in held}
            self._numbers = {story.id: number for number, story in self._stories.items()}
            self._story_of = {article: number for article, number in self._story_of.items() if number in held}

    def _day(self, when: datetime | None) -> float:
        if when is None:
            return self._window.present
        return when.timestamp() / 86400


def preload_range(first: datetime, last: datetime) -> tuple[datetime, datetime]:
    """Return the dates of the members that an index needs to place articles of `first` to `last`."""
    block = int(first.timestamp() / 86400 // BLOCK_DAYS) - BLOCKS_BEFORE
    start = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(days=block * BLOCK_DAYS)
    return min(start, first - timedelta(days=WINDOW_DAYS)), last + timedelta(days=WINDOW_DAYS)


def story_text(title: str, text: str) -> str:
    """Return what is encoded of an article for its story."""
    return f"{title}. {text[:_TEXT_CHARS]}" if title else text[:_TEXT_CHARS]


def cluster_stage(records: Iterator[RelatedInput], *, encode: Encode) -> Iterator[Reply]:
    """Answer each record with its story; a merge adds a line `{"merge": [old, into]}`.

    Args:
        encode: texts to unit rows, shape (len(texts), dims); not called before there is a record.
    """
    index = StoryIndex(is_stream=True)
    names: dict[str, str] = {}
    used: set[str] = set()
    for number, record in enumerate(records):
        # One by one: the model reads each text alone anyway, and a pipe gets its answer at once.
        vector = encode([story_text(record.title, record.text)])[0]
        place, merges = index.place(related(record, number=number), vector)
        if place.story_id not in names:
            names[place.story_id] = _public_name(record.id, used)
        answers: list[Answer] = [{"story_id": names[place.story_id]}]
        answers.extend({"merge": [names[merge.old], names[merge.into]]} for merge in merges)
        yield answers


def _mostly_brief(group: Group) -> bool:
    return 2 * sum(member.is_brief for member in group.members) > len(group.members)


def _public_name(first: RecordKey, used: set[str]) -> str:
    """Return a story id from the id of its first line; ids of the input may repeat."""
    name = "s" + hashlib.blake2b(to_json(first), digest_size=8).hexdigest()
    again = 1
    while name in used:
        again += 1
        name = "s" + hashlib.blake2b(to_json([first, again]), digest_size=8).hexdigest()
    used.add(name)
    return name
