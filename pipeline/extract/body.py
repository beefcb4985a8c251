"""Find the text of an article in its page, one paragraph a line.

The page is cut into blocks, the article's region chosen, and its lines cleaned (`blocks`, `region`,
`prose`): on news pages this is better than trafilatura at a third of its cost. Where it finds little,
on recipes, tables, listings and old layouts, trafilatura reads the page as well and the fuller text wins.
"""

import logging
import re
from itertools import islice

from lxml.html import HtmlElement

from pipeline.extract.blocks import cut_blocks
from pipeline.extract.metadata import PageMetadata
from pipeline.extract.prose import article_lines
from pipeline.extract.region import choose_region

# trafilatura walks the tree some 30 times; beyond this a page is a list, a dump or an attack.
MAX_ELEMENTS = 60_000
# Below this the own reading is doubted.
_FEW_CHARS = 600
# A short notice in an element that calls itself the article's body is believed.
_SURE_CHARS = 250
# The longest reportage has 100,000; what follows would only stop the stages behind us.
MAX_TEXT_CHARS = 1_000_000
_MIN_STATED_CHARS = 400
_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_BREAK = re.compile(r"<(?:br|/p|/div|/h\d|/li)\b[^<>]{0,100}>", re.IGNORECASE)
# trafilatura takes 6 s for 100,000 elements, and real pages have 3,000.
_MAX_DOUBTED = 10_000


def article_text(tree: HtmlElement, said: PageMetadata, *, url: str) -> str:
    """Return the text of the article in `tree`; "" when there is none. `tree` may be changed."""
    layout = cut_blocks(tree, limit=MAX_ELEMENTS)
    region = choose_region(layout, title=said.title)
    lines: list[str] = []
    if region is not None:
        lines = article_lines(
            layout.blocks,
            region.kept,
            title=said.title,
            headings=said.headings[:1],
            authors=said.authors,
            descriptions=said.standfirsts,
        )
    text = "\n".join(lines)
    is_sure = region is not None and region.is_marked and region.prose_chars >= _SURE_CHARS
    if len(text) < _FEW_CHARS and not is_sure and sum(1 for _ in islice(tree.iter(), _MAX_DOUBTED)) < _MAX_DOUBTED:
        other = _by_trafilatura(tree, url=url)
        text = other if len(other) > len(text) else text
    return _bounded(_repaired(text, said.article_body))


def _repaired(text: str, stated: str | None) -> str:
    """Return the text that the page states in its JSON-LD when half of that is missing from `text`."""
    if stated is None or len(stated) < _MIN_STATED_CHARS:
        return text
    body = _plain_lines(stated)
    have = set(_shingles(text))
    wanted = _shingles(body)
    found = sum(1 for shingle in wanted if shingle in have)
    return body if wanted and found < 0.5 * len(wanted) else text


def _shingles(text: str) -> list[str]:
    words = _WORD.findall(text.casefold())
    return [" ".join(words[at : at + 4]) for at in range(max(0, len(words) - 3))]


def _plain_lines(stated: str) -> str:
    """Return a stated body as plain lines: some sites put their HTML into it."""
    if "<" in stated and _MARKUP.search(stated):
        stated = _MARKUP.sub("", _BREAK.sub("\n", stated))
    lines = (" ".join(line.split()) for line in stated.splitlines())
    return "\n".join(line for line in lines if line)


def _bounded(text: str) -> str:
    """Cut what no article reaches, at the end of a paragraph."""
    if len(text) <= MAX_TEXT_CHARS:
        return text.strip()
    return (text[:MAX_TEXT_CHARS].rpartition("\n")[0] or text[:MAX_TEXT_CHARS]).strip()


def _by_trafilatura(tree: HtmlElement, *, url: str) -> str:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document = bare_extraction(tree, url=url, include_comments=False, with_metadata=False)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # It was not written for every page; the own reading stands.
        return ""
    return str(getattr(document, "text", None) or "").strip()
