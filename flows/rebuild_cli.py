"""Answer `laborwire rebuild`: the digest of each table, and whether it is that of the old warehouse."""

from datetime import datetime
from typing import TextIO

from flows.progress import progress
from flows.rebuild import Rebuilt, count_pages, planned_loads, rebuild, total_digest
from pipeline.places import Places
from pipeline.warehouse.dump import REFERENCE_TABLES, WORK_TABLES
from pipeline.warehouse.release import ADVICE


def run_rebuild(places: Places, *, workers: int | None, only_compare: bool, now: datetime, out: TextIO) -> int:
    """Rebuild, print what came of it, and return the exit code: 1 when only compared, and something differs.

    Raises:
        ArchiveError: the archive, its ledger or the decision log is damaged or incomplete.
        WarehouseError: the new warehouse does not hold what it should; the old one stays.
        LockedError: another run is writing.
    """
    with progress("pages", total=count_pages(planned_loads(places)[0])) as tick:
        done = rebuild(places, now=now, workers=workers, only_compare=only_compare, tick=tick)
    print_rebuilt(done, out)
    is_held = done.is_in_place and done.snapshot is None
    return 1 if is_held or (only_compare and done.differing()) else 0


def print_rebuilt(done: Rebuilt, out: TextIO) -> None:
    """Print the digests, and how they compare."""
    for table, digest in done.digests.items():
        before = (done.before or {}).get(table)
        word = "" if before is None else "  same" if before == digest else f"  differs: was {before[:16]}"
        out.write(f"{table:<24} {digest[:16]}{word}\n")
    out.write(
        f"left out: {', '.join(sorted(WORK_TABLES))} (our own work), {', '.join(sorted(REFERENCE_TABLES))} (files)\n"
    )
    for note in done.notes:
        out.write(f"note: {note}\n")
    out.write(f"all tables sha256:{total_digest(done.digests)}")
    if done.before is not None:
        out.write(f", before sha256:{total_digest(done.before)}: {'differs' if done.differing() else 'same'}")
    made = "left as it was"
    if done.is_in_place:
        made = f"snapshot {done.snapshot}" if done.snapshot is not None else f"not published, see doctor; {ADVICE}"
    out.write(f"\n{done.loads} loads, {done.captures} captures read again and verified; warehouse {made}\n")
