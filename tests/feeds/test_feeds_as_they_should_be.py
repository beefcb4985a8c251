"""Every kind of feed and sitemap, well-formed."""

from collections.abc import Callable

import pytest

from pipeline.feeds.read import read_feed

Read = Callable[..., tuple[str, list[dict[str, str | None]]]]


def test_reads_rss_2(read: Read) -> None:
    kind, rows = read(
        """<?xml version="1.0" encoding="UTF-16"?>
        <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
             xmlns:atom="http://www.w3.org/2005/Atom">
        <channel><title>The Paper</title><link>https://paper.example/</link><language>en-US</language>
        <atom:link href="https://paper.example/feeds/all.xml" rel="self"/>
        <image><title>Logo</title><url>https://paper.example/logo.png</url><link>https://paper.example/</link></image>
        <item>
          <media:title>Picture of a picket</media:title>
          <title><![CDATA[Raters <em>win</em> back pay &amp; sick leave]]></title>
          <link>https://paper.example/work/raters?id=1&amp;page=2</link>
          <guid isPermaLink="false">1234</guid>
          <pubDate>Tue, 10 Mar 2026 09:05:00 EST</pubDate>
        </item>
        <item><title>Second</title><guid>https://paper.example/work/second</guid><dc:date>2026-03-09</dc:date>
          <dc:language>es</dc:language><atom:updated>2026-03-11T00:00:00Z</atom:updated></item>
        </channel></rss>"""
    )
    assert kind == "rss"
    assert rows == [
        {
            "url": "https://paper.example/work/raters?id=1&page=2",
            "title": "Raters win back pay & sick leave",
            "published": "2026-03-10T09:05:00-05:00",
            "language": "en-US",
        },
        {
            "url": "https://paper.example/work/second",
            "title": "Second",
            "published": "2026-03-09",
            "modified": "2026-03-11T00:00:00+00:00",
            "language": "es",
        },
    ]


def test_reads_rss_1_as_rdf(read: Read) -> None:
    kind, rows = read(
        """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://paper.example/"><title>P</title><dc:language>de</dc:language>
          <items><rdf:Seq><rdf:li resource="https://paper.example/a"/></rdf:Seq></items></channel>
        <item rdf:about="https://paper.example/a"><title>A</title><link>https://paper.example/a</link>
          <dc:date>2026-03-10T09:05:00+01:00</dc:date></item>
        <item rdf:about="https://paper.example/b"><title>B</title></item></rdf:RDF>"""
    )
    assert kind == "rdf"
    assert rows == [
        {
            "url": "https://paper.example/a",
            "title": "A",
            "published": "2026-03-10T09:05:00+01:00",
            "language": "de",
        },
        {"url": "https://paper.example/b", "title": "B", "language": "de"},
    ]


def test_reads_atom_with_bases_languages_and_kinds_of_links(read: Read) -> None:
    kind, rows = read(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://desk.example/news/">
        <title>Desk</title><link rel="self" href="/atom.xml"/>
        <entry xml:base="2026/"><id>tag:desk.example,2026:1</id>
          <title type="html">Pay &amp;lt;em&gt;cut&lt;/em&gt; &amp;amp; fury</title>
          <link rel="replies" href="one/comments"/><link rel="alternate" type="application/json" href="one.json"/>
          <link rel="alternate" type="text/html" href="one"/>
          <published>2026-03-10T09:05:00Z</published><updated>2026-03-12T10:00:00Z</updated></entry>
        <entry xml:lang="fr"><id>x</id><link href="../two"/><updated>2026-03-09T00:00:00Z</updated>
          <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Deux <b>mots</b></div></title></entry>
        <entry><id>https://desk.example/three</id><title>Three</title></entry>
        </feed>"""
    )
    assert kind == "atom"
    assert rows == [
        {
            "url": "https://desk.example/news/2026/one",
            "title": "Pay cut & fury",
            "published": "2026-03-10T09:05:00+00:00",
            "modified": "2026-03-12T10:00:00+00:00",
            "language": "en",
        },
        {
            "url": "https://desk.example/two",
            "title": "Deux mots",
            "modified": "2026-03-09T00:00:00+00:00",
            "language": "fr",
        },
        {"url": "https://desk.example/three", "title": "Three", "language": "en"},
    ]


def test_reads_atom_03(read: Read) -> None:
    kind, rows = read(
        """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>
        <title mode="escaped">Old &lt;b&gt;one&lt;/b&gt;</title>
        <link rel="alternate" type="text/html" href="https://old.example/1"/>
        <issued>2026-03-10T09:05:00+02:00</issued><modified>2026-03-11T09:05:00+02:00</modified></entry></feed>"""
    )
    assert (kind, rows) == (
        "atom",
        [
            {
                "url": "https://old.example/1",
                "title": "Old one",
                "published": "2026-03-10T09:05:00+02:00",
                "modified": "2026-03-11T09:05:00+02:00",
            }
        ],
    )


def test_reads_json_feed(read: Read) -> None:
    kind, rows = read(
        """{"version": "https://jsonfeed.org/version/1.1", "title": "P", "language": "pt-BR", "items": [
        {"id": "1", "url": "/a?x=1&y=2", "title": "A &amp; B", "date_published": "2026-03-10T09:05:00-03:00",
         "date_modified": "2026-03-11T09:05:00-03:00"},
        {"id": "https://json.example/b", "content_text": "no title", "language": "en"}, {"id": "3"}]}""",
        "https://json.example/feed.json",
    )
    assert kind == "json"
    assert rows == [
        {
            "url": "https://json.example/a?x=1&y=2",
            "title": "A & B",
            "published": "2026-03-10T09:05:00-03:00",
            "modified": "2026-03-11T09:05:00-03:00",
            "language": "pt-BR",
        },
        {"url": "https://json.example/b", "language": "en"},
    ]


@pytest.mark.parametrize(
    ("body", "row"),
    [
        pytest.param(
            """{"count": 1, "results": [{"title": "Notice", "type": "Rule", "html_url": "https://gazette.example/d/1",
            "pdf_url": "https://gazette.example/d/1.pdf", "publication_date": "2026-03-10"}]}""",
            {"url": "https://gazette.example/d/1", "title": "Notice", "published": "2026-03-10"},
            id="official-gazette",
        ),
        pytest.param(
            """[{"id": 7, "date_gmt": "2026-03-10T09:05:00", "modified_gmt": "2026-03-10T10:00:00",
            "link": "https://gazette.example/seven", "title": {"rendered": "Se&#8217;ven"}}]""",
            {
                "url": "https://gazette.example/seven",
                "title": "Se’ven",
                "published": "2026-03-10T09:05:00+00:00",
                "modified": "2026-03-10T10:00:00+00:00",
            },
            id="publication-system",
        ),
        pytest.param(
            """{"feed": {"title": "P", "entries": [{"link": "/x", "title": "X"}]}, "status": 200}""",
            {"url": "https://paper.example/x", "title": "X"},
            id="one-level-down",
        ),
    ],
)
def test_reads_lists_of_articles_in_json(read: Read, body: str, row: dict[str, str]) -> None:
    assert read(body) == ("json", [row])


def test_reads_a_news_sitemap(read: Read) -> None:
    kind, rows = read(
        """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
        <url><loc> https://paper.example/n1
        </loc><lastmod>2026-03-10T12:00:00+01:00</lastmod>
        <news:news><news:publication><news:name>P</news:name><news:language>en</news:language></news:publication>
        <news:publication_date>2026-03-10T08:00:00+01:00</news:publication_date>
        <news:title>Graders &amp;amp; guilds</news:title></news:news>
        <image:image><image:loc>https://paper.example/i.jpg</image:loc><image:title>No</image:title></image:image></url>
        <url><loc>https://paper.example/n2</loc></url></urlset>"""
    )
    assert kind == "news_sitemap"
    assert rows == [
        {
            "url": "https://paper.example/n1",
            "title": "Graders & guilds",
            "published": "2026-03-10T08:00:00+01:00",
            "modified": "2026-03-10T12:00:00+01:00",
            "language": "en",
        },
        {"url": "https://paper.example/n2"},
    ]


def test_reads_a_plain_sitemap(read: Read) -> None:
    body = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://paper.example/1</loc>
    <lastmod>2026-03-10</lastmod><changefreq>daily</changefreq></url></urlset>"""
    assert read(body) == ("sitemap", [{"url": "https://paper.example/1", "modified": "2026-03-10"}])


def test_reads_a_sitemap_index(read: Read) -> None:
    body = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <sitemap><loc>https://paper.example/s1.xml.gz</loc><lastmod>2026-03-10T00:00:00Z</lastmod></sitemap>
    <sitemap><loc>https://paper.example/s2.xml</loc></sitemap></sitemapindex>"""
    assert read(body) == (
        "sitemap_index",
        [
            {"url": "https://paper.example/s1.xml.gz", "modified": "2026-03-10T00:00:00+00:00"},
            {"url": "https://paper.example/s2.xml"},
        ],
    )


def test_reads_a_sitemap_of_one_address_a_line(read: Read) -> None:
    body = "\ufeffhttps://paper.example/1\r\nhttps://paper.example/2\r\n"
    assert read(body) == ("sitemap", [{"url": "https://paper.example/1"}, {"url": "https://paper.example/2"}])


def test_takes_an_empty_news_sitemap_for_what_it_is(read: Read) -> None:
    body = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"></urlset>"""
    assert read(body) == ("news_sitemap", [])


def test_prefers_the_original_address_to_a_counting_redirect(read: Read) -> None:
    body = """<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><title>T</title>
    <link>https://count.example/~r/paper/1</link><feedburner:origLink>https://paper.example/t</feedburner:origLink>
    </item></channel></rss>"""
    assert read(body)[1] == [{"url": "https://paper.example/t", "title": "T"}]


def test_gives_each_address_once(read: Read) -> None:
    item = "<item><title>{}</title><link>https://paper.example/{}</link></item>"
    body = f"<rss><channel>{item.format('A', 1)}{item.format('B', 2)}{item.format('A again', 1)}</channel></rss>"
    assert [row["title"] for row in read(body)[1]] == ["A", "B"]


def test_keeps_what_one_of_two_entries_of_a_page_says() -> None:
    link, text = "https://paper.example/1", "Raters get $9 an hour."
    body = (
        f"<rss><channel><item><link>{link}</link><description>{text}</description></item>"
        f"<item><title>A</title><link>{link}?utm_source=x</link></item></channel></rss>"
    )
    (entry,) = read_feed(body, url="https://paper.example/feed").entries
    assert (entry.title, entry.excerpt) == ("A", text)


@pytest.mark.parametrize(
    ("head", "link", "expected"),
    [
        pytest.param("", "/a", "https://paper.example/a", id="absolute-path"),
        pytest.param("", "a", "https://paper.example/feeds/a", id="relative-path"),
        pytest.param("<link>https://paper.example/news/</link>", "a", "https://paper.example/feeds/a", id="same-host"),
        pytest.param("", "//cdn.example/a", "https://cdn.example/a", id="no-scheme"),
        pytest.param("", "www.paper.example/a", "https://www.paper.example/a", id="no-scheme-at-all"),
        pytest.param("", " https://paper.example/\n  a b ", "https://paper.example/a%20b", id="white-space"),
        pytest.param("<link>https://desk.example/</link>", "/a", "https://desk.example/a", id="feed-hosted-elsewhere"),
        pytest.param(
            "",
            "<![CDATA[https://paper.example/?a=1&amp;b=2]]>",
            "https://paper.example/?a=1&b=2",
            id="escaped-in-cdata",
        ),
    ],
)
def test_makes_links_absolute(read: Read, head: str, link: str, expected: str) -> None:
    body = f"<rss><channel>{head}<item><link>{link}</link></item></channel></rss>"
    assert read(body)[1] == [{"url": expected}]


@pytest.mark.parametrize(
    "item",
    [
        pytest.param("<title>No link</title>", id="no-link"),
        pytest.param("<link>javascript:alert(1)</link>", id="script"),
        pytest.param("<link>mailto:desk@paper.example</link>", id="mail"),
        pytest.param("<guid isPermaLink='false'>https://paper.example/?p=1</guid>", id="guid-is-no-permalink"),
        pytest.param("<link>http://[::1/x</link>", id="not-an-address"),
        pytest.param("<enclosure url='https://paper.example/a.mp3'/>", id="sound-file-only"),
    ],
)
def test_leaves_out_entries_that_cannot_be_fetched(read: Read, item: str) -> None:
    body = f"<rss><channel><item>{item}</item><item><link>https://paper.example/ok</link></item></channel></rss>"
    assert read(body) == ("rss", [{"url": "https://paper.example/ok"}])


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("AT&amp;amp;T pays", "AT&T pays", id="escaped-twice"),
        pytest.param("AT&amp;amp;amp;T pays", "AT&T pays", id="escaped-three-times"),
        pytest.param("One</b> more", "One more", id="stray-end-tag"),
        pytest.param("</title><x:title xmlns:x='urn:x'>No</x:title><title>Yes", "Yes", id="title-of-an-extension"),
        pytest.param("It&amp;#8217;s on", "It’s on", id="numeric-entity"),
        pytest.param("<![CDATA[A<br/>B]]>", "A B", id="line-break"),
        pytest.param("<![CDATA[List<String> explained]]>", "List<String> explained", id="not-html"),
        pytest.param("&lt;a href=&quot;/x&quot;&gt;Linked&lt;/a&gt; words", "Linked words", id="escaped-link"),
        pytest.param("5 &lt; 7 &gt; 3", "5 < 7 > 3", id="signs"),
        pytest.param("Two\n   lines\u200b", "Two lines", id="white-space"),
        pytest.param("<b>Raw</b> markup", "Raw markup", id="raw-markup"),
    ],
)
def test_makes_titles_plain_text(read: Read, title: str, expected: str) -> None:
    body = f"<rss><channel><item><title>{title}</title><link>https://paper.example/a</link></item></channel></rss>"
    assert read(body)[1][0]["title"] == expected


@pytest.mark.parametrize(
    ("body", "excerpt"),
    [
        pytest.param(
            "<rss><channel><item><link>https://a.example/1</link><description>&lt;p&gt;Raters &amp;amp; taggers"
            "&lt;/p&gt;&lt;img src='a.png'</description></item></channel></rss>",
            "Raters & taggers",
            id="rss",
        ),
        pytest.param(
            '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><link>https://a.example/1'
            "</link><description> </description><content:encoded><![CDATA[<p>"
            + "Six words of a whole article. " * 50
            + "</p>]]></content:encoded></item></channel></rss>",
            ("Six words of a whole article. " * 20).strip(),
            id="whole-article",
        ),
        pytest.param(
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://a.example/1"/>'
            "<content>Long.</content><summary>Short.</summary></entry></feed>",
            "Short.",
            id="atom",
        ),
        pytest.param('{"items": [{"url": "https://a.example/1", "content_html": "<p>Said.</p>"}]}', "Said.", id="json"),
        pytest.param(
            "<urlset><url><loc>https://a.example/1</loc><description>no</description></url></urlset>",
            None,
            id="sitemap",
        ),
    ],
)
def test_reads_the_beginning_of_what_a_feed_says(body: str, excerpt: str | None) -> None:
    (entry,) = read_feed(body, url="https://a.example/feed").entries
    assert entry.excerpt == excerpt


@pytest.mark.parametrize(
    "items", ['[{"url": 5}, 7]', '[{"title": "no address"}]', '[{"url": "ftp://paper.example/a"}]']
)
def test_a_json_feed_without_one_usable_address_is_not_said_to_be_quiet(items: str) -> None:
    head = '{"version": "https://jsonfeed.org/version/1.1", "items": '
    assert read_feed(head + "[]}", url="https://paper.example/feed.json").problem == ""
    assert "articles" in read_feed(head + items + "}", url="https://paper.example/feed.json").problem
