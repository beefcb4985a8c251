"""Whom polls asked is counted once, whatever they brought and whenever they were killed, and at no lasting cost."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pytest
from small_web import SmallWeb

from flows.night import run_night, run_poll
from flows.order import Order, stand_in_order
from flows.steps import PLAIN
from pipeline.places import CHECKOUT, Places
from pipeline.records import Feed, RunReport, Source
from spiders.state import CrawlState

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 17, 2, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)

KILLED = """
import os, sys
from datetime import datetime
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from test_askings import killed_poll
killed_poll(Path(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[4]))
"""


def source(name: str, *feeds: str) -> Source:
    return Source(
        id=name,
        name=name,
        homepage=f"http://{name}.example/",
        source_class="press",
        country="GB",
        languages=("en",),
        feeds=tuple(Feed(url=f"http://{name}.example{path}", kind="feed") for path in feeds),
        delay_s=0,
    )


SOURCES = (source("quiet", "/feed"), source("dead", "/feed"), source("half", "/feed", "/gone"))


def order_in(folder: Path, port: int, now: datetime, sources: tuple[Source, ...] = SOURCES) -> Order:
    return stand_in_order(Places(data=CHECKOUT / "data", var=folder), now, sources=sources, port=port)


def poll(folder: Path, port: int, now: datetime, sources: tuple[Source, ...] = SOURCES) -> RunReport | None:
    return run_poll(replace(order_in(folder, port, now, sources), only_due=True))


def killed_poll(folder: Path, port: int, now: datetime) -> None:
    """Run a poll that dies when its crawl has ended."""
    import os

    def crawl(order: Order, urls: tuple[str, ...]) -> Any:
        PLAIN.crawl(order, urls)
        os._exit(9)

    run_poll(replace(order_in(folder, port, now), only_due=True), replace(PLAIN, crawl=crawl))


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, SmallWeb, list[str]]]:
    """Polls that bring nothing, the last one killed, and a night; and which run folders there were before the kill."""
    folder = tmp_path_factory.mktemp("polled")
    with SmallWeb() as web:
        for name in ("quiet", "half"):
            # Too old to be fetched: a feed that works and brings nothing.
            web.feed(f"http://{name}.example/feed", f"http://{name}.example/1", published="2024-01-01T00:00:00Z")
        # It has worked, with a feed that has left the registry since.
        web.feed("http://dead.example/old", "http://dead.example/1", published="2024-01-01T00:00:00Z")
        poll(folder, web.port, NOW, (source("dead", "/feed", "/old"), *SOURCES[:1], *SOURCES[2:]))
        poll(folder, web.port, NOW + 5 * HOUR)
        folders = [path.name for path in (folder / "runs").iterdir()]
        command = [sys.executable, "-c", KILLED, str(folder), str(web.port), str(Path(__file__).parent)]
        child = subprocess.run([*command, (NOW + 6 * HOUR).isoformat()], check=False)
        assert child.returncode == 9
        run_night(order_in(folder, web.port, NOW + 24 * HOUR))
        yield folder, web, folders


def ask(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder / "laborwire.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def test_each_asking_is_counted_once(polled: tuple[Path, SmallWeb, list[str]]) -> None:
    folder, web, _ = polled
    feeds = [url for url in web.paths() if url.endswith(("/feed", "/gone", "/old"))]
    told = {name: sum(f"//{name}." in url for url in feeds) for name in ("dead", "half", "quiet")}
    counted = ask(folder, "SELECT source_id, sum(feeds_asked)::INTEGER FROM source_runs GROUP BY ALL ORDER BY ALL")
    assert counted == sorted(told.items())
    asked = ask(folder, "SELECT source_id, sum(feeds_asked)::INTEGER FROM source_asked GROUP BY ALL ORDER BY ALL")
    assert asked == counted
    polls = ask(folder, "SELECT sum(feeds_asked) > 0 FROM source_runs WHERE command = 'poll' GROUP BY state")
    assert polls == [(True,), (True,)]


def test_what_polls_found_wrong_is_known_by_source(polled: tuple[Path, SmallWeb, list[str]]) -> None:
    told = ask(
        polled[0],
        "SELECT DISTINCT a.source_id, a.gave_nothing, a.why_nothing, a.problem FROM source_asked AS a"
        " JOIN runs AS r ON r.id = a.run_id WHERE r.command = 'poll' AND a.feeds_read = 0 ORDER BY ALL",
    )
    # Of the two feeds of one source only the one that fails was asked: that does not make it dead.
    assert told == [("dead", True, "dead", "answered 404"), ("half", False, None, "answered 404")]


def test_polls_leave_no_folder_and_those_that_brought_nothing_are_one_run(
    polled: tuple[Path, SmallWeb, list[str]],
) -> None:
    folder, _, folders = polled
    assert folders == []
    assert len(list((folder / "runs").iterdir())) == 1
    assert list((folder / "runs.open").iterdir()) == []
    assert ask(folder, "SELECT command, state, count(*)::INTEGER FROM runs GROUP BY ALL ORDER BY ALL") == [
        ("nightly", "done", 1),
        ("poll", "done", 1),
        ("poll", "failed", 1),
    ]


def test_the_fetch_state_forgets_what_is_counted(polled: tuple[Path, SmallWeb, list[str]]) -> None:
    with CrawlState.open(polled[0] / "archive" / "crawl.sqlite", now=NOW) as state:
        assert state.ledger.read(after=0) == []
