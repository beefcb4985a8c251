"""Look at addresses through the guarded crawl, in a temporary folder.

Archive, warehouse and the nights' fetch state stay as they are.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flows.terminal import plain
from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.places import Places
from pipeline.records import Source
from pipeline.urls import canonical_url, is_web_address

if TYPE_CHECKING:
    from spiders.job import Look, Looking

# Longer than the pauses of a slow host; a host that asks for more is left alone.
MOST_S = 600.0

KINDS = {"rss": "RSS", "atom": "Atom", "rdf": "RDF", "json": "JSON Feed", "sitemap": "sitemap"}
KINDS |= {"news_sitemap": "news sitemap", "sitemap_index": "sitemap index", "page": "page", "article": "article"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was seen, and the folder of the archive that holds the article, if one was asked for."""

    looks: "tuple[Look, ...]"
    archive: Path
    stopped: str = ""


@contextmanager
def looked_at(
    places: Places,
    looking: "Looking",
    *,
    now: datetime,
    sources: tuple[Source, ...] = (),
    urls: tuple[str, ...] = (),
    loopback: Mapping[str, int] | None = None,
) -> Iterator[Looked]:
    """Ask for the addresses and give what they answered; what was fetched is gone when the context ends.

    Args:
        sources: whose feeds are asked ("feeds"), and whose delays hold.
        loopback: host name -> port on 127.0.0.1, for tests.

    Raises:
        ConfigError: the real web is to be asked, and nobody says who asks.
        CrawlError: the crawl could not run.
    """
    from spiders.job import make_job
    from spiders.launch import run_crawl

    with tempfile.TemporaryDirectory(prefix="laborwire-look-") as name:
        folder = Path(name)
        job = make_job(
            load_settings(places.data).crawl,
            sources=sources,
            urls=urls,
            archive=folder / "archive",
            state=folder / "crawl.sqlite",
            result=folder / "result.json",
            now=now,
            loopback=dict(loopback or {}),
            look=looking,
        )
        result = run_crawl(job, timeout_s=MOST_S)
        yield Looked(looks=result.looks, archive=folder / "archive", stopped="" if result.finished else result.stopped)


def refuse_no_address(url: str) -> None:
    """Refuse what cannot be asked.

    Raises:
        UsageError: `url` is no web address, or one with a user name.
    """
    if not is_web_address(url):
        raise UsageError(f"{url!r} is not a web address; write it like https://paper.example/")
    if "@" in urlsplit(url).netloc:
        raise UsageError("the address has a user name in it; only what everybody can read is read: leave it out")


def describe_look(look: "Look") -> str:
    """Return what an address answered, in one line."""
    if look.is_allowed is False:
        return f"not allowed: {plain(look.problem)}"
    if look.problem:
        return plain(look.problem) if look.status in {None, 200} else f"answered {look.status}"
    if look.read_as == "article":
        return "a page that says that it is an article" if look.capture is None else "fetched"
    words = f"{KINDS.get(look.read_as, look.read_as)}, {_entries(look)}"
    words += f", newest {look.newest:%Y-%m-%d}" if look.newest else ", without dates" if _has_dates(look) else ""
    words += f", moved to {plain(look.final_url)}" if canonical_url(look.final_url) != canonical_url(look.url) else ""
    return f"{words} ({plain(look.note)})" if look.note else words


def _has_dates(look: "Look") -> bool:
    """Say whether what an address was read as has dates as a rule."""
    return bool(look.entries) and look.read_as not in {"page", "sitemap", "sitemap_index"}


def _entries(look: "Look") -> str:
    name = {"sitemap_index": "sitemap", "page": "link to articles"}.get(look.read_as, "entry")
    if look.entries == 1:
        return f"1 {name}"
    plural = {"sitemap": "sitemaps", "entry": "entries"}.get(name, "links to articles")
    return f"{look.entries} {plural}"
