"""Milliseconds that each named question takes, on a warehouse of invented rows (benchmarks/views.sql).

    python benchmarks/questions.py [--articles 50000] [--claims 100000] [--times 3] [--keep FILE.duckdb]
    python benchmarks/questions.py --articles 1000000 --claims 5000000 --times 1
    python benchmarks/questions.py --without-kept

Each question is asked as `laborwire ask` asks it, of a snapshot opened read-only, with values that find much, and its
whole answer is read: first in a connection of its own, as the command does, then `times` times more in that
connection, of which the medians count. The rows of the views that others are made of are kept beforehand
(`pipeline.warehouse.kept_views`), which is the first line; `--without-kept` works them out with every question. CPU
time is that of all threads; unlike the others it says something on a busy machine, too. Tab-separated on stdout,
slowest first.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from views import TODAY, fill, told_values

from pipeline.places import CHECKOUT
from pipeline.warehouse.questions import Kind, Question, ask, questions
from pipeline.warehouse.reading import open_snapshot
from pipeline.warehouse.store import Warehouse


def milliseconds(con: duckdb.DuckDBPyConnection, question: Question, told: dict[Kind, str]) -> tuple[float, float, int]:
    """Ask a question and read its answer; return milliseconds, those of CPU time, and the number of rows."""
    given = {p.name: told[p.kind] for p in question.parameters if p.is_required or p.kind == "date"}
    begun, used = time.perf_counter(), time.process_time()
    rows = sum(map(len, ask(con, question, given, today=TODAY, path=Path("bench")).batches))
    return (time.perf_counter() - begun) * 1000, (time.process_time() - used) * 1000, rows


def main() -> None:
    """Make the warehouse, ask every question, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=3, help="askings after the first one")
    parser.add_argument("--keep", type=Path, help="write the warehouse here and leave it there")
    parser.add_argument("--without-kept", action="store_true", help="keep no rows of views")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "bench.duckdb"
        if not path.exists():
            with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
                fill(warehouse.con, articles=options.articles, claims=options.claims)
        kept = None if options.without_kept else Path(folder) / "kept"
        begun = time.perf_counter()
        with open_snapshot(path, kept=kept) as con:
            made_ms = (time.perf_counter() - begun) * 1000
            told = told_values(con)
        taken = []
        for question in questions():
            with open_snapshot(path, kept=kept) as con:
                first, used, rows = milliseconds(con, question, told)
                again = [milliseconds(con, question, told)[:2] for _ in range(options.times)] or [(first, used)]
            medians = [statistics.median(column) for column in zip(*again, strict=True)]
            taken.append((first, *medians, rows, question.name))
    sys.stdout.write(f"opened the first time, rows of views made and kept: {made_ms:.0f} ms\n")
    sys.stdout.write("first_ms\tagain_ms\tagain_cpu_ms\trows\tquestion\n")
    for first, median, used, rows, name in sorted(taken, reverse=True):
        sys.stdout.write(f"{first:.0f}\t{median:.0f}\t{used:.0f}\t{rows}\t{name}\n")


if __name__ == "__main__":
    main()
