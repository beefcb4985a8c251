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

# Characters of the text: the lead says what happened, the beginning how, the rest who else is in it.
_LEAD = 300
_BEGINNING = 2000
_LONG = 6000
_LANGUAGE = 600
BRIEF_WORDS = 20

_WORD = re.compile(r"[$€£]?\d(?:[\d,.]*\d)?%?|[^\W\d_](?:[\w'’-]*[^\W_])?")
_LETTERS = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][\w'’-]+")
_FIGURE = re.compile(r"\d(?:[\d,.]*\d)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
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
# The commonest words of English, and of German, Spanish, French and Portuguese as far as English has them not.
_ENGLISH_TEXT = "the of and to in a is that for on with as by at from it are was his they"
_OTHER_TEXT = (
    "der die das und ist nicht mit von zu ein eine für auf den dem im des sich bei nach auch wie aus es el los las un"
    " una por con para que del se su sus más pero le les et du une pour dans qui sur est au pas o os uma em não com são"
    " ao da na"
)
_ENGLISH, _OTHERS = frozenset(_ENGLISH_TEXT.split()), frozenset(_OTHER_TEXT.split())


Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """An article's words, names and figures as sorted unique term numbers."""

    words: Numbers
    """Of title and beginning."""
    weights: NDArray[np.float64]
    """How much each of `words` counts before its rarity is known: 1 + log(occurrences), the title doubled."""
    names: Numbers
    lead_words: Numbers
    """Of the title and the first lines: what the article says it is about."""
    lead_names: Numbers
    all_words: Numbers
    all_names: Numbers
    figures: Numbers
    """Numbers but years."""
    main_names: Numbers
    """The names that title and beginning say again and again: whom the article is about."""
    main_counts: NDArray[np.float64]
    """How often each of `main_names` is said, the title doubled."""
    is_english: bool
    """False where more words are of another language: a vector model of English sees little in them."""

    @property
    def is_brief(self) -> bool:
        """Say whether there is little more than a headline."""
        return len(self.all_words) < BRIEF_WORDS


def read_terms(article: Relatable) -> Terms:
    """Return the terms of an article."""
    title = plain_text(article.title)
    text = plain_text(article.text[:_LONG])
    counts = _words(title)
    counts.update(counts)
    counts.update(_words(text[:_BEGINNING]))
    numbers = sorted(counts)
    beginning = read_facts(title, text[:_BEGINNING])
    names = beginning.names or _capitalised(title)
    lead = f"{title}\n{text[:_LEAD]}"
    found = _FIGURE.findall(f"{title}\n{text[:_BEGINNING]}")
    said = Counter(_names_said(f"{title}\n{title}\n{text[:_BEGINNING]}"))
    main = {_number("@" + name): said[name] for name in names - _STOP if said[name] > 1}
    years = {figure for figure in found if _YEAR.fullmatch(figure)}
    return Terms(
        words=np.array(numbers, dtype=np.int32),
        weights=np.array([1.0 + math.log(counts[number]) for number in numbers]),
        names=_names(names),
        lead_words=_sorted(set(_words(lead))),
        lead_names=_names(_capitalised(lead) & (names | _capitalised(title))),
        all_words=_sorted(set(_words(f"{title}\n{text}"))),
        all_names=_names(read_facts(title, text).names | names),
        figures=_sorted({_number("#" + figure.replace(",", "")) for figure in set(found) - years}),
        main_names=_sorted(set(main)),
        main_counts=np.array([float(main[number]) for number in sorted(main)]),
        is_english=_is_english(f"{title} {text[:_LANGUAGE]}"),
    )


def _is_english(text: str) -> bool:
    words = [match.lower() for match in _LETTERS.findall(text)]
    others = sum(word in _OTHERS for word in words)
    return not others or others <= sum(word in _ENGLISH for word in words)


def _words(text: str) -> Counter[int]:
    return Counter(_number(_stem(word)) for word in _WORD.findall(text.lower()) if word not in _STOP and len(word) > 1)


def _capitalised(text: str) -> frozenset[str]:
    return frozenset(_names_said(text))


def _names_said(text: str) -> list[str]:
    return [match.lower().replace("’", "'").removesuffix("'s") for match in _CAPITALISED.findall(text)]


def _names(names: frozenset[str]) -> Numbers:
    return _sorted({_number("@" + name) for name in names - _STOP})


def _sorted(numbers: set[int]) -> Numbers:
    return np.array(sorted(numbers), dtype=np.int32)


def _stem(word: str) -> str:
    word = word.replace("’", "'").removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _number(term: str) -> int:
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) & (TABLE_SIZE - 1)
