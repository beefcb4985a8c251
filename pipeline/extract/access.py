"""Tell what a page says about access to its text: free or walled, whole or a beginning of it, under which licence.

Read are schema.org's `isAccessibleForFree`, `hasPart`, `wordCount` and `license`, in JSON-LD and microdata, content
tiers, Dublin Core rights and rel=license. What a page does not say stays unknown; nothing is guessed from its site.
"""

import re

from lxml.html import HtmlElement

from pipeline.extract.head_tags import HeadTags, text_in
from pipeline.extract.json_ld import Node, text_of

_YES = frozenset(("true", "yes", "1"))
_NO = frozenset(("false", "no", "0"))
_TIERS = {"free": True, "locked": False, "metered": False}
_CUT_OFF = re.compile(r"(?:…|\.\.\.)[\]\)\"”]?$")
# A teaser; a reportage may well end in three dots.
_MAX_TEASER_CHARS = 2_500
_WALL = re.compile(
    r"pay-?wall|reg-?wall|pay-?gate|subscri(?:be|ber|bers|ption)[-_]?(?:wall|barrier|offer|prompt|only|gate)|"
    r"(?:premium|plus|article|content)[-_]?(?:wall|barrier|offer|gate)|metered[-_]?(?:wall|content)",
    re.IGNORECASE,
)
_SELECTOR_NAME = re.compile(r"[.#]([\w-]{2,80})\s*$")
_MAX_LICENCE_CHARS = 500
_RIGHTS = ("dcterms.license", "dc.rights.license", "dcterms.rights", "dc.rights", "cc:license")


def is_free(articles: list[Node], tags: HeadTags) -> bool | None:
    """Say whether the page says that its article can be read for free; None when it does not say."""
    parts: list[bool] = []
    for node in articles:
        said = _truth(node.get("isAccessibleForFree"))
        if said is not None:
            return said
        parts += [said for part in _parts_of(node) if (said := _truth(part.get("isAccessibleForFree"))) is not None]
    if parts:
        return all(parts)
    said = _truth(tags.first("isaccessibleforfree"))
    if said is not None:
        return said
    return _TIERS.get((tags.first("article:content_tier", "og:article:content_tier") or "").lower())


def licence_of(articles: list[Node], tags: HeadTags) -> str:
    """Return the licence that the page states, its address where it has one; "" when it states none."""
    for node in articles:
        for value in _listed(node.get("license")):
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url") or value.get("name")
            if text := text_of(value):
                return text[:_MAX_LICENCE_CHARS]
    return (next(iter(tags.licences), None) or tags.first(*_RIGHTS) or "")[:_MAX_LICENCE_CHARS]


def stated_words(articles: list[Node]) -> int | None:
    """Return the number of words that the page says its article has."""
    for node in articles:
        value = node.get("wordCount")
        if isinstance(value, str) and value.strip().isdecimal() and len(value) < 8:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000_000:
            return value
    return None


def walled_names(articles: list[Node]) -> tuple[str, ...]:
    """Return the class names and ids of the parts that the page calls not free (`hasPart.cssSelector`)."""
    names: list[str] = []
    for node in articles:
        for part in _parts_of(node):
            selector = text_of(part.get("cssSelector"))
            if selector and _truth(part.get("isAccessibleForFree")) is False:
                names += [found.group(1) for one in selector.split(",")[:10] if (found := _SELECTOR_NAME.search(one))]
    return tuple(dict.fromkeys(names))


def is_cut_off(tree: HtmlElement, text: str, *, free: bool | None, words: int | None, walled: tuple[str, ...]) -> bool:
    """Say whether the page holds only the beginning of its article.

    Args:
        text: what was found of it.
        free: what the page says about access.
        words: how many words the page says that the article has.
        walled: names of the parts that the page calls not free.
    """
    if (
        free is not True
        and words is not None
        and _is_part(len(text.split()), len(text), words)
        and not _is_unspaced(text)
    ):
        return True
    if len(text) >= _MAX_TEASER_CHARS:
        return False
    if _CUT_OFF.search(text):
        return True
    if free is not False:
        return False
    if walled:
        places = tree.iter("div", "section", "article", "p", "span")
        parts = [element for element in places if _is_named(element, walled)]
        return sum(len(text_in(element)) for element in parts[:20]) < 200
    return any(
        _WALL.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:400])
        and 20 <= len(text_in(element, limit=3_000)) <= 2_000
        for element in tree.iter("div", "section", "aside", "form")
    )


def _is_part(words: int, characters: int, stated: int) -> bool:
    """Say whether a text lacks a third of the words that its page states, and not because these are its characters."""
    return stated > 1.5 * words + 30 and not 0.7 * characters < stated < 1.4 * characters


def _is_named(element: HtmlElement, names: tuple[str, ...]) -> bool:
    return element.get("id") in names or any(name in names for name in (element.get("class") or "").split())


def _is_unspaced(text: str) -> bool:
    return len(text.split()) * 15 < len(text)


def _parts_of(node: Node) -> list[Node]:
    return [part for part in _listed(node.get("hasPart")) if isinstance(part, dict)]


def _listed(value: object) -> list[object]:
    return value[:20] if isinstance(value, list) else [] if value is None else [value]


def _truth(value: object) -> bool | None:
    """Return the boolean that a value states: plain, as text, as number, or as "https://schema.org/False"."""
    if isinstance(value, list):
        return next((said for item in value[:5] if (said := _truth(item)) is not None), None)
    if isinstance(value, (bool, int)):
        return value != 0
    if not isinstance(value, str):
        return None
    word = value.strip().lower().rsplit("/", 1)[-1]
    return True if word in _YES else False if word in _NO else None
