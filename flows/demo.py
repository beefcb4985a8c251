"""Run two nights and the weekly digest on the demo newsroom, and show where to look and what to ask.

The newsroom is served on loopback by this run; its clock moves between the nights: one article is
corrected, one withdrawn. The clock is fixed, so every run makes the same ids and rows.
"""

import shutil
import time
from pathlib import Path
from typing import TextIO

from flows.launch import launch_night, launch_week
from flows.newsroom import DIGEST_AT, DIGEST_WEEK, NIGHT_1, NIGHT_2, Newsroom, demo_sources
from flows.report import print_report
from pipeline.codec import to_json
from pipeline.errors import UsageError
from pipeline.places import Places

QUERIES: tuple[tuple[str, str], ...] = (
    (
        "What does whom pay how much, and whose words are these?",
        "SELECT published::DATE AS day, payer, amount_text, bound, kind, change_role AS side, attribution_name AS who, "
        "headline FROM pay_claims_printable WHERE payer_id IS NOT NULL "
        "ORDER BY day DESC, payer, amount_min, headline LIMIT 5",
    ),
    (
        "Whose pay was changed, from what to what?",
        "SELECT published::DATE AS day, payer, from_text, to_text, direction, modality FROM pay_changes "
        "WHERE from_text IS NOT NULL AND payer_id IS NOT NULL ORDER BY day DESC, payer, to_text, from_text LIMIT 5",
    ),
    (
        "Which figure stands in several articles, and how many of them are independent?",
        "SELECT payer, amount_min, amount_max, currency, unit, n_articles, n_independent FROM independent_sources "
        "WHERE n_articles > 1 ORDER BY n_articles DESC, n_independent DESC, payer, amount_min LIMIT 5",
    ),
)
"""Questions that the demo answers at its end, each with its SQL."""


def run_demo(places: Places, *, direct: bool, out: TextIO) -> None:
    """Run the demo and print where digest and warehouse are, with three queries and their answers.

    Raises:
        UsageError: the folder holds an archive, a warehouse or decisions that are not the demo's.
    """
    begun = time.monotonic()
    _claim_warehouse(places)
    with Newsroom(now=NIGHT_1) as newsroom:
        for now in (NIGHT_1, NIGHT_2):
            newsroom.set_now(now)
            report = launch_night(places, now=now, direct=direct, newsroom_port=newsroom.port)
            print_report(report, out)
            out.flush()
        written = launch_week(places, week=DIGEST_WEEK, now=DIGEST_AT, direct=direct)
    out.write("\nThe demo newsroom is invented: its publishers, people and firms do not exist.\n\n")
    out.write(f"warehouse  {_short(places.warehouse)}\n")
    for path in written:
        out.write(f"digest     {_short(path)}\n")
    _answer_queries(places, out)
    out.write(f"\ndone in {time.monotonic() - begun:.0f} s\n")


def remove_demo(places: Places, *, out: TextIO) -> None:
    """Delete everything that the demo made, unless something real lies with it.

    Raises:
        UsageError: there is no demo in this folder, or a person has put articles in beside it.
    """
    if not places.demo_marker.exists():
        raise UsageError(f"{places.var} does not hold the demo newsroom; nothing was deleted")
    own = _own_pages(places)
    if own:
        listed = ", ".join(own[:3]) + (f" and {len(own) - 3} more" if len(own) > 3 else "")
        raise UsageError(
            f"{places.var} also holds {len(own)} pages that were put in by hand ({listed}); nothing was deleted. "
            "Put them into a folder of their own (laborwire add --var), then delete this one yourself"
        )
    shutil.rmtree(places.var)
    out.write(f"deleted {_short(places.var)}: the demo's archive, warehouse, digests and run reports\n")


def _own_pages(places: Places) -> list[str]:
    """Return the addresses in the archive that are none of the newsroom's, whether their pages were kept or not."""
    from pipeline.archive.store import Archive
    from pipeline.urls import host_of

    if not (places.archive / "index.sqlite").exists():
        return []
    invented = {host_of(source.homepage) for source in demo_sources()}
    with Archive.open(places.archive) as archive:
        found = [capture.url for _, _, capture in archive.sightings_after(0)]
    return [url for url in dict.fromkeys(found) if host_of(url) not in invented]


def _claim_warehouse(places: Places) -> None:
    real = (places.live_warehouse, places.warehouse, places.snapshots, places.archive, places.decisions)
    found = [path for path in real if path.exists()]
    if not places.demo_marker.exists() and found:
        raise UsageError(f"{places.var} is not the demo's: {found[0].name} is there; give the demo another --var")
    places.var.mkdir(parents=True, exist_ok=True)
    places.demo_marker.write_bytes(to_json({"invented": True, "note": "remove with: laborwire demo --remove"}) + b"\n")


def _answer_queries(places: Places, out: TextIO) -> None:
    from flows.sql_cli import print_table
    from pipeline.warehouse.sandbox import run_sql

    for question, query in QUERIES:
        out.write(f'\n{question}\n$ laborwire sql "{query}"\n')
        print_table(run_sql(places.warehouse, query), out)


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
