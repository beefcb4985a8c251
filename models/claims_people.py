"""Who is paid and where: the role, group or person of an amount, the place of the work and its named project."""

import re

from models.claims_frame import phrase
from models.claims_mention import Mention
from models.claims_parse import Token, Tree
from models.claims_pay import is_person
from models.claims_words import Place, Words, load_words, places_in


def find_worker(mention: Mention, text: str, payer: str | None) -> str | None:
    """Return the role, group or name of who is paid, in the words of the passage, without the payer's name."""
    frame = mention.frame
    if frame is None:
        return None
    words = load_words()
    drop = frozenset((payer or "").lower().split())
    for pick in _picks(mention, words):
        if (
            pick.pos in ("NOUN", "PROPN", "ADJ")
            and pick.money is None
            and (is_person(pick, words) or _is_subject_name(mention, pick))
        ):
            found = phrase(frame.tree, pick, text=text, drop=drop)
            if found and found.lower() not in _EMPTY:
                return found
    return None


_EMPTY = frozenset("people person man woman one those some many most others half third quarter majority".split())


def _is_subject_name(mention: Mention, token: Token) -> bool:
    frame = mention.frame
    return (
        frame is not None
        and token is frame.subject
        and token.pos == "PROPN"
        and frame.verb is not None
        and frame.verb.lemma in ("earn", "make", "take", "get", "receive")
    )


def _picks(mention: Mention, words: Words) -> list[Token]:
    """Return tokens that may name the worker, most likely first."""
    frame = mention.frame
    if frame is None:
        return []
    tree, anchor = frame.tree, frame.anchor
    out: list[Token | None] = []
    for token in tree.tokens[anchor.i + 1 : anchor.i + 9]:
        # "$28 an hour for mathematicians", "$11 of that to the person who does the work"
        if token.money is not None or token.text in (";", "—"):
            break
        if token.dep == "pobj" and tree.tokens[token.head].lower in ("for", "to"):
            out.append(token)
    gives = (
        frame.verb is not None
        and frame.verb.lemma in words.verbs["pay"] | {"list", "advertise", "cost"}
        and not frame.is_passive
    )
    out.extend([frame.receiver, frame.object] if gives else [frame.subject, frame.receiver, frame.object])
    for noun, _ in frame.nouns:
        out.append(noun)
        out.extend(_below(tree, noun))
    for token in (frame.subject, frame.object, frame.receiver):
        if token is not None:
            out.extend(_below(tree, token))
    if frame.verb is not None:
        for kid in tree.kids(frame.verb.i, "prep"):
            if kid.lower in ("for", "as", "to"):
                out.extend(tree.kids(kid.i, "pobj"))
    for upper in frame.chain[1:4]:
        if upper.lemma not in words.verbs["say"]:
            out.extend(tree.kids(upper.i, "nsubj", "nsubjpass", "dobj"))
    for upper in frame.chain[1:4]:
        out.extend(tree.kids(upper.i, "nsubj", "nsubjpass", "dobj"))
    if gives:
        out.append(frame.subject)
    return [token for token in out if token is not None]


def _below(tree: Tree, noun: Token) -> list[Token]:
    return [
        tree.tokens[j]
        for j in tree.subtree(noun.i)
        if tree.tokens[j].dep in ("poss", "pobj", "compound", "nmod", "amod")
        and tree.tokens[j].pos in ("NOUN", "PROPN")
    ]


_ROLE_IN_TEXT = re.compile(
    r"\b(?:an?|the|as|for|our|is hiring|currently hiring)\s((?:[A-Z]?[\w-]+\s){0,5}?[A-Za-z-]+)\s(?:role|position|job|post|vacancy)\b"
)


def role_in(sentence: str) -> str | None:
    """Return the job that a sentence names as such: "a staff research engineer role"."""
    match = _ROLE_IN_TEXT.search(sentence)
    return match[1] if match else None


def find_location(mention: Mention, text: str, *, title: str) -> str | None:
    """Return the place of the work: a place in the sentence, else the people's nationality, else the title's place."""
    found = places_in(text, start=mention.sent_start, end=mention.sent_end)
    real = [place for place in found if not place.is_people and _is_location(text, place)]
    people = [place for place in found if place.is_people]
    for choice in (real, people):
        if choice:
            return _nearest(choice, mention).name
    in_title = [place for place in places_in(title) if not place.is_people]
    return in_title[0].name if in_title else None


def _nearest(places: list[Place], mention: Mention) -> Place:
    """Return the place of the amount's own clause, else the nearest."""
    low, high = mention.start - len(mention.left), mention.end + len(mention.right)
    inside = [place for place in places if low <= place.start < high]
    return min(inside or places, key=lambda place: abs(place.start - mention.start))


def _is_location(text: str, place: Place) -> bool:
    before = text[max(0, place.start - 14) : place.start].lower()
    return not before.endswith(("told ", "university of ", "bank of ", "told the "))


_PROJECT = re.compile(r"\b(?:Project|Operation)\s[A-Z][\w-]+|\b[A-Z][\w-]+\s(?:Project|Programme|Program|Fellowship)\b")
_TO_PROJECT = re.compile(r"\b(Project\s[A-Z][\w-]+)\s(?:to|into|was folded into|became)\s((?:Project\s)?[A-Z][\w-]+)")


def find_project(mention: Mention) -> str | None:
    """Return the named project of an amount; of two in a change, the first has the old rate."""
    sentence = mention.before + " ¤ " + mention.after
    pair = _TO_PROJECT.search(sentence)
    if pair and mention.role == "to":
        return pair[2]
    match = _PROJECT.search(sentence)
    return match.group() if match else None
