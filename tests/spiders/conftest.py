"""A newsroom on loopback: real HTTP servers that answer as told and remember what they were asked."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep

import pytest

from pipeline.archive.store import Archive
from pipeline.config import CrawlSettings
from pipeline.records import Capture, Feed, FeedKind, Source
from spiders.job import CrawlJob, CrawlResult, make_job
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


@dataclass
class Asked:
    """One request that a server got."""

    path: str
    headers: dict[str, str]
    at: float


class Server:
    """One host of the newsroom, on a port of its own."""

    def __init__(self, host: str) -> None:
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

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.port: int = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

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
        self.page(at, f"<rss><channel>{items}</channel></rss>", content_type="application/rss+xml", **answer)

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
                handler.wfile.write(answer.body)
        except OSError:  # the crawl hung up
            handler.close_connection = True


class Newsroom:
    """Servers, the sources that they are, and crawls of them into one archive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servers: dict[str, Server] = {}
        self.sources: list[Source] = []

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

    def captures(self) -> list[Capture]:
        """Return what was seen, in order."""
        with Archive.open(self.folder / "archive") as archive:
            return [capture for _, _, capture in archive.sightings_after(0)]

    def body(self, capture: Capture) -> bytes:
        with Archive.open(self.folder / "archive") as archive:
            return archive.body(capture.id)


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """Return an empty newsroom."""
    room = Newsroom(tmp_path)
    yield room
    for server in room.servers.values():
        server.close()


@pytest.fixture
def answer() -> type[Answer]:
    """Return the class of answers, for servers that decide by request."""
    return Answer
