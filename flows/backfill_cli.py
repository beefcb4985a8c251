"""`laborwire backfill`: the command line of backfills."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.options import DataOption, NowOption, VarOption, told_time
from pipeline.errors import UsageError
from pipeline.places import find_places

DEFAULT_LIMIT = 300


def backfill(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE.warc.gz...", help="Common Crawl News files.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="Walk the sitemap archives of this source.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="MONTH", help="With --source: how far back, 2025-01 or 2025-01-31.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=0, max=10_000, help="With --source: fetch at most so many pages in this run.")
    ] = DEFAULT_LIMIT,
    sitemap: Annotated[
        list[str] | None,
        typer.Option("--sitemap", metavar="URL", help="With --source: begin here; may be repeated."),
    ] = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Fill the archive with what was published before: a source's sitemap archives, or Common Crawl News files.

    Titles, addresses and words decide what is looked at more closely; the rest goes through the steps of a night.
    Goes on where it was stopped.

    Examples: laborwire backfill --source ID --since 2025-01 | laborwire backfill CC-NEWS-20260301.warc.gz
    """
    if bool(files) == (source is not None):
        raise UsageError("give --source ID or WARC files, one of the two")
    if source is None and (since is not None or sitemap):
        raise UsageError("--since and --sitemap belong to --source")
    if source is not None and since is None:
        raise UsageError("--source needs --since, the month to go back to: --since 2025-01")
    from flows.order import order_for

    order = order_for(find_places(data=data, var=var), told_time(now))
    if files:
        from flows.backfill import backfill_files

        backfill_files(order, files, out=sys.stdout)
        return
    from flows.backfill_source import Wish, backfill_source, told_month

    begin = told_month(since or "", now=order.now)
    wish = Wish(source_id=source or "", since=begin, limit=limit, sitemaps=tuple(sitemap or ()))
    raise typer.Exit(0 if backfill_source(order, wish, out=sys.stdout) else 1)
