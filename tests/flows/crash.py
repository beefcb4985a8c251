"""Kill a short night at random moments, run it again, and compare with an undisturbed one: `make crash`.

    python tests/flows/crash.py --kills 50 [--seed 1] [--state FILE]

Goes on where it was stopped: every kill is written to the state file (default: data/var/crash.jsonl).
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
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
        begun = time.monotonic()
        done = self._night(self.folder / "undisturbed")
        self.length_s = time.monotonic() - begun
        if done.returncode != 0:
            raise SystemExit(done.stderr.decode()[-3000:])
        self.expected = dump_digest(self.folder / "undisturbed" / "laborwire.duckdb")
        return self

    def __exit__(self, *error: object) -> None:
        self.newsroom.__exit__(None, None, None)

    def kill(self, number: int, after_s: float) -> Kill:
        """Kill a night after a while, with all its children, run it again and compare."""
        var = self.folder / f"killed-{number}"
        child = subprocess.Popen(self._command(var), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            child.wait(after_s)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
        files = [path for path in var.rglob("*") if path.is_file()]
        reached = max(files, key=lambda path: path.stat().st_mtime).name if files else "nothing"
        done = self._night(var)
        if done.returncode != 0:
            return Kill(after_s=after_s, reached=reached, same=False, problem=done.stderr.decode()[-1000:])
        found = dump_digest(var / "laborwire.duckdb")
        differing = [table for table in self.expected if found.get(table) != self.expected[table]]
        return Kill(after_s=after_s, reached=reached, same=not differing, problem=", ".join(differing))

    def _night(self, var: Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(self._command(var), capture_output=True, check=False)

    def _command(self, var: Path) -> list[str]:
        return [sys.executable, CHILD, str(var), str(self.newsroom.port), NIGHT_1.isoformat()]


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
