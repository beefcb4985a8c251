"""Find the articles that are like one: exactly, over all vectors of a snapshot, and nothing below a measured floor.

In: a snapshot's vectors, once; then an article's id or a vector. Out: the nearest articles that are counted (no copies,
no older versions, nothing withdrawn), nearest first. A list of what merely shares the word "AI" is worse than none:
where nothing reaches the floor, the answer is empty, and whoever shows it says `NO_RELATED`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from pipeline.warehouse.schema import QUERY_FILES

# Cosine of title and beginning. Six articles that a portal showed as "similar" to one on the beat, all on AI and none
# on work, reach .22 to .41; two articles on the beat that it should have shown .65 and .70. Of pairs of look-alike
# invented articles on the beat about different affairs 1 % reach it, of those about one event 35 %.
RELATED_FLOOR = 0.50

NO_RELATED = "no related coverage yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An article that is like another."""

    article_id: str
    closeness: float
    """0..1, cosine."""


class VectorIndex:
    """The vectors of the articles that count, in one matrix: 77 MB for 50,000 articles."""

    def __init__(self, article_ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        self._ids = tuple(article_ids)
        self._vectors = vectors
        self._rows = {name: row for row, name in enumerate(self._ids)}

    @classmethod
    def read(cls, con: duckdb.DuckDBPyConnection) -> Self:
        """Read the vectors of the model that most articles have; articles without one are left out."""
        con.execute((QUERY_FILES / "live_vectors.sql").read_text(encoding="utf-8"))
        table = con.to_arrow_table()
        flat = table.column("vector").combine_chunks()
        values = np.asarray(flat.flatten(), dtype=np.float32)
        return cls(table.column("article_id").to_pylist(), values.reshape(len(table), -1 if len(table) else 0))

    def __len__(self) -> int:
        """Return how many articles it knows."""
        return len(self._ids)

    def vector_of(self, article_id: str) -> NDArray[np.float32] | None:
        """Return an article's vector; None when it is not counted or has none."""
        row = self._rows.get(article_id)
        return None if row is None else self._vectors[row]

    def nearest(
        self, vector: NDArray[np.float32], *, floor: float, limit: int, without: Collection[str] = ()
    ) -> tuple[Related, ...]:
        """Return the articles at least `floor` close to a unit vector, nearest first, ties in the order of ids."""
        if not self._ids:
            return ()
        closeness = self._vectors @ vector
        rows = [int(row) for row in np.flatnonzero(closeness >= floor) if self._ids[row] not in without]
        rows.sort(key=lambda row: (-float(closeness[row]), self._ids[row]))
        return tuple(
            Related(article_id=self._ids[row], closeness=round(float(closeness[row]), 4)) for row in rows[:limit]
        )


def related_articles(
    index: VectorIndex,
    article_id: str,
    *,
    limit: int = 6,
    without: Collection[str] = (),
    floor: float = RELATED_FLOOR,
) -> tuple[Related, ...]:
    """Return the articles most like one, nearest first; () when none is close enough or its vector is unknown.

    Args:
        without: articles to leave out, as those of its own story.
    """
    vector = index.vector_of(article_id)
    if vector is None:
        return ()
    return index.nearest(vector, floor=floor, limit=limit, without={article_id, *without})
