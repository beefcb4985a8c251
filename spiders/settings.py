"""Scrapy's settings for one crawl. Each line that differs from Scrapy's default closes a door or keeps a promise."""

from typing import Any
from urllib.parse import urlsplit

from spiders.addresses import Hosts
from spiders.job import CrawlJob, user_agent
from spiders.pace import DELAYS_SETTING, NOW_SETTING
from spiders.resolver import HOSTS_SETTING

# Below a second, "one request per delay" stops being polite.
_LEAST_DELAY_S = 1.0


def scrapy_settings(job: CrawlJob, hosts: Hosts) -> dict[str, Any]:
    """Return the settings for `job`; `hosts` is shared by the resolver and the middlewares."""
    return {
        HOSTS_SETTING: hosts,
        DELAYS_SETTING: host_delays(job),
        NOW_SETTING: job.now,
        "BOT_NAME": "laborwire",
        "USER_AGENT": user_agent(job.contact),
        # Politeness: one request at a time and host; Pace sets each host's delay.
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": max(job.delay_s, _LEAST_DELAY_S),
        "DOWNLOAD_DELAY_JITTER": 0.0,
        # No limit to waiting requests, or one slow host would hold up all others;
        # how many are on the wire at once is limited by the download handler.
        "CONCURRENT_REQUESTS": 0,
        # Else every answer starts a hundred tasks that wait for items; our spiders give requests only, which queue up.
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_HANDLERS": {
            "http": "spiders.wire.BoundedHandler",
            "https": "spiders.wire.BoundedHandler",
            "data": None,
            "file": None,
            "ftp": None,
            "s3": None,
        },
        "LABORWIRE_CONCURRENCY": job.concurrency,
        # Safety.
        "TWISTED_DNS_RESOLVER": "spiders.resolver.GuardedResolver",
        "DOWNLOAD_TIMEOUT": job.timeout_s,
        "DOWNLOAD_MAXSIZE": job.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REDIRECT_MAX_TIMES": 5,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        # A proxy from the environment would connect to addresses that we never see.
        "HTTPPROXY_ENABLED": False,
        # With cookies Scrapy fetches the list of public suffixes from the web.
        "COOKIES_ENABLED": False,
        # Its own robots.txt middleware lets waiters through; the next crawl retries, not this one.
        "ROBOTSTXT_OBEY": False,
        "RETRY_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "DOWNLOADER_MIDDLEWARES": {
            "spiders.doorkeeper.Doorkeeper": 10,
            "spiders.robots.Robots": 20,
            "spiders.reservations.Reservations": 25,
            "spiders.pace.Pace": 30,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "spiders.unpacking.Unpacking": 590,
        },
        # What we do not use.
        "EXTENSIONS": {
            "scrapy.extensions.feedexport.FeedExporter": None,
            "scrapy.extensions.logstats.LogStats": None,
            "scrapy.extensions.memusage.MemoryUsage": None,
        },
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        # First come, first served: the newest page first, as the spider asks for them.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "REFERRER_POLICY": "no-referrer",
        "STATS_DUMP": False,
        "LOG_LEVEL": "WARNING",
        "LOG_INSTALL_ROOT_HANDLER": False,
    }


def host_delays(job: CrawlJob) -> dict[str, float]:
    """Return the seconds between two requests for each host that a source names, with and without "www."."""
    delays: dict[str, float] = {}
    for source in job.sources:
        for url in (source.homepage, *(feed.url for feed in source.feeds)):
            bare = (urlsplit(url).hostname or "").lower().removeprefix("www.")
            for host in (bare, f"www.{bare}"):
                # No delay is for hosts on loopback only; elsewhere the source may ask for more, not for less.
                least = source.delay_s if host in job.loopback else max(source.delay_s, job.delay_s, _LEAST_DELAY_S)
                delays[host] = max(least, delays.get(host, 0.0))
    return {**dict.fromkeys(job.loopback, 0.0), **delays}
