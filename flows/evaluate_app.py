"""`laborwire evaluate`: the command line of scores."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.options import DataOption
from pipeline.places import find_places

evaluate_app = typer.Typer(
    help="Score what is read against what careful readers found.", no_args_is_help=True, rich_markup_mode=None
)


@evaluate_app.command("pay")
def evaluate_pay(
    gold: Annotated[
        Path | None,
        typer.Option(
            "--gold", metavar="FILE|FOLDER", help="Marked texts: JSON lines or a corpus (default: data/gold)."
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option("--split", help="Part of a corpus: train, validation (default), test or all."),
    ] = None,
    save: Annotated[Path | None, typer.Option("--save", help="Store the claims of this run in FILE.")] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="Show what became better and worse since a stored run.")
    ] = None,
    floor: Annotated[
        list[str] | None,
        typer.Option("--floor", metavar="NAME=SCORE", help="Exit with 1 below it; a, b, c, no_false_alarm or a field."),
    ] = None,
    rules_alone: Annotated[bool, typer.Option("--rules-alone", help="Without the trained reader.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    data: DataOption = None,
) -> None:
    """Score the claims reader: F1 by level, false alarms, each field, and what changed since a stored run.

    Scores on invented texts are a smoke test, not evidence.

    Examples: laborwire evaluate pay --save before.jsonl | laborwire evaluate pay --against before.jsonl |
    laborwire evaluate pay --gold my.jsonl --floor a=.8 --floor c=.6
    """
    from flows.evaluate_cli import Asked, run_evaluate_pay

    asked = Asked(
        gold=gold, split=split, save=save, against=against, floors=tuple(floor or ()), rules_alone=rules_alone
    )
    raise typer.Exit(run_evaluate_pay(find_places(data=data), asked, as_json=json, out=sys.stdout))
