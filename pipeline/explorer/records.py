"""Keep what is shown of each claim and story as one record, since a page wants fifty of them with all their columns.

In a table by columns fifty scattered rows cost as much as a thousand times as many; here each is found by its number.
In: the tables of the pages. Out: a SQLite file, read-only once it is made, or a database in memory.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import orjson

Kind = Literal["claims", "stories"]

_AT_ONCE = 5_000
_SCHEMA = """
CREATE TABLE claims (nr INTEGER PRIMARY KEY, id TEXT NOT NULL, story_id TEXT, record TEXT NOT NULL);
CREATE TABLE stories (nr INTEGER PRIMARY KEY, id TEXT NOT NULL, story_id TEXT, record TEXT NOT NULL);
"""
_INDEXES = """
CREATE INDEX claims_by_id ON claims (id);
CREATE INDEX claims_of_story ON claims (story_id);
"""
_INSERT = {
    "claims": "INSERT INTO claims VALUES (?, ?, ?, ?)",
    "stories": "INSERT INTO stories VALUES (?, ?, ?, ?)",
}
_READ = {
    "claims": "SELECT nr, record FROM claims WHERE nr IN (SELECT value FROM json_each(?))",
    "stories": "SELECT nr, record FROM stories WHERE nr IN (SELECT value FROM json_each(?))",
}
_CLAIM = "SELECT record FROM claims WHERE id = ?"
_CLAIMS_OF_STORY = "SELECT record FROM claims WHERE story_id = ?"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


_RESTORED: dict[str, Callable[[str], Any]] = {
    "amount_min": Decimal,
    "amount_max": Decimal,
    "hourly_usd_min": Decimal,
    "hourly_usd_max": Decimal,
    "fx_units_per_usd": Decimal,
    "fx_day": date.fromisoformat,
    "published": _moment,
    "first_published": _moment,
    "last_published": _moment,
    "why_not": tuple,
    "candidate_ids": tuple,
    "platforms": tuple,
}


class Records:
    """The records of one snapshot; several threads may read at once."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self._con = con

    @classmethod
    def open(cls, path: Path) -> "Records":
        """Open a file that `make_records` has made, and that nobody changes."""
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(address, uri=True, check_same_thread=False))

    def read(self, kind: Kind, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """Return the records of these numbers, in their order."""
        rows = self._con.execute(_READ[kind], (orjson.dumps(numbers).decode(),)).fetchall()
        found = dict(rows)
        return [_restored(found[number]) for number in numbers]

    def claim(self, claim: str) -> dict[str, Any] | None:
        """Return the record of one claim; None when there is none of that id."""
        rows = self._con.execute(_CLAIM, (claim,)).fetchall()
        return _restored(rows[0][0]) if rows else None

    def claims_of_story(self, story: str, *, limit: int) -> list[dict[str, Any]]:
        """Return the records of a story's claims, in the order of publication and of the text."""
        rows = [_restored(row[0]) for row in self._con.execute(_CLAIMS_OF_STORY, (story,)).fetchall()]
        never = datetime.max.replace(tzinfo=timezone.utc)
        rows.sort(key=lambda row: (row["published"] or never, row["article_id"], row["start"]))
        return rows[:limit]


def make_records(con: duckdb.DuckDBPyConnection, queries: dict[Kind, str], path: Path | None) -> sqlite3.Connection:
    """Write the records of all claims and stories, and return the connection to them.

    Args:
        queries: for each kind the query whose rows are number, id, story and record.
        path: a new file; None for memory.
    """
    made = sqlite3.connect(str(path or ":memory:"), check_same_thread=False, isolation_level=None)
    # The file takes its place when it is whole: what a crash leaves of it is never read.
    made.execute("PRAGMA journal_mode = OFF")
    made.execute("PRAGMA synchronous = OFF")
    made.executescript(_SCHEMA)
    made.execute("BEGIN")
    for kind, query in queries.items():
        con.execute(query)
        while rows := con.fetchmany(_AT_ONCE):
            made.executemany(_INSERT[kind], rows)
    made.execute("COMMIT")
    made.executescript(_INDEXES)
    return made


def _restored(record: str) -> dict[str, Any]:
    row: dict[str, Any] = orjson.loads(record)
    for name, restore in _RESTORED.items():
        if row.get(name) is not None:
            row[name] = restore(row[name])
    return row
