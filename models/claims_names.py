"""Tell the parsed sentences which words are names of known platforms and employers.

The small language model takes "Turing" for a verb and "Mercor" for a person. The gazetteer knows the names of this
beat and when an ambiguous one is meant; its spans correct the tokens. Names that it lacks are still found by their
place in the grammar.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from models.claims_parse import Tree
from models.claims_words import load_words
from models.gazetteer import EntitySpan, Gazetteer
from pipeline.config import find_places
from pipeline.records import Label

_PAYERS = (Label.PLATFORM, Label.EMPLOYER)


@cache
def _gazetteer(path: Path) -> Gazetteer | None:
    # A checkout without a gazetteer still reads claims: names are then found by grammar alone.
    return Gazetteer.load(path) if path.exists() else None


def load_names() -> Gazetteer | None:
    """Return the gazetteer of the data folder, None when it has none.

    Raises:
        ConfigError: the file is there, but is not in its form.
    """
    return _gazetteer(find_places().data / "gazetteer.toml")


def known_payers(text: str, *, title: str) -> tuple[EntitySpan, ...]:
    """Return the spans of `text` that name a platform or an employer."""
    gazetteer = load_names()
    if gazetteer is None:
        return ()
    return tuple(span for span in gazetteer.find(text, title=title) if span.label in _PAYERS)


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


def payer_id_of(name: str | None) -> str | None:
    """Return the gazetteer's id of a payer, None when it is not in it."""
    gazetteer = load_names()
    return gazetteer.resolve(name) if gazetteer is not None and name else None


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
