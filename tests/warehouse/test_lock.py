"""One writer at a time, and a lock that dies with its holder."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime

import pytest

from pipeline.errors import LockedError
from pipeline.places import Places
from pipeline.warehouse.lock import writer_lock

HOLD = """
import os, sys, time
from datetime import datetime, timezone
from pathlib import Path
from pipeline.places import Places
from pipeline.warehouse.lock import writer_lock
places = Places(data=Path(sys.argv[1]), var=Path(sys.argv[1]))
with writer_lock(places, "nightly", datetime(2026, 4, 1, tzinfo=timezone.utc)):
    if sys.argv[2] == "fork" and os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    print("held", flush=True)
    time.sleep(60)
"""


def hold(places: Places, how: str = "alone") -> subprocess.Popen[str]:
    """Start a process that holds the lock, and wait until it does."""
    places.var.mkdir(parents=True, exist_ok=True)
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(places.var), how],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


@pytest.fixture
def own(tmp_path: object) -> Places:
    """An installation that was never used."""
    return Places(data=tmp_path, var=tmp_path / "var")  # type: ignore[arg-type,operator]


def test_the_second_writer_is_told_who_holds_the_lock_and_since_when(own: Places, now: datetime) -> None:
    child = hold(own)
    try:
        with pytest.raises(LockedError) as refused, writer_lock(own, "add", now):
            pass
        assert f"process {child.pid} on" in str(refused.value)
        assert "(nightly)" in str(refused.value)
        assert "since 2026-04-01" in str(refused.value)
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def test_one_process_cannot_take_it_twice(own: Places, now: datetime) -> None:
    with writer_lock(own, "add", now), pytest.raises(LockedError), writer_lock(own, "add", now):
        pass


def test_it_is_free_after_the_block_also_after_an_error(own: Places, now: datetime) -> None:
    with pytest.raises(RuntimeError), writer_lock(own, "add", now):
        raise RuntimeError
    with writer_lock(own, "add", now):
        assert own.lock.exists()
    assert own.lock.read_bytes() == b""


@pytest.mark.parametrize("how", ["alone", "fork"])
def test_the_lock_of_a_killed_writer_is_free(own: Places, now: datetime, how: str) -> None:
    child = hold(own, how)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    try:
        # The kernel frees a killed process's files in its own time.
        for _ in range(100):
            try:
                with writer_lock(own, "add", now):
                    return
            except LockedError:
                time.sleep(0.02)
        pytest.fail("still locked")
    finally:
        if how == "fork":
            os.killpg(child.pid, signal.SIGKILL)
