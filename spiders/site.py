"""Read what a page says about its site: name, language, country, the feeds that it links to.

In: a page as text and its address. Out: a `Site`, with "" where the page is silent; nothing is guessed.
The country counts only where the page states it (`geo.country`, `geo.region`, the JSON-LD address of its
publisher): the region in a language tag is most often the default of the software ("en-US").
Linear in the length of the page, whatever the page.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.attributes import attributes_of
from pipeline.extract.json_ld import is_article, parse_blocks, text_of, types_of
from pipeline.extract.source import cut_source
from pipeline.feeds.plain_text import language_tag, link_address, plain_title
from pipeline.urls import canonical_url

# A site's front page may link to a feed a section; the first ones are the site's own.
MAX_FEED_LINKS = 6
_MAX_TAGS = 5_000
_MAX_NAME_CHARS = 120

_TAG = re.compile(r"<(html|meta|link|base)\s([^<>]{1,4000})>", re.IGNORECASE)
_TITLE = re.compile(r"<title(?:\s[^<>]{0,1000})?>([^<]{0,2000})", re.IGNORECASE)
_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/xml",
    "text/xml",
}
_COMMENTS = re.compile(r"comment|kommentar|coment|/replies", re.IGNORECASE)
_PUBLISHERS = {"Organization", "NewsMediaOrganization", "Corporation", "NGO", "WebSite", "Newspaper"}
_COUNTRY = re.compile(r"^([A-Z]{2})(?:-[A-Z0-9]{1,3})?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a page says about the site that it belongs to."""

    name: str = ""
    language: str = ""
    """ISO 639 code, without region."""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    feeds: tuple[str, ...] = ()
    """Addresses that the page links to as feeds, those of comments left out."""
    is_article: bool = False
    """The page says of itself that it is an article, and is no front page; its title is then not the site's name."""


def read_site(html: str, *, url: str) -> Site:
    """Return what the page at `url` says about its site.

    >>> read_site('<html lang="pt-BR"><title>A Folha</title>', url="https://a.example/").language
    'pt'
    """
    source = cut_source(html)
    metas: dict[str, str] = {}
    links: list[dict[str, str]] = []
    language, base = "", url
    for number, tag in enumerate(_TAG.finditer(source.markup)):
        if number >= _MAX_TAGS:
            break
        name, attributes = tag[1].lower(), attributes_of(tag[2])
        if name == "html":
            language = language or attributes.get("lang") or attributes.get("xml:lang", "")
        elif name == "base":
            base = link_address(attributes.get("href"), base=url) or base
        elif name == "link":
            links.append(attributes)
        else:
            metas.setdefault(
                (attributes.get("property") or attributes.get("name", "")).lower(), attributes.get("content", "")
            )
    nodes = parse_blocks(source.json_ld)
    title = _TITLE.search(source.markup)
    says_article = metas.get("og:type", "").lower() == "article" or any(is_article(node) for node in nodes)
    is_story = says_article and urlsplit(url).path.strip("/") != ""
    named = metas.get("og:site_name") or metas.get("application-name") or ""
    if not named and title and not is_story:
        named = title[1]
    said = language_tag(language or metas.get("content-language", "")) or ""
    return Site(
        name=(plain_title(named) or "")[:_MAX_NAME_CHARS],
        language=re.split(r"[-_]", said)[0].lower(),
        country=_country(metas, nodes),
        feeds=_feed_links(links, base),
        is_article=is_story,
    )


def _feed_links(links: list[dict[str, str]], base: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for link in links:
        kind = link.get("type", "").partition(";")[0].strip().lower()
        if "alternate" not in link.get("rel", "").lower().split() or kind not in _FEED_TYPES:
            continue
        address = link_address(link.get("href"), base=base)
        if address and not _COMMENTS.search(link.get("title", "")) and not _COMMENTS.search(urlsplit(address).path):
            found.setdefault(canonical_url(address), address)
    return tuple(found.values())[:MAX_FEED_LINKS]


def _country(metas: dict[str, str], nodes: list[dict[str, object]]) -> str:
    stated = [metas.get("geo.country", ""), metas.get("geo.region", "")]
    for node in nodes:
        if _PUBLISHERS.intersection(types_of(node)):
            address = node.get("address")
            for part in address if isinstance(address, list) else [address]:
                if isinstance(part, dict):
                    stated.append(text_of(part.get("addressCountry")) or "")
    codes = (_COUNTRY.match(text.strip().upper()) for text in stated)
    return next((code[1] for code in codes if code), "")
