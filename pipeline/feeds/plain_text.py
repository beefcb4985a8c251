"""Turn titles, links and languages as feeds write them into plain text, addresses and language tags.

In: text in which markup may stand once or twice escaped. Out: what a reader sees. Only names of HTML
elements count as tags: "List<String>" in a headline stays.
"""

import html
import re

from pipeline.urls import absolute_url

MAX_EXCERPT = 600
"""Characters of a feed's excerpt that are kept: some feeds have the whole article there."""
_MAX_RAW_EXCERPT = 8_000

# The elements that people put in headlines; a tag of another name is part of the text.
_TAG = re.compile(
    r"</?(?:a|abbr|acronym|b|big|bdi|bdo|blockquote|br|center|cite|code|del|dfn|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|"
    r"mark|nobr|ol|p|pre|q|s|samp|script|section|small|span|strike|strong|style|sub|sup|svg|time|tt|u|ul|var|wbr)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BREAKING = re.compile(r"<(?:br|p|/p|div|/div|li|hr|/h[1-6])\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--[^<>]*-->")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp|#0*38|#[xX]0*26);")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_OPEN_TAG = re.compile(r"<[^<>]*$")
_LINE_ENDS = re.compile(r"[\r\n]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")


def plain_title(text: str | None) -> str | None:
    """Return a title without markup, entities and needless white space; None when nothing is left.

    >>> plain_title("Pay <b>cut</b> at AT&amp;amp;T &#8211; again")
    'Pay cut at AT&T – again'
    """
    if not text:
        return None
    text = _without_tags(text)
    for _ in range(2):  # real feeds escape up to twice too often
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
        text = _without_tags(text)
    text = _INVISIBLE.sub("", text)
    return " ".join(text.split()) or None


def plain_excerpt(text: str | None) -> str | None:
    """Return the beginning of a description without markup; None when nothing is left.

    >>> plain_excerpt("<p>Raters <b>struck</b>.</p><img src='a.png'> More &hellip;")
    'Raters struck. More …'
    """
    raw = (text or "")[:_MAX_RAW_EXCERPT]
    plain = plain_title(_OPEN_TAG.sub("", raw)) or ""
    if len(plain) <= MAX_EXCERPT:
        return plain or None
    return plain[:MAX_EXCERPT].rpartition(" ")[0] or plain[:MAX_EXCERPT]


def link_address(text: str | None, *, base: str) -> str | None:
    """Return a link as an absolute http(s) address, or None when it is none.

    >>> link_address(" /a?x=1&amp;y=2 ", base="https://paper.example/feed")
    'https://paper.example/a?x=1&y=2'
    """
    text = (text or "").strip().strip("\u200b\ufeff")
    if not text or text.startswith("#"):
        return None
    # Line breaks inside an address are layout; a space was meant to be one.
    text = "".join(piece.strip() for piece in _LINE_ENDS.split(text))
    text = _ESCAPED_AMPERSAND.sub("&", text).replace(" ", "%20").replace("\t", "")
    if text[:4].lower() == "www.":
        text = base.partition(":")[0] + "://" + text
    return absolute_url(text, base=base)


def language_tag(text: str | None) -> str | None:
    """Return a language tag as the feed writes it, or None when it is none."""
    text = (text or "").strip()
    return text if _LANGUAGE.match(text) else None


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _COMMENT.sub("", text)
    return _TAG.sub(lambda tag: " " if _BREAKING.match(tag[0]) else "", text)
