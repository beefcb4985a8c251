"""Collect in one walk over the tree what a page says about itself outside JSON-LD.

Meta tags of every dialect (Open Graph, Dublin Core, parsely, sailthru, plain), the title, canonical
link, first headings, `<time>` elements, microdata and bylines. Everything is kept as it stands, in
page order; `pipeline.extract.metadata` decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import orjson
from lxml.html import HtmlElement

_MAX_VALUE_CHARS = 4_000
_MAX_VALUES = 20
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|authors|writer|autor|autoren|autore|auteur|contributor|post-author|articleauthor)s?"
    r"(?=$|[\s_-])|byline|author-?name|authorname",
    re.IGNORECASE,
)
_NOT_A_BYLINE = re.compile(
    r"bio|comment|avatar|image|photo|social|related|description|more|follow|share|box|card-list|footer|link-list|sidebar",
    re.IGNORECASE,
)
_DATE_CLASS = re.compile(
    r"publi|posted|entry-date|post-date|article-?date|dateline|timestamp|pubdate|updated|(?:^|[\s_-])date(?:$|[\s_-])",
    re.IGNORECASE,
)
_JSON_IN_META = frozenset(("parsely-page", "parsely-metadata"))
_JSON_KEYS = {
    "author": "parsely-author",
    "authors": "parsely-author",
    "pub_date": "parsely-pub-date",
    "title": "parsely-title",
}
_BEFORE_TIME = re.compile(
    r"(?P<modified>updated|modified|edited|corrected|aktualisiert|geändert|mis à jour|modifié|actualizado|atualizado|"
    r"aggiornato)|(?P<published>published|posted|veröffentlicht|erschienen|publié|publicado|pubblicato)",
    re.IGNORECASE,
)

_TITLE_CLASS = re.compile(
    r"(?:entry|post|article|story|news|page|blog|content)[-_]*(?:title|heading|headline)|headline", re.IGNORECASE
)
_MARKED_TAGS = (
    "a",
    "span",
    "div",
    "p",
    "address",
    "li",
    "cite",
    "strong",
    "b",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "ul",
    "abbr",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadTags:
    """What a page says about itself in tags."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents of meta tags by lower-case name, property or itemprop."""
    title: str | None = None
    canonical: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    """Addresses that rel=license names."""
    headings: tuple[str, ...] = ()
    """Texts of the h1 elements."""
    marked_headings: tuple[str, ...] = ()
    """Texts of h1 to h3 elements that are marked as the title of an entry."""
    html_lang: str | None = None
    times: tuple[tuple[str, str], ...] = ()
    """(role, value) of `<time>` and dated microdata: role is "published", "modified" or ""."""
    stated_authors: tuple[str, ...] = ()
    """Author statements in the page that rel=author or microdata mark."""
    bylines: tuple[str, ...] = ()
    """Texts of elements whose class says byline."""

    def first(self, *names: str) -> str | None:
        """Return the first non-empty content of these meta names, in the order given."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), None)

    def all(self, *names: str) -> list[str]:
        """Return all contents of these meta names, in the order given."""
        return [value for name in names for value in self.meta.get(name, ())]


def read_head_tags(tree: HtmlElement) -> HeadTags:
    """Return what the tags of a page say."""
    meta: dict[str, list[str]] = {}
    title: str | None = None
    canonical: list[str] = []
    headings: list[str] = []
    times: list[tuple[str, str]] = []
    licences: list[str] = []
    for element in tree.iter("meta", "title", "link", "h1", "time"):
        tag = element.tag
        if tag == "meta":
            _add_meta(meta, element)
        elif tag == "title" and title is None:
            title = text_in(element) or None
        elif tag == "link":
            kinds, address = (element.get("rel") or "").lower().split(), element.get("href", "")[:_MAX_VALUE_CHARS]
            if address and "canonical" in kinds:
                canonical.append(address)
            elif address and "license" in kinds:
                licences.append(address)
        elif tag == "h1" and len(headings) < _MAX_VALUES:
            if text := text_in(element):
                headings.append(text)
        elif tag == "time" and len(times) < _MAX_VALUES:
            times.append(_time(element))
    exact, bylines, dates, titles, linked = _marked(tree)
    root = tree.getroottree().getroot()
    return HeadTags(
        meta=meta,
        title=title,
        canonical=tuple(canonical[:3]),
        licences=tuple((licences + linked)[:3]),
        headings=tuple(headings),
        html_lang=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
        times=tuple(times + dates),
        stated_authors=tuple(exact),
        bylines=tuple(bylines),
        marked_headings=tuple(titles),
    )


def text_in(element: HtmlElement, *, limit: int = _MAX_VALUE_CHARS) -> str:
    """Return the text inside an element with single spaces, words of different elements kept apart."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > limit:
            break
    return " ".join("".join(pieces).split())[:limit]


def _add_meta(meta: dict[str, list[str]], element: HtmlElement) -> None:
    content = element.get("content")
    if not content or not content.strip():
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = (element.get(attribute) or "").strip().lower()[:100]
        if name in _JSON_IN_META:
            for key, value in _from_json(content):
                _keep(meta, key, value)
        elif name:
            _keep(meta, name, content)


def _keep(meta: dict[str, list[str]], name: str, content: str) -> None:
    values = meta.setdefault(name, [])
    if len(values) < _MAX_VALUES:
        values.append(" ".join(content[:_MAX_VALUE_CHARS].split()))


def _from_json(content: str) -> Iterator[tuple[str, str]]:
    """Yield what parsely's older dialect states: a JSON object in one meta tag, under the names of the newer one."""
    try:
        said = orjson.loads(content)
    except orjson.JSONDecodeError:
        return
    for key, value in said.items() if isinstance(said, dict) else ():
        for text in value if isinstance(value, list) else [value]:
            if key in _JSON_KEYS and isinstance(text, str):
                yield _JSON_KEYS[key], text


def _time(element: HtmlElement) -> tuple[str, str]:
    marks = " ".join(
        (element.get(name) or "") for name in ("itemprop", "class", "pubdate", "id", "data-testid")
    ).lower()
    parent = element.getparent()
    around = (parent.get("class") or "").lower() if parent is not None else ""
    if "pubdate" in element.attrib or "publi" in marks or "entry-date" in marks:
        role = "modified" if "modif" in marks and "publi" not in marks else "published"
    elif "modif" in marks or "updat" in marks or "updat" in around or "modif" in around:
        role = "modified"
    elif said := _BEFORE_TIME.search(_just_before(element)):
        role = said.lastgroup or ""
    else:
        role = "published" if "publi" in around else ""
    return role, (element.get("datetime") or element.get("content") or text_in(element, limit=100)).strip()[:100]


def _just_before(element: HtmlElement) -> str:
    """Return the words directly in front of an element, within its parent."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        own = (before.tail or "").strip()
        text = own if len(own) > 2 else text_in(before, limit=60)
        return text[-40:] if before.tag != "time" or len(own) > 2 else ""
    return ((parent.text if parent is not None else None) or "").strip()[-40:]


def _marked(
    tree: HtmlElement,
) -> tuple[list[str], list[str], list[tuple[str, str]], list[str], list[str]]:
    """Return authors, bylines, dates, titles and licences that microdata, RDFa, rel and class attributes mark."""
    exact: list[str] = []
    classed: list[str] = []
    dates: list[tuple[str, str]] = []
    titles: list[str] = []
    licences: list[str] = []
    for element in tree.iter(*_MARKED_TAGS):
        marks = element.get("class")
        if element.tag in ("h1", "h2", "h3"):
            if ((marks and "title" in _class_says(marks)) or element.get("itemprop") in ("headline", "name")) and len(
                titles
            ) < 5:
                titles.append(text_in(element))
            continue
        # RDFa says property where microdata says itemprop, with or without its vocabulary.
        prop = element.get("itemprop") or (element.get("property") or "").rpartition(":")[2] or None
        if prop in ("author", "creator") and len(exact) < _MAX_VALUES:
            name = element.find(".//*[@itemprop='name']")
            name = name if name is not None else element.find(".//*[@property='name']")
            holder = name if name is not None else element
            exact.append(holder.get("content") or parted_text(holder))
        elif prop in ("datePublished", "dateCreated", "dateModified") and len(dates) < _MAX_VALUES:
            role = "modified" if prop == "dateModified" else "published"
            stated = element.get("content") or element.get("datetime") or text_in(element, limit=100)
            dates.append((role, stated[:100]))
        elif marks and "vcard" in marks.split() and len(exact) < _MAX_VALUES:
            # hCard, the microformat of many blog themes: the name is in class "fn".
            exact.extend(
                parted_text(name) for name in element.iterfind(".//*[@class]") if "fn" in name.get("class", "").split()
            )
        rel = (element.get("rel") or "").split()
        if "author" in rel and len(exact) < _MAX_VALUES:
            exact.append(parted_text(element))
        elif "license" in rel and element.get("href") and len(licences) < _MAX_VALUES:
            licences.append(element.get("href", "")[:_MAX_VALUE_CHARS])
        if marks and len(marks) < 300 and len(classed) < _MAX_VALUES:
            says = _class_says(marks)
            if "byline" in says:
                text = parted_text(element)
                if 2 < len(text) < 200:
                    classed.append(text)
            elif "date" in says and element.tag in ("span", "div", "p", "abbr") and len(dates) < _MAX_VALUES:
                text = element.get("title") or text_in(element, limit=100)
                if any(character.isdigit() for character in text):
                    dates.append(("classed", text))
    return [text for text in exact if text], classed, dates, [text for text in titles if text], licences


@lru_cache(maxsize=8192)
def _class_says(marks: str) -> frozenset[str]:
    """Return which of title, byline and date a class attribute names."""
    says = {
        "title": _TITLE_CLASS.search(marks) is not None,
        "byline": _BYLINE_CLASS.search(marks) is not None and _NOT_A_BYLINE.search(marks) is None,
        "date": _DATE_CLASS.search(marks) is not None,
    }
    return frozenset(word for word, is_said in says.items() if is_said)


def parted_text(element: HtmlElement, *, limit: int = 300) -> str:
    """Return the text inside an element, with a line break where elements touch without a blank between."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        if pieces and piece and not pieces[-1][-1:].isspace() and not piece[0].isspace():
            pieces.append("\n")
        pieces.append(piece)
        length += len(piece)
        if length > limit:
            break
    lines = (" ".join(line.split()) for line in "".join(pieces)[:limit].split("\n"))
    return "\n".join(line for line in lines if line)
