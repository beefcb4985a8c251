"""A night that is killed and started again ends like one that was never killed. `make crash` does this many times."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from crash import CrashTest

pytestmark = [pytest.mark.slow, pytest.mark.model]


@pytest.fixture(scope="module")
def crash_test(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrashTest]:
    with CrashTest(tmp_path_factory.mktemp("crash")) as test:
        yield test


@pytest.mark.sample("reading", "loading")
@pytest.mark.parametrize("share", [0.15, 0.6, 0.93], ids=["crawling", "reading", "loading"])
def test_a_killed_night_ends_in_the_same_rows(crash_test: CrashTest, share: float) -> None:
    kill = crash_test.kill(int(share * 100), share * crash_test.length_s)
    assert kill.same, f"killed after {kill.after_s:.1f} s at {kill.reached}: {kill.problem}"


def test_the_comparison_can_fail(crash_test: CrashTest, tmp_path: Path) -> None:
    from pipeline.warehouse.dump import dump_digest
    from pipeline.warehouse.store import Warehouse

    changed = tmp_path / "changed.duckdb"
    changed.write_bytes((crash_test.folder / "undisturbed" / "laborwire.duckdb").read_bytes())
    with Warehouse.open(changed) as warehouse:
        warehouse.con.execute("DELETE FROM mentions WHERE id = (SELECT min(id) FROM mentions)")
    assert dump_digest(changed)["mentions"] != crash_test.expected["mentions"]
