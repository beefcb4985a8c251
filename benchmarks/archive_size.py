"""What a night of 500 articles costs when the archive holds 5,000, 50,000 or 500,000.

    python benchmarks/archive_size.py [--sizes 5000 50000 500000] [--night 500] [--rounds 3]

Each archive is a warehouse of invented rows (`views.sql`: two claims and four mentions an article), with eighty
fingerprints an article and vectors for those of the last sixty days, published once and with its search index made.
Then the same night is read into each: `laborwire add` of saved pages that are all kept, in a process of its own, with
the whole of reading, comparing, loading, publishing and indexing. What is read from the web costs the same at any size
and is left out. Seconds by stage are those that the run itself notes; publishing, one plain copy of the warehouse, is
apart. Sizes take turns, and medians of the rounds count. Tab-separated on stdout.
"""

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import datetime, timezone
from pathlib import Path

import duckdb
from measure import measure
from views import fill

from pipeline.places import CHECKOUT, Places
from pipeline.search.index import sync_index
from pipeline.warehouse.publish import publish_snapshot
from pipeline.warehouse.store import Warehouse

COMMAND = str(Path(sys.executable).parent / "laborwire")
NOW = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
_FINGERPRINTS, _VECTOR_DAYS = 80, 60
_SYLLABLES = (
    "ba",
    "co",
    "di",
    "fu",
    "ga",
    "hel",
    "in",
    "jor",
    "ka",
    "lum",
    "me",
    "nor",
    "os",
    "pra",
    "qui",
    "ro",
    "sta",
)
_GROWING = """
INSERT INTO fingerprints (hash, article_id)
SELECT (hash(i * 1000 + n) >> 1)::BIGINT, 'a' || i FROM range($articles) AS r(i), range($each) AS s(n);
"""
_VECTORS = """
INSERT INTO article_vectors (article_id, model_digest, vector)
SELECT a.id, $model, list_transform(range(384), lambda d: (hash(a.id || d) % 2000 / 1000 - 1) / 11.3)::FLOAT[384]
FROM articles AS a WHERE a.published >= $since;
"""


def night_of(count: int, path: Path) -> None:
    """Write so many saved pages, each with a title, a date, 300 words and two amounts, as JSON lines."""
    chance = random.Random(7)  # noqa: S311  # invented words
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(300)]
            told = " ".join(words[:150]).capitalize() + ". Raters get $15 an hour. "
            told += " ".join(words[150:]).capitalize() + f". Payer {number} pays annotators $9 a task."
            html = (
                f"<!doctype html><html lang='en'><head><title>Raters of {words[0]} and {words[1]} {number}</title>"
                f"<meta property='article:published_time' content='2026-11-20T{number % 24:02}:00:00Z'></head><body>"
                f"<article><h1>Raters of {words[0]} and {words[1]} {number}</h1><p>{told}</p></article></body></html>"
            )
            out.write(json.dumps({"id": number, "url": f"https://night.example/{number}", "html": html}) + "\n")


def make_archive(places: Places, articles: int) -> None:
    """Fill, publish and index a warehouse of so many invented articles."""
    from models.embeddings import Embedder

    places.live_warehouse.parent.mkdir(parents=True)
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        fill(warehouse.con, articles=articles, claims=2 * articles)
        warehouse.con.execute(_GROWING, {"articles": articles, "each": _FINGERPRINTS})
        since = datetime(2026, 11, 20, tzinfo=timezone.utc).timestamp() - _VECTOR_DAYS * 86_400
        known = {"model": Embedder.load().digest, "since": datetime.fromtimestamp(since, timezone.utc)}
        warehouse.con.execute(_VECTORS, known)
    publish_snapshot(places, keep=2)
    sync_index(places.search, places.warehouse)


def seconds_of(path: Path) -> dict[str, float]:
    """Return the seconds of each stage of the newest run."""
    with duckdb.connect(str(path), read_only=True) as con:
        rows = con.execute(
            "SELECT stage, sum(seconds) FROM run_counts"
            " WHERE run_id = (SELECT id FROM runs ORDER BY finished_at DESC LIMIT 1) GROUP BY stage"
        ).fetchall()
    return dict(rows)


def main() -> None:
    """Make the archives, read the night into a copy of each, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 50_000, 500_000])
    parser.add_argument("--night", type=int, default=500, help="articles")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    taken: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = folder / "night.jsonl"
        night_of(options.night, pages)
        for size in options.sizes:
            make_archive(Places(data=CHECKOUT / "data", var=folder / str(size)), size)
        for _ in range(options.rounds):
            for size in options.sizes:
                var = folder / "turn"
                shutil.copytree(folder / str(size), var)
                words = [COMMAND, "add", str(pages), "--keep-all", "--quiet", "--now", NOW.isoformat()]
                done = measure([*words, "--var", str(var)], cwd=CHECKOUT)
                if done.code:
                    sys.exit(done.output[-3000:])
                stages = seconds_of(var / "laborwire.duckdb")
                for stage, seconds in stages.items():
                    taken[size][stage].append(seconds)
                begun = time.perf_counter()
                publish_snapshot(Places(data=CHECKOUT / "data", var=var), keep=2)
                taken[size]["publishing, again"].append(time.perf_counter() - begun)
                taken[size]["whole command, wall"].append(done.wall_s)
                taken[size]["whole command, CPU"].append(done.cpu_s)
                taken[size]["peak MiB"].append(done.peak_mib)
                shutil.rmtree(var)
    sys.stdout.write("\t".join(["stage", *map(str, options.sizes)]) + "\n")
    for stage in dict.fromkeys(stage for size in options.sizes for stage in taken[size]):
        medians = [statistics.median(taken[size][stage] or [0.0]) for size in options.sizes]
        sys.stdout.write("\t".join([stage, *(f"{median:.2f}" for median in medians)]) + "\n")


if __name__ == "__main__":
    main()
