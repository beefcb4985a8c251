"""`laborwire sources check`: every address is asked once, politely, and what it answered is said; on loopback."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import pytest
from conftest import laborwire_here as laborwire
from small_web import SmallWeb

from flows.sources_check import check_sources
from flows.sources_list import list_sources
from flows.sources_passed import Passed, read_passed, remember
from pipeline.errors import ConfigError, UsageError
from pipeline.places import Places
from pipeline.sources import load_sources

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
LATER = datetime(2026, 11, 23, 2, tzinfo=timezone.utc)

HEAD = """# What we read.
[[sources]]
id = "{id}"  # its short name
name = "{id}"
homepage = "http://{id}.example/"
class = "press"
languages = ["en"]
delay_s = 1
"""


def entry(name: str, *addresses: str, table: str = "feeds", kind: str = "feed", more: str = "") -> str:
    text = HEAD.format(id=name) + more
    for address in addresses:
        text += f'[[sources.{table}]]\nurl = "{address}"\nkind = "{kind}"\n'
        text += 'evidence = "seen in a list"\n' if table == "feeds" else ""
    return text + "\n"


REGISTRY = (
    entry("good", "http://good.example/rss")
    + entry("moved", "http://moved.example/rss")
    + entry("silent", "http://silent.example/rss")
    + entry("dead", "http://dead.example/rss")
    + entry("closed", "http://closed.example/rss")
    + entry("broken", "http://broken.example/rss")
    + entry("welcome", "http://welcome.example/rss")
    + entry("watched", "http://watched.example/", kind="page_watch")
    + entry("sneaky", "http://sneaky.example/rss")
    + entry(
        "waiting",
        "http://waiting.example/a",
        "http://waiting.example/b",
        table="unverified",
        more="enabled = false  # not yet\n",
    )
    + "# Sites that re-publish.\n[[republishers]]\ndomain = \"copies.example\"\nseen = 'copies'\n"
)
HOSTS = ("moved", "silent", "good", "dead", "closed", "broken", "welcome", "watched", "sneaky", "waiting")


@dataclass
class Desk:
    """A registry, and the web that it names."""

    web: SmallWeb
    places: Places

    def check(self, *ids: str, enable: bool = False, now: datetime = NOW) -> tuple[int, str]:
        self.web.asked.clear()
        out = io.StringIO()
        loopback = self.web.loopback(*(f"{host}.example" for host in HOSTS))
        code = check_sources(self.places, ids, now=now, include_off=not ids, enable=enable, out=out, loopback=loopback)
        return code, out.getvalue()

    @property
    def registry(self) -> Path:
        return self.places.data / "sources.toml"


@pytest.fixture(scope="module")
def web() -> Iterator[SmallWeb]:
    with SmallWeb() as small:
        small.feed("http://good.example/rss", "http://good.example/2026/11/20/one-two-three")
        small.page("http://moved.example/rss", "http://moved.example/new", status=301)
        small.feed("http://moved.example/new", "http://moved.example/x")
        small.feed("http://silent.example/rss", "http://silent.example/x", published="2026-03-01T00:00:00Z")
        small.page("http://closed.example/robots.txt", "User-agent: *\nDisallow: /rss", content_type="text/plain")
        small.feed("http://closed.example/rss", "http://closed.example/x")
        small.page("http://broken.example/robots.txt", "", status=503)
        small.feed("http://broken.example/rss", "http://broken.example/x")
        small.page("http://welcome.example/rss", "<!doctype html><html><body><h1>Welcome</h1></body></html>")
        small.page("http://watched.example/", '<a href="/2026/11/20/raters-go-on-strike">Raters</a>')
        small.page("http://sneaky.example/rss", "http://169.254.169.254/latest", status=302)
        small.feed("http://waiting.example/a", "http://waiting.example/2026/11/20/one-two-three")
        yield small


def desk_in(folder: Path, web: SmallWeb) -> Desk:
    (folder / "data").mkdir()
    (folder / "data" / "sources.toml").write_text(REGISTRY)
    return Desk(web, Places(data=folder / "data", var=folder / "var"))


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, web: SmallWeb) -> tuple[Desk, int, str, list[str]]:
    """One check of everything: the desk, the exit code, what was printed and what was asked."""
    desk = desk_in(tmp_path_factory.mktemp("check"), web)
    # With a contact the real web may be asked: what keeps the redirect away then is the guard of addresses.
    (desk.places.data / "laborwire.toml").write_text('[crawl]\ncontact = "desk@desk.example"\n')
    code, printed = desk.check()
    return desk, code, printed, list(web.asked)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("http://good.example/rss", "ok .*RSS, 1 entry, newest 2026-11-20", id="good-feed"),
        pytest.param("http://moved.example/rss", "ok .*, moved to http://moved.example/new$", id="moved"),
        pytest.param("http://silent.example/rss", "ok .*newest 2026-03-01 .nothing new for 90 days", id="silent"),
        pytest.param("http://dead.example/rss", "FAIL .*answered 404", id="dead-feed"),
        pytest.param("http://closed.example/rss", "FAIL .*not allowed: robots.txt of closed.example does", id="robots"),
        pytest.param(
            "http://broken.example/rss",
            "FAIL .*broken.example answered 503; nothing is asked of a site while",
            id="robots-cannot-be-read",
        ),
        pytest.param("http://welcome.example/rss", "FAIL .*a web page, not a feed", id="page-instead-of-feed"),
        pytest.param("http://watched.example/", "ok .*page, 1 link to articles", id="page-watch"),
        pytest.param("http://sneaky.example/rss", "FAIL .*169.254.169.254 is not a public", id="redirect-inside"),
        pytest.param("http://waiting.example/a", "ok .*RSS, 1 entry", id="unverified-that-answers"),
        pytest.param("http://waiting.example/b", "FAIL .*answered 404", id="unverified-that-does-not"),
    ],
)
def test_says_of_each_address_what_it_answered(checked: tuple[Desk, int, str, list[str]], url: str, said: str) -> None:
    (line,) = [line for line in checked[2].splitlines() if f" {url}  " in line]
    assert re.match(said, line), line


def test_fails_when_one_address_failed_and_asks_each_once(checked: tuple[Desk, int, str, list[str]]) -> None:
    desk, code, _, asked = checked
    assert code == 1
    assert len(asked) == len(set(asked))
    assert "http://closed.example/rss" not in asked
    assert "http://broken.example/rss" not in asked
    assert desk.registry.read_text() == REGISTRY


def test_stores_only_when_each_address_passed(checked: tuple[Desk, int, str, list[str]]) -> None:
    places = checked[0].places
    assert sorted(path.name for path in places.var.rglob("*")) == ["sources_passed.jsonl", "sources_passed.lock"]
    passed = read_passed(places.sources_passed)
    assert passed["http://good.example/rss"].passed == NOW
    assert passed["http://dead.example/rss"].passed is None
    assert passed["http://dead.example/rss"].problem == "answered 404"


def test_the_list_tells_when_a_source_answered(checked: tuple[Desk, int, str, list[str]]) -> None:
    out = io.StringIO()
    list_sources(checked[0].places, include_off=True, as_json=False, out=out)
    lines = {line.split()[1]: line for line in out.getvalue().splitlines()}
    assert "(answered on 2026-11-21)" in lines["good"]
    assert "answered" not in lines["dead"]
    assert lines["waiting"].startswith("off")
    assert "0 addresses, 2 unverified" in lines["waiting"]


def test_switches_on_what_answered_and_leaves_every_other_line_as_it_was(tmp_path: Path, web: SmallWeb) -> None:
    desk = desk_in(tmp_path, web)
    code, _ = desk.check("waiting", enable=True)
    assert code == 1
    (source,) = [source for source in load_sources(desk.registry) if source.id == "waiting"]
    assert source.enabled
    assert [feed.url for feed in source.feeds] == ["http://waiting.example/a"]
    assert source.feeds[0].evidence == "answered `laborwire sources check` on 2026-11-21"
    assert [feed.url for feed in source.unverified] == ["http://waiting.example/b"]
    before, after = REGISTRY.splitlines(), desk.registry.read_text().splitlines()
    assert [line for line in before if line not in after] == ["enabled = false  # not yet"]
    assert [line for line in after if line not in before] == [f'evidence = "{source.feeds[0].evidence}"']


def test_an_address_that_fails_later_keeps_the_day_it_passed(tmp_path: Path) -> None:
    memory, url = tmp_path / "passed.jsonl", "http://good.example/rss"
    remember(memory, [Passed(url=url, checked=NOW, passed=NOW), Passed(url="http://b.example/", checked=NOW)])
    remember(memory, [Passed(url=url, checked=LATER, problem="answered 404")])
    assert read_passed(memory)[url] == Passed(url=url, checked=LATER, passed=NOW, problem="answered 404")
    assert len(read_passed(memory)) == 2


def test_asks_nothing_without_a_contact_or_for_a_source_that_is_not_there(tmp_path: Path, web: SmallWeb) -> None:
    desk = desk_in(tmp_path, web)
    with pytest.raises(UsageError, match="no source 'nobody'"):
        desk.check("nobody")
    with pytest.raises(ConfigError, match=r"contact is empty, and good\.example is a host of the real web"):
        check_sources(desk.places, ("good",), now=NOW, out=io.StringIO())
    assert web.asked == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["sources", "check", "nobody"], 2, b"no source 'nobody'", id="unknown-source"),
        pytest.param(["sources", "check", "--enable"], 2, b"--enable needs the ids", id="enable-without-ids"),
        pytest.param(["sources", "check", "good"], 1, b"contact is empty", id="no-contact"),
        pytest.param(["sources", "add", "nonsense"], 2, b"is not a web address", id="no-address"),
        pytest.param(["sources", "add", "http://me:pw@a.example/"], 2, b"has a user name in it", id="user-name"),
        pytest.param(["test-source", "http://me:pw@a.example/"], 2, b"has a user name in it", id="trial-user-name"),
        pytest.param(["sources", "add", "http://a.example/", "--class", "blog"], 2, b"use one of: press", id="class"),
        pytest.param(["sources", "add", "http://good.example/"], 2, b"source 'good'", id="known-site"),
        pytest.param(["sources", "add", "http://new.example/"], 1, b"contact is empty", id="add-no-contact"),
        pytest.param(["test-source", "ftp://a.example/"], 2, b"is not a web address", id="trial-no-address"),
        pytest.param(["test-source", "http://a.example/"], 1, b"contact is empty", id="trial-no-contact"),
    ],
)
def test_the_commands_refuse_in_one_line(tmp_path: Path, words: list[str], code: int, said: bytes) -> None:
    (tmp_path / "sources.toml").write_text(REGISTRY)
    done = laborwire(*words, "--data", str(tmp_path), var=tmp_path / "var")
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"pw" not in done.stderr
    assert (tmp_path / "sources.toml").read_text() == REGISTRY


@pytest.mark.parametrize(
    "words", [["sources", "list"], ["sources", "check", "good"], ["sources", "add", "http://n.example/"]]
)
def test_a_broken_registry_is_named(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "sources.toml").write_text(REGISTRY + "[[sources]\n")
    done = laborwire(*words, "--data", str(tmp_path), var=tmp_path / "var")
    assert done.returncode == 1
    assert b"sources.toml: not TOML" in done.stderr
    assert b"Traceback" not in done.stderr
