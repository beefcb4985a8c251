"""Write the data dictionary: every table, view, column and macro of the warehouse with its comment, as Markdown.

In: the SQL files (they are run in memory, so the dictionary can't differ from them). Out: one section a table
or view, opened by the question that its file answers; then the named queries. Nothing is written by hand.
"""

from collections import defaultdict
from pathlib import Path

import duckdb

from pipeline.warehouse.questions import questions
from pipeline.warehouse.schema import QUERY_FILES, SCHEMA_FILES, VIEW_FILES, VIEWS, apply_schema, table_names


def data_dictionary() -> str:
    """Return the data dictionary as Markdown."""
    with duckdb.connect() as con:
        apply_schema(con, Path("memory"))
        comments = {
            str(name): str(comment)
            for name, comment in con.execute(
                "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal"
                " UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
                " UNION ALL SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal"
            ).fetchall()
        }
        columns: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for table, column, kind, comment in con.execute(
            "SELECT table_name, column_name, data_type, comment FROM duckdb_columns()"
            " WHERE NOT internal ORDER BY table_name, column_index"
        ).fetchall():
            columns[str(table)].append((str(column), str(kind), str(comment)))
    macros = [name for name in VIEWS if name not in columns]
    lines = ["# Data dictionary", "", "All times are UTC.", ""]
    lines += ["## Tables", ""]
    for table in table_names():
        lines += _section(table, question(SCHEMA_FILES / f"{table}.sql"), comments[table], columns[table])
    lines += ["## Views", ""]
    for view in sorted(set(VIEWS) - set(macros)):
        lines += _section(view, question(VIEW_FILES / f"{view}.sql"), comments[view], columns[view])
    lines += ["## Macros", "", "| macro | question | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {question(VIEW_FILES / f'{name}.sql')} | {_cell(comments[name])} |" for name in macros]
    lines += ["", "## Named queries", "", "| query | question |", "|---|---|"]
    lines += [f"| `{name}` | {_cell(question(QUERY_FILES / f'{name}.sql'))} |" for name in query_names()]
    return "\n".join(lines) + "\n"


def query_names() -> tuple[str, ...]:
    """Return the files of the named questions and of other queries that run as they stand, in alphabetical order.

    Queries of programs, which want values that no person writes, are not among them.
    """
    asked = {one.name.replace("-", "_") for one in questions()}
    plain = {path.stem for path in QUERY_FILES.glob("*.sql") if "$" not in path.read_text("utf-8")}
    return tuple(sorted(asked | plain))


def question(path: Path) -> str:
    """Return the question that a SQL file opens with: its first comment line."""
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    return first.removeprefix("--").strip()


def _section(name: str, asked: str, comment: str, columns: list[tuple[str, str, str]]) -> list[str]:
    lines = [f"### {name}", "", f"*{asked}*", "", f"{comment}.", "", "| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{column}` | `{kind}` | {_cell(meaning)} |" for column, kind, meaning in columns]
    return [*lines, ""]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
