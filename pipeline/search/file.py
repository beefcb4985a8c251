"""The file of a full-text index: its tables, and how it is opened for reading.

In: a path. Out: a connection, or in words why there is none. Nothing here knows the warehouse, so that a search by
words starts at once.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from pipeline.errors import WarehouseError

INDEX_VERSION = 1
"""Raised with every change of what the index holds or how words are cut: an index of another version is made anew."""

_SCHEMA = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE,
    mark INTEGER NOT NULL,
    url TEXT NOT NULL,
    source_id TEXT,
    outlet TEXT NOT NULL,
    published TEXT,
    language TEXT,
    rights TEXT NOT NULL,
    excerpt_words INTEGER,
    is_invented INTEGER NOT NULL,
    story_id TEXT,
    group_id TEXT NOT NULL,
    is_counted INTEGER NOT NULL,
    headline TEXT NOT NULL
);
CREATE INDEX articles_of_story ON articles (story_id, published);
CREATE INDEX articles_at ON articles (url);
CREATE TABLE named (
    number INTEGER NOT NULL,
    entity_id TEXT NOT NULL,
    name TEXT,
    PRIMARY KEY (number, entity_id)
) WITHOUT ROWID;
CREATE INDEX named_by ON named (entity_id, name);
CREATE TABLE claims (
    number INTEGER PRIMARY KEY,
    claim_id TEXT NOT NULL UNIQUE,
    article INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    figure_start INTEGER NOT NULL,
    figure_end INTEGER NOT NULL,
    amount_text TEXT NOT NULL,
    amount_min TEXT,
    amount_max TEXT,
    bound TEXT NOT NULL,
    currency TEXT NOT NULL,
    unit TEXT NOT NULL,
    kind TEXT NOT NULL,
    change_role TEXT,
    payer TEXT,
    payer_id TEXT,
    modality TEXT NOT NULL,
    review_status TEXT NOT NULL,
    who TEXT NOT NULL,
    headline TEXT NOT NULL
);
CREATE INDEX claims_of_article ON claims (article);
CREATE VIRTUAL TABLE article_words USING fts5(
    title, text, quotes, names, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3'
);
CREATE VIRTUAL TABLE claim_words USING fts5(
    sentence, who, headline,
    content = 'claims', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3'
);
"""

MARK, UNMARK = "\x02", "\x03"
"""What stands around a word that was found, in a text that FTS5 has marked."""


def open_index(index: Path) -> sqlite3.Connection:
    """Open a published index, which no process changes, for reading on any thread.

    Raises:
        WarehouseError: there is none, or none that this version can read; says so and what to do.
    """
    why = why_unusable(index)
    if why is not None:
        raise WarehouseError(str(index), f"the search index {why}; make it anew with `laborwire search --rebuild`")
    return sqlite3.connect(
        f"{index.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
    )


def why_unusable(index: Path) -> str | None:
    """Return in words why an index cannot be used; None when it can."""
    if not index.exists():
        return "is missing"
    try:
        # Opened for writing where that is allowed: what a killed run left half done has to be rolled back first.
        with closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=rw", uri=True)) as con:
            (version,) = con.execute("PRAGMA user_version").fetchone()
            con.execute("SELECT count(*) FROM articles WHERE number < 0").fetchone()
    except sqlite3.Error as err:
        return f"cannot be read ({err})"
    return None if version == INDEX_VERSION else f"was made by another version ({version}, not {INDEX_VERSION})"


def forget_index(index: Path) -> None:
    """Remove an index and what a killed run may have left beside it; it can be made anew at any time."""
    for path in (index, index.with_name(index.name + "-journal"), index.with_name(index.name + "-wal")):
        path.unlink(missing_ok=True)


def make_tables(written: sqlite3.Connection) -> None:
    """Make the tables of an empty file."""
    written.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {INDEX_VERSION:d}; COMMIT;")
