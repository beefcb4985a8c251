"""Run one crawl: `python -m spiders.crawl JOB.json`, in a process of its own.

Reads the job, crawls, writes the result (every two seconds while it goes on, and at the end). SIGTERM
and SIGINT stop it cleanly: nothing more is asked, answers on their way have a few seconds, the result
says `stopped`. It ends when its parent does. Exit codes: 0 done or stopped, 1 the crawl could not run or
go on (its own files cannot be read or written), 2 the job cannot be used.
"""

import asyncio
import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.archive.store import Archive
from pipeline.errors import ArchiveError, ConfigError, LaborwireError
from pipeline.log_lines import FieldsFormatter
from spiders.failures import OWN_FILES_FAIL
from spiders.job import CrawlJob, check_contact, read_job, write_json
from spiders.lifetime import die_with_parent, parent_is_alive
from spiders.state import CrawlState
from spiders.tally import Tally

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from spiders.news import NewsSpider
    from spiders.scout import ScoutSpider
    from spiders.walk import SitemapWalk

log = logging.getLogger(__name__)

RESULT_EVERY_S = 2.0
# Answers on their way when we are asked to stop.
GRACE_S = 5.0


def main(arguments: list[str]) -> int:
    """Run the job in the file that `arguments` name and return the exit code."""
    _log_to_stderr()
    if len(arguments) != 1:
        log.error("usage: python -m spiders.crawl JOB.json")
        return 2
    try:
        job = read_job(Path(arguments[0]))
        check_contact(job)
    except (ArchiveError, ConfigError, OSError) as err:
        log.error("%s", err)  # noqa: TRY400  # a person reads this, not a traceback
        return 2
    if job.parent_pid is not None and not die_with_parent(job.parent_pid):
        log.error("the process that asked for this crawl has ended")
        return 1
    try:
        with Archive.open(Path(job.archive), writable=True) as archive, _open_state(job) as state:
            return _crawl(job, archive, state)
    except (LaborwireError, OSError) as err:
        log.error("%s", err)  # noqa: TRY400
        return 1


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    # On the handler: Scrapy sets the root logger's own level anew.
    handler.setLevel(logging.WARNING)
    handler.setFormatter(FieldsFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)


def _open_state(job: CrawlJob) -> CrawlState:
    return CrawlState.open(Path(job.state), now=job.now, run=job.run)


def _crawl(job: CrawlJob, archive: Archive, state: CrawlState) -> int:
    from scrapy.crawler import CrawlerProcess

    from spiders.addresses import Hosts
    from spiders.news import NewsSpider
    from spiders.scout import ScoutSpider
    from spiders.settings import scrapy_settings
    from spiders.walk import SitemapWalk

    loopback = {host.lower(): port for host, port in job.loopback.items()}
    hosts = Hosts(loopback=loopback, only_loopback=not job.contact)
    tally = Tally()
    result = Path(job.result)
    write_json(result, tally.result(finished=False))
    process = CrawlerProcess(scrapy_settings(job, hosts))
    spider = ScoutSpider if job.look else NewsSpider if job.walk is None else SitemapWalk
    crawler = process.create_crawler(spider)
    watch = _Watch(job, crawler, tally, result)
    if job.walk is None:
        process.crawl(crawler, job=job, archive=archive, state=state, tally=tally, hosts=hosts)
    else:
        process.crawl(crawler, job=job, walk=job.walk, state=state, tally=tally, hosts=hosts)
    watch.begin()
    process.start(install_signal_handlers=False)
    write_json(result, tally.result(finished=not watch.stopped, stopped=watch.stopped))
    if watch.is_broken:
        log.error("%s", watch.stopped)
        return 1
    return 0


class _Watch:
    """Keeps the result on disk fresh, and stops the crawl when it is told to or its parent is gone."""

    def __init__(self, job: CrawlJob, crawler: "Crawler", tally: Tally, result: Path) -> None:
        self.stopped = ""
        self.is_broken = False
        """It could not go on, and nobody had asked it to stop."""
        self._job = job
        self._crawler = crawler
        self._tally = tally
        self._result = result

    def begin(self) -> None:
        from scrapy import signals
        from twisted.internet import reactor
        from twisted.internet.task import LoopingCall

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self._crawler.signals.connect(self._on_open, signal=signals.spider_opened)
        self._crawler.signals.connect(self._on_error, signal=signals.spider_error)
        LoopingCall(self._tick).start(RESULT_EVERY_S, now=False)
        self._reactor: Any = reactor

    def _on_open(self, spider: "NewsSpider | ScoutSpider | SitemapWalk") -> None:
        spider.stop_crawl = self._break_off

    def _on_error(self, failure: "Failure", response: "Response | Failure | None") -> None:
        """Break off when it is no fault of one page: what is asked from here on would be forgotten, or is nothing."""
        if isinstance(failure.value, OWN_FILES_FAIL):
            problem = f"what the crawl knows cannot be read or written ({failure.value})"
            self._break_off(f"{problem}; `laborwire doctor` says what is damaged or whether the disk is full")
        elif response is None:
            self._break_off(f"the sources could not be asked: {type(failure.value).__name__}: {failure.value}")

    def _break_off(self, why: str) -> None:
        self.is_broken = self.is_broken or not self.stopped
        self._stop(why)

    def _on_signal(self, number: int, _: object) -> None:
        self._reactor.callFromThread(self._stop, f"signal {signal.Signals(number).name}")

    def _tick(self) -> None:
        if self._tally.changed:
            write_json(self._result, self._tally.result(finished=False))
        if self._job.parent_pid is not None and not parent_is_alive(self._job.parent_pid):
            self._stop("the process that asked for this crawl has ended")

    def _stop(self, why: str) -> None:
        from spiders.pace import empty_queue

        if self.stopped:
            return
        self.stopped = why
        engine, spider = self._crawler.engine, self._crawler.spider
        self._reactor.callLater(GRACE_S, self._end_reactor)
        if engine is None or spider is None:
            self._end_reactor()
            return
        spider.is_stopping = True  # type: ignore[attr-defined]  # a spider of ours
        for slot in engine.downloader.slots.values():
            empty_queue(slot, "the crawl was stopped")
        self._stopping = asyncio.ensure_future(self._crawler.stop_async())

    def _end_reactor(self) -> None:
        from twisted.internet.error import ReactorNotRunning

        try:
            self._reactor.stop()
        except ReactorNotRunning:
            log.debug("the reactor has stopped already")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
