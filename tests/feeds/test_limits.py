"""Hostile input ends soon, and nothing in it is expanded or fetched."""

from time import process_time

import pytest

from pipeline.contracts import FeedInput
from pipeline.feeds.encoding import decode_feed
from pipeline.feeds.read import answer_feed, read_feed

MIB = 1024 * 1024


def _filled(head: str, unit: str, *, tail: str = "", size: int = 2 * MIB) -> str:
    return head + unit * ((size - len(head)) // len(unit)) + tail


@pytest.mark.sample(
    "title",
    "comments",
    "cdata-over-items",
    "ampersands",
    "deep",
    "unread-elements",
    "commas",
    "spaces",
    "attributes",
    "escaped-quotes",
    "deep-json",
    "cdata",
    "links-without-end",
)
@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(_filled("<rss><channel>", "<a>"), id="deep"),
        pytest.param(_filled("<rss><channel>", "<item>"), id="items-without-end"),
        pytest.param(_filled("<rss><channel>", "<item><link>https://a.example/x"), id="links-without-end"),
        pytest.param(_filled("<rss><channel>", "<![CDATA["), id="cdata"),
        pytest.param(_filled("<rss><channel>", "<![CDATA[</item>", tail="]]>"), id="cdata-over-items"),
        pytest.param(_filled("<rss><x", "<!--"), id="comments"),
        pytest.param(_filled("<rss><item>", "&a"), id="ampersands"),
        pytest.param("<rss " + " ".join(f'a{n}="x"' for n in range(150_000)) + "><item/>", id="attributes"),
        pytest.param(
            "<rss " + " ".join(f'xmlns:a{n}="x"' for n in range(50_000)) + ">" + "<item>" * 150_000, id="prefixes"
        ),
        pytest.param("<rss><item>" + "".join(f"<a{n}:content >" for n in range(120_000)), id="unread-elements"),
        pytest.param(_filled("<rss><item><link>https://a.example/</link><title>", "&lt;b &lt;!-- "), id="title"),
        pytest.param(_filled("<rss><item><link>https://a.example/x", " ", tail="y</link></item></rss>"), id="spaces"),
        pytest.param(_filled('{"items": [', "["), id="deep-json"),
        pytest.param(_filled('{"items": [{"a": "', '\\"'), id="escaped-quotes"),
        pytest.param(_filled('{"items": [', ", "), id="commas"),
    ],
)
def test_reads_two_mebibytes_of_anything_within_seconds(body: str) -> None:
    begun = process_time()
    read_feed(body, url="https://a.example/feed")
    # Promised: linear. On a slow core the slowest of these takes about 1 s; a quadratic step takes minutes.
    assert process_time() - begun < 10


def test_expands_no_entity() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = (
        f'<!DOCTYPE rss [<!ENTITY a0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">{levels}]>'
        "<rss><channel><item><title>&a11;&file;</title><link>https://a.example/1</link></item></channel></rss>"
    )
    (entry,) = read_feed(body, url="https://a.example/feed").entries
    assert entry.title == "&a11;&file;"


def test_reads_the_first_five_mebibytes_and_says_so() -> None:
    item = "<item><link>https://a.example/{}</link><description>" + "x" * 4000 + "</description></item>"
    body = "<rss><channel>" + "".join(item.format(number) for number in range(1500))
    document = read_feed(body, url="https://a.example/feed")
    assert document.entries[0].url == "https://a.example/0"
    assert document.problem.startswith("only the first 5 MiB")


def test_answers_a_line_with_dates_as_given() -> None:
    body = "<rss><channel><item><link>/1</link><pubDate>2026-03-10</pubDate></item></channel></rss>"
    answer = answer_feed(FeedInput(id=1, url="https://a.example/feed", body=body))
    assert answer == {
        "kind": "rss",
        "entries": [
            {
                "url": "https://a.example/1",
                "title": None,
                "published": "2026-03-10",
                "modified": None,
                "language": None,
            }
        ],
        "problem": None,
    }


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        pytest.param("Café".encode(), "text/xml; charset=iso-8859-1", "Café", id="utf-8-whatever-the-header-says"),
        pytest.param(
            '<?xml version="1.0" encoding="iso-8859-1"?>Café €'.encode("cp1252"),
            "",
            '<?xml version="1.0" encoding="iso-8859-1"?>Café €',
            id="latin-1-means-windows",
        ),
        pytest.param("Привет".encode("koi8-r"), "text/xml; charset=koi8-r", "Привет", id="header"),
        pytest.param("\ufeffПривет".encode("utf-16-le"), "", "\ufeffПривет", id="byte-order-mark"),
        pytest.param("Café".encode("cp1252"), "", "Café", id="undeclared"),
        pytest.param(b"Caf\xe9", "text/xml; charset=hex", "Café", id="not-a-text-encoding"),
    ],
)
def test_decodes_feeds(body: bytes, content_type: str, expected: str) -> None:
    assert decode_feed(body, content_type=content_type, max_bytes=MIB).lstrip("\ufeff") == expected.lstrip("\ufeff")


def test_unpacks_a_gzipped_sitemap_up_to_the_limit() -> None:
    import gzip

    assert decode_feed(gzip.compress(b"<urlset/>"), content_type="", max_bytes=MIB) == "<urlset/>"
    assert len(decode_feed(gzip.compress(b"x" * (8 * MIB)), content_type="", max_bytes=MIB)) == MIB
