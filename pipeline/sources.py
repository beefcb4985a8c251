"""Read the source registry: `sources.toml`, the publications that are crawled and how each is found.

In: a TOML file with `[[sources]]`, their `[[sources.feeds]]` and `[[sources.unverified]]`, and
`[[republishers]]`. Out: `Source` records in file order. Refused, naming source and key: unknown keys and
words, two sources with one id or one address, addresses that cannot be fetched, patterns that are no
regular expression, an enabled source whose site is listed as a re-publisher, or that has no address, or an
address without evidence: nobody has seen that it exists. Such an address waits under `unverified` until a
check has passed.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StrictBool, TypeAdapter, ValidationError

from pipeline.config import read_toml
from pipeline.errors import ConfigError
from pipeline.records import Feed, FeedKind, Genre, Rights, Source, SourceClass, Tier
from pipeline.urls import host_of, is_web_address, lies_in

_CLOSED = {
    "class": get_args(SourceClass),
    "tier": get_args(Tier)[1:],
    "genre": get_args(Genre)[1:],
    "rights": get_args(Rights),
}
_Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
_Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Republisher:
    """A site that was seen to re-publish other publications' stories; it is not crawled."""

    domain: str
    seen: str
    """What was seen there: verbatim copy, machine paraphrase, translation."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Feed(_Strict):
    url: str
    kind: FeedKind
    evidence: str = ""
    link_pattern: str = ""


class _Source(_Strict):
    id: _Id
    name: Annotated[str, Field(min_length=1)]
    homepage: str
    source_class: SourceClass = Field(alias="class")
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    languages: Annotated[tuple[_Language, ...], Field(min_length=1)]
    feeds: tuple[_Feed, ...] = ()
    unverified: tuple[_Feed, ...] = ()
    enabled: StrictBool = True
    tier: Tier = ""
    genre: Genre = ""
    delay_s: Annotated[float, Field(strict=True, ge=1.0, le=900.0)] = 5.0
    rights: Rights = "summary"
    excerpt_words: int | None = Field(default=None, ge=1, le=60)
    rights_if_opted_out: Rights | None = None
    min_articles_per_week: Annotated[int, Field(strict=True, ge=0)] = 0
    seen: str = ""
    note: str = ""


class _File(_Strict):
    sources: tuple[dict[str, object], ...] = ()
    republishers: tuple[dict[str, object], ...] = ()


def load_sources(path: Path) -> tuple[Source, ...]:
    """Return the sources in `path`, also those that are not enabled.

    Raises:
        ConfigError: names the file, the source, the key and what would be right; also when a re-publisher is none.
    """
    sources: list[Source] = []
    seen: set[str] = set()
    owners: dict[str, str] = {}
    file = read_toml(path, _File)
    # A night needs both: what it would stumble over after the crawl is refused before it.
    republishers = _republishers(path, file)
    for number, entry in enumerate(file.sources, start=1):
        name = entry.get("id")
        who = f"source {name!r}" if isinstance(name, str) and name else f"source number {number}"
        source = _checked(entry, path=path, who=who)
        if source.id in seen:
            raise ConfigError(str(path), f"{who}: id: stands twice; give each source an id of its own")
        seen.add(source.id)
        copied = _listed_as_copying(source, republishers)
        if copied is not None:
            problem = f"{copied.domain} stands under [[republishers]], too; set enabled = false, or take it out there"
            raise ConfigError(str(path), f"{who}: homepage: {problem}")
        for feed in (*source.feeds, *source.unverified):
            if feed.url in owners:
                problem = f"{feed.url} stands twice; source {owners[feed.url]!r} has it already"
                raise ConfigError(str(path), f"{who}: url: {problem}")
            owners[feed.url] = source.id
        sources.append(source)
    return tuple(sources)


def load_republishers(path: Path) -> tuple[Republisher, ...]:
    """Return the sites in `path` that were seen to re-publish.

    Raises:
        ConfigError: an entry is not one.
    """
    return _republishers(path, read_toml(path, _File))


def _republishers(path: Path, file: _File) -> tuple[Republisher, ...]:
    adapter = TypeAdapter(list[Republisher], config=ConfigDict(extra="forbid"))
    try:
        republishers = tuple(adapter.validate_python(file.republishers))
    except ValidationError as err:
        raise ConfigError(str(path), f"republishers: {_first_problem(err)}") from err
    for one in republishers:
        address = f"http://{one.domain}/"
        if not one.domain or _address_problem(address) or host_of(address) != one.domain:
            problem = f"domain: {one.domain!r} is no name of a site; write it like paper.example"
            raise ConfigError(str(path), f"republishers: {problem}")
    return republishers


def _listed_as_copying(source: Source, republishers: tuple[Republisher, ...]) -> Republisher | None:
    """Return the re-publisher as which the site of a source that is read is listed, None when it is not."""
    if not source.enabled or source.source_class == "republisher":
        return None
    host = host_of(source.homepage)
    return next((one for one in republishers if lies_in(host, one.domain)), None)


def _checked(entry: dict[str, object], *, path: Path, who: str) -> Source:
    try:
        read = _Source.model_validate(entry)
    except ValidationError as err:
        raise ConfigError(str(path), f"{who}: {_first_problem(err)}") from err
    problem = _address_problem(read.homepage)
    if problem:
        raise ConfigError(str(path), f"{who}: homepage: {problem}")
    for number, feed in enumerate(read.feeds, start=1):
        problem = _feed_problem(feed, enabled=read.enabled)
        if problem:
            raise ConfigError(str(path), f"{who}: feed number {number}: {problem}")
    for number, feed in enumerate(read.unverified, start=1):
        problem = _feed_problem(feed, enabled=False)
        if problem:
            raise ConfigError(str(path), f"{who}: unverified number {number}: {problem}")
    if read.excerpt_words is not None and read.rights != "excerpt":
        raise ConfigError(str(path), f'{who}: excerpt_words: only with rights = "excerpt"')
    if read.enabled and not read.feeds:
        raise ConfigError(str(path), f"{who}: feeds: none; add one, or set enabled = false")
    return Source(
        id=read.id,
        name=read.name,
        homepage=read.homepage,
        source_class=read.source_class,
        country=read.country,
        languages=read.languages,
        feeds=tuple(map(_feed, read.feeds)),
        unverified=tuple(map(_feed, read.unverified)),
        enabled=read.enabled,
        tier=read.tier,
        genre=read.genre,
        delay_s=read.delay_s,
        rights=read.rights,
        excerpt_words=read.excerpt_words,
        rights_if_opted_out=read.rights_if_opted_out,
        min_articles_per_week=read.min_articles_per_week,
        seen=read.seen,
        note=read.note,
    )


def _feed(read: _Feed) -> Feed:
    return Feed(url=read.url, kind=read.kind, evidence=read.evidence, link_pattern=read.link_pattern)


def _feed_problem(feed: _Feed, *, enabled: bool) -> str | None:
    problem = _address_problem(feed.url)
    if problem:
        return f"url: {problem}"
    if feed.link_pattern and feed.kind != "page_watch":
        return "link_pattern: only a page_watch has one"
    try:
        re.compile(feed.link_pattern)
    except (re.error, RecursionError, OverflowError) as err:
        return f"link_pattern: not a regular expression: {err}"
    if enabled and not feed.evidence:
        return (
            "evidence: say where this address was seen, or set enabled = false for the source, "
            "or list the address under [[sources.unverified]]"
        )
    return None


def _address_problem(url: str) -> str | None:
    if not is_web_address(url) or any(not character.isprintable() or character.isspace() for character in url):
        return f"{url!r} is not an http(s) address"
    parts = urlsplit(url)
    try:
        is_reachable = parts.port != 0
    except ValueError:
        is_reachable = False
    if not is_reachable:
        return f"{url!r} has no port from 1 to 65535"
    if parts.username is not None:
        # Not repeated: the message may be sent on.
        return "it has a user name or password in it; only what everybody may read is asked for, take them out"
    return None


def _first_problem(err: ValidationError) -> str:
    first = err.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{where}: no such key"
    if first["type"] == "missing":
        return f"{where}: required"
    for key, words in _CLOSED.items():
        if where == key:
            return f"{key}: {first['input']!r}; use one of: {', '.join(words)}"
    if where.endswith(".kind"):
        return f"{where}: {first['input']!r}; use one of: {', '.join(get_args(FeedKind))}"
    if first["type"] == "tuple_type":
        return f'{where}: write a list in brackets, such as ["en", "sw"]'
    return f"{where}: {first['msg']}"
