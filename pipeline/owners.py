"""Decide whose a page is: the registered source on whose site it lies.

In: the sources, then addresses. Out: the id of a source, or None. A source owns the pages of its homepage's host and of
the hosts below it. Of several sources the closest has the page: below the path of its homepage before above it, then
the longest host, then the longest path, then the first in the registry. A front page with a path ("/index.html",
"/en/home") leaves its source the whole host; not so one below "@name" or "~name": the host has many publications.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pipeline.records import Source
from pipeline.urls import canonical_url, host_of

_ONE_OF_MANY = re.compile(r"/[@~]")


class Owners:
    """The sites of sources.

    >>> paper = Source(id="paper", name="P", homepage="https://www.paper.example/", source_class="press", country="",
    ...                languages=("en",), feeds=())
    >>> Owners([paper]).of("https://tech.paper.example/a"), Owners([paper]).of("https://newspaper.example/a")
    ('paper', None)
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        homes: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for source in sources:
            homes[host_of(source.homepage)].append((_folder(source.homepage), source.id))
        self._homes = {host: found for host, found in homes.items() if host}

    def of(self, url: str) -> str | None:
        """Return the id of the source whose page `url` is."""
        return next(iter(self.all_of(url)), None)

    def all_of(self, url: str) -> tuple[str, ...]:
        """Return the ids of the sources that are equally close to `url`, in the order of the registry: one site."""
        folder = _folder(url)
        hosts = list(self._hosts_of(url))
        for homes in hosts:
            if below := [home for home in homes if folder.startswith(home[0])]:
                longest = max((path for path, _ in below), key=len)
                return tuple(source_id for path, source_id in below if path == longest)
        for homes in hosts:
            if whole := [source_id for path, source_id in homes if not _ONE_OF_MANY.match(path)]:
                return tuple(whole)
        return ()

    def _hosts_of(self, url: str) -> Iterator[list[tuple[str, str]]]:
        labels = host_of(url).split(".")
        for start in range(len(labels)):
            if homes := self._homes.get(".".join(labels[start:])):
                yield homes


def _folder(url: str) -> str:
    try:
        path = urlsplit(canonical_url(url)).path
    except ValueError:
        return "/"
    return path.rstrip("/") + "/"
