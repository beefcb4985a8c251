"""Put pages in by hand: web addresses, saved pages, JSONL and WARC files go through the rest of the night.

Each page gets an answer: its title and claims, or why it was not kept. What cannot be a page is a
rejection like any other, kept and queryable. The exit code is 1 when not one input could be read.
"""

import getpass
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import TextIO

from flows.crawling import CrawlOutcome, crawl
from flows.night import run_add_steps
from flows.order import Order, sources_of
from flows.outcome import Outcome, pages_file, print_outcome, read_outcomes
from pipeline.archive.inputs import Page, read_pages
from pipeline.archive.store import Archive
from pipeline.decisions import Decisions, alone, append_decisions, make_decision
from pipeline.errors import RejectionReason, UsageError
from pipeline.owners import Owners
from pipeline.places import Places
from pipeline.records import Rejection, RunReport
from pipeline.tombstones import TakenDown, is_mark
from pipeline.urls import canonical_url, is_web_address
from pipeline.warehouse.lock import writer_lock

KEEP_ALL = "laborwire add --keep-all"
"""Why such pages are kept: nobody has said that they are on the beat."""


def run_add(
    places: Places,
    inputs: list[str],
    *,
    now: datetime,
    keep_all: bool,
    url: str | None,
    direct: bool,
    quiet: bool,
    out: TextIO,
) -> int:
    """Put the inputs in, print what became of each page and return the exit code.

    Raises:
        UsageError: a file is not there, or --url is given with more than one page.
        LockedError: another run is writing.
    """
    addresses = tuple(item for item in inputs if is_web_address(item))
    files = [item for item in inputs if not is_web_address(item)]
    for name in files:
        if name == "-" and sys.stdin is None:
            raise UsageError("standard input is closed; name a file or pipe something in")
        if name != "-" and not Path(name).exists():
            raise UsageError(f"{name}: no such file, and not a web address")
        if name != "-" and Path(name).is_dir():
            raise UsageError(f"{name}: is a folder; name the files in it")
    if url is not None and (addresses or len(files) != 1):
        raise UsageError("--url is the address of one saved page; give just that page")
    if url is not None and not is_web_address(url):
        raise UsageError(f"--url {url!r} is not a web address; write it like https://news.example/story")
    if places.demo_marker.exists():
        sys.stderr.write("note: this warehouse also holds the demo newsroom's invented articles (.example addresses)\n")
    order = Order(places=places, now=now)
    with writer_lock(places, "add", datetime.now(timezone.utc)):
        captures, rejections = _archive_files(order, files, url)
        crawled = CrawlOutcome()
        if addresses:
            crawled = crawl(order, addresses)
            captures += _captured(order, addresses)
        rejections += crawled.rejections
        if keep_all:
            _keep(order, captures)
        ids = tuple(dict.fromkeys(identity for identity, _ in captures))
        crawled = CrawlOutcome(rejections=tuple(rejections), source_errors=crawled.source_errors)
        report = _run(order, ids, crawled, direct=direct)
    _print(places, report, rejections, quiet=quiet, out=out)
    return 0 if ids else 1


def _run(order: Order, ids: tuple[str, ...], crawled: CrawlOutcome, *, direct: bool) -> RunReport:
    if direct:
        return run_add_steps(order, ids, crawled=crawled)
    from flows.prefect_env import prepare_prefect

    prepare_prefect(order.places)
    from flows.prefect_flows import add_captures

    return add_captures(order, ids, crawled)


def _archive_files(order: Order, files: list[str], url: str | None) -> tuple[list[tuple[str, str]], list[Rejection]]:
    """Store the pages of all files and return (capture id, URL) of each, and what could not be a page."""
    captures: list[tuple[str, str]] = []
    rejections: list[Rejection] = []
    if not files:
        return captures, rejections
    owners = Owners(sources_of(order))
    keep_out = TakenDown.of(
        one.subject
        for one in Decisions.read(order.places.decisions).log
        if one.verb == "take_down" and is_mark(one.subject)
    )
    with Archive.open(order.places.archive, writable=True) as archive:
        for name in files:
            for page in _pages(name, url):
                if isinstance(page, Rejection):
                    rejections.append(page)
                    continue
                if page.url in keep_out:
                    detail = "taken down; not taken in again"
                    key = keep_out.told_as(page.url)
                    rejections.append(Rejection(stage="add", key=key, reason=RejectionReason.TAKEN_DOWN, detail=detail))
                    continue
                capture = archive.store(
                    url=page.url,
                    final_url=page.url,
                    status=page.status,
                    headers=page.headers,
                    body=page.body,
                    fetched_at=page.fetched_at or order.now,
                    content_type=page.content_type,
                    source_id=owners.of(page.url),
                )
                captures.append((capture.id, page.url))
    return captures, rejections


def _pages(name: str, url: str | None) -> Iterator[Page | Rejection]:
    if name == "-":
        with open(sys.stdin.fileno(), "rb", closefd=False) as stream:  # a descriptor has no path
            yield from read_pages(stream, name="standard input", url=url)
        return
    with Path(name).open("rb") as stream:
        yield from read_pages(stream, name=name, url=url)


def _captured(order: Order, addresses: tuple[str, ...]) -> list[tuple[str, str]]:
    with Archive.open(order.places.archive) as archive:
        found = [archive.latest(address) for address in addresses]
    return [(capture.id, capture.url) for capture in found if capture is not None]


def _keep(order: Order, captures: list[tuple[str, str]]) -> None:
    """Write down that a person wants these kept: later nights and rebuilds must know it, too."""
    addresses = dict.fromkeys(canonical_url(url) for _, url in captures)
    decisions = [
        make_decision("keep", address, who=operator_name(), when=order.now, why=KEEP_ALL) for address in addresses
    ]
    with alone(order.places.decisions):
        append_decisions(order.places.decisions, decisions)


def operator_name() -> str:
    """Return who decides: the name of the user from the environment."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number without a name.
        return "operator"


def _print(places: Places, report: RunReport, rejections: list[Rejection], *, quiet: bool, out: TextIO) -> None:
    kept = claims = 0
    refused = 0
    for outcome in read_outcomes(pages_file(places, report.id)):
        kept += outcome.state == "article"
        refused += outcome.state != "article"
        claims += len(outcome.quotes) - outcome.rejected
        if not quiet:
            print_outcome(outcome, out)
    for rejection in rejections:
        refused += 1
        if not quiet:
            detail = f"{rejection.reason}: {rejection.detail}"
            print_outcome(Outcome(url=rejection.key, state="rejected", detail=detail), out)
    for problem in report.source_errors:
        sys.stderr.write(f"{problem.url}: {problem.problem}\n")
    out.write(f"{kept} kept with {claims} pay claims, {refused} not kept; snapshot {report.snapshot}\n")
