"""Who pays: the employer or platform that a text names for an amount, by grammar first, then by nearness.

A name in an employer's place ("X pays", "hired by X", "X's raters", "work for X") in the amount's own clause wins;
then the nearest such name in its sentence, then the payer of the claim before it, then the one employer that the
neighbouring sentences or the title name. A payer that was only inferred is marked optional. Unions, newspapers,
sources of a figure and places are no payers; where a law sets the amount there is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.claims_employers import EMPLOYING, WORKPLACES, Employer, name_at, named_place_of_work
from models.claims_evidence import is_person
from models.claims_frame import phrase
from models.claims_mention import Mention
from models.claims_parse import Token, Tree
from models.claims_words import Words, load_words, places_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who pays, and whether the text leaves room for doubt."""

    name: str | None
    optional: bool = False
    alternatives: tuple[str, ...] = ()
    source: str = "none"
    """How it was found: "grammar", "clause", "sentence", "carried", "near", "alone", "text", "described" or "none"."""


NOBODY = Payer(name=None)


def find_payer(
    mention: Mention,
    text: str,
    *,
    carried: str | None,
    nearby: Sequence[Employer],
    near: str | None,
    sole: str | None,
    here: Sequence[str],
    main: str | None,
) -> Payer:
    """Return the payer of an amount.

    Args:
        carried: payer of the claim before it in the same sentence.
        nearby: employers of its own sentence.
        near: payer of the claim before it in the same paragraph.
        sole: the one employer of the neighbouring sentences.
        here: all employers that its paragraph names up to the end of its sentence.
        main: the one employer that the whole text is about.
    """
    if mention.is_statutory or mention.kind == "statutory_minimum":
        return NOBODY
    alone = _alone_before(mention, text) if carried is not None else None
    if alone is not None:
        return Payer(name=alone, source="alone")
    low = mention.start - len(mention.left)
    own = [employer for employer in nearby if low <= employer.start < mention.start and employer.strength >= 3]
    if mention.frame is not None:
        by_grammar = _by_grammar(mention, text)
        if by_grammar is not None and not (
            own and (by_grammar.name or "") not in mention.left and (by_grammar.name or "") not in mention.right[:60]
        ):
            return by_grammar
    if own:
        return Payer(name=own[-1].name, optional=True, source="clause")
    before = [employer for employer in nearby if employer.start < mention.start and employer.strength >= 2]
    after = [employer for employer in nearby if employer.start > mention.start and employer.strength >= 2]
    if before and (carried is None or before[-1].start > mention.start - len(mention.left)):
        return Payer(name=before[-1].name, optional=True, source="sentence")
    if carried is not None:
        return Payer(name=carried, optional=True, source="carried")
    if after:
        return Payer(name=after[0].name, optional=True, source="sentence")
    if _works_elsewhere(mention):
        return Payer(name=None, source="elsewhere")
    if near is not None:
        return Payer(name=near, optional=True, source="near")
    if sole is not None:
        return Payer(name=sole, optional=True, source="around")
    if len(here) == 1:
        return Payer(name=here[0], optional=True, source="around")
    if main is not None and (not here or main in here):
        return Payer(name=main, optional=True, source="text")
    return NOBODY


# "Appen pays $10 an hour; Telus, $12": a verb that is left out.
_ALONE = re.compile(
    r"(?:[;,.:(]|\band|\bwhile|\bbut)\s+(?:at\s)?(?P<name>[A-Z][\w.&’'-]*(?:\s[A-Z][\w.&’'-]*){0,3}?)[,:]?\s"
    r"(?:(?:about|around|roughly|up to|just|only|as much as|between|at least)\s)?$"
)


def _alone_before(mention: Mention, text: str) -> str | None:
    """Return the known firm that stands alone between an amount and what was said of another one."""
    match = _ALONE.search(text[max(mention.sent_start, mention.start - 80) : mention.start])
    return match["name"] if match is not None and match["name"] in mention.firms else None


_ELSEWHERE = re.compile(
    r"\b(?:at|for|with|from|by|in|to)\s(?:an?|another|one|some|other|her|his|their|two|several|most|many|big|large)\s(?:[\w’'-]+\s){0,3}"
    r"[a-z-]+",
    re.I,
)


def _works_elsewhere(mention: Mention) -> bool:
    """Return whether the words beside the amount place the work with another employer: "a job at a hospital"."""
    employers = load_words().people["employers"]
    for where in (mention.left[-90:], mention.right[:60]):
        for match in _ELSEWHERE.finditer(where):
            for word in match[0].lower().split()[2:]:
                lemma = word.removesuffix("s")
                if (lemma in employers or word in employers or lemma in WORKPLACES) and lemma not in _NOT_ELSEWHERE:
                    return True
    return False


_NOT_ELSEWHERE = frozenset(
    ["city", "state", "country", "county", "town", "team", "family", "app", "service", "site", "plant", "league"]
)


def _by_grammar(mention: Mention, text: str) -> Payer | None:
    frame, words = mention.frame, load_words()
    if frame is None:
        return None
    tree = frame.tree
    described: Token | None = None
    low, high = mention.start - len(mention.left), mention.end + len(mention.right)
    # names inside the amount's own clause before those beyond it
    candidates = sorted(_candidates(mention, words), key=lambda pair: not low <= pair[0].start <= high)
    for candidate, strong in candidates:
        name = name_at(tree, candidate, text) or named_place_of_work(tree, candidate, text)
        if name is not None:
            return Payer(name=name, optional=not strong, source="grammar" if strong else "clause")
        if described is None and strong and candidate.pos == "NOUN" and _is_described(tree, candidate, words, mention):
            described = candidate
    if described is not None and not _is_vague(tree, described):
        return Payer(name=phrase(tree, described, text=text), optional=True, source="described")
    return None


def _is_vague(tree: Tree, token: Token) -> bool:
    """Return whether only a place or a nationality tells the employer from others: "the Sydney company"."""
    if token.lemma not in (
        "company",
        "firm",
        "start-up",
        "startup",
        "platform",
        "app",
        "business",
        "giant",
        "site",
        "marketplace",
    ):
        return False
    kids = [kid for kid in tree.kids(token.i, "compound", "amod", "nmod") if kid.lower not in _EMPTY_MODIFIERS]
    return all(places_in(kid.text) or kid.pos == "PROPN" for kid in kids)


_EMPTY_MODIFIERS = frozenset(
    [
        "new",
        "same",
        "own",
        "other",
        "another",
        "largest",
        "biggest",
        "former",
        "big",
        "local",
        "parent",
        "whole",
        "entire",
        "few",
        "many",
        "several",
        "top",
        "major",
        "leading",
        "outside",
        "third-party",
        "private",
    ]
)


def _is_described(tree: Tree, token: Token, words: Words, mention: Mention) -> bool:
    """Return whether a common noun says what kind of employer it is: "hose factory", not "the company"."""
    if mention.kind == "owed" and token.lemma in (
        "producer",
        "owner",
        "landlord",
        "client",
        "boss",
        "farmer",
        "contractor",
    ):
        return True
    if token.lemma not in words.people["employers"] and token.lemma not in ("bank", "maker"):
        return False
    if token.lemma in ("site", "hub", "office", "branch", "centre", "center", "website", "app", "service"):
        return False
    modifiers = [kid for kid in tree.kids(token.i, "compound", "amod", "nmod") if kid.lower not in _EMPTY_MODIFIERS]
    if any(kid.lower in ("any", "some", "no", "every", "most", "many") for kid in tree.kids(token.i, "det")):
        return False
    return bool(modifiers) and token.lemma not in (
        "management",
        "team",
        "board",
        "government",
        "state",
        "city",
        "country",
        "union",
        "league",
        "marketplace",
        "newspaper",
        "magazine",
    )


def _candidates(mention: Mention, words: Words) -> list[tuple[Token, bool]]:
    """Return tokens that may name the payer, most likely first, with whether their place is an employer's."""
    frame = mention.frame
    if frame is None:
        return []
    tree = frame.tree
    out: list[tuple[Token, bool]] = []
    paying = words.verbs["pay"] | {
        "list",
        "advertise",
        "default",
        "withhold",
        "set",
        "require",
        "recommend",
        "pass",
        "start",
        "carry",
        "stiff",
        "quote",
        "be",
        "go",
        "lay",
        "fire",
        "sack",
        "dismiss",
        "agree",
    }
    if (
        frame.agent is not None
        and frame.verb is not None
        and (frame.verb.lemma in paying or frame.verb.lemma in EMPLOYING)
    ):
        out.append((frame.agent, True))
    for upper in frame.chain[:4]:
        subject = next(iter(tree.kids(upper.i, "nsubj")), None)
        if subject is None and upper is frame.verb:
            subject = frame.subject
        if subject is not None and subject.money is None and not frame.is_passive:
            if subject.lower in ("which", "that", "who") and upper.dep == "relcl":
                subject = tree.tokens[upper.head]
            if subject.lower == "it":
                subject = _antecedent(tree, frame.chain, upper) or subject
            names = [
                subject,
                *[tree.tokens[j] for j in tree.children[subject.i] if tree.tokens[j].dep in ("poss", "compound")],
            ]
            if (
                upper.lemma in paying
                # "put the rate up to $22", but not "the study put pay at $2"
                or (upper.lemma == "put" and _PUT_TO.search(mention.left))
            ) or (upper.lemma in words.verbs["change"] and (subject.pos == "PROPN" or not is_person(subject, words))):
                out.extend((token, True) for token in names if token.pos == "PROPN" or token is subject)
            elif (
                upper.lemma in ("promise", "deny", "guarantee", "offer", "tell", "say")
                and subject.pos == "PROPN"
                and upper.lemma != "say"
            ):
                out.append((subject, True))
        for kid in tree.kids(upper.i, "agent") if upper.lemma in paying or upper.lemma in EMPLOYING else ():
            out.extend((token, True) for token in tree.kids(kid.i, "pobj"))
    for token in tree.tokens[frame.anchor.i : frame.anchor.i + 12]:
        # "..., Orrin AI promised" hangs beside the clause
        if token.lemma in ("promise", "deny", "guarantee") and token.pos == "VERB":
            out.extend((kid, True) for kid in tree.kids(token.i, "nsubj"))
    stand_ins = [
        kid
        for upper in frame.chain[1:3]
        for kid in tree.kids(upper.i, "nsubj")
        if frame.subject is not None and frame.subject.pos == "PRON" and is_person(kid, words)
    ]
    nouns = (
        [noun for noun, _ in frame.nouns]
        + stand_ins
        + [token for token in (frame.subject, frame.receiver, frame.object) if token is not None]
    )
    for noun in nouns:
        out.extend((token, strong) for token, strong in _around_noun(tree, noun, words))
    if frame.verb is not None:
        for kid in tree.kids(frame.verb.i, "prep"):
            if kid.lower in ("at", "for", "with", "from", "on", "by"):
                out.extend(
                    (token, kid.lower in ("at", "by")) for token in tree.kids(kid.i, "pobj") if token.pos == "PROPN"
                )
    return out


_PUT_TO = re.compile(r"\b(?:up|down|back) to\s*$", re.I)


def _antecedent(tree: Tree, chain: Sequence[Token], verb: Token) -> Token | None:
    """Return what "it" stands for: the subject of a verb further up that is a name or an organisation."""
    past = False
    for upper in chain:
        if past:
            for kid in tree.kids(upper.i, "nsubj"):
                if kid.pos in ("PROPN", "NOUN") and kid.money is None:
                    return kid
        past = past or upper is verb
    return None


def _around_noun(tree: Tree, noun: Token, words: Words) -> list[tuple[Token, bool]]:
    out: list[tuple[Token, bool]] = []
    for j in tree.subtree(noun.i):
        token = tree.tokens[j]
        if token.i == noun.i or token.money is not None:
            continue
        head = tree.tokens[token.head]
        if token.dep == "poss" and not (is_person(token, words) and token.pos != "PROPN"):
            out.append((token, token.pos == "PROPN"))
        elif token.dep in ("compound", "nmod", "amod") and token.pos == "PROPN" and head.pos == "NOUN":
            out.append((token, True))
        elif (
            token.dep == "pobj"
            and token.pos == "PROPN"
            and head.lower in ("at", "for", "by", "with", "on", "from", "of")
        ):
            out.append((token, head.lower in ("at", "for", "by")))
    return out


def sole_employer(employers: Sequence[Employer]) -> str | None:
    """Return the one employer among several mentions: the only strong name, else the only name; None for a choice."""
    for floor in (3, 2, 1):
        names = {_short(employer.name): employer.name for employer in employers if employer.strength >= floor}
        if len(names) == 1:
            return next(iter(names.values()))
        if names:
            return None
    return None


def _short(name: str) -> str:
    return re.sub(r"['’]s$", "", name).lower()
