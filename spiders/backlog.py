"""Remember how far the sitemap archives of sources were walked, and which addresses they announced.

A SQLite file of its own (WAL) in the archive's folder: a walk that is killed goes on, and what was found waits for its
turn, newest first. An address waits until it is settled: ruled out by its title, fetched, or given up. Times are whole
seconds since 1970.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from pipeline.sqlite_file import begin, open_sqlite
from spiders.timing import seconds_of, seconds_or_none, time_or_none

# The start and every index are asked again after a day: what was published since is in new sitemaps.
ASK_AGAIN_S = 86_400
MAX_FAILURES = 3

State = Literal["waiting", "wanted", "off", "done", "failed"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sitemaps (
    source_id TEXT NOT NULL,
    url TEXT NOT NULL,
    newest INTEGER,
    modified INTEGER,
    depth INTEGER NOT NULL,
    is_index INTEGER NOT NULL DEFAULT 0,
    asked_at INTEGER,
    walked_since INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source_id, url)
);
CREATE TABLE IF NOT EXISTS addresses (
    source_id TEXT NOT NULL,
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT,
    published INTEGER,
    newest INTEGER,
    language TEXT,
    state TEXT NOT NULL DEFAULT 'waiting',
    reason TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source_id, key)
);
CREATE INDEX IF NOT EXISTS addresses_state ON addresses (source_id, state, newest);
"""

_NEXT_SITEMAP = """
SELECT url, depth FROM sitemaps
WHERE source_id = :source AND failures < :most
  AND (newest IS NULL OR newest >= :since OR is_index)
  AND (walked_since IS NULL OR walked_since > :since
       OR (asked_at < :again AND (is_index OR depth = 0))
       OR modified > asked_at)
  AND (asked_at IS NULL OR asked_at < :now)
ORDER BY is_index DESC, depth = 0 DESC, newest IS NULL DESC, newest DESC, rowid
LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An address or a sitemap that a sitemap lists."""

    url: str
    key: str = ""
    """Canonical address, of an article."""
    title: str | None = None
    published: datetime | None = None
    newest: datetime | None = None
    """It is not younger than this, as far as one can tell."""
    modified: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An address that waits for its turn."""

    key: str
    url: str
    title: str | None
    published: datetime | None
    language: str | None


class Backlog:
    """The open file. Use as a context manager."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the backlog in `path`, made when it is not there.

        Raises:
            ArchiveError: the file is not a backlog of ours.
        """
        problem = "not a backlog ({}); move it away, and it is made anew"
        connection = open_sqlite(path, prepare=lambda db: db.executescript(_SCHEMA), problem=problem)
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def start_at(self, source_id: str, urls: Iterable[str]) -> None:
        """Write down sitemaps to begin with."""
        with begin(self._db):
            self._db.executemany(
                "INSERT INTO sitemaps (source_id, url, depth) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
                ((source_id, url) for url in urls),
            )

    def next_sitemap(self, source_id: str, *, since: datetime, now: datetime) -> tuple[str, int] | None:
        """Return the sitemap to ask next with its depth: indexes first, then the newest; None when all were walked."""
        facts = {
            "source": source_id,
            "since": seconds_of(since),
            "now": seconds_of(now),
            "again": seconds_of(now) - ASK_AGAIN_S,
            "most": MAX_FAILURES,
        }
        row = self._db.execute(_NEXT_SITEMAP, facts).fetchone()
        return (str(row[0]), int(row[1])) if row else None

    def walked(
        self,
        source_id: str,
        url: str,
        *,
        depth: int,
        since: datetime,
        now: datetime,
        sitemaps: Sequence[Found] = (),
        addresses: Sequence[Found] = (),
    ) -> int:
        """Write down what a sitemap lists, all or nothing, and return how many addresses are new."""
        with begin(self._db):
            before = self._count(source_id)
            self._db.executemany(
                "INSERT INTO sitemaps (source_id, url, newest, modified, depth) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET modified = coalesce(excluded.modified, modified), "
                "newest = coalesce(excluded.newest, newest)",
                (
                    (source_id, one.url, seconds_or_none(one.newest), seconds_or_none(one.modified), depth + 1)
                    for one in sitemaps
                ),
            )
            self._db.executemany(
                "INSERT INTO addresses (source_id, key, url, title, published, newest, language) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    (
                        source_id,
                        one.key,
                        one.url,
                        one.title,
                        seconds_or_none(one.published),
                        seconds_or_none(one.newest),
                        one.language,
                    )
                    for one in addresses
                ),
            )
            self._db.execute(
                "UPDATE sitemaps SET asked_at = ?, walked_since = min(coalesce(walked_since, ?), ?), is_index = ?, "
                "failures = 0 WHERE source_id = ? AND url = ?",
                (seconds_of(now), seconds_of(since), seconds_of(since), bool(sitemaps), source_id, url),
            )
            return self._count(source_id) - before

    def sitemap_failed(self, source_id: str, url: str, *, now: datetime) -> None:
        """Write down that a sitemap could not be read: the next run tries again, three times."""
        with begin(self._db):
            self._db.execute(
                "UPDATE sitemaps SET asked_at = ?, failures = failures + 1 WHERE source_id = ? AND url = ?",
                (seconds_of(now), source_id, url),
            )

    def in_state(self, source_id: str, state: State, *, since: datetime, limit: int = -1) -> list[Waiting]:
        """Return addresses in a state, newest first; those without any date last."""
        rows = self._db.execute(
            "SELECT key, url, title, published, language FROM addresses WHERE source_id = ? AND state = ? "
            "AND coalesce(newest, ?) >= ? ORDER BY newest IS NULL, newest DESC, rowid LIMIT ?",
            (source_id, state, seconds_of(since), seconds_of(since), limit),
        )
        return [
            Waiting(key=key, url=url, title=title, published=time_or_none(published), language=language)
            for key, url, title, published, language in rows
        ]

    def settle(self, source_id: str, settled: Iterable[tuple[str, State, str]]) -> None:
        """Write down what became of addresses: (key, state, reason)."""
        with begin(self._db):
            self._db.executemany(
                "UPDATE addresses SET state = ?, reason = ? WHERE source_id = ? AND key = ?",
                ((state, reason, source_id, key) for key, state, reason in settled),
            )

    def page_failed(self, source_id: str, key: str, reason: str) -> None:
        """Write down that a page could not be fetched; after three times it is given up."""
        with begin(self._db):
            self._db.execute(
                "UPDATE addresses SET failures = failures + 1, reason = ?, "
                "state = CASE WHEN failures + 1 >= ? THEN 'failed' ELSE state END WHERE source_id = ? AND key = ?",
                (reason, MAX_FAILURES, source_id, key),
            )

    def counts(self, source_id: str, *, since: datetime) -> dict[str, int]:
        """Return how many addresses are in each state."""
        rows = self._db.execute(
            "SELECT state, count(*) FROM addresses WHERE source_id = ? AND coalesce(newest, ?) >= ? GROUP BY state",
            (source_id, seconds_of(since), seconds_of(since)),
        )
        return {str(state): int(count) for state, count in rows}

    def reasons(self, source_id: str, state: State) -> dict[str, int]:
        """Return how many addresses are in a state for each reason."""
        rows = self._db.execute(
            "SELECT reason, count(*) FROM addresses WHERE source_id = ? AND state = ? GROUP BY reason",
            (source_id, state),
        )
        return {str(reason): int(count) for reason, count in rows}

    def _count(self, source_id: str) -> int:
        return int(self._db.execute("SELECT count(*) FROM addresses WHERE source_id = ?", (source_id,)).fetchone()[0])
