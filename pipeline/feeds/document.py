"""What a feed or sitemap says: its kind, and the addresses that it announces."""

from dataclasses import dataclass
from typing import Literal

from pipeline.feeds.dates import FeedTime

DocumentKind = Literal["rss", "atom", "rdf", "json", "sitemap", "news_sitemap", "sitemap_index", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One announced address. In a sitemap index it is the address of another sitemap."""

    url: str
    """Absolute, http(s)."""
    title: str | None = None
    """Plain text, without markup."""
    published: FeedTime | None = None
    modified: FeedTime | None = None
    language: str | None = None
    """As the feed writes it ("en", "pt-BR")."""
    excerpt: str | None = None
    """The beginning of what the feed says about the article, plain text; None in sitemaps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A feed or sitemap as read: entries in document order, each address once."""

    kind: DocumentKind
    entries: tuple[FeedEntry, ...] = ()
    problem: str = ""
    """What was wrong with the document, for a person; "" when nothing was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What holds for every entry of a document: the address that relative links start from, and the language."""

    base: str
    language: str | None = None
