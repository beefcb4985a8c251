"""Find out what addresses answer, before any night asks them: the spider of checks, and of sources to be added.

Behind the same doors as the crawl (robots.txt, delays, guarded addresses, limits of size and time). It
stores nothing but, when it is to show an article, that one page; what it learns are the `Look`s of the
result. A site's feeds are looked for where the page links to them, in the Sitemap lines of robots.txt, and
only if that gives none at the usual places, one after the other, until one answers as a feed.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urljoin

from scrapy import Spider
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from pipeline.archive.store import Archive
from pipeline.errors import RejectionReason
from pipeline.feeds.document import FeedDocument, FeedEntry
from pipeline.feeds.read import read_feed
from pipeline.records import Feed
from pipeline.urls import absolute_url, canonical_url, host_in, origin_of
from spiders.addresses import Hosts
from spiders.job import CrawlJob, Look
from spiders.links import article_links
from spiders.refusals import RefusedRequestError, explain
from spiders.responses import document_in, not_a_page, store_response, text_of
from spiders.robots import Robots
from spiders.site import Site, read_site
from spiders.state import CrawlState, DuePage, horizon_before
from spiders.tally import Tally

log = logging.getLogger(__name__)

USUAL_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml")
MAX_SITEMAPS = 4
# Of a sitemap index: children whose name says that they are for news.
_MAX_NEWS_CHILDREN = 2
_MAX_SAMPLE = 30
# A feed may announce pages that robots.txt keeps from us; three tries show whether all of them are.
_MAX_ARTICLES = 3
_NEVER = datetime.min.replace(tzinfo=timezone.utc)


class ScoutSpider(Spider):
    """Look at the addresses of one job. Opened and closed by `spiders.crawl`."""

    name = "scout"

    def __init__(
        self, *, job: CrawlJob, archive: Archive, state: CrawlState, tally: Tally, hosts: Hosts, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        # Opened like every crawl, and left alone: a look changes nothing that a night would go by.
        del state
        self.job = job
        self.is_stopping = False
        self.stop_crawl: Callable[[str], None] = log.error
        self._archive = archive
        self._tally = tally
        self._hosts = hosts
        self._asked: set[str] = set()
        self._announced: dict[str, FeedEntry] = {}

    async def start(self) -> AsyncIterator[Request]:
        """Look at every feed of the sources, or at the address that the job names."""
        if self.job.look == "feeds":
            feeds = ((source.id, feed) for source in self.job.sources for feed in source.feeds)
            await asyncio.gather(*(self._look_at_registered(source_id, feed) for source_id, feed in feeds))
        else:
            for url in self.job.urls:
                await self._look_at_site(url)
        # All was asked above, in order: nothing goes through Scrapy's queue.
        requests: tuple[Request, ...] = ()
        for request in requests:
            yield request

    async def _look_at_registered(self, source_id: str, feed: Feed) -> None:
        look = Look(url=feed.url, found="registry", source_id=source_id, asked_as=feed.kind)
        await self._feed(look, feed)

    async def _look_at_site(self, url: str) -> None:
        given, response = await self._ask(Look(url=url, found="given"))
        if response is None:
            self._tally.looked(given)
            return
        try:
            await self._look_at_answer(given, response)
        except Exception as err:  # noqa: BLE001  # a person waits for a verdict, whatever the page did to our code
            self._tally.looked(replace(given, problem=_unread(err)))

    async def _look_at_answer(self, given: Look, response: Response) -> None:
        body = self._text(response)
        document = read_feed(body, url=response.url)
        if document.kind != "unknown":
            self._tally.looked(self._read(given, document))
            if document.kind == "sitemap_index":
                newest = max(document.entries, key=_time_of, default=None)
                if newest is not None:
                    await self._feed(Look(url=newest.url, found="robots"))
            if home := front_page(document):
                await self._page(Look(url=home, found="home"))
        else:
            site = self._page_look(given, response, body)
            if site is None:
                return
            looks = await self._discover(response.url, site, is_thorough=self.job.look == "site" or not site.is_article)
            if self.job.look == "article" and site.is_article:
                self._tally.looked(self._kept(given, response))
                return
            if not any(not look.problem for look in looks):
                self._announce(article_links(body, url=response.url))
        if self.job.look == "article":
            await self._newest_article()

    async def _discover(self, url: str, site: Site, *, is_thorough: bool) -> list[Look]:
        """Look at the feeds and sitemaps of a site and return what they answered."""
        named = await self._sitemaps_named(url)
        looks = list(await asyncio.gather(*(self._feed(Look(url=one, found="linked")) for one in site.feeds)))
        looks += await asyncio.gather(*(self._sitemap(look) for look in named))
        looks = [look for look in looks if look.url]
        if is_thorough and not any(_is_feed(look) for look in looks):
            looks += await self._try_usual(url, USUAL_FEEDS)
        if is_thorough and not named and all(look.problem for look in looks):
            looks += await self._try_usual(url, USUAL_SITEMAPS)
        return looks

    async def _sitemaps_named(self, url: str) -> list[Look]:
        """Return the sitemaps that robots.txt names, those for news first: a site may name hundreds."""
        robots = self.crawler.get_downloader_middleware(Robots)
        lines = dict.fromkeys(await robots.sitemaps_of(url) if robots else ())
        newest = sorted(lines, key=lambda line: "news" not in line.lower())[:MAX_SITEMAPS]
        # What is no address stays as it is written: asked for, it says what is wrong with it.
        return [Look(url=absolute_url(line, base=url) or line, found="robots") for line in newest]

    async def _try_usual(self, url: str, places: tuple[str, ...]) -> list[Look]:
        for place in places:
            look = await self._feed(Look(url=urljoin(url, place), found="common"), is_quiet=True)
            if not look.problem and look.url:
                self._tally.looked(look)
                return [look]
        return []

    async def _sitemap(self, look: Look) -> Look:
        """Look at a sitemap; of an index, also at those of its children that are for news."""
        look, document = await self._document(look, Feed(url=look.url, kind="sitemap"))
        if look.url:
            self._tally.looked(look)
        if document is not None and document.kind == "sitemap_index":
            children = [entry.url for entry in document.entries if "news" in entry.url.lower()][:_MAX_NEWS_CHILDREN]
            for child in children:
                below, _ = await self._document(Look(url=child, found="robots"), Feed(url=child, kind="sitemap"))
                if below.read_as == "news_sitemap" and not below.problem:
                    self._tally.looked(below)
                    return below
        return look

    async def _feed(self, look: Look, feed: Feed | None = None, *, is_quiet: bool = False) -> Look:
        look, _ = await self._document(look, feed or Feed(url=look.url, kind="feed"))
        if look.url and not is_quiet:
            self._tally.looked(look)
        return look

    async def _document(self, look: Look, feed: Feed) -> tuple[Look, FeedDocument | None]:
        key = canonical_url(look.url)
        if key in self._asked and look.found != "registry":
            return Look(url="", found=look.found, problem="asked already"), None
        look, response = await self._ask(look, max_bytes=self.job.max_feed_bytes)
        if response is None:
            return look, None
        try:
            document = document_in(response, feed, job=self.job)
            return self._read(look, document), document
        except Exception as err:  # noqa: BLE001  # whatever it did to our code, the others are looked at
            return replace(look, problem=_unread(err)), None

    async def _page(self, look: Look) -> None:
        look, response = await self._ask(look)
        if response is None:
            self._tally.looked(look)
        else:
            self._page_look(look, response, self._text(response))

    def _page_look(self, look: Look, response: Response, body: str) -> Site | None:
        problem = not_a_page(response)
        if problem:
            self._tally.looked(replace(look, problem=f"neither a page nor a feed: {problem[1]}"))
            return None
        site = read_site(body, url=response.url)
        links = article_links(body, url=response.url)
        look = replace(look, title=site.name, language=site.language, country=site.country, entries=len(links))
        self._tally.looked(replace(look, read_as="article" if site.is_article else "page"))
        return site

    async def _newest_article(self) -> None:
        entries = sorted(self._announced.values(), key=_time_of, reverse=True)
        for entry in entries[:_MAX_ARTICLES]:
            look, response = await self._ask(Look(url=entry.url, found="feed", title=entry.title or ""))
            if response is not None:
                look = self._kept(look, response, entry)
            self._tally.looked(look)
            if not look.problem:
                return

    def _kept(self, look: Look, response: Response, entry: FeedEntry | None = None) -> Look:
        problem = not_a_page(response)
        if problem:
            return replace(look, problem=problem[1])
        title, published = (entry.title, entry.published) if entry else (None, None)
        page = DuePage(
            key=canonical_url(look.url),
            url=look.url,
            source_id=None,
            title=title,
            published=published.at if published else None,
            excerpt=entry.excerpt if entry else None,
        )
        capture = store_response(self._archive, response, page, now=self.job.now)
        return replace(look, found="feed", read_as="article", capture=capture.id)

    def _read(self, look: Look, document: FeedDocument) -> Look:
        self._announce(document.entries if document.kind != "sitemap_index" else ())
        newest = sorted(document.entries, key=_time_of, reverse=True)
        latest = _time_of(newest[0]) if newest else _NEVER
        problem, note = "", document.problem
        if not note and _NEVER < latest < horizon_before(self.job.now, days=self.job.horizon_days):
            note = f"nothing new for {self.job.horizon_days} days: a night would fetch none of it"
        if document.kind == "unknown":
            problem, note = f"answered with {document.problem}", ""
        elif not document.entries and document.kind != "news_sitemap":
            problem, note = document.problem or "announces nothing", ""
        return replace(
            look,
            problem=problem,
            note=note,
            read_as="page" if look.asked_as == "page_watch" and not problem else document.kind,
            entries=len(document.entries),
            newest=latest if latest != _NEVER else None,
            sample=tuple(entry.url for entry in newest[:_MAX_SAMPLE]),
            language=next((entry.language for entry in document.entries if entry.language), ""),
        )

    def _announce(self, entries: tuple[FeedEntry, ...]) -> None:
        for entry in sorted(entries, key=_time_of, reverse=True)[:_MAX_SAMPLE]:
            self._announced.setdefault(canonical_url(entry.url), entry)

    def _text(self, response: Response) -> str:
        return text_of(response, max_bytes=self.job.max_feed_bytes)

    async def _ask(self, look: Look, *, max_bytes: int | None = None) -> tuple[Look, Response | None]:
        """Ask for an address; the response is None when it is of no use, and the look says why."""
        self._asked.add(canonical_url(look.url))
        engine = self.crawler.engine
        if engine is None or self.is_stopping:
            return replace(look, problem="not asked: the check was stopped"), None
        meta = {"download_maxsize": max_bytes or self.job.max_body_bytes}
        try:
            request = Request(look.url, callback=NO_CALLBACK, meta=meta, dont_filter=True)
            response = await engine.download_async(request)
        except ValueError as err:
            return replace(look, problem=f"not an address: {err}"), None
        except Exception as err:  # noqa: BLE001  # whatever kept us from reading it, the look says it
            return self._refused(look, err), None
        look = replace(look, is_allowed=True, status=response.status, final_url=response.url)
        if response.status != 200:
            return replace(look, problem=f"answered {response.status}"), None
        return look, response

    def _refused(self, look: Look, err: Exception) -> Look:
        """Return a look with why no answer came: what robots.txt forbids, or that not even robots.txt answered."""
        reason, words = explain(err, host=host_in(look.url), hosts=self._hosts)
        if not isinstance(err, RefusedRequestError):
            return replace(look, problem=words, is_allowed=None if reason == RejectionReason.UNSAFE_ADDRESS else True)
        if reason != RejectionReason.DISALLOWED:
            return replace(look, problem=words)
        if err.is_passing:
            return replace(look, problem=f"{words}; nothing is asked of a site while its robots.txt gives no answer")
        return replace(look, problem=words, is_allowed=False)


def _unread(err: Exception) -> str:
    return f"could not be read: {type(err).__name__}: {' '.join(str(err).split())}"


def _is_feed(look: Look) -> bool:
    return not look.problem and look.read_as in {"rss", "atom", "rdf", "json", "news_sitemap"}


def _time_of(entry: FeedEntry) -> datetime:
    times = [time.at for time in (entry.published, entry.modified) if time]
    return max(times, default=_NEVER)


def front_page(document: FeedDocument) -> str:
    """Return the front page of the host that most entries of a feed live on; "" when there are none."""
    origins = Counter(f"{origin_of(entry.url)}/" for entry in document.entries)
    return next((origin for origin, _ in origins.most_common(1)), "")
