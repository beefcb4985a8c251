"""The search for origins over two nights: what is archived is found again by what it shares with tonight's."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from flows.origins import FoundOrigins, Fresh, find_origins
from pipeline.records import Article, Duplicate, Source, article_id, text_digest
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load
from pipeline.warehouse.store import Warehouse

NOW = datetime(2026, 3, 5, 3, tzinfo=timezone.utc)
LEDGER = Source(
    id="ledger", name="The Quay Street Ledger", homepage="https://ledger.example/", source_class="press",
    country="", languages=("en",), feeds=(),
)  # fmt: skip
FIRST = """Tern Labs cut the pay of 1,450 raters in Leeds from £14.20 to £11.80 an hour on Monday, three said.
The email arrived at 6.40 in the morning and named no reason, according to a copy that Moira Castellan forwarded.
Her colleague Piet Anselm said that 37 people left the forum of the raters within a day."""
REWRITE = """The pay of 1,450 raters in Leeds fell from £14.20 to £11.80 an hour, The Quay Street Ledger reported.
Tern Labs named no reason in the email of 6.40 in the morning that Moira Castellan forwarded.
Within a day 37 people left the forum of the raters, Piet Anselm told the Ledger."""


def _fresh(source: str, text: str, day: int) -> Fresh:
    url = f"https://{source}.example/story"
    article = Article(
        id=article_id(url, text_digest(text)),
        capture_id="",
        source_id=source,
        url=url,
        canonical_url=url,
        headline=f"As {source} has it",
        published=datetime(2026, 3, day, tzinfo=timezone.utc),
        text=text,
        text_digest=text_digest(text),
        extractor="test",
    )
    duplicate = Duplicate(article_id=article.id, canonical_id=article.id, relation="original", similarity=1.0)
    return Fresh(article=article, duplicate=duplicate, vector=None)


@pytest.fixture
def warehouse(desk: Any) -> Iterator[Warehouse]:
    with Warehouse.open(desk.path, data=desk.data) as opened:
        yield opened


def _night(warehouse: Warehouse, *fresh: Fresh) -> FoundOrigins:
    found = find_origins(warehouse, fresh, sources=[LEDGER], model_digest=None, now=NOW)
    batch = Batch(
        sources=(LEDGER,),
        articles=tuple(one.article for one in fresh),
        duplicates=found.duplicates,
        attributions=found.attributions,
        origin_links=found.links,
        origin_clues=found.clues,
    )
    load(warehouse, batch)
    return found


def test_two_nights_find_what_one_finds(desk: Any, tmp_path: Path) -> None:
    shutil.copy(desk.path, tmp_path / "at_once.duckdb")
    first, second = _fresh("ledger", FIRST, 2), _fresh("echo", REWRITE, 3)
    with Warehouse.open(desk.path, data=desk.data) as warehouse:
        _night(warehouse, first)
        later = _night(warehouse, second)
        rows = warehouse.con.execute(
            "SELECT article_id, origin, is_own_report FROM article_origins ORDER BY 3"
        ).fetchall()
    assert [(one.relation, one.origin_id) for one in later.duplicates] == [("rewrite", first.article.id)]
    assert [(row.source_id, row.credited_for) for row in later.attributions] == [
        ("ledger", "report"),
        ("ledger", "interview"),
    ]
    assert [(row.origin_article_id, row.certainty) for row in later.links] == [(first.article.id, "certain")]
    assert rows == [(second.article.id, "ledger", False), (first.article.id, "ledger", True)]
    with Warehouse.open(tmp_path / "at_once.duckdb", data=desk.data) as other:
        at_once = _night(other, first, second)
    assert at_once.links == later.links
    assert at_once.duplicates[1] == later.duplicates[0]


def test_a_night_of_copies_and_a_night_of_nothing_look_nothing_up(warehouse: Warehouse) -> None:
    one = _fresh("ledger", FIRST, 2)
    copy = Fresh(
        article=one.article,
        duplicate=Duplicate(article_id=one.article.id, canonical_id="a0", relation="copy", similarity=1.0),
        vector=None,
    )
    assert find_origins(warehouse, [], sources=[], model_digest=None, now=NOW) == FoundOrigins()
    assert find_origins(warehouse, [copy], sources=[], model_digest=None, now=NOW) == FoundOrigins(
        duplicates=(copy.duplicate,)
    )
