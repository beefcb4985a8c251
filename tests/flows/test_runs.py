"""The account of a run says how it ended: for one that went well, one that failed and one that was killed."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.crawling import CrawlOutcome
from flows.night import run_night
from flows.order import Order
from flows.reading import Sighting, write_shard
from flows.rebuild import rebuild
from flows.report import forget_old_reports, last_report, write_report
from flows.steps import PLAIN, Steps
from pipeline.archive.store import Archive
from pipeline.errors import ArchiveError, WarehouseError
from pipeline.places import CHECKOUT, Places
from pipeline.records import RunReport, StageCount

NOW = datetime(2026, 3, 10, 2, tzinfo=timezone.utc)

KILLED = """
import os, sys
from datetime import datetime
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_runs import killed_night
killed_night(Path(sys.argv[1]))
"""


def order_in(folder: Path, *, days: int = 0) -> Order:
    return Order(places=Places(data=CHECKOUT / "data", var=folder / "var"), now=NOW + timedelta(days=days))


def crawl_that(outcome: CrawlOutcome | BaseException) -> Steps:
    def crawl(order: Order, urls: tuple[str, ...]) -> CrawlOutcome:
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    return replace(PLAIN, crawl=crawl)


def killed_night(folder: Path) -> None:
    """Run a night that dies after its load."""
    import os

    def publish(order: Order, report: object) -> int:
        os._exit(9)

    run_night(order_in(folder), replace(crawl_that(CrawlOutcome()), publish=publish))


def runs(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute("SELECT state, snapshot FROM runs ORDER BY started_at").fetchall()


@pytest.mark.thorough
def test_a_snapshot_has_the_account_of_the_night_that_made_it(tmp_path: Path) -> None:
    order = order_in(tmp_path)
    report = run_night(order, crawl_that(CrawlOutcome(sources_read=3)))
    with duckdb.connect(str(order.places.warehouse), read_only=True) as con:
        row = con.execute("SELECT id, state, sources_read, snapshot, started_at < finished_at FROM runs").fetchall()
        stages = con.execute("SELECT stage FROM run_counts WHERE source_id = '' ORDER BY stage").fetchall()
    assert row == [(report.id, "done", 3, 1, True)]
    assert stages == [("cluster",), ("dedupe",), ("load",), ("origins",)]
    assert report.finished_at is not None
    assert NOW < report.finished_at < NOW + timedelta(minutes=5)


@pytest.mark.thorough
def test_a_night_that_failed_is_known_from_the_next_snapshot_on(tmp_path: Path) -> None:
    order = order_in(tmp_path)
    with pytest.raises(ArchiveError):
        run_night(order, crawl_that(ArchiveError("crawl", "no network")))
    run_night(order_in(tmp_path, days=1), crawl_that(CrawlOutcome()))
    assert runs(order.places.warehouse) == [("failed", None), ("done", 1)]


def test_a_night_that_was_killed_is_known_to_have_failed_from_the_next_one_on(tmp_path: Path) -> None:
    order = order_in(tmp_path)
    child = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(Path(__file__).parent)], check=False)
    assert child.returncode == 9
    assert runs(order.places.live_warehouse) == [("running", None)]
    run_night(order_in(tmp_path, days=1), crawl_that(CrawlOutcome()))
    assert runs(order.places.warehouse) == [("failed", None), ("done", 1)]
    reports = [path.read_text() for path in order.places.runs.glob("*/report.json")]
    assert sorted('"state":"failed"' in report for report in reports) == [False, True]


@pytest.mark.thorough
def test_a_night_that_failed_on_a_warehouse_that_cannot_be_opened_is_known_later(tmp_path: Path) -> None:
    order = order_in(tmp_path)
    order.places.live_warehouse.parent.mkdir(parents=True)
    order.places.live_warehouse.write_bytes(b"nothing")
    with pytest.raises(WarehouseError):
        run_night(order, crawl_that(CrawlOutcome()))
    report = last_report(order.places, command="nightly")
    assert report is not None
    assert report.state == "failed"
    order.places.live_warehouse.unlink()
    run_night(order_in(tmp_path, days=1), crawl_that(CrawlOutcome()))
    assert runs(order.places.warehouse) == [("failed", None), ("done", 1)]


@pytest.mark.thorough
def test_a_report_that_cannot_be_read_stops_no_night(tmp_path: Path) -> None:
    order = order_in(tmp_path)
    torn = order.places.runs / "u0" / "report.json"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(b"{")
    assert run_night(order, crawl_that(CrawlOutcome())).state == "done"


@pytest.mark.thorough
def test_the_report_of_a_failed_night_says_so(tmp_path: Path) -> None:
    order = order_in(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run_night(order, crawl_that(KeyboardInterrupt()))
    report = last_report(order.places, command="nightly")
    assert report is not None
    assert (report.state, report.snapshot) == ("failed", None)


@pytest.mark.thorough
def test_a_warehouse_of_another_version_is_made_anew_as_the_refusal_says(tmp_path: Path) -> None:
    order = order_in(tmp_path)
    with Archive.open(order.places.archive, writable=True) as archive:
        archive.store(
            url="https://paper.example/1",
            final_url="https://paper.example/1",
            status=200,
            headers=(),
            body=b"<p>Raters are paid.",
            fetched_at=NOW,
            content_type="text/html",
        )
    asked: list[str] = []

    def read(order: Order, shard: Path, sightings: tuple[Sighting, ...]) -> tuple[StageCount, ...]:
        asked.extend(capture.url for _, _, capture in sightings)
        write_shard(shard, [])
        return ()

    steps = replace(crawl_that(CrawlOutcome()), read=read)
    run_night(order, steps)
    run_night(order_in(tmp_path, days=1), steps)
    assert asked == ["https://paper.example/1"]
    with duckdb.connect(str(order.places.live_warehouse)) as con:
        con.execute("UPDATE schema_version SET structure_digest = 'other' WHERE name = 'schema/articles.sql'")
    with pytest.raises(WarehouseError, match="`laborwire rebuild` makes"):
        run_night(order_in(tmp_path, days=2), steps)
    assert rebuild(order.places, now=NOW + timedelta(days=2)).captures == 1
    assert run_night(order_in(tmp_path, days=3), steps).state == "done"
    assert asked == ["https://paper.example/1"]


def test_turns_of_a_backfill_never_push_out_the_folders_of_nights(tmp_path: Path) -> None:
    places = order_in(tmp_path).places
    for number in range(403):
        command = "nightly" if number < 2 else "backfill"
        path = write_report(places, RunReport(id=f"u{number:016x}", command=command, started_at=NOW))
        os.utime(path.parent, (number, number))
    forget_old_reports(places)
    left = {int(folder.name[1:], 16) for folder in places.runs.glob("u*")}
    assert left == {0, 1, *range(3, 403)}
