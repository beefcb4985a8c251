"""What any filter shows as an Atom feed: claims, stories, articles of a source, what a search or a watch rule finds.

Quotes are what the rights of their outlet leave, at most 40 words, as on the page.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pipeline.explorer.beside import FoundAlert
from pipeline.explorer.shown_claim import ShownClaim
from pipeline.explorer.source_pages import SourceArticle
from pipeline.explorer.stories import StoryLine
from pipeline.explorer.words import count
from pipeline.search.find import Answer
from pipeline.urls import is_web_address

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENTRIES = 100
_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed."""

    id: str
    title: str
    at: datetime | None
    """When it came out; None for the time of the snapshot."""
    author: str
    page: str
    """Address of our page about it, without scheme and host; "" for none."""
    original: str
    """Address of the original; "" for none."""
    category: str
    content: str


def atom_of(entries: Iterable[Entry], *, title: str, base: str, own: str, page: str, updated: datetime | None) -> bytes:
    """Return entries as an Atom feed.

    Args:
        base: scheme and host of our pages.
        own: address of this feed, without `base`.
        page: address of the page with the same content, without `base`.
        updated: when the snapshot was made.
    """
    from xml.etree.ElementTree import Element, tostring

    feed = Element("feed", {"xmlns": _ATOM})
    _add(feed, "id", base + own)
    _add(feed, "title", title)
    _add(feed, "updated", _moment(updated))
    _add(feed, "link", rel="self", type="application/atom+xml", href=base + own)
    _add(feed, "link", rel="alternate", type="text/html", href=base + page)
    for one in entries:
        entry = _add(feed, "entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(entry, "updated", _moment(one.at or updated))
        _add(_add(entry, "author"), "name", one.author)
        if one.page:
            _add(entry, "link", rel="alternate", type="text/html", href=base + one.page)
        if one.original:
            _add(entry, "link", rel="via" if one.page else "alternate", href=one.original)
        _add(entry, "category", term=one.category)
        _add(entry, "content", one.content, type="text")
    written: bytes = tostring(feed, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written + b"\n"


def claim_entry(claim: ShownClaim) -> Entry:
    """Return a pay claim with its words and what speaks against printing it."""
    quote = f"“{claim.quote_before}{claim.quote_figure}{claim.quote_after}”" if claim.quote_figure else claim.headline
    standing = "" if claim.is_printable else f" Not checked: {'; '.join(claim.why_not)}."
    return Entry(
        id=f"urn:laborwire:claim:{claim.id}",
        title=f"{claim.platform or 'Payer not named'}: {claim.pay} {claim.pay_note}",
        at=datetime.combine(claim.published, datetime.min.time(), timezone.utc) if claim.published else None,
        author=claim.outlet,
        page=f"/claims/{claim.id}",
        original=claim.url,
        category=claim.kind,
        content=f"{quote} ({claim.outlet}).{standing}",
    )


def story_entry(story: StoryLine) -> Entry:
    """Return a story with what it holds."""
    said = [
        f"{count(story.n_articles, 'article')} from {count(story.n_outlets, 'outlet')}",
        f"{count(story.n_claims, 'pay claim')}, {story.n_printable} may be printed" if story.n_claims else "",
        ", ".join(story.platforms),
    ]
    return Entry(
        id=f"urn:laborwire:story:{story.id}",
        title=story.headline,
        at=story.last_published,
        author=story.outlet,
        page=f"/stories/{story.id}",
        original="",
        category="story",
        content="; ".join(part for part in said if part) + ".",
    )


def source_entry(article: SourceArticle, *, outlet: str) -> Entry:
    """Return an article of a source."""
    return Entry(
        id=f"urn:laborwire:article:{article.article_id}",
        title=article.headline,
        at=article.published,
        author=outlet,
        page=f"/stories/{article.story_id}" if article.story_id else "",
        original=article.url,
        category="article",
        content=f"{article.headline} ({outlet}). {count(article.n_claims, 'pay claim')}.",
    )


def alert_entry(alert: FoundAlert) -> Entry:
    """Return what a watch rule found."""
    standing = "" if alert.is_printable else f" {alert.standing}."
    return Entry(
        id=f"urn:laborwire:alert:{alert.id}",
        title=f"{alert.rule}: {alert.summary}",
        at=alert.at,
        author=alert.source or "laborwire",
        page=f"/claims/{alert.claim_id}" if alert.claim_id else "/watch",
        original=alert.url if is_web_address(alert.url or "") else "",
        category=alert.kind,
        content=f"{alert.summary} ({alert.source}).{standing}",
    )


def found_entries(answer: Answer) -> list[Entry]:
    """Return what a search found, the newest first."""
    entries = [
        Entry(
            id=f"urn:laborwire:claim:{hit.claim_id}",
            title=f"{hit.payer or 'Payer not named'}: {hit.amount_text}",
            at=_when(hit.published),
            author=hit.outlet,
            page=f"/claims/{hit.claim_id}",
            original=hit.url if is_web_address(hit.url or "") else "",
            category="pay claim",
            content=f"{hit.quote or hit.headline} ({hit.outlet})",
        )
        for hit in answer.claims
    ]
    articles = [*(hit for story in answer.stories for hit in story.matching), *answer.articles]
    entries += [
        Entry(
            id=f"urn:laborwire:article:{hit.article_id}",
            title=hit.headline or "(no title)",
            at=_when(hit.published),
            author=hit.outlet,
            page=f"/stories/{hit.story_id}" if hit.story_id else "",
            original=hit.url if is_web_address(hit.url or "") else "",
            category="article",
            content=f"{hit.quote or hit.headline} ({hit.outlet})",
        )
        for hit in articles
    ]
    oldest = datetime.min.replace(tzinfo=timezone.utc)
    return sorted(entries, key=lambda entry: entry.at or oldest, reverse=True)[:ENTRIES]


def _when(said: str | None) -> datetime | None:
    if said is None:
        return None
    when = datetime.fromisoformat(said)
    return when if when.tzinfo else when.replace(tzinfo=timezone.utc)


def _add(parent: "Element", name: str, text: str = "", /, **attributes: str) -> "Element":
    from xml.etree.ElementTree import SubElement

    element = SubElement(parent, name, {key: _legal(value) for key, value in attributes.items()})
    if text:
        element.text = _legal(text)
    return element


def _legal(text: str) -> str:
    """Return a text without the characters that XML has no room for."""
    return _ILLEGAL.sub("", text)


def _moment(when: datetime | None) -> str:
    return (when or datetime(1970, 1, 1, tzinfo=timezone.utc)).isoformat().replace("+00:00", "Z")
