"""Corrections that published digests owe: noted for what people decide, told once, in the first digest after."""

import json
import shutil
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import laborwire as laborwire_apart
from conftest import run_here as run_ok
from publish.newsroom import Desk, empty_data

from flows.night import run_night
from flows.order import Order
from pipeline.places import Places
from pipeline.warehouse.lock import writer_lock
from pipeline.warehouse.owed import Owed, note_owed
from pipeline.warehouse.publish import publish_snapshot

SHOWN, NEXT, THEN = "2026-W47", "2026-W48", "2026-W49"
MONDAY = {
    SHOWN: "2026-11-23",
    NEXT: "2026-11-30",
    THEN: "2026-12-07",
    "2026-W50": "2026-12-14",
    "2026-W51": "2026-12-21",
}
REVIEWED_AT = "2026-11-24T09:00:00Z"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """An installation whose digest of a week shows a change, and a claim in its table."""
    folder = tmp_path_factory.mktemp("owed")
    places = Places(data=empty_data(folder), var=folder / "var")
    (places.data / "gazetteer.toml").write_text("entities = []\n")
    (places.data / "sources.toml").write_text("")
    desk = Desk(places)
    cut = desk.article(
        "cut", text="Moro cut pay from $9 to $8 an hour.", published="2026-11-18", headline="Cut at Moro"
    )
    desk.change(cut, "9", "8", payer="Moro", payer_id="moro")
    pay = desk.article("pay", text="Vellum pays its annotators $15 an hour.", published="2026-11-18", headline="Pay")
    desk.claim(pay, "$15 an hour", "15")
    desk.add(loaded_at=datetime(2026, 11, 21, 2, tzinfo=timezone.utc))
    desk.publish()
    digest(places, SHOWN)
    return places


@pytest.fixture
def places(template: Places, tmp_path: Path) -> Places:
    """An installation of one's own."""
    shutil.copytree(template.var, tmp_path / "var")
    return Places(data=template.data, var=tmp_path / "var")


def where(places: Places) -> list[str]:
    return ["--data", str(places.data), "--var", str(places.var)]


def digest(places: Places, week: str, *, now: str | None = None) -> list[str]:
    """Write a week's digest on its Monday and return what it corrects of our own."""
    moment = now or f"{MONDAY[week]}T07:00:00Z"
    run_ok(["digest", *where(places), "--week", week, "--now", moment])
    page = (places.digests / week / "digest.md").read_text("utf-8")
    return [line.removeprefix("- ") for line in page.splitlines() if line.startswith("- Our digest of ")]


def review(places: Places, claim: str, *more: str, now: str = REVIEWED_AT) -> str:
    return run_ok(["review", *where(places), "--now", now, claim, *more, "--why", "x"])


def rows(places: Places, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(places.warehouse), read_only=True) as con:
        return con.execute(sql).fetchall()


def claim_of(places: Places, amount: str) -> str:
    return str(rows(places, f"SELECT id FROM pay_claims WHERE amount_text = '{amount}'")[0][0])


OWED = "SELECT claim_id, week, shown_in, before, after, proposal, owed_since FROM corrections_owed"
NO_PAY = (
    "Our digest of 2026-W47 had 15 USD an hour, paid by Vellum, from “Pay” (The Gazette); we no longer take it for pay."
)
AS_20 = (
    "Our digest of 2026-W47 had 15 USD an hour, paid by Vellum, from “Pay” (The Gazette); "
    "we read it as 20 USD an hour, paid by Vellum now."
)
AFTER_ALL = (
    "Our digest of 2026-W47 had 15 USD an hour, paid by Vellum, from “Pay” (The Gazette); "
    "we corrected that since, but it stands after all."
)


def test_a_rejected_figure_is_told_in_the_next_digest_and_in_no_other(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    said = review(places, claim, "--reject")
    assert f"{claim} stands in the digest of {SHOWN} (table): its readers are owed a correction" in said.splitlines()
    (decision,) = rows(places, "SELECT id FROM decisions")[0]
    assert rows(places, OWED) == [
        (claim, SHOWN, "table", "15 USD an hour, paid by Vellum", None, decision, datetime(2026, 11, 24, 9))
    ]
    assert digest(places, NEXT) == [NO_PAY]
    assert digest(places, NEXT) == [NO_PAY]
    assert digest(places, THEN) == []
    assert digest(places, NEXT) == [NO_PAY]


@pytest.mark.thorough
def test_a_corrected_figure_is_told_with_what_stands_now(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    review(places, claim, "--correct", "amount=20")
    # What readers do not see is no news, neither alone nor behind it.
    assert "owed" in review(places, claim, "--correct", "worker=tutors")
    other = claim_of(places, "$8 an hour")
    assert "owed" not in review(places, other, "--correct", "worker=tutors")
    assert digest(places, NEXT) == [AS_20]
    review(places, claim, "--correct", "worker=raters", now="2026-12-01T09:00:00Z")
    assert digest(places, THEN) == []


@pytest.mark.thorough
def test_what_a_night_takes_in_is_owed_as_well(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    with writer_lock(places, "nightly", datetime.now(timezone.utc)):
        said = review(places, claim, "--reject")
        assert f"{claim} stands in the digest of {SHOWN} (table): its readers are owed a correction" in said
    assert rows(places, OWED) == []
    run_night(Order(places=places, now=datetime(2026, 11, 25, 2, tzinfo=timezone.utc), newsroom=()))
    assert [row[:2] for row in rows(places, OWED)] == [(claim, SHOWN)]
    assert digest(places, NEXT) == [NO_PAY]


@pytest.mark.thorough
def test_a_review_that_is_taken_back_in_time_owes_nothing(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    review(places, claim, "--reject")
    said = review(places, claim, "--undo")
    assert "owed" not in said
    assert rows(places, OWED) == []
    assert digest(places, NEXT) == []


@pytest.mark.thorough
def test_a_review_that_is_taken_back_too_late_is_told_too(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    review(places, claim, "--reject")
    assert digest(places, NEXT) == [NO_PAY]
    said = review(places, claim, "--undo", now="2026-12-01T09:00:00Z")
    assert f"{claim} stands in the digest of {SHOWN} (table): its readers are owed a correction" in said
    assert digest(places, THEN) == [AFTER_ALL]
    assert digest(places, THEN) == [AFTER_ALL]
    assert digest(places, "2026-W50") == []
    review(places, claim, "--correct", "amount=20", now="2026-12-15T09:00:00Z")
    assert digest(places, "2026-W51") == [AS_20]


@pytest.mark.thorough
def test_what_the_same_digest_took_back_is_told_when_it_is_written_again(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    review(places, claim, "--reject")
    assert digest(places, NEXT) == [NO_PAY]
    review(places, claim, "--undo")
    assert digest(places, NEXT) == [AFTER_ALL]
    assert digest(places, NEXT) == [AFTER_ALL]
    assert digest(places, THEN) == []


@pytest.mark.thorough
def test_a_digest_that_is_written_again_corrects_what_its_first_issue_said(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    review(places, claim, "--correct", "amount=20")
    assert digest(places, SHOWN) == [AS_20]
    review(places, claim_of(places, "$8 an hour"), "--accept")
    assert digest(places, SHOWN) == [AS_20]
    assert digest(places, NEXT) == []


@pytest.mark.thorough
def test_an_old_digest_that_is_written_again_takes_no_correction_from_the_next_one(places: Places) -> None:
    assert digest(places, NEXT) == []
    review(places, claim_of(places, "$15 an hour"), "--reject", now="2026-12-01T09:00:00Z")
    assert digest(places, SHOWN) == []
    assert digest(places, THEN) == [NO_PAY]


@pytest.mark.thorough
def test_a_figure_that_was_corrected_before_the_digest_owes_nothing(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    shutil.rmtree(places.digests)
    review(places, claim, "--correct", "amount=20", now="2026-11-20T09:00:00Z")
    assert digest(places, SHOWN) == []
    assert "owed" not in review(places, claim, "--accept")
    assert digest(places, NEXT) == []
    # Back to the reader's own figure: now the digest had another one.
    review(places, claim, "--undo", now="2026-12-01T09:00:00Z")
    assert digest(places, THEN) == [
        "Our digest of 2026-W47 had 20 USD an hour, paid by Vellum, from “Pay” (The Gazette); "
        "we read it as 15 USD an hour, paid by Vellum now."
    ]


def test_a_lost_record_of_what_was_stated_counts_as_what_was_read(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    record = places.digests / SHOWN / "claims.jsonl"
    record.write_text(json.dumps({"claim": claim, "where": "table"}) + "\n")
    review(places, claim, "--reject")
    assert [row[2:5] for row in rows(places, OWED)] == [("table", "15 USD an hour, paid by Vellum", None)]


@pytest.mark.thorough
def test_a_damaged_record_stops_no_review(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    review(places, claim, "--reject")
    (places.digests / NEXT).mkdir()
    (places.digests / NEXT / "claims.jsonl").write_text("{")
    # In a process of its own: what it logs there goes to stderr.
    done = laborwire_apart("review", *where(places), claim_of(places, "$8 an hour"), "--accept", "--why", "x")
    assert (done.returncode, done.stdout) == (0, b"1 decision written down; snapshot 3 has it\n")
    assert b"the corrections that are owed stay as they were" in done.stderr
    assert b"which digests owe a correction is not known: archive claims.jsonl line 1" in done.stderr
    assert rows(places, "SELECT count(*) FROM pay_claims WHERE review_status = 'accepted'") == [(1,)]
    assert len(rows(places, OWED)) == 1


@pytest.mark.thorough
def test_what_was_taken_down_is_not_told(places: Places) -> None:
    review(places, claim_of(places, "$15 an hour"), "--reject")
    desk = Desk(places)
    desk.decide("take_down", "https://gazette.example/pay")
    desk.publish()
    review(places, claim_of(places, "$8 an hour"), "--accept")
    assert rows(places, OWED) == []
    assert digest(places, NEXT) == []


def owe(places: Places, claim: str, *, at: str, proposal: str = "2026-11-24-1a2b3c", after: str | None = "b") -> None:
    """Let a reprocessing owe a correction of what the first digest stated."""
    moment = datetime.fromisoformat(at).replace(tzinfo=timezone.utc)
    with duckdb.connect(str(places.live_warehouse)) as con:
        (article,) = con.execute("SELECT article_id FROM pay_claims WHERE id = ?", [claim]).fetchall()[0]
        owed = Owed(claim_id=claim, article_id=article, week=SHOWN, shown_in="table", before="a", after=after)
        note_owed(con, [owed], proposal=proposal, at=moment)
    publish_snapshot(places, keep=3)


@pytest.mark.sample("before-the-week")
@pytest.mark.parametrize(
    "at",
    [
        pytest.param("2026-11-30T06:00", id="on-the-day-before-the-next-one"),
        pytest.param("2026-11-23T08:00", id="on-the-day-after-the-digest"),
        # The clock of whoever accepts may be wrong, and a digest may be written weeks late.
        pytest.param("2026-11-20T08:00", id="before-the-week"),
        pytest.param("2027-01-20T08:00", id="long-after"),
    ],
)
def test_what_a_reprocessing_owes_is_told_once_whenever_it_came_to_be_owed(places: Places, at: str) -> None:
    owe(places, claim_of(places, "$15 an hour"), at=at)
    told = ["Our digest of 2026-W47 had a, from “Pay” (The Gazette); we read it as b now."]
    assert digest(places, NEXT) == told
    assert digest(places, THEN) == []
    assert digest(places, NEXT) == told


@pytest.mark.thorough
def test_what_comes_to_be_owed_on_the_day_of_a_digest_is_told_by_the_next_one(places: Places) -> None:
    assert digest(places, NEXT, now="2026-12-02T07:00:00Z") == []
    owe(places, claim_of(places, "$15 an hour"), at="2026-11-29T09:00:00")
    assert len(digest(places, THEN)) == 1
    assert digest(places, "2026-W50") == []


@pytest.mark.thorough
def test_of_two_corrections_of_a_figure_the_latest_is_told(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    owe(places, claim, at="2026-11-24T06:00")
    owe(places, claim, at="2026-11-25T06:00", proposal="2026-11-25-1a2b3c", after="c")
    assert digest(places, NEXT) == ["Our digest of 2026-W47 had a, from “Pay” (The Gazette); we read it as c now."]
    owe(places, claim, at="2026-12-01T06:00", proposal="2026-12-01-1a2b3c", after="a")
    assert [line.split("; ")[1] for line in digest(places, THEN)] == [
        "we corrected that since, but it stands after all."
    ]


@pytest.mark.thorough
def test_what_a_digest_showed_as_an_alert_is_corrected_once(places: Places, tmp_path: Path) -> None:
    shutil.copytree(places.data, tmp_path / "data")
    places = Places(data=tmp_path / "data", var=places.var)
    (places.data / "watch.toml").write_text(
        '[[rule]]\nname = "Low"\nwhen = "hourly < 20 and platform = vellum"\nto = "digest"\n'
    )
    run_ok(["watch", "run", *where(places), "--now", "2026-11-22T02:00:00Z"])
    digest(places, SHOWN)
    assert "## Alerts of this week" in (places.digests / SHOWN / "digest.md").read_text("utf-8")
    review(places, claim_of(places, "$15 an hour"), "--reject")
    run_ok(["watch", "run", *where(places), "--now", "2026-11-25T02:00:00Z"])
    assert digest(places, NEXT) == [NO_PAY]
    page = (places.digests / NEXT / "digest.md").read_text("utf-8")
    assert page.count("orrection") == 0


@pytest.mark.thorough
def test_very_many_corrections_are_all_told_in_a_page_beside_the_digest(places: Places) -> None:
    claim = claim_of(places, "$15 an hour")
    with duckdb.connect(str(places.live_warehouse)) as con:
        (article,) = con.execute("SELECT article_id FROM pay_claims WHERE id = ?", [claim]).fetchall()[0]
        owed = [
            Owed(claim_id=f"c{n:016x}", article_id=article, week=SHOWN, shown_in="table", before=f"{n:02}", after=None)
            for n in range(45)
        ]
        note_owed(con, owed, proposal="p", at=datetime(2026, 11, 24, tzinfo=timezone.utc))
    publish_snapshot(places, keep=3)
    assert len(digest(places, NEXT)) == 40
    page = (places.digests / NEXT / "digest.md").read_text("utf-8")
    assert "5 more figures of our digests no longer stand; corrections.md lists them all." in page
    listed = (places.digests / NEXT / "corrections.md").read_text("utf-8")
    assert listed.count("- Our digest of 2026-W47 had ") == 45
    assert digest(places, THEN) == []
