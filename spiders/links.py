"""Find the links to articles on a page that has no feed.

In: a page as text, its address, and the source's link pattern. Out: addresses with the words of their
links, in page order. Without a pattern a link counts when it stays on the host and looks like an
article's: a date or a long hyphenated slug in its path, and none of the words of lists and services.
"""

import re
from urllib.parse import urldefrag, urlsplit

from pipeline.feeds.document import FeedEntry
from pipeline.feeds.plain_text import link_address, plain_title
from pipeline.urls import host_of

_NOT_ARTICLES = re.compile(
    r"/(?:tags?|topics?|category|categories|authors?|about|contact|privacy|terms|search|login|signin|signup|register|"
    r"subscribe|donate|jobs|careers|page|feed|rss|wp-admin|wp-content|cart|account|newsletters?)(?:/|$)",
    re.IGNORECASE,
)
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|json|xml|zip|gz|mp[34]|m4a|webm|docx?|xlsx?|pptx?|pdf)$", re.IGNORECASE
)
_DATED = re.compile(r"/(?:19|20)\d\d[/-]\d{1,2}(?:[/-]|$)")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+){2,}", re.IGNORECASE)
_NUMBERED = re.compile(r"/\d{4,}(?:[/.-]|$)|[?&](?:p|id|page_id|article)=\d+")

# A page that links to more is a directory; the first ones are the news.
_MAX_LINKS = 500
_MAX_ANCHORS = 20_000


def article_links(html: str, *, url: str, link_pattern: str = "") -> tuple[FeedEntry, ...]:
    """Return the articles that the page at `url` links to, each once.

    Args:
        link_pattern: regular expression that the absolute address must match somewhere; "" to guess.
    """
    from lxml import etree
    from lxml import html as lxml_html

    try:
        page = lxml_html.document_fromstring(
            html.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError):
        return ()
    pattern = re.compile(link_pattern) if link_pattern else None
    base_element = page.find(".//base[@href]")
    base = (link_address(base_element.get("href"), base=url) if base_element is not None else None) or url
    found: dict[str, str | None] = {}
    for number, anchor in enumerate(page.iter("a")):
        if number >= _MAX_ANCHORS or len(found) >= _MAX_LINKS:
            break
        address = link_address(anchor.get("href"), base=base)
        if address is None:
            continue
        address = urldefrag(address).url
        if pattern.search(address) if pattern else _looks_like_article(address, url):
            title = plain_title("".join(str(piece) for piece in anchor.itertext())[:500])
            # A picture's link comes first and has no words; the headline's link names the page.
            found[address] = found.get(address) or title
    return tuple(FeedEntry(url=address, title=title) for address, title in found.items())


def _looks_like_article(address: str, page_url: str) -> bool:
    parts = urlsplit(address)
    path = parts.path
    if host_of(address) != host_of(page_url) or path.rstrip("/") == urlsplit(page_url).path.rstrip("/"):
        return False
    if _NOT_ARTICLES.search(path) or _FILES.search(path):
        return False
    last = path.rstrip("/").rpartition("/")[2]
    return bool(_DATED.search(path) or _SLUG.search(last) or _NUMBERED.search(f"{path}?{parts.query}"))
