"""Loading and publishing, killed at points spread over all of it, and run again: nothing lost, nothing doubled."""

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pipeline.places import Places
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.publish import write_anew
from pipeline.warehouse.store import Warehouse

KILLS = {"a-warehouse-that-is-there": 12, "a-new-warehouse": 6}
"""With the two of tests/flows/test_crash.py, which go through a whole night: 20."""
_MOST_TRIES = 10

# Everything is imported once: a fork costs nothing, and is killed like any other process.
WRITER = """
import os, pickle, sys
from dataclasses import replace
from pathlib import Path
from pipeline.warehouse.load import load
from pipeline.warehouse.publish import publish_snapshot
from pipeline.warehouse.store import Warehouse
places, batch = pickle.loads(Path(sys.argv[1]).read_bytes())
for line in iter(sys.stdin.readline, ""):
    child = os.fork()
    if child == 0:
        at = replace(places, var=Path(line.strip()))
        with Warehouse.open(at.live_warehouse, data=at.data) as warehouse:
            load(warehouse, batch)
        publish_snapshot(at, keep=2)
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Writer:
    """A process that loads a batch and publishes it in a folder of one's choice."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def run(self, var: Path, *, kill_after_s: float | None = None) -> int:
        """Run once and return the status of the process, killed after a while."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{var}\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return int(self.process.stdout.readline())


@pytest.fixture
def writer(desk: Any, places: Places, tmp_path: Path) -> Iterator[Writer]:
    for number in range(12):
        article = desk.article(f"a{number}", story=f"s{number // 2:016x}")
        for amount in range(5):
            desk.claim(article, str(15 + amount))
    (tmp_path / "batch").write_bytes(pickle.dumps((places, desk.batch)))
    words = [sys.executable, "-c", WRITER, str(tmp_path / "batch")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Writer(process)


@pytest.mark.parametrize("begins_with", KILLS)
def test_killed_anywhere_and_run_again_it_ends_in_the_same_rows(
    writer: Writer, places: Places, tmp_path: Path, begins_with: str
) -> None:
    kills = KILLS[begins_with]
    template = places.live_warehouse
    if begins_with == "a-new-warehouse":
        template.unlink()
    else:
        with Warehouse.open(template, data=places.data) as warehouse:
            warehouse.con.execute("DELETE FROM fx_rates")
        write_anew(template)

    def folder(name: str) -> Places:
        shutil.copytree(template.parent, tmp_path / name)
        return Places(data=places.data, var=tmp_path / name)

    undisturbed = folder("undisturbed")
    begun = time.monotonic()
    assert writer.run(undisturbed.var) == 0
    length_s = time.monotonic() - begun
    expected = dump_digest(undisturbed.warehouse)
    n_tries = n_killed = 0
    while n_killed < kills:
        assert n_tries < _MOST_TRIES * kills, "every kill comes too late"
        n_tries += 1
        killed = folder(f"killed-{n_tries}")
        moment = length_s * (n_killed + 0.5) / kills
        if writer.run(killed.var, kill_after_s=moment) == signal.SIGKILL:
            n_killed += 1
        else:
            # It came too late: the machine has less to do than when the time was taken.
            length_s *= 0.7
        assert writer.run(killed.var) == 0
        assert dump_digest(killed.warehouse) == expected, f"killed after {moment:.3f} s"
        assert sorted(path.name for path in killed.snapshots.iterdir()) == [
            "laborwire-000001.duckdb",
            "laborwire-000001.search.sqlite",
        ]
        shutil.rmtree(killed.var)
