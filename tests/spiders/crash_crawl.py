"""Kill a crawl at random moments, run it again, and look whether every page is in the archive exactly once.

    python tests/spiders/crash_crawl.py --kills 50 [--pages 2000] [--seed 1]

The site stands on loopback. Before every second new start half a record is put behind the archive's last one,
as a kill in the middle of a write would leave it.
"""

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.archive.store import Archive
from pipeline.config import CrawlSettings
from pipeline.places import CHECKOUT
from pipeline.records import Feed, Source
from spiders.job import CrawlJob, make_job, read_result, write_json

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=timezone.utc)
HOSTS = 10
TORN = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03half a record"


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a crawl that is killed hangs up."""


class Site:
    """Ten hosts on one port, each with a feed of its share of the pages."""

    def __init__(self, pages: int) -> None:
        self.asked: Counter[str] = Counter()
        self.pages = {f"http://h{number % HOSTS}.example/p/{number}": number for number in range(pages)}
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:  # the library's name
                status, body = site.answer(f"http://{self.headers['Host'].partition(':')[0]}{self.path}")
                head = f'HTTP/1.1 {status} OK\r\nContent-Length: {len(body)}\r\nETag: "{len(body)}"\r\n'
                kind = "application/xml" if self.path == "/feed" else "text/html"
                # In one piece: small ones wait for each other.
                try:
                    self.wfile.write(f"{head}Content-Type: {kind}\r\n\r\n".encode() + body)
                except OSError:  # the crawl was killed
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._http = _Quiet(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.port = int(self._http.server_address[1])
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def answer(self, url: str) -> tuple[int, bytes]:
        """Return status and body for an address."""
        if url in self.pages:
            self.asked[url] += 1
            return 200, body_of(self.pages[url])
        if url.endswith("/feed"):
            own = [page for page in self.pages if page.startswith(url.removesuffix("feed"))]
            items = "".join(f"<item><title>Page</title><link>{page}</link></item>" for page in own)
            return 200, f"<rss><channel>{items}</channel></rss>".encode()
        return 404, b""

    def close(self) -> None:
        """Stop serving."""
        self._http.shutdown()
        self._http.server_close()


def body_of(number: int) -> bytes:
    """Return the page with this number: each has other words and another length."""
    return f"<html><body><p>{f'Page {number}. ' * (20 + number % 400)}</p></body></html>".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """What came of one kill."""

    asked: int
    """Pages that it had asked for when it was killed."""
    stored: int
    """Captures that it left."""
    problem: str = ""


def job_in(folder: Path, site: Site) -> CrawlJob:
    """Return the job of a crawl of the whole site."""
    hosts = [f"h{number}.example" for number in range(HOSTS)]
    sources = tuple(
        Source(
            id=host.partition(".")[0],
            name=host,
            homepage=f"http://{host}/",
            source_class="press",
            country="",
            languages=("en",),
            feeds=(Feed(url=f"http://{host}/feed", kind="feed"),),
            delay_s=0,
            is_invented=True,
        )
        for host in hosts
    )
    job = make_job(
        CrawlSettings(max_articles_per_source=len(site.pages)),
        sources=sources,
        archive=folder / "archive",
        state=folder / "archive" / "crawl.sqlite",
        result=folder / "result.json",
        now=NOW,
        loopback=dict.fromkeys(hosts, site.port),
    )
    return replace(job, parent_pid=None)


def start(folder: Path, site: Site) -> "subprocess.Popen[bytes]":
    """Start a crawl in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "job.json", job_in(folder, site))
    return subprocess.Popen(
        [sys.executable, "-m", "spiders.crawl", str(folder / "job.json")], cwd=CHECKOUT, stderr=subprocess.DEVNULL
    )


def crash(folder: Path, site: Site, *, after_pages: int, after_s: float, tear: bool) -> Crash:
    """Kill a crawl, run it to its end, and say what is wrong with its archive, if anything is.

    Args:
        after_pages: kill it when it has asked for so many pages.
        after_s: and then so much later, in the middle of whatever it does.
    """
    site.asked.clear()
    child = start(folder, site)
    while child.poll() is None and site.asked.total() < after_pages:
        time.sleep(0.001)
    time.sleep(after_s)
    child.send_signal(signal.SIGKILL)
    child.wait()
    asked = site.asked.total()
    stored = _count(folder)
    warcs = sorted((folder / "archive").glob("*.warc.gz"))
    is_torn = tear and bool(warcs)
    if is_torn:
        with warcs[-1].open("ab") as warc:
            warc.write(TORN)
    start(folder, site).wait()
    problem = what_is_wrong(folder, site)
    # What was on its way is asked for again, and the one page that was stored and not yet written down.
    again = site.asked.total() - len(site.pages)
    if not problem and again > asked - stored + 1:
        problem = f"{again} pages were asked for again, when {asked - stored} were on their way"
    if is_torn and not problem and not list((folder / "archive").glob("*.torn-*")):
        problem = "the torn record was not cut"
    return Crash(asked=asked, stored=stored, problem=problem)


def what_is_wrong(folder: Path, site: Site) -> str:
    """Return what is wrong after the last crawl, "" when nothing is."""
    if not read_result(folder / "result.json").finished:
        return "the crawl did not end well"
    with Archive.open(folder / "archive") as archive:
        captures = [capture for _, _, capture in archive.sightings_after(0)]
        bodies = {capture.url: archive.body(capture.id) for capture in captures}
        count = archive.count()
    if not len(captures) == count == len(bodies) == len(site.pages):
        return f"{len(captures)} sightings and {count} captures of {len(bodies)} of {len(site.pages)} pages"
    if any(bodies.get(url) != body_of(number) for url, number in site.pages.items()):
        return "a page has the wrong bytes"
    with sqlite3.connect(folder / "archive" / "index.sqlite") as index:
        for file, end in index.execute("SELECT file, max(offset + length) FROM captures GROUP BY file"):
            if (folder / "archive" / file).stat().st_size != end:
                return f"{file} goes on behind its last record"
    return ""


def _count(folder: Path) -> int:
    if not (folder / "archive" / "index.sqlite").exists():
        return 0
    with Archive.open(folder / "archive") as archive:
        return archive.count()


def main() -> int:
    """Run the kills and say how many crawls ended differently."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    site = Site(options.pages)
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder) / "undisturbed", site).wait()
        if problem := what_is_wrong(Path(folder) / "undisturbed", site):
            sys.stdout.write(f"not even an undisturbed crawl: {problem}\n")
            return 1
        for number in range(options.kills):
            after_pages, after_s = chance.randrange(options.pages), chance.uniform(0, 0.02)
            place = Path(folder) / str(number)
            done = crash(place, site, after_pages=after_pages, after_s=after_s, tear=number % 2 == 1)
            bad += bool(done.problem)
            sys.stdout.write(
                f"{number + 1}/{options.kills} killed with {done.stored} pages stored, {done.asked} asked for, "
            )
            sys.stdout.write(f"of {options.pages}: {done.problem or 'each page once'}\n")
            sys.stdout.flush()
    site.close()
    sys.stdout.write(f"{options.kills} kills, {bad} crawls that ended differently\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
