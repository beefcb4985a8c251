"""Answer `laborwire gazetteer`: check and list what is known, and decide about the names that the news proposes."""

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import TextIO, get_args

from flows.gazetteer_desk import accept_name, articles_with, read_proposals, reject_name
from flows.terminal import plain
from flows.tools import gazetteer_files
from pipeline.codec import to_json
from pipeline.errors import ConfigError, UsageError
from pipeline.places import Places


def check(places: Places, files: tuple[Path, ...], *, out: TextIO) -> int:
    """Print what is wrong in the gazetteer's files, or in those given, and return the exit code."""
    from models.gazetteer_file import parse_gazetteer, short_name
    from models.gazetteer_lint import lint

    paths = list(files) or gazetteer_files(places)
    parsed = []
    broken = 0
    for path in paths:
        try:
            parsed.append((short_name(path), parse_gazetteer(path)))
        except ConfigError as err:
            broken += 1
            out.write(f"{err}\n")
    problems = lint(parsed)
    for problem in problems:
        out.write(f"{problem.file}: {problem}\n")
    if broken or problems:
        sys.stderr.write(f"{broken + len(problems)} problems\n")
        return 1
    entities = sum(len(file.entities) for _, file in parsed)
    roles = sum(len(file.roles) for _, file in parsed)
    out.write(f"{entities} entities and {roles} roles in {', '.join(name for name, _ in parsed)}: nothing wrong\n")
    return 0


def list_entities(places: Places, *, kind: str | None, as_json: bool, out: TextIO) -> None:
    """Print the entities of this installation, one a line.

    Raises:
        ConfigError: a file of the gazetteer is not valid; names entity and key.
        UsageError: there is no such type.
    """
    from models.gazetteer_file import read_gazetteer

    if kind is not None:
        _known_type(kind)
    entities = [one for one in read_gazetteer(*gazetteer_files(places)).entities if kind in (None, one.type)]
    for one in entities:
        if as_json:
            row = {
                "id": one.id,
                "name": one.name,
                "type": one.type,
                "aliases": one.aliases,
                "ambiguous": one.ambiguous,
                "parent": one.parent_id,
                "relation": one.relation,
                "since": one.since,
                "status": one.status,
                "sources": one.sources,
            }
            out.write(to_json(row).decode() + "\n")
            continue
        since = f" since {one.since}" if one.since else ""
        related = f"; {one.relation} {one.parent_id}{since}" if one.parent_id else ""
        doubt = f"; ambiguous: {', '.join(one.ambiguous)}" if one.ambiguous else ""
        out.write(f"{one.id:<22} {one.type:<14} {one.status:<10} {plain(one.name + related + doubt)}\n")
    unverified = sum(one.status == "unverified" for one in entities)
    sys.stderr.write(f"{len(entities)} entities, {unverified} of them unverified\n")


def list_proposals(
    places: Places, *, week: str | None, everything: bool, as_json: bool, limit: int, out: TextIO
) -> None:
    """Print the names that the news proposes, those first that most articles name.

    Raises:
        UsageError: the week is none, or a week and all are asked for.
        WarehouseError: there is no snapshot yet.
    """
    from flows.week import is_week

    if week is not None and (everything or not is_week(week)):
        raise UsageError("--week and --all exclude each other, and a week is written like 2026-W47")
    proposals = read_proposals(places, week="all" if everything else week)
    for one in proposals[:limit]:
        if as_json:
            out.write(to_json(one).decode() + "\n")
            continue
        out.write(
            f"{plain(one.name)}  ({one.n_articles} articles, {one.n_sources} sources, named {one.n_times} times; "
            f"{', '.join(one.cues)})\n    {plain(one.example)}\n    {plain(one.url)}\n"
        )
    when = "in all weeks" if everything else f"in {proposals[0].week}" if proposals else f"in {week or 'any week'}"
    more = f", {limit} shown" if len(proposals) > limit else ""
    sys.stderr.write(f"{len(proposals)} names {when}{more}; accept NAME --type platform, or reject NAME\n")


def accept(
    places: Places,
    name: str,
    *,
    kind: str,
    identity: str | None,
    parent: str | None,
    relation: str | None,
    source: str | None,
    why: str | None,
    who: str | None,
    now: datetime,
    out: TextIO,
) -> None:
    """Write an entry for a name and say where, and what it is good for.

    Raises:
        UsageError: there is no such type, the name is known, or nobody saw it.
    """
    _known_type(kind)
    done = accept_name(
        places,
        name,
        kind=kind,
        who=who or getpass.getuser(),
        now=now,
        why=why or "stands where platforms stand",
        identity=identity,
        parent=parent,
        relation=relation,
        source=source,
    )
    out.write(f"{plain(done.name)} is {done.id!r}, a {done.type}, unverified; source: {plain(done.source)}\n")
    out.write(f"written to {done.path}; edit it there\n")
    if done.is_ambiguous:
        out.write("the articles also write it in lower case: it counts only where its company speaks for it\n")
    stored = articles_with(places, done.id)
    if stored:
        many = "1 stored article writes it" if stored == 1 else f"{stored} stored articles write it"
        out.write(f"{many}; to have its mentions and pay there, too: laborwire reprocess --stage names\n")
    else:
        out.write("no stored article writes it; new ones are read with it\n")


def reject(places: Places, name: str, *, why: str | None, who: str | None, now: datetime, out: TextIO) -> None:
    """Write down that a name is not to be proposed again."""
    key = reject_name(places, name, who=who or getpass.getuser(), now=now, why=why or "no name for the gazetteer")
    out.write(f"{plain(key)!r} is not proposed again\n")


def _known_type(kind: str) -> None:
    from models.gazetteer_file import EntityType

    if kind not in get_args(EntityType):
        raise UsageError(f"--type {kind!r} is none; use one of: {', '.join(get_args(EntityType))}")
