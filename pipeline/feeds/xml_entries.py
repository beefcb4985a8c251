"""Read the entries of RSS, RDF, Atom and sitemaps from their elements.

In: the elements that `markup` found. Out: entries. An element is known by its name and by what its
namespace stands for, so that the title of a picture is never taken for the title of an article, and
a feed that forgot to declare its namespaces is read like one that did.
An entry without an http(s) address is left out: there is nothing to fetch.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.feeds.dates import FeedTime, read_feed_time
from pipeline.feeds.document import FeedEntry, Scope
from pipeline.feeds.markup import local_name
from pipeline.feeds.plain_text import language_tag, link_address, plain_excerpt, plain_title
from pipeline.urls import host_of

if TYPE_CHECKING:
    from lxml import etree

# Parts of namespace addresses, and the prefixes by which feeds use them undeclared.
_VOCABULARIES = (
    ("purl.org/dc/terms", "dcterms"),
    ("purl.org/dc/elements", "dc"),
    ("google.com/schemas/sitemap-news", "news"),
    ("rssnamespace.org/feedburner", "feedburner"),
    ("search.yahoo.com/mrss", "media"),
    ("w3.org/2005/atom", ""),
    ("purl.org/atom", ""),
    ("purl.org/rss", ""),
    ("purl.org/net/rss", ""),
    ("netscape.com/rdf", ""),
    ("backend.userland.com", ""),
    ("blogs.law.harvard.edu", ""),
    ("sitemaps.org/schemas/sitemap", ""),
    ("google.com/schemas/sitemap/0", ""),
    ("w3.org/1999/02/22-rdf", ""),
    ("w3.org/1999/xhtml", "xhtml"),
)
_PREFIXES = {"dc": "dc", "dcterms": "dcterms", "news": "news", "feedburner": "feedburner", "n": "news"}
_CORE_PREFIXES = {"atom", "a10", "atom10", "rss", "rdf", "sm", "sitemap", "ns0", "ns1"}
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ALTERNATE = {"", "alternate", "http://www.iana.org/assignments/relation/alternate"}

Fields = dict[str, list["etree._Element"]]


def scope_of_head(head: "etree._Element | None", *, url: str) -> Scope:
    """Return base address and language that the head of an RSS, RDF or Atom feed gives to its entries."""
    if head is None:
        return Scope(base=url)
    channel = next((child for child in head if local_name(child) == "channel"), head)
    fields = _fields(channel)
    language = _text(fields, "language", "dc:language")
    base = url
    for link in fields.get("link", []):
        address = link_address(link.text or link.get("href"), base=url)
        # Relative links of a feed that another host serves start at the publication itself.
        if address and link.get("rel") in {None, "alternate"} and host_of(address) != host_of(url):
            base = address
            break
    inherited = language_tag(channel.get(_XML + "lang") or head.get(_XML + "lang"))
    return Scope(base=base, language=language_tag(language) or inherited)


def rss_entry(item: "etree._Element", *, scope: Scope) -> FeedEntry | None:
    """Return the entry that an RSS or RDF item announces."""
    fields = _fields(item)
    url = _first(_rss_addresses(item, fields, scope))
    if url is None:
        return None
    language = _language(item, fields, scope)
    return FeedEntry(
        url=url,
        title=_title(fields),
        published=_time(
            fields, language, "pubdate", "published", "dc:date", "dcterms:issued", "dcterms:created", "issued", "date"
        ),
        modified=_time(fields, language, "updated", "dcterms:modified", "modified", "lastmod"),
        language=language,
        excerpt=_excerpt(fields),
    )


def atom_entry(entry: "etree._Element", *, scope: Scope) -> FeedEntry | None:
    """Return the entry that an Atom entry announces (1.0 and 0.3)."""
    fields = _fields(entry)
    url = _first(_atom_addresses(fields, scope))
    if url is None:
        return None
    language = _language(entry, fields, scope)
    return FeedEntry(
        url=url,
        title=_title(fields),
        published=_time(fields, language, "published", "issued", "created", "dcterms:issued", "dc:date", "pubdate"),
        modified=_time(fields, language, "updated", "modified", "dcterms:modified"),
        language=language,
        excerpt=_excerpt(fields),
    )


def sitemap_entry(item: "etree._Element", *, scope: Scope) -> FeedEntry | None:
    """Return the entry of a sitemap, a news sitemap or a sitemap index."""
    fields = _fields(item)
    url = _first(link_address(_string(loc), base=_base(loc, scope)) for loc in fields.get("loc", []))
    if url is None:
        return None
    news = _news_fields(item)
    language = language_tag(_text(news, "news:language", "language"))
    published = _time(news, language, "news:publication_date", "publication_date")
    return FeedEntry(
        url=url,
        title=plain_title(_text(news, "news:title", "title")),
        published=published or _time(fields, language, "news:publication_date", "publication_date"),
        modified=_time(fields, language, "lastmod"),
        language=language or scope.language,
    )


def has_news(item: "etree._Element") -> bool:
    """Say whether a sitemap's entry carries news metadata."""
    return bool(_news_fields(item))


def _rss_addresses(item: "etree._Element", fields: Fields, scope: Scope) -> Iterator[str | None]:
    yield from _canonical_links(fields, scope)
    for name in ("feedburner:origlink", "origlink"):
        for element in fields.get(name, []):
            yield link_address(_string(element), base=_base(element, scope))
    links = fields.get("link", [])
    for element in links:
        # `<link/>https://...`: what HTML serialisers make of a link.
        yield link_address(_string(element) or element.tail, base=_base(element, scope))
    for element in links:
        if (element.get("rel") or "") in _ALTERNATE:
            yield link_address(element.get("href"), base=_base(element, scope))
    for element in fields.get("guid", []):
        text = _string(element).strip()
        is_permalink = _attribute(element, "ispermalink").strip().lower() != "false"
        if is_permalink and (text.startswith("/") or text[:4].lower() in {"http", "www."}):
            yield link_address(text, base=_base(element, scope))
    about = _attribute(item, "about")
    if about.startswith(("http", "/")):
        yield link_address(about, base=_base(item, scope))


def _atom_addresses(fields: Fields, scope: Scope) -> Iterator[str | None]:
    yield from _canonical_links(fields, scope)
    for element in fields.get("feedburner:origlink", []):
        yield link_address(_string(element), base=_base(element, scope))
    links = [link for link in fields.get("link", []) if (link.get("rel") or "").strip().lower() in _ALTERNATE]
    # Of several alternates the page for people comes first.
    for wants_html in (True, False):
        for link in links:
            if ("html" in (link.get("type") or "html")) is wants_html:
                yield link_address(link.get("href") or _string(link), base=_base(link, scope))
    for element in fields.get("id", []):
        if _string(element).strip()[:4].lower() == "http":
            yield link_address(_string(element), base=_base(element, scope))
    for element in fields.get("content", []):
        yield link_address(element.get("src"), base=_base(element, scope))


def _canonical_links(fields: Fields, scope: Scope) -> Iterator[str | None]:
    """Yield what the entry itself calls the address of its article, before any other: a reprint names the original."""
    for element in fields.get("link", []):
        if (element.get("rel") or "").strip().lower() == "canonical":
            yield link_address(element.get("href"), base=_base(element, scope))


def _fields(parent: "etree._Element") -> Fields:
    """Return the children by name; those of vocabularies that are not about the article itself are left out."""
    fields: Fields = {}
    for child in parent:
        name = _name(child)
        if name:
            fields.setdefault(name, []).append(child)
    return fields


def _name(element: "etree._Element") -> str:
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    local = local_name(element)
    if tag.startswith("{"):
        namespace = tag[1:].partition("}")[0].lower()
        for part, vocabulary in _VOCABULARIES:
            if part in namespace:
                return f"{vocabulary}:{local}" if vocabulary else local
        # An unknown default namespace is a misspelt one; an unknown prefixed one is somebody's extension.
        return local if element.prefix is None else ""
    prefix, colon, _ = tag.rpartition(":")
    if not colon or prefix.lower() in _CORE_PREFIXES:
        return local
    vocabulary = _PREFIXES.get(prefix.lower(), "")
    return f"{vocabulary}:{local}" if vocabulary else ""


def _news_fields(item: "etree._Element") -> Fields:
    fields: Fields = {}
    for child in item:
        if local_name(child) == "news":
            for element in child.iter():
                name = _name(element)
                if name and element is not child:
                    fields.setdefault(name, []).append(element)
    return fields


def _first(addresses: Iterator[str | None]) -> str | None:
    return next((address for address in addresses if address), None)


def _string(element: "etree._Element") -> str:
    return "".join(str(piece) for piece in element.itertext())


def _text(fields: Fields, *names: str) -> str | None:
    for name in names:
        for element in fields.get(name, []):
            text = _string(element).strip()
            if text:
                return text
    return None


def _title(fields: Fields) -> str | None:
    for name in ("title", "dc:title"):
        for element in fields.get(name, []):
            title = plain_title(_string(element))
            if title:
                return title
    return None


def _excerpt(fields: Fields) -> str | None:
    for name in ("description", "summary", "dc:description", "encoded", "content"):
        for element in fields.get(name, []):
            excerpt = plain_excerpt(_string(element))
            if excerpt:
                return excerpt
    return None


def _time(fields: Fields, language: str | None, *names: str) -> FeedTime | None:
    for name in names:
        for element in fields.get(name, []):
            time = read_feed_time(_string(element), language=language)
            if time:
                return time
    return None


def _language(element: "etree._Element", fields: Fields, scope: Scope) -> str | None:
    own = language_tag(_text(fields, "dc:language", "language")) or language_tag(element.get(_XML + "lang"))
    return own or scope.language


def _base(element: "etree._Element", scope: Scope) -> str:
    """Return the address that a relative link in `element` starts from: xml:base in scope, else the feed's."""
    steps: list[str] = []
    node: etree._Element | None = element
    while node is not None:
        given = node.get(_XML + "base") or node.get("xml:base")
        if given:
            steps.append(given)
        node = node.getparent()
    base = scope.base
    for given in reversed(steps):
        base = link_address(given, base=base) or base
    return base


def _attribute(element: "etree._Element", name: str) -> str:
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].rpartition(":")[2].lower() == name:
            return str(value)
    return ""
