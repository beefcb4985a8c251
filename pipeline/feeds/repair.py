"""Turn the text of a broken XML feed into pieces that a parser can take.

In: decoded text. Out: text without CDATA and comments in which every "&" and "<" that is not markup is
escaped; and, entry by entry, markup whose tags are in order: an end tag that closes nothing is dropped,
one that is missing is put in where the next element of a feed begins.

Every step is a single pass: str.find or an expression without nested repeats.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_REFERENCE = re.compile(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)?")
_BY_NUMBER = str.maketrans({"&": "&#38;", "<": "&#60;", ">": "&#62;", '"': "&#34;", "'": "&#39;"})
_STRAY_LESS = re.compile(r"<(?![A-Za-z_/])")
# Long texts that we do not read: in broken feeds they hold the unescaped HTML that breaks them.
_UNREAD = re.compile(
    r"<((?:[\w.-]{1,32}:)?(?:description|encoded|content|summary|body))(?=[\s>])[^<>]*(?<!/)>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""([\w.:-]{1,64})\s*=\s*("[^"<]{0,500}"|'[^'<]{0,500}')""")
# A tag, or one whose ">" is missing before the next tag begins.
_TAG = re.compile(r"""<(/?)([A-Za-z_][\w.:-]{0,63})((?:[^<>"']|"[^"<]*"|'[^'<]*')*)(>|(?=<)|$)""")
# Elements of an entry that hold text only: where one begins, whatever was open before it has ended,
# unless it is one of those that hold such elements themselves.
_FLAT = frozenset(
    {
        *("title", "link", "guid", "pubdate", "published", "updated", "modified", "issued", "created", "id", "date"),
        *("language", "origlink", "category", "comments", "creator", "loc", "lastmod", "changefreq", "priority"),
        *("name", "publication_date", "keywords"),
    }
)
_HOLDERS = frozenset({"source", "author", "contributor", "image", "textinput", "news", "publication", "group"})
# libxml2 stops at 256.
_MAX_DEPTH = 100


def swallows_entries(text: str, *, entry_end: re.Pattern[str]) -> bool:
    """Say whether a CDATA section runs over the end of an entry to the next section: well-formed, but not meant."""
    end = 0
    while (start := text.find("<![CDATA[", end)) >= 0:
        end = text.find("]]>", start)
        if end < 0:
            return False
        if text.find("<![CDATA[", start + 9, end) >= 0 and entry_end.search(text, start, end):
            return True
    return False


def repaired(text: str, *, entry_end: re.Pattern[str]) -> str:
    """Return `text` without CDATA and comments, with every "&" and "<" that is not markup escaped."""
    pieces: list[str] = []
    for kind, piece in _sections(text, entry_end):
        if kind == "cdata":
            pieces.append(_escaped(piece))
        elif kind == "markup":
            pieces.append(_STRAY_LESS.sub("&#60;", _REFERENCE.sub(_reference, piece)))
    return "".join(pieces)


def _sections(text: str, entry_end: re.Pattern[str]) -> Iterator[tuple[str, str]]:
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
            if entry_end.search(text, start, end):
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
    if text != match[0] and not ILLEGAL.search(text):
        return _escaped(text)
    return "" if name.startswith("#") else "&#38;" + name


def _escaped(text: str) -> str:
    # By number: after the first error libxml2 2.14 drops "&amp;" and "&lt;", but not "&#38;".
    return text.translate(_BY_NUMBER)


def wrapper_attributes(tag: str, *, every: bool = False) -> str:
    """Return the attributes of a damaged tag that matter below it: namespaces, language and base, or `every` one."""
    kept: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(tag):
        if every or name.startswith("xmlns") or name in {"xml:lang", "xml:base"}:
            kept.setdefault(name, value)
    # 40 short attributes are more than any real feed has; each is parsed again for every entry.
    return "".join(f" {name}={value}" for name, value in list(kept.items())[:40] if len(value) < 200)


def without_unread(piece: str) -> str:
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
            position = end + end_of_tag(piece[end : end + 64])
    kept.append(piece[position:])
    return "".join(kept)


def end_of_tag(text: str) -> int:
    end = text.find(">")
    return end + 1 if end >= 0 else len(text)


def balanced(piece: str) -> str:
    """Return the markup of one entry with its tags in order; the entry's own tags are left out.

    The first tag of `piece` is the entry's start tag.
    """
    kept: list[str] = []
    open_names: list[str] = []
    counts: Counter[str] = Counter()
    position = end_of_tag(piece)

    def close_to(name: str) -> None:
        while open_names:
            last = open_names.pop()
            counts[last] -= 1
            kept.append(f"</{last}>")
            if last == name:
                return

    for tag in _TAG.finditer(piece, position):
        kept.append(piece[position : tag.start()].replace("<", "&#60;"))
        position = tag.end()
        is_end, name, attributes, bracket = tag.groups()
        if is_end:
            if counts[name]:
                close_to(name)
            continue
        is_flat = _local(name) in _FLAT
        while is_flat and open_names and _local(open_names[-1]) not in _HOLDERS:
            close_to(open_names[-1])
        is_closed = attributes.endswith("/")
        if not bracket and not (is_flat or is_closed):
            continue
        kept.append(f"<{name}{attributes.rstrip('/')}>")
        open_names.append(name)
        counts[name] += 1
        if is_closed or len(open_names) > _MAX_DEPTH:
            close_to(name)
    kept.append(piece[position:].replace("<", "&#60;"))
    close_to("")
    return "".join(kept)


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()
