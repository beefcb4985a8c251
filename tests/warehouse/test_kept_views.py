"""Rows of views that are kept: every question has the same answer, and nothing outlives its snapshot."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.places import Places
from pipeline.warehouse import kept_views
from pipeline.warehouse.kept_views import SHARED_VIEWS, reads_kept
from pipeline.warehouse.publish import publish_snapshot
from pipeline.warehouse.questions import ask, questions
from pipeline.warehouse.reading import open_snapshot
from pipeline.warehouse.schema import VIEWS

TOLD = {"entity": "vellum", "date": "1970-01-01", "month": "2026-03", "number": "15", "text": "USD"}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for kept rows, which are worth it for any snapshot."""
    monkeypatch.setattr(kept_views, "WORTH_KEEPING", 1)
    return tmp_path / "kept"


@pytest.fixture(scope="module")
def snapshot(full_newsroom: tuple[Places, dict[str, str]]) -> Path:
    return full_newsroom[0].warehouse


def _answers(snapshot: Path, now: datetime, kept: Path | None) -> dict[str, list[object]]:
    found = {}
    with open_snapshot(snapshot, kept=kept) as con:
        for one in questions():
            given = {
                p.name: TOLD[p.kind] for p in one.parameters if p.kind in TOLD and (p.is_required or p.kind == "date")
            }
            if any(p.is_required and p.kind not in TOLD for p in one.parameters):
                continue
            answer = ask(con, one, given, today=now.date(), path=snapshot)
            found[one.name] = [row for batch in answer.batches for row in batch]
    return found


def _rows(snapshot: Path, kept: Path | None) -> dict[str, list[object]]:
    with open_snapshot(snapshot, kept=kept) as con:
        macros = {name for (name,) in con.execute("SELECT function_name FROM duckdb_functions()").fetchall()}
        return {view: con.execute(f"FROM {view} ORDER BY ALL").fetchall() for view in VIEWS if view not in macros}


def test_every_view_has_the_same_rows(snapshot: Path, kept: Path) -> None:
    worked_out = _rows(snapshot, None)
    assert len(worked_out["pay_claims_usd"]) > 5
    assert _rows(snapshot, kept) == worked_out
    assert len(list(kept.iterdir())) == 1


def test_every_question_has_the_same_answer(snapshot: Path, kept: Path, now: datetime) -> None:
    worked_out = _answers(snapshot, now, None)
    assert sum(map(len, worked_out.values())) > 5
    assert _answers(snapshot, now, kept) == worked_out


def test_a_second_opening_reads_what_the_first_kept(
    snapshot: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out = _rows(snapshot, kept)
    monkeypatch.setattr(kept_views, "_make", None)
    assert _rows(snapshot, kept) == worked_out
    with open_snapshot(snapshot, kept=kept) as con:
        found = con.execute(
            "SELECT DISTINCT table_name FROM duckdb_tables() WHERE database_name = 'kept_views'"
        ).fetchall()
    assert {name for (name,) in found} == set(SHARED_VIEWS)


def test_a_small_snapshot_keeps_nothing(snapshot: Path, tmp_path: Path) -> None:
    _rows(snapshot, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_damaged_rows_are_not_read_and_made_anew(snapshot: Path, kept: Path) -> None:
    worked_out = _rows(snapshot, kept)
    (file,) = kept.iterdir()
    size = file.stat().st_size
    file.write_bytes(b"no database")
    assert _rows(snapshot, kept) == worked_out
    assert _rows(snapshot, kept) == worked_out
    (file,) = kept.iterdir()
    assert file.stat().st_size == size


def test_a_folder_that_cannot_be_written_to_is_no_problem(snapshot: Path, kept: Path) -> None:
    kept.write_text("a file")
    assert len(_rows(snapshot, kept)["pay_claims_usd"]) > 5


def test_nothing_else_can_be_reached_beside_kept_rows(snapshot: Path, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    with open_snapshot(snapshot, kept=kept) as con:
        for sql in (
            f"FROM '{tmp_path}/secret.csv'",
            f"ATTACH '{tmp_path}/other.duckdb'",
            f"COPY sources TO '{tmp_path}/x'",
        ):
            with pytest.raises(Exception, match="Permission"):
                con.execute(sql)


def test_a_snapshot_that_is_replaced_while_rows_are_made_leaves_none(
    snapshot: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.duckdb"
    shutil.copy(snapshot, own)
    make = kept_views._make

    def slow(of: Path, part: Path, *, spill: Path) -> None:
        make(of, part, spill=spill)
        (tmp_path / "next.duckdb").write_bytes(snapshot.read_bytes())
        (tmp_path / "next.duckdb").replace(own)

    monkeypatch.setattr(kept_views, "_make", slow)
    assert len(_rows(own, kept)["pay_claims_usd"]) > 5
    assert list(kept.iterdir()) == []


def test_rows_go_with_their_snapshot(full_newsroom: tuple[Places, dict[str, str]], tmp_path: Path, kept: Path) -> None:
    places = Places(data=full_newsroom[0].data, var=tmp_path / "var")
    shutil.copytree(full_newsroom[0].var, places.var)
    _rows(places.warehouse, places.kept_views)
    assert list(places.kept_views.iterdir())
    publish_snapshot(places, keep=2, compact=True)
    assert not places.kept_views.exists()


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT * FROM pay_changes", True),
        ("SELECT * FROM pay_claims_usd WHERE payer_id = 'x'", True),
        ("SELECT * FROM pay_claims", False),
        ("SELECT count(*) FROM source_runs", False),
    ],
)
def test_only_queries_that_read_them_need_kept_rows(sql: str, reads: bool) -> None:
    assert reads_kept(sql) is reads
