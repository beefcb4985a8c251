"""The search for origins, on pairs by authors who had not read the code: what is certain must be right."""

import tomllib
from pathlib import Path

import pytest

from flows.evaluate_origins import OriginScores, gold_pairs, load_pairs, score_links
from pipeline.places import find_places
from pipeline.relate.outlets import Outlets
from pipeline.sources import load_sources

FLOORS = tomllib.loads(Path("tests/quality_floors.toml").read_text())["origins"]


@pytest.fixture(scope="module")
def scores() -> OriginScores:
    data = find_places().data
    return score_links(gold_pairs(data), outlets=Outlets(load_sources(data / "sources.toml")))


def test_certain_origins_are_right(scores: OriginScores) -> None:
    assert scores.certain.precision >= FLOORS["certain_precision"], scores.certain.misses
    assert scores.certain.recall >= FLOORS["certain_recall"], scores.certain.misses


def test_most_origins_are_at_least_possible(scores: OriginScores) -> None:
    assert scores.possible.precision >= FLOORS["possible_precision"], scores.possible.misses
    assert scores.possible.recall >= FLOORS["possible_recall"], scores.possible.misses


def test_every_pair_has_two_outlets_and_a_time_order() -> None:
    pairs = load_pairs(sorted((find_places().data / "gold" / "pairs").glob("*.jsonl")))
    assert len({pair.id for pair in pairs}) == len(pairs) > 0
    assert all(pair.earlier.source != pair.later.source for pair in pairs)
    assert all(pair.earlier.published <= pair.later.published for pair in pairs if pair.origin != "none")
