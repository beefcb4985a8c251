"""What a person does with the gazetteer: look at the names that the news proposes, accept one, reject one.

In: the newest snapshot's proposals, the log of decisions, which may be newer, and the gazetteer's files. An accepted
name becomes an entry in `gazetteer.toml` beside the warehouse, of the form of `data/gazetteer.toml` and read on top of
it, so that an update of the shipped file overwrites nobody's work and the demo's names stay in the demo. Its status is
unverified and its source the article in which it stands. A name that the stored articles also write in lower case is an
ordinary word, too, and is entered as ambiguous. Both answers are lines of the decision log.
"""

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.tools import gazetteer_files
from pipeline.decisions import Decisions, alone, append_decisions, make_decision
from pipeline.errors import ConfigError, UsageError
from pipeline.places import Places
from pipeline.records import DecisionVerb

if TYPE_CHECKING:
    import duckdb

    from models.gazetteer import Gazetteer

_PROPOSALS = (
    "SELECT week, name, key, n_articles, n_sources, n_times, cues, example, example_url, last_seen_at"
    " FROM gazetteer_proposals ORDER BY week DESC, n_articles DESC, n_times DESC, key"
)
_HEADER = """\
# Names that people of this installation accepted, in the form of data/gazetteer.toml and read on top of it.
# Written by `laborwire gazetteer accept`; edit it as you like and run `laborwire gazetteer check`.
"""
_AS_A_WORD = "SELECT count(*) FROM articles WHERE regexp_matches(text, ?)"
NAMING: tuple[DecisionVerb, ...] = ("accept_name", "reject_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A name that a person should look at, with what speaks for it in one week, or in all."""

    week: str
    name: str
    key: str
    n_articles: int
    n_sources: int
    n_times: int
    cues: tuple[str, ...]
    example: str
    url: str
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An entry that was written."""

    id: str
    name: str
    type: str
    source: str
    is_ambiguous: bool
    path: Path


def read_proposals(places: Places, *, week: str | None = None) -> tuple[Proposal, ...]:
    """Return the proposals of one ISO week, the newest in which there are any, or of all ("all"), most named first.

    Raises:
        WarehouseError: there is no snapshot yet, or it is of before names were proposed.
    """
    names = _gazetteer(places)
    decided = {one.subject for one in Decisions.read(places.decisions).log if one.verb in NAMING}
    found = [
        Proposal(
            week=str(row[0]),
            name=str(row[1]),
            key=str(row[2]),
            n_articles=int(row[3]),
            n_sources=int(row[4]),
            n_times=int(row[5]),
            cues=tuple(row[6]),
            example=" ".join(str(row[7]).split()),
            url=str(row[8] or ""),
            last_seen_at=row[9],
        )
        for row in _rows(places, _PROPOSALS)
        # The snapshot may be older than the log and the files.
        if row[2] not in decided and names.resolve(str(row[1])) is None
    ]
    if week == "all":
        return _over_all_weeks(found)
    wanted = week or (found[0].week if found else "")
    return tuple(one for one in found if one.week == wanted)


def accept_name(
    places: Places,
    name: str,
    *,
    kind: str,
    who: str,
    now: datetime,
    why: str,
    identity: str | None = None,
    parent: str | None = None,
    relation: str | None = None,
    source: str | None = None,
) -> Accepted:
    """Write an entry for a proposed name, and the decision.

    Raises:
        UsageError: nobody proposed the name and no source is given, or the gazetteer knows it.
        ConfigError: the entry does not fit the others; names the entity and the key. Nothing is written then.
    """
    from models.proposed_names import name_key

    name = " ".join(name.split())
    if (known := _gazetteer(places).resolve(name)) is not None:
        raise UsageError(f"{name!r} is known: it is {known!r} in the gazetteer; nothing was written")
    proposal = _proposal(places, name)
    where = source or (proposal.url if proposal is not None else "")
    if not where:
        raise UsageError(f"no stored article proposes {name!r}; say where it was seen: --source URL")
    with alone(places.accepted_names.with_suffix(".lock")):
        path = places.accepted_names
        before = path.read_text(encoding="utf-8") if path.exists() else _HEADER
        is_ambiguous = _is_a_word(places, name)
        row: dict[str, Any] = {"id": identity or _identity(name), "name": name, "type": kind}
        row |= {"parent": parent, "relation": relation or "subsidiary"} if parent else {}
        if is_ambiguous:
            row |= {"ambiguous": [name], "reads_as": "noun", "context_sets": ["ai_labour"], "weak_sets": ["work"]}
        note = f"Accepted from the news by {who} on {now:%Y-%m-%d}: {why}"
        row |= {"status": "unverified", "note": note, "sources": [where]}
        after = before.rstrip("\n") + "\n\n" + _toml(row)
        _check(places, after)
        verb: DecisionVerb = "accept_name"
        decision = make_decision(verb, name_key(name), who=who, when=now, why=why, value=str(row["id"]))
        # The log first: an entry without a decision would be nobody's.
        append_decisions(places.decisions, [decision])
        _replace(path, after)
    return Accepted(
        id=str(row["id"]), name=name, type=kind, source=where, is_ambiguous=is_ambiguous, path=places.accepted_names
    )


def articles_with(places: Places, identity: str) -> int:
    """Return how many stored articles write a name of this entity."""
    from flows.reprocess_names import articles_that_write

    entities = [one for one in _gazetteer(places).entities if one.id == identity]
    if not places.warehouse.exists():
        return 0
    with _snapshot(places) as con:
        return len(articles_that_write(con, entities))


def reject_name(places: Places, name: str, *, who: str, now: datetime, why: str) -> str:
    """Write down that a name is none for the gazetteer, so that it is not proposed again; return what was rejected.

    Raises:
        UsageError: it is in the gazetteer.
    """
    from models.proposed_names import name_key

    if (known := _gazetteer(places).resolve(name)) is not None:
        raise UsageError(f"{name!r} is {known!r} in the gazetteer; take it out of its file, then reject it")
    key = name_key(" ".join(name.split()))
    if not key:
        raise UsageError(f"{name!r} is no name")
    with alone(places.decisions.with_suffix(".lock")):
        append_decisions(places.decisions, [make_decision("reject_name", key, who=who, when=now, why=why)])
    return key


def _gazetteer(places: Places) -> "Gazetteer":
    from models.gazetteer import Gazetteer

    shipped, *also = gazetteer_files(places)
    return Gazetteer.load(shipped, also=also)


def _proposal(places: Places, name: str) -> Proposal | None:
    from models.proposed_names import name_key
    from pipeline.errors import WarehouseError

    key = name_key(name)
    try:
        return next((one for one in read_proposals(places, week="all") if one.key == key), None)
    except WarehouseError:
        return None


def _over_all_weeks(found: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Add the weeks of each name up; the example is the newest week's."""
    by_key: dict[str, Proposal] = {}
    for one in found:
        if (so_far := by_key.get(one.key)) is None:
            by_key[one.key] = one
            continue
        by_key[one.key] = replace(
            so_far,
            n_articles=so_far.n_articles + one.n_articles,
            n_sources=max(so_far.n_sources, one.n_sources),
            n_times=so_far.n_times + one.n_times,
            cues=tuple(sorted({*so_far.cues, *one.cues})),
        )
    return tuple(sorted(by_key.values(), key=lambda one: (-one.n_articles, -one.n_times, one.key)))


def _is_a_word(places: Places, name: str) -> bool:
    """Say whether the stored articles write a name in lower case, too."""
    if " " in name or not re.fullmatch(r"[^\W\d_]+", name) or not places.warehouse.exists():
        return False
    pattern = rf"(^|\W){name.lower()}(\W|$)"
    return bool(_rows(places, _AS_A_WORD, pattern)[0][0])


def _rows(places: Places, query: str, *parameters: str) -> list[tuple[Any, ...]]:
    """Return what the newest snapshot answers: questions of our own, which may take their time."""
    with _snapshot(places) as con:
        con.execute("SET TimeZone = 'UTC'")
        return con.execute(query, list(parameters)).fetchall()


@contextmanager
def _snapshot(places: Places) -> Iterator["duckdb.DuckDBPyConnection"]:
    import duckdb

    from pipeline.errors import WarehouseError

    if not places.warehouse.exists():
        raise WarehouseError(str(places.warehouse), "no snapshot yet; run `laborwire nightly` or `laborwire add` first")
    try:
        with duckdb.connect(str(places.warehouse), read_only=True) as con:
            yield con
    except duckdb.Error as err:
        problem = f"cannot be read: {str(err).splitlines()[0]}"
        raise WarehouseError(str(places.warehouse), problem) from err


def _identity(name: str) -> str:
    identity = re.sub(r"[^a-z0-9]+", "_", name.lower().encode("ascii", "ignore").decode()).strip("_")
    if not identity:
        raise UsageError(f"no id can be made of {name!r}; give one in lower case: --id NAME")
    return identity


def _toml(row: dict[str, Any]) -> str:
    """Return an entry as TOML; JSON strings are TOML strings, too."""
    import json

    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in row.items())
    return "[[entities]]\n" + "".join(lines)


def _check(places: Places, text: str) -> None:
    """Refuse what would keep the gazetteer from loading, before it is written."""
    from models.gazetteer_file import content_of, parse_gazetteer, short_name

    files = [(short_name(path), parse_gazetteer(path)) for path in gazetteer_files(places)]
    own = short_name(places.accepted_names)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / places.accepted_names.name
        draft.write_text(text, encoding="utf-8")
        try:
            parsed = parse_gazetteer(draft)
        except ConfigError as err:
            raise ConfigError(str(places.accepted_names), err.problem) from err
    content_of([*((name, file) for name, file in files if name != own), (own, parsed)])


def _replace(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
