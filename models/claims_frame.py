"""Read what governs one amount in a parsed sentence: the nouns it belongs to, its verb, subject, receiver, tense.

A frame is grammar only. It says "the amount is object of 'pays', whose subject is 'Vellum' and whose receiver is
'graders'"; what that means is decided elsewhere.
"""

import re
from dataclasses import dataclass, field

from models.claims_parse import Token, Tree
from models.claims_words import load_words

_VERBS = ("VERB", "AUX")
_NOUNS = ("NOUN", "PROPN", "PRON", "X", "SYM", "ADJ", "DET", "NUM")
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
# Parents in a chain of coordinations or complements; longer chains are parse errors or lists.
MAX_CLIMB = 24


@dataclass(slots=True)
class Frame:
    """What governs one amount."""

    tree: Tree
    anchor: Token
    nouns: list[tuple[Token, str]] = field(default_factory=list)
    """Nouns that the amount belongs to, nearest first, with the link: mod, of, at, ..., cop, subject, object."""
    preps: list[str] = field(default_factory=list)
    """Prepositions between the amount and its verb, nearest first."""
    verb: Token | None = None
    subject: Token | None = None
    receiver: Token | None = None
    """Who gets it: indirect object, or the object where the amount is oblique."""
    object: Token | None = None
    agent: Token | None = None
    is_passive: bool = False
    auxiliaries: tuple[str, ...] = ()
    is_negated: bool = False
    is_finite_past: bool = False
    is_perfect: bool = False
    is_infinitive: bool = False
    clause: tuple[int, int] = (0, 0)
    """Token range of the amount's clause, half-open."""
    chain: tuple[Token, ...] = ()
    """Verbs above the amount, nearest first."""
    governors: tuple[Token, ...] = ()
    """The verb and those whose complement it is: "promised" over "they would earn", not a coordinated neighbour."""
    coordinated_with: Token | None = None
    """Another amount that this one is coordinated with."""


def read_frame(tree: Tree, number: int) -> Frame | None:
    """Return the frame of money `number` of the sentence, None when the parse has no token for it."""
    index = tree.anchors[number]
    if index is None:
        return None
    frame = Frame(tree=tree, anchor=tree.tokens[index])
    _climb(frame)
    _enter_relative(frame)
    if frame.verb is not None:
        _read_verb(frame, frame.verb)
    frame.chain = tuple(_verbs_above(tree, frame.verb if frame.verb is not None else frame.anchor))
    frame.governors = tuple(_governors(tree, frame.chain))
    frame.clause = _clause(tree, frame)
    return frame


def _climb(frame: Frame) -> None:
    tokens = frame.tree.tokens
    current = frame.anchor
    link = ""
    for _ in range(MAX_CLIMB):
        head = tokens[current.head]
        if head.i == current.i:
            if current.pos in _VERBS:
                frame.verb = current
            break
        if head.money is not None and head.i != current.i:
            if current.dep in ("conj", "appos") and frame.coordinated_with is None:
                frame.coordinated_with = head
            current = head
            continue
        if head.pos in _VERBS:
            frame.verb = head
            frame.nouns.extend(_copula_subject(frame.tree, head, current))
            break
        if head.pos in ("ADP", "SCONJ") or head.dep == "prep":
            frame.preps.append(head.lower)
            link = link or head.lower
        elif head.lower == "worth":
            link = link or "worth"
        elif head.pos in _NOUNS and head.pos != "NUM":
            frame.nouns.append((head, link or ("conj" if current.dep == "conj" else "mod")))
            link = ""
        current = head


_MONEY_VERBS = frozenset(
    ["earn", "make", "get", "receive", "draw", "pay", "take", "offer", "owe", "promise", "collect"]
)


def _enter_relative(frame: Frame) -> None:
    """Take the verb of "the $74 million that its chief executive got" for the verb of the amount."""
    for kid in frame.tree.kids(frame.anchor.i, "relcl"):
        own_subject = frame.tree.kids(kid.i, "nsubj", "nsubjpass")
        if kid.lemma in _MONEY_VERBS and own_subject and own_subject[0].lower not in ("that", "which", "who"):
            frame.verb, frame.nouns, frame.preps = kid, [], []


def _governors(tree: Tree, chain: tuple[Token, ...]) -> list[Token]:
    if not chain:
        return []
    out, current = [chain[0]], chain[0]
    for _ in range(MAX_CLIMB):
        head = tree.tokens[current.head]
        if head.i == current.i:
            break
        if current.dep in ("ccomp", "xcomp", "pcomp", "acl", "advcl", "relcl", "parataxis") and head.pos in _VERBS:
            out.append(head)
        current = head
    return out


def _copula_subject(tree: Tree, verb: Token, below: Token) -> list[tuple[Token, str]]:
    if verb.lemma not in (
        "be",
        "remain",
        "become",
        "stay",
        "stand",
        "sit",
        "average",
        "come",
        "total",
        "equal",
        "represent",
        "hover",
    ):
        return []
    return [(kid, "cop") for kid in tree.kids(verb.i, "nsubj") if kid.i != below.i]


def _read_verb(frame: Frame, verb: Token) -> None:
    tree = frame.tree
    auxiliaries = list(tree.kids(verb.i, "aux", "auxpass"))
    frame.auxiliaries = tuple(kid.lemma if kid.lemma != "'d" else kid.lower for kid in auxiliaries)
    frame.is_passive = bool(tree.kids(verb.i, "auxpass", "nsubjpass")) or (
        verb.tag == "VBN" and verb.dep in ("acl", "relcl", "amod") and not tree.kids(verb.i, "nsubj")
    )
    frame.is_negated = bool(tree.kids(verb.i, "neg"))
    frame.is_perfect = any(kid.lemma == "have" for kid in auxiliaries)
    frame.is_finite_past = (
        verb.tag == "VBD" or any(kid.tag == "VBD" for kid in auxiliaries) or (verb.tag == "VBN" and not auxiliaries)
    )
    frame.is_infinitive = any(kid.tag == "TO" for kid in auxiliaries)
    frame.subject = subject_of(tree, verb)
    for kid in tree.kids(verb.i, "dative"):
        inner = tree.kids(kid.i, "pobj")
        frame.receiver = inner[0] if kid.pos == "ADP" and inner else kid
    objects = [kid for kid in tree.kids(verb.i, "dobj", "attr", "oprd") if kid.money is None]
    if objects:
        frame.object = objects[0]
    if frame.receiver is not None and frame.receiver.money is not None:
        frame.receiver = None
    for kid in tree.kids(verb.i, "agent"):
        inner = tree.kids(kid.i, "pobj")
        if inner:
            frame.agent = inner[0]


def subject_of(tree: Tree, verb: Token, depth: int = 0) -> Token | None:
    """Return the subject of a verb, also when it is shared with a coordinated, controlling or modified word."""
    own = tree.kids(verb.i, *SUBJECTS)
    if own:
        chosen = own[-1] if own[0].dep == "expl" and len(own) > 1 else own[0]
        if chosen.lower in ("who", "that", "which") and verb.dep == "relcl":
            return tree.tokens[verb.head]
        return chosen
    head = tree.tokens[verb.head]
    if depth > 6 or head.i == verb.i:
        return None
    if verb.dep in ("conj", "xcomp", "advcl", "ccomp") and head.pos in _VERBS:
        if verb.dep == "xcomp":
            objects = [kid for kid in tree.kids(head.i, "dobj", "nsubj") if kid.money is None and kid.dep == "dobj"]
            if objects:
                return objects[0]
        return subject_of(tree, head, depth + 1)
    if verb.dep in ("relcl", "acl") and head.pos not in _VERBS:
        return head
    if verb.dep == "pcomp":
        upper = tree.tokens[head.head]
        if head.lower in ("of", "for", "from"):
            # "accuse the firm of paying", "sue Sama for paying": the firm pays
            for blamed in tree.kids(upper.i, "dobj"):
                if blamed.pos == "PROPN" or blamed.lemma in load_words().people["employers"]:
                    return blamed
        return subject_of(tree, upper, depth + 1) if upper.pos in _VERBS else upper
    return None


def _verbs_above(tree: Tree, start: Token) -> list[Token]:
    out = [start] if start.pos in _VERBS else []
    current = start
    for _ in range(MAX_CLIMB):
        head = tree.tokens[current.head]
        if head.i == current.i:
            break
        if head.pos in _VERBS:
            out.append(head)
        current = head
    return out


_CLAUSE_EDGES = ("ccomp", "advcl", "relcl", "parataxis", "conj")


def _clause(tree: Tree, frame: Frame) -> tuple[int, int]:
    """Return the run of tokens around the amount that its verb governs, without other finite clauses."""
    top = frame.verb if frame.verb is not None else frame.anchor
    inside = set(tree.subtree(top.i))
    for j in list(inside):
        token = tree.tokens[j]
        if j != top.i and token.dep in _CLAUSE_EDGES and token.pos in _VERBS:
            below = set(tree.subtree(j))
            if frame.anchor.i not in below:
                inside -= below
    left = right = frame.anchor.i
    while left - 1 in inside:
        left -= 1
    while right + 1 in inside:
        right += 1
    return left, right + 1


def phrase(tree: Tree, head: Token, *, text: str, drop: frozenset[str] = frozenset()) -> str:
    """Return a noun phrase in the words of the text: no determiners, no clauses, none of the words in `drop`."""
    keep = [head]
    for j in tree.children[head.i]:
        kid = tree.tokens[j]
        if kid.dep in ("amod", "compound", "nmod", "nummod") and kid.i < head.i and kid.money is None:
            keep.extend(tree.tokens[k] for k in tree.subtree(kid.i) if tree.tokens[k].money is None)
        elif kid.dep == "prep" and kid.lower in ("of", "with", "in") and kid.i == head.i + 1 and head.pos != "PROPN":
            tail = [tree.tokens[k] for k in tree.subtree(kid.i)]
            if len(tail) <= (5 if kid.lower == "of" else 0) and not any(
                token.money is not None or token.pos in _VERBS for token in tail
            ):
                keep.extend(tail)
    keep.sort(key=lambda token: token.i)
    while keep and (
        keep[0].pos in ("DET", "PUNCT", "PRON")
        or keep[0].lower in drop
        or keep[0].lower in ("some", "most", "all", "both", "about", "typical", "average", "median", "mean")
    ):
        keep.pop(0)
    if not keep:
        return ""
    return _DAY_BEFORE.sub("", text[keep[0].start : keep[-1].end]).strip(" ,;'’\"“”")


# "On 3 May 2024 Kenyan moderators": the parser takes the day for a part of the phrase.
_DAY_BEFORE = re.compile(
    r"^(?:\d{1,2} )?(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?(?: \d{1,2},?)?(?: (?:19|20)\d\d,?)? "
)
