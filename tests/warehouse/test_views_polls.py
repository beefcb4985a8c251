"""What polls and backfills say about a source: a poll asks a part, a backfill fetches what is old."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from pipeline.records import Capture, RunReport, SourceError, StageCount
from pipeline.warehouse.batch import Asked

ALARMS = "SELECT source_id, alarm, detail FROM source_alarms ORDER BY urgency, source_id"
WEEK = "SELECT subject, why, detail FROM coverage_gaps WHERE gap = 'nothing this week: source' AND subject = 'echo'"


def asked(number: int, when: datetime, *, command: str = "poll", **feeds: tuple[int, int, int | None]) -> RunReport:
    """A run that asked so many feeds of each source, read so many, and left so many that work (None: not counted)."""
    counts = [StageCount(stage="feeds", source_id=name, read=n, written=ok) for name, (n, ok, _) in feeds.items()]
    counts += [
        StageCount(stage="feeds that work", source_id=name, read=2, written=working)
        for name, (_, _, working) in feeds.items()
        if working is not None
    ]
    errors = tuple(
        SourceError(source_id=name, url=f"https://{name}.example/feed", problem="answered 404")
        for name, (n, ok, _) in feeds.items()
        if ok < n
    )
    return RunReport(
        id=f"u{number}", command=command, started_at=when, state="done", counts=tuple(counts), source_errors=errors
    )


def load(desk: Any, *reports: RunReport) -> None:
    for report in reports:
        desk.add(run=report, loaded_at=report.started_at)
        desk.load()


@pytest.mark.parametrize(
    ("feeds", "alarms"),
    [
        pytest.param((1, 0, 0), [("echo", "dead", "answered 404")], id="its-only-feed"),
        pytest.param((1, 0, 1), [("echo", "failing in part", "answered 404")], id="another-one-works"),
        pytest.param((2, 1, None), [("echo", "failing in part", "answered 404")], id="one-of-two-read"),
    ],
)
def test_a_poll_says_that_a_source_is_dead_only_if_no_feed_of_it_works(
    desk: Any, now: datetime, feeds: tuple[int, int, int | None], alarms: list[tuple[str, str, str]]
) -> None:
    load(desk, asked(1, now, echo=feeds))
    assert desk.rows(ALARMS) == alarms


def test_a_dead_feed_that_is_asked_once_a_month_does_not_read_as_never_asked(
    desk: Any, now: datetime, day: timedelta
) -> None:
    night = asked(2, now, command="nightly", gazette=(1, 1, None))
    load(desk, asked(1, now - 20 * day, echo=(1, 0, 0)), night)
    assert desk.rows(WEEK) == [("echo", "dead", "answered 404")]


def test_old_pages_that_a_backfill_fetched_do_not_make_a_silent_source_look_alive(
    desk: Any, now: datetime, day: timedelta
) -> None:
    def page(number: int, *, when: datetime, is_backfilled: bool) -> Capture:
        return Capture(
            id=f"k{number}",
            url=f"https://gazette.example/{number}",
            final_url="",
            fetched_at=when,
            status=200,
            content_type="text/html",
            payload_digest="",
            source_id="gazette",
            is_backfilled=is_backfilled,
        )

    announced = tuple(page(n, when=now - 9 * day, is_backfilled=False) for n in range(4))
    old = tuple(page(n, when=now - day, is_backfilled=True) for n in range(10, 20))
    desk.add(captures=(*announced, *old))
    read = StageCount(stage="extract", source_id="gazette", read=10, written=0)
    text = StageCount(stage="extract", source_id="gazette", read=4, written=4)
    nights = [asked(n, when, command="nightly", gazette=(1, 1, None)) for n, when in ((1, now - 9 * day), (2, now))]
    backfill = RunReport(id="u3", command="backfill", started_at=now - day, state="done", counts=(read,))
    load(desk, replace(nights[0], counts=(*nights[0].counts, text)), backfill, nights[1])
    assert desk.rows(
        "SELECT fetched_in_week, fetched_before, pages_lately FROM source_health WHERE source_id = 'gazette'"
    ) == [(0, 4, 0)]
    assert desk.rows(ALARMS) == [("gazette", "silent", "0 pages in a week, 4 in the two weeks before")]
    assert desk.rows(
        "SELECT detail FROM coverage_gaps WHERE gap = 'nothing this week: source' AND subject = 'gazette'"
    ) == [(None,)]


def test_the_polls_of_a_day_become_one_run_and_no_count_is_lost(desk: Any, now: datetime, day: timedelta) -> None:
    polls = [
        asked(number, now - day + timedelta(minutes=15 * number), gazette=(1, 1, None), echo=(1, number % 2, 0))
        for number in range(8)
    ]
    load(desk, *polls, asked(9, now, gazette=(1, 1, None)))
    before = desk.rows("SELECT source_id, sum(feeds_asked), sum(feeds_read) FROM source_runs GROUP BY ALL ORDER BY ALL")
    load(desk, asked(10, now, command="nightly"))
    assert desk.rows("SELECT id FROM runs ORDER BY id") == [("u10",), ("u7",), ("u9",)]
    after = desk.rows("SELECT source_id, sum(feeds_asked), sum(feeds_read) FROM source_runs GROUP BY ALL ORDER BY ALL")
    assert after == before == [("echo", 8, 4), ("gazette", 9, 9)]
    # The last of them read the feed: what was wrong before is over.
    assert desk.rows("SELECT count(*) FROM source_errors") == [(0,)]
    assert desk.rows("SELECT count(*) FROM run_counts WHERE run_id = 'u7'") == [(3,)]


def test_what_others_asked_goes_in_with_the_load_and_only_once(desk: Any, now: datetime, day: timedelta) -> None:
    idle = asked(1, now - day, echo=(3, 0, 0))
    for _ in range(2):
        desk.add(run=asked(2, now, gazette=(1, 1, None)), asked=Asked(runs=(idle,), up_to=7))
        desk.load()
    assert desk.rows("SELECT sum(feeds_asked) FROM source_runs WHERE source_id = 'echo'") == [(3,)]
    assert desk.rows("SELECT value FROM progress WHERE name = 'askings'") == [(7,)]
