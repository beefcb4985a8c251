"""Answer many questions from the published files: what the command, the explorer and others search with.

In: where a snapshot, its full-text index and the cache of its vectors lie and, for meaning, how to load a model. Out:
answers. Each question looks at the files as they are then, so that a process that runs for weeks follows every
publication; no lock is held, and several threads may ask at once.
"""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError, WarehouseError
from pipeline.search.file import open_index
from pipeline.search.find import Answer, Filters, check_filters, search_index
from pipeline.search.like import Likeness, articles_like
from pipeline.search.query import parse_query
from pipeline.search.vectors import VectorFile
from pipeline.warehouse.stamp import stamp_of

# Closeness of a short query to title and beginning of an article; see docs/search.md for how it was measured.
MEANING_FLOOR = 0.35

_MOST_BY_MEANING = 50


class Encoder(Protocol):
    """A model that turns texts into unit vectors, such as `models.embeddings.Embedder`."""

    digest: str

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Return one row a text."""
        ...


class Searcher:
    """The published files of one archive, and what was read of them so far."""

    def __init__(
        self, *, snapshot: Path, index: Path, cache: Path, load_encoder: Callable[[], Encoder] | None = None
    ) -> None:
        """Remember where everything lies; nothing is opened yet.

        Args:
            cache: a folder for what is derived of the snapshot's vectors; safe to delete, never a home for others.
            load_encoder: called once, at the first query whose meaning counts; None for words only.
        """
        self._snapshot = snapshot
        self._index = index
        self._cache = cache
        self._load_encoder = load_encoder
        self._encoder: Encoder | None = None
        self._vectors: tuple[str, VectorFile] | None = None
        self._lock = threading.Lock()

    def find(self, text: str, filters: Filters | None = None, *, limit: int = 10) -> Answer:
        """Return what a query finds: at most `limit` stories, claims and articles, each with its quote.

        Raises:
            UsageError: the query cannot be read, or the archive has no such source or platform.
            WarehouseError: no snapshot or index, or none that can be read; says what to do.
        """
        query = parse_query(text)
        wanted = filters or Filters()
        alike: tuple[str, ...] = ()
        why: str | None = None
        try:
            with closing(open_index(self._index)) as index:
                if query.is_plain and self._load_encoder is not None:
                    check_filters(index, wanted)
                    alike, why = self._by_meaning(query.words, self._load_encoder)
                answer = search_index(index, query, wanted, limit=limit, by_meaning=alike)
        except sqlite3.Error as err:
            raise _unreadable(self._index, err) from err
        return replace(answer, words_only_because=why)

    def like(self, name: str, *, limit: int = 10) -> Likeness | None:
        """Return what is like the article of that id or address; None when the archive has no such article.

        Raises:
            WarehouseError: as for `find`.
        """
        try:
            with closing(open_index(self._index)) as index:
                return articles_like(index, self._known_vectors(), name, limit=limit)
        except sqlite3.Error as err:
            raise _unreadable(self._index, err) from err

    def _by_meaning(self, words: str, load: Callable[[], Encoder]) -> tuple[tuple[str, ...], str | None]:
        """Return the articles that mean something like the words, nearest first, or why no model can tell."""
        vectors = self._known_vectors()
        if not len(vectors):
            return (), None
        try:
            with self._lock:
                self._encoder = encoder = self._encoder or load()
            if encoder.digest != vectors.model_digest:
                return (), "the articles' vectors were made by another embedding model"
            row = encoder.encode([words])[0]
        except ModelError as err:
            return (), str(err)
        near = vectors.nearest(row, floor=MEANING_FLOOR, limit=_MOST_BY_MEANING)
        return tuple(one.article_id for one in near), None

    def _known_vectors(self) -> VectorFile:
        with self._lock:
            stamp = stamp_of(self._snapshot)
            if self._vectors is None or self._vectors[0] != stamp:
                self._vectors = (stamp, VectorFile.of_snapshot(self._snapshot, self._cache))
            return self._vectors[1]


def _unreadable(index: Path, err: sqlite3.Error) -> WarehouseError:
    problem = f"the search index cannot be read: {err}; make it anew with `laborwire search --rebuild`"
    return WarehouseError(str(index), problem)
