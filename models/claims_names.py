"""Tell the parsed sentences which words are names of known platforms and employers.

The small language model takes "Turing" for a verb and "Mercor" for a person. The gazetteer knows the names of this
beat and when an ambiguous one is meant; its spans correct the tokens. Names that it lacks are still found by their
place in the grammar.
"""

from bisect import bisect_right
from collections.abc import Sequence

from models.claims_parse import Tree
from models.claims_words import load_words
from models.gazetteer import EntitySpan, Gazetteer
from pipeline.records import Label

_PAYERS = (Label.PLATFORM, Label.EMPLOYER)


def known_names(
    text: str, *, title: str, gazetteer: Gazetteer
) -> tuple[tuple[EntitySpan, ...], tuple[EntitySpan, ...]]:
    """Return the spans of `text` that name a platform or an employer, and those that name a project."""
    found = gazetteer.find(text, title=title)
    payers = tuple(span for span in found if span.label in _PAYERS)
    return payers, tuple(span for span in found if span.label == "PROJECT")


def firms_by_sentence(
    names: Sequence[EntitySpan], spans: Sequence[tuple[int, int]], text: str
) -> dict[int, tuple[str, ...]]:
    """Return for the number of each sentence that names any the known platforms and employers in it."""
    starts = [start for start, _ in spans]
    found: dict[int, list[str]] = {}
    for name in names:
        found.setdefault(bisect_right(starts, name.start) - 1, []).append(text[name.start : name.end])
    return {number: tuple(firms) for number, firms in found.items()}


def are_kin(one: str, other: str) -> bool:
    """Return whether one name is the other, or a part of it.

    >>> are_kin("Kennet", "Kennet & Rowe"), are_kin("Kennet", "Rowe")
    (True, False)
    """
    a, b = set(one.lower().split()), set(other.lower().split())
    return a <= b or b <= a


def mark_names(trees: Sequence[Tree], spans: Sequence[EntitySpan]) -> None:
    """Make the tokens under known names proper nouns and organisations, in place."""
    for tree in trees:
        for span in spans:
            if span.end <= tree.start or span.start >= tree.end:
                continue
            for token in tree.tokens:
                if (
                    span.start <= token.start
                    and token.end <= span.end
                    and token.money is None
                    and token.text[0].isalnum()
                ):
                    token.pos, token.ent = "PROPN", "ORG"


def mark_bare_names(trees: Sequence[Tree]) -> None:
    """Make a capitalised word in a name's place a proper noun: "Dashloop guarantees", "Turing's advert".

    The small model tags unknown names at the start of a sentence as common nouns or verbs.
    """
    words = load_words()
    known = (
        words.people["roles"]
        | words.people["employers"]
        | words.people["documents"]
        | words.people["work"]
        | words.pay_nouns
        | words.maybe_nouns
    )
    for tree in trees:
        for token in tree.tokens:
            if (
                not token.text[:1].isupper()
                or token.pos == "PROPN"
                or token.lemma in known
                or token.tag in ("NNS", "PRP", "PRP$", "DT", "EX", "WP", "IN", "CD")
            ):
                continue
            head = tree.tokens[token.head]
            possessor = (
                token.dep == "poss"
                and token.pos in ("NOUN", "VERB", "ADJ")
                and (head.lemma in words.people["documents"] or head.lemma in known)
            )
            subject = (
                token.dep == "nsubj"
                and token.tag == "NN"
                and head.i == token.i + 1
                and head.lemma in words.verbs["pay"]
                and not tree.children[token.i]
            )
            if possessor or subject:
                token.pos, token.ent = "PROPN", "ORG"
