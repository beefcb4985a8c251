"""Hold what a sentence says of whom against what its sources say: who does, what is doubted, what comes first.

Both are parsed alike, so that what the parser gets wrong in one it mostly gets wrong in the other.
"""

from collections.abc import Collection, Iterator, Sequence

from pipeline.parsed import Word
from pipeline.publish.gate_figures import Figure, agree
from pipeline.publish.gate_owners import MEASURES, Read
from pipeline.publish.gate_words import (
    PRONOUNS,
    SAYING,
    above,
    below,
    families,
    is_content,
    same_meaning,
    stem,
    word_set,
)

_TIES = {
    "after": 1,
    "following": 1,
    "before": -1,
    "until": -1,
    "because": 2,
    "since": 1,
    "once": 1,
    "as": 0,
    "while": 0,
    "when": 1,
}
_DATES = word_set(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
)
_ROLES = frozenset(("does", "is done to", "to", "for", "from", "against", "with"))
_GETTING = word_set("earn get receive make")
"""Who does these is done to by those who pay."""
_GENERIC = families(("company", "firm", "business", "platform", "employer", "institute", "group", "one", "other"))
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
        places = [
            (one, other)
            for one in theirs
            for other in one.words
            if other.pos == verb.pos
            and same_meaning(verb, other)
            and (verb.lemma in _GETTING) == (other.lemma in _GETTING)
        ]
        problems = []
        for one, other in places:
            roles = _roles(one.words, other)
            if not roles or _other_figures(ours, verb, one, other):
                continue
            under = _subtree(one.words, other)
            known = _doers(one) | (under if _has_order(one) else set())
            is_sequence = _has_order(ours) or _has_order(one)
            is_said = verb.lemma in SAYING
            problems.append(list(_against(mine, roles, under, meant, known, is_sequence=is_sequence, is_said=is_said)))
        if problems and all(problems):
            yield f"{verb.text}: {problems[0][0]}"


def turned_ties(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield what comes first in one text and last in the other, and causes that became consequences.

    Which clause "after", "before" or "because" opens is read from the order of the words, not from the parse: its verb
    is the next one.
    """
    for place, marker, inside in _opened(ours):
        for one in theirs:
            for other_place, other_marker, other_inside in _opened(one):
                if _TIES[marker] * _TIES[other_marker] == 0 or abs(_TIES[marker]) != abs(_TIES[other_marker]):
                    continue
                is_same = _alike(inside, other_inside)
                outer = [word for word in ours.words if word.pos == "VERB" and word.at != inside.at]
                theirs_outer = [word for word in one.words if word.pos == "VERB" and word.at != other_inside.at]
                is_turned = (
                    not is_same
                    and any(_alike(word, other_inside) for word in outer)
                    and any(_alike(inside, word) for word in theirs_outer)
                )
                opposed = _TIES[marker] != _TIES[other_marker]
                if (is_turned and not opposed) or (is_same and opposed and place and other_place):
                    yield f"{marker} {inside.text}: in the source {other_marker} {other_inside.text}"


def moved_dates(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield dates of one event that are another's in the source."""
    for word in ours.words:
        if word.lemma not in _DATES:
            continue
        mine = _event(ours.words, word)
        known = [(one, other) for one in theirs for other in one.words if other.lemma == word.lemma]
        right = [event for one, other in known if (event := _event(one.words, other)) is not None]
        others = [
            event
            for one in theirs
            for other in one.words
            if other.lemma in _DATES and other.lemma != word.lemma and (event := _event(one.words, other)) is not None
        ]
        if mine is None or not right or any(_alike(mine, event) for event in right):
            continue
        if any(_alike(mine, event) for event in others):
            yield f"{mine.text} in {word.text}: in the source {right[0].text}"


def _event(words: Sequence[Word], word: Word) -> Word | None:
    return next((over for over in above(words, word) if over.pos == "VERB"), None)


def _opened(one: Read) -> list[tuple[bool, str, Word]]:
    """Return each word that ties two clauses, and the first verb of the clause that it opens."""
    found = []
    for word in one.words:
        if _TIES.get(word.lemma):
            verbs = (other for other in one.words[word.at + 1 :] if other.pos == "VERB")
            verb = next(verbs, None)
            if verb is not None and "," not in {other.text for other in one.words[word.at : verb.at]}:
                found.append((True, word.lemma, verb))
    return found


def _alike(word: Word, other: Word) -> bool:
    return same_meaning(word, other) or stem(word.lemma) == stem(other.lemma)


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
        elif child.text[0].isupper() and child.relation in {"advmod", "npadvmod", "dep"} and not passive:
            # The parser does not know invented names: where they stand tells.
            role = "does" if child.at < verb.at else "is done to"
            roles.setdefault(role, set()).update(_names(words, child))
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
        is_name = word.pos in {"NOUN", "PROPN"} or (word.at == head.at and word.text[0].isupper())
        if is_name and word.lemma not in PRONOUNS and word.lemma not in MEASURES and word.text[0].isalpha():
            found.add(word.text if word.pos == "PROPN" else stem(word.lemma))
        waiting += [child for child in below(words, word) if child.relation in {"conj", "compound", "appos"}]
    return found


def _doers(one: Read) -> set[str]:
    """Return who does or is done to anything in a text: those that a role can be given to by mistake."""
    return {
        name
        for verb in one.words
        if verb.pos in {"VERB", "AUX"}
        for role, names in _roles(one.words, verb).items()
        if role in {"does", "is done to"}
        for name in names
    }


def _subtree(words: Sequence[Word], top: Word) -> set[str]:
    """Return the nouns and names that hang on a word, directly or not."""
    return {
        word.text if word.pos == "PROPN" else stem(word.lemma)
        for word in words
        if any(over.at == top.at for over in above(words, word))
    }


def _other_figures(ours: Read, verb: Word, one: Read, other: Word) -> bool:
    """Say whether two verbs tell of different figures, so that who does them may differ."""
    mine, right = _figures_under(ours, verb), _figures_under(one, other)
    return bool(mine) and bool(right) and not any(agree(first, second) for first in mine for second in right)


def _figures_under(one: Read, verb: Word) -> list[Figure]:
    return [
        figure
        for figure in one.figures
        if any(
            figure.start <= word.start < figure.end
            and next((over.at for over in above(one.words, word) if over.pos == "VERB"), -1) == verb.at
            for word in one.words
        )
    ]


def _has_order(one: Read) -> bool:
    return any(word.lemma in _ORDER for word in one.words)


def _against(
    mine: dict[str, set[str]],
    theirs: dict[str, set[str]],
    under: set[str],
    meant: frozenset[str],
    known: set[str],
    *,
    is_sequence: bool,
    is_said: bool,
) -> Iterator[str]:
    for role, names in mine.items():
        held, right = _folded(names), _folded(theirs.get(role, set()))
        for other_role, other_names in theirs.items():
            shared = held & _folded(other_names)
            is_given = {role, other_role} == {"to", "is done to"}
            if other_role != role and not is_given and {role, other_role} <= _ROLES and shared and not held & right:
                yield f"{'/'.join(sorted(shared))} {role}, in the source {other_role}"
        # "Pays A $1 and B $2" may be told in another order, unless the order is what is told.
        is_listed = held <= _folded(under) and role != "does" and not is_sequence
        has_name = any(one[0].isupper() for one in theirs.get(role, set()))
        if is_listed or ({one.casefold() for one in names} <= meant and not has_name):
            continue
        elsewhere = {name for other_role, others in theirs.items() if other_role != role for name in _folded(others)}
        has_names = any(one[0].isupper() for one in names)
        is_known = ((has_names or is_sequence) and held & _folded(known)) or held & elsewhere
        # Another name at the same verb is another one's doing, wherever the name comes from.
        is_renamed = has_name and any(one[0].isupper() for one in names)
        is_pointed_at = right <= _GENERIC and any(one[0].isupper() for one in names)
        if (
            right
            and ((is_known and not is_said) or is_renamed)
            and not is_pointed_at
            and role in {"does", "is done to"}
            and not held & right
            and not _stand_for(held, right)
        ):
            yield f"{'/'.join(sorted(held))} {role}, in the source {'/'.join(sorted(right))}"


def _folded(names: set[str]) -> set[str]:
    return {stem(name.lower()) for name in names}


def _stand_for(held: set[str], right: set[str]) -> bool:
    return bool(families(held) & families(right))
