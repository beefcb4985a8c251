"""Read the JSON-LD of a page, of every shape found in the wild, and find the node that is the article.

Blocks come as one object, arrays, `@graph`, nodes that refer to each other by `@id`, with comments,
CDATA marks, trailing commas, raw line breaks, several objects in a row, HTML-escaped, as JavaScript, or truncated.
What cannot be repaired is read key by key; what cannot be read so either is dropped.
"""

import json
import re
from collections.abc import Iterator
from html import unescape

import orjson

from pipeline.extract.loose_json import as_json

Node = dict[str, object]

_MAX_NODES = 2_000
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
# What a template escapes for JavaScript is no escape in JSON: "Raters\\' win".
_NO_ESCAPE = re.compile(r"(?<!\\)\\(?=['`$&!?.:;,() -])")
_WHITE = re.compile(r"[\s;,]*")
# Keys worth saving from a block that does not parse.
_SAVED_KEYS = (
    "headline",
    "datePublished",
    "dateModified",
    "author",
    "inLanguage",
    "isAccessibleForFree",
    "publisher",
    "articleBody",
)
_ARTICLE_TYPE = re.compile(
    r"(?:Article|BlogPosting|Report|Review)$|^(?:LiveBlogPosting|BlogPosting|SocialMediaPosting|DiscussionForumPosting)$"
)
_PAGE_TYPE = re.compile(r"(?:WebPage|CreativeWork|VideoObject|PodcastEpisode|Recipe|QAPage|AudioObject)$")
# Containers whose content describes this page; lists of other pages are not among them.
_INWARD = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "subjectOf")


def parse_blocks(blocks: tuple[str, ...]) -> list[Node]:
    """Return all top-level nodes of the JSON-LD blocks of a page, `@graph` and arrays unfolded, in page order."""
    nodes: list[Node] = []
    for block in blocks:
        for value in _read_block(block):
            nodes.extend(_unfold(value))
            if len(nodes) > _MAX_NODES:
                return nodes[:_MAX_NODES]
    return nodes


def types_of(node: Node) -> tuple[str, ...]:
    """Return the types of a node without their vocabulary ("schema:NewsArticle" -> "NewsArticle")."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return tuple(re.split(r"[/#:]", item)[-1] for item in values if isinstance(item, str))


def article_nodes(nodes: list[Node]) -> list[Node]:
    """Return the nodes that may be the article: articles first, then what describes the page as a whole."""
    articles = [node for node in nodes if any(_ARTICLE_TYPE.search(name) for name in types_of(node))]
    pages = [node for node in nodes if any(_PAGE_TYPE.search(name) for name in types_of(node)) and node not in articles]
    return articles + pages


def is_article(node: Node) -> bool:
    """Say whether a node is typed as an article, not just as a page."""
    return any(_ARTICLE_TYPE.search(name) for name in types_of(node))


def text_of(value: object) -> str | None:
    """Return a text value (first of several, `@value` unfolded, entities decoded), or None.

    >>> text_of([{"@value": " Pay &amp; hours "}])
    'Pay & hours'
    """
    if isinstance(value, list):
        return next((text for item in value[:5] if (text := text_of(item))), None)
    if isinstance(value, dict):
        return text_of(value.get("@value") or value.get("name"))
    if isinstance(value, str):
        return " ".join(plain(value).split()) or None
    return None


def plain(value: str) -> str:
    """Return text with entities decoded, twice where a site escaped twice."""
    value = unescape(value)
    return unescape(value) if "&" in value and ";" in value else value


def resolve(value: object, nodes: list[Node]) -> object:
    """Return the node that a bare `{"@id": ...}` refers to, or `value` itself."""
    if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return next((node for node in nodes if node.get("@id") == value["@id"] and len(node) > 2), value)
    return value


def _unfold(value: object) -> Iterator[Node]:
    stack: list[tuple[object, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        if isinstance(item, list):
            stack.extend((part, depth + 1) for part in reversed(item[:500]))
        elif isinstance(item, dict):
            yield item
            if depth < 8:
                stack.extend(
                    (item[key], depth + 1) for key in reversed(_INWARD) if isinstance(item.get(key), (list, dict))
                )


def _read_block(block: str) -> Iterator[object]:
    text = _WRAPPING.sub("", block).strip().rstrip(";")
    if not text:
        return
    try:
        yield orjson.loads(text)
        return
    except orjson.JSONDecodeError:
        pass
    for candidate in _repairs(text):
        values, is_whole = _values_in(candidate)
        if is_whole:
            yield from values
            return
    yield from _saved(text)


def _repairs(text: str) -> Iterator[str]:
    yield text
    text = _NO_ESCAPE.sub("", _TRAILING_COMMA.sub(r"\1", text))
    yield text
    if "&quot;" in text[:200]:
        yield unescape(text)
    yield as_json(text)


def _values_in(text: str) -> tuple[list[object], bool]:
    """Return the JSON values that stand in a row in `text`, and whether that is all there is."""
    decoder = json.JSONDecoder(strict=False)
    values: list[object] = []
    at = 0
    while at < len(text) and len(values) < 100:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return values, False
        values.append(value)
        white = _WHITE.match(text, at)
        at = white.end() if white else at
    return values, bool(values)


def _saved(text: str) -> Iterator[Node]:
    """Read the keys of an article from a broken block, each where it stands first."""
    decoder = json.JSONDecoder(strict=False)
    kind = re.search(r'"@type"\s*:\s*\[?\s*"([^"]{1,60})"', text)
    if not kind or not re.search(r'"@type"\s*:\s*\[?\s*"[^"]{0,40}(?:Article|Posting)"', text):
        return
    node: Node = {"@type": "Article"}
    for key in _SAVED_KEYS:
        found = re.search(rf'"{key}"\s*:\s*', text)
        if found is None:
            continue
        try:
            node[key], _ = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
    if len(node) > 1:
        yield node
