"""Run one crawl in this process, stock Scrapy's or ours, and note each socket that it opens and each page that it got.

    python guarded.py NOTES.jsonl stock PLAN.json
    python guarded.py NOTES.jsonl ours JOB.json [NETWORK.json]

A plan is a list of spiders that run at once: {"name", "kind", "urls", "settings"}, with Scrapy's defaults but for these
settings; {"like": JOB.json} are those of our crawls, the guard of addresses and robots.txt aside.
An audit hook of the interpreter refuses each connection and each look-up that would leave loopback, and notes it: what
Scrapy would do to the web can be seen without being done.
A network is {"names": {host: [address, ...]}, "routes": {address: address}}: what a look-up of a name answers, one
address a look-up and the last one for ever, and where on loopback a public address leads. It stands in for name servers
and routers alone; what is connected to is decided by the crawl.
"""

import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_notes = -1


def note(what: str, **facts: object) -> None:
    """Append a line to the notes, in one write: whoever kills us leaves no half line."""
    os.write(_notes, json.dumps({"what": what, **facts}).encode() + b"\n")


def guard(event: str, given: tuple[Any, ...]) -> None:
    """Refuse what would leave loopback; the interpreter calls this before each such step."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = given[1]
        if isinstance(address, tuple) and not _is_loopback(str(address[0])):
            note("refused connection", host=str(address[0]))
            raise ConnectionRefusedError(f"{address[0]} is not on loopback")
    elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        host = given[0].decode() if isinstance(given[0], bytes) else given[0]
        if host is not None and not _is_loopback(str(host)):
            note("refused look-up", host=str(host))
            raise socket.gaierror(socket.EAI_NONAME, f"{host} is not on loopback")


def join(network: dict[str, Any]) -> None:
    """Let names resolve, and public addresses lead, as a network says."""
    names, routes = network["names"], network["routes"]
    look_up, connect = socket.getaddrinfo, socket.socket.connect_ex

    def looking_up(host: Any, *more: Any, **also: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in names:
            answers = names[name]
            host = answers.pop(0) if len(answers) > 1 else answers[0]
            note("look-up", host=name, address=host)
            port = more[0] if more else also.get("port", 0)
            return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port))]
        return look_up(host, *more, **also)

    def connecting(door: socket.socket, address: Any) -> int:
        note("connection", host=address[0])
        return connect(door, (routes.get(address[0], address[0]), *address[1:]))

    socket.getaddrinfo = looking_up
    socket.socket.connect_ex = connecting  # type: ignore[method-assign]  # the point of it


def note_doors() -> None:
    """Note each port that is opened for others from now on; there is no audit event for it."""
    listen = socket.socket.listen

    def noting(door: socket.socket, *given: int) -> None:
        if door.family in {socket.AF_INET, socket.AF_INET6}:
            note("listens", port=door.getsockname()[1])
        listen(door, *given)

    socket.socket.listen = noting  # type: ignore[method-assign]  # the point of it


def _is_loopback(host: str) -> bool:
    if host in {"localhost", "::1", ""}:
        return True
    try:
        # Also 2130706434, 0x7f000002 and 127.2: no look-up is needed to know where these lead.
        return socket.inet_aton(host)[0] == 127
    except OSError:
        return False


def run_stock(plan: list[dict[str, Any]]) -> None:
    """Run the spiders of a plan at once and to their end."""
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess
    from scrapy.spiders import SitemapSpider

    class Plain(Spider):
        """Takes the pages that it is told."""

        def parse(self, response: Any) -> Any:
            note("page", spider=self.name, url=response.url, bytes=len(response.body), text=response.body[:20].decode())

        def closed(self, reason: str) -> None:
            note("closed", spider=self.name, reason=reason)

    class Twice(Plain):
        """Takes each page and then the same page again."""

        def parse(self, response: Any) -> Iterator[Any]:
            super().parse(response)
            yield response.request.replace(dont_filter=True, callback=super().parse)

    class Links(Plain):
        """Takes the pages that its first page lists, one a line."""

        def parse(self, response: Any) -> Iterator[Any]:
            for url in response.text.split():
                yield Request(url, callback=super().parse)

    class Sitemap(SitemapSpider):
        """Notes what Scrapy makes of a sitemap's entries."""

        def sitemap_filter(self, entries: Any) -> Iterator[Any]:
            for entry in entries:
                note("entry", spider=self.name, entry={key: str(value) for key, value in entry.items()})
                yield entry

        def parse(self, response: Any) -> None:
            note("page", spider=self.name, url=response.url, meta=sorted(response.meta))

    kinds = {"plain": Plain, "twice": Twice, "links": Links, "sitemap": Sitemap}
    process = CrawlerProcess({"LOG_LEVEL": "CRITICAL"})
    for one in plan:
        settings = one["settings"]
        if "like" in settings:
            settings = _settings_of_ours(settings["like"])
        addresses = "sitemap_urls" if one["kind"] == "sitemap" else "start_urls"
        members = {"name": one["name"], addresses: one["urls"], "custom_settings": settings}
        process.crawl(type(one["name"], (kinds[one["kind"]],), members))
    process.start()


def _settings_of_ours(job: str) -> dict[str, Any]:
    from spiders.addresses import Hosts
    from spiders.job import read_job
    from spiders.settings import scrapy_settings

    settings = scrapy_settings(read_job(Path(job)), Hosts())
    # The servers of a test are on loopback, which the guard would never ask by https.
    del settings["TWISTED_DNS_RESOLVER"]
    guards = ("spiders.doorkeeper.Doorkeeper", "spiders.robots.Robots", "spiders.reservations.Reservations")
    settings["DOWNLOADER_MIDDLEWARES"] |= dict.fromkeys(guards)
    return settings


def main(notes: str, kind: str, orders: str, network: str = "") -> int:
    """Run the crawl and note at the end how much memory it took."""
    global _notes
    _notes = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    sys.addaudithook(guard)
    note_doors()
    if network:
        join(json.loads(Path(network).read_text()))
    code = 0
    if kind == "stock":
        run_stock(json.loads(Path(orders).read_text()))
    else:
        from spiders.crawl import main as crawl

        code = crawl([orders])
    # The kernel's other count, ru_maxrss, begins with that of the process that started us.
    (peak,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    note("memory", peak_mib=int(peak.split()[1]) / 1024)
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
