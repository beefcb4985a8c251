"""Read the word lists of `data/events`: which head verbs, with which words beside them, tell of which kind of event.

In: `classes.toml` (lists of words that frames refer to as "@name"), `status.toml` (what governs a verb and what that
makes of it) and one file for each kind of event with its frames. A frame matches a clause when the head verb is in
`verbs` and each of its other lists is met; a list that is empty asks for nothing. Words are lemmas in lower case; "+"
joins two of which both must be there. Refused, with file and frame: an unknown key, a class that does not exist.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ConfigDict

from pipeline.config import read_toml
from pipeline.errors import ConfigError
from pipeline.records import EventStatus, EventType

FOLDER = Path(__file__).resolve().parent.parent / "data" / "events"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Class(_Strict):
    about: str = ""
    words: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    """Labels of mentions whose head counts, such as "UNION"."""
    endings: tuple[str, ...] = ()
    """Endings of nouns that count in the plural, as lemmas: "worker", "tester"."""
    but: tuple[str, ...] = ()


class _RawFrame(_Strict):
    name: str
    about: str = ""
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    no_subject: bool = False
    not_subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    not_object: tuple[str, ...] = ()
    no_object: bool = False
    particles: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    plural_object: bool = False
    dated: bool = False
    named: bool = False
    any_tense: bool = False
    refused: bool = False
    present: bool = False
    wide: bool = False
    status: EventStatus | None = None


class _File(_Strict):
    type: EventType
    about: str = ""
    triggers: str
    """Regular expression for a cheap first look at a sentence: only those that it finds are parsed."""
    frame: tuple[_RawFrame, ...]


class _Classes(_Strict):
    classes: dict[str, _Class]


class StatusWords(_Strict):
    """What governs a verb, and what that makes of the event; lemmas."""

    planned: frozenset[str]
    threatened: frozenset[str]
    denied: frozenset[str]
    hypothetical: frozenset[str]
    begun: frozenset[str]
    doubted: frozenset[str]
    conditions: frozenset[str]
    else_clauses: frozenset[str]
    """Words of a sentence that make an undated plan a threat."""
    anniversary: frozenset[str]
    earlier: frozenset[str]
    another: frozenset[str]
    """Words beside an event's noun that make it another one than the article's."""
    records: frozenset[str]
    saying: frozenset[str]
    guessing: frozenset[str]
    invariant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """One list of a frame, its classes resolved."""

    words: frozenset[str]
    labels: frozenset[str]
    endings: tuple[str, ...]
    but: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.words or self.labels or self.endings)

    def has(self, lemma: str, *, label: str | None = None, is_plural: bool = False) -> bool:
        """Say whether a noun is one of these."""
        if lemma in self.words or (label is not None and label in self.labels):
            return True
        return is_plural and lemma not in self.but and bool(self.endings) and lemma.endswith(self.endings)


@dataclass(frozen=True, slots=True)
class Frame:
    """One way to tell of an event."""

    type: EventType
    name: str
    verbs: frozenset[str]
    nouns: frozenset[str]
    subject: Words
    no_subject: bool
    """A subject may be missing or unknown."""
    not_subject: Words
    object: Words
    not_object: Words
    no_object: bool
    """There must be no object."""
    particles: frozenset[str]
    having: Words
    unless: Words
    near: Words
    plural_object: bool
    dated: bool
    """The clause must hold a date."""
    named: bool
    """A firm or union must be named in the phrase."""
    any_tense: bool
    """The deed is in the noun ("the suit says"), whatever the verb's tense and mood."""
    refused: bool
    """The verb is what workers do and now do not: "refused to work", "have not logged in"."""
    present: bool
    """The plain present counts, too: "they are on strike"."""
    wide: bool
    """`having` looks into the relative clauses of the object, too."""
    status: EventStatus | None


@dataclass(frozen=True, slots=True)
class Frames:
    """All word lists of `data/events`."""

    by_verb: dict[str, tuple[Frame, ...]]
    by_noun: dict[str, tuple[Frame, ...]]
    people: Words
    nouns_of: dict[EventType, frozenset[str]]
    """Nouns that name such an event itself."""
    status: StatusWords
    triggers: "re.Pattern[str]"


@cache
def load_frames(folder: Path = FOLDER) -> Frames:
    """Return the word lists, read once a process.

    Raises:
        ConfigError: a file is missing or not TOML, or an entry is wrong; names file and entry.
    """
    classes = read_toml(folder / "classes.toml", _Classes).classes
    status = read_toml(folder / "status.toml", StatusWords)
    by_verb: dict[str, list[Frame]] = {}
    by_noun: dict[str, list[Frame]] = {}
    nouns_of: dict[EventType, frozenset[str]] = {}
    triggers = []
    for kind in get_args(EventType):
        path = folder / f"{kind}.toml"
        content = read_toml(path, _File)
        if content.type != kind:
            raise ConfigError(str(path), f"is of type {content.type!r}; a file is named as its type")
        triggers.append(content.triggers)
        nouns_of[kind] = frozenset(classes[kind].words) if kind in classes else frozenset()
        for raw in content.frame:
            frame = _frame(raw, kind, classes, path)
            for verb in frame.verbs:
                by_verb.setdefault(verb, []).append(frame)
            for noun in frame.nouns:
                by_noun.setdefault(noun, []).append(frame)
    return Frames(
        by_verb={verb: tuple(frames) for verb, frames in by_verb.items()},
        by_noun={noun: tuple(frames) for noun, frames in by_noun.items()},
        people=_words(("@people",), classes, folder / "classes.toml", "people"),
        nouns_of=nouns_of,
        status=status,
        triggers=_compiled(triggers, folder),
    )


def _compiled(triggers: list[str], folder: Path) -> "re.Pattern[str]":
    try:
        return re.compile(r"\b(?:" + "|".join(triggers) + ")", re.IGNORECASE)
    except re.error as err:
        raise ConfigError(str(folder), f"triggers are no regular expression: {err}; mend the `triggers` there") from err


def _frame(raw: _RawFrame, kind: EventType, classes: dict[str, _Class], path: Path) -> Frame:
    def words(listed: tuple[str, ...]) -> Words:
        return _words(listed, classes, path, raw.name)

    return Frame(
        type=kind,
        name=f"{kind}.{raw.name}",
        verbs=words(raw.verbs).words,
        nouns=words(raw.nouns).words,
        subject=words(raw.subject),
        no_subject=raw.no_subject,
        not_subject=words(raw.not_subject),
        object=words(raw.object),
        not_object=words(raw.not_object),
        no_object=raw.no_object,
        particles=frozenset(raw.particles),
        having=words(raw.having),
        unless=words(raw.unless),
        near=words(raw.near),
        plural_object=raw.plural_object,
        dated=raw.dated,
        named=raw.named,
        any_tense=raw.any_tense,
        refused=raw.refused,
        present=raw.present,
        wide=raw.wide,
        status=raw.status,
    )


def _words(listed: tuple[str, ...], classes: dict[str, _Class], path: Path, frame: str) -> Words:
    words: set[str] = set()
    labels: set[str] = set()
    endings: list[str] = []
    but: set[str] = set()
    for entry in listed:
        if not entry.startswith("@"):
            words.add(entry)
            continue
        found = classes.get(entry[1:])
        if found is None:
            raise ConfigError(str(path), f"frame {frame!r} names class {entry!r}, which classes.toml does not have")
        words.update(found.words)
        labels.update(found.labels)
        endings += found.endings
        but.update(found.but)
    return Words(frozenset(words), frozenset(labels), tuple(endings), frozenset(but))
