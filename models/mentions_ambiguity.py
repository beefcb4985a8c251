"""Decide whether an ambiguous spelling ("Scale", "Outlier", "Turing") means the entity of that name here.

In go the doubtful hits of one text and the sure ones; out come those that are believed. Four things speak for a hit:
a capital where English writes none, words beside it that belong to an organisation ("at Scale", "Outlier pays",
"Surge's contractors"), context terms of the entity in the same paragraph or the title, and an unambiguous spelling on
the page. One alone is never enough, since "contractor" and "platform" stand in every paragraph of this beat and every
word has a capital at the start of a sentence. The weights were set on invented sentences of both kinds
(`tests/models/cases/traps.jsonl`); after a change, run `tests/models/test_mentions_traps.py`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.gazetteer_file import Entity, Role
from models.mentions_cues import (
    ACTS_ON_PEOPLE,
    ADVERBS,
    AFTER_SENTENCE_START,
    AGE_AFTER,
    BELONGS_TO_ORGANISATION,
    HYPHEN_AFTER,
    HYPHEN_BEFORE,
    IS_A_COMPANY,
    IS_EXPLAINED,
    NOT_BEFORE_NAME,
    ORGANISATION_BEFORE,
    ORGANISATION_DOES,
    PREPOSITIONS,
    SPEAKS_FOR_ORGANISATION,
    WEAK_AFTER,
    WORD_ITSELF,
    WORKS_FOR,
)
from models.mentions_folding import ends_word, fold, folded_set, line_around, starts_word
from models.mentions_place import (
    Place,
    follows_given_name,
    is_a_persons_past,
    is_part_of_name,
    names_employer,
    read_place,
)

NEAR = 400
"""Characters on each side, within the paragraph, in which a context term counts: three or four sentences."""

_JOINS = re.compile(r"\s?(?:,|/|&|\band\b|\bor\b|, and|, or)\s?")
_COUNTED = re.compile(r"\b(?:an?|every|each|no|this|any) (?!former|fellow)\w+ $")
_WHICH = re.compile(r", (?:which|whose|where)\b")
_LIST_REACH = 7
_ENOUGH = 3.0
_MOST = 3_000
"""Doubtful hits weighed in one text: no article has a tenth of it, and a text made of such words stays cheap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A spelling found in a text, and whose it may be."""

    start: int
    end: int
    owner: Entity | Role
    surface: str
    why: str


class Page:
    """One text with its sure hits: what the doubtful ones are weighed against."""

    def __init__(self, *, text: str, folded: str, title: str, seen: list[tuple[int, int, str]]) -> None:
        """Take a text that begins with its title, its folded form, and the sure entity hits in order."""
        self._text = text
        self._folded = folded
        self._title = title
        self._seen = seen
        self._anchors = {entity_id for _, _, entity_id in seen}
        self._places: dict[tuple[int, int], Place] = {}
        self._terms: dict[str, list[int]] = {}
        self._title_terms: frozenset[str] = frozenset()
        self._others: frozenset[str] = frozenset()
        """Abbreviations that this page spells out as something else."""
        self._people: frozenset[str] = frozenset()
        """Spellings that stand behind a given name somewhere on this page: "Okello Turing"."""

    def judge(self, doubtful: Sequence[Candidate]) -> list[Candidate]:
        """Return the doubtful candidates that are believed, in order; at most one owner for each span."""
        doubtful = doubtful[:_MOST]
        if not doubtful:
            return []
        terms = {term for hit in doubtful for term in hit.owner.context_terms}
        owners = {hit.owner.id: hit.owner for hit in doubtful if isinstance(hit.owner, Entity)}.values()
        terms |= {term for owner in owners for term in (*owner.against_terms, *owner.weak_terms)}
        self._terms = _term_positions(self._text, terms)
        self._title_terms = frozenset(_term_positions(self._title, terms))
        self._others = frozenset(hit.surface for hit in doubtful if _spelled_out(self._folded, hit))
        self._people = frozenset(
            hit.surface for hit in doubtful if hit.owner.id not in self._anchors and self._is_surname(hit)
        )
        names = sorted({(hit.start, hit.end) for hit in doubtful if isinstance(hit.owner, Entity)})
        believed: dict[tuple[int, int], tuple[float, bool, Candidate]] = {}
        # A name that is believed once is known on this page: the second look may rest on the first.
        for _ in range(2):
            for hit in doubtful:
                weight = self._weigh(hit, names)
                if weight < _ENOUGH:
                    continue
                is_child = isinstance(hit.owner, Entity) and hit.owner.parent_id is not None
                rank = (weight, is_child, hit)
                best = believed.get((hit.start, hit.end))
                if best is None or rank[:2] > best[:2]:
                    believed[hit.start, hit.end] = rank
            self._anchors |= {hit.owner.id for _, _, hit in believed.values()}
            self._seen = sorted({*self._seen, *((hit.start, hit.end, hit.owner.id) for _, _, hit in believed.values())})
        return [believed[span][2] for span in sorted(believed)]

    def _weigh(self, hit: Candidate, names: list[tuple[int, int]]) -> float:
        owner = hit.owner
        if isinstance(owner, Role):
            return _ENOUGH if self._context(hit, owner) else 0.0
        place = self._place_of(hit)
        known = owner.id in self._anchors
        is_person = hit.surface in self._people
        # People earn, say and pay, too: what a namesake does proves no firm.
        if is_person and (follows_given_name(place, owner) or not (known or names_employer(place))):
            return 0.0
        if hit.surface in self._others or _is_something_else(place, owner, known=known):
            return 0.0
        cue = _cue(place, owner)
        listed = self._listed(hit, names)
        context = self._context(hit, owner)
        weak = min(0.5 * self._near(hit, owner.weak_terms), 1.0)
        against = bool(self._near(hit, owner.against_terms))
        is_name = owner.reads_as in ("name", "acronym")
        # A surname or an abbreviation has its capitals in any place, and so do both of its readings.
        tells = place.capital_tells or (is_name and place.written[:1].isupper() and not place.is_capitals)
        if (
            owner.ambiguity == "low"
            and (not against or cue >= 2)
            and (tells or (cue > 0 and (known or context or weak)))
        ):
            return _ENOUGH + context
        if not (context or known or listed or (weak and cue >= 1) or cue >= 3) or not (
            tells or cue >= 1 or listed or (known and cue)
        ):
            return 0.0
        if is_name and not (cue or known or listed or context + weak >= 2):
            return 0.0
        # "Invisible hands write them, and Invisible wages pay": a word with a capital for effect.
        against |= owner.reads_as == "adjective" and not (known or listed) and self._is_echo(hit)
        capital = 0.0 if not tells else 1.0 if owner.reads_as == "acronym" or against else 2.0
        return capital - 2.0 * against - 2.0 * is_person + cue + min(context + weak, 2.0) + 2.0 * known + listed

    def _place_of(self, hit: Candidate) -> Place:
        if (hit.start, hit.end) not in self._places:
            self._places[hit.start, hit.end] = read_place(self._text, self._folded, start=hit.start, end=hit.end)
        return self._places[hit.start, hit.end]

    def _is_echo(self, hit: Candidate) -> bool:
        """Say whether the same word opens this line as a plain adjective before a plain noun."""
        start, _ = line_around(self._text, hit.start)
        opening = re.search(rf"(?:^|[.!?] ){re.escape(hit.surface)} ([a-z][\w'’-]*)", self._text[start : hit.start])
        if opening is None:
            return False
        after = opening[1]
        return not (
            after in BELONGS_TO_ORGANISATION
            or after in ORGANISATION_DOES
            or after in WEAK_AFTER
            or after in ADVERBS
            or after in PREPOSITIONS
            or after.endswith("ed")
        )

    def _is_surname(self, hit: Candidate) -> bool:
        owner = hit.owner
        return (
            isinstance(owner, Entity)
            and owner.reads_as == "name"
            and hit.surface == owner.name
            and follows_given_name(self._place_of(hit), owner)
        )

    def _context(self, hit: Candidate, owner: Entity | Role) -> int:
        """Count what speaks for the owner near the hit: its context terms, and other names of this beat."""
        count = self._near(hit, owner.context_terms)
        if isinstance(owner, Entity) and any(name != owner.id for name in self._anchors):
            count += owner.type in ("platform", "bpo", "employer", "project")
        return count

    def _near(self, hit: Candidate, terms: Iterable[str]) -> int:
        """Count the terms that stand in the title or near the hit in its paragraph; three are as good as more."""
        line_start, line_end = line_around(self._text, hit.start, reach=NEAR)
        low, high = max(line_start, hit.start - NEAR), min(line_end, hit.end + NEAR)
        count = 0
        for term in terms:
            if term in self._title_terms:
                count += 1
            elif (positions := self._terms.get(term)) is not None:
                at = bisect_left(positions, low)
                while at < len(positions) and hit.start - len(term) < positions[at] < hit.end:
                    at += 1
                count += at < len(positions) and positions[at] < high
            if count >= 3:
                break
        return count

    def _listed(self, hit: Candidate, names: list[tuple[int, int]]) -> float:
        """Say how much an enumeration with other names speaks for the hit ("Mercor, Outlier and Turing")."""
        at = bisect_left(self._seen, (hit.start, hit.end, ""))
        near = self._seen[max(0, at - 1) : at + 2]
        if any(self._joined(hit, start, end) and owner_id != hit.owner.id for start, end, owner_id in near):
            return 2.0
        at = bisect_left(names, (hit.start, hit.end))
        return float(any(self._joined(hit, *span) for span in names[max(0, at - 1) : at + 2]))

    def _joined(self, hit: Candidate, start: int, end: int) -> bool:
        low, high = (end, hit.start) if end <= hit.start else (hit.end, start)
        return 0 < high - low <= _LIST_REACH and _JOINS.fullmatch(self._folded, low, high) is not None


def _is_something_else(place: Place, owner: Entity, *, known: bool) -> bool:
    """Say whether the words beside the hit make it another name or an ordinary word."""
    before, after = fold(place.before), fold(place.after)
    if not place.is_possessive and after and after in folded_set(owner.never_before):
        return True
    if before and before in folded_set(owner.never_after):
        return True
    if place.hyphen_after and place.hyphen_after.split("-")[0] not in HYPHEN_AFTER:
        return True
    if place.hyphen_before and place.hyphen_before not in HYPHEN_BEFORE:
        return True
    if not place.is_heading and is_part_of_name(place, known=known):
        return True
    if owner.reads_as != "acronym" and not known and (AGE_AFTER.match(place.tail) or IS_EXPLAINED.match(place.tail)):
        return True
    if owner.reads_as == "name" and not known and is_a_persons_past(place):
        return True
    if owner.reads_as == "name" and place.is_heading and place.before[:1].isupper() and len(before) > 2:
        return before not in AFTER_SENTENCE_START and before not in PREPOSITIONS and not place.before.isupper()
    if owner.reads_as in ("noun", "adjective", "verb"):
        # "Surge in demand", "Scale of"; but "at Mercor, Outlier and Surge in May".
        if after in ("of", "in") and not place.capital_tells:
            return True
        if _COUNTED.search(place.lead) and after not in BELONGS_TO_ORGANISATION:
            return True
        plain = not after or after in WEAK_AFTER or after in PREPOSITIONS or after in ("of", "in")
        if before == "the" and not place.is_possessive and plain:
            return True
        if before in WORD_ITSELF and not known:
            return True
    if owner.ambiguity == "low" and owner.reads_as == "name" and after and after not in WEAK_AFTER:
        return False
    return before in NOT_BEFORE_NAME and after not in BELONGS_TO_ORGANISATION


def _cue(place: Place, owner: Entity) -> float:
    """Return how much the words beside the hit speak for an organisation: 0, 0.5, 1, 2 or 3."""
    before, after = fold(place.before), fold(place.after)
    reads_on = owner.reads_as == "adjective" and not place.capital_tells and not place.is_possessive
    if after in SPEAKS_FOR_ORGANISATION and not reads_on:
        return 3.0
    if after in BELONGS_TO_ORGANISATION and not reads_on:
        return 2.0
    if WORKS_FOR.search(place.lead) or before in ORGANISATION_BEFORE:
        return 2.0
    if not place.is_possessive:
        words = place.tail.split()[:2] if place.after else []
        does = words[1] if len(words) == 2 and words[0] in ADVERBS else after
        does = does.rstrip(",.;:")
        acts = does in ORGANISATION_DOES or (does is not after and does.endswith("ed"))
        to_people = len(words) == 2 and words[1].rstrip(",.;:") in ACTS_ON_PEOPLE
        if acts and to_people and owner.reads_as not in ("name", "acronym") and place.written[:1].isupper():
            return 3.0
        if acts or IS_A_COMPANY.match(place.tail):
            return 2.0
    if place.is_possessive or place.hyphen_after or after.endswith("ed") or _WHICH.match(place.tail):
        return 1.0
    if before in PREPOSITIONS:
        return 1.0
    return 0.5 if after in WEAK_AFTER or place.tail[:1] in (",", ")") else 0.0


def _spelled_out(folded: str, hit: Candidate) -> bool:
    """Say whether the words before an abbreviation spell something out that is not its owner."""
    if not isinstance(hit.owner, Entity) or hit.owner.reads_as != "acronym":
        return False
    lead = re.search(r"((?:[\w'-]+ ){1,8}?[\w'-]+)(?: \(|, or )$", folded[max(0, hit.start - 90) : hit.start])
    if lead is None:
        return False
    letters = hit.surface.lower()
    words = [word for word in lead[1].replace("-", " ").split() if word not in ("of", "the", "and", "for", "in")]
    spelled = "".join(word[0] for word in words[-len(letters) :])
    return spelled == letters and " ".join(words[-len(letters) :]) not in fold(hit.owner.name)


def _term_positions(text: str, terms: Iterable[str]) -> dict[str, list[int]]:
    """Return where each context term stands as a word, its plural included; terms that do not occur are left out.

    Abbreviations keep their capitals: the microtasks called HITs are not what a tax hits.
    """
    from ahocorasick_rs import AhoCorasick

    ordered = sorted(terms)
    patterns = [fold(term) for term in ordered]
    found: dict[str, list[int]] = {}
    folded = fold(text)
    if not ordered or not folded:
        return found
    for pattern, start, end in AhoCorasick(patterns).find_matches_as_indexes(folded, overlapping=True):
        if ordered[pattern].isupper() and not text[start:end].isupper():
            continue
        end += folded[end : end + 1] == "s"
        if starts_word(folded, start) and ends_word(folded, end):
            found.setdefault(ordered[pattern], []).append(start)
    return found
