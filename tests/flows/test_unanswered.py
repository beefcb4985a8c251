"""Sources that give no answer - no name, no robots.txt, no page - are named with the reason, and nothing is lost by it.

The crawls of these nights run as always, in processes of their own; what would leave loopback is refused there
(`tests/spiders/guarded.py`), so that the name of one source cannot be looked up.
"""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.night import run_night
from flows.order import Order
from pipeline.places import CHECKOUT, find_places
from pipeline.records import Feed, Source

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 17, 2, tzinfo=timezone.utc)
DAY = timedelta(days=1)
TIMEOUT_S = 1.0
WATCHED = """
import os, sys
sys.path.append({guard!r})
import guarded
guarded._notes = os.open({notes!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
sys.addaudithook(guarded.guard)
"""
SHY = "http://shy.example/1"
"""A page that one of the sources announces, on a host of its own."""
NAMES = ("silent", "guarded", "mute", "nameless", "well")


class Web(BaseHTTPRequestHandler):
    """All hosts but the one without a name; in the first night some of them do not answer."""

    is_first_night = True

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").split(".")[0]
        asked = (host, self.path)
        if self.is_first_night and (host == "silent" or asked in {("mute", "/feed"), ("well", "/2")}):
            # Longer than the crawl waits.
            time.sleep(3 * TIMEOUT_S)
        elif self.is_first_night and self.path == "/robots.txt" and host in {"guarded", "shy"}:
            self._send(b"", status=503)
        elif self.path == "/feed":
            pages = [f"http://{host}.example/{number}" for number in range(1, 4)] + [SHY] * (host == "well")
            items = "".join(
                f"<item><title>One</title><link>{page}</link><pubDate>Mon, 16 Nov 2026 10:00:00 GMT</pubDate></item>"
                for page in pages
            )
            self._send(f"<rss><channel>{items}</channel></rss>".encode())
        elif self.path in {"/1", "/2", "/3"}:
            # No article: what is read of a page is not the question here.
            self._send(f"<p>{host}{self.path}</p>".encode())
        else:
            self._send(b"", status=404)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _send(self, body: bytes, *, status: int = 200) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # the crawl hung up
            self.close_connection = True


class Nights:
    """Two nights, the first without many an answer; each with a copy of what readers had of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ask(self, night: int, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.folder / "var" / "snapshots" / f"laborwire-00000{night}.duckdb"), True) as con:
            return con.execute(query).fetchall()


def order_of(folder: Path, port: int) -> Order:
    real = find_places().data
    data = folder / "data"
    data.mkdir()
    for path in real.iterdir():
        if path.name not in {"var", "laborwire.toml"}:
            (data / path.name).symlink_to(path)
    contact = "mailto:desk@paper.example"
    (data / "laborwire.toml").write_text(f'[crawl]\ncontact = "{contact}"\ntimeout_s = {TIMEOUT_S}\n')
    sources = tuple(
        Source(
            id=name,
            name=f"The {name.title()}",
            homepage=f"http://{name}.example/",
            source_class="press",
            country="GB",
            languages=("en",),
            feeds=(Feed(url=f"http://{name}.example/feed", kind="feed"),),
            delay_s=0,
        )
        for name in NAMES
    )
    loopback = tuple((f"{name}.example", port) for name in (*NAMES, "shy") if name != "nameless")
    return Order(places=find_places(data=data, var=folder / "var"), now=NOW, newsroom=sources, loopback=loopback)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("unanswered")
    site = folder / "site"
    site.mkdir()
    watched = {"guard": str(CHECKOUT / "tests" / "spiders"), "notes": str(folder / "notes.jsonl")}
    (site / "sitecustomize.py").write_text(WATCHED.format(**watched))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        with pytest.MonkeyPatch.context() as here:
            here.setenv("PYTHONPATH", os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")]))
            order = order_of(folder, server.server_port)
            for night in (0, 1):
                here.setattr(Web, "is_first_night", night == 0)
                run_night(replace(order, now=NOW + night * DAY))
        # Once a night; nothing else that leaves loopback was ever tried.
        assert (folder / "notes.jsonl").read_text().splitlines() == [
            '{"what": "refused look-up", "host": "nameless.example"}'
        ] * 2
        yield Nights(folder)
    finally:
        server.shutdown()
        server.server_close()


PROBLEMS = {
    "silent": "robots.txt of http://silent.example cannot be read: no complete answer within the time limit",
    "guarded": "robots.txt of http://guarded.example answered 503",
    "mute": "no complete answer within the time limit",
    "nameless": "robots.txt of http://nameless.example cannot be read: the name nameless.example cannot be resolved",
}


def test_each_source_that_gave_no_answer_is_named_with_the_reason(nights: Nights) -> None:
    health = nights.ask(1, "SELECT source_id, state, last_problem, why_nothing FROM source_health ORDER BY ALL")
    named = [(name, "failing", problem, "dead") for name, problem in sorted(PROBLEMS.items())]
    assert health == [*named, ("well", "ok", None, None)]
    gaps = nights.ask(1, "SELECT subject, detail, why FROM coverage_gaps WHERE gap = 'source failing' ORDER BY subject")
    assert gaps == [(name, problem, "dead") for name, problem in sorted(PROBLEMS.items())]


def test_what_answers_again_is_named_no_more(nights: Nights) -> None:
    failing = nights.ask(2, "SELECT source_id, failed_runs_in_week FROM source_health WHERE state = 'failing'")
    assert failing == [("nameless", 2)]


def test_a_page_that_could_not_be_asked_for_is_a_rejection_until_it_can(nights: Nights) -> None:
    missing = (
        "SELECT gap, detail FROM coverage_gaps"
        " WHERE gap LIKE 'pages not read: %' AND gap NOT LIKE '%no_text' ORDER BY ALL"
    )
    assert nights.ask(1, missing) == [
        ("pages not read: disallowed", f"for example {SHY}"),
        ("pages not read: timed_out", "for example http://well.example/2"),
    ]
    assert nights.ask(2, missing) == []
    (why,) = nights.ask(1, f"SELECT detail FROM rejections WHERE key = '{SHY}'")
    assert why == ("robots.txt of http://shy.example answered 503",)


def test_every_page_comes_in_once_its_site_answers(nights: Nights) -> None:
    pages = nights.ask(2, "SELECT url FROM captures WHERE status = 200")
    answering = set(NAMES) - {"nameless"}
    assert sorted(pages) == sorted(
        [(f"http://{name}.example/{number}",) for name in answering for number in (1, 2, 3)] + [(SHY,)]
    )
