"""The search page: stories, claims and articles that match words, out of the full-text index beside the snapshot."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.config import Places
from pipeline.errors import UsageError, WarehouseError
from pipeline.explorer.edition import Edition
from pipeline.search.ask import Searcher
from pipeline.search.find import Answer
from pipeline.search.like import LikeHit

_MOST_HITS = 20
_MOST_LIKE = 6
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """A question in words and its answer."""

    query: str
    answer: Answer | None
    """None when nothing was asked, or when it cannot be answered."""
    problem: str = ""
    """Why not."""


def search_page(edition: Edition, places: Places, query: str) -> SearchPage:
    """Return what a snapshot has about some words."""
    query = query[:_LONGEST].strip()
    if not query:
        return SearchPage(query="", answer=None)
    if edition.rights_changed:
        problem = "What its sources let be shown has changed since this snapshot was made: search the newest one."
        return SearchPage(query=query, answer=None, problem=problem)
    try:
        return SearchPage(query=query, answer=_searcher(edition, places).find(query, limit=_MOST_HITS))
    except UsageError as err:
        return SearchPage(query=query, answer=None, problem=str(err))
    except WarehouseError:
        problem = "This snapshot has no index of words. Who runs the archive makes it with: laborwire search --rebuild"
        return SearchPage(query=query, answer=None, problem=problem)


def articles_like(edition: Edition, places: Places, article: str) -> tuple[LikeHit, ...]:
    """Return the articles of other stories that are most like one; () where none is close or vectors are missing."""
    if edition.rights_changed:
        return ()
    try:
        found = _searcher(edition, places).like(article, limit=_MOST_LIKE)
    except WarehouseError:
        return ()
    return () if found is None else found.alike


def _searcher(edition: Edition, places: Places) -> Searcher:
    from pipeline.warehouse.publish import search_beside

    with edition.lock:
        if "searcher" not in edition.kept:
            newest = edition.path == places.warehouse
            index: Path = places.search if newest else search_beside(edition.path)
            edition.kept["searcher"] = Searcher(snapshot=edition.path, index=index, cache=places.vectors)
        searcher: Searcher = edition.kept["searcher"]
    return searcher
