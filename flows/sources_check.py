"""Answer `laborwire sources check`: ask every address of some sources once, and say what each answers.

Writes only when each address was asked and passed, under var/; the archive, the warehouse and the nights'
fetch state stay as they are. Only with `enable` the registry changes, for sources of which an address passed.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from flows.looking import describe_look, looked_at
from flows.sources_passed import Passed, remember
from pipeline.codec import to_json
from pipeline.errors import UsageError
from pipeline.places import Places
from pipeline.records import Source
from pipeline.registry_edit import switch_on
from pipeline.sources import load_sources

if TYPE_CHECKING:
    from spiders.job import Look


def check_sources(
    places: Places,
    ids: Sequence[str],
    *,
    now: datetime,
    include_off: bool = False,
    enable: bool = False,
    as_json: bool = False,
    out: TextIO,
    loopback: Mapping[str, int] | None = None,
) -> int:
    """Ask robots.txt and each address, print what they answer, and return the exit code: 1 when any failed.

    Args:
        ids: of sources, on or off; none: all that are on (with `include_off`: all).
        enable: let the nights read those of which an address passed.

    Raises:
        UsageError: a source is not there.
        ConfigError: the registry is not valid, or nobody says who asks.
    """
    chosen = _chosen(load_sources(places.data / "sources.toml"), ids, include_off=include_off)
    if not chosen:
        sys.stderr.write("no source is on; name one, or give --all\n")
        return 0
    asked = tuple(
        replace(source, enabled=True, feeds=(*source.feeds, *source.unverified), unverified=()) for source in chosen
    )
    n_addresses = sum(len(source.feeds) for source in asked)
    sys.stderr.write(f"asking {n_addresses} addresses of {len(asked)} sources; one request a host every few seconds\n")
    with looked_at(places, "feeds", now=now, sources=asked, loopback=loopback) as looked:
        looks = {(look.source_id, look.url): look for look in looked.looks}
    failed = 0
    found: list[Passed] = []
    for source in asked:
        for feed in source.feeds:
            look = looks.get((source.id, feed.url))
            failed += look is None or bool(look.problem)
            if look is None:
                words = "gave no answer before the check ended"
                out.write(_json(source, feed.url, words) if as_json else f"FAIL  {source.id:<20} {feed.url}  {words}\n")
                continue
            found.append(_passed(look, now))
            out.write(to_json(look).decode() + "\n" if as_json else _line(look))
        if not source.feeds:
            failed += 1
            words = "no address is known"
            out.write(_json(source, "", words) if as_json else f"FAIL  {source.id:<20} {words}\n")
    remember(places.sources_passed, found)
    answered = {one.url: f"answered `laborwire sources check` on {now:%Y-%m-%d}" for one in found if not one.problem}
    _tell_what_next(places, chosen, answered, enable=enable)
    sys.stderr.write(f"{len(found) - sum(bool(one.problem) for one in found)} of {n_addresses} addresses passed\n")
    return 1 if failed else 0


def _chosen(sources: Sequence[Source], ids: Sequence[str], *, include_off: bool) -> tuple[Source, ...]:
    known = {source.id: source for source in sources}
    for name in ids:
        if name not in known:
            raise UsageError(f"no source {name!r}; `laborwire sources list --all` lists them")
    if ids:
        return tuple(known[name] for name in dict.fromkeys(ids))
    return tuple(source for source in sources if source.enabled or include_off)


def _passed(look: "Look", now: datetime) -> Passed:
    return Passed(url=look.url, checked=now, passed=None if look.problem else now, problem=look.problem)


def _line(look: "Look") -> str:
    mark = "FAIL" if look.problem else "ok  "
    return f"{mark}  {look.source_id:<20} {look.url}  {describe_look(look)}\n"


def _json(source: Source, url: str, problem: str) -> str:
    return to_json({"source_id": source.id, "url": url, "problem": problem}).decode() + "\n"


def _tell_what_next(places: Places, chosen: Sequence[Source], answered: Mapping[str, str], *, enable: bool) -> None:
    waiting = [
        source
        for source in chosen
        if any(feed.url in answered for feed in source.unverified)
        or (not source.enabled and any(feed.url in answered for feed in source.feeds))
    ]
    for source in waiting:
        if not enable:
            continue
        if switch_on(places.data / "sources.toml", source.id, answered, lock=places.sources_lock):
            sys.stderr.write(f"{source.id} is on: the next night reads it; its terms are yours to read first\n")
    if waiting and not enable:
        names = " ".join(source.id for source in waiting)
        sys.stderr.write(
            f"answered, and read by no night yet; to switch on: laborwire sources check {names} --enable\n"
        )
