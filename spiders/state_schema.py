"""The tables of the fetch state, and how the file of an earlier version becomes one of this version, in place.

The version stands in SQLite's own `user_version`; a file made before it was counted has 0.
"""

import sqlite3

VERSION = 1

_TABLES = (
    """
CREATE TABLE IF NOT EXISTS pages (
    key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    source_id TEXT NOT NULL,
    title TEXT,
    published INTEGER,
    first_seen INTEGER NOT NULL,
    announced_modified INTEGER,
    fetched_modified INTEGER,
    first_fetched INTEGER,
    last_fetched INTEGER,
    last_tried INTEGER,
    status INTEGER,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    checks INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER,
    last_error TEXT,
    error_class TEXT,
    false_alarms INTEGER NOT NULL DEFAULT 0,
    quarantined_at INTEGER
)""",
    """
CREATE TABLE IF NOT EXISTS feeds (
    url TEXT PRIMARY KEY,
    source_id TEXT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    last_fetched INTEGER,
    last_asked INTEGER,
    interval_s INTEGER,
    due_at INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    last_error TEXT,
    error_class TEXT,
    children TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID""",
    # What harm a page did, and in which of its versions: told twice, it counts once.
    """
CREATE TABLE IF NOT EXISTS faults (
    key TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (key, what)
) WITHOUT ROWID""",
    """
CREATE TABLE IF NOT EXISTS site_files (
    url TEXT PRIMARY KEY, asked_at INTEGER NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID""",
    # Whom each run asked, until the warehouse has counted it: written with the answer, so that a kill loses none.
    """
CREATE TABLE IF NOT EXISTS askings (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, at INTEGER NOT NULL, source_id TEXT NOT NULL,
    url TEXT NOT NULL, is_feed INTEGER NOT NULL, answered INTEGER NOT NULL, problem TEXT NOT NULL DEFAULT ''
)""",
    "CREATE INDEX IF NOT EXISTS feeds_source ON feeds (source_id)",
    # What feeds say of pages that were not fetched yet.
    "CREATE TABLE IF NOT EXISTS excerpts (key TEXT PRIMARY KEY, excerpt TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS pages_source ON pages (source_id, first_fetched)",
    "CREATE INDEX IF NOT EXISTS pages_due ON pages (source_id, due_at)",
    "CREATE INDEX IF NOT EXISTS pages_quarantined ON pages (quarantined_at) WHERE quarantined_at IS NOT NULL",
)

# Version 0 asked pages again after 1, 3 and 14 days, gave up after five failures, and knew no failing feeds.
_FROM_0 = (
    "ALTER TABLE pages ADD COLUMN due_at INTEGER",
    "ALTER TABLE pages ADD COLUMN last_error TEXT",
    "ALTER TABLE pages ADD COLUMN error_class TEXT",
    "ALTER TABLE pages ADD COLUMN false_alarms INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE pages ADD COLUMN quarantined_at INTEGER",
    """
UPDATE pages SET due_at = CASE
    WHEN first_fetched IS NULL
        THEN coalesce(last_tried + CASE WHEN failures < 5 THEN 3600 ELSE 30 * 86400 END, first_seen)
    WHEN announced_modified > coalesce(fetched_modified, last_fetched) THEN coalesce(last_tried, 0) + 3600
    ELSE first_fetched + CASE checks WHEN 0 THEN 86400 WHEN 1 THEN 3 * 86400 WHEN 2 THEN 14 * 86400 END
END""",
    "ALTER TABLE feeds RENAME TO feeds_0",
    _TABLES[1],
    """
INSERT INTO feeds (url, etag, last_modified, last_fetched, last_asked)
SELECT url, etag, last_modified, last_fetched, last_fetched FROM feeds_0""",
    "DROP TABLE feeds_0",
)


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Make the tables, or those of an earlier version into those of this one; all of it or nothing.

    Raises:
        sqlite3.Error: the file is no database, or one of a later version.
    """
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise sqlite3.DatabaseError(f"it was made by a later laborwire, version {version} of this file")
        known = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if version == 0 and "pages" in known:
            for statement in _FROM_0:
                connection.execute(statement)
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
