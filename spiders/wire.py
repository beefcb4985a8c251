"""Put requests on the wire: Scrapy's own handler, with a limit to how many answers are awaited at once."""

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError

from spiders.heads import with_bounded_heads
from spiders.pace import Pace

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

_SILENCE = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError)


class BoundedHandler(HTTP11DownloadHandler):
    """Download http and https, at most `[crawl] concurrency` at a time over all hosts."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._pool._factory = with_bounded_heads(self._pool._factory)
        self._free = asyncio.Semaphore(max(crawler.settings.getint("LABORWIRE_CONCURRENCY"), 1))

    async def download_request(self, request: "Request") -> "Response":
        """Download one response."""
        async with self._free:
            engine = self._crawler.engine
            slot = engine.downloader.slots.get(request.meta.get("download_slot", "")) if engine else None
            if slot is not None:
                # The host's delay counts from now, not from when the request began to wait for a free place.
                slot.lastseen = monotonic()
            # Told at once, before the host's queue moves on.
            pace = self._crawler.get_downloader_middleware(Pace)
            try:
                response = await super().download_request(request)
            except _SILENCE:
                if pace is not None:
                    pace.note_silence(request)
                raise
            if pace is not None:
                pace.hold_if_busy(request, response)
            return response
