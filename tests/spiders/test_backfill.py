"""A source's sitemap archives are walked politely, newest first, and only what titles do not rule out is asked for."""

import gzip
import io
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest

from flows.backfill_source import Wish, backfill_source, told_month
from flows.order import Order
from pipeline.archive.store import Archive
from pipeline.decisions import alone, append_decisions, make_decision
from pipeline.errors import UsageError
from pipeline.places import CHECKOUT, Places, find_places
from spiders.walk import last_day_of_sitemap

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=timezone.utc)
SINCE = datetime(2025, 1, 1, tzinfo=timezone.utc)
XML = "application/xml"
STORY = (
    "<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    "<p>People who label images for artificial intelligence at Remotasks say that they earn $9 an hour in {place}.</p>"
    "<p>The annotators, hired as contractors, want a union and more pay for the data work that they do every day.</p>"
    "<p>A spokeswoman of the company said that nobody has to take a task and that the workers are paid on time.</p>"
    "</article></body></html>"
)


def sitemap(entries: list[str]) -> str:
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"<?xml version='1.0'?><urlset {spaces} {news}>{''.join(entries)}</urlset>"


def entry(url: str, *, modified: str = "", title: str = "", published: str = "") -> str:
    news = f"<news:news><news:publication_date>{published}</news:publication_date>" if published else ""
    news += f"<news:title>{title}</news:title></news:news>" if published else ""
    return f"<url><loc>{url}</loc>{f'<lastmod>{modified}</lastmod>' if modified else ''}{news}</url>"


def index(sitemaps: dict[str, str]) -> str:
    rows = "".join(f"<sitemap><loc>{url}</loc><lastmod>{day}</lastmod></sitemap>" for url, day in sitemaps.items())
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</sitemapindex>"


class Desk:
    """An installation that backfills from servers on loopback."""

    def __init__(self, newsroom, folder: Path) -> None:
        self.newsroom = newsroom
        self.places: Places = find_places(var=folder / "var")

    def order(self, *, days: float = 0) -> Order:
        loopback = tuple((host, server.port) for host, server in self.newsroom.servers.items())
        return Order(
            places=self.places,
            now=NOW + timedelta(days=days),
            newsroom=tuple(self.newsroom.sources),
            loopback=loopback,
        )

    def run(self, *, days: float = 0, since: datetime = SINCE, limit: int = 100, **wish) -> str:
        for server in self.newsroom.servers.values():
            server.asked.clear()
        out = io.StringIO()
        backfill_source(self.order(days=days), Wish(source_id="paper", since=since, limit=limit, **wish), out=out)
        return out.getvalue()

    def addresses(self) -> dict[str, tuple[str, str]]:
        with sqlite3.connect(self.places.archive / "backlog.sqlite") as db:
            return {url: (state, reason) for url, state, reason in db.execute(
                "SELECT url, state, reason FROM addresses")}  # fmt: skip

    def captured(self) -> list[str]:
        with Archive.open(self.places.archive) as archive:
            return [capture.url for _, _, capture in archive.sightings_after(0)]


@pytest.fixture
def desk(newsroom, tmp_path: Path) -> Desk:
    return Desk(newsroom, tmp_path)


@pytest.fixture
def paper(newsroom):
    """A paper whose robots.txt names an index of monthly sitemaps, one of them packed."""
    server = newsroom.source("paper.example")
    server.page("/robots.txt", f"User-agent: *\nDisallow: /secret/\nSitemap: {server.url('/index.xml')}\n",
                content_type="text/plain")  # fmt: skip
    months = {"2024-06": "2024-06-30", "2025-03": "2025-03-31", "2026-02": "2026-02-28"}
    server.page("/index.xml", index({server.url(f"/sitemap-{m}.xml.gz"): day for m, day in months.items()}),
                content_type=XML)  # fmt: skip
    for month in months:
        folder = month.replace("-", "/")
        urls = [
            f"/{folder}/07/annotators-sue-over-unpaid-training",
            f"/{folder}/05/garden-show-opens-with-forty-growers/",
            f"/{folder}/03/openai-contractors-in-kenya-want-a-union/",
            f"/secret/{folder}/02/chatbot-trainers-strike",
            f"/{folder}/01/4711",
        ]
        for url in urls:
            server.page(url, STORY.format(title=url, place=url))
        packed = gzip.compress(sitemap([entry(server.url(url)) for url in urls]).encode())
        server.page(f"/sitemap-{month}.xml.gz", packed, content_type="application/gzip")
    return server


def test_walks_newest_first_and_rules_out_by_address_before_anything_is_asked_for(desk: Desk, paper) -> None:
    printed = desk.run(limit=0)
    assert paper.paths() == ["/index.xml", "/sitemap-2026-02.xml.gz", "/sitemap-2025-03.xml.gz"]
    states = desk.addresses()
    assert states[paper.url("/2026/02/05/garden-show-opens-with-forty-growers/")][0] == "off"
    assert states[paper.url("/2026/02/01/4711")] == ("off", "no title, and no words in the address")
    assert states[paper.url("/2026/02/03/openai-contractors-in-kenya-want-a-union/")][0] == "wanted"
    assert not any("/2024/" in url for url in states)
    assert "10 addresses seen, 4 ruled out" in printed
    assert "laborwire backfill --source paper --since 2025-01-01" in printed


@pytest.mark.slow
@pytest.mark.model
def test_fetches_the_newest_up_to_the_limit_goes_on_and_asks_for_nothing_twice(
    desk: Desk, paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        # A page a turn: between two turns the writer's lock is free.
        patched.setattr("flows.backfill_source.PAGES_PER_TURN", 1)
        desk.run(limit=2)
    with duckdb.connect(str(desk.places.warehouse), read_only=True) as con:
        # Two turns of fetching, and one of publishing.
        assert con.execute("SELECT command, count(*) FROM runs GROUP BY command").fetchall() == [("backfill", 3)]
    first = [path for path in paper.paths() if "sitemap" not in path and path != "/index.xml"]
    assert first == [
        "/2026/02/07/annotators-sue-over-unpaid-training",
        "/2026/02/03/openai-contractors-in-kenya-want-a-union/",
    ]
    printed = desk.run(limit=10)
    second = [path for path in paper.paths() if "sitemap" not in path]
    assert second == [
        "/2025/03/07/annotators-sue-over-unpaid-training",
        "/2025/03/03/openai-contractors-in-kenya-want-a-union/",
    ]
    assert "disallowed" in desk.addresses()[paper.url("/secret/2026/02/02/chatbot-trainers-strike")][1]
    assert "2 articles kept in this run" in printed
    desk.run(limit=10)
    assert paper.paths() == []
    assert sorted(desk.captured()) == sorted(paper.url(path) for path in first + second)
    with duckdb.connect(str(desk.places.warehouse), read_only=True) as con:
        assert con.execute("SELECT bool_and(is_backfilled), count(*) FROM captures").fetchall() == [(True, 4)]
    # Earlier than before: the sitemap that was too old is walked now.
    desk.run(since=datetime(2024, 1, 1, tzinfo=timezone.utc), limit=0)
    assert "/sitemap-2024-06.xml.gz" in paper.paths()


@pytest.mark.thorough
def test_the_limit_is_exact_and_what_needs_no_asking_does_not_count(desk: Desk, newsroom) -> None:
    server = newsroom.source("paper.example")
    months = {month: f"2026-{month}-28" for month in ("02", "01")}
    server.page("/sitemap.xml", index({server.url(f"/sitemap-2026-{m}.xml"): day for m, day in months.items()}),
                content_type=XML)  # fmt: skip
    for month in months:
        urls = [server.url(f"/2026/{month}/{day:02}/annotators-want-pay") for day in range(1, 5)]
        server.page(f"/sitemap-2026-{month}.xml", sitemap([entry(url) for url in urls]), content_type=XML)
    down = [server.url(f"/2026/02/{day}/annotators-want-pay") for day in ("02", "03", "04")]
    with alone(desk.places.decisions):
        append_decisions(
            desk.places.decisions, [make_decision("take_down", url, who="ed", when=NOW, why="asked") for url in down]
        )
    desk.run(limit=0, max_sitemaps=2)
    # Three of the four that wait were taken down: one is too few, so the walk goes on.
    desk.run(limit=2)
    assert server.paths() == [
        "/sitemap-2026-01.xml", "/2026/02/01/annotators-want-pay", "/2026/01/04/annotators-want-pay"
    ]  # fmt: skip
    # What was taken down is in no file of ours.
    assert not set(down) & set(desk.addresses())
    with alone(desk.places.decisions):
        oldest = server.url("/2026/01/01/annotators-want-pay")
        append_decisions(desk.places.decisions, [make_decision("take_down", oldest, who="ed", when=NOW, why="asked")])
    desk.run(limit=1)
    assert server.paths() == ["/2026/02/01/annotators-want-pay"]
    # Behind the limit nothing is settled: it is left to the next run.
    assert desk.addresses()[oldest] == ("wanted", "")


@pytest.mark.thorough
def test_titles_and_sections_of_news_sitemaps_decide_in_the_languages_of_the_source(desk: Desk, newsroom) -> None:
    server = newsroom.source("paper.example", languages=("en", "es"), homepage="http://paper.example/en/home")
    # Another source of the same front page, before it in the registry, as with the departments of one gazette.
    newsroom.sources.insert(0, replace(newsroom.sources[0], id="twin"))
    server.page("/sitemap.xml", sitemap([
        entry(server.url("/a/1"), title="Raters of chatbots strike for pay", published="2026-03-01"),
        entry(server.url("/a/2"), title="Tulips bloom early", published="2026-03-02"),
        entry(server.url("/sport/3"), title="Striker signs", published="2026-03-03"),
        entry(server.url("/sport/4"), title="Stadium trains AI with unpaid annotators", published="2026-03-03"),
        entry("http://elsewhere.example/a/5", title="Raters of chatbots strike", published="2026-03-04"),
        entry(server.url("/2026/03/huelga-de-trabajadores-contra-un-algoritmo")),
        entry(server.url("/a/6"), title="Raters of chatbots strike", published="2023-03-04"),
    ]), content_type=XML)  # fmt: skip
    assert "left out: 1 on other sites" in desk.run(limit=0)
    states = {url.removeprefix("http://paper.example"): state for url, (state, _) in desk.addresses().items()}
    spanish = states.pop("/2026/03/huelga-de-trabajadores-contra-un-algoritmo")
    assert states == {"/a/1": "wanted", "/a/2": "off", "/sport/3": "off", "/sport/4": "wanted"}
    assert spanish == "wanted"


def test_robots_txt_is_obeyed_for_sitemaps_too_and_what_fails_is_told(desk: Desk, newsroom) -> None:
    server = newsroom.source("paper.example")
    server.page("/robots.txt", f"User-agent: *\nDisallow: /private\nSitemap: {server.url('/private.xml')}\n"
                f"Sitemap: {server.url('/broken.xml')}\nSitemap: {server.url('/gone.xml')}\n"
                "Sitemap: http://10.0.0.1/inside.xml\n", content_type="text/plain")  # fmt: skip
    server.page("/private.xml", sitemap([]), content_type=XML)
    server.page("/broken.xml", "<html>no sitemap</html>")
    printed = desk.run(limit=0)
    assert sorted(server.paths()) == ["/broken.xml", "/gone.xml"]
    assert "robots.txt of paper.example does not allow it" in printed
    assert "a web page, not a feed" in printed
    assert "answered 404" in printed
    assert "inside.xml" in printed


@pytest.mark.thorough
def test_a_run_walks_no_more_sitemaps_than_it_may_and_a_loop_ends(desk: Desk, newsroom) -> None:
    server = newsroom.source("paper.example")
    days = {server.url(f"/sitemap-2026-01-{day:02}.xml"): f"2026-01-{day:02}" for day in range(1, 21)}
    server.page("/sitemap.xml", index({server.url("/sitemap.xml"): "2026-02-01"} | days), content_type=XML)
    for number, url in enumerate(days):
        page = sitemap([entry(server.url(f"/2026/01/{number + 1:02}/annotators-want-pay-{number}"))])
        server.page(url.removeprefix("http://paper.example"), page, content_type=XML)
    desk.run(limit=0, max_sitemaps=4)
    assert server.paths() == ["/sitemap.xml", *(f"/sitemap-2026-01-{day}.xml" for day in (20, 19, 18))]
    server.page("/sitemap-2026-01-17.xml", "broken", status=500)
    desk.run(limit=0, max_sitemaps=3)
    assert server.paths() == [f"/sitemap-2026-01-{day}.xml" for day in (17, 16, 15)]
    page = sitemap([entry(server.url("/2026/01/17/annotators-want-pay-16"))])
    server.page("/sitemap-2026-01-17.xml", page, content_type=XML)
    desk.run(limit=0, days=2)
    assert server.paths()[0] == "/sitemap.xml"
    assert len(server.paths()) == 16
    assert len(desk.addresses()) == 20


@pytest.mark.thorough
def test_a_long_sitemap_is_read_to_its_end(desk: Desk, newsroom) -> None:
    server = newsroom.source("paper.example")
    padding = "x" * 4000
    urls = [server.url(f"/2026/01/02/annotators-want-pay-{number}?{padding[:1500]}") for number in range(4000)]
    body = sitemap([entry(url, modified="2026-01-02") for url in urls]).encode()
    assert 5 * 1024 * 1024 < len(body) < 10 * 1024 * 1024
    server.page("/sitemap.xml", body, content_type=XML)
    desk.run(limit=0)
    assert len(desk.addresses()) == 4000


@pytest.mark.thorough
def test_a_walk_ends_in_time_for_a_night_and_is_told(
    desk: Desk, newsroom, answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = newsroom.source("paper.example")
    days = {server.url(f"/sitemap-2026-01-{day:02}.xml"): f"2026-01-{day:02}" for day in range(1, 31)}
    server.page("/sitemap.xml", index(days), content_type=XML)
    for url in days:
        path = url.removeprefix("http://paper.example")
        body = sitemap([entry(server.url(f"{path}/annotators-want-pay"))]).encode()
        server.on(path, lambda asked, body=body: answer(body=body, content_type=XML, wait_s=0.3))
    monkeypatch.setattr("flows.backfill_source._MOST_TURN_S", 2.0)
    printed = desk.run(limit=0)
    assert "cut short" in printed
    assert "to go on: laborwire backfill --source paper" in printed
    assert len(server.paths()) < 1 + len(days)


@pytest.mark.thorough
def test_a_killed_walk_goes_on_where_it_was(desk: Desk, newsroom, answer) -> None:
    server = newsroom.source("paper.example")
    days = {server.url(f"/sitemap-2026-01-{day:02}.xml"): f"2026-01-{day:02}" for day in range(1, 9)}
    server.page("/sitemap.xml", index(days), content_type=XML)
    for number, url in enumerate(days):
        body = sitemap([entry(server.url(f"/2026/01/0{number + 1}/annotators-want-pay"))]).encode()
        path = url.removeprefix("http://paper.example")
        server.on(path, lambda asked, body=body: answer(body=body, content_type=XML, wait_s=0.4))
    script = (
        "import sys; from datetime import datetime, timezone; from pathlib import Path\n"
        "from pipeline.places import find_places; from pipeline.records import Feed, Source\n"
        "from flows.order import Order; from flows.backfill_source import Wish, backfill_source\n"
        "source = Source(id='paper', name='p', homepage='http://paper.example/', source_class='press', country='',\n"
        "    languages=('en',), feeds=(Feed(url='http://paper.example/feed', kind='feed'),), delay_s=0)\n"
        "now = datetime(2026, 3, 10, 2, tzinfo=timezone.utc)\n"
        "order = Order(places=find_places(var=Path(sys.argv[1])), now=now, newsroom=(source,),\n"
        "    loopback=(('paper.example', int(sys.argv[2])),))\n"
        "since = datetime(2025, 1, 1, tzinfo=timezone.utc)\n"
        "backfill_source(order, Wish(source_id='paper', since=since, limit=0), out=sys.stdout)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    words = [sys.executable, "-c", script, str(desk.places.var), str(server.port)]
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        deadline = time.monotonic() + 40
        while len(server.paths()) < 4 and time.monotonic() < deadline:
            time.sleep(0.02)
        child.send_signal(signal.SIGKILL)
    # The crawl ends with its parent; what it had asked by then it asks no more.
    time.sleep(1.0)
    seen = [path for path in server.paths() if path != "/sitemap.xml"]
    assert 2 <= len(seen) < 8
    desk.run(limit=0)
    asked_again = [path for path in server.paths() if path in seen[:-1]]
    assert asked_again == []
    assert len(desk.addresses()) == 8


@pytest.mark.thorough
def test_what_a_crawl_refused_is_loaded_although_it_was_stopped_before_its_load(
    desk: Desk, newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = newsroom.source("paper.example")
    refused = server.url("/secret/2026/02/02/chatbot-trainers-strike")
    server.page("/robots.txt", "User-agent: *\nDisallow: /secret/\n", content_type="text/plain")
    server.page("/sitemap.xml", sitemap([entry(refused)]), content_type=XML)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("flows.backfill.Turns.load", stop)
        with pytest.raises(KeyboardInterrupt):
            desk.run(limit=1)
    assert desk.addresses()[refused][0] == "wanted"
    # Nothing is asked for; what was refused before is still told.
    desk.run(limit=0)
    with duckdb.connect(str(desk.places.warehouse), read_only=True) as con:
        assert con.execute("SELECT key FROM rejections").fetchall() == [(refused,)]
    assert list(desk.places.work.glob("backfill/crawl/*heard.json")) == []


@pytest.mark.parametrize(
    ("name", "last"),
    [
        pytest.param("sitemap-2025-03.xml", "2025-04-01", id="month"),
        pytest.param("sitemap-202503.xml.gz", "2025-04-01", id="month-run-together"),
        pytest.param("sitemap_2024.xml", "2025-01-01", id="year"),
        pytest.param("sitemap-2025-1.xml", "2026-01-01", id="part-of-a-year"),
        pytest.param("sitemap.xml?yyyy=2025&mm=02&dd=28", "2025-03-01", id="query"),
        pytest.param("2025/12/31/sitemap.xml", "2026-01-01", id="day"),
    ],
)
def test_names_of_sitemaps_say_how_new_they_can_be(name: str, last: str) -> None:
    found = last_day_of_sitemap(f"https://paper.example/{name}")
    assert found is not None
    assert found.date().isoformat() == last


def test_numbers_are_no_dates() -> None:
    assert last_day_of_sitemap("https://paper.example/sitemap-posts-12.xml") is None
    assert last_day_of_sitemap("https://paper.example/sitemap-20991.xml") is None


@pytest.mark.parametrize("told", ["2025", "2025-13", "last year", "2031-01", "1066-10"])
def test_refuses_a_since_that_is_no_month(told: str) -> None:
    with pytest.raises(UsageError, match="--since"):
        told_month(told, now=NOW)


def test_refuses_a_source_that_is_not_there(desk: Desk, paper) -> None:
    with pytest.raises(UsageError, match="sources list"):
        backfill_source(desk.order(), Wish(source_id="nobody", since=SINCE, limit=1), out=io.StringIO())
