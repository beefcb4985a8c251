"""A source that dies is named with the reason, an opt-out is obeyed, a failed or missed night is told: real nights."""

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from servers import Hook

from flows.crawling import CrawlOutcome
from flows.doctor import run_doctor
from flows.heartbeat import Heartbeat, last_heartbeat
from flows.night import run_night, run_poll
from flows.order import Order, stand_in_order
from flows.steps import PLAIN, Steps
from flows.week import WeekOrder, run_week
from pipeline.codec import to_json
from pipeline.errors import CrawlError
from pipeline.places import Places, find_places
from pipeline.records import Feed, RunReport, Source

NOW = datetime(2026, 11, 17, 2, tzinfo=timezone.utc)
DAY = timedelta(days=1)
RESERVED = "Raters who score chatbot answers for Scale AI get $11 an hour, a spreadsheet of theirs says"
OPEN = "People who label pictures for Appen earn $9 an hour, three of them said on Monday"
# Name, country, language, and the sentence of its one article.
PAPERS = {
    "open": ("GB", OPEN),
    "reserved": ("DE", RESERVED),
    "dying": ("KE", "Data annotators in Nairobi are paid $2 an hour by Sama, their union told the court on Friday"),
    "shut": ("IN", "nothing of it is ever read"),
}


class Web(BaseHTTPRequestHandler):
    """All papers, told apart by the Host header; `dead` names those whose feeds answer with an error."""

    dead: frozenset[str] = frozenset()
    head: str = ""
    """What stands in the head of the open paper's page beside its title."""

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").split(":")[0].split(".")[0]
        sentence, head = PAPERS[host][1], self.head if host == "open" else ""
        if self.path == "/robots.txt" and host == "shut":
            self._send(b"User-agent: *\nDisallow: /\n")
        elif self.path == "/feed" and host in self.dead:
            self._send(b"<h1>Internal Server Error</h1>", status=500)
        elif self.path == "/feed":
            self._send(
                f"<rss><channel><item><title>Pay of {host}</title><link>http://{host}.example/pay</link>"
                "<pubDate>Mon, 16 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>".encode()
            )
        elif self.path == "/pay":
            self._send(
                f"<html lang='en'><head>{head}<title>What {host} found about pay for training AI</title></head>"
                f"<body><article><h1>What {host} found about pay for training AI</h1><p>{sentence}.</p>"
                "<p>They train artificial intelligence as contractors, and want better pay and a say in it.</p>"
                "</article></body></html>".encode(),
                headers={"tdm-reservation": "1"} if host == "reserved" else {},
            )
        else:
            self._send(b"", status=404)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _send(self, body: bytes, *, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def make_places(folder: Path, hook: Hook) -> Places:
    real = find_places().data
    for name in ("gazetteer.toml", "sources.toml", "minimum_wage.toml", "fx", "relevance", "pay"):
        if (real / name).exists():
            (folder / name).symlink_to(real / name)
    (folder / "laborwire.toml").write_text(
        f'[alarms]\nwebhook = "{hook.url}"\n[webhook]\nloopback = ["{hook.netloc}"]\n'
    )
    (folder / "watch.toml").write_text(
        '[[rule]]\nname = "All"\nwhen = "hourly < 100"\nto = ["digest", "file:told.md"]\nprintable_only = false\n'
    )
    return find_places(data=folder, var=folder / "var")


def doctor(places: Places, now: datetime) -> tuple[int, str]:
    out = io.StringIO()
    code = run_doctor(places, now=now, last_night_only=True, out=out)
    return code, out.getvalue()


def ask(places: Places, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(places.warehouse), read_only=True) as con:
        return con.execute(query).fetchall()


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Order, Hook]]:
    """The order for nights on the papers, and the webhook that hears of them."""
    sources = tuple(
        Source(
            id=name,
            name=f"The {name.title()}",
            homepage=f"http://{name}.example/",
            source_class="press",
            country=country,
            languages=("en",),
            feeds=(Feed(url=f"http://{name}.example/feed", kind="feed"),),
            delay_s=0,
        )
        for name, (country, _) in PAPERS.items()
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with Hook() as hook:
            places = make_places(tmp_path_factory.mktemp("data"), hook)
            yield stand_in_order(places, NOW, sources=sources, port=server.server_port), hook
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def told(order: tuple[Order, Hook]) -> tuple[Places, Hook, str]:
    """Three nights, the last two without the feed of one paper, and the week's digest."""
    first_night, hook = order
    places = first_night.places
    Web.dead = frozenset()
    run_night(first_night)
    Web.dead = frozenset({"dying"})
    for day in (1, 2):
        run_night(replace(first_night, now=NOW + day * DAY))
    written = run_week(WeekOrder(places=places, week="2026-W48", now=NOW + 13 * DAY))
    first = run_week(WeekOrder(places=places, week="2026-W47", now=NOW + 6 * DAY))
    return places, hook, "\n".join(path.read_text() for path in (*first, *written))


@pytest.mark.slow
@pytest.mark.model
class TestNights:
    def test_the_doctor_names_the_dead_feed_and_the_reason(self, told: tuple[Places, Hook, str]) -> None:
        code, printed = doctor(told[0], NOW + 2 * DAY + timedelta(hours=8))
        assert code == 0, printed
        assert "done, ended 2026-11-19" in printed
        assert "2 sources read" in printed
        alarms = [line for line in printed.splitlines() if line.startswith("note  alarm ")]
        assert sorted(alarms) == [
            "note  alarm          The Dying: dead since 2026-11-18: answered 500",
            "note  alarm          The Shut: blocked by robots.txt since 2026-11-17: "
            "robots.txt of shut.example does not allow it",
        ]

    def test_views_name_it_by_source_and_country(self, told: tuple[Places, Hook, str]) -> None:
        gaps = ask(told[0], "SELECT gap, subject, why, detail FROM coverage_gaps WHERE why IS NOT NULL ORDER BY ALL")
        assert ("source failing", "dying", "dead", "answered 500") in gaps
        assert ("nothing this week: source", "shut", "blocked by robots.txt", gaps[3][3]) in gaps
        assert ("nothing this week: country", "DE", "opted out", "reserved: opted out") in gaps
        assert ("nothing this week: source", "reserved", "opted out", "tdm_header") in gaps
        assert "nothing this week: language" not in {gap for gap, *_ in gaps}

    def test_each_run_says_what_each_source_gave(self, told: tuple[Places, Hook, str]) -> None:
        rows = ask(
            told[0],
            "SELECT source_id, feeds_asked, feeds_read, asked, fetched, new, pages_read, with_text, kept, rejected"
            " FROM source_runs WHERE started_at::DATE = DATE '2026-11-17' ORDER BY source_id",
        )
        assert rows == [
            ("dying", 1, 1, 1, 1, 1, 1, 1, 1, 0),
            ("open", 1, 1, 1, 1, 1, 1, 1, 1, 0),
            ("reserved", 1, 1, 1, 1, 1, 1, 1, 1, 0),
            ("shut", 1, 0, 0, 0, 0, 0, 0, 0, 0),
        ]

    def test_the_digest_says_who_brought_nothing_and_why(self, told: tuple[Places, Hook, str]) -> None:
        assert "blocked by robots.txt: The Shut (robots.txt of shut.example does not allow it)" in told[2]
        assert "opted out: The Reserved (tdm" in told[2]
        assert "The Dying could not be read whole in 2 nights: answered 500" in told[2]

    def test_what_is_reserved_is_read_and_counted_and_not_shown(self, told: tuple[Places, Hook, str]) -> None:
        claims = ask(told[0], "SELECT amount_text, sentence FROM pay_claims ORDER BY 1 DESC")
        assert [amount for amount, _ in claims] == ["$9 an hour", "$2 an hour", "$11 an hour"]
        assert claims[2][1].startswith(RESERVED)
        words = RESERVED.partition(",")[2]
        alerts = (told[0].var / "told.md").read_text()
        assert OPEN.partition(",")[2] in alerts
        assert "$11 an hour" in alerts
        assert OPEN.partition(",")[2] in told[2]
        for text in (alerts, told[2]):
            assert words not in text
            assert "score chatbot answers" not in text

    def test_the_webhook_hears_of_each_alarm_once_and_of_a_missed_night(self, told: tuple[Places, Hook, str]) -> None:
        places, hook, _ = told
        summaries = [body["summary"] for _, _, body in hook.posts if "night" not in body["summary"]]
        assert [summary.split(":")[0] for summary in summaries] == ["The Shut", "The Dying"]
        before = len(hook.posts)
        late = NOW + 2 * DAY + timedelta(hours=27)
        code, printed = doctor(places, late)
        assert code == 1
        assert "FAIL  last night     too old: ended 2026-11-19" in printed
        assert doctor(places, late + timedelta(hours=1))[0] == 1
        assert [body["alarms"][0]["kind"] for _, _, body in hook.posts[before:]] == ["night missed"]

    @pytest.mark.thorough
    def test_an_opt_out_that_comes_with_new_bytes_and_the_same_words_is_obeyed_by_the_next_poll(
        self, order: tuple[Order, Hook], told: tuple[Places, Hook, str]
    ) -> None:
        rights = (
            "SELECT r.rights, count(DISTINCT c.id) FROM article_rights AS r JOIN articles AS a ON a.id = r.article_id"
            " JOIN captures AS c ON c.url = a.url WHERE a.source_id = 'open' GROUP BY ALL"
        )
        shown, published = [], []
        # Each time the page is due (after 3 and 14 days) it has other bytes, and its article the same words.
        for days, head in ((3, "<meta name='robots' content='index'>"), (14, "<meta name='robots' content='noai'>")):
            Web.head = head
            poll = run_poll(replace(order[0], now=NOW + days * DAY + timedelta(hours=1), only_due=True))
            assert poll is not None
            published.append(poll.snapshot is not None)
            shown += ask(told[0], rights)
        Web.head = ""
        # New bytes that mean nothing to readers are loaded, and published with the next news.
        assert published == [False, True]
        assert shown == [("summary", 1), ("headline_only", 3)]


def crawl_that_fails() -> Steps:
    def crawl(order: Order, urls: tuple[str, ...]) -> CrawlOutcome:
        raise CrawlError(1, "no network", "crawl.log")

    return replace(PLAIN, crawl=crawl)


def test_a_night_that_failed_is_in_the_heartbeat_and_told_once(tmp_path: Path) -> None:
    with Hook() as hook:
        places = make_places(tmp_path, hook)
        with pytest.raises(CrawlError):
            run_night(Order(places=places, now=NOW), crawl_that_fails())
        heartbeat = last_heartbeat(places)
        assert heartbeat is not None
        assert (heartbeat.state, heartbeat.ended_at.date()) == ("failed", NOW.date())
        code, printed = doctor(places, NOW + timedelta(hours=8))
        assert code == 1
        assert "no network" in printed
        assert [body["alarms"][0]["kind"] for _, _, body in hook.posts] == ["night failed"]
        # No night after it: that is told each day, once.
        for hours in (32, 33, 56):
            doctor(places, NOW + timedelta(hours=hours))
        assert len(hook.posts) == 3


@pytest.mark.thorough
def test_what_the_webhook_refuses_is_told_again(tmp_path: Path) -> None:
    with Hook(status=403) as hook:
        places = make_places(tmp_path, hook)
        with pytest.raises(CrawlError):
            run_night(Order(places=places, now=NOW), crawl_that_fails())
        hook.status = 204
        doctor(places, NOW + timedelta(hours=8))
        doctor(places, NOW + timedelta(hours=9))
        assert len(hook.posts) == 2


def test_a_demo_alarms_nobody(tmp_path: Path) -> None:
    with Hook() as hook:
        places = make_places(tmp_path, hook)
        places.var.mkdir()
        (places.var / "demo.json").write_text("{}")
        code, printed = doctor(places, NOW)
        assert code == 1
        assert "withheld" in printed
        assert hook.posts == []


def test_a_heartbeat_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    places = Places(data=find_places().data, var=tmp_path)
    places.heartbeat.write_text("{")
    code, printed = doctor(places, NOW)
    assert code == 1
    assert "heartbeat.json" in printed


@pytest.mark.parametrize(("ahead", "code"), [(timedelta(minutes=5), 0), (timedelta(days=400), 1)], ids=str)
def test_a_night_from_the_future_does_not_hide_that_nights_are_missing(
    tmp_path: Path, ahead: timedelta, code: int
) -> None:
    places = find_places(var=tmp_path)
    heartbeat = Heartbeat(run="n1", started_at=NOW + ahead, ended_at=NOW + ahead, state="done")
    places.heartbeat.write_bytes(to_json(heartbeat))
    out = io.StringIO()
    assert run_doctor(places, now=NOW, last_night_only=True, out=out) == code
    assert ("in the future" in out.getvalue()) == bool(code)


def test_a_report_from_the_future_does_not_hide_that_nights_are_missing(tmp_path: Path) -> None:
    places = find_places(var=tmp_path)
    early, late = NOW - 3 * DAY, NOW + 400 * DAY
    places.heartbeat.write_bytes(to_json(Heartbeat(run="n1", started_at=early, ended_at=early, state="done")))
    folder = places.runs / "n2"
    folder.mkdir(parents=True)
    report = RunReport(id="n2", command="nightly", started_at=late, finished_at=late, state="done")
    (folder / "report.json").write_bytes(to_json(report))
    out = io.StringIO()
    assert run_doctor(places, now=NOW, last_night_only=True, out=out) == 1
    assert "too old" in out.getvalue()


def test_a_night_from_the_future_is_told_each_day_until_it_is_mended(tmp_path: Path) -> None:
    with Hook() as hook:
        places = make_places(tmp_path, hook)
        places.var.mkdir(exist_ok=True)
        late = NOW + 400 * DAY
        places.heartbeat.write_bytes(to_json(Heartbeat(run="n1", started_at=late, ended_at=late, state="done")))
        for hours in (0, 1, 24):
            doctor(places, NOW + timedelta(hours=hours))
        assert len(hook.posts) == 2
