"""The fetch state over months, with the clock passed in; and files of an earlier version."""

import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.errors import ArchiveError
from spiders.failures import FailureClass
from spiders.feed_state import Validators
from spiders.state import Announced, CrawlState, DuePage

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=timezone.utc)
FEED = "http://paper.example/feed"
PAGE = "http://paper.example/one"
HORIZON = NOW - timedelta(days=90)


def at(folder: Path, *, days: float = 0, hours: float = 0) -> CrawlState:
    return CrawlState.open(folder / "crawl.sqlite", now=NOW + timedelta(days=days, hours=hours))


def announce(state: CrawlState, *urls: str, modified: datetime | None = None) -> int:
    entries = [Announced(key=url, url=url, title=None, published=None, modified=modified) for url in urls]
    return state.announce("paper", entries, feed_url=FEED, validators=Validators(etag='"f"'), digest="sha256:f")


def due(state: CrawlState) -> list[DuePage]:
    return state.due("paper", horizon=HORIZON)


def is_asked(state: CrawlState, *, only_due: bool) -> bool:
    return bool(state.feeds_to_ask([FEED], only_due=only_due))


@pytest.mark.parametrize(
    ("brings", "asked"),
    [
        # After an hour at first; then each half of it, down to 15 minutes, or each double of it, up to a day.
        pytest.param(True, [0, 1, 1.5, 1.75, 2, 2.25], id="news-every-time"),
        pytest.param(False, [0, 1, 3, 7, 15, 31], id="never-anything"),
    ],
)
def test_a_feed_is_asked_the_more_often_the_more_it_brings(tmp_path: Path, brings: bool, asked: list[float]) -> None:
    found: list[float] = []
    for quarter in range(128):
        with at(tmp_path, hours=quarter / 4) as state:
            if is_asked(state, only_due=True):
                found.append(quarter / 4)
                announce(state, *([f"{PAGE}/{quarter}"] if brings else []))
    assert found[:6] == asked
    if not brings:
        for hours, is_due in ((54, False), (55, True)):
            with at(tmp_path, hours=hours) as state:
                assert is_asked(state, only_due=True) == is_due


def test_a_schedule_that_starts_a_minute_early_misses_no_feed(tmp_path: Path) -> None:
    with at(tmp_path) as state:
        announce(state)
    with at(tmp_path, hours=59 / 60) as state:
        assert is_asked(state, only_due=True)


def test_a_dead_feed_is_asked_once_a_week_then_once_a_month(tmp_path: Path) -> None:
    asked = []
    for day in range(110):
        with at(tmp_path, days=day) as state:
            if is_asked(state, only_due=False):
                asked.append(day)
                state.feed_failed("paper", FEED, kind=FailureClass.HARD, problem="answered 404")
    assert asked == [0, 1, 2, 3, 10, 17, 24, 31, 38, 68, 98]


def test_a_feed_whose_server_is_down_is_asked_every_night_of_a_week(tmp_path: Path) -> None:
    asked = []
    for day in range(16):
        with at(tmp_path, days=day) as state:
            if is_asked(state, only_due=False):
                asked.append(day)
                state.feed_failed("paper", FEED, kind=FailureClass.SOFT, problem="answered 503")
    assert asked == [0, 1, 2, 3, 4, 5, 6, 7, 14]


def test_a_failed_feed_keeps_what_it_can_be_compared_with(tmp_path: Path) -> None:
    with at(tmp_path) as state:
        announce(state)
        state.feed_failed("paper", FEED, kind=FailureClass.TEMPORARY, problem="no answer")
        failing = state.feed(FEED)
        state.feed_unchanged("paper", FEED)
        healed = state.feed(FEED)
    assert (failing.failures, failing.last_error, failing.error_class) == (1, "no answer", FailureClass.TEMPORARY)
    assert (healed.failures, healed.failing_since, healed.last_error) == (0, None, "")
    assert healed.validators.etag == '"f"'


def test_an_article_is_asked_again_after_1_h_6_h_1_d_3_d_and_14_d(tmp_path: Path) -> None:
    asked = []
    for hour in range(24 * 20):
        with at(tmp_path, hours=hour) as state:
            if hour == 0:
                announce(state, PAGE)
            for page in due(state):
                asked.append(hour)
                state.fetched(page, status=200, digest="sha256:1", validators=Validators())
    assert asked == [0, 1, 6, 24, 72, 14 * 24]


def test_nights_make_up_for_missed_visits_with_one(tmp_path: Path) -> None:
    asked = []
    for day in range(30):
        # Nights begin a little earlier or later than the day before.
        with at(tmp_path, days=day, hours=(day % 3 - 1) / 60) as state:
            announce(state, *([PAGE] if day == 0 else []))
            for page in due(state):
                asked.append(day)
                state.fetched(page, status=200, digest="sha256:1", validators=Validators())
    assert asked == [0, 1, 3, 14]


def test_a_modified_date_that_moves_with_every_answer_has_an_article_fetched_ever_more_rarely(tmp_path: Path) -> None:
    with at(tmp_path) as state:
        announce(state, PAGE, modified=NOW)
        state.fetched(due(state)[0], status=200, digest="sha256:1", validators=Validators())
    asked = []
    for quarter in range(96):
        with at(tmp_path, days=20, hours=quarter / 4) as state:
            announce(state, PAGE, modified=NOW + timedelta(days=20, hours=quarter / 4))
            for page in due(state):
                asked.append(quarter / 4)
                state.fetched(page, status=304, digest=None, validators=Validators())
    # The regular visits were missed: one makes up for them all, at 0.
    assert asked == [0, 1, 3, 7, 15]


def test_a_page_that_failed_is_asked_for_days_then_monthly_while_it_is_news(tmp_path: Path) -> None:
    asked = []
    for day in range(150):
        with at(tmp_path, days=day) as state:
            announce(state, *([PAGE] if day == 0 else []))
            for page in state.due("paper", horizon=NOW + timedelta(days=day - 90)):
                asked.append(day)
                state.failed(page, status=404, kind=FailureClass.HARD, problem="answered 404")
    assert asked == [0, 1, 2, 3, 4, 34, 64]


def test_a_page_that_harms_its_reader_is_left_alone_until_it_reads_well(tmp_path: Path) -> None:
    with at(tmp_path) as state:
        announce(state, PAGE)
        state.fetched(due(state)[0], status=200, digest="sha256:1", validators=Validators())
        for capture in ("c1", "c2", "c2", "c2"):
            state.reading_failed(PAGE, capture=capture, problem="timed_out: 8 s")
        assert state.quarantined({"paper"}) == []
        state.reading_failed(PAGE, capture="c3", problem="timed_out: 8 s")
        (page,) = state.quarantined({"paper"})
        assert (page.url, page.detail, page.due) == (PAGE, "timed_out: 8 s", NOW + timedelta(days=30))
        assert state.quarantined({"other"}) == []
    for day, is_due in ((1, False), (29, False), (30, True)):
        with at(tmp_path, days=day) as state:
            announce(state, PAGE, modified=NOW + timedelta(days=day))
            assert bool(due(state)) == is_due
    with at(tmp_path, days=30) as state:
        state.fetched(due(state)[0], status=200, digest="sha256:4", validators=Validators())
        assert len(state.quarantined({"paper"})) == 1
        state.reading_went_well(PAGE)
        assert state.quarantined({"paper"}) == []


def test_robots_txt_is_kept_for_24_hours(tmp_path: Path) -> None:
    robots = "http://paper.example/robots.txt"
    with at(tmp_path) as state:
        state.keep_site_file(robots, status=200, body=b"User-agent: *")
    for hours, kept in ((0.1, True), (23.9, True), (24, False), (48, False)):
        with at(tmp_path, hours=hours) as state:
            assert (state.site_file(robots) == (200, b"User-agent: *")) is kept


VERSION_0 = """
CREATE TABLE pages (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, source_id TEXT NOT NULL, title TEXT, published INTEGER,
    first_seen INTEGER NOT NULL, announced_modified INTEGER, fetched_modified INTEGER, first_fetched INTEGER,
    last_fetched INTEGER, last_tried INTEGER, status INTEGER, etag TEXT, last_modified TEXT, digest TEXT,
    checks INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX pages_source ON pages (source_id, first_fetched);
CREATE TABLE feeds (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, last_fetched INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO feeds VALUES ('http://paper.example/feed', '"f"', NULL, :now - 86400);
INSERT INTO pages (key, url, source_id, first_seen) VALUES ('new', 'new', 'paper', :now - 60);
INSERT INTO pages (key, url, source_id, first_seen, last_tried, failures)
VALUES ('tried', 'tried', 'paper', :now - 600, :now - 600, 1), ('lost', 'lost', 'paper', :now - 600, :now - 86400, 5);
INSERT INTO pages (key, url, source_id, first_seen, first_fetched, last_fetched, checks, status, etag)
VALUES ('day', 'day', 'paper', 0, :now - 90000, :now - 90000, 0, 200, '"d"'),
    ('done', 'done', 'paper', 0, :now - 90000, :now - 90000, 1, 200, NULL),
    ('over', 'over', 'paper', 0, 0, 0, 3, 200, NULL);
"""


def test_a_state_of_an_earlier_version_is_brought_up_to_date_in_place(tmp_path: Path) -> None:
    seconds = int(NOW.timestamp())
    with sqlite3.connect(tmp_path / "crawl.sqlite") as db:
        db.executescript(VERSION_0.replace(":now", str(seconds)))
    db.close()
    for _ in range(2):
        with at(tmp_path) as state:
            assert [(page.key, page.etag) for page in due(state)] == [("new", None), ("day", '"d"')]
            assert state.feed(FEED).validators.etag == '"f"'
            assert is_asked(state, only_due=True)
    with at(tmp_path, hours=1) as state:
        assert {page.key for page in due(state)} == {"new", "tried", "day"}
    with at(tmp_path, days=2) as state:
        assert {page.key for page in due(state)} == {"new", "tried", "day", "done"}
    with at(tmp_path, days=30) as state:
        assert {page.key for page in due(state)} == {"new", "tried", "day", "done", "lost"}


def test_refuses_a_state_of_a_later_version(tmp_path: Path) -> None:
    with at(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "crawl.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(ArchiveError, match="made by a later laborwire, version 99"):
        at(tmp_path)


def test_a_page_from_long_ago_is_asked_by_name_alone(tmp_path: Path) -> None:
    ages = {"old": 200, "lost": 200, "new": 2}
    pages = {
        name: DuePage(
            key=name, url=f"{PAGE}/{name}", source_id="paper", title=None, published=NOW - timedelta(days=days)
        )
        for name, days in ages.items()
    }
    with at(tmp_path) as state:
        for name in ("old", "new"):
            state.fetched(pages[name], status=200, digest="d", validators=Validators())
        state.failed(pages["lost"], status=500)
    with at(tmp_path, days=3) as state:
        assert [one.key for one in state.due("paper", horizon=NOW - timedelta(days=400))] == ["new"]
        state.never_due(["new"])
        assert state.due("paper", horizon=NOW - timedelta(days=400)) == []


def test_an_asking_before_the_feed_is_due_does_not_make_its_interval_longer(tmp_path: Path) -> None:
    def asked(*, hours: float, new: int = 0) -> int | None:
        with at(tmp_path, hours=hours) as state:
            announce(state, *(f"{PAGE}/{hours}/{number}" for number in range(new)))
            return state.feed(FEED).interval_s

    assert asked(hours=0) == 3600
    assert asked(hours=1) == 7200
    # A night shortly after the poll.
    assert asked(hours=1.2) == 7200
    assert asked(hours=3.2) == 14400
    # What is early and brings something is asked sooner.
    assert asked(hours=4, new=1) == 7200


def test_a_state_of_before_the_ledger_gets_one(tmp_path: Path) -> None:
    with at(tmp_path) as state:
        announce(state, PAGE)
    with sqlite3.connect(tmp_path / "crawl.sqlite") as db:
        db.execute("DROP TABLE askings")
    with CrawlState.open(tmp_path / "crawl.sqlite", now=NOW, run="u1") as state:
        state.feed_unchanged("paper", FEED)
        (row,) = state.ledger.read(after=0)
        assert (row.run, row.source_id, row.url, row.is_feed, row.answered) == ("u1", "paper", FEED, True, True)
        state.ledger.forget(up_to=row.seq)
        state.feed_failed("paper", FEED, kind=FailureClass.HARD, problem="gone")
        (later,) = state.ledger.read(after=0)
        # Numbers are not given again: what is counted up to one number stays counted.
        assert later.seq > row.seq
