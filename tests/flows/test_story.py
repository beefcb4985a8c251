"""Stories by hand, with the real command: what a person decides holds through later nights and a rebuild."""

import base64
import json
import shutil
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from conftest import laborwire_here as laborwire
from conftest import run_here
from publish.newsroom import empty_data

from flows.reading import ReadPage
from flows.relating import relate_and_load
from flows.tools import Tools
from pipeline.config import Settings
from pipeline.decisions import Decisions
from pipeline.places import Places
from pipeline.records import Article, Capture, RunReport, article_id, capture_id, story_id, text_digest
from pipeline.warehouse.publish import publish_snapshot
from pipeline.warehouse.store import Warehouse

START = datetime(2026, 3, 2, 8, tzinfo=timezone.utc)

STRIKE = (
    "Quillmark annotators strike in Varnay over waiting time. Annotators of Quillmark in Varnay walked out on Tuesday. "
    "They are paid for 19 of the 46 hours they wait, organiser Tessa Morrane said.",
    "Walkout at Quillmark: annotators in Varnay want waiting paid. Organiser Tessa Morrane said Quillmark annotators "
    "in Varnay get nothing for waiting: 19 hours of 46 are paid.",
    "Quillmark promises Varnay annotators to review waiting time. After the walkout of annotators in Varnay, Quillmark "
    "told Tessa Morrane it would review why 46 hours of waiting bring 19 hours of pay.",
    "Quillmark publishes its review of waiting time. Tessa Morrane got what Quillmark had promised her after the "
    "walkout: the review says that annotators in Varnay wait 46 hours, and why only 19 of these bring pay.",
)
COURT = (
    "Court orders Brellwater to show graders their ratings. Judge Ina Sollers ruled that Brellwater must show 310 "
    "graders how software scored their translations.",
    "Brellwater must open its scoring to graders, judge rules. The ruling by Judge Ina Sollers lets 310 graders of "
    "translations at Brellwater see the software's scores.",
)


def page(name: str, words: str, *, hours: int) -> ReadPage:
    """An article as a shard has it; its vector is made of its words, so that shared words are near."""
    headline, text = words.split(". ", 1)
    url, digest = f"https://{name}.example/{name}", text_digest(text)
    when = START + timedelta(hours=hours)
    capture = Capture(
        id=capture_id(url, digest),
        url=url,
        final_url=url,
        fetched_at=when,
        status=200,
        content_type="text/html",
        payload_digest=digest,
    )
    article = Article(
        id=article_id(url, digest),
        capture_id=capture.id,
        source_id=f"{name}.example",
        url=url,
        canonical_url=url,
        headline=headline,
        published=when,
        text=text,
        text_digest=digest,
        extractor="test 1",
    )
    row = np.zeros(384, dtype="<f4")
    for word in words.lower().replace(".", " ").replace(":", " ").replace(",", " ").split():
        row[zlib.crc32(word.encode()) % 384] += 1.0
    vector = base64.b64encode((row / np.linalg.norm(row)).tobytes()).decode()
    return ReadPage(
        seq=1, seen_at=when, capture=capture, state="article", article=article, vector=vector, model_digest="m"
    )


PAGES = {
    **{f"strike{number}": page(f"strike{number}", words, hours=7 * number) for number, words in enumerate(STRIKE)},
    **{f"court{number}": page(f"court{number}", words, hours=16 + number) for number, words in enumerate(COURT)},
    "copy": page("copy", STRIKE[1], hours=12),
}
IDS = {name: page.article.id for name, page in PAGES.items() if page.article}
STORIES = {name: story_id(article) for name, article in IDS.items()}
FIRST_NIGHT = ("strike0", "strike1", "strike2", "court0", "court1", "copy")


def night(places: Places, names: Iterable[str]) -> None:
    """Relate and load articles as a night does, and publish."""
    report = RunReport(id=f"u{'-'.join(names)}"[:60], command="add", started_at=START)
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        relate_and_load(
            warehouse,
            [PAGES[name] for name in names],
            tools=Tools(places, Settings()),
            sources=(),
            rejections=(),
            report=report,
            watermark=None,
            now=START + timedelta(days=1),
        )
    publish_snapshot(places, keep=3)


def stories(places: Places) -> dict[str, str]:
    """Return the story of each article, by the name of the article after which it is named."""
    names = {story: name for name, story in STORIES.items()}
    articles = {article: name for name, article in IDS.items()}
    with duckdb.connect(str(places.warehouse), read_only=True) as con:
        rows = con.execute("SELECT article_id, story_id FROM story_articles").fetchall()
    return {articles[article]: names[story] for article, story in sorted(rows)}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("stories")
    data = empty_data(folder)
    for file in ("gazetteer.toml", "sources.toml"):
        (data / file).write_text("")
    places = Places(data=data, var=folder / "var")
    night(places, FIRST_NIGHT)
    return places


@pytest.fixture
def places(template: Places, tmp_path: Path) -> Places:
    shutil.copytree(template.var, tmp_path / "var", symlinks=True)
    return Places(data=template.data, var=tmp_path / "var")


def decide(places: Places, *words: str) -> str:
    """Run `laborwire story` and return what it said before the snapshot was named."""
    said = run_here(["story", *words, "--why", "seen", "--data", str(places.data)], var=places.var)
    assert "; snapshot " in said.splitlines()[-1]
    return "\n".join(said.splitlines()[:-1])


def told(places: Places, *words: str) -> str:
    return run_here(["story", *words, "--data", str(places.data)], var=places.var)


def test_a_night_finds_two_stories(places: Places) -> None:
    found = stories(places)
    assert {name: story for name, story in found.items() if not name.startswith("court")} == dict.fromkeys(
        ("strike0", "strike1", "strike2", "copy"), "strike0"
    )
    assert found["court0"] == found["court1"] == "court0"
    listed = [json.loads(line) for line in told(places, "list", "--json").splitlines()]
    assert [(one["id"], one["n_articles"], one["n_reports"]) for one in listed] == [
        (STORIES["court0"], 2, 2),
        (STORIES["strike0"], 4, 3),
    ]


def test_stories_that_were_merged_stay_one_in_later_nights_and_the_old_id_is_understood(places: Places) -> None:
    said = decide(places, "merge", STORIES["court0"], STORIES["strike0"])
    assert said == f"{STORIES['court0']} is given up; {STORIES['strike0']}, the older one, takes its 2 articles"
    night(places, ["strike3"])
    assert set(stories(places).values()) == {"strike0"}
    first, second, *_ = told(places, "show", STORIES["court0"]).splitlines()
    assert first == f"{STORIES['court0']} is {STORIES['strike0']} now"
    assert second == f"{STORIES['strike0']}: 7 articles, 1 copy of them"


@pytest.mark.thorough
def test_a_follow_up_goes_where_the_article_was_put_that_it_is_like(places: Places) -> None:
    said = decide(places, "split", STORIES["strike0"], IDS["strike2"])
    assert said == f"{STORIES['strike0']} keeps its id and 3 articles; 1 article now in the story {STORIES['strike2']}"
    night(places, ["strike3"])
    found = stories(places)
    assert (found["strike0"], found["copy"], found["strike2"], found["strike3"]) == (
        "strike0",
        "strike0",
        "strike2",
        "strike2",
    )
    with duckdb.connect(str(places.live_warehouse), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM story_merges").fetchall() == [(0,)]


@pytest.mark.thorough
def test_a_rebuild_from_articles_and_decisions_gives_the_same_stories(places: Places, tmp_path: Path) -> None:
    decide(places, "split", STORIES["strike0"], IDS["strike2"])
    decide(places, "move", IDS["court1"], STORIES["strike2"])
    decide(places, "merge", STORIES["court0"], STORIES["strike0"])
    night(places, ["strike3"])
    anew = Places(data=places.data, var=tmp_path / "anew")
    anew.var.mkdir()
    shutil.copy(places.decisions, anew.decisions)
    night(anew, [*FIRST_NIGHT, "strike3"])
    expected = dict.fromkeys(("strike0", "strike1", "copy", "court0"), "strike0")
    found = stories(anew)
    assert {name: found[name] for name in (*expected, "strike2", "court1")} == {
        **expected,
        "strike2": "strike2",
        "court1": "strike2",
    }
    assert found == stories(places)


def test_the_part_with_the_first_article_keeps_the_id(places: Places) -> None:
    said = decide(places, "split", STORIES["strike0"], IDS["strike0"])
    assert said.splitlines()[0] == (
        f"{IDS['strike0']} is the article after which {STORIES['strike0']} is named, so the others leave"
    )
    found = stories(places)
    assert (found["strike0"], found["strike1"], found["copy"]) == ("strike0", "strike1", "strike1")


def test_who_moves_a_copy_moves_its_original(places: Places) -> None:
    said = decide(places, "move", IDS["copy"], STORIES["court0"])
    assert said == (
        f"{IDS['copy']} is a copy of {IDS['strike1']}, which goes with it\n"
        f"2 articles of {STORIES['strike0']} moved to {STORIES['court0']}"
    )
    found = stories(places)
    assert (found["copy"], found["strike1"], found["strike0"]) == ("court0", "court0", "strike0")


@pytest.mark.thorough
def test_what_is_taken_back_is_as_it_was(places: Places) -> None:
    before = stories(places)
    decide(places, "move", IDS["strike2"], STORIES["court0"])
    decide(places, "merge", STORIES["court0"], STORIES["strike0"])
    assert decide(places, "undo", STORIES["court0"]) == f"{STORIES['court0']} stands again beside {STORIES['strike0']}"
    assert stories(places) == before | {"strike2": "court0"}
    decide(places, "undo", IDS["strike2"])
    assert stories(places) == before
    assert [one.verb for one in Decisions.read(places.decisions).log] == ["move", "merge", "merge", "move"]


@pytest.mark.thorough
def test_a_split_off_story_goes_back(places: Places) -> None:
    before = stories(places)
    decide(places, "split", STORIES["strike0"], IDS["strike1"], IDS["strike2"])
    decide(places, "undo", STORIES["strike1"])
    assert stories(places) == before


UNKNOWN = "0" * 16


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        pytest.param(("merge", "x", STORIES["strike0"]), "'x' is not a story's id (s and 16 hexadecimal", id="no-id"),
        pytest.param(
            ("merge", f"s{UNKNOWN}", STORIES["strike0"]),
            f"'s{UNKNOWN}' is no story of the newest snapshot, nor was it one; `laborwire story list` shows stories",
            id="unknown-story",
        ),
        pytest.param(
            ("merge", STORIES["strike0"], STORIES["strike0"]), "are one story already", id="merged-with-itself"
        ),
        pytest.param(
            ("split", STORIES["strike0"], IDS["court0"]), f"it is in {STORIES['court0']}", id="article-elsewhere"
        ),
        pytest.param(
            ("split", STORIES["court0"], IDS["court0"], IDS["court1"]), "all articles of", id="nothing-would-be-left"
        ),
        pytest.param(
            ("move", f"a{UNKNOWN}", STORIES["court0"]), "is no article of the newest snapshot", id="unknown-article"
        ),
        pytest.param(("move", IDS["court0"], STORIES["court0"]), "already", id="moved-home"),
        pytest.param(("move", STORIES["court0"], IDS["court0"]), "is not a story's id", id="turned-around"),
        pytest.param(("undo", IDS["court0"]), "nobody moved, merged away or split off", id="nothing-to-undo"),
        pytest.param(("show", "nonsense"), "'nonsense' is no story or article", id="show-nonsense"),
    ],
)
def test_what_cannot_be_done_is_said_and_not_written_down(template: Places, words: Sequence[str], problem: str) -> None:
    why = () if words[0] == "show" else ("--why", "seen")
    done = laborwire("story", *words, *why, "--data", str(template.data), var=template.var)
    assert done.returncode == 2
    assert problem in done.stderr.decode()
    assert len(done.stderr.decode().splitlines()) == 1
    assert not template.decisions.exists() or Decisions.read(template.decisions).log == ()


def test_a_decision_without_a_reason_is_refused(template: Places) -> None:
    words = ("merge", STORIES["court0"], STORIES["strike0"], "--data", str(template.data))
    done = laborwire("story", *words, var=template.var)
    assert (done.returncode, b"--why is missing" in done.stderr) == (2, True)


def test_show_says_why_articles_are_together_and_that_nothing_else_is_related(places: Places) -> None:
    printed = told(places, "show", IDS["copy"])
    assert printed.splitlines()[0] == f"{IDS['copy']} is in {STORIES['strike0']}"
    assert f"why: {_relation(places)} of {IDS['strike1']}" in printed
    assert printed.splitlines()[-1] == "  no related coverage yet"


def _relation(places: Places) -> str:
    with duckdb.connect(str(places.warehouse), read_only=True) as con:
        rows: list[Any] = con.execute("SELECT relation FROM duplicates WHERE article_id = ?", [IDS["copy"]]).fetchall()
    return {"exact": "the same text as that", "copy": "a copy"}[rows[0][0]]


def test_no_article_of_the_demo_changed_its_story(demo: tuple[Places, str]) -> None:
    demo_places, _ = demo
    with duckdb.connect(str(demo_places.warehouse), read_only=True) as con:
        counted = con.execute("SELECT sum(n_articles), sum(n_changed) FROM story_ids_kept").fetchall()
    articles, changed = counted[0]
    assert articles > 50
    assert changed <= 0.03 * articles
