"""Where the crawl never connects to, and how it ends."""

import ipaddress
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from pipeline import sqlite_file
from pipeline.errors import ArchiveError, CrawlError
from pipeline.places import CHECKOUT
from spiders.addresses import Hosts, is_public, why_not
from spiders.job import read_result, write_json
from spiders.resolver import GuardedResolver
from spiders.settings import scrapy_settings
from spiders.state import CrawlState

slow = pytest.mark.slow
NOW = datetime(2026, 3, 10, 2, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "host",
    [
        "0x5db8d70e",
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.0.0.1.",
        "0", "0.0.0.0", "10.0.0.1",  # noqa: S104  # refused, not bound
        "192.168.1.1", "172.16.0.1", "100.64.0.1", "169.254.169.254", "224.0.0.1",
        "255.255.255.255", "198.18.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
        "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[ff02::1]",
        "１２７.0.0.1", "①②⑦.0.0.1", "localhost", "LOCALHOST.", "printer.local", "db.internal",
        "intranet", "a.localhost",
    ],
)  # fmt: skip
def test_never_asks_an_address_that_is_not_public(host: str) -> None:
    assert why_not(f"http://{host}/", Hosts()) is not None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://paper.example/x",
        "file:///etc/passwd",
        "data:text/plain,x",
        "http://",
        "http://[::1/x",
        "http://a:b@x.example/",
    ],
)
def test_asks_only_http_and_https_and_as_everybody(url: str) -> None:
    assert why_not(url, Hosts()) is not None


@pytest.mark.parametrize(
    "url",
    ["https://paper.example/", "http://93.184.215.14/", "http://[2606:4700::1111]/", "https://xn--caf-dma.example/"],
)
def test_lets_public_names_and_addresses_through(url: str) -> None:
    assert why_not(url, Hosts()) is None


def test_lets_only_mapped_hosts_to_loopback_and_only_by_plain_http() -> None:
    hosts = Hosts(loopback={"demo.example": 8001}, only_loopback=True)
    assert why_not("http://demo.example/a", hosts) is None
    assert why_not("https://demo.example/a", hosts) is not None
    assert why_not("http://demo.example:8001/a", hosts) is not None
    assert why_not("http://127.0.0.1:8001/a", hosts) is not None
    assert why_not("http://other.example/a", hosts) == "no contact is configured, so the real web is not asked"


@pytest.mark.parametrize("address", ["::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::f5ff:fffe"])
def test_finds_private_addresses_hidden_in_public_ones(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_closes_every_door_that_scrapy_leaves_open(newsroom: Any) -> None:
    newsroom.source("paper.example")
    settings = scrapy_settings(newsroom.job(), Hosts())
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert settings["DOWNLOAD_HANDLERS"]["file"] is None
    assert settings["DOWNLOAD_MAXSIZE"] == 10 * 1024 * 1024
    for name in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED", "HTTPPROXY_ENABLED"):
        assert settings[name] is False


@slow
def test_refuses_redirects_and_entries_to_private_addresses(newsroom: Any) -> None:
    secret = newsroom.server("secret.example")
    secret.page("/keys", "<p>secret</p>")
    paper = newsroom.source("paper.example")
    targets = [
        f"http://127.0.0.1:{secret.port}/keys",
        f"http://2130706433:{secret.port}/keys",
        f"http://localhost:{secret.port}/keys",
        f"http://secret.example:{secret.port}/keys",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
    ]
    paper.feed([*(f"/to{number}" for number in range(len(targets))), f"http://[::1]:{secret.port}/keys"])
    for number, target in enumerate(targets):
        paper.page(f"/to{number}", status=302, headers={"Location": target})
    result = newsroom.crawl()
    assert secret.asked == []
    reasons = {rejection.key: str(rejection.reason) for rejection in result.rejections}
    assert len(reasons) == 7
    assert reasons.pop("http://paper.example/to4") == "http_status"
    assert set(reasons.values()) == {"unsafe_address"}
    assert newsroom.captures() == []


@slow
def test_connects_to_no_private_address_that_a_public_looking_name_resolves_to(newsroom: Any, tmp_path: Path) -> None:
    # The resolver alone, with the doorkeeper out of the way: "localhost" is a name that resolves everywhere.
    program = """
import sys
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory, Protocol
from spiders.addresses import Hosts
from spiders.resolver import GuardedResolver
hosts = Hosts()
GuardedResolver(reactor, hosts).install_on_reactor()
done = HostnameEndpoint(reactor, b"localhost", int(sys.argv[1])).connect(Factory.forProtocol(Protocol))
def end(result):
    print(type(getattr(result, "value", result)).__name__, sorted(hosts.refused))
    reactor.stop()
done.addBoth(end)
reactor.run()
"""
    server = newsroom.server("x.example")
    answer = subprocess.run(
        [sys.executable, "-c", program, str(server.port)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert answer.stdout.strip() == "DNSLookupError ['localhost']"


class _Heard:
    """Receives what a look-up found."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802  # Twisted's names
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


def test_a_name_that_leads_elsewhere_at_each_look_up_is_checked_at_each() -> None:
    answers = [["93.184.215.14"], ["127.0.0.2"], ["93.184.215.14", "10.0.0.1"], ["::ffff:169.254.169.254"], []]

    class Rebinding:
        """A name server that has changed its mind when it is asked again."""

        def resolveHostName(self, receiver: Any, name: str, port: int, *_: object) -> None:  # noqa: N802
            for address in answers.pop(0):
                found = IPv6Address if ":" in address else IPv4Address
                receiver.addressResolved(found("TCP", address, port))
            receiver.resolutionComplete()

    hosts = Hosts()
    resolver = GuardedResolver(SimpleNamespace(nameResolver=Rebinding()), hosts)
    heard = []
    while answers:
        heard.append(_Heard())
        resolver.resolveHostName(heard[-1], "rebinding.example", 443)
    # What is handed on is what the connection is made to: there is no look-up after this one.
    assert [one.addresses for one in heard] == [["93.184.215.14"], [], [], [], []]
    assert hosts.refused == {"rebinding.example": "::ffff:169.254.169.254"}


@slow
def test_a_crawl_follows_no_name_that_leads_home_at_its_next_look_up(newsroom: Any) -> None:
    public = newsroom.elsewhere()
    # A closed connection makes the crawl look the name up again.
    public.page("/robots.txt", "User-agent: *\nAllow: /", headers={"Connection": "close"})
    # The same port inside the network: the attacker knows which one he wants.
    secret = newsroom.elsewhere(address="127.0.0.2", port=public.port)
    for server in (public, secret):
        server.page("/keys", "secret")
    paper = newsroom.source("paper.example")
    paper.feed(["/to", f"http://rebinding.example:{public.port}/keys"])
    paper.page("/to", status=302, headers={"Location": f"http://rebinding.example:{public.port}/keys?from=paper"})
    network = {
        "names": {"rebinding.example": ["93.184.215.14", "127.0.0.2"], "paper.example": ["127.0.0.2"]},
        "routes": {"93.184.215.14": "127.0.0.1"},
    }
    crawl = newsroom.guarded(newsroom.job(contact="mailto:desk@paper.example", delay_s=1), network=network).end()
    # Once it was a public address, and robots.txt of there let us in.
    assert [asked.path for asked in public.asked] == ["/robots.txt"]
    assert [found["address"] for found in crawl.notes("look-up")][:2] == ["93.184.215.14", "127.0.0.2"]
    assert secret.asked == []
    assert {made["host"] for made in crawl.notes("connection")} == {"127.0.0.1", "93.184.215.14"}
    # A host of the allow-list is not looked up at all: no name server can lead it elsewhere.
    assert crawl.notes("look-up", host="paper.example") == []
    assert paper.paths() == ["/feed", "/to"]
    assert [str(rejection.reason) for rejection in newsroom.result().rejections] == ["unsafe_address"] * 2


def _start(newsroom: Any, **settings: Any) -> "subprocess.Popen[bytes]":
    job = replace(newsroom.job(), **settings)
    file = newsroom.folder / "job.json"
    write_json(file, job)
    return subprocess.Popen(
        [sys.executable, "-m", "spiders.crawl", str(file)], cwd=CHECKOUT, start_new_session=True, stderr=subprocess.PIPE
    )


def _until(condition: Any, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def _is_listening(pid: int) -> bool:
    sockets = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            sockets.add(str(link.readlink()))
        except OSError:
            continue
    rows = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]
    ]
    return any(row[3] == "0A" and f"socket:[{row[9]}]" in sockets for row in rows)


@pytest.mark.sample("stopped")
@slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_crawl_that_is_ended_early_loses_nothing(newsroom: Any, number: int) -> None:
    paper = newsroom.source("paper.example", delay_s=0.3)
    pages = [f"/{index}" for index in range(12)]
    paper.feed(pages, headers={"ETag": '"f"'})
    for page in pages:
        paper.page(page)
    child = _start(newsroom)
    _until(lambda: len(paper.paths()) >= 4)
    assert not _is_listening(child.pid)
    child.send_signal(number)
    begun = time.monotonic()
    _, words = child.communicate(timeout=15)
    assert time.monotonic() - begun < 5
    if number == signal.SIGTERM:
        result = read_result(newsroom.folder / "result.json")
        assert (child.returncode, result.finished, result.stopped) == (0, False, "signal SIGTERM")
        assert result.rejections == ()
        assert words == b""
    newsroom.sources[0] = replace(newsroom.sources[0], delay_s=0)
    newsroom.crawl()
    assert len({capture.url for capture in newsroom.captures()}) == 12


@slow
def test_ends_within_ten_seconds_whatever_the_servers_do(newsroom: Any) -> None:
    hanging, dripping = newsroom.source("hanging.example"), newsroom.source("dripping.example")
    for paper, answer in ((hanging, {"wait_s": 60}), (dripping, {"is_endless": True})):
        paper.feed(["/one", "/two"])
        paper.page("/one", b"x", **answer)
    child = _start(newsroom, timeout_s=60, max_body_bytes=1 << 40)
    _until(lambda: "/one" in hanging.paths() and "/one" in dripping.paths())
    child.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    child.communicate(timeout=15)
    assert time.monotonic() - begun < 10
    assert child.returncode == 0
    assert read_result(newsroom.folder / "result.json").stopped == "signal SIGTERM"


@slow
def test_dies_with_its_parent(newsroom: Any) -> None:
    paper = newsroom.source("paper.example", delay_s=0.5)
    paper.feed([f"/{index}" for index in range(30)])
    job = newsroom.job()
    file = newsroom.folder / "job.json"
    parent = f"""
import dataclasses, os, subprocess, sys
from pathlib import Path
from spiders.job import read_job, write_json
write_json(Path({str(file)!r}), dataclasses.replace(read_job(Path({str(file)!r})), parent_pid=os.getpid()))
child = subprocess.Popen([sys.executable, "-m", "spiders.crawl", {str(file)!r}], start_new_session=True)
print(child.pid, flush=True)
child.wait()
"""
    write_json(file, job)
    with subprocess.Popen([sys.executable, "-c", parent], cwd=CHECKOUT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        _until(lambda: len(paper.paths()) >= 2)
        process.kill()
    # Whoever adopts it may be slow to collect it: ended is ended.
    _until(lambda: not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text(), 10)


@slow
def test_stops_and_says_so_when_the_archive_cannot_be_written(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/one", "/two"])
    paper.page("/one", headers={"ETag": '"1"'})
    paper.page("/two")
    # A disk that is full, from the first page on: a device that takes no byte stands where the file should.
    blocked = newsroom.folder / "archive" / "laborwire-000001.warc.gz"
    blocked.parent.mkdir()
    blocked.symlink_to("/dev/full")
    with pytest.raises(CrawlError, match="the archive cannot be written"):
        newsroom.crawl()
    blocked.unlink()
    assert not newsroom.result().finished
    newsroom.crawl()
    assert paper.paths() == ["/feed", "/one", "/two"]
    assert all("If-None-Match" not in asked.headers for asked in paper.asked if asked.path == "/one")


@slow
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        pytest.param(
            "CREATE TRIGGER harm BEFORE INSERT ON pages BEGIN SELECT RAISE(ABORT, 'malformed'); END",
            r"what the crawl knows cannot be read or written \(malformed\)",
            id="in-the-middle",
        ),
        pytest.param(
            "UPDATE feeds SET error_class = 'none of ours'",
            "the sources could not be asked: ValueError",
            id="at-the-start",
        ),
    ],
)
def test_a_damaged_state_is_no_fault_of_the_sources(newsroom: Any, harm: str, said: str) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/one"])
    paper.page("/one")
    newsroom.crawl()
    paper.feed(["/one", "/two"])
    with sqlite3.connect(newsroom.folder / "crawl.sqlite") as state:
        state.execute(harm)
    state.close()
    with pytest.raises(CrawlError, match=said):
        newsroom.crawl(days=1)
    assert newsroom.result().source_errors == ()


def test_a_state_in_use_elsewhere_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "_WAIT_S", 0.1)
    path = tmp_path / "crawl.sqlite"
    CrawlState.open(path, now=NOW).__exit__(None, None, None)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ArchiveError, match="in use by another program") as caught:
            CrawlState.open(path, now=NOW)
    assert "move it away" not in str(caught.value)
