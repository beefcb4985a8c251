"""Answer `laborwire sql`: a table for people; CSV, JSON lines or Parquet for programs."""

import csv
import sys
from pathlib import Path
from typing import Literal, TextIO

from flows.terminal import plain
from pipeline.codec import to_json
from pipeline.errors import QueryError, WarehouseError
from pipeline.places import Places
from pipeline.warehouse.sandbox import QueryResult, run_sql

_MAX_TABLE_ROWS = 1000
_WIDE = 60


def run_query(
    places: Places, query: str, *, output: Literal["table", "csv", "json"] | str, parquet: Path | None, out: TextIO
) -> None:
    """Run one statement on the newest snapshot and print or write its answer.

    Raises:
        WarehouseError: nothing was published yet.
        QueryError: the statement was refused, failed or took too long.
    """
    if not places.warehouse.exists():
        raise WarehouseError(str(places.warehouse), "no snapshot yet; run `laborwire demo`, `add` or `nightly` first")
    if not query.strip():
        raise QueryError("the query is empty")
    result = run_sql(places.warehouse, query, parquet=parquet)
    if parquet is not None:
        sys.stderr.write(f"wrote {parquet}\n")
    elif output == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows(result.rows)
    elif output == "json":
        names = _unlike(result.columns)
        for row in result.rows:
            values = [str(value) if isinstance(value, int) and abs(value) >= 1 << 63 else value for value in row]
            out.write(to_json(dict(zip(names, values, strict=True))).decode() + "\n")
    else:
        print_table(result, out)


def print_table(result: QueryResult, out: TextIO) -> None:
    """Print a result as a table; long texts are cut for the eye, with the way to have them whole."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for column in result.columns:
        table.add_column(column, overflow="fold")
    cut = False
    for row in result.rows[:_MAX_TABLE_ROWS]:
        cells = [_cell(value) for value in row]
        cut = cut or any(len(cell) > _WIDE for cell in cells)
        table.add_row(*(Text(cell if len(cell) <= _WIDE else cell[: _WIDE - 1] + "…") for cell in cells))
    # A pipe has no width: the table is as wide as its content.
    console = Console(file=out, highlight=False, width=None if out.isatty() else 1000)
    console.print(table)
    count = len(result.rows)
    notes = [f"{count} row{'' if count == 1 else 's'}"]
    if count > _MAX_TABLE_ROWS:
        notes.append(f"the first {_MAX_TABLE_ROWS} shown")
    if cut:
        notes.append("long texts are cut; --csv or --json has them whole")
    sys.stderr.write("; ".join(notes) + "\n")


def _unlike(columns: tuple[str, ...]) -> list[str]:
    """Return column names of which no two are equal: a JSON object would keep only the last of them."""
    names: list[str] = []
    for column in columns:
        name, number = column, 1
        while name in names:
            name, number = f"{column}_{number}", number + 1
        names.append(name)
    return names


def _cell(value: object) -> str:
    if value is None:
        return ""
    return plain(str(value))
