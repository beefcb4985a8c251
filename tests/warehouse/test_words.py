"""What people read about the warehouse: comments, the data dictionary, named queries; and the real reference data."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.places import CHECKOUT
from pipeline.warehouse.dictionary import data_dictionary, query_names, question
from pipeline.warehouse.questions import questions
from pipeline.warehouse.schema import QUERY_FILES, SCHEMA_FILES, STEP_FILES, VIEW_FILES, VIEWS, apply_schema
from pipeline.warehouse.store import Warehouse

SQL_FILES = sorted(
    path for folder in (SCHEMA_FILES, VIEW_FILES, QUERY_FILES, STEP_FILES) for path in folder.glob("*.sql")
)

_NAMES = """
sources captures articles mentions entities pay_claims duplicates stories story_articles runs rejections takedowns
fx_rates minimum_wages pay_claims_usd pay_by_platform_month pay_changes pay_conflicts below_minimum_wage
story_timeline independent_sources coverage_gaps voices pay_claims_printable client_rates article_versions
not_pay decisions source_health source_errors story_merges fingerprints sketches article_vectors run_counts progress
schema_version pay_claims_why_not article_sightings
claim_voices pay_change_reports client_rates_and_pay pay_by_platform_month_claims
"""
FIXED = frozenset(_NAMES.split())


@pytest.fixture(scope="module")
def con() -> Any:
    """The definitions in memory."""
    with duckdb.connect() as con:
        apply_schema(con, Path("memory"))
        yield con


def test_every_table_view_column_and_macro_has_a_comment(con: Any) -> None:
    silent = con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND coalesce(comment, '') = ''"
        " UNION ALL SELECT table_name, NULL FROM duckdb_tables() WHERE NOT internal AND coalesce(comment, '') = ''"
        " UNION ALL SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND coalesce(comment, '') = ''"
        " UNION ALL SELECT function_name, NULL FROM duckdb_functions()"
        " WHERE NOT internal AND coalesce(comment, '') = ''"
    ).fetchall()
    assert silent == []


def test_the_promised_names_are_there(con: Any) -> None:
    rows = con.execute("SELECT DISTINCT table_name FROM duckdb_columns() WHERE NOT internal").fetchall()
    assert {name for (name,) in rows} >= FIXED


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_sql_file_opens_with_its_question(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    assert "?" in question(path)
    if path.parent in (SCHEMA_FILES, VIEW_FILES):
        assert f" {path.stem} " in text.replace("(", " ").replace("\n", " ")


def test_every_view_file_is_made(con: Any) -> None:
    assert sorted(VIEWS) == sorted(path.stem for path in VIEW_FILES.glob("*.sql"))


@pytest.mark.parametrize("name", sorted(set(query_names()) - {one.name.replace("-", "_") for one in questions()}))
def test_every_named_query_runs_as_it_stands(con: Any, name: str) -> None:
    assert con.execute((QUERY_FILES / f"{name}.sql").read_text(encoding="utf-8")).fetchall() == []


def test_the_dictionary_has_every_object_and_column(con: Any) -> None:
    dictionary = data_dictionary()
    for table, column in con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    ).fetchall():
        assert f"\n### {table}\n" in dictionary
        assert f"\n| `{column}` | " in dictionary
    assert "\n| `role_class` | " in dictionary
    assert "\n| `who_cut_pay` | Who cut pay since a day" in dictionary


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A warehouse with the project's own reference data."""
    path = tmp_path_factory.mktemp("real") / "w.duckdb"
    with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
        yield warehouse.con


def test_rates_of_the_central_bank_and_annual_averages_are_loaded(real: Any) -> None:
    rows = real.execute(
        "SELECT currency, day, period, units_per_usd::VARCHAR FROM fx_rates WHERE (currency, day) IN"
        " (('EUR', DATE '2024-03-01'), ('KES', DATE '2024-01-01'), ('USD', DATE '2024-03-01')) ORDER BY currency"
    ).fetchall()
    # 1.0813 dollars to the euro: 1 / 1.0813 = 0.92481273
    assert rows == [
        ("EUR", date(2024, 3, 1), "day", "0.92481273"),
        ("KES", date(2024, 1, 1), "year", "134.82200000"),
    ]


def test_no_minimum_wage_from_memory_gives_a_verdict(real: Any) -> None:
    rows = real.execute(
        "SELECT confidence, bool_or(gives_verdict) FROM minimum_wages GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert rows == [("from_memory", False), ("secondary", True), ("sourced", True)]


def test_every_minimum_wage_but_those_from_memory_says_where_it_was_seen(real: Any) -> None:
    unseen = real.execute("SELECT DISTINCT confidence FROM minimum_wages WHERE len(evidence) = 0").fetchall()
    assert unseen == [("from_memory",)]


def test_places_lead_to_the_rate_that_holds_there(real: Any) -> None:
    rows = real.execute(
        "SELECT name, country, wage_place, floor_only FROM places"
        " WHERE name IN ('leeds', 'texas', 'austin', 'nairobi', 'kenya', 'mexico') ORDER BY name"
    ).fetchall()
    assert rows == [
        ("austin", "US", "United States (federal)", True),
        ("kenya", "KE", None, False),
        ("leeds", "GB", "United Kingdom", False),
        ("mexico", "MX", "Mexico (general zone)", True),
        ("nairobi", "KE", "Kenya (Nairobi, Mombasa, Kisumu)", False),
        ("texas", "US", "Texas", False),
    ]


def test_every_place_with_a_rate_is_in_the_table_of_rates(real: Any) -> None:
    lost = real.execute(
        "SELECT name FROM places WHERE wage_place NOT IN (SELECT place FROM minimum_wages WHERE gives_verdict)"
    ).fetchall()
    assert lost == []


def test_rates_of_one_place_and_class_do_not_overlap(real: Any) -> None:
    overlapping = real.execute(
        "SELECT a.place, a.worker_class, a.valid_from FROM minimum_wages AS a JOIN minimum_wages AS b"
        " ON a.place = b.place AND a.worker_class = b.worker_class AND a.unit = b.unit AND a.gives_verdict"
        " AND b.gives_verdict AND a.valid_from < b.valid_from"
        " WHERE coalesce(a.valid_to, DATE '9999-01-01') >= b.valid_from"
    ).fetchall()
    assert overlapping == []
