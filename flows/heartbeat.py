"""The heartbeat of the nights: one small file that says when the last one ended, how, and what it brought.

Every night writes `heartbeat.json` when it ends, also when it fails or never gets its turn at the lock; a night that is
killed leaves that of the night before it, which grows old. Whoever watches needs neither warehouse nor server:
`laborwire doctor --last-night`.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.codec import from_json, to_json
from pipeline.errors import ArchiveError, LaborwireError, LockedError
from pipeline.places import Places
from pipeline.records import RunReport

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What is wrong with a source, as the view `source_alarms` says it."""

    source_id: str
    name: str
    alarm: str
    detail: str | None = None
    since: datetime | None = None

    def words(self) -> str:
        """Return the alarm in a line: "The Herald: dead since 2026-03-10: answered 500"."""
        since = f" since {self.since:%Y-%m-%d}" if self.since else ""
        return f"{self.name}: {self.alarm}{since}" + (f": {self.detail}" if self.detail else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """How a night ended."""

    run: str
    started_at: datetime
    ended_at: datetime
    state: Literal["done", "failed"]
    problem: str = ""
    """Why it failed; "" when it did not."""
    sources_read: int = 0
    source_errors: int = 0
    asked: int = 0
    """Pages asked for."""
    new: int = 0
    """Captures that the archive did not have."""
    articles: int = 0
    """Articles on the beat."""
    snapshot: int | None = None
    alarms: tuple[Alarm, ...] = ()
    """All that stand, the most urgent first."""

    def brought(self) -> str:
        """Return what the night brought, in a line."""
        number = "" if self.snapshot is None else f"; snapshot {self.snapshot}"
        return (
            f"{self.sources_read} sources read, {self.asked} pages asked for, {self.new} new, "
            f"{self.articles} articles kept{number}"
        )


def beat(
    places: Places, report: RunReport, *, alarms: tuple[Alarm, ...] = (), problem: BaseException | None = None
) -> Heartbeat:
    """Write down how a night ended and return what was written.

    Args:
        problem: what made it fail; None when it is done.
    """
    totals = {row.stage: row for row in report.counts if not row.source_id}
    asked, kept = totals.get("fetch"), totals.get("relevance")
    heartbeat = Heartbeat(
        run=report.id,
        started_at=report.started_at,
        ended_at=report.finished_at or report.started_at,
        state="done" if problem is None else "failed",
        problem=_words(problem)[:500],
        sources_read=report.sources_read,
        source_errors=len(report.source_errors),
        asked=asked.read if asked else 0,
        new=asked.written if asked else 0,
        articles=kept.written if kept else 0,
        snapshot=report.snapshot,
        alarms=alarms,
    )
    part = places.heartbeat.with_suffix(".part")
    try:
        part.write_bytes(to_json(heartbeat) + b"\n")
        part.replace(places.heartbeat)
    except OSError as err:
        # Nobody reads this one, so the watcher finds an old one and says so: no reason to undo a night.
        log.warning("the heartbeat was not written", extra={"file": str(places.heartbeat), "problem": err.strerror})
    return heartbeat


def _words(problem: BaseException | None) -> str:
    if problem is None:
        return ""
    if isinstance(problem, LockedError):
        return f"locked by {problem.holder} since {problem.since}"
    return f"{type(problem).__name__}: {problem}"


def last_heartbeat(places: Places) -> Heartbeat | None:
    """Return how the last night ended; None before the first.

    Raises:
        ArchiveError: the file is none of ours.
    """
    if not places.heartbeat.exists():
        return None
    try:
        return from_json(Heartbeat, places.heartbeat.read_bytes())
    except ArchiveError as err:
        problem = "is no heartbeat of this version; delete it, and the next night writes it anew"
        raise ArchiveError(str(places.heartbeat), problem) from err


def standing_alarms(places: Places) -> tuple[Alarm, ...]:
    """Return the alarms about sources in the newest snapshot, the most urgent first; () when they cannot be read."""
    from pipeline.warehouse.store import utc_aware
    from pipeline.watch.snapshot import open_snapshot, rows_of

    try:
        with open_snapshot(places.warehouse) as snapshot:
            rows = rows_of(snapshot, "standing_alarms", {})
    except LaborwireError as err:
        log.warning("alarms were not looked for", extra={"problem": str(err)})
        return ()
    return tuple(Alarm(**{**row, "since": utc_aware(row["since"])}) for row in rows)
