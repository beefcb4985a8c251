"""`laborwire history`: what each version of an article changed, read from a warehouse as a person asks for it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from flows.history_cli import show_history
from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places
from pipeline.publish.text_changes import Changed, changed_sentences, marked_words

URL = "https://gazette.example/raters"
OLD = "Vellum pays raters. They get $16 an hour. The union objects. It will not rest."
NEW = "Vellum pays raters. They get $14 an hour. It will not rest. A strike is planned."


@pytest.fixture
def told(desk: Any, tmp_path: Path) -> Any:
    """Two versions of one article, with a claim each; returns a function that prints their history."""
    for text, amount, day in ((OLD, "16", "2026-03-10"), (NEW, "14", "2026-03-12")):
        key = desk.article(
            "raters",
            text=text,
            fetched=day,
            headline=f"Raters get ${amount}",
            text_confidence=0.9 if day > "2026-03-11" else None,
        )
        desk.claim(key, amount, sent_start=20, sent_end=41)
    desk.claim(key, "50", unit="task", sent_start=0, sent_end=19)
    desk.load()
    places = Places(data=tmp_path, var=tmp_path / "var")
    places.var.mkdir(exist_ok=True)
    desk.path.rename(places.warehouse)

    def tell(url: str = URL, *, as_json: bool = False) -> str:
        out = io.StringIO()
        assert show_history(places, url, as_json=as_json, out=out) == 0
        return out.getvalue()

    return tell


def test_tells_what_changed_in_headline_words_and_claims(told: Any) -> None:
    text = told()
    assert text.startswith(f"{URL}: 2 versions\n")
    _, changes = text.split("\nfrom 1 to 2\n")
    assert changes.splitlines() == [
        "  headline",
        "    - Raters get »$16«",
        "    + Raters get »$14«",
        "  text: 1 changed, 1 added, 1 removed",
        "    - They get »$16« an hour.",
        "    + They get »$14« an hour.",
        "    - The union objects.",
        "    + A strike is planned.",
        "  pay claims: 1 changed, 1 added",
        "    - 16 USD per hour, reported earnings, Vellum",
        "    + 14 USD per hour, reported earnings, Vellum",
        "    + 50 USD per task, reported earnings, Vellum",
    ]


def test_finds_the_article_under_an_address_with_a_campaign_in_it(told: Any) -> None:
    assert "2 versions" in told(f"{URL}?utm_source=mail#top")


def test_gives_a_line_of_json_a_version(told: Any) -> None:
    old, new = (json.loads(line) for line in told(as_json=True).splitlines())
    assert (old["number"], old["text"], old["text_confidence"]) == (1, OLD, None)
    assert (new["number"], new["is_current"], new["text_confidence"]) == (2, True, 0.9)
    assert [claim["amount_min"] for claim in new["claims"]] == ["14", "50"]


def test_says_that_an_address_is_not_known(told: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = Places(data=tmp_path, var=tmp_path / "var")
    out = io.StringIO()
    assert show_history(places, "https://nobody.example/\x1b[2J", as_json=False, out=out) == 1
    assert out.getvalue() == ""
    assert "no article of https://nobody.example/\ufffd[2J is in the snapshot" in capsys.readouterr().err


def test_refuses_nothing_and_a_missing_snapshot(tmp_path: Path) -> None:
    places = Places(data=tmp_path, var=tmp_path)
    with pytest.raises(UsageError, match="the address is empty"):
        show_history(places, " ", as_json=False, out=io.StringIO())
    with pytest.raises(WarehouseError, match="no snapshot yet"):
        show_history(places, URL, as_json=False, out=io.StringIO())


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        pytest.param("One. Two.", "One. Two.", (), id="the-same"),
        pytest.param("One is here.\nTwo.", "One is here. Two.", (), id="other-lines"),
        pytest.param("One.", "One. Two.", (Changed(old=None, new="Two."),), id="added"),
        pytest.param("One. Two.", "Two.", (Changed(old="One.", new=None),), id="removed"),
        pytest.param(
            "They get $16 a day. All agree.",
            "All agree. They get $9 a day.",
            (Changed(old="They get $16 a day.", new=None), Changed(old=None, new="They get $9 a day.")),
            id="moved",
        ),
    ],
)
def test_compares_texts_by_sentences(old: str, new: str, changes: tuple[Changed[str], ...]) -> None:
    assert changed_sentences(old, new) == changes


def test_marks_the_words_that_differ() -> None:
    old, new = marked_words("They get $16 an hour.", "They now get $14 an hour.")
    assert [text for text, differs in old if differs] == [" $16"]
    assert [text for text, differs in new if differs] == [" now", " $14"]
