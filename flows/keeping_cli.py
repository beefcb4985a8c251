"""The commands that keep a warehouse: verify, rebuild, backup, restore, publish."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.options import DataOption, NowOption, VarOption, told_time
from pipeline.places import find_places

keeping_app = typer.Typer()


@keeping_app.command()
def verify(
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="Read back only so many captures.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="With --sample: which captures.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """Check that all evidence stands where its rows say, and that the archive has the bytes it stands on.

    Reads the newest snapshot and the archive only, also while a night runs. Exit 1 when anything fails.

    Examples: laborwire verify | laborwire verify --sample 500
    """
    from flows.verify import run_verify

    places = find_places(data=data, var=var)
    raise typer.Exit(run_verify(places, sample=sample, seed=seed, as_json=json, out=sys.stdout))


@keeping_app.command()
def rebuild(
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=64, help="Children that extract (default: as configured).")
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Only compare: leave the old warehouse in its place.")
    ] = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Make the warehouse again from archive, configuration and decision log alone, without network.

    Prints a digest of each table's ordered rows, and which differ from the old warehouse's. The old one stays until
    the new one is whole and verified. With --compare exit 1 when anything differs.

    Examples: laborwire rebuild --compare | laborwire rebuild --workers 2
    """
    from flows.rebuild_cli import run_rebuild

    places = find_places(data=data, var=var)
    code = run_rebuild(places, workers=workers, only_compare=compare, now=told_time(now), out=sys.stdout)
    raise typer.Exit(code)


@keeping_app.command()
def backup(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A fresh folder, best on another disk.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the backup that is there.")] = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Copy all that cannot be made again into a folder, also while a night runs.

    Snapshot, archive, decisions, digests, reports and configuration, with a digest of each file.

    Example: laborwire backup /mnt/other-disk/laborwire-2026-11-22
    """
    from flows.backup import make_backup

    made = make_backup(find_places(data=data, var=var), path, now=told_time(now), force=force)
    size = sum(kept.size for kept in made.files)
    typer.echo(f"{len(made.files)} files, {size / 1e6:.1f} MB, snapshot {made.snapshot}: {path}")


@keeping_app.command()
def restore(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder of a backup.")],
    force: Annotated[bool, typer.Option("--force", help="Move aside what is in data/var.")] = False,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Bring a backup back into data/var, or into the folder of --var, and verify it.

    Refuses a damaged backup, and a folder that is not empty unless told --force, which moves it aside.

    Example: laborwire restore /mnt/other-disk/laborwire-2026-11-22
    """
    from flows.restore import restore_backup

    places = find_places(data=data, var=var)
    done = restore_backup(places, path, now=told_time(now), force=force)
    if done.aside is not None:
        typer.echo(f"moved aside: {done.aside}")
    if done.other_settings:
        typer.echo(f"note: other than when the backup was made, which keeps them: {', '.join(done.other_settings)}")
    checked = done.checked
    typer.echo(
        f"restored {places.var} as of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC, snapshot {done.manifest.snapshot}: "
        f"{checked.articles} articles, {checked.claims} claims, {checked.captures} captures verified"
    )


@keeping_app.command()
def publish(
    accept_loss: Annotated[
        str | None, typer.Option("--accept-loss", metavar="WHY", help="Publish in spite of what was lost.")
    ] = None,
    who: Annotated[str | None, typer.Option("--who", help="Who decides (default: the user's name).")] = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Publish the warehouse that a night held back because much of a source was lost.

    Without --accept-loss it is compared again. The reason goes into the decision log.

    Example: laborwire publish --accept-loss "the site moved its archive behind a login"
    """
    from flows.releasing import release

    places = find_places(data=data, var=var)
    raise typer.Exit(release(places, why=accept_loss, who=who, now=told_time(now), out=sys.stdout))
