"""Seconds and memory of comparing and accepting new readings of many articles, without the reader's own time.

    python benchmarks/reprocess.py [--articles 50000] [--claims 5]

Articles and readings are invented; every second article's claims have another payer in the new reading. Each part runs
in a process of its own, so that its peak memory is its own.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from pipeline.codec import read_jsonl, write_jsonl
from pipeline.records import Article, PayClaim, article_id, claim_record_id, text_digest
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load
from pipeline.warehouse.replace import Tally, compare_readings, replace_readings, words_digest
from pipeline.warehouse.rereading import Rereading
from pipeline.warehouse.store import Warehouse

BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)
SHARD = 100
SENTENCE = "Raters at Vellum are paid well, they say, and tutors less. "


def article(number: int) -> Article:
    """An invented article of sixty sentences."""
    text, url = SENTENCE * 60 + str(number), f"https://gazette.example/{number}"
    digest = text_digest(text)
    return Article(
        id=article_id(url, digest),
        capture_id="k0000000000000000",
        source_id=None,
        url=url,
        canonical_url=url,
        headline=f"About {number}",
        published=BEGIN + timedelta(hours=number % 8000),
        text=text,
        text_digest=digest,
        extractor="benchmark",
    )


def claims(of: str, count: int) -> Iterator[PayClaim]:
    """Claims of an article, one a sentence."""
    for number in range(count):
        start, amount = number * len(SENTENCE), Decimal(10 + number)
        key = claim_record_id(
            of, start=start, end=start + 6, amount_min=amount, amount_max=amount, currency="USD", unit="hour"
        )
        yield PayClaim(
            id=key,
            article_id=of,
            claim_id=f"c{number + 1}",
            start=start,
            end=start + 6,
            amount_text="Raters",
            sent_start=start,
            sent_end=start + len(SENTENCE) - 1,
            amount_min=amount,
            amount_max=amount,
            bound="exact",
            currency="USD",
            unit="hour",
            kind="offered_rate",
            payer="Vellum",
            rule_ids=("noun.pay", "verb.pays", "unit.hour"),
            extractor_version="benchmark 1",
            confidence=0.8,
        )


def make(folder: Path, *, articles: int, count: int) -> None:
    """Load the articles, and write the new readings in shards."""
    for first in range(0, articles, 2000):
        new = tuple(article(number) for number in range(first, min(articles, first + 2000)))
        found = tuple(claim for one in new for claim in claims(one.id, count))
        with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
            load(warehouse, Batch(articles=new, claims=found, loaded_at=BEGIN))
    for shard, first in enumerate(range(0, articles, SHARD)):
        write_jsonl(
            folder / "readings" / f"{shard:05d}.jsonl",
            (reading(number, count) for number in range(first, min(articles, first + SHARD))),
        )


def reading(number: int, count: int) -> Rereading:
    """The new reading of an article."""
    one = article(number)
    payer = "Moro" if number % 2 else "Vellum"
    found = tuple(replace(claim, payer=payer, extractor_version="benchmark 2") for claim in claims(one.id, count))
    return Rereading(article_id=one.id, text_digest=words_digest(one.text), claims=found, not_pay=())


def run(folder: Path, part: str) -> None:
    """Compare or accept, and print what it took."""
    shards = (list(read_jsonl(Rereading, path)) for path in sorted((folder / "readings").glob("*.jsonl")))
    begun = time.monotonic()
    with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
        tally = Tally()
        if part == "compare":
            for _ in compare_readings(warehouse.con, shards, reviews={}, tally=tally):
                pass
        else:
            tally = replace_readings(
                warehouse, shards, by="benchmark 2", at=BEGIN, work=folder, mark="x", finish=lambda *_: None
            )
    # Not getrusage: its peak is inherited from the process that started this one.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    memory = int(status["VmHWM"].split()[0]) / 1024
    print(
        f"{part}: {tally.articles} articles, {tally.changed} claims changed, {time.monotonic() - begun:.0f} s, ", end=""
    )
    print(f"{memory:.0f} MiB")


def main() -> None:
    """Make, compare and accept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--claims", type=int, default=5)
    parser.add_argument("--part", choices=("compare", "accept"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        run(options.folder, options.part)
        return
    with tempfile.TemporaryDirectory() as name:
        make(Path(name), articles=options.articles, count=options.claims)
        for part in ("compare", "accept"):
            command = [sys.executable, __file__, "--part", part, "--folder", name]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
