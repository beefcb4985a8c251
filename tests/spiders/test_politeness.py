"""robots.txt, delays and pauses: how we behave as a guest."""

import asyncio
from datetime import datetime, timezone
from itertools import pairwise
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.config import CrawlSettings
from pipeline.errors import ConfigError, CrawlError
from pipeline.records import Feed
from spiders.addresses import Hosts
from spiders.job import CrawlJob, user_agent
from spiders.launch import run_crawl
from spiders.pace import DELAYS_SETTING, NOW_SETTING, Pace, retry_after_s
from spiders.settings import host_delays, scrapy_settings

slow = pytest.mark.slow


@slow
def test_every_waiter_gets_its_own_answer_from_robots_txt(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    pages = [f"/private/{number}" for number in range(12)] + ["/public/1"]
    rules = "User-agent: laborwire\nDisallow: /private\n\nUser-agent: *\nAllow: /"
    paper.page("/robots.txt", rules, wait_s=0.4)
    for page in pages:
        paper.page(page)
    urls = tuple(paper.url(page) for page in pages)
    result = newsroom.crawl(urls=urls)
    assert paper.paths() == ["/public/1"]
    assert [str(rejection.reason) for rejection in result.rejections] == ["disallowed"] * 12


@pytest.mark.sample("64")
@slow
@pytest.mark.parametrize("concurrency", [1, 64])
def test_of_a_thousand_tries_none_that_is_disallowed_gets_through(newsroom: Any, concurrency: int) -> None:
    papers = [newsroom.source(f"paper{number}.example") for number in range(10)]
    for paper in papers:
        paper.page("/robots.txt", "User-agent: *\nDisallow: /private\nAllow: /", wait_s=0.2)
        paper.page("/public")
    urls = [paper.url(f"/private/{number}") for number in range(100) for paper in papers]
    urls += [paper.url("/public") for paper in papers]
    for days in (0, 0.5):
        # The second time with what is remembered of robots.txt.
        result = newsroom.crawl(days=days, urls=tuple(urls), concurrency=concurrency)
        assert [paper.paths() for paper in papers] == [["/public"]] * 10
        assert [str(rejection.reason) for rejection in result.rejections] == ["disallowed"] * 1000
        assert sum(len(paper.asked) for paper in papers) == (30 if days == 0 else 10)


@slow
def test_no_robots_txt_means_yes_and_an_error_means_no(newsroom: Any) -> None:
    expected = {404: True, 403: True, 410: True, 500: False, 503: False, 429: False, 302: False, 304: False}
    for status in expected:
        paper = newsroom.source(f"s{status}.example")
        paper.page("/robots.txt", "broken", status=status)
        paper.feed(["/one"])
        paper.page("/one")
    result = newsroom.crawl()
    asked = {status: newsroom.server(f"s{status}.example").paths() for status in expected}
    assert asked == {status: ["/feed", "/one"] if is_asked else [] for status, is_asked in expected.items()}
    assert {error.problem for error in result.source_errors} == {
        f"robots.txt of http://s{status}.example answered {status}" for status in (500, 503, 429, 302, 304)
    }


@slow
def test_any_success_is_a_robots_txt(newsroom: Any) -> None:
    for status in (203, 206):
        paper = newsroom.source(f"s{status}.example")
        paper.page("/robots.txt", "User-agent: *\nDisallow: /", status=status)
        paper.feed(["/one"])
    result = newsroom.crawl()
    assert [newsroom.server(f"s{status}.example").paths() for status in (203, 206)] == [[], []]
    assert [error.problem for error in result.source_errors if "does not allow" not in error.problem] == []


@slow
def test_unreachable_robots_txt_means_no_and_that_of_a_redirects_target_counts(newsroom: Any) -> None:
    hanging = newsroom.source("hanging.example")
    hanging.page("/robots.txt", wait_s=4)
    hanging.feed(["/one"])
    paper = newsroom.source("paper.example")
    paper.feed(["/moved"])
    other = newsroom.server("other.example")
    other.page("/robots.txt", "User-agent: *\nDisallow: /")
    other.page("/target")
    paper.page("/moved", status=302, headers={"Location": "http://other.example/target"})
    result = newsroom.crawl(timeout_s=1)
    assert hanging.paths() == []
    assert result.source_errors[0].problem.endswith("no complete answer within the time limit")
    assert other.paths() == []
    assert result.rejections[0].detail == "robots.txt of other.example does not allow it"


@slow
def test_keeps_the_delay_between_two_requests_to_a_host(newsroom: Any) -> None:
    slow_host = newsroom.source("slow.example", delay_s=0.4)
    asks_itself = newsroom.source("asks.example")
    asks_itself.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.5")
    far = newsroom.server("far.example")
    for host in (slow_host, asks_itself):
        host.feed(["/1", "/2", "/3"])
        for number in (1, 2, 3):
            host.page(f"/{number}")
    # A redirect to another host does not jump that host's queue.
    slow_host.page("/1", status=302, headers={"Location": "http://asks.example/1"})
    newsroom.crawl()
    assert far.asked == []
    for host, delay in ((slow_host, 0.4), (asks_itself, 0.5)):
        times = [asked.at for asked in host.asked]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert len(gaps) >= 4
        skip = 1 if host is asks_itself else 0  # robots.txt itself could not know
        kept = gaps[skip:]
        # Arrival is noted by a thread of the server, which a busy machine lets wait: what one gap loses the next has
        # more of, so the mean is what the delay promises, and no single gap may be far below it.
        assert sum(kept) / len(kept) > delay - 0.03
        assert min(kept) > delay / 2


@slow
def test_waits_as_long_as_retry_after_says(newsroom: Any, answer: Any) -> None:
    date, later = "Tue, 10 Mar 2026 02:00:00 GMT", "Tue, 10 Mar 2026 02:00:01 GMT"
    said = {"seconds.example": {"Retry-After": "1"}, "date.example": {"Retry-After": later, "Date": date}}
    first: dict[str, list[float]] = {host: [] for host in said}
    for host, headers in said.items():

        def busy(_: object, host: str = host, headers: dict[str, str] = headers) -> Any:
            first[host].append(monotonic())
            again = len(first[host]) > 1
            return answer(status=200 if again else 429, body=b"<p>x</p>", headers={} if again else headers)

        paper = newsroom.source(host)
        paper.feed(["/busy", "/next"])
        paper.page("/next")
        paper.on("/busy", busy)
    result = newsroom.crawl()
    assert result.rejections == ()
    for host in said:
        assert first[host][1] - first[host][0] >= 1
        asked = {entry.path: entry.at for entry in newsroom.server(host).asked}
        assert asked["/next"] - first[host][0] >= 1


@slow
def test_leaves_a_host_out_that_wants_to_be_asked_four_times_an_hour_at_most(newsroom: Any) -> None:
    rare = newsroom.source("rare.example")
    rare.page("/robots.txt", "User-agent: *\nCrawl-delay: 901")
    rare.feed(["/one"])
    result = newsroom.crawl()
    assert rare.paths() == []
    assert [error.problem for error in result.source_errors] == [
        "robots.txt of rare.example asks for 901 s between requests; left out"
    ]


def test_asks_a_host_of_the_real_web_every_five_seconds_and_one_that_wants_more_more_rarely(newsroom: Any) -> None:
    for host, delay_s in (("usual.example", 5.0), ("slower.example", 30.0), ("hasty.example", 0), ("local.example", 0)):
        newsroom.source(host, delay_s=delay_s)
    for host in ("usual.example", "slower.example", "hasty.example"):
        newsroom.servers.pop(host).close()
    job = newsroom.job(contact="mailto:desk@paper.example")
    assert job.delay_s == 5
    delays = host_delays(job)
    assert {host: delays[host] for host in ("usual.example", "www.slower.example", "hasty.example")} == {
        "usual.example": 5,
        "www.slower.example": 30,
        "hasty.example": 5,
    }
    assert delays["local.example"] == 0
    settings = scrapy_settings(job, Hosts())
    assert (settings["DOWNLOAD_DELAY"], settings["CONCURRENT_REQUESTS_PER_DOMAIN"]) == (5, 1)
    assert scrapy_settings(newsroom.job(contact="mailto:desk@paper.example", delay_s=0), Hosts())["DOWNLOAD_DELAY"] == 1


@slow
def test_leaves_a_host_to_the_next_crawl_that_wants_a_long_pause(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    paper.feed(["/busy", "/next"])
    paper.page(
        "/busy",
        status=503,
        headers={"Retry-After": "Tue, 10 Mar 2026 09:00:00 GMT", "Date": "Tue, 10 Mar 2026 02:00:00 GMT"},
    )
    paper.page("/next")
    result = newsroom.crawl()
    assert paper.paths() == ["/feed", "/busy"]
    assert result.rejections == ()
    assert result.counts[0].left == 2
    paper.page("/busy")
    newsroom.crawl()
    assert paper.paths() == ["/feed", "/busy", "/next"]


@slow
def test_gives_a_host_up_for_this_night_that_does_not_answer(newsroom: Any) -> None:
    paper = newsroom.source("paper.example")
    pages = [f"/{number}" for number in range(9)]
    paper.feed(pages)
    for page in pages:
        paper.page(page, wait_s=1.2)
    result = newsroom.crawl(timeout_s=0.3)
    assert len(paper.paths()) == 1 + 5
    assert (result.counts[0].rejected, result.counts[0].left) == (5, 4)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Tue, 10 Mar 2026 02:05:00 GMT", 300.0),
        ("Mon, 09 Mar 2026 02:05:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("\xb2", None),
        ("0000000000120", 120.0),
        ("9" * 5000, 999_999_999.0),
        ("Tue, 10 Mar 2026 02:05:00 -0000", 300.0),
    ],
)
def test_reads_retry_after(header: str, seconds: float | None) -> None:
    now = datetime(2026, 3, 10, 2, 0, tzinfo=timezone.utc)
    assert retry_after_s(header, date="", now=now) == seconds


@slow
def test_a_short_pause_does_not_end_a_longer_one() -> None:
    from scrapy.http import Request, Response
    from scrapy.utils.test import get_crawler

    def busy(seconds: str) -> Response:
        return Response("http://paper.example/", status=503, headers={"Retry-After": seconds})

    async def pauses() -> list[float]:
        settings = {DELAYS_SETTING: {}, "DOWNLOAD_DELAY": 0, NOW_SETTING: datetime.now(timezone.utc)}
        crawler = get_crawler(settings_dict=settings)
        # The engine of a crawl that has not begun: no queues yet.
        crawler.engine = SimpleNamespace(downloader=SimpleNamespace(slots={}, per_slot_settings={}))  # type: ignore[assignment]  # enough of it
        pace = Pace.from_crawler(crawler)
        for seconds in ("2", "1"):
            pace.hold_if_busy(Request("http://paper.example/"), busy(seconds))
        found = []
        for wait_s in (0.5, 1.0, 0.9):
            await asyncio.sleep(wait_s)
            found.append(pace.delay_of("paper.example"))
        return found

    assert asyncio.run(pauses()) == [2.0, 2.0, 0.0]


def test_counts_retry_after_from_the_clock_of_the_server() -> None:
    now = datetime(2026, 3, 10, 2, 0, tzinfo=timezone.utc)
    header, date = "Tue, 10 Mar 2026 12:00:10 GMT", "Tue, 10 Mar 2026 12:00:00 GMT"
    assert retry_after_s(header, date=date, now=now) == 10.0


@pytest.mark.parametrize("date", ["noon", "Tue, 10 Mar 2026 02:00:00 -0000"])
def test_a_date_header_in_another_form_does_not_undo_a_pause(date: str) -> None:
    now = datetime(2026, 3, 10, 2, 0, tzinfo=timezone.utc)
    assert retry_after_s("Tue, 10 Mar 2026 02:05:00 GMT", date=date, now=now) == 300.0


def test_refuses_to_ask_the_real_web_without_a_contact(newsroom: Any) -> None:
    newsroom.source("paper.example")
    newsroom.servers.pop("paper.example").close()
    with pytest.raises(ConfigError, match=r"contact is empty, and paper\.example is a host of the real web"):
        newsroom.job()


def test_what_no_crawl_would_ask_is_not_called_the_real_web(newsroom: Any) -> None:
    for address in ("http://127.0.0.1:1", "http://localhost", "http://[::1]"):
        feed = Feed(url=f"{address}/feed", kind="feed")
        newsroom.source("paper.example", feeds=(feed,))
        newsroom.job()


@slow
def test_the_crawl_itself_refuses_a_job_without_a_contact(newsroom: Any) -> None:
    newsroom.source("paper.example")
    job: CrawlJob = newsroom.job()
    stranger = CrawlJob(
        sources=(),
        urls=("https://stranger.example/",),
        archive=job.archive,
        state=job.state,
        result=job.result,
        now=job.now,
    )
    with pytest.raises(CrawlError, match="contact is empty"):
        run_crawl(stranger)


@pytest.mark.parametrize("contact", ["no idea", "ftp://desk.example/"])
def test_refuses_a_contact_that_reaches_nobody(newsroom: Any, contact: str) -> None:
    newsroom.source("paper.example")
    with pytest.raises(ConfigError, match="neither a web page nor a mail address"):
        newsroom.job(contact=contact)


def test_names_itself_and_its_contact() -> None:
    assert user_agent("mailto:desk@paper.example") == "laborwire/0.1 (+mailto:desk@paper.example)"
    assert CrawlSettings().contact == ""
