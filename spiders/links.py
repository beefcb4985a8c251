"""Find the links to articles on a page that has no feed.

In: a page as text, its address, and the source's link pattern. Out: addresses with the words of their
links, in page order. Without a pattern a link counts when it stays on the host and looks like an
article's: a date or a long hyphenated slug in its path, and none of the words of lists and services.
"""

import re
from html import unescape
from urllib.parse import urldefrag, urlsplit

from pipeline.archive.cheap_text import visible_markup
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
# From the start of a word, and no word is gone back into: linear on 2,000 letters as on two.
_SLUG = re.compile(r"(?<![a-z0-9])[a-z0-9]++(?:[-_][a-z0-9]++){2}", re.IGNORECASE)
_NUMBERED = re.compile(r"[/_-]\d{4,}(?:[/?.-]|$)|[?&](?:p|id|page_id|article)=\d+")

# No parser: one tag with 100,000 attributes keeps libxml2's for 16 s.
_ANCHOR = re.compile(r"<a\s([^<>]{1,4000})>", re.IGNORECASE)
_ANCHOR_END = re.compile(r"</a\b|<a\s", re.IGNORECASE)
_BASE = re.compile(r"<base\s([^<>]{1,4000})>", re.IGNORECASE)
_HREF = re.compile(r"""(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")

# A page that links to more is a directory; the first ones are the news.
_MAX_LINKS = 500
_MAX_ANCHORS = 20_000
_MAX_WORDS = 3000


def article_links(html: str, *, url: str, link_pattern: str = "") -> tuple[FeedEntry, ...]:
    """Return the articles that the page at `url` links to, each once.

    Args:
        link_pattern: regular expression that the absolute address must match somewhere; "" to guess.
    """
    pattern = re.compile(link_pattern) if link_pattern else None
    page = visible_markup(html)
    base_tag = _BASE.search(page)
    base = (link_address(_href(base_tag[1]), base=url) if base_tag else None) or url
    found: dict[str, str | None] = {}
    for number, anchor in enumerate(_ANCHOR.finditer(page)):
        if number >= _MAX_ANCHORS or len(found) >= _MAX_LINKS:
            break
        address = link_address(_href(anchor[1]), base=base)
        if address is None:
            continue
        address = urldefrag(address).url
        if pattern.search(address) if pattern else _looks_like_article(address, url):
            # A picture's link often comes first and has no words; the headline's link names the page.
            found[address] = found.get(address) or _words(page[anchor.end() : anchor.end() + _MAX_WORDS])
    return tuple(FeedEntry(url=address, title=title) for address, title in found.items())


def _href(attributes: str) -> str | None:
    match = _HREF.search(attributes)
    return unescape(match[1] or match[2] or match[3] or "") if match else None


def _words(after: str) -> str | None:
    end = _ANCHOR_END.search(after)
    return plain_title(_TAG.sub(" ", after[: end.start()])) if end else None


def _looks_like_article(address: str, page_url: str) -> bool:
    parts = urlsplit(address)
    path = parts.path
    own = urlsplit(page_url)
    if host_of(address) != host_of(page_url) or (path.rstrip("/"), parts.query) == (own.path.rstrip("/"), own.query):
        return False
    if _NOT_ARTICLES.search(path) or _FILES.search(path):
        return False
    last = path.rstrip("/").rpartition("/")[2]
    return bool(_DATED.search(path) or _SLUG.search(last) or _NUMBERED.search(f"{path}?{parts.query}"))
