"""The fetch state: which pages we know, when each was fetched, and what to say to its server next time.

A SQLite file of its own (WAL). It is also the queue: an announced page stays pending until it is
fetched, so a crawl that is killed loses nothing, and a feed may answer "not modified" from the day
after its entries were written down here. A page's validators (ETag, Last-Modified) are stored only
after its capture is safe in the archive: written earlier, a kill in between would lose the page for ever.

A page is asked again when its feed says that it was modified since, and 1, 3 and 14 days after it was
first fetched, so that corrections and withdrawals are noticed. Times are whole seconds since 1970.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.errors import ArchiveError

RECHECK_AFTER_DAYS = (1, 3, 14)
# A page that failed in five crawls is not there.
MAX_FAILURES = 5
# A page that failed is tried again in the next night, not by the next run of the same evening.
RETRY_AFTER_S = 3600

_DAY_S = 86_400

_SCHEMA = """
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
    failures INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS pages_source ON pages (source_id, first_fetched);
CREATE TABLE IF NOT EXISTS feeds (
    url TEXT PRIMARY KEY,
    etag TEXT,
    last_modified TEXT,
    last_fetched INTEGER NOT NULL
) WITHOUT ROWID;
"""

_DUE = """
SELECT key, url, source_id, title, published, first_fetched, etag, last_modified, status FROM pages
WHERE source_id = :source
  AND (last_tried IS NULL OR last_tried <= :now - :retry_after)
  AND (
    (first_fetched IS NULL AND failures < :max_failures
      AND coalesce(published, announced_modified, :horizon) >= :horizon)
    OR (first_fetched IS NOT NULL AND announced_modified > coalesce(fetched_modified, last_fetched))
    OR (first_fetched IS NOT NULL AND :now >= first_fetched + CASE checks
        WHEN 0 THEN :first WHEN 1 THEN :second WHEN 2 THEN :third ELSE 1 << 60 END)
  )
ORDER BY first_fetched IS NOT NULL, coalesce(published, announced_modified, 0) DESC, rowid
"""

_FETCHED = """
UPDATE pages SET
    status = CASE WHEN :digest IS NULL THEN status ELSE :status END,
    etag = CASE WHEN :digest IS NULL THEN etag ELSE :etag END,
    last_modified = CASE WHEN :digest IS NULL THEN last_modified ELSE :last_modified END,
    digest = coalesce(:digest, digest),
    checks = (:now >= coalesce(first_fetched, :now) + :first) + (:now >= coalesce(first_fetched, :now) + :second)
        + (:now >= coalesce(first_fetched, :now) + :third),
    first_fetched = coalesce(first_fetched, :now),
    last_fetched = :now,
    last_tried = :now,
    fetched_modified = announced_modified,
    failures = 0
WHERE key = :key
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One entry of a feed, on its way into the state."""

    key: str
    """Canonical address: two feeds that announce one page announce it once."""
    url: str
    title: str | None
    published: datetime | None
    modified: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """A page to ask for now."""

    key: str
    url: str
    source_id: str | None
    title: str | None = None
    published: datetime | None = None
    was_fetched: bool = False
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None


class CrawlState:
    """The open state file. Use as a context manager."""

    def __init__(self, connection: sqlite3.Connection, *, now: datetime) -> None:
        self._db = connection
        self._now = _seconds(now)

    @classmethod
    def open(cls, path: Path, *, now: datetime) -> Self:
        """Open the state in `path`, made when it is not there.

        Raises:
            ArchiveError: the file is not a state of ours.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            connection = sqlite3.connect(path, timeout=30, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(_SCHEMA)
        except sqlite3.Error as err:
            raise ArchiveError(str(path), f"not a crawl state ({err}); move it away, and it is made anew") from err
        return cls(connection, now=now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def announce(self, source_id: str, entries: Iterable[Announced], *, feed_url: str, validators: Validators) -> None:
        """Write down a feed's entries and its validators, both or neither."""
        with self._transaction():
            self._db.executemany(
                "INSERT INTO pages (key, url, source_id, title, published, first_seen, announced_modified) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
                "title = coalesce(excluded.title, title), published = coalesce(published, excluded.published), "
                "announced_modified = max(coalesce(announced_modified, excluded.announced_modified), "
                "coalesce(excluded.announced_modified, announced_modified))",
                (
                    (
                        entry.key,
                        entry.url,
                        source_id,
                        entry.title,
                        _seconds_or_none(entry.published),
                        self._now,
                        _seconds_or_none(entry.modified),
                    )
                    for entry in entries
                ),
            )
            self._db.execute(
                "INSERT INTO feeds (url, etag, last_modified, last_fetched) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, "
                "last_fetched = excluded.last_fetched",
                (feed_url, validators.etag, validators.last_modified, self._now),
            )

    def feed_validators(self, url: str) -> Validators:
        """Return the validators of a feed; empty ones when it was never read."""
        row = self._db.execute("SELECT etag, last_modified FROM feeds WHERE url = ?", (url,)).fetchone()
        return Validators(etag=row[0], last_modified=row[1]) if row else Validators()

    def due(self, source_id: str, *, horizon: datetime) -> list[DuePage]:
        """Return the pages of a source that are to be asked for now: new ones first, newest first."""
        first, second, third = (days * _DAY_S for days in RECHECK_AFTER_DAYS)
        rows = self._db.execute(
            _DUE,
            {
                "source": source_id,
                "now": self._now,
                "retry_after": RETRY_AFTER_S,
                "max_failures": MAX_FAILURES,
                "horizon": _seconds(horizon),
                "first": first,
                "second": second,
                "third": third,
            },
        )
        return [
            DuePage(
                key=key,
                url=url,
                source_id=source,
                title=title,
                published=None if published is None else _time(published),
                was_fetched=first_fetched is not None,
                # A page that was gone is asked in full: it may be back.
                etag=etag if status == 200 else None,
                last_modified=last_modified if status == 200 else None,
            )
            for key, url, source, title, published, first_fetched, etag, last_modified, status in rows
        ]

    def fetched(self, page: DuePage, *, status: int, digest: str | None, validators: Validators) -> None:
        """Write down that a page answered (and that its capture, if any, is safe in the archive).

        Args:
            digest: of the body; None for "not modified", which keeps digest and status as they are.
        """
        first, second, third = (days * _DAY_S for days in RECHECK_AFTER_DAYS)
        with self._transaction():
            self._add(page)
            self._db.execute(
                _FETCHED,
                {
                    "key": page.key,
                    "now": self._now,
                    "status": status,
                    "digest": digest,
                    "etag": validators.etag,
                    "last_modified": validators.last_modified,
                    "first": first,
                    "second": second,
                    "third": third,
                },
            )

    def failed(self, page: DuePage, *, status: int | None) -> None:
        """Write down that a page could not be fetched."""
        with self._transaction():
            self._add(page)
            self._db.execute(
                "UPDATE pages SET last_tried = ?, failures = failures + 1, "
                "status = CASE WHEN first_fetched IS NULL THEN ? ELSE status END WHERE key = ?",
                (self._now, status, page.key),
            )

    def _add(self, page: DuePage) -> None:
        self._db.execute(
            "INSERT INTO pages (key, url, source_id, title, first_seen) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (page.key, page.url, page.source_id or "", page.title, self._now),
        )

    def _transaction(self) -> sqlite3.Connection:
        # With isolation_level None the context manager commits or rolls back what BEGIN opened.
        self._db.execute("BEGIN IMMEDIATE")
        return self._db


def horizon_before(now: datetime, *, days: int) -> datetime:
    """Return the time before which an announced page is too old."""
    return now - timedelta(days=days)


def _seconds(time: datetime) -> int:
    return int(time.timestamp())


def _seconds_or_none(time: datetime | None) -> int | None:
    return None if time is None else _seconds(time)


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=timezone.utc)
