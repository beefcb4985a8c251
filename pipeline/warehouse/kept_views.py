"""Keep the rows of the views that others are made of, so that a large snapshot works them out once.

Views on claims read all claims, articles and copies, and stand on each other: a question about a million articles
would work the same rows out again and again, and not end. In a folder of caches lies, for each snapshot, one file
with the rows of these views; a connection that uses it reads them in the place of the views, by temporary views of
the same names, and every question has the same answer. The file is made of the snapshot alone by whoever asks first,
and goes with its snapshot; a small snapshot, or a folder that cannot be written to, does without.
"""

import logging
import re
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import duckdb

from pipeline.warehouse.schema import VIEW_FILES, VIEWS
from pipeline.warehouse.showing import hide_unshown
from pipeline.warehouse.stamp import stamp_of

log = logging.getLogger(__name__)

SHARED_VIEWS = (
    "claim_voices",
    "article_standing",
    "article_origins",
    "derived_claims",
    "pay_claims_usd",
    "claim_checks",
    "pay_change_reports",
    "minimum_wage_checks",
)
"""Views that others are made of, in the order in which they are: each may read those before it."""

WORTH_KEEPING = 20_000
"""Claims from which on a file is made: with fewer, all views together take less time than a person notices."""

_NUMBER = (
    "SELECT coalesce(max(estimated_size), 0) FROM duckdb_tables()"
    " WHERE database_name = 'snapshot' AND table_name = 'pay_claims'"
)
_THERE = "SELECT view_name FROM duckdb_views() WHERE database_name = 'snapshot'"
_KEEP = "CREATE TABLE kept_views.main.{0} AS FROM {0}"
# The names are those of our own files.
_READ_KEPT = "CREATE OR REPLACE TEMP VIEW {0} AS FROM kept_views.main.{0}"
_ALL_KEPT = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'kept_views' ORDER BY table_name"


def reads_kept(sql: str) -> bool:
    """Say whether a query reads any of the shared views, by itself or through other views."""
    return any(_names(sql, view) for view in _reading_kept())


@cache
def _reading_kept() -> frozenset[str]:
    found = set(SHARED_VIEWS)
    for view in VIEWS:
        text = (VIEW_FILES / f"{view}.sql").read_text(encoding="utf-8")
        if any(_names(text, name) for name in found):
            found.add(view)
    return frozenset(found)


def _names(sql: str, view: str) -> bool:
    return re.search(rf"\b{view}\b", sql) is not None


def connect_beside(snapshot: Path) -> duckdb.DuckDBPyConnection:
    """Connect to a snapshot in a database of its own, so that files can be attached that no other connection sees.

    Raises:
        duckdb.Error: it cannot be read.
    """
    # DuckDB hands out one instance a path in a process, and what is attached or set counts for all of it.
    con = duckdb.connect()
    try:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET temp_directory = ''")
        con.execute(f"ATTACH {_quoted(snapshot)} AS snapshot (READ_ONLY)")
        con.execute("USE snapshot")
    except duckdb.Error:
        con.close()
        raise
    return con


def use_kept_views(con: duckdb.DuckDBPyConnection, snapshot: Path, folder: Path, *, stamp: str) -> None:
    """Let a connection of `connect_beside` read kept rows in the place of views; they are made first if missing.

    Args:
        folder: where the files of all snapshots lie.
        stamp: of the snapshot, taken before it was connected to: one that was replaced in between has rows of its own.

    Raises:
        duckdb.Error: the snapshot cannot be read.
        WarehouseError: it is gone.
    """
    if stamp_of(snapshot) != stamp:
        return
    ((n_claims,),) = con.execute(_NUMBER).fetchall()
    if n_claims < WORTH_KEEPING:
        return
    kept = folder / f"{stamp}.duckdb"
    if not kept.exists() and not _made(snapshot, kept):
        return
    try:
        con.execute(f"ATTACH {_quoted(kept)} AS kept_views (READ_ONLY)")
    except duckdb.Error as err:
        # It is damaged, or gone with its snapshot a moment ago; the views themselves are always there.
        log.info("kept views are not read", extra={"file": str(kept), "why": str(err).splitlines()[0]})
        with suppress(OSError):
            kept.unlink(missing_ok=True)
        return
    for (view,) in con.execute(_ALL_KEPT).fetchall():
        con.execute(_READ_KEPT.format(view))


def _made(snapshot: Path, kept: Path) -> bool:
    """Make the file of a snapshot; say whether it is there now."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent, prefix="part-", ignore_cleanup_errors=True) as name:
            part = Path(name) / kept.name
            _make(snapshot, part, spill=Path(name) / "spill")
            part.replace(kept)
    except (OSError, duckdb.IOException) as err:
        log.info("views are not kept", extra={"folder": str(kept.parent), "why": str(err).splitlines()[0]})
        return False
    if stamp_of(snapshot) != kept.stem:
        # The snapshot was replaced meanwhile; of what may have been taken down nothing is left.
        kept.unlink(missing_ok=True)
        return False
    return True


def _make(snapshot: Path, part: Path, *, spill: Path) -> None:
    with connect_beside(snapshot) as con:
        con.execute(f"SET temp_directory = {_quoted(spill)}")
        hide_unshown(con)
        con.execute(f"ATTACH {_quoted(part)} AS kept_views")
        there = {str(name) for (name,) in con.execute(_THERE).fetchall()}
        for view in SHARED_VIEWS:
            if view in there:
                con.execute(_KEEP.format(view))
                con.execute(_READ_KEPT.format(view))


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
