"""Which days belong to a week, what was missed or corrected, and what an empty week says."""

import pytest
from publish.newsroom import WEEK, Desk, at, first_sentences, make_source

from pipeline.errors import WarehouseError
from pipeline.publish.digest import compose_digest
from pipeline.publish.words import dates_line
from pipeline.warehouse.batch import SightingRow


@pytest.mark.sample("last-moment", "january-in-week-53")
@pytest.mark.parametrize(
    ("published", "week", "inside"),
    [
        pytest.param("2026-03-09T00:00:00", "2026-W11", True, id="first-moment"),
        pytest.param("2026-03-08T23:59:59", "2026-W11", False, id="before"),
        pytest.param("2026-03-15T23:59:59", "2026-W11", True, id="last-moment"),
        pytest.param("2026-03-16T00:00:00", "2026-W11", False, id="after"),
        pytest.param("2025-12-31T12:00:00", "2026-W01", True, id="december-in-the-first-week"),
        pytest.param("2027-01-03T23:00:00", "2026-W53", True, id="january-in-week-53"),
        pytest.param("2027-01-04T00:00:00", "2026-W53", False, id="after-week-53"),
    ],
)
def test_an_article_belongs_to_the_iso_week_of_its_day_in_utc(
    desk: Desk, published: str, week: str, inside: bool
) -> None:
    desk.article("one", published=published)
    assert (desk.digest(week).n_articles == 1) is inside


@pytest.mark.parametrize(
    ("week", "dates"),
    [
        pytest.param("2026-W11", "9–15 March 2026", id="one-month"),
        pytest.param("2026-W14", "30 March – 5 April 2026", id="two-months"),
        pytest.param("2026-W53", "28 December 2026 – 3 January 2027", id="two-years"),
    ],
)
def test_the_dates_are_written_out(desk: Desk, week: str, dates: str) -> None:
    assert dates_line(desk.digest(week)) == dates


def test_an_empty_week_still_speaks(desk: Desk) -> None:
    desk.night("2026-03-12T02:00", read=5)
    markdown, page = desk.pages()
    for text in (markdown, page):
        assert "No new article matched this week. 5 of 5 sources were read." in text
        assert "Nothing that we know of." in text


def test_a_week_without_a_night_does_not_claim_that_sources_were_read(desk: Desk) -> None:
    markdown, page = desk.pages()
    for text in (markdown, page):
        assert "no source was read" in text


def test_missed_sources_are_named_with_the_reason(desk: Desk) -> None:
    desk.publish()
    desk.night("2026-03-11T02:00", ("courier", "HTTP 503"), read=4)
    desk.night("2026-03-12T02:00", ("courier", "HTTP 502"), ("herald", "blocked by robots.txt"), read=3)
    assert desk.digest().missed == (
        "The Courier could not be read whole in 2 nights: HTTP 502",
        "The Herald could not be read whole in 1 night: blocked by robots.txt",
    )


@pytest.mark.thorough
def test_nights_of_other_weeks_are_not_told(desk: Desk) -> None:
    desk.publish()
    desk.night("2026-03-07T02:00", ("courier", "HTTP 500"))
    desk.night("2026-03-16T02:00", ("herald", "HTTP 501"))
    desk.night("2026-04-20T02:00", ("bulletin", "HTTP 502"))
    assert desk.digest(made="2026-05-01T07:00").missed == ("The Herald could not be read whole in 1 night: HTTP 501",)


def test_a_failed_night_is_named(desk: Desk) -> None:
    desk.night("2026-03-11T02:00", state="failed")
    assert desk.digest().missed == ("1 night did not end well",)


@pytest.mark.thorough
def test_a_failed_night_does_not_hide_how_many_sources_the_night_before_it_read(desk: Desk) -> None:
    desk.night("2026-03-11T02:00", read=4)
    desk.night("2026-03-12T02:00", read=0, state="failed")
    assert desk.digest().sources_read == 4


def test_a_silent_source_is_named(desk: Desk) -> None:
    desk.add(sources=(*desk.batch.sources, make_source("quiet", min_articles_per_week=2)))
    desk.article("one", source="quiet", published="2026-03-10", fetched="2026-03-11")
    desk.publish()
    desk.night("2026-03-12T02:00")
    assert desk.digest().missed == ("The Quiet: silent: 1 pages in a week, at least 2 expected",)


@pytest.mark.thorough
def test_many_problems_are_cut_and_counted(desk: Desk) -> None:
    desk.publish()
    desk.night("2026-03-11T02:00", *[(f"source-{number:03d}", "x" * 5000) for number in range(300)])
    missed = desk.digest().missed
    assert (len(missed), missed[-1]) == (21, "and 280 more")
    assert max(len(line) for line in missed) < 240


def test_a_correction_names_the_figures_that_changed(desk: Desk) -> None:
    desk.paid("old", "15", "20", url="https://gazette.example/same", published="2026-03-10", fetched="2026-03-11")
    desk.paid("new", "18", "20", url="https://gazette.example/same", published="2026-03-11", fetched="2026-03-12")
    assert desk.digest().corrections == ("The Gazette corrected “About new”: $15 an hour became $18 an hour.",)


@pytest.mark.thorough
def test_a_correction_that_was_seen_in_another_week_is_not_told_again(desk: Desk) -> None:
    desk.paid("old", "15", url="https://gazette.example/same", published="2026-01-10", fetched="2026-01-11")
    desk.paid("new", "18", url="https://gazette.example/same", published="2026-01-11", fetched="2026-01-12")
    assert desk.digest().corrections == ()


@pytest.mark.thorough
def test_only_the_last_change_of_an_article_is_told(desk: Desk) -> None:
    for number, amount in enumerate(["15", "16", "17"]):
        desk.paid(
            f"v{number}",
            amount,
            url="https://gazette.example/same",
            published=f"2026-03-1{number}",
            fetched=f"2026-03-1{number + 1}",
        )
    assert desk.digest().corrections == ("The Gazette corrected “About v2”: $16 an hour became $17 an hour.",)


@pytest.mark.thorough
def test_a_correction_that_is_taken_back_is_told_in_its_own_week_only(desk: Desk) -> None:
    same = "https://gazette.example/same"
    first = desk.paid("old", "15", url=same, published="2026-02-01", fetched="2026-02-02")
    second = desk.paid("new", "18", url=same, published="2026-02-01", fetched="2026-02-03")
    days = ((first, "2026-02-02"), (second, "2026-02-03"), (first, "2026-03-11"), (first, "2026-03-18"))
    desk.add(sightings=tuple(SightingRow(article_id=key, seen_at=at(day)) for key, day in days))
    told = ("The Gazette corrected “About old”: $18 an hour became $15 an hour.",)
    assert desk.digest("2026-W11").corrections == told
    assert desk.digest("2026-W13", made="2026-03-30T07:00").corrections == ()


def test_a_withdrawal_is_named(desk: Desk) -> None:
    desk.article("gone")
    desk.add(withdrawn=("https://gazette.example/gone",))
    digest = desk.digest()
    assert digest.n_articles == 0
    assert digest.corrections == ("The Gazette withdrew “About gone”; its figures are no longer counted.",)


def test_what_a_person_took_down_is_neither_shown_nor_named(desk: Desk) -> None:
    desk.article("removed", headline="Ana Example was fired")
    desk.decide("take_down", "https://gazette.example/removed")
    markdown, page = desk.pages()
    assert "removed" not in page
    assert "Example" not in markdown
    assert "withdrew" not in page


@pytest.mark.thorough
def test_an_article_of_no_source_has_its_host_for_an_outlet(desk: Desk) -> None:
    desk.article("one", source=None, url="https://blog.example/one")
    desk.article("two", source=None, url="file:///0123/saved.html", published="2026-03-11")
    digest = desk.digest()
    assert [source.outlet for source in digest.sources] == ["blog.example", "a saved page"]
    markdown, page = desk.pages()
    assert "file:" not in page
    assert "file:" not in markdown


@pytest.mark.thorough
def test_a_date_that_stands_in_for_a_missing_one_is_not_stated(desk: Desk) -> None:
    desk.article("one", published_is_fallback=True)
    markdown, page = desk.pages()
    assert "no date stated" in markdown
    assert "no date stated" in page


def test_a_file_that_is_no_snapshot_is_refused_by_name(desk: Desk) -> None:
    path = desk.places.var / "broken.duckdb"
    path.write_text("nothing")
    with pytest.raises(WarehouseError, match="cannot be read"):
        compose_digest(path, week=WEEK, now=at("2026-03-16"), choose=first_sentences)
