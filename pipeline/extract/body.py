"""Find the text of an article in its page: trafilatura's fast path on the shared tree, one paragraph a line.

Out: paragraphs in page order, without comments. Pages too large for it are read by taking their
paragraphs as they come: bounded in time, honest in content, and better than nothing.
"""

import logging

from lxml.html import HtmlElement

# trafilatura walks the tree some 30 times; beyond this a page is a list, a dump or an attack.
MAX_ELEMENTS = 60_000
_MAX_PLAIN_CHARS = 2_000_000


def article_text(tree: HtmlElement, *, url: str) -> str:
    """Return the text of the article in `tree`; "" when there is none. `tree` may be changed."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    if _count(tree) > MAX_ELEMENTS:
        return plain_paragraphs(tree)
    document = bare_extraction(tree, url=url, fast=True, include_comments=False, with_metadata=False)
    text = getattr(document, "text", None) or ""
    return str(text).strip()


def plain_paragraphs(tree: HtmlElement) -> str:
    """Return the texts of all paragraphs of `tree`, one a line."""
    lines: list[str] = []
    length = 0
    for element in tree.iter("p", "h2", "h3", "li", "blockquote"):
        line = " ".join("".join(element.itertext()).split())
        if line:
            lines.append(line)
            length += len(line)
        if length > _MAX_PLAIN_CHARS:
            break
    return "\n".join(lines)


def _count(tree: HtmlElement) -> int:
    count = 0
    for count, _ in enumerate(tree.iter(), start=1):
        if count > MAX_ELEMENTS:
            break
    return count
