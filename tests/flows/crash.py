"""Kill a short night at random moments, run it again, and compare with an undisturbed one: `make crash`.

    python tests/flows/crash.py --kills 50 [--seed 1] [--state FILE]

Goes on where it was stopped: every kill is written to the state file (default: data/var/crash.jsonl).
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from short_night import short_newsroom

from flows.newsroom import NIGHT_1, Newsroom
from pipeline.places import CHECKOUT
from pipeline.warehouse.dump import dump_digest

CHILD = str(Path(__file__).parent / "short_night.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """What came of one kill."""

    after_s: float
    reached: str
    """The newest file that the killed night had written."""
    same: bool
    problem: str = ""


class CrashTest:
    """An undisturbed night to compare with, and nights that are killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.newsroom = Newsroom(now=NIGHT_1, folder=short_newsroom(folder / "demo"))

    def __enter__(self) -> "CrashTest":
        self.newsroom.__enter__()
        self.said = (self.folder / "said.txt").open("wb")
        command = [sys.executable, CHILD, str(self.newsroom.port), NIGHT_1.isoformat()]
        self.nights = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said)
        # The first one loads the models, too; how long a night takes the second one says.
        for name in ("undisturbed", "timed"):
            begun = time.monotonic()
            if self._night(self.folder / name) != 0:
                raise SystemExit(self._words())
            self.length_s = time.monotonic() - begun
        self.expected = dump_digest(self.folder / "undisturbed" / "laborwire.duckdb")
        return self

    def __exit__(self, *error: object) -> None:
        assert self.nights.stdin is not None
        self.nights.stdin.close()
        self.nights.wait()
        self.said.close()
        self.newsroom.__exit__(None, None, None)

    def kill(self, number: int, after_s: float) -> Kill:
        """Kill a night after a while, run it again and compare."""
        var = self.folder / f"killed-{number}"
        self._night(var, kill_after_s=after_s)
        files = [path for path in var.rglob("*") if path.is_file()]
        reached = max(files, key=lambda path: path.stat().st_mtime).name if files else "nothing"
        if self._night(var) != 0:
            return Kill(after_s=after_s, reached=reached, same=False, problem=self._words()[-1000:])
        found = dump_digest(var / "laborwire.duckdb")
        differing = [table for table in self.expected if found.get(table) != self.expected[table]]
        shutil.rmtree(var)
        return Kill(after_s=after_s, reached=reached, same=not differing, problem=", ".join(differing))

    def _night(self, var: Path, *, kill_after_s: float | None = None) -> int:
        """Run a night and return how its process ended, killed after a while."""
        assert self.nights.stdin is not None
        assert self.nights.stdout is not None
        self.nights.stdin.write(b"%s\n" % bytes(var))
        self.nights.stdin.flush()
        child = int(self.nights.stdout.readline())
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return int(self.nights.stdout.readline())

    def _words(self) -> str:
        return (self.folder / "said.txt").read_text()[-3000:]


def main() -> int:
    """Run the kills that are still missing, and say how many nights ended differently."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, default=CHECKOUT / "data" / "var" / "crash.jsonl")
    options = parser.parse_args()
    options.state.parent.mkdir(parents=True, exist_ok=True)
    known = options.state.read_text().splitlines() if options.state.exists() else []
    differing = sum(not json.loads(line)["same"] for line in known)
    chance = random.Random(options.seed)
    shares = [chance.random() for _ in range(options.kills)]
    with tempfile.TemporaryDirectory() as folder, CrashTest(Path(folder)) as test:
        for number in range(len(known), options.kills):
            kill = test.kill(number, shares[number] * test.length_s)
            differing += not kill.same
            row = {"after_s": round(kill.after_s, 2), "reached": kill.reached, "same": kill.same}
            with options.state.open("a") as state:
                state.write(json.dumps({**row, "problem": kill.problem}) + "\n")
            sys.stdout.write(f"{number + 1}/{options.kills} {row} {kill.problem}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{options.kills} kills, {differing} nights that ended differently\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
