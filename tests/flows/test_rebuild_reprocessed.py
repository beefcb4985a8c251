"""What `laborwire reprocess` and accepted names changed between the loads is made again by a rebuild, row by row."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import laborwire_here, run_here
from leftovers import files_with
from publish.newsroom import at, empty_data

from flows.rebuild import rebuild
from flows.tools import _SHARED
from pipeline.decisions import append_decisions, make_decision
from pipeline.places import CHECKOUT, Places
from pipeline.warehouse.publish import publish_snapshot

pytestmark = [pytest.mark.slow, pytest.mark.model]

PAGE = (
    "<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{said}</p>"
    "<p>The annotators label images for artificial intelligence and are hired as contractors. {more}</p>"
    "</article></body></html>"
)
SAID = {
    "first": ("Raters sign up", "Raters signed up on Quillowix last week. Quillowix pays annotators $9 an hour.",
              "Nobody in the valley had heard of the firm before the summer."),
    "second": ("A poster on the bus", "Annotators at Remotasks earn $11 an hour, and read of Quillowix on a bus.",
               "The poster was gone by noon, and the driver did not know who had put it there."),
    "third": ("More work in autumn", "Quillowix pays annotators in Lisbon $12 an hour, a worker said on Monday.",
              "She had waited for tasks since the spring, and then they came at night."),
    "fourth": ("Quiet weeks", "Remotasks paid raters $7 an hour in the quiet weeks, says one of them.",
               "He tends a garden now, and grades answers when it rains."),
}  # fmt: skip
GHOST = "c" + "1" * 16


def run(places: Places, *words: str) -> str:
    return run_here([*words, "--data", str(places.data)], var=places.var)


def add(places: Places, folder: Path, name: str) -> None:
    title, said, more = SAID[name]
    line = {"url": f"https://paper.example/{name}", "html": PAGE.format(title=title, said=said, more=more)}
    (folder / f"{name}.jsonl").write_text(json.dumps(line) + "\n")
    run(places, "add", str(folder / f"{name}.jsonl"), "--direct")


def accept_proposal(places: Places, stage: str) -> None:
    said = run(places, "reprocess", "--stage", stage)
    identity = next(word for word in said.replace(":", " ").split() if word.startswith("20") and word.count("-") == 3)
    run(places, "reprocess", "--accept", identity, "--why", "better")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Four pages, between which an older reader's claims were replaced and a name was accepted."""
    folder = tmp_path_factory.mktemp("reprocessed")
    data = empty_data(folder)
    for name in ("gazetteer.toml", "relevance"):
        source = CHECKOUT / "data" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, data / name)
    (data / "sources.toml").write_text("")
    made = Places(data=data, var=folder / "var")
    add(made, folder, "first")
    add(made, folder, "second")
    with duckdb.connect(str(made.live_warehouse)) as con:
        # As an older reader had it: another worker, and a claim that is not read any more, which a person accepted.
        con.execute("UPDATE pay_claims SET worker = 'drivers', extractor_version = 'older'")
        con.execute(
            "INSERT INTO pay_claims SELECT * REPLACE (? AS id, 'day' AS unit) FROM pay_claims ORDER BY id LIMIT 1",
            [GHOST],
        )
    append_decisions(made.decisions, [make_decision("accept", GHOST, who="ed", when=at("2026-03-11"), why="seen")])
    publish_snapshot(made, keep=9)
    accept_proposal(made, "claims")
    run(made, "gazetteer", "accept", "Quillowix", "--type", "platform", "--source", "https://q.example")
    # The commands of a person are processes of their own, and know the new name.
    _SHARED.clear()
    add(made, folder, "third")
    accept_proposal(made, "names")
    add(made, folder, "fourth")
    return made


@pytest.mark.thorough
def test_a_rebuild_has_the_same_rows_also_those_that_were_replaced(places: Places, tmp_path: Path) -> None:
    with duckdb.connect(str(places.live_warehouse), read_only=True) as con:
        assert con.execute("SELECT count(*) >= 2 FROM pay_claims_superseded").fetchall() == [(True,)]
        assert con.execute("SELECT count(*) > 0 FROM mentions_superseded").fetchall() == [(True,)]
        assert con.execute("SELECT review_status FROM pay_claims WHERE id = ?", [GHOST]).fetchall() == [("accepted",)]
    shutil.copytree(places.var, tmp_path / "var", symlinks=True)
    copy = Places(data=places.data, var=tmp_path / "var")
    made = rebuild(copy, now=at("2026-03-20"))
    assert made.differing() == ()
    assert made.loads == 6
    assert laborwire_here("verify", "--data", str(copy.data), var=copy.var).returncode == 0
    # And again, from the warehouse that was made so.
    assert rebuild(copy, now=at("2026-03-21"), only_compare=True).differing() == ()


@pytest.mark.thorough
def test_what_was_kept_of_it_is_taken_down_and_backed_up_with_the_rest(places: Places, tmp_path: Path) -> None:
    shutil.copytree(places.var, tmp_path / "var", symlinks=True)
    copy = Places(data=places.data, var=tmp_path / "var")
    run(copy, "backup", str(tmp_path / "backup"))
    kept = sorted(path.relative_to(copy.var) for path in (copy.archive / "reprocessed").rglob("*.parquet"))
    assert kept == sorted(
        path.relative_to(tmp_path / "backup" / "var") for path in (tmp_path / "backup").rglob("reprocessed/*/*.parquet")
    )
    sentence = "Quillowix pays annotators $9 an hour"
    rows = "archive/reprocessed/000003/pay_claims.parquet"
    assert sentence in str(duckdb.connect().from_parquet(str(copy.var / rows)).fetchall())
    run(copy, "takedown", "https://paper.example/first", "--why", "asked", "--yes")
    for path in copy.archive.rglob("*.parquet"):
        assert sentence not in str(duckdb.connect().from_parquet(str(path)).fetchall()), path
    assert files_with(copy.var, [sentence, "https://paper.example/first"]) == []
    # In whose story the others stand was found with it, and is found without it.
    made = rebuild(copy, now=at("2026-03-20"), only_compare=True)
    assert set(made.differing()) <= {"story_articles", "stories", "story_links", "story_threads"}
