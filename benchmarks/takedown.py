"""Time a takedown in a generated newsroom: python benchmarks/takedown.py [ARTICLES] [SNAPSHOTS]."""

import io
import json
import random
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

from flows.takedown_cli import run_takedown
from pipeline.archive.store import Archive
from pipeline.places import Places
from pipeline.records import Article, article_id, text_digest
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load
from pipeline.warehouse.publish import publish_snapshot
from pipeline.warehouse.store import Warehouse
from pipeline.warehouse.stored_contacts import cover_stored_contacts

NOW = datetime(2026, 3, 17, tzinfo=timezone.utc)
WORDS = [f"{first}{second}" for first in "bdfghklmnprstvw" for second in ("aro", "ime", "ota", "ulen", "esti", "ipor")]


def main(count: int = 50_000, snapshots: int = 2) -> None:
    """Make the newsroom, take one article and then one of a hundred domains down, and print the seconds."""
    chance = random.Random(8)  # noqa: S311  # invented texts
    with tempfile.TemporaryDirectory() as folder:
        places = Places(data=Path(__file__).parent.parent / "data", var=Path(folder) / "var")
        articles = []
        with Archive.open(places.archive, writable=True) as archive:
            for number in range(count):
                url = f"https://outlet{number % 100}.example/{number}"
                text = " ".join(f"{' '.join(chance.choices(WORDS, k=14)).capitalize()} {number}." for _ in range(30))
                body = f"<html><article><h1>About {number}</h1><p>{text}</p></article></html>".encode()
                capture = archive.store(url=url, final_url=url, status=200, headers=[], body=body, fetched_at=NOW,
                                        content_type="text/html")  # fmt: skip
                digest = text_digest(text)
                articles.append(Article(
                    id=article_id(url, digest), capture_id=capture.id, source_id=None, url=url, canonical_url=url,
                    headline=f"About the work of number {number}", published=NOW, text=text, text_digest=digest,
                    extractor="bench 1", relevance_score=0.5,
                ))  # fmt: skip
        for _ in range(snapshots):
            with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
                part, articles = articles[: -(-count // snapshots)], articles[-(-count // snapshots) :]
                cover_stored_contacts(warehouse.con)
                load(warehouse, Batch(articles=tuple(part)))
            publish_snapshot(places, keep=snapshots + 1)
        for subject in ("https://outlet7.example/7", "outlet8.example"):
            begin = time.perf_counter()
            run_takedown(places, subject, why="bench", who="bench", dry_run=False, yes=True, now=NOW, out=io.StringIO())
            size = sum(path.stat().st_size for path in places.var.rglob("*") if path.is_file())
            print(json.dumps({"articles": count, "subject": subject, "seconds": round(time.perf_counter() - begin, 1),
                              "var_mb": size >> 20}))  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
