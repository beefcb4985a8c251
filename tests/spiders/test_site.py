"""What a page says about its site, and nothing that it does not say."""

from time import monotonic

import pytest

from pipeline.feeds.document import FeedDocument, FeedEntry
from spiders.scout import front_page
from spiders.site import MAX_FEED_LINKS, Site, read_site

URL = "https://paper.example/"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("", Site(), id="nothing"),
        pytest.param("<title> The\n Paper &amp; Co </title>", Site(name="The Paper & Co"), id="title"),
        pytest.param(
            "<title>Home</title><meta content='The Paper' property='og:site_name'>", Site(name="The Paper"), id="name"
        ),
        pytest.param("<html lang='en-US'>", Site(language="en"), id="the-region-of-a-language-is-no-country"),
        pytest.param("<html xml:lang=pt_BR >", Site(language="pt"), id="underscore"),
        pytest.param("<html lang='english please'>", Site(), id="no-language-tag"),
        pytest.param("<meta name='geo.region' content='ph-MNL'>", Site(country="PH"), id="region"),
        pytest.param("<meta name='geo.country' content='Kenya'>", Site(), id="no-code"),
        pytest.param(
            "<script type='application/ld+json'>{\"@type\": \"NewsMediaOrganization\", "
            "\"address\": {\"addressCountry\": \"NG\"}}</script>",
            Site(country="NG"),
            id="address-of-the-publisher",
        ),
        pytest.param(
            "<link rel='alternate' type='application/atom+xml' href='/atom?a=1&amp;b=2'>",
            Site(feeds=("https://paper.example/atom?a=1&b=2",)),
            id="feed",
        ),
        pytest.param(
            "<base href='https://cdn.example/x/'><LINK REL='home alternate' TYPE='application/rss+xml' HREF=feed>",
            Site(feeds=("https://cdn.example/x/feed",)),
            id="base",
        ),
        pytest.param(
            "<link rel=alternate hreflang=fr href=/fr><link rel=alternate type=application/json href=/wp-json>"
            "<link rel=stylesheet type=application/rss+xml href=/x>",
            Site(),
            id="other-alternates",
        ),
        pytest.param(
            "<link rel=alternate type=application/rss+xml title='Comments' href=/a>"
            "<link rel=alternate type=application/rss+xml href=/comments/feed>"
            "<link rel=alternate type=application/rss+xml href='javascript:alert(1)'>",
            Site(),
            id="comments-and-scripts",
        ),
        pytest.param("<!-- <link rel=alternate type=application/rss+xml href=/a> -->", Site(), id="in-a-comment"),
    ],
)  # fmt: skip
def test_reads_what_the_page_says(html: str, expected: Site) -> None:
    assert read_site(html, url=URL) == expected


def test_a_page_that_says_so_is_an_article_but_a_front_page_never_is() -> None:
    html = "<title>Raters go on strike</title><meta property='og:type' content='article'>"
    assert read_site(html, url="https://paper.example/2026/story") == Site(is_article=True)
    assert read_site(html, url=URL) == Site(name="Raters go on strike")


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<link rel=alternate type=application/rss+xml href=/f>" * 100_000, id="links"),
        pytest.param("<link " + "a=b " * 500_000, id="attributes"),
        pytest.param("<meta name='" * 200_000, id="open-quotes"),
        pytest.param("<title" * 300_000, id="open-titles"),
        pytest.param("<script>" * 200_000, id="open-scripts"),
    ],
)
def test_a_hostile_page_is_read_in_bounded_time(html: str) -> None:
    began = monotonic()
    assert len(read_site(html, url=URL).feeds) <= MAX_FEED_LINKS
    # Quadratic reading of these takes minutes.
    assert monotonic() - began < 30


@pytest.mark.timeout(20)
def test_the_site_of_a_feed_is_where_most_of_its_entries_lie() -> None:
    many = tuple(FeedEntry(url=f"https://site{number}.example/a") for number in range(50_000))
    twice = (*many, FeedEntry(url="https://site7.example/b"))
    assert front_page(FeedDocument(kind="rss", entries=twice)) == "https://site7.example/"
    assert front_page(FeedDocument(kind="rss")) == ""
