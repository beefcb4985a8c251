"""Read the clauses of a parsed sentence: who does what to whom, with which words beside it and under which verbs.

In: a spaCy document of one sentence and the labels of the names in it. Out: one clause for each verb that the word
lists know, with its subject and object found through conjunctions, relative clauses and infinitives, in the active and
the passive. Words of other clauses do not count as a clause's own: "they struck, which the deal did not end".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# What opens a clause of its own below a verb or a noun.
_OTHER_CLAUSES = frozenset(("relcl", "advcl", "ccomp", "parataxis", "csubj", "csubjpass"))
_QUANTITIES = frozenset(
    (
        "hundred", "thousand", "dozen", "score", "number", "majority", "percent", "cent", "group", "half",
        "most", "many", "some", "all", "one", "two", "three", "nine", "ten", "several", "%", "quarter",
        "third", "rest", "part", "wave", "series", "string", "round", "union", "branch", "pair", "couple",
        "lot", "set", "team",
    )
)  # fmt: skip
_RELATIVES = frozenset(("who", "which", "that", "whom"))
_DEEPEST = 25
"""Steps up or down a tree; deeper sentences are lists or tables."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun with what belongs to it."""

    token: "Token"
    lemmas: frozenset[str]
    """Of its head, and of what a quantity is of ("hundreds of drivers")."""
    words: frozenset[str]
    """All lemmas of the phrase, without its relative clauses."""
    labels: frozenset[str]
    is_plural: bool
    has_number: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb with its company."""

    verb: "Token"
    lemma: str
    subject: Noun | None
    object: Noun | None
    is_passive: bool
    words: frozenset[str]
    """Lemmas and words of the clause without its subject, and its pairs of words: "on strike"."""
    particles: frozenset[str]
    governors: frozenset[str]
    tokens: tuple["Token", ...]
    """All of the clause, its subject included, in order."""


def clauses(doc: "Doc", verbs: "frozenset[str] | set[str]", labels: Sequence[str | None]) -> Iterator[Clause]:
    """Yield the clauses whose verb is one of `verbs`, in the order of the sentence.

    Args:
        labels: of the name that each token is part of, None for most.
    """
    for token in doc:
        if lemma_of(token) in verbs and token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"amod", "aux", "auxpass"}:
            yield _clause(token, labels)


def lemma_of(token: "Token") -> str:
    """Return a token's lemma in lower case."""
    return token.lemma_.lower()


def phrase(token: "Token", *, deep: bool = False) -> list["Token"]:
    """Return a token and what belongs to it, in order, without other clauses.

    Args:
        deep: with the relative clauses and other clauses below.
    """
    found, waiting = [], [(token, 0)]
    while waiting:
        here, depth = waiting.pop()
        found.append(here)
        if depth < _DEEPEST:
            waiting += [(child, depth + 1) for child in here.children if deep or not _is_other_clause(child)]
    return sorted(found, key=lambda one: one.i)


def noun_of(token: "Token", labels: Sequence[str | None]) -> Noun:
    """Return the noun phrase of a token."""
    heads = [token]
    lemma = lemma_of(token)
    if lemma in _QUANTITIES or token.pos_ == "NUM":
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in {"of", "in"}:
                heads += [below for below in child.children if below.dep_ == "pobj"]
    else:
        # "staff and contractors"; "the company and the union"
        heads += [child for child in token.children if child.dep_ == "conj" and child.pos_ in {"NOUN", "PROPN"}]
    # "Vellum, a new platform"
    heads += [child for child in token.children if child.dep_ == "appos" and child.pos_ == "NOUN"]
    words = phrase(token)
    return Noun(
        token=token,
        lemmas=frozenset(lemma_of(head) for head in heads),
        words=frozenset(lemma_of(word) for word in words),
        labels=frozenset(label for head in heads for word in _of_name(head) if (label := labels[word.i]) is not None),
        is_plural=any(head.tag_ in {"NNS", "NNPS", "CD"} or head.lower_ in {"staff", "people"} for head in heads),
        has_number=any(word.pos_ == "NUM" or word.lower_ in {"hundreds", "dozens", "thousands"} for word in words),
    )


def _of_name(head: "Token") -> list["Token"]:
    """Return the words of the name that ends in `head`: "Vellum Networks Ltd" is labelled without its "Ltd"."""
    if head.pos_ != "PROPN":
        return [head]
    return [head, *(child for child in head.children if child.dep_ == "compound")]


def is_negated(token: "Token") -> bool:
    """Say whether a verb stands with "not", "never" or a subject or object with "no"."""
    for child in token.children:
        if child.dep_ == "neg" or child.lower_ in {"never", "not", "n't"}:
            return True
        if child.dep_ in {"nsubj", "nsubjpass", "dobj"}:
            if child.lower_ in {"nobody", "none", "neither"}:
                return True
            if any(word.lower_ in {"no", "neither"} and word.dep_ in {"det", "neg"} for word in child.children):
                return True
    return False


def _clause(verb: "Token", labels: Sequence[str | None]) -> Clause:
    children = {child.dep_: child for child in reversed(list(verb.children))}
    is_passive = "nsubjpass" in children or "auxpass" in children
    subject, object_ = _subject_token(verb), children.get("dobj")
    if object_ is not None and lemma_of(object_) in _RELATIVES and verb.dep_ == "relcl":
        object_ = verb.head
    if verb.dep_ == "relcl" and object_ is None and subject is not None and subject is not verb.head and not is_passive:
        object_ = verb.head
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        is_passive, subject = True, verb.head
    if is_passive:
        object_ = subject if object_ is None else object_
        agents = [child for child in verb.children if child.dep_ == "agent"]
        below = [child for agent in agents for child in agent.children if child.dep_ == "pobj"]
        subject = below[0] if below else None
    if object_ is None and lemma_of(verb) in {"let", "make", "see", "have"} and "ccomp" in children:
        # "let 640 of them go"
        object_ = next((child for child in children["ccomp"].children if child.dep_ in {"nsubj", "nsubjpass"}), None)
    own = _own_tokens(verb)
    own_subject = {token.i for token in phrase(subject)} if subject is not None else set()
    words = [token for token in own if token.i not in own_subject]
    everything = {token.i: token for token in own}
    for part in (subject, object_):
        if part is not None and part.sent == verb.sent:
            everything |= {token.i: token for token in phrase(part)}
    return Clause(
        verb=verb,
        lemma=lemma_of(verb),
        subject=None if subject is None else noun_of(subject, labels),
        object=None if object_ is None else noun_of(object_, labels),
        is_passive=is_passive,
        words=frozenset(lemma_of(token) for token in words if token is not verb)
        | frozenset(token.lower_ for token in words if token is not verb)
        | frozenset(f"{left.lower_} {right.lower_}" for left, right in pairwise(own) if right.i == left.i + 1),
        particles=frozenset(
            child.lower_ for child in verb.children if child.dep_ in {"prt", "prep", "advmod", "npadvmod", "acomp"}
        ),
        governors=frozenset(_governors(verb)),
        tokens=tuple(everything[at] for at in sorted(everything)),
    )


def _own_tokens(verb: "Token") -> list["Token"]:
    found, waiting = [], [(verb, 0)]
    while waiting:
        here, depth = waiting.pop()
        found.append(here)
        if depth >= _DEEPEST:
            continue
        for child in here.children:
            if _is_other_clause(child) and not (here is verb and _is_part(child, verb)):
                continue
            waiting.append((child, depth + 1))
    return sorted(found, key=lambda one: one.i)


def _is_other_clause(token: "Token") -> bool:
    return token.dep_ in _OTHER_CLAUSES or (token.dep_ == "conj" and token.pos_ in {"VERB", "AUX"})


def _is_part(child: "Token", verb: "Token") -> bool:
    """Say whether a clause below a verb still tells of the same deed: what for, or the "go" of "let go"."""
    if child.dep_ == "ccomp":
        return lemma_of(verb) in {"let", "make", "vote", "agree"}
    return child.dep_ == "advcl" and any(word.dep_ == "aux" and word.lower_ == "to" for word in child.children)


def _subject_token(verb: "Token") -> "Token | None":
    here = verb
    for _ in range(_DEEPEST):
        for child in here.children:
            if child.dep_ in {"nsubj", "nsubjpass"}:
                if lemma_of(child) in _RELATIVES and here.dep_ == "relcl":
                    return here.head
                return child
        if here.dep_ in {"conj", "xcomp", "acomp", "advcl", "pcomp", "prep"}:
            here = here.head
        elif here.dep_ == "relcl":
            return here.head
        elif here.dep_ == "acl":
            if here.tag_ in {"VBG", "VBD"}:
                return here.head
            here = here.head
        elif here.dep_ in {"dobj", "attr", "pobj"} and here.pos_ in {"NOUN", "PROPN"}:
            here = here.head
        else:
            return None
    return None


def _governors(verb: "Token") -> Iterator[str]:
    here = verb
    for _ in range(_DEEPEST):
        if here.dep_ not in {"xcomp", "ccomp", "pcomp", "acl", "prep", "dobj", "attr", "advcl"}:
            return
        here = here.head
        yield lemma_of(here)
