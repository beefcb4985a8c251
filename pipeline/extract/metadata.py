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

from pipeline.extract.dates import StatedDate, date_in_url, read_date
from pipeline.extract.head_tags import HeadTags, read_head_tags
from pipeline.extract.json_ld import Node, article_nodes, is_article, parse_blocks, plain, resolve, text_of, types_of
from pipeline.extract.names import fold, organisation_in, people_in
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
_AUTHOR = (
    "parsely-author", "sailthru.author", "article:author_name", "author", "authors", "byl", "dc.creator",
    "dcterms.creator", "dc.creator.name", "citation_author", "article:author", "og:article:author", "og:author",
    "article.author", "creator",
    "cxenseparse:author", "rnews:creator", "shareaholic:article_author_name", "vr:author",
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
_AUTHOR_LABEL = re.compile(r"written|author|autor|auteur|verfass|geschrieben|écrit|escrito|\bby$", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:(?:[Ss]tory|[Tt]ext|[Ww]ords|[Rr]eported|[Ww]ritten) )?(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|POR|[Dd]oor)\s+"
    r"[^\W\d_]+\s+[^\W\d_]"
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
            (text for node in articles if is_article(node) and (text := text_of(node.get("headline")))), None
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
        authors=tuple(_authors(tree, tags, articles, nodes, site=site, host=host_of(address))),
        published=published,
        modified=modified,
        language=language,
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
    """Return the site's name: the stated one that resembles the host, else the first stated, else the host."""
    host = host_of(address)
    website = next((text_of(node.get("name")) for node in nodes if "WebSite" in types_of(node)), None)
    publisher = text_of(resolve(article.get("publisher"), nodes))
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


def _authors(
    tree: HtmlElement, tags: HeadTags, articles: list[Node], nodes: list[Node], *, site: str | None, host: str
) -> list[str]:
    """Return the people who wrote the article; the organisation that the page names when it names nobody."""
    publishers = [text_of(resolve(node.get("publisher"), nodes)) or "" for node in articles]
    names = (site or "", host, *host.split(".")[:-1], *publishers)
    not_names = frozenset(fold(name) for name in names if len(name) > 1)
    stated = [
        *(
            [name for name, _ in _creators(resolve(node.get("author") or node.get("creator"), nodes), nodes)]
            for node in articles
        ),
        *(tags.meta.get(name, []) for name in _AUTHOR),
        *(
            [tags.first(f"twitter:data{number}") or ""]
            for number in (1, 2)
            if _AUTHOR_LABEL.search(tags.first(f"twitter:label{number}") or "")
        ),
        list(tags.stated_authors[:1]) if len(tags.stated_authors) > 3 else list(tags.stated_authors),
    ]
    for source in stated:
        found = [name for text in source for name in people_in(text, not_names=not_names)]
        if found:
            # Tags often name only the first of several authors; the marked-up byline names them all.
            few = tags.stated_authors if len(tags.stated_authors) <= 3 else ()
            marked = [name for text in few for name in people_in(text, not_names=not_names)]
            return list(dict.fromkeys(marked if set(found) < set(marked) else found))
    # Further down stand the bylines of teasers; they count only where nothing else is stated.
    limit = 2 if any(text for source in stated for text in source) else 8
    for line in tags.bylines[:limit]:
        if found := people_in(line, not_names=not_names, is_marked=False):
            return found
    if limit > 2 and (found := people_in(_shown_byline(tree), not_names=not_names, is_marked=False)):
        return found
    for source in stated[:-1]:
        for text in source:
            if not text.startswith("http") and (name := organisation_in(text)):
                return [name]
    return []


def _shown_byline(tree: HtmlElement) -> str:
    """Return the first line of the page that reads like a byline, whatever its markup; "" when there is none."""
    body = tree.find(".//body")
    for piece in islice((body if body is not None else tree).itertext(), _MAX_SEARCHED_ELEMENTS):
        text = piece.strip() if len(piece) < 200 else ""
        if 8 <= len(text) <= 90 and _BYLINE.match(text):
            return text
    return ""


def _creators(value: object, nodes: list[Node]) -> list[tuple[str, bool]]:
    """Return the names in an author property, people first, each with whether it is a person's."""
    names: list[tuple[str, bool]] = []
    for item in value[:30] if isinstance(value, list) else [value]:
        item = resolve(item, nodes)
        if isinstance(item, dict):
            is_person = not any(name.endswith("Organization") for name in types_of(item))
            inner = item.get("name")
            for name in inner[:30] if isinstance(inner, list) else [inner]:
                if text := text_of(name):
                    names.append((text, is_person))
        elif isinstance(item, list):
            names.extend(_creators(item, nodes))
        elif isinstance(item, str) and not item.startswith(("http://", "https://")):
            names.append((item, True))
    return sorted(names, key=lambda name: not name[1])


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
