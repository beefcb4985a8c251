"""Turn the text of an XML feed into elements, however broken it is.

In: decoded text (what its declaration says about the encoding no longer holds). Out: the root's name,
its head (everything before the first entry) and the entries, as lxml elements.

A document that is well-formed is parsed whole. Any other is repaired (see `repair`) and cut at the
starts of its entries: each is then parsed by itself with recovery, so that damage in one never reaches
the next. Document types are dropped and every unknown entity becomes literal text, so nothing is ever
expanded or fetched. libxml2's own limits (depth 256, 10 MB a text node) stay on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.feeds.repair import (
    ILLEGAL,
    balanced,
    end_of_tag,
    repaired,
    swallows_entries,
    without_unread,
    wrapper_attributes,
)

if TYPE_CHECKING:
    from lxml import etree

# Sitemaps may hold 50,000 addresses (sitemaps.org); no feed needs more.
MAX_ENTRIES = 50_000

ENTRY_NAMES = {
    "rss": ("item",),
    "channel": ("item",),
    "rdf": ("item",),
    "feed": ("entry",),
    "urlset": ("url",),
    "sitemapindex": ("sitemap",),
}

_ROOT = re.compile(
    r"<(?:[\w.-]{1,32}:)?(rss|feed|rdf|urlset|sitemapindex|channel|html|head|body)(?=[\s/>])", re.IGNORECASE
)
_ENTRY = re.compile(r"<(?:[\w.-]{1,32}:)?(item|entry|url|sitemap)(?=[\s>])", re.IGNORECASE)
_MAX_ROOT_TAG = 16_384
_MAX_HEAD = 200_000


@dataclass(frozen=True, slots=True)
class Markup:
    """A feed's elements: the root's local name in lower case, its head, and its entries one by one."""

    root: str
    head: "etree._Element | None"
    entries: "Iterator[etree._Element]"


def find_root(text: str) -> tuple[str, int] | None:
    """Return the name of the element that makes `text` a feed, a sitemap or a page, and where it starts.

    What stands before it (byte order marks, warnings of the server's programs, comments) does not count.
    """
    position = 0
    while match := _ROOT.search(text, position):
        comment = text.find("<!--", position, match.start())
        if comment < 0:
            name = match[1].lower()
            doctype = re.search(r"<!doctype\s+html\b", text[: match.start()], re.IGNORECASE)
            return ("html" if doctype else name), match.start()
        end = text.find("-->", comment + 4)
        if end < 0:
            return None
        position = end + 3
    return _rootless(text, position)


def read_markup(text: str, *, root: str, start: int, url: str) -> Markup:
    """Return the elements of the feed in `text` whose root element `root` starts at character `start`."""
    text = ILLEGAL.sub("", text[start:])
    entry_end = _entry_end(root)
    if _ROOT.match(text) and not swallows_entries(text, entry_end=entry_end):
        whole = _well_formed(_up_to_end_of_root(text, root), url)
        if whole is not None:
            return Markup(root, whole, _entries_of(whole, root))
    return _piecewise(repaired(text, entry_end=entry_end), root, url)


def local_name(element: "etree._Element") -> str:
    """Return an element's name without namespace or prefix, in lower case; "" for comments and the like."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _rootless(text: str, position: int) -> tuple[str, int] | None:
    """Find the entries of a feed that has lost its root."""
    entry = _ENTRY.search(text, position)
    if entry is None:
        return None
    name = entry[1].lower()
    has_address = re.search(r"<(?:[\w.-]{1,32}:)?(?:link|loc|guid)[\s>/]", text[entry.start() :], re.IGNORECASE)
    root = next(root for root in ("rss", "feed", "urlset", "sitemapindex") if name in ENTRY_NAMES[root])
    return (root, entry.start()) if has_address else None


def _up_to_end_of_root(text: str, root: str) -> str:
    """Cut off what follows the root's end tag: cache notes, scripts of the host, a second document."""
    for match in re.finditer(rf"</(?:[\w.-]{{1,32}}:)?{root}\s*>", text[-20_000:], re.IGNORECASE):
        return text[: max(len(text) - 20_000, 0) + match.end()]
    return text


def _parser(*, recover: bool) -> "etree.XMLParser":
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _well_formed(text: str, url: str) -> "etree._Element | None":
    from lxml import etree

    try:
        return etree.fromstring(text.encode("utf-8"), _parser(recover=False), base_url=url)
    except etree.XMLSyntaxError:
        return None


def _recovered(text: str, url: str) -> "etree._Element | None":
    from lxml import etree

    try:
        return etree.fromstring(text.encode("utf-8"), _parser(recover=True), base_url=url)
    except etree.XMLSyntaxError:
        return None


def _entries_of(whole: "etree._Element", root: str) -> "Iterator[etree._Element]":
    names = ENTRY_NAMES[root]
    count = 0
    for element in whole.iter():
        if local_name(element) in names and element is not whole:
            yield element
            count += 1
            if count >= MAX_ENTRIES:
                return


def _piecewise(text: str, root: str, url: str) -> Markup:
    names = "|".join(ENTRY_NAMES[root])
    starts = [
        match.start() for match in re.finditer(rf"<(?:[\w.-]{{1,32}}:)?(?:{names})(?=[\s>/])", text, re.IGNORECASE)
    ]
    wrapper = wrapper_attributes(text[: min(end_of_tag(text), _MAX_ROOT_TAG)])
    head_text = text[: min(starts[0] if starts else len(text), _MAX_HEAD)]
    # A feed without root begins with an entry: it has no head.
    head = _recovered(f"<feed{wrapper}>{balanced(without_unread(head_text))}</feed>", url) if head_text else None

    def entries() -> "Iterator[etree._Element]":
        ends = [*starts[1:], len(text)]
        for start, end in zip(starts[:MAX_ENTRIES], ends[:MAX_ENTRIES], strict=False):
            piece = text[start:end]
            close = _entry_end(root).search(piece)
            if close:
                piece = piece[: close.start()]
            elif end == len(text):
                # The document breaks off here: half an address would be a wrong one.
                piece = piece[: piece.rfind(">") + 1]
            own = wrapper_attributes(piece[: min(end_of_tag(piece), _MAX_ROOT_TAG)], every=True)
            wrapped = _recovered(f"<feed{wrapper}><entry{own}>{balanced(without_unread(piece))}</entry></feed>", url)
            if wrapped is not None and len(wrapped):
                yield wrapped[0]

    return Markup(root, head, entries())


def _entry_end(root: str) -> re.Pattern[str]:
    # `re` keeps compiled expressions; a picture's </url> ends no item of RSS, so each kind has its own.
    return re.compile(rf"</(?:[\w.-]{{1,32}}:)?(?:{'|'.join(ENTRY_NAMES[root])})\s*>", re.IGNORECASE)
