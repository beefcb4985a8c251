"""Read `data/gazetteer.toml` and refuse what would make names point to the wrong entity.

Refused, with the entity and the key: an unknown key or type, an id used twice, a parent that does not exist, an
ambiguous spelling that is no spelling of the entity or has no context terms, and a spelling that two entities share
(only a parent and its child may, and then only as an ambiguous one: context decides between them).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.config import read_toml
from pipeline.errors import ConfigError
from pipeline.records import Label

EntityType = Literal[
    "platform",
    "employer",
    "bpo",
    "client",
    "project",
    "product",
    "union",
    "worker_org",
    "employer_assoc",
    "research_org",
    "media",
    "law_firm",
    "legal_org",
    "regulator",
]
ReadsAs = Literal["", "noun", "adjective", "verb", "name", "acronym"]
Ambiguity = Literal["high", "low"]
Status = Literal["sourced", "unverified"]

LABELS: dict[str, Label] = {
    "platform": Label.PLATFORM,
    "employer": Label.EMPLOYER,
    "bpo": Label.EMPLOYER,
    "client": Label.EMPLOYER,
    "union": Label.UNION,
    "worker_org": Label.UNION,
    "project": Label.PROJECT,
    "product": Label.ORG,
    "employer_assoc": Label.ORG,
    "research_org": Label.ORG,
    "media": Label.ORG,
    "law_firm": Label.ORG,
    "legal_org": Label.ORG,
    "regulator": Label.ORG,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A platform, employer, client, project, union or other organisation that this beat is about."""

    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...] = ()
    parent_id: str | None = None
    relation: str | None = None
    """What it is to its parent: "subsidiary", "brand of", "acquired by"."""
    since: str | None = None
    any_case: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    reads_as: ReadsAs = ""
    ambiguity: Ambiguity = "high"
    context_terms: tuple[str, ...] = ()
    weak_terms: tuple[str, ...] = ()
    """Words of any text about work: they help a name that stands where an organisation's name stands."""
    against_terms: tuple[str, ...] = ()
    never_before: tuple[str, ...] = ()
    never_after: tuple[str, ...] = ()
    status: Status = "unverified"
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What people who do this work are called."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    other_languages: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    """Names of the work, not of the worker."""
    ambiguous: tuple[str, ...] = ()
    context_terms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def spellings(self) -> Iterator[str]:
        """Yield every form: singular and plural, with hyphens and with spaces."""
        for text in dict.fromkeys((self.name, *self.aliases)):
            for form in dict.fromkeys((text, text.replace("-", " "))):
                yield form
                yield form + "s"
        yield from self.other_languages

    def is_ambiguous(self, spelling: str) -> bool:
        """Say whether a form needs a context term."""
        return spelling in self.ambiguous or spelling.removesuffix("s") in self.ambiguous


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    sources: tuple[str, ...] = ()


class _EntityRow(_Row):
    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str = Field(min_length=2)
    type: EntityType
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    relation: str | None = None
    since: str | None = None
    any_case: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    reads_as: ReadsAs = ""
    ambiguity: Ambiguity = "high"
    context_sets: tuple[str, ...] = ()
    context_terms: tuple[str, ...] = ()
    weak_sets: tuple[str, ...] = ()
    against_terms: tuple[str, ...] = ()
    never_before: tuple[str, ...] = ()
    never_after: tuple[str, ...] = ()
    status: Status
    note: str = ""


class _RoleRow(_Row):
    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str = Field(min_length=2)
    aliases: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    context_sets: tuple[str, ...] = ()
    context_terms: tuple[str, ...] = ()


class _TermRow(_Row):
    language: str = Field(pattern=r"^[a-z]{2}$")
    term: str
    role: str | None = None
    status: Status


class _OtherNames(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    context_sets: dict[str, tuple[str, ...]] = {}
    entities: tuple[_EntityRow, ...]
    roles: tuple[_RoleRow, ...] = ()
    role_terms: tuple[_TermRow, ...] = ()
    other_names: _OtherNames = _OtherNames()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a gazetteer file holds."""

    entities: tuple[Entity, ...]
    roles: tuple[Role, ...]
    other_names: dict[str, Label]
    """Names without an entry of their own that a language model often takes for something else."""


def read_gazetteer(path: Path) -> Content:
    """Return the content of a gazetteer file.

    Raises:
        ConfigError: names the entity and the key that is wrong.
    """
    try:
        file = read_toml(path, _File)
    except ConfigError as err:
        raise ConfigError(err.path, _with_entity(path, err.problem)) from err
    problems = list(_lint(file))
    if problems:
        raise ConfigError(str(path), "; ".join(problems[:5]))
    return Content(
        entities=tuple(_entity(row, file) for row in file.entities),
        roles=tuple(_role(row, file) for row in file.roles),
        other_names=dict.fromkeys(file.other_names.organisations, Label.ORG)
        | dict.fromkeys(file.other_names.places, Label.PLACE),
    )


def _with_entity(path: Path, problem: str) -> str:
    """Put the id of the entry in place of its number: "entities.3.type" says nothing to a person."""
    import tomllib

    place = re.match(r"(entities|roles|role_terms)\.(\d+)\.(\w+)", problem)
    if place is None:
        return problem
    row = tomllib.loads(path.read_text(encoding="utf-8"))[place[1]][int(place[2])]
    name = row.get("id") or row.get("term") or f"number {int(place[2]) + 1}"
    return f"{place[1]} {name!r}, key {place[3]!r}{problem[place.end() :]}"


def _entity(row: _EntityRow, file: _File) -> Entity:
    values = row.model_dump(exclude={"context_sets", "weak_sets", "parent"})
    values["context_terms"] = _terms(row.context_sets, row.context_terms, file)
    values["weak_terms"] = _terms(row.weak_sets, (), file)
    return Entity(parent_id=row.parent, **values)


def _role(row: _RoleRow, file: _File) -> Role:
    values = row.model_dump(exclude={"context_sets"})
    values["context_terms"] = _terms(row.context_sets, row.context_terms, file)
    return Role(other_languages=tuple(term.term for term in file.role_terms if term.role == row.id), **values)


def _terms(sets: tuple[str, ...], terms: tuple[str, ...], file: _File) -> tuple[str, ...]:
    groups = [*(file.context_sets[name] for name in sets), terms]
    return tuple(dict.fromkeys(term for group in groups for term in group))


def _lint(file: _File) -> Iterator[str]:
    rows: tuple[_EntityRow | _RoleRow, ...] = (*file.entities, *file.roles)
    ids = [row.id for row in rows]
    for doubled in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"id {doubled!r} is used twice; ids are permanent and name one thing"
    known = set(ids)
    for row in rows:
        spellings = {row.name, *row.aliases}
        for name in sorted(set(row.context_sets) - set(file.context_sets)):
            yield f"{row.id!r}, key 'context_sets': no set {name!r}; add it under [context_sets]"
        for text in sorted(set(row.ambiguous) - spellings):
            yield f"{row.id!r}, key 'ambiguous': {text!r} is neither its name nor an alias"
        if row.ambiguous and not (row.context_terms or row.context_sets):
            yield f"{row.id!r}, key 'context_terms': nothing says when the ambiguous {row.ambiguous[0]!r} is meant"
    for entity in file.entities:
        for name in sorted(set(entity.weak_sets) - set(file.context_sets)):
            yield f"{entity.id!r}, key 'weak_sets': no set {name!r}; add it under [context_sets]"
        if entity.parent is not None and entity.parent not in known:
            yield f"{entity.id!r}, key 'parent': no entity {entity.parent!r}"
        if entity.ambiguous and not entity.reads_as:
            yield f"{entity.id!r}, key 'reads_as': say what {entity.ambiguous[0]!r} is otherwise"
        for text in sorted(set(entity.any_case) - {entity.name, *entity.aliases}):
            yield f"{entity.id!r}, key 'any_case': {text!r} is neither its name nor an alias"
    for term in file.role_terms:
        if term.role is not None and term.role not in {role.id for role in file.roles}:
            yield f"role_terms {term.term!r}, key 'role': no role {term.role!r}"
    yield from _collisions(file)


def _collisions(file: _File) -> Iterator[str]:
    owners: dict[str, list[_EntityRow]] = {}
    for row in file.entities:
        for text in dict.fromkeys((row.name, *row.aliases)):
            others = owners.setdefault(text.casefold(), [])
            for other in others:
                related = row.parent == other.id or other.parent == row.id
                if other is not row and not (related and text in row.ambiguous and text in other.ambiguous):
                    yield f"{row.id!r}, key 'aliases': {text!r} names {other.id!r}; only parent and child may share it"
            others.append(row)
