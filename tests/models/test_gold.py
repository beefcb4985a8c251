"""The gold corpus: every file keeps the format, and there is as much of it as its README says."""

import json
from pathlib import Path

import pytest

from models.gold import SPLITS, load_gold, locate, main, read_author
from pipeline.errors import ConfigError

GOLD = Path(__file__).parents[2] / "data" / "gold"
ARTICLE = """
title = "A"
published = "2026-03-10"
genre = "news"
english = "us"
topic = "t"
body = '''
Vellum pays $9 an hour.

It paid $9 before.
'''
"""


@pytest.mark.parametrize("author", SPLITS)
def test_every_reading_keeps_the_format(author: str) -> None:
    readings = ("first", "second", "agreed") if author in set("abcdefgh") else ("first",)
    for reading in readings:
        found = list(read_author(GOLD, author=author, reading=reading))  # type: ignore[arg-type]  # one of the three
        assert found
        assert not [str(item) for item in found if isinstance(item, ConfigError)]


def test_there_are_as_many_texts_as_promised() -> None:
    items = load_gold(GOLD)
    articles = [item for item in items if item.is_article]
    without_pay = [item for item in articles if not item.claims]
    assert len(articles) >= 120
    assert len(without_pay) * 3 >= len(articles)
    assert len(items) - len(articles) >= 400
    assert {item.english for item in articles} >= {"us", "uk", "in", "ke", "ph", "au"}


def test_no_author_stands_on_two_sides() -> None:
    assert len({(item.author, item.split) for item in load_gold(GOLD)}) == len(
        {item.author for item in load_gold(GOLD)}
    )


def test_words_are_found_by_their_occurrence() -> None:
    assert locate("$9 or $9", "$9", nth=2) == (6, 8)
    with pytest.raises(ValueError, match="stands 2 times"):
        locate("$9 or $9", "$9", nth=3)


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        pytest.param({"amount_text": "$8"}, "stands 0 times", id="no-such-words"),
        pytest.param({"linked_to": "c7"}, "which is not there", id="no-such-link"),
        pytest.param({"kind": "change"}, "go together", id="change-without-side"),
        pytest.param({"unit": "fortnight"}, "unit", id="unknown-value"),
        pytest.param({"salary": 1}, "salary", id="unknown-key"),
    ],
)
def test_a_broken_reading_is_named(tmp_path: Path, claim: dict[str, object], problem: str) -> None:
    good = {
        "amount_text": "$9 an hour",
        "amount_min": "9",
        "amount_max": "9",
        "currency": "USD",
        "unit": "hour",
        "kind": "offered_rate",
    }
    for folder in ("articles/a", "first/a"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "articles/a/one.toml").write_text(ARTICLE)
    (tmp_path / "first/a/one.json").write_text(json.dumps({"claims": [good]}))
    (item,) = load_gold(tmp_path, reading="first")
    assert item.claims[0]["start"] == 12
    (tmp_path / "first/a/one.json").write_text(json.dumps({"claims": [good | claim]}))
    (error,) = read_author(tmp_path, author="a", reading="first")
    assert isinstance(error, ConfigError)
    assert problem in str(error)
    assert "one" in str(error)


def test_a_check_that_finds_nothing_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "a", "agreed"]) == 1
    assert "author a has no agreed reading there" in capsys.readouterr().err
