"""Answer `laborwire sources list`."""

import sys
from typing import TextIO

from pipeline.codec import to_json
from pipeline.config import Places
from pipeline.sources import load_sources


def list_sources(places: Places, *, include_off: bool, as_json: bool, out: TextIO) -> None:
    """Print the sources of this installation, one a line.

    Raises:
        ConfigError: `data/sources.toml` is not valid; names source and key.
    """
    sources = load_sources(places.data / "sources.toml")
    shown = [source for source in sources if include_off or source.enabled]
    for source in shown:
        if as_json:
            out.write(to_json(source).decode() + "\n")
            continue
        state = "on " if source.enabled else "off"
        languages = ",".join(source.languages)
        out.write(f"{state}  {source.id:<28} {source.source_class:<13} {source.country or '-':<3} {languages:<8} ")
        out.write(f"{len(source.feeds)} feeds  {source.name}\n")
    off = sum(not source.enabled for source in sources)
    sys.stderr.write(f"{len(sources) - off} on, {off} off (no evidence for their address yet)\n")
