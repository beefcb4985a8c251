"""Publishing: numbered snapshots, one stable path, and readers who notice nothing."""

import subprocess
import sys
from datetime import datetime
from typing import Any

import duckdb
import pytest

from pipeline.errors import WarehouseError
from pipeline.places import Places
from pipeline.records import Rejection, RunReport
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.publish import has_unpublished_news, newest_snapshot, publish_snapshot, write_anew
from pipeline.warehouse.store import Warehouse


def change(desk: Any, number: int) -> None:
    """Load one more row."""
    desk.add(rejections=(Rejection(stage="x", key=str(number), reason="no_text", detail=""),))  # type: ignore[arg-type]
    desk.load()


def test_the_first_snapshot_is_number_one_and_has_the_content(desk: Any, places: Places) -> None:
    desk.article("1")
    desk.load()
    snapshot = publish_snapshot(places, keep=3)
    assert (snapshot.number, snapshot.is_new) == (1, True)
    assert snapshot.path == places.snapshots / "laborwire-000001.duckdb"
    assert dump_digest(places.warehouse) == dump_digest(places.live_warehouse) == dump_digest(snapshot.path)


def test_unchanged_content_makes_no_new_number(desk: Any, places: Places) -> None:
    desk.load()
    publish_snapshot(places, keep=3)
    desk.load()
    again = publish_snapshot(places, keep=3)
    assert (again.number, again.is_new) == (1, False)
    assert [path.name for path in places.snapshots.glob("*.duckdb")] == ["laborwire-000001.duckdb"]


def test_a_night_without_news_keeps_its_number_but_shows_that_it_ran(desk: Any, places: Places, now: datetime) -> None:
    desk.load()
    publish_snapshot(places, keep=3)
    desk.add(run=RunReport(id="u1", command="nightly", started_at=now))
    desk.load()
    assert publish_snapshot(places, keep=3).number == 1
    with duckdb.connect(str(places.warehouse), read_only=True) as con:
        assert con.execute("SELECT id FROM runs").fetchall() == [("u1",)]
    with duckdb.connect(str(places.snapshots / "laborwire-000001.duckdb"), read_only=True) as con:
        assert con.execute("SELECT id FROM runs").fetchall() == []


def test_only_the_newest_snapshots_are_kept(desk: Any, places: Places) -> None:
    for number in range(1, 5):
        change(desk, number)
        assert publish_snapshot(places, keep=2).number == number
    assert sorted(path.name for path in places.snapshots.glob("*.duckdb")) == [
        "laborwire-000003.duckdb",
        "laborwire-000004.duckdb",
    ]
    newest = newest_snapshot(places)
    assert newest is not None
    assert newest.number == 4


def publish_as(places: Places, now: datetime, command: str, number: int, *, keep: int = 2) -> int:
    run = RunReport(id=f"u{number}", command=command, started_at=now, state="done")
    return publish_snapshot(places, keep=keep, run=run, is_known_to_be_new=command == "poll").number


def test_polls_throw_no_snapshot_of_a_night_or_of_a_digest_away(desk: Any, places: Places, now: datetime) -> None:
    commands = ["nightly", "poll", "nightly", "poll", "poll", "poll", "poll"]
    for number, command in enumerate(commands, start=1):
        change(desk, number)
        assert publish_as(places, now, command, number) == number
        if number == 4:
            folder = places.digests / "2026-W13"
            folder.mkdir(parents=True)
            (folder / "snapshots.txt").write_text("4\n")
    # Two nights, what the digest cites, and the newest.
    kept = [int(path.stem.split("-")[1]) for path in sorted(places.snapshots.glob("*.duckdb"))]
    assert kept == [1, 3, 4, 7]


def test_a_night_that_brought_no_more_than_the_poll_before_it_keeps_that_snapshot(
    desk: Any, places: Places, now: datetime
) -> None:
    change(desk, 1)
    publish_as(places, now, "poll", 1)
    assert publish_as(places, now, "nightly", 2) == 1
    change(desk, 2)
    publish_as(places, now, "poll", 3)
    assert len(list(places.snapshots.glob("*.duckdb"))) == 2


def test_what_is_known_to_be_new_is_compared_with_nothing_stored(desk: Any, places: Places, now: datetime) -> None:
    desk.load()
    publish_as(places, now, "nightly", 1)
    # With its content compared it would keep the number.
    assert publish_as(places, now, "poll", 2) == 2


@pytest.mark.thorough
def test_only_what_readers_see_is_news(desk: Any, places: Places, now: datetime) -> None:
    desk.article("1")
    desk.load()
    assert has_unpublished_news(places)
    publish_snapshot(places, keep=2)
    assert not has_unpublished_news(places)
    # Pages that were read and refused, and a run: the next night tells of them.
    change(desk, 1)
    desk.add(run=RunReport(id="u1", command="poll", started_at=now))
    desk.load()
    assert not has_unpublished_news(places)
    desk.article("2")
    desk.load()
    assert has_unpublished_news(places)
    publish_snapshot(places, keep=2)
    desk.add(withdrawn=("https://gazette.example/2",))
    desk.load()
    assert has_unpublished_news(places)


def test_published_files_cannot_be_written(desk: Any, places: Places) -> None:
    desk.load()
    snapshot = publish_snapshot(places, keep=1)
    assert snapshot.path.stat().st_mode & 0o222 == 0
    assert places.warehouse.stat().st_mode & 0o222 == 0


def test_a_reader_with_the_old_file_open_keeps_reading_it(desk: Any, places: Places) -> None:
    change(desk, 1)
    publish_snapshot(places, keep=1)
    with duckdb.connect(str(places.warehouse), read_only=True) as reader:
        change(desk, 2)
        publish_snapshot(places, keep=1)
        assert reader.execute("SELECT count(*) FROM rejections").fetchall() == [(1,)]
    with duckdb.connect(str(places.warehouse), read_only=True) as reader:
        assert reader.execute("SELECT count(*) FROM rejections").fetchall() == [(2,)]


READ = """
import os, sys, time, duckdb
for _ in range(7):
    if os.fork() == 0:
        break
seen = 0
os.write(1, b"ready\\n")
while seen < int(sys.argv[2]):
    with duckdb.connect(sys.argv[1], read_only=True) as con:
        ((count, last),) = con.execute("SELECT count(*), max(key) FROM rejections").fetchall()
        ((decided,),) = con.execute("SELECT count(*) FROM decisions").fetchall()
    assert count == int(last) == decided >= seen, (count, last, decided, seen)
    seen = count
    time.sleep(0.05)
os.write(1, b"read\\n")
os._exit(0)
"""


@pytest.mark.sample("12")
@pytest.mark.parametrize("publications", [12, 50])
def test_eight_readers_see_whole_snapshots_through_publications(desk: Any, places: Places, publications: int) -> None:
    def publish(number: int) -> None:
        # Two tables that only agree within one snapshot.
        with duckdb.connect(str(desk.path)) as con:
            con.execute(
                "INSERT INTO rejections BY NAME SELECT 'x' AS stage, ? AS key, '' AS reason, '' AS detail",
                [f"{number:02}"],
            )
            con.execute("INSERT INTO decisions VALUES (?, 'keep', 'x', NULL, 'ed', now(), '')", [str(number)])
        publish_snapshot(places, keep=2, is_known_to_be_new=True)

    # Twenty years of rates would be most of what is copied.
    with Warehouse.open(desk.path, data=desk.data) as warehouse:
        warehouse.con.execute("DELETE FROM fx_rates")
    write_anew(desk.path)
    publish(1)
    readers = subprocess.Popen(
        [sys.executable, "-c", READ, str(places.warehouse), str(publications)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert readers.stdout is not None
    assert [readers.stdout.readline() for _ in range(8)] == ["ready\n"] * 8
    for number in range(2, publications + 1):
        publish(number)
    out, err = readers.communicate(timeout=60)
    assert (out, err, readers.returncode) == ("read\n" * 8, "", 0)


def test_what_a_killed_copy_left_is_removed(desk: Any, places: Places) -> None:
    desk.load()
    places.snapshots.mkdir(parents=True)
    leftover = places.snapshots / "laborwire-000001.duckdb.part"
    leftover.write_bytes(b"half")
    publish_snapshot(places, keep=2)
    assert not leftover.exists()


def test_a_snapshot_that_cannot_be_read_does_not_stop_the_next(desk: Any, places: Places) -> None:
    places.snapshots.mkdir(parents=True)
    (places.snapshots / "laborwire-000007.duckdb").write_bytes(b"torn")
    desk.load()
    assert publish_snapshot(places, keep=2).number == 8


def test_an_open_warehouse_is_not_published(desk: Any, places: Places) -> None:
    desk.load()
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        warehouse.con.begin()
        warehouse.con.execute("INSERT INTO progress VALUES ('x', 1)")
        with pytest.raises(WarehouseError):
            publish_snapshot(places, keep=2)
    assert not places.warehouse.exists()


def test_without_a_warehouse_there_is_nothing_to_publish(places: Places) -> None:
    places.live_warehouse.unlink()
    with pytest.raises(WarehouseError, match="no such file"):
        publish_snapshot(places, keep=2)


def test_after_a_take_down_the_words_are_in_no_file(desk: Any, places: Places) -> None:
    # Too varied for the database to compress, so that the words could be found in its bytes.
    secret = "".join(chr(97 + (i * i * 31 + i // 7) % 26) for i in range(3000))
    desk.article("secret", text=secret)
    desk.load()
    publish_snapshot(places, keep=5)
    assert any(secret[:40].encode() in path.read_bytes() for path in places.snapshots.iterdir())
    desk.decide("take_down", "https://gazette.example/secret")
    desk.load()
    publish_snapshot(places, keep=5, compact=True)
    files = [*places.snapshots.iterdir(), places.warehouse, places.live_warehouse, places.search, places.live_search]
    assert len(files) == 6
    for path in files:
        assert secret[:40].encode() not in path.read_bytes(), path
    assert places.warehouse.samefile(places.snapshots / "laborwire-000002.duckdb")


@pytest.mark.thorough
def test_words_that_a_load_erased_are_gone_after_the_next_publication(desk: Any, places: Places) -> None:
    secret = "".join(chr(97 + (i * i * 31 + i // 7) % 26) for i in range(3000))
    desk.article("secret", text=secret)
    desk.load()
    publish_snapshot(places, keep=5)
    desk.decide("take_down", "https://gazette.example/secret")
    desk.load()
    desk.load()
    publish_snapshot(places, keep=5)
    for path in [*places.snapshots.iterdir(), places.warehouse, places.live_warehouse, places.live_search]:
        assert secret[:40].encode() not in path.read_bytes(), path
    desk.load()
    assert publish_snapshot(places, keep=5).is_new is False


@pytest.mark.thorough
def test_compacting_makes_a_new_number_also_when_a_plain_snapshot_was_published_since(
    desk: Any, places: Places
) -> None:
    desk.load()
    publish_snapshot(places, keep=5)
    assert publish_snapshot(places, keep=5, compact=True).number == 2
    assert [path.name for path in places.snapshots.glob("*.duckdb")] == ["laborwire-000002.duckdb"]


@pytest.mark.thorough
def test_compacting_keeps_everything_else(desk: Any, places: Places) -> None:
    desk.claim(desk.article("1", story="s1"), "9")
    desk.load()
    before = dump_digest(places.live_warehouse)
    publish_snapshot(places, keep=1, compact=True)
    assert dump_digest(places.warehouse) == before
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        assert warehouse.con.execute("SELECT count(*) FROM fx_rates WHERE currency = 'XTS'").fetchall() == [(4,)]
