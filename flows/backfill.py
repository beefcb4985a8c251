"""Fill the archive with what was published before: a source's sitemap archives, or Common Crawl News files.

Both end in the usual steps of a night: read, load, publish. Both go on where they were stopped.
"""

import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TextIO

from flows.backfill_archive import FileProgress, Sieves, rejections_are_loaded, take_files, unheard_rejections
from flows.by_source import refusal_counts
from flows.night import CrawlOutcome, Order, refuse_mixing, run_backfill_steps
from flows.report import print_report
from flows.tools import Tools
from pipeline.archive.cheap_text import CheapText
from pipeline.archive.prefilter import Prefilter
from pipeline.config import Places
from pipeline.records import RunReport
from pipeline.warehouse.lock import writer_lock


def backfill_files(order: Order, files: list[Path], *, out: TextIO) -> RunReport:
    """Take what is on the beat out of WARC files, read, load and publish it, and print what became of it.

    Raises:
        UsageError: a file is not there or not of the kind that can be read so, or the warehouse holds the demo.
        LockedError: another run is writing.
    """
    refuse_mixing(order)
    with writer_lock(order.places, "backfill", datetime.now(timezone.utc)):
        done = take_files(order, files, word_sieves(order.places), err=sys.stderr)
        refused = unheard_rejections(order.places)
        report = run_backfill_steps(order, crawled=CrawlOutcome(counts=refusal_counts(refused), rejections=refused))
        rejections_are_loaded(order.places)
    print_report(report, out)
    for progress in done:
        out.write(_line_of_file(progress))
    return report


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
    return words + "\n"
