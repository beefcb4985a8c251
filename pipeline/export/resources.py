"""Say what can be exported: the public tables and views, and answers to named questions, as resources with columns.

In: an open snapshot and what is asked for. Out: one `Resource` each, with its SQL and what its columns mean (from
`COMMENT ON`). Tables about our own work, about people's decisions and take-downs, and those that serve to find copies
are not offered: they are no news, or would name what somebody asked to have removed.
"""

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import UsageError, WarehouseError
from pipeline.warehouse.dictionary import question
from pipeline.warehouse.questions import Question, find_question, read_options, read_values
from pipeline.warehouse.schema import SCHEMA_FILES, VIEW_FILES

DEFAULT = (
    "sources",
    "entities",
    "articles",
    # Before events: of an outlet that allows one sentence of an article, that of a claim is shown.
    "pay_claims",
    "client_rates",
    "article_events",
    "mentions",
    "duplicates",
    "stories",
    "story_articles",
    "minimum_wages",
    "pay_claims_usd",
    "pay_claims_printable",
    "pay_claims_why_not",
    "pay_by_platform_month",
    "pay_changes",
    "pay_conflicts",
    "below_minimum_wage",
    "client_rates_and_pay",
    "independent_sources",
    "story_timeline",
    "voices",
    "events_by_month",
    "coverage_gaps",
    "source_health",
)
"""Tables and views that are exported when nothing is named."""
ON_DEMAND = (
    "captures",
    "claim_entities",
    "fx_rates",
    "minimum_wage_checks",
    "not_pay",
    "pay_by_platform_month_claims",
    "pay_change_reports",
    "payer_candidates",
    "places",
    "platform_groups",
    "rejections",
    "runs",
)
"""Tables and views that are exported when they are named: reference data, and what lies behind the others."""

WORDS = {
    "sentence": "article_id",
    "low_sentence": "low_article_id",
    "high_sentence": "high_article_id",
    "text": "id",
}
"""Columns that hold words of an article's text, and the column with its id."""
# In other tables than articles the column is a name or an amount.
_TEXT_ONLY_IN = "articles"
_ARTICLES = ("article_id", "low_article_id", "high_article_id")
_ADDRESSES = {"articles": ("canonical_url", "url"), "captures": ("url", "final_url"), "rejections": ("key",)}
# The amount that a sentence is there for: the first of these columns that there is.
_FIGURES = {
    "sentence": ("amount_text", "to_text", "text"),
    "low_sentence": ("low_amount_text",),
    "high_sentence": ("high_amount_text",),
}

_ALL = 'SELECT * FROM "{0}" ORDER BY ALL'
_COMMENTS = (
    "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE database_name = current_database()"
    " UNION ALL SELECT table_name, '', comment FROM duckdb_tables() WHERE database_name = current_database()"
    " UNION ALL SELECT view_name, '', comment FROM duckdb_views() WHERE database_name = current_database()"
)
_CUT = "; in this export at most 40 words, fewer or none where the outlet's rights say so"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a resource."""

    name: str
    type: str
    """DuckDB's."""
    meaning: str
    words_of: str | None
    """For words of an article's text: the column with the article's id."""
    figure: str | None
    """For words of an article's text: the column with the amount that they state, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A table, a view or an answer that is exported."""

    name: str
    asked: str
    """The question that it answers."""
    meaning: str
    columns: tuple[Column, ...]
    articles: tuple[str, ...]
    """Columns with ids of articles."""
    addresses: tuple[str, ...]
    """Columns with addresses of pages."""
    sql: str
    values: Mapping[str, Any]


def find_resources(
    con: duckdb.DuckDBPyConnection,
    *,
    tables: Sequence[str],
    asks: Sequence[str],
    today: date,
    path: Path,
) -> tuple[Resource, ...]:
    """Return what is asked for, in that order and each once; all of `DEFAULT` when nothing is.

    Args:
        asks: questions with their parameters, as `who-cut-pay --since 2026-01-01`.
        path: the snapshot, to be named where it lacks something.

    Raises:
        UsageError: a table is not offered, or a question is not asked as it must be.
        WarehouseError: the snapshot lacks a table, because another version made it.
    """
    comments = {(str(table), str(column)): str(said) for table, column, said in con.execute(_COMMENTS).fetchall()}
    found = [_table(con, name, comments, path) for name in dict.fromkeys(tables or (() if asks else DEFAULT))]
    for words in asks:
        answer = _answer(con, words, comments, today=today, path=path)
        names = [one.name for one in found]
        if answer.name in names:
            raise UsageError(f"--ask {words!r}: {answer.name} is asked for twice; export each to a place of its own")
        found.append(answer)
    return tuple(found)


def resource_of_answer(asked: Question, columns: Sequence[str], types: Sequence[str]) -> Resource:
    """Return an answer that is being read as a resource to which rights can be applied."""
    return _resource(
        asked.name.replace("-", "_"),
        asked=asked.asked,
        meaning="",
        columns=list(zip(columns, types, strict=True)),
        meanings=dict.fromkeys(columns, ""),
        sql=asked.sql,
        values={},
    )


def _table(con: duckdb.DuckDBPyConnection, name: str, comments: Mapping[tuple[str, str], str], path: Path) -> Resource:
    if name not in (*DEFAULT, *ON_DEMAND):
        raise UsageError(f"--table {name!r} is not exported; there are: {', '.join((*DEFAULT, *ON_DEMAND))}")
    if (name, "") not in comments:
        problem = f"has no {name}; another version made it: run `laborwire nightly`"
        raise WarehouseError(str(path), problem)
    table = con.table(name) if (SCHEMA_FILES / f"{name}.sql").exists() else con.view(name)
    file = next(folder / f"{name}.sql" for folder in (SCHEMA_FILES, VIEW_FILES) if (folder / f"{name}.sql").exists())
    return _resource(
        name,
        asked=question(file),
        meaning=comments[name, ""],
        columns=list(zip(table.columns, map(str, table.types), strict=True)),
        meanings={column: comments.get((name, column), "") for column in table.columns},
        sql=_ALL.format(name),
        values={},
    )


def _answer(
    con: duckdb.DuckDBPyConnection,
    words: str,
    comments: Mapping[tuple[str, str], str],
    *,
    today: date,
    path: Path,
) -> Resource:
    try:
        name, *options = shlex.split(words)
    except ValueError as err:
        raise UsageError(f"--ask {words!r}: write a question like 'who-cut-pay --since 2026-01-01'") from err
    asked = find_question(name)
    given = read_options(options)
    values = read_values(con, asked, given, today=today)
    try:
        described = con.sql(asked.sql, params=values)
        columns = list(zip(described.columns, map(str, described.types), strict=True))
    except duckdb.Error as err:
        problem = f"question {asked.name} cannot be asked: {str(err).splitlines()[0]}"
        raise WarehouseError(str(path), f"{problem}; if another version made it, run `laborwire nightly`") from err
    # A column of an answer means what it means in the views that the question reads.
    read = [table for table in re.findall(r"(?:FROM|JOIN) (\w+)", asked.sql) if (table, "") in comments]
    meanings = {
        column: next((comments[table, column] for table in read if (table, column) in comments), "")
        for column, _ in columns
    } | dict(asked.columns)
    with_values = "; ".join(f"{name}: {value}" for name, value in given.items())
    return _resource(
        asked.name.replace("-", "_"),
        asked=asked.asked,
        meaning=f"Answer to {asked.name}" + (f" ({with_values})" if with_values else ""),
        columns=columns,
        meanings=meanings,
        sql=asked.sql,
        values=values,
    )


def _resource(
    name: str,
    *,
    asked: str,
    meaning: str,
    columns: Sequence[tuple[str, str]],
    meanings: Mapping[str, str],
    sql: str,
    values: Mapping[str, Any],
) -> Resource:
    names = [column for column, _ in columns]
    is_articles = name == _TEXT_ONLY_IN
    words_of = {
        column: article for column, article in WORDS.items() if column in names and (column != "text" or is_articles)
    }
    for column, article in words_of.items():
        if article not in names:
            raise ValueError(f"{name}: {column} cannot be exported without {article}, which says what may be shown")
    figures = {column: next((one for one in _FIGURES.get(column, ()) if one in names), None) for column in words_of}
    return Resource(
        name=name,
        asked=asked,
        meaning=meaning,
        columns=tuple(
            Column(
                name=column,
                type=kind,
                meaning=meanings[column] + (_CUT if column in words_of else ""),
                words_of=words_of.get(column),
                figure=figures.get(column),
            )
            for column, kind in columns
        ),
        articles=("id",) if is_articles else tuple(column for column in _ARTICLES if column in names),
        addresses=_ADDRESSES.get(name, ()),
        sql=sql,
        values=values,
    )
