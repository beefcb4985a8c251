"""Say of each article whether it is new or comes from an earlier one, and from which.

In: articles in time order, each once. Out: a `Duplicate` for each. Nothing is refused: without text an
article is placed by its address and title, without these it is an original.

The method is fingerprint containment with a guard: the share of the smaller article's sampled word runs
that the other one has (Broder 1997, containment), among runs that few originals have. Jaccard cannot see a
trimmed or wrapped copy. Pay listings differ in nothing but platform and dollars, so figures and names must
agree too. A copy files its new runs under its original: `canonical_id` never points to another copy.

Work for one article is bounded by its own length: a run in more than `COMMON` originals finds nobody and
files nothing, so five thousand listings of one form cost what five thousand articles cost.

The index holds originals only. A night preloads the rows that share a hash with its articles (`lookups`),
places them, and stores the new rows; any order of nights with the same order of articles gives the same
answers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from pipeline.contracts import RecordKey, RelatedInput
from pipeline.filters import Reply
from pipeline.records import Duplicate, Relation
from pipeline.relate.agreement import is_same_article
from pipeline.relate.fingerprints import Facts, Fingerprint, read_fingerprint
from pipeline.relate.origins import credits_outlet
from pipeline.relate.postings import COMMON, Postings
from pipeline.relate.relatable import Relatable, related

# 4: fewer shared runs are a common phrase. 10: the true origin was never below the third place.
_MIN_SHARED = 4
_CANDIDATES = 10
# A copy with less than half of the words is an excerpt.
_EXCERPT = 0.50
# Two articles without text and with the same title: the same item only at different outlets and near in time.
_TITLE_WINDOW = timedelta(days=2)
# A report that credits another outlet and has this much of its wording, mostly quotes, was made from it.
_REWRITE = 0.08
_COPIES = frozenset({"exact", "copy", "excerpt", "update"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintRow:
    """That a hash belongs to an original (or to a copy filed under it)."""

    hash: int
    """Signed 64 bits."""
    article_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchRow:
    """What is kept of an original to compare later articles with; a later row replaces an earlier one."""

    article_id: str
    size: int
    """Hashes filed under it."""
    words: int
    numbers: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    headline_names: tuple[str, ...] = ()
    outlet: str = ""
    published: datetime | None = None


@dataclass(slots=True)
class _Original:
    id: str
    size: int
    words: int
    facts: Facts
    outlet: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class _Match:
    number: int
    containment: float


@dataclass(frozen=True, slots=True)
class _Found:
    number: int
    relation: Relation
    similarity: float


class DuplicateIndex:
    """The originals seen so far; `place` puts one more article among them."""

    def __init__(self, *, sketches: Iterable[SketchRow] = (), fingerprints: Iterable[FingerprintRow] = ()) -> None:
        self._originals: list[_Original] = []
        self._numbers: dict[str, int] = {}
        self._postings = Postings()
        self._new_fingerprints: list[FingerprintRow] = []
        self._touched: set[int] = set()
        for sketch in sketches:
            self._numbers[sketch.article_id] = len(self._originals)
            self._originals.append(_from_row(sketch))
        filed: dict[int, list[int]] = {}
        for row in fingerprints:
            if row.article_id in self._numbers:
                filed.setdefault(self._numbers[row.article_id], []).append(row.hash)
        for number in sorted(filed):
            self._postings.add(np.unique(np.array(filed[number], dtype=np.int64)), number)

    def place(self, article: Relatable, *, fingerprint: Fingerprint | None = None) -> Duplicate:
        """Return the article's relation to the earlier ones, and remember it.

        Args:
            fingerprint: of this article, where the caller has read it already (to preload the index).
        """
        print_ = fingerprint or read_fingerprint(article)
        found = self._relation(article, print_)
        if found is not None and self._originals[found.number].id == article.id:
            # Placed before: the same night run again.
            found = None
        elif found is not None and found.relation in _COPIES:
            self._file(print_, found.number)
        else:
            self._file_original(article, print_)
        earlier = self._originals[found.number].id if found is not None else article.id
        is_copy = found is not None and found.relation in _COPIES
        return Duplicate(
            article_id=article.id,
            canonical_id=earlier if is_copy else article.id,
            relation=found.relation if found is not None else "original",
            similarity=round(found.similarity, 4) if found is not None else 1.0,
            origin_id=earlier if found is not None and not is_copy else None,
        )

    def forget_new_rows(self) -> None:
        """Drop the rows to store, where nothing is stored: a filter."""
        self._new_fingerprints.clear()
        self._touched.clear()

    def take_new_rows(self) -> tuple[tuple[FingerprintRow, ...], tuple[SketchRow, ...]]:
        """Return the rows to store since the last call: fingerprints to add, sketches to add or replace."""
        fingerprints = tuple(self._new_fingerprints)
        sketches = tuple(_to_row(self._originals[number]) for number in sorted(self._touched))
        self._new_fingerprints = []
        self._touched = set()
        return fingerprints, sketches

    def _relation(self, article: Relatable, print_: Fingerprint) -> _Found | None:
        same_text = self._owner(print_.text_key)
        if same_text is not None:
            return _Found(same_text, "exact", 1.0)
        matches = self._matches(print_)
        copied = [
            match
            for match in matches
            if is_same_article(match.containment, print_.facts, self._originals[match.number].facts)
        ]
        best = max(copied, key=lambda match: match.containment, default=None)
        same_url = self._owner(print_.url_key)
        if same_url is not None:
            if print_.text_key is None and self._originals[same_url].words == print_.words:
                return _Found(same_url, "exact", 1.0)
            overlap = next((match.containment for match in matches if match.number == same_url), 0.0)
            return _Found(same_url, "update", overlap)
        if best is not None:
            return _Found(best.number, self._kind_of_copy(article, print_, best), best.containment)
        if print_.text_key is None:
            return self._by_title(article, print_)
        return self._by_origin(article, print_, matches)

    def _by_title(self, article: Relatable, print_: Fingerprint) -> _Found | None:
        number = self._owner(print_.title_key)
        if number is not None:
            earlier = self._originals[number]
            if earlier.outlet != article.outlet and _near(earlier.published, article.published):
                return _Found(number, "exact" if earlier.words == print_.words else "excerpt", 1.0)
        return None

    def _by_origin(self, article: Relatable, print_: Fingerprint, matches: list[_Match]) -> _Found | None:
        for match in matches:
            earlier = self._originals[match.number]
            if (
                match.containment >= _REWRITE
                and earlier.outlet != article.outlet
                and credits_outlet(article.text, earlier.outlet)
            ):
                return _Found(match.number, "rewrite", match.containment)
        edition = self._owner(print_.edition_key)
        if edition is not None and all(match.number != edition for match in matches):
            return _Found(edition, "translation", 0.0)
        return None

    def _matches(self, print_: Fingerprint) -> list[_Match]:
        """Return the originals that share most runs with the article, most first."""
        shared: Counter[int] = Counter()
        live = 0
        for owners in self._postings.owners(print_.hashes):
            if len(owners) <= COMMON:
                live += 1
                shared.update(owners)
        candidates = sorted(
            ((count, number) for number, count in shared.items() if count >= _MIN_SHARED),
            key=lambda pair: (-pair[0], *self._age(pair[1])),
        )
        return [
            _Match(number, min(1.0, count / max(1, min(live, self._originals[number].size))))
            for count, number in candidates[:_CANDIDATES]
        ]

    def _kind_of_copy(self, article: Relatable, print_: Fingerprint, match: _Match) -> Relation:
        earlier = self._originals[match.number]
        if print_.words < _EXCERPT * earlier.words:
            return "excerpt"
        return "update" if article.outlet and article.outlet == earlier.outlet else "copy"

    def _owner(self, key: int | None) -> int | None:
        if key is None:
            return None
        owners = self._postings.owners(np.array([key], dtype=np.int64))[0]
        return min(owners, key=self._age) if owners else None

    def _age(self, number: int) -> tuple[float, str]:
        # Not the order of filing: that differs between one night and two.
        earlier = self._originals[number]
        return (earlier.published.timestamp() if earlier.published else float("inf"), earlier.id)

    def _file_original(self, article: Relatable, print_: Fingerprint) -> None:
        number = self._numbers[article.id] = len(self._originals)
        self._originals.append(
            _Original(
                id=article.id,
                size=0,
                words=print_.words,
                facts=print_.facts,
                outlet=article.outlet,
                published=article.published,
            )
        )
        self._touched.add(number)
        self._file(print_, number)
        # What the article shares with its siblings counts as its own too.
        self._originals[number].size = len(print_.hashes)

    def _file(self, print_: Fingerprint, number: int) -> None:
        original = self._originals[number]
        added = self._postings.add(print_.hashes, number)
        original.size += len(added)
        keys = np.array(print_.keys, dtype=np.int64)
        free = np.array([not owners for owners in self._postings.owners(keys)], dtype=np.bool_)
        added += self._postings.add(np.unique(keys[free]), number)
        if added:
            self._new_fingerprints.extend(FingerprintRow(hash=value, article_id=original.id) for value in added)
            self._touched.add(number)


def dedupe_stage(records: Iterator[RelatedInput]) -> Iterator[Reply]:
    """Answer each record from those before it; ids are echoed as they came."""
    index = DuplicateIndex()
    ids: list[RecordKey] = []
    for record in records:
        # Lines are counted inside: ids of the input may repeat, and 1 and "1" are two.
        place = index.place(related(record, number=len(ids)))
        ids.append(record.id)
        yield {
            "canonical_id": ids[int(place.canonical_id)],
            "relation": place.relation,
            "similarity": place.similarity,
            "origin_id": ids[int(place.origin_id)] if place.origin_id is not None else None,
        }
        index.forget_new_rows()


def _near(one: datetime | None, other: datetime | None) -> bool:
    return one is None or other is None or abs(one - other) <= _TITLE_WINDOW


def _from_row(row: SketchRow) -> _Original:
    return _Original(
        id=row.article_id,
        size=row.size,
        words=row.words,
        facts=Facts(
            numbers=frozenset(row.numbers),
            money=frozenset(row.money),
            names=frozenset(row.names),
            headline_names=frozenset(row.headline_names),
        ),
        outlet=row.outlet,
        published=row.published,
    )


def _to_row(original: _Original) -> SketchRow:
    facts = original.facts
    return SketchRow(
        article_id=original.id,
        size=original.size,
        words=original.words,
        numbers=tuple(sorted(facts.numbers)),
        money=tuple(sorted(facts.money)),
        names=tuple(sorted(facts.names)),
        headline_names=tuple(sorted(facts.headline_names)),
        outlet=original.outlet,
        published=original.published,
    )
