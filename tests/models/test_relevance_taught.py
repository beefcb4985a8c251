"""What people decide moves the score of like articles, and only of those."""

import logging
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.relevance_head import Head
from models.relevance_taught import LEADS, ScoredLeads, Taught, teach
from pipeline.errors import ModelError

HEAD = "sha256:head"


def unit_rows(*rows: tuple[float, ...]) -> NDArray[np.float32]:
    array = np.array(rows, dtype=np.float32)
    return array / np.linalg.norm(array, axis=1, keepdims=True)


def test_a_decision_brings_a_doubtful_article_to_its_side_and_leaves_others_alone() -> None:
    decided = unit_rows((1, 0, 0), (0, 1, 0))
    base = np.array([-1.5, 1.0])
    taught = teach(decided, base, np.array([True, False]), head_digest=HEAD)
    assert base[0] + taught.shifts(decided)[0] > 0
    assert base[1] + taught.shifts(decided)[1] < 0
    alike, unlike = taught.shifts(unit_rows((1, 0, 0.2), (0, 0, 1)))
    assert alike > 1
    assert abs(unlike) < 0.01


def test_an_agreement_moves_little() -> None:
    rows = unit_rows((1, 0))
    assert teach(rows, np.array([4.0]), np.array([True]), head_digest=HEAD).shifts(rows)[0] < 0.3


def test_many_contradictory_decisions_end_between() -> None:
    rows = np.repeat(unit_rows((1, 0)), 40, axis=0)
    labels = np.arange(40) % 2 == 0
    shift = teach(rows, np.zeros(40), labels, head_digest=HEAD).shifts(rows[:1])[0]
    assert abs(shift) < 0.05


def test_no_decision_teaches_nothing() -> None:
    none = teach(np.zeros((0, 3), np.float32), np.zeros(0), np.zeros(0, bool), head_digest=HEAD)
    assert none.shifts(unit_rows((1, 0, 0))).tolist() == [0.0]


def test_a_lesson_is_kept_in_a_file_and_not_used_with_another_head(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "var" / "taught.npz"
    rows = unit_rows((1, 0))
    taught = teach(rows, np.array([-1.0]), np.array([True]), head_digest=HEAD)
    taught.save(path)
    loaded = Taught.load(path, made_for=HEAD)
    assert loaded is not None
    assert loaded.shifts(rows) == taught.shifts(rows)
    with caplog.at_level(logging.WARNING):
        assert Taught.load(path, made_for="sha256:newer") is None
    assert "laborwire label --refit" in caplog.text
    assert Taught.load(tmp_path / "none.npz", made_for=HEAD) is None


def test_a_torn_lesson_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "taught.npz"
    path.write_bytes(b"torn")
    with pytest.raises(ModelError, match="laborwire label --refit"):
        Taught.load(path, made_for=HEAD)


def test_the_scored_leads_belong_to_the_shipped_head() -> None:
    leads = ScoredLeads.load(LEADS, made_for=Head.load().digest)
    assert len(leads.ids) == len(leads.labels) == len(leads.base) == len(leads.vectors)
    with pytest.raises(ModelError, match="another head"):
        ScoredLeads.load(LEADS, made_for=HEAD)
