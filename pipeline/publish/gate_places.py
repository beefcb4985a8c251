"""Hold the place of each name of a sentence against its place in the sources: what stands around it, and how near.

A name that the cited sentences have may still be in another's place: "Swindon's office in Penhallow". Each name is
compared with all names of the source by the words beside them; it is strange when it fits another name's place better
than its own, alone or together with the name that it changed places with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.parsed import Word
from pipeline.publish.gate_figures import CURRENCIES, currency_of
from pipeline.publish.gate_owners import MEASURES, Read
from pipeline.publish.gate_words import PRONOUNS, above, families, is_content, word_set

_WINDOW = 5
"""So many words on each side of a name, without commas and the like, tell its place."""
_GROUND = 0.3
"""What a preposition or a possessive beside a name weighs, where a word of meaning next to it weighs 1."""
_MARGIN = 0.4
"""By so much another place must fit better; chosen on data/gold/gate/author1 and author2, whose names were swapped."""
_BESIDE = word_set("in at for from by of to with against on under between among via through into near")
_TITLES = word_set("mr mrs ms dr lord lady sir judge president professor")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    words: frozenset[str]
    """The name's own, in small letters; () of a pronoun."""
    first: int
    last: int
    is_adjective: bool = False
    """As "German", which no noun changes places with."""
    around: dict[frozenset[str], float]
    """What stands beside it: the family of a word and its nearness."""


def strange_places(ours: Read, theirs: Sequence[Read], meant: frozenset[str]) -> Iterator[str]:
    """Yield the names that stand in the place of another name of the source.

    Args:
        meant: words of the names that "the company" or "she" may stand for; their places are those of the pronouns.
    """
    known = [place for one in theirs for place in _places(one)]
    pointing = [place for one in theirs for place in _pronouns(one)]
    mine = list(_places(ours))
    for place in mine:
        own = [one for one in known if one.words & place.words] or (pointing if place.words & meant else [])
        fit = max((_fit(place, one) for one in own), default=0.0)
        for other in known:
            if other.words & place.words or other.is_adjective != place.is_adjective:
                continue
            if _are_joined(theirs, place.words, other.words):
                continue
            gain = _fit(place, other) - fit
            partners = [one for one in mine if one.words & other.words]
            if partners:
                gain += max(
                    max((_fit(one, two) for two in own), default=0.0)
                    - max(_fit(one, two) for two in known if two.words & one.words)
                    for one in partners
                )
            if gain > _MARGIN:
                yield f"{' '.join(sorted(place.words))}: in the source {' '.join(sorted(other.words))}"
                break


def _places(one: Read) -> Iterator[_Place]:
    run: list[Word] = []
    for word in [*one.words, None]:
        if word is not None and _is_name(word, one.words):
            if run and word.at != run[-1].at + 1:
                yield _place(one.words, run)
                run = []
            run.append(word)
        elif run:
            yield _place(one.words, run)
            run = []


def _pronouns(one: Read) -> Iterator[_Place]:
    for word in one.words:
        is_definite = word.pos == "NOUN" and any(
            other.head == word.at and other.lemma in {"the", "this", "that"} for other in one.words
        )
        if word.lemma in PRONOUNS or is_definite:
            around = _around(one.words, [word])
            yield _Place(words=frozenset(), first=word.at, last=word.at, around=around)


def _place(words: Sequence[Word], run: Sequence[Word]) -> _Place:
    return _Place(
        words=frozenset(word.text.casefold() for word in run if word.text.casefold() not in _TITLES),
        first=run[0].at,
        last=run[-1].at,
        is_adjective=all(word.pos == "ADJ" for word in run),
        around=_around(words, run),
    )


def _is_name(word: Word, words: Sequence[Word]) -> bool:
    is_capital = word.text[:1].isupper() and word.text[:1].isalpha()
    if not is_capital or word.text == "AI" or word.lemma in MEASURES | PRONOUNS or currency_of(word.text) in CURRENCIES:
        return False
    is_first = word.at == 0 or words[word.at - 1].text in {".", '"', ":"}
    return word.pos == "PROPN" or not is_first


def _around(words: Sequence[Word], run: Sequence[Word]) -> dict[frozenset[str], float]:
    first, last = run[0].at, run[-1].at
    found: dict[frozenset[str], float] = {}
    for word in words:
        if first <= word.at <= last or _is_name(word, words):
            continue
        low, high = (word.at + 1, first) if word.at < first else (last + 1, word.at)
        gap = sum(between.text[:1].isalnum() for between in words[low:high])
        if is_content(word) and word.lemma not in MEASURES and gap < _WINDOW:
            key = families([word.lemma])
            found[key] = max(found.get(key, 0.0), 1 / (1 + gap))
        elif gap == 0 and word.at < first and word.lemma in _BESIDE:
            found[frozenset([word.lemma])] = _GROUND
        elif word.at == last + 1 and word.text in {"'s", "'"}:
            found[frozenset(["'s"])] = _GROUND
    # The verb that a name hangs on is near it however far it stands.
    for over in above(words, run[-1]):
        if over.pos == "VERB":
            key = families([over.lemma])
            found[key] = max(found.get(key, 0.0), 0.5)
            break
    return found


def _fit(place: _Place, other: _Place) -> float:
    return sum(
        min(nearness, max((far for theirs, far in other.around.items() if theirs & key), default=0.0))
        for key, nearness in place.around.items()
    )


def _are_joined(theirs: Sequence[Read], first: frozenset[str], second: frozenset[str]) -> bool:
    """Say whether two names stand side by side in a source ("Uganda and Ethiopia"): one list, one place."""
    for one in theirs:
        places = list(_places(one))
        for left in places:
            for right in places:
                are_both = (left.words & first and right.words & second) or (
                    left.words & second and right.words & first
                )
                between = {word.text for word in one.words[left.last + 1 : right.first]}
                if are_both and left.last < right.first and between <= {"and", "or", ","}:
                    return True
    return False
