"""What stands around a name in its sentence: the words beside it, and whether its capital says anything.

In go a text and the characters of a name; out comes a `Place`, the same for whomever the name may mean.
`models.mentions_ambiguity` weighs places.
"""

import re
from dataclasses import dataclass

from models.claims_words import places_in
from models.gazetteer_file import Entity
from models.mentions_cues import (
    AFTER_SENTENCE_START,
    BELONGS_TO_ORGANISATION,
    COMMEMORATES,
    IS_A_COMPANY,
    LONG_AGO,
    MAY_FOLLOW_NAME,
    ORGANISATION_BEFORE,
    PREPOSITIONS,
    SPEAKS_FOR_ORGANISATION,
    WORKS_FOR,
)
from models.mentions_folding import all_capitals, fold, folded_set, line_around, title_case

_NEXT = re.compile(r"[\w][\w'’.&-]*")
_LAST = re.compile(r"[\w][\w'’&-]*$")


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around a candidate in its sentence; independent of whom it may mean."""

    written: str
    capital_tells: bool
    """It has a capital where English writes none: not at the start of a sentence, in a heading or in capitals."""
    before: str
    """The word directly before, as written; "" at the start of a sentence."""
    before_starts: bool
    """The word before opens the sentence, so its own capital says nothing."""
    is_heading: bool
    """Each longer word of the line has a capital, or it is written in capitals, so that none says anything."""
    is_capitals: bool
    """The line is written in capitals."""
    after: str
    """The word directly after, as written; "" when punctuation follows."""
    tail: str
    """The folded text of up to 60 characters after."""
    is_possessive: bool
    lead: str
    """The folded text of up to 60 characters before."""
    hyphen_before: str
    hyphen_after: str


def read_place(text: str, folded: str, *, start: int, end: int) -> Place:
    """Return what stands around the characters `start` to `end`; `folded` is `fold(text)`."""
    line_start, _ = line_around(text, start)
    head = text[max(line_start, start - 80) : start]
    tail = text[end : end + 60].split("\n")[0]
    is_possessive = bool(re.match(r"['’]s?\b", tail)) or tail.startswith(("' ", "’ "))
    rest = re.sub(r"^['’]s?", "", tail) if is_possessive else tail
    after = _NEXT.match(rest[1:]) if rest[:1] == " " else None
    hyphen_after = _NEXT.match(tail[1:]) if tail[:1] in ("-", "‑") else None
    hyphen_before = _LAST.search(head[:-1]) if head[-1:] in ("-", "‑") else None
    before = _LAST.search(head[:-1]) if head[-1:] == " " else None
    opens = _opens_sentence(head.rstrip(" "))
    is_capitals = all_capitals(text, start)
    plain = is_capitals or title_case(text, start)
    return Place(
        text[start:end],
        not opens and not plain and text[start].isupper(),
        before.group() if before and not opens else "",
        before is not None and _opens_sentence(head[: before.start()].rstrip(" ")),
        plain,
        is_capitals,
        after.group().rstrip(".'’") if after else "",
        folded[end : end + len(tail)],
        is_possessive,
        folded[max(line_start, start - 60) : start],
        fold(hyphen_before.group()) if hyphen_before else "",
        fold(hyphen_after.group()) if hyphen_after else "",
    )


def _opens_sentence(head: str) -> bool:
    """Say whether what follows `head` starts a sentence, a quotation, or an item of a list."""
    return not head or head[-1] in '.!?:"“”«‘•*…|>' or (head[-1] in "-–—" and len(head.strip("-–— ")) == 0)


def is_a_persons_past(place: Place) -> bool:
    """Say whether the sentence speaks of somebody long ago: "showed in 1936", "a plaque for"."""
    lead = re.split(r"[.!?] ", place.lead)[-1]
    tail = re.split(r"[.!?](?: |$)", place.tail)[0]
    return bool(LONG_AGO.search(lead) or LONG_AGO.search(tail) or COMMEMORATES.search(place.lead))


def is_part_of_name(place: Place, *, known: bool) -> bool:
    """Say whether a second capital makes it a longer name: "Outlier Ventures", "Alan Turing"."""
    before, after = fold(place.before), fold(place.after)
    if (
        not place.is_possessive
        and place.after[:1].isupper()
        and after not in MAY_FOLLOW_NAME
        and not (place.after.isupper() and len(place.after) <= 4)
    ):
        return True
    if not place.before[:1].isupper() or place.before.endswith(("'s", "’s", "s'", "s’")) or before in MAY_FOLLOW_NAME:
        return False
    if not place.before_starts:
        return True
    usual = before in AFTER_SENTENCE_START or before in PREPOSITIONS or before in ORGANISATION_BEFORE
    return not (usual or known or before.endswith(("ing", "ed", "an", "ese")))


def follows_given_name(place: Place, owner: Entity) -> bool:
    """Say whether the word before makes it a person's surname: "Alan Turing", "Okello Turing was"."""
    before = fold(place.before)
    if before in folded_set(owner.never_after):
        return True
    if place.is_heading or not place.before[:1].isupper() or place.before.isupper() or len(before) < 3:
        return False
    if place.after[:1].isupper() or place.before.endswith(("'s", "’s", "s'", "s’")):
        return False
    usual = before in AFTER_SENTENCE_START or before in PREPOSITIONS or before in ORGANISATION_BEFORE
    opens = place.before_starts and before.endswith(("ing", "ed", "ly"))
    return not (usual or opens or before in MAY_FOLLOW_NAME or places_in(place.before))


def names_employer(place: Place) -> bool:
    """Say whether the words beside a name are those of a firm and of no person: "contractors at Turing"."""
    before, after = fold(place.before), fold(place.after)
    return bool(
        after in SPEAKS_FOR_ORGANISATION
        or after in BELONGS_TO_ORGANISATION
        or before in ORGANISATION_BEFORE
        or WORKS_FOR.search(place.lead)
        or IS_A_COMPANY.match(place.tail)
    )
