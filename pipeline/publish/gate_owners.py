"""Hold the figures of a sentence against those of its sources: whose they are, and where a change begins and ends.

The figures of a list ("A pays $1 and B $2") belong to what stands nearest to them, in both texts alike.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.parsed import Word
from pipeline.publish.gate_figures import Figure, agree
from pipeline.publish.gate_words import stem, word_set

MEASURES = word_set(
    "hour day week month year minute second shift percent % point hundred thousand million billion number"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december"
)
"""Nouns that neither own a figure nor do anything."""
_AGENT = re.compile(r"(?:ers|ors|ists|ants|ees|ians)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A text as the gate reads it."""

    text: str
    words: Sequence[Word]
    figures: Sequence[Figure]


def strange_owners(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield figures that stand nearest to what is nearest to another figure in the source."""
    # A word that the parser takes for a noun in one of the texts is one in all.
    nouns = frozenset(
        word.text.lower()
        for one in (ours, *theirs)
        for word in one.words
        if word.pos in {"NOUN", "PROPN"} or (word.pos == "VERB" and _AGENT.search(word.text))
    )
    mine = _partners(ours, nouns)
    known = [(one, _partners(one, nouns)) for one in theirs]
    for figure, partner in zip(ours.figures, mine, strict=True):
        own, others = set(), set()
        for one, partners in known:
            for other, owner in zip(one.figures, partners, strict=True):
                if agree(figure, other):
                    own.add(owner)
                elif (bool(figure.currency), figure.unit == "percent") == (
                    bool(other.currency),
                    other.unit == "percent",
                ):
                    others.add(owner)
        if not (figure.currency or figure.unit == "percent"):
            continue
        if partner and own and partner not in own and partner in others:
            yield f"{ours.text[figure.start : figure.end]}: of {partner}, in the source of {', '.join(sorted(own))}"


def _partners(one: Read, nouns: frozenset[str]) -> list[str]:
    """Return for each figure the name or noun that it stands nearest to; the figures of one change share theirs."""
    partners: list[str] = []
    for place, figure in enumerate(one.figures):
        before = one.figures[place - 1] if place else None
        if before is not None and (
            (figure.after == "to" and before.after == "from")
            or one.text[before.end : figure.start].strip().lower() in {"to", "-"}
        ):
            partners.append(partners[-1])
        else:
            partners.append(_nearest(one, figure, nouns))
    return partners


def _nearest(one: Read, figure: Figure, nouns: frozenset[str]) -> str:
    best: tuple[float, str] | None = None
    for word in one.words:
        if not _may_own(one, word, nouns):
            continue
        gap = figure.start - word.end if word.end <= figure.start else word.start - figure.end
        between = one.text[min(word.end, figure.end) : max(word.start, figure.start)]
        # What stands across a comma or "and" belongs to another figure.
        far = gap + 40 * sum(between.count(mark) for mark in (",", ";", " and ", " but ", " while "))
        if best is None or far < best[0]:
            best = (far, stem(word.text.lower()))
    return best[1] if best else ""


def _may_own(one: Read, word: Word, nouns: frozenset[str]) -> bool:
    if word.text.lower() not in nouns or word.lemma in MEASURES:
        return False
    return not any(figure.start < word.end and word.start < figure.end for figure in one.figures)
