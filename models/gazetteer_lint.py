"""Find what is wrong in gazetteer files before a name points to the wrong entity.

In go files that were read; out come problems, each with its file, the entry, the key and what to do. Wrong are: an id
used twice, a parent that does not exist, is the entity itself or leads back to it, a spelling that two entities share
(only a parent and its child may, and then only as an ambiguous one: context decides between them), that is also a role
or a name without an entry, or that stands twice; an ambiguous spelling that nothing tells from the word; a short
spelling or a key that can have no effect; a date that is none; and "sourced" without a source. Spellings are compared
as the matcher compares them: capitals, kinds of hyphens and apostrophes do not tell two apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.gazetteer_file import MONTHS, EntityRow, GazetteerFile, RoleRow
from models.mentions_folding import fold

_SHORT = 2
"""Letters of an abbreviation that means something else somewhere in any newspaper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, and where."""

    file: str
    entry: str
    """Id of the entity or role, or the term."""
    key: str
    text: str

    def __str__(self) -> str:
        return f"{self.entry!r}, key {self.key!r}: {self.text}"


def lint(files: Sequence[tuple[str, GazetteerFile]]) -> list[Problem]:
    """Return what is wrong in files that make one gazetteer, in their order."""
    order = {name: at for at, (name, _) in enumerate(files)}
    found = [*_ids(files), *_entries(files), *_parents(files), *_spellings(files)]
    return sorted(found, key=lambda problem: order[problem.file])


def _rows(file: GazetteerFile) -> tuple[EntityRow | RoleRow, ...]:
    return (*file.entities, *file.roles)


def _ids(files: Sequence[tuple[str, GazetteerFile]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name, file in files:
        for row in _rows(file):
            if row.id in seen:
                other = "" if seen[row.id] == name else f" (also in {seen[row.id]})"
                text = f"id {row.id!r} is used twice{other}; ids are permanent and name one thing"
                yield Problem(file=name, entry=row.id, key="id", text=text)
            seen[row.id] = name


def _entries(files: Sequence[tuple[str, GazetteerFile]]) -> Iterator[Problem]:
    sets = {name for _, file in files for name in file.context_sets}
    roles = {row.id for _, file in files for row in file.roles}
    for name, file in files:
        for row in _rows(file):
            for key, text in _of_entry(row, sets):
                yield Problem(file=name, entry=row.id, key=key, text=text)
        for entity in file.entities:
            for key, text in _of_entity(entity, sets):
                yield Problem(file=name, entry=entity.id, key=key, text=text)
        for term in file.role_terms:
            if term.role is not None and term.role not in roles:
                yield Problem(file=name, entry=term.term, key="role", text=f"no role {term.role!r}")


def _of_entry(row: EntityRow | RoleRow, sets: set[str]) -> Iterator[tuple[str, str]]:
    spellings = [row.name, *row.aliases]
    for text in sorted({text for text in spellings if spellings.count(text) > 1}):
        yield "aliases", f"{text!r} stands twice; the name is no alias"
    for name in sorted(set(row.context_sets) - sets):
        yield "context_sets", f"no set {name!r}; add it under [context_sets]"
    for text in sorted(set(row.ambiguous) - set(spellings)):
        yield "ambiguous", f"{text!r} is neither its name nor an alias"
    if row.ambiguous and not (row.context_terms or row.context_sets):
        yield "context_terms", f"nothing says when the ambiguous {row.ambiguous[0]!r} is meant"


def _of_entity(row: EntityRow, sets: set[str]) -> Iterator[tuple[str, str]]:
    spellings = (row.name, *row.aliases)
    for name in sorted(set(row.weak_sets) - sets):
        yield "weak_sets", f"no set {name!r}; add it under [context_sets]"
    if row.ambiguous and not row.reads_as:
        yield "reads_as", f"say what {row.ambiguous[0]!r} is otherwise"
    if not row.ambiguous:
        for key in ("reads_as", "against_terms", "never_before", "never_after", "weak_sets"):
            if getattr(row, key):
                yield key, "has no effect without an ambiguous spelling; name it under ambiguous, or take this out"
    for text in sorted(set(row.any_case) - set(spellings)):
        yield "any_case", f"{text!r} is neither its name nor an alias"
    for text in spellings:
        if text != " ".join(text.split()) or not any(letter.isalnum() for letter in text):
            yield "aliases", f"{text!r} has spaces too many, or no letter"
        elif len(re.sub(r"\W", "", text)) <= _SHORT and text not in row.ambiguous:
            yield "ambiguous", f"{text!r} is too short to mean one thing; put it under ambiguous, with context_terms"
    if row.since is not None and (MONTHS.fullmatch(row.since) is None or row.parent is None):
        yield "since", f"{row.since!r} needs a parent, and is written like 2019-03 or 2020-11/2021-03"
    if (row.parent is None) != (row.relation is None):
        yield "relation", "parent and relation go together: say what it is to its parent (subsidiary, brand of ...)"
    if row.status == "sourced" and not row.sources:
        yield "sources", "sourced by nothing; name a page, or set status to unverified"


def _parents(files: Sequence[tuple[str, GazetteerFile]]) -> Iterator[Problem]:
    parents = {row.id: row.parent for _, file in files for row in file.entities}
    for name, file in files:
        for row in file.entities:
            if row.parent is None:
                continue
            if row.parent not in parents:
                text = f"no entity {row.parent!r}; add it, or take parent and relation out"
                yield Problem(file=name, entry=row.id, key="parent", text=text)
                continue
            above: list[str] = [row.id]
            while (parent := parents.get(above[-1])) is not None and parent not in above:
                above.append(parent)
            if parent == row.id:
                text = f"leads back to {row.id!r}: {' -> '.join([*above, row.id])}"
                yield Problem(file=name, entry=row.id, key="parent", text=text)


def _spellings(files: Sequence[tuple[str, GazetteerFile]]) -> Iterator[Problem]:
    owners: dict[str, list[EntityRow]] = {}
    roles = {fold(text): row.id for _, file in files for row in file.roles for text in (row.name, *row.aliases)}
    plain = {fold(text) for _, file in files for text in (*file.other_names.organisations, *file.other_names.places)}
    for name, file in files:
        for row in file.entities:
            for text in dict.fromkeys((row.name, *row.aliases)):
                folded = fold(text)
                for key, problem in _collisions(row, text, owners.get(folded, ())):
                    yield Problem(file=name, entry=row.id, key=key, text=problem)
                if folded in roles and text not in row.ambiguous:
                    problem = f"{text!r} is also the role {roles[folded]!r}; put it under ambiguous"
                    yield Problem(file=name, entry=row.id, key="aliases", text=problem)
                if folded in plain:
                    problem = f"{text!r} also stands under [other_names], for names without an entry; take it out there"
                    yield Problem(file=name, entry=row.id, key="aliases", text=problem)
                owners.setdefault(folded, []).append(row)


def _collisions(row: EntityRow, text: str, others: Sequence[EntityRow]) -> Iterator[tuple[str, str]]:
    for other in others:
        if other is row:
            continue
        related = row.parent == other.id or other.parent == row.id
        if not (related and _is_ambiguous(text, row) and _is_ambiguous(text, other)):
            yield "aliases", f"{text!r} names {other.id!r}; only parent and child may share it, as ambiguous"


def _is_ambiguous(text: str, row: EntityRow) -> bool:
    return fold(text) in {fold(spelling) for spelling in row.ambiguous}
