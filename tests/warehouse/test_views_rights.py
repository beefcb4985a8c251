"""What may be shown of an article: what its source allows, and less where its publisher opted out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import load_settings
from pipeline.places import find_places
from pipeline.publish.reviewed_passages import read_reviewed_passages
from pipeline.records import RIGHTS_IF_OPTED_OUT, Capture


def reserve(desk: Any, url: str, *opt_outs: str) -> None:
    """Let the capture of an address carry opt-outs."""
    desk.add(
        captures=tuple(
            replace(capture, opt_outs=opt_outs, tdm_policy="https://terms.example/") if capture.url == url else capture
            for capture in desk.batch.captures
        )
    )


@pytest.mark.parametrize(
    ("rights", "if_opted_out", "opt_outs", "shown"),
    [
        pytest.param("summary", None, (), "summary", id="nothing-said"),
        pytest.param("summary", None, ("noai",), "headline_only", id="headline-by-default"),
        pytest.param("summary", "excerpt", ("tdm_site",), "excerpt", id="policy-allows-a-sentence"),
        pytest.param("headline_only", "summary", ("robots_ai",), "headline_only", id="never-more-than-the-source"),
        pytest.param("excerpt", "summary", ("tdm_page", "noai"), "excerpt", id="the-source-allows-less"),
    ],
)
def test_an_opt_out_limits_what_is_shown(
    desk: Any, rights: Any, if_opted_out: Any, opt_outs: tuple[str, ...], shown: str
) -> None:
    desk.add(
        sources=tuple(
            replace(source, rights=rights, rights_if_opted_out=if_opted_out) if source.id == "gazette" else source
            for source in desk.batch.sources
        )
    )
    desk.article("1")
    reserve(desk, "https://gazette.example/1", *opt_outs)
    desk.load()
    assert desk.rows("SELECT rights, is_opted_out, opt_outs FROM article_rights") == [
        (shown, bool(opt_outs), list(opt_outs))
    ]


def test_an_outlet_that_nobody_registered_is_reserved_too(desk: Any) -> None:
    desk.article("1", source=None)
    reserve(desk, "https://nobody.example/1", "noai")
    desk.load()
    assert desk.rows("SELECT rights, tdm_policy FROM article_rights") == [("headline_only", "https://terms.example/")]


def test_an_opt_out_that_comes_later_holds_for_what_was_read_before(desk: Any) -> None:
    article = desk.article("1")
    desk.load()
    assert desk.rows("SELECT rights FROM article_rights") == [("summary",)]
    reserve(desk, "https://gazette.example/1", "robots_ai")
    desk.load()
    assert desk.rows("SELECT article_id, rights FROM article_rights") == [(article, "headline_only")]
    reserve(desk, "https://gazette.example/1")
    desk.load()
    assert desk.rows("SELECT rights FROM article_rights") == [("summary",)]


def test_an_opt_out_that_comes_with_other_bytes_and_the_same_words_is_news(desk: Any) -> None:
    desk.article("1", fetched="2026-03-20")
    (first,) = desk.batch.captures
    desk.load()
    news = "SELECT value FROM progress WHERE name = 'news'"
    before = desk.rows(news)
    same = replace(first, id="k0000000000000000", fetched_at=first.fetched_at.replace(day=25))
    desk.add(captures=(first, same))
    desk.load()
    assert desk.rows(news) == before
    reserved = replace(
        first, id="k1111111111111111", fetched_at=first.fetched_at.replace(day=26), opt_outs=("tdm_page",)
    )
    desk.add(captures=(first, same, reserved))
    desk.load()
    assert desk.rows(news) != before


def test_other_bytes_with_the_same_words_bring_their_opt_out(desk: Any) -> None:
    desk.article("1", fetched="2026-03-20")
    (first,) = desk.batch.captures
    later: Capture = replace(
        first, id="k0000000000000000", fetched_at=first.fetched_at.replace(day=25), opt_outs=("tdm_page",)
    )
    desk.add(captures=(first, later))
    desk.load()
    assert desk.rows("SELECT rights FROM article_rights") == [("headline_only",)]


def test_of_two_forms_of_a_page_the_one_seen_last_has_the_word(desk: Any) -> None:
    desk.article("1", fetched="2026-03-20")
    (first,) = desk.batch.captures
    other = replace(first, id="k0000000000000000", fetched_at=first.fetched_at.replace(day=25), opt_outs=("noai",))
    shown = []
    for day, seen in ((20, first), (25, other), (30, first)):
        desk.add(captures=(seen,), loaded_at=first.fetched_at.replace(day=day))
        desk.load()
        shown += desk.rows("SELECT rights FROM article_rights")
    assert shown == [("summary",), ("headline_only",), ("summary",)]


def test_what_is_reserved_is_no_passage_to_train_on(desk: Any) -> None:
    claims = [desk.claim(desk.article(slug), "15") for slug in ("1", "2")]
    for claim in claims:
        desk.decide("accept", claim)
    reserve(desk, "https://gazette.example/2", "noai")
    desk.load()
    assert desk.rows("SELECT count(*) FROM pay_claims WHERE review_status = 'accepted'") == [(2,)]
    assert [passage["title"] for passage in read_reviewed_passages(desk.path)] == ["About 1"]


def test_the_default_stands_in_one_place_and_a_grown_table_has_the_same(desk: Any, tmp_path: Path) -> None:
    desk.load()
    (default,) = desk.rows(
        "SELECT column_default FROM duckdb_columns() "
        "WHERE table_name = 'sources' AND column_name = 'rights_if_opted_out'"
    )
    assert default == (f"'{RIGHTS_IF_OPTED_OUT}'",)
    assert load_settings(find_places().data).rights == load_settings(tmp_path).rights
    assert load_settings(tmp_path).rights.opted_out == RIGHTS_IF_OPTED_OUT


def test_a_new_opt_out_is_news_once(desk: Any) -> None:
    """A poll publishes what is news: a digest must not quote a page that was reserved in the meantime."""
    desk.article("1")
    desk.load()
    news = "SELECT value FROM progress WHERE name = 'news'"
    before = desk.rows(news)
    reserve(desk, "https://gazette.example/1", "noai")
    assert desk.load().reservations == 1
    after = desk.rows(news)
    assert after != before
    assert desk.load().reservations == 0
    assert desk.rows(news) == after
