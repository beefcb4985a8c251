"""Read the stories of a snapshot: which stand, what each reported, and why its articles belong together.

In: the newest snapshot and ids, which may be old ones. Out: records. An id that was given up leads to the story that
stands in its place; one that no story of this warehouse ever had, since the warehouse was made anew, leads to the story
of the article after which it was named.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipeline.errors import WarehouseError
from pipeline.warehouse.schema import QUERY_FILES
from pipeline.warehouse.showing import hide_unshown
from pipeline.warehouse.store import utc_aware

if TYPE_CHECKING:
    from pipeline.publish.related import VectorIndex

_MOST_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in a list."""

    id: str
    headline: str
    n_articles: int
    n_reports: int
    """Copies and withdrawn articles not counted."""
    first_published: datetime | None
    last_published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryArticle:
    """An article of a story: what it brought, and why it belongs there."""

    position: int
    article_id: str
    published: datetime | None
    headline: str
    source: str | None
    url: str
    part: str
    """first report, follow-up, copy or withdrawn."""
    relation: str
    counted_as: str | None
    new_claims: tuple[str, ...]
    new_entities: tuple[str, ...]
    corrected_from: str | None
    corrected_at: datetime | None
    similarity: float
    n_others: int
    shared_entities: tuple[str, ...]
    shared_names: tuple[str, ...]
    shared_figures: tuple[str, ...]
    by_person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article version in a story."""

    story_id: str
    article_id: str
    canonical_id: str
    """The article that it copies; its own id when it copies none."""
    published: datetime | None
    headline: str
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadStory:
    """Another story of the same thread."""

    id: str
    headline: str
    first_published: datetime | None
    last_published: datetime | None
    n_articles: int
    shared_names: tuple[str, ...]
    """Entities, people and organisations that both name."""
    closeness: float | None
    """0..1, of the nearest article of one to the other; None where only a third story links them."""
    n_links: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedArticle:
    """An article of another story that is like those of this one."""

    article_id: str
    headline: str
    published: datetime | None
    source: str | None
    url: str
    story_id: str | None
    closeness: float
    """0..1, cosine."""


@contextmanager
def opened(snapshot: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot for reading.

    Raises:
        WarehouseError: there is none, or it cannot be read.
    """
    if not snapshot.exists():
        raise WarehouseError(str(snapshot), "no snapshot yet; run `laborwire demo`, `add` or `nightly` first")
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            hide_unshown(con)
            yield con
    except duckdb.Error as err:
        problem = (str(err).splitlines() or ["no reason given"])[0]
        raise WarehouseError(str(snapshot), f"the stories cannot be read: {problem}") from err


def read_stories(con: duckdb.DuckDBPyConnection, *, most: int) -> tuple[StoryLine, ...]:
    """Return the stories that stand, the one with the newest article first."""
    return tuple(StoryLine(**row) for row in _rows(con, "story_list", {"limit": most}))


def read_story(con: duckdb.DuckDBPyConnection, story: str) -> tuple[StoryArticle, ...]:
    """Return the articles of a story that stands, in the order of publication; () when there is none."""
    return tuple(StoryArticle(**row) for row in _rows(con, "story_articles", {"story": story}))


def read_thread(con: duckdb.DuckDBPyConnection, story: str) -> tuple[ThreadStory, ...]:
    """Return the other stories of a story's thread, the earliest first; () when it belongs to none."""
    return tuple(ThreadStory(**row) for row in _rows(con, "story_thread", {"story": story}))


def read_related(
    con: duckdb.DuckDBPyConnection, index: "VectorIndex", story: Sequence[StoryArticle], *, most: int = 6
) -> tuple[RelatedArticle, ...]:
    """Return articles of other stories that are like those of a story, the nearest first; () where none is close."""
    from pipeline.publish.related import related_articles

    own = {article.article_id for article in story}
    closest: dict[str, float] = {}
    for article in own:
        for found in related_articles(index, article, limit=most, without=own):
            closest[found.article_id] = max(found.closeness, closest.get(found.article_id, 0.0))
    named = sorted(closest, key=lambda name: (-closest[name], name))[:most]
    rows = {row["article_id"]: row for row in _rows(con, "story_related", {"articles": named})}
    return tuple(RelatedArticle(**rows[name], closeness=closest[name]) for name in named if name in rows)


def members_of(con: duckdb.DuckDBPyConnection, stories: Collection[str]) -> tuple[Member, ...]:
    """Return all article versions in stories that stand, the earliest first."""
    return tuple(Member(**row) for row in _rows(con, "story_members", {"stories": sorted(stories)}))


def stories_of(con: duckdb.DuckDBPyConnection, ids: Collection[str]) -> dict[str, str]:
    """Return where articles and stories, old ids too, stand; who is unknown is left out."""
    from pipeline.warehouse.decided_stories import founder_of

    def standing(asked: Collection[str]) -> dict[str, str]:
        return {row["id"]: row["story_id"] for row in _rows(con, "story_of", {"ids": sorted(asked)})}

    found = standing(ids)
    founders = founder_of(con, set(ids) - found.keys())
    homes = standing(founders.values())
    return found | {story: homes[article] for story, article in founders.items()}


def why_together(article: StoryArticle) -> str:
    """Say in words why an article stands in its story.

    >>> why_together(StoryArticle(position=2, article_id="a", published=None, headline="", source=None, url="",
    ...     part="follow-up", relation="original", counted_as=None, new_claims=(), new_entities=(), corrected_from=None,
    ...     corrected_at=None, similarity=0.512, n_others=2, shared_entities=("Vellum",), shared_names=("Ina Roe",),
    ...     shared_figures=("16 USD",), by_person=False))
    'shares Vellum, Ina Roe and the figure 16 USD with other reports; likeness .51 when it joined'
    """
    if article.by_person:
        return "put here by a person"
    if article.part == "withdrawn":
        return "was withdrawn"
    if article.part == "copy":
        return f"{_RELATIONS.get(article.relation, 'a copy')} of {article.counted_as}"
    if not article.n_others:
        return "the only report so far"
    named = (*article.shared_entities, *article.shared_names)[:_MOST_NAMED]
    figures = article.shared_figures[:_MOST_NAMED]
    parts = [*named, *([f"the figure{'' if len(figures) == 1 else 's'} {', '.join(figures)}"] if figures else [])]
    shared = f"shares {_listed(parts)} with other reports" if parts else "shares wording with other reports, no name"
    # Only the first member of a story and its copies have exactly 1.
    return shared if article.similarity == 1.0 else f"{shared}; likeness {_short(article.similarity)} when it joined"


_RELATIONS = {
    "exact": "the same text as that",
    "copy": "a copy",
    "excerpt": "an excerpt",
    "update": "another version",
}


def why_one_thread(other: ThreadStory) -> str:
    """Say in words why another story belongs to the same thread."""
    named = other.shared_names[:_MOST_NAMED]
    both = f"both name {_listed(named)}" if named else ""
    near = "" if other.closeness is None else f"closeness {_short(other.closeness)}"
    return "; ".join(filter(None, [both, near])) or "linked through another story"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _short(number: float) -> str:
    return f"{number:.2f}".removeprefix("0")


def _rows(con: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    con.execute((QUERY_FILES / f"{query}.sql").read_text(encoding="utf-8"), parameters)
    names = [column[0] for column in con.description or ()]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in con.fetchall()]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_aware(value)
    return tuple(value) if isinstance(value, list) else value
