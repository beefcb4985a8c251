"""Reviewing claims with the real command on a real warehouse: no decision is lost, each shows in the next snapshot."""

import io
import json
import os
import pty
import select
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import COMMAND
from conftest import laborwire_here as laborwire
from conftest import run_here as run_ok
from publish.newsroom import Desk, empty_data

from flows.outcome import append_outcomes, read_outcomes
from flows.reading import ReadPage
from flows.review import Desk as ReviewDesk
from flows.review import take_in
from flows.review_cli import Wanted, run_review
from models.gold import load_reviewed
from pipeline.corrections import reviews_of
from pipeline.decisions import Decisions, make_decision
from pipeline.errors import UsageError
from pipeline.places import Places
from pipeline.warehouse.lock import writer_lock
from pipeline.warehouse.store import Warehouse

GAZETTEER = """
[[entities]]
id = "vellum"
name = "Vellum"
type = "platform"
status = "sourced"
note = "Invented."
sources = ["https://vellum.example/"]

[[entities]]
id = "moro"
name = "Moro"
type = "platform"
aliases = ["Moro Data"]
status = "sourced"
note = "Invented."
sources = ["https://moro.example/"]
"""
NOW = "2026-11-22T07:00:00Z"
WHEN = datetime(2026, 11, 22, 7, tzinfo=timezone.utc)
LEAD = "Vellum paid its annotators $21 an hour."
PAY = (
    "Nobody had told the town of it before. Vellum pays its annotators $15 an hour, or $30 at night. "
    "The town was told on Monday."
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """An installation with five claims, one for each consequence, to copy."""
    folder = tmp_path_factory.mktemp("review")
    data = empty_data(folder)
    (data / "gazetteer.toml").write_text(GAZETTEER)
    places = Places(data=data, var=folder / "var")
    desk = Desk(places)
    week = {"published": "2026-11-18"}
    lead = desk.article("lead", text=LEAD, headline="Strike at Vellum", **week)
    desk.claim(lead, "$21 an hour", "21")
    pay = desk.article("pay", text=PAY, headline="What Vellum pays", **week)
    desk.claim(pay, "$15 an hour", "15", confidence=0.5)
    old = {"published": "2026-08-05"}
    cut = desk.article("cut", text="Moro cut pay from $9 to $8 an hour.", **old)
    desk.change(cut, "9", "8", payer="Moro", payer_id="moro")
    plain = desk.article("plain", text="Moro pays $7 an hour.", **old)
    desk.claim(plain, "$7 an hour", "7", payer="Moro", payer_id="moro")
    nearly = desk.article("nearly", text="Moro pays $6 an hour.", **old)
    desk.claim(nearly, "$6 an hour", "6", payer="Moro", payer_id="moro", confidence=0.3)
    rest = desk.article("rest", text="Moro denies that it pays $5 an hour.", **old)
    desk.claim(rest, "$5 an hour", "5", payer="Moro", payer_id="moro", modality="denied")
    desk.publish()
    return places


@pytest.fixture
def places(template: Places, tmp_path: Path) -> Places:
    """An installation of one's own."""
    shutil.copytree(template.var, tmp_path / "var")
    return Places(data=template.data, var=tmp_path / "var")


def words(places: Places, *more: str) -> list[str]:
    return ["review", "--data", str(places.data), "--var", str(places.var), "--now", NOW, *more]


def queue(places: Places, *more: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run_ok(words(places, "--json", *more)).splitlines()]


def ids(places: Places) -> dict[str, str]:
    """Amount, as it is written, to the claim's id."""
    return dict(rows(places, "SELECT amount_text, id FROM pay_claims"))


def rows(places: Places, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(places.warehouse), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.mark.thorough
def test_what_most_readers_see_comes_first(places: Places) -> None:
    found = [(row["consequence"], row["amount"]) for row in queue(places)]
    assert found == [
        ("digest: lead", "$21 an hour"),
        ("digest: table", "$15 an hour"),
        *sorted([("pay change", "$8 an hour"), ("pay change", "$9")], key=lambda row: ids(places)[row[1]]),
        ("printable", "$7 an hour"),
        ("nearly printable", "$6 an hour"),
        ("other", "$5 an hour"),
    ]
    assert len(queue(places, "--limit", "2")) == 2


def test_a_claim_is_shown_with_its_sentence_in_context(places: Places) -> None:
    printed = run_ok(words(places, ids(places)["$15 an hour"], "--list"))
    lines = [line.strip() for line in printed.splitlines()]
    assert lines[1:3] == ["What Vellum pays", "The Gazette, 2026-11-18  https://gazette.example/pay"]
    assert lines[3:6] == [
        "Nobody had told the town of it before.",
        "> Vellum pays its annotators »$15 an hour«, or $30 at night.",
        "The town was told on Monday.",
    ]
    assert lines[6].startswith("amount_min=15 amount_max=15 bound=exact currency=USD unit=hour")
    assert lines[7] == "confidence 0.50; against it: confidence below 0.8"


@pytest.mark.thorough
def test_an_accepted_claim_may_be_printed_at_once(places: Places) -> None:
    claim = ids(places)["$15 an hour"]
    printed = run_ok(words(places, claim, "--accept", "--why", "read it", "--who", "ann"))
    assert printed == "1 decision written down; snapshot 2 has it\n"
    assert rows(places, f"SELECT review_status FROM pay_claims_printable WHERE id = '{claim}'") == [("accepted",)]
    (decision,) = Decisions.read(places.decisions).log
    assert (decision.verb, decision.subject, decision.who, decision.why) == ("accept", claim, "ann", "read it")
    assert json.loads(decision.value or "")["as_read"]["payer_id"] == "vellum"
    assert claim not in {row["id"] for row in queue(places)}
    assert rows(places, "SELECT command, state, snapshot FROM runs") == [("review", "done", 2)]


def test_corrections_follow_the_gazetteer_and_the_form_of_amounts(places: Places) -> None:
    claim = ids(places)["$15 an hour"]
    said = ["--correct", "payer=Moro Data", "--correct", "amount=1,500-1,600", "--correct", "unit=month"]
    run_ok(words(places, claim, *said, "--why", "paragraph 2"))
    fields = "payer, payer_id, amount_min::INTEGER, amount_max::INTEGER, bound, unit, review_status"
    mine = f"SELECT {fields} FROM pay_claims WHERE id = '{claim}'"
    assert rows(places, mine) == [("Moro Data", "moro", 1500, 1600, "range", "month", "corrected")]
    run_ok(words(places, claim, "--correct", "payer=Nobody We Know", "--correct", "worker=", "--why", "see the letter"))
    assert rows(places, mine)[0][:2] == ("Nobody We Know", None)
    assert rows(places, f"SELECT worker, unit FROM pay_claims WHERE id = '{claim}'") == [(None, "month")]
    assert rows(places, "SELECT payer_id, unit FROM pay_claims_superseded") == [("vellum", "hour")]


@pytest.mark.thorough
def test_a_decision_can_be_taken_back(places: Places) -> None:
    before = rows(places, "SELECT * FROM pay_claims ORDER BY id")
    found = ids(places)
    claims = [found["$15 an hour"], found["$7 an hour"]]
    run_ok(words(places, *claims, "--reject", "--why", "no pay"))
    assert rows(places, "SELECT count(*) FROM pay_claims WHERE review_status = 'rejected'") == [(2,)]
    assert not set(claims) & {row["id"] for row in queue(places)}
    run_ok(words(places, *claims, "--undo", "--why", "pay after all"))
    assert rows(places, "SELECT * FROM pay_claims ORDER BY id") == before
    assert set(claims) <= {row["id"] for row in queue(places)}


def test_readers_of_a_digest_are_owed_a_correction(places: Places) -> None:
    found = ids(places)
    desk = Desk(places)
    desk.publish = lambda: None  # type: ignore[method-assign]
    desk.pages("2026-W47")
    printed = run_ok(words(places, found["$21 an hour"], found["$7 an hour"], "--reject", "--why", "x"))
    assert printed.splitlines() == [
        f"{found['$21 an hour']} stands in the digest of 2026-W47 (lead): its readers are owed a correction",
        "2 decisions written down; snapshot 2 has them",
    ]
    assert "owed" not in run_ok(words(places, found["$15 an hour"], "--accept", "--why", "x"))


@pytest.mark.thorough
def test_decisions_of_one_moment_have_an_order(places: Places) -> None:
    claim = ids(places)["$15 an hour"]
    for verb in ("--accept", "--reject", "--accept", "--reject"):
        run_ok(words(places, claim, verb, "--why", "hm"))
    assert [one.verb for one in sorted(Decisions.read(places.decisions).log, key=lambda one: one.when)] == [
        "accept",
        "reject",
    ] * 2
    assert rows(places, f"SELECT review_status FROM pay_claims WHERE id = '{claim}'") == [("rejected",)]


def test_what_two_people_correct_at_the_same_time_adds_up(places: Places) -> None:
    claim = ids(places)["$15 an hour"]
    ann, ben, eve = (ReviewDesk(places, who=who) for who in ("ann", "ben", "eve"))
    (seen_by_ann,), (seen_by_ben,), (seen_by_eve,) = (desk.find([claim]) for desk in (ann, ben, eve))
    ann.decide(seen_by_ann, "correct", why="x", corrections={"unit": "day"})
    ben.decide(seen_by_ben, "correct", why="x", corrections={"worker": "night staff"})
    stands = eve.reviews()[claim].fields
    assert (stands["unit"], stands["worker"]) == ("day", "night staff")
    # Nobody accepts what they have not seen.
    with pytest.raises(UsageError, match=f"ben decided about {claim} since it was shown; look again"):
        eve.decide(seen_by_eve, "accept", why="x")
    (seen_by_eve,) = eve.find([claim])
    eve.decide(seen_by_eve, "accept", why="x")
    assert eve.reviews()[claim].status == "accepted"
    with pytest.raises(UsageError, match="amount_min 20 is above amount_max 18"):
        ben.decide(seen_by_ben, "correct", why="x", corrections={"amount_min": "20", "amount_max": "18"})


def test_a_link_names_the_claim_whatever_a_newer_reader_calls_it(places: Places) -> None:
    found = ids(places)
    run_ok(words(places, found["$9"], "--correct", "linked_to=c2", "--why", "the same sentence"))
    (decision,) = Decisions.read(places.decisions).log
    assert json.loads(decision.value or "")["linked_to"] == found["$8 an hour"]
    assert rows(places, f"SELECT linked_to FROM pay_claims WHERE id = '{found['$9']}'") == [("c2",)]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(["--accept"], "--why is missing", id="no-reason"),
        pytest.param([], "no terminal to ask on", id="no-terminal"),
        pytest.param(["--correct", "salary=3", "--why", "x"], "unknown field 'salary'; the fields are", id="no-field"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(places: Places, more: list[str], said: str) -> None:
    done = laborwire(*words(places, ids(places)["$15 an hour"], *more))
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert said in lines[0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param({"accept": True, "reject": True}, "choose one of --accept", id="two-verbs"),
        pytest.param({"correct": ("unit=fortnight",)}, "'fortnight' is none of hour, day", id="no-unit"),
        pytest.param({"correct": ("hour",)}, "'hour' is not field=value", id="no-value"),
        pytest.param({"correct": ("amount_min=20",)}, "20 is above amount_max 15", id="ends"),
        pytest.param({"correct": ("amount=lots",)}, "'lots' is not a plain decimal", id="amount"),
        pytest.param({"correct": ("amount=-5",)}, "'-5' is not a plain decimal", id="negative"),
        pytest.param({"correct": ("amount_max=inf",)}, "'inf' is not a plain decimal", id="infinite"),
        pytest.param({"correct": ("amount=NaN",)}, "'NaN' is not a plain decimal", id="not-a-number"),
        pytest.param({"correct": ("currency=ZZZ",)}, "'ZZZ' is no ISO 4217 code that is known", id="currency"),
        pytest.param({"correct": ("currency=usd",)}, "'usd' is not an ISO 4217 code", id="currency-in-small-letters"),
        pytest.param({"correct": ("bound=range",)}, "two different ends, not 15 twice; write amount=15", id="range"),
        pytest.param({"correct": ("amount=20-20.0",)}, "two different ends, not 20 twice", id="range-of-one-amount"),
        pytest.param({"correct": ("bound=range", "amount_max=")}, "range wants both amount_min and", id="open-range"),
        pytest.param({"correct": ("amount=20-18",)}, "20 is above amount_max 18", id="ends-out-of-order"),
        pytest.param({"correct": ("kind=salary",)}, "'salary' is none of change, owed", id="no-kind"),
        pytest.param({"correct": ("linked_to=c9",)}, "no claim of the article; it has c1", id="link"),
        pytest.param({"correct": ("linked_to=c1",)}, "linked_to names the claim itself", id="link-to-itself"),
        pytest.param({"correct": ("approx=perhaps",)}, "neither true nor false", id="flag"),
        pytest.param({"correct": ("payer_id=acme",)}, "no entity of the gazetteer", id="entity"),
        pytest.param({"limit": 10**20, "list_only": True}, "is too much: at most 1000000000", id="limit"),
        pytest.param({"list_only": True, "accept": True}, "choose one of --list", id="list-and-decide"),
    ],
)
def test_what_does_not_fit_is_not_written(places: Places, more: dict[str, Any], said: str) -> None:
    wanted = Wanted(ids=(ids(places)["$15 an hour"],), why="x", **more)
    with pytest.raises(UsageError) as caught:
        run_review(places, wanted, now=None, out=io.StringIO())
    assert said in str(caught.value)
    assert not places.decisions.exists()


def test_a_claim_that_is_not_there_is_named(places: Places) -> None:
    done = laborwire(*words(places, "c0000000000000000", "--accept", "--why", "x"))
    assert done.returncode == 2
    assert "'c0000000000000000' is no claim of the newest snapshot" in done.stderr.decode()
    done = laborwire(*words(places, "--accept", "--why", "x"))
    assert "name the claim" in done.stderr.decode()


@pytest.mark.thorough
def test_a_decision_is_kept_while_another_run_writes_and_the_next_one_takes_it_in(places: Places) -> None:
    found = ids(places)
    with writer_lock(places, "nightly", datetime.now(timezone.utc)):
        printed = run_ok(words(places, found["$15 an hour"], "--accept", "--why", "x"))
        assert "1 decision written down; process" in printed
        assert "(nightly) is writing, so the next run" in printed
        assert rows(places, "SELECT count(*) FROM decisions") == [(0,)]
        # It is not asked about again, and its next decision builds on it.
        assert found["$15 an hour"] not in {row["id"] for row in queue(places)}
    printed = run_ok(words(places, found["$7 an hour"], "--reject", "--why", "x"))
    assert printed == "1 decision written down; snapshot 2 has it\n"
    assert rows(places, "SELECT count(*) FROM pay_claims WHERE review_status <> 'unreviewed'") == [(2,)]


def test_a_decision_is_kept_when_the_warehouse_cannot_take_it_in(places: Places) -> None:
    claim = ids(places)["$15 an hour"]
    with duckdb.connect(str(places.live_warehouse)) as con:
        con.execute("ALTER TABLE pay_claims DROP COLUMN quote")
        con.execute("UPDATE schema_version SET structure_digest = 'x' WHERE name = 'schema/pay_claims.sql'")
    done = laborwire(*words(places, claim, "--accept", "--why", "x"))
    assert done.returncode == 1
    assert f"1 decision written down in {places.decisions}" in done.stdout.decode()
    assert "not taken in yet: warehouse" in done.stderr.decode()
    assert [one.subject for one in Decisions.read(places.decisions).log] == [claim]


def test_nothing_is_written_behind_a_torn_decision(places: Places) -> None:
    claim = ids(places)["$15 an hour"]
    places.decisions.write_bytes(b'{"id": "d1", "verb"')
    done = laborwire(*words(places, claim, "--accept", "--why", "x"))
    assert done.returncode == 1
    assert "decisions.jsonl line 1" in done.stderr.decode()
    assert places.decisions.read_bytes() == b'{"id": "d1", "verb"'


def test_a_snapshot_of_before_claims_could_be_reviewed_says_so(places: Places) -> None:
    places.warehouse.chmod(0o644)
    with duckdb.connect(str(places.warehouse)) as con:
        con.execute("ALTER TABLE pay_claims DROP COLUMN review_status")
    done = laborwire(*words(places, "c0000000000000000", "--accept", "--why", "x"))
    assert done.returncode == 1
    assert "was made before claims could be reviewed; run `laborwire nightly` first" in done.stderr.decode()


@pytest.mark.thorough
def test_reviewed_claims_become_passages_to_learn_from(places: Places, tmp_path: Path) -> None:
    found = ids(places)
    run_ok(words(places, found["$15 an hour"], "--correct", "unit=day", "--why", "x"))
    run_ok(words(places, found["$9"], found["$8 an hour"], "--accept", "--why", "x"))
    run_ok(words(places, found["$7 an hour"], "--reject", "--why", "x"))
    target = tmp_path / "out" / "reviewed.jsonl"
    assert run_ok(words(places, "--export", str(target))) == f"3 passages with reviewed claims in {target}\n"
    items = {item.title: item for item in load_reviewed(target)}
    pay = items["What Vellum pays"]
    assert pay.text == PAY
    (claim,) = pay.claims
    assert (claim["unit"], claim["payer"], claim["amount_min"]) == ("day", "Vellum", "15")
    assert pay.text[claim["start"] : claim["end"]] == "$15 an hour"
    assert [(one["change_role"], one["linked_to"]) for one in items["About cut"].claims] == [
        ("from", "c2"),
        ("to", "c1"),
    ]
    rejected = items["About plain"].reading
    assert (rejected.claims, [(one.amount_text, one.reason) for one in rejected.not_pay]) == (
        (),
        [("$7 an hour", "other")],
    )
    assert {item.split for item in items.values()} == {"train"}


@contextmanager
def terminal(*command: str) -> Iterator["Terminal"]:
    """Run a command on a terminal of its own."""
    child, screen = pty.fork()
    if child == 0:
        # Tests that run in the background of a shell are started with Ctrl-C ignored, and hand that on.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.execve(COMMAND, [COMMAND, *command], {**os.environ, "NO_COLOR": "1", "TERM": "dumb"})  # noqa: S606  # fixed words
    try:
        yield Terminal(child, screen)
    finally:
        os.close(screen)


class Terminal:
    """What a person sees and types."""

    def __init__(self, child: int, screen: int) -> None:
        self.child = child
        self.screen = screen
        self.seen = ""

    def wait_for(self, text: str) -> str:
        """Read until `text` is seen, and return what was read."""
        deadline = time.monotonic() + 60
        while text not in self.seen:
            assert time.monotonic() < deadline, self.seen
            if select.select([self.screen], [], [], 1)[0]:
                self.seen += os.read(self.screen, 65536).decode()
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, keys: str) -> None:
        os.write(self.screen, keys.encode())

    def end(self) -> int:
        """Wait for the command to end and return its exit code."""
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


ASKED = "[q]uit: "


def test_a_person_is_asked_about_one_claim_after_the_other(places: Places) -> None:
    found = ids(places)
    with terminal(*words(places)) as screen:
        assert "1 of 7  digest: lead" in screen.wait_for(ASKED)
        screen.type("a\n")
        screen.wait_for("why [agrees with its sentence]: ")
        screen.type("\n")
        assert "written down" in screen.wait_for(ASKED)
        screen.type("c unit=fortnight\n")
        assert "unit 'fortnight' is none of hour" in screen.wait_for(ASKED)
        screen.type('c unit=day worker="night staff"\n')
        screen.wait_for("why [its sentence says otherwise]: ")
        screen.type("second paragraph\n")
        screen.wait_for(ASKED)
        screen.type("s\n")
        screen.wait_for(ASKED)
        # Whoever leaves by Ctrl-C has lost nothing. Nobody is so fast as to press it between the question and the
        # command's waiting for an answer, where Python would hear of it only with the next key.
        time.sleep(0.5)
        screen.type("\x03")
        screen.wait_for("2 decisions written down; snapshot 2 has them")
        assert screen.end() == 0
    decided = [(one.verb, one.subject, one.why) for one in Decisions.read(places.decisions).log]
    assert decided == [
        ("accept", found["$21 an hour"], "agrees with its sentence"),
        ("correct", found["$15 an hour"], "second paragraph"),
    ]
    assert rows(places, f"SELECT unit, worker FROM pay_claims WHERE id = '{found['$15 an hour']}'") == [
        ("day", "night staff")
    ]


def test_a_session_that_is_killed_has_lost_no_decision(places: Places) -> None:
    claim = ids(places)["$21 an hour"]
    with terminal(*words(places)) as screen:
        screen.wait_for(ASKED)
        screen.type("r\n")
        screen.wait_for("why [")
        screen.type("an advert\n")
        screen.wait_for("written down")
        os.kill(screen.child, signal.SIGKILL)
        assert screen.end() == -signal.SIGKILL
    assert [(one.verb, one.subject) for one in Decisions.read(places.decisions).log] == [("reject", claim)]
    # As any run does.
    assert take_in(places, now=datetime.now(timezone.utc)) == 2
    assert rows(places, "SELECT id FROM pay_claims WHERE review_status = 'rejected'") == [(claim,)]


def test_reviews_survive_a_warehouse_that_is_made_anew(places: Places, template: Places) -> None:
    found = ids(places)
    run_ok(words(places, found["$15 an hour"], "--correct", "unit=day", "--why", "x"))
    run_ok(words(places, found["$7 an hour"], "--reject", "--why", "x"))
    query = "SELECT * FROM pay_claims ORDER BY id"
    before = rows(places, query)
    # What a rebuild has: the articles as they are read again, and the log.
    shutil.copyfile(template.live_warehouse, places.live_warehouse)
    take_in(places, now=datetime.now(timezone.utc))
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        assert warehouse.con.execute(query).fetchall() == before


def test_add_tells_what_people_decided_about_the_claims_of_a_page(places: Places, tmp_path: Path) -> None:
    desk = Desk(places)
    article = desk.article("new", text="Vellum pays $4 an hour, $3 on Sundays and $2 at night.")
    for amount in ("4", "3", "2"):
        desk.claim(article, f"${amount}", amount)
    batch = desk.batch
    accepted, corrected, rejected = (claim.id for claim in batch.claims)
    value = '{"unit": "day", "amount_min": "5", "amount_max": "5", "payer": "Moro", "payer_id": "moro"}'
    decided = [
        make_decision("accept", accepted, who="ann", when=WHEN, why="x"),
        make_decision("correct", corrected, value=value, who="ann", when=WHEN, why="x"),
        make_decision("reject", rejected, who="ann", when=WHEN, why="x"),
    ]
    page = ReadPage(seq=1, seen_at=WHEN, capture=batch.captures[0], state="article", article=batch.articles[0])
    target = tmp_path / "pages.jsonl"
    append_outcomes(target, [replace(page, claims=batch.claims)], reviews=reviews_of(decided))
    (outcome,) = read_outcomes(target)
    assert [quote[3] for quote in outcome.quotes] == [
        "4 USD per hour, reported earnings, Vellum, accepted by a person",
        "5 USD per day, reported earnings, Moro, corrected by a person",
        "2 USD per hour, reported earnings, Vellum, rejected by a person",
    ]
    assert outcome.rejected == 1


@pytest.mark.thorough
def test_the_other_half_of_a_change_is_named(places: Places) -> None:
    found = ids(places)
    old, new = found["$9"], found["$8 an hour"]
    assert f"  other half of the change: {new}\n" in run_ok(words(places, old, "--list"))
    assert "other half" not in run_ok(words(places, found["$15 an hour"], "--list"))
    said = run_ok(words(places, old, "--reject", "--why", "x"))
    line = f"{new} is the other half of the change; look at it, too: laborwire review {new}"
    assert said.splitlines().count(line) == 1
    assert "other half" not in run_ok(words(places, old, "--accept", "--why", "x"))
    assert line in run_ok(words(places, old, "--correct", "worker=tutors", "--why", "x")).splitlines()
    assert "other half" not in run_ok(words(places, new, "--correct", "worker=tutors", "--why", "x"))
    assert "other half" not in run_ok(words(places, old, new, "--reject", "--why", "x"))
