"""Serve the demo newsroom: invented publishers on one loopback port, told apart by the Host header.

In: `data/demo/` and a clock that the caller sets. Out: feeds, index pages, articles, robots.txt, with
ETag, Last-Modified and 304. Only what is published by the clock's time is shown: earlier than that a
page is 404, a withdrawn one is 410, a corrected one reads as corrected from its time on. Feeds list the
last 60 days. Nothing in a page depends on the port or on today's date, so every run sees the same bytes.
All addresses are `http://<host>/...` without a port: the crawler maps the host names to the port.
Requests for other hosts are refused with 421, methods other than GET and HEAD with 501.
"""

import hashlib
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.newsroom_content import (
    DEMO,
    DemoArticle,
    Publisher,
    article_path,
    article_url,
    load_articles,
    load_publishers,
)
from flows.newsroom_feeds import feed_document, monthly_sitemap
from pipeline.records import Feed, Source

NIGHT_1 = datetime(2026, 11, 21, 2, 0, tzinfo=timezone.utc)
NIGHT_2 = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)
DIGEST_AT = datetime(2026, 11, 23, 7, 0, tzinfo=timezone.utc)
DIGEST_WEEK = "2026-W47"

_FEED_DAYS = 60
_RELATED = 4
_SITE_BUILT = datetime(2026, 9, 1, tzinfo=timezone.utc)
"""Last-Modified of what is not an article: robots.txt, a feed with nothing in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRequest:
    """One request that the newsroom answered."""

    method: str
    host: str
    path: str
    """Path and query as asked for."""
    status: int
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the newsroom says to one request, before conditional headers are looked at."""

    status: int
    content_type: str = "text/html; charset=utf-8"
    body: bytes = b""
    changed: datetime | None = None
    location: str = ""


class Newsroom:
    """The invented publishers, served on loopback while the context is open.

    >>> with Newsroom() as newsroom:
    ...     "www.bayledger.example" in newsroom.hosts, newsroom.port > 0
    (True, True)
    """

    def __init__(self, *, now: datetime = NIGHT_1, folder: Path = DEMO) -> None:
        self._now = now
        self._publishers = {publisher.host: publisher for publisher in load_publishers(folder)}
        self._articles = load_articles(folder)
        # Pages are HTML on purpose: article text is escaped by autoescape, blocks are escaped where they are made.
        self._pages = Environment(
            loader=FileSystemLoader(folder / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._log: list[LoggedRequest] = []
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> "Newsroom":
        newsroom = self

        class Handler(_Handler):
            room = newsroom

        self._server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def port(self) -> int:
        """The loopback port; 0 while the context is not open."""
        return int(self._server.server_address[1]) if self._server is not None else 0

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names of all publishers, sorted."""
        return tuple(sorted(self._publishers))

    @property
    def now(self) -> datetime:
        """The newsroom's clock."""
        return self._now

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """Every request answered so far, in order of answering."""
        return tuple(self._log)

    def set_now(self, now: datetime) -> None:
        """Move the clock: shows what is published, corrected and withdrawn by then."""
        self._now = now

    def record(self, request: LoggedRequest) -> None:
        """Add a request to the log."""
        self._log.append(request)

    def answer(self, host: str, path: str) -> Answer:
        """Return the answer to GET `path` (query ignored) at `host`, as of the clock."""
        publisher = self._publishers.get(host)
        path = urlsplit(path).path or "/"
        if publisher is None:
            return Answer(status=421, body=b"no such host here\n", content_type="text/plain")
        if path == "/robots.txt":
            return Answer(status=200, content_type="text/plain", body=publisher.robots.encode(), changed=_SITE_BUILT)
        return self._feed(publisher, path) or self._page(publisher, path) or self._missing(publisher)

    def _shown(self, publisher: Publisher) -> list[DemoArticle]:
        oldest = self._now - timedelta(days=_FEED_DAYS)
        return [
            article.at(self._now)
            for article in self._articles
            if article.publisher == publisher.id
            and article.is_out(self._now)
            and not article.is_withdrawn(self._now)
            and article.published >= oldest
        ]

    def _feed(self, publisher: Publisher, path: str) -> Answer | None:
        shown = self._shown(publisher)
        changed = max((article.modified or article.published for article in shown), default=_SITE_BUILT)
        for feed in publisher.feeds:
            if feed.path == path and feed.format != "index_page":
                content_type, body = feed_document(publisher, feed.format, shown)
                return Answer(status=200, content_type=content_type, body=body.encode(), changed=changed)
        if path.startswith("/sitemap-") and any(feed.format == "sitemap_index" for feed in publisher.feeds):
            month = path.removeprefix("/sitemap-").removesuffix(".xml")
            body = monthly_sitemap(publisher, shown, month=month)
            return Answer(status=200, content_type="application/xml", body=body.encode(), changed=changed)
        if path == "/" or any(feed.path == path for feed in publisher.feeds):
            page = self._render("index.html", publisher, articles=shown)
            return self._html(publisher, page, changed=changed)
        return None

    def _page(self, publisher: Publisher, path: str) -> Answer | None:
        if publisher.private_path and path == publisher.private_path:
            return self._html(publisher, "<p>For subscribers only.</p>", changed=_SITE_BUILT)
        for article in self._articles:
            if article.publisher != publisher.id or not article.is_out(self._now):
                continue
            if publisher.redirect_prefix and path == publisher.redirect_prefix + article.slug:
                return Answer(status=301, location=article_url(publisher, article))
            if path == article_path(publisher, article):
                if article.is_withdrawn(self._now):
                    page = self._render("withdrawn.html", publisher)
                    return self._html(publisher, page, status=410)
                shown = article.at(self._now)
                changed = shown.modified or shown.published
                return self._html(publisher, self._article_page(publisher, shown), changed=changed)
        return None

    def _missing(self, publisher: Publisher) -> Answer:
        return self._html(publisher, self._render("missing.html", publisher), status=404)

    def _article_page(self, publisher: Publisher, article: DemoArticle) -> str:
        # Related links are what the publisher had before this article: the page stays the same whatever the clock.
        earlier = [
            other
            for other in self._articles
            if other.publisher == publisher.id and other.published < article.published and not other.withdrawn_since
        ]
        return self._render(f"{publisher.make}.html", publisher, article=article, related=earlier[:_RELATED])

    def _render(self, template: str, publisher: Publisher, **values: object) -> str:
        return self._pages.get_template(template).render(
            publisher=publisher,
            home=f"http://{publisher.host}",
            url_of=lambda article: article_url(publisher, article),
            path_of=lambda article: article_path(publisher, article),
            **values,
        )

    @staticmethod
    def _html(publisher: Publisher, page: str, *, status: int = 200, changed: datetime | None = None) -> Answer:
        body = page.encode(publisher.charset, "xmlcharrefreplace")
        content_type = f"text/html; charset={publisher.charset}"
        return Answer(status=status, content_type=content_type, body=body, changed=changed)


def demo_sources(folder: Path = DEMO) -> tuple[Source, ...]:
    """Return the registry records of the invented publishers: no delay, as they live on loopback."""
    return tuple(
        Source(
            id=publisher.id,
            name=publisher.name,
            homepage=f"http://{publisher.host}/",
            source_class=publisher.source_class,
            country=publisher.country,
            languages=publisher.languages,
            feeds=tuple(
                Feed(
                    url=f"http://{publisher.host}{feed.path}",
                    kind=feed.kind,
                    evidence="invented: data/demo/newsroom.toml",
                    link_pattern=feed.link_pattern,
                )
                for feed in publisher.feeds
            ),
            delay_s=0.0,
            rights=publisher.rights,
            min_articles_per_week=publisher.min_articles_per_week,
            is_invented=True,
        )
        for publisher in load_publishers(folder)
    )


class _Server(ThreadingHTTPServer):
    # The default of 5 makes a crawler with 16 requests in flight wait a second for a second try.
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    """Speak HTTP for a newsroom; answers come from `Newsroom.answer`."""

    room: Newsroom
    protocol_version = "HTTP/1.1"
    timeout = 30  # An idle kept-alive connection must not hold its thread for ever.

    def do_GET(self) -> None:
        self._reply(with_body=True)

    def do_HEAD(self) -> None:
        self._reply(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: the newsroom keeps its own log."""

    def _reply(self, *, with_body: bool) -> None:
        # A crawler may also use the newsroom as its proxy: then the request line holds the whole address.
        target = urlsplit(self.path)
        host = (target.netloc or self.headers.get("Host", "")).rsplit("@", 1)[-1].split(":", 1)[0].lower()
        path = target.path + (f"?{target.query}" if target.query else "")
        answer = self.room.answer(host, path)
        etag = '"' + hashlib.sha256(answer.body).hexdigest()[:20] + '"'
        status = 304 if answer.status == 200 and _is_unchanged(self.headers, etag, answer.changed) else answer.status
        self.room.record(
            LoggedRequest(
                method=self.command,
                host=host,
                path=path,
                status=status,
                user_agent=self.headers.get("User-Agent", ""),
            )
        )
        self.send_response(status)
        if answer.status == 200:
            self.send_header("ETag", etag)
            if answer.changed is not None:
                self.send_header("Last-Modified", format_datetime(answer.changed.astimezone(timezone.utc), usegmt=True))
        if answer.location:
            self.send_header("Location", answer.location)
        if status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body and status != 304:
            self.wfile.write(answer.body)


def _is_unchanged(headers: "Message[str, str]", etag: str, changed: datetime | None) -> bool:
    known = headers.get("If-None-Match")
    if known is not None:
        return known.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}
    since = headers.get("If-Modified-Since")
    if since is None or changed is None:
        return False
    try:
        asked = parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
    if asked.tzinfo is None:
        asked = asked.replace(tzinfo=timezone.utc)
    return changed.replace(microsecond=0) <= asked
