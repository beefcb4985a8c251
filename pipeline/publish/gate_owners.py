"""Hold the figures of a sentence against those of its sources: whose they are, and where a change begins and ends.

The figures of a list ("A pays $1 and B $2") belong to the words of their own part of it, in both texts alike.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.parsed import Word
from pipeline.publish.gate_figures import Figure, agree
from pipeline.publish.gate_words import is_content, same_meaning, stem, word_set

MEASURES = word_set(
    "hour day week month year minute second shift percent % point hundred thousand million billion number"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december"
)
"""Nouns that neither own a figure nor do anything."""
_PARTS = re.compile(r"[,;:]|\b(?:and|but|while|whereas|against|though|although)\b")
_PAID = frozenset(stem(word) for word in ("pay", "earn", "get", "receive", "make", "salary", "wage"))
_BILLED = frozenset(stem(word) for word in ("charge", "bill", "invoice", "price", "cost", "fee"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A text as the gate reads it."""

    text: str
    words: Sequence[Word]
    figures: Sequence[Figure]


def strange_owners(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield figures that stand among the words of another figure of the source rather than among their own."""
    known = [
        (figure, around) for one in theirs for figure, around in zip(one.figures, _neighbours(one), strict=True)
    ]
    for figure, mine in zip(ours.figures, _neighbours(ours), strict=True):
        if not (figure.currency or figure.unit == "percent"):
            continue
        own = [around for other, around in known if agree(figure, other)]
        if not own:
            continue
        right = frozenset().union(*own)
        said = ours.text[figure.start : figure.end]
        # What a client is billed is not what a worker gets.
        if mine & _PAID and not mine & _BILLED and all(around & _BILLED and not around & _PAID for around in own):
            yield f"{said}: paid, in the source billed"
        for other, around in known:
            if agree(figure, other) or bool(other.currency) != bool(figure.currency):
                continue
            theirs_only, own_only = around - right, right - around
            if len(mine & theirs_only) > len(mine & own_only):
                yield f"{said}: of {', '.join(sorted(mine & theirs_only))}, in the source of {', '.join(sorted(own_only))}"
                break


def strange_modifiers(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield names that qualify one noun in the sentence and another one in the source: "Kenyan moderators"."""
    for word in ours.words:
        head = ours.words[word.head]
        if not _qualifies(word, head) or head.pos != "NOUN":
            continue
        held = [(one, other) for one in theirs for other in one.words if other.text == word.text]
        heads = [one.words[other.head] for one, other in held if _qualifies(other, one.words[other.head])]
        has_noun = any(stem(other.lemma) == stem(head.lemma) for one in theirs for other in one.words)
        if heads and len(heads) == len(held) and has_noun and not any(same_meaning(head, other) for other in heads):
            yield f"{word.text} {head.text}: in the source {word.text} {heads[0].text}"


def _qualifies(word: Word, head: Word) -> bool:
    return word.text[:1].isupper() and word.relation in {"amod", "compound"} and head.at > word.at


def _neighbours(one: Read) -> list[frozenset[str]]:
    """Return the stems that belong to each figure: up to the next one, or to what divides them.

    The figures of one change or range ("from $30 to $24") share theirs.
    """
    ends = [0]
    for first, second in zip(one.figures, one.figures[1:], strict=False):
        between = one.text[first.end : second.start]
        parted = _PARTS.search(between)
        ends.append(first.end + parted.start() if parted else second.start - len(between) // 2)
    ends.append(len(one.text))
    found = []
    for place, figure in enumerate(one.figures):
        figure_words = (figure.start, figure.end)
        found.append(
            frozenset(
                stem(word.lemma)
                for word in one.words
                if ends[place] <= word.start < ends[place + 1]
                and not figure_words[0] <= word.start < figure_words[1]
                and word.lemma not in MEASURES
                and is_content(word)
            )
        )
    for place in range(1, len(found)):
        first, second = one.figures[place - 1], one.figures[place]
        is_range = one.text[first.end : second.start].strip().lower() in {"to", "-", "and", "or"}
        if is_range or {first.after, second.after} == {"from", "to"}:
            found[place] = found[place - 1] = found[place] | found[place - 1]
    return found
