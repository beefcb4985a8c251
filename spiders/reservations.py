"""Ask what a site reserves before its pages are asked: `/.well-known/tdmrep.json`, once per origin and day.

After robots.txt and under its rules, at the pace of the host. Only pages are worth the request: a night that finds
nothing new asks for no page, and so for no reservation. A file that is not there or is none reserves nothing; one
that cannot be read reserves what it did when it last could. What headers and page say is read where they are stored
(`pipeline.archive.store`).
"""

import asyncio
import logging
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from pipeline.optouts import Reservation, SiteRule, read_site_rules, site_reservation
from pipeline.urls import origin_of
from spiders.failures import is_settled, is_success
from spiders.robots import Robots, SiteMemory

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request

log = logging.getLogger(__name__)

IS_PAGE = "laborwire_page"
"""In a request's meta: it asks for a page, so what its site reserves must be known."""

PATH = "/.well-known/tdmrep.json"
_MAX_BYTES = 1024 * 1024


class Reservations:
    """Downloader middleware that knows what the sites of the crawl reserve."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Task[tuple[SiteRule, ...]]] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Make the middleware; Scrapy calls this."""
        return cls(crawler)

    async def process_request(self, request: "Request") -> None:
        """Hold a page back until its site's reservations are known."""
        if not request.meta.get(IS_PAGE):
            return
        origin = origin_of(request.url)
        task = self._rules.get(origin)
        if task is None:
            task = self._rules[origin] = asyncio.ensure_future(self._ask(origin))
        # Shielded: a request that is given up must not take the answer away from the others.
        await asyncio.shield(task)

    def of(self, url: str) -> Reservation:
        """Return what the site says about a page that has answered, in tdmrep.json and robots.txt."""
        task = self._rules.get(origin_of(url))
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        said = site_reservation(task.result() if task is not None and task.done() else (), path)
        robots = self._crawler.get_downloader_middleware(Robots)
        if robots is not None and robots.shuts_out_ai(url):
            return Reservation(opt_outs=(*said.opt_outs, "robots_ai"), policy=said.policy)
        return said

    async def _ask(self, origin: str) -> tuple[SiteRule, ...]:
        from scrapy.http import Request
        from scrapy.http.request import NO_CALLBACK

        url = f"{origin}{PATH}"
        memory: SiteMemory | None = getattr(self._crawler.spider, "memory", None)
        kept = memory.site_file(url) if memory else None
        if kept is not None:
            return read_site_rules(kept[1])
        engine = self._crawler.engine
        if engine is None:
            return ()
        meta = {"download_maxsize": _MAX_BYTES}
        try:
            response = await engine.download_async(Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True))
        except Exception as err:  # noqa: BLE001  # whatever kept us from reading it, the page is asked all the same
            log.info("reservations unreachable", extra={"origin": origin, "problem": str(err)[:200]})
            return _last_known(memory, url)
        if not is_settled(response.status):
            return _last_known(memory, url)
        body = response.body if is_success(response.status) else b""
        if memory is not None:
            memory.keep_site_file(url, status=response.status, body=body)
        return read_site_rules(body)


def _last_known(memory: SiteMemory | None, url: str) -> tuple[SiteRule, ...]:
    """Return what a site reserved when it last said so: one that does not answer has not changed its mind."""
    kept = memory.site_file(url, is_old_too=True) if memory is not None else None
    return read_site_rules(kept[1]) if kept is not None else ()
