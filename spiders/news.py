"""The one spider: feeds, sitemaps and watched pages -> announced pages -> captures in the archive.

First the feeds of a source are asked that are due (at night: all that work) and what they announce is written
into the fetch state; then the pages that are due are asked for, newest first. Whatever a server answers, the
crawl goes on: a page that cannot be taken becomes a `Rejection`, a feed that cannot be read a `SourceError`.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from pipeline.archive.store import Archive
from pipeline.errors import ArchiveError, RejectionReason
from pipeline.feeds.document import FeedDocument, FeedEntry
from pipeline.optouts import NOTHING, Reservation
from pipeline.owners import Owners
from pipeline.records import Capture, Feed, Source, bytes_digest
from pipeline.tombstones import TakenDown
from pipeline.urls import canonical_url, host_in
from spiders.addresses import Hosts
from spiders.failures import OWN_FILES_FAIL, FailureClass, class_of, class_of_status
from spiders.feed_state import Validators
from spiders.job import CrawlJob
from spiders.pace import Pace
from spiders.refusals import explain, is_left, is_passing
from spiders.reservations import IS_PAGE, Reservations
from spiders.responses import (
    conditions,
    document_in,
    headers_of,
    is_unchanged,
    left_alone,
    not_a_page,
    store_response,
    validators,
)
from spiders.state import Announced, CrawlState, DuePage, horizon_before
from spiders.tally import Tally

log = logging.getLogger(__name__)

# A sitemap index lists years of sitemaps; the newest hold the news.
MAX_SITEMAPS = 10
MAX_SITEMAP_DEPTH = 2

_GONE = {404, 410}
# A page that costs us so much is soon left alone.
_FAULTS = {RejectionReason.TOO_LARGE, RejectionReason.CRASHED}


class NewsSpider(Spider):
    """Crawl the sources of one job. Opened and closed by `spiders.crawl`."""

    name = "news"

    def __init__(
        self, *, job: CrawlJob, archive: Archive, state: CrawlState, tally: Tally, hosts: Hosts, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.job = job
        self.is_stopping = False
        self._archive = archive
        self._state = state
        self.memory = state
        """Read by the middleware for robots.txt."""
        self._tally = tally
        self._hosts = hosts
        self._horizon: datetime = horizon_before(job.now, days=job.horizon_days)
        self._taken_down = TakenDown.of(job.taken_down)
        self._open_feeds: dict[str, int] = {}
        self._sitemaps_left: dict[str, int] = {}
        self._asked: set[str] = set()
        self.stop_crawl: Callable[[str], None] = log.error
        """Called with the reason when going on is useless; `spiders.crawl` sets it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider; Scrapy calls this."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._crashed, signal=signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the feeds of every source, or for the pages that the job names."""
        if self.job.urls:
            for request in self._named_pages():
                yield request
            return
        for source in self.job.sources:
            wanted = self._wanted(feed.url for feed in source.feeds)
            self._open_feeds[source.id] = len([feed for feed in source.feeds if feed.url in wanted])
            self._sitemaps_left[source.id] = MAX_SITEMAPS
            for feed in source.feeds:
                if feed.url in wanted:
                    yield self._feed_request(source, feed, depth=0)
            if not self._open_feeds[source.id]:
                for request in self._due_pages(source):
                    yield request
            if not self.job.only_due:
                self._tell_left_alone(source, wanted)
        if not self.job.only_due:
            self._tell_quarantined()

    def _wanted(self, urls: Iterable[str]) -> frozenset[str]:
        return self._state.feeds_to_ask(urls, only_due=self.job.only_due)

    def _tell_left_alone(self, source: Source, wanted: frozenset[str]) -> None:
        if not source.feeds:
            self._tally.source_failed(source.id, source.homepage, "no feed, sitemap or watched page is known")
        for feed in source.feeds:
            known = self._state.feed(feed.url)
            if feed.url not in wanted:
                self._tally.source_failed(source.id, feed.url, left_alone(known))

    def _tell_quarantined(self) -> None:
        for page in self._state.quarantined({source.id for source in self.job.sources}):
            detail = f"left alone since {page.since:%Y-%m-%d}, asked again on {page.due:%Y-%m-%d}: {page.detail}"
            self._tally.reject(page.source_id, page.url, RejectionReason.QUARANTINED, detail)

    # Feeds

    def _feed_request(self, source: Source, feed: Feed, *, depth: int) -> Request:
        self._tally.count(source.id, "feeds_asked")
        known = self._state.feed(feed.url).validators
        return Request(
            feed.url,
            callback=self.read_feed,
            errback=self.feed_failed,
            cb_kwargs={"source": source, "feed": feed, "depth": depth},
            headers=conditions(known.etag, known.last_modified),
            meta={"download_maxsize": self.job.max_feed_bytes},
            priority=10,
            dont_filter=True,
        )

    def read_feed(self, response: Response, source: Source, feed: Feed, depth: int) -> Iterator[Request]:
        """Write down what a feed announces; go on to the source's pages after its last feed."""
        problem = None
        known = self._state.feed(feed.url)
        digest = bytes_digest(response.body)
        if is_unchanged(response) or (response.status == 200 and digest == known.digest):
            self._tally.count(source.id, "feeds_read")
            self._state.feed_unchanged(source.id, feed.url)
            yield from self._sitemaps(known.children, source, feed, depth)
        elif response.status != 200:
            problem = f"answered {response.status}"
            self._state.feed_failed(source.id, feed.url, kind=class_of_status(response.status), problem=problem)
        else:
            document = document_in(response, feed, job=self.job)
            children = self._newest(document) if document.kind == "sitemap_index" else ()
            problem = self._announce(document, source, feed, response, children)
            yield from self._sitemaps(children, source, feed, depth)
        if problem:
            self._tally.source_failed(source.id, feed.url, problem)
        yield from self._close_feed(source)

    def feed_failed(self, failure: Failure) -> Iterator[Request]:
        """Record why a feed could not be read, and go on."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        source: Source = request.cb_kwargs["source"]
        if not self.is_stopping:
            url = request.cb_kwargs["feed"].url
            reason, detail = explain(failure.value, host=host_in(request.url), hosts=self._hosts)
            self._tally.source_failed(source.id, url, detail)
            if not is_left(failure):
                kind = class_of(reason, is_passing=is_passing(failure))
                self._state.feed_failed(source.id, url, kind=kind, problem=detail)
        yield from self._close_feed(source)

    def _newest(self, document: FeedDocument) -> tuple[str, ...]:
        """Return the sitemaps to ask of those that an index names."""
        newest = sorted(
            (entry for entry in document.entries if not self._is_old(entry)),
            key=lambda entry: entry.modified.at.timestamp() if entry.modified else 0.0,
            reverse=True,
        )
        return tuple(entry.url for entry in newest[:MAX_SITEMAPS])

    def _sitemaps(self, urls: tuple[str, ...], source: Source, feed: Feed, depth: int) -> Iterator[Request]:
        wanted = self._wanted(urls)
        for url in urls if depth < MAX_SITEMAP_DEPTH else ():
            if url not in wanted:
                continue
            if self._sitemaps_left[source.id] <= 0:
                break
            self._sitemaps_left[source.id] -= 1
            self._open_feeds[source.id] += 1
            yield self._feed_request(source, Feed(url=url, kind=feed.kind), depth=depth + 1)

    def _announce(
        self, document: FeedDocument, source: Source, feed: Feed, response: Response, children: tuple[str, ...]
    ) -> str | None:
        """Write entries into the state and return what was wrong with the feed, if anything was."""
        if document.kind == "unknown":
            problem = f"answered with {document.problem}"
            self._state.feed_failed(source.id, feed.url, kind=FailureClass.HARD, problem=problem)
            return problem
        self._tally.count(source.id, "feeds_read")
        problem = document.problem
        if not document.entries and document.kind != "news_sitemap":
            is_index = document.kind == "sitemap_index"
            problem = problem or ("an empty sitemap index" if is_index else "announces nothing: an empty feed")
        # One with a problem is asked in full again next time, or the problem would be told only once.
        given = Validators() if problem else validators(response)
        digest = None if problem else bytes_digest(response.body)
        if document.kind == "sitemap_index":
            self._state.announce(source.id, (), feed_url=feed.url, validators=given, digest=digest, children=children)
            return problem or None
        recent = [entry for entry in document.entries if not self._is_old(entry)]
        self._tally.count(source.id, "announced", len(document.entries))
        self._tally.count(source.id, "too_old", len(document.entries) - len(recent))
        announced = [found for entry in recent if (found := self._announced(source, entry))]
        self._state.announce(source.id, announced, feed_url=feed.url, validators=given, digest=digest)
        return problem or None

    def _announced(self, source: Source, entry: FeedEntry) -> Announced | None:
        key = canonical_url(entry.url)
        if key in self._taken_down:
            said = self._taken_down.told_as(entry.url)
            self._tally.reject(source.id, said, RejectionReason.TAKEN_DOWN, "taken down; not fetched again")
            return None
        return Announced(
            key=key,
            url=entry.url,
            title=entry.title,
            published=entry.published.at if entry.published else None,
            modified=entry.modified.at if entry.modified else None,
            excerpt=entry.excerpt,
        )

    def _is_old(self, entry: FeedEntry) -> bool:
        times = [time.at for time in (entry.published, entry.modified) if time]
        return bool(times) and max(times) < self._horizon

    def _close_feed(self, source: Source) -> Iterator[Request]:
        self._open_feeds[source.id] -= 1
        if self._open_feeds[source.id] or self.is_stopping:
            return
        yield from self._due_pages(source)

    def _due_pages(self, source: Source) -> Iterator[Request]:
        every = self._state.due(source.id, horizon=self._horizon)
        due = [page for page in every if page.key not in self._taken_down]
        if len(due) < len(every):
            self._state.never_due(page.key for page in every if page.key in self._taken_down)
        pace = self.crawler.get_downloader_middleware(Pace)
        wanted = due[: self.job.max_articles_per_source]
        chosen = [page for page in wanted if pace is None or pace.has_time_for(page.url)]
        self._tally.count(source.id, "left", len(due) - len(chosen))
        for page in chosen:
            yield from self._page_request(page)

    def _crashed(self, failure: Failure, response: Response | Failure | None) -> None:
        """Record what our own code could not cope with: a page or feed is never lost in silence."""
        if not isinstance(response, Response) or isinstance(failure.value, OWN_FILES_FAIL):
            # No fault of a page: the crawl is broken off (`spiders.crawl`).
            return
        facts = response.request.cb_kwargs if response.request else {}
        words = f"{type(failure.value).__name__}: {failure.value}"
        if "page" in facts:
            self._fail(facts["page"], RejectionReason.CRASHED, words, status=response.status)
        elif "source" in facts:
            problem = f"could not be read: {words}"
            source, feed = facts["source"], facts["feed"]
            self._tally.source_failed(source.id, feed.url, problem)
            self._state.feed_failed(source.id, feed.url, kind=FailureClass.SOFT, problem=problem)
            if self.crawler.engine is not None:
                # The pages of the source wait for all of its feeds, also for one that was never read to its end.
                for request in self._close_feed(source):
                    self.crawler.engine.crawl(request)

    # Pages

    def _named_pages(self) -> Iterator[Request]:
        owners = Owners(self.job.sources)
        for url in self.job.urls:
            hint = self.job.hints.get(url)
            owner = hint.source_id if hint else owners.of(url)
            key = canonical_url(url)
            if key in self._taken_down:
                said = self._taken_down.told_as(url)
                self._tally.reject(owner, said, RejectionReason.TAKEN_DOWN, "taken down; not fetched again")
                continue
            title, published = (hint.title, hint.published) if hint else (None, None)
            page = DuePage(key=key, url=url, source_id=owner, title=title, published=published)
            yield from self._page_request(page)

    def _page_request(self, page: DuePage) -> Iterator[Request]:
        if page.key in self._asked:
            return
        self._asked.add(page.key)
        try:
            request = Request(
                page.url,
                callback=self.read_page,
                errback=self.page_failed,
                cb_kwargs={"page": page},
                headers=conditions(page.etag, page.last_modified),
                meta={IS_PAGE: True},
                dont_filter=True,
            )
        except ValueError as err:
            self._fail(page, RejectionReason.BAD_URL, str(err), status=None)
            return
        self._tally.count(page.source_id, "asked")
        yield request

    def read_page(self, response: Response, page: DuePage) -> None:
        """Store a page, or record why not."""
        status = response.status
        if is_unchanged(response) and page.was_fetched:
            self._tally.count(page.source_id, "fetched")
            self._tally.count(page.source_id, "unchanged")
            self._keep_reserved(response, page)
            self._state.fetched(page, status=status, digest=None, validators=Validators())
        elif status == 200:
            problem = not_a_page(response)
            if problem:
                self._fail(page, *problem, status=status)
            else:
                self._store(response, page)
        elif status in _GONE and page.was_fetched:
            self._tally.count(page.source_id, "withdrawn")
            self._store(response, page)
        else:
            self._fail(page, RejectionReason.HTTP_STATUS, f"answered {status}", status=status)

    def page_failed(self, failure: Failure) -> None:
        """Record why a page could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        page: DuePage = request.cb_kwargs["page"]
        if self.is_stopping or is_left(failure):
            self._tally.count(page.source_id, "left")
            return
        reason, detail = explain(failure.value, host=host_in(request.url), hosts=self._hosts)
        self._fail(page, reason, detail, status=None, is_passing=is_passing(failure))

    def _store(self, response: Response, page: DuePage) -> None:
        try:
            capture, is_new = self._archived(response, page)
        except (*OWN_FILES_FAIL, ArchiveError) as err:
            # Every further page would be fetched in vain: leave them all to the next crawl.
            self.stop_crawl(f"the archive cannot be written: {err}")
            return
        # Only now, with the capture safe, may the server be asked "has it changed?".
        self._state.fetched(
            page, status=response.status, digest=capture.payload_digest, validators=validators(response)
        )
        self._tally.count(page.source_id, "fetched")
        self._tally.count(page.source_id, "new" if is_new else "unchanged")
        if is_new:
            self._tally.stored(capture.id)

    def _site(self, response: Response) -> Reservation:
        reservations = self.crawler.get_downloader_middleware(Reservations)
        return reservations.of(response.url) if reservations else NOTHING

    def _keep_reserved(self, response: Response, page: DuePage) -> None:
        """Notice that an unchanged page is reserved since, or no longer."""
        try:
            self._archive.reserve(
                page.url, headers=headers_of(response), site=self._site(response), seen_at=self.job.now
            )
        except (*OWN_FILES_FAIL, ArchiveError) as err:
            log.warning("what a page reserves was not kept", extra={"url": page.url, "problem": str(err)})

    def _archived(self, response: Response, page: DuePage) -> tuple[Capture, bool]:
        is_new = not self._archive.holds(url=page.url, status=response.status, body=response.body)
        capture = store_response(
            self._archive,
            response,
            page,
            now=self.job.now,
            site=self._site(response),
            is_backfilled=self.job.is_backfill,
        )
        return capture, is_new

    def _fail(
        self,
        page: DuePage,
        reason: RejectionReason,
        detail: str,
        *,
        status: int | None,
        is_passing: bool = False,
    ) -> None:
        self._tally.reject(page.source_id, page.url, reason, detail)
        kind = class_of(reason, status=status, is_passing=is_passing)
        self._state.failed(page, status=status, kind=kind, problem=detail, is_fault=reason in _FAULTS)
