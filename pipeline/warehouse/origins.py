"""What the search for origins looks up in the warehouse, and the rows that it adds.

In: an open warehouse and the clues of a night's articles. Out: who shares them, and these articles. Each look-up asks
for given hashes or ids and gives a bounded number of rows for each article that asks.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from pipeline.warehouse.schema import read_step
from pipeline.warehouse.store import utc_aware, utc_naive

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueRow:
    """That an article has a clue."""

    hash: int
    article_id: str
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionRow:
    """A row of `attributions`."""

    article_id: str
    start: int
    end: int
    name: str
    outlet_key: str
    source_id: str | None
    credited_for: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginLinkRow:
    """A row of `origin_links`."""

    article_id: str
    number: int
    origin_article_id: str | None
    outlet: str | None
    outlet_key: str | None
    source_id: str | None
    relation: str
    certainty: str
    similarity: float
    reasons: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReport:
    """An archived article that a new one may have been made from."""

    id: str
    url: str
    headline: str
    text: str
    published: datetime | None
    source_id: str | None
    site_name: str | None
    source_name: str | None
    vector: "NDArray[np.float32] | None"


def articles_with_clues(
    con: duckdb.DuckDBPyConnection, hashes: Collection[int], *, since: datetime, common: int
) -> list[tuple[int, str]]:
    """Return (hash, article id) for those of `hashes` that at most `common` articles have since a time."""
    rows = con.execute(read_step("articles_with_clues"), [sorted(hashes), utc_naive(since), common]).fetchall()
    return [(int(number), str(article)) for number, article in rows]


def articles_as_origins(
    con: duckdb.DuckDBPyConnection, ids: Collection[str], *, model_digest: str | None
) -> list[StoredReport]:
    """Return those of the given articles that are no copies, in order of their ids."""
    import numpy as np

    rows = con.execute(read_step("articles_as_origins"), [model_digest, sorted(ids)]).fetchall()
    return [
        StoredReport(
            id=row[0],
            url=row[1],
            headline=row[2],
            text=row[3],
            published=utc_aware(row[4]),
            source_id=row[5],
            site_name=row[6],
            source_name=row[7],
            vector=None if row[8] is None else np.array(row[8], dtype=np.float32),
        )
        for row in rows
    ]
