"""Reduce an article to its words and names as numbered terms, to compare it with the members of a story.

In: a `Relatable`. Out: `Terms`. The title counts twice; of the text only the beginning is read, where news
says what happened. Term numbers are hashes into a table of fixed size, so that a stream of any length needs
no growing vocabulary; of 5,000 words in use, one in 50 shares its number with another.
"""

import math
import re
import zlib
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.relate.fingerprints import plain_text, read_facts
from pipeline.relate.relatable import Relatable

TABLE_BITS = 18
TABLE_SIZE = 1 << TABLE_BITS

_CHARS = 2000

_WORD = re.compile(r"[$€£]?\d(?:[\d,.]*\d)?%?|[^\W\d_](?:[\w'’-]*[^\W_])?")
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][\w'’-]+")
_STOP_TEXT = (
    "a about after again against all also am an and any are as at back be because been before being below between both"
    " but by can could did do does doing down during each even ever few first for from further get go had has have"
    " having he her here hers him his how however i if in into is it its just last least less like made make many may"
    " me might more most much must my near never new next no nor not now of off on once one only or other our out over"
    " own per put said same say says see she should since so some still such take tell than that the their them then"
    " there these they this those though through time to told too two under until up upon us very was way we well were"
    " what when where which while who whom whose why will with within without would year years yet you your according"
    " people mr mrs ms day days week weeks month months today yesterday monday tuesday wednesday thursday friday"
    " saturday sunday photo image video read update news report reports"
)
_STOP = frozenset(_STOP_TEXT.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """An article's words and names: sorted unique term numbers, and how much each counts."""

    words: NDArray[np.int32]
    weights: NDArray[np.float64]
    """1 + log(occurrences), title doubled; before the rarity of the word is known."""
    names: NDArray[np.int32]


def read_terms(article: Relatable) -> Terms:
    """Return the terms of an article."""
    title = plain_text(article.title)
    text = plain_text(article.text[:_CHARS])
    counts: Counter[int] = Counter()
    for part, times in ((title, 2), (text, 1)):
        for word in _WORD.findall(part.lower()):
            if word not in _STOP and len(word) > 1:
                counts[_number(_stem(word))] += times
    numbers = sorted(counts)
    facts = read_facts(title, text)
    names = facts.names or frozenset(match.lower() for match in _CAPITALISED.findall(title))
    return Terms(
        words=np.array(numbers, dtype=np.int32),
        weights=np.array([1.0 + math.log(counts[number]) for number in numbers]),
        names=np.array(sorted({_number("@" + name) for name in names - _STOP}), dtype=np.int32),
    )


def _stem(word: str) -> str:
    word = word.replace("’", "'").removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _number(term: str) -> int:
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) & (TABLE_SIZE - 1)
