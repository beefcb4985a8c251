"""Decide what a page says about itself: title, authors, dates, language, address, site, paywall.

JSON-LD and meta tags know more than the text. Where they disagree, what readers can see decides: the
headline is the h1 that another source confirms. Only what is missing is looked for in the text
(trafilatura's byline patterns, htmldate).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from pipeline.extract.dates import StatedDate, date_in_url, read_date
from pipeline.extract.head_tags import HeadTags, read_head_tags
from pipeline.extract.json_ld import Node, article_nodes, is_article, parse_blocks, plain, resolve, text_of, types_of
from pipeline.extract.names import fold, people_in
from pipeline.extract.titles import choose_title
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
_AUTHOR = (
    "parsely-author", "sailthru.author", "article:author_name", "author", "authors", "byl", "dc.creator",
    "dcterms.creator", "dc.creator.name", "citation_author", "article:author", "og:article:author", "og:author",
    "article.author", "creator",
    "cxenseparse:author", "rnews:creator", "shareaholic:article_author_name", "vr:author",
)  # fmt: skip
_SITE = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "dc.publisher",
    "publisher",
    "twitter:app:name:iphone",
)
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
    authors: tuple[str, ...]
    published: StatedDate | None
    modified: StatedDate | None
    language: str | None
    """Two-letter code, or None when the page does not say."""
    site_name: str | None
    is_accessible_for_free: bool | None
    headings: tuple[str, ...]
    article_body: str | None
    """`articleBody` of the JSON-LD, as plain text."""
    standfirsts: tuple[str, ...]
    """Descriptions that the page states; a visible one belongs to the text."""


def read_metadata(
    tree: HtmlElement, json_ld: tuple[str, ...], *, url: str, fetched_at: datetime | None = None
) -> PageMetadata:
    """Return what the page `tree` and its JSON-LD blocks say about it."""
    tags = read_head_tags(tree)
    nodes = parse_blocks(json_ld)
    address = _canonical(tags, url)
    articles = _about_this_page(article_nodes(nodes), tags, url)
    article = articles[0] if articles else {}
    site = _site_name(tags, article, nodes, address)
    title = choose_title(
        tags,
        headline=next(
            (text for node in articles if is_article(node) and (text := text_of(node.get("headline")))), None
        ),
        site_name=site,
        host=host_of(address),
    )
    published, modified = _dates(tree, tags, articles, url=address or url, latest=fetched_at)
    return PageMetadata(
        canonical_url=address,
        title=title,
        authors=tuple(_authors(tree, tags, articles, nodes, site=site, host=host_of(address))),
        published=published,
        modified=modified,
        language=_language(tags, article),
        site_name=site,
        is_accessible_for_free=_is_free(articles, tags),
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
    stated = tags.first("og:site_name")
    publisher = text_of(resolve(article.get("publisher"), nodes))
    website = next((text_of(node.get("name")) for node in nodes if "WebSite" in types_of(node)), None)
    for name in (stated, publisher, website, tags.first(*_SITE)):
        if name:
            text = plain(name).strip()
            if 1 < len(text) < 100 and not text.startswith("http"):
                return text.lstrip("@")
    host = host_of(address)
    return host or None


def _authors(
    tree: HtmlElement, tags: HeadTags, articles: list[Node], nodes: list[Node], *, site: str | None, host: str
) -> list[str]:
    labels = host.split(".")
    not_names = frozenset(
        fold(name)
        for name in (
            site or "",
            host,
            *labels[:-1],
            *(text_of(resolve(node.get("publisher"), nodes)) or "" for node in articles),
        )
        if name
    )
    for node in articles:
        found = [
            name
            for person in _persons(resolve(node.get("author") or node.get("creator"), nodes), nodes)
            for name in people_in(person, not_names=not_names)
        ]
        if found:
            return list(dict.fromkeys(found))
    for name in _AUTHOR:
        found = [person for text in tags.meta.get(name, ()) for person in people_in(text, not_names=not_names)]
        if found:
            return list(dict.fromkeys(found))
    for number in ("1", "2"):
        label = (tags.first(f"twitter:label{number}") or "").casefold()
        if re.search(r"written|author|autor|auteur|verfass|geschrieben|écrit|escrito|by$", label):
            found = people_in(tags.first(f"twitter:data{number}") or "", not_names=not_names)
            if found:
                return found
    for line in tags.bylines:
        found = people_in(line, not_names=not_names)
        if found:
            return found
    return []


def _persons(value: object, nodes: list[Node]) -> list[str]:
    names: list[str] = []
    for item in value[:30] if isinstance(value, list) else [value]:
        item = resolve(item, nodes)
        if isinstance(item, dict):
            if any(name.endswith("Organization") for name in types_of(item)):
                continue
            inner = item.get("name")
            for name in inner[:30] if isinstance(inner, list) else [inner]:
                if text := text_of(name):
                    names.append(text)
        elif isinstance(item, list):
            names.extend(_persons(item, nodes))
        elif isinstance(item, str) and not item.startswith(("http://", "https://")):
            names.append(item)
    return names


def _dates(
    tree: HtmlElement, tags: HeadTags, articles: list[Node], *, url: str, latest: datetime | None
) -> tuple[StatedDate | None, StatedDate | None]:
    def first(values: Sequence[object]) -> StatedDate | None:
        return next((date for value in values if (date := read_date(value, latest=latest))), None)

    real = [node for node in articles if is_article(node)]
    pages = [node for node in articles if not is_article(node)]
    published = (
        first([text_of(node.get("datePublished")) for node in real])
        or first([*tags.all(*_PUBLISHED[:8])])
        or first([value for role, value in tags.times if role == "published"])
        or first([text_of(node.get("datePublished") or node.get("uploadDate")) for node in pages])
        or first([*tags.all(*_PUBLISHED[8:])])
        or date_in_url(url, latest=latest)
        or first([text_of(node.get("dateCreated")) for node in real])
        or first([value for role, value in tags.times if role == ""][:1])
        or first([value for role, value in tags.times if role == "classed"][:1])
    )
    modified = (
        first([text_of(node.get("dateModified")) for node in real])
        or first([*tags.all(*_MODIFIED)])
        or first([value for role, value in tags.times if role == "modified"])
        or first([text_of(node.get("dateModified")) for node in pages])
    )
    return published, modified


def _language(tags: HeadTags, article: Node) -> str | None:
    stated = [tags.html_lang, text_of(article.get("inLanguage")), *(tags.first(name) for name in _LANGUAGE)]
    for value in stated:
        found = re.match(r"\s*([a-zA-Z]{2,3})(?:[-_ ]|$)", value or "")
        if found:
            code = found.group(1).lower()
            return _THREE_LETTERS.get(code, code if len(code) == 2 else None) or None
    return None


def _is_free(articles: list[Node], tags: HeadTags) -> bool | None:
    for node in articles:
        value = node.get("isAccessibleForFree")
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in {"true", "false"}:
            return value.strip().lower() == "true"
    tier = (tags.first("article:content_tier", "og:article:content_tier") or "").lower()
    return {"free": True, "locked": False, "metered": False}.get(tier)


def _article_body(articles: list[Node]) -> str | None:
    bodies = [value for node in articles if isinstance(value := node.get("articleBody"), str)]
    body = max(bodies, key=len, default="")
    return plain(body).strip() or None
