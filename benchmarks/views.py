"""Seconds that each view of the warehouse takes, on a warehouse of invented rows.

    python benchmarks/views.py [--articles 50000] [--claims 100000] [--keep FILE.duckdb]

Few payers make most of the news, as in life: half of the claims are about a tenth of the payers. A seventh of the
articles are copies, a twentieth rewrites. Each view is asked once, whole, in a process that has the file open; the
real exchange rates, minimum wages and places are loaded. The seconds go to stdout, slowest first. Named questions are
those of benchmarks/questions.py.
"""

import argparse
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from pipeline.places import CHECKOUT
from pipeline.warehouse.questions import Kind
from pipeline.warehouse.store import Warehouse

N_PAYERS = 200
N_SOURCES = 120
TODAY = date(2026, 4, 1)


def fill(con: duckdb.DuckDBPyConnection, *, articles: int, claims: int) -> None:
    """Write the invented rows."""
    for name, value in (("payers", N_PAYERS), ("sources", N_SOURCES), ("articles", articles), ("claims", claims)):
        con.execute(f"SET VARIABLE {name} = {value:d}")
    con.execute(Path(__file__).with_suffix(".sql").read_text("utf-8"))


def seconds_of(asked: duckdb.DuckDBPyRelation) -> tuple[float, int]:
    """Ask for all rows and columns; return seconds and the number of rows."""
    begun = time.perf_counter()
    found = asked.to_arrow_table()
    return time.perf_counter() - begun, found.num_rows


def told_values(con: duckdb.DuckDBPyConnection) -> dict[Kind, str]:
    """Return a value for each type of parameter, one that finds much."""
    payer, month = con.execute(
        "SELECT platform_id, strftime(month, '%Y-%m') FROM pay_by_platform_month ORDER BY n_claims DESC LIMIT 1"
    ).fetchall()[0]
    stories = con.execute("SELECT story_id FROM story_articles GROUP BY 1 ORDER BY count(*) DESC LIMIT 1").fetchall()
    return {
        "entity": payer,
        "story": stories[0][0] if stories else "s0",
        "date": "1970-01-01",
        "month": month,
        "number": "15",
        "text": "USD",
    }


def main() -> None:
    """Make the warehouse, ask everything, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="write the warehouse here and leave it there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "bench.duckdb"
        fresh = not path.exists()
        with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
            if fresh:
                fill(warehouse.con, articles=options.articles, claims=options.claims)
            names = warehouse.con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
            taken = {name: seconds_of(warehouse.con.view(name)) for (name,) in names}
        for name, (seconds, rows) in sorted(taken.items(), key=lambda item: -item[1][0]):
            sys.stdout.write(f"{seconds:7.2f} s  {rows:8d} rows  {name}\n")


if __name__ == "__main__":
    main()
