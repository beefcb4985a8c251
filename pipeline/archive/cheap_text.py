"""Take a title and the running text out of a page without a parser: enough to see what it is about, no more.

In: a page as text. Out: its title, and the lines of its body that are long enough to be sentences; menus, buttons and
captions are short. Time is linear in the page whatever it holds. What a page keeps in scripts is not seen: the text is
"" then, and who asks must read the page properly to know.
"""

import re
from html import unescape
from typing import NamedTuple

_HIDDEN = re.compile(r"<(!--|script\b|style\b|template\b)", re.IGNORECASE)
_ENDS = {
    name: re.compile(end, re.IGNORECASE)
    for name, end in (("!--", "-->"), ("script", "</script"), ("style", "</style"), ("template", "</template"))
}
_OG_TITLE = re.compile(
    r"""<meta\s[^<>]{0,200}?property\s*=\s*["']?og:title["']?[^<>]{0,200}?content\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{1,1000})", re.IGNORECASE)
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|br|h[1-6]|li|ul|ol|dl|dt|dd|td|tr|th|table|section|article|header|footer|nav|aside|blockquote|figure|"
    r"figcaption|button|form|label|option|main|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")

_MAX_MARKUP = 1_000_000
# A shorter line is a menu, a button or a date more often than a sentence.
_SENTENCE_CHARS = 60
# A page with less running text than two sentences keeps it in a script or has none.
_LEAST_CHARS = 200


class CheapText(NamedTuple):
    """What a page seems to say."""

    title: str
    text: str


def cheap_text(html: str) -> CheapText:
    """Return title and running text of a page; "" for what is not there."""
    found = _OG_TITLE.search(html[:100_000]) or _TITLE.search(html[:200_000])
    title = " ".join(unescape(next(filter(None, found.groups()), "")).split()) if found else ""
    markup = visible_markup(html)[:_MAX_MARKUP]
    body = _BODY.search(markup)
    # Line ends of the source say nothing; those of blocks do.
    blocks = _BLOCK.sub("\x00", markup[body.start() if body else 0 :].replace("\x00", " "))
    lines = (" ".join(line.split()) for line in unescape(_TAG.sub("", blocks)).split("\x00"))
    text = "\n".join(line for line in lines if len(line) >= _SENTENCE_CHARS)
    return CheapText(title, text if len(text) >= _LEAST_CHARS else "")


def visible_markup(html: str) -> str:
    """Return a page without comments, scripts, styles and templates; one that never ends hides the rest."""
    kept: list[str] = []
    position = 0
    while opening := _HIDDEN.search(html, position):
        kept.append(html[position : opening.start()])
        end = _ENDS[opening[1].lower()].search(html, opening.end())
        if end is None:
            return " ".join(kept)
        position = end.end()
    kept.append(html[position:])
    return " ".join(kept)
