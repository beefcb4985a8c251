"""Read the news about the people who train AI, and keep every pay claim with its sentence, source and date.

Nothing heavy is imported before a command needs it: `--help`, `sql`, `sources list` and the filters
that need no model start at once.
"""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.ask_cli import ask
from flows.backfill_cli import backfill
from flows.changes_cli import changes
from flows.evaluate_app import evaluate_app
from flows.export_cli import export
from flows.filters_cli import filters_app
from flows.gazetteer_cli import gazetteer_app
from flows.history_cli import history
from flows.keeping_cli import keeping_app
from flows.options import DataOption, NowOption, VarOption, told_time
from flows.plain_errors import run_plainly
from flows.search_cli import search
from flows.serve_cli import serve
from flows.sources_cli import sources_app, test_app
from flows.story_cli import story_app
from flows.takedown_cli import takedown
from flows.watch_cli import watch_app
from flows.week_cli import digest
from pipeline.errors import UsageError
from pipeline.log_lines import FieldsFormatter
from pipeline.places import find_places

app = typer.Typer(
    name="laborwire",
    help=(__doc__ or "").split("\n\n")[0],
    epilog="Examples: laborwire demo | laborwire add page.html | laborwire sql 'SELECT * FROM pay_claims LIMIT 5'",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(sources_app, name="sources")
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(watch_app, name="watch")
app.add_typer(gazetteer_app, name="gazetteer")
app.add_typer(story_app, name="story")
app.command()(backfill)
app.command()(history)
app.command()(takedown)
app.command()(search)
app.command()(digest)
app.command()(serve)
app.command()(changes)
app.command()(export)
# A question has parameters of its own, which its file declares.
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(ask)
for command in (
    *test_app.registered_commands,
    *keeping_app.registered_commands,
    *filters_app.registered_commands,
):
    app.registered_commands.append(command)

DirectOption = Annotated[bool, typer.Option("--direct", help="Run the same steps in this process, without Prefect.")]


@app.callback(invoke_without_command=True)
def _main(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every shard on stderr.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"laborwire {version_of('laborwire')}")
        raise typer.Exit
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FieldsFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])


@app.command()
def demo(
    data: DataOption = None,
    var: VarOption = None,
    direct: DirectOption = False,
    remove: Annotated[bool, typer.Option("--remove", help="Delete what the demo made, and nothing else.")] = False,
) -> None:
    """Run two nights and the weekly digest on the built-in demo newsroom.

    Everything in it is invented; it is served on loopback by the run itself.

    Example: laborwire demo
    """
    from flows.demo import remove_demo, run_demo

    places = find_places(data=data, var=var)
    if remove:
        remove_demo(places, out=sys.stdout)
        return
    run_demo(places, direct=direct, out=sys.stdout)


@app.command()
def nightly(
    data: DataOption = None, var: VarOption = None, now: NowOption = None, direct: DirectOption = False
) -> None:
    """Crawl every enabled source, read what is new and publish a snapshot.

    Example: laborwire nightly
    """
    from flows.launch import launch_night
    from flows.report import print_report

    places = find_places(data=data, var=var)
    report = launch_night(places, now=told_time(now), direct=direct)
    print_report(report, sys.stdout)
    if report.state != "done":
        raise typer.Exit(1)


@app.command()
def poll(
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
    direct: Annotated[
        bool, typer.Option("--direct/--prefect", help="Run in this process, or as a Prefect flow.")
    ] = True,
) -> None:
    """Crawl only the feeds and pages that are due, and publish if anything new came.

    Meant to run every 15 minutes; ends at once when another run is writing.

    Example: laborwire poll
    """
    from flows.launch import launch_poll
    from flows.report import print_report

    report = launch_poll(find_places(data=data, var=var), now=told_time(now), direct=direct)
    if report is None:
        typer.echo("poll: another run is writing; what is due is left to it and to the next poll")
    else:
        print_report(report, sys.stdout)


@app.command()
def add(
    inputs: Annotated[
        list[str], typer.Argument(metavar="URL|FILE|-...", help="Web addresses, saved pages, JSONL(.gz) or WARC files.")
    ],
    keep_all: Annotated[bool, typer.Option("--keep-all", help="Keep articles off the beat, too.")] = False,
    url: Annotated[str | None, typer.Option("--url", help="Address of a single saved page.")] = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
    direct: Annotated[
        bool, typer.Option("--direct/--prefect", help="Run in this process, or as a Prefect flow.")
    ] = True,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the closing counts only.")] = False,
) -> None:
    """Put pages in: from the web, from saved files or from web archives.

    Prints for each page its title and its pay claims with the figure marked, or why it was not kept.

    Examples: laborwire add https://news.example/story | laborwire add saved.html pages.jsonl.gz crawl.warc.gz |
    cat pages.jsonl | laborwire add -
    """
    from flows.add import run_add

    places = find_places(data=data, var=var)
    code = run_add(
        places, inputs, now=told_time(now), keep_all=keep_all, url=url, direct=direct, quiet=quiet, out=sys.stdout
    )
    raise typer.Exit(code)


@app.command()
def review(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="Claims (pay_claims.id); default: the queue.")
    ] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Print the claims and ask nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON lines and ask nothing.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many claims of the queue.")] = 20,
    accept: Annotated[bool, typer.Option("--accept", help="The claims are right as they stand.")] = False,
    correct: Annotated[
        list[str] | None, typer.Option("--correct", metavar="FIELD=VALUE", help="What is right; may be repeated.")
    ] = None,
    reject: Annotated[bool, typer.Option("--reject", help="The claims are no pay claims, or beyond repair.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back all that was decided about the claims.")] = False,
    why: Annotated[str | None, typer.Option("--why", help="The reason, in a few words.")] = None,
    who: Annotated[str | None, typer.Option("--who", help="Who decides (default: the user's name).")] = None,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write reviewed claims as training passages.")
    ] = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Accept, correct or reject pay claims, those first that most readers see.

    Asks on a terminal; with an id and --accept, --correct, --reject or --undo it asks nothing.
    What was decided stands above every claim reader, for ever.

    Examples: laborwire review | laborwire review --list --limit 5 |
    laborwire review c0123456789abcdef --correct unit=hour --correct payer="Some Firm" --why "paragraph 3 says so"
    """
    from flows.review_cli import Wanted, run_review

    wanted = Wanted(
        ids=tuple(ids or ()),
        accept=accept,
        reject=reject,
        undo=undo,
        correct=tuple(correct or ()),
        why=why,
        who=who,
        list_only=list_only,
        as_json=json,
        limit=limit,
        export=export,
    )
    told = None if now is None else told_time(now)
    raise typer.Exit(run_review(find_places(data=data, var=var), wanted, now=told, out=sys.stdout))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT statement; - reads it from stdin.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="Write a Parquet file.")] = None,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """Ask the newest snapshot a question in SQL.

    Examples: laborwire sql "SHOW TABLES" | laborwire sql --csv "SELECT * FROM pay_claims_usd"
    """
    from flows.sql_cli import run_query

    if csv + json + (parquet is not None) > 1:
        raise UsageError("choose one of --csv, --json and --parquet")
    if query == "-" and sys.stdin is None:
        raise UsageError("standard input is closed; give the query as an argument")
    text = sys.stdin.read() if query == "-" else query
    output = "csv" if csv else "json" if json else "table"
    run_query(find_places(data=data, var=var), text, output=output, parquet=parquet, out=sys.stdout)


@app.command()
def doctor(
    last_night: Annotated[
        bool, typer.Option("--last-night", help="Only the last night: exit 1 if missing, failed or too old.")
    ] = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Check Python, models and their digests, disk, archive, decisions, warehouse, contact address and the last night.

    Example: laborwire doctor --last-night
    """
    from flows.doctor import run_doctor

    places = find_places(data=data, var=var)
    raise typer.Exit(run_doctor(places, now=told_time(now), last_night_only=last_night, out=sys.stdout))


@app.command()
def schedule(
    print_lines: Annotated[
        str | None, typer.Option("--print", metavar="cron|systemd", help="Print lines for cron or systemd instead.")
    ] = None,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """Serve the nightly (02:00), polling (every 15 minutes) and weekly (Monday 07:00) deployments with Prefect.

    A fourth (09:00) looks whether the night ran, and tells [alarms] webhook if not.

    Examples: laborwire schedule | laborwire schedule --print cron
    """
    from flows.schedule import print_schedule, serve_schedule

    places = find_places(data=data, var=var)
    if print_lines is not None:
        print_schedule(places, print_lines, out=sys.stdout)
    else:
        serve_schedule(places)


@app.command()
def reprocess(
    stage: Annotated[
        str | None,
        typer.Option(
            "--stage", metavar="claims|names", help="Read stored articles with today's reader, or accepted names."
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="With --stage claims: articles published since.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="With --stage claims: the newest so many articles.")
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List all proposals.")] = False,
    accept: Annotated[
        str | None, typer.Option("--accept", metavar="ID", help="Let a proposal take effect, and publish.")
    ] = None,
    why: Annotated[str | None, typer.Option("--why", help="With --accept: the reason, in a few words.")] = None,
    discard: Annotated[str | None, typer.Option("--discard", metavar="ID", help="Drop a proposal.")] = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Read the stored articles with today's reader, show what would change, and let it take effect when accepted.

    claims: the pay claims of all articles. names: mentions and claims of the articles that write a name which
    `laborwire gazetteer accept` entered. Goes on where it was stopped. What people accepted or corrected stands;
    earlier readings are kept; corrections owed to published digests are listed.

    Examples: laborwire reprocess --stage claims | laborwire reprocess --stage claims --since 2026-10-01 --limit 500 |
    laborwire reprocess --stage names | laborwire reprocess --list |
    laborwire reprocess --accept 2026-11-22-1a2b3c --why "trained anew"
    """
    from flows.reprocess_cli import Wanted, run_reprocess

    wanted = Wanted(stage=stage, since=since, limit=limit, accept=accept, why=why, discard=discard, list_all=list_all)
    run_reprocess(find_places(data=data, var=var), wanted, now=told_time(now), out=sys.stdout)


@app.command()
def label(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID|URL]...", help="Articles; default: a queue.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="The articles are on the beat.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="They are not.")] = False,
    why: Annotated[str | None, typer.Option("--why", help="The reason, in a few words.")] = None,
    who: Annotated[str | None, typer.Option("--who", help="Who decides (default: the user's name).")] = None,
    list_only: Annotated[bool, typer.Option("--list", help="List the queue and ask nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="List as JSON lines.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 20,
    refit: Annotated[bool, typer.Option("--refit", help="Only learn anew from what was decided.")] = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Keep or drop articles, those first of which the relevance model is least sure, and let it learn from that.

    A decision wins over the model for that article for ever. Shows which texts change sides.

    Examples: laborwire label | laborwire label --list --limit 5 |
    laborwire label https://news.example/story --drop --why "a product, no workers"
    """
    from flows.label_cli import Wanted, run_label

    wanted = Wanted(
        ids=tuple(ids or ()),
        keep=keep,
        drop=drop,
        why=why,
        who=who,
        list_only=list_only,
        as_json=json,
        limit=limit,
        refit=refit,
    )
    told = told_time(now) if now is not None else None
    raise typer.Exit(run_label(find_places(data=data, var=var), wanted, now=told, out=sys.stdout))


def main() -> None:
    """Run the command line: errors of ours are one line on stderr, never a traceback."""
    run_plainly(app)
