"""What publishers reserve is noticed with each page, wherever they say it, and again when they say it later."""

import json
from typing import Any

import pytest

pytestmark = pytest.mark.slow

TDMREP = "/.well-known/tdmrep.json"


def reserved(newsroom: Any) -> dict[str, tuple[str, ...]]:
    """What each page was reserved for when it was last seen."""
    return {capture.url.rpartition("/")[2]: capture.opt_outs for capture in newsroom.captures()}


def test_each_way_of_opting_out_is_kept_with_the_page(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/open", "/header", "/page", "/robots-meta", "/robots-header", "/site/one", "/shut/out"])
    paper.page("/open", "<meta name='robots' content='index'><!-- <meta name='tdm-reservation' content='1'> --><p>A")
    paper.page("/header", headers={"tdm-reservation": "1", "tdm-policy": "https://paper.example/terms"})
    paper.page("/page", '<META content="1" NAME="tdm-reservation"><p>B')
    paper.page("/robots-meta", "<meta name=robots content='noai, noimageai'><p>C")
    paper.page("/robots-header", headers={"X-Robots-Tag": "noai"})
    paper.page("/site/one")
    paper.page("/shut/out")
    paper.page("/robots.txt", "User-agent: *\nAllow: /\n\nUser-agent: GPTBot\nUser-agent: CCBot\nDisallow: /shut/\n")
    rules = [{"location": "/site/*", "tdm-reservation": 1, "tdm-policy": "https://paper.example/site-terms"}]
    paper.page(TDMREP, json.dumps(rules), content_type="application/json")
    newsroom.crawl()
    assert reserved(newsroom) == {
        "open": (),
        "header": ("tdm_header",),
        "page": ("tdm_page",),
        "robots-meta": ("noai", "noimageai"),
        "robots-header": ("noai",),
        "one": ("tdm_site",),
        "out": ("robots_ai",),
    }
    policies = {capture.url.rpartition("/")[2]: capture.tdm_policy for capture in newsroom.captures()}
    assert policies["header"] == "https://paper.example/terms"
    assert policies["one"] == "https://paper.example/site-terms"
    assert policies["open"] == ""


@pytest.mark.thorough
def test_reservations_of_a_site_are_asked_once_after_robots_and_before_pages(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/one", "/two"])
    paper.page("/one")
    paper.page("/two")
    newsroom.crawl()
    assert [asked.path for asked in paper.asked] == ["/robots.txt", "/feed", TDMREP, "/one", "/two"]
    newsroom.crawl()
    assert [asked.path for asked in paper.asked] == ["/feed"]
    newsroom.crawl(days=2)
    assert [asked.path for asked in paper.asked] == ["/robots.txt", "/feed", TDMREP, "/one", "/two"]


def test_a_site_that_forbids_the_file_is_not_asked_for_it(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.page("/robots.txt", "User-agent: *\nDisallow: /.well-known/\n")
    paper.feed(["/one"])
    paper.page("/one")
    newsroom.crawl()
    assert TDMREP not in [asked.path for asked in paper.asked]
    assert reserved(newsroom) == {"one": ()}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<html>not found</html>", id="a-page"),
        pytest.param("[" * 100_000, id="nested"),
        pytest.param('{"location": 7, "tdm-reservation": 1}', id="no-pattern"),
        pytest.param('[1, null, {"location": "/elsewhere", "tdm-reservation": 1}]', id="other-paths"),
    ],
)
def test_a_file_that_reserves_nothing_stops_no_page(newsroom: Any, body: str) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/one"])
    paper.page("/one")
    paper.page(TDMREP, body)
    newsroom.crawl()
    assert reserved(newsroom) == {"one": ()}


def test_an_opt_out_that_comes_later_is_noticed_on_pages_that_did_not_change(newsroom: Any, answer: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/same", "/unmodified"])
    paper.page("/same", "<p>A")
    paper.on(
        "/unmodified",
        lambda asked: answer(
            status=304 if "If-None-Match" in asked.headers else 200, body=b"<p>B", headers={"ETag": '"u"'}
        ),
    )
    newsroom.crawl()
    assert reserved(newsroom) == {"same": (), "unmodified": ()}
    paper.page("/robots.txt", "User-agent: ClaudeBot\nDisallow: /\n")
    newsroom.crawl(days=2)
    assert reserved(newsroom) == {"same": ("robots_ai",), "unmodified": ("robots_ai",)}
    assert len(newsroom.captures()) == 4
    newsroom.crawl(days=4)
    assert paper.paths() == ["/feed", "/same", "/unmodified"]
    assert len(newsroom.captures()) == 4
    paper.page("/robots.txt", status=404)
    newsroom.crawl(days=15)
    assert reserved(newsroom) == {"same": (), "unmodified": ()}


@pytest.mark.thorough
def test_a_site_that_does_not_answer_has_not_changed_its_mind(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/one"])
    paper.page("/one")
    paper.page(TDMREP, json.dumps([{"location": "/*", "tdm-reservation": 1}]), content_type="application/json")
    newsroom.crawl()
    assert reserved(newsroom) == {"one": ("tdm_site",)}
    paper.page(TDMREP, status=503)
    newsroom.crawl(days=2)
    assert TDMREP in [asked.path for asked in paper.asked]
    assert reserved(newsroom) == {"one": ("tdm_site",)}
    paper.page(TDMREP, status=404)
    newsroom.crawl(days=6)
    assert reserved(newsroom) == {"one": ()}
