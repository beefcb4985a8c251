"""Say whether a name in an article may be a person's, so that no private individual is ever proposed as a firm.

In go a name, the text and what the mentions took for people; out comes a plain yes or no. In doubt the answer is yes:
a firm that is missed today is named again tomorrow, a person who was listed cannot be taken off the list unseen.
A person is known by a given name (`data/given_names.txt`), by the label of the language model, by a title, an age, a
relative, a job or "who" beside the name, by a longer name of which this is the last word, and by posting in a forum.
"""

import re
from collections.abc import Collection
from functools import cache

from models.claims_handles import Handles
from models.mentions_cues import AFTER_SENTENCE_START, MAY_FOLLOW_NAME, ORGANISATION_BEFORE, PREPOSITIONS
from models.mentions_folding import fold
from pipeline.places import CHECKOUT

_GIVEN_NAMES = CHECKOUT / "data" / "given_names.txt"
_JOBS = (
    r"workers?|annotators?|raters?|taskers?|trainers?|moderators?|contractors?|freelancers?|tutors?|labell?ers?|"
    r"students?|teachers?|mother|father|parent|graduate|lawyer|attorney|researcher|professor|lecturer|sociologist|"
    r"historian|economist|organi[sz]er|founder|co-?founder|director|manager|executive|president|chair\w*|secretary|"
    r"nurse|doctor|writer|actor|actress|artist|engineer|developer|translator|linguist|poet|chemist|physicist|"
    r"mathematician|resident|native|friend|cousin|colleague|neighbou?r|husband|wife|partner|son|daughter|spokes\w+|"
    r"minister|senator|judge|analyst|journalist|reporter|editor|activist|employee|staffer|member|head|chief|veteran|"
    r"clerk|driver|cashier|farmer|widow\w*|\d\d-year-old"
)
_RELATIONS = (
    r"wife|husband|mother|father|parents|son|daughter|children|sister|brother|family|friends?|home|house|flat|kitchen|"
    r"apartment|bedroom|rent|laptop|phone|hands?|eyes|voice|degree|name|colleagues?|lawyer|landlord|shift|screen|savings"
)
_ROLE_BEFORE = re.compile(rf"(?:{_JOBS}|person|people|named|called)$", re.IGNORECASE)


def may_be_person(name: str, *, text: str, people: Collection[str], handles: Handles, is_sure_firm: bool) -> bool:
    """Say whether `name` may be that of a person in this text.

    Args:
        people: what the mentions of the article call PERSON.
        is_sure_firm: a word beside it says what kind of firm it is; then the model's label alone proves no person.
    """
    words = name.split()
    if handles.is_poster(name) or name.startswith("@"):
        return True
    if words[0] in given_names() or (len(words) > 1 and words[-1] in given_names()):
        return True
    labelled = {person for person in people if name == person or name in person.split() or person in name}
    if any(" " in person for person in labelled) or (labelled and not is_sure_firm):
        return True
    return _stands_like_a_person(name, text, is_sure_firm=is_sure_firm)


def _stands_like_a_person(name: str, text: str, *, is_sure_firm: bool) -> bool:
    said = re.escape(name)
    personal = re.compile(
        rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Atty|Prof|Professor|Judge|Justice|Sir|Madam|Sister|Brother|Aunt|Uncle|Senator)\.? "
        rf"(?:[A-Z][\w-]+ )?{said}\b"
        rf"|\b{said}(?:,| \() ?(?:aged )?\d\d\b|\b{said}, (?:now )?in (?:her|his|their) \w+"
        rf"|(?<!\bfor )\b{said},? who\b|\b{said}, (?:an?|the|her|his|my|our|one of|then|now|a former) "
        rf"(?:[\w'’-]+ ){{0,4}}?(?:{_JOBS})\b"
        rf"|\b{said}['’]s? (?:{_RELATIONS})\b"
        rf"|\b{said} (?:herself|himself|laughed|smiled|sighed|shrugged|lives|was born)\b"
    )
    if personal.search(text):
        return True
    for match in re.finditer(rf"([^\W\d_][\w'’.-]*) {said}\b", text):
        before = match[1]
        plain = fold(before)
        if before in given_names() or re.fullmatch(r"[A-Z]\.", before):
            return True
        if not is_sure_firm and _ROLE_BEFORE.search(before):
            return _opens_or_is_named(text, match.start())
        usual = (
            plain in AFTER_SENTENCE_START
            or plain in PREPOSITIONS
            or plain in ORGANISATION_BEFORE
            or plain in MAY_FOLLOW_NAME
        )
        opens = match.start() == 0 or text[max(0, match.start() - 2) : match.start()].strip(" \n") in (
            ".",
            "",
            "“",
            '"',
        )
        # "Okello Marigold" inside a sentence is somebody's full name.
        if " " not in name and before[0].isupper() and not before.isupper() and not usual and not opens:
            return True
    return False


def _opens_or_is_named(text: str, start: int) -> bool:
    """Say whether "worker Marigold" names the worker: after "the", "a" or nothing, not "30 workers Marigold hired"."""
    lead = re.search(r"([\w'’-]+) $", text[max(0, start - 20) : start])
    return lead is None or not lead[1].isdigit()


@cache
def given_names() -> frozenset[str]:
    """Return the given names of `data/given_names.txt`."""
    lines = _GIVEN_NAMES.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())
