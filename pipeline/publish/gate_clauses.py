"""Hold what a sentence says of whom against what its sources say: who does, what is doubted, what comes first.

Both are parsed alike, so that what the parser gets wrong in one it mostly gets wrong in the other.
"""

from collections.abc import Collection, Iterator, Sequence

from pipeline.parsed import Word
from pipeline.publish.gate_owners import MEASURES, Read
from pipeline.publish.gate_words import LIGHT, PRONOUNS, SAYING, above, below, families, is_content, same_meaning, stem, word_set

_TIES = {"after": 1, "before": -1, "until": -1, "because": 2, "since": 1, "once": 1, "as": 0, "while": 0, "when": 1}
_ROLES = frozenset(("does", "is done to", "to", "for", "from", "against", "with"))
_ORDER = word_set("first second third then later next before after finally last")


def turned_roles(ours: Read, theirs: Sequence[Read], meant: frozenset[str]) -> Iterator[str]:
    """Yield what does in one text and is done to in the other, and names in places that are another's.

    Args:
        meant: words of the names that "the company" or "she" may stand for.
    """
    for verb in (word for word in ours.words if word.pos in {"VERB", "AUX", "NOUN"}):
        mine = _roles(ours.words, verb)
        if not mine:
            continue
        places = [(one, other) for one in theirs for other in one.words if other.pos == verb.pos and same_meaning(verb, other)]
        problems = [
            list(
                _against(
                    mine, roles, _subtree(one.words, other), meant, is_sequence=_has_order(ours) or _has_order(one)
                )
            )
            for one, other in places
            if (roles := _roles(one.words, other))
        ]
        if problems and all(problems):
            yield f"{verb.text}: {problems[0][0]}"


def turned_ties(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield what comes first in one text and last in the other, and causes that became consequences."""
    known = {tie for one in theirs for tie in _ties(one.words)}
    for first, second in _ties(ours.words):
        if (second, first) in known and (first, second) not in known:
            yield f"{first} before {second}"


def new_verbs_of_figures(ours: Read, new: Sequence[str]) -> Iterator[str]:
    """Yield the new verbs that figures hang on: what became of a figure is the source's to say."""
    for word in ours.words:
        if word.text in new and word.pos == "VERB":
            for figure in ours.figures:
                inside = [other for other in ours.words if figure.start <= other.start < figure.end]
                if any(over.at == word.at for other in inside for over in _clause_of(ours.words, other)):
                    yield word.text
                    break


def _clause_of(words: Sequence[Word], word: Word) -> Iterator[Word]:
    for over in above(words, word):
        yield over
        if over.pos == "VERB":
            return


def new_words(ours: Read, theirs: Sequence[Read], more: Collection[str]) -> list[str]:
    """Return the words that carry meaning and that no cited sentence has in any form.

    Args:
        more: words that may be used besides, as those of the names that pronouns stand for.
    """
    known = families(word.lemma for one in theirs for word in one.words)
    known |= families(word.text.lower() for one in theirs for word in one.words)
    known |= {stem(word) for word in more}
    return [
        word.text
        for word in ours.words
        if is_content(word)
        and word.lemma not in SAYING | MEASURES
        and stem(word.lemma) not in known
        and stem(word.text.lower()) not in known
    ]


def _roles(words: Sequence[Word], verb: Word) -> dict[str, set[str]]:
    """Return who does and what is done to: the heads and names of a verb's own parts."""
    roles: dict[str, set[str]] = {}
    children = below(words, verb)
    passive = any(child.relation in {"nsubjpass", "auxpass"} for child in children)
    if verb.relation == "conj" and not any(child.relation in {"nsubj", "nsubjpass"} for child in children):
        children += [child for child in below(words, words[verb.head]) if child.relation == "nsubj"]
    for child in children:
        if child.relation == "nsubj" and not passive:
            roles.setdefault("does", set()).update(_names(words, child))
        elif child.relation in {"dobj", "nsubjpass", "dative"}:
            roles.setdefault("is done to", set()).update(_names(words, child))
        elif child.relation == "agent" or (child.relation == "prep" and child.lemma == "by" and passive):
            for inner in below(words, child):
                roles.setdefault("does", set()).update(_names(words, inner))
        elif child.relation == "prep":
            for inner in below(words, child):
                if inner.relation == "pobj":
                    roles.setdefault(child.lemma, set()).update(_names(words, inner))
        elif child.relation == "poss" and verb.pos == "NOUN":
            roles.setdefault("of", set()).update(_names(words, child))
    return {name: held - {""} for name, held in roles.items() if held - {""}}


def _names(words: Sequence[Word], head: Word) -> set[str]:
    """Return a noun with what it is joined to, without pronouns."""
    found, waiting = set(), [head]
    while waiting:
        word = waiting.pop()
        if word.pos in {"NOUN", "PROPN"} and word.lemma not in PRONOUNS and word.lemma not in MEASURES:
            found.add(word.text if word.pos == "PROPN" else stem(word.lemma))
        waiting += [child for child in below(words, word) if child.relation in {"conj", "compound", "appos"}]
    return found


def _subtree(words: Sequence[Word], top: Word) -> set[str]:
    """Return the nouns and names that hang on a word, directly or not."""
    return {
        word.text if word.pos == "PROPN" else stem(word.lemma)
        for word in words
        if any(over.at == top.at for over in above(words, word))
    }


def _has_order(one: Read) -> bool:
    return any(word.lemma in _ORDER for word in one.words)


def _against(
    mine: dict[str, set[str]], theirs: dict[str, set[str]], under: set[str], meant: frozenset[str], *, is_sequence: bool
) -> Iterator[str]:
    for role, names in mine.items():
        held, right = _folded(names), _folded(theirs.get(role, set()))
        for other_role, other_names in theirs.items():
            shared = held & _folded(other_names)
            if other_role != role and {role, other_role} <= _ROLES and shared and not held & right:
                yield f"{'/'.join(sorted(shared))} {role}, in the source {other_role}"
        # "Pays A $1 and B $2" may be told in another order, unless the order is what is told.
        is_listed = held <= _folded(under) and role != "does" and not is_sequence
        has_name = any(one[0].isupper() for one in theirs.get(role, set()))
        if is_listed or ({one.casefold() for one in names} <= meant and not has_name):
            continue
        if right and role in {"does", "is done to"} and not held & right and not _stand_for(held, right):
            yield f"{'/'.join(sorted(held))} {role}, in the source {'/'.join(sorted(right))}"


def _folded(names: set[str]) -> set[str]:
    return {stem(name.lower()) for name in names}


def _stand_for(held: set[str], right: set[str]) -> bool:
    return bool(families(held) & families(right))


def _told(words: Sequence[Word], word: Word) -> Word:
    """Return what a clause tells of: its verb, or the subject of one that says nothing, as "came"."""
    if word.lemma not in LIGHT | {"follow", "happen", "occur"}:
        return word
    return next((child for child in below(words, word) if child.relation in {"nsubj", "nsubjpass"}), word)


def _ties(words: Sequence[Word]) -> set[tuple[str, str]]:
    """Return what is told to come before what: pairs of stems, the earlier or the cause first."""
    found = set()
    for word in words:
        marker = word.lemma
        if marker not in _TIES or not _TIES[marker]:
            continue
        head = words[word.head]
        if word.relation in {"mark", "advmod"}:
            inner, outer = head, words[head.head]
        else:
            inner = next((child for child in below(words, word) if child.relation in {"pobj", "pcomp"}), word)
            outer = head
        inner, outer = _told(words, inner), _told(words, outer)
        if inner.at == outer.at or inner.lemma in LIGHT or outer.lemma in LIGHT:
            continue
        pair = (stem(inner.lemma), stem(outer.lemma))
        found.add(pair if _TIES[marker] > 0 else pair[::-1])
    return found
