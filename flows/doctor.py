"""Answer `laborwire doctor`: is everything here that a night needs, and how was the last one?"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TextIO

from flows.alarms import tell_missed, webhook_setting
from flows.heartbeat import Heartbeat, last_heartbeat
from flows.report import last_report
from flows.terminal import plain
from pipeline.config import load_settings
from pipeline.errors import ArchiveError, LaborwireError
from pipeline.places import Places
from pipeline.records import RunReport
from pipeline.warehouse.lock import is_held

# Nights run daily and take hours at the most: one that ended more than 26 hours ago had no successor.
_TOO_OLD = timedelta(hours=26)
# Clocks of machines that share a folder differ a little; a night from later than that ran under a wrong one.
_CLOCKS_DIFFER = timedelta(hours=1)
_MIN_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked."""

    name: str
    ok: bool
    detail: str
    needed: bool = True
    """False when the demo and `add` work without it."""


def run_doctor(places: Places, *, now: datetime, last_night_only: bool, out: TextIO) -> int:
    """Print what was found and return the exit code: 1 when something needed is wrong.

    Alarms about sources want a person, but do not change the exit code. A missed night is posted to `[alarms] webhook`
    when `last_night_only` asks for it, once.
    """
    findings = list(_night_only(places, now)) if last_night_only else list(_all(places, now))
    for finding in findings:
        mark = "ok  " if finding.ok else ("FAIL" if finding.needed else "note")
        out.write(f"{mark}  {finding.name:<14} {plain(finding.detail)}\n")
    return 1 if any(not finding.ok and finding.needed for finding in findings) else 0


def _all(places: Places, now: datetime) -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding(name="python", ok=sys.version_info >= (3, 11), detail=f"{version} (3.11 or newer is needed)")
    yield from _settings(places)
    yield from _models()
    places.var.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(places.var).free
    yield Finding(name="disk", ok=free >= _MIN_FREE_BYTES, detail=f"{free / 1024**3:.1f} GiB free in {places.var}")
    yield _archive(places)
    yield from _beside_the_archive(places)
    yield _decisions(places)
    yield _warehouse(places)
    yield _alerts(places)
    night, heartbeat = _last_night(places, now)
    yield replace(night, needed=False)
    yield from _held(places)
    yield from _alarms(heartbeat)


def _night_only(places: Places, now: datetime) -> Iterator[Finding]:
    night, heartbeat = _last_night(places, now)
    yield night
    yield from _held(places)
    yield from _alarms(heartbeat)
    if not night.ok:
        try:
            told = tell_missed(places, night.detail, heartbeat, now=now)
        except (LaborwireError, OSError) as err:
            told = f"not told: {err}"
        if told:
            yield Finding(name="webhook", ok=told.startswith("sent"), detail=told, needed=False)


def _held(places: Places) -> Iterator[Finding]:
    from pipeline.warehouse.release import ADVICE, read_held

    try:
        held = read_held(places)
    except LaborwireError as err:
        yield Finding(name="release", ok=False, detail=str(err))
        return
    for loss in held.losses if held is not None else ():
        since = f"since {held.since:%Y-%m-%d %H:%M} UTC" if held is not None else ""
        yield Finding(name="release", ok=False, detail=f"held back {since}: {loss.source_id}: {loss.words()}; {ADVICE}")


def _alarms(heartbeat: Heartbeat | None) -> Iterator[Finding]:
    for alarm in heartbeat.alarms if heartbeat else ():
        yield Finding(name="alarm", ok=False, detail=alarm.words(), needed=False)


def _settings(places: Places) -> Iterator[Finding]:
    try:
        settings = load_settings(places.data)
    except LaborwireError as err:
        yield Finding(name="settings", ok=False, detail=str(err))
        return
    yield Finding(name="settings", ok=True, detail=str(places.data / "laborwire.toml"))
    try:
        webhook_setting(places)
    except LaborwireError as err:
        yield Finding(name="alarms", ok=False, detail=str(err))
    contact = settings.crawl.contact
    detail = contact or "none: set crawl.contact in laborwire.toml before you crawl the real web"
    yield Finding(name="contact", ok=bool(contact), detail=detail, needed=False)
    try:
        from pipeline.sources import load_sources

        sources = load_sources(places.data / "sources.toml")
    except LaborwireError as err:
        yield Finding(name="sources", ok=False, detail=str(err))
        return
    on = sum(source.enabled for source in sources)
    yield Finding(name="sources", ok=on > 0, detail=f"{on} on, {len(sources) - on} off")


def _models() -> Iterator[Finding]:
    from models.manifest import check_models

    for name, ok, problem in check_models():
        yield Finding(name="model", ok=ok, detail=f"{name}: {problem or 'digest as expected'}")


def _archive(places: Places) -> Finding:
    from pipeline.archive.store import Archive

    if not places.archive.exists():
        return Finding(name="archive", ok=False, detail="nothing captured yet", needed=False)
    try:
        with Archive.open(places.archive) as archive:
            captures = archive.check()
    except LaborwireError as err:
        return Finding(name="archive", ok=False, detail=str(err))
    return Finding(name="archive", ok=True, detail=f"{captures} captures in {places.archive}")


def _beside_the_archive(places: Places) -> Iterator[Finding]:
    """Yield what is wrong with the crawl's state and the ledger of loads; nothing when they are whole."""
    from pipeline.archive.ledger import read_loads
    from pipeline.sqlite_file import check_sqlite

    try:
        check_sqlite(places.crawl_state, advice="move it away, and the next crawl makes it anew")
    except LaborwireError as err:
        yield Finding(name="crawl state", ok=False, detail=str(err))
    try:
        read_loads(places.archive)
    except LaborwireError as err:
        yield Finding(name="loads", ok=False, detail=str(err))


def _decisions(places: Places) -> Finding:
    from pipeline.decisions import Decisions

    try:
        count = len(Decisions.read(places.decisions).log)
    except LaborwireError as err:
        return Finding(name="decisions", ok=False, detail=str(err))
    return Finding(name="decisions", ok=True, detail=f"{count} in {places.decisions}")


def _warehouse(places: Places) -> Finding:
    if not places.warehouse.exists():
        return Finding(name="warehouse", ok=False, detail="no snapshot yet; run `laborwire demo`", needed=False)
    from pipeline.warehouse.sandbox import run_sql

    try:
        result = run_sql(places.warehouse, "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM pay_claims)")
    except LaborwireError as err:
        return Finding(name="warehouse", ok=False, detail=str(err))
    articles, claims = result.rows[0]
    return Finding(name="warehouse", ok=True, detail=f"{articles} articles, {claims} pay claims in {places.warehouse}")


def _alerts(places: Places) -> Finding:
    from flows.watch_tell import check_alerts

    try:
        problem, detail = check_alerts(places)
    except LaborwireError as err:
        return Finding(name="alerts", ok=False, detail=str(err))
    # What is in doubt or waits wants a person, but no night depends on it.
    return Finding(name="alerts", ok=not problem, detail=problem or detail, needed=False)


def _last_night(places: Places, now: datetime) -> tuple[Finding, Heartbeat | None]:
    """Return how the last night was, and its heartbeat; of a night that ended without one its report tells."""
    try:
        heartbeat = last_heartbeat(places)
    except ArchiveError as err:
        return Finding(name="last night", ok=False, detail=str(err)), None
    # The clock of the demo's nights is invented and stands still; any other that is ahead of ours is wrong.
    is_demo = places.demo_marker.exists()
    report = last_report(places, command="nightly", until=None if is_demo else now + _CLOCKS_DIFFER)
    if report is not None and (
        heartbeat is None or (report.id != heartbeat.run and report.started_at >= heartbeat.started_at)
    ):
        return _from_report(places, report, now), heartbeat
    if heartbeat is None:
        return Finding(name="last night", ok=False, detail="no night has run yet; run `laborwire nightly`"), None
    ended = f"ended {heartbeat.ended_at:%Y-%m-%d %H:%M} UTC{' by the clock of the demo' if is_demo else ''}"
    if heartbeat.state == "failed":
        detail = f"failed, {ended}: {heartbeat.problem}; run it again"
        return Finding(name="last night", ok=False, detail=detail), heartbeat
    if heartbeat.ended_at - now > _CLOCKS_DIFFER and not is_demo:
        detail = f"{ended}, which is in the future: set the clock right, then run `laborwire nightly`"
        return Finding(name="last night", ok=False, detail=detail), heartbeat
    if now - heartbeat.ended_at > _TOO_OLD:
        detail = f"too old: {ended}; is the schedule running?"
        return Finding(name="last night", ok=False, detail=detail), heartbeat
    problems = f", {heartbeat.source_errors} source errors" if heartbeat.source_errors else ""
    return Finding(name="last night", ok=True, detail=f"done, {ended}: {heartbeat.brought()}{problems}"), heartbeat


def _from_report(places: Places, report: RunReport, now: datetime) -> Finding:
    started = f"started {report.started_at:%Y-%m-%d %H:%M} UTC"
    is_old = now - (report.finished_at or report.started_at) > _TOO_OLD
    if report.state == "running" and not is_old and is_held(places.lock):
        return Finding(name="last night", ok=True, detail=f"running, {started}")
    if report.state != "done":
        words = "stopped before it ended" if report.state == "running" else report.state
        return Finding(name="last night", ok=False, detail=f"{words} ({started}); run it again")
    if is_old:
        return Finding(name="last night", ok=False, detail=f"too old: {started}; is the schedule running?")
    return Finding(name="last night", ok=True, detail=f"done, {started}")
