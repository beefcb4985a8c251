"""Read a page a second time by other means: long blocks with few links beside others like them are its text.

In: the blocks of a page. Out: the texts of those that are prose, judged by lengths and links alone; neither class
names nor the tree above a block count, which is what `region` goes by. Where both agree the text is likely right.
Source: Kohlschütter, Fankhauser and Nejdl 2010, "Boilerplate detection using shallow text features", the decision
tree on numbers of words and link density; words are counted as six characters, since some scripts do not part them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.extract.blocks import Block

DOUBTFUL_BELOW = 0.6
"""Confidence below which claims in a text are not printable unseen: `printable_text()` in the warehouse."""

_WORD_CHARS = 6.0
_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔።។။][\s\"”’»«›)\]]*$")
# Thai and Lao end no sentence with a mark.
_UNMARKED = re.compile("[\u0e00-\u0eff]")
_MIN_SENTENCE_CHARS = 40
# A paragraph without a mark at its end is one all the same: a colon, a verse, a caption glued to it.
_PARAGRAPH_CHARS = 200


def text_by_density(blocks: Sequence[Block]) -> list[str]:
    """Return the texts of the blocks that read like prose by their length and links, in page order."""
    words = [0.0, *(len(block.text) / _WORD_CHARS for block in blocks), 0.0]
    links = [0.0, *(block.link_share for block in blocks)]
    return [
        block.text
        for at, block in enumerate(blocks, start=1)
        if links[at] <= 1 / 3 and _is_text(words[at - 1 : at + 2], is_after_links=links[at - 1] > 5 / 9)
    ]


def agreement(one: Iterable[str], other: Iterable[str]) -> float:
    """Return how far two readings share their pieces: F1 of the characters, 0..1; 0 when both are empty.

    >>> agreement(["a paragraph"], ["a paragraph", "a caption of it"]) < 0.7
    True
    """
    first, second = Counter(one), Counter(other)
    total = _characters(first) + _characters(second)
    return 2 * _characters(first & second) / total if total else 0.0


def prose_share(lines: Sequence[str]) -> float:
    """Return which share of the characters of a text stands in lines of whole sentences, 0..1; 0 for no text.

    Where two readings agree on a listing, both are wrong in the same way: lists, menus and captions end no sentence.

    >>> prose_share(["The raters won a raise of two dollars, their committee said.", "Top stories of the day so far"])
    0.6741573033707865
    """
    prose = sum(len(line) for line in lines if _is_prose(line))
    return prose / max(1, sum(map(len, lines)))


def _is_prose(line: str) -> bool:
    if len(line) >= _PARAGRAPH_CHARS:
        return True
    return len(line) >= _MIN_SENTENCE_CHARS and (_SENTENCE_END.search(line) or _UNMARKED.search(line)) is not None


def _characters(pieces: Counter[str]) -> int:
    return sum(len(piece) * times for piece, times in pieces.items())


def _is_text(words: Sequence[float], *, is_after_links: bool) -> bool:
    before, own, after = words
    if is_after_links:
        return own > 40 or after > 17
    return own > 16 or after > 15 or before > 4
