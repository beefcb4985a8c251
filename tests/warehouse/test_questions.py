"""The named questions: each answers an empty and a full warehouse, with values that are bound and checked."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from full_newsroom import STORY

from pipeline.errors import UsageError, WarehouseError
from pipeline.places import CHECKOUT, Places
from pipeline.warehouse.questions import ask, find_question, questions, questions_page, read_values
from pipeline.warehouse.reading import open_snapshot

TODAY = date(2026, 4, 1)
NAMES = [question.name for question in questions()]
PROMISED = {
    "what-did-a-platform-pay",
    "who-cut-pay",
    "who-reported-a-figure",
    "whose-words-are-the-figures",
    "what-did-we-miss",
    "pay-history",
    "what-may-be-printed",
    "where-do-reports-conflict",
    "pay-below-minimum-wage",
    "what-do-clients-pay",
    "what-is-new-in-a-story",
    "which-corrections-were-made",
    "which-sources-fell-silent",
}
ASKED = {
    "pay-history": {"platform": "vellum ai"},
    "what-did-a-platform-pay": {"platform": "Vellum", "month": "2026-03"},
    "who-cut-pay": {"since": "2026-01-01"},
    "who-reported-a-figure": {"platform": "vellum", "amount": "15.00"},
    "what-is-new-in-a-story": {"story": STORY, "since": "30 days ago"},
}
"""Values for the questions that need some."""


@pytest.fixture(scope="module")
def full(full_newsroom: tuple[Places, dict[str, str]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The full newsroom, open for reading."""
    with open_snapshot(full_newsroom[0].warehouse) as con:
        yield con


def answer(con: duckdb.DuckDBPyConnection, name: str, **given: str) -> list[dict[str, Any]]:
    found = ask(con, find_question(name), given, today=TODAY, path=Path("here"))
    return [dict(zip(found.columns, row, strict=True)) for batch in found.batches for row in batch]


def test_the_promised_questions_are_there() -> None:
    assert set(NAMES) >= PROMISED
    assert len(PROMISED) >= 12


@pytest.mark.parametrize("name", NAMES)
def test_a_question_finds_something_in_a_full_warehouse(full: duckdb.DuckDBPyConnection, name: str) -> None:
    assert answer(full, name, **ASKED.get(name, {}))


@pytest.fixture(scope="module")
def empty(empty_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in which there is nothing."""
    with open_snapshot(empty_warehouse) as con:
        yield con


@pytest.mark.parametrize("name", NAMES)
def test_a_question_finds_nothing_in_an_empty_warehouse(empty: duckdb.DuckDBPyConnection, name: str) -> None:
    values = dict.fromkeys((one.name for one in find_question(name).parameters), "1")
    # What nobody knows cannot be asked about; the SQL is asked with the values themselves.
    kinds = {"date": TODAY, "month": TODAY, "number": Decimal(1)}
    bound = {one.name: kinds.get(one.kind, values[one.name]) for one in find_question(name).parameters}
    assert empty.execute(find_question(name).sql, bound).fetchall() == []


def test_what_a_platform_paid_in_a_month(full: duckdb.DuckDBPyConnection) -> None:
    rows = answer(full, "what-did-a-platform-pay", **ASKED["what-did-a-platform-pay"])
    columns = ("role_class", "n_claims", "lowest_usd", "highest_usd", "left_out")
    # $15, $18 and what was cut to $15; what was paid before the cut has no month.
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("moderator or rater", 3, Decimal(15), Decimal(18), "former pay of unknown time: 1")
    ]
    behind = [pair.split()[-1] for pair in rows[0]["claims"].split("; ")]
    known = full.execute("SELECT count(*) FROM pay_claims WHERE list_contains($ids, id)", {"ids": behind}).fetchone()
    assert known == (3,)
    assert answer(full, "what-did-a-platform-pay", platform="vellum", month="2026-02") == []
    assert answer(full, "pay-history", platform="moro", since="2026-04-01") == []


def test_who_cut_pay_since_a_day(full: duckdb.DuckDBPyConnection) -> None:
    (row,) = answer(full, "who-cut-pay", since="2026-03-10")
    assert (row["payer"], row["direction"], row["change_percent"]) == ("Vellum", "cut", -25.0)
    assert answer(full, "who-cut-pay", since="2026-03-11") == []
    assert answer(full, "who-cut-pay", since="2026-03-10", platform="moro") == []


def test_what_people_corrected(full: duckdb.DuckDBPyConnection, full_newsroom: tuple[Places, dict[str, str]]) -> None:
    (row,) = answer(full, "which-corrections-were-made")
    assert (row["claim_id"], row["corrected_fields"]) == (full_newsroom[1]["crowns"], ["worker"])
    assert json.loads(row["value"])["worker"] == "raters of images"
    assert answer(full, "which-corrections-were-made", since="2026-03-31") == []


def test_a_merged_story_stands_for_the_one_that_it_went_into(tmp_path: Path, empty_warehouse: Path) -> None:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE stories AS SELECT 's1' AS id, 's2' AS merged_into UNION ALL SELECT 's2', NULL")
        values = read_values(con, find_question("what-is-new-in-a-story"), {"story": "s1"}, today=TODAY)
    assert values == {"story": "s2", "since": date(2026, 3, 25)}


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        pytest.param("pay-history", {}, "needs --platform: whose pay", id="missing"),
        pytest.param("pay-history", {"platform": "vellum", "colour": "1"}, "takes no --colour", id="unknown"),
        pytest.param("pay-history", {"platform": "velum"}, "did you mean vellum?", id="misspelt-platform"),
        pytest.param("pay-history", {"platform": ""}, "2 are known", id="empty-platform"),
        pytest.param("pay-history", {"platform": "' OR 1=1 --"}, "no known entity", id="quote"),
        pytest.param("who-cut-pay", {"since": "2026-02-30"}, "--since '2026-02-30' is not a day", id="no-day"),
        pytest.param("who-cut-pay", {"since": "999999 days ago"}, "is not a day", id="before-the-calendar"),
        pytest.param("what-did-a-platform-pay", {"platform": "moro", "month": "2026-13"}, "not a month", id="no-month"),
        pytest.param("who-reported-a-figure", {"platform": "moro", "amount": "1e99"}, "not a number", id="too-much"),
        pytest.param("who-reported-a-figure", {"platform": "moro", "amount": "NaN"}, "not a number", id="no-number"),
        pytest.param("what-is-new-in-a-story", {"story": "s1"}, "not the id of a story", id="no-story-id"),
        pytest.param("what-is-new-in-a-story", {"story": "s" + "0" * 16}, "there is no story", id="no-such-story"),
    ],
)
def test_a_wrong_value_is_refused_in_words(
    full: duckdb.DuckDBPyConnection, name: str, given: dict[str, str], said: str
) -> None:
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        answer(full, name, **given)


def test_a_name_of_several_entities_asks_which(full_newsroom: tuple[Places, dict[str, str]]) -> None:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE entities AS SELECT unnest(['a', 'b']) AS id, 'Twin' AS name, [] AS aliases")
        with pytest.raises(UsageError, match="a name of several: a, b"):
            read_values(con, find_question("pay-history"), {"platform": "twin"}, today=TODAY)


def test_an_unknown_question_is_answered_with_those_that_are_there() -> None:
    with pytest.raises(UsageError, match="did you mean who-cut-pay"):
        find_question("who-cuts-pay")
    with pytest.raises(UsageError, match=r"there are: .*pay-history"):
        find_question("qqq")
    assert find_question("who_cut_pay").name == "who-cut-pay"


def test_a_snapshot_of_another_version_is_named(tmp_path: Path) -> None:
    with (
        duckdb.connect() as con,
        pytest.raises(WarehouseError, match="here: question which-sources-fell-silent cannot"),
    ):
        ask(con, find_question("which-sources-fell-silent"), {}, today=TODAY, path=Path("here"))


def test_the_example_of_every_question_gives_what_it_needs() -> None:
    for question in questions():
        options = set(question.example.split()[3::2])
        needed = {f"--{one.name}" for one in question.parameters if one.is_required}
        assert needed <= options <= {f"--{one.name}" for one in question.parameters}
        # The command has options of its own.
        assert not {one.name for one in question.parameters} & {"csv", "jsonl", "json", "data", "var", "now", "help"}


def test_the_page_of_questions_is_up_to_date() -> None:
    assert questions_page() in (CHECKOUT / "docs" / "questions.md").read_text(encoding="utf-8")
