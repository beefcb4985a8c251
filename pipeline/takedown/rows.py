"""Write a warehouse file anew without the rows about what is taken down, so that no block of it holds their bytes."""

import mmap
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import duckdb

from pipeline.errors import WarehouseError
from pipeline.takedown.plan import Plan
from pipeline.takedown.words import Holds
from pipeline.warehouse.schema import apply_schema, read_step, table_names

_ARTICLE_COLUMNS = ("article_id", "origin_id", "other_id")
_CLAIM_COLUMNS = ("claim_id",)
_CAPTURE_COLUMNS = ("capture_id",)
_URL_COLUMNS = ("url", "final_url", "canonical_url", "key", "subject")
_OWN_IDS = {"articles": "gone_articles", "captures": "gone_captures", "pay_claims": "gone_claims"}
# A copy stays when its original goes: it is told of the others in `takedown_duplicates.sql`.
_SEARCHED, _OVERLAP = 1 << 24, 1 << 13
"""Bytes of a file that are searched at once, and how far into the next ones."""
_STAYS = {("duplicates", "origin_id")}


def rewrite_warehouse(
    path: Path, plan: Plan, holds: Holds, overwritten: Mapping[str, tuple[str, int]] = MappingProxyType({})
) -> bool:
    """Write a closed DuckDB file anew without what is taken down; say whether it held any of it.

    The file is replaced in one step and keeps its permissions; a killed run leaves the old one, and a part beside it.
    A file that has no such row, and none of the words in its blocks, is left as it is.

    Args:
        holds: whether bytes hold anything of the plan.
        overwritten: digest and removed bytes of captures that the archive wrote over.

    Raises:
        WarehouseError: the file cannot be read or written.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        if not _is_concerned(path, plan, holds, overwritten):
            return False
        with duckdb.connect(str(part)) as new:
            apply_schema(new, part)
            new.execute(f"ATTACH '{_quoted(path)}' AS old (READ_ONLY)")
            _name_what_goes(new, plan, overwritten)
            removed = _copy_rows(new)
            new.execute(read_step("takedown_duplicates"))
            new.execute(read_step("takedown_stories"))
            new.execute(read_step("takedown_overwritten"))
            new.execute("DETACH old")
            new.execute("CHECKPOINT")
    except (duckdb.Error, OSError) as err:
        part.unlink(missing_ok=True)
        raise WarehouseError(str(path), f"cannot be rewritten: {err}") from err
    part.chmod(path.stat().st_mode & 0o777)
    part.replace(path)
    return removed > 0


def _is_concerned(path: Path, plan: Plan, holds: Holds, overwritten: Mapping[str, tuple[str, int]]) -> bool:
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{_quoted(path)}' AS old (READ_ONLY)")
        _name_what_goes(con, plan, overwritten)
        tables = _tables(con)
        for table in table_names():
            goes = _goes(table, tables[table]) if table in tables else "false"
            asked = f"SELECT 1 FROM old.{table} WHERE {goes} LIMIT 1"  # noqa: S608  # names of our own
            if goes != "false" and con.execute(asked).fetchall():
                return True
        grown = "bytes_removed" in tables.get("captures", ())
        asked = "takedown_not_overwritten" if grown else "takedown_overwritten_there"
        if con.execute(read_step(asked)).fetchall():
            return True
    # A row that was changed leaves its old words in a free block.
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(holds(content[at : at + _SEARCHED + _OVERLAP]) for at in range(0, len(content), _SEARCHED))


def _name_what_goes(con: duckdb.DuckDBPyConnection, plan: Plan, overwritten: Mapping[str, tuple[str, int]]) -> None:
    for name, values in (
        ("gone_articles", plan.articles),
        ("gone_captures", plan.captures),
        ("gone_urls", plan.urls),
    ):
        # One string: a list of values costs a look-up for each.
        con.execute(f"CREATE TEMP TABLE {name} (id VARCHAR)")
        con.execute(f"INSERT INTO {name} SELECT unnest(string_split(?, chr(10)))", ["\n".join(values)])
    con.execute("CREATE TEMP TABLE overwritten (id VARCHAR, digest VARCHAR, bytes INTEGER)")
    rows = [(key, digest, number) for key, (digest, number) in overwritten.items()]
    if rows:
        con.executemany("INSERT INTO overwritten VALUES (?, ?, ?)", rows)
    con.execute("CREATE TEMP TABLE gone_claims AS SELECT id FROM old.pay_claims SEMI JOIN gone_articles AS g"
                " ON g.id = article_id")  # fmt: skip
    domain = rf"^[a-z]+://([^/]*\.)?{re.escape(plan.subject)}\.?(:\d+)?(/|$)" if plan.kind == "domain" else "$^"
    con.execute("SET VARIABLE gone_domain = ?", [domain])


def _copy_rows(con: duckdb.DuckDBPyConnection) -> int:
    removed = 0
    old = _tables(con)
    # Or the next load would read the files of rates and wages again.
    con.execute(read_step("takedown_reference"))
    for table in table_names():
        if table == "schema_version" or table not in old:
            continue
        stays = f"SELECT * FROM old.{table} WHERE NOT ({_goes(table, old[table])})"  # noqa: S608  # names of our own
        con.execute(f"INSERT INTO {table} BY NAME {stays}")
        ((before, after),) = con.execute(
            f"SELECT (SELECT count(*) FROM old.{table}), (SELECT count(*) FROM {table})"  # noqa: S608  # the same
        ).fetchall()
        removed += before - after
    return removed


def _tables(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return the tables and views of the old file, with their columns."""
    there = con.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
        " WHERE database_name = 'old' AND NOT internal GROUP BY table_name"
    ).fetchall()
    return {str(name): list(columns) for name, columns in there}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _goes(table: str, columns: Sequence[str]) -> str:
    """Return the condition under which a row of a table goes."""
    asked: list[str] = []
    for column in columns:
        if (table, column) in _STAYS:
            continue
        if column in _ARTICLE_COLUMNS:
            asked.append(f"coalesce({column} IN (FROM gone_articles), false)")
        elif column in _CLAIM_COLUMNS:
            asked.append(f"coalesce({column} IN (FROM gone_claims), false)")
        elif column in _CAPTURE_COLUMNS:
            asked.append(f"coalesce({column} IN (FROM gone_captures), false)")
        elif column in _URL_COLUMNS:
            asked.append(f"coalesce({column} IN (FROM gone_urls), false)")
            asked.append(f"coalesce(regexp_matches({column}, getvariable('gone_domain')), false)")
    if table in _OWN_IDS:
        asked.append(f"id IN (FROM {_OWN_IDS[table]})")
    if table == "decisions":
        asked.append("subject IN (FROM gone_articles) OR subject IN (FROM gone_claims)")
    return " OR ".join(asked) or "false"
