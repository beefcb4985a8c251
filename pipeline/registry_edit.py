"""Change the source registry as a person would: lines are added or changed, everything else stays as it stands.

In: the text of `sources.toml`. Out: the new text, which is read back before it takes the old one's place:
a change that would do anything else than it says is refused, and the file stays as it was.
"""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.decisions import alone
from pipeline.errors import ConfigError
from pipeline.records import Feed, Source
from pipeline.sources import load_republishers, load_sources
from pipeline.urls import canonical_url, host_of, lies_in

_HEADER = re.compile(r"^\s*\[\[\s*([\w.]+)\s*\]\]\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z_]+)\s*=\s*(.*)$")
_STRING = re.compile(r"""^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')""")


def entry_text(source: Source) -> str:
    """Return a source as it stands in the registry; defaults are left out."""
    lines = [
        "[[sources]]",
        f"id = {_quoted(source.id)}",
        f"name = {_quoted(source.name)}",
        f"homepage = {_quoted(source.homepage)}",
        f"class = {_quoted(source.source_class)}",
    ]
    if source.country:
        lines.append(f"country = {_quoted(source.country)}")
    lines.append(f"languages = [{', '.join(map(_quoted, source.languages))}]")
    if source.tier:
        lines.append(f"tier = {_quoted(source.tier)}")
    for feed in source.feeds:
        lines += ["[[sources.feeds]]", f"url = {_quoted(feed.url)}", f"kind = {_quoted(feed.kind)}"]
        if feed.link_pattern:
            lines.append(f"link_pattern = {_quoted(feed.link_pattern)}")
        lines.append(f"evidence = {_quoted(feed.evidence)}")
    return "\n".join(lines) + "\n"


def why_known(path: Path, url: str) -> str | None:
    """Return why an address needs no adding: whose it is already; None when it is new.

    Raises:
        ConfigError: the registry is not valid.
    """
    address, host = canonical_url(url), host_of(url)
    for source in load_sources(path):
        feeds = {canonical_url(feed.url) for feed in (*source.feeds, *source.unverified)}
        if address in feeds:
            return f"source {source.id!r} has this address already"
        # A site that hosts many publications has each at a path of its own.
        home = canonical_url(source.homepage)
        if address == home or (host == host_of(home) and _is_root(home)):
            return f"source {source.id!r} ({source.homepage}) is this site already"
    for republisher in load_republishers(path):
        if lies_in(host, republisher.domain):
            return f"{republisher.domain} is listed as a re-publisher: {republisher.seen}"
    return None


def add_source(path: Path, source: Source, *, lock: Path, is_trial: bool = False) -> None:
    """Write a source into the registry, before the re-publishers.

    Args:
        is_trial: check all of it, and write nothing.

    Raises:
        ConfigError: the registry is not valid, or holds the id or an address already; it stays as it was.
    """
    with alone(lock):
        before = load_sources(path)
        if any(known.id == source.id for known in before):
            raise ConfigError(str(path), f"source {source.id!r}: id: is taken; give another one with --id")
        lines = _lines(path)
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        at = _end_of_sources(lines)
        gap = "\n" if at and lines[at - 1].strip() else ""
        text = (
            "".join(lines[:at])
            + gap
            + entry_text(source)
            + ("\n" if lines[at:] and lines[at].strip() else "")
            + "".join(lines[at:])
        )
        _replace(path, text, expected=(*before, source), is_trial=is_trial)


def switch_on(path: Path, source_id: str, answered: Mapping[str, str], *, lock: Path) -> bool:
    """Let the nights read a source at those of its addresses that answered; say whether that changed anything.

    Args:
        answered: address -> the evidence that is written where there is none.

    Raises:
        ConfigError: the registry is not valid, or has no such source; it stays as it was.
    """
    with alone(lock):
        before = load_sources(path)
        old = next((source for source in before if source.id == source_id), None)
        if old is None:
            raise ConfigError(str(path), f"no source {source_id!r}; `laborwire sources list --all` lists them")
        new = _switched_on(old, answered)
        if new == old or not new.feeds:
            return False
        lines = _lines(path)
        start, end = _block_of(lines, source_id, path)
        changed = _changed(lines[start:end], old, new)
        text = "".join([*lines[:start], *changed, *lines[end:]])
        _replace(path, text, expected=tuple(new if source.id == source_id else source for source in before))
        return True


def _lines(path: Path) -> list[str]:
    # As bytes: line ends of another system must stay what they are.
    return path.read_bytes().decode("utf-8").splitlines(keepends=True)


def _switched_on(source: Source, answered: Mapping[str, str]) -> Source:
    def with_evidence(feed: Feed) -> Feed:
        return feed if feed.evidence else replace(feed, evidence=answered.get(feed.url, ""))

    kept = [with_evidence(feed) for feed in source.feeds]
    found = [with_evidence(feed) for feed in source.unverified if feed.url in answered]
    return replace(
        source,
        enabled=True,
        feeds=tuple(feed for feed in (*kept, *found) if feed.evidence),
        unverified=tuple(feed for feed in (*source.feeds, *source.unverified) if not _is_in(feed, (*kept, *found))),
    )


def _is_in(feed: Feed, feeds: tuple[Feed, ...]) -> bool:
    return any(feed.url == other.url and other.evidence for other in feeds)


def _changed(block: list[str], old: Source, new: Source) -> list[str]:
    """Return the lines of a source's block as they are once it is `new`."""
    on = {feed.url: feed for feed in new.feeds}
    had = {feed.url for feed in (*old.feeds, *old.unverified) if feed.evidence}
    changed: list[str] = []
    header = 0
    table = ""
    for line in block:
        if match := _HEADER.match(line):
            table, header = match[1], len(changed)
        key = _KEY.match(line)
        if table == "sources" and key and key[1] == "enabled":
            continue
        changed.append(line)
        if not table.startswith("sources.") or not key or key[1] != "url":
            continue
        url = _string(key[2])
        name = "feeds" if url in on else "unverified"
        changed[header] = changed[header].replace(table, f"sources.{name}")
        if url in on and url not in had:
            changed.append(f"evidence = {_quoted(on[url].evidence)}\n")
    return changed


def _block_of(lines: list[str], source_id: str, path: Path) -> tuple[int, int]:
    starts = [number for number, line in enumerate(lines) if (found := _HEADER.match(line)) and "." not in found[1]]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        for line in lines[start:end]:
            key = _KEY.match(line)
            if key and key[1] == "id" and _string(key[2]) == source_id:
                return start, end
    raise ConfigError(str(path), f"source {source_id!r}: its lines are written in a way that only a person can change")


def _end_of_sources(lines: list[str]) -> int:
    """Return the number of the line before which a new source stands: that of the re-publishers and their comment."""
    at = len(lines)
    for number, line in enumerate(lines):
        found = _HEADER.match(line)
        if found and found[1] == "republishers":
            at = number
            break
    else:
        return at
    while at and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    return at


def _replace(path: Path, text: str, *, expected: tuple[Source, ...], is_trial: bool = False) -> None:
    """Put the text in the place of the file when it says what is expected, and nothing else."""
    # The file itself, where the registry is a link to one.
    real = path.resolve()
    part = real.with_name(real.name + ".part")
    part.write_bytes(text.encode("utf-8"))
    try:
        shutil.copymode(real, part)
        read = {source.id: _sorted(source) for source in load_sources(part)}
        if read != {source.id: _sorted(source) for source in expected}:
            raise ConfigError(str(path), "its lines are written in a way that only a person can change; nothing was")
        load_republishers(part)
        if not is_trial:
            part.replace(real)
    except ConfigError as err:
        raise ConfigError(str(path), f"left as it was: {err.problem}") from err
    finally:
        part.unlink(missing_ok=True)


def _sorted(source: Source) -> Source:
    # Switched on, an address stands where it stood: the order of the file is not that of the record.
    def by_url(feeds: tuple[Feed, ...]) -> tuple[Feed, ...]:
        return tuple(sorted(feeds, key=lambda feed: feed.url))

    return replace(source, feeds=by_url(source.feeds), unverified=by_url(source.unverified))


def _is_root(url: str) -> bool:
    return url.rstrip("/").count("/") == 2


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's escapes are TOML's, but for DEL and lone surrogates, which TOML cannot hold."""
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def _string(text: str) -> str:
    match = _STRING.match(text.strip())
    if match is None:
        return ""
    return str(json.loads(f'"{match[1]}"')) if match[1] is not None else match[2]
