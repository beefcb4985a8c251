"""What people type into a search box, as FTS5 reads it; and what nobody should type."""

import contextlib
import random
import sqlite3
from collections.abc import Iterator

import pytest

from pipeline.errors import UsageError
from pipeline.search.query import MOST_CHARACTERS, parse_query

TEXTS = {
    1: "The golden batch of raters lost pay on Monday.",
    2: "A batch of golden tickets; the raters’ wages stayed.",
    3: "Annotators in Zürich were paid €16.50 an hour, don't ask.",
    4: "Tax and payment: NEAR the border AND beyond.",
}


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    """Four texts, cut into words as the index cuts them."""
    con = sqlite3.connect(":memory:")
    how = "tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3'"
    con.execute(f"CREATE VIRTUAL TABLE t USING fts5(title, text, {how})")
    con.executemany("INSERT INTO t (rowid, title, text) VALUES (?, 'title', ?)", list(TEXTS.items()))
    yield con
    con.close()


def found(table: sqlite3.Connection, text: str) -> set[int]:
    return {row[0] for row in table.execute("SELECT rowid FROM t WHERE t MATCH ?", [parse_query(text).match])}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("golden batch", {1, 2}, id="all-words"),
        pytest.param('"golden batch"', {1}, id="phrase"),
        pytest.param("“golden batch”", {1}, id="curly-quotes"),
        pytest.param("GOLDEN rater", {1, 2}, id="case-and-endings"),
        pytest.param("pay*", {1, 3, 4}, id="prefix"),
        pytest.param("annotat*", {3}, id="prefix-longer-than-the-stem"),
        pytest.param("pay OR wages", {1, 2}, id="or"),
        pytest.param("raters NOT pay", {2}, id="not"),
        pytest.param("raters AND NOT pay", {2}, id="and-not"),
        pytest.param("(wages OR tax) NOT (golden batch)", {4}, id="parentheses"),
        pytest.param("tax OR golden pay", {1, 4}, id="and-binds-more-than-or"),
        pytest.param("zurich", {3}, id="without-diacritics"),
        pytest.param("don't", {3}, id="apostrophe"),
        pytest.param("€16.50", {3}, id="figure"),
        pytest.param("NEAR border", {4}, id="near-is-a-word"),
        pytest.param('"AND" beyond', {4}, id="an-operator-in-quotes-is-a-word"),
        pytest.param("title:golden", set(), id="no-columns"),
        pytest.param("golden — batch 🙂", {1, 2}, id="what-is-no-word-is-left-out"),
        pytest.param("ra\0ters", set(), id="nul"),
    ],
)
def test_finds_what_was_meant(table: sqlite3.Connection, text: str, numbers: set[int]) -> None:
    assert found(table, text) == numbers


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "no word", id="empty"),
        pytest.param("🙂 —", "no word", id="no-letters"),
        pytest.param("AND", "no word", id="operator-alone"),
        pytest.param('"golden', "does not close", id="open-quote"),
        pytest.param("(pay", "does not close", id="open-parenthesis"),
        pytest.param("pay)", "does not open", id="closed-only"),
        pytest.param("pay ()", "in a parenthesis", id="empty-parenthesis"),
        pytest.param("NOT pay", "before NOT", id="not-alone"),
        pytest.param("pay AND", "after AND", id="nothing-after"),
        pytest.param("pay OR OR tax", "before OR", id="twice"),
        pytest.param("pa*", "at least 3 letters", id="short-prefix"),
        pytest.param("pay " * 41, "at most 40", id="many-words"),
        pytest.param("x" * 10_000, f"at most {MOST_CHARACTERS}", id="ten-kilobytes"),
        pytest.param("(" * 30 + "pay" + ")" * 30, "parentheses", id="deep"),
    ],
)
def test_says_what_it_cannot_read(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE t; --",
        '" OR 1=1 --',
        "pay') UNION SELECT * FROM sqlite_master --",
        "{title text}: pay",
        "-title: pay",
        "^pay + tax",
        "NEAR(pay tax, 2)",
        'pay""tax',
        '"a""b"',
        "a\udc80b",
        "\u202epay",
        "é" * 500,
        "pay*tax*",
        "***pay",
    ],
)
def test_hostile_words_are_words(table: sqlite3.Connection, text: str) -> None:
    """Nothing but our own error, and the table is still there."""
    with contextlib.suppress(UsageError):
        found(table, text)
    assert table.execute("SELECT count(*) FROM t").fetchone() == (4,)


def test_no_mixture_of_syntax_reaches_fts5(table: sqlite3.Connection) -> None:
    pieces = [*r'"()*^{}+-', "NEAR(", "title:", "pay", "rate", "tax", "wage", " ", " AND ", " OR ", " NOT "]
    dice = random.Random(8)
    read = 0
    for _ in range(2000):
        text = "".join(dice.choices(pieces, k=dice.randint(1, 12)))
        with contextlib.suppress(UsageError):
            found(table, text)
            read += 1
    assert read > 100


def test_only_plain_words_may_be_joined_with_meaning() -> None:
    assert parse_query("golden batch").is_plain
    assert [parse_query(text).is_plain for text in ('"golden batch"', "pay*", "a NOT b", "(pay)")] == [False] * 4
