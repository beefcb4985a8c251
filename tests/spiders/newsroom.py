"""A newsroom on loopback: real HTTP servers that answer as told, and remember what they were asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep


@dataclass
class Answer:
    """What a server says to one request."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    wait_s: float = 0.0
    endless: bool = False


@dataclass
class Asked:
    """One request that a server got."""

    path: str
    host: str
    headers: dict[str, str]
    at: float


class Server:
    """One host of the newsroom: set `pages[path]` to an `Answer` or to a function of the request."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[Asked], Answer]] = {}
        self.asked: list[Asked] = []
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

    def paths(self, *, robots: bool = False) -> list[str]:
        """What was asked, in order."""
        return [asked.path for asked in self.asked if robots or asked.path != "/robots.txt"]

    def forget(self) -> None:
        self.asked.clear()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = Asked(handler.path, handler.headers.get("Host", ""), dict(handler.headers.items()), monotonic())
        self.asked.append(asked)
        answer = self.pages.get(handler.path, Answer(status=404, body=b"<p>nothing here</p>"))
        if callable(answer):
            answer = answer(asked)
        sleep(answer.wait_s)
        try:
            handler.send_response(answer.status)
            handler.send_header("Content-Type", answer.content_type)
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            if answer.status != 304 and "Content-Length" not in answer.headers and not answer.endless:
                handler.send_header("Content-Length", str(len(answer.body)))
            handler.end_headers()
            if answer.status != 304:
                handler.wfile.write(answer.body)
            while answer.endless:
                handler.wfile.write(answer.body)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True


@contextmanager
def newsroom(*names: str) -> Iterator[dict[str, Server]]:
    """Start one server for each host name."""
    servers = {name: Server() for name in names}
    try:
        yield servers
    finally:
        for server in servers.values():
            server.close()
