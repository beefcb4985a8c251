"""The lists behind pay claims, `words.toml`, `evidence.toml` and `places.toml` in `data/pay`, read once and checked.

Lists are content, so that a word can be added without touching code. They belong to this checkout's code and
are not looked up in another data folder: a list of another version would change claims without a trace.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from pipeline.config import read_toml
from pipeline.errors import ConfigError
from pipeline.places import CHECKOUT
from pipeline.records import NotPayReason

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

FOLDER = CHECKOUT / "data" / "pay"


class Table(BaseModel):
    """A table of a list's file: no unknown keys, and nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _WordsFile(Table):
    nouns: dict[str, str]
    verbs: dict[str, str]
    people: dict[str, str]
    cues: dict[str, str]


class _Evidence(Table):
    name: str
    where: Literal["left", "right", "sentence"]
    weight: float
    reason: NotPayReason | None = None
    pattern: str
    is_final: bool = False


class _EvidenceFile(Table):
    evidence: tuple[_Evidence, ...]


class _Country(Table):
    code: str
    names: tuple[str, ...]
    people: tuple[str, ...]
    currency: str
    places: tuple[str, ...]


class _PlacesFile(Table):
    country: tuple[_Country, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The lists of `words.toml` as sets of lemmas."""

    pay_nouns: frozenset[str]
    maybe_nouns: frozenset[str]
    other_nouns: dict[str, NotPayReason]
    verbs: dict[str, frozenset[str]]
    other_verbs: dict[str, NotPayReason]
    people: dict[str, frozenset[str]]
    cues: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words beside an amount that speak for (weight above 0) or against pay."""

    name: str
    where: Literal["left", "right", "sentence"]
    weight: float
    reason: NotPayReason | None
    pattern: re.Pattern[str]
    is_final: bool = False
    """Never wrong: the trained reader does not overrule it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A word of the text that names a place or its people."""

    start: int
    end: int
    text: str
    country: str
    name: str
    """What `location` says: the place as written, or the country's name for a word for its people."""
    is_people: bool
    is_country: bool


@cache
def load_words() -> Words:
    """Return the word lists.

    Raises:
        ConfigError: the file is missing or is not in its form.
    """
    content = read_toml(FOLDER / "words.toml", _WordsFile)
    other_nouns: dict[str, NotPayReason] = {}
    other_verbs: dict[str, NotPayReason] = {}
    reasons: tuple[NotPayReason, ...] = (
        "funding",
        "revenue",
        "price",
        "client_rate",
        "fine",
        "settlement",
        "budget",
        "prize",
        "benefit",
        "tax",
        "aggregate",
        "difference",
        "other",
    )
    for reason in reasons:
        other_nouns.update(dict.fromkeys(content.nouns.get(reason, "").split(), reason))
        other_verbs.update(dict.fromkeys(content.verbs.get(reason, "").split(), reason))
    return Words(
        pay_nouns=frozenset(content.nouns["pay"].split()),
        maybe_nouns=frozenset(content.nouns["maybe"].split()),
        other_nouns=other_nouns,
        verbs={name: frozenset(listed.split()) for name, listed in content.verbs.items()},
        other_verbs=other_verbs,
        people={name: frozenset(listed.split()) for name, listed in content.people.items()},
        cues={name: frozenset(listed.split()) for name, listed in content.cues.items()},
    )


@cache
def load_evidence() -> tuple[Evidence, ...]:
    """Return the rules of `evidence.toml`.

    Raises:
        ConfigError: the file is missing, is not in its form, or holds a broken pattern.
    """
    path = FOLDER / "evidence.toml"
    rules = []
    for entry in read_toml(path, _EvidenceFile).evidence:
        try:
            pattern = re.compile(entry.pattern, re.IGNORECASE)
        except re.error as err:
            raise ConfigError(str(path), f"{entry.name}: not a regular expression: {err}") from err
        rules.append(
            Evidence(
                name=entry.name,
                where=entry.where,
                weight=entry.weight,
                reason=entry.reason,
                pattern=pattern,
                is_final=entry.is_final,
            )
        )
    return tuple(rules)


@cache
def _places() -> tuple["AhoCorasick", list[str], dict[str, tuple[str, str, bool, bool]]]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    table: dict[str, tuple[str, str, bool, bool]] = {}
    for country in read_toml(FOLDER / "places.toml", _PlacesFile).country:
        for name in country.places:
            table.setdefault(name, (country.code, name, False, False))
        for name in country.names:
            table[name] = (country.code, name, False, True)
        for name in country.people:
            table[name] = (country.code, country.names[0], True, True)
    # Datelines are in capitals: "BENGALURU: ...".
    table.update({name.upper(): entry for name, entry in list(table.items()) if len(name) > 4 and not entry[2]})
    names = list(table)
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), names, table


def places_in(text: str, *, start: int = 0, end: int | None = None) -> list[Place]:
    """Return the known places between two characters of `text`, in order.

    >>> [(p.name, p.country) for p in places_in("Kenyan raters in Leeds")]
    [('Kenya', 'KE'), ('Leeds', 'GB')]
    """
    finder, names, table = _places()
    stop = len(text) if end is None else end
    found = []
    for number, left, right in finder.find_matches_as_indexes(text[start:stop]):
        first, last = start + left, start + right
        before, after = text[first - 1 : first], text[last : last + 1]
        if before.isalnum() or before == "$" or after.isalnum() or after == "$":
            continue
        country, name, is_people, is_country = table[names[number]]
        found.append(
            Place(
                start=first,
                end=last,
                text=names[number],
                country=country,
                name=name,
                is_people=is_people,
                is_country=is_country,
            )
        )
    return found
