"""Choose which blocks of a page are the article.

Paragraphs cluster under the element that holds them; the heaviest cluster that does not look like
furniture is the article's core. The region then grows outwards while what it gains reads like more
of the same. Furniture inside it is left out, unless the core itself lies in it: class names lie.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipeline.extract.blocks import Block, Zone
from pipeline.extract.names import fold

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PROSE_TAGS_OUT = _HEADINGS | {"figcaption", "caption", "tr"}
_LEAF_TAGS = frozenset(("p", "li", "blockquote", "pre", "dd", "dt", "tr", "h2", "h3", "h4", "tbody", "ul", "ol"))
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

    first: int
    """Index of its first block."""
    last: int
    """Index of its last block, inclusive."""
    kept: tuple[int, ...]
    """Indexes of the blocks that belong to it, in page order."""
    prose_chars: int
    """Characters of running text in it."""
    page_prose_chars: int
    """Characters of running text on the whole page."""


def is_prose(block: Block) -> bool:
    """Say whether a block reads like running text."""
    return (
        len(block.text) >= _MIN_PROSE_CHARS
        and block.link_chars < (_MAX_LINK_SHARE if len(block.text) < _LONG_CHARS else 0.5) * len(block.text)
        and block.tag not in _PROSE_TAGS_OUT
        and _SENTENCE.search(block.text) is not None
    )


def choose_region(blocks: list[Block], zones: list[Zone], *, title: str | None) -> Region | None:
    """Return the article's region, or None when the page has no running text."""
    prose = [is_prose(block) for block in blocks]
    page_prose = sum(len(block.text) for block, good in zip(blocks, prose, strict=True) if good)
    core = _core(blocks, zones, prose, title)
    if core is None:
        return None
    dead = _dead_zones(blocks, zones, prose, core)
    alive = [not any(zone in dead for zone in block.zones) for block in blocks]
    container = _grow(blocks, prose, alive, core)
    kept = [index for index, block in enumerate(blocks) if alive[index] and _is_inside(block.element, container)]
    if not kept:
        return None
    kept = _lead(blocks, prose, alive, container, kept[0], title) + kept
    return Region(
        first=kept[0],
        last=kept[-1],
        kept=tuple(kept),
        prose_chars=sum(len(blocks[index].text) for index in kept if prose[index]),
        page_prose_chars=page_prose,
    )


def _holder(block: Block) -> HtmlElement:
    element = block.element
    while element.tag in _LEAF_TAGS and element.getparent() is not None:
        element = element.getparent()
    return element


def _core(blocks: list[Block], zones: list[Zone], prose: list[bool], title: str | None) -> HtmlElement | None:
    """Return the element with the heaviest cluster of running text."""
    weights: defaultdict[HtmlElement, float] = defaultdict(float)
    headline = _headline_index(blocks, title)
    for index, block in enumerate(blocks):
        if not prose[index]:
            continue
        weight = float(len(block.text))
        strong = any(zones[zone].is_strong for zone in block.zones)
        weight *= 0.1 if strong else 0.6 ** min(3, len(block.zones))
        if headline is not None and index < headline:
            weight *= 0.3
        if _CONSENT.search(block.text):
            weight *= 0.2
        element: HtmlElement | None = _holder(block)
        share = 1.0
        while element is not None and share > 0.2:
            weights[element] += weight * share
            share *= 0.5
            element = element.getparent()
    own = _nearest_article(blocks[headline].element) if headline is not None else None
    for element in weights:
        if own is not None and _is_inside(element, own):
            weights[element] *= 2.0
        if (
            element.tag == "article"
            or element.get("itemprop") == "articleBody"
            or _BODY_MARK.search(element.get("class") or "")
        ):
            weights[element] *= 1.2
        elif element.tag in ("body", "html"):
            weights[element] *= 0.8
    return max(weights, key=lambda element: weights[element], default=None)


def _nearest_article(element: HtmlElement) -> HtmlElement | None:
    return next((ancestor for ancestor in element.iterancestors("article")), None)


def _headline_index(blocks: list[Block], title: str | None) -> int | None:
    if not title:
        return None
    folded = fold(title)
    for index, block in enumerate(blocks):
        if block.tag in ("h1", "h2") and len(block.text) < 400 and fold(block.text) == folded and not any(block.zones):
            return index
    return None


def _dead_zones(blocks: list[Block], zones: list[Zone], prose: list[bool], core: HtmlElement) -> set[int]:
    """Return the zones that are left out: all but those that hold the core or much of the text around it."""
    around = set(core.iterancestors()) | {core}
    mass: Counter[int] = Counter()
    total = 0
    for block, good in zip(blocks, prose, strict=True):
        if good and _is_inside(block.element, core):
            total += len(block.text)
            for number in block.zones:
                mass[number] += len(block.text)
    alike: Counter[tuple[str, str]] = Counter()
    for number, zone in enumerate(zones):
        alike[_signature(zone.element)] += mass[number]
    live_marks = {_signature(zone.element) for zone in zones if zone.element in around}
    dead: set[int] = set()
    for number, zone in enumerate(zones):
        if zone.element in around or (_signature(zone.element) in live_marks and zone.element.get("class")):
            continue
        if zone.why == "hidden" and zone.element.tag == "p" and core in zone.element.iterancestors():
            # Paragraphs that a paywall hides stand in the page all the same.
            continue
        if not zone.is_strong and alike[_signature(zone.element)] > 0.3 * total:
            continue
        dead.add(number)
    return dead


def _grow(blocks: list[Block], prose: list[bool], alive: list[bool], core: HtmlElement) -> HtmlElement:
    """Return the ancestor of `core` that holds the whole article."""
    mark = _signature(core)
    container = core
    inside = _good_chars(blocks, prose, alive, core)
    page_chars = sum(len(block.text) for index, block in enumerate(blocks) if prose[index] and alive[index])
    step = core
    while (parent := step.getparent()) is not None and parent.tag not in ("body", "html"):
        is_whole = step.tag in ("article", "main") and inside > 0.5 * page_chars
        gain_good = gain_links = gain_short = same = beside = 0
        for index, block in enumerate(blocks):
            if not alive[index] or not _is_inside(block.element, parent) or _is_inside(block.element, container):
                continue
            if prose[index] and _is_teaser(blocks, index):
                gain_links += len(block.text)
            elif prose[index]:
                gain_good += len(block.text)
                holder = _holder(block)
                beside += len(block.text) if holder is parent else 0
                if any(_signature(element) == mark for element in (holder, *_up_to(holder, parent))):
                    same += len(block.text)
            elif block.link_chars > 0.5 * len(block.text):
                gain_links += len(block.text) + 10
            elif block.tag not in ("h2", "h3", "h4", "li", "tr", "dd", "dt") and not _SENTENCE.search(block.text):
                gain_short += 1
        step = parent
        if not gain_good:
            continue
        if (same >= 0.5 * gain_good and core.get("class")) or beside >= 0.7 * gain_good:
            container = parent
        elif is_whole:
            break
        elif gain_good < 0.35 * inside and inside > 1500:
            continue
        elif gain_good > 1.5 * gain_links + 20 * gain_short:
            container = parent
        elif gain_good > 0.3 * inside:
            break
        inside = _good_chars(blocks, prose, alive, container)
    return container


def _lead(
    blocks: list[Block], prose: list[bool], alive: list[bool], container: HtmlElement, first: int, title: str | None
) -> list[int]:
    """Return the paragraphs between the headline and the region: a paywall often wraps all but the first."""
    headline = _headline_index(blocks, title)
    levels = [ancestor for ancestor in container.iterancestors() if ancestor.tag not in ("body", "html")]
    if headline is None or headline >= first:
        headline, levels = max(-1, first - 15), levels[:1]
    levels = levels[:4]
    return [
        index
        for index in range(headline + 1, first)
        if prose[index]
        and alive[index]
        and blocks[index].tag == "p"
        and not _is_teaser(blocks, index)
        and any(_is_inside(blocks[index].element, level) for level in levels)
    ]


def _is_teaser(blocks: list[Block], index: int) -> bool:
    """Say whether a paragraph stands under a heading that links elsewhere, but for crumbs between them."""
    for before in range(index - 1, max(-1, index - 5), -1):
        block = blocks[before]
        if block.tag in _HEADINGS:
            return block.link_chars > 0.6 * len(block.text)
        if len(block.text) >= _MIN_PROSE_CHARS:
            return False
    return False


def _good_chars(blocks: list[Block], prose: list[bool], alive: list[bool], element: HtmlElement) -> int:
    return sum(
        len(block.text)
        for index, block in enumerate(blocks)
        if prose[index] and alive[index] and _is_inside(block.element, element)
    )


def _signature(element: HtmlElement) -> tuple[str, str]:
    """Return tag and class names of an element; names with digits are of that element alone."""
    names = (
        name for name in (element.get("class") or "").split() if name.isalpha() or not any(c.isdigit() for c in name)
    )
    return str(element.tag), " ".join(sorted(names)[:6])


def _up_to(element: HtmlElement, top: HtmlElement) -> list[HtmlElement]:
    found = []
    for ancestor in element.iterancestors():
        if ancestor is top:
            break
        found.append(ancestor)
    return found


def _is_inside(element: HtmlElement, container: HtmlElement) -> bool:
    return element is container or any(ancestor is container for ancestor in element.iterancestors())
