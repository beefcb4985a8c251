"""Views on articles, stories and sources, with answers worked out by hand."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pipeline.errors import RejectionReason
from pipeline.records import Capture, Rejection, RunReport, SourceError
from pipeline.warehouse.schema import VIEW_FILES


def test_every_view_is_empty_on_an_empty_warehouse(desk: Any) -> None:
    views = [path.stem for path in VIEW_FILES.glob("*.sql")]
    made = {name for (name,) in desk.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal")}
    macros = {name for (name,) in desk.rows("SELECT function_name FROM duckdb_functions() WHERE NOT internal")}
    assert made | macros == set(views)
    # The text of a test query may be composed: it comes from our own files.
    assert {view: desk.rows("SELECT * FROM " + view) for view in made} == {view: [] for view in made}


def test_one_article_stands_for_a_group(desk: Any) -> None:
    old = desk.article("v", text="old words of it", published="2026-03-01")
    new = desk.article("v", text="new words of it", published="2026-03-02", relation="update", canonical=old)
    copy = desk.article("c", source="courier", published="2026-03-01", relation="copy", canonical=old)
    part = desk.article("e", source="echo", published="2026-03-03", relation="excerpt", canonical=old)
    other = desk.article("o", source="bulletin", relation="rewrite", origin=old)
    desk.load()
    rows = desk.rows("SELECT article_id, representative_id, is_counted, why_not_counted FROM article_standing")
    assert {row[0]: row[1:] for row in rows} == {
        old: (new, False, "article has a newer version"),
        new: (new, True, None),
        copy: (new, False, "copy of another article"),
        part: (new, False, "copy of another article"),
        other: (other, True, None),
    }


def test_a_copy_stands_in_for_a_withdrawn_original(desk: Any) -> None:
    first = desk.article("1")
    copy = desk.article("2", source="courier", relation="copy", canonical=first)
    desk.add(withdrawn=("https://gazette.example/1",))
    desk.load()
    assert desk.rows("SELECT article_id FROM article_standing WHERE is_counted") == [(copy,)]


def test_rewrites_of_rewrites_go_back_to_the_first_article(desk: Any) -> None:
    first = desk.article("1")
    second = desk.article("2", source="courier", relation="rewrite", origin=first)
    third = desk.article("3", source="bulletin", relation="translation", origin=second)
    copy = desk.article("4", source="echo", relation="copy", canonical=third)
    desk.load()
    roots = dict(desk.rows("SELECT article_id, root_group_id FROM article_standing"))
    assert roots == {first: first, second: first, third: first, copy: first}


def test_two_articles_that_name_each_other_as_origin_end(desk: Any) -> None:
    first = desk.article("1")
    second = desk.article("2", source="courier", relation="rewrite", origin=first)
    desk.batch = replace(
        desk.batch,
        duplicates=tuple(
            replace(row, relation="rewrite", origin_id=second) if row.article_id == first else row
            for row in desk.batch.duplicates
        ),
    )
    desk.load()
    assert desk.rows("SELECT count(*) FROM article_standing") == [(2,)]


def test_versions_are_numbered_from_the_oldest(desk: Any) -> None:
    new = desk.article("v", text="new words", published="2026-03-01", modified=None, fetched="2026-03-20")
    old = desk.article("v", text="old words", published="2026-03-01", fetched="2026-03-10")
    desk.load()
    assert desk.rows("SELECT version, article_id, is_current, characters FROM article_versions ORDER BY version") == [
        (1, old, False, 9),
        (2, new, True, 9),
    ]


def test_a_story_is_told_in_the_order_of_publication(desk: Any) -> None:
    second = desk.article("2", published="2026-03-12", story="s1")
    first = desk.article("1", source="courier", published="2026-03-11", story="s1")
    copy = desk.article("3", source="echo", published="2026-03-13", story="s1", relation="copy", canonical=first)
    desk.article("4", story="s2")
    desk.claim(second, "15")
    desk.claim(second, "16")
    desk.load()
    rows = desk.rows(
        "SELECT position, article_id, source, relation, counted_as, n_claims FROM story_timeline"
        " WHERE story_id = 's1' ORDER BY position"
    )
    assert rows == [
        (1, first, "The Courier", "original", None, 0),
        (2, second, "The Gazette", "original", None, 2),
        (3, copy, "Echo", "copy", first, 0),
    ]


def test_an_old_version_is_not_told_again(desk: Any) -> None:
    old = desk.article("v", text="old words of it", published="2026-03-01", story="s1")
    new = desk.article(
        "v", text="new words of it", published="2026-03-02", story="s1", relation="update", canonical=old
    )
    desk.load()
    assert desk.rows("SELECT article_id FROM story_timeline") == [(new,)]


def run(number: int, now: datetime, *problems: str) -> RunReport:
    """A run with problems of the named sources."""
    errors = tuple(
        SourceError(source_id=name, url=f"https://{name}.example/", problem="no answer") for name in problems
    )
    return RunReport(id=f"u{number}", command="nightly", started_at=now, source_errors=errors)


def page(source: str, number: int, when: datetime) -> Capture:
    """A fetched page."""
    url = f"https://{source}.example/{number}"
    return Capture(
        id=f"k{source}{number}",
        url=url,
        final_url=url,
        fetched_at=when,
        status=200,
        content_type="text/html",
        payload_digest="sha256:0",
        source_id=source,
    )


def test_the_health_of_a_source_is_that_of_the_latest_run(desk: Any, now: datetime, day: timedelta) -> None:
    expected = {"courier": 2, "bulletin": 2}
    sources = tuple(replace(s, min_articles_per_week=expected.get(s.id, 0)) for s in desk.batch.sources)
    desk.add(
        sources=sources,
        captures=(
            page("gazette", 1, now - day),
            page("courier", 1, now - day),
            page("courier", 2, now - 2 * day),
            page("bulletin", 1, now - day),
            page("bulletin", 2, now - 9 * day),
        ),
        run=run(1, now - 3 * day, "gazette", "courier"),
    )
    desk.load()
    desk.add(run=run(2, now, "gazette"))
    desk.load()
    rows = desk.rows(
        "SELECT source_id, state, fetched_in_week, failed_runs_in_week FROM source_health ORDER BY source_id"
    )
    assert rows == [
        ("bulletin", "silent", 1, 0),
        ("courier", "ok", 2, 1),
        ("echo", "never read", 0, 0),
        ("gazette", "failing", 1, 2),
    ]


def test_pages_put_in_by_hand_say_nothing_about_the_health_of_sources(desk: Any, now: datetime, day: timedelta) -> None:
    desk.add(captures=(page("gazette", 1, now - day),), run=run(1, now, "gazette"))
    desk.load()
    desk.add(run=replace(run(2, now + day / 4), command="add"))
    desk.load()
    assert desk.rows("SELECT state FROM source_health WHERE source_id = 'gazette'") == [("failing",)]
    assert desk.rows("SELECT count(*) FROM coverage_gaps WHERE gap = 'source failing'") == [(1,)]


def test_a_night_that_asked_no_source_does_not_clear_one(desk: Any, now: datetime, day: timedelta) -> None:
    desk.add(run=run(1, now, "gazette"))
    desk.load()
    desk.add(run=replace(run(2, now + day), state="failed"))
    desk.load()
    assert desk.rows("SELECT state FROM source_health WHERE source_id = 'gazette'") == [("failing",)]


def test_a_disabled_source_is_not_called_silent(desk: Any, now: datetime) -> None:
    desk.add(sources=tuple(replace(s, enabled=False) for s in desk.batch.sources), run=run(1, now))
    desk.load()
    assert desk.rows("SELECT DISTINCT state FROM source_health") == [("disabled",)]


def test_gaps_are_what_failed_what_could_not_be_read_and_what_is_second_hand(desk: Any, now: datetime) -> None:
    desk.add(sources=tuple(s for s in desk.batch.sources if s.id in ("gazette", "echo")))
    desk.article("1", source="gazette", story="s1")
    desk.article("2", source="echo", story="s1")
    desk.article("3", source="echo", story="s2")
    walled = desk.article("4", source="gazette", is_accessible_for_free=False)
    desk.add(
        run=run(1, now, "gazette"),
        rejections=tuple(
            Rejection(
                stage="extract", key=f"https://gazette.example/lost-{n}", reason=reason, detail="", source_id="gazette"
            )
            for n, reason in enumerate(["timed_out", "timed_out", "not_relevant"])  # type: ignore[arg-type]
        ),
    )
    desk.load()
    assert desk.rows(
        "SELECT gap, subject, n, detail FROM coverage_gaps WHERE gap NOT LIKE 'nothing this week%' ORDER BY gap"
    ) == [
        ("article behind a paywall", walled, 1, "About 4"),
        ("pages not read: timed_out", "gazette", 2, "for example https://gazette.example/lost-0"),
        ("source failing", "gazette", 1, "no answer"),
        ("story only from re-publishers", "s2", 1, "About 3"),
    ]


def refused(stage: str, number: int, when: datetime) -> Rejection:
    key = f"https://gazette.example/{number}"
    return Rejection(stage=stage, key=key, reason=RejectionReason.TIMED_OUT, detail="", rejected_at=when)


PAGES_NOT_READ = "SELECT n, detail, since FROM coverage_gaps WHERE gap LIKE 'pages not read%'"


def test_a_page_that_was_read_in_the_end_is_no_gap(desk: Any, now: datetime, day: timedelta) -> None:
    desk.article("1")
    desk.add(
        captures=(
            *desk.batch.captures,
            page("gazette", 2, now),
            page("gazette", 3, now),
            page("gazette", 4, now - day),
        ),
        rejections=(
            refused("crawl", 1, now + day),
            refused("crawl", 2, now + day),
            refused("extract", 3, now - day),
            refused("extract", 4, now),
            refused("crawl", 5, now - 3 * day),
        ),
    )
    desk.load()
    still = [(2, "for example https://gazette.example/4", (now - 3 * day).replace(tzinfo=None))]
    assert desk.rows(PAGES_NOT_READ) == still


def test_a_page_that_is_refused_again_is_a_gap_again(desk: Any, now: datetime, day: timedelta) -> None:
    desk.add(rejections=(refused("extract", 1, now),))
    desk.load()
    desk.add(captures=(page("gazette", 1, now + day),), rejections=())
    desk.load()
    assert desk.rows(PAGES_NOT_READ) == []
    desk.add(rejections=(refused("extract", 1, now + day),))
    desk.load()
    again = (1, "for example https://gazette.example/1", (now + day).replace(tzinfo=None))
    assert desk.rows(PAGES_NOT_READ) == [again]
