"""Rows a second of loading articles and pay claims, beside DuckDB's own executemany and COPY of the same rows.

    python benchmarks/load.py [--articles 50000] [--claims 100000] [--shard 5000] [--sample 1000]

`load` takes records and checks, finds what is known already, decides which versions are current and joins stories, in
one transaction a shard; the records are made before the clock starts. `executemany` and COPY write finished rows into
empty tables and check nothing: the one as programs do that know no better, on a sample of articles with their
claims, the other from Parquet, as the floor. Tab-separated on stdout; rows are those of all tables that are filled.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import duckdb

from pipeline.places import CHECKOUT
from pipeline.records import (
    Article,
    Capture,
    Duplicate,
    PayClaim,
    StoryMembership,
    article_id,
    capture_id,
    claim_record_id,
    text_digest,
)
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load
from pipeline.warehouse.store import Warehouse

TABLES = ("captures", "articles", "duplicates", "stories", "story_articles", "pay_claims")
INSERT = "INSERT INTO {} VALUES ({})"
BEGUN = datetime(2026, 1, 1, tzinfo=timezone.utc)
PROSE = " Raters are paid for what they rate." * 80


def shards(*, articles: int, claims: int, shard: int) -> Iterator[Batch]:
    """Yield the batches; claims are spread evenly, four articles make a story."""
    for first in range(0, articles, shard):
        numbers = range(first, min(first + shard, articles))
        made = [_article(number) for number in numbers]
        wanted = [claims * (number + 1) // articles - claims * number // articles for number in numbers]
        yield Batch(
            captures=tuple(capture for capture, _ in made),
            articles=tuple(article for _, article in made),
            duplicates=tuple(
                Duplicate(article_id=one.id, canonical_id=one.id, relation="original", similarity=1.0)
                for _, one in made
            ),
            memberships=tuple(
                StoryMembership(article_id=one.id, story_id=f"s{number // 4:016x}", similarity=0.8)
                for number, (_, one) in zip(numbers, made, strict=True)
            ),
            claims=tuple(
                _claim(one.id, at) for count, (_, one) in zip(wanted, made, strict=True) for at in range(count)
            ),
        )


def _article(number: int) -> tuple[Capture, Article]:
    url = f"https://paper.example/{number}"
    text = f"Report {number} says $15 an hour and $18 an hour.{PROSE}"
    digest = text_digest(text)
    when = BEGUN + timedelta(minutes=number)
    capture = Capture(
        id=capture_id(url, digest), url=url, final_url=url, fetched_at=when, status=200, content_type="text/html",
        payload_digest=digest, source_id="paper",
    )  # fmt: skip
    article = Article(
        id=article_id(url, digest), capture_id=capture.id, source_id="paper", url=url, canonical_url=url,
        headline=f"Report {number}", published=when, text=text, text_digest=digest, extractor="bench 1",
    )  # fmt: skip
    return capture, article


def _claim(article: str, at: int) -> PayClaim:
    start, amount = 15 + 20 * at, Decimal(15 + at % 60)
    span = {"start": start, "end": start + 11}
    key = claim_record_id(article, **span, amount_min=amount, amount_max=amount, currency="USD", unit="hour")
    return PayClaim(
        id=key, article_id=article, claim_id=f"c{at + 1}", **span, amount_text=f"${amount} an hour", sent_start=0,
        sent_end=45, amount_min=amount, amount_max=amount, bound="exact", currency="USD", unit="hour",
        kind="reported_earnings", payer="Vellum", payer_id="vellum", worker="raters", extractor_version="bench 1",
        confidence=0.9,
    )  # fmt: skip


def count(con: duckdb.DuckDBPyConnection) -> int:
    """Return the number of rows of all tables that are filled."""
    return sum(con.table(name).count("*").fetchall()[0][0] for name in TABLES)


def by_load(path: Path, batches: list[Batch]) -> tuple[float, int]:
    """Load the batches; return seconds and rows."""
    with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
        begun = time.perf_counter()
        for batch in batches:
            load(warehouse, batch)
        return time.perf_counter() - begun, count(warehouse.con)


def by_executemany(path: Path, filled: Path) -> tuple[float, int]:
    """Insert all rows one by one; return seconds and rows."""
    with duckdb.connect(str(filled), read_only=True) as con:
        rows = {name: con.table(name).fetchall() for name in TABLES}
    with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
        begun = time.perf_counter()
        warehouse.con.begin()
        for name, some in rows.items():
            warehouse.con.executemany(INSERT.format(name, ", ".join("?" * len(some[0]))), some)
        warehouse.con.commit()
        return time.perf_counter() - begun, count(warehouse.con)


def by_copy(path: Path, filled: Path, folder: Path) -> tuple[float, int]:
    """Copy all rows from Parquet; return seconds and rows."""
    with duckdb.connect(str(filled), read_only=True) as con:
        for name in TABLES:
            con.table(name).write_parquet(str(folder / f"{name}.parquet"))
    with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
        begun = time.perf_counter()
        warehouse.con.begin()
        for name in TABLES:
            warehouse.con.execute(f"COPY {name} FROM '{folder / name}.parquet'")
        warehouse.con.commit()
        return time.perf_counter() - begun, count(warehouse.con)


def main() -> None:
    """Load in each of the ways, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--shard", type=int, default=5_000, help="articles a load")
    parser.add_argument("--sample", type=int, default=1_000, help="articles for executemany")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batches = list(shards(articles=options.articles, claims=options.claims, shard=options.shard))
        filled = folder / "load.duckdb"
        taken = {f"load, shards of {options.shard}": by_load(filled, batches)}
        del batches
        taken["COPY from Parquet"] = by_copy(folder / "copy.duckdb", filled, folder)
        few = folder / "few.duckdb"
        claims = -(-options.claims * options.sample // options.articles)
        by_load(few, list(shards(articles=options.sample, claims=claims, shard=options.sample)))
        way = f"executemany, {options.sample} articles with their claims"
        taken[way] = by_executemany(folder / "many.duckdb", few)
    sys.stdout.write("way\trows\tseconds\trows_a_second\n")
    for way, (seconds, rows) in taken.items():
        sys.stdout.write(f"{way}\t{rows}\t{seconds:.2f}\t{rows / seconds:.0f}\n")


if __name__ == "__main__":
    main()
