"""The demo newsroom over HTTP: hosts, feeds, the clock, conditional requests, robots.txt, the log."""

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from flows.newsroom import DIGEST_AT, NIGHT_1, NIGHT_2, Newsroom, demo_sources
from flows.newsroom_content import article_path, load_articles, load_publishers

CASES = Path(__file__).resolve().parent.parent / "cases"
CORRECTED = "/story/what-orchardloop-pays-doctors/"
WITHDRAWN = "/hyderabad/bhashika-labs-annotators-say-pay-withheld-20261117.ece"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as opened:
        yield opened


def get(newsroom: Newsroom, host: str, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", newsroom.port, timeout=10)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": host, **names})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_every_feed_answers_with_absolute_addresses_of_its_host(newsroom: Newsroom) -> None:
    for publisher in load_publishers():
        for feed in publisher.feeds:
            response, body = get(newsroom, publisher.host, feed.path)
            assert response.status == 200
            text = body.decode("utf-8")
            assert f":{newsroom.port}" not in text
            if feed.format != "index_page":
                assert f"http://{publisher.host}/" in text


@pytest.mark.parametrize(
    ("host", "path", "words"),
    [
        pytest.param("www.bayledger.example", "/feeds/all.xml", "<content:encoded>&lt;p&gt;", id="rss-full"),
        pytest.param("www.northgatereview.example", "/atom.xml", "<summary>", id="atom-excerpts"),
        pytest.param("www.nairobidispatch.example", "/sitemap-news.xml", "<news:publication_date>", id="news-sitemap"),
        pytest.param("www.deccancourier.example", "/latest/", '<h3><a href="/technology/', id="page-watch"),
        pytest.param("visayasherald.example", "/rss.xml", '<rss version="0.92">', id="bare-rss"),
        pytest.param("www.spree-anzeiger.example", "/sitemap.xml", "/sitemap-2026-10.xml</loc>", id="sitemap-index"),
        pytest.param("www.spree-anzeiger.example", "/sitemap-2026-10.xml", "labelhaus-streik", id="monthly-sitemap"),
        pytest.param("fairtaskobservatory.example", "/feed.json", '"date_published"', id="json-feed"),
    ],
)
def test_each_make_has_its_own_kind_of_feed(newsroom: Newsroom, host: str, path: str, words: str) -> None:
    assert words in get(newsroom, host, path)[1].decode("utf-8")


def test_every_article_has_a_page_at_night_2(newsroom: Newsroom) -> None:
    newsroom.set_now(NIGHT_2)
    publishers = {publisher.id: publisher for publisher in load_publishers()}
    statuses = {}
    for article in load_articles():
        publisher = publishers[article.publisher]
        path = article_path(publisher, article)
        statuses[path] = newsroom.answer(publisher.host, path).status
    assert {path for path, status in statuses.items() if status != 200} == {WITHDRAWN}


def test_an_article_appears_when_the_clock_reaches_it(newsroom: Newsroom) -> None:
    host, path = "signalandshift.example", "/story/quillmark-raises-rate-to-poach-graders/"
    assert get(newsroom, host, path)[0].status == 404
    assert b"quillmark-raises-rate" not in get(newsroom, host, "/feed/rss")[1]
    newsroom.set_now(NIGHT_2)
    assert get(newsroom, host, path)[0].status == 200
    assert b"quillmark-raises-rate" in get(newsroom, host, "/feed/rss")[1]


def test_a_correction_is_shown_from_its_time_on_under_another_etag(newsroom: Newsroom) -> None:
    first, before = get(newsroom, "signalandshift.example", CORRECTED)
    newsroom.set_now(NIGHT_2)
    tag = first.headers["ETag"]
    second, after = get(newsroom, "signalandshift.example", CORRECTED, If_None_Match=tag)
    assert b"$142 an hour" in before
    assert b"$112 an hour" in after
    assert b"Correction, November 22" in after
    assert second.status == 200
    assert second.headers["ETag"] != tag
    assert second.headers["Last-Modified"] == "Sun, 22 Nov 2026 15:15:00 GMT"


def test_a_withdrawn_article_is_gone_from_night_2_on(newsroom: Newsroom) -> None:
    host = "www.deccancourier.example"
    assert get(newsroom, host, WITHDRAWN)[0].status == 200
    newsroom.set_now(NIGHT_2)
    response, body = get(newsroom, host, WITHDRAWN)
    assert response.status == 410
    assert b"Sravanthi" not in body
    assert b"bhashika-labs-annotators" not in get(newsroom, host, "/latest/")[1]


def test_unchanged_pages_answer_304_with_no_body(newsroom: Newsroom) -> None:
    host, path = "www.bayledger.example", "/feeds/all.xml"
    first, _ = get(newsroom, host, path)
    by_tag, body = get(newsroom, host, path, If_None_Match=first.headers["ETag"])
    by_time, _ = get(newsroom, host, path, If_Modified_Since=first.headers["Last-Modified"])
    older, _ = get(newsroom, host, path, If_Modified_Since="Thu, 01 Oct 2026 00:00:00 GMT")
    assert (by_tag.status, body) == (304, b"")
    assert by_time.status == 304
    assert older.status == 200


def test_an_unreadable_if_modified_since_is_ignored(newsroom: Newsroom) -> None:
    assert get(newsroom, "www.bayledger.example", "/feeds/all.xml", If_Modified_Since="soon")[0].status == 200


def test_robots_forbids_the_private_path_that_the_feed_links_to(newsroom: Newsroom) -> None:
    host = "www.southerncrosspost.example"
    assert b"Disallow: /private/" in get(newsroom, host, "/robots.txt")[1]
    assert b"http://www.southerncrosspost.example/private/" in get(newsroom, host, "/rss/latest.xml")[1]


def test_every_host_has_a_robots_txt(newsroom: Newsroom) -> None:
    assert {get(newsroom, host, "/robots.txt")[0].status for host in newsroom.hosts} == {200}


def test_redirected_links_lead_to_the_article(newsroom: Newsroom) -> None:
    response, _ = get(newsroom, "techtickle.example", "/go/gradewell-caves-pay-hike-29")
    assert response.status == 301
    assert response.headers["Location"] == "http://techtickle.example/gradewell-caves-pay-hike-29"


def test_other_hosts_are_refused(newsroom: Newsroom) -> None:
    assert get(newsroom, "elsewhere.example", "/")[0].status == 421


def test_the_request_line_may_hold_the_whole_address(newsroom: Newsroom) -> None:
    response, body = get(newsroom, "ignored.example", "http://techtickle.example/feed/")
    assert response.status == 200
    assert b"TechTickle" in body


def test_requests_are_logged_with_their_status(newsroom: Newsroom) -> None:
    get(newsroom, "techtickle.example:80", "/nothing?x=1", User_Agent="reader")
    asked = newsroom.requests[-1]
    assert (asked.host, asked.path, asked.status, asked.user_agent) == (
        "techtickle.example",
        "/nothing?x=1",
        404,
        "reader",
    )


def test_a_page_is_the_same_whatever_the_clock_and_the_port() -> None:
    path = "/tech/2026/10/gradewell-cuts-pay-for-graders.html"
    pages = set()
    for now in (NIGHT_1, NIGHT_2, DIGEST_AT):
        with Newsroom(now=now) as newsroom:
            pages.add(get(newsroom, "www.bayledger.example", path)[1])
    assert len(pages) == 1


def test_the_plain_page_names_no_metadata(newsroom: Newsroom) -> None:
    response, body = get(newsroom, "visayasherald.example", "/202610/labor-office-orders-isla-bright-to-pay.htm")
    assert response.headers["Content-Type"] == "text/html; charset=windows-1252"
    assert b"<meta" not in body.lower()
    assert b"<h1" not in body.lower()


def test_sources_are_invented_and_need_no_delay() -> None:
    sources = demo_sources()
    assert len(sources) == 14
    assert all(source.is_invented and source.delay_s == 0 for source in sources)
    assert {feed.kind for source in sources for feed in source.feeds} == {
        "feed",
        "sitemap",
        "news_sitemap",
        "page_watch",
    }


def test_saved_pages_are_what_the_newsroom_serves() -> None:
    newsroom = Newsroom(now=NIGHT_2)
    articles = {(article.publisher, article.slug): article for article in load_articles()}
    for publisher in load_publishers():
        for page in (CASES / publisher.id).glob("*.html"):
            path = article_path(publisher, articles[publisher.id, page.stem])
            served = newsroom.answer(publisher.host, path).body.decode(publisher.charset)
            assert served == page.read_text(encoding="utf-8"), page.name
