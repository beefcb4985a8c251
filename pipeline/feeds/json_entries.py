"""Read JSON Feed, and the lists of articles that publication systems and public records answer with.

In: decoded text. Out: entries, or None when the text is JSON but lists no articles. JSON that breaks off
or has a stray comma is read object by object, up to the damage.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

from pipeline.feeds.dates import FeedTime, read_feed_time
from pipeline.feeds.document import FeedEntry, Scope
from pipeline.feeds.plain_text import language_tag, link_address, plain_excerpt, plain_title

_LIST_KEYS = ("items", "articles", "posts", "results", "entries", "stories", "documents", "data")
_ADDRESS_KEYS = ("url", "html_url", "link", "permalink", "canonical_url", "external_url", "web_url", "webUrl", "id")
_TITLE_KEYS = ("title", "headline", "name", "webTitle")
_PUBLISHED_KEYS = (
    "date_published", "published", "published_at", "publishedAt", "publication_date", "public_timestamp", "date_gmt",
    "date", "pubDate", "pub_date", "created_at", "webPublicationDate",
)  # fmt: skip
_MODIFIED_KEYS = ("date_modified", "modified_gmt", "modified", "updated", "updated_at", "updatedAt")
_EXCERPT_KEYS = ("summary", "excerpt", "description", "abstract", "content_text", "content_html", "content")
_LANGUAGE_KEYS = ("language", "lang")
# Scalars at the top of a feed that broke off before its end: enough for base and language.
_HEAD_SCALAR = re.compile(r'"(home_page_url|language)"\s*:\s*"([^"\\]{0,2000})"')
_LIST_START = re.compile(r'"(?:items|articles|posts|results|entries|stories|documents|data)"\s*:\s*\[|^\s*\[')
# Strings stay as they are; a comma before a closing bracket goes.
_STRAY_COMMA = re.compile(r'("(?:[^"\\]++|\\.)*+"?)|,(?=\s*[}\]])', re.DOTALL)
_CALL = re.compile(r"(?:/\*\*/\s*)?(?:typeof [\w.$]{1,64} === 'function' && )?[\w.$]{1,64}\s*\(\s*(?=[{\[])")
_GAP = re.compile(r"[\s,]*")
_MAX_ENTRIES = 50_000
_MOST_SECONDS = 1e18


def looks_like_json(text: str) -> bool:
    """Say whether `text` starts as a JSON object or list does, past the guards that some hosts put in front."""
    return _payload(text)[:1] in {"{", "["}


def json_entries(text: str, *, scope: Scope) -> tuple[FeedEntry, ...] | None:
    """Return the announced articles; None when this JSON is no list of articles."""
    text = _payload(text)
    try:
        value: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return _from_damaged(_STRAY_COMMA.sub(lambda found: found[1] or "", text), scope)
    if isinstance(value, dict):
        head = cast("dict[str, object]", value)
        scope = Scope(base=scope.base, language=language_tag(_string(head, _LANGUAGE_KEYS)) or scope.language)
        listed = _list_in(head)
        if listed is None:
            return None
        is_feed = "jsonfeed.org" in str(head.get("version", ""))
    else:
        listed, is_feed = value, False
    entries = tuple(_entries(listed, scope))
    # An empty feed is a quiet one; one whose entries all lack an address is broken, and must not pass for quiet.
    return entries if entries or (is_feed and not listed) else None


def _list_in(head: dict[str, object]) -> object:
    """Return the list of articles in an answer, also one level down ({"feed": {"entries": [...]}})."""
    for level in (head, *(value for value in head.values() if isinstance(value, dict))):
        for key in _LIST_KEYS:
            if isinstance(level.get(key), list):
                return level[key]
    return None


def _payload(text: str) -> str:
    text = text.lstrip("\ufeff \t\r\n\x00").removeprefix(")]}'").lstrip(", \r\n")
    call = _CALL.match(text)
    return text[call.end() :].rstrip("); \r\n") if call else text.rstrip()


def _from_damaged(text: str, scope: Scope) -> tuple[FeedEntry, ...] | None:
    start = _LIST_START.search(text)
    if start is None:
        return None
    for name, value in _HEAD_SCALAR.findall(text[: start.start()]):
        if name == "language":
            scope = Scope(base=scope.base, language=language_tag(value) or scope.language)
    decoder = json.JSONDecoder(strict=False)
    objects: list[object] = []
    position = start.end()
    while len(objects) < _MAX_ENTRIES:
        gap = _GAP.match(text, position)
        position = gap.end() if gap else position
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            # What follows a broken object cannot be told from what lies inside it.
            break
        objects.append(value)
    return tuple(_entries(objects, scope)) or None


def _entries(listed: object, scope: Scope) -> Iterator[FeedEntry]:
    if not isinstance(listed, list):
        return
    for item in listed[:_MAX_ENTRIES]:
        if not isinstance(item, dict):
            continue
        url = next((address for address in _addresses(item, scope)), None)
        if url is not None:
            language = language_tag(_string(item, _LANGUAGE_KEYS)) or scope.language
            yield FeedEntry(
                url=url,
                title=plain_title(_string(item, _TITLE_KEYS)),
                published=_time(item, _PUBLISHED_KEYS, language),
                modified=_time(item, _MODIFIED_KEYS, language),
                language=language,
                excerpt=plain_excerpt(_string(item, _EXCERPT_KEYS)),
            )


def _addresses(item: Mapping[str, object], scope: Scope) -> Iterator[str]:
    for key in _ADDRESS_KEYS:
        value = item.get(key)
        # An id counts only when it is an address by itself.
        if isinstance(value, str) and (key != "id" or value[:4].lower() == "http"):
            address = link_address(value, base=scope.base)
            if address:
                yield address


def _string(item: Mapping[str, object], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = item.get(key)
        if isinstance(value, dict):
            value = value.get("rendered")
        if isinstance(value, str) and value.strip():
            return value
    return None


def _time(item: Mapping[str, object], keys: tuple[str, ...], language: str | None) -> FeedTime | None:
    for key in keys:
        value = item.get(key)
        # JSON as people write it has 1e999 and NaN, too; a time has no hundred digits.
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _MOST_SECONDS:
            value = str(int(value))
        time = read_feed_time(value, language=language) if isinstance(value, str) else None
        if time:
            return time
    return None
