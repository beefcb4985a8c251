"""Turns at the one writer's lock: who waits, for how long, and what becomes of a night that never gets its turn."""

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest
from servers import Hook

from flows.backfill import Turns
from flows.crawling import CrawlOutcome
from flows.doctor import run_doctor
from flows.heartbeat import last_heartbeat
from flows.night import run_night, run_poll
from flows.order import Order
from flows.steps import PLAIN, Steps
from flows.turns import turn_to_write
from pipeline.errors import LockedError
from pipeline.places import CHECKOUT, Places
from pipeline.warehouse.lock import writer_lock

NOW = datetime(2026, 11, 17, 2, tzinfo=timezone.utc)


def make_places(folder: Path, *lines: str) -> Places:
    data = folder / "data"
    data.mkdir()
    for name in ("gazetteer.toml", "sources.toml", "minimum_wage.toml", "fx", "relevance", "pay"):
        (data / name).symlink_to(CHECKOUT / "data" / name)
    (data / "laborwire.toml").write_text("\n".join(lines))
    return Places(data=data, var=folder / "var")


def without_web() -> Steps:
    return replace(PLAIN, crawl=lambda order, urls: CrawlOutcome())


@contextmanager
def holder(places: Places, command: str, *, until: threading.Event) -> Iterator[None]:
    """Let another thread hold the lock until it is told."""
    is_held = threading.Event()

    def hold() -> None:
        with writer_lock(places, command, NOW):
            is_held.set()
            until.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    is_held.wait(30)
    try:
        yield
    finally:
        until.set()
        thread.join()


def test_a_backfill_lets_a_night_in_between_two_turns(tmp_path: Path) -> None:
    order = Order(places=make_places(tmp_path), now=NOW)
    begun, ended, turns_meanwhile = threading.Event(), threading.Event(), 0

    def backfill() -> None:
        nonlocal turns_meanwhile
        with Turns.of(order, err=io.StringIO()) as turns:
            while not ended.is_set():
                with turns.turn():
                    turns_meanwhile += begun.is_set()
                    begun.set()
                    time.sleep(0.05)

    thread = threading.Thread(target=backfill)
    thread.start()
    begun.wait(30)
    with turn_to_write(order.places, "nightly", most_wait_s=30):
        ended.set()
    thread.join()
    # Without a queue it would take turn after turn: the night only tries now and then.
    assert turns_meanwhile <= 2


def test_there_is_one_backfill_at_a_time(tmp_path: Path) -> None:
    order = Order(places=make_places(tmp_path), now=NOW)
    with (
        Turns.of(order, err=io.StringIO()),
        pytest.raises(LockedError, match="backfill"),
        Turns.of(order, err=io.StringIO()),
    ):
        pass


def test_a_poll_waits_for_the_turn_of_a_backfill(tmp_path: Path) -> None:
    order = Order(places=make_places(tmp_path), now=NOW, only_due=True)
    until = threading.Event()
    with holder(order.places, "backfill", until=until):
        threading.Timer(0.3, until.set).start()
        assert run_poll(order, without_web()) is not None


@pytest.mark.thorough
def test_a_night_waits_and_one_that_never_gets_its_turn_is_told_everywhere(tmp_path: Path) -> None:
    with Hook() as hook:
        settings = ("[run]", "wait_for_lock_s = 1", "[alarms]", f'webhook = "{hook.url}"')
        places = make_places(tmp_path, *settings, "[webhook]", f'loopback = ["{hook.netloc}"]')
        order = Order(places=places, now=NOW)
        with holder(places, "reprocess", until=threading.Event()), pytest.raises(LockedError, match="reprocess"):
            run_night(order, without_web())
        heartbeat = last_heartbeat(places)
        assert heartbeat is not None
        assert heartbeat.state == "failed"
        assert heartbeat.problem.startswith("locked by process ")
        assert "(reprocess) since 2026-11-17" in heartbeat.problem
        out = io.StringIO()
        assert run_doctor(places, now=NOW + timedelta(hours=7), last_night_only=True, out=out) == 1
        assert "(reprocess)" in out.getvalue()
        (post,) = [body for _, _, body in hook.posts]
        assert post["alarms"][0]["kind"] == "night failed"
        assert "locked by process" in post["summary"]
        # A backfill that rests keeps nobody out, and what ends in time was waited for.
        until = threading.Event()
        with Turns.of(order, err=io.StringIO()), holder(places, "reprocess", until=until):
            threading.Timer(0.1, until.set).start()
            run_night(replace(order, now=NOW + timedelta(days=1)), without_web())
    with duckdb.connect(str(places.warehouse), read_only=True) as con:
        assert con.execute("SELECT command, state FROM runs ORDER BY started_at").fetchall() == [
            ("nightly", "failed"),
            ("nightly", "done"),
        ]
