"""What is like an article, and nothing where nothing is close enough."""

from pathlib import Path

import duckdb
import numpy as np
import pytest
from publish.newsroom import empty_data

from pipeline.publish.related import RELATED_FLOOR, Related, VectorIndex, related_articles
from pipeline.warehouse.store import Warehouse


def row(closeness: float) -> list[float]:
    """A unit vector so close to the first axis."""
    return [closeness, float(np.sqrt(1 - closeness**2)), *([0.0] * 382)]


def index(**closeness: float) -> VectorIndex:
    return VectorIndex(list(closeness), np.array([row(one) for one in closeness.values()], dtype=np.float32))


def test_the_nearest_come_first_and_nothing_below_the_floor() -> None:
    known = index(a=1.0, far=RELATED_FLOOR - 0.01, near=0.9, nearer=0.95, at=RELATED_FLOOR + 0.001)
    found = related_articles(known, "a")
    assert [one.article_id for one in found] == ["nearer", "near", "at"]
    assert found[0] == Related(article_id="nearer", closeness=0.95)
    assert [one.article_id for one in related_articles(known, "a", limit=1, without={"nearer"})] == ["near"]


def test_what_merely_shares_the_subject_is_not_related() -> None:
    """Six pages on AI that a portal listed under an article on the beat: the closest has .407."""
    assert related_articles(index(a=1.0, b=0.407, c=0.356, d=0.339, e=0.286, f=0.255, g=0.223), "a") == ()


@pytest.mark.parametrize("known", [pytest.param({}, id="empty"), pytest.param({"a": 1.0}, id="alone")])
def test_an_article_that_is_unknown_or_alone_has_nothing(known: dict[str, float]) -> None:
    assert related_articles(index(**known), "a") == ()
    assert related_articles(index(**known), "unknown") == ()


def test_a_new_warehouse_has_no_vectors(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "w.duckdb", data=empty_data(tmp_path)):
        pass
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        assert len(VectorIndex.read(con)) == 0
