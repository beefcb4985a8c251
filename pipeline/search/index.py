"""Keep a full-text index of a warehouse in SQLite (FTS5), by what has changed and nothing else.

In: a warehouse file that nobody writes to. Out: an SQLite file with the words of every article that may be found, its
pay claims and names, and what a reader must know to show them: outlet, date, rights, story, group of copies.

What has changed is found by comparing a mark of each article with the one that the index holds, never by remembering
what was done: whatever a killed run left undone is done by the next one, and an index made anew holds the same.
The words of articles that are withdrawn, taken down or no longer current leave with the same comparison.
"""

import logging
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from pipeline.errors import WarehouseError
from pipeline.search.file import MARK, UNMARK, forget_index, make_tables, why_unusable
from pipeline.warehouse.schema import read_step
from pipeline.warehouse.showing import hide_unshown

log = logging.getLogger(__name__)

_ADD_ARTICLE = "INSERT INTO articles VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number"
_ADD_WORDS = "INSERT INTO article_words (rowid, title, text, quotes, names) VALUES (?, ?, ?, ?, ?)"
_ADD_NAME = "INSERT OR IGNORE INTO named VALUES (?, ?, ?)"
_ADD_CLAIM = (
    "INSERT INTO claims VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number"
)
_ADD_CLAIM_WORDS = "INSERT INTO claim_words (rowid, sentence, who, headline) VALUES (?, ?, ?, ?)"
_FORGET = (
    "INSERT INTO claim_words (claim_words, rowid, sentence, who, headline)"
    " SELECT 'delete', number, sentence, who, headline FROM claims WHERE article = ?",
    "DELETE FROM claims WHERE article = ?",
    "DELETE FROM named WHERE number = ?",
    "DELETE FROM article_words WHERE rowid = ?",
    "DELETE FROM articles WHERE number = ?",
)
# FTS5 only marks what was deleted, until it merges its segments, and what was merged lies in free pages until VACUUM.
_SETTLE = (
    "INSERT INTO article_words (article_words) VALUES ('optimize')",
    "INSERT INTO claim_words (claim_words) VALUES ('optimize')",
    "VACUUM",
)

# Found in the midst of work, where a look at its first pages had found nothing.
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

_CONTROLS = {0: " ", ord(MARK): " ", ord(UNMARK): " "}

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncCounts:
    """What a comparison with the warehouse changed in the index."""

    added: int
    """Articles that are new in it, or there again with something changed."""
    removed: int
    """Articles that may be found no more."""
    held: int
    """Articles in it now."""
    why_anew: str | None = None
    """Why the index was made anew; None when it was there."""

    @property
    def has_changed(self) -> bool:
        """Say whether the file is another than before."""
        return bool(self.added or self.removed or self.why_anew)


def sync_index(index: Path, warehouse: Path, *, erase: bool = False) -> SyncCounts:
    """Bring the index at `index` in line with a warehouse, and return what that changed.

    Args:
        warehouse: a DuckDB file that nobody has open for writing.
        erase: leave no byte of what was removed in the file, now or earlier; costs by its whole size.

    Raises:
        WarehouseError: the warehouse cannot be read, or the index cannot be written.
    """
    why_anew = why_unusable(index)
    try:
        try:
            counts = _synced(index, warehouse, why_anew, erase=erase)
        except sqlite3.DatabaseError as err:
            if err.sqlite_errorcode & 0xFF not in _DAMAGE:
                raise
            counts = _synced(index, warehouse, f"is damaged ({err})", erase=erase)
    except duckdb.Error as err:
        raise WarehouseError(str(warehouse), f"cannot be read for the search index: {err}") from err
    except sqlite3.Error as err:
        problem = f"{err}; is the disk full? `laborwire search --rebuild` makes it anew"
        raise WarehouseError(str(index), f"the search index cannot be written: {problem}") from err
    log.info("search index settled", extra={"added": counts.added, "removed": counts.removed, "held": counts.held})
    return counts


def _synced(index: Path, warehouse: Path, why_anew: str | None, *, erase: bool) -> SyncCounts:
    if why_anew is not None:
        forget_index(index)
    index.parent.mkdir(parents=True, exist_ok=True)
    with (
        duckdb.connect(str(warehouse), read_only=True) as con,
        closing(sqlite3.connect(index, isolation_level=None)) as written,
    ):
        if why_anew is not None:
            make_tables(written)
        added, removed = _settle(written, con)
        if erase or why_anew is not None:
            for statement in _SETTLE:
                written.execute(statement)
        (held,) = written.execute("SELECT count(*) FROM articles").fetchone()
    return SyncCounts(added=added, removed=removed, held=int(held), why_anew=why_anew)


def _settle(written: sqlite3.Connection, con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    written.execute("PRAGMA secure_delete = ON")
    written.execute("PRAGMA cache_size = -65536")
    hide_unshown(con)
    con.execute(read_step("search_articles"))
    known = {
        str(row[0]): (int(row[1]), int(row[2]))
        for row in written.execute("SELECT article_id, mark, number FROM articles")
    }
    wanted = dict(con.execute("SELECT article_id, mark FROM searchable ORDER BY article_id").fetchall())
    stale = [number for key, (mark, number) in known.items() if wanted.get(key) != mark]
    missing = [key for key, mark in wanted.items() if known.get(key, (None, 0))[0] != mark]
    removed = sum(key not in wanted for key in known)
    if not stale and not missing:
        return 0, 0
    written.execute("BEGIN IMMEDIATE")
    for number in stale:
        for statement in _FORGET:
            written.execute(statement, (number,))
    for batch in _batches(missing):
        _add(written, con, batch)
        # A kill loses at most one batch: the next comparison finds the rest missing.
        written.execute("COMMIT")
        written.execute("BEGIN IMMEDIATE")
    written.execute("COMMIT")
    return len(missing), removed


def _add(written: sqlite3.Connection, con: duckdb.DuckDBPyConnection, batch: Sequence[str]) -> None:
    # One string: each item of a list costs DuckDB's Python package a search for modules that may not be there.
    asked = {"articles": " ".join(batch)}
    names: defaultdict[str, list[tuple[str, str | None, str | None]]] = defaultdict(list)
    for article, text, entity, name in con.execute(read_step("search_names"), asked).fetchall():
        names[article].append((text, entity, name))
    claims: defaultdict[str, list[tuple[object, ...]]] = defaultdict(list)
    for row in con.execute(read_step("search_claims"), asked).fetchall():
        claims[row[0]].append(row[1:])
    for row in con.execute(read_step("search_rows"), asked).fetchall():
        article, headline, text = row[0], _clean(row[-2]), _clean(row[-1])
        (number,) = written.execute(_ADD_ARTICLE, (*row[:-2], headline)).fetchone()
        quotes = dict.fromkeys(str(claim[1]) for claim in claims[article])
        written_as = dict.fromkeys(word for text, _, name in names[article] for word in (text, name) if word)
        # A full stop between them, so that no phrase is found across two.
        words = (headline, text, _clean(" . ".join(quotes)), _clean(" . ".join(written_as)))
        written.execute(_ADD_WORDS, (number, *words))
        entities = {entity: name for _, entity, name in names[article] if entity}
        entities |= {str(claim[13]): str(claim[12]) for claim in claims[article] if claim[13]}
        written.executemany(_ADD_NAME, [(number, entity, name) for entity, name in entities.items()])
        for claim in claims[article]:
            values = [_clean(value) if isinstance(value, str) else value for value in claim]
            (added,) = written.execute(_ADD_CLAIM, (values[0], number, *values[1:], headline)).fetchone()
            written.execute(_ADD_CLAIM_WORDS, (added, values[1], values[-1], headline))


def _clean(text: str) -> str:
    """Return a text that SQLite takes: a NUL would end it, a lone surrogate refuse it, and two mark what was found."""
    return text.translate(_CONTROLS).encode("utf-8", "replace").decode("utf-8")


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
