"""Answer `laborwire verify`: what in the newest snapshot does not hold, and what to do about it."""

from typing import TextIO

from flows.progress import progress
from flows.terminal import plain
from pipeline.codec import to_json
from pipeline.places import Places
from pipeline.warehouse.verify import Checked, verify_snapshot


def run_verify(places: Places, *, sample: int | None, seed: int, as_json: bool, out: TextIO) -> int:
    """Print every failure and a closing count; return 1 when anything failed.

    Raises:
        WarehouseError: there is no snapshot, or it cannot be read.
        ArchiveError: there is no archive, or its index cannot be read.
    """
    checked = Checked()
    named = 0
    with progress("captures", total=sample or _captures(places)) as tick:
        found = verify_snapshot(places.warehouse, places.archive, checked=checked, sample=sample, seed=seed, tick=tick)
        for failure in found:
            named += 1
            if as_json:
                out.write(to_json(failure).decode() + "\n")
            else:
                out.write(plain(failure.words()) + "\n")
    if as_json:
        out.write(to_json(checked).decode() + "\n")
        return 1 if checked.failed else 0
    if checked.failed > named:
        out.write(f"... and {checked.failed - named} more\n")
    part = "" if checked.captures >= checked.captures_in_all else f" of {checked.captures_in_all}"
    out.write(
        f"{checked.claims} claims, {checked.mentions} mentions, {checked.events} events, {checked.money} other sums, "
        f"{checked.articles} articles, {checked.captures}{part} captures: {checked.failed} failed\n"
    )
    return 1 if checked.failed else 0


def _captures(places: Places) -> int:
    from pipeline.archive.store import Archive

    if not (places.archive / "index.sqlite").exists():
        return 0
    with Archive.open(places.archive) as archive:
        return archive.count()
