"""Read a feed or sitemap of any kind into the addresses that it announces.

In: a body as decoded text (the encoding that its XML declaration names no longer holds) and the address
that it came from. Out: its kind and its entries: absolute addresses without campaign parameters, plain
titles, aware dates, each page once, in document order: of its AMP, mobile and plain forms the plain one.
RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed, sitemaps, news sitemaps, sitemap indexes and plain
lists of addresses; well-formed or broken.

Kind "unknown", without entries, is the answer to everything else: a page instead of a feed, an error
message, nothing at all; `problem` says which. Of a body over 5 MiB only the first 5 MiB are read, and
`problem` says so: hostile feeds grow without end, and no honest one of this beat is larger.
No general feed parser is asked: the usual one runs for minutes on hostile input.
"""

import re
from dataclasses import replace

from pipeline.contracts import FeedInput
from pipeline.feeds.document import DocumentKind, FeedDocument, FeedEntry, Scope
from pipeline.feeds.json_entries import json_entries, looks_like_json
from pipeline.feeds.markup import MAX_ENTRIES, Markup, find_root, read_markup
from pipeline.feeds.plain_text import link_address
from pipeline.feeds.xml_entries import atom_entry, has_news, rss_entry, scope_of_head, sitemap_entry
from pipeline.filters import Reply
from pipeline.urls import is_amp_or_mobile, page_key, without_campaign

MAX_FEED_CHARS = 5 * 1024 * 1024

_ADDRESS_LINE = re.compile(r"^https?://\S+$", re.IGNORECASE)


def read_feed(body: str, *, url: str) -> FeedDocument:
    """Return what the feed or sitemap in `body`, fetched from `url`, announces.

    >>> read_feed("https://paper.example/a", url="https://paper.example/sitemap.txt").kind
    'sitemap'
    """
    problem = ""
    if len(body) > MAX_FEED_CHARS:
        problem = f"only the first {MAX_FEED_CHARS >> 20} MiB of {len(body)} characters were read"
        body = body[:MAX_FEED_CHARS]
    scope = Scope(base=url)
    if looks_like_json(body):
        entries = json_entries(body, scope=scope)
        if entries is None:
            return FeedDocument(kind="unknown", problem="JSON that lists no articles")
        return FeedDocument(kind="json", entries=_each_once(entries), problem=problem)
    root = find_root(body)
    if root is None:
        return _address_list(body, scope, problem)
    name, start = root
    if name in {"html", "head", "body"}:
        return FeedDocument(kind="unknown", problem="a web page, not a feed")
    markup = read_markup(body, root=name, start=start, url=url)
    kind, found = _sitemap(markup, scope) if name in {"urlset", "sitemapindex"} else _feed(markup, url)
    entries = tuple(entry for entry in found if entry)
    if found and not entries:
        problem = problem or f"{len(found)} entries, none with an address that can be fetched"
    return FeedDocument(kind=kind, entries=_each_once(entries), problem=problem)


def answer_feed(record: FeedInput) -> Reply:
    """Answer one line of `laborwire feed`."""
    document = read_feed(record.body, url=record.url)
    entries = [
        {
            "url": entry.url,
            "title": entry.title,
            "published": entry.published.iso() if entry.published else None,
            "modified": entry.modified.iso() if entry.modified else None,
            "language": entry.language,
        }
        for entry in document.entries
    ]
    return {"kind": document.kind, "entries": entries, "problem": document.problem or None}


def _feed(markup: Markup, url: str) -> tuple[DocumentKind, list[FeedEntry | None]]:
    scope = scope_of_head(markup.head, url=url)
    read_entry = atom_entry if markup.root == "feed" else rss_entry
    kind: DocumentKind = "atom" if markup.root == "feed" else "rdf" if markup.root == "rdf" else "rss"
    return kind, [read_entry(element, scope=scope) for element in markup.entries]


def _sitemap(markup: Markup, scope: Scope) -> tuple[DocumentKind, list[FeedEntry | None]]:
    entries: list[FeedEntry | None] = []
    is_news = False
    for element in markup.entries:
        entry = sitemap_entry(element, scope=scope)
        entries.append(entry)
        is_news = is_news or (entry is not None and has_news(element))
    if markup.root == "sitemapindex":
        return "sitemap_index", entries
    if not any(entries) and markup.head is not None:
        # A news sitemap is empty when nothing was published for two days.
        is_news = any("sitemap-news" in address for address in markup.head.nsmap.values())
    return "news_sitemap" if is_news else "sitemap", entries


def _address_list(body: str, scope: Scope, problem: str) -> FeedDocument:
    """Read the third form that sitemaps may have: one address a line."""
    lines = [line.strip() for line in body.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines:
        return FeedDocument(kind="unknown", problem="nothing: the body is empty")
    if not all(_ADDRESS_LINE.match(line) for line in lines[:-1]) or not _ADDRESS_LINE.match(lines[0]):
        return FeedDocument(kind="unknown", problem="neither a feed nor a sitemap")
    addresses = (link_address(line, base=scope.base) for line in lines[:MAX_ENTRIES])
    entries = tuple(FeedEntry(url=address) for address in addresses if address)
    return FeedDocument(kind="sitemap", entries=_each_once(entries), problem=problem)


def _each_once(entries: tuple[FeedEntry, ...]) -> tuple[FeedEntry, ...]:
    """Join what announces the same page; what an earlier entry does not say, a later one may."""
    seen: dict[str, FeedEntry] = {}
    for entry in entries:
        entry = replace(entry, url=without_campaign(entry.url))
        key = page_key(entry.url)
        known = seen.setdefault(key, entry)
        if known is not entry:
            is_plainer = is_amp_or_mobile(known.url) and not is_amp_or_mobile(entry.url)
            seen[key] = replace(
                known,
                url=entry.url if is_plainer else known.url,
                title=known.title or entry.title,
                published=known.published or entry.published,
                modified=known.modified or entry.modified,
                language=known.language or entry.language,
                excerpt=known.excerpt or entry.excerpt,
            )
    return tuple(seen.values())
