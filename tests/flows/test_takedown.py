"""What is taken down is in no byte of any file, everything else stays, and it does not come back."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest
from conftest import laborwire_here, run_here
from leftovers import files_with
from publish.newsroom import WEEK, Desk, empty_data

from flows.takedown import begin
from pipeline.archive.store import Archive
from pipeline.decisions import append_decisions, make_decision
from pipeline.places import Places
from pipeline.takedown.plan import make_plan, pending_file
from pipeline.takedown.words import holder_of
from pipeline.tombstones import TakenDown, mark_of
from pipeline.warehouse.publish import publish_snapshot
from pipeline.watch.log import AlertLog

NOW = datetime(2026, 3, 17, tzinfo=timezone.utc)
GONE = "https://gazette.example/2026/raters-go"
TITLE = "Why the raters of Vellum went quiet"
SENTENCES = (
    "Vellum pays its annotators $15 an hour in the winter town.",
    "Nobody in the quiet hall wanted to speak about the tasks.",
)
LONGER = GONE + "-on"
NAMED = "https://courier.example/profile"


def html(*sentences: str) -> bytes:
    return f"<html><body><article>{''.join(f'<p>{one}</p>' for one in sentences)}</article></body></html>".encode()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Two snapshots, an archive, a digest, reports and logs; one article of five is to go."""
    folder = tmp_path_factory.mktemp("takedown")
    places = Places(data=empty_data(folder), var=folder / "var")
    (places.data / "gazetteer.toml").write_text("entities = []\n")
    (places.data / "sources.toml").write_text("")
    desk = Desk(places)
    told = {
        GONE: SENTENCES,
        LONGER: ("The raters of Moro went on all week with their tasks.",),
        NAMED: ("Kim  Doe, a rater, earns $9 an hour at Vellum all year.",),
        "https://news.echo.example/copy": ("An echo of the hall was printed here for all to read.",),
        "https://bulletin.example/other": ("Moro pays annotators $11 an hour, says the bulletin again.",),
    }
    keys: dict[str, str] = {}
    for url, sentences in told.items():
        keys[url] = desk.article(
            "x", url=url, source=url.split("/")[2].split(".")[-2], text=" ".join(sentences),
            headline=TITLE if url == GONE else f"News from {url.split('/')[2]}",
            relation="copy" if "echo" in url else "original", canonical=keys[GONE] if "echo" in url else None,
        )  # fmt: skip
    desk.claim(keys[GONE], "$15 an hour", "15")
    desk.claim(keys["https://bulletin.example/other"], "$11 an hour", "11", payer="Moro", payer_id="moro")
    with Archive.open(places.archive, writable=True) as archive:
        for url, sentences in told.items():
            archive.store(
                url=url, final_url=url, status=200, headers=[("Content-Type", "text/html")], body=html(*sentences),
                fetched_at=NOW, content_type="text/html", title_hint=TITLE if url == GONE else None,
            )  # fmt: skip
    desk.pages()
    desk.night("2026-03-15T02:00", ("courier", "shut"))
    publish_snapshot(places, keep=5)
    (places.runs / "u1").mkdir(parents=True)
    (places.runs / "u1" / "pages.jsonl").write_text(
        "".join(json.dumps({"url": url, "quote": sentences[0]}) + "\n" for url, sentences in told.items())
    )
    (places.var / "schedule.log").write_text(f"fetched {GONE}\nfetched {LONGER}\n")
    places.heartbeat.write_text(json.dumps({"problem": f"could not read {GONE}", "at": "today"}))
    (places.work / "crawl").mkdir(parents=True)
    (places.work / "crawl" / "result.log").write_text(GONE)
    with AlertLog.open(places.var / "alerts.sqlite"):
        pass
    append_decisions(
        places.decisions,
        [
            make_decision("keep", GONE, who="ed", when=NOW, why="on the beat"),
            make_decision("keep", LONGER, who="ed", when=NOW, why="on the beat"),
        ],
    )
    return places


@pytest.fixture
def places(template: Places, tmp_path: Path) -> Places:
    """An installation of one's own."""
    shutil.copytree(template.var, tmp_path / "var")
    return Places(data=template.data, var=tmp_path / "var")


def takedown(places: Places, subject: str, *words: str) -> str:
    return run_here(["takedown", subject, "--data", str(places.data), "--why", "asked", *words], var=places.var)


def addresses(places: Places) -> set[str]:
    printed = run_here(
        ["sql", "--json", "SELECT canonical_url FROM articles", "--data", str(places.data)], var=places.var
    )
    return {json.loads(line)["canonical_url"] for line in printed.splitlines()}


def traces(places: Places) -> list[tuple[str, str]]:
    # The longer address begins with the one that goes.
    ends = [GONE + end for end in ('"', "\n", " ", "'", ")")]
    return files_with(places.var, [TITLE, *SENTENCES, *ends])


def test_an_article_is_in_no_byte_and_stays_out_and_all_else_is_there(places: Places, tmp_path: Path) -> None:
    assert len({name for name, _ in traces(places)}) >= 8
    before = {path.name for path in places.snapshots.glob("*.duckdb")}
    printed = takedown(places, GONE.replace("https://", "http://www.") + "/amp/?utm_source=x", "--yes")
    assert "1 article versions" in printed
    assert "1 claims" in printed
    assert "stays, though it has words of it: https://news.echo.example/copy" in printed
    assert traces(places) == []
    assert addresses(places) == {
        LONGER, NAMED, "https://news.echo.example/copy", "https://bulletin.example/other"
    }  # fmt: skip
    assert before <= {path.name for path in places.snapshots.glob("*.duckdb")}
    assert all(not path.stat().st_mode & 0o222 for path in places.snapshots.iterdir())
    with Archive.open(places.archive, writable=True) as archive:
        assert archive.count() == archive.check() == 4
        for _, _, capture in archive.sightings_after(0):
            assert b"<article>" in archive.body(capture.id)
        archive.store(
            url="https://gazette.example/new", final_url="https://gazette.example/new", status=200, headers=[],
            body=b"new", fetched_at=NOW, content_type="text/html",
        )  # fmt: skip
        assert archive.body(archive.latest("https://gazette.example/new").id) == b"new"  # type: ignore[union-attr]
    assert (places.digests / WEEK / "digest.md").exists()
    assert (places.var / "schedule.log").read_text() == f"fetched {LONGER}\n"
    assert json.loads(places.heartbeat.read_text())["at"] == "today"
    # The copy counts as an original from now on.
    printed = run_here(
        ["sql", "--json", "SELECT relation FROM duplicates WHERE relation <> 'original'"], var=places.var
    )
    assert printed == ""
    _is_kept_out(places, tmp_path / "saved.html")


def _is_kept_out(places: Places, page: Path) -> None:
    log = places.decisions.read_text()
    assert mark_of("url", GONE) in log
    assert "gazette" not in log.replace(LONGER, "")
    page.write_bytes(html(*SENTENCES))
    words = ["add", str(page), "--url", GONE + "?utm_source=x", "--direct", "--data", str(places.data)]
    done = laborwire_here(*words, var=places.var)
    assert done.returncode == 1
    assert b"taken down; not taken in again" in done.stdout
    assert traces(places) == []


@pytest.mark.thorough
def test_a_domain_goes_with_what_lies_below_it(places: Places) -> None:
    takedown(places, "echo.example", "--yes")
    assert addresses(places) == {GONE, LONGER, NAMED, "https://bulletin.example/other"}
    assert files_with(places.var, ["news.echo.example", "An echo of the hall"]) == []
    kept_out = TakenDown.of([mark_of("domain", "echo.example")])
    assert "http://a.b.echo.example/x" in kept_out
    assert "http://myecho.example/x" not in kept_out


def test_whoever_names_a_person_goes(template: Places) -> None:
    plan = make_plan(template, "kim doe", why="asked", who="ed", when=NOW)
    assert plan.urls == (NAMED,)
    assert len(plan.articles) == 1
    assert mark_of("url", NAMED) in plan.marks
    kept_out = TakenDown.of(plan.marks)
    assert kept_out.mark_in("So says KIM\nDOE.") is not None
    assert kept_out.mark_in("So says Kim Doering.") is None
    holds = holder_of(plan)
    assert holds(b'{"who": "Kim  Doe"}')
    assert not holds(b"Kim Doering")


def test_a_dry_run_changes_nothing(places: Places) -> None:
    before = {
        path: path.read_bytes() for path in places.var.rglob("*") if path.is_file() and path.name != "writer.lock"
    }
    assert "nothing was changed" in takedown(places, GONE, "--dry-run")
    after = {path: path.read_bytes() for path in before}
    assert {path for path in before if before[path] != after[path] and "sqlite" not in path.name} == set()


@pytest.mark.thorough
def test_a_killed_takedown_is_finished_by_the_next(places: Places) -> None:
    plan = make_plan(places, GONE, why="asked", who="ed", when=NOW)
    begin(places, plan)
    command = [sys.executable, "-c", "from flows.cli import main; main()", "takedown", GONE, "--why", "asked", "--yes"]
    where = ["--data", str(places.data), "--var", str(places.var)]
    with subprocess.Popen([*command, *where], stdout=subprocess.DEVNULL, env=os.environ) as run:
        while not list(places.archive.glob("kept-*")) and run.poll() is None:
            time.sleep(0.005)
        run.send_signal(signal.SIGKILL)
    assert pending_file(places).exists()
    assert traces(places) != []
    assert "it is finished first" in takedown(places, GONE, "--yes")
    assert traces(places) == []
    assert not pending_file(places).exists()


@pytest.mark.parametrize(
    ("subject", "why", "problem"),
    [
        ("Kim", "asked", "no address, no domain and no full name"),
        ("gazette.example/x", "asked", "write it with https://"),
        (GONE, "", "say in a few words why"),
        (GONE, "gazette.example asked", "would stay in the decision log"),
        ("Kim Doe", "Kim Doe asked", "would stay in the decision log"),
    ],
)
def test_what_cannot_be_taken_down_is_refused(template: Places, subject: str, why: str, problem: str) -> None:
    done = laborwire_here("takedown", subject, "--why", why, "--yes", "--data", str(template.data), var=template.var)
    assert done.returncode == 2
    assert problem in done.stderr.decode()
