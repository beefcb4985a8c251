"""A whole page to what it says."""

from datetime import datetime, timezone

import pytest

from pipeline.errors import RejectionReason
from pipeline.extract.page import PageRefusedError, extract_page
from pipeline.records import Extraction

URL = "https://www.paper.example/2026/03/10/raters-win"
FIRST = "The people who rate answers for a large platform will be paid fourteen dollars an hour from next month on."
SECOND = "Their committee had asked for sixteen, and for a written rate card that shows how much each task brings."
THIRD = "The company said that it would publish the card before the summer, together with the rules for appeals."
PROSE = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


def read(
    *,
    head: str = "",
    body: str = f"<h1>Raters win a raise</h1><article>{PROSE}</article>",
    url: str = URL,
    lang: str = "en",
) -> Extraction:
    return extract_page(
        f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>",
        url=url,
        fetched_at=datetime(2026, 3, 11, tzinfo=timezone.utc),
    )


def json_ld(**fields: str) -> str:
    inner = ",".join(f'"{key}":{value}' for key, value in {"@type": '"NewsArticle"', **fields}.items())
    return f'<script type="application/ld+json">{{{inner}}}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param(
            "<title>Raters win a raise - The Paper</title>" + meta("og:site_name", "The Paper"),
            PROSE,
            "Raters win a raise",
            id="site-suffix",
        ),
        pytest.param(
            "<title>The Paper | Raters win a raise</title>" + meta("og:site_name", "The Paper"),
            PROSE,
            "Raters win a raise",
            id="site-prefix",
        ),
        pytest.param(
            "<title>Raters win a raise | paper.example</title>", PROSE, "Raters win a raise", id="host-suffix"
        ),
        pytest.param(
            "<title>Pay rise for raters</title>" + meta("og:title", "Raters win a raise"),
            "<h1>Raters win a raise</h1>" + PROSE,
            "Raters win a raise",
            id="heading-that-another-source-confirms",
        ),
        pytest.param(
            json_ld(headline='"Raters win a raise"'),
            "<h1>News</h1><h2>Today</h2>" + PROSE,
            "Raters win a raise",
            id="json-ld",
        ),
        pytest.param(
            meta("og:title", "Raters win a raise"),
            "<h1>Work: Raters win a raise</h1>" + PROSE,
            "Raters win a raise",
            id="kicker",
        ),
        pytest.param(
            "<title>Work: Raters win a raise</title>" + meta("og:title", "Raters win a raise"),
            "<h1>Work: Raters win a raise</h1>" + PROSE,
            "Raters win a raise",
            id="kicker-that-the-title-repeats",
        ),
        pytest.param("<title>Pay &amp; hours: raters win</title>", PROSE, "Pay & hours: raters win", id="entities"),
        pytest.param("", PROSE, None, id="none"),
    ],
)
def test_chooses_the_headline(head: str, body: str, title: str | None) -> None:
    assert read(head=head, body=body).title == title


@pytest.mark.parametrize(
    ("head", "byline", "authors"),
    [
        pytest.param(json_ld(author='{"@type":"Person","name":"Ada Reed"}'), "", ("Ada Reed",), id="object"),
        pytest.param(
            json_ld(author='[{"name":"Ada Reed"},{"name":"Tom Okoro"}]'), "", ("Ada Reed", "Tom Okoro"), id="list"
        ),
        pytest.param(json_ld(author='"Ada Reed"'), "", ("Ada Reed",), id="text"),
        pytest.param(
            json_ld(author='{"@type":"Person","name":["Ada Reed","Tom Okoro"]}'),
            "",
            ("Ada Reed", "Tom Okoro"),
            id="list-of-names",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@graph":[{"@type":"Article","author":{"@id":"#ada"}},'
            '{"@type":"Person","@id":"#ada","name":"Ada Reed"}]}</script>',
            "",
            ("Ada Reed",),
            id="reference",
        ),
        pytest.param(
            json_ld(author='[{"@type":"Organization","name":"Example Wire"},{"@type":"Person","name":"Ada Reed"}]'),
            "",
            ("Ada Reed",),
            id="person-beside-agency",
        ),
        pytest.param(
            json_ld(author='{"@type":"Organization","name":"The Paper"}'),
            '<p class="byline">By Ada Reed</p>',
            ("Ada Reed",),
            id="byline-instead-of-the-site",
        ),
        pytest.param('<meta name="author" content="Ada Reed, Staff Writer">', "", ("Ada Reed",), id="meta"),
        pytest.param('<meta name="parsely-author" content="Ada Reed">', "", ("Ada Reed",), id="parsely"),
        pytest.param('<meta name="DC.creator" content="Ada Reed">', "", ("Ada Reed",), id="dublin-core"),
        pytest.param('<meta property="article:author" content="https://social.example/ada">', "", (), id="address"),
        pytest.param(
            "", '<span itemprop="author"><span itemprop="name">Ada Reed</span></span>', ("Ada Reed",), id="microdata"
        ),
        pytest.param("", '<a rel="author" href="/ada">Ada Reed</a>', ("Ada Reed",), id="rel-author"),
        pytest.param('<meta name="author" content="Staff">', "", (), id="staff"),
    ],
)
def test_reads_the_people_who_wrote_it(head: str, byline: str, authors: tuple[str, ...]) -> None:
    assert read(head=head, body=f"<h1>Raters win</h1>{byline}<article>{PROSE}</article>").authors == authors


@pytest.mark.parametrize(
    ("head", "shown", "iso", "has_time"),
    [
        pytest.param(
            json_ld(datePublished='"2026-03-09T08:00:00+01:00"'), "", "2026-03-09T08:00:00+01:00", True, id="json-ld"
        ),
        pytest.param(json_ld(datePublished='"2026-03-09"'), "", "2026-03-09T00:00:00+00:00", False, id="day-only"),
        pytest.param(
            meta("article:published_time", "2026-03-09T08:00:00Z"),
            "",
            "2026-03-09T08:00:00+00:00",
            True,
            id="open-graph",
        ),
        pytest.param(
            '<meta name="sailthru.date" content="2026-03-09 08:00">',
            "",
            "2026-03-09T08:00:00+00:00",
            True,
            id="sailthru",
        ),
        pytest.param(
            '<meta name="DC.date.issued" content="2026-03-09">',
            "",
            "2026-03-09T00:00:00+00:00",
            False,
            id="dublin-core",
        ),
        pytest.param(
            "",
            '<time datetime="2026-03-09T08:00:00Z" pubdate>today</time>',
            "2026-03-09T08:00:00+00:00",
            True,
            id="time",
        ),
        pytest.param("", '<span class="date">9 March 2026</span>', "2026-03-09T00:00:00+00:00", False, id="shown"),
        pytest.param("", "<p>Published on 9 March 2026</p>", "2026-03-09T00:00:00+00:00", False, id="in-words"),
        pytest.param(
            json_ld(datePublished='"2026-12-31"') + meta("article:published_time", "2026-03-09"),
            "",
            "2026-03-09T00:00:00+00:00",
            False,
            id="not-after-the-fetch",
        ),
    ],
)
def test_reads_when_it_was_published(head: str, shown: str, iso: str, has_time: bool) -> None:
    page = read(
        head=head, body=f"<h1>Raters win</h1>{shown}<article>{PROSE}</article>", url="https://paper.example/raters"
    )
    assert page.published is not None
    assert (page.published.isoformat(), page.published_has_time) == (iso, has_time)


def test_takes_the_day_from_the_address_when_the_page_is_silent() -> None:
    page = read()
    assert page.published == datetime(2026, 3, 10, tzinfo=timezone.utc)
    assert not page.published_has_time


def test_keeps_the_time_of_change_apart() -> None:
    page = read(head=json_ld(datePublished='"2026-03-09"', dateModified='"2026-03-10T07:00:00Z"'))
    assert page.modified == datetime(2026, 3, 10, 7, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        pytest.param(
            "https://paper.example/raters-win?utm_source=x#top", "https://paper.example/raters-win", id="own-host"
        ),
        pytest.param("/raters-win", "https://www.paper.example/raters-win", id="relative"),
        pytest.param("https://amp.paper.example/raters-win", "https://amp.paper.example/raters-win", id="sister-host"),
        pytest.param(
            "https://other.example/raters-win", "https://www.paper.example/2026/03/10/raters-win", id="foreign-host"
        ),
        pytest.param("javascript:alert(1)", "https://www.paper.example/2026/03/10/raters-win", id="script"),
        pytest.param("https://www.paper.example/", "https://www.paper.example/2026/03/10/raters-win", id="front-page"),
        pytest.param("http://[bad", "https://www.paper.example/2026/03/10/raters-win", id="not-an-address"),
    ],
)
def test_believes_a_canonical_address_only_of_its_own_site(link: str, canonical: str) -> None:
    assert read(head=f'<link rel="canonical" href="{link}">').canonical_url == canonical


def test_trusts_the_words_over_a_template_about_the_language() -> None:
    german = (
        "<p>Die Beschäftigten bekommen ab dem nächsten Monat vierzehn Dollar in der Stunde, sagte eine Sprecherin.</p>"
    )
    assert read(body=f"<h1>Mehr Lohn</h1><article>{german * 4}</article>", lang="en-US").language == "de"
    assert read(lang="en-GB").language == "en"


def test_reads_site_name_and_paywall() -> None:
    page = read(head=json_ld(publisher='{"name":"The Paper"}', isAccessibleForFree='"False"'))
    assert page.site_name == "The Paper"
    assert page.is_accessible_for_free is False
    assert read().is_accessible_for_free is None


def test_repairs_a_page_that_was_read_with_the_wrong_table() -> None:
    assert read(body="<h1>Löhne steigen</h1>".encode().decode("cp1252") + PROSE).title == "Löhne steigen"


def test_reads_bytes_by_their_declared_charset() -> None:
    html = f"<html lang='de'><body><h1>Löhne für Prüfer</h1>{PROSE}</body></html>".encode("cp1252")
    assert extract_page(html, url=URL, declared_charset="iso-8859-1").title == "Löhne für Prüfer"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        pytest.param("", RejectionReason.EMPTY_BODY, id="empty"),
        pytest.param(" \n\x00\ufeff", RejectionReason.EMPTY_BODY, id="blank"),
        pytest.param(b"", RejectionReason.EMPTY_BODY, id="no-bytes"),
        pytest.param("just words", RejectionReason.NOT_HTML, id="no-tag"),
        pytest.param('{"a": 1}', RejectionReason.NOT_HTML, id="json"),
        pytest.param(b"%PDF-1.7\x00\x01\x02", RejectionReason.NOT_HTML, id="pdf"),
        pytest.param("<html><body></body></html>", RejectionReason.NO_TEXT, id="no-text"),
        pytest.param("<script>var a = 1;</script>", RejectionReason.NOT_HTML, id="only-a-script"),
        pytest.param("<br>" + "a" * 26_000_000, RejectionReason.TOO_LARGE, id="too-large"),
    ],
)
def test_refuses_what_holds_no_article(html: str | bytes, reason: RejectionReason) -> None:
    with pytest.raises(PageRefusedError) as caught:
        extract_page(html, url=URL)
    assert caught.value.reason == reason
    assert caught.value.detail


def test_reads_a_page_without_an_address() -> None:
    page = read(url="", head='<link rel="canonical" href="https://paper.example/a">')
    assert page.canonical_url == "https://paper.example/a"
    assert page.text.startswith("The people who rate")


@pytest.mark.parametrize(
    "url", ["http://[bad", "http://paper.example:99999/a", "not an address", "//paper.example/a", "\ud800"]
)
def test_reads_a_page_whose_address_is_none(url: str) -> None:
    assert read(url=url).text.startswith("The people who rate")
