"""Keep the account of a run: opened when it begins, settled when it ends, also for a run that was killed.

The account stands in two places: `runs/<id>/report.json`, which needs no warehouse, and the warehouse's table
`runs`, which is queried. A run that was killed cannot settle its own; the next run does it, under the writer's lock:
an empty file in `runs.open` names each run of which the warehouse does not know the end, so that nobody need read
the reports of all others. A poll's folder goes when the warehouse has its account, since there are 96 polls a day.
"""

import logging
import shutil
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from flows.report import forget_old_reports, mark_open, open_reports, settle_open, write_report
from pipeline.errors import LaborwireError
from pipeline.places import Places
from pipeline.records import RunReport, record_id
from pipeline.warehouse.load import fail_run, replace_run
from pipeline.warehouse.store import Warehouse

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A run that is going on."""

    places: Places
    started_at: datetime
    begun_s: float
    """Monotonic seconds at which it began: a run may be told that it is another time."""

    def settled(self, report: RunReport) -> RunReport:
        """Return the report as done, now."""
        passed = timedelta(seconds=time.monotonic() - self.begun_s)
        return replace(report, state="done", finished_at=self.started_at + passed)


def open_account(places: Places, *, command: str, now: datetime) -> tuple[Account, RunReport]:
    """Settle what killed runs left open, and write down that a run has begun."""
    for stopped in open_reports(places):
        if not _record_failure(places, replace(stopped, state="failed")):
            break
    if command == "nightly":
        forget_old_reports(places)
    report = _new_report(command, now)
    mark_open(places, report)
    write_report(places, report)
    return Account(places=places, started_at=now, begun_s=time.monotonic()), report


def close_account(account: Account, report: RunReport) -> RunReport:
    """Write down that a run is done; the warehouse has it from its publication, or has it now if it published none."""
    if report.snapshot is None:
        with Warehouse.open(account.places.live_warehouse, data=account.places.data) as warehouse:
            replace_run(warehouse.con, report)
    if report.command == "poll":
        shutil.rmtree(account.places.runs / report.id, ignore_errors=True)
    else:
        write_report(account.places, report)
    settle_open(account.places, report)
    return report


def close_idle(account: Account, report: RunReport) -> RunReport:
    """End a poll that changed nothing: whom it asked is in the fetch state, and the next load counts it."""
    report = account.settled(report)
    shutil.rmtree(account.places.runs / report.id, ignore_errors=True)
    settle_open(account.places, report)
    return report


def close_failed(account: Account, report: RunReport) -> RunReport:
    """Write down that a run failed, in its report and in the warehouse, and return its report."""
    failed = replace(account.settled(report), state="failed", snapshot=None)
    write_report(account.places, failed)
    _record_failure(account.places, failed)
    return failed


def note_locked_out(places: Places, *, command: str, now: datetime) -> RunReport:
    """Write down that a run failed because another one held the lock, and return its report.

    The warehouse hears of it from the next run: it belongs to who holds the lock.
    """
    failed = replace(_new_report(command, now), state="failed", finished_at=now)
    # In this order: who holds the lock may be reading the marks.
    write_report(places, failed)
    mark_open(places, failed)
    return failed


def restore_working_copy(places: Places) -> None:
    """Go on from the newest snapshot when the working copy of the warehouse is gone."""
    live, published = places.live_warehouse, places.warehouse
    if live.exists() or not published.exists():
        return
    # A snapshot is a whole copy: going on from an empty file would publish a warehouse that has lost everything.
    log.warning("the working copy of the warehouse is gone; made anew", extra={"from": str(published)})
    part = live.with_name(live.name + ".part")
    shutil.copyfile(published, part)
    part.replace(live)


def _new_report(command: str, now: datetime) -> RunReport:
    identity = record_id("u", command, now.isoformat(), datetime.now(timezone.utc).isoformat())
    return RunReport(id=identity, command=command, started_at=now)


def _record_failure(places: Places, report: RunReport) -> bool:
    """Let the warehouse know of a failed run; False when it is shut, and the next run has to."""
    try:
        with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
            fail_run(warehouse.con, report)
    except LaborwireError as err:
        # What made the run fail may keep the warehouse shut, too; the next run sees to it.
        log.warning("a failed run is not in the warehouse yet", extra={"run": report.id, "problem": str(err)})
        return False
    if report.command == "poll":
        shutil.rmtree(places.runs / report.id, ignore_errors=True)
    else:
        write_report(places, report)
    settle_open(places, report)
    return True
