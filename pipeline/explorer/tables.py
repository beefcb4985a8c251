"""Make the tables that the explorer's pages are read from, out of a snapshot, and keep them for the next opening.

The views that judge claims read the whole warehouse, so each is worked out once a snapshot, and those that others are
made of only once for all of them. What came out lies in a file of its own whose name says which snapshot, which
queries and which version of DuckDB it is of; a file of another is never read. It is derived of the snapshot alone,
is removed with it, and is made anew when it is missing. The snapshot itself is only ever attached read-only.
"""

import hashlib
import logging
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import duckdb

from pipeline.search.vectors import stamp_of
from pipeline.warehouse.schema import VIEW_FILES, VIEWS, recorded_digest, views_digest

log = logging.getLogger(__name__)

_QUERIES = Path(__file__).parent / "queries"
# In this order: each may read those before it.
_TABLES = (
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
)
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
    }
)
# The names are those of our own files.
_KEEP_ROWS = (
    "CREATE TABLE pages.views.made AS FROM pages.views.{0};"
    "DROP VIEW pages.views.{0};"
    "ALTER TABLE pages.views.made RENAME TO {0}"
)


def open_tables(snapshot: Path, cache_folder: Path | None) -> duckdb.DuckDBPyConnection:
    """Return a connection with the tables in `pages` and the snapshot's own in `snap`.

    Args:
        cache_folder: where the tables of another opening may lie, and are left for the next; None to have them in
            memory alone. A folder that cannot be written to is no problem.
    """
    stamp = stamp_of(snapshot)
    # A database of its own in memory: DuckDB hands out one instance a path, and a path is given to a new file.
    con = duckdb.connect()
    try:
        con.execute("SET threads = 2")
        # Nothing of a snapshot is written anywhere else: what is taken down must not lie in a forgotten file.
        con.execute("SET temp_directory = ''")
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"ATTACH {_quoted(snapshot)} AS snap (READ_ONLY)")
        # What was attached is what the stamp says, if the path still leads to it.
        is_it = cache_folder is not None and stamp_of(snapshot) == stamp
        if cache_folder is None or not is_it or not _attach_kept(con, cache_folder / f"{stamp}.{_version()}.duckdb"):
            con.execute("ATTACH ':memory:' AS pages")
            _make(con)
    except duckdb.Error:
        con.close()
        raise
    return con


def remove_stale(cache_folder: Path, snapshots: Iterable[Path]) -> None:
    """Remove the tables of snapshots that are not there any more: they may hold what was taken down."""
    stamps = {stamp_of(path) for path in snapshots if path.exists()}
    for path in cache_folder.glob("*.duckdb*"):
        if path.name.split(".")[0] not in stamps:
            path.unlink(missing_ok=True)


@cache
def read_query(name: str) -> str:
    """Return the text of `queries/<name>.sql`."""
    return (_QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def _attach_kept(con: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Attach the file with the tables, made first where it is missing; False where it cannot be."""
    if path.exists():
        try:
            con.execute(f"ATTACH {_quoted(path)} AS pages (READ_ONLY)")
        except duckdb.Error as err:
            log.info("tables of the pages are made anew", extra={"file": str(path), "why": str(err).splitlines()[0]})
        else:
            return True
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix="part-") as part:
            made = Path(part) / path.name
            con.execute(f"ATTACH {_quoted(made)} AS pages")
            _make(con)
            con.execute("DETACH pages")
            made.replace(path)
        con.execute(f"ATTACH {_quoted(path)} AS pages (READ_ONLY)")
    except OSError as err:
        log.info("tables of the pages are not kept", extra={"folder": str(path.parent), "why": str(err)})
        return False
    return True


def _make(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("USE snap")
    if recorded_digest(con, "views") == views_digest():
        con.execute("CREATE SCHEMA pages.views")
        con.execute("SET search_path = 'pages.views,snap.main'")
        for view in VIEWS:
            con.execute((VIEW_FILES / f"{view}.sql").read_text(encoding="utf-8"))
            if view in _SHARED:
                con.execute(_KEEP_ROWS.format(view))
    # A snapshot of another version is judged by its own views.
    for table in _TABLES:
        con.execute(read_query(f"make_{table}"))
    con.execute("USE snap")
    con.execute("DROP SCHEMA IF EXISTS pages.views CASCADE")


@cache
def _version() -> str:
    """Return what tells tables made by this code from those of any other."""
    parts = [duckdb.__version__, views_digest(), *(read_query(f"make_{table}") for table in _TABLES)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
