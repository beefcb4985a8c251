"""Seconds that each view and each named query of the warehouse takes, on a warehouse of invented rows.

    python benchmarks/views.py [--articles 50000] [--claims 100000] [--keep FILE.duckdb]

Few payers make most of the news, as in life: half of the claims are about a tenth of the payers. A seventh of the
articles are copies, a twentieth rewrites. Each query is asked once, whole, in a process that has the file open; the
real exchange rates, minimum wages and places are loaded. The seconds go to stdout, slowest first.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from pipeline.config import CHECKOUT
from pipeline.warehouse.dictionary import query_names
from pipeline.warehouse.schema import QUERY_FILES
from pipeline.warehouse.store import Warehouse

N_PAYERS = 200
N_SOURCES = 120

# hash() spreads the row numbers: every run makes the same rows.
ROWS = """
CREATE TEMP MACRO pick(nr, salt, n) AS (hash(nr * 31 + salt) % n)::INTEGER;
CREATE TEMP MACRO one_of(nr, salt, words) AS words[1 + pick(nr, salt, len(words))];
CREATE TEMP MACRO payer_of(nr) AS floor($payers * pow(pick(nr, 1, 1000) / 1000, 3))::INTEGER;

INSERT INTO sources
SELECT 's' || i, 'Source ' || i, 'https://s' || i || '.example/', one_of(i, 1, ['press', 'press', 'press', 'worker_led', 'republisher']),
       'GB', ['en'], [], TRUE, 1.0, 'summary', 1, TRUE
FROM range($sources) AS r(i);

INSERT INTO entities
SELECT 'p' || i, 'Payer ' || i, one_of(i, 1, ['platform', 'bpo', 'employer', 'client']), ['Payer' || i || ' AI'], NULL
FROM range($payers) AS r(i);

INSERT INTO captures
SELECT 'w' || i, 'https://s.example/' || i, 'https://s.example/' || i, TIMESTAMP '2026-11-01', 200, 'text/html', 'd' || i, 's' || pick(i, 2, $sources)
FROM range($articles) AS r(i);

INSERT INTO articles
SELECT 'a' || i, 'w' || i, 's' || pick(i, 2, $sources), 'https://s.example/' || i, 'https://s.example/' || (i // 50 * 50 + greatest(i % 50, 1)),
       'Headline ' || i, [], TIMESTAMP '2024-01-01' + INTERVAL 1 HOUR * pick(i, 3, 25000), NULL, pick(i, 4, 20) = 0, 'en', NULL,
       repeat('Raters are paid for what they rate. ', 80), 't' || i, TRUE, 'bench', 1.0, [], TRUE, pick(i, 5, 200) = 0, NULL
FROM range($articles) AS r(i);
UPDATE articles SET is_current = (articles.id = newest.id)
FROM (SELECT canonical_url, max(id) AS id FROM articles GROUP BY canonical_url) AS newest
WHERE newest.canonical_url = articles.canonical_url;

INSERT INTO duplicates
SELECT 'a' || i, CASE WHEN kind = 'copy' THEN 'a' || (i - 1 - i % 3) ELSE 'a' || i END, kind, 0.9,
       CASE WHEN kind = 'rewrite' THEN 'a' || (i - 2) END
FROM (SELECT i, CASE WHEN i > 5 AND i % 7 = 3 THEN 'copy' WHEN i > 5 AND i % 20 = 8 THEN 'rewrite' ELSE 'original' END AS kind
      FROM range($articles) AS r(i)) AS k;

INSERT INTO stories SELECT DISTINCT 'st' || (i // 4), NULL FROM range($articles) AS r(i);
INSERT INTO story_articles SELECT 'a' || i, 'st' || (i // 4), 0.8 FROM range($articles) AS r(i);

INSERT INTO mentions
SELECT 'm' || i, 'a' || (i % $articles), i // $articles * 40, i // $articles * 40 + 8, one_of(i, 1, ['PLATFORM', 'EMPLOYER', 'UNION', 'ORG']),
       'Payer ' || payer_of(i), 'p' || payer_of(i), 'bench'
FROM range(4 * $articles) AS r(i);

INSERT INTO not_pay
SELECT 'a' || (i % $articles), i, i + 5, '$40', one_of(i, 1, ['client_rate', 'price', 'funding', 'revenue']), 'Clients pay $40 an hour for it.'
FROM range($claims) AS r(i);
INSERT INTO client_rates
SELECT article_id, start, "end", text, 40, 40, 'USD', 'hour', 0, 100, sentence FROM not_pay WHERE reason = 'client_rate';

INSERT INTO pay_claims BY NAME
SELECT 'c' || i AS id, 'a' || article AS article_id, 'c' || (1 + i // $articles) AS claim_id, 40 * (i // $articles) AS start,
       40 * (i // $articles) + 11 AS "end", '$' || amount || ' an hour' AS amount_text, 0 AS sent_start, 90 AS sent_end,
       'Payer ' || payer_of(article) || ' pays its raters $' || amount || ' an hour for each batch of 30 minutes, they say.' AS sentence,
       CASE bound WHEN 'up_to' THEN NULL ELSE amount END AS amount_min,
       CASE bound WHEN 'at_least' THEN NULL WHEN 'range' THEN amount + 5 ELSE amount END AS amount_max,
       bound, FALSE AS approx, one_of(i, 11, ['USD', 'USD', 'USD', 'GBP', 'INR', 'KES', 'PHP', 'EUR']) AS currency,
       one_of(i, 12, ['hour', 'hour', 'hour', 'month', 'year', 'task', 'project']) AS unit, FALSE AS unit_implied,
       CASE WHEN is_change THEN 'change' ELSE one_of(i, 13, ['reported_earnings', 'offered_rate', 'posted_range', 'average', 'bonus', 'statutory_minimum']) END AS kind,
       CASE WHEN is_change THEN CASE WHEN i < $articles THEN 'from' ELSE 'to' END END AS change_role,
       CASE WHEN is_change THEN CASE WHEN i < $articles THEN 'c2' ELSE 'c1' END END AS linked_to,
       'Payer ' || payer_of(article) AS payer, [] AS payer_alt, FALSE AS payer_optional,
       CASE WHEN pick(i, 14, 5) > 0 THEN 'p' || payer_of(article) END AS payer_id,
       one_of(i, 15, ['raters', 'annotators', 'engineers', 'voice actors', 'PhD experts', 'contractors', NULL]) AS worker,
       one_of(i, 16, ['Project Lark', NULL, NULL, NULL]) AS project,
       one_of(i, 17, ['Kenya', 'Nairobi', 'California', 'London', 'Manila', 'Hyderabad', 'India', NULL, NULL]) AS location,
       one_of(i, 18, ['2025-01-01/2025-12-31', '2025-11-01/..', NULL, NULL, NULL]) AS time,
       one_of(i, 19, ['reporter', 'speaker', 'document']) AS attribution_type,
       CASE one_of(i, 19, ['reporter', 'speaker', 'document']) WHEN 'reporter' THEN NULL
            ELSE one_of(i, 20, ['she', 'a company spokesperson', 'survey', 'Raters United union', 'lawsuit', 'Payer 3']) END AS attribution_name,
       FALSE AS quote, one_of(i, 21, ['asserted', 'asserted', 'asserted', 'asserted', 'alleged', 'planned', 'denied']) AS modality,
       [] AS alt, [] AS rule_ids, 'bench' AS extractor_version, 0.5 + pick(i, 22, 50) / 100 AS confidence
FROM (SELECT i, i % $articles AS article, 5 + pick(i, 10, 60) AS amount, i % $articles % 9 = 4 AS is_change,
             one_of(i, 9, ['exact', 'exact', 'exact', 'range', 'up_to', 'at_least']) AS bound
      FROM range($claims) AS r(i)) AS numbered;
"""


def fill(con: duckdb.DuckDBPyConnection, *, articles: int, claims: int) -> None:
    """Write the invented rows."""
    for name, value in (("payers", N_PAYERS), ("sources", N_SOURCES), ("articles", articles), ("claims", claims)):
        con.execute(f"SET VARIABLE {name} = {int(value)}")
    rows = ROWS
    for name in ("payers", "sources", "articles", "claims"):
        rows = rows.replace(f"${name}", f"getvariable('{name}')")
    con.execute(rows)


def seconds_of(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, int]:
    """Ask for all rows and columns; return seconds and the number of rows."""
    begun = time.perf_counter()
    found = con.execute(sql).to_arrow_table()
    return time.perf_counter() - begun, found.num_rows


def main() -> None:
    """Make the warehouse, ask everything, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="write the warehouse here and leave it there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "bench.duckdb"
        fresh = not path.exists()
        with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
            if fresh:
                fill(warehouse.con, articles=options.articles, claims=options.claims)
            names = warehouse.con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
            asked = {f"view {name}": f"SELECT * FROM {name}" for (name,) in names}
            asked |= {f"query {name}": (QUERY_FILES / f"{name}.sql").read_text("utf-8") for name in query_names()}
            taken = {name: seconds_of(warehouse.con, sql) for name, sql in asked.items()}
        for name, (seconds, rows) in sorted(taken.items(), key=lambda item: -item[1][0]):
            sys.stdout.write(f"{seconds:7.2f} s  {rows:8d} rows  {name}\n")


if __name__ == "__main__":
    main()
