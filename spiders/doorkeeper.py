"""Let through only requests to addresses that we may ask, on every hop: the first of our middlewares.

Also where the crawl ends early: once it is stopping, nothing more is asked.
"""

from typing import TYPE_CHECKING, Self

from pipeline.errors import RejectionReason
from spiders.addresses import Hosts, why_not
from spiders.refusals import RefusedRequestError
from spiders.resolver import HOSTS_SETTING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request


class Doorkeeper:
    """Downloader middleware that checks the address of every request, redirects and robots.txt included."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Make the middleware; Scrapy calls this."""
        return cls(crawler.settings[HOSTS_SETTING])

    def process_request(self, request: "Request") -> None:
        """Refuse the request when its address is not one to ask."""
        problem = why_not(request.url, self._hosts)
        if problem is not None:
            raise RefusedRequestError(RejectionReason.UNSAFE_ADDRESS, problem)
