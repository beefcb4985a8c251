"""Each trap of stock Scrapy, on one small web: Scrapy as it comes falls into it, our crawl does not.

Both crawls ask the same servers on loopback, each in a process that can reach nothing else (`guarded.py`). Stock
Scrapy runs with its defaults and, where a promise depends on a setting, with the setting that promises it.
`127.0.0.2` stands for an address inside somebody's network: the guard of our crawl takes all of 127.0.0.0/8 for one.
"""

import gzip
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from spiders.job import write_json

pytestmark = pytest.mark.slow

BOMB_MIB = 64
PRIVATE = [f"/private/{number}" for number in range(10)]
SLOW = ["/1", "/2", "/3"]
# 127.0.0.2 in other spellings.
SPELLINGS = ["127.0.0.2", "2130706434", "0x7f.2", "127.2"]
QUEUE = [f"/queue/{number}" for number in range(60)]
TDMREP = "/.well-known/tdmrep.json"
OBEY = {"ROBOTSTXT_OBEY": True}


@dataclass
class Both:
    """What both crawls did on the same web."""

    room: Any
    secret: Any
    """A server inside the network."""
    stock: Any
    stock_asked: dict[str, list[Any]]
    """What each server was asked by stock Scrapy."""
    stock_secrets: int
    ours: Any
    result: Any

    def stock_paths(self, host: str) -> list[str]:
        return [asked.path for asked in self.stock_asked[host]]


@pytest.fixture(scope="module")
def both(shared_newsroom: Any) -> Iterator[Both]:
    """Let both crawls loose on the web, one after the other."""
    room = shared_newsroom
    secret = build(room)
    local = {host: server.local for host, server in room.servers.items()}
    cache = {"HTTPCACHE_ENABLED": True, "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy"}
    plan = [
        ("robots", "plain", [local["robots.example"](path) for path in PRIVATE], OBEY),
        ("inward", "plain", [local["inward.example"](f"/to{n}") for n in range(len(SPELLINGS))], {}),
        ("bomb", "plain", [local["bomb.example"]("/page")], {}),
        ("busy", "plain", [local["busy.example"]("/page")], {}),
        ("slow", "plain", [local["slow.example"](path) for path in SLOW], OBEY),
        ("cookie", "twice", [local["cookie.example"]("/page").replace("127.0.0.1", "localhost")], {}),
        ("corrected", "twice", [local["corrected.example"]("/page")], {**cache, "HTTPCACHE_DIR": str(room.folder)}),
        ("dated", "sitemap", [local["dated.example"]("/local.xml")], {}),
    ]
    certificates = make_certificates(room.folder)
    hidden = [f"https://localhost:{port}/page" for port in serve_hidden(room, certificates)]
    job = room.job()
    write_json(room.folder / "job.json", job)
    plan += [("tls", "plain", hidden, {}), ("tls-as-ours", "plain", hidden, {"like": str(room.folder / "job.json")})]
    spiders = [{"name": name, "kind": kind, "urls": urls, "settings": settings} for name, kind, urls, settings in plan]
    stock = room.stock(spiders, SSL_CERT_FILE=str(certificates / "authority.pem")).end()
    stock_asked = {host: list(server.asked) for host, server in room.servers.items()}
    stock_secrets = len(secret.asked)
    for server in (*room.servers.values(), secret):
        server.asked.clear()
    correct(room, is_corrected=False)
    ours = room.guarded(job).end()
    yield Both(room, secret, stock, stock_asked, stock_secrets, ours, room.result())


def build(room: Any) -> Any:
    """Make the web and return the server inside the network."""
    robots = room.source("robots.example")
    robots.page("/robots.txt", "User-agent: *\nDisallow: /private\nAllow: /", wait_s=0.3)
    robots.feed(PRIVATE)
    for path in PRIVATE:
        robots.page(path)

    secret = room.elsewhere(address="127.0.0.2")
    secret.page("/keys", "secret")
    inward = room.source("inward.example")
    inward.feed([f"/to{number}" for number in range(len(SPELLINGS))])
    for number, spelling in enumerate(SPELLINGS):
        inward.page(f"/to{number}", status=302, headers={"Location": f"http://{spelling}:{secret.port}/keys"})

    bomb = room.source("bomb.example")
    bomb.feed(["/page"])
    bomb.page("/page", gzip.compress(bytes(1 << 20)) * BOMB_MIB, headers={"Content-Encoding": "gzip"})

    busy = room.source("busy.example")
    busy.feed(["/page"])
    busy.page("/page", status=503, headers={"Retry-After": "3600"})

    slow = room.source("slow.example")
    slow.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.6")
    slow.feed(SLOW)
    for path in SLOW:
        slow.page(path)

    cookie = room.source("cookie.example")
    given = {"Set-Cookie": "reader=7; Path=/"}
    cookie.feed(["/page"], headers=given)
    cookie.page("/page", headers=given)

    room.source("corrected.example").feed(["/page"])
    correct(room, is_corrected=False)

    dated = room.source("dated.example", path="/sitemap.xml", kind="sitemap")
    for at, address in (("/sitemap.xml", dated.url), ("/local.xml", dated.local)):
        dated.page(
            at,
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
            f"<url><loc>{address('/page')}</loc><lastmod>2026-03-10</lastmod><news:news><news:publication_date>"
            "2026-03-09T10:00:00+02:00</news:publication_date><news:title>Raters win</news:title></news:news>"
            "</url></urlset>",
            content_type="application/xml",
        )
    dated.page("/page")
    return secret


def serve_hidden(room: Any, certificates: Path) -> Iterator[int]:
    """Start a server with each certificate and yield their ports."""
    for name in ("good", "other-host", "self-signed"):
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificates / f"{name}.pem")
        server = room.elsewhere(tls=tls)
        server.page("/page", name)
        yield server.port


def correct(room: Any, *, is_corrected: bool) -> None:
    """Serve the article as it was, or as it was corrected; it is two days since it was first asked."""
    answered = datetime.now(timezone.utc) - timedelta(days=2)
    headers = {
        "Date": format_datetime(answered, usegmt=True),
        "Last-Modified": format_datetime(answered - timedelta(days=100 - is_corrected), usegmt=True),
        "ETag": '"2"' if is_corrected else '"1"',
    }
    server = room.server("corrected.example")
    server.page("/page", "<p>$16</p>" if is_corrected else "<p>$15</p>", headers=headers)


@pytest.mark.thorough
def test_disallowed_pages_are_asked_while_the_first_robots_txt_is_on_its_way(both: Both) -> None:
    let_through = [path for path in both.stock_paths("robots.example") if path in PRIVATE]
    assert let_through != []
    assert both.room.server("robots.example").paths() == ["/feed"]
    refused = [one for one in both.result.rejections if "robots.example" in one.key]
    assert [str(one.reason) for one in refused] == ["disallowed"] * 10


@pytest.mark.thorough
def test_redirects_lead_into_the_private_network(both: Both) -> None:
    assert both.stock_secrets == len(SPELLINGS)
    assert [page["text"] for page in both.stock.pages("inward")] == ["secret"] * len(SPELLINGS)
    assert both.secret.asked == []
    refused = [one for one in both.result.rejections if "inward.example" in one.key]
    assert [str(one.reason) for one in refused] == ["unsafe_address"] * len(SPELLINGS)


def test_a_packed_page_is_unpacked_without_a_limit(both: Both) -> None:
    assert [page["bytes"] for page in both.stock.pages("bomb")] == [BOMB_MIB << 20]
    (refused,) = [one for one in both.result.rejections if "bomb.example" in one.key]
    assert str(refused.reason) == "too_large"


def test_retry_after_is_not_read(both: Both) -> None:
    # Asked again twice within seconds, by a server that wants an hour.
    assert both.stock_paths("busy.example") == ["/page"] * 3
    assert both.room.server("busy.example").paths() == ["/feed", "/page"]
    (count,) = [one for one in both.result.counts if one.source_id == "busy"]
    assert (count.left, count.rejected) == (1, 0)


def test_crawl_delay_is_not_read(both: Both) -> None:
    # All at once: two requests that wait for each other would be 0.6 s apart.
    starts = [asked.at for asked in both.stock_asked["slow.example"] if asked.path in SLOW]
    assert len(starts) == 3
    assert min(later - earlier for earlier, later in pairwise(sorted(starts))) < 0.3
    ours = [asked.at for asked in both.room.server("slow.example").asked]
    assert len(ours) == 6
    assert min(later - earlier for earlier, later in pairwise(ours[1:])) > 0.3


def test_ports_stand_open_by_which_the_crawl_can_be_told_to_run_code(both: Both) -> None:
    ports = {line["port"] for line in both.stock.notes("listens")}
    telnet = ports & set(range(6023, 6074))
    assert telnet != set()
    assert ports - telnet != set()  # the remote control takes any free port
    assert both.ours.notes("listens") == []


def test_cookies_are_kept_and_make_scrapy_fetch_a_list_from_the_web(both: Both) -> None:
    sent = [asked.headers.get("Cookie") for asked in both.stock_asked["cookie.example"]]
    assert sent == [None, "reader=7"]
    assert [line["host"] for line in both.stock.notes("refused look-up")] != []
    ours = both.room.server("cookie.example").asked
    assert [asked.path for asked in ours if asked.path != TDMREP] == ["/robots.txt", "/feed", "/page"]
    assert [asked.headers.get("Cookie") for asked in ours] == [None] * len(ours)
    assert both.ours.notes("refused look-up") == []
    assert both.ours.notes("refused connection") == []


def test_the_cache_takes_an_article_for_fresh_without_asking(both: Both) -> None:
    # Not modified for 100 days when it was asked two days ago: good for ten days, thinks the cache.
    assert both.stock_paths("corrected.example") == ["/page"]
    assert [page["text"] for page in both.stock.pages("corrected")] == ["<p>$15</p>"] * 2
    correct(both.room, is_corrected=True)
    both.room.sources, every = (
        [one for one in both.room.sources if one.id == "corrected"],
        both.room.sources,
    )
    both.room.guarded(both.room.job(days=2)).end()
    both.room.sources = every
    asked = [one for one in both.room.server("corrected.example").asked if one.path == "/page"]
    assert [one.headers.get("If-None-Match") for one in asked] == [None, '"1"']
    stored = [one for one in both.room.captures() if one.url == "http://corrected.example/page"]
    assert [both.room.body(one) for one in stored] == [b"<p>$15</p>", b"<p>$16</p>"]


def test_the_sitemap_spider_drops_the_date_of_publication(both: Both) -> None:
    (entry,) = both.stock.notes("entry")
    assert entry["entry"]["lastmod"] == "2026-03-10"
    assert "2026-03-09" not in str(entry)
    (capture,) = [one for one in both.room.captures() if one.source_id == "dated"]
    assert capture.published_hint == datetime(2026, 3, 9, 8, 0, tzinfo=timezone.utc)
    assert capture.title_hint == "Raters win"


def test_certificates_are_not_verified(both: Both) -> None:
    assert {page["text"] for page in both.stock.pages("tls")} == {"good", "other-host", "self-signed"}
    assert {page["text"] for page in both.stock.pages("tls-as-ours")} == {"good"}


@pytest.mark.thorough
def test_a_killed_crawl_loses_its_queue_in_silence(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.page("/list", "\n".join(paper.local(path) for path in QUEUE))
    paper.feed(QUEUE)
    for path in QUEUE:
        paper.page(path, wait_s=0.02)
    plan = [
        {
            "name": "queue",
            "kind": "links",
            "urls": [paper.local("/list")],
            "settings": {"JOBDIR": str(newsroom.folder / "jobs")},
        }
    ]
    stock = [_killed(paper, newsroom.stock(plan)), newsroom.stock(plan).end()]
    got = [page["url"] for run in stock for page in run.pages("queue")]
    assert [line["reason"] for line in stock[1].notes("closed")] == ["finished"]
    assert len(set(got)) < len(QUEUE)

    paper.asked.clear()
    _killed(paper, newsroom.guarded(newsroom.job()))
    newsroom.guarded(newsroom.job()).end()
    assert sorted(capture.url for capture in newsroom.captures()) == sorted(paper.url(path) for path in QUEUE)


def _killed(paper: Any, crawl: Any) -> Any:
    end = monotonic() + 60
    while len([path for path in paper.paths() if path in QUEUE]) < 20:
        assert monotonic() < end
        sleep(0.01)
    crawl.kill()
    return crawl


def make_certificates(folder: Path) -> Path:
    """Write an authority and, signed by it or not, certificates with their keys."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    now = datetime.now(timezone.utc)

    def issue(host: str, *, by: Any = None, is_authority: bool = False) -> tuple[Any, Any]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        issuer, signing = (by[0].subject, by[1]) if by else (subject, key)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .sign(signing, hashes.SHA256())
        )
        return made, key

    def write(name: str, pair: tuple[Any, Any]) -> None:
        secret = pair[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(pair[0].public_bytes(Encoding.PEM) + secret)

    authority = issue("Authority", is_authority=True)
    write("authority", authority)
    write("good", issue("localhost", by=authority))
    write("other-host", issue("other.example", by=authority))
    write("self-signed", issue("localhost"))
    return folder
