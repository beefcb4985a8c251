"""The search page: stories, claims and articles that match words or mean the same, out of the index of the snapshot.

The model of meaning takes seconds to load, so the first question has it loaded aside while that question is answered
by words alone; the page says so. Where there is no model, words stay.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError, UsageError, WarehouseError
from pipeline.explorer.edition import Edition
from pipeline.explorer.shown_claim import ShownClaim, shown_claim
from pipeline.places import Places
from pipeline.search.ask import Encoder, Searcher
from pipeline.search.find import Answer, Filters
from pipeline.search.like import LikeHit

_MOST_HITS = 20
_MOST_FED = 100
_MOST_LIKE = 6
_LONGEST = 300
_FILTERS = ("platform", "source", "since", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is searched for, as the address says it."""

    words: str
    filters: Mapping[str, str] = field(default_factory=dict)
    """Of platform, source, since and until: those that are set."""
    words_only: bool = False

    def parameters(self) -> dict[str, str]:
        """Return what the address says of it."""
        said = {"q": self.words, **self.filters} if self.words else dict(self.filters)
        return said | ({"words": "1"} if self.words_only else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """A question in words and its answer."""

    query: str
    filters: Mapping[str, str]
    words_only: bool
    answer: Answer | None
    """None when nothing was asked, or when it cannot be answered."""
    problem: str = ""
    """Why not."""
    shown: Mapping[str, ShownClaim] = field(default_factory=dict)
    """By id the claims of the answer that stand, with what speaks against printing them."""


class LazyEncoder:
    """A model of meaning that is loaded aside when it is first wanted; safe to be asked by several threads."""

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._begun = False
        self._encoder: Encoder | None = None
        self._problem: ModelError | None = None

    def __call__(self) -> Encoder:
        """Return the model.

        Raises:
            ModelError: it is not loaded yet, or cannot be.
        """
        with self._lock:
            if not self._begun:
                self._begun = True
                threading.Thread(target=self._fetch, daemon=True).start()
        if self._encoder is not None:
            return _InTurns(self._encoder)
        if self._problem is not None:
            raise self._problem
        raise ModelError("of meaning", "it is being loaded; in some seconds the same search goes by meaning, too")

    def _fetch(self) -> None:
        try:
            self._encoder = self._load()
        except ModelError as err:
            self._problem = err


class _InTurns:
    """A model that encodes for one thread at a time: its tokenizer cannot be shared."""

    _turn = threading.Lock()

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self.digest = encoder, encoder.digest

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        with self._turn:
            return self._encoder.encode(texts)


def read_query(query: Mapping[str, str]) -> SearchQuery:
    """Return what an address asks to be searched for."""
    return SearchQuery(
        words=query.get("q", "")[:_LONGEST].strip(),
        filters={name: query[name][:_LONGEST].strip() for name in _FILTERS if query.get(name, "").strip()},
        words_only=query.get("words") == "1",
    )


def search_page(
    edition: Edition, places: Places, wanted: SearchQuery, encoder: LazyEncoder | None, *, limit: int = _MOST_HITS
) -> SearchPage:
    """Return what a snapshot has about some words.

    Args:
        encoder: for meaning; None for words alone.
    """

    def page(answer: Answer | None, problem: str = "") -> SearchPage:
        rows = [edition.records.claim(hit.claim_id) for hit in answer.claims] if answer is not None else []
        return SearchPage(
            query=wanted.words,
            filters=wanted.filters,
            words_only=wanted.words_only,
            answer=answer,
            problem=problem,
            shown={row["claim_id"]: shown_claim(row) for row in rows if row is not None},
        )

    if not wanted.words:
        return page(None)
    if edition.rights_changed:
        problem = "What its sources let be shown has changed since this snapshot was made: search the newest one."
        return page(None, problem)
    searcher = _searcher(edition, places, None if wanted.words_only else encoder)
    try:
        return page(searcher.find(wanted.words, _filters(wanted.filters), limit=limit))
    except UsageError as err:
        return page(None, str(err))
    except WarehouseError:
        problem = "This snapshot has no index of words. Who runs the archive makes it with: laborwire search --rebuild"
        return page(None, problem)


def search_feed(edition: Edition, places: Places, wanted: SearchQuery) -> SearchPage:
    """Return what a feed of a search has: found by words alone, since what is close to them changes with each model."""
    return search_page(edition, places, wanted, None, limit=_MOST_FED)


def articles_like(edition: Edition, places: Places, article: str) -> tuple[LikeHit, ...]:
    """Return the articles of other stories that are most like one; () where none is close or vectors are missing."""
    if edition.rights_changed:
        return ()
    try:
        found = _searcher(edition, places, None).like(article, limit=_MOST_LIKE)
    except WarehouseError:
        return ()
    return () if found is None else found.alike


def _searcher(edition: Edition, places: Places, encoder: LazyEncoder | None) -> Searcher:
    from pipeline.warehouse.publish import search_beside

    key = "searcher" if encoder is None else "searcher by meaning"
    with edition.lock:
        if key not in edition.kept:
            newest = edition.path == places.warehouse
            index: Path = places.search if newest else search_beside(edition.path)
            edition.kept[key] = Searcher(snapshot=edition.path, index=index, cache=places.vectors, load_encoder=encoder)
        searcher: Searcher = edition.kept[key]
    return searcher


def _filters(said: Mapping[str, str]) -> Filters:
    since, until = _day(said, "since"), _day(said, "until")
    return Filters(
        platform=said.get("platform"),
        source=said.get("source"),
        since=since.isoformat() if since else None,
        before=(until + timedelta(days=1)).isoformat() if until else None,
    )


def _day(said: Mapping[str, str], name: str) -> date | None:
    if name not in said:
        return None
    try:
        return date.fromisoformat(said[name])
    except ValueError as err:
        raise UsageError(f"{name}: {said[name]!r} is no day; write it as 2026-10-01") from err
