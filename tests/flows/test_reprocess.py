"""`laborwire reprocess`: what an older reader had made of a night is read anew, killed, accepted and discarded."""

import json
import math
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import COMMAND
from conftest import laborwire_here as laborwire
from conftest import run_here as run_ok
from short_night import short_newsroom, short_sources

from flows.newsroom import NIGHT_1, Newsroom
from flows.night import run_night
from flows.order import stand_in_order
from flows.proposal import all_proposals, write_proposal
from pipeline.decisions import append_decisions, make_decision
from pipeline.places import CHECKOUT, Places, find_places
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.lock import held
from pipeline.warehouse.publish import publish_snapshot

pytestmark = [pytest.mark.slow, pytest.mark.model]

WEEK = "2026-W47"
NOW = "2026-11-22T12:00:00Z"
ACCEPTED_AT = "2026-11-22T13:00:00Z"
# Of the short newsroom, on the beat.
N_ARTICLES = 13
GHOST_UNIT, GHOST_GONE, GHOST_ACCEPTED = "c" + "1" * 16, "c" + "2" * 16, "c" + "3" * 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """A finished night whose claims were tampered with: what an older reader might have read."""

    places: Places
    payer: str
    """Claim that had another payer."""
    unit: str
    """Claim that had another unit, and so another id: `GHOST_UNIT`."""
    accepted: str
    """Claim at whose place a person accepted `GHOST_ACCEPTED`."""
    corrected: str
    rejected: str
    missed: str
    """Claim that was not found."""
    unshown: str
    """Claim with another worker; that is no news for a digest's readers."""

    def copy(self, folder: Path) -> "Night":
        """The same night in a folder of its own."""
        shutil.copytree(self.places.var, folder / "var")
        values = {name: getattr(self, name) for name in self.__slots__ if name != "places"}
        return Night(places=find_places(data=self.places.data, var=folder / "var"), **values)

    def run(self, *words: str) -> str:
        """Run `laborwire reprocess` on it and return what it printed."""
        return run_ok(self.words(*words))

    def words(self, *words: str) -> list[str]:
        """The words of the command line."""
        return ["reprocess", *words, "--data", str(self.places.data), "--var", str(self.places.var)]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Answer a query on the live warehouse."""
        with duckdb.connect(str(self.places.live_warehouse), read_only=True) as con:
            return con.execute(sql).fetchall()

    def claim(self, key: str, columns: str) -> tuple[Any, ...] | None:
        """Columns of one claim that stands; None when it is gone."""
        found = self.rows(f"SELECT {columns} FROM pay_claims WHERE id = '{key}'")
        return found[0] if found else None

    def folder(self) -> Path:
        """Where its one proposal lies."""
        (found,) = self.places.reprocess.glob("2026-*")
        return found

    def changes(self) -> dict[tuple[str, str], dict[str, Any]]:
        """(what, claim) to the proposed change."""
        lines = (self.folder() / "changes.jsonl").read_text("utf-8").splitlines()
        return {(row["what"], row["claim"]): row for row in map(json.loads, lines)}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    folder = tmp_path_factory.mktemp("reprocess")
    data = folder / "data"
    data.mkdir()
    for path in (CHECKOUT / "data").iterdir():
        if path.name not in {"var", "gold", "laborwire.toml"}:
            (data / path.name).symlink_to(path)
    # Small shards: a run can be killed between two of them.
    (data / "laborwire.toml").write_text("[run]\nshard_size = 3\n")
    places = find_places(data=data, var=folder / "var")
    places.var.mkdir()
    # The demo's firms are known.
    (places.var / "demo.json").write_text("{}")
    with Newsroom(now=NIGHT_1, folder=short_newsroom(folder / "demo")) as newsroom:
        run_night(stand_in_order(places, NIGHT_1, sources=short_sources(), port=newsroom.port))
    run_ok(["digest", "--week", WEEK, "--data", str(data), "--var", str(places.var)])
    yield _tampered(places)


def _tampered(places: Places) -> Night:
    record = places.digests / WEEK / "claims.jsonl"
    shown = [json.loads(line)["claim"] for line in record.read_text().splitlines()]
    with duckdb.connect(str(places.live_warehouse)) as con:
        ids = [str(row[0]) for row in con.execute("SELECT id FROM pay_claims ORDER BY article_id, start").fetchall()]
        payer = next(
            one for one in shown if con.execute("FROM pay_claims WHERE id = ? AND payer <> ''", [one]).fetchall()
        )
        # Claims that share no place with another one, each in its own sentence.
        alone = [one for one in ids if one != payer and _is_alone(con, one)]
        corrected, rejected = [one for one in alone if one in shown][:2]
        unit, accepted, missed, unshown = [one for one in alone if one not in shown][:4]
        con.execute("UPDATE pay_claims SET extractor_version = 'claims-0'")
        con.execute("UPDATE pay_claims SET payer = 'Somebody', payer_id = NULL WHERE id = ?", [payer])
        con.execute("UPDATE pay_claims SET worker = 'somebody' WHERE id = ?", [unshown])
        for ghost, of in ((GHOST_UNIT, unit), (GHOST_ACCEPTED, accepted)):
            con.execute(
                "UPDATE pay_claims SET id = ?, unit = if(unit = 'day', 'week', 'day') WHERE id = ?", [ghost, of]
            )
        con.execute(
            "INSERT INTO pay_claims SELECT * REPLACE (? AS id, 0 AS start, 1 AS \"end\", 'c99' AS claim_id)"
            " FROM pay_claims WHERE id = ?",
            [GHOST_GONE, unshown],
        )
        con.execute("DELETE FROM pay_claims WHERE id = ?", [missed])
        con.execute("DELETE FROM not_pay")
        con.execute(
            "INSERT INTO not_pay SELECT article_id, 0, 1, 'x', 'price', 'x' FROM pay_claims WHERE id = ?", [payer]
        )
        con.execute("INSERT INTO payer_candidates VALUES (?, 1, 'nobody', 'Nobody', 'only', 0)", [GHOST_GONE])
    with record.open("a") as file:
        for ghost, where in ((GHOST_UNIT, "lead"), (GHOST_GONE, "story"), (unshown, "table")):
            file.write(json.dumps({"claim": ghost, "where": where}) + "\n")
    (places.digests / "2026-W46").mkdir()
    # Not loaded yet: the newest word counts, wherever it stands.
    when = datetime(2026, 11, 22, 9, tzinfo=timezone.utc)
    append_decisions(
        places.decisions,
        [
            make_decision("accept", GHOST_ACCEPTED, who="ed", when=when, why="seen"),
            make_decision("correct", corrected, value='{"payer": "Moro"}', who="ed", when=when, why="seen"),
            make_decision("reject", rejected, who="ed", when=when, why="seen"),
        ],
    )
    publish_snapshot(places, keep=14)
    return Night(
        places=places,
        payer=payer,
        unit=unit,
        accepted=accepted,
        corrected=corrected,
        rejected=rejected,
        missed=missed,
        unshown=unshown,
    )


def _is_alone(con: duckdb.DuckDBPyConnection, claim: str) -> bool:
    """Whether a claim is no part of a change and shares its place with no other."""
    query = (
        "SELECT 1 FROM pay_claims AS c JOIN pay_claims AS o ON o.article_id = c.article_id"
        " WHERE c.id = ? AND (c.change_role IS NOT NULL"
        ' OR o.id <> c.id AND o.start < c."end" AND c.start < o."end")'
    )
    return not con.execute(query, [claim]).fetchall()


@pytest.fixture(scope="module")
def proposed(night: Night, tmp_path_factory: pytest.TempPathFactory) -> tuple[Night, str]:
    """The night with a proposal that nobody has accepted, and what was printed."""
    copy = night.copy(tmp_path_factory.mktemp("proposed"))
    return copy, copy.run("--stage", "claims", "--now", NOW)


def test_a_proposal_says_what_would_change_and_changes_nothing(night: Night, proposed: tuple[Night, str]) -> None:
    copy, printed = proposed
    changes = copy.changes()
    assert Counter(what for what, _ in changes) == {"new": 2, "gone": 2, "changed": 2, "stands": 2}
    assert changes["changed", copy.payer]["fields"][0]["before"] == "Somebody"
    assert [field["name"] for field in changes["changed", copy.unshown]["fields"]] == ["worker"]
    assert changes["gone", GHOST_UNIT]["instead"] == copy.unit
    assert "unit" in {field["name"] for field in changes["gone", GHOST_UNIT]["fields"]}
    assert changes["new", copy.unit]["instead"] == GHOST_UNIT
    assert changes["gone", GHOST_GONE]["after"] is None
    assert changes["new", copy.missed]["before"] is None
    assert changes["stands", GHOST_ACCEPTED]["note"].startswith("the new reading does not have it")
    assert "payer" in {field["name"] for field in changes["stands", copy.corrected]["fields"]}
    known = copy.rows("SELECT count(*) FROM pay_claims")[0][0]
    lines = printed.splitlines()
    assert f"  unchanged  {known - 6:>7}" in lines
    assert "  gone             2  1 of them read otherwise at the same place" in lines
    assert (
        "  decided          2  by people, and stand; 1 of them the new reading does not have, 1 it reads otherwise"
        in lines
    )
    assert lines[-1] == f"Nothing has taken effect. To let it: laborwire reprocess --accept {copy.folder().name}"
    assert dump_digest(copy.places.live_warehouse) == dump_digest(night.places.live_warehouse)
    assert dump_digest(copy.places.warehouse) == dump_digest(night.places.warehouse)
    listed = copy.run("--list")
    assert listed.startswith(f"{copy.folder().name}  proposed   claims-")
    assert "2 new, 2 gone, 2 changed" in listed


@pytest.mark.thorough
def test_a_run_that_is_killed_goes_on_where_it_was(night: Night, proposed: tuple[Night, str], tmp_path: Path) -> None:
    copy = night.copy(tmp_path)
    words = [COMMAND, *copy.words("--stage", "claims", "--now", NOW)]
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while child.poll() is None and not list(copy.places.reprocess.glob("*/readings/00001.jsonl")):
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    done = {path.name: path.stat().st_mtime_ns for path in (copy.folder() / "readings").glob("*.jsonl")}
    assert 2 <= len(done) < 4
    refused = laborwire(*copy.words("--accept", copy.folder().name))
    assert refused.returncode == 2
    assert b"is not read to its end; go on with: laborwire reprocess --stage claims" in refused.stderr
    again = laborwire(*copy.words("--stage", "claims", "--now", NOW))
    assert again.returncode == 0, again.stderr
    assert (
        again.stderr.decode()
        == f"going on with {copy.folder().name}: {3 * len(done)} of {N_ARTICLES} articles are read already\n"
    )
    after = {path.name: path.stat().st_mtime_ns for path in (copy.folder() / "readings").glob("*.jsonl")}
    assert len(after) == math.ceil(N_ARTICLES / 3)
    assert after | done == after
    whole, _ = proposed
    assert copy.changes() == whole.changes()


def test_an_accepted_proposal_takes_effect(proposed: tuple[Night, str], tmp_path: Path) -> None:
    copy = proposed[0].copy(tmp_path)
    identity = copy.folder().name
    printed = copy.run("--accept", identity, "--why", "trained anew", "--now", ACCEPTED_AT)
    assert "It has taken effect: snapshot" in printed
    (version,) = {row[0] for row in copy.rows("SELECT DISTINCT extractor_version FROM pay_claims")} - {"claims-0"}
    assert "+reader-" in version
    # What people decided stands as it was, and everything else is of today's reader.
    left = copy.rows("SELECT id FROM pay_claims WHERE extractor_version = 'claims-0' ORDER BY id")
    assert {row[0] for row in left} == {GHOST_ACCEPTED, copy.corrected}
    assert copy.claim(GHOST_ACCEPTED, "review_status") == ("accepted",)
    assert copy.claim(copy.corrected, "review_status, payer") == ("corrected", "Moro")
    assert copy.claim(copy.rejected, "review_status, extractor_version") == ("rejected", version)
    assert copy.claim(copy.accepted, "id") is None
    assert copy.claim(copy.payer, "payer <> 'Somebody'") == (True,)
    assert copy.claim(copy.missed, "review_status") == ("unreviewed",)
    assert copy.claim(copy.unit, "id") == (copy.unit,)
    assert copy.claim(GHOST_UNIT, "id") is None
    assert copy.claim(GHOST_GONE, "id") is None
    superseded = "SELECT id, superseded_at FROM pay_claims_superseded WHERE superseded_by = '{}' ORDER BY id"
    assert copy.rows(superseded.format(version)) == [
        (key, datetime(2026, 11, 22, 13)) for key in sorted([GHOST_UNIT, GHOST_GONE, copy.payer, copy.unshown])
    ]
    places = "SELECT count(*) FROM (SELECT article_id, claim_id FROM pay_claims GROUP BY ALL HAVING count(*) > 1)"
    assert copy.rows(places) == [(0,)]
    # Other money, candidates and links follow the new reading.
    assert copy.rows("SELECT count(*) FROM not_pay WHERE text = 'x'") == [(0,)]
    assert copy.rows("SELECT count(*) > 0 FROM not_pay") == [(True,)]
    assert copy.rows("SELECT count(*) FROM payer_candidates WHERE entity_id = 'nobody'") == [(0,)]
    # Readers see it.
    with duckdb.connect(str(copy.places.warehouse), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM pay_claims WHERE id = ?", [copy.missed]).fetchall() == [(1,)]
        run = con.execute("SELECT command, state FROM runs ORDER BY started_at DESC LIMIT 1").fetchall()
        assert run == [("reprocess", "done")]
    assert not (copy.folder() / "readings").exists()
    assert "accepted" in copy.run("--list")
    assert "(trained anew)" in copy.run("--list")
    for verb, words in (("accept", "took effect already, on 2026-11-22"), ("discard", "cannot be discarded")):
        done = laborwire(*copy.words(f"--{verb}", identity))
        assert done.returncode == 2
        assert words in done.stderr.decode()


@pytest.mark.thorough
def test_corrections_owed_are_listed_and_told_by_the_next_digest(proposed: tuple[Night, str], tmp_path: Path) -> None:
    copy = proposed[0].copy(tmp_path)
    printed = copy.run("--accept", copy.folder().name, "--now", ACCEPTED_AT)
    assert "Corrections owed to published digests: 3" in printed
    assert "do not say which claims they show: the digests of 2026-W46" in printed
    owed = copy.rows(
        "SELECT claim_id, week, shown_in, after IS NULL FROM corrections_owed WHERE proposal LIKE '2026-%' ORDER BY 1"
    )
    shown_in = {row[0]: row[2] for row in owed}
    assert [(row[0], row[1], row[3]) for row in owed] == sorted(
        [(GHOST_UNIT, WEEK, False), (GHOST_GONE, WEEK, True), (copy.payer, WEEK, False)]
    )
    assert (shown_in[GHOST_UNIT], shown_in[GHOST_GONE]) == ("lead", "story")
    page = (copy.folder() / "corrections.md").read_text("utf-8")
    assert f"## Digest of {WEEK}" in page
    assert "paid by Somebody" in page
    assert "; is read as: " in page
    assert "is no longer taken for pay" in page
    monday = ["digest", "--now", "2026-11-23T07:00:00Z"]
    run_ok([*monday, "--data", str(copy.places.data), "--var", str(copy.places.var)])
    digest = (copy.places.digests / WEEK / "digest.md").read_text("utf-8")
    told = [line for line in digest.splitlines() if f"Our digest of {WEEK} had " in line]
    # And what people decided before: those claims are told of, whatever the new reading says.
    assert copy.rows("SELECT claim_id FROM corrections_owed WHERE proposal LIKE 'd%' ORDER BY 1") == sorted(
        [(copy.corrected,), (copy.rejected,)]
    )
    assert len(told) == 5
    assert sum("paid by Somebody" in line and "we read it as" in line for line in told) == 1
    assert sum("we no longer take it for pay" in line for line in told) == 2


def test_an_article_whose_words_changed_since_is_left_alone(proposed: tuple[Night, str], tmp_path: Path) -> None:
    copy = proposed[0].copy(tmp_path)
    with duckdb.connect(str(copy.places.live_warehouse)) as con:
        con.execute(
            "UPDATE articles SET text = text || ' ' WHERE id = (SELECT article_id FROM pay_claims WHERE id = ?)",
            [copy.payer],
        )
    (article,) = copy.claim(copy.payer, "article_id") or ("",)
    printed = copy.run("--accept", copy.folder().name, "--now", ACCEPTED_AT)
    assert f"skipped          1  articles whose words changed since, or are gone: {article}" in printed
    assert copy.claim(copy.payer, "payer, extractor_version") == ("Somebody", "claims-0")
    assert copy.rows(f"SELECT count(*) FROM pay_claims_superseded WHERE article_id = '{article}'") == [(0,)]


def test_an_acceptance_that_was_killed_is_finished_and_loads_nothing_twice(
    proposed: tuple[Night, str], tmp_path: Path
) -> None:
    copy = proposed[0].copy(tmp_path)
    identity = copy.folder().name
    before = tmp_path / "before"
    shutil.copytree(copy.folder(), before)
    copy.run("--accept", identity, "--now", ACCEPTED_AT)
    after = dump_digest(copy.places.live_warehouse)
    # As a run leaves it that was killed after its transaction.
    shutil.rmtree(copy.folder())
    shutil.copytree(before, copy.places.reprocess / identity)
    printed = copy.run("--accept", identity, "--now", ACCEPTED_AT)
    assert "Corrections owed to published digests: 3" in printed
    again = dump_digest(copy.places.live_warehouse)
    assert {name for name in again if again[name] != after[name]} <= {"runs"}
    assert "accepted" in copy.run("--list")


def second_proposal(copy: Night, *, articles: slice, first: int, version: str | None = None) -> str:
    """Put a newer proposal of some of the articles beside the one that is there, and return its id."""
    (known,) = all_proposals(copy.places)
    other = replace(known, id="2026-11-22-ffffff", extractor_version=version or known.extractor_version)
    folder, newer = copy.folder(), copy.places.reprocess / other.id
    shutil.copytree(folder, newer)
    ids = (folder / "articles.txt").read_text().split()[articles]
    (newer / "articles.txt").write_text("".join(f"{one}\n" for one in ids))
    shutil.rmtree(newer / "readings")
    (newer / "readings").mkdir()
    for number, _ in enumerate(range(0, len(ids), known.shard_size)):
        name = "readings/{:05d}.jsonl"
        shutil.copy(folder / name.format(first + number), newer / name.format(number))
    write_proposal(copy.places, other)
    return other.id


def refused(copy: Night, identity: str) -> str:
    before = dump_digest(copy.places.live_warehouse)
    done = laborwire(*copy.words("--accept", identity, "--now", ACCEPTED_AT))
    assert (done.returncode, done.stdout) == (2, b"")
    assert dump_digest(copy.places.live_warehouse) == before
    (line,) = done.stderr.decode().splitlines()
    return line


@pytest.mark.thorough
def test_an_older_proposal_does_not_win_over_a_newer_one(proposed: tuple[Night, str], tmp_path: Path) -> None:
    copy = proposed[0].copy(tmp_path)
    older = copy.folder().name
    newer = second_proposal(copy, articles=slice(None), first=0)
    copy.run("--accept", newer, "--now", ACCEPTED_AT)
    said = refused(copy, older)
    assert f"{older} is overtaken: " in said
    assert f" of its {N_ARTICLES} articles were read anew or changed since it was made ({newer} took effect" in said
    assert said.endswith(
        f"make a new one: laborwire reprocess --stage claims, and drop this one: laborwire reprocess --discard {older}"
    )
    copy.run("--discard", older)


@pytest.mark.thorough
def test_a_proposal_is_overtaken_by_other_claims_and_not_by_what_people_decided(
    proposed: tuple[Night, str], tmp_path: Path
) -> None:
    copy = proposed[0].copy(tmp_path)
    identity = copy.folder().name
    with duckdb.connect(str(copy.places.live_warehouse)) as con:
        con.execute("UPDATE pay_claims SET worker = 'others' WHERE id = ?", [copy.unshown])
    publish_snapshot(copy.places, keep=14)
    assert (
        f"{identity} is overtaken: 1 of its {N_ARTICLES} articles were read anew or changed since it was made;"
        in refused(copy, identity)
    )
    again = proposed[0].copy(tmp_path / "again")
    review = ["review", "--data", str(again.places.data), "--var", str(again.places.var), "--now", NOW, "--why", "x"]
    run_ok([*review, again.payer, "--correct", "unit=day"])
    run_ok([*review, again.unshown, "--reject"])
    assert "It has taken effect" in again.run("--accept", identity, "--now", ACCEPTED_AT)


@pytest.mark.thorough
def test_a_newer_reader_that_found_nothing_to_change_overtakes_an_older_one(
    proposed: tuple[Night, str], tmp_path: Path
) -> None:
    copy = proposed[0].copy(tmp_path)
    older = copy.folder().name
    newer = second_proposal(copy, articles=slice(None), first=0, version="claims-newer")
    found = next(one for one in all_proposals(copy.places) if one.id == newer)
    settled = datetime(2026, 11, 22, 12, 30, tzinfo=timezone.utc)
    write_proposal(
        copy.places, replace(found, state="accepted", settled_at=settled, took_effect=found.compared_with + 1)
    )
    assert f"({newer} took effect on 2026-11-22)" in refused(copy, older)
    # Of the same reader it says the same.
    write_proposal(
        copy.places,
        replace(
            found,
            state="accepted",
            settled_at=settled,
            took_effect=found.compared_with + 1,
            extractor_version=next(one for one in all_proposals(copy.places) if one.id == older).extractor_version,
        ),
    )
    assert "It has taken effect" in copy.run("--accept", older, "--now", ACCEPTED_AT)


@pytest.mark.thorough
def test_proposals_that_touch_different_articles_can_both_be_accepted(
    proposed: tuple[Night, str], tmp_path: Path
) -> None:
    copy = proposed[0].copy(tmp_path)
    older = copy.folder()
    newer = second_proposal(copy, articles=slice(6, None), first=2)
    ids = (older / "articles.txt").read_text().split()
    (older / "articles.txt").write_text("".join(f"{one}\n" for one in ids[:6]))
    copy.run("--accept", newer, "--now", ACCEPTED_AT)
    assert "It has taken effect" in copy.run("--accept", older.name, "--now", ACCEPTED_AT)
    assert copy.claim(copy.missed, "review_status") == ("unreviewed",)


def test_a_discarded_proposal_is_gone(proposed: tuple[Night, str], tmp_path: Path) -> None:
    copy = proposed[0].copy(tmp_path)
    identity = copy.folder().name
    assert copy.run("--discard", identity) == f"{identity} is discarded; nothing of it has taken effect\n"
    assert sorted(path.name for path in copy.folder().iterdir()) == ["proposal.json"]
    assert "discarded" in copy.run("--list")
    done = laborwire(*copy.words("--accept", identity))
    assert done.returncode == 2
    assert b"was discarded on" in done.stderr


def test_what_is_being_read_is_not_discarded(proposed: tuple[Night, str], tmp_path: Path) -> None:
    copy = proposed[0].copy(tmp_path)
    identity = copy.folder().name
    (found,) = all_proposals(copy.places)
    write_proposal(copy.places, replace(found, state="reading"))
    with held(copy.places.reprocess / "writer.lock", "reprocess", datetime.now(timezone.utc)):
        done = laborwire(*copy.words("--discard", identity))
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"is held by process" in done.stderr
    assert copy.changes()
    assert "is discarded" in copy.run("--discard", identity)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        pytest.param(
            [], "choose one of --stage claims, --stage names, --list, --accept ID and --discard ID", id="nothing"
        ),
        pytest.param(["--stage", "tag"], "only claims and names can be read again", id="stage"),
        pytest.param(["--stage", "claims", "--since", "May"], "'May' is no day", id="since"),
        pytest.param(["--list", "--limit", "3"], "--since and --limit go with --stage", id="limit"),
        pytest.param(
            ["--stage", "claims", "--limit", "9" * 20], f"--limit {'9' * 20} is too much: at most 1000000000", id="huge"
        ),
        pytest.param(["--accept", "x"], "there is no proposal 'x'; none is waiting", id="no-such-proposal"),
    ],
)
def test_words_that_do_not_fit_are_named(tmp_path: Path, words: list[str], problem: str) -> None:
    done = laborwire("reprocess", *words, "--var", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert problem in line


def test_without_a_snapshot_there_is_nothing_to_read(tmp_path: Path) -> None:
    done = laborwire("reprocess", "--stage", "claims", "--var", str(tmp_path))
    assert done.returncode == 1
    assert "no snapshot yet" in done.stderr.decode()
