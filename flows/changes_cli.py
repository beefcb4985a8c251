"""`laborwire changes --since DATE|SNAPSHOT`: what was added, changed and withdrawn since an earlier snapshot."""

import csv as csv_format
import sys
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from flows.options import DataOption, VarOption
from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places, find_places

if TYPE_CHECKING:
    from pipeline.publish.changes import Change


def changes(
    since: Annotated[
        str, typer.Option("--since", metavar="DATE|SNAPSHOT", help="A day or time (UTC), or a snapshot's number.")
    ],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", "--json", help="Print JSON lines.")] = False,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """Show the articles and pay claims that were added, changed or withdrawn since an earlier snapshot.

    Compares the newest snapshot with the one of that number, or with the newest that is not later than that day.
    Says for each changed claim which fields differ, and what people decided.

    Examples: laborwire changes --since 2026-11-16 | laborwire changes --since 12 --jsonl
    """
    if csv and jsonl:
        raise UsageError("choose one of --csv and --jsonl")
    output = "csv" if csv else "jsonl" if jsonl else "table"
    show_changes(find_places(data=data, var=var), since, output=output, out=sys.stdout)


def show_changes(places: Places, since: str, *, output: str, out: TextIO) -> None:
    """Print what differs between an earlier snapshot and the newest one.

    Raises:
        UsageError: `since` is no date and no snapshot that is there.
        WarehouseError: nothing was published yet, or a snapshot cannot be read.
    """
    from flows.sql_cli import print_table
    from pipeline.codec import to_json
    from pipeline.publish.changes import changes_between, dated_snapshots, find_since
    from pipeline.warehouse.sandbox import QueryResult

    known = dated_snapshots(places)
    if not known:
        raise WarehouseError(str(places.snapshots), "no snapshot yet; run `laborwire demo`, `add` or `nightly` first")
    old, new = find_since(known, since), known[0]
    found = changes_between(old.snapshot.path, new.snapshot.path)
    sys.stderr.write(
        f"from snapshot {old.snapshot.number} ({old.made:%Y-%m-%d %H:%M}) "
        f"to {new.snapshot.number} ({new.made:%Y-%m-%d %H:%M})\n"
    )
    if output == "jsonl":
        for change in found:
            out.write(to_json(change).decode() + "\n")
        return
    columns = ("what", "change", "by", "id", "source", "which", "fields", "why")
    if output == "csv":
        writer = csv_format.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(map(_row, found))
        return
    rows = tuple(map(_row, found))
    print_table(QueryResult(columns=columns, rows=rows, count=len(rows)), out)


def _row(change: "Change") -> tuple[str, ...]:
    fields = "; ".join(f"{one.field}: {_value(one.old)} -> {_value(one.new)}" for one in change.fields)
    who = f" ({change.who})" if change.who else ""
    which = change.stated or change.headline or "(taken down)"
    return (
        change.what, change.change, change.by + who, change.id, change.source_id or "", which, fields, change.why or "",
    )  # fmt: skip


def _value(value: Any) -> str:
    return "nothing" if value is None else str(value)
