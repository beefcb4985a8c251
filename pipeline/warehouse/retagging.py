"""Compare the mentions of an article that was tagged anew with those that stand, and put them in their place.

In: the rows of `mentions` of one article and those of a new reading. A mention is the same when span, label, entity and
rule are; of all others the earlier row moves to `mentions_superseded`. Nobody decides about mentions, so the new
reading always wins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from pipeline.records import Mention
from pipeline.warehouse.batch import Row, plain_rows
from pipeline.warehouse.schema import read_step
from pipeline.warehouse.store import utc_naive

_FIELDS = ("start", "end", "label", "entity_id", "why")


@dataclass(slots=True, kw_only=True)
class Retagged:
    """What becomes of one article's mentions."""

    fresh: list[Row] = field(default_factory=list)
    """Rows of `mentions` that come."""
    gone: list[Row] = field(default_factory=list)
    """Rows that no longer stand."""


def retag(stored: Sequence[Row], read: Iterable[Mention] | None) -> Retagged:
    """Return what changes; nothing when the article was not tagged anew."""
    if read is None:
        return Retagged()
    rows = plain_rows(read)
    stand, come = {_known_by(row) for row in stored}, {_known_by(row) for row in rows}
    return Retagged(
        fresh=[row for row in rows if _known_by(row) not in stand],
        gone=[row for row in stored if _known_by(row) not in come],
    )


def supersede_mentions(con: duckdb.DuckDBPyConnection, ids: Sequence[str], *, by: str, at: datetime) -> None:
    """Move mentions to `mentions_superseded`; to be called before the rows of the same spans are loaded."""
    if ids:
        listed = " ".join(ids)
        con.execute(read_step("keep_superseded_mentions"), {"by": by, "at": utc_naive(at), "ids": listed})
        con.execute("DELETE FROM mentions WHERE id IN (SELECT unnest(string_split(?, ' ')))", [listed])


def _known_by(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in _FIELDS)
