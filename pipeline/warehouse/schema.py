"""Make the tables and views of a warehouse from `schema/*.sql` and `views/*.sql`, and notice when they changed.

Every file is recorded in `schema_version` with the digest of what it makes. A new table is added to an
old warehouse; new comments and views replace the old ones. A table that only grew by columns with a default
is grown in place. Any other change of structure is refused: `laborwire rebuild` makes the warehouse anew from the
archive and the decisions, and that is the one migration that cannot lose a column silently.
"""

import hashlib
from pathlib import Path

import duckdb

from pipeline.errors import WarehouseError

_HERE = Path(__file__).parent
SCHEMA_FILES = _HERE / "schema"
VIEW_FILES = _HERE / "views"
QUERY_FILES = _HERE / "queries"
STEP_FILES = _HERE / "steps"

_COLUMNS = (
    "SELECT column_name, data_type, column_default FROM duckdb_columns()"
    " WHERE table_name = ? AND NOT internal ORDER BY column_index"
)
# The names are those of our own files.
_SET_ASIDE = "ALTER TABLE {0} RENAME TO {0}_before"
_CARRY_OVER = "INSERT INTO {0} BY NAME SELECT * FROM {0}_before"
_FORGET_OLD = "DROP TABLE {0}_before"

VIEWS = (
    "platform_groups",
    "role_class",
    "printable_confidence",
    "printable_text",
    "doubtful_words",
    "hours_in",
    "says_contractors",
    "hours_in_words",
    "voice_in_words",
    "voice_beside",
    "rate_role",
    "claim_voices",
    "article_standing",
    "article_origins",
    "derived_claims",
    "article_versions",
    "article_rights",
    "events_by_month",
    "gazetteer_proposals",
    "pay_claims_usd",
    "claim_checks",
    "pay_claims_why_not",
    "pay_claims_printable",
    "client_rates_and_pay",
    "pay_by_platform_month_claims",
    "pay_by_platform_month",
    "pay_change_reports",
    "pay_changes",
    "pay_conflicts",
    "minimum_wage_checks",
    "below_minimum_wage",
    "story_timeline",
    "story_reasons",
    "story_ids_kept",
    "independent_sources",
    "story_sources",
    "source_runs",
    "source_asked",
    "source_week",
    "source_health",
    "source_alarms",
    "coverage_gaps",
    "voices",
)
"""Macros and views in the order in which they are made: each may use those before it."""

_IS_MADE = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'schema_version' AND NOT internal"
# What clients pay was a view on not_pay before it had amounts.
_IS_STILL_A_VIEW = "SELECT 1 FROM duckdb_views() WHERE view_name = 'client_rates' AND NOT internal"


def table_names() -> tuple[str, ...]:
    """Return the names of all tables, in alphabetical order."""
    return tuple(sorted(path.stem for path in SCHEMA_FILES.glob("*.sql")))


def read_step(name: str) -> str:
    """Return the SQL of one step of a load."""
    return _read(STEP_FILES / f"{name}.sql")


def apply_schema(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make what is missing and replace what changed, in one transaction that is in the file itself when it ends.

    The write-ahead log has no part in it: DuckDB 1.5 cannot replay a comment on a table with a default that it has to
    compute (github.com/duckdb/duckdb, issues 18259 and 19712), and a file that is left with such a log does not open.

    Raises:
        WarehouseError: a table has another structure than this version of laborwire expects.
    """
    con.execute("SET checkpoint_threshold = '0B'")
    con.begin()
    try:
        con.execute(_read(SCHEMA_FILES / "schema_version.sql"))
        known = {
            name: (structure, digest)
            for name, structure, digest in con.execute(
                "SELECT name, structure_digest, digest FROM schema_version"
            ).fetchall()
        }
        if con.execute(_IS_STILL_A_VIEW).fetchall():
            con.execute("DROP VIEW client_rates")
        for table in table_names():
            _apply_table(con, path, table, known.get(f"schema/{table}.sql"))
        _apply_views(con, known.get("views"))
        con.commit()
    except (duckdb.Error, WarehouseError):
        con.rollback()
        raise
    finally:
        con.execute("RESET checkpoint_threshold")


def is_of_another_version(con: duckdb.DuckDBPyConnection) -> bool:
    """Say whether a warehouse that is there has tables of another structure than this version's."""
    if not con.execute(_IS_MADE).fetchall():
        return False
    known = dict(con.execute("SELECT name, structure_digest FROM schema_version").fetchall())
    return bool(known) and any(
        known.get(f"schema/{table}.sql") != _sha256(_structure(con, _read(SCHEMA_FILES / f"{table}.sql")))
        for table in table_names()
    )


def record_digest(con: duckdb.DuckDBPyConnection, name: str, *, structure: str = "", digest: str) -> None:
    """Write down with which content `name` is now in the warehouse."""
    con.execute("DELETE FROM schema_version WHERE name = ?", [name])
    con.execute("INSERT INTO schema_version VALUES (?, ?, ?)", [name, structure, digest])


def recorded_digest(con: duckdb.DuckDBPyConnection, name: str) -> str | None:
    """Return the digest of the content with which `name` is in the warehouse; None when it is not."""
    rows = con.execute("SELECT digest FROM schema_version WHERE name = ?", [name]).fetchall()
    return str(rows[0][0]) if rows else None


def views_digest() -> str:
    """Return the digest of this version's views, as `recorded_digest` has it of a warehouse under "views"."""
    return _sha256("\n".join(_read(VIEW_FILES / f"{name}.sql") for name in VIEWS))


def _apply_table(con: duckdb.DuckDBPyConnection, path: Path, table: str, known: tuple[str, str] | None) -> None:
    sql = _read(SCHEMA_FILES / f"{table}.sql")
    structure = _sha256(_structure(con, sql))
    if known is not None and known[0] != structure and not _grow(con, table, sql):
        problem = (
            f"table {table} was made by another version; `laborwire rebuild` makes {path.parent}'s warehouse anew "
            "from the archive"
        )
        raise WarehouseError(str(path), problem)
    if known is None or known != (structure, _sha256(sql)):
        con.execute(sql)
        record_digest(con, f"schema/{table}.sql", structure=structure, digest=_sha256(sql))


def _grow(con: duckdb.DuckDBPyConnection, table: str, sql: str) -> bool:
    """Add the new columns of a table whose old ones are all still there; False when it changed otherwise."""
    old = con.execute(_COLUMNS, [table]).fetchall()
    con.execute(_SET_ASIDE.format(table))
    con.execute(sql)
    new = con.execute(_COLUMNS, [table]).fetchall()
    added = [default for _, _, default in new[len(old) :]]
    kept = [(name, kind) for name, kind, _ in new[: len(old)]] == [(name, kind) for name, kind, _ in old]
    # Without a default nobody could tell later whether a value is missing or was never there.
    if not kept or not added or None in added:
        return False
    con.execute(_CARRY_OVER.format(table))
    con.execute(_FORGET_OLD.format(table))
    return True


def _apply_views(con: duckdb.DuckDBPyConnection, known: tuple[str, str] | None) -> None:
    digest = views_digest()
    if known is not None and known[1] == digest:
        return
    for name in VIEWS:
        con.execute(_read(VIEW_FILES / f"{name}.sql"))
    record_digest(con, "views", digest=digest)


def _structure(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Return the statements that make the table, without comments and layout."""
    made = [
        statement.query for statement in con.extract_statements(sql) if statement.type == duckdb.StatementType.CREATE
    ]
    lines = (line for query in made for line in query.splitlines() if not line.lstrip().startswith("--"))
    return " ".join(" ".join(lines).split())


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
