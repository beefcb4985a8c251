"""The tables that pages are read from: the same whether kept or not, and gone with their snapshot."""

from pathlib import Path

import duckdb
import pytest

from pipeline.explorer import tables
from pipeline.explorer.address import ClaimFilter
from pipeline.explorer.claims import claims_page, read_claim
from pipeline.explorer.draw_ahead import draw_all
from pipeline.explorer.edition import Edition, Editions
from pipeline.explorer.platforms import drawn, platform_page
from pipeline.places import Places

VIEWS = {
    "changes": "pay_changes",
    "conflicts": "pay_conflicts",
    "months": "pay_by_platform_month",
    "voices": "voices",
    "floors": "below_minimum_wage",
    "timeline": "story_timeline",
    "health": "source_health",
}


@pytest.fixture(scope="module")
def snapshot(demo: tuple[Places, str]) -> Path:
    return demo[0].snapshots / "laborwire-000002.duckdb"


@pytest.mark.sample("this-version")
@pytest.mark.parametrize("is_of_this_version", [True, False], ids=["this-version", "another-version"])
def test_tables_have_what_the_views_say(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch, is_of_this_version: bool
) -> None:
    if not is_of_this_version:
        monkeypatch.setattr(tables, "views_digest", lambda: "another")
    edition = Edition(snapshot, number=2)
    for table, view in VIEWS.items():
        con = edition.cursor()
        ours = con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
        with duckdb.connect(str(snapshot), read_only=True) as own:
            own.execute("SET TimeZone = 'UTC'")
            assert ours == own.execute(f"SELECT * FROM {view} ORDER BY ALL").fetchall(), table


def test_a_second_opening_reads_what_the_first_kept(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = ClaimFilter(chosen={"platform": "demo_gradewell"}, sort="-pay")
    in_memory = claims_page(Edition(snapshot, number=2), wanted)
    assert in_memory.n_claims > 10
    assert claims_page(Edition(snapshot, number=2, cache=tmp_path), wanted) == in_memory
    monkeypatch.setattr(tables, "_make", None)
    kept = Edition(snapshot, number=2, cache=tmp_path)
    assert claims_page(kept, wanted) == in_memory
    assert read_claim(kept, in_memory.claims[0].id) == in_memory.claims[0]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.thorough
def test_damaged_tables_are_made_anew(snapshot: Path, tmp_path: Path) -> None:
    Edition(snapshot, number=2, cache=tmp_path)
    (folder,) = tmp_path.iterdir()
    (folder / "columns.duckdb").write_bytes(b"no database")
    assert claims_page(Edition(snapshot, number=2, cache=tmp_path), ClaimFilter()).n_claims > 10


def test_a_folder_that_cannot_be_written_to_is_no_problem(snapshot: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("")
    edition = Edition(snapshot, number=2, cache=blocked / "explorer")
    assert edition.folder is None and claims_page(edition, ClaimFilter()).n_claims > 10


@pytest.mark.thorough
def test_tables_of_a_removed_snapshot_are_removed(snapshot: Path, demo: tuple[Places, str], tmp_path: Path) -> None:
    places = Places(data=demo[0].data, var=tmp_path)
    places.snapshots.mkdir()
    first = places.snapshots / "laborwire-000001.duckdb"
    first.write_bytes((demo[0].snapshots / first.name).read_bytes())
    places.warehouse.hardlink_to(first)
    editions = Editions(places)
    editions.newest()
    (old,) = places.explorer.iterdir()
    second = places.snapshots / "laborwire-000002.duckdb"
    second.write_bytes(snapshot.read_bytes())
    first.unlink()
    part = tmp_path / "part"
    part.hardlink_to(second)
    part.replace(places.warehouse)
    assert editions.newest().number == 2
    (new,) = places.explorer.iterdir()
    assert new != old


@pytest.mark.thorough
def test_charts_that_were_drawn_ahead_are_shown(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert draw_all(Edition(snapshot, number=2, cache=tmp_path)) > 0
    monkeypatch.setattr("pipeline.publish.chart.draw_chart", None)
    edition = Edition(snapshot, number=2, cache=tmp_path)
    page = platform_page(edition, "demo_gradewell")
    assert page is not None
    wide, narrow = drawn(edition, page)
    assert wide.startswith("<svg") and narrow.startswith("<svg") and wide != narrow
