"""Turn the text of an XML feed into elements, however broken it is.

In: decoded text (what its declaration says about the encoding no longer holds). Out: the root's name,
its head (everything before the first entry) and the entries, as lxml elements.

A document that is well-formed is parsed whole. Any other is repaired (bare ampersands, HTML entities,
stray "<", CDATA that never ends, control characters) and cut at the starts of its entries: each is
then parsed by itself with recovery, so that damage in one never reaches the next. Document types are
dropped and every unknown entity becomes literal text, so nothing is ever expanded or fetched.

Every step is a single pass: str.find or an expression without nested repeats. libxml2's own limits
(depth 256, 10 MB a text node) stay on.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)?")
_STRAY_LESS = re.compile(r"<(?![A-Za-z_/])")
_BY_NUMBER = str.maketrans({"&": "&#38;", "<": "&#60;", ">": "&#62;", '"': "&#34;", "'": "&#39;"})
_END_NAMES = re.compile(r"</(?:[\w.-]{1,32}:)?(?:item|entry|url|sitemap)\s*>", re.IGNORECASE)
# Long texts that we do not read: in broken feeds they hold the unescaped HTML that breaks them.
_UNREAD = re.compile(
    r"<((?:[\w.-]{1,32}:)?(?:description|encoded|content|summary|body))(?=[\s>])[^<>]*(?<!/)>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""([\w.:-]{1,64})\s*=\s*("[^"<]{0,500}"|'[^'<]{0,500}')""")
_MAX_ROOT_TAG = 16_384


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
    return None


def read_markup(text: str, *, root: str, start: int, url: str) -> Markup:
    """Return the elements of the feed in `text` whose root element `root` starts at character `start`."""
    text = _ILLEGAL.sub("", text[start:])
    whole = None if _swallows_entries(text) else _well_formed(_up_to_end_of_root(text, root), url)
    if whole is not None:
        return Markup(root, whole, _entries_of(whole, root))
    return _piecewise(_repaired(text), root, url)


def local_name(element: "etree._Element") -> str:
    """Return an element's name without namespace or prefix, in lower case; "" for comments and the like."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _swallows_entries(text: str) -> bool:
    """Say whether a CDATA section runs over the end of an entry to the next section: well-formed, but not meant."""
    end = 0
    while (start := text.find("<![CDATA[", end)) >= 0:
        end = text.find("]]>", start)
        if end < 0:
            return False
        if text.find("<![CDATA[", start + 9, end) >= 0 and _END_NAMES.search(text, start, end):
            return True
    return False


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


def _repaired(text: str) -> str:
    """Return `text` without CDATA and comments, with every "&" and "<" that is not markup escaped."""
    pieces: list[str] = []
    for kind, piece in _sections(text):
        if kind == "cdata":
            pieces.append(_escaped(piece))
        elif kind == "markup":
            pieces.append(_STRAY_LESS.sub("&#60;", _REFERENCE.sub(_reference, piece)))
    return "".join(pieces)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    ends = {"]]>": -1, "-->": -1}

    def find_end(marker: str, start: int) -> int:
        # Looked for once for all openings before it: a feed of a million openings stays linear.
        if ends[marker] < start:
            found = text.find(marker, start)
            ends[marker] = found if found >= 0 else len(text)
        return ends[marker]

    position = 0
    while (opening := text.find("<!", position)) >= 0:
        yield "markup", text[position:opening]
        if text.startswith("<![CDATA[", opening):
            start = opening + 9
            end = find_end("]]>", start)
            if _END_NAMES.search(text, start, end):
                # It swallows the end of its entry, so its own end is missing: it ends at the next end tag.
                end = position = text.find("</", start)
            else:
                position = end + 3
            # A feed that breaks off inside a section: half a title is worse than none.
            yield "cdata", text[start:end] if end < len(text) else ""
        elif text.startswith("<!--", opening):
            end = find_end("-->", opening + 4)
            # A comment without end would hide the rest of the feed; only its marker is dropped.
            position = end + 3 if end < len(text) else opening + 4
        else:
            end = text.find(">", opening)
            position = end + 1 if end >= 0 else len(text)
    yield "markup", text[position:]


def _reference(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&#38;"
    text = html.unescape(match[0])
    if text != match[0] and not _ILLEGAL.search(text):
        return _escaped(text)
    return "" if name.startswith("#") else "&#38;" + name


def _escaped(text: str) -> str:
    # By number: after the first error libxml2 2.14 drops "&amp;" and "&lt;", but not "&#38;".
    return text.translate(_BY_NUMBER)


def _piecewise(text: str, root: str, url: str) -> Markup:
    names = "|".join(ENTRY_NAMES[root])
    starts = [
        match.start() for match in re.finditer(rf"<(?:[\w.-]{{1,32}}:)?(?:{names})(?=[\s>/])", text, re.IGNORECASE)
    ]
    root_tag = text[: min(_end_of_tag(text), _MAX_ROOT_TAG)]
    wrapper = _wrapper(root_tag)
    head_end = min(starts[0] if starts else len(text), 200_000)
    head = _recovered(f"<feed{wrapper}>{_without_unread(text[_end_of_tag(text) : head_end])}", url)

    def entries() -> "Iterator[etree._Element]":
        ends = [*starts[1:], len(text)]
        for start, end in zip(starts[:MAX_ENTRIES], ends[:MAX_ENTRIES], strict=False):
            piece = text[start:end]
            close = _END_NAMES.search(piece)
            if close:
                piece = piece[: close.end()]
            elif end == len(text):
                # The document breaks off here: half an address would be a wrong one.
                piece = piece[: piece.rfind(">") + 1]
            wrapped = _recovered(f"<feed{wrapper}>{_without_unread(piece)}", url)
            if wrapped is not None and len(wrapped):
                yield wrapped[0]

    return Markup(root, head, entries())


def _end_of_tag(text: str) -> int:
    end = text.find(">")
    return end + 1 if end >= 0 else len(text)


def _wrapper(root_tag: str) -> str:
    """Return the attributes of a damaged root that its entries need: namespaces, language and base."""
    kept: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(root_tag):
        if name.startswith("xmlns") or name in {"xml:lang", "xml:base"}:
            kept.setdefault(name, value)
    # 40 short attributes are more than any real feed has; each is parsed again for every entry.
    return "".join(f" {name}={value}" for name, value in list(kept.items())[:40] if len(value) < 200)


def _without_unread(piece: str) -> str:
    kept: list[str] = []
    position = 0
    endless: set[str] = set()
    while match := _UNREAD.search(piece, position):
        kept.append(piece[position : match.start()])
        name = match[1]
        # More than a handful of names is an attack: searching for each end would be quadratic.
        known = name in endless or len(endless) > 8
        end = -1 if known else piece.find(f"</{name}", match.end())
        if end < 0:
            # No end: what follows may be the entry's other elements, so only the start tag goes.
            endless.add(name)
            position = match.end()
        else:
            position = end + _end_of_tag(piece[end : end + 64])
    kept.append(piece[position:])
    return "".join(kept)
