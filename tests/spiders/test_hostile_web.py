"""A web that is out to harm us, all of it in one crawl: each page and feed is bounded, and so is the memory of all.

The process of the crawl can open no connection but to loopback, and says how much memory it took (`guarded.py`).
"""

import gzip
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import brotli
import pytest

pytestmark = pytest.mark.slow

MIB = 1024 * 1024
GIB = 1024 * MIB
MOST_MIB = 100
TIMEOUT_S = 4
LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]><rss><channel><item><title>&a11;</title><link>http://laughs.example/page</link></item></channel></rss>"
)
PAGES = {
    "gzip.example": "too_large",
    "brotli.example": "too_large",
    "deflate.example": "too_large",
    "zstd.example": "too_large",
    "twice.example": "too_large",
    "bombs.example": "too_large",
    "endless.example": "too_large",
    "announced.example": "too_large",
    "drip.example": "timed_out",
    "hangs.example": "timed_out",
    "cut.example": "network",
    "loop.example": "network",
    "chain.example": "network",
}
FEEDS = {
    "gzip-feed.example": "the body grows over the size limit when it is unpacked",
    "brotli-feed.example": "the body grows over the size limit when it is unpacked",
    "packed-feed.example": "answered with neither a feed nor a sitemap",
    "long-feed.example": "the body is larger than the size limit",
    "endless-feed.example": "the body is larger than the size limit",
    "drip-feed.example": "no complete answer within the time limit",
    "headers.example": "the headers are larger than the size limit",
}


@dataclass
class Harm:
    """What a crawl of the hostile web did, and one of the same web without what is hostile."""

    room: Any
    result: Any
    more_mib: float


class EndlessHeaders:
    """A server that never comes to the end of its headers."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://headers.example{path}"

    def _serve(self) -> None:
        while True:
            try:
                threading.Thread(target=self._answer, args=(self._door.accept()[0],), daemon=True).start()
            except OSError:
                return

    def _answer(self, caller: socket.socket) -> None:
        with caller:
            asked = caller.recv(4096).split()[1].decode()
            self.asked.append(asked)
            try:
                if asked == "/robots.txt":
                    caller.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    return
                caller.sendall(b"HTTP/1.1 200 OK\r\n")
                while True:
                    caller.sendall(b"".join(b"X-%d: %s\r\n" % (number, b"y" * 1000) for number in range(64)))
            except OSError:
                return

    def close(self) -> None:
        self._door.close()


@cache
def zeros(kind: str) -> bytes:
    """Return a gibibyte of zeros, packed."""
    if kind == "gzip":
        return gzip.compress(bytes(16 * MIB), 6) * 64
    if kind == "brotli":
        packer = brotli.Compressor(quality=1, lgwin=24)
        return b"".join(packer.process(bytes(16 * MIB)) for _ in range(64)) + packer.finish()
    if kind == "deflate":
        import zlib

        packer = zlib.compressobj(6)
        # After a full flush nothing refers back: the second piece can be said again and again.
        first, again = (packer.compress(bytes(16 * MIB)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
        return first + again * 63
    from backports import zstd

    return zstd.compress(bytes(16 * MIB)) * 64


@pytest.fixture(scope="module")
def harm(shared_newsroom: Any) -> Iterator[Harm]:
    """Crawl the hostile web, and before it a harmless one."""
    room = shared_newsroom
    good = room.source("good.example")
    good.feed([f"/{number}" for number in range(20)])
    for number in range(20):
        good.page(f"/{number}", b"<p>Words.</p>" * 1000)
    before = room.guarded(room.job()).end().notes("memory")[0]["peak_mib"]
    build(room)
    crawl = room.guarded(room.job(days=0.2, timeout_s=TIMEOUT_S, max_articles_per_source=30)).end()
    yield Harm(room, room.result(), crawl.notes("memory")[0]["peak_mib"] - before)


def build(room: Any) -> None:
    """Make the hostile web."""
    for host in PAGES:
        room.source(host).feed(["/page"])
    # What one of them leaves behind in memory, many leave many times.
    bombs = room.server("bombs.example")
    bombs.feed([f"/{number}" for number in range(20)])
    for number in range(20):
        bombs.page(f"/{number}", zeros("gzip"), headers={"Content-Encoding": "gzip"})
    for kind in ("gzip", "brotli", "deflate", "zstd"):
        name = "br" if kind == "brotli" else kind
        room.server(f"{kind}.example").page("/page", zeros(kind), headers={"Content-Encoding": name})
    twice = gzip.compress(zeros("gzip"))
    room.server("twice.example").page("/page", twice, headers={"Content-Encoding": "gzip, gzip"})
    packed = gzip.compress(b"".join(b"<p>Raters get $%d an hour.</p>" % number for number in range(2000)))
    room.server("cut.example").page("/page", packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"})
    bare = room.source("bare.example")
    bare.feed(["/page"])
    bare.page("/page", packed[:-8], headers={"Content-Encoding": "gzip"})
    room.server("endless.example").page("/page", b"x" * 65536, is_endless=True)
    room.server("announced.example").page("/page", b"x" * (11 * MIB))
    room.server("drip.example").page("/page", b"x", is_endless=True, drip_s=0.2)
    room.server("hangs.example").page("/page", wait_s=TIMEOUT_S + 1)
    room.server("loop.example").page("/page", status=302, headers={"Location": "/back"})
    room.server("loop.example").page("/back", status=302, headers={"Location": "/page"})
    room.server("chain.example").page("/page", status=301, headers={"Location": "/1"})
    for number in range(1, 30):
        room.server("chain.example").page(f"/{number}", status=301, headers={"Location": f"/{number + 1}"})

    for host in FEEDS:
        if host != "headers.example":
            room.source(host)
    room.server("gzip-feed.example").page("/feed", zeros("gzip"), headers={"Content-Encoding": "gzip"})
    room.server("brotli-feed.example").page("/feed", zeros("brotli"), headers={"Content-Encoding": "br"})
    room.server("packed-feed.example").page("/feed", zeros("gzip"), content_type="application/gzip")
    room.server("long-feed.example").page("/feed", b"<rss><channel>" + b"<item/>" * (20 * MIB // 7))
    room.server("endless-feed.example").page("/feed", b"<rss>" + b"<item>" * 10_000, is_endless=True)
    room.server("drip-feed.example").page("/feed", b"<item/>", is_endless=True, drip_s=0.2)
    room.servers["headers.example"] = EndlessHeaders()
    room.source("headers.example")

    laughs = room.source("laughs.example")
    laughs.page("/feed", LAUGHS, content_type="application/rss+xml")
    laughs.page("/page")
    many = room.source("many.example")
    many.feed([f"/{number}" for number in range(10_000)])
    links = room.source("links.example", kind="page_watch")
    links.page("/feed", "".join(f"<a href='/news/story-about-pay-{number}'>Story</a>" for number in range(10_000)))
    for number in range(600):
        links.page(f"/news/story-about-pay-{number}", status=404)
    charset = room.source("charset.example")
    charset.feed(["/page"], content_type="text/xml; charset=utf-16")
    charset.page("/page", "<p>Löhne</p>", content_type="text/html; charset=hex")


def test_pages_that_never_end_or_never_stop_growing_are_rejected(harm: Harm) -> None:
    found = {one.key.split("/")[2]: str(one.reason) for one in harm.result.rejections if one.key.split("/")[2] in PAGES}
    assert found == PAGES
    assert harm.result.finished


def test_feeds_that_never_end_or_never_stop_growing_are_source_errors(harm: Harm) -> None:
    found = {f"{one.source_id}.example": one.problem for one in harm.result.source_errors}
    assert found == FEEDS


def test_all_of_them_at_once_cost_less_than_a_hundred_mebibytes(harm: Harm) -> None:
    assert harm.more_mib < MOST_MIB


def test_a_packed_page_that_lacks_its_trailer_alone_is_taken_whole(harm: Harm) -> None:
    (capture,) = [one for one in harm.room.captures() if one.source_id == "bare"]
    assert capture.status == 200


def test_redirects_are_followed_five_times(harm: Harm) -> None:
    assert harm.room.server("loop.example").paths() == ["/feed", *["/page", "/back"] * 3]
    assert harm.room.server("chain.example").paths() == ["/feed", "/page", "/1", "/2", "/3", "/4", "/5"]


def test_entities_that_grow_are_not_expanded(harm: Harm) -> None:
    (capture,) = [one for one in harm.room.captures() if one.source_id == "laughs"]
    assert capture.title_hint == "&a11;"


def test_of_ten_thousand_links_a_night_takes_what_it_may(harm: Harm) -> None:
    counts = {one.source_id: one for one in harm.result.counts}
    assert (counts["many"].announced, counts["many"].asked, counts["many"].left) == (10_000, 30, 9_970)
    assert (counts["links"].announced, counts["links"].asked, counts["links"].left) == (500, 30, 470)


def test_a_charset_that_is_none_or_wrong_costs_nothing(harm: Harm) -> None:
    (capture,) = [one for one in harm.room.captures() if one.source_id == "charset"]
    assert harm.room.body(capture) == "<p>Löhne</p>".encode()
    assert capture.title_hint == "Headline /page"


def test_nothing_hostile_holds_up_the_others(harm: Harm) -> None:
    assert {one.source_id for one in harm.room.captures()} == {"good", "laughs", "charset", "bare"}
