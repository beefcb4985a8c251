"""`laborwire export`: hand the newest snapshot on as CSV, Parquet, JSON lines, XLSX or SQLite."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.options import DataOption, NowOption, VarOption, told_time
from pipeline.errors import UsageError
from pipeline.places import find_places


def export(
    target: Annotated[
        Path, typer.Argument(metavar="DIR|FILE", help="A new folder, or a file that ends in the format's name.")
    ],
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="csv|parquet|jsonl|xlsx|sqlite", help="Default: by the file's ending."),
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", help="A table or view; may be repeated (default: all public ones, docs/exports.md)."),
    ] = None,
    ask: Annotated[
        list[str] | None,
        typer.Option(
            "--ask", metavar="QUESTION", help="A named question with its parameters, in quotes; may be repeated."
        ),
    ] = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV with the mark by which spreadsheets know UTF-8.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export at that place.")] = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Export the newest snapshot, complete, with data dictionary, licence, review status and datapackage.json.

    Shows no more words of an article than the rights of its outlet leave, and nothing that was taken down.

    Examples: laborwire export pay.xlsx | laborwire export out --format csv --bom |
    laborwire export cuts.csv --ask "who-cut-pay --since 2026-01-01"
    """
    from pipeline.config import load_settings
    from pipeline.export.export import FORMS, Wanted, export_snapshot
    from pipeline.publish.week import number_of
    from pipeline.warehouse.publish import newest_snapshot

    chosen = form or target.suffix.removeprefix(".")
    known = next((one for one in FORMS if one == chosen), None)
    if known is None:
        problem = f"--format {chosen!r} is unknown" if form else f"{target.name} does not say in which format"
        raise UsageError(f"{problem}; use --format with one of: {', '.join(FORMS)}")
    places = find_places(data=data, var=var)
    newest = newest_snapshot(places)
    snapshot = places.warehouse if newest is None else newest.path
    wanted = Wanted(form=known, tables=tuple(table or ()), asks=tuple(ask or ()), bom=bom, force=force)
    done = export_snapshot(
        snapshot,
        target,
        wanted,
        number=number_of(snapshot),
        settings=load_settings(places.data).export,
        now=told_time(now),
        kept=places.kept_views,
    )
    for name, rows in done.rows.items():
        sys.stdout.write(f"{rows:9,d} rows  {name}\n")
    sys.stdout.write(f"wrote {' and '.join(map(str, done.paths))} from snapshot {number_of(snapshot)}\n")
