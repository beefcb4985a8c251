"""Opening a warehouse and looking things up in it."""

import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from pipeline.errors import ConfigError, WarehouseError
from pipeline.places import Places
from pipeline.relate.duplicates import FingerprintRow, SketchRow
from pipeline.warehouse.batch import VectorRow
from pipeline.warehouse.store import Warehouse


def opened(desk: Any) -> Warehouse:
    """Load what the desk has written and open the warehouse."""
    desk.load()
    return Warehouse.open(desk.path, data=desk.data)


def test_a_new_warehouse_knows_nothing(places: Places) -> None:
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        assert warehouse.watermark() == 0
        assert warehouse.article_ids_known(["a1"]) == set()
        assert warehouse.known_fingerprints([1, 2]) == []
        assert warehouse.sketches_of([]) == []
        assert warehouse.story_members_since(datetime(2026, 1, 1, tzinfo=timezone.utc)) == []
        assert warehouse.current_article("https://gazette.example/x") is None


def test_known_articles_are_found(desk: Any) -> None:
    article = desk.article("1")
    with opened(desk) as warehouse:
        assert warehouse.article_ids_known([article, "a9"]) == {article}


def test_filed_fingerprints_and_sketches_come_back_as_they_went_in(desk: Any) -> None:
    sketch = SketchRow(
        article_id="a1",
        size=3,
        words=80,
        numbers=("9",),
        names=("Vellum",),
        outlet="gazette",
        published=datetime(2026, 3, 1, tzinfo=timezone.utc),
    )
    rows = (FingerprintRow(hash=-(2**63), article_id="a1"), FingerprintRow(hash=5, article_id="a1"))
    desk.add(fingerprints=(*rows, FingerprintRow(hash=6, article_id="a2")), sketches=(sketch,))
    with opened(desk) as warehouse:
        assert warehouse.known_fingerprints([5, -(2**63), 99]) == list(rows)
        assert warehouse.sketches_of(["a1", "a9"]) == [sketch]


def test_the_current_article_comes_back_as_it_went_in(desk: Any) -> None:
    desk.article("1", text="old", published="2026-03-01")
    desk.article("1", text="new", published="2026-03-02", authors=("Ann Roe",), relevance_reasons=("word",))
    with opened(desk) as warehouse:
        assert warehouse.current_article("https://gazette.example/1") == desk.batch.articles[1]


def test_an_address_leads_to_the_canonical_one(desk: Any) -> None:
    desk.article("1", url="https://m.gazette.example/1?ref=feed")
    with opened(desk) as warehouse:
        assert warehouse.canonical_urls_at(["https://m.gazette.example/1?ref=feed", "https://x.example/"]) == (
            "https://gazette.example/1",
        )


def test_story_members_come_with_the_vector_of_the_asked_model(desk: Any) -> None:
    old = desk.article("0", story="s1", published="2026-01-01")
    new = desk.article("1", story="s1", published="2026-03-01")
    desk.article("2", story="s1", published="2026-03-02", relation="copy", canonical=new)
    vector = np.full(384, 0.5, np.float32)
    desk.add(
        vectors=(
            VectorRow(article_id=new, model_digest="m", vector=vector),
            VectorRow(article_id=new, model_digest="other", vector=-vector),
        )
    )
    with opened(desk) as warehouse:
        members = warehouse.story_members_since(datetime(2026, 2, 1, tzinfo=timezone.utc), model_digest="m")
    assert [(member.article_id, member.story_id) for member in members] == [(new, "s1")]
    assert members[0].published == datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
    assert members[0].story_started == datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
    assert members[0].vector is not None
    assert members[0].vector.tolist() == vector.tolist()
    assert old


def test_a_file_that_is_no_warehouse_is_refused(tmp_path: Path, data: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(WarehouseError, match="cannot be opened"):
        Warehouse.open(path, data=data)


MAKE_AND_DIE = """
import os, sys
from pathlib import Path
import duckdb
from pipeline.warehouse.schema import apply_schema
con = duckdb.connect(sys.argv[1])
apply_schema(con, Path(sys.argv[1]))
os._exit(0)
"""
DEFINE_AND_DIE = """
import os, sys
import duckdb
con = duckdb.connect(sys.argv[1])
con.execute("CREATE TABLE kept (names VARCHAR[] DEFAULT [])")
con.execute("COMMENT ON COLUMN kept.names IS 'with a default that has to be computed'")
con.execute("INSERT INTO kept VALUES (['Vellum'])")
os._exit(0)
"""


def test_one_that_was_made_and_never_closed_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    subprocess.run([sys.executable, "-c", MAKE_AND_DIE, str(path)], check=True)
    with duckdb.connect(str(path)) as con:
        assert con.execute("SELECT count(*) FROM pay_claims").fetchall() == [(0,)]


def test_a_log_that_duckdb_alone_cannot_read_is_taken_in(places: Places, tmp_path: Path) -> None:
    path = tmp_path / "a paper's" / "warehouse.duckdb"
    path.parent.mkdir()
    subprocess.run([sys.executable, "-c", DEFINE_AND_DIE, str(path)], check=True)
    with pytest.raises(duckdb.InternalException, match="WAL"):
        duckdb.connect(str(path))
    with Warehouse.open(path, data=places.data) as warehouse:
        assert warehouse.con.execute("SELECT names FROM kept").fetchall() == [(["Vellum"],)]


def test_a_second_process_cannot_open_it_for_writing(places: Places) -> None:
    code = "import sys, pathlib; from pipeline.warehouse.store import Warehouse; "
    code += "Warehouse.open(pathlib.Path(sys.argv[1]), data=pathlib.Path(sys.argv[2]))"
    with Warehouse.open(places.live_warehouse, data=places.data):
        child = subprocess.run(
            [sys.executable, "-c", code, str(places.live_warehouse), str(places.data)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert child.returncode == 1
    assert "WarehouseError" in child.stderr
    assert "cannot be opened" in child.stderr


def test_a_table_of_another_structure_is_refused_with_the_way_out(places: Places) -> None:
    with duckdb.connect(str(places.live_warehouse)) as con:
        con.execute("UPDATE schema_version SET structure_digest = 'x' WHERE name = 'schema/articles.sql'")
    with pytest.raises(WarehouseError, match=r"table articles was made by another version; `laborwire rebuild` makes"):
        Warehouse.open(places.live_warehouse, data=places.data)


def test_a_table_that_grew_by_columns_with_a_default_keeps_its_rows(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15")
    desk.load()
    structure = "UPDATE schema_version SET structure_digest = 'x' WHERE name = 'schema/pay_claims.sql'"
    with duckdb.connect(str(desk.path)) as con:
        # As a warehouse of before claims could be reviewed.
        con.execute("ALTER TABLE pay_claims DROP COLUMN review_status")
        con.execute("ALTER TABLE pay_claims DROP COLUMN corrected_fields")
        con.execute("DROP TABLE pay_claims_superseded")
        con.execute("DELETE FROM schema_version WHERE name = 'schema/pay_claims_superseded.sql'")
        con.execute(structure)
    with Warehouse.open(desk.path, data=desk.data) as warehouse:
        assert warehouse.con.execute(
            "SELECT id, amount_min, review_status, corrected_fields FROM pay_claims"
        ).fetchall() == [(claim, 15, "unreviewed", [])]
        assert warehouse.con.execute("SELECT count(*) FROM pay_claims_superseded").fetchall() == [(0,)]
    Warehouse.open(desk.path, data=desk.data).close()
    with duckdb.connect(str(desk.path)) as con:
        con.execute("ALTER TABLE pay_claims DROP COLUMN quote")
        con.execute(structure)
    with pytest.raises(WarehouseError, match="table pay_claims was made by another version"):
        Warehouse.open(desk.path, data=desk.data)
    assert desk.rows("SELECT count(*) FROM pay_claims") == [(1,)]


def test_changed_views_and_comments_are_renewed(places: Places) -> None:
    with duckdb.connect(str(places.live_warehouse)) as con:
        con.execute("CREATE OR REPLACE VIEW voices AS SELECT 1 AS story_id")
        con.execute("COMMENT ON TABLE articles IS 'old'")
        con.execute("UPDATE schema_version SET digest = 'x' WHERE name NOT LIKE 'reference/%'")
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        assert warehouse.con.execute("SELECT story_id, voice FROM voices").fetchall() == []
        comment = warehouse.con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'articles'").fetchall()
    assert comment[0][0].startswith("One version of a news article")


@pytest.mark.sample("zero", "short")
@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param("XTS,2025,none,imf", "line 2", id="no-number"),
        pytest.param("XTS,2025,0,imf", "a rate is above zero", id="zero"),
        pytest.param("XTS,2025,4,rumour", "rumour", id="unknown-source"),
        pytest.param("XTS,2025", "line 2", id="short"),
    ],
)
def test_a_bad_rate_is_refused_with_its_line(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "fx").mkdir()
    (tmp_path / "fx" / "annual.csv").write_text("currency,year,units_per_usd,source\n" + line + "\n")
    with pytest.raises(ConfigError, match=problem):
        Warehouse.open(tmp_path / "w.duckdb", data=tmp_path)


def test_a_changed_rate_file_is_read_again(places: Places, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "fx"
    folder.mkdir(parents=True)
    (folder / "annual.csv").write_text("currency,year,units_per_usd,source\nXTS,2024,7,hmrc\n")
    with Warehouse.open(places.live_warehouse, data=tmp_path / "data") as warehouse:
        rows = warehouse.con.execute("SELECT day, units_per_usd, source FROM fx_rates WHERE currency = 'XTS'")
        assert [(str(day), float(rate), source) for day, rate, source in rows.fetchall()] == [
            ("2024-01-01", 7.0, "HM Revenue and Customs, annual average")
        ]
