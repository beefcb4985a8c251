"""Feeds that are broken as real ones are: each still gives what can be known."""

from collections.abc import Callable

import pytest

Read = Callable[..., tuple[str, list[dict[str, str | None]]]]

OPEN = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>P</title>'
CLOSE = "</channel></rss>"
ONE = "<item><title>One</title><link>https://paper.example/1</link></item>"
TWO = "<item><title>Two</title><link>https://paper.example/2</link></item>"
BOTH = [{"url": "https://paper.example/1", "title": "One"}, {"url": "https://paper.example/2", "title": "Two"}]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("\n\n  " + OPEN + ONE + TWO + CLOSE, id="blank-lines-before-the-declaration"),
        pytest.param("\ufeff" + OPEN + ONE + TWO + CLOSE, id="byte-order-mark"),
        pytest.param(
            "<br />\n<b>Warning</b>: mysql_query(): in /srv/x.php on line 3\n" + OPEN + ONE + TWO + CLOSE,
            id="warning-of-a-program-before",
        ),
        pytest.param(OPEN + ONE + TWO + CLOSE + "<!-- cached --><script>x()</script>", id="script-after-the-end"),
        pytest.param(OPEN + ONE + TWO + CLOSE + OPEN + CLOSE, id="second-document-after-the-end"),
        pytest.param(OPEN + ONE + TWO, id="never-closed"),
        pytest.param(OPEN + ONE + TWO + "<item><title>Three</title><link>https://paper.exa", id="breaks-off-in-a-link"),
        pytest.param(
            OPEN + ONE + TWO + "<item><link>https://paper.example/2</link><title><![CDATA[Hal", id="breaks-off-in-cdata"
        ),
        pytest.param(
            OPEN + "<item><title>One</titel><link>https://paper.example/1</link></item>" + TWO + CLOSE,
            id="misspelt-end-tag",
        ),
        pytest.param(
            OPEN
            + "<item><title>One</title><description><p>a<br>b</description><link>https://paper.example/1</link></item>"
            + TWO
            + CLOSE,
            id="unescaped-html-in-the-description",
        ),
        pytest.param(
            OPEN
            + "<item><description>x</p></description><title>One</title><link>https://paper.example/1</link></item>"
            + TWO
            + CLOSE,
            id="end-tag-without-start",
        ),
        pytest.param(
            OPEN + "<item><title>One</title><link>https://paper.example/1</link><content:encoded>y</content:encoded>"
            "<media:title>no</media:title></item>" + TWO + CLOSE,
            id="undeclared-namespaces",
        ),
        pytest.param(OPEN + ONE.replace("One", "On\x0be\x00") + TWO + CLOSE, id="control-characters"),
        pytest.param(
            OPEN + ONE.replace("One", "<![CDATA[One") + TWO.replace("Two", "<![CDATA[Two]]>") + CLOSE,
            id="cdata-without-end",
        ),
        pytest.param(OPEN + "<!-- never closed " + ONE + TWO + CLOSE, id="comment-without-end"),
        pytest.param(
            OPEN.replace("<rss", "<RSS").replace("<channel", "<CHANNEL")
            + ONE.replace("item", "ITEM").replace("link", "LINK")
            + TWO
            + "</CHANNEL></RSS>",
            id="capitals",
        ),
        pytest.param(OPEN + "<item>" + ONE[6:-7] + TWO + CLOSE, id="item-without-end"),
        pytest.param("<channel>" + ONE + TWO + "</channel>", id="no-rss-element"),
        pytest.param(
            '<?xml version="1.0"?><wrapper><data>' + OPEN[38:] + ONE + TWO + CLOSE + "</data></wrapper>", id="wrapped"
        ),
        pytest.param(
            OPEN.replace("<rss", '<!DOCTYPE rss [<!ENTITY x "y">]><rss') + ONE + TWO + CLOSE, id="document-type"
        ),
        pytest.param(
            OPEN + ONE.replace("<link>", "<link/>").replace("</link>", "") + TWO + CLOSE, id="link-as-html-writes-it"
        ),
        pytest.param(
            OPEN + ONE.replace("<item>", "<item><link></link>") + TWO + CLOSE, id="empty-link-before-the-real-one"
        ),
        pytest.param(ONE + TWO, id="no-root-at-all"),
        pytest.param(OPEN + ONE.replace("</link>", "</link></guid></p>") + TWO + CLOSE, id="end-tags-of-nothing"),
        pytest.param(
            OPEN + ONE.replace("<title>", "<p><image><url>x</url><title>Picture</title></image><title>") + TWO + CLOSE,
            id="picture-with-an-address-and-an-open-paragraph",
        ),
        pytest.param(OPEN + ONE.replace("</title>", "") + TWO + CLOSE, id="title-without-end"),
        pytest.param(OPEN + ONE.replace("<link>", "<guid <link>") + TWO + CLOSE, id="tag-without-bracket"),
        pytest.param(OPEN + "<item a='1' a='2'>" + ONE[6:] + TWO + CLOSE, id="attribute-twice"),
    ],
)
def test_reads_both_entries_of_a_broken_feed(read: Read, body: str) -> None:
    assert read(body) == ("rss", BOTH)


def test_reads_bare_ampersands_and_html_entities(read: Read) -> None:
    body = (
        OPEN + "<item><title>Q&A &ndash; Caf&eacute; &nbsp;&hellip; AT&T &unknown; 5 < 7</title>"
        "<link>https://paper.example/?a=1&b=2&copy=3</link></item>" + CLOSE
    )
    assert read(body)[1] == [
        {"url": "https://paper.example/?a=1&b=2&copy=3", "title": "Q&A – Café … AT&T &unknown; 5 < 7"}
    ]


def test_reads_an_atom_feed_that_breaks_off(read: Read) -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://desk.example/x/">
    <entry><title>One & only</title><link href="1"/><updated>2026-03-10T00:00:00Z</updated></entry>
    <entry><title>Two</title><link href="https://desk.example/2"/><upda"""
    assert read(body) == (
        "atom",
        [
            {
                "url": "https://desk.example/x/1",
                "title": "One & only",
                "modified": "2026-03-10T00:00:00+00:00",
                "language": "en",
            },
            {"url": "https://desk.example/2", "title": "Two", "language": "en"},
        ],
    )


def test_reads_a_news_sitemap_with_undeclared_prefix_and_bare_ampersand(read: Read) -> None:
    body = """<urlset><url><loc>https://paper.example/?a=1&b=2</loc><news:news><news:publication_date>2026-03-10
    </news:publication_date><news:title>Pay & play</news:title>
    <news:language>en</news:language></news:news></url></urlset>"""
    assert read(body) == (
        "news_sitemap",
        [
            {
                "url": "https://paper.example/?a=1&b=2",
                "title": "Pay & play",
                "published": "2026-03-10",
                "language": "en",
            }
        ],
    )


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            '{"items": [{"url": "https://paper.example/1"}, {"url": "https://paper.example/2"},]}',
            id="comma-at-the-end",
        ),
        pytest.param(
            '{"items": [{"url": "https://paper.example/1"}, {"url": "https://paper.example/2"}, {"url": "htt',
            id="breaks-off",
        ),
        pytest.param(
            '\ufeff{"items": [{"url": "https://paper.example/1"}, {"url": "https://paper.example/2"}]}',
            id="byte-order-mark",
        ),
        pytest.param(
            'show({"items": [{"url": "https://paper.example/1"}, {"url": "https://paper.example/2"}]});',
            id="as-a-function-call",
        ),
        pytest.param(
            '{"items":[{"url":"https://paper.example/1", "title": " "}, {"url": "https://paper.example/2", "x":"\n"}]}',
            id="line-break-in-a-string",
        ),
    ],
)
def test_reads_broken_json(read: Read, body: str) -> None:
    assert read(body) == ("json", [{"url": "https://paper.example/1"}, {"url": "https://paper.example/2"}])


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "1e300", "9" * 400], ids=str)
def test_a_number_that_is_no_time_costs_only_that_time(read: Read, number: str) -> None:
    first = f'{{"url": "https://paper.example/1", "published": {number}}}'
    second = '{"url": "https://paper.example/2", "published": 1773136800}'
    assert read(f'{{"items": [{first}, {second}]}}') == (
        "json",
        [
            {"url": "https://paper.example/1"},
            {"url": "https://paper.example/2", "published": "2026-03-10T10:00:00+00:00"},
        ],
    )


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<!DOCTYPE html><html><head><title>Not found</title></head></html>", id="page"),
        pytest.param("<html><body><p>Enable scripts</p><svg><rdf:RDF/></svg></body></html>", id="page-with-metadata"),
        pytest.param("<head><link rel='alternate' type='application/rss+xml' href='/rss'></head>", id="head-only"),
        pytest.param("", id="nothing"),
        pytest.param(" \n", id="blank"),
        pytest.param("Not Found", id="words"),
        pytest.param("https://paper.example/ is down for maintenance\nplease come back", id="words-with-an-address"),
        pytest.param('{"error": "rate limited"}', id="json-error"),
        pytest.param("null", id="json-null"),
        pytest.param(
            '<opml version="2.0"><body><outline xmlUrl="https://paper.example/rss"/></body></opml>', id="opml"
        ),
        pytest.param("\x1f\x8b\x08\x00garbage\ufffd\ufffd", id="packed-bytes"),
        pytest.param("<!-- <rss><channel></channel></rss> -->", id="feed-in-a-comment"),
    ],
)
def test_says_unknown_to_what_is_no_feed(read: Read, body: str) -> None:
    assert read(body) == ("unknown", [])
