"""Measure a crawl of simulated publishers beside a plain Scrapy spider, and a paced one beside the least it can take.

    python benchmarks/crawl.py [--pages 5000] [--hosts 100] [--delay 2.0] [--paced-pages 2500] [--out FILE.md]

The web is `simulated_web`, in a process of its own. First without delays: ours is the crawl of a night, from feeds to
WARC files and index, under robots.txt and what sites reserve; the plain spider is given the addresses, asks for nothing
else and writes each body into a file. Both have 16 requests on the wire, one a host. Then ours alone with a delay
between two requests to a host: no crawl can take less than requests a host times delay. `--latency 0` lets the
servers answer at once, so that only the crawlers' own work is measured; `--profile FILE` profiles ours (cProfile).
Prints tables and a line of JSON.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from urllib.request import urlopen

from measure import Measurement, measure
from simulated_web import Web, address_of, name_of, serve

CHECKOUT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
CONCURRENCY = 16
# robots.txt, what the site reserves, its feed.
ASKED_BESIDES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """What one crawl took."""

    pages: int
    wall_s: float
    cpu_s: float
    peak_mib: float
    pages_per_s: float
    cpu_ms_per_page: float
    requests: int
    body_mb: float
    """Unpacked."""
    least_gap_s: float | None
    """Least time between two requests to one host, as the server saw it."""


def main() -> None:
    """Measure both crawls, or (hidden options) be the server or the plain spider."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--latency", type=float, default=1.0, help="factor of the servers' latencies")
    parser.add_argument("--delay", type=float, default=2.0, help="seconds between two requests to a host; 0: skip it")
    parser.add_argument("--paced-pages", type=int, default=2500, help="pages of the crawl with delays")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", type=Path, help="profile our crawl into this file; its times then say little")
    parser.add_argument("--out", type=Path, help="write the tables here, too")
    parser.add_argument("--role", choices=["server", "plain"], help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    web = Web(hosts=options.hosts, pages=options.pages, latency=options.latency, seed=options.seed, now=NOW)
    if options.role == "server":
        serve(web)
        return
    if options.role == "plain":
        _plain(web, options.port, options.folder)
        return
    tables, found = [], {}
    with tempfile.TemporaryDirectory() as folder:
        with _served(web) as port:
            ours = _ours(web, port, Path(folder) / "ours", profile=options.profile)
            plain = _beside(web, port, Path(folder) / "plain")
        tables.append(_table(web, ours, plain))
        found |= {"ours": asdict(ours), "plain": asdict(plain)}
        if options.delay:
            paced_web = Web(
                hosts=options.hosts, pages=options.paced_pages, latency=options.latency, seed=options.seed, now=NOW
            )
            with _served(paced_web) as port:
                paced = _ours(paced_web, port, Path(folder) / "paced", delay_s=options.delay)
            tables.append(_paced_table(paced_web, paced, options.delay))
            found |= {"paced": asdict(paced), "delay_s": options.delay, "least_s": _least_s(paced_web, options.delay)}
    print("\n\n".join(tables))
    print(json.dumps(found))
    if options.out:
        options.out.write_text("\n\n".join(tables) + "\n")


@contextmanager
def _served(web: Web) -> Iterator[int]:
    command = [sys.executable, str(Path(__file__).resolve()), "--role", "server", "--hosts", str(web.hosts)]
    command += ["--pages", str(web.pages), "--latency", str(web.latency), "--seed", str(web.seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline() if server.stdout else "")
        finally:
            server.terminate()


def _ours(web: Web, port: int, folder: Path, *, delay_s: float = 0.0, profile: Path | None = None) -> Crawl:
    from pipeline.archive.store import Archive
    from pipeline.config import CrawlSettings
    from pipeline.records import Feed, Source
    from spiders.job import make_job, read_result, write_json

    hosts = [name_of(host) for host in range(web.hosts)]
    sources = tuple(
        Source(
            id=host.partition(".")[0],
            name=host,
            homepage=f"http://{host}/",
            source_class="press",
            country="",
            languages=("en",),
            feeds=(Feed(kind="feed", url=f"http://{host}/feed"),),
            delay_s=delay_s,
            enabled=True,
            is_invented=True,
        )
        for host in hosts
    )
    job = make_job(
        CrawlSettings(max_articles_per_source=web.pages, concurrency=CONCURRENCY),
        sources=sources,
        archive=folder / "archive",
        state=folder / "archive" / "crawl.sqlite",
        result=folder / "result.json",
        now=web.now,
        loopback=dict.fromkeys(hosts, port),
    )
    write_json(folder / "job.json", job)
    profiled = ["-m", "cProfile", "-o", str(profile.resolve())] if profile else []
    crawl = _measured([*profiled, "-m", "spiders.crawl", str(folder / "job.json")], web, port)
    with Archive.open(folder / "archive") as archive:
        stored = archive.count()
    if not read_result(folder / "result.json").finished or stored != web.pages:
        raise SystemExit(f"the crawl stored {stored} of {web.pages} pages")
    return crawl


def _beside(web: Web, port: int, folder: Path) -> Crawl:
    folder.mkdir()
    role = ["--role", "plain", "--hosts", str(web.hosts), "--pages", str(web.pages), "--port", str(port)]
    crawl = _measured([str(Path(__file__).resolve()), *role, "--folder", str(folder)], web, port)
    saved = sum(1 for _ in folder.iterdir())
    if saved != web.pages:
        raise SystemExit(f"the plain spider saved {saved} of {web.pages} pages")
    return crawl


def _measured(arguments: list[str], web: Web, port: int) -> Crawl:
    _told(port)
    done: Measurement = measure([sys.executable, *arguments], cwd=CHECKOUT)
    if done.code:
        raise SystemExit(f"ended with code {done.code}:\n{done.output[-3000:]}")
    served = _told(port)
    return Crawl(
        pages=web.pages,
        wall_s=round(done.wall_s, 2),
        cpu_s=round(done.cpu_s, 2),
        peak_mib=round(done.peak_mib),
        pages_per_s=round(web.pages / done.wall_s, 1),
        cpu_ms_per_page=round(done.cpu_s * 1000 / web.pages, 2),
        requests=served["answers"],
        body_mb=round(served["body_bytes"] / 1e6, 1),
        least_gap_s=served["least_gap_s"],
    )


def _told(port: int) -> dict[str, int]:
    with urlopen(f"http://127.0.0.1:{port}/served", timeout=30) as response:
        told: dict[str, int] = json.load(response)
    return told


def _plain(web: Web, port: int, folder: Path) -> None:
    """Be Scrapy as it comes, told to keep to one request a host and to be silent."""
    from collections.abc import AsyncIterator

    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess
    from scrapy.http import Response

    class Plain(Spider):
        name = "plain"

        async def start(self) -> AsyncIterator[Request]:
            for number in range(web.pages):
                yield Request(f"http://{address_of(number % web.hosts)}:{port}/{number}")

        def parse(self, response: Response) -> None:
            (folder / f"{response.url.rpartition('/')[2]}.html").write_bytes(response.body)

    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": CONCURRENCY,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            # Without any delay it starts all that wait for a host in one go, whatever the concurrency.
            "DOWNLOAD_DELAY": 0.001,
            "DOWNLOAD_DELAY_JITTER": 0,
            "ROBOTSTXT_OBEY": False,
            # With cookies it asks the web for a list of public suffixes; the others would open ports.
            "COOKIES_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "LOG_LEVEL": "WARNING",
        }
    )
    process.crawl(Plain)
    process.start()


def _least_s(web: Web, delay_s: float) -> dict[str, float]:
    a_host = -(-web.pages // web.hosts)
    return {"pages": a_host * delay_s, "all_requests": (a_host + ASKED_BESIDES - 1) * delay_s}


def _table(web: Web, ours: Crawl, plain: Crawl) -> str:
    rows = (
        ("pages a second", [f"{one.pages_per_s:.0f}" for one in (ours, plain)], ours.pages_per_s / plain.pages_per_s),
        ("wall seconds", [f"{one.wall_s:.1f}" for one in (ours, plain)], ours.wall_s / plain.wall_s),
        ("CPU seconds", [f"{one.cpu_s:.1f}" for one in (ours, plain)], ours.cpu_s / plain.cpu_s),
        ("CPU ms a page", [f"{one.cpu_ms_per_page:.1f}" for one in (ours, plain)], ours.cpu_s / plain.cpu_s),
        ("requests", [str(one.requests) for one in (ours, plain)], ours.requests / plain.requests),
        ("peak MiB", [f"{one.peak_mib:.0f}" for one in (ours, plain)], ours.peak_mib / plain.peak_mib),
    )
    lines = [
        f"{web.pages} pages on {web.hosts} hosts, {ours.body_mb:.0f} MB unpacked, no delays, latencies times "
        f"{web.latency:g}; one run on a shared machine, so compare within the table.",
        "",
        "| | ours | plain Scrapy, bodies only | ours / plain |",
        "|---|---:|---:|---:|",
    ]
    return "\n".join(lines + [f"| {name} | {' | '.join(values)} | {ratio:.2f} |" for name, values, ratio in rows])


def _paced_table(web: Web, paced: Crawl, delay_s: float) -> str:
    least = _least_s(web, delay_s)
    lines = [
        f"{web.pages} pages on {web.hosts} hosts, {delay_s:g} s between two requests to a host.",
        "",
        "| | seconds | wall / this |",
        "|---|---:|---:|",
        f"| wall time | {paced.wall_s:.1f} | 1.00 |",
        f"| least for the pages alone | {least['pages']:.1f} | {paced.wall_s / least['pages']:.2f} |",
        f"| least for pages, robots.txt, tdmrep.json and feed | {least['all_requests']:.1f} | "
        f"{paced.wall_s / least['all_requests']:.2f} |",
        f"| least time between two requests to a host | {paced.least_gap_s or 0:.3f} | |",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
