"""Sources that fail in every way: the night goes on, and the run report says what was wrong with whom."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.night import run_night
from flows.order import stand_in_order
from pipeline.places import find_places
from pipeline.records import Feed, RunReport, Source

pytestmark = [pytest.mark.slow, pytest.mark.model]

NOW = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
GOOD_FEED = (
    b"<rss version='2.0'><channel><title>Good</title><item><title>Raters for Appen earn $9 an hour</title>"
    b"<link>http://good.example/raters</link><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"
)
GOOD_PAGE = (
    b"<html lang='en'><head><title>Raters for Appen earn $9 an hour</title></head><body><article>"
    b"<h1>Raters for Appen earn $9 an hour</h1><p>People who rate chatbot answers for Appen earn $9 an hour, three of "
    b"them said on Monday.</p><p>They label data that trains artificial intelligence, as contractors, and want better "
    b"pay and a say in how it is set.</p></article></body></html>"
)


class Server(BaseHTTPRequestHandler):
    """One host a failure, told apart by the Host header."""

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").split(":")[0].split(".")[0]
        if self.path == "/robots.txt":
            self._send(404, b"")
        elif host == "good":
            self._send(200, GOOD_FEED if self.path == "/feed" else GOOD_PAGE)
        elif host == "failing":
            self._send(500, b"<h1>Internal Server Error</h1>")
        elif host == "hanging":
            time.sleep(20)
        elif host == "garbage":
            self._send(200, bytes(range(256)) * 40)
        elif host == "empty":
            self._send(200, b"")
        elif host == "html":
            self._send(200, b"<!doctype html><html><body><h1>Welcome</h1><p>No feed here.</p></body></html>")
        elif host == "huge" and self.path == "/feed":
            self._send(200, GOOD_FEED.replace(b"good.example", b"huge.example"))
        else:
            self._huge()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(50):
                self.wfile.write(b"<p>word " * (1 << 17))
        except OSError:
            # The crawler has hung up, as it should.
            return


HOSTS = ("good", "failing", "hanging", "garbage", "empty", "html", "huge")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunReport, Path]]:
    data = tmp_path_factory.mktemp("data")
    real = find_places().data
    for name in ("gazetteer.toml", "sources.toml", "minimum_wage.toml", "fx", "relevance", "pay"):
        if (real / name).exists():
            (data / name).symlink_to(real / name)
    (data / "laborwire.toml").write_text("[crawl]\ntimeout_s = 4\n")
    sources = tuple(
        Source(
            id=host,
            name=host.title(),
            homepage=f"http://{host}.example/",
            source_class="press",
            country="US",
            languages=("en",),
            feeds=(Feed(url=f"http://{host}.example/feed", kind="feed"),),
            delay_s=0,
            is_invented=True,
        )
        for host in HOSTS
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        places = find_places(data=data, var=data / "var")
        yield run_night(stand_in_order(places, NOW, sources=sources, port=server.server_port)), places.warehouse
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.thorough
def test_the_night_is_done_and_the_good_source_was_read(report: tuple[RunReport, Path]) -> None:
    import duckdb

    night, warehouse = report
    assert night.state == "done"
    with duckdb.connect(str(warehouse), read_only=True) as con:
        assert con.execute("SELECT source_id, headline FROM articles").fetchall() == [
            ("good", "Raters for Appen earn $9 an hour")
        ]
        assert con.execute("SELECT amount_text FROM pay_claims").fetchall() == [("$9 an hour",)]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param("failing", "500", id="answers-500"),
        pytest.param("hanging", "", id="hangs"),
        pytest.param("garbage", "", id="garbage"),
        pytest.param("empty", "empty", id="empty-feed"),
        pytest.param("html", "a web page", id="feed-is-html"),
    ],
)
def test_each_failed_source_is_named_with_its_problem(report: tuple[RunReport, Path], source: str, words: str) -> None:
    problems = [error.problem for error in report[0].source_errors if error.source_id == source]
    assert problems, [error.source_id for error in report[0].source_errors]
    assert words.lower() in " ".join(problems).lower()


def test_a_page_of_50_megabytes_is_a_rejection(report: tuple[RunReport, Path]) -> None:
    import duckdb

    with duckdb.connect(str(report[1]), read_only=True) as con:
        found = con.execute("SELECT reason FROM rejections WHERE source_id = 'huge'").fetchall()
    assert found == [("too_large",)]


def test_no_good_source_is_blamed(report: tuple[RunReport, Path]) -> None:
    assert not [error for error in report[0].source_errors if error.source_id == "good"]
