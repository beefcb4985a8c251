"""Run a command and measure the whole tree of its processes: wall time, CPU time and peak memory together.

Memory is the sum of the proportional set sizes (shared pages counted once) of all processes of the tree,
sampled ten times a second from /proc: what a machine needs to hold the run.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What one run took."""

    code: int
    wall_s: float
    cpu_s: float
    peak_mib: float
    output: str


def measure(command: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Measurement:
    """Run `command` to its end and return what it took."""
    begun = time.perf_counter()
    before = os.times()
    peak = 0.0
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, cwd=cwd, env={**os.environ, **(env or {})}
        )
        while child.poll() is None:
            peak = max(peak, sum(_proportional_mib(pid) for pid in _tree(child.pid)))
            time.sleep(0.1)
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measurement(
        code=child.returncode,
        wall_s=time.perf_counter() - begun,
        cpu_s=cpu,
        peak_mib=peak,
        output=said,
    )


def _tree(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += parents.get(pid, [])
    return found


def _proportional_mib(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        return 0.0
    return 0.0
