"""The archive keeps every response once, notices what changes, and survives a torn tail."""

import gzip
import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from pipeline.archive import store as store_module
from pipeline.archive.store import Archive
from pipeline.errors import ArchiveError
from pipeline.optouts import NOTHING, Reservation

NIGHT = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
URL = "http://paper.example/a"


def store(
    archive: Archive, body: bytes, *, url: str = URL, status: int = 200, nights: int = 0, reserved: bool = False
) -> str:
    capture = archive.store(
        url=url,
        final_url=url,
        status=status,
        headers=[("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Set-Cookie", "who=me")]
        + [("tdm-reservation", "1")] * reserved,
        body=body,
        fetched_at=NIGHT + timedelta(days=nights),
        content_type="text/html",
        source_id="paper",
    )
    return capture.id


def test_gives_back_the_bytes_it_was_given(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        first = store(archive, b"<p>\x00\xff caf\xe9</p>")
        second = store(archive, b"", url=URL + "/empty")
    with Archive.open(tmp_path) as archive:
        assert archive.body(first) == b"<p>\x00\xff caf\xe9</p>"
        assert archive.body(second) == b""


def test_stores_the_same_response_once(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        assert store(archive, b"one") == store(archive, b"one", nights=1)
        assert archive.count() == 1
        assert archive.last_seq() == 1


def test_knows_which_responses_it_holds(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        store(archive, b"one")
        assert archive.holds(url=URL, status=200, body=b"one")
        assert not archive.holds(url=URL, status=200, body=b"two")
        assert not archive.holds(url=URL, status=410, body=b"one")
        assert not archive.holds(url=URL + "/b", status=200, body=b"one")


def test_notices_that_a_page_came_back(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        page = store(archive, b"text")
        gone = store(archive, b"", status=410, nights=1)
        store(archive, b"text", nights=2)
        seen = [(seq, capture.id) for seq, _, capture in archive.sightings_after(0)]
    assert seen == [(1, page), (2, gone), (3, page)]


def test_does_not_keep_cookies_or_the_encoding_of_the_wire(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        capture = archive.get(store(archive, b"x"))
    assert capture is not None
    assert capture.headers == (("Content-Type", "text/html"),)


def test_writes_warc_that_other_tools_read(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        store(archive, b"one")
        store(archive, b"two", url=URL + "/2")
    with (tmp_path / "laborwire-000001.warc.gz").open("rb") as warc:
        records = [
            (record.headers["WARC-Target-URI"], record.reader.read())
            for record in ArchiveIterator(warc, parse_http=True)
        ]
    assert records == [(URL, b"one"), (URL + "/2", b"two")]


def test_cuts_a_torn_record_and_goes_on(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        first = store(archive, b"one")
    warc = tmp_path / "laborwire-000001.warc.gz"
    with warc.open("ab") as tail:
        tail.write(gzip.compress(b"WARC/1.1 torn")[:15])
    with Archive.open(tmp_path, writable=True) as archive:
        second = store(archive, b"two", url=URL + "/2")
        assert archive.body(first) == b"one"
        assert archive.body(second) == b"two"


def test_says_when_stored_bytes_have_changed(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        page = store(archive, b"the pay is $16" * 50)
    warc = tmp_path / "laborwire-000001.warc.gz"
    raw = gzip.decompress(warc.read_bytes()).replace(b"$16", b"$61")
    warc.write_bytes(gzip.compress(raw, compresslevel=6, mtime=0))
    with Archive.open(tmp_path) as archive, pytest.raises(ArchiveError, match=r"digest|read back"):
        archive.body(page)


def test_names_the_next_move_when_there_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="laborwire add"):
        Archive.open(tmp_path / "none")


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        store(archive, b"one")
    with Archive.open(tmp_path) as archive, pytest.raises(ArchiveError, match="reading only"):
        store(archive, b"two")


def test_an_index_that_lost_its_memory_deletes_nothing(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        for number in range(3):
            store(archive, b"page", url=f"{URL}/{number}")
    warc = tmp_path / "laborwire-000001.warc.gz"
    before = warc.read_bytes()
    for index in tmp_path.glob("index.sqlite*"):
        index.unlink()
    with pytest.raises(ArchiveError, match="restore the index"):
        Archive.open(tmp_path, writable=True)
    assert warc.read_bytes() == before


def test_what_is_cut_off_is_kept_beside_the_file(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        store(archive, b"one")
    with (tmp_path / "laborwire-000001.warc.gz").open("ab") as tail:
        tail.write(b"torn")
    Archive.open(tmp_path, writable=True).close()
    assert [path.read_bytes() for path in tmp_path.glob("*.torn-*")] == [b"torn"]


def test_an_index_of_an_earlier_version_goes_on(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        first = store(archive, b"<p>one")
    with sqlite3.connect(tmp_path / "index.sqlite") as index:
        index.execute("ALTER TABLE sightings DROP COLUMN reserved")
        # Records had neither opt-outs nor policy.
        index.execute(
            "UPDATE captures SET record = CAST(json_remove(CAST(record AS TEXT), '$.opt_outs', '$.tdm_policy') AS BLOB)"
        )
    with Archive.open(tmp_path) as archive:
        assert [capture.opt_outs for _, _, capture in archive.sightings_after(0)] == [()]
    with Archive.open(tmp_path, writable=True) as archive:
        for night in (1, 2):
            assert store(archive, b"<p>one", nights=night, reserved=True) == first
        assert [capture.opt_outs for _, _, capture in archive.sightings_after(0)] == [(), ("tdm_header",)]
        latest = archive.get(first)
        assert latest is not None
        assert latest.opt_outs == ("tdm_header",)


def test_what_a_site_said_of_an_address_holds_where_nobody_asked_it(tmp_path: Path) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        said = Reservation(opt_outs=("tdm_site",), policy="https://paper.example/terms")
        parts = {"url": URL, "final_url": URL, "status": 200, "headers": [], "content_type": "text/html"}
        first = archive.store(**parts, body=b"one", fetched_at=NIGHT, site=said)
        again = archive.store(**parts, body=b"two", fetched_at=NIGHT + timedelta(days=1))
        freed = archive.store(**parts, body=b"three", fetched_at=NIGHT + timedelta(days=2), site=NOTHING)
    assert [one.opt_outs for one in (first, again, freed)] == [("tdm_site",), ("tdm_site",), ()]
    assert again.tdm_policy == "https://paper.example/terms"


@pytest.mark.parametrize("left", [None, 0, 100], ids=["file-gone", "file-empty", "file-cut"])
def test_a_file_that_lost_records_is_told_and_gets_no_new_ones(tmp_path: Path, left: int | None) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        first = store(archive, b"<p>one</p>")
    file = tmp_path / "laborwire-000001.warc.gz"
    whole = file.read_bytes()
    file.unlink()
    if left is not None:
        file.write_bytes(whole[:left])
    with Archive.open(tmp_path, writable=True) as archive:
        second = store(archive, b"<p>two</p>", url=URL + "/two")
        with pytest.raises(ArchiveError, match="restore it from a backup"):
            archive.check()
    # What a backup brings back fits again.
    file.write_bytes(whole)
    with Archive.open(tmp_path, writable=True) as archive:
        assert (archive.check(), archive.body(first), archive.body(second)) == (2, b"<p>one</p>", b"<p>two</p>")


def test_the_place_of_a_file_that_is_gone_stays_free_for_the_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "MAX_FILE_BYTES", 1)
    with Archive.open(tmp_path, writable=True) as archive:
        first, second = store(archive, b"<p>one</p>"), store(archive, b"<p>two</p>", url=URL + "/two")
    file = tmp_path / "laborwire-000002.warc.gz"
    whole = file.read_bytes()
    file.unlink()
    with Archive.open(tmp_path, writable=True) as archive:
        third = store(archive, b"<p>three</p>", url=URL + "/three")
    assert not file.exists()
    file.write_bytes(whole)
    with Archive.open(tmp_path) as archive:
        bodies = [archive.body(one) for one in (first, second, third)]
    assert bodies == [b"<p>one</p>", b"<p>two</p>", b"<p>three</p>"]


@pytest.mark.parametrize("at", range(12, 120, 6))
def test_damage_anywhere_in_a_record_is_an_error_of_the_archive(tmp_path: Path, at: int) -> None:
    with Archive.open(tmp_path, writable=True) as archive:
        stored = store(archive, b"<p>one</p>" * 20)
        file = tmp_path / "laborwire-000001.warc.gz"
        content = file.read_bytes()
        file.write_bytes(content[:at] + b"XXXX" + content[at + 4 :])
        with pytest.raises(ArchiveError, match="laborwire-000001"):
            archive.body(stored)
