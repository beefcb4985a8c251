"""Answer `laborwire sources add URL`: find a site's feeds and sitemaps, show its entry and write it.

Each address of the entry was seen to answer; that, the day and where it was found are its evidence. What the
page does not say (its language, most often its country) is asked for, not guessed.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TextIO
from urllib.parse import urljoin, urlsplit

from flows.looking import describe_look, looked_at, refuse_no_address
from flows.terminal import plain
from pipeline.errors import UsageError
from pipeline.places import Places
from pipeline.records import Feed, FeedKind, Source, SourceClass
from pipeline.registry_edit import add_source, entry_text, why_known
from pipeline.sources import load_sources
from pipeline.urls import canonical_url, host_of

if TYPE_CHECKING:
    from spiders.job import Look

MOST_FEEDS = 3
# Two feeds of which half the entries are the same are one feed in two formats.
_SAME = 0.5
_FEEDS = {"rss", "atom", "rdf", "json"}
_KINDS: dict[str, FeedKind] = {"sitemap": "sitemap", "sitemap_index": "sitemap", "news_sitemap": "news_sitemap"}
_BETWEEN = re.compile(r"\s*[|•·]\s*|\s+[-–—:]+\s+")
_FOUND = {
    "given": "given as a feed",
    "linked": "linked from the page",
    "robots": "named in robots.txt",
    "common": "answered at a usual place",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person says about a source; "" and () leave it to the page."""

    url: str
    id: str = ""
    name: str = ""
    source_class: SourceClass = "press"
    country: str = ""
    languages: tuple[str, ...] = ()
    watch: bool = False
    """Read the links of the page itself when no feed is found."""
    dry_run: bool = False


def add_site(
    places: Places, wanted: Wanted, *, now: datetime, out: TextIO, loopback: Mapping[str, int] | None = None
) -> int:
    """Find the feeds of a site, print its entry, write it into the registry, and return the exit code.

    Raises:
        UsageError: the address is none, the source is there already, or something must be said about it.
        ConfigError: the registry is not valid, or nobody says who asks.
    """
    registry = places.data / "sources.toml"
    refuse_no_address(wanted.url)
    _refuse_known(places, [wanted.url])
    with looked_at(places, "site", now=now, urls=(wanted.url,), loopback=loopback) as looked:
        looks = looked.looks
    given = next((look for look in looks if look.found == "given"), None)
    if given is None or given.problem:
        why = given.problem if given else looked.stopped or "no answer"
        sys.stderr.write(f"nothing was added: {wanted.url} cannot be read: {plain(why)}\n")
        return 1
    for look in looks:
        sys.stderr.write(f"{'no  ' if look.problem else 'ok  '} {plain(look.url)}  {describe_look(look)}\n")
    feeds = _feeds(looks, wanted, given, now)
    if not feeds:
        sys.stderr.write(f"nothing was added: no feed or sitemap was found at {wanted.url}. ")
        if given.entries:
            sys.stderr.write(f"Its page links to {given.entries} articles: add it with --watch to read those links\n")
        else:
            sys.stderr.write("If you know one, add its address instead\n")
        return 1
    _refuse_known(places, [feed.url for feed in feeds])
    source = _source(places, wanted, looks, feeds)
    add_source(registry, source, lock=places.sources_lock, is_trial=wanted.dry_run)
    out.write(entry_text(source))
    if not source.country:
        sys.stderr.write('its pages state no country; two letters say it, in its entry: country = "KE"\n')
    if wanted.dry_run:
        sys.stderr.write("nothing was written (--dry-run)\n")
        return 0
    sys.stderr.write(f"written to {registry}: the next night reads it; its terms are yours to read first\n")
    return 0


def _refuse_known(places: Places, urls: Sequence[str]) -> None:
    for url in urls:
        problem = why_known(places.data / "sources.toml", url)
        if problem is not None:
            raise UsageError(f"{url}: {problem}")


def _feeds(looks: "Sequence[Look]", wanted: Wanted, given: "Look", now: datetime) -> tuple[Feed, ...]:
    """Return what is worth reading every night: feeds, else the first news sitemap too, else a sitemap."""
    good = [look for look in looks if not look.problem]
    chosen: list[Look] = []
    for look in good:
        if look.read_as in _FEEDS and len(chosen) < MOST_FEEDS and not any(_says_the_same(look, one) for one in chosen):
            chosen.append(look)
    chosen += [look for look in good if look.read_as == "news_sitemap"][:1]
    if not chosen:
        # A sitemap lists all that a site ever had: better than nothing, and no more.
        chosen = [look for look in good if look.read_as in {"sitemap", "sitemap_index"}][:1]
    feeds = [_feed(look, wanted, now) for look in chosen]
    if not feeds and wanted.watch and given.entries:
        evidence = (
            f"found by laborwire sources add on {now:%Y-%m-%d} at {wanted.url}: {given.entries} links to articles"
        )
        feeds = [Feed(url=given.final_url or given.url, kind="page_watch", evidence=evidence)]
    return tuple(feeds)


def _feed(look: "Look", wanted: Wanted, now: datetime) -> Feed:
    evidence = _evidence(wanted, now, _FOUND.get(look.found, look.found))
    return Feed(url=look.url, kind=_KINDS.get(look.read_as, "feed"), evidence=evidence)


def _evidence(wanted: Wanted, now: datetime, how: str) -> str:
    return f"found by laborwire sources add on {now:%Y-%m-%d} at {wanted.url}: {how}"


def _says_the_same(look: "Look", other: "Look") -> bool:
    mine, theirs = ({canonical_url(url) for url in one.sample} for one in (look, other))
    return len(mine & theirs) >= _SAME * max(min(len(mine), len(theirs)), 1)


def _source(places: Places, wanted: Wanted, looks: "Sequence[Look]", feeds: tuple[Feed, ...]) -> Source:
    pages = [look for look in looks if look.found in {"given", "home"} and look.read_as in {"page", "article"}]
    page = next((look for look in pages if not look.problem), None)
    homepage = page.final_url if page else next((look.url for look in looks if look.found == "home"), wanted.url)
    if page is None or page.read_as == "article":
        homepage = urljoin(homepage, "/")
    said = ([page.language] if page else []) + [look.language for look in looks if not look.problem]
    languages = wanted.languages or tuple(_language(word) for word in said if word)[:1]
    if not languages:
        raise UsageError(f"{wanted.url} does not say its language; give --language en (or another ISO 639 code)")
    taken = {source.id for source in load_sources(places.data / "sources.toml")}
    return Source(
        id=wanted.id or _identity(homepage, taken),
        # Lone surrogates, which pages can smuggle in by JSON, have no place in a file.
        name=plain(wanted.name or (_short_name(page.title, homepage) if page else ""))
        .encode("utf-8", "replace")
        .decode()
        or host_of(homepage),
        homepage=homepage,
        source_class=wanted.source_class,
        country=wanted.country or (page.country if page else ""),
        languages=languages,
        feeds=feeds,
    )


def _short_name(title: str, homepage: str) -> str:
    """Return the part of a front page's title that is the name of its host, the whole title when none is.

    >>> _short_name("Home | The Bay & Ledger - News from the bay", "https://www.bayandledger.example/")
    'The Bay & Ledger'
    """
    host = _letters(max(host_of(homepage).split(".")[:-1], key=len, default=""))
    parts = [part.strip() for part in _BETWEEN.split(title)]
    named = [
        part
        for part in parts
        if host and (host in _letters(part) or (len(_letters(part)) >= 3 and _letters(part) in host))
    ]
    return named[0] if named else title


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold().replace("&", "and"))


def _language(word: str) -> str:
    return re.split(r"[-_]", word)[0].lower()


def _identity(homepage: str, taken: set[str]) -> str:
    """Return a short name that is free: that of the host, then with its ending, then with a number."""
    labels = re.sub(r"[^a-z0-9.-]", "", (urlsplit(homepage).hostname or "").lower().removeprefix("www.")).split(".")
    short = max(labels[:-1] or labels, key=len).strip("-")[:40] or "source"
    whole = "_".join(label for label in labels if label).strip("-_")[:60] or short
    free = (name for name in (short, whole, *(f"{short}_{number}" for number in range(2, 1000))) if name not in taken)
    return next(free)
