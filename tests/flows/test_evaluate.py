"""`laborwire evaluate pay`: scores on marked texts, what changed since a stored run, floors, and broken files."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import laborwire_here as laborwire
from conftest import run_here as run_ok

TESTS = Path(__file__).parents[1]
CASES = TESTS / "models" / "cases" / "pay_second_set.jsonl"
FLOORS = tomllib.loads((TESTS / "quality_floors.toml").read_text())["evaluate_pay"]

pytestmark = [pytest.mark.model]

TEXT = "Vellum pays its graders $24 an hour. Tutors at Moro get $18 an hour. The licence costs $90 a month."


def claim(words: str, amount: str, **more: object) -> dict[str, object]:
    """A marked claim on the words where they stand in the text."""
    start = TEXT.index(words)
    return {
        "start": start,
        "end": start + len(words),
        "amount_text": words,
        "sent_start": TEXT.rindex(".", 0, start) + 2 if "." in TEXT[:start] else 0,
        "sent_end": TEXT.index(".", start) + 1,
        "amount_min": amount,
        "amount_max": amount,
        "currency": "USD",
        "unit": "hour",
        "kind": "reported_earnings",
        **more,
    }


MARKED = {
    "id": "t1",
    "title": None,
    "text": TEXT,
    "published": "2026-03-10",
    "claims": [
        claim("$24 an hour", "24", kind="offered_rate", payer="Vellum", worker="graders"),
        claim("$18 an hour", "18", payer="Moro", worker="Tutors"),
    ],
    "ignore": [],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A file with one marked text."""
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(MARKED) + "\n")
    return path


def stored(path: Path, *claims: dict[str, object], name: str = "t1") -> Path:
    """A file with the predictions of an earlier reader."""
    path.write_text(json.dumps({"id": name, "extractor_version": "claims-0", "claims": claims}) + "\n")
    return path


def test_a_sample_of_our_own_keeps_its_floors(tmp_path: Path) -> None:
    sample, kept = tmp_path / "sample.jsonl", tmp_path / "kept.jsonl"
    sample.write_text("".join(CASES.read_text("utf-8").splitlines(keepends=True)[:20]), "utf-8")
    floors = [word for name, floor in FLOORS.items() for word in ("--floor", f"{name}={floor}")]
    printed = run_ok(["evaluate", "pay", "--gold", str(sample), "--json", "--save", str(kept), *floors])
    answer = json.loads(printed)
    assert (answer["texts"], answer["below"], answer["changes"]) == (20, {}, None)
    assert "not evidence" in answer["note"]
    assert set(answer["levels"]) == {"a", "b", "c"}
    assert set(answer["levels"]["a"]) == {"f1", "precision", "recall"}
    lines = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    assert len(lines) == 20
    assert {line["extractor_version"] for line in lines} == {answer["extractor_version"]}
    assert sum(len(line["claims"]) for line in lines) >= answer["found"]
    # With itself there is nothing to compare.
    again = run_ok(["evaluate", "pay", "--gold", str(sample), "--json", "--against", str(kept)])
    changes = json.loads(again)["changes"]
    assert (changes["n_texts"], changes["versions"]) == (20, [answer["extractor_version"]])
    assert [changes[name] for name in ("better", "worse", "new_false", "gone_false")] == [[], [], [], []]


def test_gains_and_losses_are_listed_with_amount_and_sentence(gold: Path, tmp_path: Path) -> None:
    before = stored(
        tmp_path / "before.jsonl",
        claim("$18 an hour", "18", unit="day", payer="Moro"),
        claim("$90 a month", "90", unit="month", kind="offered_rate"),
    )
    words = ["evaluate", "pay", "--gold", str(gold), "--rules-alone", "--against", str(before)]
    lines = run_ok(words).splitlines()
    assert f"against {before} (claims-0), 1 texts on both sides" in lines
    assert lines[lines.index("better: 2") + 1 :] == [
        "  t1 none -> c: $24 an hour USD/hour/offered_rate/Vellum | Vellum pays its graders $24 an hour.",
        "  t1 a -> c: $18 an hour USD/hour/reported_earnings/Moro | Tutors at Moro get $18 an hour.",
        "worse: 0",
        "new false claims: 0",
        "false claims that are gone: 1",
        "  t1: $90 a month USD/month/offered_rate/None | The licence costs $90 a month.",
    ]


def test_a_text_that_only_one_side_has_is_named(gold: Path, tmp_path: Path) -> None:
    before = stored(tmp_path / "before.jsonl", name="t9")
    printed = run_ok(["evaluate", "pay", "--gold", str(gold), "--rules-alone", "--against", str(before)])
    assert "not stored, so not compared: t1" in printed
    assert "stored, but not evaluated now: t9" in printed


def test_a_score_below_its_floor_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    missing = claim("$90 a month", "90", unit="month")
    path.write_text(json.dumps(MARKED | {"claims": [*MARKED["claims"], missing]}))  # type: ignore[misc]  # a list
    done = laborwire("evaluate", "pay", "--gold", str(path), "--rules-alone", "--floor", "a=.8,no_false_alarm=1")
    assert done.returncode == 0
    done = laborwire("evaluate", "pay", "--gold", str(path), "--rules-alone", "--floor", "a=.81", "--floor", "b=.5")
    assert done.returncode == 1
    assert done.stdout.decode().splitlines()[-1] == "below the floor: a is 0.800, wanted 0.810"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        pytest.param(["--floor", "d=.8"], "--floor 'd=.8': no such score; use one of a, b, c", id="no-such-score"),
        pytest.param(["--floor", "a"], "'' is no number", id="floor-without-number"),
        pytest.param(["--floor", "a=80"], "between 0 and 1", id="percent"),
        pytest.param(["--split", "train"], "is a file", id="split-of-a-file"),
        pytest.param(["--save", "/nowhere/x.jsonl"], "there is no folder /nowhere", id="no-folder"),
    ],
)
def test_words_that_do_not_fit_are_named(gold: Path, words: list[str], problem: str) -> None:
    done = laborwire("evaluate", "pay", "--gold", str(gold), *words)
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert problem in line


def test_an_unknown_split_is_named() -> None:
    done = laborwire("evaluate", "pay", "--split", "dev")
    assert done.returncode == 2
    assert done.stderr.decode() == "laborwire: --split 'dev': use one of train, validation, test, all\n"


def _with_claim(**more: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda text: text | {"claims": [text["claims"][0] | more]}


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        pytest.param(lambda text: {"id": "t2"}, "text: Field required", id="no-text"),
        pytest.param(lambda text: text | {"published": "soon"}, "published: 'soon' is no date", id="date"),
        pytest.param(lambda text: text, "the id 't1' stands in line 1, too", id="id-twice"),
        pytest.param(_with_claim(unit="fortnight"), "claims.0.unit: Input should be", id="unit"),
        pytest.param(_with_claim(amount_min="a few"), "claims.0.amount_min: 'a few' is no number", id="amount"),
        pytest.param(_with_claim(end=4000), "claims.0: 24 to 4000 is no part of the text", id="beyond-the-end"),
    ],
)
def test_a_broken_line_of_gold_is_named(
    gold: Path, broken: Callable[[dict[str, Any]], dict[str, Any]], problem: str
) -> None:
    with gold.open("a") as file:
        file.write("\n" + json.dumps(broken(dict(MARKED))) + "\n")
    done = laborwire("evaluate", "pay", "--gold", str(gold))
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(f"laborwire: {gold} line 3: {problem}")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param("{", "is no stored prediction", id="no-json"),
        pytest.param('{"id": "t1", "claims": []}', "extractor_version", id="no-version"),
        pytest.param(
            '{"id": "t1", "extractor_version": "1", "claims": [{"unit": "hour"}]}', "claims.0.amount_min", id="claim"
        ),
    ],
)
def test_a_broken_line_of_stored_predictions_is_named(gold: Path, tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "before.jsonl"
    path.write_text(line + "\n")
    done = laborwire("evaluate", "pay", "--gold", str(gold), "--against", str(path))
    assert done.returncode == 1
    (said,) = done.stderr.decode().splitlines()
    assert said.startswith(f"laborwire: {path} line 1: is no stored prediction")
    assert problem in said


def test_files_that_are_not_there_are_named(gold: Path, tmp_path: Path) -> None:
    done = laborwire("evaluate", "pay", "--gold", str(tmp_path / "none.jsonl"))
    assert "none.jsonl: no such file or folder" in done.stderr.decode()
    done = laborwire("evaluate", "pay", "--gold", str(gold), "--against", str(tmp_path / "none.jsonl"))
    assert "none.jsonl: no such file; store a run's predictions with --save first" in done.stderr.decode()
    gold.write_text("\n")
    done = laborwire("evaluate", "pay", "--gold", str(gold))
    assert "holds no marked texts" in done.stderr.decode()
