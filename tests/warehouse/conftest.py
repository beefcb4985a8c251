"""A small warehouse of our own: two payers, four sources, rates of a test currency, a desk that writes articles."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.places import Places
from pipeline.records import (
    Article,
    Attribution,
    Capture,
    Decision,
    Duplicate,
    PayClaim,
    Source,
    StoryMembership,
    article_id,
    capture_id,
    claim_record_id,
    record_id,
    text_digest,
)
from pipeline.warehouse.batch import Batch, EntityRow
from pipeline.warehouse.load import LoadCounts, load
from pipeline.warehouse.store import Warehouse

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=timezone.utc)

SOURCES = {
    "gazette": ("The Gazette", "press"),
    "courier": ("The Courier", "press"),
    "bulletin": ("Raters' Bulletin", "worker_led"),
    "echo": ("Echo", "republisher"),
}

WAGES = """
[[wage]]
place = "Freedonia"
country = "FR"
worker_class = "general"
currency = "XTS"
unit = "hour"
verdict = true
evidence = ["https://law.example/1"]
rates = [
  { amount = "40", from = 2025-01-01, to = 2025-12-31, confidence = "sourced" },
  { amount = "48", from = 2026-01-01, to = 2026-12-31, confidence = "sourced" },
]

[[wage]]
place = "Freedonia"
country = "FR"
worker_class = "apprentice"
currency = "XTS"
unit = "hour"
verdict = false
evidence = ["https://law.example/1"]
rates = [{ amount = "90", from = 2026-01-01, to = 2026-12-31, confidence = "sourced" }]

[[wage]]
place = "Sylvania"
country = "SY"
worker_class = "general"
currency = "USD"
unit = "month"
verdict = true
evidence = ["https://law.example/2"]
rates = [{ amount = "1733.30", from = 2020-01-01, confidence = "secondary" }]

[[wage]]
place = "Ruritania"
country = "RU"
worker_class = "general"
currency = "USD"
unit = "hour"
verdict = true
evidence = ["nobody"]
rates = [{ amount = "99", from = 2020-01-01, to = 2026-12-31, confidence = "from_memory" }]

[[place]]
place = "Ruritania"
names = ["Ruritania"]
"""

PLACES = """
[[country]]
code = "FR"
names = ["Freedonia"]
places = ["Firefly", "Duck City"]

[[country]]
code = "SY"
names = ["Sylvania"]
"""


def at(day: str) -> datetime:
    """Noon of a day, UTC."""
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=timezone.utc)


class Desk:
    """Writes articles and claims, and keeps them until `load`."""

    def __init__(self, path: Path, data: Path) -> None:
        self.path = path
        self.data = data
        self.batch = Batch(
            sources=tuple(make_source(name) for name in SOURCES),
            entities=(
                EntityRow(id="vellum", name="Vellum", type="platform", aliases=("Vellum AI",)),
                EntityRow(id="moro", name="Moro", type="bpo"),
            ),
        )

    def article(
        self,
        slug: str,
        *,
        source: str | None = "gazette",
        published: str | None = "2026-03-10",
        text: str | None = None,
        story: str | None = None,
        relation: str = "original",
        canonical: str | None = None,
        origin: str | None = None,
        fetched: str = "2026-03-31",
        **more: Any,
    ) -> str:
        """Add an article and return its id; its address is made of source and slug."""
        url = f"https://{source or 'nobody'}.example/{slug}"
        words = text if text is not None else f"{slug} of {source}. " + "Raters are paid. " * 40
        digest = text_digest(words)
        key = article_id(url, digest)
        capture = Capture(
            id=capture_id(url, digest),
            url=url,
            final_url=url,
            fetched_at=at(fetched),
            status=200,
            content_type="text/html",
            payload_digest=digest,
            source_id=source,
        )
        article = Article(
            id=key,
            capture_id=capture.id,
            source_id=source,
            url=url,
            canonical_url=url,
            headline=f"About {slug}",
            published=at(published) if published else None,
            text=words,
            text_digest=digest,
            extractor="test 1",
        )
        duplicate = Duplicate(
            article_id=key,
            canonical_id=canonical or key,
            relation=relation,  # type: ignore[arg-type]
            similarity=1.0,
            origin_id=origin,
        )
        member = (StoryMembership(article_id=key, story_id=story, similarity=1.0),) if story else ()
        self.batch = replace(
            self.batch,
            captures=(*self.batch.captures, capture),
            articles=(*self.batch.articles, replace(article, **more)),
            duplicates=(*self.batch.duplicates, duplicate),
            memberships=(*self.batch.memberships, *member),
        )
        return key

    def claim(self, article: str, low: str | None, high: str | None = "same", **more: Any) -> str:
        """Add a claim of an article and return its id; dollars an hour, paid by Vellum, unless said otherwise."""
        number = sum(claim.article_id == article for claim in self.batch.claims) + 1
        amount_min = None if low is None else Decimal(low)
        amount_max = amount_min if high == "same" else None if high is None else Decimal(high)
        speaker = more.pop("speaker", None)
        document = more.pop("document", None)
        attribution = Attribution()
        if speaker or document:
            attribution = Attribution(type="speaker" if speaker else "document", name=speaker or document)
        start = number * 10
        claim = PayClaim(
            id="",
            article_id=article,
            claim_id=f"c{number}",
            start=start,
            end=start + 5,
            amount_text=f"{low}-{high}",
            sent_start=0,
            sent_end=8,
            amount_min=amount_min,
            amount_max=amount_max,
            bound="exact" if high == "same" else "range",
            currency="USD",
            unit="hour",
            kind="reported_earnings",
            payer="Vellum",
            payer_id="vellum",
            worker="raters",
            attribution=attribution,
            extractor_version="test 1",
            confidence=0.9,
        )
        claim = replace(claim, **more)
        key = claim_record_id(
            article,
            start=start,
            end=start + 5,
            amount_min=amount_min,
            amount_max=amount_max,
            currency=claim.currency,
            unit=claim.unit,
        )
        self.batch = replace(self.batch, claims=(*self.batch.claims, replace(claim, id=key)))
        return key

    def decide(self, verb: str, subject: str, *, value: str | None = None, day: str = "2026-04-01") -> None:
        """Add what a person decided."""
        decision = Decision(
            id=record_id("d", verb, subject, value or "", day),
            verb=verb,  # type: ignore[arg-type]
            subject=subject,
            value=value,
            who="ed",
            when=at(day),
            why="seen",
        )
        self.batch = replace(self.batch, decisions=(*self.batch.decisions, decision))

    def add(self, **parts: Any) -> None:
        """Set further parts of the batch."""
        self.batch = replace(self.batch, **parts)

    def load(self) -> LoadCounts:
        """Load what was written; the desk keeps it, so that loading again loads the same."""
        with Warehouse.open(self.path, data=self.data) as warehouse:
            return load(warehouse, self.batch)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Answer a query on the closed warehouse."""
        with duckdb.connect(str(self.path), read_only=True) as con:
            return con.execute(sql).fetchall()


def make_source(name: str, **more: Any) -> Source:
    """A source of the small newsroom."""
    title, source_class = SOURCES[name]
    source = Source(
        id=name,
        name=title,
        homepage=f"https://{name}.example/",
        source_class=source_class,  # type: ignore[arg-type]
        country="GB",
        languages=("en",),
        feeds=(),
    )
    return replace(source, **more)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reference data of invented places; the European Central Bank's history comes with it."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "fx").mkdir()
    (folder / "fx" / "annual.csv").write_text("currency,year,units_per_usd,source\nXTS,2025,5,imf\nXTS,2026,8,imf\n")
    (folder / "minimum_wage.toml").write_text(WAGES)
    (folder / "pay").mkdir()
    (folder / "pay" / "places.toml").write_text(PLACES)
    return folder


@pytest.fixture(scope="session")
def empty_warehouse(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty warehouse to copy: loading twenty years of rates once is enough."""
    path = tmp_path_factory.mktemp("template") / "warehouse.duckdb"
    with Warehouse.open(path, data=data) as warehouse:
        # Units of the test currency per dollar by day: only around one week, so that older claims need the annual rate.
        warehouse.con.execute(
            "INSERT INTO fx_rates VALUES ('XTS', DATE '2026-03-05', 'day', 4, 'Test Bank'),"
            " ('XTS', DATE '2026-03-06', 'day', 10, 'Test Bank')"
        )
    return path


@pytest.fixture
def places(tmp_path: Path, data: Path, empty_warehouse: Path) -> Places:
    """An installation with an empty live warehouse."""
    places = Places(data=data, var=tmp_path / "var")
    places.live_warehouse.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(empty_warehouse, places.live_warehouse)
    return places


@pytest.fixture
def desk(places: Places) -> Iterator[Desk]:
    """A desk that writes into the installation's live warehouse."""
    yield Desk(places.live_warehouse, places.data)


@pytest.fixture(scope="session")
def now() -> datetime:
    """The time of the run."""
    return NOW


@pytest.fixture
def day() -> timedelta:
    """One day."""
    return timedelta(days=1)


@pytest.fixture(scope="session")
def gold_newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The readings of the gold articles in a warehouse of their own."""
    from gold_newsroom import open_newsroom

    with open_newsroom(tmp_path_factory.mktemp("gold") / "warehouse.duckdb") as newsroom:
        yield newsroom


@pytest.fixture(scope="session")
def make_desk(
    data: Path, empty_warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], tuple[Places, Desk]]:
    """Set up an installation that several tests share, with a desk."""

    def make(name: str) -> tuple[Places, Desk]:
        places = Places(data=data, var=tmp_path_factory.mktemp(name) / "var")
        places.live_warehouse.parent.mkdir(parents=True)
        shutil.copyfile(empty_warehouse, places.live_warehouse)
        return places, Desk(places.live_warehouse, data)

    return make


@pytest.fixture(scope="session")
def full_newsroom(make_desk: Callable[[str], tuple[Places, Desk]]) -> tuple[Places, dict[str, str]]:
    """An installation with a published snapshot in which every question finds something, and the ids in it by name."""
    from full_newsroom import night, write_newsroom

    from pipeline.warehouse.publish import publish_snapshot

    places, desk = make_desk("full")
    ids = write_newsroom(desk, NOW)
    run = night(1, NOW)
    desk.add(run=run, loaded_at=NOW)
    desk.load()
    publish_snapshot(places, keep=3, run=run)
    return places, ids
