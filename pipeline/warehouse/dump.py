"""Compare two warehouses: a digest of each table, without what only records when or how long we worked.

`dump_digest` reads every row in order, so equal digests mean equal rows; tests and rebuilds use it.
`content_mark` is the quick version for publishing: DuckDB's own hash over columns, which is the same
only within one version of DuckDB.
"""

import hashlib
from pathlib import Path

import duckdb

from pipeline.errors import WarehouseError
from pipeline.warehouse.schema import read_step, table_names

WORK_TABLES = frozenset({"runs", "run_counts", "source_errors", "progress"})
"""Tables about our work, not about the world: two runs that end in the same warehouse may differ here."""

REFERENCE_TABLES = frozenset({"fx_rates", "minimum_wages", "places"})
"""Tables made from files alone: `schema_version` has the digest of those files, which is quicker to compare."""

WORK_COLUMNS: dict[str, frozenset[str]] = {
    "captures": frozenset({"fetched_at", "last_loaded_at"}),
    "articles": frozenset({"loaded_at"}),
    "rejections": frozenset({"rejected_at"}),
    "article_sightings": frozenset({"seen_at"}),
}
"""Columns that record when we worked."""


_COUNTED_ONLY = frozenset({"fingerprints", "article_vectors"})
"""Large tables that grow only with `articles` or a new model: for the quick mark their size says enough."""


def dump_digest(path: Path, *, with_times: bool = False) -> dict[str, str]:
    """Return the SHA-256 of the ordered rows of each table, without `WORK_TABLES` and `WORK_COLUMNS`.

    Args:
        with_times: also of `WORK_COLUMNS`, which a rebuild makes again from the archive and its ledger.

    Raises:
        WarehouseError: there is no warehouse at `path`, or somebody is writing to it.
    """
    if not path.exists():
        raise WarehouseError(str(path), "no such file")
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            compared = [table for table in table_names() if table not in WORK_TABLES | REFERENCE_TABLES]
            return {table: _digest(con, table, with_times=with_times) for table in compared}
    except duckdb.Error as err:
        raise WarehouseError(str(path), f"cannot be read: {err}") from err


def content_mark(con: duckdb.DuckDBPyConnection, *, with_work: bool) -> str:
    """Return a short mark that changes when a table changes, with or without what records our work."""
    parts = []
    for table in table_names():
        if table not in REFERENCE_TABLES and (with_work or table not in WORK_TABLES):
            # articles.text_digest speaks for the text, which is most of the bytes.
            hidden = frozenset({"text"} if table == "articles" else ())
            columns = _columns(con, table, hidden if with_work else hidden | WORK_COLUMNS.get(table, frozenset()))
            if table in _COUNTED_ONLY:
                columns = columns[:1]
            kept = con.table(table).select(*columns)
            parts.append((table, kept.query("kept", read_step("content_mark")).fetchall()))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _digest(con: duckdb.DuckDBPyConnection, table: str, *, with_times: bool) -> str:
    columns = _columns(con, table, frozenset() if with_times else WORK_COLUMNS.get(table, frozenset()))
    rows = con.table(table).select(*columns).order(", ".join(str(column) for column in columns))
    digest = hashlib.sha256()
    for batch in rows.to_arrow_reader(1000):
        for row in batch.to_pylist():
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _columns(con: duckdb.DuckDBPyConnection, table: str, hidden: frozenset[str]) -> list[duckdb.Expression]:
    return [duckdb.ColumnExpression(name) for name in con.table(table).columns if name not in hidden]
