"""What is kept is verified, made again with the same rows, backed up while a night runs, and brought back."""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from conftest import laborwire_here, run_here
from kept_newsroom import keep_newsroom
from short_night import short_newsroom

from flows.newsroom import NIGHT_2, Newsroom
from flows.night import run_add_steps
from flows.order import Order
from flows.rebuild import planned_loads
from pipeline.archive.ledger import chain_to, ledger_file, read_loads
from pipeline.codec import to_json
from pipeline.errors import ArchiveError
from pipeline.places import Places
from pipeline.warehouse.dump import dump_digest

CHILD = str(Path(__file__).parent / "short_night.py")

pytestmark = [pytest.mark.slow, pytest.mark.model]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return keep_newsroom(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def places(kept: Places, tmp_path: Path) -> Places:
    shutil.copytree(kept.var, tmp_path / "var", symlinks=True)
    return Places(data=kept.data, var=tmp_path / "var")


def change(places: Places, *statements: str) -> None:
    """Damage the newest snapshot."""
    places.warehouse.chmod(0o644)
    with duckdb.connect(str(places.warehouse)) as con:
        for statement in statements:
            con.execute(statement)


def flip(places: Places) -> None:
    """Flip a byte in the record of an article's page."""
    with sqlite3.connect(places.archive / "index.sqlite") as con:
        (file, offset, length) = con.execute("SELECT file, offset, length FROM captures ORDER BY offset").fetchall()[-1]
    with (places.archive / file).open("r+b") as warc:
        warc.seek(offset + length // 2)
        byte = warc.read(1)
        warc.seek(offset + length // 2)
        warc.write(bytes([byte[0] ^ 1]))


def cut(places: Places) -> None:
    """Lose the last record of the archive."""
    (warc,) = places.archive.glob("*.warc.gz")
    with warc.open("r+b") as file:
        file.truncate(warc.stat().st_size - 400)


DAMAGES = {
    "byte": (flip, r"FAIL capture k\w+: .*@\d+", "laborwire restore"),
    "record": (cut, r"FAIL capture k\w+: .*@\d+: cannot be read back", "laborwire restore"),
    "unknown": (
        lambda places: change(places, "UPDATE captures SET id = 'k' || substr(id, 2, 15) || 'x'"),
        r"FAIL article a\w+: its capture k\w+ is not there",
        "laborwire rebuild",
    ),
    "digest": (
        lambda places: change(places, "UPDATE captures SET payload_digest = 'sha256:00'"),
        r"FAIL capture k\w+: the archive has other bytes of it than were loaded \(article a\w+\)",
        "laborwire restore",
    ),
    "text": (
        lambda places: change(places, "UPDATE articles SET text = 'x' || text"),
        r"FAIL claim c\w+: characters \d+ to \d+ of article a\w+ are not its words",
        "laborwire rebuild",
    ),
    "span": (
        lambda places: change(
            places, "UPDATE pay_claims SET start = start + 1 WHERE id = (SELECT min(id) FROM pay_claims)"
        ),
        r"FAIL claim c\w+: characters",
        "laborwire rebuild",
    ),
    "orphan": (
        lambda places: change(
            places, "UPDATE mentions SET article_id = 'a0' WHERE id = (SELECT min(id) FROM mentions)"
        ),
        r"FAIL mention m\w+: is about article a0, which is not there",
        "laborwire rebuild",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_verify_names_the_damage_and_what_to_do(places: Places, damage: str) -> None:
    strike, line, advice = DAMAGES[damage]
    strike(places)
    done = laborwire_here("verify", var=places.var)
    said = done.stdout.decode()
    assert done.returncode == 1, said
    assert re.search(line, said), said
    assert advice in said
    as_json = laborwire_here("verify", "--json", var=places.var)
    assert [json.loads(row) for row in as_json.stdout.splitlines()][-1]["failed"] == said.count("FAIL ")


def test_a_sample_reads_back_so_many_captures(places: Places) -> None:
    done = laborwire_here("verify", "--sample", "2", var=places.var)
    assert done.returncode == 0
    assert re.search(r"articles, 2 of \d+ captures: 0 failed", done.stdout.decode())


@pytest.mark.thorough
def test_a_backup_made_while_a_night_runs_is_whole(places: Places, tmp_path: Path) -> None:
    with Newsroom(now=NIGHT_2, folder=short_newsroom(tmp_path / "demo")) as newsroom:
        night = subprocess.Popen(
            [sys.executable, CHILD, str(newsroom.port), NIGHT_2.isoformat(), str(places.var)], stderr=subprocess.PIPE
        )
        made = []
        while night.poll() is None:
            made.append(tmp_path / f"backup-{len(made)}")
            run_here(["backup", str(made[-1])], var=places.var)
            with suppress(subprocess.TimeoutExpired):
                night.wait(1.0)
        assert night.stderr is not None
        assert night.returncode == 0, night.stderr.read().decode()[-2000:]
    before = duckdb_count(places.warehouse)
    assert len(made) > 5
    counts = []
    for number in (0, len(made) // 2, -2, -1):
        restored = tmp_path / f"restored{number}"
        said = run_here(["restore", str(made[number])], var=restored)
        assert "captures verified" in said
        counts.append(duckdb_count(restored / "laborwire.duckdb"))
        assert run_here(["verify"], var=restored).endswith(": 0 failed\n")
        # All that the night after a restore goes on from is there.
        assert planned_loads(Places(data=places.data, var=restored))[1] == ()
    assert counts == sorted(counts)
    assert counts[0] < before


def duckdb_count(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as con:
        return int(con.execute("SELECT count(*) FROM captures").fetchall()[0][0])


def test_a_backup_goes_where_nothing_is_and_a_restore_moves_aside_when_told(places: Places, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    inside = laborwire_here("backup", str(places.var / "backup"), var=places.var)
    assert (inside.returncode, "lies in" in inside.stderr.decode()) == (2, True)
    run_here(["backup", str(backup)], var=places.var)
    again = laborwire_here("backup", str(backup), var=places.var)
    assert (again.returncode, "--force" in again.stderr.decode()) == (2, True)
    run_here(["backup", str(backup), "--force"], var=places.var)
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "thesis.txt").write_text("mine")
    assert laborwire_here("backup", str(stranger), "--force", var=places.var).returncode == 2
    assert (stranger / "thesis.txt").exists()

    refused = laborwire_here("restore", str(backup), var=places.var)
    assert (refused.returncode, "is not empty" in refused.stderr.decode()) == (2, True)
    (places.var / "mine.txt").write_text("mine")
    said = run_here(["restore", str(backup), "--force", "--now", "2026-11-22T00:00:00Z"], var=places.var)
    assert "moved aside" in said
    assert not (places.var / "mine.txt").exists()
    aside = places.var.with_name("var-before-20261122T000000")
    assert (aside / "mine.txt").read_text() == "mine"
    assert dump_digest(places.warehouse) == dump_digest(aside / "laborwire.duckdb")
    assert (places.decisions).read_bytes() == (aside / "decisions.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("var/archive/laborwire-000001.warc.gz", "has other bytes than were written", id="changed"),
        pytest.param("var/decisions.jsonl", "is not there", id="missing"),
        pytest.param("manifest.json", "is no backup", id="no-manifest"),
    ],
)
def test_a_damaged_backup_is_refused(places: Places, tmp_path: Path, name: str, words: str) -> None:
    backup, target = tmp_path / "backup", tmp_path / "new"
    run_here(["backup", str(backup)], var=places.var)
    if words.startswith("is no"):
        (backup / name).unlink()
    else:
        content = bytearray((backup / name).read_bytes())
        content[len(content) // 2] ^= 1
        (backup / name).write_bytes(content)
    done = laborwire_here("restore", str(backup), var=target)
    assert done.returncode == 1
    assert words in done.stderr.decode()
    assert not target.exists()


def test_what_lost_much_of_a_source_waits_for_a_person(places: Places, tmp_path: Path) -> None:
    before = run_here(["sql", "--csv", "SELECT count(*) FROM pay_claims"], var=places.var)
    numbered = sorted(path.name for path in places.snapshots.iterdir())
    with duckdb.connect(str(places.live_warehouse)) as con:
        con.execute("DELETE FROM pay_claims WHERE id > (SELECT min(id) FROM pay_claims)")
        (claim,) = con.execute("SELECT id FROM pay_claims").fetchall()[0]
    # A night, a command of a person, a digest and doctor, each in its own words.
    report = run_add_steps(Order(places=places, now=NIGHT_2), ())
    assert report.snapshot is None
    assert [one.source_id for one in report.source_errors] == ["bay-ledger", "click-by-click"]
    assert "pay claims are gone; look at it, then let it pass" in report.source_errors[0].problem
    review = laborwire_here("review", claim, "--accept", "--why", "seen", var=places.var)
    assert (review.returncode, "is not published: bay-ledger: 0 of" in review.stderr.decode()) == (1, True)
    night = laborwire_here("doctor", "--last-night", "--now", NIGHT_2.isoformat(), var=places.var)
    assert night.returncode == 1
    assert "FAIL  release        held back since 2026-11-23 02:00 UTC: bay-ledger" in night.stdout.decode()
    run_here(["digest", "--week", "2026-W47", "--now", NIGHT_2.isoformat()], var=places.var)
    assert "waits for a person, because bay-ledger" in (places.digests / "2026-W47" / "digest.md").read_text()
    assert laborwire_here("publish", var=places.var).returncode == 1
    assert laborwire_here("publish", "--accept-loss", " ", var=places.var).returncode == 2
    assert sorted(path.name for path in places.snapshots.iterdir()) == numbered
    assert run_here(["sql", "--csv", "SELECT count(*) FROM pay_claims"], var=places.var) == before

    said = run_here(["publish", "--accept-loss", "they were wrong"], var=places.var)
    assert said.splitlines()[-1].startswith("snapshot ")
    assert run_here(["sql", "--csv", "SELECT count(*) FROM pay_claims"], var=places.var) != before
    why = run_here(["sql", "--csv", "SELECT subject, why FROM decisions WHERE verb = 'release'"], var=places.var)
    assert "they were wrong" in why
    assert b"release " not in laborwire_here("doctor", "--last-night", var=places.var).stdout


def test_it_has_the_same_rows_again_whatever_the_workers_and_names_those_that_do_not_follow(
    kept: Places, places: Places
) -> None:
    before = dump_digest(kept.warehouse, with_times=True)
    with duckdb.connect(str(places.live_warehouse)) as con:
        con.execute("DELETE FROM mentions WHERE id = (SELECT min(id) FROM mentions)")
        runs = con.execute("SELECT id, state FROM runs ORDER BY id").fetchall()
    said = run_here(["rebuild", "--workers", "3"], var=places.var).splitlines()
    assert dump_digest(places.warehouse, with_times=True) == before
    assert f"articles                 {before['articles'][:16]}  same" in said
    assert [line.split()[0] for line in said if "  differs: was" in line] == ["mentions"]
    assert said[-1].startswith("2 loads, ")
    with duckdb.connect(str(places.warehouse), read_only=True) as con:
        assert set(runs) < set(con.execute("SELECT id, state FROM runs").fetchall())
        assert con.execute("SELECT count(DISTINCT loaded_at) FROM articles").fetchall() == [(2,)]
        assert con.execute("SELECT count(*) > 1 FROM story_articles WHERE story_id <> first_story_id").fetchall()
    verified = laborwire_here("verify", var=places.var)
    assert verified.returncode == 0, verified.stdout


def test_without_a_warehouse_the_ledger_says_what_was_loaded(kept: Places, places: Places) -> None:
    for path in (places.warehouse, places.live_warehouse):
        path.unlink()
    assert planned_loads(places) == planned_loads(kept)
    assert [len(planned_loads(places)[0]), planned_loads(places)[1]] == [2, ()]


def test_what_was_loaded_before_there_was_a_ledger_is_one_load(places: Places) -> None:
    first, second = read_loads(places.archive)
    ledger_file(places.archive).write_bytes(to_json(replace(second, follows=0)) + b"\n")
    loads, notes = planned_loads(places)
    assert [entry.seqs for entry in loads] == [first.seqs, second.seqs]
    assert "taken as one load" in notes[0]


@pytest.mark.thorough
def test_killed_in_the_middle_it_leaves_the_old_warehouse(places: Places) -> None:
    before = {path: path.read_bytes() for path in (places.warehouse, places.live_warehouse)}
    child = subprocess.Popen(
        [sys.executable, "-c", "from flows.cli import main; main()", "rebuild", "--var", str(places.var)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    new = places.work / "rebuild" / "warehouse.duckdb"
    while not new.exists() and child.poll() is None:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    assert {path: path.read_bytes() for path in before} == before
    assert laborwire_here("verify", var=places.var).returncode == 0


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(lambda places: _cut(places.decisions, 2), "2 decisions, and the last load knew", id="decisions"),
        pytest.param(lambda places: _cut(ledger_file(places.archive), 1), "load 2 is not there", id="ledger"),
    ],
)
def test_what_is_incomplete_is_refused_with_what_to_do(places: Places, damage: object, words: str) -> None:
    assert callable(damage)
    damage(places)
    before = places.live_warehouse.read_bytes()
    done = laborwire_here("rebuild", var=places.var)
    assert done.returncode == 1
    assert words in done.stderr.decode()
    assert "backup" in done.stderr.decode()
    assert places.live_warehouse.read_bytes() == before


def test_the_chain_of_loads_leaves_killed_ones_out(places: Places) -> None:
    first, second = read_loads(places.archive)
    assert (first.number, second.number, second.follows) == (1, 2, 1)
    assert second.n_decisions == 4
    # Killed after its line was written: the next one follows the same load.
    line = ledger_file(places.archive).read_bytes().splitlines(keepends=True)[1]
    again = line.replace(b'"number":2', b'"number":3')
    ledger_file(places.archive).write_bytes(ledger_file(places.archive).read_bytes() + again + b'{"number":4,"fol')
    assert [entry.number for entry in chain_to(read_loads(places.archive), None)] == [1, 3]
    with pytest.raises(ArchiveError, match="load 9 is not there"):
        chain_to(read_loads(places.archive), 9)


def _cut(path: Path, lines: int) -> None:
    kept = path.read_bytes().splitlines(keepends=True)[:lines]
    path.write_bytes(b"".join(kept))
