"""The addresses of the explorer's pages: what a page shows stands in its address, the snapshot with it.

In: path and query of a request. Out: a `ClaimFilter`, and the addresses that add to it, take from it or sort it anew.
What an address says that no page knows is ignored, a number that is none is the first one: an old link always leads
somewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote, urlencode

FACETS: Final = ("platform", "kind", "voice", "role", "country", "year", "standing", "review")
"""What claims are counted by; each is the name of a parameter, and with "_key" of a column."""
OTHERS: Final = ("source", "story")
"""What claims may be narrowed by besides."""
SORTS: Final = ("-published", "published", "-pay", "pay")
_LONGEST = 200
_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """Which claims a page shows, in which order."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    """Of `FACETS` and `OTHERS`: those that are set."""
    hourly: bool = False
    """Only claims that could be converted to pay by the hour."""
    sort: str = "-published"
    page: int = 1

    def parameters(self) -> dict[str, str]:
        """Return what the address says of it; what is as usual is left out."""
        said = {name: self.chosen[name] for name in (*FACETS, *OTHERS) if name in self.chosen}
        if self.hourly:
            said["hourly"] = "1"
        if self.sort != "-published":
            said["sort"] = self.sort
        if self.page > 1:
            said["page"] = str(self.page)
        return said

    def values(self) -> dict[str, str | bool | None]:
        """Return the values of the queries' parameters."""
        return {**{name: self.chosen.get(name) for name in (*FACETS, *OTHERS)}, "hourly": self.hourly}

    def with_value(self, name: str, value: str) -> "ClaimFilter":
        """Return the filter with one more value, on its first page."""
        return replace(self, chosen={**self.chosen, name: value}, page=1)

    def without(self, *names: str) -> "ClaimFilter":
        """Return the filter without some of its values, on its first page."""
        left = {name: value for name, value in self.chosen.items() if name not in names}
        return replace(self, chosen=left, hourly=self.hourly and "hourly" not in names, page=1)


def read_filter(query: Mapping[str, str]) -> ClaimFilter:
    """Return the filter that an address asks for."""
    chosen = {name: query[name][:_LONGEST] for name in (*FACETS, *OTHERS) if query.get(name)}
    sort = query.get("sort", "")
    return ClaimFilter(
        chosen=chosen,
        hourly=query.get("hourly") == "1",
        sort=sort if sort in SORTS else "-published",
        page=read_page(query),
    )


def read_page(query: Mapping[str, str]) -> int:
    """Return the number of the page that an address asks for, from 1."""
    said = query.get("page", "")
    return min(max(int(said), 1), _MOST_PAGES) if said.isascii() and said.isdigit() and len(said) < 9 else 1


def address(path: str, parameters: Mapping[str, str] | None = None, *, snapshot: int | None) -> str:
    """Return the address of a page; None leaves it to the reader's day which snapshot it shows.

    >>> address("/claims", {"platform": "a b"}, snapshot=2)
    '/claims?platform=a+b&snapshot=2'
    """
    said = dict(parameters or {})
    if snapshot is not None:
        said["snapshot"] = str(snapshot)
    return quote(path) + (f"?{urlencode(said)}" if said else "")
