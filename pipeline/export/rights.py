"""Leave out what may not be handed on: words beyond an outlet's rights, and all about articles that are withdrawn.

The rights are those of `article_rights`, the words those of `pipeline.quoting`, as in digests and alerts: of an
outlet that allows headlines no words of the text, of one that allows an excerpt one sentence of an article in the
whole export, of others every sentence that states a figure, at most 40 words of each around it, and the first 40
words of a text. Rows about an article that its publisher withdrew, or that was dropped or taken down here, are left
out; the export says how many articles these are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import duckdb

from pipeline.export.resources import Column, Resource
from pipeline.quoting import QUOTE_WORDS, window, words_allowed
from pipeline.records import Rights
from pipeline.warehouse.showing import what_is_hidden

_BATCH = 1000
# Most articles may be quoted; only the others are kept in memory.
_LIMITED = (
    "SELECT a.id, r.rights, s.excerpt_words"
    " FROM articles AS a"
    " JOIN article_rights AS r ON r.article_id = a.id"
    " LEFT JOIN sources AS s ON s.id = a.source_id"
    " WHERE r.rights <> 'summary'"
)
# Taken down means all versions and addresses of an article; one that was deleted has its address in takedowns alone.
_WITHDRAWN = (
    "SELECT id, url, canonical_url FROM articles"
    " WHERE is_withdrawn"
    " UNION ALL SELECT NULL, NULL, canonical_url FROM takedowns"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What may be shown of an article."""

    rights: Rights
    excerpt_words: int | None


class Handed:
    """What is handed on in one export: knows the rights, and which sentence of an article was shown."""

    def __init__(self, limits: dict[str, Limit], withdrawn: frozenset[str]) -> None:
        self._limits, self._withdrawn = limits, withdrawn
        self._excerpts: dict[str, tuple[str, str | None]] = {}

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection) -> "Handed":
        """Read the rights of a snapshot."""
        limits = {
            str(article): Limit(rights=rights, excerpt_words=excerpt_words)
            for article, rights, excerpt_words in con.execute(_LIMITED).fetchall()
        }
        gone = {str(value) for row in con.execute(_WITHDRAWN).fetchall() for value in row if value is not None}
        return cls(limits, frozenset(gone) | what_is_hidden(con).addresses)

    @classmethod
    def answers(cls, con: duckdb.DuckDBPyConnection) -> "Handed":
        """Read the rights alone: an answer may be about what was withdrawn."""
        return cls(cls.of(con)._limits, frozenset())

    def rows(self, con: duckdb.DuckDBPyConnection, resource: Resource) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a resource as they may be handed on, in order."""
        con.execute(resource.sql, dict(resource.values))
        while batch := con.fetchmany(_BATCH):
            yield from self.shown(batch, resource)

    def shown(self, batch: Iterable[tuple[Any, ...]], resource: Resource) -> Iterator[tuple[Any, ...]]:
        """Yield those of the next rows of a resource that may be handed on, with the words that may."""
        places = {column.name: at for at, column in enumerate(resource.columns)}
        about = [places[name] for name in (*resource.articles, *resource.addresses)]
        cut = [(places[column.name], column) for column in resource.columns if column.words_of]
        for row in batch:
            if any(row[at] in self._withdrawn for at in about):
                continue
            if not cut:
                yield row
                continue
            values = list(row)
            for at, column in cut:
                values[at] = self._shown(row, places, at, column)
            yield tuple(values)

    def _shown(self, row: tuple[Any, ...], places: dict[str, int], at: int, column: Column) -> str | None:
        words, article = row[at], row[places[cast("str", column.words_of)]]
        if not words or article is None:
            return None
        limit = self._limits.get(article, Limit(rights="summary", excerpt_words=None))
        if limit.rights == "excerpt":
            if column.name == "text":
                return None
            # The first sentence stands for the article, in every table.
            if article not in self._excerpts:
                self._excerpts[article] = (words, _quoted(words, _figure(row, places, column), limit))
            sentence, shown = self._excerpts[article]
            return shown if sentence == words else None
        return _quoted(words, _figure(row, places, column), limit)


def _figure(row: tuple[Any, ...], places: dict[str, int], column: Column) -> str | None:
    return row[places[column.figure]] if column.figure else None


def _quoted(words: str, figure: str | None, limit: Limit) -> str | None:
    most = words_allowed(limit.rights, limit.excerpt_words, limit=QUOTE_WORDS)
    if not most:
        return None
    at = words.find(figure) if figure else -1
    around = (at, at + len(figure)) if figure and at >= 0 else None
    start, end = window(words, 0, len(words), most_words=most, around=around)
    return f"{'… ' if start > 0 else ''}{words[start:end]}{' …' if end < len(words) else ''}"
