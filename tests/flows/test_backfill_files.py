"""Common Crawl News files: what is on the beat is taken in, the rest is read over, and a run that is killed goes on."""

import gzip
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
import zlib
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import duckdb
import pytest
from conftest import laborwire
from conftest import run_here as run_ok
from fastwarc.warc import WarcRecord, WarcRecordType
from tests_warc import warc_response

from flows.backfill import word_sieves
from flows.backfill_archive import FileProgress, Sieves, rejections_are_loaded, take_files, unheard_rejections
from flows.order import Order
from pipeline.archive.cheap_text import cheap_text
from pipeline.archive.members import MAX_RECORD_BYTES, Damage, Member, read_members
from pipeline.archive.news_files import read_news_file
from pipeline.archive.store import Archive
from pipeline.errors import RejectionReason, UsageError
from pipeline.places import CHECKOUT, find_places
from pipeline.records import Source

NOW = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
WORDS = ["harbour", "ferry", "tulip", "bishop", "orchid", "violin", "museum", "carnival", "mayor", "bridge", "comet"]


def story(number: int = 0) -> bytes:
    return (
        f"<html lang='en'><head><title>Graders at Remotasks want more, part {number}</title></head><body><article>"
        f"<p>People who grade chatbot answers for Remotasks say that they earn ${9 + number} an hour.</p>"
        "<p>The workers label and rate what artificial intelligence systems write, and are hired as contractors.</p>"
        "<p>A spokeswoman said that the company pays fairly and that nobody has to take a task.</p>"
        "</article></body></html>"
    ).encode()


def dull(number: int, *, size: int = 300) -> bytes:
    chance = random.Random(number)
    words = " ".join(chance.choice(WORDS) for _ in range(size))
    return f"<html><head><title>{words[:40]}</title></head><body><p>{words}</p></body></html>".encode()


def news(url: str, body: bytes, **options) -> bytes:
    return warc_response(url, 200, "text/html; charset=utf-8", body, **options)


def mixed(count: int, *, every: int = 10) -> list[bytes]:
    return [
        news(f"https://daily.example/{n}", story(n) if n % every == 0 else dull(n, size=2000)) for n in range(count)
    ]


def write(path: Path, records: list[bytes]) -> Path:
    path.write_bytes(b"".join(records))
    return path


@pytest.fixture
def order(tmp_path: Path) -> Order:
    return Order(places=find_places(var=tmp_path / "var"), now=NOW)


@pytest.fixture(scope="module")
def sieves() -> Sieves:
    return word_sieves(find_places())


def take(order: Order, sieves: Sieves, *paths: Path) -> tuple[list[FileProgress], str]:
    err = io.StringIO()
    return take_files(order, list(paths), sieves, err=err), err.getvalue()


def stored(order: Order) -> list[str]:
    with Archive.open(order.places.archive) as archive:
        return [capture.url for _, _, capture in archive.sightings_after(0)]


@pytest.mark.thorough
def test_keeps_address_time_and_bytes_of_what_is_on_the_beat(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    path = write(tmp_path / "news.warc.gz", mixed(30))
    (progress,), told = take(order, sieves, path)
    assert (progress.pages, progress.kept, progress.offset) == (30, 3, path.stat().st_size)
    assert "MB/s, kept 3 of 30 pages seen" in told
    with Archive.open(order.places.archive) as archive:
        capture = archive.latest("https://daily.example/10")
        assert capture is not None
        assert capture.fetched_at == datetime(2026, 11, 20, 10, tzinfo=timezone.utc)
        assert capture.is_backfilled
        assert archive.body(capture.id) == story(10)


def test_a_second_run_and_a_copy_elsewhere_read_nothing_again(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    path = write(tmp_path / "news.warc.gz", mixed(20))
    take(order, sieves, path)
    copy = tmp_path / "copy.warc.gz"
    copy.write_bytes(path.read_bytes())
    (progress,), told = take(order, sieves, copy)
    assert (progress.pages, progress.kept) == (20, 2)
    assert told == ""
    assert len(stored(order)) == 2


@pytest.mark.thorough
def test_another_file_that_begins_alike_is_read_from_its_beginning(
    order: Order, sieves: Sieves, tmp_path: Path
) -> None:
    records = mixed(20)
    take(order, sieves, write(tmp_path / "one.warc.gz", records))
    other = [records[0], *(news(f"https://other.example/{n}", story(n)) for n in range(30))]
    (progress,), _ = take(order, sieves, write(tmp_path / "other.warc.gz", other))
    assert (progress.pages, progress.kept, progress.known) == (31, 30, 1)


@pytest.mark.thorough
def test_reads_what_other_tools_write(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    path = tmp_path / "tool.warc.gz"
    with path.open("wb") as file:
        for number, url in enumerate(["https://a.example/1", "https://a.example/2"]):
            record = WarcRecord()
            record.init_headers(WarcRecordType.response)
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.headers["WARC-Target-URI"] = url
            record.headers["WARC-Date"] = "2026-11-01T00:00:00Z"
            record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + story(number))
            raw = io.BytesIO()
            record.write(raw)
            file.write(gzip.compress(raw.getvalue()))
    (progress,), _ = take(order, sieves, path)
    assert (progress.pages, progress.kept) == (2, 2)


def test_damaged_records_are_counted_and_read_over(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    records = mixed(30)
    for number in (4, 15):
        broken = bytearray(records[number])
        for at in range(40, 60):
            broken[at] ^= 0xFF
        records[number] = bytes(broken)
    records[7] = os.urandom(500)
    (progress,), told = take(order, sieves, write(tmp_path / "news.warc.gz", records))
    assert (progress.damaged, progress.pages, progress.kept) == (3, 27, 3)
    assert "cannot be unpacked" in told
    assert "3 damaged records" in told


def test_a_torn_tail_is_told_and_read_once_it_is_whole(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    records = mixed(21)
    path = write(tmp_path / "news.warc.gz", [*records[:-1], records[-1][:-30]])
    (progress,), told = take(order, sieves, path)
    assert (progress.pages, progress.kept, progress.damaged) == (20, 2, 0)
    assert progress.offset == sum(map(len, records[:-1]))
    assert "ends in the middle of the record" in told
    write(path, records)
    (progress,), told = take(order, sieves, path)
    assert "goes on at byte" in told
    assert (progress.pages, progress.kept) == (21, 3)


def test_takes_only_html_answers_with_status_200(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    records = [
        gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nhi\r\n\r\n\r\n"),
        gzip.compress(b"WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\n\r\n"),
        warc_response("https://a.example/404", 404, "text/html", story()),
        warc_response("https://a.example/pdf", 200, "application/pdf", story()),
        warc_response("dns:a.example", 200, "text/html", story()),
        warc_response("https://a.example/packed", 200, "text/html", gzip.compress(story()), encoding="gzip"),
        warc_response("https://a.example/dull", 200, "text/html", gzip.compress(dull(1)), encoding="gzip"),
    ]
    (progress,), _ = take(order, sieves, write(tmp_path / "news.warc.gz", records))
    assert stored(order) == ["https://a.example/packed"]
    assert (progress.pages, progress.kept, progress.refused) == (2, 1, 1)


def test_hostile_records_end_nothing_and_stay_small(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    bomb = gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9\r\n\r\n" + bytes(40 << 20), 1)
    records = [
        news("https://daily.example/first", story(1)),
        bomb,
        gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx"),
        gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -7\r\n\r\n" + story()),
        gzip.compress(b"WARC/1.0\r\n" + b"A" * 200_000),
        b"\x1f\x8b\x08" * 20_000,
        news("https://daily.example/tags", b"<script" * 40_000 + b" annotators want pay"),
        news("https://daily.example/open", b"<" * 300_000 + b" annotators want pay "),
        news("https://daily.example/terms", b" task tasks " * 30_000),
        news("https://daily.example/last", story(2)),
    ]
    # What is loaded once is no growth.
    sieves.is_promising(cheap_text(f"<title>x</title><p>{'tasks ' * 100}</p>"))
    tracemalloc.start()
    (progress,), _ = take(order, sieves, write(tmp_path / "news.warc.gz", records))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {"https://daily.example/first", "https://daily.example/last"} <= set(stored(order))
    assert progress.damaged >= 4
    assert peak < MAX_RECORD_BYTES * 2


def test_memory_does_not_grow_with_the_file(sieves: Sieves, tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = write(tmp_path / "news.warc.gz", mixed(count, every=1000))
        with path.open("rb") as stream:
            tracemalloc.start()
            for _ in read_news_file(stream, name="news", prefilter=sieves.prefilter, is_promising=sieves.is_promising):
                pass
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    peak(5)
    small, large = peak(50), peak(1000)
    assert large < small + 500_000


@pytest.mark.thorough
def test_an_older_copy_of_a_page_does_not_pass_for_a_correction(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    url = "https://daily.example/story"
    with Archive.open(order.places.archive, writable=True) as archive:
        archive.store(url=url, final_url=url, status=200, headers=(), body=story(5), fetched_at=NOW,
                      content_type="text/html")  # fmt: skip
    (progress,), _ = take(order, sieves, write(tmp_path / "news.warc.gz", [news(url, story(4))]))
    assert (progress.kept, progress.known) == (0, 1)
    assert stored(order) == [url]


@pytest.mark.thorough
def test_what_was_taken_down_stays_out(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    from pipeline.decisions import append_decisions, make_decision

    decision = make_decision("take_down", "https://daily.example/story", who="desk", when=NOW, why="a court's order")
    append_decisions(order.places.decisions, [decision])
    path = write(tmp_path / "news.warc.gz", [news("https://daily.example/story", story())])
    (progress,), _ = take(order, sieves, path)
    assert (progress.kept, progress.known, progress.refused) == (0, 0, 1)
    assert stored(order) == []
    (rejection,) = unheard_rejections(order.places)
    assert (rejection.stage, rejection.key, rejection.reason) == (
        "backfill",
        "https://daily.example/story",
        RejectionReason.TAKEN_DOWN,
    )


def test_what_is_refused_is_kept_with_its_reason_until_it_is_loaded(
    order: Order, sieves: Sieves, tmp_path: Path
) -> None:
    daily = Source(
        id="daily", name="Daily", homepage="https://daily.example/", source_class="press", country="",
        languages=("en",), feeds=(),
    )  # fmt: skip
    order = replace(order, newsroom=(daily,))
    broken = bytearray(news("https://daily.example/broken", story(3)))
    for at in range(40, 60):
        broken[at] ^= 0xFF
    records = [
        news("https://daily.example/good", story(1)),
        warc_response("https://www.daily.example/packed", 200, "text/html", b"x" * 99, encoding="zstd"),
        warc_response("https://a.example/bomb", 200, "text/html", gzip.compress(bytes(11 << 20)), encoding="gzip"),
        warc_response("no-address", 200, "text/html", story()),
        bytes(broken),
        news("https://daily.example/last", story(2)),
    ]
    (progress,), told = take(order, sieves, write(tmp_path / "news.warc.gz", records))
    assert (progress.kept, progress.refused, progress.damaged) == (2, 3, 1)
    with Archive.open(order.places.archive) as archive:
        assert {capture.source_id for _, _, capture in archive.sightings_after(0)} == {"daily"}
    # Read again, also by another run: they are unheard until a load has taken them in.
    take(order, sieves, tmp_path / "news.warc.gz")
    found = unheard_rejections(order.places)
    assert [(one.stage, one.key, str(one.reason), one.source_id) for one in found] == [
        ("backfill", "https://www.daily.example/packed", "unreadable", "daily"),
        ("backfill", "https://a.example/bomb", "too_large", None),
        ("backfill", f"news.warc.gz at byte {sum(map(len, records[:3]))}", "bad_url", None),
        ("backfill", f"news.warc.gz at byte {sum(map(len, records[:4]))}", "unreadable", None),
    ]
    assert "zstd" in found[0].detail
    assert "states no web address" in told
    rejections_are_loaded(order.places)
    assert unheard_rejections(order.places) == ()
    assert take(order, sieves, tmp_path / "news.warc.gz")[0][0].refused == 3


@pytest.mark.thorough
def test_a_killed_run_goes_on_and_ends_like_one_that_was_never_killed(order: Order, tmp_path: Path) -> None:
    path = write(tmp_path / "news.warc.gz", mixed(2000, every=20))
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, timezone\n"
        "from flows.backfill import word_sieves; from flows.backfill_archive import take_files\n"
        "import flows.backfill_archive as module; module._SAVE_EVERY_S = 0.02\n"
        "from flows.order import Order; from pipeline.places import find_places\n"
        "places = find_places(var=Path(sys.argv[1]))\n"
        "order = Order(places=places, now=datetime(2026, 11, 21, 2, tzinfo=timezone.utc))\n"
        "(done,) = take_files(order, [Path(sys.argv[2])], word_sieves(places))\n"
        "print(done.pages, done.kept + done.known)\n"
    )
    words = [sys.executable, "-c", script, str(order.places.var), str(path)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    state = order.places.var / "backfill.json"
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        deadline = time.monotonic() + 60
        while not state.exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        child.send_signal(signal.SIGKILL)
    (file,) = json.loads(state.read_text())["files"].values()
    assert 0 < file["offset"] < path.stat().st_size
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert "goes on at byte" in done.stderr
    assert done.stdout.split() == ["2000", "100"]
    assert sorted(stored(order)) == sorted(f"https://daily.example/{n}" for n in range(0, 2000, 20))


@pytest.mark.thorough
def test_a_file_of_tiny_refused_records_keeps_the_state_small_and_is_told_once(order: Order, tmp_path: Path) -> None:
    good, tiny = news("https://daily.example/dull", dull(1)), warc_response("no-address", 200, "text/html", story())
    path = write(tmp_path / "news.warc.gz", [good, *[tiny] * 2500])
    script = (
        "import os, signal, sys; from pathlib import Path; from datetime import datetime, timezone\n"
        "import flows.backfill as backfill, flows.backfill_archive as module\n"
        "from flows.order import Order; from pipeline.places import find_places\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "saves, save = [], module._save\n"
        "def save_or_die(*args):\n"
        "    saves.append(args)\n"
        "    save(*args) if len(saves) < 300 else die()\n"
        "module._SAVE_EVERY_S = 0\n"
        "if sys.argv[3] == 'reading': module._save = save_or_die\n"
        "if sys.argv[3] == 'loaded': backfill.rejections_are_loaded = die\n"
        "order = Order(places=find_places(var=Path(sys.argv[1])), now=datetime(2026, 11, 21, 2, tzinfo=timezone.utc))\n"
        "backfill.backfill_files(order, [Path(sys.argv[2])], out=sys.stdout)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}

    def run(dies: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-c", script, str(order.places.var), str(path), dies]
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)

    assert run("reading").returncode == -signal.SIGKILL
    assert run("loaded").returncode == -signal.SIGKILL
    state = order.places.var / "backfill.json"
    assert state.stat().st_size < 2000
    done = run("never")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "2500 refused (1500 of these counted, not named)" in done.stdout
    assert state.stat().st_size < 2000
    assert unheard_rejections(order.places) == ()
    places = [f"news.warc.gz at byte {len(good) + n * len(tiny)}" for n in range(1000)]
    with duckdb.connect(str(order.places.live_warehouse), read_only=True) as con:
        rows = con.execute("SELECT key, reason, detail FROM rejections WHERE stage = 'backfill'").fetchall()
    assert sorted(key for key, reason, _ in rows if reason == "bad_url") == sorted(places)
    assert [(key, detail) for key, reason, detail in rows if reason != "bad_url"] == [
        (
            f"news.warc.gz up to byte {path.stat().st_size}",
            "and 1500 more records were refused or damaged; the first 1000 are named",
        )
    ]


def test_what_a_killed_run_wrote_behind_the_state_is_written_once(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    tiny = warc_response("no-address", 200, "text/html", story())
    take(order, sieves, write(tmp_path / "news.warc.gz", [tiny] * 3))
    (lines,) = (order.places.var / "backfill-refused").iterdir()
    kept = lines.read_bytes()
    # As if it had been killed between the lines and the state.
    lines.write_bytes(kept + kept[:50])
    assert len(unheard_rejections(order.places)) == 3
    lines.write_bytes(kept + kept[:50])
    _, told = take(order, sieves, write(tmp_path / "news.warc.gz", [tiny] * 10))
    assert [one.key for one in unheard_rejections(order.places)] == [
        f"news.warc.gz at byte {n * len(tiny)}" for n in range(10)
    ]
    assert "and 2 more records" in told


@pytest.mark.thorough
def test_refusals_in_the_state_of_an_earlier_version_are_not_lost(order: Order, sieves: Sieves, tmp_path: Path) -> None:
    old = [
        {"stage": "backfill", "key": f"old.warc.gz at byte {7 + n}", "reason": "bad_url", "detail": "no address"}
        for n in range(1003)
    ]
    state = order.places.var / "backfill.json"
    state.parent.mkdir(parents=True)
    state.write_text(json.dumps({"files": {"ab": {"name": "old.warc.gz", "offset": 9999, "rejections": old}}}))
    take(order, sieves, write(tmp_path / "news.warc.gz", mixed(1)))
    assert "at byte 7" not in state.read_text()
    *found, rest = unheard_rejections(order.places)
    assert [one.key for one in found] == [one["key"] for one in old[:1000]]
    assert (rest.key, rest.detail[:10]) == ("old.warc.gz up to byte 9999", "and 3 more")
    rejections_are_loaded(order.places)
    assert unheard_rejections(order.places) == ()


@pytest.mark.slow
@pytest.mark.model
def test_the_command_reads_loads_and_publishes(tmp_path: Path) -> None:
    path = write(tmp_path / "news.warc.gz", mixed(20))
    done = laborwire("backfill", str(path), var=tmp_path / "var")
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert b"news.warc.gz: 20 pages seen, 2 kept" in done.stdout
    assert b"kept 2 of 20 pages seen" in done.stderr
    rows = run_ok(["sql", "--json", "SELECT url FROM articles ORDER BY url"], var=tmp_path / "var")
    urls = [json.loads(line)["url"] for line in rows.splitlines()]
    assert urls == ["https://daily.example/0", "https://daily.example/10"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param([], "one of the two", id="nothing"),
        pytest.param(["--source", "x", "a.warc.gz"], "one of the two", id="both"),
        pytest.param(["--source", "x"], "--since 2025-01", id="no-since"),
        pytest.param(["--source", "x", "--since", "soon"], "2025-01-31", id="bad-since"),
        pytest.param(["a.warc.gz", "--since", "2025-01"], "belong to --source", id="since-of-a-file"),
        pytest.param(["nowhere.warc.gz"], "no such file", id="no-file"),
    ],
)
def test_wrong_use_is_said_and_exits_with_2(words: list[str], said: str, tmp_path: Path) -> None:
    done = laborwire("backfill", *words, var=tmp_path / "var")
    assert done.returncode == 2
    assert said in done.stderr.decode()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"<html>a page</html>", id="html"),
        pytest.param(gzip.compress(b"".join(map(gzip.decompress, mixed(3)))), id="one-member-for-all"),
        pytest.param(b"", id="empty"),
    ],
)
def test_refuses_what_is_not_compressed_record_by_record(raw: bytes, order: Order, tmp_path: Path) -> None:
    path = tmp_path / "wrong.warc.gz"
    path.write_bytes(raw)
    sieves = Sieves(prefilter=None, is_promising=lambda _: True)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="laborwire add"):
        take_files(order, [path], sieves, err=io.StringIO())


def test_members_stand_where_they_are_said_to_stand() -> None:
    records = mixed(5)
    raw = b"".join(records)
    found = list(read_members(io.BytesIO(raw)))
    assert [raw[one.start : one.end] for one in found] == records
    assert all(isinstance(one, Member) for one in found)
    (late,) = read_members(io.BytesIO(raw), start=found[4].start)
    assert late == found[4]


def test_every_cut_of_a_file_gives_its_whole_records_and_says_that_it_is_torn() -> None:
    records = mixed(3, every=1)
    raw = b"".join(records)
    for cut in range(1, len(raw), 37):
        found = list(read_members(io.BytesIO(raw[:cut])))
        whole = [one for one in found if isinstance(one, Member)]
        ends = [sum(map(len, records[: n + 1])) for n in range(3)]
        assert [one.end for one in whole] == [end for end in ends if end <= cut]
        torn = [one for one in found if isinstance(one, Damage)]
        assert [one.kind for one in torn] == ([] if cut in ends else ["torn"])


def test_cheap_text_is_title_and_sentences_without_menus_and_scripts() -> None:
    page = cheap_text(
        "<html><head><title>Old</title><meta property='og:title' content='Raters &amp; others'></head><body>"
        "<nav><a>Jobs</a><a>AI</a></nav><script>var ai = 'workers strike for pay at the chatbot maker today, again';"
        "</script><p>People who rate what <b>chatbots</b> write have asked for\nmore pay than they get today.</p>"
        "<li>Share</li><p>" + "Another sentence that is long enough to count as one. " * 3 + "</p>"
    )
    assert page.title == "Raters & others"
    assert page.text.startswith("People who rate what chatbots write have asked for more pay")
    assert "strike" not in page.text
    assert "Share" not in page.text


def test_what_unpacks_to_more_than_any_page_is_read_over() -> None:
    raw = gzip.compress(b"WARC/1.0\r\n" + bytes(MAX_RECORD_BYTES + 1)) + mixed(1)[0]
    first, second = read_members(io.BytesIO(raw))
    assert isinstance(first, Damage)
    assert first.kind == "too_large"
    assert isinstance(second, Member)
    assert zlib.decompress(raw[second.start : second.end], wbits=31) == second.raw
