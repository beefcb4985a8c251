"""A few hosts of an invented web on one loopback port, told apart by the Host header; they remember what was asked."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

Page = tuple[int, str, bytes]


class SmallWeb:
    """Serves pages that tests put in; everything else is 404."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.pages: dict[str, Page] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the library's name
                url = f"http://{(self.headers.get('Host') or '').split(':')[0]}{self.path}"
                outer.asked.append(url)
                status, content_type, body = outer.pages.get(url, (404, "text/html", b"<p>nothing here</p>"))
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                if status in {301, 302}:
                    self.send_header("Location", body.decode())
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]

    def page(self, url: str, body: str, *, status: int = 200, content_type: str = "text/html; charset=utf-8") -> None:
        """Answer `url` with this."""
        self.pages[url] = (status, content_type, body.encode())

    def feed(self, url: str, *links: str, published: str = "2026-11-20T10:00:00Z") -> None:
        """Announce pages in an RSS feed at `url`."""
        items = "".join(
            f"<item><title>Headline of {link}</title><link>{link}</link><pubDate>{published}</pubDate></item>"
            for link in links
        )
        text = f"<rss version='2.0'><channel><title>Feed</title><language>en</language>{items}</channel></rss>"
        self.page(url, text, content_type="application/rss+xml")

    def loopback(self, *hosts: str) -> dict[str, int]:
        """Return the hosts with their port, as a crawl is told."""
        return dict.fromkeys(hosts, self.port)

    def paths(self) -> list[str]:
        """What was asked, in order, robots.txt aside."""
        return [url for url in self.asked if not url.endswith("/robots.txt")]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
