"""Walk the sitemap archives of one source, newest first, and write down what they announce: no page is fetched.

The start is what the job names, else the Sitemap lines of robots.txt, else /sitemap.xml. One sitemap is asked after
the other, by the same guarded and paced requests as any crawl, and each is written into the backlog before the next is
asked, so that a walk that is killed goes on. What is older than the horizon is neither asked for nor written down; an
address of another site is no article of this source.
"""

import logging
import re
from calendar import monthrange
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from scrapy import Spider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from pipeline.extract.dates import date_in_url
from pipeline.feeds.document import FeedDocument, FeedEntry
from pipeline.feeds.read import MAX_FEED_CHARS, read_feed
from pipeline.owners import Owners
from pipeline.records import Source
from pipeline.tombstones import TakenDown
from pipeline.urls import canonical_url, host_in, is_web_address
from spiders.addresses import Hosts
from spiders.backlog import Backlog, Found
from spiders.job import CrawlJob, Walk
from spiders.reading_time import reading_within
from spiders.refusals import explain
from spiders.responses import text_of
from spiders.robots import Robots
from spiders.state import CrawlState
from spiders.tally import Tally

log = logging.getLogger(__name__)

MAX_DEPTH = 3
_MAX_STARTS = 100

_MONTH_IN_PATH = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/")
# A month has two digits here: "sitemap-2025-1.xml" is the first of the year as often as January.
_SPAN_OF_SITEMAP = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:(?:[-_/]|&(?:amp;)?(?:mm|month)=)?(0[1-9]|1[0-2])"
    r"(?:(?:[-_/]|&(?:amp;)?(?:dd|day)=)?(0[1-9]|[12]\d|3[01]))?)?(?!\d)",
    re.IGNORECASE,
)


class SitemapWalk(Spider):
    """Walk the sitemaps of the job's one source. Opened and closed by `spiders.crawl`."""

    name = "walk"

    def __init__(
        self, *, job: CrawlJob, walk: Walk, state: CrawlState, tally: Tally, hosts: Hosts, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.memory = state
        self.is_stopping = False
        self.stop_crawl: Callable[[str], None] = log.error
        self._job = job
        self._walk = walk
        self._tally = tally
        self._hosts = hosts
        self._source: Source = job.sources[0]
        self._owners = Owners(job.sources)
        self._backlog = Backlog.open(Path(walk.backlog))
        self._taken_down = TakenDown.of(job.taken_down)
        self._left = walk.max_sitemaps

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first sitemap; each answer asks for the next."""
        starts = self._walk.start or await self._starts_of_robots()
        self._backlog.start_at(self._source.id, starts[:_MAX_STARTS])
        for request in self._next():
            yield request

    def closed(self, reason: str) -> None:
        """Close the backlog; Scrapy calls this."""
        log.info("walk ended", extra={"reason": reason})
        self._backlog.__exit__(None, None, None)

    def read_sitemap(self, response: Response, url: str, depth: int) -> Iterator[Request]:
        """Write down what a sitemap lists, then ask for the next one."""
        problem = f"answered {response.status}"
        if response.status == 200:
            try:
                problem = self._take(response, url, depth)
            except Exception as err:  # noqa: BLE001  # whatever it did to our code, the walk goes on
                problem = f"could not be read: {type(err).__name__}: {err}"
        if problem:
            self._failed(url, problem)
        yield from self._next()

    def sitemap_failed(self, failure: Failure) -> Iterator[Request]:
        """Record why a sitemap could not be read, and go on."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if self.is_stopping:
            return
        _, detail = explain(failure.value, host=host_in(request.url), hosts=self._hosts)
        self._failed(request.cb_kwargs["url"], detail)
        yield from self._next()

    async def _starts_of_robots(self) -> tuple[str, ...]:
        robots = self.crawler.get_downloader_middleware(Robots)
        named = await robots.sitemaps_of(self._source.homepage) if robots is not None else ()
        found = tuple(dict.fromkeys(url for url in named if is_web_address(url)))
        # Where robots.txt names none, most publishers keep theirs here.
        return found or (urljoin(self._source.homepage, "/sitemap.xml"),)

    def _next(self) -> Iterator[Request]:
        if self.is_stopping or self._left <= 0:
            return
        chosen = self._backlog.next_sitemap(self._source.id, since=self._walk.since, now=self._job.now)
        if chosen is None:
            return
        url, depth = chosen
        self._left -= 1
        self._tally.count(self._source.id, "feeds_asked")
        yield Request(
            url,
            callback=self.read_sitemap,
            errback=self.sitemap_failed,
            cb_kwargs={"url": url, "depth": depth},
            dont_filter=True,
        )

    def _take(self, response: Response, url: str, depth: int) -> str:
        """Write down what a sitemap lists and return what was wrong with it, "" when nothing was."""
        body = text_of(response, max_bytes=self._job.max_body_bytes)
        sitemaps: list[Found] = []
        addresses: dict[str, Found] = {}
        problem = ""
        for piece in _pieces(body):
            with reading_within(self._job.most_reading_s):
                document = read_feed(piece, url=response.url)
            problem = problem or document.problem
            if document.kind == "unknown":
                return f"answered with {document.problem}"
            if document.kind == "sitemap_index":
                sitemaps += self._sitemaps(document) if depth < MAX_DEPTH else []
            else:
                addresses |= {one.key: one for one in self._addresses(document)}
        new = self._backlog.walked(
            self._source.id,
            url,
            depth=depth,
            since=self._walk.since,
            now=self._job.now,
            sitemaps=sitemaps,
            # What was taken down is not even written down: its address would be in the file.
            addresses=[one for one in addresses.values() if one.key not in self._taken_down],
        )
        self._tally.count(self._source.id, "feeds_read")
        self._tally.count(self._source.id, "new", new)
        return problem

    def _sitemaps(self, document: FeedDocument) -> list[Found]:
        found = []
        for entry in document.entries:
            modified = entry.modified.at if entry.modified else None
            found.append(Found(url=entry.url, newest=last_day_of_sitemap(entry.url) or modified, modified=modified))
        return found

    def _addresses(self, document: FeedDocument) -> Iterator[Found]:
        for entry in document.entries:
            self._tally.count(self._source.id, "announced")
            newest = _newest(entry)
            if newest is not None and newest < self._walk.since:
                self._tally.count(self._source.id, "too_old")
            elif self._owners.of(entry.url) is None:
                self._tally.count(self._source.id, "elsewhere")
            else:
                yield Found(
                    url=entry.url,
                    key=canonical_url(entry.url),
                    title=entry.title,
                    published=entry.published.at if entry.published else None,
                    newest=newest,
                    language=entry.language,
                )

    def _failed(self, url: str, problem: str) -> None:
        self._tally.source_failed(self._source.id, url, problem)
        self._backlog.sitemap_failed(self._source.id, url, now=self._job.now)


def last_day_of_sitemap(url: str) -> datetime | None:
    """Return the end of the year, month or day that the name of a sitemap states.

    >>> last_day_of_sitemap("https://paper.example/sitemap-2025-02.xml").date().isoformat()
    '2025-03-01'
    """
    spans = list(_SPAN_OF_SITEMAP.finditer(url))
    if not spans:
        return None
    year, month, day = max(spans, key=lambda found: len([part for part in found.groups() if part])).groups()
    return _end_of(int(year), int(month or 0), int(day or 0))


def _newest(entry: FeedEntry) -> datetime | None:
    """Return the latest time at which an entry can have been published, None when nothing says."""
    if entry.published:
        return entry.published.at
    # What the address says is older and truer than "last modified": whole archives are written anew.
    stated = date_in_url(entry.url)
    if stated is not None:
        return stated.at + timedelta(days=1)
    month = _MONTH_IN_PATH.search(entry.url)
    if month is not None:
        return _end_of(int(month[1]), int(month[2]), 0)
    return entry.modified.at if entry.modified else None


def _end_of(year: int, month: int, day: int) -> datetime:
    last_month = month or 12
    days = monthrange(year, last_month)[1]
    last_day = min(day, days) if day else days
    return datetime(year, last_month, last_day, tzinfo=timezone.utc) + timedelta(days=1)


def _pieces(body: str) -> Iterator[str]:
    """Cut a sitemap that is longer than one that is read at once, between two entries."""
    if len(body) <= MAX_FEED_CHARS:
        yield body
        return
    first = body.find("<url>")
    head = body[: max(first, 0)][:10_000]
    at = max(first, 0)
    while at < len(body):
        room = MAX_FEED_CHARS - len(head)
        end = len(body) if len(body) - at <= room else body.rfind("</url>", at, at + room) + len("</url>")
        if end <= at + len("</url>") - 1:
            end = at + room
        yield head + body[at:end]
        at = end
