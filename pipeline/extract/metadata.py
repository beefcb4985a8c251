"""Decide what a page says about itself: title, authors, dates, language, address, site, paywall.

JSON-LD and meta tags know more than the text. Where they disagree, what readers can see decides: the
headline is the h1 that another source confirms. Only what is missing is looked for in the text
(bylines, dates as they are written, htmldate).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from lxml.html import HtmlElement

from pipeline.extract.access import is_free, licence_of, stated_words, walled_names
from pipeline.extract.authors import Credits, read_credits
from pipeline.extract.dates import StatedDate, date_in_url, read_date
from pipeline.extract.head_tags import HeadTags, read_head_tags
from pipeline.extract.json_ld import Node, article_nodes, is_article, parse_blocks, plain, resolve, text_of, types_of
from pipeline.extract.names import fold
from pipeline.extract.titles import choose_title
from pipeline.extract.written_dates import shown_day
from pipeline.urls import absolute_url, canonical_url, host_of

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "article.published", "article:post_date", "date.published", "published-date", "published_time", "published",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date", "citation_date", "bt:pubdate",
    "rnews:datepublished", "iso-8601-publish-date", "datecreated", "originalpublicationdate", "vr:published_time",
    "article_date_original", "datum", "date", "creation_date", "created",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "article:updated_time", "og:modified_time", "datemodified",
    "article:modified", "lastmod", "last-modified", "dcterms.modified", "dc.date.modified",
    "updated_time", "revision_date", "bt:moddate",
    "cxenseparse:recs:articlelastmodified", "modified_time",
)  # fmt: skip
_STATE_DATE = re.compile(
    r"\"(?:date_?published|published_?at|publish(?:ed|ing)?_?date|publication_?date|first_?published(?:_?at|"
    r"_?date)?|pub_?date)"
    r"\\?\"\s*:\s*\\?\"(\d{4}-\d\d-\d\d[^\"\\]{0,30})",
    re.IGNORECASE,
)
_MOVED = timedelta(days=30)
# htmldate's time grows with the square: 0.5 s here, two minutes at 50,000 elements.
_MAX_SEARCHED_ELEMENTS = 3_000
_SITE = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "dc.publisher",
    "publisher",
    "twitter:app:name:iphone",
)
_IS_SITE = frozenset(("WebSite", "Newspaper", "Periodical", "Blog"))
_LANGUAGE = ("og:locale", "content-language", "dc.language", "dcterms.language", "inlanguage", "language", "lang")

_THREE_LETTERS = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt",
    "nld": "nl", "dut": "nl", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi", "pol": "pl", "tur": "tr",
    "rus": "ru", "jpn": "ja", "zho": "zh", "chi": "zh", "kor": "ko",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """What a page says about itself."""

    canonical_url: str
    title: str | None
    credits: Credits
    published: StatedDate | None
    modified: StatedDate | None
    language: str | None
    """Two-letter code, or None when the page does not say."""
    site_name: str | None
    is_accessible_for_free: bool | None
    license: str
    """Address or words of the licence that the page states; "" when it states none."""
    words: int | None
    """How many words the page says that its article has."""
    walled: tuple[str, ...]
    """Class names and ids of the parts that the page calls not free."""
    headings: tuple[str, ...]
    article_body: str | None
    """`articleBody` of the JSON-LD, as plain text."""
    standfirsts: tuple[str, ...]
    """Descriptions that the page states; a visible one belongs to the text."""


def read_metadata(
    tree: HtmlElement, json_ld: tuple[str, ...], *, url: str, fetched_at: datetime | None = None, scripts: str = ""
) -> PageMetadata:
    """Return what the page `tree` and its JSON-LD blocks say about it.

    Args:
        scripts: source in which state that a script reads may state the date, where nothing else does.
    """
    tags = read_head_tags(tree)
    nodes = parse_blocks(json_ld)
    address = _canonical(tags, url)
    articles = _about_this_page(article_nodes(nodes), tags, url)
    article = articles[0] if articles else {}
    site = _site_name(tags, article, nodes, address)
    title = choose_title(
        tags,
        headline=next(
            (
                text
                for node in articles
                if is_article(node) and (text := text_of(node.get("headline") or node.get("name")))
            ),
            None,
        ),
        site_name=site,
        host=host_of(address),
    )
    language = _language(tags, article)
    published, modified = _dates(
        tree, tags, articles, url=address or url, latest=fetched_at, language=language, scripts=scripts
    )
    return PageMetadata(
        canonical_url=address,
        title=title,
        credits=read_credits(tree, tags, articles, nodes, site=site, host=host_of(address)),
        published=published,
        modified=modified,
        language=language,
        site_name=site,
        is_accessible_for_free=is_free(articles, tags),
        license=licence_of(articles, tags),
        words=stated_words(articles),
        walled=walled_names(articles),
        headings=tags.headings,
        article_body=_article_body(articles),
        standfirsts=tuple(
            dict.fromkeys(
                text
                for text in [
                    *(text_of(node.get("description")) for node in articles[:2]),
                    *(plain(t) for t in tags.all("og:description", "description", "twitter:description")),
                ]
                if text
            )
        ),
    )


def _canonical(tags: HeadTags, url: str) -> str:
    """Return the page's own address: a stated one counts only within the host family of `url`."""
    own = _family(host_of(url))
    for stated in (*tags.canonical, *tags.all("og:url")):
        link = absolute_url(stated, base=url)
        if link is None:
            continue
        path = link.split("://", 1)[1].partition("/")[2].strip("/")
        # A bare host as the address of an article is a template's mistake.
        if (not own or _family(host_of(link)) == own) and (
            path or not url.split("://", 1)[-1].partition("/")[2].strip("/")
        ):
            return canonical_url(link)
    return canonical_url(url) if url else ""


def _family(host: str) -> str:
    """Return what hosts of one publication share: "m.paper.example" and "www.paper.example" are one family."""
    labels = host.split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-keep:])


def _about_this_page(articles: list[Node], tags: HeadTags, url: str) -> list[Node]:
    """Put the nodes about this page first: some pages carry JSON-LD of the articles that they tease."""
    if len(articles) < 2:
        return articles
    wanted = {fold(text) for text in (*tags.headings[:1], tags.first("og:title") or "", tags.title or "") if text}
    path = url.split("://", 1)[-1].split("?")[0].rstrip("/")

    def rank(node: Node) -> tuple[int, int]:
        address = node.get("url") or node.get("mainEntityOfPage") or node.get("@id")
        if isinstance(address, dict):
            address = address.get("@id") or address.get("url")
        same_address = (
            isinstance(address, str) and address.split("://", 1)[-1].split("?")[0].split("#")[0].rstrip("/") == path
        )
        headline = fold(text_of(node.get("headline")) or "")
        same_title = bool(headline) and any(headline in text or text in headline for text in wanted)
        return (0 if is_article(node) else 1, 0 if same_address or same_title else 1)

    return sorted(articles, key=rank)


def _site_name(tags: HeadTags, article: Node, nodes: list[Node], address: str) -> str | None:
    """Return the site's name: the stated one that resembles the host, else the first stated, else the host."""
    host = host_of(address)
    website = next((text_of(node.get("name")) for node in nodes if "WebSite" in types_of(node)), None)
    publisher = text_of(resolve(article.get("publisher"), nodes))
    whole = resolve(article.get("isPartOf"), nodes)
    if website is None and isinstance(whole, dict) and _IS_SITE & set(types_of(whole)):
        website = text_of(whole.get("name"))
    stated: list[str] = []
    for name in (tags.first("og:site_name"), publisher, website, *(tags.first(tag) for tag in _SITE)):
        text = plain(name or "").strip().lstrip("@")
        if len(text) > 30:
            text = re.split(r"\s+[|•·:–—-]\s+", text)[0]
        if 1 < len(text) < 100 and not text.startswith("http"):
            stated.append(text)
    squeezed = fold(host)
    for text in stated:
        folded = fold(text)
        if len(folded) > 2 and (folded in squeezed or fold(host.split(".")[0]) in folded):
            return text
    return stated[0] if stated else host or None


def _dates(
    tree: HtmlElement,
    tags: HeadTags,
    articles: list[Node],
    *,
    url: str,
    latest: datetime | None,
    language: str | None,
    scripts: str,
) -> tuple[StatedDate | None, StatedDate | None]:
    def first(values: Sequence[object]) -> StatedDate | None:
        return next(
            (
                date
                for value in values
                if (date := read_date(value, latest=latest, day_first=language not in (None, "en")))
            ),
            None,
        )

    real = [node for node in articles if is_article(node)]
    pages = [node for node in articles if not is_article(node)]
    in_url = date_in_url(url, latest=latest)
    published = (
        first([text_of(node.get("datePublished")) for node in real])
        or first([*tags.all(*_PUBLISHED[:8])])
        or first([value for role, value in tags.times if role == "published"][:1])
        or first([text_of(node.get("datePublished") or node.get("uploadDate")) for node in pages])
        or first([*tags.all(*_PUBLISHED[8:])])
        or in_url
        or first([text_of(node.get("dateCreated")) for node in real])
        or first([value for role, value in tags.times if role == ""][:1])
        or first([value for role, value in tags.times if role == "classed"][:1])
        or first([found.group(1) for found in _STATE_DATE.finditer(scripts)][:3])
        or _searched_date(tree, url=url, latest=latest, day_first=language not in (None, "en"))
    )
    if in_url and published and abs(published.at - in_url.at) > _MOVED:
        # A site that moved states the day of the move; its addresses keep the day of publication.
        published = in_url
    modified = (
        first([text_of(node.get("dateModified")) for node in real])
        or first([*tags.all(*_MODIFIED)])
        or first([value for role, value in tags.times if role == "modified"])
        or first([text_of(node.get("dateModified")) for node in pages])
    )
    return published, modified


def _searched_date(tree: HtmlElement, *, url: str, latest: datetime | None, day_first: bool) -> StatedDate | None:
    """Return the date that the page shows, or that htmldate finds in its words."""
    from htmldate import find_date

    shown = shown_day(tree, day_first=day_first)
    if shown and (stated := read_date(shown.isoformat(), latest=latest)):
        return stated
    if sum(1 for _ in islice(tree.iter(), _MAX_SEARCHED_ELEMENTS)) == _MAX_SEARCHED_ELEMENTS:
        return None
    # Its extensive search loads every language of dateparser: 1 s, for dates that are mostly wrong.
    try:
        found = find_date(
            tree, url=url or None, original_date=True, outputformat="%Y-%m-%d", max_date=latest, extensive_search=False
        )
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # It was not written for every page; an article without a date is still an article.
        return None
    return read_date(found, latest=latest)


def _language(tags: HeadTags, article: Node) -> str | None:
    stated = [tags.html_lang, text_of(article.get("inLanguage")), *(tags.first(name) for name in _LANGUAGE)]
    for value in stated:
        found = re.match(r"\s*([a-zA-Z]{2,3})(?:[-_ ]|$)", value or "")
        if found:
            code = found.group(1).lower()
            return _THREE_LETTERS.get(code, code if len(code) == 2 else None) or None
    return None


def _article_body(articles: list[Node]) -> str | None:
    bodies = [value for node in articles if isinstance(value := node.get("articleBody"), str)]
    body = max(bodies, key=len, default="")
    return plain(body).strip() or None
