"""The invented passages in tests/models/cases: how many claims the rules alone find right in amount, unit and kind."""

import json
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from pay_cases import Claim, amount, core, full, number, read_case

from models.gazetteer import Gazetteer
from pipeline.places import CHECKOUT

CASES = Path(__file__).parent / "cases"
FLOORS = tomllib.loads((Path(__file__).parents[1] / "quality_floors.toml").read_text())["claims_cases"]


def _f1(pairs: list[tuple[list[Claim], list[Claim]]], key: object) -> float:
    right = gold_count = found_count = 0
    for gold, found in pairs:
        left = [key(claim) for claim in found]  # type: ignore[operator]  # one of the three keys above
        gold_count, found_count = gold_count + len(gold), found_count + len(found)
        for claim in gold:
            wanted = key(claim)  # type: ignore[operator]  # as above
            if wanted in left:
                left.remove(wanted)
                right += 1
    return 2 * right / (gold_count + found_count)


@pytest.fixture(scope="module", params=["pay_first_set", "pay_second_set", "pay_third_set"])
def pairs(request: pytest.FixtureRequest) -> list[tuple[list[Claim], list[Claim]]]:
    out = []
    gazetteer = Gazetteer.load(CHECKOUT / "data" / "gazetteer.toml")
    for line in (CASES / f"{request.param}.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        ignored = {(Decimal(item["amount"]), item["currency"]) for item in case["ignore"]}
        found = read_case(case, gazetteer)
        out.append(
            (
                case["claims"],
                [c for c in found if (number(c["amount_max"] or c["amount_min"]), c["currency"]) not in ignored],
            )
        )
    return out


@pytest.mark.model
def test_finds_the_amounts_that_are_pay(pairs: list[tuple[list[Claim], list[Claim]]]) -> None:
    assert _f1(pairs, amount) >= FLOORS["a"]


@pytest.mark.model
def test_reads_open_ends_and_unit(pairs: list[tuple[list[Claim], list[Claim]]]) -> None:
    assert _f1(pairs, core) >= FLOORS["b"]


@pytest.mark.model
def test_reads_bound_kind_and_role(pairs: list[tuple[list[Claim], list[Claim]]]) -> None:
    assert _f1(pairs, full) >= FLOORS["c"]


@pytest.mark.model
def test_makes_no_claim_of_other_money(pairs: list[tuple[list[Claim], list[Claim]]]) -> None:
    assert [found for gold, found in pairs if not gold and found] == []
