"""Hold the figures of a sentence against those of its sources: whose they are, and where a change begins and ends.

The figures of a list ("A pays $1 and B $2") belong to the words of their own part of it, in both texts alike.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.parsed import Word
from pipeline.publish.gate_figures import Figure, agree
from pipeline.publish.gate_words import above, below, is_content, same_meaning, stem, word_set

MEASURES = word_set(
    "hour day week month year minute second shift percent % point hundred thousand million billion number"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december"
)
"""Nouns that neither own a figure nor do anything."""
_PARTS = re.compile(r"[,;:]|\b(?:and|but|while|whereas|against|though|although|which|who|where|when)\b")
_PAID = word_set("pay earn get receive make")
_BILLED = word_set("charge bill invoice cost")
_OF_ALL = frozenset(map(stem, word_set("pay earn receive salary wage rate price base basic")))
"""Words that may stand beside any figure of pay."""
_FRAMES = frozenset(("PAID", "BILLED"))
_OF_SUBJECT = 0.4
"""A subject counts as a word that stands one or two words away."""
_BILLED = frozenset(stem(word) for word in ("charge", "bill", "invoice", "price", "cost", "fee"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A text as the gate reads it."""

    text: str
    words: Sequence[Word]
    figures: Sequence[Figure]


def strange_owners(ours: Read, theirs: Sequence[Read], meant: frozenset[str]) -> Iterator[str]:
    """Yield figures that stand nearer to the words of another figure of the source than to their own.

    Args:
        meant: words of the names that "the company" or "she" may stand for.
    """
    known = [(figure, around) for one in theirs for figure, around in zip(one.figures, _neighbours(one), strict=True)]
    stands_for = {stem(word) for word in meant}
    for figure, mine in zip(ours.figures, _neighbours(ours), strict=True):
        if not (figure.currency or figure.unit == "percent"):
            continue
        own = [around for other, around in known if agree(figure, other)]
        if not own:
            continue
        right = {word for around in own for word in around}
        said = ours.text[figure.start : figure.end]
        # What a client is billed is not what a worker gets.
        is_paid = "PAID" in mine and "BILLED" not in mine
        if is_paid and all("BILLED" in around and "PAID" not in around for around in own):
            yield f"{said}: paid, in the source billed"
        for other, around in known:
            if agree(figure, other) or bool(other.currency) != bool(figure.currency):
                continue
            strange = mine.keys() & (around.keys() - right - stands_for) - _FRAMES - _OF_ALL
            held = mine.keys() & (right - around.keys()) - _FRAMES - _OF_ALL
            if sum(mine[word] for word in strange) > sum(mine[word] for word in held):
                yield f"{said}: of {', '.join(sorted(strange))}, in the source of {', '.join(sorted(right))}"
                break


def strange_modifiers(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield names that qualify one noun in the sentence and another one in the source: "Kenyan moderators"."""
    for word in ours.words:
        head = ours.words[word.head]
        if not _qualifies(word, head) or head.pos != "NOUN" or word.lemma in MEASURES:
            continue
        held = [(one, other) for one in theirs for other in one.words if other.text == word.text]
        heads = [one.words[other.head] for one, other in held if _qualifies(other, one.words[other.head])]
        has_noun = any(stem(other.lemma) == stem(head.lemma) for one in theirs for other in one.words)
        if heads and len(heads) == len(held) and has_noun and not any(same_meaning(head, other) for other in heads):
            yield f"{word.text} {head.text}: in the source {word.text} {heads[0].text}"


def _qualifies(word: Word, head: Word) -> bool:
    return word.text[:1].isupper() and word.relation in {"amod", "compound"} and head.at > word.at


def _neighbours(one: Read) -> list[dict[str, float]]:
    """Return the stems that belong to each figure, up to the next one or what divides them, and how near each is.

    The subject of the verb that a figure hangs on belongs to it as well. The figures of one change or range ("from $30
    to $24") share theirs.
    """
    ends = [0]
    for first, second in zip(one.figures, one.figures[1:], strict=False):
        between = one.text[first.end : second.start]
        parted = _PARTS.search(between)
        ends.append(first.end + parted.start() if parted else second.start - len(between) // 2)
    ends.append(len(one.text))
    found = []
    for place, figure in enumerate(one.figures):
        inside = [word.at for word in one.words if figure.start <= word.start < figure.end]
        near: dict[str, float] = {}
        for word in one.words:
            is_part = ends[place] <= word.start < ends[place + 1] and word.at not in inside
            if is_part and (word.pos == "VERB" or word.lemma == "charge") and word.lemma in _PAID | _BILLED:
                near["PAID" if word.lemma in _PAID else "BILLED"] = 0
            if is_part and inside and is_content(word) and word.lemma not in MEASURES:
                gap = min(abs(word.at - inside[0]), abs(word.at - inside[-1]))
                near[stem(word.lemma)] = max(near.get(stem(word.lemma), 0), 1 / (1 + gap))
        for subject in _subjects(one.words, inside):
            near[stem(subject.lemma)] = max(near.get(stem(subject.lemma), 0), _OF_SUBJECT)
        found.append(near)
    for place in range(1, len(found)):
        first, second = one.figures[place - 1], one.figures[place]
        is_range = one.text[first.end : second.start].strip().lower() in {"to", "-", "and", "or"}
        if is_range or {first.after, second.after} == {"from", "to"}:
            found[place] = found[place - 1] = found[place] | found[place - 1]
    return found


def _subjects(words: Sequence[Word], inside: Sequence[int]) -> list[Word]:
    for at in inside:
        for over in above(words, words[at]):
            if over.pos == "VERB" and over.at not in inside:
                heads = [
                    word
                    for word in below(words, over)
                    if word.relation in {"nsubj", "nsubjpass"} and word.pos in {"NOUN", "PROPN"}
                ]
                return heads + [word for head in heads for word in below(words, head) if word.relation == "compound"]
    return []
