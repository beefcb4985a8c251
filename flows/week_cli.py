"""The command `laborwire digest`: write the weekly digest, open it, send it."""

import webbrowser
from typing import Annotated

import typer

from flows.options import DataOption, NowOption, VarOption, told_time
from pipeline.errors import UsageError
from pipeline.places import find_places


def digest(
    week: Annotated[
        str | None, typer.Option("--week", help="ISO week such as 2026-W47 (default: the last one).")
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format", metavar="md|html|mail|atom|jsonfeed|all", help="May be repeated (default: md and html)."
        ),
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Show the page in the browser.")] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Mail it to the addresses of [digest] mail_to, once to each.")
    ] = False,
    again: Annotated[
        list[str] | None,
        typer.Option("--again", metavar="ADDRESS", help="With --send: once more where nobody knows if it arrived."),
    ] = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
    direct: Annotated[
        bool, typer.Option("--direct/--prefect", help="Run in this process, or as a Prefect flow.")
    ] = True,
) -> None:
    """Write the weekly digest from the newest snapshot: Markdown, HTML, mail, Atom, JSON Feed.

    Examples: laborwire digest --week 2026-W47 | laborwire digest --format all | laborwire digest --send
    """
    from flows.launch import launch_week
    from flows.week import FORMATS

    wanted = tuple(formats or ("md", "html"))
    if "all" in wanted:
        wanted = FORMATS
    if open_page and "html" not in wanted:
        raise UsageError("--open shows the HTML page: add --format html")
    if again and not send:
        raise UsageError("--again goes with --send")
    places = find_places(data=data, var=var)
    when = told_time(now)
    if send:
        from flows.week_mail import check_sending

        check_sending(places, again=again or ())
        wanted = tuple(dict.fromkeys((*wanted, "mail")))
    written = launch_week(places, week=week, now=when, direct=direct, formats=wanted)
    for path in written:
        typer.echo(str(path))
    if open_page:
        webbrowser.open(next(path for path in written if path.suffix == ".html").absolute().as_uri())
    if send:
        from flows.week_mail import send_week

        raise typer.Exit(send_week(places, week=week, now=when, again=again or (), out=typer.get_text_stream("stdout")))
