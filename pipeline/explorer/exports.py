"""The claims of any filter for programs and reader programs: CSV and Atom.

A cell of a CSV that a spreadsheet would take for a formula begins with an apostrophe. Quotes are what the rights of
their outlet leave, at most 40 words, as on the page.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pipeline.explorer.shown_claim import ShownClaim

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENTRIES = 100
_ATOM = "http://www.w3.org/2005/Atom"

def atom_of(
    claims: Sequence[ShownClaim], *, title: str, base: str, own: str, page: str, updated: datetime | None
) -> bytes:
    """Return the claims as an Atom feed.

    Args:
        base: scheme and host of our pages.
        own: address of this feed, without `base`.
        page: address of the page with these claims, without `base`.
        updated: when the snapshot was made.
    """
    from xml.etree.ElementTree import Element, tostring

    feed = Element("feed", {"xmlns": _ATOM})
    _add(feed, "id", base + own)
    _add(feed, "title", title)
    _add(feed, "updated", _moment(updated))
    _add(feed, "link", rel="self", type="application/atom+xml", href=base + own)
    _add(feed, "link", rel="alternate", type="text/html", href=base + page)
    for claim in claims:
        entry = _add(feed, "entry")
        _add(entry, "id", f"urn:laborwire:claim:{claim.id}")
        _add(entry, "title", f"{claim.platform or 'Payer not named'}: {claim.pay} {claim.pay_note}")
        published = datetime.combine(claim.published, datetime.min.time(), timezone.utc) if claim.published else updated
        _add(entry, "updated", _moment(published))
        _add(_add(entry, "author"), "name", claim.outlet)
        _add(entry, "link", rel="alternate", type="text/html", href=f"{base}/claims/{claim.id}")
        if claim.url:
            _add(entry, "link", rel="via", href=claim.url)
        _add(entry, "category", term=claim.kind)
        _add(entry, "content", _content(claim), type="text")
    written: bytes = tostring(feed, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written + b"\n"


def _content(claim: ShownClaim) -> str:
    quote = f"“{claim.quote_before}{claim.quote_figure}{claim.quote_after}”" if claim.quote_figure else claim.headline
    standing = "" if claim.is_printable else f" Not checked: {'; '.join(claim.why_not)}."
    return f"{quote} ({claim.outlet}).{standing}"


def _add(parent: "Element", name: str, text: str = "", /, **attributes: str) -> "Element":
    from xml.etree.ElementTree import SubElement

    element = SubElement(parent, name, {key: _legal(value) for key, value in attributes.items()})
    if text:
        element.text = _legal(text)
    return element


def _legal(text: str) -> str:
    """Return a text without the characters that XML has no room for."""
    return "".join(
        char
        for char in text
        if char in "\t\n\r"
        or " " <= char < "\x7f"
        or "\xa0" <= char < "\ud800"
        or "\ue000" <= char < "\ufffe"
        or char > "\uffff"
    )


def _moment(when: datetime | None) -> str:
    return (when or datetime(1970, 1, 1, tzinfo=timezone.utc)).isoformat().replace("+00:00", "Z")
