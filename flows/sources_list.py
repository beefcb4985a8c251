"""Answer `laborwire sources list`."""

import sys
from typing import TextIO

from flows.sources_passed import Passed, read_passed
from flows.terminal import plain
from pipeline.codec import to_json
from pipeline.places import Places
from pipeline.records import Source
from pipeline.sources import load_sources


def list_sources(places: Places, *, include_off: bool, as_json: bool, out: TextIO) -> None:
    """Print the sources of this installation, one a line.

    Raises:
        ConfigError: `data/sources.toml` is not valid; names source and key.
    """
    sources = load_sources(places.data / "sources.toml")
    passed = read_passed(places.sources_passed)
    for source in sources:
        if not include_off and not source.enabled:
            continue
        if as_json:
            out.write(to_json(source).decode() + "\n")
            continue
        languages = ",".join(source.languages)
        state = "on " if source.enabled else "off"
        out.write(f"{state}  {source.id:<28} {source.source_class:<13} {source.country or '-':<3} {languages:<8} ")
        out.write(f"{source.tier or '-':<7} {_addresses(source)}  {plain(source.name)}{_last_passed(source, passed)}\n")
    off = sum(not source.enabled for source in sources)
    waiting = sum(len(source.unverified) for source in sources)
    sys.stderr.write(f"{len(sources) - off} on, {off} off; {waiting} addresses without evidence wait for a check\n")


def _addresses(source: Source) -> str:
    words = f"{len(source.feeds)} {'address' if len(source.feeds) == 1 else 'addresses'}"
    return f"{words}, {len(source.unverified)} unverified" if source.unverified else words


def _last_passed(source: Source, passed: dict[str, Passed]) -> str:
    times = [passed[feed.url].passed for feed in (*source.feeds, *source.unverified) if feed.url in passed]
    days = [time for time in times if time is not None]
    return f"  (answered on {max(days):%Y-%m-%d})" if days else ""
