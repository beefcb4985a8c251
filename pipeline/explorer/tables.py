"""Make the tables that the explorer's pages are read from, out of a snapshot, and keep them for the next opening.

The views that judge claims read the whole warehouse, so each is worked out once a snapshot, and those that others are
made of only once for all of them. What came out lies in a folder of its own whose name says which snapshot,
which queries and which version of DuckDB it is of; one of another is never read. It is derived of the snapshot alone,
is removed with it, and is made anew when it is missing. The snapshot itself is only ever attached read-only.
"""

import hashlib
import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from pipeline.explorer.records import Kind, Records, make_records
from pipeline.warehouse.schema import VIEW_FILES, VIEWS, recorded_digest, views_digest
from pipeline.warehouse.showing import hide_unshown
from pipeline.warehouse.stamp import stamp_of

log = logging.getLogger(__name__)

_QUERIES = Path(__file__).parent / "queries"
# In this order: each may read those before it.
_TABLES = (
    "source_rights",
    "rights_changed",
    "articles",
    "claims",
    "things",
    "timeline",
    "stories",
    "changes",
    "conflicts",
    "months",
    "voices",
    "health",
    "source_runs",
    "floors",
    "wages",
    "payers",
)
_KINDS: tuple[Kind, ...] = ("claims", "stories")
_OWN = "own"
"""In the name of a folder: no other snapshot's rights are in there."""
_COLUMNS, _RECORDS = "columns.duckdb", "records.sqlite"
# Views that others are made of: their rows are kept while the tables are made.
_SHARED = frozenset(
    {
        "claim_voices",
        "article_standing",
        "article_origins",
        "derived_claims",
        "pay_claims_usd",
        "claim_checks",
        "pay_change_reports",
        "minimum_wage_checks",
    }
)
# The names are those of our own files.
_KEEP_ROWS = (
    "CREATE TABLE pages.views.made AS FROM pages.views.{0};"
    "DROP VIEW pages.views.{0};"
    "ALTER TABLE pages.views.made RENAME TO {0}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What the pages of one snapshot are read from."""

    con: duckdb.DuckDBPyConnection
    """With the tables in `pages` and the snapshot's own in `snap`."""
    records: Records
    folder: Path | None
    """Where they lie; None for memory."""


def open_tables(snapshot: Path, cache_folder: Path | None, *, newest: Path | None = None) -> Tables:
    """Return the tables of a snapshot.

    Args:
        cache_folder: where those of another opening may lie, and are left for the next; None to have them in memory
            alone. A folder that cannot be written to is no problem.
        newest: the newest snapshot, when this is an older one: its rights hold for this one, too.
    """
    stamp = _stamp(snapshot, newest)
    if cache_folder is not None:
        con = _connected(snapshot, newest)
        try:
            # What was attached is what the stamp says, if the paths still lead to it.
            if _stamp(snapshot, newest) == stamp:
                kept = _kept(con, cache_folder / f"{stamp}.{_version()}", is_older=newest is not None)
                if kept is not None:
                    return kept
        except duckdb.Error:
            con.close()
            raise
        con.close()
    con = _connected(snapshot, newest)
    try:
        con.execute("ATTACH ':memory:' AS pages")
        return Tables(con=con, records=Records(_make(con, None, is_older=newest is not None)), folder=None)
    except duckdb.Error:
        con.close()
        raise


def remove_stale(cache_folder: Path, snapshots: Iterable[Path]) -> None:
    """Remove the tables of snapshots that are not there any more: they may hold what was taken down."""
    stamps = {stamp_of(path) for path in snapshots if path.exists()} | {_OWN}
    for folder in cache_folder.glob("[0-9]*.*"):
        if not stamps.issuperset(folder.name.split(".")[:2]):
            shutil.rmtree(folder, ignore_errors=True)


@cache
def read_query(name: str) -> str:
    """Return the text of `queries/<name>.sql`."""
    return (_QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def _stamp(snapshot: Path, newest: Path | None) -> str:
    return f"{stamp_of(snapshot)}.{_OWN if newest is None else stamp_of(newest)}"


def _connected(snapshot: Path, newest: Path | None) -> duckdb.DuckDBPyConnection:
    # A database of its own in memory: DuckDB hands out one instance a path, and a path is given to a new file.
    con = duckdb.connect()
    try:
        # Requests run beside each other: one that takes all processors makes the others wait.
        con.execute("SET threads = 1")
        # Nothing of a snapshot is written anywhere else: what is taken down must not lie in a forgotten file.
        con.execute("SET temp_directory = ''")
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"ATTACH {_quoted(snapshot)} AS snap (READ_ONLY)")
        if newest is not None:
            con.execute(f"ATTACH {_quoted(newest)} AS newest (READ_ONLY)")
    except duckdb.Error:
        con.close()
        raise
    return con


def _kept(con: duckdb.DuckDBPyConnection, folder: Path, *, is_older: bool) -> Tables | None:
    """Return the tables of a folder, made first where they are missing; None where that cannot be."""
    if folder.exists():
        try:
            return _opened(con, folder)
        except (duckdb.Error, sqlite3.Error) as err:
            log.info("tables of the pages are made anew", extra={"folder": str(folder), "why": str(err)})
            shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="part-", ignore_cleanup_errors=True) as name:
            part = Path(name) / "made"
            part.mkdir()
            con.execute(f"ATTACH {_quoted(part / _COLUMNS)} AS pages")
            _make(con, part / _RECORDS, is_older=is_older).close()
            con.execute("DETACH pages")
            # Another process may have been faster; what it made is the same.
            with suppress(FileExistsError):
                part.rename(folder)
        return _opened(con, folder)
    except OSError as err:
        log.info("tables of the pages are not kept", extra={"folder": str(folder.parent), "why": str(err)})
        return None


def _opened(con: duckdb.DuckDBPyConnection, folder: Path) -> Tables:
    con.execute(f"ATTACH {_quoted(folder / _COLUMNS)} AS pages (READ_ONLY)")
    return Tables(con=con, records=Records.open(folder / _RECORDS), folder=folder)


def _make(con: duckdb.DuckDBPyConnection, records: Path | None, *, is_older: bool) -> sqlite3.Connection:
    con.execute("SET threads = 2")
    con.execute("USE snap")
    # A snapshot of another version is judged by its own views.
    has_our_views = recorded_digest(con, "views") == views_digest()
    if has_our_views:
        con.execute("CREATE SCHEMA pages.views")
        con.execute("SET search_path = 'pages.views,snap.main'")
        for view in VIEWS:
            con.execute((VIEW_FILES / f"{view}.sql").read_text(encoding="utf-8"))
        con.execute("USE snap")
    con.execute("SET VARIABLE rights_changed = FALSE")
    if is_older:
        before = con.execute(read_query("rights_mark")).fetchall()
        con.execute(read_query("take_rights"))
        if con.execute(read_query("rights_mark")).fetchall() != before:
            con.execute("SET VARIABLE rights_changed = TRUE")
    hide_unshown(con)
    if has_our_views:
        con.execute("SET search_path = 'pages.views,snap.main'")
        for view in VIEWS:
            if view in _SHARED:
                con.execute(_KEEP_ROWS.format(view))
    for table in _TABLES:
        con.execute(read_query(f"make_{table}"))
    con.execute("USE snap")
    if is_older:
        con.execute(read_query("leave_rights"))
    con.execute("DROP SCHEMA IF EXISTS pages.views CASCADE")
    con.execute("SET threads = 1")
    return make_records(con, {kind: read_query(f"record_{kind}") for kind in _KINDS}, records)


@cache
def _version() -> str:
    """Return what tells tables made by this code from those of any other."""
    parts = [duckdb.__version__, views_digest(), *(read_query(f"make_{table}") for table in _TABLES)]
    parts += [read_query(f"record_{kind}") for kind in _KINDS]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
