"""Hold a warehouse back that lost much of what readers saw: of a source's articles, or of their pay claims.

A night may lose them by a fault of ours or of a publisher's site. What people dropped, took down or rejected is no
loss. `held.json` says what was lost while the newest snapshot stays the one before; it goes with the next publication.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.codec import from_json, to_json
from pipeline.config import ReleaseSettings
from pipeline.errors import WarehouseError
from pipeline.places import Places
from pipeline.warehouse.schema import read_step

ADVICE = 'look at it, then let it pass with: laborwire publish --accept-loss "why"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What readers would no longer see of a source."""

    source_id: str
    articles: int
    """Before."""
    articles_lost: int
    claims: int
    claims_lost: int

    def words(self) -> str:
        """Return the loss in a few words."""
        articles = f"{self.articles_lost} of {self.articles} articles"
        return f"{articles} and {self.claims_lost} of {self.claims} pay claims are gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Why nothing was published, and since when."""

    since: datetime
    losses: tuple[Loss, ...]


def find_losses(places: Places, settings: ReleaseSettings) -> tuple[Loss, ...]:
    """Return the sources of which the live warehouse, which must be closed, lost more than the settings let pass.

    Raises:
        WarehouseError: the live warehouse cannot be read.
    """
    if not places.warehouse.exists() or not places.live_warehouse.exists():
        return ()
    try:
        with duckdb.connect(str(places.warehouse), read_only=True) as old:
            before = old.execute(read_step("released")).to_arrow_table()
    except duckdb.Error:
        # There is nothing to compare with: a damaged snapshot is replaced by the next.
        return ()
    try:
        with closing(duckdb.connect(str(places.live_warehouse))) as con:
            con.register("before", before)
            con.register("now", con.execute(read_step("released")).to_arrow_table())
            rows = con.execute(read_step("losses")).fetchall()
    except duckdb.Error as err:
        raise WarehouseError(str(places.live_warehouse), f"cannot be compared with the snapshot: {err}") from err
    losses = [
        Loss(source_id=str(row[0] or ""), articles=row[1], articles_lost=row[2], claims=row[3], claims_lost=row[4])
        for row in rows
    ]
    return tuple(one for one in losses if _is_much(one, settings))


def held_file(places: Places) -> Path:
    """Return the file that says what is held back."""
    return places.var / "held.json"


def read_held(places: Places) -> Held | None:
    """Return why the newest warehouse is not published; None when it is.

    Raises:
        ArchiveError: the file is none of ours.
    """
    path = held_file(places)
    return from_json(Held, path.read_bytes()) if path.exists() else None


def held_lines(places: Places) -> tuple[str, ...]:
    """Return a sentence for the digest about what is held back; () when nothing is.

    Raises:
        ArchiveError: the file is none of ours.
    """
    held = read_held(places)
    if held is None:
        return ()
    told = "; ".join(f"{one.source_id}: {one.words()}" for one in held.losses)
    return (f"This is the state before {held.since:%Y-%m-%d}: what came since waits for a person, because {told}.",)


def hold(places: Places, losses: Sequence[Loss], *, now: datetime) -> None:
    """Write down that nothing is published, since when and why; without losses, that it is."""
    path = held_file(places)
    if not losses:
        path.unlink(missing_ok=True)
        return
    known = read_held(places)
    part = path.with_suffix(".part")
    held = Held(since=known.since if known is not None else now, losses=tuple(losses))
    part.write_bytes(to_json(held) + b"\n")
    part.replace(path)


def _is_much(loss: Loss, settings: ReleaseSettings) -> bool:
    return any(
        lost >= settings.at_least and lost > settings.most_lost * before
        for lost, before in ((loss.articles_lost, loss.articles), (loss.claims_lost, loss.claims))
    )
