"""Serve many simulated publishers on loopback: real HTTP, pages of real size, answers as late as real servers' are.

In: numbers of hosts and pages, and a seed. Each host has a median latency of its own, each answer one around it, and
one answer in a hundred comes late; they depend on host, path and seed alone, so two crawls meet the same web. Hosts are
told apart by the Host header (`h0.example`), or by the address that was connected to (`address_of`), for a crawler
that cannot be told where names lie. Each host announces its pages in one RSS feed and forbids `/private/`.

What it was asked, and how far apart, is answered at `/served`. As a process: `serve` prints the port and stays.
"""

import asyncio
import json
import random
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from time import monotonic

from made_pages import page

# Pages in stock: each answer is one of them with an address of its own at its end.
_STOCK = 120
# Seconds. Half of the hosts answer within 120 ms.
_MEDIAN_S, _SPREAD, _LEAST_S, _MOST_S = 0.12, 0.6, 0.02, 0.6
_ANSWER_SPREAD = 0.3
_LATE_SHARE, _LATE_FACTOR = 0.01, 5.0
_ROBOTS = b"User-agent: *\nDisallow: /private/\n"
_NOTHING = b"<p>Nothing here.</p>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """What is simulated."""

    hosts: int
    pages: int
    """On all hosts together; each has its equal share."""
    latency: float = 1.0
    """Factor of every latency; 0 answers at once."""
    seed: int = 1
    now: datetime
    """Time of the crawl; the pages were published that day."""

    def pages_of(self, host: int) -> list[str]:
        """Return the addresses of a host's pages."""
        return [f"http://{name_of(host)}/{number}" for number in range(host, self.pages, self.hosts)]


@dataclass(slots=True)
class Served:
    """What the hosts were asked since the last time that it was told."""

    answers: int = 0
    body_bytes: int = 0
    last: dict[str, float] = field(default_factory=dict)
    least_gap: dict[str, float] = field(default_factory=lambda: defaultdict(lambda: 1e9))


def name_of(host: int) -> str:
    """Return the name of a host."""
    return f"h{host}.example"


def address_of(host: int) -> str:
    """Return the address of a host: Linux has all of 127.0.0.0/8 on loopback."""
    return f"127.0.{1 + host // 250}.{1 + host % 250}"


def latency_s(web: Web, host: str, path: str) -> float:
    """Return how many seconds a host takes to answer."""
    median = random.Random(f"{web.seed} {host}").lognormvariate(0, _SPREAD) * _MEDIAN_S  # noqa: S311  # no secrets
    chance = random.Random(f"{web.seed} {host}{path}")  # noqa: S311
    late = _LATE_FACTOR if chance.random() < _LATE_SHARE else 1.0
    return min(max(median, _LEAST_S), _MOST_S) * chance.lognormvariate(0, _ANSWER_SPREAD) * late * web.latency


def serve(web: Web) -> None:
    """Serve until the process is ended; print the port once it listens."""
    asyncio.run(_serve(web))


async def _serve(web: Web) -> None:
    loop = asyncio.get_running_loop()
    answers = _Answers(web)
    first = await loop.create_server(lambda: _Connection(answers), "127.0.0.1", 0)
    port = first.sockets[0].getsockname()[1]
    for host in range(web.hosts):
        await loop.create_server(lambda: _Connection(answers), address_of(host), port)
    print(port, flush=True)
    await first.serve_forever()


class _Answers:
    """All answers, gzipped where that is what servers do."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.served = Served()
        self.by_address = {address_of(host): name_of(host) for host in range(web.hosts)}
        chance = random.Random(web.seed)  # noqa: S311
        self._stock = []
        for _ in range(min(_STOCK, web.pages)):
            body, packer = page(chance), zlib.compressobj(6, zlib.DEFLATED, 31)
            self._stock.append((len(body), packer, packer.compress(body) + packer.flush(zlib.Z_SYNC_FLUSH)))
        self._feeds = {f"h{host}.example": self._feed(host) for host in range(web.hosts)}

    def to(self, host: str, path: str) -> bytes:
        """Return the whole answer."""
        if path == "/robots.txt":
            return _answer(200, "text/plain", _ROBOTS)
        if path == "/feed" and host in self._feeds:
            return _answer(200, "application/rss+xml", self._feeds[host])
        if path == "/served":
            return _answer(200, "application/json", self._told())
        number = path[1:]
        if not number.isdigit() or int(number) >= self.web.pages:
            return _answer(404, "text/html", _NOTHING)
        size, packer, begin = self._stock[int(number) % len(self._stock)]
        own = f"<!-- {host}{path} -->".encode()
        end = packer.copy()
        body = begin + end.compress(own) + end.flush()
        self.served.body_bytes += size + len(own)
        tag = f'Content-Encoding: gzip\r\nETag: "{number}"\r\nVary: Accept-Encoding\r\n'
        return _answer(200, "text/html; charset=utf-8", body, tag)

    def note(self, host: str) -> None:
        """Note that a host is asked now."""
        now, served = monotonic(), self.served
        if host in served.last:
            served.least_gap[host] = min(served.least_gap[host], now - served.last[host])
        served.last[host] = now
        served.answers += 1

    def _told(self) -> bytes:
        served, self.served = self.served, Served()
        gap = min(served.least_gap.values(), default=None)
        return json.dumps({"answers": served.answers, "body_bytes": served.body_bytes, "least_gap_s": gap}).encode()

    def _feed(self, host: int) -> bytes:
        date = format_datetime(self.web.now)
        items = "".join(
            f"<item><title>Page {url}</title><link>{url}</link><pubDate>{date}</pubDate></item>"
            for url in self.web.pages_of(host)
        )
        return f"<rss version='2.0'><channel><title>Simulated</title>{items}</channel></rss>".encode()


def _answer(status: int, kind: str, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


class _Connection(asyncio.Protocol):
    """One connection, kept alive; no body is ever sent to us."""

    def __init__(self, answers: _Answers) -> None:
        self._answers = answers
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # a TCP one
        self._here = self._answers.by_address.get(transport.get_extra_info("sockname")[0])

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, self._read = self._read.split(b"\r\n\r\n", 1)
            lines = head.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            named = next((line[5:].strip() for line in lines if line.lower().startswith("host:")), "")
            host = self._here or named.partition(":")[0]
            wait_s = 0.0
            if path != "/served":
                self._answers.note(host)
                wait_s = latency_s(self._answers.web, host, path)
            asyncio.get_running_loop().call_later(wait_s, self._send, host, path)

    def _send(self, host: str, path: str) -> None:
        if not self._transport.is_closing():
            self._transport.write(self._answers.to(host, path))
