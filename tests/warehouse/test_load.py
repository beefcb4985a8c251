"""Loading: all or nothing, twice is once, and consequences that do not depend on the order of loading."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from pipeline.errors import WarehouseError
from pipeline.records import (
    Feed,
    Label,
    Mention,
    NotPay,
    Rejection,
    RunReport,
    SourceError,
    StageCount,
    StoryMembership,
    StoryMerge,
    story_id,
)
from pipeline.relate.duplicates import FingerprintRow, SketchRow
from pipeline.warehouse.batch import SightingRow, VectorRow
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.load import fail_run
from pipeline.warehouse.store import Warehouse


def fill(desk: Any, now: datetime) -> str:
    """Write one of everything."""
    article = desk.article("pay", text="Raters earn $9 an hour. Clients are billed $40 an hour.", story="s1")
    desk.claim(article, "9", sent_start=0, sent_end=23, start=12, end=22, amount_text="$9 an hour")
    desk.add(
        mentions=(
            Mention(
                id="m1",
                article_id=article,
                start=0,
                end=6,
                label=Label.ROLE,
                text="Raters",
                entity_id=None,
                why="role",
            ),
        ),
        not_pay=(NotPay(article_id=article, start=43, end=54, text="$40 an hour", reason="client_rate"),),
        merges=(StoryMerge(old="s2", into="s1"),),
        fingerprints=(FingerprintRow(hash=-1, article_id=article), FingerprintRow(hash=7, article_id=article)),
        sketches=(SketchRow(article_id=article, size=2, words=9, numbers=("9", "40")),),
        vectors=(VectorRow(article_id=article, model_digest="m", vector=np.ones(384, np.float32)),),
        rejections=(Rejection(stage="extract", key="https://x.example/", reason="no_text", detail=""),),
        withdrawn=("https://gone.example/",),
        run=RunReport(
            id="u1",
            command="nightly",
            started_at=now,
            state="done",
            counts=(StageCount(stage="extract", read=1, written=1),),
            source_errors=(SourceError(source_id="echo", url="https://echo.example/", problem="no answer"),),
        ),
        watermark=12,
    )
    desk.decide("accept", "c1")
    return article


def test_a_batch_fills_every_table(desk: Any, now: datetime) -> None:
    fill(desk, now)
    counts = desk.load()
    assert (counts.sources, counts.entities, counts.captures, counts.articles) == (4, 2, 1, 1)
    assert (counts.mentions, counts.pay_claims, counts.not_pay, counts.duplicates) == (1, 1, 1, 1)
    assert (counts.stories, counts.story_articles, counts.story_merges) == (2, 1, 1)
    assert (counts.fingerprints, counts.sketches, counts.article_vectors) == (2, 1, 1)
    assert (counts.rejections, counts.decisions, counts.takedowns) == (1, 1, 1)
    assert desk.rows("SELECT run_id, problem FROM source_errors") == [("u1", "no answer")]
    assert desk.rows("SELECT value FROM progress WHERE name = 'archive'") == [(12,)]


def test_the_sentences_are_cut_out_of_the_article(desk: Any, now: datetime) -> None:
    fill(desk, now)
    desk.load()
    assert desk.rows("SELECT sentence FROM pay_claims") == [("Raters earn $9 an hour.",)]
    assert desk.rows("SELECT sentence FROM not_pay") == [("Clients are billed $40 an hour.",)]


def test_loading_the_same_batch_twice_changes_nothing(desk: Any, now: datetime) -> None:
    fill(desk, now)
    desk.load()
    before = dump_digest(desk.path)
    again = desk.load()
    assert set(vars_of(again).values()) == {0}
    assert dump_digest(desk.path) == before
    assert desk.rows("SELECT count(*) FROM run_counts") == [(1,)]


def test_two_batches_end_as_one(desk: Any, now: datetime, tmp_path: Any, empty_warehouse: Any) -> None:
    fill(desk, now)
    other = type(desk)(tmp_path / "other.duckdb", desk.data)
    other.path.write_bytes(empty_warehouse.read_bytes())
    other.batch = replace(desk.batch, claims=(), merges=(), decisions=(), rejections=())
    other.load()
    other.batch = desk.batch
    other.load()
    desk.load()
    assert dump_digest(other.path) == dump_digest(desk.path)


def test_a_claim_about_an_unknown_article_loads_nothing(desk: Any, now: datetime) -> None:
    fill(desk, now)
    desk.claim("a0000000000000000", "5")
    with pytest.raises(WarehouseError, match="a0000000000000000, which is not loaded"):
        desk.load()
    assert desk.rows("SELECT count(*) FROM articles") == [(0,)]


def test_a_row_that_the_database_refuses_loads_nothing(desk: Any, now: datetime) -> None:
    fill(desk, now)
    desk.add(rejections=(Rejection(stage="x", key="y", reason=None, detail=""),))
    with pytest.raises(WarehouseError, match="not loaded"):
        desk.load()
    assert desk.rows("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM progress)") == [(0, 0)]


def test_a_value_of_the_wrong_size_loads_nothing(desk: Any, now: datetime) -> None:
    article = fill(desk, now)
    desk.add(vectors=(VectorRow(article_id=article, model_digest="m", vector=np.ones(3, np.float32)),))
    with pytest.raises(WarehouseError, match="not loaded"):
        desk.load()
    assert desk.rows("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM pay_claims)") == [(0, 0)]


def test_an_interrupted_load_loads_nothing(desk: Any, now: datetime) -> None:
    from pipeline.warehouse.load import load

    class Interrupted(tuple):  # type: ignore[type-arg]
        def __iter__(self) -> Any:
            raise KeyboardInterrupt

    fill(desk, now)
    with Warehouse.open(desk.path, data=desk.data) as warehouse:
        with pytest.raises(KeyboardInterrupt):
            load(warehouse, replace(desk.batch, sources=Interrupted()))
        assert warehouse.con.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]
        assert load(warehouse, desk.batch).articles == 1


def test_a_claim_may_come_after_its_article(desk: Any) -> None:
    article = desk.article("late", text="Raters earn little.")
    desk.load()
    desk.add(articles=(), captures=())
    desk.claim(article, "3", sent_start=0, sent_end=19)
    assert desk.load().pay_claims == 1
    assert desk.rows("SELECT sentence FROM pay_claims") == [("Raters earn little.",)]


KILLED = """
import os, pickle, signal, sys
from pathlib import Path
import pipeline.warehouse.load as loading
from pipeline.warehouse.store import Warehouse
batch = pickle.loads(Path(sys.argv[2]).read_bytes())
def die(con):
    os.kill(os.getpid(), signal.SIGKILL)
loading.apply_decisions = die
loading.load(Warehouse.open(Path(sys.argv[1]), data=Path(sys.argv[3])), batch)
"""


def test_a_load_that_is_killed_in_the_middle_leaves_nothing_and_can_be_repeated(
    desk: Any, now: datetime, tmp_path: Any
) -> None:
    import pickle

    fill(desk, now)
    order = tmp_path / "batch.pickle"
    order.write_bytes(pickle.dumps(desk.batch))
    before = dump_digest(desk.path)
    child = subprocess.run(
        [sys.executable, "-c", KILLED, str(desk.path), str(order), str(desk.data)],
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    desk_rows = desk.load()
    assert desk_rows.articles == 1
    assert dump_digest(desk.path) != before
    assert set(vars_of(desk.load()).values()) == {0}


def test_the_newest_version_is_current_whatever_the_order_of_loading(desk: Any) -> None:
    new = desk.article("v", text="new words", modified=None, published="2026-03-12")
    desk.load()
    desk.add(articles=(), captures=())
    old = desk.article("v", text="old words", published="2026-03-10")
    desk.load()
    assert desk.rows("SELECT id, is_current FROM articles ORDER BY published") == [(old, False), (new, True)]


def test_the_time_of_fetching_decides_between_versions_of_one_date(desk: Any) -> None:
    late = desk.article("v", text="late words", fetched="2026-03-20")
    early = desk.article("v", text="early words", fetched="2026-03-11")
    desk.load()
    assert dict(desk.rows("SELECT id, is_current FROM articles")) == {late: True, early: False}


def see(desk: Any, article: str, day: str) -> None:
    desk.add(
        sightings=(
            *desk.batch.sightings,
            SightingRow(article_id=article, seen_at=datetime.fromisoformat(f"{day}T12:00:00+00:00")),
        )
    )


def test_a_correction_that_is_taken_back_is_no_longer_current(desk: Any) -> None:
    first = desk.article(
        "v", text="first words", fetched="2026-03-10", modified=datetime(2026, 3, 10, tzinfo=timezone.utc)
    )
    see(desk, first, "2026-03-10")
    desk.load()
    second = desk.article(
        "v", text="second words", fetched="2026-03-12", modified=datetime(2026, 3, 12, tzinfo=timezone.utc)
    )
    see(desk, second, "2026-03-12")
    desk.load()
    assert dict(desk.rows("SELECT id, is_current FROM articles")) == {first: False, second: True}
    see(desk, first, "2026-03-14")
    desk.load()
    assert dict(desk.rows("SELECT id, is_current FROM articles")) == {first: True, second: False}
    assert desk.rows("SELECT is_current, last_seen_at::DATE::VARCHAR FROM article_versions ORDER BY version") == [
        (True, "2026-03-14"),
        (False, "2026-03-12"),
    ]


def test_claims_of_an_old_version_stay(desk: Any) -> None:
    desk.claim(desk.article("v", text="old words", published="2026-03-10"), "5")
    desk.load()
    desk.article("v", text="new words", published="2026-03-11")
    desk.load()
    assert desk.rows("SELECT count(*) FROM pay_claims") == [(1,)]


def test_merged_stories_lead_to_the_last_one(desk: Any) -> None:
    first, second, third = (desk.article(name, story=f"s{name}") for name in ("1", "2", "3"))
    desk.load()
    desk.add(memberships=(), merges=(StoryMerge(old="s3", into="s2"),))
    desk.load()
    desk.add(merges=(StoryMerge(old="s2", into="s1"),))
    desk.load()
    assert desk.rows("SELECT DISTINCT story_id FROM story_articles") == [("s1",)]
    assert desk.rows("SELECT id, merged_into FROM stories ORDER BY id") == [("s1", None), ("s2", "s1"), ("s3", "s1")]
    assert len({first, second, third}) == 3


def test_an_article_that_a_person_moved_stays_moved(desk: Any) -> None:
    article = desk.article("1", story="s1")
    desk.decide("move", article, value="s9")
    desk.load()
    desk.add(merges=(StoryMerge(old="s9", into="s1"),))
    desk.load()
    assert desk.rows("SELECT story_id FROM story_articles") == [("s9",)]


def test_a_split_makes_a_story_of_the_articles_that_leave(desk: Any) -> None:
    stays, leaves, too = (desk.article(name, story="s1") for name in ("1", "2", "3"))
    desk.decide("split", "s1", value=f"{leaves} {too}")
    desk.load()
    assert dict(desk.rows("SELECT article_id, story_id FROM story_articles")) == {
        stays: "s1",
        leaves: story_id(leaves),
        too: story_id(leaves),
    }
    assert (story_id(leaves), None) in desk.rows("SELECT id, merged_into FROM stories")


def test_stories_that_a_person_merged_are_one(desk: Any) -> None:
    desk.article("1", story="s1")
    desk.article("2", story="s2")
    desk.decide("merge", "s2", value="s1")
    desk.load()
    assert desk.rows("SELECT DISTINCT story_id FROM story_articles") == [("s1",)]


def test_a_take_down_deletes_words_and_claims_but_remembers_the_address(desk: Any, now: datetime) -> None:
    article = fill(desk, now)
    desk.load()
    desk.decide("take_down", "https://gazette.example/pay")
    desk.load()
    assert desk.rows("SELECT text, headline, is_withdrawn FROM articles") == [("", "", True)]
    for table in ("pay_claims", "mentions", "not_pay", "fingerprints", "sketches", "article_vectors"):
        assert desk.rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert ("https://gazette.example/pay", "decision") in desk.rows("SELECT canonical_url, cause FROM takedowns")
    assert article


def test_an_article_that_is_kept_after_its_take_down_can_be_read_in_again(desk: Any, now: datetime) -> None:
    fill(desk, now)
    desk.decide("take_down", "https://gazette.example/pay", day="2026-04-01")
    desk.load()
    desk.decide("keep", "https://gazette.example/pay", day="2026-04-02")
    desk.load()
    desk.load()
    assert desk.rows("SELECT text <> '', is_withdrawn FROM articles") == [(True, False)]
    assert desk.rows("SELECT count(*) FROM pay_claims") == [(1,)]


def test_a_dropped_article_keeps_its_words_and_is_withdrawn(desk: Any, now: datetime) -> None:
    fill(desk, now)
    desk.decide("drop", "https://gazette.example/pay")
    desk.load()
    assert desk.rows("SELECT text <> '', is_withdrawn FROM articles") == [(True, True)]


def test_an_article_that_its_publisher_withdrew_is_marked(desk: Any) -> None:
    desk.article("gone")
    desk.article("here")
    desk.add(withdrawn=("https://gazette.example/gone",))
    desk.load()
    assert desk.rows("SELECT headline FROM articles WHERE is_withdrawn") == [("About gone",)]


def test_an_article_that_comes_back_stands_again(desk: Any) -> None:
    desk.article("back")
    desk.add(withdrawn=("https://gazette.example/back",))
    desk.load()
    assert desk.rows("SELECT is_withdrawn FROM articles") == [(True,)]
    desk.add(withdrawn=(), come_back=("https://gazette.example/back",))
    desk.load()
    assert desk.rows("SELECT is_withdrawn FROM articles") == [(False,)]


@pytest.mark.parametrize(
    "amount",
    [pytest.param(Decimal(10) ** 12, id="million-million"), pytest.param(Decimal("Infinity"), id="infinite")],
)
def test_an_absurd_amount_is_refused_and_recorded(desk: Any, amount: Decimal) -> None:
    article = desk.article("absurd")
    desk.claim(article, "8")
    key = desk.claim(article, "9", amount_max=amount)
    assert desk.load().pay_claims == 1
    assert desk.rows("SELECT stage, key, reason FROM rejections") == [("load", key, "too_large")]


def test_a_lone_surrogate_costs_one_character(desk: Any) -> None:
    desk.article("odd", text="pay \ud800 here")
    desk.load()
    assert desk.rows("SELECT text FROM articles") == [("pay ? here",)]


def test_the_watermark_never_goes_back(desk: Any) -> None:
    desk.add(watermark=9)
    desk.load()
    desk.add(watermark=4)
    desk.load()
    assert desk.rows("SELECT value FROM progress WHERE name = 'archive'") == [(9,)]


def test_a_changed_source_replaces_its_row(desk: Any) -> None:
    desk.load()
    feed = Feed(url="https://gazette.example/feed", kind="feed")
    desk.add(sources=tuple(replace(s, feeds=(feed,)) if s.id == "gazette" else s for s in desk.batch.sources))
    assert desk.load().sources == 1
    assert desk.rows("SELECT feeds[1].url FROM sources WHERE id = 'gazette'") == [("https://gazette.example/feed",)]


def test_a_later_sketch_replaces_an_earlier_one(desk: Any) -> None:
    desk.add(sketches=(SketchRow(article_id="a1", size=2, words=9),))
    desk.load()
    desk.add(sketches=(SketchRow(article_id="a1", size=5, words=9),))
    desk.load()
    assert desk.rows("SELECT article_id, size FROM sketches") == [("a1", 5)]


def test_the_first_of_two_rows_with_one_key_wins(desk: Any) -> None:
    desk.add(
        memberships=(
            StoryMembership(article_id="a1", story_id="s1", similarity=1.0),
            StoryMembership(article_id="a1", story_id="s2", similarity=0.5),
        )
    )
    desk.load()
    assert desk.rows("SELECT story_id FROM story_articles") == [("s1",)]


def vars_of(counts: Any) -> dict[str, int]:
    """The counts by table."""
    return {name: getattr(counts, name) for name in counts.__dataclass_fields__}


@pytest.mark.thorough
def test_a_run_that_was_killed_after_its_load_keeps_what_was_counted(desk: Any, now: datetime) -> None:
    fill(desk, now)
    desk.load()
    begun = RunReport(id="u1", command="nightly", started_at=now, state="failed")
    with Warehouse.open(desk.path) as warehouse:
        fail_run(warehouse.con, begun)
        fail_run(warehouse.con, replace(begun, id="u2"))
        con = warehouse.con
        assert con.execute("SELECT id, state FROM runs ORDER BY id").fetchall() == [("u1", "failed"), ("u2", "failed")]
        assert con.execute("SELECT run_id, sum(written) FROM run_counts GROUP BY run_id").fetchall() == [("u1", 1)]
