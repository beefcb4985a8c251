"""The fetch state: which pages and feeds we know, when each is to be asked, and what to say to its server then.

A SQLite file of its own (WAL). It is also the queue: an announced page stays pending until it is
fetched, so a crawl that is killed loses nothing, and a feed may answer "not modified" from the day
after its entries were written down here. A page's validators (ETag, Last-Modified) are stored only
after its capture is safe in the archive: written earlier, a kill in between would lose the page for ever.

Every page has a time at which it is due (`spiders.timing`): at once when it is new or its feed says that it was
modified, later to notice corrections and withdrawals, later still when it failed. A page that did harm three
times is in quarantine: left alone for a month at a time. Times are whole seconds since 1970.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.sqlite_file import begin, open_sqlite
from spiders import feed_state
from spiders.askings import Ledger
from spiders.failures import FailureClass
from spiders.feed_state import FeedState, Validators
from spiders.state_schema import bring_up_to_date
from spiders.timing import (
    DAY_S,
    MAX_AGE_S,
    MAX_FAULTS,
    MONTH_S,
    SLACK_S,
    modified_again_after_s,
    next_recheck,
    page_wait_s,
    seconds_of,
    seconds_or_none,
    time_of,
)

_DUE = """
SELECT key, url, source_id, title, published, first_fetched, etag, last_modified, status, digest, excerpt
FROM pages LEFT JOIN excerpts USING (key)
WHERE source_id = :source AND due_at <= :until
  AND (first_fetched IS NOT NULL OR coalesce(published, announced_modified, first_seen) >= :horizon)
ORDER BY first_fetched IS NOT NULL, coalesce(published, announced_modified, 0) DESC, pages.rowid
"""

_ANNOUNCE = """
INSERT INTO pages (key, url, source_id, title, published, first_seen, announced_modified, due_at)
VALUES (:key, :url, :source, :title, :published, :now, :modified, :now)
ON CONFLICT (key) DO UPDATE SET
    title = coalesce(excluded.title, title),
    published = coalesce(published, excluded.published),
    announced_modified = max(coalesce(announced_modified, excluded.announced_modified),
        coalesce(excluded.announced_modified, announced_modified))
"""

# Pages in back-off or quarantine are asked when that is over, whatever their feed says.
_MOVED = """
SELECT key, last_fetched, false_alarms FROM pages
WHERE key = ? AND failures = 0 AND quarantined_at IS NULL AND first_fetched IS NOT NULL
  AND announced_modified > coalesce(fetched_modified, last_fetched)
"""

_FETCHED = """
UPDATE pages SET
    status = CASE WHEN :digest IS NULL THEN status ELSE :status END,
    etag = CASE WHEN :digest IS NULL THEN etag ELSE :etag END,
    last_modified = CASE WHEN :digest IS NULL THEN last_modified ELSE :last_modified END,
    false_alarms = CASE
        WHEN :digest IS NOT NULL AND :digest IS NOT digest THEN 0
        WHEN announced_modified > coalesce(fetched_modified, last_fetched) THEN false_alarms + 1
        ELSE false_alarms END,
    digest = coalesce(:digest, digest),
    first_fetched = coalesce(first_fetched, :now),
    last_fetched = :now,
    last_tried = :now,
    fetched_modified = announced_modified,
    failures = 0,
    last_error = NULL,
    error_class = NULL
WHERE key = :key
"""


_EXCERPT = """
INSERT OR REPLACE INTO excerpts (key, excerpt)
SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM pages WHERE key = ? AND first_fetched IS NOT NULL)
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
    excerpt: str | None = None


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
    digest: str | None = None
    excerpt: str | None = None
    """What its feed says of it, until it is fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A page that is left alone because of what it did."""

    url: str
    source_id: str
    since: datetime
    due: datetime
    detail: str
    """Of the last harm."""


class CrawlState:
    """The open state file. Use as a context manager."""

    def __init__(self, connection: sqlite3.Connection, *, now: datetime, run: str = "") -> None:
        self._db = connection
        self._now = seconds_of(now)
        self.ledger = Ledger(connection, run=run, now=self._now)

    @classmethod
    def open(cls, path: Path, *, now: datetime, run: str = "") -> Self:
        """Open the state in `path`, made when it is not there; one of an earlier version is brought up to date.

        Args:
            run: id of the run that asks, so that whom it asks is counted; "" when nobody counts.

        Raises:
            ArchiveError: the file is not a state of ours.
        """
        problem = "not a crawl state ({}); move it away, and it is made anew"
        connection = open_sqlite(path, prepare=bring_up_to_date, problem=problem)
        return cls(connection, now=now, run=run)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def announce(
        self,
        source_id: str,
        entries: Iterable[Announced],
        *,
        feed_url: str,
        validators: Validators,
        digest: str | None = None,
        children: Sequence[str] = (),
    ) -> int:
        """Write down a feed's entries and its validators, both or neither, and return how many pages are new to us."""
        n_new = 0
        with begin(self._db):
            for entry in entries:
                n_new += self._announce(source_id, entry)
            known = self.feed(feed_url)
            feed_state.write_content(self._db, feed_url, validators, digest=digest, children=children)
            feed_state.write_answered(self._db, source_id, known, n_new=n_new, now=self._now)
            self.ledger.write(source_id, feed_url, is_feed=True)
        return n_new

    def _announce(self, source_id: str, entry: Announced) -> bool:
        is_new = self._db.execute("SELECT 1 FROM pages WHERE key = ?", (entry.key,)).fetchone() is None
        facts = {
            "key": entry.key,
            "url": entry.url,
            "source": source_id,
            "title": entry.title,
            "published": seconds_or_none(entry.published),
            "modified": seconds_or_none(entry.modified),
            "now": self._now,
        }
        self._db.execute(_ANNOUNCE, facts)
        if entry.excerpt:
            self._db.execute(_EXCERPT, (entry.key, entry.excerpt, entry.key))
        moved = None if is_new else self._db.execute(_MOVED, (entry.key,)).fetchone()
        if moved is not None:
            key, last_fetched, false_alarms = moved
            due_at = max(self._now, last_fetched + modified_again_after_s(false_alarms))
            self._db.execute(
                "UPDATE pages SET due_at = min(coalesce(due_at, ?), ?) WHERE key = ?", (due_at, due_at, key)
            )
        return is_new

    def feed(self, url: str) -> FeedState:
        """Return what is known of a feed; an empty state when it was never asked."""
        return feed_state.read_feed_state(self._db, url)

    def feeds_to_ask(self, urls: Iterable[str], *, only_due: bool) -> frozenset[str]:
        """Return which of these feeds this crawl asks."""
        states = (self.feed(url) for url in urls)
        return frozenset(state.url for state in states if state.is_to_be_asked(now=self._now, only_due=only_due))

    def feed_unchanged(self, source_id: str, url: str) -> None:
        """Write down that a feed answered and has nothing new."""
        with begin(self._db):
            feed_state.write_answered(self._db, source_id, self.feed(url), n_new=0, now=self._now)
            self.ledger.write(source_id, url, is_feed=True)

    def feed_failed(self, source_id: str, url: str, *, kind: FailureClass, problem: str) -> None:
        """Write down that a feed could not be read, and why."""
        with begin(self._db):
            feed_state.write_failed(self._db, source_id, self.feed(url), kind=kind, problem=problem, now=self._now)
            self.ledger.write(source_id, url, is_feed=True, problem=problem)

    def due(self, source_id: str, *, horizon: datetime) -> list[DuePage]:
        """Return the pages of a source that are to be asked for now: new ones first, newest first."""
        facts = {"source": source_id, "until": self._now + SLACK_S, "horizon": seconds_of(horizon)}
        return [
            DuePage(
                key=key,
                url=url,
                source_id=source,
                title=title,
                published=None if published is None else time_of(published),
                was_fetched=first_fetched is not None,
                # A page that was gone is asked in full: it may be back.
                etag=etag if status == 200 else None,
                last_modified=last_modified if status == 200 else None,
                digest=digest,
                excerpt=excerpt,
            )
            for key, url, source, title, published, first_fetched, etag, last_modified, status, digest, excerpt in (
                self._db.execute(_DUE, facts)
            )
        ]

    def fetched(self, page: DuePage, *, status: int, digest: str | None, validators: Validators) -> None:
        """Write down that a page answered (and that its capture, if any, is safe in the archive).

        Args:
            digest: of the body; None for "not modified", which keeps digest and status as they are.
        """
        with begin(self._db):
            self._add(page)
            facts = {"etag": validators.etag, "last_modified": validators.last_modified, "key": page.key}
            self._db.execute(_FETCHED, {**facts, "now": self._now, "status": status, "digest": digest})
            self._db.execute("DELETE FROM faults WHERE key = ? AND what LIKE 'fetch %'", (page.key,))
            # From here on its capture has it.
            self._db.execute("DELETE FROM excerpts WHERE key = ?", (page.key,))
            self._weigh_faults(page.key)
            self._leave_old(page.key)
            self.ledger.write(page.source_id, page.url, is_feed=False)

    def failed(
        self,
        page: DuePage,
        *,
        status: int | None,
        kind: FailureClass = FailureClass.SOFT,
        problem: str = "",
        is_fault: bool = False,
    ) -> None:
        """Write down that a page could not be fetched.

        Args:
            is_fault: it did harm (hit the body limit, crashed our code); after some times it is left alone.
        """
        with begin(self._db):
            self._add(page)
            (failures,) = self._db.execute("SELECT failures + 1 FROM pages WHERE key = ?", (page.key,)).fetchone()
            self._db.execute(
                "UPDATE pages SET last_tried = ?, failures = ?, last_error = ?, error_class = ?, due_at = ?, "
                "status = CASE WHEN first_fetched IS NULL THEN ? ELSE status END WHERE key = ?",
                (
                    self._now,
                    failures,
                    problem[:300],
                    str(kind),
                    self._now + page_wait_s(kind, failures),
                    status,
                    page.key,
                ),
            )
            if is_fault:
                self._fault(page.key, f"fetch {self._now}", problem)
            self._leave_old(page.key)
            self.ledger.write(page.source_id, page.url, is_feed=False, problem=problem)

    def reading_failed(self, key: str, *, capture: str, problem: str) -> None:
        """Write down that a version of a page harmed its reader; each version counts once."""
        with begin(self._db):
            self._fault(key, f"read {capture}", problem)
            self._leave_old(key)

    def reading_went_well(self, key: str) -> None:
        """Write down that a page was read: what it did before is forgiven."""
        if self._db.execute("SELECT 1 FROM faults WHERE key = ?", (key,)).fetchone() is None:
            return
        with begin(self._db):
            self._db.execute("DELETE FROM faults WHERE key = ?", (key,))
            self._weigh_faults(key)
            self._leave_old(key)

    def quarantined(self, source_ids: Collection[str]) -> list[Quarantined]:
        """Return the pages of these sources that this crawl leaves alone because of what they did."""
        rows = self._db.execute(
            "SELECT url, source_id, quarantined_at, due_at, (SELECT detail FROM faults WHERE faults.key = pages.key "
            "ORDER BY at DESC LIMIT 1) FROM pages WHERE quarantined_at IS NOT NULL AND due_at > ? ORDER BY rowid",
            (self._now + SLACK_S,),
        )
        return [
            Quarantined(url=url, source_id=source, since=time_of(since), due=time_of(due), detail=detail or "")
            for url, source, since, due, detail in rows
            if source in source_ids
        ]

    def never_due(self, keys: Iterable[str]) -> None:
        """Ask for these pages no more: they were taken down."""
        with begin(self._db):
            for key in keys:
                self._db.execute("UPDATE pages SET due_at = NULL WHERE key = ?", (key,))
                self._db.execute("DELETE FROM excerpts WHERE key = ?", (key,))

    def site_file(self, url: str, *, is_old_too: bool = False) -> tuple[int, bytes] | None:
        """Return status and body of a site's file (robots.txt, tdmrep.json) as last kept.

        Args:
            is_old_too: also when that was more than 24 hours ago.
        """
        row = self._db.execute("SELECT asked_at, status, body FROM site_files WHERE url = ?", (url,)).fetchone()
        return (row[1], row[2]) if row and (is_old_too or 0 <= self._now - row[0] < DAY_S) else None

    def keep_site_file(self, url: str, *, status: int, body: bytes) -> None:
        """Keep a site's file for 24 hours; an error of the server is not for keeping."""
        with begin(self._db):
            self._db.execute("INSERT OR REPLACE INTO site_files VALUES (?, ?, ?, ?)", (url, self._now, status, body))

    def _fault(self, key: str, what: str, detail: str) -> None:
        self._db.execute("INSERT OR IGNORE INTO faults VALUES (?, ?, ?, ?)", (key, what, detail[:300], self._now))
        self._weigh_faults(key)

    def _weigh_faults(self, key: str) -> None:
        """Put a page into quarantine or let it out, and set when it is due unless a failure has."""
        (count,) = self._db.execute("SELECT count(*) FROM faults WHERE key = ?", (key,)).fetchone()
        if count >= MAX_FAULTS:
            self._db.execute(
                "UPDATE pages SET quarantined_at = coalesce(quarantined_at, ?), due_at = ? WHERE key = ?",
                (self._now, self._now + MONTH_S, key),
            )
            return
        self._db.execute("UPDATE pages SET quarantined_at = NULL WHERE key = ?", (key,))
        row = self._db.execute("SELECT first_fetched FROM pages WHERE key = ? AND failures = 0", (key,)).fetchone()
        if row is not None and row[0] is not None:
            due_at = next_recheck(row[0], now=self._now)
            self._db.execute("UPDATE pages SET due_at = ? WHERE key = ?", (due_at, key))

    def _add(self, page: DuePage) -> None:
        self._db.execute(
            "INSERT INTO pages (key, url, source_id, title, published, first_seen, due_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                page.key,
                page.url,
                page.source_id or "",
                page.title,
                seconds_or_none(page.published),
                self._now,
                self._now,
            ),
        )

    def _leave_old(self, key: str) -> None:
        """Let a page that was published long ago be due no more: whoever fills up the archive asks for it by name."""
        old = self._now - MAX_AGE_S
        self._db.execute("UPDATE pages SET due_at = NULL WHERE key = ? AND published < ?", (key, old))


def horizon_before(now: datetime, *, days: int) -> datetime:
    """Return the time before which an announced page is too old."""
    return now - timedelta(days=days)
