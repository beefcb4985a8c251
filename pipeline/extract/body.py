"""Find the text of an article in its page, one paragraph a line.

The page is cut into blocks, the article's region chosen, and its lines cleaned (`blocks`, `region`,
`prose`): on news pages this is better than trafilatura at a third of its cost. Where it finds little,
on recipes, tables, listings and old layouts, trafilatura reads the page as well and the fuller text wins.
"""

import logging

from lxml.html import HtmlElement

from pipeline.extract.blocks import Block, cut_blocks
from pipeline.extract.metadata import PageMetadata
from pipeline.extract.prose import article_lines
from pipeline.extract.region import choose_region

# trafilatura walks the tree some 30 times; beyond this a page is a list, a dump or an attack.
MAX_ELEMENTS = 60_000
# Below this the own reading is doubted.
_FEW_CHARS = 600


def article_text(tree: HtmlElement, said: PageMetadata, *, url: str) -> str:
    """Return the text of the article in `tree`; "" when there is none. `tree` may be changed."""
    blocks, zones = cut_blocks(tree, limit=MAX_ELEMENTS)
    region = choose_region(blocks, zones, title=said.title)
    lines: list[str] = []
    if region is not None:
        lines = article_lines(
            blocks, region.kept, title=said.title, authors=said.authors, descriptions=said.standfirsts
        )
    text = "\n".join(lines).strip()
    if len(text) >= _FEW_CHARS:
        return text
    other = _by_trafilatura(tree, url=url)
    return other if len(other) > len(text) else text


def _by_trafilatura(tree: HtmlElement, *, url: str) -> str:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document = bare_extraction(tree, url=url, fast=True, include_comments=False, with_metadata=False)
    return str(getattr(document, "text", None) or "").strip()
