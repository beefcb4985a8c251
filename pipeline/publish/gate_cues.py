"""Hold each denial of a sentence against one of its sources: every "not" has a counterpart of its own, or is refused.

What a verb's own denials come to is read from the parse (`gate_doubts`); this needs none: a denial is compared with
the source's by the words beside it, and two cannot stand for one.
"""

from collections.abc import Iterator, Sequence

from pipeline.parsed import Word
from pipeline.publish.gate_owners import Read
from pipeline.publish.gate_words import NEGATORS, NOT_DONE, families, is_content, word_set

_WINDOW = 6
"""So many words on each side of a denial tell what it is about."""
_SAME = 2
"""A denial by the same word counts as so many words in common."""
_FEW = word_set("few rarely seldom hardly only least rather instead exclude exempt lose dismiss deny free lapse miss")
"""Words that a denial may be told by, as "few" by "not many"."""
_BOUNDS = word_set("less more few late only long")
"""Behind "not" or "no" they deny nothing: "no less than", "not only", "no longer"."""
_PARTICLES = word_set("down out off")
"""With a verb they may deny: "turned down", "thrown out", "left out"."""


def denials_added(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield the denials of a sentence that none is left for in its sources; "not" with "excluded" takes two."""
    left = [(one, word) for one in theirs for word in one.words if _may_deny(word, one.words)]
    cues = [word for word in ours.words if _may_deny(word, ours.words)]
    # The most alike are matched first.
    pairs = sorted(
        (-_shared(ours, cue, one, word), cue.at, number) for cue in cues for number, (one, word) in enumerate(left)
    )
    matched: set[int] = set()
    used: set[int] = set()
    for fit, at, number in pairs:
        if fit < 0 and at not in matched and number not in used:
            matched.add(at)
            used.add(number)
    for cue in cues:
        if cue.at not in matched and _is_denial(cue, ours.words):
            near = next((word.text for word in ours.words[cue.at + 1 :] if is_content(word)), "")
            yield f"{cue.text} {near}: the source has no such denial"


def _is_denial(word: Word, words: Sequence[Word]) -> bool:
    if word.at + 1 < len(words) and words[word.at + 1].lemma in _BOUNDS:
        return False
    return word.lemma in NEGATORS or word.text.lower() in NEGATORS


def _may_deny(word: Word, words: Sequence[Word]) -> bool:
    forms = {word.lemma, word.text.lower()}
    # "unpaid", "non-binding", "insufficient"; a few others ("Indian") are let in with them.
    has_prefix = word.text.lower().startswith(("un", "non", "in")) and word.pos == "ADJ"
    return _is_denial(word, words) or bool(forms & (NOT_DONE | _FEW | _PARTICLES)) or has_prefix


def _shared(ours: Read, cue: Word, one: Read, other: Word) -> float:
    return len(_around(ours, cue) & _around(one, other)) + (_SAME if cue.lemma == other.lemma else 0)


def _around(one: Read, cue: Word) -> frozenset[str]:
    near = one.words[max(0, cue.at - _WINDOW) : cue.at + _WINDOW + 1]
    return families(word.lemma for word in near if is_content(word))
