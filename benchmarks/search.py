"""What a search costs: the index, queries beside a scan with LIKE, and likeness with and without an index of vectors.

    python benchmarks/search.py [--articles 50000] [--vectors 200000] [--new 500] [--keep FOLDER]

Articles are invented: 550 words each, drawn from 30,000 with the frequencies of a language (Zipf), four names, two pay
claims; a thousandth of them has "golden batch". Vectors are drawn around a thousand subjects. Each query is asked on
the open index, answers with their quotes included; medians and the slowest of 15.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from pipeline.places import CHECKOUT
from pipeline.search.file import open_index
from pipeline.search.find import Filters, search_index
from pipeline.search.index import sync_index
from pipeline.search.query import parse_query
from pipeline.search.vectors import EXACT_UP_TO, VectorFile, Vectors
from pipeline.warehouse.store import Warehouse

WORDS_EACH = 550
VOCABULARY = 30_000
QUERIES = {
    "rare phrase": '"golden batch"',
    "two words": "golden w200",
    "commonest word": "w0",
    "three common words": "w1 w2 w3",
    "prefix": "w12*",
    "boolean": "(golden OR w900) AND w12* NOT w77",
    "one platform, since a day": "w10",
}


def fill(con: duckdb.DuckDBPyConnection, *, first: int, count: int, seed: int) -> None:
    """Write invented articles with numbers from `first` on."""
    random = np.random.default_rng(seed)
    chances = 1.0 / np.arange(1, VOCABULARY + 1)
    chances /= chances.sum()
    names = np.array([f"w{number}" for number in range(VOCABULARY)], dtype=object)
    for start in range(first, first + count, 5000):
        numbers = range(start, min(start + 5000, first + count))
        drawn = names[random.choice(VOCABULARY, size=(len(numbers), WORDS_EACH), p=chances)]
        texts = []
        for number, words in zip(numbers, drawn, strict=True):
            if number % 1000 == 7:
                words[100:102] = ["golden", "batch"]
            sentences = [" ".join(words[at : at + 18]) + "." for at in range(0, WORDS_EACH, 18)]
            texts.append("\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)))
        con.register("made", pa.table({"i": list(numbers), "text": texts}))
        con.execute(ARTICLES)
        con.unregister("made")
    con.execute(NUMBERS, {"first": first, "after": first + count})
    con.execute(REST)


ARTICLES = """
INSERT INTO articles BY NAME
SELECT 'a' || i AS id, 'w' || i AS capture_id, 's' || (i % 60) AS source_id, 'https://s.example/' || i AS url,
       'https://s.example/' || i AS canonical_url, 'Headline w' || (i % 3000) || ' of ' || i AS headline, [] AS authors,
       TIMESTAMP '2024-01-01' + INTERVAL 1 HOUR * (hash(i) % 25000)::INTEGER AS published,
       FALSE AS published_is_fallback,
       'en' AS language, text, 't' || i AS text_digest, 'bench' AS extractor, [] AS relevance_reasons,
       TRUE AS is_current, FALSE AS is_withdrawn
FROM made
"""
NUMBERS = "CREATE OR REPLACE TEMP TABLE numbers AS SELECT i FROM range($first, $after) AS r(i)"
REST = """
INSERT INTO captures BY NAME
SELECT 'w' || i AS id, 'https://s.example/' || i AS url, 'https://s.example/' || i AS final_url,
       TIMESTAMP '2026-11-01' AS fetched_at, 200 AS status, 'text/html' AS content_type, 'd' || i AS payload_digest,
       's' || (i % 60) AS source_id FROM numbers;
INSERT INTO duplicates BY NAME
SELECT 'a' || i AS article_id, CASE WHEN i % 7 = 3 THEN 'a' || (i - 1) ELSE 'a' || i END AS canonical_id,
       CASE WHEN i % 7 = 3 THEN 'copy' ELSE 'original' END AS relation, 0.9 AS similarity FROM numbers;
INSERT INTO story_articles BY NAME
SELECT 'a' || i AS article_id, 'st' || (i // 4) AS story_id, 0.8 AS similarity FROM numbers;
INSERT INTO mentions BY NAME
SELECT 'm' || i || '.' || n AS id, 'a' || i AS article_id, 40 * n AS start, 40 * n + 8 AS "end", 'PLATFORM' AS label,
       'Payer ' || (hash(i * 7 + n) % 200) AS text, 'p' || (hash(i * 7 + n) % 200) AS entity_id, 'bench' AS why
FROM numbers, range(4) AS r(n);
INSERT INTO pay_claims BY NAME
SELECT 'c' || i || '.' || n AS id, 'a' || i AS article_id, 'c' || n AS claim_id, 0 AS start, 11 AS "end",
       '$16 an hour' AS amount_text, 0 AS sent_start, 90 AS sent_end,
       '$16 an hour is what Payer ' || (i % 200) || ' pays its w' || (hash(i + n) % 3000) || ', they say.' AS sentence,
       16 AS amount_min, 16 AS amount_max, 'exact' AS bound, FALSE AS approx, 'USD' AS currency, 'hour' AS unit,
       FALSE AS unit_implied, 'offered_rate' AS kind, 'Payer ' || (i % 200) AS payer, [] AS payer_alt,
       FALSE AS payer_optional, 'p' || (i % 200) AS payer_id, 'reporter' AS attribution_type, FALSE AS quote,
       'asserted' AS modality, [] AS alt, [] AS rule_ids, 'bench' AS extractor_version, 0.9 AS confidence
FROM numbers, range(2) AS r(n);
"""


def taken(ask: Callable[[], object], times: int = 15) -> tuple[float, float]:
    """Return the median and the most of so many askings, in milliseconds."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        spent.append(1000 * (time.perf_counter() - begun))
    return statistics.median(spent), max(spent)


def once(ask: Callable[[], object]) -> float:
    """Return the seconds of one asking."""
    return taken(ask, times=1)[0] / 1000


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def subjects(count: int, *, seed: int) -> Vectors:
    """Return unit vectors around a thousand subjects; two of one subject are about .6 close, as in an archive."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((1000, 384), dtype=np.float32)
    vectors = centres[random.integers(0, 1000, count)] + 0.8 * random.standard_normal((count, 384), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def measure_words(folder: Path, *, articles: int, new: int) -> None:
    """Index an invented warehouse, ask it."""
    path, index = folder / "bench.duckdb", folder / "bench.sqlite"
    is_there = path.exists()
    with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
        if not is_there:
            fill(warehouse.con, first=0, count=articles, seed=1)
        (size,) = warehouse.con.execute("SELECT sum(length(text)) FROM articles").fetchone() or (0,)
    say(f"{articles} articles, {size / 1e6:.0f} million characters")
    if not index.exists():
        say(f"index made anew: {once(lambda: sync_index(index, path)):.1f} s, {index.stat().st_size / 1e6:.0f} MB")
    say(f"nothing new: {once(lambda: sync_index(index, path)):.2f} s")
    if not is_there:
        with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
            fill(warehouse.con, first=articles, count=new, seed=2)
        say(f"{new} new articles: {once(lambda: sync_index(index, path)):.2f} s")
    with closing(open_index(index)) as found, duckdb.connect(str(path), read_only=True) as con:
        for name, text in QUERIES.items():
            query = parse_query(text)
            filters = Filters(platform="p7", since="2025-06-01") if name.startswith("one platform") else Filters()

            ask = partial(search_index, found, query, filters, limit=10)
            median, most = taken(ask)
            n = ask().matching_articles
            say(f"{median:7.1f} ms (slowest {most:.1f})  {n:6d} articles  {name}: {text}")
        scan = "SELECT id FROM articles WHERE text ILIKE '%golden batch%' OR headline ILIKE '%golden batch%'"
        median, most = taken(lambda: con.execute(scan).fetchall(), times=5)
        say(f"{median:7.1f} ms (slowest {most:.1f})  scan with ILIKE for the rare phrase (no ranking, no quotes)")


def measure_likeness(*, vectors: int) -> None:
    """Compare the exact product and the index of lists."""
    rows = subjects(EXACT_UP_TO, seed=3)
    ids = np.array([f"a{number:016x}".encode() for number in range(max(vectors, EXACT_UP_TO))], dtype=np.bytes_)
    exact = VectorFile.made_of(ids[:EXACT_UP_TO], rows, "bench")
    asked = iter(list(rows[:200]) * 2)
    median, most = taken(lambda: exact.nearest(next(asked), floor=0.5, limit=10), times=100)
    say(f"{EXACT_UP_TO} vectors, all compared: {median:.1f} ms (slowest {most:.1f})")
    rows = subjects(vectors, seed=4)
    begun = time.perf_counter()
    filed = VectorFile.made_of(ids[:vectors], rows, "bench")
    say(f"{vectors} vectors filed in lists: {time.perf_counter() - begun:.1f} s")
    whole = VectorFile(article_ids=ids[:vectors], vectors=rows, model_digest="bench")
    questions = rows[np.random.default_rng(5).choice(vectors, 100, replace=False)]
    found = 0
    for question in questions:
        best = {one.article_id for one in whole.nearest(question, floor=-1.0, limit=10)}
        found += len(best & {one.article_id for one in filed.nearest(question, floor=-1.0, limit=10)})
    asked = iter(list(questions) * 2)
    median, most = taken(lambda: filed.nearest(next(asked), floor=0.5, limit=10), times=100)
    say(f"{vectors} vectors in lists: {median:.1f} ms (slowest {most:.1f}), recall@10 {found / 1000:.3f}")
    asked = iter(list(questions) * 2)
    median, most = taken(lambda: whole.nearest(next(asked), floor=0.5, limit=10), times=20)
    say(f"{vectors} vectors, all compared: {median:.1f} ms (slowest {most:.1f})")


def main() -> None:
    """Make, ask, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--new", type=int, default=500, help="articles that come on top, as in one night")
    parser.add_argument("--vectors", type=int, default=200_000)
    parser.add_argument("--keep", type=Path, help="write warehouse and index here and leave them there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keep = options.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        measure_words(keep, articles=options.articles, new=options.new)
    measure_likeness(vectors=options.vectors)


if __name__ == "__main__":
    main()
