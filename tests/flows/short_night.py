"""A short night for crash tests: a few demo articles of two publishers, served on loopback, read without Prefect.

python short_night.py PORT TIME VAR
python short_night.py PORT TIME < FOLDERS

The second way runs a night in the first folder of the input and, in a fork of its own, one in each further folder:
models are loaded once. Of each it prints the process and, at the end, its status.
"""

import os
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


def main(port: str, now: str, var: str = "") -> None:
    """Run one night and end, or one for each folder of the input."""

    def night(var: str) -> None:
        place = find_places(var=Path(var))
        run_night(stand_in_order(place, datetime.fromisoformat(now), sources=short_sources(), port=int(port)))

    if var:
        night(var)
        return
    for number, line in enumerate(sys.stdin):
        child = os.fork() if number else 0
        if child == 0:
            tell(os.getpid())
            night(line.strip())
            if number:
                os._exit(0)
        tell(os.waitpid(child, 0)[1] if number else 0)


def tell(number: int) -> None:
    """Write a number to who started this."""
    os.write(1, b"%d\n" % number)


if __name__ == "__main__":
    main(*sys.argv[1:])
