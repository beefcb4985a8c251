"""Make a page's source cheap and safe to parse: cut scripts, styles, drawings and comments, tame hostile tags.

In: the page as text. Out: the source that is left, and the JSON-LD blocks that stood in it.
Half of a news page is script; cutting it before the parse saves 7 to 17 % of all work and changes no
word of the article. Everything here is linear in the length of the page, whatever the page: an
unclosed script or comment swallows the rest, as it does in browsers.
"""

import re
from dataclasses import dataclass

# What is left after the cut. A long read has 0.1 MB of markup; 6 MB bounds the parse at about 1 s.
MAX_MARKUP_CHARS = 6_000_000
MAX_JSON_LD_CHARS = 2_000_000
# libxml2 compares each attribute of a tag with all others: 100,000 take minutes. No real tag has 200.
_MAX_TAG_CHARS = 20_000
_MAX_ATTRIBUTES = 200

_OPENING = re.compile(r"<(?:!--|(script|style|svg)(?=[\s/>]))", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])[^<>]{{0,100}}>?", re.IGNORECASE) for name in ("script", "style", "svg")}
_COMMENT_END = re.compile(r"--!?>")
_JSON_LD_TYPE = re.compile(r"""type\s*=\s*["']?[^"'>]{0,60}ld\+json""", re.IGNORECASE)
_TAG_NAME = re.compile(r"/?[a-zA-Z][\w:.-]{0,40}")
_ATTRIBUTE = re.compile(r"""[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
# libxml2 drops what is nested deeper than 2,048; real pages stay below 100.
_MAX_SAME_TAG_DEPTH = 150
_CONTAINER = re.compile(
    r"<(/?)(div|span|section|article|table|tbody|tr|td|ul|ol|li|p|center|blockquote|font|b|i|em|strong|small|big|u|s|a)"
    r"(?=[\s/>])[^<>]*>?",
    re.IGNORECASE,
)
_CLOSING = r"</(?:div|span|section|table|tbody|tr|td|ul|ol|li|font|b|i|em|center|blockquote)>\s{0,20}"
# The first one stands outside the group, so that the search leaps from "</" to "</".
_CLOSING_RUN = re.compile(rf"{_CLOSING}(?:{_CLOSING}){{199}}")
# XML has no place for these, and NUL ends a C string.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSource:
    """A page's source, ready for the parser."""

    markup: str
    json_ld: tuple[str, ...]
    """Contents of `<script type="application/ld+json">`, in page order."""


def cut_source(html: str) -> PageSource:
    """Return `html` without scripts, styles, SVG and comments, and its JSON-LD blocks.

    >>> cut_source("<p>a<script>b</script>c<!-- d --></p>").markup
    '<p>ac</p>'
    """
    kept: list[str] = []
    json_ld: list[str] = []
    at = 0
    room = MAX_JSON_LD_CHARS
    length = 0
    while length <= MAX_MARKUP_CHARS and (opening := _OPENING.search(html, at)):
        kept.append(html[at : opening.start()])
        length += opening.start() - at
        name = (opening.group(1) or "").lower()
        if not name:
            # "<!-->" is a whole comment.
            end = _COMMENT_END.search(html, opening.start() + 2)
            at = end.end() if end else len(html)
            continue
        tag_end = html.find(">", opening.end())
        if tag_end < 0:
            at = len(html)
            break
        if name == "svg" and html[tag_end - 1] == "/":
            at = tag_end + 1
            continue
        end = _ENDS[name].search(html, tag_end)
        at = end.end() if end else (tag_end + 1 if name == "svg" else len(html))
        if name == "script" and _JSON_LD_TYPE.search(html, opening.end(), min(tag_end, opening.end() + 2000)):
            block = html[tag_end + 1 : end.start() if end else len(html)]
            if len(block) <= room:
                json_ld.append(block)
                room -= len(block)
        if name == "svg" and end is None:
            # Without an end every later <svg> would be searched to the end of the page again.
            kept.append(re.sub(r"(?i)</?svg\b[^<>]{0,2000}>?", "", html[at : at + MAX_MARKUP_CHARS]))
            at = len(html)
    kept.append(html[at : at + MAX_MARKUP_CHARS + 1])
    markup = _FORBIDDEN.sub("", "".join(kept))
    return PageSource(markup=_flatten(_tame_tags(markup[:MAX_MARKUP_CHARS])), json_ld=tuple(json_ld))


def _tame_tags(markup: str) -> str:
    """Drop all but the first attributes of tags that have hundreds of them."""
    if len(markup) < _MAX_TAG_CHARS:
        return markup
    pieces = markup.split("<")
    for index, piece in enumerate(pieces):
        if index and len(piece) > _MAX_TAG_CHARS and (name := _TAG_NAME.match(piece)):
            end, few = name.end(), name.end()
            for count, attribute in enumerate(_ATTRIBUTE.finditer(piece, name.end())):
                if piece.find(">", end, attribute.start()) >= 0:
                    break
                end = attribute.end()
                if count < _MAX_ATTRIBUTES:
                    few = end
            if few < end:
                pieces[index] = piece[:few] + piece[end:]
    return "<".join(pieces)


def _flatten(markup: str) -> str:
    """Drop containers that are nested absurdly deep, keeping what is in them."""
    if not _may_be_deep(markup):
        return markup
    kept: list[str] = []
    depths: dict[str, int] = {}
    at = 0
    for tag in _CONTAINER.finditer(markup):
        name = tag.group(2).lower()
        depth = depths.get(name, 0)
        if tag.group(1):
            depths[name] = max(0, depth - 1)
            is_dropped = depth > _MAX_SAME_TAG_DEPTH
        else:
            depths[name] = depth + 1
            is_dropped = depth >= _MAX_SAME_TAG_DEPTH
        if is_dropped:
            kept.append(markup[at : tag.start()])
            at = tag.end()
    kept.append(markup[at:])
    return " ".join(kept)


def _may_be_deep(markup: str) -> bool:
    """Say whether some container is closed in long runs, or opened far more often than closed."""
    return _CLOSING_RUN.search(markup) is not None or any(
        markup.count(f"<{name}") > markup.count(f"</{name}>") + 1_000
        for name in ("div", "span", "section", "font", "b", "i")
    )
