"""The notebook of the docs: what is in it runs on a snapshot and draws what the view says."""

import ast
import json
from pathlib import Path
from typing import Any

import altair as alt
import duckdb
import pytest

from pipeline.places import CHECKOUT, Places

NOTEBOOK = CHECKOUT / "docs" / "pay_over_time.ipynb"


@pytest.fixture(scope="module")
def code() -> str:
    """The code of all cells."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def test_it_has_at_most_ten_lines_and_no_output(code: str) -> None:
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 10
    assert not [cell for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if cell.get("outputs")]


def test_it_draws_every_median_of_the_newest_snapshot(
    full_newsroom: tuple[Places, dict[str, str]], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = full_newsroom[0].warehouse
    (tmp_path / "docs").mkdir()
    (tmp_path / "data" / "var").mkdir(parents=True)
    (tmp_path / "data" / "var" / "laborwire.duckdb").write_bytes(snapshot.read_bytes())
    monkeypatch.chdir(tmp_path / "docs")
    *statements, last = ast.parse(code).body
    assert isinstance(last, ast.Expr)
    cells: dict[str, Any] = {}
    with alt.renderers.enable("default"):
        # A notebook shows what its last line gives.
        exec(compile(ast.Module(statements, []), str(NOTEBOOK), "exec"), cells)  # noqa: S102
        chart = eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), cells)  # noqa: S307
        shown = chart._repr_mimebundle_()
    cells["con"].close()
    drawn = chart.to_dict()
    (rows,) = drawn["datasets"].values()
    with duckdb.connect(str(snapshot), read_only=True) as con:
        wanted = con.execute(
            "SELECT platform, role_class, median_low_usd::DOUBLE FROM pay_by_platform_month"
            " WHERE median_low_usd IS NOT NULL"
        ).fetchall()
    assert sorted((row["platform"], row["role_class"], row["usd"]) for row in rows) == sorted(wanted)
    assert wanted
    assert "claims are left out" in drawn["title"]
    assert (shown[0] if isinstance(shown, tuple) else shown)["image/svg+xml"].startswith("<svg")
