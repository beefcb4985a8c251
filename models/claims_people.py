"""Who is paid and where: the role, group or person of an amount, the place of the work and its named project."""

import re

from models.claims_evidence import is_person
from models.claims_frame import phrase
from models.claims_mention import Mention
from models.claims_parse import Token, Tree
from models.claims_words import Place, Words, load_words, places_in


def find_worker(mention: Mention, text: str, payer: str | None) -> str | None:
    """Return the role, group or name of who is paid, in the words of the passage, without the payer's name."""
    frame = mention.frame
    if frame is None:
        return None
    words = load_words()
    drop = frozenset((payer or "").lower().split())
    if mention.is_statutory and _COMPARING.search(mention.left):
        return None
    match = _GAPPED.search(mention.left)
    if match and match[1].split()[-1].lower().rstrip("s") in words.people["roles"]:
        return match[1]
    picks = [_of_quantity(frame.tree, pick) for pick in _picks(mention, words)]
    for pick in picks:
        if pick.money is not None or pick.lower in _EMPTY:
            continue
        if (
            pick.lemma in ("role", "job", "position")
            and pick.pos == "NOUN"
            and pick in (frame.subject, frame.object, frame.receiver)
        ):
            # "expert roles": a job named as such stands for who does it
            found = phrase(frame.tree, pick, text=text, drop=drop)
            if " " in found and not found.lower().startswith(("same ", "new ", "other ")):
                return found
        if pick.pos in ("NOUN", "PROPN", "ADJ") and (is_person(pick, words) or _is_subject_name(mention, pick)):
            for kid in frame.tree.kids(pick.i, "appos"):
                if kid.ent == "PERSON":
                    pick = kid
            found = phrase(frame.tree, pick, text=text, drop=drop)
            if found and found.lower() not in _EMPTY:
                return found
    return _nearest_person(mention, words, text, drop)


_GAPPED = re.compile(r"^\s*,?\s?(?:and|but|while)\s((?:[a-z-]+\s){0,2}[a-z-]+)\s*$")
_QUANTITIES = frozenset(
    [
        "half",
        "third",
        "quarter",
        "most",
        "many",
        "some",
        "one",
        "few",
        "none",
        "majority",
        "all",
        "each",
        "both",
        "two",
        "three",
        "dozens",
        "hundreds",
        "thousands",
    ]
)


def _of_quantity(tree: Tree, token: Token) -> Token:
    """Return "respondents" for "half" in "half of respondents"."""
    if token.lower in _QUANTITIES or token.lemma in _QUANTITIES:
        for kid in tree.kids(token.i, "prep"):
            inner = tree.kids(kid.i, "pobj")
            if kid.lower == "of" and inner:
                return inner[0]
    return token


def _nearest_person(mention: Mention, words: Words, text: str, drop: frozenset[str]) -> str | None:
    """Return the person noun nearest to the amount in its clause, clients and sources left out."""
    frame = mention.frame
    if frame is None:
        return None
    left, right = frame.clause
    near = [
        token
        for token in frame.tree.tokens[left:right]
        if token.pos == "NOUN"
        and token.lemma in words.people["roles"]
        and token.lemma not in words.people["clients"]
        and token.lower not in _EMPTY
    ]
    if not near:
        return None
    nearest = min(near, key=lambda token: abs(token.i - frame.anchor.i))
    return phrase(frame.tree, nearest, text=text, drop=drop) or None


_COMPARING = re.compile(
    r"\b(?:under|above|below|over|than|against|short of|exceed\w*|compared (?:with|to)|beat)\b[^.;]{0,60}$", re.I
)
_EMPTY = frozenset(
    [
        "people",
        "person",
        "man",
        "woman",
        "one",
        "those",
        "some",
        "many",
        "most",
        "others",
        "half",
        "third",
        "quarter",
        "majority",
        "few",
        "nobody",
        "everyone",
        "everybody",
        "anyone",
        "someone",
        "team",
        "staffers",
        "who",
        "them",
        "us",
    ]
)


def _is_subject_name(mention: Mention, token: Token) -> bool:
    frame = mention.frame
    if frame is None or frame.verb is None:
        return False
    if token is frame.receiver and token.pos == "PROPN" and token.ent != "ORG":
        return True
    if token is not frame.subject:
        return False
    timed = token.tag == "NNS" and mention.money.unit is not None
    return (token.pos == "PROPN" or timed) and frame.verb.lemma in ("earn", "make", "take", "get", "receive")


def _picks(mention: Mention, words: Words) -> list[Token]:
    """Return tokens that may name the worker, most likely first."""
    frame = mention.frame
    if frame is None:
        return []
    tree, anchor = frame.tree, frame.anchor
    out: list[Token | None] = []
    for token in tree.tokens[anchor.i + 1 : anchor.i + 9]:
        # "$28 an hour for mathematicians", "$50 an hour as fellows", "$11 of that to the person who does the work"
        if token.money is not None or token.text in (";", "—", ","):
            break
        if token.dep == "pobj" and tree.tokens[token.head].lower in ("for", "to", "as"):
            out.append(token)
    if frame.coordinated_with is not None and anchor.i >= 2:
        # "teachers got $30 and nurses $1,000": the gap leaves the noun right before the amount
        out.extend(token for token in tree.tokens[anchor.i - 2 : anchor.i] if token.pos in ("NOUN", "PROPN"))
    gives = (
        frame.verb is not None
        and frame.verb.lemma in words.verbs["pay"] | {"list", "advertise", "cost"}
        and not frame.is_passive
    )
    if frame.subject is not None and frame.subject.lemma in words.people["documents"]:
        out.extend(_below(tree, frame.subject))
    direct = [frame.receiver, frame.object] if gives else [frame.subject, frame.receiver, frame.object]
    out.extend(direct)
    for noun, _ in frame.nouns:
        out.append(noun)
        out.extend(_below(tree, noun))
    for part in direct:
        if part is not None:
            out.extend(_below(tree, part))
    if frame.verb is not None:
        for kid in tree.kids(frame.verb.i, "prep"):
            if kid.lower in ("for", "as", "to", "of"):
                for inner in tree.kids(kid.i, "pobj"):
                    out.extend((inner, *_below(tree, inner)))
    for upper in frame.chain[1:4]:
        for kid in tree.kids(upper.i, "nsubj", "nsubjpass", "dobj"):
            if upper.lemma in words.verbs["say"] and kid.dep == "nsubj" and not _speaks_for_self(mention, kid):
                continue
            out.extend(
                (
                    kid,
                    *(low for low in _below(tree, kid) if low.dep == "poss" or kid.lemma in words.people["documents"]),
                )
            )
    if gives:
        out.append(frame.subject if frame.subject is not None and frame.subject.pos != "PROPN" else None)
    return [token for token in out if token is not None]


def _speaks_for_self(mention: Mention, speaker: Token) -> bool:
    """Return whether who says it may be who is paid: workers, not recruiters or ministers."""
    frame = mention.frame
    if frame is None or frame.subject is None:
        return speaker.tag in ("NNS", "NNPS")
    pronoun = frame.subject.lower in ("they", "he", "she", "i", "we", "who", "them", "it") or frame.subject is speaker
    return (pronoun or speaker.tag in ("NNS", "NNPS")) and speaker.lemma not in (
        "recruiter",
        "researcher",
        "analyst",
        "official",
        "expert",
        "lawyer",
        "minister",
        "economist",
        "company",
    )


def _below(tree: Tree, noun: Token) -> list[Token]:
    """Return the nouns that modify a noun directly: "the survey of workers", "the guards' wage", "annotator pay"."""
    out: list[Token] = []
    for j in tree.children[noun.i]:
        kid = tree.tokens[j]
        if kid.dep == "prep" and kid.lower in ("of", "for", "to", "by", "among"):
            out.extend(tree.kids(kid.i, "pobj"))
        elif kid.dep in ("poss", "compound", "nmod", "amod", "appos") and kid.pos in ("NOUN", "PROPN"):
            out.append(kid)
    # "survey of workers" before "researchers' survey"
    out.sort(key=lambda token: token.dep == "poss")
    return out


_ROLE_IN_TEXT = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|as|for|our)\s((?:[A-Z]?[\w-]+\s){1,5}?)(?:role|position|post|vacancy)\b"
    r"|\bhiring (?:an?|for an?)\s((?:[A-Z][\w-]+\s?){1,5})"
)


def role_in(sentence: str) -> str | None:
    """Return the job that a sentence names as such: "a staff research engineer role"."""
    roles = [match[1] or match[2] for match in _ROLE_IN_TEXT.finditer(sentence)]
    return roles[-1].strip() if roles else None


def find_location(mention: Mention, text: str, *, title: str) -> str | None:
    """Return the place of the work: a place in the sentence, else the people's nationality, else the title's place."""
    found = [
        place
        for place in places_in(text, start=mention.sent_start, end=mention.sent_end)
        if not _is_in_money(mention, place)
    ]
    low, high = mention.start - len(mention.left), mention.end + len(mention.right)
    inside = [place for place in found if low <= place.start < high]
    if mention.is_statutory and _COMPARING.search(mention.left):
        found = inside
    else:
        # "below California's minimum wage" says nothing about where others work
        found = [place for place in found if (place in inside and mention.is_statutory) or not _measures(text, place)]
    real = [place for place in found if not place.is_people and _is_location(text, place)]
    people = [place for place in found if place.is_people]
    for choice in (real, people):
        own = [place for place in choice if place in inside]
        if own or choice:
            return min(own or choice, key=lambda place: abs(place.start - mention.start)).name
    in_title = [place for place in places_in(title) if not place.is_people]
    return in_title[0].name if in_title and not found else None


def _measures(text: str, place: Place) -> bool:
    return bool(re.match(r"['’]s (?:\w+ ){0,2}(?:minimum|living|wage|went|rose)", text[place.end : place.end + 50]))


def _is_in_money(mention: Mention, place: Place) -> bool:
    trees = mention.tree
    if trees is None:
        return mention.start <= place.start < mention.end
    return any(money.start <= place.start < money.end for money in trees.money)


def _is_location(text: str, place: Place) -> bool:
    before = text[max(0, place.start - 16) : place.start].lower()
    after = text[place.end : place.end + 12]
    return not before.endswith(("told ", "university of ", "bank of ", "told the ")) and not STREET.match(after)


# "a walkout on Mombasa Road": a street, and seldom in the town that it is named after.
STREET = re.compile(r" (?:Road|Street|Avenue|Boulevard|Lane|Highway|Square|Rd|Ave)\b")


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
