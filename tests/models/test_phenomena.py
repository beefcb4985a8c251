"""Ten invented passages for each way of telling pay that the reader has met too seldom: what it reads of them."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pay_cases import Claim, amount, core, full, read_case

from models.gazetteer import Gazetteer
from models.pay_reader import PayReader
from pipeline.places import CHECKOUT

CASES = Path(__file__).parent / "cases" / "phenomena.jsonl"
FLOORS = tomllib.loads((Path(__file__).parents[1] / "quality_floors.toml").read_text())["phenomena"]
PHENOMENA = {
    1: "unpaid sum told as six figures",
    2: "hired at a rate, after a clause",
    3: "moved to roles at up to a range",
    4: "old ceiling, new figure",
    5: "change, and as low as",
    6: "change in an example clause",
    7: "salary range in a firm's advert",
    8: "bar that members do not reach",
    9: "according to the job posting",
    10: "payer in the sentence before",
    11: "legal minimum without amount",
}
Reading = tuple[int, list[Claim], list[Claim]]


def _cases() -> Iterator[Any]:
    yield from map(json.loads, CASES.read_text(encoding="utf-8").splitlines())


KEYS = {"a": amount, "b": core, "c": full}


def _same_payer(gold: Claim, found: Claim) -> bool:
    """Whether the payers agree; one that is only described may be left out, or told with fewer or more words."""
    if found["payer"] is None:
        return gold["payer"] is None or bool(gold["payer_optional"])
    name = str(found["payer"]).casefold()
    alternatives = gold["payer_alt"]
    assert isinstance(alternatives, list)
    wanted = [str(payer).casefold() for payer in (gold["payer"], *alternatives) if payer]
    if gold["payer_optional"]:
        return any(name.endswith(payer) or payer.endswith(name) for payer in wanted)
    return name in wanted


def _right(level: str, gold: list[Claim], found: list[Claim]) -> int:
    key, left, right = KEYS[level], list(found), 0
    for claim in gold:
        for other in left:
            if key(claim) == key(other) and (level != "c" or _same_payer(claim, other)):
                left.remove(other)
                right += 1
                break
    return right


def _f1(level: str, readings: Iterable[Reading]) -> float:
    right = total = 0
    for _, gold, found in readings:
        right, total = right + _right(level, gold, found), total + len(gold) + len(found)
    return 2 * right / total


def _table(readings: list[Reading]) -> str:
    lines = [f"{'phenomenon':<36}{'a':>6}{'b':>6}{'c':>6}"]
    for number, name in PHENOMENA.items():
        rows = [reading for reading in readings if reading[0] == number]
        lines.append(f"{number:>2}  {name:<32}" + "".join(f"{_f1(level, rows):6.3f}" for level in KEYS))
    lines.append(f"{'all':<36}" + "".join(f"{_f1(level, readings):6.3f}" for level in KEYS))
    return "\n".join(lines)


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    gazetteer = Gazetteer.load(CHECKOUT / "data" / "gazetteer.toml")
    reader = PayReader.load()
    return [(case["phenomenon"], case["claims"], read_case(case, gazetteer, judge_by=reader)) for case in _cases()]


@pytest.mark.model
@pytest.mark.parametrize("level", [pytest.param("a", id="a"), pytest.param("b", id="b"), pytest.param("c", id="c")])
def test_reads_each_phenomenon_as_well_as_before(level: str, readings: list[Reading]) -> None:
    score = _f1(level, readings)
    assert score >= FLOORS[level], f"level {level}\n{_table(readings)}"


def test_passages_hold_their_amounts_in_their_sentences() -> None:
    for case in _cases():
        for claim in case["claims"]:
            assert case["text"][claim["start"] : claim["end"]] == claim["amount_text"], case["id"]
            assert claim["sent_start"] <= claim["start"] < claim["end"] <= claim["sent_end"], case["id"]


def test_each_phenomenon_has_ten_passages() -> None:
    numbers = [case["phenomenon"] for case in _cases()]
    assert {number: numbers.count(number) for number in numbers} == dict.fromkeys(PHENOMENA, 10)
