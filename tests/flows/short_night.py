"""A short night for crash tests: a few demo articles of two publishers, served on loopback, read without Prefect.

python short_night.py VAR PORT TIME
"""

import shutil
import sys
from datetime import datetime
from pathlib import Path

from flows.newsroom import demo_sources
from flows.newsroom_content import DEMO
from flows.night import run_night
from flows.order import stand_in_order
from pipeline.places import find_places
from pipeline.records import Source

PUBLISHERS = ("click-by-click", "bay-ledger")


def short_newsroom(folder: Path) -> Path:
    """Copy the demo without the other publishers' articles, and return the copy."""
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("expected", "articles"))
    for publisher in PUBLISHERS:
        shutil.copytree(DEMO / "articles" / publisher, folder / "articles" / publisher)
    return folder


def short_sources() -> tuple[Source, ...]:
    """Return the sources of the short night."""
    return tuple(source for source in demo_sources() if source.id in PUBLISHERS)


def main(var: str, port: str, now: str) -> None:
    """Run one night and end."""
    order = stand_in_order(
        find_places(var=Path(var)), datetime.fromisoformat(now), sources=short_sources(), port=int(port)
    )
    run_night(order)


if __name__ == "__main__":
    main(*sys.argv[1:])
