"""`laborwire test-source`: what a night would make of a source, told before any night asks it; on loopback."""

import io
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from small_web import SmallWeb

from flows.source_trial import try_source
from pipeline.places import Places, find_places

pytestmark = [pytest.mark.slow, pytest.mark.model]

NOW = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
STORY = "/2026/11/20/raters-earn-nine-dollars"
PAGE = (
    "<html lang='en'><head><title>{title}</title><meta property='og:type' content='article'></head><body><article>"
    "<h1>{title}</h1><p>{first}</p><p>{second}</p></article></body></html>"
)
RATERS = PAGE.format(
    title="Raters for Appen earn $9 an hour",
    first="People who rate chatbot answers for Appen earn $9 an hour, three of them said on Monday.",
    second="They label data that trains artificial intelligence, as contractors, and want better pay.",
)
GARDEN = PAGE.format(
    title="Garden show opens on Saturday",
    first="The spring garden show opens on Saturday in the old market hall, with tulips from forty growers.",
    second="Gardeners are paid $12 an hour. Children come in free, and dogs must be kept on a lead, the town said.",
)


@pytest.fixture(scope="module")
def web() -> Iterator[SmallWeb]:
    with SmallWeb() as small:
        link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
        small.page("http://good.example/", f"<html><head><title>Good\x1b[2J</title>{link}</head><body></body></html>")
        small.feed("http://good.example/rss", f"http://good.example{STORY}", "http://good.example/private/x")
        small.page("http://good.example/robots.txt", "User-agent: *\nDisallow: /private", content_type="text/plain")
        small.page(f"http://good.example{STORY}", RATERS)
        small.page("http://good.example/garden", GARDEN)
        small.page("http://bare.example/", "<html><body>Nothing to read.</body></html>")
        yield small


def trial(tmp_path: Path, web: SmallWeb, url: str) -> tuple[int, str]:
    """Run it on the shipped models and gazetteer, and see that it writes nothing."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("gazetteer.toml", "minimum_wage.toml", "fx", "relevance", "pay", "sources.toml"):
        (data / name).symlink_to(find_places().data / name)
    before = sorted(tmp_path.rglob("*"))
    web.asked.clear()
    out = io.StringIO()
    places = Places(data=data, var=tmp_path / "var")
    code = try_source(places, url, now=NOW, out=out, loopback=web.loopback("good.example", "bare.example"))
    assert sorted(tmp_path.rglob("*")) == before
    assert "\x1b" not in out.getvalue()
    return code, out.getvalue()


@pytest.mark.thorough
def test_reads_the_newest_article_of_a_site_with_its_claims(tmp_path: Path, web: SmallWeb) -> None:
    code, printed = trial(tmp_path, web, "http://good.example/")
    assert code == 0
    for said in (
        "the address given: http://good.example/\n    robots.txt allows it",
        "linked as a feed: http://good.example/rss\n    robots.txt allows it\n    RSS, 2 entries, newest 2026-11-20",
        f"newest article: http://good.example{STORY}\n    robots.txt allows it",
        "title     Raters for Appen earn $9 an hour",
        "date      2026-11-20",
        "text      People who rate chatbot answers",
        "PLATFORM Appen",
        "9 USD per hour, reported earnings, Appen",
        "People who rate chatbot answers for Appen earn »$9 an hour«, three of them said",
        "KEPT      score",
    ):
        assert said in printed
    assert web.paths().count(f"http://good.example{STORY}") == 1


def test_says_why_an_article_would_be_dropped_and_what_was_read_in_it(tmp_path: Path, web: SmallWeb) -> None:
    code, printed = trial(tmp_path, web, "http://good.example/garden")
    assert code == 0
    assert "title     Garden show opens on Saturday" in printed
    assert "»$12 an hour«" in printed
    assert "DROPPED   not_relevant: score" in printed
    assert f"http://good.example{STORY}" not in web.asked


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("http://bare.example/", "page, 0 links to articles", id="site-without-articles"),
        pytest.param("http://good.example/private/x", "robots.txt does not allow it", id="robots"),
        pytest.param("http://bare.example/gone", "answered 404", id="gone"),
    ],
)
def test_what_cannot_be_read_is_said_and_exits_with_1(tmp_path: Path, web: SmallWeb, url: str, said: str) -> None:
    code, printed = trial(tmp_path, web, url)
    assert code == 1
    assert said in printed
    assert "no article could be fetched" in printed
    assert "http://good.example/private/x" not in web.asked
