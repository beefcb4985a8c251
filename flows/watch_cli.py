"""Tell people what they asked to be told: watch rules, alerts, and what became of them.

The commands only print; the work is done in `flows.watch`. Rules are written in `watch.toml` beside `laborwire.toml`
(docs/alerts.md).
"""

import sys
from typing import Annotated

import typer

from flows.options import DataOption, NowOption, VarOption, told_time
from pipeline.places import find_places

watch_app = typer.Typer(
    help="Tell people of pay that matches their rules, each event once.", no_args_is_help=True, rich_markup_mode=None
)

IdsArgument = Annotated[list[str], typer.Argument(metavar="ALERT...", help="Ids of alerts, as watch log shows them.")]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="DESTINATION", help="Only there, as watch log --json names it.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]


@watch_app.command("run")
def watch_run(
    since: Annotated[
        str | None, typer.Option("--since", help="Look back to articles loaded at or after this time, ISO 8601.")
    ] = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Look for what is new since the last run, and send it; each night does so by itself.

    What was told once is never told again. Exits with 1 when something was not sent or is in doubt.

    Example: laborwire watch run
    """
    from flows.watch import print_run, run_watch

    begin = None if since is None else told_time(since, option="--since")
    done = run_watch(find_places(data=data, var=var), now=told_time(now), since=begin)
    raise typer.Exit(print_run(done, sys.stdout))


@watch_app.command("list")
def watch_list(json: JsonOption = False, data: DataOption = None, var: VarOption = None) -> None:
    """List the rules, where their alerts go, and when each last found something.

    Example: laborwire watch list
    """
    from flows.watch_tell import list_rules

    list_rules(find_places(data=data, var=var), as_json=json, out=sys.stdout)


@watch_app.command("test")
def watch_test(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help='A rule\'s "when", as "mercor and hourly < 20".')],
    unchecked: Annotated[bool, typer.Option("--all", help="Also what may not be printed as it stands.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Print at most so many, the newest.")] = 20,
    json: JsonOption = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Print what would match in the newest snapshot, however old; sends nothing and remembers nothing.

    Examples: laborwire watch test "hourly < 10" | laborwire watch test --all "any pay change and direction = cut"
    """
    from flows.watch_tell import try_expression

    places = find_places(data=data, var=var)
    try_expression(
        places, expression, unchecked=unchecked, limit=limit, now=told_time(now), as_json=json, out=sys.stdout
    )


@watch_app.command("log")
def watch_log(
    limit: Annotated[int, typer.Option("--limit", min=1, help="Print at most so many, the newest.")] = 20,
    open_only: Annotated[bool, typer.Option("--open", help="Only what is in doubt, was refused or waits.")] = False,
    json: JsonOption = False,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """Show the alerts, the newest first, and what became of each.

    Example: laborwire watch log --open
    """
    from flows.watch_tell import show_log

    show_log(find_places(data=data, var=var), limit=limit, open_only=open_only, as_json=json, out=sys.stdout)


@watch_app.command("confirm")
def watch_confirm(
    ids: IdsArgument, to: ToOption = None, data: DataOption = None, var: VarOption = None, now: NowOption = None
) -> None:
    """Write down that unconfirmed alerts did arrive.

    Example: laborwire watch confirm w0123456789abcdef
    """
    from flows.watch import settle

    places = find_places(data=data, var=var)
    settle(places, ids, "sent", destination=to, now=told_time(now), out=sys.stdout)


@watch_app.command("retry")
def watch_retry(
    ids: IdsArgument, to: ToOption = None, data: DataOption = None, var: VarOption = None, now: NowOption = None
) -> None:
    """Let the next run send again what is unconfirmed, was refused or given up.

    Example: laborwire watch retry w0123456789abcdef
    """
    from flows.watch import settle

    places = find_places(data=data, var=var)
    settle(places, ids, "pending", destination=to, now=told_time(now), out=sys.stdout)
