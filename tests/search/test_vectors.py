"""The nearest vectors: exactly, and by lists; from a folder that belongs to one snapshot."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from pipeline.errors import WarehouseError
from pipeline.search import vectors as module
from pipeline.search.vectors import VectorFile, Vectors


def ids(count: int) -> np.ndarray:
    return np.array([f"a{number:05d}".encode() for number in range(count)], dtype="S6")


def subjects(count: int) -> Vectors:
    """Unit vectors around forty subjects."""
    random = np.random.default_rng(1)
    rows = random.standard_normal((40, 32))[random.integers(0, 40, count)] + 0.8 * random.standard_normal((count, 32))
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def test_the_nearest_come_first_ties_by_id_and_nothing_below_the_floor() -> None:
    rows = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0.8, -0.6], [-1, 0]], dtype=np.float32)
    known = VectorFile.made_of(ids(5), rows, "m")
    assert [one.article_id for one in known.nearest(rows[0], floor=0.7, limit=9)] == ["a00000", "a00001", "a00003"]
    near = known.nearest(rows[0], floor=0.5, limit=2, without={"a00000"})
    assert [(one.article_id, one.closeness) for one in near] == [("a00001", 0.8), ("a00003", 0.8)]
    assert known.nearest(rows[0], floor=1.1, limit=9) == ()
    assert known.vector_of("unknown") is None


def test_nothing_is_near_where_nothing_is_known() -> None:
    empty = VectorFile.made_of(ids(0), np.zeros((0, 0), dtype=np.float32), "")
    assert empty.nearest(np.ones(2, dtype=np.float32), floor=0, limit=5) == ()


def test_lists_find_what_the_whole_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = subjects(3000)
    whole = VectorFile.made_of(ids(3000), rows, "m")
    monkeypatch.setattr(module, "EXACT_UP_TO", 1000)
    filed = VectorFile.made_of(ids(3000), rows, "m")
    assert (whole.is_exact, filed.is_exact) == (True, False)
    alike = [
        len({one.article_id for one in filed.nearest(row, floor=-1, limit=10)} & best)
        for row in rows[:100]
        for best in [{one.article_id for one in whole.nearest(row, floor=-1, limit=10)}]
    ]
    assert sum(alike) / 1000 > 0.9
    known = filed.vector_of("a00007")
    assert known is not None
    assert np.array_equal(known, rows[7])


def write_snapshot(path: Path, *rows: tuple[str, float]) -> None:
    """Make a file with the two tables that are asked, and put it in the place of the one before."""
    part = path.with_suffix(".part")
    with duckdb.connect(str(part)) as con:
        con.execute("CREATE TABLE article_vectors (article_id VARCHAR, model_digest VARCHAR, vector FLOAT[2])")
        con.execute("CREATE TABLE article_standing (article_id VARCHAR, is_counted BOOLEAN)")
        for name, first in rows:
            con.execute("INSERT INTO article_vectors VALUES (?, 'm1', ?)", [name, [first, 0.0]])
            con.execute("INSERT INTO article_standing VALUES (?, TRUE)", [name])
    part.replace(path)


def test_a_folder_belongs_to_one_snapshot_and_is_made_anew_when_it_breaks(tmp_path: Path) -> None:
    snapshot, cache = tmp_path / "s.duckdb", tmp_path / "work" / "vectors"
    write_snapshot(snapshot, ("a1", 1.0))
    assert len(VectorFile.of_snapshot(snapshot, cache)) == 1
    (folder,) = cache.iterdir()
    (folder / "vectors.npy").write_bytes(b"broken")
    assert VectorFile.of_snapshot(snapshot, cache).vector_of("a1") is not None
    write_snapshot(snapshot, ("a1", 1.0), ("a2", 0.5))
    newer = VectorFile.of_snapshot(snapshot, cache)
    assert (len(newer), newer.model_digest) == (2, "m1")
    assert folder not in cache.iterdir()
    assert len(list(cache.iterdir())) == 1


def test_what_cannot_be_kept_is_held_in_memory(tmp_path: Path) -> None:
    snapshot = tmp_path / "s.duckdb"
    write_snapshot(snapshot, ("a1", 1.0))
    (tmp_path / "work").write_text("a file where the folder should be")
    assert len(VectorFile.of_snapshot(snapshot, tmp_path / "work" / "vectors")) == 1


def test_without_a_snapshot_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="no snapshot yet"):
        VectorFile.of_snapshot(tmp_path / "none.duckdb", tmp_path)
