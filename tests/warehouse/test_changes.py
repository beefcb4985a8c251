"""What changed between two snapshots: told field by field, with who is behind it."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from full_newsroom import night

from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places
from pipeline.publish.changes import Change, changes_between, dated_snapshots, find_since
from pipeline.warehouse.publish import publish_snapshot

URL = "https://gazette.example/"


@pytest.fixture(scope="module")
def newsroom(make_desk: Any, now: datetime) -> tuple[Places, dict[str, str]]:
    """An installation with two snapshots, and ids by name."""
    places, desk = make_desk("changes")
    ids: dict[str, str] = {}
    for slug in ("kept", "gone", "dropped", "reread"):
        ids[slug] = desk.article(slug)
        ids[f"{slug} claim"] = desk.claim(ids[slug], "15")
    ids["rejected"] = desk.claim(ids["kept"], "18")
    old = "Vellum pays its raters $20 an hour. Moro pays them $30 an hour."
    ids["old"] = desk.article("versions", text=old, published="2026-03-01")
    ids["old twenty"] = desk.claim(ids["old"], "20", sent_end=35)
    ids["old thirty"] = desk.claim(ids["old"], "30", sent_start=36, sent_end=len(old))
    publish(places, desk, 1, now)

    new = "Today: " + old.replace("$20", "$14")
    ids["new"] = desk.article("versions", text=new, published="2026-03-02", fetched="2026-04-01")
    ids["fourteen"] = desk.claim(ids["new"], "14", sent_start=7, sent_end=42)
    desk.claim(ids["new"], "30", sent_start=43, sent_end=len(new))
    ids["fresh"] = desk.article("fresh")
    ids["fresh claim"] = desk.claim(ids["fresh"], None, "40", bound="up_to")
    desk.decide("correct", ids["kept claim"], value=json.dumps({"unit": "day"}))
    desk.decide("reject", ids["rejected"])
    desk.decide("drop", URL + "dropped")
    desk.add(withdrawn=(URL + "gone",))
    publish(places, desk, 2, now + timedelta(days=1))
    with duckdb.connect(str(places.live_warehouse)) as con:
        # As a newer reader would have it.
        con.execute(f"UPDATE pay_claims SET payer = NULL, confidence = 0.5 WHERE id = '{ids['reread claim']}'")
    publish(places, desk, 3, now + timedelta(days=2), load=False)
    return places, ids


def publish(places: Places, desk: Any, number: int, when: datetime, *, load: bool = True) -> None:
    run = night(number, when)
    if load:
        desk.add(run=run, loaded_at=when)
        desk.load()
    assert publish_snapshot(places, keep=9, run=run).number == number


def snapshot(places: Places, number: int) -> Path:
    return places.snapshots / f"laborwire-{number:06d}.duckdb"


@pytest.fixture(scope="module")
def found(newsroom: tuple[Places, dict[str, str]]) -> dict[tuple[str, str], Change]:
    """The changes from the first snapshot to the last, by what they are about and id."""
    changes = list(changes_between(snapshot(newsroom[0], 1), snapshot(newsroom[0], 3)))
    told = {(change.what, change.id): change for change in changes}
    assert len(told) == len(changes)
    return told


def brief(change: Change) -> tuple[str, str, tuple[tuple[str, Any, Any], ...]]:
    return change.change, change.by, tuple((one.field, one.old, one.new) for one in change.fields)


def test_everything_that_changed_is_told_once_and_nothing_else(
    newsroom: tuple[Places, dict[str, str]], found: dict[tuple[str, str], Change]
) -> None:
    ids = {key: name for name, key in newsroom[1].items()}
    assert sorted((what, ids[key]) for what, key in found) == [
        ("article", "dropped"),
        ("article", "fresh"),
        ("article", "gone"),
        ("article", "new"),
        ("claim", "dropped claim"),
        ("claim", "fourteen"),
        ("claim", "fresh claim"),
        ("claim", "gone claim"),
        ("claim", "kept claim"),
        ("claim", "rejected"),
        ("claim", "reread claim"),
    ]


def test_a_new_version_changes_its_article_and_the_claim_that_it_states_otherwise(
    newsroom: tuple[Places, dict[str, str]], found: dict[tuple[str, str], Change]
) -> None:
    ids = newsroom[1]
    article, claim = found["article", ids["new"]], found["claim", ids["fourteen"]]
    assert (article.change, article.by, article.old_id) == ("changed", "publisher", ids["old"])
    assert {one.field for one in article.fields} == {"id", "characters", "published"}
    assert claim.old_id == ids["old twenty"]
    assert brief(claim) == (
        "changed",
        "publisher",
        (("amount_min", Decimal(20), Decimal(14)), ("amount_max", Decimal(20), Decimal(14))),
    )


def test_what_a_person_corrected_or_rejected_is_said_to_be_a_persons(
    newsroom: tuple[Places, dict[str, str]], found: dict[tuple[str, str], Change]
) -> None:
    corrected = found["claim", newsroom[1]["kept claim"]]
    assert brief(corrected) == (
        "changed",
        "person",
        (("unit", "hour", "day"), ("review_status", "unreviewed", "corrected")),
    )
    assert (corrected.who, corrected.why, corrected.decided) == (
        "ed",
        "seen",
        datetime.fromisoformat("2026-04-01T12:00Z"),
    )
    assert brief(found["claim", newsroom[1]["rejected"]])[:2] == ("withdrawn", "person")


def test_what_another_reader_reads_is_said_to_be_the_readers(
    newsroom: tuple[Places, dict[str, str]], found: dict[tuple[str, str], Change]
) -> None:
    # How sure it is, is no change.
    change = found["claim", newsroom[1]["reread claim"]]
    assert brief(change) == ("changed", "reader", (("payer", "Vellum", None),))


def test_articles_go_with_their_claims_and_with_a_reason(
    newsroom: tuple[Places, dict[str, str]], found: dict[tuple[str, str], Change]
) -> None:
    ids = newsroom[1]
    for name, by in (("gone", "publisher"), ("dropped", "person")):
        assert brief(found["article", ids[name]]) == ("withdrawn", by, ())
        assert brief(found["claim", ids[f"{name} claim"]]) == ("withdrawn", by, ())
    assert (found["article", ids["gone"]].url, found["article", ids["gone"]].who) == (URL + "gone", None)
    assert (found["article", ids["dropped"]].who, found["article", ids["dropped"]].why) == ("ed", "seen")


def test_what_was_taken_down_is_not_named(newsroom: tuple[Places, dict[str, str]], tmp_path: Path) -> None:
    taken = writable(snapshot(newsroom[0], 3), tmp_path / "taken.duckdb")
    article = newsroom[1]["fresh"]
    with duckdb.connect(str(taken)) as con:
        con.execute(f"INSERT INTO takedowns VALUES ('{URL}fresh', 'decision', 'd1', 'asked for')")
        con.execute(f"UPDATE articles SET is_withdrawn = TRUE, headline = '', text = '' WHERE id = '{article}'")
        con.execute(f"DELETE FROM pay_claims WHERE article_id = '{article}'")
    changes = list(changes_between(snapshot(newsroom[0], 3), taken))
    assert [(one.what, one.id, *brief(one)[:2]) for one in changes] == [
        ("article", article, "withdrawn", "person"),
        ("claim", newsroom[1]["fresh claim"], "withdrawn", "person"),
    ]
    assert {(one.url, one.headline, one.stated) for one in changes} == {(None, None, None)}


def writable(snapshot: Path, copy: Path) -> Path:
    copy.write_bytes(snapshot.read_bytes())
    return copy


def test_what_is_new_states_its_claim(
    newsroom: tuple[Places, dict[str, str]], found: dict[tuple[str, str], Change]
) -> None:
    claim = found["claim", newsroom[1]["fresh claim"]]
    assert brief(claim) == ("added", "publisher", ())
    assert (claim.old_id, claim.stated, claim.url) == (None, "up to 40 USD an hour, paid by Vellum", URL + "fresh")


def test_a_snapshot_does_not_differ_from_itself(newsroom: tuple[Places, dict[str, str]]) -> None:
    assert list(changes_between(snapshot(newsroom[0], 2), snapshot(newsroom[0], 2))) == []


@pytest.mark.thorough
def test_a_date_means_the_newest_snapshot_that_is_not_later(newsroom: tuple[Places, dict[str, str]]) -> None:
    # The nights began at 03:00 on the first three days of April and took an hour.
    known = dated_snapshots(newsroom[0])
    asked = (
        "2026-04-02",
        "2026-04-02T04:00",
        "2026-04-02T06:59+03:00",
        "2027-01-01",
        "2",
        "000003",
        "laborwire-000001",
    )
    assert [find_since(known, since).snapshot.number for since in asked] == [1, 2, 1, 3, 2, 3, 1]


@pytest.mark.parametrize(
    ("since", "said"),
    [
        pytest.param("2026-04-01", "no snapshot is as old as 2026-04-01; there are 3 ", id="too-old"),
        pytest.param("7", r"no snapshot 7; there are 3 \(2026-04-03 04:00\), 2 ", id="unknown-number"),
        pytest.param("yesterday", "neither a date", id="no-date"),
        pytest.param("", "neither a date", id="empty"),
    ],
)
def test_what_is_no_snapshot_is_answered_with_those_that_are_there(
    newsroom: tuple[Places, dict[str, str]], since: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        find_since(dated_snapshots(newsroom[0]), since)


def test_a_file_that_is_no_snapshot_is_named(newsroom: tuple[Places, dict[str, str]], tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_text("no database")
    with pytest.raises(WarehouseError, match=r"x\.duckdb: cannot be compared"):
        list(changes_between(tmp_path / "x.duckdb", snapshot(newsroom[0], 2)))
    with pytest.raises(WarehouseError, match="no such snapshot"):
        list(changes_between(tmp_path / "y.duckdb", snapshot(newsroom[0], 2)))


def test_a_snapshot_of_an_earlier_version_is_compared_by_what_it_has(
    newsroom: tuple[Places, dict[str, str]], found: dict[tuple[str, str], Change], tmp_path: Path
) -> None:
    old = writable(snapshot(newsroom[0], 1), tmp_path / "old's.duckdb")
    with duckdb.connect(str(old)) as con:
        for view in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            con.execute(f"DROP VIEW {view[0]}")
        con.execute("ALTER TABLE articles DROP COLUMN is_cut_off")
    again = {(change.what, change.id) for change in changes_between(old, snapshot(newsroom[0], 3))}
    assert again == set(found)
