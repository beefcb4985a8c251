"""Compare two versions of a text sentence by sentence, and their pay claims one by one.

In: two texts, or the claims of two versions. Out: what was changed, added and removed, in the order of the newer one,
with the words that differ marked. Sentences are compared, since a publisher who changes a figure leaves the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from pipeline.sentences import sentence_spans

T = TypeVar("T")

Piece = tuple[str, bool]
"""Words, and whether they differ from the other side."""

_WORD = re.compile(r"\s*\S+")
_FIGURE = re.compile(r"\d[\d.,]*")
# Below this two sentences are another, not a changed one.
_ALIKE = 0.5
# Longer texts are compared by paragraphs, longer sentences as a whole: the time grows with the square.
_MAX_SENTENCES = 2_000
_MAX_WORDS = 1_000
# A sentence that was changed stands near where it stood.
_NEAR = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Generic[T]):
    """One difference: `old` without `new` was removed, `new` without `old` was added."""

    old: T | None
    new: T | None


def changed_sentences(old: str, new: str) -> tuple[Changed[str], ...]:
    """Return how two texts differ, sentence by sentence.

    >>> changed_sentences("They win. They get $16.", "They win. They get $14.")
    (Changed(old='They get $16.', new='They get $14.'),)
    """
    before, after = _sentences(old), _sentences(new)
    found: list[Changed[str]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            found += _paired(before[start:end], after[new_start:new_end])
    return tuple(found)


def marked_words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return two sentences in pieces, each with whether it differs.

    >>> marked_words("They get $16.", "They get $14.")[1]
    (('They get', False), (' $14.', True))
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > _MAX_WORDS:
        return ((old, True),), ((new, True),)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if end > start:
            left.append(("".join(before[start:end]), kind != "equal"))
        if new_end > new_start:
            right.append(("".join(after[new_start:new_end]), kind != "equal"))
    return tuple(left), tuple(right)


def changed_claims(
    old: Sequence[T], new: Sequence[T], *, same: Sequence[str], sentence: str = "sentence"
) -> tuple[Changed[T], ...]:
    """Return how the claims of two versions differ.

    Args:
        same: attributes that make two claims the same one.
        sentence: attribute with the sentence; claims that differ are paired by its likeness, figures aside.
    """

    def key(claim: T) -> tuple[object, ...]:
        return tuple(getattr(claim, name) for name in same)

    left, right = list(old), list(new)
    for claim in old:
        twin = next((other for other in right if key(other) == key(claim)), None)
        if twin is not None:
            left.remove(claim)
            right.remove(twin)
    found: list[Changed[T]] = []
    for claim in left:
        likeness = [(_likeness(getattr(claim, sentence), getattr(other, sentence)), other) for other in right]
        best, other = max(likeness, key=lambda pair: pair[0], default=(0.0, None))
        if other is not None and best >= _ALIKE:
            right.remove(other)
            found.append(Changed(old=claim, new=other))
        else:
            found.append(Changed(old=claim, new=None))
    return (*found, *(Changed(old=None, new=claim) for claim in right))


def _sentences(text: str) -> list[str]:
    pieces = [text[start:end] for start, end in sentence_spans(text)]
    if len(pieces) <= _MAX_SENTENCES:
        return pieces
    return [line.strip() for line in text.split("\n") if line.strip()][:_MAX_SENTENCES]


def _paired(before: list[str], after: list[str]) -> list[Changed[str]]:
    """Pair what was replaced with what replaced it, in order; what has no counterpart was removed or added."""
    found: list[Changed[str]] = []
    start = 0
    for old in before:
        near = range(start, min(len(after), start + _NEAR))
        match = next((at for at in near if _likeness(old, after[at]) >= _ALIKE), None)
        if match is None:
            found.append(Changed(old=old, new=None))
        else:
            found += [Changed(old=None, new=new) for new in after[start:match]]
            found.append(Changed(old=old, new=after[match]))
            start = match + 1
    return [*found, *(Changed(old=None, new=new) for new in after[start:])]


def _likeness(one: str, other: str) -> float:
    """Return how much two sentences are alike, 0..1, whatever figures they state."""
    first, second = (_FIGURE.sub("0", text).split()[:_MAX_WORDS] for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
