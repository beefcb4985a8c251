"""Ask each host no faster than it wants: its delay, its Crawl-delay, its Retry-After.

One request at a time and host, starts at least `delay` apart, whoever announced the page. A host that
answers 429 or 503 with Retry-After is left alone for so long, then asked again; over 15 minutes it is
left to the next crawl, as is a host whose Crawl-delay would let us fetch next to nothing, and one that
gave no answer five times in a row: 200 pages of a dead host must not hold up a night.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Self

from pipeline.errors import RejectionReason
from pipeline.urls import host_in
from spiders.refusals import RefusedRequestError

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

log = logging.getLogger(__name__)

DELAYS_SETTING = "LABORWIRE_DELAYS"
NOW_SETTING = "LABORWIRE_NOW"

MAX_WAIT_S = 15 * 60.0
# A host that wants minutes between two requests must not make a night of a crawl.
MAX_HOST_S = 3600.0
_MAX_SILENCE = 5
_LEAST_DELAY_S = 0.001
_MAX_RETRIES = 2
_RETRIES = "laborwire_retries"
_BUSY = {429, 503}


class Pace:
    """Downloader middleware that sets the delay of each host and obeys Retry-After."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._delays: Mapping[str, float] = crawler.settings.getdict(DELAYS_SETTING)
        self._default: float = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._now: datetime = crawler.settings[NOW_SETTING]
        self._slower: dict[str, float] = {}
        self._pauses: dict[str, float] = {}
        self._paused_until: dict[str, float] = {}
        """Monotonic seconds: several answers may ask for pauses of one host, and the longest holds."""
        self._silent: Counter[str] = Counter()
        self._closed: dict[str, str] = {}
        self._planned_s: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Make the middleware; Scrapy calls this."""
        return cls(crawler)

    def process_request(self, request: "Request") -> None:
        """Put the request into its host's queue; a redirect would stay in the queue of the host it came from."""
        host = host_in(request.url)
        if host in self._closed:
            raise RefusedRequestError(RejectionReason.NETWORK, self._closed[host], True)
        request.meta["download_slot"] = host
        self._set_delay(host, self.delay_of(host))

    def has_time_for(self, url: str) -> bool:
        """Say whether the delays of a host leave time for one page more, and plan it in if so."""
        host = host_in(url)
        needed = self._planned_s.get(host, 0.0) + self.delay_of(host)
        if needed > MAX_HOST_S:
            return False
        self._planned_s[host] = needed
        return True

    def hold_if_busy(self, request: "Request", response: "Response") -> None:
        """Leave the host alone when it asks for it; the download handler calls this before anything else is sent."""
        self._silent[host_in(request.url)] = 0
        wait = self._wait(response)
        if wait is not None:
            self._hold(host_in(request.url), wait)

    def process_response(self, request: "Request", response: "Response") -> "Request | Response":
        """Ask a busy host again, behind the pause that it asked for."""
        wait = self._wait(response)
        if wait is None:
            return response
        if wait > MAX_WAIT_S:
            raise RefusedRequestError(RejectionReason.NETWORK, self._closed[host_in(request.url)], True)
        tries = request.meta.get(_RETRIES, 0)
        if tries >= _MAX_RETRIES:
            return response
        return request.replace(dont_filter=True, meta={**request.meta, _RETRIES: tries + 1})

    def note_silence(self, request: "Request") -> None:
        """Give up a host that does not answer; the download handler calls this."""
        host = host_in(request.url)
        self._silent[host] += 1
        if self._silent[host] >= _MAX_SILENCE:
            self._close(host, f"{host} gave no answer {_MAX_SILENCE} times in a row; left to the next crawl")

    def _wait(self, response: "Response") -> float | None:
        if response.status not in _BUSY:
            return None
        header, date = (response.headers.get(name) or b"" for name in ("Retry-After", "Date"))
        return retry_after_s(header.decode("latin-1"), date=date.decode("latin-1"), now=self._now)

    def ask_slower(self, host: str, delay_s: float) -> None:
        """Obey a Crawl-delay."""
        if delay_s > MAX_WAIT_S:
            self._closed[host] = f"robots.txt of {host} asks for {delay_s:.0f} s between requests; left out"
        self._slower[host] = max(delay_s, self._slower.get(host, 0.0))
        self._set_delay(host, self.delay_of(host))

    def delay_of(self, host: str) -> float:
        """Return the seconds between two requests to `host`, or of the pause that it is in."""
        own = self._delays.get(host, self._default)
        return max(own, self._slower.get(host, 0.0), self._pauses.get(host, 0.0))

    def _hold(self, host: str, wait_s: float) -> None:
        engine = self._crawler.engine
        slot = engine.downloader.slots.get(host) if engine else None
        if wait_s > MAX_WAIT_S:
            self._close(host, f"{host} asks us to come back in {wait_s:.0f} s; left to the next crawl")
            return
        log.info("host is busy, waiting", extra={"host": host, "seconds": wait_s})
        self._pauses[host] = max(wait_s, self._pauses.get(host, 0.0))
        self._set_delay(host, self.delay_of(host))
        if slot is not None:
            slot.lastseen = monotonic()
        # A moment longer than the pause, so that the first request after it still finds it set.
        length_s = wait_s + 0.05
        self._paused_until[host] = max(monotonic() + length_s, self._paused_until.get(host, 0.0))
        asyncio.get_running_loop().call_later(length_s, self._go_on, host)

    def _close(self, host: str, why: str) -> None:
        log.warning("host left to the next crawl", extra={"host": host})
        self._closed[host] = why
        engine = self._crawler.engine
        slot = engine.downloader.slots.get(host) if engine else None
        if slot is not None:
            empty_queue(slot, why)

    def _go_on(self, host: str) -> None:
        # A timer may come a moment early; the one of a longer pause comes later and ends that.
        if monotonic() < self._paused_until.get(host, 0.0) - 0.01:
            return
        self._pauses.pop(host, None)
        self._set_delay(host, self.delay_of(host))

    def _set_delay(self, host: str, delay_s: float) -> None:
        engine = self._crawler.engine
        if engine is None:
            return
        downloader = engine.downloader
        # Scrapy forgets a queue that was idle for a minute, and makes it anew from these settings.
        # Without any delay it starts all that wait in one go, whatever the concurrency.
        delay = max(delay_s, _LEAST_DELAY_S)
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0}
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay = delay


def empty_queue(slot: "Slot", why: str) -> None:
    """Give up what waits in a host's queue: it is left to the next crawl."""
    while slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(RefusedRequestError(RejectionReason.NETWORK, why, True))


def retry_after_s(header: str, *, date: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks us to wait; None when it asks for none.

    Args:
        date: the response's Date header: the server's clock is the one that its dates refer to.
    """
    header = header.strip()
    # "\xb2" is a digit to Python, and no number.
    if header.isascii() and header.isdigit():
        return float(header.lstrip("0")[:9] or "0")
    until = _time_in(header)
    return None if until is None else max((until - (_time_in(date) or now)).total_seconds(), 0.0)


def _time_in(header: str) -> datetime | None:
    """Return the time that a header states; in one without a zone ("-0000") it is that of UTC."""
    try:
        time = parsedate_to_datetime(header)
    except (ValueError, TypeError):
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=timezone.utc)
