"""Decide who wrote an article and which agencies it credits.

Statements come from JSON-LD, meta tags of every dialect, microdata, RDFa and hCard, bylines, labelled values
("Author: ..."), and a signature below the text. The first source that names people wins; text that only looks
like a byline counts where nothing states anybody. An organisation is given as the author only where the page
names it and nobody else; agencies are credited apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import orjson
from lxml.html import HtmlElement

from pipeline.extract.agencies import agencies_in
from pipeline.extract.head_tags import HeadTags, text_in
from pipeline.extract.json_ld import Node, resolve, text_of, types_of
from pipeline.extract.names import fold, organisation_in, people_in

_AUTHOR = (
    "parsely-author", "sailthru.author", "article:author_name", "author", "authors", "byl", "dc.creator",
    "dcterms.creator", "dc.creator.name", "citation_author", "article:author", "og:article:author", "og:author",
    "article.author", "creator",
    "cxenseparse:author", "rnews:creator", "shareaholic:article_author_name", "vr:author",
)  # fmt: skip
# Bibliographic dialects put the family name first.
_BIBLIOGRAPHIC = frozenset(("dc.creator", "dcterms.creator", "citation_author"))
_FAMILY_FIRST = re.compile(r"\s*([^\s,;]+(?:\s[^\s,;]+)?),\s*([^\s,;]+(?:\s[^\s,;]+)?)\s*")
_AUTHOR_LABEL = re.compile(r"written|author|autor|auteur|verfass|geschrieben|écrit|escrito|\bby$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:article|story|report|text)\s)?(?:written|reported|words)?\s?by|authors?(?:\(s\))?|writers?|reporters?|byline|"
    r"autor(?:in|en|innen)?(?:[/*:]?(?:in|autor|innen))?|verfasst von|verfasser(?:in)?|auteure?s?|rédigé par|écrit par|"
    r"autor(?:a|es|as)|escrito por|autore|autrice|scritto da|penulis|redactora?",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:(?:[Ss]tory|[Tt]ext|[Ww]ords|[Rr]eported|[Ww]ritten) )?(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|POR|[Dd]oor)\s+"
    r"[^\W\d_]+\s+[^\W\d_]"
)
_RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)|\b(?:text|align)-?(?:right|end)\b|\bsignature\b", re.IGNORECASE)
# Label and value alike.
_REPEATED = frozenset(("td", "span", "div"))
_MAX_ELEMENTS = 3_000
_MAX_SIGNATURE_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """Who wrote an article."""

    authors: tuple[str, ...]
    """People; one organisation where the page names it and no person."""
    statements: tuple[str, ...]
    """What the page states about its authors, as it stands."""


def read_credits(
    tree: HtmlElement, tags: HeadTags, articles: list[Node], nodes: list[Node], *, site: str | None, host: str
) -> Credits:
    """Return who wrote the article of a page.

    Args:
        articles: its JSON-LD nodes that may be the article, best first.
        nodes: all of its JSON-LD nodes, to which the others refer.
        site: name of the site, which is nobody's name.
    """
    stated = _stated(tags, articles, nodes)
    authors = _people(tree, tags, stated, not_names=_not_names(articles, nodes, site=site, host=host))
    statements = [text for source in stated for text in source if text] + list(tags.bylines[:2])
    return Credits(authors=tuple(_whole_names(authors)), statements=tuple(dict.fromkeys(statements)))


def agencies_of(credits: Credits, text: str) -> tuple[str, ...]:
    """Return the agencies that an article credits beside its authors, in its dateline or at its end."""
    return agencies_in(credits.statements, text=text)


def _not_names(articles: list[Node], nodes: list[Node], *, site: str | None, host: str) -> frozenset[str]:
    publishers = [text_of(resolve(node.get("publisher"), nodes)) or "" for node in articles]
    names = (site or "", host, *host.split(".")[:-1], *publishers)
    return frozenset(fold(name) for name in names if len(name) > 1)


def _stated(tags: HeadTags, articles: list[Node], nodes: list[Node]) -> list[list[str]]:
    """Return the author statements of a page, source by source, most trusted first; the last is the marked byline."""
    return [
        *(_creators(resolve(node.get("author") or node.get("creator"), nodes), nodes) for node in articles),
        *(
            [_family_last(text) if name in _BIBLIOGRAPHIC else text for text in tags.meta.get(name, [])]
            for name in _AUTHOR
        ),
        *(
            [tags.first(f"twitter:data{number}") or ""]
            for number in (1, 2)
            if _AUTHOR_LABEL.search(tags.first(f"twitter:label{number}") or "")
        ),
        list(tags.stated_authors[:1]) if len(tags.stated_authors) > 3 else list(tags.stated_authors),
    ]


def _people(tree: HtmlElement, tags: HeadTags, stated: list[list[str]], *, not_names: frozenset[str]) -> list[str]:
    for source in stated:
        found = [name for text in source for part in _listed(text) for name in people_in(part, not_names=not_names)]
        if found:
            # Tags often name only the first of several authors; the marked-up byline names them all.
            few = tags.stated_authors if len(tags.stated_authors) <= 3 else ()
            marked = [name for text in few for name in people_in(text, not_names=not_names)]
            return list(dict.fromkeys(marked if set(found) < set(marked) else found))
    # Further down stand the bylines of teasers; they count only where nothing else is stated.
    limit = 2 if any(text for source in stated for text in source) else 8
    for line in tags.bylines[:limit]:
        if found := people_in(line, not_names=not_names, is_marked=False):
            return found
    unmarked = [_labelled(tree), _shown_byline(tree) if limit > 2 else "", _signature(tree)]
    for line in filter(None, unmarked):
        if found := people_in(line, not_names=not_names, is_marked=False):
            return found
    for source in stated[:-1]:
        for text in source:
            if not text.startswith("http") and (name := organisation_in(text)):
                return [name]
    return []


def _whole_names(names: list[str]) -> list[str]:
    """Drop a name that is a part of another: some pages mark up first and family name apart as well."""
    padded = [f" {name.casefold()} " for name in names]
    return [
        name
        for at, name in enumerate(names)
        if not any(at != other and padded[at] in whole and padded[at] != whole for other, whole in enumerate(padded))
    ]


def _family_last(name: str) -> str:
    found = _FAMILY_FIRST.fullmatch(name)
    return f"{found.group(2)} {found.group(1)}" if found else name


def _listed(text: str) -> list[str]:
    """Return the texts of a statement that is a JSON list of texts; else the statement itself."""
    if text.startswith("[") and text.endswith("]"):
        try:
            values = orjson.loads(text)
        except orjson.JSONDecodeError:
            return [text]
        return [value for value in values if isinstance(value, str)]
    return [text]


def _creators(value: object, nodes: list[Node]) -> list[str]:
    """Return the names in an author property, people first."""
    return [name for name, _ in sorted(_named(value, nodes, depth=0), key=lambda named: not named[1])]


def _named(value: object, nodes: list[Node], *, depth: int) -> Iterator[tuple[str, bool]]:
    """Yield the names in an author property, each with whether it is a person's."""
    if depth > 5:
        return
    for item in value[:30] if isinstance(value, list) else [value]:
        item = resolve(item, nodes)
        if isinstance(item, list):
            yield from _named(item, nodes, depth=depth + 1)
        elif isinstance(item, str):
            if not item.startswith(("http://", "https://")):
                yield item, True
        elif isinstance(item, dict):
            is_person = not any(name.endswith("Organization") for name in types_of(item))
            inner = item.get("name")
            names = [text for one in (inner[:30] if isinstance(inner, list) else [inner]) if (text := text_of(one))]
            parts = [text for key in ("givenName", "familyName") if (text := text_of(item.get(key)))]
            if names or parts:
                yield from ((name, is_person) for name in names or [" ".join(parts)])
            else:
                # A role holds its author once more; a JSON-LD list holds its members.
                yield from _named(item.get("author") or item.get("@list"), nodes, depth=depth + 1)


def _shown_byline(tree: HtmlElement) -> str:
    """Return the first line of the page that reads like a byline, whatever its markup; "" when there is none."""
    body = tree.find(".//body")
    for piece in islice((body if body is not None else tree).itertext(), _MAX_ELEMENTS):
        text = piece.strip() if len(piece) < 200 else ""
        if 8 <= len(text) <= 90 and _BYLINE.match(text):
            return text
    return ""


def _labelled(tree: HtmlElement) -> str:
    """Return the value beside a label such as "Author", in a list, table or paragraph; "" when there is none."""
    for element in islice(tree.iter("strong", "b", "dt", "th", "td", "span", "label", "div", "em"), _MAX_ELEMENTS):
        text = element.text
        if not text or len(text) > 40 or len(element) or not _LABEL.fullmatch(text.strip().rstrip(":").rstrip()):
            continue
        value = (element.tail or "").strip(" :\r\n\t\xa0")
        following = element.getnext()
        if not value and following is not None and (following.tag != element.tag or element.tag in _REPEATED):
            value = text_in(following, limit=100)
        if 3 < len(value) < 100:
            return value
    return ""


def _signature(tree: HtmlElement) -> str:
    """Return the right-aligned or dashed name alone on the last line of a text; "" when there is none."""
    for element in islice(tree.iter("p", "div"), 2 * _MAX_ELEMENTS):
        before = element.getprevious()
        if before is None or before.tag != "p" or len(element) > 3:
            continue
        text = text_in(element, limit=_MAX_SIGNATURE_CHARS + 1)
        marks = f"{element.get('style') or ''} {element.get('class') or ''} {element.get('align') or ''}"
        is_set_off = text[:1] in "–—-" or element.get("align") == "right" or _RIGHT.search(marks[:300])
        if not 5 <= len(text) <= _MAX_SIGNATURE_CHARS or not is_set_off or len(text_in(before, limit=90)) < 80:
            continue
        name = text.strip(" –—-")
        if people_in(name, is_marked=False) == [name] and not any(
            len(text_in(later, limit=90)) > 80 for later in islice(element.itersiblings("p"), 20)
        ):
            return name
    return ""
