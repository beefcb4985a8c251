"""Read what a person is asked to label out of a snapshot: the articles of which the relevance model is least sure.

In: the newest snapshot and the addresses that people have decided about. Out: articles that were kept, with their
text, and addresses of those that were dropped near the threshold, whose text only the archive has; together in the
order of how near their score is to the threshold.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import WarehouseError
from pipeline.publish.review_queue import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ToLabel:
    """An article as a person sees it who is to keep or drop it."""

    id: str | None
    """None for an article that was dropped: the warehouse does not have it."""
    url: str
    title: str
    source: str
    published: datetime | None
    is_kept: bool
    score: float
    reasons: tuple[str, ...]
    text: str
    """Whole text; "" when only the archive has it."""


def read_least_certain(snapshot: Path, *, decided: Collection[str], threshold: float, most: int) -> tuple[ToLabel, ...]:
    """Return the articles nearest to the threshold, whether kept or dropped.

    Raises:
        WarehouseError: there is no snapshot, or it cannot be read.
    """
    asked = {"decided": sorted(decided), "threshold": threshold, "most": most}
    with _opened(snapshot) as con:
        found = [_kept(row) for row in rows_of(con, "label_articles", asked)]
        found += [_dropped(row) for row in rows_of(con, "label_rejected", asked)]
    found.sort(key=lambda one: (abs(one.score - threshold), one.url))
    return tuple(found[:most])


def read_named(snapshot: Path, names: Iterable[str]) -> dict[str, ToLabel]:
    """Return the stored articles with these ids or addresses, under each of their names.

    Raises:
        WarehouseError: there is no snapshot, or it cannot be read.
    """
    with _opened(snapshot) as con:
        rows = rows_of(con, "label_found", {"names": sorted(set(names))})
    return {name: _kept(row) for row in rows for name in (row["fetched_from"], row["url"], row["id"])}


def _opened(snapshot: Path) -> duckdb.DuckDBPyConnection:
    if not snapshot.exists():
        raise WarehouseError(str(snapshot), "no snapshot yet; run `laborwire nightly` or `laborwire add` first")
    try:
        con = duckdb.connect(str(snapshot), read_only=True)
        con.execute("SET TimeZone = 'UTC'")
    except duckdb.Error as err:
        raise WarehouseError(str(snapshot), f"cannot be read: {str(err).splitlines()[0]}") from err
    return con


def _kept(row: dict[str, Any]) -> ToLabel:
    return ToLabel(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        source=row["source"],
        published=_aware(row["published"]),
        is_kept=True,
        score=row["score"],
        reasons=tuple(row["reasons"]),
        text=row["text"],
    )


def _dropped(row: dict[str, Any]) -> ToLabel:
    _, _, why = row["detail"].partition(": ")
    return ToLabel(
        id=None,
        url=row["url"],
        title="",
        source=row["source"],
        published=None,
        is_kept=False,
        score=row["score"],
        reasons=tuple(why.split("; ")),
        text="",
    )


def _aware(when: datetime | None) -> datetime | None:
    return None if when is None else when.replace(tzinfo=timezone.utc)
