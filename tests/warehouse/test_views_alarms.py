"""Which sources want a person: those that give nothing first, then those that give less, or pages without text."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from pipeline.records import Capture, RunReport, SourceError, StageCount

ALARMS = "SELECT source_id, alarm, detail FROM source_alarms ORDER BY urgency, source_id"


def night(number: int, when: datetime, *counts: tuple[str, str, int, int], **problems: str) -> RunReport:
    """A night that asked all four sources, unless a count of its feeds says otherwise."""
    stated = [
        StageCount(stage=stage, source_id=source, read=read, written=made) for source, stage, read, made in counts
    ]
    said = {row.source_id for row in stated if row.stage == "feeds"}
    stated += [
        StageCount(stage="feeds", source_id=source, read=1, written=int(source not in problems))
        for source in ("gazette", "courier", "bulletin", "echo")
        if source not in said
    ]
    errors = tuple(
        SourceError(source_id=source, url=f"https://{source}.example/feed", problem=problem)
        for source, problem in problems.items()
    )
    return RunReport(
        id=f"u{number}", command="nightly", started_at=when, state="done", counts=tuple(stated), source_errors=errors
    )


def pages(source: str, when: datetime, number: int) -> tuple[Capture, ...]:
    return tuple(
        Capture(
            id=f"k{source}{when:%d%H}{n}",
            url=f"https://{source}.example/{when:%d%H}-{n}",
            final_url="",
            fetched_at=when,
            status=200,
            content_type="text/html",
            payload_digest="",
            source_id=source,
        )
        for n in range(number)
    )


def load(desk: Any, *reports: RunReport) -> None:
    for report in reports:
        desk.add(run=report)
        desk.load()


def expect(desk: Any, **least: int) -> None:
    desk.add(sources=tuple(replace(s, min_articles_per_week=least.get(s.id, 0)) for s in desk.batch.sources))


def test_what_gives_nothing_at_all_comes_first(desk: Any, now: datetime, day: timedelta) -> None:
    expect(desk, gazette=3, courier=3, bulletin=1)
    desk.add(captures=(*pages("gazette", now, 1), *pages("courier", now, 3), *pages("echo", now, 2)))
    load(
        desk,
        night(1, now - day),
        night(2, now, ("echo", "feeds", 2, 1), echo="answered 404", courier="answered 500"),
    )
    assert desk.rows(ALARMS) == [
        ("courier", "dead", "answered 500"),
        ("bulletin", "silent", "0 pages in a week, at least 1 expected"),
        ("echo", "failing in part", "answered 404"),
        ("gazette", "few pages", "1 pages in a week, at least 3 expected"),
    ]


def test_a_source_without_a_stated_number_is_silent_when_it_gave_pages_before(
    desk: Any, now: datetime, day: timedelta
) -> None:
    desk.add(captures=(*pages("gazette", now - 9 * day, 4), *pages("courier", now - 9 * day, 3)))
    load(desk, night(1, now - 9 * day), night(2, now))
    assert desk.rows(ALARMS) == [("gazette", "silent", "0 pages in a week, 4 in the two weeks before")]


def test_a_source_that_answers_again_is_silent_no_more(desk: Any, now: datetime, day: timedelta) -> None:
    load(desk, night(1, now - day, gazette="no answer"))
    assert desk.rows("SELECT alarm, since FROM source_alarms") == [("dead", (now - day).replace(tzinfo=None))]
    load(desk, night(2, now))
    assert desk.rows(ALARMS) == []


@pytest.mark.parametrize(
    ("before", "lately", "alarms"),
    [
        pytest.param((10, 10), (4, 2), ["text in 50 % of 4 pages, before in 100 % of 10"], id="halved"),
        pytest.param((10, 10), (4, 3), [], id="less-and-not-halved"),
        pytest.param((10, 4), (4, 2), [], id="never-was-better"),
        pytest.param((10, 10), (2, 0), [], id="too-few-pages"),
        pytest.param((2, 2), (4, 0), [], id="too-few-before"),
    ],
)
def test_a_share_of_pages_with_text_that_halves_is_an_alarm(
    desk: Any,
    now: datetime,
    day: timedelta,
    before: tuple[int, int],
    lately: tuple[int, int],
    alarms: list[str],
) -> None:
    load(
        desk,
        night(1, now - 20 * day, ("gazette", "extract", 50, 0)),
        night(2, now - 5 * day, ("gazette", "extract", *before)),
        night(3, now, ("gazette", "extract", *lately)),
    )
    assert desk.rows(ALARMS) == [("gazette", "text lost", detail) for detail in alarms]


def test_a_week_says_why_nothing_came(desk: Any, now: datetime, day: timedelta) -> None:
    desk.add(sources=(*desk.batch.sources, replace(desk.batch.sources[0], id="new", country="KE", languages=("sw",))))
    desk.article("1", source="gazette", published="2026-03-31")
    desk.article("2", source="courier", published="2026-03-31")
    desk.add(captures=tuple(replace(c, opt_outs=("noai",)) if "courier" in c.url else c for c in desk.batch.captures))
    load(
        desk,
        night(1, now, ("bulletin", "extract", 7, 5), echo="robots.txt of echo.example does not allow it"),
    )
    assert desk.rows(
        "SELECT subject, why, detail FROM coverage_gaps WHERE gap = 'nothing this week: source' ORDER BY subject"
    ) == [
        ("bulletin", "quiet", "7 pages read, none on the beat"),
        ("courier", "opted out", "noai"),
        ("echo", "blocked by robots.txt", "robots.txt of echo.example does not allow it"),
        ("new", "never asked", None),
    ]
    assert desk.rows(
        "SELECT gap, subject, why FROM coverage_gaps WHERE subject IN ('GB', 'KE', 'en', 'sw') ORDER BY gap"
    ) == [
        ("nothing this week: country", "KE", "never asked"),
        ("nothing this week: language", "sw", "never asked"),
    ]


def test_each_run_says_what_was_refused_and_why(desk: Any, now: datetime) -> None:
    refused = (("gazette", "refused: no_text", 3, 0), ("gazette", "refused: disallowed", 1, 0))
    report = night(1, now, ("gazette", "fetch", 9, 5), ("gazette", "answered", 9, 8), *refused)
    counts = tuple(replace(row, rejected=row.read) if row.stage.startswith("refused") else row for row in report.counts)
    load(desk, replace(report, counts=counts))
    assert desk.rows("SELECT asked, fetched, new, rejected, reasons FROM source_runs WHERE source_id = 'gazette'") == [
        (9, 8, 5, 4, "no_text: 3; disallowed: 1")
    ]
