"""A newsroom on loopback: real HTTP servers that answer as told and remember what they were asked."""

import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkstemp
from time import monotonic, sleep
from typing import Any

import pytest

from pipeline.archive.store import Archive
from pipeline.config import CrawlSettings
from pipeline.places import CHECKOUT
from pipeline.records import Capture, Feed, FeedKind, Source
from spiders.job import CrawlJob, CrawlResult, make_job, read_result, write_json
from spiders.launch import run_crawl

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=timezone.utc)


@dataclass(kw_only=True)
class Answer:
    """What a server says to one request."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    wait_s: float = 0.0
    is_endless: bool = False
    """The body is sent again and again, until the crawl hangs up."""
    drip_s: float = 0.0
    """Seconds between two bodies of an endless answer."""


@dataclass
class Asked:
    """One request that a server got."""

    path: str
    headers: dict[str, str]
    at: float


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a crawl that refuses a certificate, or is killed, hangs up."""


class Server:
    """One host of the newsroom, on a port of its own."""

    def __init__(
        self, host: str, *, address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.host = host
        self.asked: list[Asked] = []
        self._pages: dict[str, Answer | Callable[[Asked], Answer]] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = _Quiet((address, port), Handler)
        self._http.daemon_threads = True
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self.port: int = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def local(self, path: str) -> str:
        """Return the address by which a crawler without our map of hosts finds a page."""
        return f"http://127.0.0.1:{self.port}{path}"

    def page(self, path: str, body: bytes | str = b"<p>Words.</p>", **answer: object) -> None:
        """Answer `path` with this page."""
        content = body.encode() if isinstance(body, str) else body
        self._pages[path] = replace(Answer(body=content), **answer)  # type: ignore[arg-type]  # fields of Answer

    def on(self, path: str, answer: Callable[[Asked], Answer]) -> None:
        """Answer `path` with what the function says."""
        self._pages[path] = answer

    def feed(
        self, paths: list[str], *, at: str = "/feed", published: str = "2026-03-09T10:00:00Z", **answer: object
    ) -> None:
        """Announce pages of this host in an RSS feed."""
        items = "".join(
            f"<item><title>Headline {path}</title><link>{path if '//' in path else self.url(path)}</link>"
            f"<pubDate>{published}</pubDate></item>"
            for path in paths
        )
        answer = {"content_type": "application/rss+xml"} | answer
        self.page(at, f"<rss><channel>{items}</channel></rss>", **answer)

    def paths(self) -> list[str]:
        """What was asked, in order, what every site is asked first aside."""
        return [asked.path for asked in self.asked if asked.path not in {"/robots.txt", "/.well-known/tdmrep.json"}]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = Asked(handler.path, dict(handler.headers.items()), monotonic())
        self.asked.append(asked)
        answer = self._pages.get(handler.path, Answer(status=404, body=b"<p>nothing here</p>"))
        if callable(answer):
            answer = answer(asked)
        sleep(answer.wait_s)
        try:
            handler.send_response(answer.status)
            handler.send_header("Content-Type", answer.content_type)
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            if answer.status != 304 and not answer.is_endless:
                handler.send_header("Content-Length", str(len(answer.body)))
            handler.end_headers()
            handler.wfile.write(b"" if answer.status == 304 else answer.body)
            while answer.is_endless:
                sleep(answer.drip_s)
                handler.wfile.write(answer.body)
        except OSError:  # the crawl hung up
            handler.close_connection = True


class Newsroom:
    """Servers, the sources that they are, and crawls of them into one archive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servers: dict[str, Server] = {}
        self.sources: list[Source] = []
        self.others: list[Server] = []

    def elsewhere(self, *, address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> Server:
        """Return a server that the crawl has no map to."""
        self.others.append(Server("", address=address, port=port, tls=tls))
        return self.others[-1]

    def close(self) -> None:
        """End all servers."""
        for server in (*self.servers.values(), *self.others):
            server.close()

    def server(self, host: str) -> Server:
        """Return the server of `host`, started when it is new."""
        if host not in self.servers:
            self.servers[host] = Server(host)
        return self.servers[host]

    def source(self, host: str, *, path: str = "/feed", kind: FeedKind = "feed", **fields: object) -> Server:
        """Make a publication with one feed on a host of its own."""
        server = self.server(host)
        source = Source(
            id=host.partition(".")[0],
            name=host,
            homepage=server.url("/"),
            source_class="press",
            country="",
            languages=("en",),
            feeds=(Feed(url=server.url(path), kind=kind),),
            delay_s=0,
            is_invented=True,
        )
        self.sources.append(replace(source, **fields))  # type: ignore[arg-type]  # fields of Source
        return server

    def job(
        self, *, days: float = 0, urls: tuple[str, ...] = (), only_due: bool = False, **settings: object
    ) -> CrawlJob:
        """Return a job for a crawl so many days after the first one."""
        return make_job(
            CrawlSettings.model_validate(settings),
            sources=tuple(self.sources),
            archive=self.folder / "archive",
            state=self.folder / "crawl.sqlite",
            result=self.folder / "result.json",
            now=NOW + timedelta(days=days),
            urls=urls,
            only_due=only_due,
            loopback={host: server.port for host, server in self.servers.items()},
        )

    def crawl(self, *, days: float = 0, urls: tuple[str, ...] = (), **settings: object) -> CrawlResult:
        """Crawl in a process of its own, as the flows do."""
        for server in self.servers.values():
            server.asked.clear()
        return run_crawl(self.job(days=days, urls=urls, **settings), timeout_s=60)

    def guarded(self, job: CrawlJob, *, network: dict[str, object] | None = None) -> "Guarded":
        """Start `job` in a process whose sockets are watched (`guarded.py`), in a network of the test's own if so."""
        orders = [self.folder / "job.json"]
        write_json(orders[0], job)
        if network is not None:
            orders.append(self.folder / "network.json")
            orders[1].write_text(json.dumps(network))
        return Guarded(self.folder, "ours", *orders)

    def stock(self, plan: list[dict[str, object]], **environment: str) -> "Guarded":
        """Start spiders of stock Scrapy in a process whose sockets are watched."""
        orders = self.folder / "plan.json"
        orders.write_text(json.dumps(plan))
        return Guarded(self.folder, "stock", orders, **environment)

    def result(self) -> CrawlResult:
        """Return what the last crawl of ours wrote."""
        return read_result(self.folder / "result.json")

    def captures(self) -> list[Capture]:
        """Return what was seen, in order."""
        with Archive.open(self.folder / "archive") as archive:
            return [capture for _, _, capture in archive.sightings_after(0)]

    def body(self, capture: Capture) -> bytes:
        with Archive.open(self.folder / "archive") as archive:
            return archive.body(capture.id)


class Guarded:
    """A crawl in a process that can open no connection but to loopback."""

    def __init__(self, folder: Path, kind: str, *orders: Path, **environment: str) -> None:
        self._file = Path(mkstemp(dir=folder, suffix=".jsonl")[1])
        # No proxy, nobody's caches: what Scrapy keeps in a home is not there yet.
        home = str(folder)
        known = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("guarded.py")), str(self._file), kind, *map(str, orders)],
            cwd=CHECKOUT,
            env=known | {"PYTHONPATH": str(CHECKOUT), "HOME": home, "XDG_CACHE_HOME": home} | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def end(self) -> "Guarded":
        """Wait for its end, which must be a good one."""
        _, words = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, words.decode()[-2000:]
        return self

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.communicate()

    def notes(self, what: str, **wanted: object) -> list[dict[str, Any]]:
        """Return what was noted under this word."""
        lines = [json.loads(line) for line in self._file.read_text().splitlines()]
        return [line for line in lines if line["what"] == what and wanted.items() <= line.items()]

    def pages(self, spider: str) -> list[dict[str, Any]]:
        """Return the pages that a stock spider was handed."""
        return self.notes("page", spider=spider)


@pytest.fixture(scope="module")
def shared_newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Return a newsroom that the tests of a file crawl once, together."""
    room = Newsroom(tmp_path_factory.mktemp("newsroom"))
    yield room
    room.close()


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """Return an empty newsroom."""
    room = Newsroom(tmp_path)
    yield room
    room.close()


@pytest.fixture
def answer() -> type[Answer]:
    """Return the class of answers, for servers that decide by request."""
    return Answer
