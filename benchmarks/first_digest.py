"""Measure what a newcomer waits for: a fresh clone, `make run` from nothing, and `make run` again.

    python benchmarks/first_digest.py [--repository PATH]

Clones the repository into a temporary folder and runs its Makefile there; needs the package index.
"""

import argparse
import tempfile
from pathlib import Path

from measure import measure

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Clone, run twice and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--repository", type=Path, default=CHECKOUT)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "laborwire"
        measure(["git", "clone", "--quiet", str(options.repository), str(clone)])
        runs = [
            ("install", measure(["make", ".venv/.installed"], cwd=clone)),
            ("first `make run`", measure(["make", "run"], cwd=clone)),
            ("second `make run`", measure(["make", "run"], cwd=clone)),
        ]
    print("| | wall seconds | CPU seconds | peak memory, all processes, MiB | exit code |")
    print("|---|---:|---:|---:|---:|")
    for name, run in runs:
        print(f"| {name} | {run.wall_s:.0f} | {run.cpu_s:.0f} | {run.peak_mib:.0f} | {run.code} |")


if __name__ == "__main__":
    main()
