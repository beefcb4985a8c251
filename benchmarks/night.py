"""Measure a whole night on real pages, beside the naive arrangement, in one run; the ratios are what counts.

    python benchmarks/night.py PAGES.jsonl[.gz] [--limit N] [--out FILE.md]

PAGES has lines with id, url and html. Three runs, one after the other: ours with --keep-all (every page goes
through every stage), ours as it is (what is off the beat stops at relevance), and `benchmarks/naive.py`.
"""

import argparse
import gzip
import json
import sys
import tempfile
from pathlib import Path

from measure import Measurement, measure

CHECKOUT = Path(__file__).resolve().parent.parent
COMMAND = str(Path(sys.executable).parent / "laborwire")
NOW = "2026-11-21T02:00:00+00:00"


def main() -> None:
    """Run the three and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="only the first N pages")
    parser.add_argument("--out", type=Path, help="write the table here, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        pages, count = _limited(options.pages, options.limit, work)
        kept = _ours(pages, work / "keep-all", "--keep-all")
        plain = _ours(pages, work / "plain")
        naive = measure([sys.executable, "benchmarks/naive.py", str(pages), str(work / "naive.duckdb")], cwd=CHECKOUT)
        table = _table(count, kept, plain, naive, work)
    print(table)
    if options.out:
        options.out.write_text(table + "\n")


def _limited(pages: Path, limit: int, work: Path) -> tuple[Path, int]:
    opened = gzip.open if pages.suffix == ".gz" else open
    with opened(pages, "rb") as lines:
        chosen = [line for number, line in enumerate(lines) if not limit or number < limit]
    path = work / "pages.jsonl"
    path.write_bytes(b"".join(chosen))
    return path, len(chosen)


def _ours(pages: Path, var: Path, *options: str) -> Measurement:
    command = [COMMAND, "add", str(pages), "--var", str(var), "--now", NOW, "--quiet", *options]
    return measure(command, cwd=CHECKOUT)


def _stage_seconds(var: Path) -> dict[str, float]:
    (report,) = (var / "runs").glob("*/report.json")
    return {row["stage"]: row["seconds"] for row in json.loads(report.read_text())["counts"] if not row["source_id"]}


def _table(count: int, kept: Measurement, plain: Measurement, naive: Measurement, work: Path) -> str:
    for name, run in (("keep-all", kept), ("plain", plain), ("naive", naive)):
        if run.code != 0:
            raise SystemExit(f"{name} ended with code {run.code}:\n{run.output[-2000:]}")
    slow = json.loads(naive.output.splitlines()[-1])["seconds"]
    ours, fast = _stage_seconds(work / "keep-all"), _stage_seconds(work / "plain")
    lines = [
        f"{count} pages, one run; seconds on a shared machine, so compare within the table.",
        "",
        "| | ours, everything kept | ours | naive |",
        "|---|---:|---:|---:|",
        f"| articles a second, wall | {count / kept.wall_s:.1f} | {count / plain.wall_s:.1f} | "
        f"{count / naive.wall_s:.1f} |",
        f"| CPU seconds | {kept.cpu_s:.0f} | {plain.cpu_s:.0f} | {naive.cpu_s:.0f} |",
        f"| CPU, naive = 1 | {kept.cpu_s / naive.cpu_s:.2f} | {plain.cpu_s / naive.cpu_s:.2f} | 1.00 |",
        f"| peak memory, all processes, MiB | {kept.peak_mib:.0f} | {plain.peak_mib:.0f} | {naive.peak_mib:.0f} |",
    ]
    for stage in dict.fromkeys([*ours, *slow]):
        cells = [table.get(stage) for table in (ours, fast, slow)]
        shown = " | ".join("" if cell is None else f"{cell:.1f}" for cell in cells)
        lines.append(f"| {stage}, wall seconds | {shown} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
