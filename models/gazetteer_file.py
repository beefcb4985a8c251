"""Read `data/gazetteer.toml` and refuse what would make names point to the wrong entity.

Several files make one gazetteer: the shipped one, the demo's invented firms, the names that people accepted. Refused,
with the entity and the key: an unknown key or type, and what `models.gazetteer_lint` finds wrong.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.config import parse_toml, read_toml
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

OWNING = frozenset({"subsidiary", "brand of", "division of", "acquired by", "local of", "project of", "product of"})
"""Relations to a parent that owns or runs the entity; an offer to buy it is none."""
MONTHS = re.compile(r"(?:(\d{4})-(0[1-9]|1[0-2])/)?(\d{4})-(0[1-9]|1[0-2])")
"""How `since` is written: 2019-03, or 2020-11/2021-03 for announced and completed."""

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
    """Month since when: 2019-03, or 2020-11/2021-03 for announced and completed."""
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

    @property
    def owner_id(self) -> str | None:
        """The parent, where the relation means that it owns or runs the entity."""
        return self.parent_id if self.relation in OWNING else None

    @property
    def owned_since(self) -> date | None:
        """First day of the month since which that holds for sure."""
        month = MONTHS.fullmatch(self.since) if self.since is not None and self.owner_id is not None else None
        return date(int(month[3]), int(month[4]), 1) if month is not None else None


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


class Row(BaseModel):
    """What every entry may have."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sources: tuple[str, ...] = ()


class EntityRow(Row):
    """An entity as it is written."""

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


class RoleRow(Row):
    """A role as it is written."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str = Field(min_length=2)
    aliases: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    context_sets: tuple[str, ...] = ()
    context_terms: tuple[str, ...] = ()


class TermRow(Row):
    """A word of another language for a role, or for what it does."""

    language: str = Field(pattern=r"^[a-z]{2}$")
    term: str
    role: str | None = None
    status: Status


class OtherNames(BaseModel):
    """Names without an entry."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class GazetteerFile(BaseModel):
    """One file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    context_sets: dict[str, tuple[str, ...]] = {}
    entities: tuple[EntityRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    role_terms: tuple[TermRow, ...] = ()
    other_names: OtherNames = OtherNames()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a gazetteer file holds."""

    entities: tuple[Entity, ...]
    roles: tuple[Role, ...]
    other_names: dict[str, Label]
    """Names without an entry of their own that a language model often takes for something else."""


def read_gazetteer(*paths: Path) -> Content:
    """Return the content of gazetteer files, taken together.

    Raises:
        ConfigError: names the file, the entity and the key that is wrong.
    """
    return content_of(
        [(short_name(path), parse_gazetteer(path)) for path in paths], paths=[str(path) for path in paths]
    )


def short_name(path: Path) -> str:
    """Return folder and name: all files of a gazetteer have the same name.

    >>> short_name(Path("data/demo/gazetteer.toml"))
    'demo/gazetteer.toml'
    """
    return f"{path.absolute().parent.name}/{path.name}"


def parse_gazetteer(path: Path) -> GazetteerFile:
    """Return one file as it is written, its keys and types checked.

    Raises:
        ConfigError: names the entity and the key that is wrong.
    """
    try:
        return read_toml(path, GazetteerFile)
    except ConfigError as err:
        raise ConfigError(err.path, _with_entity(path, err.problem)) from err


def parse_text(text: str, *, name: str) -> GazetteerFile:
    """Return the content of one file that was read already.

    Raises:
        ConfigError: it is not TOML, or an entry is wrong; names the file by `name`.
    """
    try:
        return GazetteerFile.model_validate(parse_toml(text, where=name))
    except ValidationError as err:
        first = err.errors(include_url=False)[0]
        raise ConfigError(name, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from err


def content_of(files: Sequence[tuple[str, GazetteerFile]], *, paths: Sequence[str] = ()) -> Content:
    """Return what files hold together.

    Args:
        files: with the names by which problems call them.
        paths: where each lies, for the error; default: their names.

    Raises:
        ConfigError: the linter finds something wrong.
    """
    from models.gazetteer_lint import lint

    problems = lint(files)
    if problems:
        where = next(
            path
            for path, (name, _) in zip(paths or [n for n, _ in files], files, strict=True)
            if name == problems[0].file
        )
        shown = "; ".join(str(problem) for problem in problems[:5])
        more = f"; and {len(problems) - 5} more: run `laborwire gazetteer check`" if len(problems) > 5 else ""
        raise ConfigError(where, shown + more)
    sets = {name: terms for _, file in files for name, terms in file.context_sets.items()}
    terms = [term for _, file in files for term in file.role_terms]
    return Content(
        entities=tuple(_entity(row, sets) for _, file in files for row in file.entities),
        roles=tuple(_role(row, sets, terms) for _, file in files for row in file.roles),
        other_names={name: Label.ORG for _, file in files for name in file.other_names.organisations}
        | {name: Label.PLACE for _, file in files for name in file.other_names.places},
    )


def _with_entity(path: Path, problem: str) -> str:
    """Put the id of the entry in place of its number: "entities.3.type" says nothing to a person."""
    place = re.match(r"(entities|roles|role_terms)\.(\d+)\.(\w+)", problem)
    if place is None:
        return problem
    row = parse_toml(path.read_bytes(), where=str(path))[place[1]][int(place[2])]
    name = row.get("id") or row.get("term") or f"number {int(place[2]) + 1}"
    return f"{place[1]} {name!r}, key {place[3]!r}{problem[place.end() :]}"


def _entity(row: EntityRow, sets: Mapping[str, tuple[str, ...]]) -> Entity:
    values = row.model_dump(exclude={"context_sets", "weak_sets", "parent"})
    values["context_terms"] = _terms(row.context_sets, row.context_terms, sets)
    values["weak_terms"] = _terms(row.weak_sets, (), sets)
    return Entity(parent_id=row.parent, **values)


def _role(row: RoleRow, sets: Mapping[str, tuple[str, ...]], others: Sequence[TermRow]) -> Role:
    values = row.model_dump(exclude={"context_sets"})
    values["context_terms"] = _terms(row.context_sets, row.context_terms, sets)
    return Role(other_languages=tuple(term.term for term in others if term.role == row.id), **values)


def _terms(named: tuple[str, ...], terms: tuple[str, ...], sets: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    groups = [*(sets[name] for name in named), terms]
    return tuple(dict.fromkeys(term for group in groups for term in group))
