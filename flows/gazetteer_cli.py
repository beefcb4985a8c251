"""The commands `laborwire gazetteer ...`: their options and help; what they do is in `flows.gazetteer_answers`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.options import DataOption, NowOption, VarOption, refuse_beyond, told_time
from pipeline.places import find_places

gazetteer_app = typer.Typer(
    help="Check and list the names that are known, and decide about those that the news proposes.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]
WhyOption = Annotated[str | None, typer.Option("--why", help="The reason, in a few words.")]
WhoOption = Annotated[str | None, typer.Option("--who", help="Who decides (default: the user's name).")]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name as it is written.")]


@gazetteer_app.command("check")
def check_files(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="Files that make one gazetteer (default: ours).")
    ] = None,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """Check the gazetteer: colliding spellings, parents, dates, sources; exit 1 when something is wrong.

    Example: laborwire gazetteer check
    """
    from flows.gazetteer_answers import check

    raise typer.Exit(check(find_places(data=data, var=var), tuple(files or ()), out=sys.stdout))


@gazetteer_app.command("list")
def list_known(
    kind: Annotated[str | None, typer.Option("--type", help="Only platform, bpo, union ...")] = None,
    json: JsonOption = False,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """List the entities that are known, with type, status and parent.

    Example: laborwire gazetteer list --type platform
    """
    from flows.gazetteer_answers import list_entities

    list_entities(find_places(data=data, var=var), kind=kind, as_json=json, out=sys.stdout)


@gazetteer_app.command()
def proposals(
    week: Annotated[
        str | None, typer.Option("--week", help="ISO week such as 2026-W47 (default: the newest with names).")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All weeks together.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many names.")] = 50,
    json: JsonOption = False,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """List organisations that stand where platforms stand and that the gazetteer does not know, with a sentence each.

    People are never among them.

    Examples: laborwire gazetteer proposals | laborwire gazetteer proposals --all --json
    """
    from flows.gazetteer_answers import list_proposals

    refuse_beyond(limit)
    places = find_places(data=data, var=var)
    list_proposals(places, week=week, everything=everything, as_json=json, limit=limit, out=sys.stdout)


@gazetteer_app.command()
def accept(
    name: NameArgument,
    kind: Annotated[str, typer.Option("--type", help="platform, bpo, employer, client, union ...")],
    identity: Annotated[str | None, typer.Option("--id", help="Its permanent id (default: made of the name).")] = None,
    parent: Annotated[str | None, typer.Option("--parent", help="Id of the entity that it belongs to.")] = None,
    relation: Annotated[str | None, typer.Option("--relation", help="With --parent (default: subsidiary).")] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Page that names it (default: the article that does).")
    ] = None,
    why: WhyOption = None,
    who: WhoOption = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Enter a name into this installation's gazetteer, unverified, with its article as the source.

    Example: laborwire gazetteer accept "Some Labels" --type platform --why "pays raters, says its rate card"
    """
    from flows.gazetteer_answers import accept as enter

    enter(
        find_places(data=data, var=var),
        name,
        kind=kind,
        identity=identity,
        parent=parent,
        relation=relation,
        source=source,
        why=why,
        who=who,
        now=told_time(now),
        out=sys.stdout,
    )


@gazetteer_app.command()
def reject(
    name: NameArgument,
    why: WhyOption = None,
    who: WhoOption = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Never propose a name again.

    Example: laborwire gazetteer reject "Some Bakery" --why "sells bread"
    """
    from flows.gazetteer_answers import reject as refuse

    refuse(find_places(data=data, var=var), name, why=why, who=who, now=told_time(now), out=sys.stdout)
