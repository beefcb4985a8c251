"""What earlier versions made is brought up to date in place, with a copy first.

`earlier/` has a small `data/var` of each: one night on three invented articles. A version that changes the warehouse's
structure adds the last one before it.
"""

import shutil
import tarfile
from pathlib import Path

import duckdb
import pytest
from conftest import laborwire_here, run_here

from pipeline.places import CHECKOUT, Places
from pipeline.warehouse.schema import is_of_another_version
from pipeline.warehouse.store import Warehouse, before_upgrade

EARLIER = Path(__file__).parent / "earlier"
pytestmark = pytest.mark.slow


def unpack(version: str, folder: Path) -> None:
    with tarfile.open(EARLIER / f"{version}.tar.xz") as kept:
        # The filter is younger than Python 3.11.
        kept.extraction_filter = getattr(tarfile, "data_filter", None)
        kept.extractall(folder)  # noqa: S202  # Our own file.


@pytest.fixture(params=["2026-11-22-first", "2026-11-23"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Places:
    unpack(request.param, tmp_path / "var")
    return Places(data=CHECKOUT / "data", var=tmp_path / "var")


def counted(path: Path) -> dict[str, int]:
    with duckdb.connect(str(path), read_only=True) as con:
        return {
            table: con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]  # our own names
            for table in ("articles", "captures", "mentions", "pay_claims", "story_articles", "runs")
        }


def test_a_warehouse_of_an_earlier_version_goes_on_with_its_rows(places: Places) -> None:
    before, was = counted(places.live_warehouse), places.live_warehouse.read_bytes()
    assert before["articles"] >= 2
    assert before["pay_claims"] >= 2
    with duckdb.connect(str(places.live_warehouse)) as con:
        is_older = is_of_another_version(con)
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        assert not is_of_another_version(warehouse.con)
    assert counted(places.live_warehouse) == before
    copy = before_upgrade(places.live_warehouse)
    assert (copy.read_bytes() if copy.exists() else None) == (was if is_older else None)

    said = run_here(["publish"], var=places.var)
    assert said.startswith("snapshot ")
    verified = laborwire_here("verify", var=places.var)
    assert verified.returncode == 0, verified.stdout


def test_the_first_version_is_really_another_one(tmp_path: Path) -> None:
    unpack("2026-11-22-first", tmp_path)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as con:
        assert is_of_another_version(con)
    shutil.copyfile(tmp_path / "warehouse.duckdb", tmp_path / "copy.duckdb")
    with pytest.raises(duckdb.Error), duckdb.connect(str(tmp_path / "copy.duckdb")) as con:
        con.execute("SELECT review_status FROM pay_claims")
