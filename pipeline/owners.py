"""Decide whose a page is: the registered source on whose site it lies.

In: the sources, then addresses. Out: the id of a source, or None. A source owns the pages of its homepage's host and of
the hosts below it; of a site that hosts many publications it owns what lies below the path of its homepage. The
closest one has the page: the longest host, then the longest path, then the first in the registry.
"""

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from pipeline.records import Source
from pipeline.urls import canonical_url, host_of


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
        # Sorting keeps the order of the registry among equals.
        self._homes = {host: sorted(found, key=lambda home: -len(home[0])) for host, found in homes.items() if host}

    def of(self, url: str) -> str | None:
        """Return the id of the source whose page `url` is."""
        labels = host_of(url).split(".")
        for start in range(len(labels)):
            for folder, source_id in self._homes.get(".".join(labels[start:]), ()):
                if _folder(url).startswith(folder):
                    return source_id
        return None


def _folder(url: str) -> str:
    try:
        path = urlsplit(canonical_url(url)).path
    except ValueError:
        return "/"
    return path.rstrip("/") + "/"
