"""The ledger of askings: which source each run asked, and whether it answered, until the warehouse has counted it.

A row is written in the transaction that writes down the answer, so that a run that is killed has counted exactly whom
it asked; the reader remembers the number of the last row that it has counted. Times are whole seconds since 1970.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One feed or page that was asked for, and answered or failed."""

    seq: int
    run: str
    at: int
    source_id: str
    url: str
    is_feed: bool
    answered: bool
    """With something that was understood; also "not modified"."""
    problem: str


class Ledger:
    """The askings in an open state file; `spiders.state.CrawlState` writes them inside its transactions."""

    def __init__(self, db: sqlite3.Connection, *, run: str, now: int) -> None:
        self._db, self._run, self._now = db, run, now

    def write(self, source_id: str | None, url: str, *, is_feed: bool, problem: str | None = None) -> None:
        """Write down that the run asked; nothing when there is none, as when a person looks at a source.

        Args:
            problem: why it did not answer; None when it did.
        """
        if self._run:
            self._db.execute(
                "INSERT INTO askings (run, at, source_id, url, is_feed, answered, problem) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self._run, self._now, source_id or "", url, is_feed, problem is None, (problem or "")[:300]),
            )

    def read(self, *, after: int) -> list[Asking]:
        """Return all askings behind the one with number `after`, in order."""
        rows = self._db.execute(
            "SELECT seq, run, at, source_id, url, is_feed, answered, problem FROM askings WHERE seq > ? ORDER BY seq",
            (after,),
        )
        return [
            Asking(
                seq=seq, run=run, at=at, source_id=source, url=url, is_feed=bool(kind), answered=bool(ok), problem=words
            )
            for seq, run, at, source, url, kind, ok, words in rows
        ]

    def forget(self, *, up_to: int) -> None:
        """Delete what has been counted; numbers are never given again."""
        self._db.execute("DELETE FROM askings WHERE seq <= ?", (up_to,))

    def feeds_that_work(self, feeds: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, int]]:
        """Return of each source how many of its feeds were ever asked, and how many answered when last asked.

        Args:
            feeds: addresses of the registered feeds, by source. What else was asked once (a sitemap that an index named
                then, a feed that has left the registry) is never asked again, and its last answer says nothing.
        """
        counts = (
            "SELECT count(*), count(*) FILTER (WHERE failures = 0) FROM feeds "
            "WHERE source_id = ? AND last_asked IS NOT NULL AND url IN (SELECT value FROM json_each(?))"
        )
        return {
            source: self._db.execute(counts, (source, json.dumps(list(urls)))).fetchone()
            for source, urls in feeds.items()
        }
