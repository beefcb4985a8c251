"""What is asked again, when, and how little: feeds and articles over many nights and polls."""

from typing import Any

import pytest

from pipeline.archive.store import Archive
from spiders.launch import has_work, run_crawl

pytestmark = pytest.mark.slow

HOUR = 1 / 24
MINUTE = HOUR / 60


def poll(newsroom: Any, *, days: float, **settings: object) -> Any:
    """Crawl what is due, as `laborwire poll` does."""
    for server in newsroom.servers.values():
        server.asked.clear()
    job = newsroom.job(days=days, only_due=True, **settings)
    return run_crawl(job, timeout_s=60) if has_work(job) else None


def conditional(answer: Any, body: str, tag: str) -> Any:
    """Return a page that answers 304 to who has it."""

    def say(asked: Any) -> Any:
        has_it = asked.headers.get("If-None-Match") == tag
        return answer(status=304 if has_it else 200, body=body.encode(), headers={"ETag": tag})

    return say


def rss(server: Any, *paths: str) -> str:
    items = "".join(f"<item><title>{path}</title><link>{server.url(path)}</link></item>" for path in paths)
    return f"<rss><channel>{items}</channel></rss>"


def test_a_second_night_on_an_unchanged_web_asks_one_question_a_feed(newsroom: Any, answer: Any) -> None:
    tagged, dated, silent = (newsroom.source(f"{name}.example") for name in ("tagged", "dated", "silent"))
    tagged.on("/feed", conditional(answer, rss(tagged, "/1", "/2"), '"f"'))
    dated.feed(["/1"], headers={"Last-Modified": "Mon, 09 Mar 2026 10:00:00 GMT"})
    silent.feed(["/1"])
    for server in (tagged, dated, silent):
        for path in ("/1", "/2"):
            server.on(path, conditional(answer, f"<p>{path}</p>", f'"{path}"'))
    newsroom.crawl()
    assert [server.paths() for server in (tagged, dated, silent)] == [
        ["/feed", "/1", "/2"],
        ["/feed", "/1"],
        ["/feed", "/1"],
    ]
    result = newsroom.crawl(days=10 * MINUTE)
    assert [server.paths() for server in (tagged, dated, silent)] == [["/feed"]] * 3
    assert [len(server.asked) for server in (tagged, dated, silent)] == [1, 1, 1]
    assert tagged.asked[0].headers["If-None-Match"] == '"f"'
    assert dated.asked[0].headers["If-Modified-Since"] == "Mon, 09 Mar 2026 10:00:00 GMT"
    assert {count.feeds_read for count in result.counts} == {1}
    assert sum(count.announced for count in result.counts) == 0
    # A day later each article is asked whether it was corrected, once, and not one is sent again.
    newsroom.crawl(days=1)
    assert sorted(tagged.paths()) == ["/1", "/2", "/feed"]
    assert all("If-None-Match" in asked.headers for asked in tagged.asked if asked.path in tagged.paths())
    assert len(newsroom.captures()) == 4


def test_a_corrected_article_is_a_new_version_and_one_taken_back_is_seen_again(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/one"])
    for hours, words in ((0, "$15"), (1, "$16"), (6, "$15")):
        paper.page("/one", f"<p>They earn {words}.</p>")
        newsroom.crawl(days=hours * HOUR)
    assert [newsroom.body(capture) for capture in newsroom.captures()] == [
        b"<p>They earn $15.</p>",
        b"<p>They earn $16.</p>",
        b"<p>They earn $15.</p>",
    ]
    with Archive.open(newsroom.folder / "archive") as archive:
        assert archive.count() == 2


@pytest.mark.thorough
def test_a_poll_asks_nobody_when_nothing_is_due_and_goes_on_with_what_was_left(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/1", "/2"])
    paper.page("/1")
    paper.page("/2")
    poll(newsroom, days=0, max_articles_per_source=1)
    assert paper.paths() == ["/feed", "/1"]
    poll(newsroom, days=15 * MINUTE, max_articles_per_source=1)
    assert paper.paths() == ["/2"]
    assert poll(newsroom, days=30 * MINUTE) is None
    # The night asks every feed that works.
    newsroom.crawl(days=31 * MINUTE)
    assert paper.paths() == ["/feed"]


@pytest.mark.thorough
def test_robots_txt_is_kept_for_a_day_and_an_error_for_one_crawl(newsroom: Any) -> None:
    paper, broken = newsroom.source("paper.example"), newsroom.source("broken.example")
    paper.page("/robots.txt", "User-agent: *\nDisallow: /private")
    broken.page("/robots.txt", status=503)
    for server in (paper, broken):
        server.feed(["/private", "/one"])
        server.page("/one")
    asked = []
    for hours in (0, 1, 23, 25):
        result = newsroom.crawl(days=hours * HOUR)
        asked.append(["/robots.txt" in [entry.path for entry in server.asked] for server in (paper, broken)])
        assert "/private" not in paper.paths()
        assert {error.source_id for error in result.source_errors} == {"broken"}
    assert asked == [[True, True], [False, True], [False, True], [True, True]]
    broken.page("/robots.txt", status=404)
    newsroom.crawl(days=2.1)
    assert broken.paths()[0] == "/feed"


@pytest.mark.thorough
def test_a_sitemap_index_that_did_not_change_is_asked_conditionally_like_its_sitemaps(
    newsroom: Any, answer: Any
) -> None:
    paper = newsroom.source("paper.example", path="/index.xml", kind="sitemap")
    index = "<sitemapindex><sitemap><loc>http://paper.example/s.xml</loc></sitemap></sitemapindex>"
    paper.on("/index.xml", conditional(answer, index, '"i"'))
    paper.on("/s.xml", conditional(answer, "<urlset><url><loc>http://paper.example/1</loc></url></urlset>", '"s"'))
    paper.page("/1")
    newsroom.crawl()
    newsroom.crawl(days=10 * MINUTE)
    assert paper.paths() == ["/index.xml", "/s.xml"]
    assert [asked.headers.get("If-None-Match") for asked in paper.asked] == ['"i"', '"s"']


@pytest.mark.thorough
def test_a_dead_feed_is_asked_weekly_and_named_every_night(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.page("/feed", status=410)
    told = []
    for day in (0, 1, 3, 4, 9):
        result = newsroom.crawl(days=day)
        told += [(len(paper.paths()), error.problem) for error in result.source_errors]
    dead = "dead since 2026-03-10, asked again on 2026-03-20: answered 410"
    assert told == [*[(1, "answered 410")] * 3, (0, dead), (0, dead)]
    assert poll(newsroom, days=9.5) is None
    paper.feed(["/one"])
    assert poll(newsroom, days=10).source_errors == ()
    assert paper.paths() == ["/feed", "/one"]
    assert newsroom.crawl(days=10.1).source_errors == ()


@pytest.mark.thorough
def test_failed_pages_are_asked_again_by_their_kind_of_failure(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/soft", "/hard", "/unsure"])
    paper.page("/soft", status=503)
    paper.page("/unsure", status=302, headers={"Location": "http://down.example/"})
    newsroom.server("down.example").page("/robots.txt", status=500)
    newsroom.crawl()
    asked = []
    for minutes in (15, 60, 6 * 60):
        poll(newsroom, days=minutes * MINUTE)
        asked.append(sorted(path for path in paper.paths() if path != "/feed"))
    assert asked == [["/unsure"], ["/soft", "/unsure"], ["/hard", "/soft", "/unsure"]]


@pytest.mark.thorough
def test_a_page_that_hits_the_body_limit_three_times_is_left_alone_named_and_asked_monthly(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/fat"])
    paper.page("/fat", "x" * 5000)
    told = []
    for day in (0, 1, 2, 3, 31, 32):
        result = newsroom.crawl(days=day, max_body_bytes=2000)
        told += [("/fat" in paper.paths(), str(rejection.reason)) for rejection in result.rejections]
    left = (False, "quarantined")
    assert told == [*[(True, "too_large")] * 3, left, left, (True, "too_large")]
    assert newsroom.crawl(days=33).rejections[0].detail == (
        "left alone since 2026-03-12, asked again on 2026-05-11: the body is larger than the size limit"
    )
    paper.page("/fat", "<p>thin</p>")
    newsroom.crawl(days=62)
    assert newsroom.crawl(days=63).rejections == ()
    assert len(newsroom.captures()) == 1
