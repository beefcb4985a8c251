"""What pages say about themselves in every dialect found in the wild: JSON-LD, microdata, RDFa, meta tags, layouts."""

import json
from typing import Any

import pytest
from test_page import PROSE, meta, read

HEADLINE = "<h1>Raters win a raise</h1>"
ARTICLE = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Raters win a raise"}
PLAIN = "https://paper.example/raters-win"
"""An address without a day in it."""


def ld(value: Any) -> str:
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


def article(**fields: Any) -> str:
    return ld({**ARTICLE, **fields})


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        pytest.param(article(author=[[{"name": "Ada Reed"}]]), "", ("Ada Reed",), id="nested-lists"),
        pytest.param(
            ld(
                {
                    "@graph": [
                        {**ARTICLE, "author": [{"@id": "#a"}]},
                        {"@type": "Person", "@id": "#a", "name": "Ada Reed"},
                    ]
                }
            ),
            "",
            ("Ada Reed",),
            id="list-of-references",
        ),
        pytest.param(
            article(author={"@type": "Person", "givenName": "Ada", "familyName": "Reed"}),
            "",
            ("Ada Reed",),
            id="given-and-family-name",
        ),
        pytest.param(
            article(author={"@list": [{"name": "Ada Reed"}, {"name": "Tom Okoro"}]}),
            "",
            ("Ada Reed", "Tom Okoro"),
            id="json-ld-list",
        ),
        pytest.param(
            article(author={"@type": "Role", "author": {"name": "Ada Reed"}}), "", ("Ada Reed",), id="role-object"
        ),
        pytest.param(
            article(author={"@type": "Person", "url": "https://paper.example/a"}),
            '<p class="byline">By Ada Reed</p>',
            ("Ada Reed",),
            id="address-instead-of-a-name",
        ),
        pytest.param(article(author="Senior reporter Ada Reed"), "", ("Ada Reed",), id="role-before-the-name"),
        pytest.param("", '<p class="byline">By Ada Reed Political Editor</p>', ("Ada Reed",), id="role-after-the-name"),
        pytest.param(article(author="Ada Reed (ada@paper.example)"), "", ("Ada Reed",), id="address-in-brackets"),
        pytest.param(meta("author", "Ada Reed with agencies"), "", ("Ada Reed",), id="with-agencies"),
        pytest.param(meta("author", "newsdesk@paper.example"), "", (), id="only-an-address"),
        pytest.param(meta("author", "Staff Writer"), "", (), id="only-a-role"),
        pytest.param(meta("citation_author", "Reed, Ada"), "", ("Ada Reed",), id="family-name-first"),
        pytest.param(
            meta("DC.Creator", "Ada Reed") + meta("DC.Creator", "Tom Okoro"),
            "",
            ("Ada Reed", "Tom Okoro"),
            id="dublin-core",
        ),
        pytest.param(
            """<meta name="author" content='["Ada Reed","Tom Okoro"]'>""",
            "",
            ("Ada Reed", "Tom Okoro"),
            id="json-in-a-tag",
        ),
        pytest.param(
            """<meta name="parsely-page" content='{"authors":["Ada Reed"]}'>""", "", ("Ada Reed",), id="parsely-page"
        ),
        pytest.param(
            '<meta name="parsely-metadata" content="{&quot;author&quot;:&quot;Ada Reed&quot;}">',
            "",
            ("Ada Reed",),
            id="parsely-metadata",
        ),
        pytest.param('<meta name="sailthru.author" content="Ada Reed">', "", ("Ada Reed",), id="sailthru"),
        pytest.param(
            "",
            '<div itemprop="author" itemscope><meta itemprop="name" content="Ada Reed"></div>',
            ("Ada Reed",),
            id="microdata-in-a-meta-tag",
        ),
        pytest.param(
            "",
            '<span property="schema:author" typeof="Person"><b property="name">Ada Reed</b></span>',
            ("Ada Reed",),
            id="rdfa",
        ),
        pytest.param("", "<ul><li><strong>Author</strong> Ada Reed</li></ul>", ("Ada Reed",), id="labelled"),
        pytest.param("", "<dl><dt>Autorin:</dt><dd>Ada Reed</dd></dl>", ("Ada Reed",), id="labelled-definition"),
        pytest.param("", "<table><tr><td>By</td><td>Ada Reed</td></tr></table>", ("Ada Reed",), id="labelled-cell"),
        pytest.param(
            "", '<p class="byline">Words: Ada Reed / Photos: Tom Okoro</p>', ("Ada Reed",), id="photographer-beside"
        ),
        pytest.param(
            "",
            '<a rel="author">Ada Reed Moss</a> <a rel="author">Ada</a> <a rel="author">Reed Moss</a>',
            ("Ada Reed Moss",),
            id="parts-of-a-name-marked-apart",
        ),
    ],
)
def test_names_the_people_who_wrote_it(head: str, body: str, authors: tuple[str, ...]) -> None:
    assert read(head=head, body=HEADLINE + body + PROSE).authors == authors


@pytest.mark.parametrize(
    ("last", "authors"),
    [
        pytest.param('<p style="text-align:right"><strong>Ada Reed</strong></p>', ("Ada Reed",), id="right-aligned"),
        pytest.param("<p>— Ada Reed</p>", ("Ada Reed",), id="after-a-dash"),
        pytest.param("<p><strong>Next Steps</strong></p>" + PROSE, (), id="heading-in-bold"),
        pytest.param('<p align="right">Our Response</p>' + PROSE, (), id="text-goes-on"),
    ],
)
def test_takes_a_signature_below_the_text_for_the_author(last: str, authors: tuple[str, ...]) -> None:
    assert read(body=HEADLINE + PROSE + last).authors == authors


@pytest.mark.parametrize(
    ("head", "text", "agencies"),
    [
        pytest.param(meta("author", "Ada Reed and AFP"), "", ("AFP",), id="beside-a-person"),
        pytest.param(meta("author", "dpa/Reuters"), "", ("DPA", "Reuters"), id="two"),
        pytest.param(
            "", "<p>NAIROBI, March 9 (Reuters) - The raters won, and said so.</p>", ("Reuters",), id="dateline"
        ),
        pytest.param("", "", (), id="none"),
        pytest.param(meta("author", "Pa Nguyen"), "", (), id="a-persons-first-name"),
    ],
)
def test_credits_agencies_apart(head: str, text: str, agencies: tuple[str, ...]) -> None:
    assert read(head=head, body=HEADLINE + text + PROSE).agencies == agencies


@pytest.mark.parametrize(
    ("head", "authors", "agencies"),
    [
        pytest.param(
            article(author=[{"@type": "Organization", "name": "Reuters"}, {"name": "Ada Reed"}]),
            ("Ada Reed",),
            ("Reuters",),
            id="agency",
        ),
        pytest.param(meta("author", "Ada Reed, Associated Press"), ("Ada Reed",), ("AP",), id="agency-in-a-tag"),
        pytest.param(
            article(author={"@type": "Organization", "name": "Local 88"}), ("Local 88",), (), id="nobody-else-is-named"
        ),
    ],
)
def test_an_agency_beside_a_person_is_no_author(head: str, authors: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    page = read(head=head, body=HEADLINE + PROSE)
    assert (page.authors, page.agencies) == (authors, agencies)


@pytest.mark.parametrize(
    ("head", "body", "published", "modified"),
    [
        pytest.param(
            """<meta name="parsely-page" content='{"pub_date":"2026-03-09T08:00:00Z"}'>""",
            "",
            "2026-03-09T08:00:00+00:00",
            None,
            id="parsely-page",
        ),
        pytest.param(
            "",
            '<span property="datePublished" content="2026-03-09T08:00:00+01:00">9 March</span>',
            "2026-03-09T08:00:00+01:00",
            None,
            id="rdfa",
        ),
        pytest.param(
            "",
            '<p>Updated <time datetime="2026-03-10T08:00:00+01:00">today</time></p>'
            '<p>Published <time datetime="2026-03-09T08:00:00+01:00">yesterday</time></p>',
            "2026-03-09T08:00:00+01:00",
            "2026-03-10T08:00:00+01:00",
            id="words-in-front-of-the-times",
        ),
        pytest.param(
            article(datePublished=["2026-03-09T08:00:00+08:00"], dateModified={"@value": "2026-03-09T10:00:00+08:00"}),
            "",
            "2026-03-09T08:00:00+08:00",
            "2026-03-09T10:00:00+08:00",
            id="list-and-typed-value",
        ),
        pytest.param(
            meta("article:published_time", "March 9, 2026 8:00 AM EST"),
            "",
            "2026-03-09T08:00:00-05:00",
            None,
            id="zone",
        ),
        pytest.param(meta("DC.date.issued", "2026-03-09"), "", "2026-03-09T00:00:00+00:00", None, id="dublin-core"),
    ],
)
def test_tells_publication_from_change(head: str, body: str, published: str, modified: str | None) -> None:
    page = read(head=head, body=HEADLINE + body + PROSE, url=PLAIN)
    assert page.published is not None
    assert page.published.isoformat() == published
    assert (page.modified.isoformat() if page.modified else None) == modified


@pytest.mark.parametrize(
    ("head", "body", "is_free"),
    [
        *(pytest.param(article(isAccessibleForFree=v), "", False, id=f"no-{v}") for v in (False, "False", "no", 0)),
        pytest.param(article(isAccessibleForFree="http://schema.org/False"), "", False, id="no-as-address"),
        pytest.param(article(isAccessibleForFree="https://schema.org/True"), "", True, id="yes-as-address"),
        pytest.param(
            article(hasPart={"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".wall"}),
            "",
            False,
            id="a-part",
        ),
        pytest.param("", '<meta itemprop="isAccessibleForFree" content="false">', False, id="microdata"),
        pytest.param(meta("article:content_tier", "locked"), "", False, id="tier"),
        pytest.param("", "", None, id="unsaid"),
    ],
)
def test_tells_whether_it_is_free(head: str, body: str, is_free: bool | None) -> None:
    assert read(head=head, body=HEADLINE + body + PROSE).is_accessible_for_free is is_free


@pytest.mark.parametrize(
    ("head", "body", "is_cut_off"),
    [
        pytest.param(article(wordCount=150), PROSE, True, id="a-third-of-the-words"),
        pytest.param(article(wordCount=900), PROSE, True, id="a-small-part-of-the-words"),
        pytest.param(article(wordCount="58"), PROSE, False, id="all-words"),
        pytest.param(article(wordCount=330), PROSE, False, id="characters-counted"),
        pytest.param("", PROSE.replace("for appeals.", "for …"), True, id="ends-in-dots"),
        pytest.param(
            article(isAccessibleForFree=False, hasPart={"isAccessibleForFree": False, "cssSelector": ".rest"}),
            PROSE + '<div class="rest"></div>',
            True,
            id="walled-part-is-empty",
        ),
        pytest.param(
            article(isAccessibleForFree=False, hasPart={"isAccessibleForFree": False, "cssSelector": ".rest"}),
            f'<div class="rest">{PROSE}</div>',
            False,
            id="walled-part-is-there",
        ),
        pytest.param(
            article(isAccessibleForFree=False),
            PROSE + '<div class="wallpaper">Read on with a subscription to The Paper.</div>',
            False,
            id="a-word-that-is-no-wall",
        ),
        pytest.param(
            article(isAccessibleForFree=False),
            PROSE + '<section id="subscribe-wall">Read on with a subscription to The Paper.</section>',
            True,
            id="wall",
        ),
        pytest.param("", PROSE, False, id="whole"),
    ],
)
def test_tells_a_beginning_from_a_whole_text(head: str, body: str, is_cut_off: bool) -> None:
    assert read(head=head, body=HEADLINE + body).is_cut_off is is_cut_off


@pytest.mark.parametrize(
    ("head", "body", "licence"),
    [
        pytest.param(article(license="https://cc.example/by"), "", "https://cc.example/by", id="json-ld"),
        pytest.param(article(license={"@id": "https://cc.example/by"}), "", "https://cc.example/by", id="reference"),
        pytest.param('<link rel="license" href="https://cc.example/by">', "", "https://cc.example/by", id="link"),
        pytest.param("", '<a rel="license" href="https://cc.example/by">CC</a>', "https://cc.example/by", id="anchor"),
        pytest.param(meta("DC.rights", "All rights reserved"), "", "All rights reserved", id="dublin-core"),
        pytest.param("", "", "", id="none"),
    ],
)
def test_states_the_licence(head: str, body: str, licence: str) -> None:
    assert read(head=head, body=HEADLINE + PROSE + body).license == licence


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(ld('{"@type":"NewsArticle","headline":"Raters\\\' win"}'), id="escape-that-json-does-not-know"),
        pytest.param(ld('{"@type":"NewsArticle","headline":"Raters\' win","author":{"name":"A'), id="truncated"),
        pytest.param(ld({"@type": "Article", "name": "Raters' win"}), id="name-instead-of-headline"),
        pytest.param(ld({"@type": "Article", "headline": "<b>Raters'</b> win"}), id="markup-in-the-headline"),
    ],
)
def test_reads_a_headline_from_what_is_broken(head: str) -> None:
    assert read(head=head, body=PROSE).title == "Raters' win"


def test_reads_canonical_address_and_site_name_in_rare_places() -> None:
    head = '<link rel="shortlink canonical" href="/a/b">' + article(
        isPartOf={"@type": ["WebSite"], "name": "The Paper"}
    )
    page = read(head=head, body=HEADLINE + PROSE, url=PLAIN)
    assert (page.canonical_url, page.site_name) == ("https://paper.example/a/b", "The Paper")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param(
            '<meta name="sailthru.title" content="Raters win a raise"><meta name="sailthru.author" content="Ada Reed">'
            '<meta name="sailthru.date" content="Mon, 09 Mar 2026 08:00:00 +0300">',
            PROSE,
            id="sailthru",
        ),
        pytest.param(
            '<meta name="parsely-title" content="Raters win a raise"><meta name="parsely-author" content="Ada Reed">'
            '<meta name="parsely-pub-date" content="2026-03-09T08:00:00+03:00">',
            PROSE,
            id="parsely",
        ),
        pytest.param(
            '<meta name="DC.title" content="Raters win a raise"><meta name="DC.creator" content="Reed, Ada">'
            '<meta name="DCTERMS.issued" content="2026-03-09T08:00:00+0300">',
            PROSE,
            id="dublin-core",
        ),
        pytest.param(
            "",
            '<article itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Raters win a raise'
            '</h2><div itemprop="author" itemscope><span itemprop="name">Ada Reed</span></div><time '
            f'itemprop="datePublished" datetime="2026-03-09T08:00:00+03:00">9 March</time>{PROSE}</article>',
            id="microdata",
        ),
        pytest.param(
            meta("og:title", "Raters win a raise") + meta("og:article:author", "Ada Reed"),
            f'<p><time datetime="2026-03-09T08:00:00+03">9 March</time></p>{PROSE}',
            id="open-graph-and-a-time-element",
        ),
    ],
)
def test_reads_a_whole_record_in_one_dialect(head: str, body: str) -> None:
    page = read(head=head, body=body, url=PLAIN)
    assert (page.title, page.authors) == ("Raters win a raise", ("Ada Reed",))
    assert page.published is not None
    assert page.published.isoformat() == "2026-03-09T08:00:00+03:00"


@pytest.mark.parametrize(
    ("head", "body", "modified"),
    [
        pytest.param(
            meta("article:modified_time", "2026-03-10T08:00:00+0530"), "", "2026-03-10T08:00:00+05:30", id="og"
        ),
        pytest.param(
            '<meta name="DCTERMS.modified" content="2026-03-10T08:00:00-05:00">',
            "",
            "2026-03-10T08:00:00-05:00",
            id="dublin-core",
        ),
        pytest.param(
            "",
            '<time itemprop="dateModified" datetime="2026-03-10T08:00:00+02:00">10</time>',
            "2026-03-10T08:00:00+02:00",
            id="microdata",
        ),
        pytest.param(
            "",
            '<time class="updated" datetime="2026-03-10T08:00:00-0500">10</time>',
            "2026-03-10T08:00:00-05:00",
            id="time-element",
        ),
    ],
)
def test_a_change_keeps_its_time_zone(head: str, body: str, modified: str) -> None:
    page = read(head=head, body=HEADLINE + body + PROSE, url=PLAIN)
    assert page.modified is not None
    assert page.modified.isoformat() == modified
