"""Find the names that stand in an employer's place: "X pays", "hired by X", "X's raters", "at the X home".

In: a parsed sentence. Out: `Employer`s in order, each with how sure its place makes it. Newspapers, unions, dates and
places are none.
"""

import re
from dataclasses import dataclass

from models.claims_evidence import is_person
from models.claims_parse import Token, Tree
from models.claims_refused import DATES, may_be_payer
from models.claims_venues import is_venue
from models.claims_words import Words, load_words, places_in

EMPLOYING = frozenset(
    [
        "work",
        "hire",
        "recruit",
        "employ",
        "contract",
        "train",
        "annotate",
        "label",
        "moderate",
        "review",
        "drive",
        "deliver",
        "pay",
        "earn",
        "start",
        "pick",
        "pack",
        "clean",
        "teach",
        "write",
        "grade",
        "rate",
        "test",
        "edit",
        "transcribe",
        "freelance",
        "temp",
        "freelancing",
        "engage",
        "onboard",
    ]
)
"""Verbs of those who employ, and of those who are employed."""
_SPEAKING = frozenset(
    [
        "say",
        "tell",
        "deny",
        "decline",
        "announce",
        "confirm",
        "respond",
        "insist",
        "claim",
        "argue",
        "add",
        "promise",
        "claim",
        "comment",
    ]
)
_BECOMES = re.compile(r"\b(?:to|into|became)\s(?:Project\s)?$")
_MOVE = re.compile(r"\s(?:transition|switch|move|handover)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """A name that stands in an employer's place."""

    name: str
    start: int
    strength: int
    """3: can hardly be anything else; 2: likely; 1: an organisation that says or does something."""


def name_at(tree: Tree, token: Token, text: str) -> str | None:
    """Return the name that a token is part of, None when it names no organisation."""
    if token.pos != "PROPN" or token.lower in DATES or token.money is not None:
        return None
    if token.ent in (
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "LAW",
        "LANGUAGE",
        "NORP",
        "EVENT",
        "GPE",
        "LOC",
    ) and not _mixed(token):
        whole = text[token.start : token.end]
        if token.ent not in ("GPE", "LOC", "NORP") or places_in(whole):
            return None
    tokens = tree.tokens
    first = last = token.i
    while (
        first >= 1
        and tokens[first - 1].pos == "PROPN"
        and tokens[first - 1].dep in ("compound", "nmod", "amod")
        and tokens[first - 1].money is None
    ):
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].pos == "PROPN" and tokens[last].dep == "compound":
        last += 1
    name = text[tokens[first].start : tokens[last].end].strip(" ,.'’\"“”")
    words = name.split()
    if name.lower() in tree.barred:
        return None
    if not words or not has_capital(words[0]) or words[0] in ("Project", "Operation"):
        return None
    if not may_be_payer(name):
        return None
    if _BECOMES.search(text[max(0, tokens[first].start - 10) : tokens[first].start]) and _MOVE.match(
        text, tokens[last].end
    ):
        # "the Musen to Nova transition" names projects
        return None
    human = (
        tokens[last].ent == "PERSON" and len(words) > 1 and not re.search(r"\b(?:AI|Labs?|Inc|Ltd|Group|Corp)\b", name)
    )
    return None if human or is_venue(name, text[tree.start : tree.end]) else name


WORKPLACES = frozenset(
    [
        "home",
        "hospital",
        "depot",
        "plant",
        "factory",
        "arm",
        "unit",
        "store",
        "warehouse",
        "school",
        "mill",
        "mine",
        "hotel",
        "restaurant",
        "cafe",
        "chain",
        "group",
        "firm",
        "company",
        "agency",
        "start-up",
        "startup",
        "platform",
        "app",
        "lab",
        "studio",
        "college",
        "university",
        "airline",
        "bank",
        "brand",
        "retailer",
        "network",
        "charity",
    ]
)
"""Nouns of what people work at or for."""


_LIVELIHOODS = frozenset(
    ["source", "employer", "job", "income", "livelihood", "marketplace", "vendor", "outsourcer", "provider"]
)
"""What a name is called that people live on: "Fennel is her only source of income"."""


def has_capital(word: str) -> bool:
    """Return whether a word is written as a name: "Vellum", "iMerit", "xAI".

    >>> has_capital("Vellum"), has_capital("iMerit"), has_capital("vellum")
    (True, True, False)
    """
    return any(letter.isupper() for letter in word[:3])


def named_place_of_work(tree: Tree, token: Token, text: str) -> str | None:
    """Return the name in "the Bramley Court home"; a place or nationality alone is no name."""
    if token.lemma not in WORKPLACES or token.pos not in ("NOUN", "PROPN"):
        return None
    for kid in tree.kids(token.i, "compound", "nmod"):
        name = name_at(tree, kid, text)
        if name is not None and kid.i < token.i:
            return name
    return None


def _mixed(token: Token) -> bool:
    return any(letter.isupper() for letter in token.text[1:]) and not token.text.isupper()


def employers_in(tree: Tree, text: str) -> list[Employer]:
    """Return the names in an employer's place, in order."""
    words = load_words()
    found: list[Employer] = []
    for token in tree.tokens:
        if token.pos != "PROPN":
            continue
        strength = _strength(tree, token, words)
        name = name_at(tree, token, text) if strength else None
        if name is not None:
            found.append(Employer(name=name, start=token.start, strength=strength))
    return found


def _strength(tree: Tree, token: Token, words: Words) -> int:
    head = tree.tokens[token.head]
    if token.dep in ("conj", "appos") and head.pos == "PROPN" and head.i != token.i:
        return _strength(tree, head, words)
    if token.dep == "nsubj":
        if head.lemma in words.verbs["pay"] | {"list", "advertise", "recruit", "start", "owe"}:
            return 3
        if head.lemma in words.verbs["change"] | {"require", "set", "run"}:
            return 2
        if head.lemma == "be" and any(kid.lemma in WORKPLACES | _LIVELIHOODS for kid in tree.kids(head.i, "attr")):
            return 2
        return 1 if head.lemma in _SPEAKING and token.ent != "PERSON" else 0
    if token.dep in ("pobj", "pcomp"):
        preposition = head.lower
        above = tree.tokens[head.head]
        if preposition in ("at", "for", "by", "with", "on", "from", "through", "via"):
            if (
                above.lemma in EMPLOYING
                or is_person(above, words)
                or above.lemma in words.people["work"]
                or above.lemma in ("advert", "listing", "posting", "contract", "ad")
            ):
                return 3
            return (
                2
                if preposition == "at"
                else 1
                if preposition in ("for", "by", "on") and token.ent in ("ORG", "PRODUCT")
                else 0
            )
        return 0
    if token.dep == "poss" and tree.tokens[head.head].lemma in ("bill", "charge", "invoice"):
        return 0
    if token.dep == "poss" and token.ent == "PERSON" and head.lemma in words.pay_nouns:
        # "Ruiz's wage" is what Ruiz gets.
        return 0
    if token.dep == "poss":
        if head.pos == "PROPN" and any(tree.tokens[j].lower == "project" for j in tree.children[head.i]):
            return 3
        if (
            is_person(head, words)
            or head.lemma in words.pay_nouns
            or head.lemma in words.maybe_nouns
            or head.lemma in words.people["documents"]
            or head.lemma in ("project", "platform", "transition", "programme")
        ):
            return 3
        return 1
    if token.dep in ("compound", "nmod", "amod") and head.pos == "NOUN":
        return 3 if is_person(head, words) or head.lemma in ("contract", "project", "platform", "contractor") else 0
    if token.dep == "dobj" and head.lemma in ("sue", "accuse", "join", "leave", "quit"):
        return 2
    return 0
