"""Fill the archive with what was published before: a source's sitemap archives, or Common Crawl News files.

Both take turns of minutes at the writer's lock, so that a night or a poll that begins meanwhile waits for the end of
a turn and not for that of the backfill. In each turn pages are stored, read and loaded by the usual steps; what was
loaded is published in the last one. One backfill at a time; both kinds go on where they were stopped.
"""

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TextIO

from flows.backfill_archive import FileProgress, Sieves, rejections_are_loaded, take_files, unheard_rejections
from flows.by_source import refusal_counts
from flows.crawling import CrawlOutcome
from flows.night import run_backfill_steps
from flows.order import Order, refuse_mixing
from flows.report import print_report
from flows.stopwatch import add_counts
from flows.tools import Tools
from flows.turns import turn_to_write
from pipeline.archive.cheap_text import CheapText
from pipeline.archive.prefilter import Prefilter
from pipeline.errors import LockedError
from pipeline.places import Places
from pipeline.records import RunReport
from pipeline.warehouse.lock import held

# Read and loaded in about a minute.
PAGES_PER_TURN = 300


class Turns:
    """The turns of one backfill at the writer's lock, and what was loaded in them."""

    def __init__(self, order: Order, *, err: TextIO) -> None:
        self._order = order
        self._err = err
        self._reports: list[RunReport] = []

    @classmethod
    @contextmanager
    def of(cls, order: Order, *, err: TextIO) -> "Iterator[Turns]":
        """Be the one backfill for the length of a `with` block.

        Raises:
            LockedError: another backfill is going on.
        """
        with held(order.places.backfill_lock, "backfill", datetime.now(timezone.utc)):
            yield cls(order, err=err)

    def turn(self) -> AbstractContextManager[None]:
        """Hold the writer's lock for the length of a `with` block, once whoever has it or waits for it is done."""
        return turn_to_write(self._order.places, "backfill", most_wait_s=math.inf, tell=self._tell)

    def load(self, crawled: CrawlOutcome | None = None) -> None:
        """Read and load what the archive has got, in the turn that the caller holds."""
        self._reports.append(run_backfill_steps(self._order, crawled=crawled, most=PAGES_PER_TURN, publishes=False))

    def end(self, crawled: CrawlOutcome | None = None) -> RunReport:
        """Load what is left, publish it, and return the report of all turns together."""
        while True:
            with self.turn():
                self._reports.append(run_backfill_steps(self._order, crawled=crawled, most=PAGES_PER_TURN))
            crawled = None
            if self._reports[-1].snapshot is not None:
                return _together(self._reports)

    def _tell(self, refused: LockedError) -> None:
        self._err.write(f"backfill: waits for {refused.holder}, at work since {refused.since}\n")


def backfill_files(order: Order, files: list[Path], *, out: TextIO) -> RunReport:
    """Take what is on the beat out of WARC files, read, load and publish it, and print what became of it.

    Raises:
        UsageError: a file is not there or not of the kind that can be read so, or the warehouse holds the demo.
        LockedError: another backfill is going on.
    """
    refuse_mixing(order)
    with Turns.of(order, err=sys.stderr) as turns:
        done = take_files(order, files, word_sieves(order.places), turn=_loading(turns), err=sys.stderr)
        while refused := unheard_rejections(order.places):
            with turns.turn():
                turns.load(CrawlOutcome(counts=refusal_counts(refused), rejections=refused))
            rejections_are_loaded(order.places)
        report = turns.end()
    print_report(report, out)
    for progress in done:
        out.write(_line_of_file(progress))
    return report


def _loading(turns: Turns) -> Callable[[int], AbstractContextManager[None]]:
    """Return what makes a turn of storing so many pages; when enough are stored, they are read and loaded, too."""
    stored = 0

    @contextmanager
    def turn(pages: int) -> Iterator[None]:
        nonlocal stored
        with turns.turn():
            yield
            stored += pages
            if stored >= PAGES_PER_TURN:
                turns.load()
                stored = 0

    return turn


def _together(reports: Sequence[RunReport]) -> RunReport:
    return replace(
        reports[-1],
        started_at=reports[0].started_at,
        counts=add_counts(row for report in reports for row in report.counts),
        source_errors=tuple(dict.fromkeys(error for report in reports for error in report.source_errors)),
        sources_read=max(report.sources_read for report in reports),
    )


def word_sieves(places: Places) -> Sieves:
    """Return the two sieves of an installation: strict terms in bytes, and the words of the rule in cheap text."""
    from models.relevance_address import Sieve
    from models.relevance_strict import strict_terms

    gazetteer = Tools.shared(places).gazetteer
    sieve = Sieve.load(places.data, gazetteer)

    def is_promising(page: CheapText) -> bool:
        # A page that keeps its text in a script must be read properly to know.
        return not page.text or sieve.is_promising(title=page.title, text=page.text)

    terms = strict_terms(places.data / "relevance" / "rules.toml", gazetteer.entities)
    return Sieves(prefilter=Prefilter(terms), is_promising=is_promising)


def _line_of_file(progress: FileProgress) -> str:
    words = f"{progress.name}: {progress.pages} pages seen, {progress.kept} kept, {progress.known} known already"
    if progress.refused:
        words += f", {progress.refused} refused"
    if progress.damaged:
        words += f", {progress.damaged} damaged records read over"
    if progress.refusals.unnamed:
        words += f" ({progress.refusals.unnamed} of these counted, not named)"
    return words + "\n"
