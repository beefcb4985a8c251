"""Choose which blocks of a page are the article.

Paragraphs cluster under the element that holds them; the heaviest cluster that does not look like
furniture is the article's core. The region then grows outwards while what it gains reads like more
of the same. Furniture inside it is left out, unless the core itself lies in it: class names lie.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from pipeline.extract.blocks import Block, Layout
from pipeline.extract.names import fold

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PROSE_TAGS_OUT = _HEADINGS | {"figcaption", "caption", "tr"}
_LEAF_TAGS = frozenset(("p", "li", "blockquote", "pre", "dd", "dt", "tr", "h2", "h3", "h4", "tbody", "ul", "ol"))
_SHORT_BY_NATURE = frozenset(("h2", "h3", "h4", "li", "tr", "dd", "dt"))
_SENTENCE = re.compile(r"[.!?…。।؟։።][\s\"”’»')\]]*(?:\s|$)|[。！？、，]|[,;:]\s")
_BODY_MARK = re.compile(
    r"article[-_]*(?:body|text|content)|(?:entry|post|story|news|page|main)[-_]*(?:body|content|text)|articlebody|"
    r"bodytext|richtext|rich-text",
    re.IGNORECASE,
)
_CONSENT = re.compile(r"\bcookies?\b|\bGDPR\b|\bDSGVO\b", re.IGNORECASE)
_MIN_PROSE_CHARS = 60
_MAX_LINK_SHARE = 0.35
_LONG_CHARS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The article's part of a page."""

    kept: tuple[int, ...]
    """Indexes of the blocks that belong to it, in page order."""
    prose_chars: int
    """Characters of running text in it."""
    is_marked: bool
    """True when the core calls itself the article's body."""
    page_prose_chars: int
    """Characters of running text on the whole page."""


@dataclass(slots=True)
class _Gain:
    """Characters that a wider region would gain."""

    good: int = 0
    same: int = 0
    """Of `good`: under an element like the core."""
    beside: int = 0
    """Of `good`: directly in the wider element."""
    links: int = 0
    crumbs: int = 0
    """Number of short pieces that are no sentences."""


def is_prose(block: Block) -> bool:
    """Say whether a block reads like running text."""
    return (
        len(block.text) >= _MIN_PROSE_CHARS
        and block.link_chars < (_MAX_LINK_SHARE if len(block.text) < _LONG_CHARS else 0.5) * len(block.text)
        and block.tag not in _PROSE_TAGS_OUT
        and _SENTENCE.search(block.text) is not None
    )


def choose_region(layout: Layout, *, title: str | None) -> Region | None:
    """Return the article's region, or None when the page has no running text."""
    chooser = _Chooser(layout, title)
    core = chooser.core()
    if core is None:
        return None
    chooser.bury_zones(core)
    container = chooser.grow(core)
    first, end = layout.span(container)
    kept = [index for index in range(first, end) if chooser.alive[index]]
    if not kept:
        return None
    kept = chooser.lead(container, kept[0]) + kept
    chars = chooser.chars
    return Region(
        kept=tuple(kept),
        is_marked=_is_marked(core),
        prose_chars=sum(chars[index] for index in kept),
        page_prose_chars=sum(chars),
    )


class _Chooser:
    """Holds what is computed once for a page: which blocks are prose, where the headline is, what is furniture."""

    def __init__(self, layout: Layout, title: str | None) -> None:
        self.layout, self.blocks, self.zones = layout, layout.blocks, layout.zones
        self.prose = [is_prose(block) for block in self.blocks]
        self.chars = [len(block.text) if good else 0 for block, good in zip(self.blocks, self.prose, strict=True)]
        self.holders = {index: _holder(self.blocks[index]) for index, good in enumerate(self.prose) if good}
        self.headline = self._headline_index(title)
        self.alive = [True] * len(self.blocks)

    def core(self) -> HtmlElement | None:
        """Return the element with the heaviest cluster of running text."""
        weights: defaultdict[HtmlElement, float] = defaultdict(float)
        for index, holder in self.holders.items():
            block = self.blocks[index]
            strong = any(self.zones[zone].is_strong for zone in block.zones)
            weight = self.chars[index] * (0.1 if strong else 0.6 ** min(3, len(block.zones)))
            if self.headline is not None and index < self.headline:
                weight *= 0.3
            if _CONSENT.search(block.text):
                weight *= 0.2
            element: HtmlElement | None = holder
            share = 1.0
            while element is not None and share > 0.2:
                weights[element] += weight * share
                share *= 0.5
                element = element.getparent()
        own = self._own_article()
        for element in weights:
            if own is not None and own[0] <= self.layout.span(element)[0] < own[1]:
                weights[element] *= 2.0
            if element.tag == "article" or _is_marked(element):
                weights[element] *= 1.2
            elif element.tag in ("body", "html"):
                weights[element] *= 0.8
        return max(weights, key=lambda element: weights[element], default=None)

    def bury_zones(self, core: HtmlElement) -> None:
        """Leave out the blocks in zones, but for zones that hold the core or much of the text in it."""
        around = {core, *core.iterancestors()}
        alike: Counter[tuple[str, str]] = Counter()
        marks = [_signature(zone.element) for zone in self.zones]
        first, end = self.layout.span(core)
        for index in range(first, end):
            for number in self.blocks[index].zones if self.chars[index] else ():
                alike[marks[number]] += self.chars[index]
        total = sum(self.chars[first:end])
        live = {mark for mark, zone in zip(marks, self.zones, strict=True) if zone.element in around and mark[1]}
        dead = {
            number
            for number, (zone, mark) in enumerate(zip(self.zones, marks, strict=True))
            if zone.element not in around
            and mark not in live
            and (zone.is_strong or alike[mark] <= 0.3 * total)
            # Paragraphs that a paywall hides stand in the page all the same.
            and not (zone.why == "hidden" and zone.element.tag == "p" and self._is_within(zone.element, first, end))
        }
        self.alive = [not any(zone in dead for zone in block.zones) for block in self.blocks]

    def grow(self, core: HtmlElement) -> HtmlElement:
        """Return the ancestor of `core` that holds the whole article."""
        mark = _signature(core)
        container = step = core
        inside = self._prose_in(core)
        page_chars = sum(chars for chars, alive in zip(self.chars, self.alive, strict=True) if alive)
        while (parent := step.getparent()) is not None and parent.tag not in ("body", "html"):
            is_whole = step.tag in ("article", "main") and inside > 0.5 * page_chars
            if step.tag == "article" and self._has_headline(step):
                # What follows is another article, however alike.
                break
            step = parent
            gain = self._gain(parent, container, mark)
            if not gain.good:
                continue
            if (gain.same >= 0.5 * gain.good and core.get("class")) or gain.beside >= 0.7 * gain.good:
                container = parent
            elif is_whole:
                break
            elif gain.good < 0.35 * inside and inside > 700:
                continue
            elif gain.good > 1.5 * gain.links + 20 * gain.crumbs:
                container = parent
            elif gain.good > 0.3 * inside:
                break
            inside = self._prose_in(container)
        return container

    def lead(self, container: HtmlElement, first: int) -> list[int]:
        """Return the paragraphs between the headline and the region: a paywall often wraps all but the first."""
        levels = [ancestor for ancestor in container.iterancestors() if ancestor.tag not in ("body", "html")]
        headline = self.headline
        if headline is None or headline >= first:
            headline, levels = max(-1, first - 15), levels[:1]
        if not levels:
            return []
        start, _ = self.layout.span(levels[:4][-1])
        return [
            index
            for index in range(max(headline + 1, start), first)
            if self.prose[index] and self.alive[index] and self.blocks[index].tag == "p" and not self._is_teaser(index)
        ]

    def _gain(self, parent: HtmlElement, container: HtmlElement, mark: tuple[str, str]) -> _Gain:
        """Return what stands in `parent` outside `container`."""
        gain = _Gain()
        first, end = self.layout.span(parent)
        inner_first, inner_end = self.layout.span(container)
        for index in (*range(first, inner_first), *range(inner_end, end)):
            block = self.blocks[index]
            if not self.alive[index]:
                continue
            if self.prose[index] and not self._is_teaser(index) and not _CONSENT.search(block.text):
                gain.good += self.chars[index]
                element: HtmlElement | None = self.holders[index]
                gain.beside += self.chars[index] if element is parent else 0
                while element is not None and element is not parent:
                    if _signature(element) == mark:
                        gain.same += self.chars[index]
                        break
                    element = element.getparent()
            elif self.prose[index]:
                gain.links += self.chars[index]
            elif block.link_chars > 0.5 * len(block.text):
                gain.links += len(block.text) + 10
            elif block.tag not in _SHORT_BY_NATURE and not _SENTENCE.search(block.text):
                gain.crumbs += 1
        return gain

    def _prose_in(self, element: HtmlElement) -> int:
        first, end = self.layout.span(element)
        return sum(self.chars[index] for index in range(first, end) if self.alive[index])

    def _has_headline(self, element: HtmlElement) -> bool:
        first, end = self.layout.span(element)
        return any(block.tag == "h1" for block in self.blocks[first:end])

    def _is_within(self, element: HtmlElement, first: int, end: int) -> bool:
        start, stop = self.layout.span(element)
        return first <= start < stop <= end

    def _own_article(self) -> tuple[int, int] | None:
        """Return the blocks of the `<article>` that holds the headline."""
        if self.headline is None:
            return None
        article = next(self.blocks[self.headline].element.iterancestors("article"), None)
        return None if article is None else self.layout.span(article)

    def _headline_index(self, title: str | None) -> int | None:
        folded = fold(title or "")
        if not folded:
            return None
        found = [
            index
            for index, block in enumerate(self.blocks)
            if block.tag in ("h1", "h2") and len(block.text) < 400 and fold(block.text) == folded
        ]
        plain = (i for i in found if not any(self.zones[zone].is_strong for zone in self.blocks[i].zones))
        return next(plain, found[0] if found else None)

    def _is_teaser(self, index: int) -> bool:
        """Say whether a paragraph stands under a heading that links elsewhere, but for crumbs between them."""
        for before in range(index - 1, max(-1, index - 5), -1):
            block = self.blocks[before]
            if block.tag in _HEADINGS:
                return block.link_chars > 0.6 * len(block.text)
            if len(block.text) >= _MIN_PROSE_CHARS:
                return False
        return False


def _holder(block: Block) -> HtmlElement:
    """Return the element that holds the paragraph among others of its kind."""
    element = block.element
    while element.tag in _LEAF_TAGS and (parent := element.getparent()) is not None:
        element = parent
    return element


def _is_marked(element: HtmlElement) -> bool:
    return element.get("itemprop") == "articleBody" or _BODY_MARK.search(element.get("class") or "") is not None


def _signature(element: HtmlElement) -> tuple[str, str]:
    """Return tag and class names of an element; names with digits are of that element alone."""
    return str(element.tag), _shared_names(element.get("class") or "")


@lru_cache(maxsize=8192)
def _shared_names(marks: str) -> str:
    names = (name for name in marks.split() if not any(character.isdigit() for character in name))
    return " ".join(sorted(names)[:6])
