"""Feeds to captures: what is fetched, when it is fetched again, and what is left out."""

import gzip
import sqlite3
from dataclasses import replace
from typing import Any

import pytest

from spiders.launch import run_crawl

pytestmark = pytest.mark.slow


def _count(result: Any, source: str, what: str) -> int:
    return next(getattr(count, what) for count in result.counts if count.source_id == source)


@pytest.mark.parametrize("seconds", [0.02, 1.0])
def test_a_crawl_that_is_stopped_while_it_starts_is_cut_short(newsroom: Any, seconds: float) -> None:
    newsroom.source("paper.example").feed(["/one"], wait_s=30)
    result = run_crawl(newsroom.job(), timeout_s=seconds)
    assert not result.finished
    assert result.stopped


def test_stores_the_pages_that_a_feed_announces(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/one", "/two"], headers={"Set-Cookie": "a=b"})
    paper.page("/one", "<p>First words.</p>", headers={"X-Made-By": "hand"})
    paper.page("/two", "<p>Second words.</p>")
    result = newsroom.crawl()
    assert result.finished
    assert paper.paths() == ["/feed", "/one", "/two"]
    first, second = sorted(newsroom.captures(), key=lambda capture: str(capture.url))
    assert (first.url, first.status, first.source_id) == ("http://paper.example/one", 200, "paper")
    assert first.title_hint == "Headline /one"
    assert first.published_hint is not None
    assert first.published_hint.isoformat() == "2026-03-09T10:00:00+00:00"
    assert first.fetched_at.isoformat() == "2026-03-10T02:00:00+00:00"
    assert ("X-Made-By", "hand") in first.headers
    assert newsroom.body(second) == b"<p>Second words.</p>"
    assert set(result.captures) == {first.id, second.id}
    assert _count(result, "paper", "new") == 2
    assert all("Cookie" not in asked.headers and "Referer" not in asked.headers for asked in paper.asked)
    assert {asked.headers["User-Agent"] for asked in paper.asked} == {"laborwire/0.1"}


def test_asks_no_page_again_at_the_same_time(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/one", "/gone"], headers={"ETag": '"f1"'})
    paper.page("/one")
    newsroom.crawl()
    again = newsroom.crawl()
    assert paper.paths() == ["/feed"]
    assert paper.asked[-1].headers["If-None-Match"] == '"f1"'
    assert _count(again, "paper", "asked") == 0


def test_notices_corrections_and_withdrawals_after_a_day(newsroom: Any, answer: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/kept", "/corrected", "/withdrawn"])
    paper.on(
        "/kept",
        lambda asked: answer(
            status=304 if "If-None-Match" in asked.headers else 200, body=b"<p>A</p>", headers={"ETag": '"k"'}
        ),
    )
    paper.page("/corrected", "<p>They earn $15.</p>")
    paper.page("/withdrawn", "<p>C</p>")
    newsroom.crawl()
    paper.page("/corrected", "<p>They earn $16.</p>")
    paper.page("/withdrawn", "<p>Removed.</p>", status=410)
    result = newsroom.crawl(days=2)
    assert _count(result, "paper", "unchanged") == 1
    assert _count(result, "paper", "withdrawn") == 1
    assert {(capture.url[20:], capture.status) for capture in newsroom.captures()[3:]} == {
        ("/corrected", 200),
        ("/withdrawn", 410),
    }
    newsroom.crawl(days=2.5)
    assert paper.paths() == ["/feed"]


@pytest.mark.thorough
def test_asks_again_when_the_feed_says_modified_later(newsroom: Any) -> None:
    def sitemap(modified: str) -> str:
        return f"<urlset><url><loc>http://paper.example/one</loc><lastmod>{modified}</lastmod></url></urlset>"

    paper = newsroom.source("paper.example", path="/sitemap.xml", kind="sitemap")
    paper.page("/one")
    paper.page("/sitemap.xml", sitemap("2026-03-09T10:00:00Z"))
    newsroom.crawl()
    newsroom.crawl(days=0.02)
    assert paper.paths() == ["/sitemap.xml"]
    paper.page("/sitemap.xml", sitemap("2026-03-10T02:10:00Z"))
    newsroom.crawl(days=0.025)
    assert paper.paths() == ["/sitemap.xml", "/one"]
    newsroom.crawl(days=0.03)
    assert paper.paths() == ["/sitemap.xml"]


def test_leaves_out_what_is_too_old_and_what_is_too_much(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    old = "<item><link>http://paper.example/old</link><pubDate>2025-11-01</pubDate></item>"
    items = "".join(
        f"<item><link>http://paper.example/{day}</link><pubDate>2026-03-0{day}</pubDate></item>" for day in (1, 3, 2)
    )
    paper.page("/feed", f"<rss><channel>{old}{items}</channel></rss>")
    for day in (1, 2, 3):
        paper.page(f"/{day}")
    result = newsroom.crawl(max_articles_per_source=2)
    assert paper.paths() == ["/feed", "/3", "/2"]
    assert (_count(result, "paper", "too_old"), _count(result, "paper", "left")) == (1, 1)
    newsroom.crawl(days=0.02)
    assert paper.paths() == ["/feed", "/1"]


@pytest.mark.thorough
def test_follows_a_sitemap_index_to_its_newest_sitemaps(newsroom: Any) -> None:
    paper = newsroom.source("paper.example", path="/index.xml", kind="sitemap")
    children = [f"<sitemap><loc>/s{n}.xml.gz</loc><lastmod>2026-02-{n:02d}</lastmod></sitemap>" for n in range(1, 15)]
    paper.page("/index.xml", f"<sitemapindex>{''.join(children)}</sitemapindex>")
    for number in range(1, 15):
        body = gzip.compress(f"<urlset><url><loc>http://paper.example/p{number}</loc></url></urlset>".encode())
        paper.page(f"/s{number}.xml.gz", body, content_type="application/gzip")
        paper.page(f"/p{number}")
    newsroom.crawl()
    assert len([path for path in paper.paths() if path.startswith("/s")]) == 10
    assert "/s14.xml.gz" in paper.paths()
    assert "/s1.xml.gz" not in paper.paths()
    assert len(newsroom.captures()) == 10


def test_reads_the_links_of_a_watched_page(newsroom: Any) -> None:
    union = newsroom.source("union.example", path="/news", kind="page_watch")
    union.page(
        "/news",
        "<nav><a href='/about/us'>About</a><a href='/news'>News</a></nav>"
        "<a href='/news/raters-win-back-pay#top'><img></a><a href='/news/raters-win-back-pay'>Raters win</a>"
        "<a href='https://elsewhere.example/a-b-c-d'>Elsewhere</a><a href='/tag/pay-and-hours'>Tag</a>",
    )
    union.page("/news/raters-win-back-pay")
    newsroom.crawl()
    assert union.paths() == ["/news", "/news/raters-win-back-pay"]
    assert [capture.title_hint for capture in newsroom.captures()] == ["Raters win"]


def test_a_link_pattern_that_never_ends_costs_one_feed_and_holds_up_nobody(newsroom: Any) -> None:
    watched = newsroom.source("watched.example", kind="page_watch")
    feed = replace(newsroom.sources[0].feeds[0], link_pattern="(a+)+$")
    newsroom.sources[0] = replace(newsroom.sources[0], feeds=(feed,))
    watched.page("/feed", f"<a href='/{'a' * 60}!'>Story</a>")
    other = newsroom.source("other.example")
    other.feed(["/page"])
    other.page("/page")
    job = replace(newsroom.job(), most_reading_s=0.5)
    result = run_crawl(job, timeout_s=30)
    assert result.finished
    (error,) = result.source_errors
    assert error.problem.startswith("answered with what takes more than 0.5 s to read; its link_pattern may be")
    assert [capture.url for capture in newsroom.captures()] == [other.url("/page")]


@pytest.mark.thorough
def test_fetches_just_the_pages_that_are_named(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/announced"])
    paper.page("/named")
    paper.page("/robots.txt", "User-agent: *\nDisallow: /private")
    urls = ("http://paper.example/named", "http://paper.example/private", "http://paper.example/missing")
    result = newsroom.crawl(urls=urls)
    assert sorted(paper.paths()) == ["/missing", "/named"]
    assert [(capture.url, capture.source_id) for capture in newsroom.captures()] == [(urls[0], "paper")]
    assert {(rejection.key, str(rejection.reason)) for rejection in result.rejections} == {
        (urls[1], "disallowed"),
        (urls[2], "http_status"),
    }
    newsroom.crawl(urls=urls[:1])
    assert paper.paths() == ["/named"]


def test_a_failed_source_never_fails_the_crawl(newsroom: Any) -> None:
    newsroom.source("error.example").page("/feed", status=500)
    newsroom.source("page.example").page("/feed", "<!doctype html><html><body>Enable scripts</body></html>")
    newsroom.source("empty.example").page("/feed", "<rss><channel></channel></rss>")
    newsroom.source("garbage.example").page("/feed", bytes(range(256)) * 100)
    newsroom.source("hanging.example").page("/feed", wait_s=5)
    newsroom.source("huge.example").page("/feed", b"<rss>" + b" " * 65536, is_endless=True)
    newsroom.source("large.example").page("/feed", b"<rss>" + b" " * 6_000_000)
    newsroom.source("links.example", kind="page_watch").page("/feed", "<a href='/about'>About</a>")
    newsroom.source("unasked.example").page("/feed", status=304)
    newsroom.source("cut.example").page(
        "/feed", b"5\r\ncut", headers={"Transfer-Encoding": "chunked", "Connection": "close"}
    )
    newsroom.source("header.example").page("/feed", b"<rss>", headers={"X-\u00e4": "y"})
    good = newsroom.source("good.example")
    good.feed(["/one"])
    good.page("/one")
    result = newsroom.crawl(timeout_s=1.5)
    assert result.finished
    assert {error.source_id: error.problem for error in result.source_errors} == {
        "error": "answered 500",
        "page": "answered with a web page, not a feed",
        "empty": "announces nothing: an empty feed",
        "garbage": "answered with neither a feed nor a sitemap",
        "links": "links to no article",
        "unasked": "answered 304",
        "cut": "the answer broke off before its end",
        "header": "no answer that can be read: b'x-\\xe4'",
        "large": "the body is larger than the size limit",
        "hanging": "no complete answer within the time limit",
        "huge": "the body is larger than the size limit",
    }
    assert [capture.source_id for capture in newsroom.captures()] == ["good"]


def test_refuses_pages_that_are_no_pages(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/bomb", "/endless", "/hangs", "/empty", "/pdf", "/error", "/good"])
    bomb = gzip.compress(b"0" * 60_000_000)
    paper.page("/bomb", bomb, headers={"Content-Encoding": "gzip"})
    paper.page("/endless", b"x" * 65536, is_endless=True)
    paper.page("/hangs", wait_s=5)
    paper.page("/empty", "  ")
    paper.page("/pdf", "%PDF-1.7", content_type="application/pdf")
    paper.page("/error", status=503)
    paper.page("/good")
    result = newsroom.crawl(timeout_s=2)
    assert {rejection.key[20:]: str(rejection.reason) for rejection in result.rejections} == {
        "/bomb": "too_large",
        "/endless": "too_large",
        "/hangs": "timed_out",
        "/empty": "empty_body",
        "/pdf": "not_html",
        "/error": "http_status",
    }
    assert [capture.url[20:] for capture in newsroom.captures()] == ["/good"]


def test_what_a_feed_says_of_a_page_goes_with_it_to_the_archive(newsroom: Any, answer: Any) -> None:
    paper = newsroom.source("paper.example")
    item = f"<item><title>One</title><link>{paper.url('/one')}</link><description>Raters <b/>win.</description></item>"
    feed = f"<rss><channel>{item}</channel></rss>"
    paper.page("/feed", feed, headers={"ETag": '"f"'})
    paper.page("/one", status=503)
    newsroom.crawl()
    # The feed has nothing new on the next day, and is not read again.
    paper.on("/feed", lambda asked: answer(status=304))
    paper.page("/one", "<p>First words.</p>")
    newsroom.crawl(days=1)
    paper.page("/one", "<p>Other words.</p>")
    newsroom.crawl(days=3)
    bodies = [(newsroom.body(capture), capture.excerpt_hint) for capture in newsroom.captures()]
    assert bodies == [(b"<p>First words.</p>", "Raters win."), (b"<p>Other words.</p>", "Raters win.")]
    with sqlite3.connect(newsroom.folder / "crawl.sqlite") as db:
        assert db.execute("SELECT count(*) FROM excerpts").fetchone() == (0,)
