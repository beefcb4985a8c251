"""Say who takes part in an event: the firms, unions and groups of workers in a clause.

In: the tokens of a clause and the names in its sentence. Out: actors in the words of the article, each with its entity
where the gazetteer knows it. A person is words at most, and only where people go to court or settle: never an entity.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.events_clause import Clause, lemma_of
from models.events_frames import Frame, Frames
from pipeline.records import EventActor, Label, Mention

if TYPE_CHECKING:
    from spacy.tokens import Token

_MOST_ACTORS = 6
_ORGANISATIONS = frozenset((Label.PLATFORM, Label.EMPLOYER, Label.UNION, Label.ORG))


@dataclass(frozen=True, slots=True)
class Name:
    """A mention in a sentence: half-open characters into it."""

    start: int
    end: int
    mention: Mention


def actors_of(
    tokens: Sequence["Token"],
    clause: Clause,
    frame: Frame,
    frames: Frames,
    sentence: str,
    names: Sequence[Name],
) -> tuple[EventActor, ...]:
    """Return who takes part: those with a name, else the group of people that does it or suffers it."""
    named = list(names_among(tokens, names))
    heads = [noun.token for noun in (clause.subject, clause.object) if noun is not None]
    for head in heads:
        person = next((n for n in names if n.mention.label is Label.PERSON and n.start <= head.idx < n.end), None)
        # A name of a person is words, never an entity.
        if person is not None and frame.type in {"lawsuit", "agreement"}:
            named.append(EventActor(words=person.mention.text, entity_id=None))
    if not named:
        named += [
            EventActor(words=_group(head, sentence), entity_id=None)
            for head in heads
            if frames.people.has(lemma_of(head), is_plural=head.tag_ in {"NNS", "NNPS"}) and head.pos_ == "NOUN"
        ][:1]
    return tuple(dict.fromkeys(named))[:_MOST_ACTORS]


def names_among(tokens: Sequence["Token"], names: Sequence[Name]) -> tuple[EventActor, ...]:
    """Return the firms, unions and other organisations that are named among the tokens."""
    inside = {token.idx for token in tokens}
    return tuple(
        dict.fromkeys(
            EventActor(words=name.mention.text, entity_id=name.mention.entity_id)
            for name in names
            if name.mention.label in _ORGANISATIONS and any(name.start <= at < name.end for at in inside)
        )
    )[:_MOST_ACTORS]


def parties_of(tokens: Sequence["Token"], names: Sequence[Name]) -> frozenset[tuple[str, str]]:
    """Return side (UNION or FIRM) and entity or name of each firm and union among the tokens."""
    inside = {token.idx for token in tokens}
    return frozenset(
        ("UNION" if name.mention.label is Label.UNION else "FIRM", name.mention.entity_id or name.mention.text)
        for name in names
        if name.mention.label in {Label.UNION, Label.EMPLOYER, Label.PLATFORM}
        and any(name.start <= at < name.end for at in inside)
    )


def _group(head: "Token", sentence: str) -> str:
    """Return the words for a group of people: "content moderators"."""
    parts = [head, *(child for child in head.children if child.dep_ in {"compound", "amod"} and child.i < head.i)]
    first = min(parts, key=lambda one: one.i)
    while first.i < head.i and any(word.dep_ == "nummod" for word in [first]):
        first = first.nbor()
    return " ".join(sentence[first.idx : head.idx + len(head)].split())
