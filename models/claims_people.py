"""Who pays and who is paid: names and descriptions around an amount, by their place in the grammar, then by nearness."""

import re
from dataclasses import dataclass

from models.claims_frame import phrase
from models.claims_mention import Mention
from models.claims_parse import Token, Tree
from models.claims_pay import is_person
from models.claims_words import Place, load_words, places_in

_NAME = re.compile(r"(?:[A-Z][\w&’'.-]*|[A-Z]+\d*)(?:\s(?:[A-Z][\w&’.-]*|&|of(?=\s[A-Z])|AI|\.ai))*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who pays, and how sure the text makes us."""

    name: str | None
    optional: bool = False
    alternatives: tuple[str, ...] = ()


def find_payer(mention: Mention, text: str, carried: str | None) -> Payer:
    """Return the payer of an amount.

    Args:
        carried: the payer of the neighbouring claim or the only employer that the passage names.
    """
    if mention.kind == "statutory_minimum":
        return Payer(name=None)
    frame = mention.frame
    words = load_words()
    if frame is not None:
        tree = frame.tree
        for candidate in _candidates(mention):
            named = _named(tree, candidate, text)
            if named is not None:
                return Payer(name=named)
            if candidate.lemma in words.people["employers"] and candidate.lemma not in words.people["vague_employers"]:
                return Payer(name=phrase(tree, candidate) or candidate.text, optional=True)
    if carried is not None:
        return Payer(name=carried, optional=True)
    return Payer(name=None)


def _candidates(mention: Mention) -> list[Token]:
    """Return the tokens that may name the payer, most likely first."""
    frame = mention.frame
    if frame is None:
        return []
    tree, words = frame.tree, load_words()
    out: list[Token] = []
    verb = frame.verb
    payish = (
        words.verbs["pay"]
        | words.verbs["change"]
        | {"list", "advertise", "deny", "set", "require", "recommend", "cost", "put", "have", "say"}
    )
    if frame.agent is not None:
        out.append(frame.agent)
    for upper in frame.chain[:3]:
        subject = next(iter(tree.kids(upper.i, "nsubj")), None) or (frame.subject if upper is verb else None)
        if subject is not None and upper.lemma in payish and not frame.is_passive and not is_person(subject, words):
            out.append(subject)
        for kid in tree.kids(upper.i, "agent"):
            out.extend(tree.kids(kid.i, "pobj"))
    # possessors and modifiers of the noun the amount belongs to, of the subject and of the receiver
    for noun in [noun for noun, _ in frame.nouns] + [
        token for token in (frame.subject, frame.receiver, frame.object) if token is not None
    ]:
        for j in tree.subtree(noun.i):
            token = tree.tokens[j]
            if (token.dep == "poss" and not is_person(token, words)) or (token.dep == "compound" and token.pos == "PROPN" and token.head == noun.i and noun.pos == "NOUN") or (
                token.dep == "pobj"
                and tree.tokens[token.head].lower in ("at", "for", "by", "with", "of", "on", "from", "to")
                and (token.pos == "PROPN" or token.lemma in words.people["employers"])
            ):
                out.append(token)
    if verb is not None:
        for upper in frame.chain[:2]:
            for kid in tree.kids(upper.i, "prep"):
                if kid.lower in ("at", "for", "by", "with", "from", "on"):
                    out.extend(
                        token
                        for token in tree.kids(kid.i, "pobj")
                        if token.pos == "PROPN" or token.lemma in words.people["employers"]
                    )
    return out


_NOT_PAYER_WORDS = frozenset(
    ["union", "guild", "ministry", "department", "court", "congress", "parliament", "senate", "university", "commission", "association", "federation", "institute", "reuters", "bloomberg", "guardian", "times", "bbc", "council"]
)
_DATES = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "christmas", "easter", "project"]
)


def _named(tree: Tree, token: Token, text: str) -> str | None:
    """Return the name that a token belongs to, None when it is no organisation's name."""
    if token.pos != "PROPN" or token.lower in _DATES:
        return None
    if token.ent in ("DATE", "TIME", "MONEY", "PERCENT", "LAW", "LANGUAGE", "NORP", "EVENT"):
        return None
    first = last = token.i
    tokens = tree.tokens
    while (
        first - 1 >= 0
        and tokens[first - 1].pos == "PROPN"
        and tokens[first - 1].dep in ("compound", "nmod", "amod")
        and tokens[first - 1].money is None
    ):
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].pos == "PROPN" and tokens[last].dep == "compound":
        last += 1
    name = text[tokens[first].start : tokens[last].end].strip(" ,.'’")
    if not name or not name[0].isupper() or name.split()[0] == "Project":
        return None
    for place in places_in(name):
        if place.end - place.start == len(name):
            return None
    return name


def only_employer(text: str, title: str, trees: list[Tree]) -> str | None:
    """Return the one organisation that the parsed sentences name in a payer's place, None for none or several."""
    words = load_words()
    names: dict[str, int] = {}
    for tree in trees:
        for token in tree.tokens:
            if token.pos != "PROPN" or token.ent == "PERSON":
                continue
            head = tree.tokens[token.head]
            payerly = (
                (
                    token.dep == "nsubj"
                    and head.lemma
                    in words.verbs["pay"]
                    | words.verbs["change"]
                    | {"recruit", "say", "tell", "deny", "require", "list", "decline"}
                )
                or (token.dep == "pobj" and head.lower in ("at", "for", "by", "with", "on"))
                or (token.dep == "poss")
            )
            if not payerly:
                continue
            named = _named(tree, token, text)
            if (
                named is not None
                and token.ent in ("ORG", "PRODUCT", "")
                and not any(word in named.lower() for word in _NOT_PAYER_WORDS)
            ):
                names[named] = names.get(named, 0) + 1
    del title
    return next(iter(names)) if len(names) == 1 else None


def find_worker(mention: Mention, payer: str | None) -> str | None:
    """Return the role, group or name of who is paid, in the words of the passage."""
    frame = mention.frame
    if frame is None:
        return None
    tree, words = frame.tree, load_words()
    drop = frozenset((payer or "").lower().split())

    def good(token: Token | None) -> bool:
        return token is not None and token.pos in ("NOUN", "PROPN", "ADJ") and is_person(token, words)

    picks: list[Token | None] = []
    # "$28 an hour for mathematicians": what follows the amount closest
    for j in tree.subtree(frame.anchor.i):
        token = tree.tokens[j]
        if token.dep == "pobj" and tree.tokens[token.head].lower == "for":
            picks.append(token)
    if frame.verb is not None:
        for kid in tree.kids(frame.verb.i, "prep"):
            if kid.lower == "for" and kid.i > frame.anchor.i:
                picks.extend(tree.kids(kid.i, "pobj"))
    pays = frame.verb is not None and frame.verb.lemma in words.verbs["pay"] and not frame.is_passive
    order = [frame.receiver, frame.object, frame.subject] if pays else [frame.subject, frame.receiver, frame.object]
    picks.extend(order)
    for noun, _ in frame.nouns:
        picks.append(noun)
        for j in tree.subtree(noun.i):
            token = tree.tokens[j]
            if token.dep in ("poss", "pobj", "compound", "amod") and token.money is None:
                picks.append(token)
    if frame.subject is not None:
        for j in tree.subtree(frame.subject.i):
            token = tree.tokens[j]
            if token.dep in ("pobj", "poss", "compound"):
                picks.append(token)
    for upper in frame.chain[1:3]:
        subject = next(iter(tree.kids(upper.i, "nsubj", "nsubjpass")), None)
        picks.append(subject)
    for pick in picks:
        if pick is not None and good(pick):
            found = phrase(tree, pick, drop=drop)
            if found:
                return found
    return None


def find_location(mention: Mention, text: str, *, title: str) -> str | None:
    """Return the place of the work: a place in the sentence, else the people's nationality, else the title's place."""
    found = places_in(text, start=mention.sent_start, end=mention.sent_end)
    real = [place for place in found if not place.is_people and _is_location(text, place)]
    people = [place for place in found if place.is_people]
    if real:
        return min(real, key=lambda place: abs(place.start - mention.money.start)).name
    if people:
        return min(people, key=lambda place: abs(place.start - mention.money.start)).name
    in_title = [place for place in places_in(title) if not place.is_people]
    return in_title[0].name if in_title else None


def _is_location(text: str, place: Place) -> bool:
    before = text[max(0, place.start - 14) : place.start].lower()
    return not before.endswith(("filed in ", "told ", "university of ", "bank of "))
