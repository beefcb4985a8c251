"""The run report: counts and seconds per stage, what each source gave and what went wrong; for people and as JSON."""

import logging
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TextIO

from flows.stopwatch import LANGUAGE
from flows.terminal import plain
from pipeline.codec import from_json, to_json
from pipeline.errors import ArchiveError
from pipeline.places import Places
from pipeline.records import RunReport

log = logging.getLogger(__name__)

_KEPT = 400
"""Run folders that stay of each command, so that the turns of a backfill never push out the nights."""


def write_report(places: Places, report: RunReport) -> Path:
    """Write the report to `runs/<id>/report.json`, whole or not at all."""
    path = places.runs / report.id / "report.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(to_json(report) + b"\n")
    part.replace(path)
    return path


def mark_open(places: Places, report: RunReport) -> None:
    """Write down that the warehouse does not know yet how this run ends."""
    _upgrade(places)
    (places.open_runs / report.id).touch()


def settle_open(places: Places, report: RunReport) -> None:
    """Write down that it does."""
    (places.open_runs / report.id).unlink(missing_ok=True)


def open_reports(places: Places) -> list[RunReport]:
    """Return the reports of runs that never said how they ended, or not to the warehouse; oldest first."""
    _upgrade(places)
    found = []
    for mark in places.open_runs.iterdir():
        report = _read(places.runs / mark.name / "report.json")
        if report is None:
            # Killed before it wrote a report, or one that cannot be read: nothing can be told of it.
            mark.unlink(missing_ok=True)
        else:
            found.append(report)
    return sorted(found, key=lambda report: report.started_at)


def forget_old_reports(places: Places) -> None:
    """Remove the folders of all but the newest runs of each command; what they counted is in the warehouse."""
    folders = sorted(places.runs.glob("u*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    if len(folders) <= _KEPT:
        return
    kept: Counter[str] = Counter()
    for folder in folders:
        report = _read(folder / "report.json")
        command = "" if report is None else report.command
        kept[command] += 1
        if kept[command] > _KEPT and not (places.open_runs / folder.name).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _upgrade(places: Places) -> None:
    """Mark the runs of an earlier version that are open; all their reports are read, once."""
    if places.open_runs.exists():
        return
    part = places.open_runs.with_name(places.open_runs.name + ".part")
    part.mkdir(parents=True, exist_ok=True)
    for path in places.runs.glob("*/report.json"):
        report = _read(path)
        if report is not None and (report.state == "running" or path.with_name("owed").exists()):
            (part / report.id).touch()
    part.rename(places.open_runs)


def _read(path: Path) -> RunReport | None:
    try:
        return from_json(RunReport, path.read_bytes())
    except FileNotFoundError:
        return None
    except ArchiveError as err:
        log.warning("a run's report cannot be read", extra={"file": str(path), "problem": str(err)})
        return None


def last_report(places: Places, *, command: str, until: datetime | None = None) -> RunReport | None:
    """Return the newest report of a command that began by `until`, or None; later ones ran under a wrong clock."""
    reports = [_read(path) for path in places.runs.glob("*/report.json")]
    matching = [report for report in reports if report is not None and report.command == command]
    if until is not None:
        matching = [report for report in matching if report.started_at <= until]
    return max(matching, key=lambda report: report.started_at, default=None)


def print_report(report: RunReport, out: TextIO) -> None:
    """Print the report for a terminal."""
    out.write(f"{report.command} {report.id}: {report.state}\n")
    for row in report.counts:
        if row.source_id or row.stage.startswith(LANGUAGE):
            continue
        rejected = f", {row.rejected} rejected" if row.rejected else ""
        out.write(f"  {row.stage:<10} {row.read:>6} read, {row.written:>6} kept{rejected}  {row.seconds:7.1f} s\n")
    unread = [
        f"{row.stage.removeprefix(LANGUAGE)} {row.read}" for row in report.counts if row.stage.startswith(LANGUAGE)
    ]
    if unread:
        out.write(f"  in languages that are not read, kept as captures: {', '.join(unread)}\n")
    if report.sources_read:
        out.write(f"  {report.sources_read} sources read\n")
    for problem in report.source_errors:
        out.write(f"  source {problem.source_id}: {plain(problem.problem)} ({plain(problem.url)})\n")
    if report.snapshot is not None:
        out.write(f"  snapshot {report.snapshot}\n")


def report_markdown(report: RunReport) -> str:
    """Return the report as Markdown, for a Prefect artifact."""
    lines = [f"# {report.command} {report.id}: {report.state}", ""]
    lines += ["| stage | source | read | kept | rejected | seconds |", "|---|---|---:|---:|---:|---:|"]
    lines += [
        f"| {row.stage} | {row.source_id or 'all'} | {row.read} | {row.written} | {row.rejected} | {row.seconds:.1f} |"
        for row in report.counts
    ]
    if report.source_errors:
        lines += ["", "| source | address | problem |", "|---|---|---|"]
        lines += [f"| {item.source_id} | {item.url} | {item.problem} |" for item in report.source_errors]
    return "\n".join(lines)
