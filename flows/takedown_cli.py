"""`laborwire takedown`: list what would go, ask, and take it down everywhere."""

import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from flows.options import DataOption, NowOption, VarOption, told_time
from flows.terminal import plain
from pipeline.errors import UsageError
from pipeline.places import Places, find_places

if TYPE_CHECKING:
    from pipeline.takedown.plan import Plan

_LISTED = 20


def takedown(
    subject: Annotated[str, typer.Argument(metavar="URL|DOMAIN|PERSON", help="An article, a site, or a full name.")],
    why: Annotated[str, typer.Option("--why", help="The reason, which stays in the log: do not name it there.")] = "",
    who: Annotated[str | None, typer.Option("--who", help="Who decides (default: the user's name).")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Remove an article, a site or all that names a person, from every file, and keep it out for ever.

    Captures, texts, claims, vectors, search, digests and all old snapshots are rewritten; there is no way back.

    Examples: laborwire takedown https://paper.example/story --why "court order 12" |
    laborwire takedown paper.example --why "asked by the publisher" --dry-run
    """
    places = find_places(data=data, var=var)
    told = told_time(now)
    raise typer.Exit(
        run_takedown(places, subject, why=why, who=who, dry_run=dry_run, yes=yes, now=told, out=sys.stdout)
    )


def run_takedown(
    places: Places, subject: str, *, why: str, who: str | None, dry_run: bool, yes: bool, now: datetime, out: TextIO
) -> int:
    """List and take down; return the exit code: 1 when the person said no."""
    from flows.add import operator_name
    from flows.takedown import begin, carry_out, unfinished
    from pipeline.takedown.plan import make_plan
    from pipeline.warehouse.lock import writer_lock

    if not places.var.exists():
        raise UsageError(f"{places.var} is not there: nothing was captured yet")
    with writer_lock(places, "takedown", datetime.now(timezone.utc)):
        left = unfinished(places)
        if left is not None:
            out.write("an earlier takedown was stopped; it is finished first\n")
            if not dry_run:
                _tell(carry_out(places, left), out)
        reason = why or ("dry run" if dry_run else "")
        plan = make_plan(places, subject, why=reason, who=who or operator_name(), when=now)
        _list(plan, out)
        if dry_run:
            out.write("nothing was changed\n")
            return 0
        if not yes and not _agrees(out):
            out.write("nothing was changed\n")
            return 1
        begin(places, plan)
        _tell(carry_out(places, plan), out)
    return 0


def _agrees(out: TextIO) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("standard input is no terminal to ask on; look at --dry-run first, then give --yes")
    out.write("Take all of this down, for ever? Type yes: ")
    out.flush()
    return sys.stdin.readline().strip().lower() == "yes"


def _list(plan: "Plan", out: TextIO) -> None:
    counts = f"{len(plan.articles)} article versions, {len(plan.captures)} captures, {len(plan.claims)} claims"
    out.write(f"{plan.kind}: {counts}\n")
    for url in plan.urls[:_LISTED]:
        out.write(f"  {plain(url)}\n")
    if len(plan.urls) > _LISTED:
        out.write(f"  and {len(plan.urls) - _LISTED} more addresses\n")
    for url in plan.copies:
        out.write(f"  stays, though it has words of it: {plain(url)} (take it down by its own address)\n")


def _tell(done: object, out: TextIO) -> None:
    from flows.takedown import Done

    assert isinstance(done, Done)  # noqa: S101  # imported late, for a quick start
    out.write(
        f"taken down: {done.captures} captures, {done.rows} rows of other databases; "
        f"{done.snapshots} warehouse files held it; snapshot {done.snapshot}\n"
    )
    if done.overwritten:
        pages = "1 page of others was" if done.overwritten == 1 else f"{done.overwritten} pages of others were"
        out.write(f"  {pages} written over in the archive, where they linked to it or had its words\n")
    for name in done.removed:
        out.write(f"  removed {plain(name)}{', and made anew' if name.rpartition('/')[2] in done.remade else ''}\n")
