"""Ask every host's robots.txt before anything else, and obey it (RFC 9309).

Each waiting request gets its own answer: Scrapy's own middleware lets the waiters through unasked when
several requests wait for a host's first robots.txt. No robots.txt (4xx) means yes; an error of the
server (5xx), "too many requests", a redirect that leads nowhere or no answer at all means no, for this
crawl. Every other answer is kept in the fetch state and serves later crawls for 24 hours.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import urlsplit

from pipeline.errors import RejectionReason
from pipeline.optouts import PRODUCT, named_ai_agents
from pipeline.urls import host_in, origin_of
from spiders.failures import is_settled, is_success
from spiders.pace import Pace
from spiders.reading_time import MOST_READING_S, ReadingTimeError, reading_within
from spiders.refusals import RefusedRequestError, explain
from spiders.resolver import HOSTS_SETTING

if TYPE_CHECKING:
    from protego import Protego
    from scrapy.crawler import Crawler
    from scrapy.http import Request

log = logging.getLogger(__name__)

IS_ROBOTS = "laborwire_robots"

# RFC 9309, 2.5: at least 500 KiB must be read; a longer one is not a robots.txt.
_MAX_BYTES = 1024 * 1024


class SiteMemory(Protocol):
    """Where answers of a site are kept between crawls: `spiders.state.CrawlState`."""

    def site_file(self, url: str, *, is_old_too: bool = False) -> tuple[int, bytes] | None:
        """Return status and body of a file, if they are fresh, or however old they are."""

    def keep_site_file(self, url: str, *, status: int, body: bytes) -> None:
        """Keep an answer."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What one origin allows: its rules, or why there are none."""

    rules: "Protego | None" = None
    refusal: str = ""
    ai_agents: tuple[str, ...] = ()
    """AI agents that the rules address by name."""

    def shuts_out_ai(self, url: str) -> bool:
        """Say whether an AI agent, addressed by name, may not ask for `url`."""
        return self.rules is not None and any(not self.rules.can_fetch(url, agent) for agent in self.ai_agents)

    def allows(self, url: str) -> bool:
        """Say whether we may ask for `url`."""
        return not self.refusal and (self.rules is None or self.rules.can_fetch(url, PRODUCT))


class Robots:
    """Downloader middleware that asks robots.txt once per origin and day."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._hosts = crawler.settings[HOSTS_SETTING]
        self._policies: dict[str, asyncio.Task[Policy]] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Make the middleware; Scrapy calls this."""
        return cls(crawler)

    async def process_request(self, request: "Request") -> None:
        """Refuse the request when robots.txt does."""
        if request.meta.get(IS_ROBOTS):
            return
        policy = await self._policy_of(request.url)
        if not policy.allows(request.url):
            detail = policy.refusal or f"robots.txt of {urlsplit(request.url).netloc} does not allow it"
            raise RefusedRequestError(RejectionReason.DISALLOWED, detail, is_passing=bool(policy.refusal))

    async def sitemaps_of(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of a host names, in its order."""
        policy = await self._policy_of(url)
        return tuple(policy.rules.sitemaps) if policy.rules is not None else ()

    async def _policy_of(self, url: str) -> Policy:
        origin = origin_of(url)
        task = self._policies.get(origin)
        if task is None:
            task = self._policies[origin] = asyncio.ensure_future(self._ask(origin, host_in(url)))
        # Shielded: a request that is given up must not take the answer away from the others.
        return await asyncio.shield(task)

    def shuts_out_ai(self, url: str) -> bool:
        """Say whether robots.txt keeps AI agents from a page that we may ask for."""
        task = self._policies.get(origin_of(url))
        return task is not None and task.done() and task.result().shuts_out_ai(url)

    async def _ask(self, origin: str, host: str) -> Policy:
        from scrapy.http import Request
        from scrapy.http.request import NO_CALLBACK

        url = f"{origin}/robots.txt"
        memory: SiteMemory | None = getattr(self._crawler.spider, "memory", None)
        kept = memory.site_file(url) if memory else None
        if kept is not None:
            return self._policy(origin, *kept)
        meta = {IS_ROBOTS: True, "download_maxsize": _MAX_BYTES}
        request = Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True)
        engine = self._crawler.engine
        if engine is None:
            return Policy(refusal="the crawl has not started")
        try:
            response = await engine.download_async(request)
        except Exception as err:  # noqa: BLE001  # whatever kept us from reading it, the answer is no
            reason, words = explain(err, host=host, hosts=self._hosts)
            log.info("robots.txt unreachable", extra={"origin": origin, "reason": str(reason)})
            return Policy(refusal=f"robots.txt of {origin} cannot be read: {words}")
        if not is_settled(response.status):
            return Policy(refusal=f"robots.txt of {origin} answered {response.status}")
        body = response.body if is_success(response.status) else b""
        if memory is not None:
            memory.keep_site_file(url, status=response.status, body=body)
        return self._policy(origin, response.status, body)

    def _policy(self, origin: str, status: int, body: bytes) -> Policy:
        from protego import Protego

        if not is_success(status):
            return Policy()
        text = body.decode("utf-8-sig", "replace")
        try:
            with reading_within(MOST_READING_S):
                rules, ai_agents = Protego.parse(text), named_ai_agents(text)
        except ReadingTimeError as err:
            return Policy(refusal=f"robots.txt of {origin} is {err}")
        delay = rules.crawl_delay(PRODUCT)
        pace = self._crawler.get_downloader_middleware(Pace)
        if delay is not None and pace is not None:
            pace.ask_slower(host_in(origin), delay)
        return Policy(rules, ai_agents=ai_agents)
