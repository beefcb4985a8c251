"""`laborwire ask`: the named questions of the warehouse, and their answers from the newest snapshot."""

import csv as csv_format
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TextIO

import typer

from flows.options import DataOption, NowOption, VarOption, told_time
from pipeline.errors import UsageError
from pipeline.places import Places, find_places

_AS_TABLE, _AS_CSV, _AS_LINES = "table", "csv", "jsonl"


def ask(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[QUESTION]", help="A named question; default: list them all.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", "--json", help="Print JSON lines.")] = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Answer one of the named questions from the newest snapshot; without a name, list them.

    Further options are the question's own parameters: --platform mercor, --since 2026-01-01 (docs/questions.md).
    A platform may be given by its id, its name or another name of it.

    Examples: laborwire ask | laborwire ask pay-history --platform mercor |
    laborwire ask who-cut-pay --since 2026-01-01 --csv
    """
    if csv and jsonl:
        raise UsageError("choose one of --csv and --jsonl")
    output = _AS_CSV if csv else _AS_LINES if jsonl else _AS_TABLE
    from pipeline.warehouse.questions import read_options

    given = read_options(context.args)
    if name is None:
        if given:
            raise UsageError(f"--{next(iter(given))} is a parameter of a question; name the question before it")
        list_questions(output, sys.stdout)
        return
    answer_question(find_places(data=data, var=var), name, given, output=output, now=told_time(now), out=sys.stdout)


def list_questions(output: str, out: TextIO) -> None:
    """Print the questions: name, parameters, and what is asked."""
    from pipeline.codec import to_json
    from pipeline.warehouse.questions import questions

    if output == _AS_LINES:
        for one in questions():
            parameters = [
                {"name": p.name, "type": p.kind, "required": p.is_required, "default": p.default, "meaning": p.meaning}
                for p in one.parameters
            ]
            line = {"name": one.name, "question": one.asked, "example": one.example, "parameters": parameters}
            out.write(to_json(line).decode() + "\n")
        return
    rows = [
        (one.name, " ".join(_option(p.name, p.is_required) for p in one.parameters), one.asked) for one in questions()
    ]
    if output == _AS_CSV:
        writer = csv_format.writer(out, lineterminator="\n")
        writer.writerows([("name", "parameters", "question"), *rows])
        return
    for name, options, asked in rows:
        out.write(f"{name} {options}".rstrip() + f"\n    {asked}\n")


def answer_question(
    places: Places, name: str, given: Mapping[str, str], *, output: str, now: datetime, out: TextIO
) -> None:
    """Ask a question on the newest snapshot and print its answer, with no more words than outlets' rights leave.

    Raises:
        UsageError: there is no such question, or a parameter is missing, unknown or no value of its type.
        WarehouseError: nothing was published yet, or the snapshot cannot be asked.
    """
    from flows.sql_cli import print_table
    from pipeline.codec import to_json
    from pipeline.export.resources import resource_of_answer
    from pipeline.export.rights import Handed
    from pipeline.warehouse.kept_views import reads_kept
    from pipeline.warehouse.questions import ask as ask_snapshot
    from pipeline.warehouse.questions import find_question
    from pipeline.warehouse.reading import open_snapshot
    from pipeline.warehouse.sandbox import QueryResult

    question = find_question(name)
    kept = places.kept_views if reads_kept(question.sql) else None
    with open_snapshot(places.warehouse, kept=kept) as con:
        handed = Handed.answers(con)
        answer = ask_snapshot(con, question, given, today=now.date(), path=places.warehouse)
        resource = resource_of_answer(question, answer.columns, answer.types)
        shown = (row for batch in answer.batches for row in handed.shown(batch, resource))
        if output == _AS_CSV:
            writer = csv_format.writer(out, lineterminator="\n")
            writer.writerow(answer.columns)
            writer.writerows(shown)
        elif output == _AS_LINES:
            for row in shown:
                out.write(to_json(dict(zip(answer.columns, row, strict=True))).decode() + "\n")
        else:
            rows = tuple(shown)
            print_table(QueryResult(columns=answer.columns, rows=rows, count=len(rows)), out)


def _option(name: str, is_required: bool) -> str:
    dashed = f"--{name.replace('_', '-')}"
    return dashed if is_required else f"[{dashed}]"
