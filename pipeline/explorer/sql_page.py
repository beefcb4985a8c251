"""The SQL page: a reader's SELECT, answered in the sandbox within three seconds, at most 500 rows."""

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import QueryError
from pipeline.warehouse.sandbox import run_sql

MOST_ROWS = 500
TIMEOUT_S = 3.0
_LONGEST_CELL = 400
_LONGEST_SQL = 4_000
_AT_ONCE = threading.BoundedSemaphore(2)
_WAIT_S = 4.0

EXAMPLES = (
    (
        "What may be printed, newest first",
        "SELECT published::DATE AS day, payer, amount_text, kind, headline, url\n"
        "FROM pay_claims_printable\nORDER BY day DESC\nLIMIT 20",
    ),
    (
        "Whose pay was changed, from what to what",
        "SELECT published::DATE AS day, payer, from_text, to_text, direction, modality\n"
        "FROM pay_changes\nORDER BY day DESC\nLIMIT 20",
    ),
    (
        "Which tables and views there are",
        "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal\nUNION ALL\n"
        "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal\nORDER BY ALL",
    ),
)
"""Questions to begin with, each with its SQL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlPage:
    """A question and its answer."""

    sql: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    is_number: tuple[bool, ...] = ()
    """Of each column."""
    truncated: bool = False
    problem: str = ""
    """Why there is no answer."""
    is_asked: bool = False
    """False when there is no question, or one that a page of somebody else's asked: it waits for its reader."""


def sql_page(snapshot: Path, sql: str, *, may_run: bool) -> SqlPage:
    """Return the answer to a question, or why there is none.

    Args:
        may_run: False only shows the question.
    """
    if not sql.strip() or not may_run:
        return SqlPage(sql=sql)
    if len(sql) > _LONGEST_SQL:
        return SqlPage(sql=sql, is_asked=True, problem=f"The query is longer than {_LONGEST_SQL} characters.")
    if not _AT_ONCE.acquire(timeout=_WAIT_S):
        return SqlPage(sql=sql, is_asked=True, problem="Other queries are being answered; ask again in a moment.")
    try:
        found = run_sql(snapshot, sql, timeout_s=TIMEOUT_S, max_rows=MOST_ROWS, memory_mib=512)
    except QueryError as err:
        return SqlPage(sql=sql, is_asked=True, problem=str(err))
    finally:
        _AT_ONCE.release()
    numbers = ("INT", "BIGINT", "DOUBLE", "DECIMAL", "FLOAT", "HUGEINT", "UINT", "UBIGINT")
    return SqlPage(
        sql=sql,
        is_asked=True,
        columns=found.columns,
        rows=found.rows,
        is_number=tuple(kind.startswith(numbers) and not kind.endswith("]") for kind in found.types),
        truncated=found.truncated,
    )


def cell(value: object) -> str:
    """Return a value as it stands in the table, cut for the eye."""
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (list, dict)) else str(value)
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
