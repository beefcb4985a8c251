"""Options that many commands share: where the installation is, and what time it is taken to be."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import UsageError

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder with content and settings (default: the checkout's data/).")
]
VarOption = Annotated[
    Path | None, typer.Option("--var", help="Folder for what runs make (default: var/ in the data folder).")
]
NowOption = Annotated[
    str | None, typer.Option("--now", help="Run as if it were this time, ISO 8601 (default: the clock).")
]


MOST = 1_000_000_000
"""No archive has more articles or claims; a database takes no number of any length."""


def refuse_beyond(limit: int | None) -> None:
    """Refuse a `--limit` that no database takes.

    Raises:
        UsageError: it is more than `MOST`.
    """
    if limit is not None and limit > MOST:
        raise UsageError(f"--limit {limit} is too much: at most {MOST}")


def told_time(now: str | None, *, option: str = "--now") -> datetime:
    """Return the time that `--now` or another option says, else the clock's.

    Raises:
        UsageError: it is no time, or none at which this could run.
    """
    if now is None:
        return datetime.now(timezone.utc)
    try:
        parsed = datetime.fromisoformat(now)
    except ValueError as err:
        raise UsageError(f"{option} {now!r} is not a time; write it like 2026-11-21T02:00:00Z") from err
    if not 1970 <= parsed.year <= 2200:
        raise UsageError(f"{option} {now!r} is before 1970 or after 2200")
    return parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=timezone.utc)
