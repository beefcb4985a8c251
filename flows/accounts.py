"""Keep the account of a run: opened when it begins, settled when it ends, also for a run that was killed.

The account stands in two places: `runs/<id>/report.json`, which needs no warehouse, and the warehouse's table
`runs`, which is queried. A run that was killed cannot settle its own; the next run does it, under the writer's lock.
"""

import logging
import shutil
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from flows.report import OWED, open_reports, write_report
from pipeline.config import Places
from pipeline.errors import LaborwireError
from pipeline.records import RunReport, record_id
from pipeline.warehouse.load import replace_run
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
        _record_failure(places, replace(stopped, state="failed"))
    identity = record_id("u", command, now.isoformat(), datetime.now(timezone.utc).isoformat())
    report = RunReport(id=identity, command=command, started_at=now)
    write_report(places, report)
    return Account(places=places, started_at=now, begun_s=time.monotonic()), report


def close_account(account: Account, report: RunReport) -> RunReport:
    """Write down that a run is done; the warehouse has it from its publication."""
    write_report(account.places, report)
    return report


def close_idle(account: Account, report: RunReport) -> RunReport:
    """End a run that changed nothing; its report stays only if it says that something went wrong."""
    report = account.settled(report)
    if report.source_errors or any(row.rejected for row in report.counts):
        write_report(account.places, report)
    else:
        shutil.rmtree(account.places.runs / report.id)
    return report


def close_failed(account: Account, report: RunReport) -> RunReport:
    """Write down that a run failed, in its report and in the warehouse, and return its report."""
    failed = replace(account.settled(report), state="failed", snapshot=None)
    _record_failure(account.places, failed)
    return failed


def _record_failure(places: Places, report: RunReport) -> None:
    owed = write_report(places, report).with_name(OWED)
    owed.touch()
    try:
        with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
            replace_run(warehouse.con, report)
    except LaborwireError as err:
        # What made the run fail may keep the warehouse shut, too; the next run sees to it.
        log.warning("a failed run is not in the warehouse yet", extra={"run": report.id, "problem": str(err)})
    else:
        owed.unlink()
