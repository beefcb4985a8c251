"""List what is like an article, over the whole archive: other stories, each once, and nothing below a measured floor.

In: an open index, the vectors of its snapshot, an article's id or address. Out: the nearest articles of other stories;
copies are folded into the article that stands for them, the articles of one story into the nearest of them. Where
nothing reaches `RELATED_FLOOR` the answer is empty, and whoever shows it says `NO_RELATED`.
"""

import json
import sqlite3
from dataclasses import dataclass

from pipeline.publish.related import RELATED_FLOOR
from pipeline.search.quotes import text_quote
from pipeline.search.vectors import VectorFile
from pipeline.urls import canonical_url

_MOST_COMPARED = 400
"""Articles above the floor that are folded by story: the largest stories have some dozens."""

_FIND = """
SELECT article_id, headline, outlet, published, url, story_id, group_id FROM articles
WHERE article_id = :name OR url = :name OR url = :canonical
ORDER BY article_id <> :name, NOT is_counted, article_id LIMIT 1
"""
_STANDS = "SELECT article_id FROM articles WHERE group_id = ? AND is_counted ORDER BY article_id LIMIT 1"
_ROWS = """
SELECT a.article_id, a.headline, a.outlet, a.published, a.url, a.language, a.story_id, a.rights, a.excerpt_words,
       a.is_invented, w.text
FROM articles AS a JOIN article_words AS w ON w.rowid = a.number WHERE a.article_id = ?
"""
_STORIES = "SELECT article_id, story_id, group_id FROM articles WHERE article_id IN (SELECT value FROM json_each(?))"
_STORY_SIZE = "SELECT count(DISTINCT group_id) FROM articles WHERE story_id = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class LikeHit:
    """An article that is like another."""

    article_id: str
    closeness: float
    """0..1, cosine."""
    headline: str
    outlet: str
    published: str | None
    url: str
    language: str | None
    story_id: str | None
    story_articles: int
    """Articles of its story, copies once; the others are not listed."""
    quote: str | None
    """Its first sentence, at most 40 words; None where the outlet's rights leave the headline alone."""
    is_invented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """An article and what is like it."""

    article_id: str
    headline: str
    outlet: str
    published: str | None
    url: str
    story_id: str | None
    story_articles: int
    alike: tuple[LikeHit, ...]


def articles_like(
    index: sqlite3.Connection, vectors: VectorFile, name: str, *, limit: int, floor: float = RELATED_FLOOR
) -> Likeness | None:
    """Return what is like the article of that id or address, nearest first; None when the index has no such article."""
    index.row_factory = sqlite3.Row
    name = name.encode("utf-8", "replace").decode("utf-8").strip()
    asked = index.execute(_FIND, {"name": name, "canonical": canonical_url(name)}).fetchone()
    if asked is None:
        return None
    stands = index.execute(_STANDS, [asked["group_id"]]).fetchone()
    vector = vectors.vector_of(stands[0]) if stands else None
    found = () if vector is None else vectors.nearest(vector, floor=floor, limit=_MOST_COMPARED)
    closeness = {one.article_id: one.closeness for one in found}
    placed = {row["article_id"]: row for row in index.execute(_STORIES, [json.dumps(list(closeness))])}
    nearest: dict[str, str] = {}
    for article in closeness:
        # What another publication has and this index has not, or the other way round, is left out.
        row = placed.get(article)
        if row is not None and row["group_id"] != asked["group_id"]:
            nearest.setdefault(row["story_id"] or article, article)
    if asked["story_id"] is not None:
        nearest.pop(asked["story_id"], None)
    return Likeness(
        article_id=asked["article_id"],
        headline=asked["headline"],
        outlet=asked["outlet"],
        published=asked["published"],
        url=asked["url"],
        story_id=asked["story_id"],
        story_articles=_story_size(index, asked["story_id"]),
        alike=tuple(_hit(index, article, closeness[article]) for article in list(nearest.values())[:limit]),
    )


def _hit(index: sqlite3.Connection, article: str, closeness: float) -> LikeHit:
    row = index.execute(_ROWS, [article]).fetchone()
    return LikeHit(
        article_id=article,
        closeness=closeness,
        headline=row["headline"],
        outlet=row["outlet"],
        published=row["published"],
        url=row["url"],
        language=row["language"],
        story_id=row["story_id"],
        story_articles=_story_size(index, row["story_id"]),
        quote=text_quote(row["text"], rights=row["rights"], excerpt_words=row["excerpt_words"]),
        is_invented=bool(row["is_invented"]),
    )


def _story_size(index: sqlite3.Connection, story: str | None) -> int:
    return 1 if story is None else int(index.execute(_STORY_SIZE, [story]).fetchone()[0])
