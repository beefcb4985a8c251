"""The commands `laborwire sources ...` and test-source: their options and help."""

import sys
from typing import Annotated, get_args

import typer

from flows.options import DataOption, NowOption, VarOption, told_time
from pipeline.errors import UsageError
from pipeline.places import find_places

sources_app = typer.Typer(
    help="List, check and add the publications that are read.", no_args_is_help=True, rich_markup_mode=None
)
test_app = typer.Typer()
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]


@sources_app.command("list")
def sources_list(
    all_sources: Annotated[bool, typer.Option("--all", help="Also those that are switched off.")] = False,
    json: JsonOption = False,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """List the publications in data/sources.toml.

    Example: laborwire sources list --all
    """
    from flows.sources_list import list_sources

    list_sources(find_places(data=data, var=var), include_off=all_sources, as_json=json, out=sys.stdout)


@sources_app.command("check")
def sources_check(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="Sources, on or off (default: all that are on).")
    ] = None,
    all_sources: Annotated[bool, typer.Option("--all", help="Without an ID: also those that are off.")] = False,
    enable: Annotated[
        bool, typer.Option("--enable", help="Switch on what has answered: edits data/sources.toml.")
    ] = False,
    json: JsonOption = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Ask robots.txt and every address of sources, and say what each answers; exit 1 when one has failed.

    Politely: one request a host every few seconds. Stores nothing but the time at which each address passed.

    Examples: laborwire sources check | laborwire sources check slator time --enable
    """
    from flows.sources_check import check_sources

    places = find_places(data=data, var=var)
    names = tuple(ids or ())
    if enable and not names:
        raise UsageError("--enable needs the ids of the sources to switch on")
    code = check_sources(
        places, names, now=told_time(now), include_off=all_sources, enable=enable, as_json=json, out=sys.stdout
    )
    raise typer.Exit(code)


@sources_app.command("add")
def sources_add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Its front page, or one of its feeds.")],
    identity: Annotated[str, typer.Option("--id", help="Its short name (default: from the host).")] = "",
    name: Annotated[str, typer.Option("--name", help="Its name as it is printed (default: what its page says).")] = "",
    source_class: Annotated[
        str, typer.Option("--class", help="press, worker_led, union, research or public_record.")
    ] = "press",
    country: Annotated[str, typer.Option("--country", help="Two letters, such as KE (default: if stated).")] = "",
    language: Annotated[
        list[str] | None, typer.Option("--language", help="Such as en; may be repeated (default: what its page says).")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Without a feed: read the links of the page itself.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the entry and write nothing.")] = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Find the feeds and sitemaps of a publication, and write its entry into data/sources.toml.

    Looks where the page links to feeds, at the sitemaps that robots.txt names, and at the usual places.

    Examples: laborwire sources add https://paper.example/ | laborwire sources add https://union.example/ --class union
    """
    from flows.sources_add import Wanted, add_site
    from pipeline.records import SourceClass

    classes = [name for name in get_args(SourceClass) if name not in {"republisher", "person"}]
    if source_class not in classes:
        raise UsageError(f"--class {source_class!r}: use one of: {', '.join(classes)}")
    wanted = Wanted(
        url=url,
        id=identity,
        name=name,
        source_class=source_class,  # type: ignore[arg-type]  # one of them: just checked
        country=country,
        languages=tuple(language or ()),
        watch=watch,
        dry_run=dry_run,
    )
    raise typer.Exit(add_site(find_places(data=data, var=var), wanted, now=told_time(now), out=sys.stdout))


@test_app.command("test-source")
def test_source(
    url: Annotated[str, typer.Argument(metavar="URL", help="A front page, a feed or an article.")],
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Show what would become of a source: robots.txt, its feeds, and its newest article as it would be read.

    Prints title, date, text, mentions and pay claims with the figure marked, and why it would be kept or dropped.
    Writes nothing.

    Example: laborwire test-source https://paper.example/
    """
    from flows.source_trial import try_source

    raise typer.Exit(try_source(find_places(data=data, var=var), url, now=told_time(now), out=sys.stdout))
