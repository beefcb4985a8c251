"""Measure a night that crawls real pages from a loopback server, with and without Prefect, in one run.

    python benchmarks/crawled_night.py PAGES.jsonl[.gz] [--limit N] [--out FILE.md]

PAGES has lines with id, url and html. They are served as five publishers with a feed each, every page is kept (a
person's decision for each), and the whole tree of processes is measured: crawl, extraction children and
Prefect's own server among them.
"""

import argparse
import gzip
import json
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from measure import Measurement, measure

CHECKOUT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
# A night takes at most 200 pages of one source: the pages are spread over five.
SITES = tuple(f"http://measured{number}.example" for number in range(1, 6))


def main() -> None:
    """Measure both, or (with `--night`) be the night that is measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--limit", type=int, default=500, help="only the first N pages")
    parser.add_argument("--out", type=Path, help="write the table here, too")
    parser.add_argument("--night", choices=["plain", "prefect"], help=argparse.SUPPRESS)
    parser.add_argument("--var", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.night:
        _night(options.var, options.port, prefect=options.night == "prefect")
        return
    pages = _pages(options.pages, options.limit)
    runs: dict[str, tuple[Measurement, int]] = {}
    with tempfile.TemporaryDirectory() as folder, _served(pages) as port:
        for kind in ("plain", "prefect"):
            var = Path(folder) / kind
            _keep_all(var, len(pages))
            command = [sys.executable, str(Path(__file__).resolve()), str(options.pages)]
            done = measure([*command, "--night", kind, "--var", str(var), "--port", str(port)], cwd=CHECKOUT)
            if done.code:
                sys.exit(done.output[-3000:])
            runs[kind] = done, _articles(var)
    table = _table(len(pages), runs)
    print(table)
    if options.out:
        options.out.write_text(table + "\n")


def _pages(path: Path, limit: int) -> list[bytes]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as lines:
        return [json.loads(line)["html"].encode() for number, line in enumerate(lines) if number < limit]


@contextmanager
def _served(pages: list[bytes]) -> Iterator[int]:
    feeds = {site.removeprefix("http://"): _feed(site, len(pages)) for site in SITES}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = self.path.removeprefix("/p/")
            if self.path == "/feed":
                body, status = feeds[self.headers["Host"].split(":")[0]], 200
            elif number.isdigit() and int(number) < len(pages):
                body, status = pages[int(number)], 200
            else:
                body, status = b"", 404
            self.send_response(status)
            self.send_header("Content-Type", "text/xml" if self.path == "/feed" else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def _feed(site: str, count: int) -> bytes:
    date = format_datetime(NOW.replace(hour=0))
    items = "".join(
        f"<item><title>Page {number}</title><link>{_address(number)}</link><pubDate>{date}</pubDate></item>"
        for number in range(count)
        if _address(number).startswith(site)
    )
    return f"<rss version='2.0'><channel><title>Measured</title>{items}</channel></rss>".encode()


def _address(number: int) -> str:
    return f"{SITES[number % len(SITES)]}/p/{number}"


def _keep_all(var: Path, count: int) -> None:
    from pipeline.decisions import append_decisions, make_decision

    var.mkdir(parents=True)
    append_decisions(
        var / "decisions.jsonl",
        (
            make_decision("keep", _address(number), who="benchmark", when=NOW, why="every stage is measured")
            for number in range(count)
        ),
    )


def _night(var: Path, port: int, *, prefect: bool) -> None:
    from flows.night import run_night
    from flows.order import stand_in_order
    from flows.prefect_env import prepare_prefect
    from pipeline.places import find_places
    from pipeline.records import Feed, Source

    sources = tuple(
        Source(
            id=f"measured-{number}",
            name="Measured",
            homepage=f"{site}/",
            source_class="press",
            country="US",
            languages=("en",),
            feeds=(Feed(kind="feed", url=f"{site}/feed"),),
            delay_s=0.0,
            enabled=True,
        )
        for number, site in enumerate(SITES)
    )
    order = stand_in_order(find_places(var=var), NOW, sources=sources, port=port)
    if not prefect:
        run_night(order)
        return
    prepare_prefect(order.places)
    from prefect import flow

    from flows.prefect_flows import TASKS

    @flow(name="measured night")
    def measured() -> str:
        return run_night(order, TASKS).id

    measured()


def _articles(var: Path) -> int:
    import duckdb

    with duckdb.connect(str(var / "laborwire.duckdb"), read_only=True) as con:
        (count,) = con.execute("SELECT count(*) FROM articles").fetchone() or (0,)
    return int(count)


def _table(count: int, runs: dict[str, tuple[Measurement, int]]) -> str:
    rows = [
        ("articles", [f"{articles} of {count}" for _, articles in runs.values()]),
        ("wall seconds", [f"{done.wall_s:.0f}" for done, _ in runs.values()]),
        ("CPU seconds", [f"{done.cpu_s:.0f}" for done, _ in runs.values()]),
        ("peak memory, all processes, MiB", [f"{done.peak_mib:.0f}" for done, _ in runs.values()]),
    ]
    lines = ["| | without Prefect | with Prefect |", "|---|---:|---:|"]
    return "\n".join(lines + [f"| {name} | {' | '.join(values)} |" for name, values in rows])


if __name__ == "__main__":
    main()
