"""Write over what other pages' captures have of an article that is taken down: links to it, their words, its headline.

In: the bytes of a page and a plan. Out: the same bytes, with x for each byte of an address, of a link's words, of a
headline or of a sentence; markup and blanks stay. What stands in the stored text of the page's own article stays, too:
those are the words of another article, whose text, ids and evidence would no longer be what was published. Its address
goes from there as well, which no text has.

Addresses are found as they are written in pages: whole, with JSON's and HTML's escapes, and as links within a site.
A page in another encoding than UTF-8 is searched as if it were in UTF-8, and written over in its own.
"""

import html
import re
from collections.abc import Collection, Iterator
from urllib.parse import urljoin

from pipeline.extract.decoding import charset_of, codec_of
from pipeline.records import Capture
from pipeline.takedown.plan import Plan
from pipeline.takedown.words import Spans
from pipeline.urls import host_of, page_key

_LINK = re.compile(rb"<a\b[^>]*>", re.I)
_HREF = re.compile(rb"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_SAID = re.compile(rb"""\b(?:title|alt|aria-label)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_ENTRY = re.compile(rb"<(item|entry|url)\b[^>]*>.*?</\1\s*>", re.I | re.S)
_TAG = re.compile(rb"<[^>]*>")
_BEFORE = re.compile(rb"(?:https?:)?(?:\\?/){2}(?:www\.)?$", re.I)
_LONGEST_LINK = 4_000
"""Bytes of what stands in a link: markup that never closes one must not take the page with it."""


class PageTraces:
    """What pages hold of a plan."""

    def __init__(self, plan: Plan) -> None:
        from ahocorasick_rs import BytesAhoCorasick

        self._spans = Spans(plan)
        self._keys = {page_key(url) for url in plan.urls}
        self._hosts = {host_of(url) for url in plan.urls}
        self._headlines = [_plain(one) for one in plan.headlines if len(one.split()) > 1]
        # A domain's own pages go as a whole, and nobody else's link to it without naming it.
        paths = ("/" + url.partition("://")[2].partition("/")[2] for url in plan.urls if plan.kind != "domain")
        ends = {path.rstrip("/").rpartition("/")[2] for path in paths}
        self._ends = BytesAhoCorasick([end.encode("utf-8", "replace") for end in sorted(ends) if end])

    def are_in(self, content: bytes) -> bool:
        """Say whether bytes in UTF-8 hold an address, a sentence, a headline or a name."""
        return any(True for _ in self._spans.addresses(content)) or any(True for _ in self._spans.words(content))

    def are_on_page(self, page: bytes, capture: Capture) -> bool:
        """Say whether the page of a capture holds any of these, or a link that names an address without its host."""
        codec = codec_of(page, declared_charset=charset_of(capture.content_type))
        if codec is not None:
            page = _in_utf8(page.decode(codec))
        if self.are_in(page):
            return True
        if not self._ends.find_matches_as_indexes(page):
            return False
        return any(True for _ in _links(page, capture.final_url, self._keys, self._hosts))

    def overwritten(self, page: bytes, capture: Capture, own_text: str) -> bytes:
        """Return the page of a capture without them, as long as it was.

        Args:
            own_text: the stored text and headline of the page's own article.
        """
        codec = codec_of(page, declared_charset=charset_of(capture.content_type))
        if codec is None:
            return _crossed_out(page, self._gone(page, capture.final_url, own_text))
        whole = _in_utf8(page.decode(codec))
        return _crossed_out_in(codec, whole, self._gone(whole, capture.final_url, own_text))

    def _gone(self, page: bytes, address: str, own_text: str) -> list[tuple[int, int]]:
        own = _plain(own_text)
        found = [*_addresses(page, self._spans), *_links(page, address, self._keys, self._hosts)]
        gone = list(found)
        for start, end in self._spans.words(page):
            if _plain(page[start:end].decode("utf-8", "replace")) not in own:
                gone.append((start, end))
        if found:
            gone += _beside(page, found, own)
            # A headline of few words is one by the link to it.
            gone += [span for one in self._headlines if one not in own for span in _written(page, one)]
        return gone


def _addresses(page: bytes, spans: Spans) -> Iterator[tuple[int, int]]:
    for start, end in spans.addresses(page):
        before = _BEFORE.search(page[max(0, start - 16) : start])
        yield start - (len(before.group()) if before else 0), end


def _links(page: bytes, address: str, keys: Collection[str], hosts: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield where links of a site's own pages name an address without its host."""
    if host_of(address) not in hosts:
        return
    for tag in _LINK.finditer(page):
        href = _HREF.search(tag.group())
        if href is None:
            continue
        which = next(number for number in (1, 2, 3) if href.group(number) is not None)
        target = html.unescape(href.group(which).decode("utf-8", "replace")).strip()
        try:
            whole = urljoin(address, target)
        except ValueError:
            continue
        if page_key(whole) in keys:
            yield tag.start() + href.start(which), tag.start() + href.end(which)


def _beside(page: bytes, found: Collection[tuple[int, int]], own: str) -> Iterator[tuple[int, int]]:
    """Yield what is said with an address: the words of a link, and the entry of a feed or sitemap as a whole."""
    for tag in _LINK.finditer(page):
        if not any(tag.start() <= start < tag.end() for start, _ in found):
            continue
        close = page.find(b"</a", tag.end(), tag.end() + _LONGEST_LINK)
        end = close if close >= 0 else tag.end()
        words = _plain(_TAG.sub(b" ", page[tag.end() : end]).decode("utf-8", "replace"))
        if words and words in own:
            continue
        yield from _words_in(page, tag.end(), end)
        for said in _SAID.finditer(page, tag.start(), end):
            yield said.span(1 if said.group(1) is not None else 2)
    for entry in _ENTRY.finditer(page):
        if any(entry.start() <= start < entry.end() for start, _ in found):
            yield from _words_in(page, entry.start(), entry.end())


def _words_in(page: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what stands between the tags of a part of a page."""
    at = start
    for tag in _TAG.finditer(page, start, end):
        yield at, tag.start()
        at = tag.end()
    yield at, end


def _written(page: bytes, phrase: str) -> Iterator[tuple[int, int]]:
    """Yield where a headline stands, in any case and with any blanks between its words."""
    words = [re.escape(html.escape(word, quote=False).encode("utf-8", "replace")) for word in phrase.split()]
    between = rb"(?:\s|&nbsp;|\\n)+"
    yield from (one.span() for one in re.finditer(rb"(?<!\w)" + between.join(words) + rb"(?!\w)", page, re.I))


def _crossed_out(page: bytes, spans: Collection[tuple[int, int]]) -> bytes:
    out = bytearray(page)
    for start, end in spans:
        out[start:end] = re.sub(rb"[^\s]", b"x", page[start:end])
    return bytes(out)


def _crossed_out_in(codec: str, page: bytes, spans: Collection[tuple[int, int]]) -> bytes:
    """Return a page that is given in UTF-8 in its own encoding, without what stands at these bytes of UTF-8."""
    unit = len("x".encode(codec))
    out, done = [], 0
    for start, end in sorted(spans):
        start, end = max(done, _whole(page, start, -1)), _whole(page, end, 1)
        if start >= end:
            continue
        # By words, not by characters: two of them may be one in the encoding.
        crossed = re.sub(r"\S+", lambda word: "x" * (len(word[0].encode(codec)) // unit), _of_utf8(page[start:end]))
        out += [_of_utf8(page[done:start]), crossed]
        done = end
    return "".join([*out, _of_utf8(page[done:])]).encode(codec)


def _whole(page: bytes, at: int, step: int) -> int:
    """Move an offset that stands within a character to its edge."""
    while 0 < at < len(page) and page[at] & 0xC0 == 0x80:
        at += step
    return at


def _in_utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _of_utf8(part: bytes) -> str:
    return part.decode("utf-8", "surrogatepass")


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split()).casefold()
