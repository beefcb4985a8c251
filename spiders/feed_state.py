"""What is remembered of each feed: what to ask its server with, how often, and since when it fails.

Functions over the open state file; `spiders.state.CrawlState` calls them inside its transactions.
Times are whole seconds since 1970.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from spiders.failures import FailureClass
from spiders.timing import DAY_S, SLACK_S, feed_wait_s, is_dead, next_interval_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """One feed, sitemap or watched page as it was left by the last crawl that asked it."""

    url: str
    validators: Validators = Validators()
    digest: str | None = None
    """Of the last body that was read without a problem; null when there was none."""
    last_asked: int | None = None
    interval_s: int | None = None
    """Learned; null until it was read."""
    due_at: int | None = None
    failures: int = 0
    """In a row."""
    failing_since: int | None = None
    last_error: str = ""
    error_class: FailureClass | None = None
    children: tuple[str, ...] = ()
    """Addresses of the sitemaps that a sitemap index named when it was last read."""

    @property
    def is_dead(self) -> bool:
        """Say whether it has failed for so long that it is asked once a week or month only."""
        if self.error_class is None or self.failing_since is None or self.last_asked is None:
            return False
        return is_dead(self.error_class, self.failures, failing_s=self.last_asked - self.failing_since)

    def is_to_be_asked(self, *, now: int, only_due: bool) -> bool:
        """Say whether a crawl at `now` asks it: when it is due; at night also if it works, or was not asked for a day.

        Args:
            only_due: True for a poll, False for a night.
        """
        if self.last_asked is None or self.due_at is None or self.due_at <= now + SLACK_S:
            return True
        if only_due or self.is_dead:
            return False
        return self.failures == 0 or self.last_asked <= now - DAY_S + SLACK_S


_COLUMNS = (
    "url, etag, last_modified, digest, last_asked, interval_s, due_at, failures, failing_since, last_error, "
    "error_class, children"
)


def read_feed_state(db: sqlite3.Connection, url: str) -> FeedState:
    """Return what is known of a feed; an empty state when it was never asked."""
    row = db.execute(f"SELECT {_COLUMNS} FROM feeds WHERE url = ?", (url,)).fetchone()  # noqa: S608  # constants
    if row is None:
        return FeedState(url=url)
    return FeedState(
        url=row[0],
        validators=Validators(etag=row[1], last_modified=row[2]),
        digest=row[3],
        last_asked=row[4],
        interval_s=row[5],
        due_at=row[6],
        failures=row[7],
        failing_since=row[8],
        last_error=row[9] or "",
        error_class=FailureClass(row[10]) if row[10] else None,
        children=tuple(row[11].split("\n")) if row[11] else (),
    )


def write_answered(db: sqlite3.Connection, source_id: str, known: FeedState, *, n_new: int, now: int) -> None:
    """Write down that a feed answered: it works, and its interval has learned from what it brought."""
    is_early = known.failures == 0 and known.due_at is not None and known.due_at > now + SLACK_S
    interval_s = next_interval_s(known.interval_s, n_new=n_new, is_early=is_early)
    db.execute(
        "UPDATE feeds SET source_id = ?, last_fetched = ?, last_asked = ?, interval_s = ?, due_at = ?, failures = 0, "
        "failing_since = NULL, last_error = NULL, error_class = NULL WHERE url = ?",
        (source_id, now, now, interval_s, now + interval_s, known.url),
    )


def write_content(
    db: sqlite3.Connection, url: str, validators: Validators, *, digest: str | None, children: Sequence[str]
) -> None:
    """Write down what a feed's answer can be compared with next time; its entries must be safe by then."""
    db.execute(
        "INSERT INTO feeds (url, etag, last_modified, digest, children) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, "
        "digest = excluded.digest, children = excluded.children",
        (url, validators.etag, validators.last_modified, digest, "\n".join(children)),
    )


def write_failed(
    db: sqlite3.Connection, source_id: str, known: FeedState, *, kind: FailureClass, problem: str, now: int
) -> None:
    """Write down that a feed could not be read, and when to ask it again."""
    failures = known.failures + 1
    since = known.failing_since if known.failing_since is not None else now
    due_at = now + feed_wait_s(kind, failures, failing_s=now - since)
    db.execute(
        "INSERT INTO feeds (url, source_id, last_asked, due_at, failures, failing_since, last_error, error_class) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET source_id = excluded.source_id, "
        "last_asked = excluded.last_asked, due_at = excluded.due_at, failures = excluded.failures, "
        "failing_since = excluded.failing_since, last_error = excluded.last_error, error_class = excluded.error_class",
        (known.url, source_id, now, due_at, failures, since, problem[:300], str(kind)),
    )
