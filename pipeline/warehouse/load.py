"""Load a batch into the warehouse: all of it, or nothing, and twice is the same as once.

Everything happens in one transaction. Rows go in as Arrow tables, those whose key is already there stay
out (an anti-join: 2 ms a row with single inserts, 2 ms a thousand rows this way). Sources, entities,
sketches and runs are the exception: their newest description replaces the older one. Afterwards the consequences are
drawn from all that is known, never from the order of loading: which version of an article is current,
what is withdrawn, where merged stories lead, what people decided.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from pipeline.errors import WarehouseError
from pipeline.records import ArticleEvent, PayClaim, RunReport
from pipeline.warehouse import batch as rows_of
from pipeline.warehouse.batch import Batch, Row
from pipeline.warehouse.decided import apply_decisions
from pipeline.warehouse.owed import owe_for_reviews
from pipeline.warehouse.schema import read_step
from pipeline.warehouse.store import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

KEYS: dict[str, tuple[str, ...]] = {
    "captures": ("id",),
    "articles": ("id",),
    "article_sightings": ("article_id", "seen_at"),
    "mentions": ("id",),
    "name_sightings": ("article_id", "key"),
    "pay_claims": ("id",),
    "payer_candidates": ("claim_id", "rank"),
    "claim_entities": ("claim_id", "field"),
    "not_pay": ("article_id", "start", "end"),
    "client_rates": ("article_id", "start", "end"),
    "article_events": ("id",),
    "duplicates": ("article_id",),
    "attributions": ("article_id", "start", "end"),
    "origin_links": ("article_id", "number"),
    "origin_clues": ("hash", "article_id"),
    "stories": ("id",),
    "story_articles": ("article_id",),
    "story_merges": ("old", "into"),
    "story_links": ("article_id", "other_id"),
    "fingerprints": ("hash", "article_id"),
    "article_vectors": ("article_id", "model_digest"),
    "rejections": ("stage", "key", "reason"),
    "decisions": ("id",),
    "takedowns": ("canonical_url", "cause"),
}
"""What tells two rows of a table apart. A row whose key is loaded stays as it is."""


_FORGET: dict[str, str] = {
    "sources": "DELETE FROM sources WHERE id IN (SELECT unnest(?::VARCHAR[]))",
    "entities": "DELETE FROM entities WHERE id IN (SELECT unnest(?::VARCHAR[]))",
    "payer_candidates": "DELETE FROM payer_candidates WHERE claim_id IN (SELECT unnest(?::VARCHAR[]))",
    "claim_entities": "DELETE FROM claim_entities WHERE claim_id IN (SELECT unnest(?::VARCHAR[]))",
    "sketches": "DELETE FROM sketches WHERE article_id IN (SELECT unnest(?::VARCHAR[]))",
    "runs": "DELETE FROM runs WHERE id IN (SELECT unnest(?::VARCHAR[]))",
    "run_counts": "DELETE FROM run_counts WHERE run_id IN (SELECT unnest(?::VARCHAR[]))",
    "source_errors": "DELETE FROM source_errors WHERE run_id IN (SELECT unnest(?::VARCHAR[]))",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCounts:
    """Rows that a load added or, for sources, entities and sketches, changed."""

    sources: int = 0
    entities: int = 0
    captures: int = 0
    articles: int = 0
    article_sightings: int = 0
    mentions: int = 0
    name_sightings: int = 0
    pay_claims: int = 0
    payer_candidates: int = 0
    claim_entities: int = 0
    not_pay: int = 0
    client_rates: int = 0
    article_events: int = 0
    duplicates: int = 0
    attributions: int = 0
    origin_links: int = 0
    origin_clues: int = 0
    stories: int = 0
    story_articles: int = 0
    story_merges: int = 0
    story_links: int = 0
    fingerprints: int = 0
    sketches: int = 0
    article_vectors: int = 0
    rejections: int = 0
    decisions: int = 0
    takedowns: int = 0
    current_articles: int = 0
    """Articles that became the version that stands, or no longer are."""
    reservations: int = 0
    """Pages seen before whose opt-outs or policy are others by now."""


_NOT_NEWS = frozenset(
    {"captures", "article_sightings", "fingerprints", "sketches", "article_vectors", "rejections"}
) | {"origin_clues"}
"""What grows with every page that is read, also with one that says nothing new to anybody."""


def load(warehouse: Warehouse, batch: Batch) -> LoadCounts:
    """Load `batch` in one transaction and return what was new.

    Raises:
        WarehouseError: a claim is about an article that is neither in the batch nor loaded, or the
            database refuses a row; nothing of the batch is loaded then.
    """
    con = warehouse.con
    con.begin()
    try:
        before = _count(con, "takedowns")
        counts = _load_all(con, batch, str(warehouse.path))
        if _is_news(counts) or _count(con, "takedowns") != before:
            count_news(con)
        con.commit()
    # Arrow refuses a value of the wrong kind or size with one of the built-in errors.
    except (duckdb.Error, ValueError, TypeError, OverflowError) as err:
        con.rollback()
        raise WarehouseError(str(warehouse.path), f"the batch was not loaded: {err}") from err
    except BaseException:
        con.rollback()
        raise
    log.info("batch loaded", extra={"articles": counts.articles, "pay_claims": counts.pay_claims})
    return counts


def count_news(con: duckdb.DuckDBPyConnection) -> None:
    """Note that the warehouse has something for readers: until it is published, its number is not the snapshot's."""
    known = con.execute("SELECT value FROM progress WHERE name = 'news'").fetchall()
    con.execute("DELETE FROM progress WHERE name = 'news'")
    con.execute("INSERT INTO progress VALUES ('news', ?)", [int(known[0][0]) + 1 if known else 1])


def _is_news(counts: LoadCounts) -> bool:
    return any(getattr(counts, field.name) for field in fields(counts) if field.name not in _NOT_NEWS)


def _load_all(con: duckdb.DuckDBPyConnection, batch: Batch, path: str) -> LoadCounts:
    claims, refused = rows_of.refuse_absurd_amounts(_of_the_same_reader(con, batch.claims))
    texts = _texts(con, batch, path)
    not_pay = rows_of.not_pay_rows(batch.not_pay, texts)
    fresh = _without_loaded(con, claims)
    for table in ("payer_candidates", "claim_entities"):
        # What an earlier reading of the same amount left must not mix with this one's.
        con.execute(_FORGET[table], [[claim.id for claim in fresh]])
    story_ids = {member.story_id for member in batch.memberships}
    story_ids |= {story for merge in batch.merges for story in (merge.old, merge.into)}
    rows: dict[str, list[Row]] = {
        "captures": rows_of.plain_rows(batch.captures),
        "articles": rows_of.article_rows(batch),
        "article_sightings": rows_of.plain_rows(batch.sightings),
        "mentions": rows_of.plain_rows(batch.mentions),
        "name_sightings": rows_of.plain_rows(batch.names),
        "pay_claims": rows_of.claim_rows(claims, texts),
        "payer_candidates": rows_of.candidate_rows(fresh),
        "claim_entities": rows_of.entity_link_rows(fresh),
        "not_pay": not_pay,
        "client_rates": rows_of.client_rate_rows(not_pay),
        "article_events": rows_of.event_rows(_of_the_same_event_reader(con, batch.events), texts),
        "duplicates": rows_of.plain_rows(batch.duplicates),
        "attributions": rows_of.plain_rows(batch.attributions),
        "origin_links": rows_of.plain_rows(batch.origin_links),
        "origin_clues": rows_of.plain_rows(batch.origin_clues),
        "stories": [{"id": story} for story in sorted(story_ids)],
        "story_articles": rows_of.membership_rows(batch),
        "story_merges": rows_of.plain_rows(batch.merges),
        "story_links": rows_of.plain_rows(batch.links),
        "fingerprints": rows_of.plain_rows(batch.fingerprints),
        "article_vectors": rows_of.plain_rows(batch.vectors),
        "rejections": rows_of.rejection_rows(batch, refused),
        "decisions": rows_of.plain_rows(batch.decisions),
        "takedowns": [{"canonical_url": url, "cause": "publisher", "why": ""} for url in batch.withdrawn],
    }
    reserved = _reservations(con, rows["captures"])
    counts = {table: _insert_new(con, table, new) for table, new in rows.items()}
    con.execute(read_step("sync_client_rates"))
    con.execute(read_step("sync_claim_links"))
    _touch_rejections(con, rows["rejections"])
    _touch_captures(con, rows["captures"], rows_of.loaded_at(batch))
    now_reserved = _reservations(con, rows["captures"])
    counts["reservations"] = sum(now_reserved[url] != known for url, known in reserved.items())
    counts["sources"] = _replace_changed(con, "sources", rows_of.source_rows(batch))
    counts["sketches"] = _replace_changed(con, "sketches", rows_of.plain_rows(batch.sketches))
    counts["entities"] = _replace_changed(con, "entities", rows_of.plain_rows(batch.entities))
    for other in batch.asked.runs:
        replace_run(con, other)
    _set_progress(con, "askings", batch.asked.up_to)
    if batch.run is not None:
        replace_run(con, batch.run)
        if batch.run.command == "nightly":
            con.execute(read_step("polls_to_fold"), {"now": rows_of.loaded_at(batch)})
            con.execute(read_step("fold_polls"))
    if batch.articles:
        changed = con.execute(read_step("mark_current"), [sorted({a.canonical_url for a in batch.articles})]).fetchall()
        counts["current_articles"] = int(changed[0][0])
    if batch.come_back:
        con.execute(read_step("come_back"), [sorted(batch.come_back)])
    apply_decisions(con)
    if batch.in_digests is not None:
        owe_for_reviews(con, batch.in_digests)
    _set_progress(con, "archive", batch.watermark)
    _set_progress(con, "loads", batch.number)
    return LoadCounts(**counts)


def _of_the_same_reader(con: duckdb.DuckDBPyConnection, claims: Sequence[PayClaim]) -> list[PayClaim]:
    """Return the claims without those of articles that another version of the claims reader has read already.

    A page that is fetched again with the same words is read by today's reader: two readings of one text side by side
    would count amounts twice, and bring back what people decided against. `laborwire reprocess` replaces readings.
    """
    articles = " ".join({claim.article_id for claim in claims})
    readers: dict[str, set[str]] = {}
    for article, version in con.execute(read_step("readers_of_articles"), [articles]).fetchall():
        readers.setdefault(str(article), set()).add(str(version))
    return [claim for claim in claims if readers.get(claim.article_id, set()) <= {claim.extractor_version}]


def _of_the_same_event_reader(con: duckdb.DuckDBPyConnection, events: Sequence[ArticleEvent]) -> list[ArticleEvent]:
    """Return the events without those of articles whose events another version of the reader has found already.

    Two versions choose their words otherwise: side by side one strike would stand there twice.
    """
    known = con.execute(
        "SELECT DISTINCT article_id, extractor_version FROM article_events"
        " WHERE article_id IN (SELECT unnest(?::VARCHAR[]))",
        [sorted({event.article_id for event in events})],
    ).fetchall()
    readers: dict[str, set[str]] = {}
    for article, version in known:
        readers.setdefault(str(article), set()).add(str(version))
    return [event for event in events if readers.get(event.article_id, set()) <= {event.extractor_version}]


def _without_loaded(con: duckdb.DuckDBPyConnection, claims: Sequence[PayClaim]) -> list[PayClaim]:
    """Return the claims that are not in the warehouse yet."""
    known = con.execute(
        "SELECT id FROM pay_claims WHERE id IN (SELECT unnest(?::VARCHAR[]))", [[claim.id for claim in claims]]
    ).fetchall()
    loaded = {str(row[0]) for row in known}
    return [claim for claim in claims if claim.id not in loaded]


def _texts(con: duckdb.DuckDBPyConnection, batch: Batch, path: str) -> dict[str, str]:
    """Return the text of every article that a claim, a sum of money or an event in the batch is about."""
    texts = {article.id: article.text for article in batch.articles}
    wanted = {claim.article_id for claim in batch.claims} | {money.article_id for money in batch.not_pay}
    wanted |= {event.article_id for event in batch.events}
    wanted -= texts.keys()
    if wanted:
        found = con.execute(
            "SELECT id, text FROM articles WHERE id IN (SELECT unnest(?::VARCHAR[]))", [sorted(wanted)]
        ).fetchall()
        texts |= {str(key): str(text) for key, text in found}
    missing = sorted(wanted - texts.keys())
    if missing:
        raise WarehouseError(path, f"claims or events of article {missing[0]}, which is not loaded; load it first")
    return texts


def _insert_new(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> int:
    """Insert the rows whose key is not in the table yet, and return how many."""
    keys = KEYS[table]
    # The first row of a key wins, as it would if the rows came in two batches.
    unique = {tuple(row[key] for key in keys): row for row in reversed(rows)}
    if not unique:
        return 0
    before = _count(con, table)
    incoming = con.from_arrow(_arrow(con, table, list(reversed(unique.values()))))
    on = ", ".join('"' + key + '"' for key in keys)
    incoming.join(con.table(table), on, how="anti").insert_into(table)
    return _count(con, table) - before


def _touch_rejections(con: duckdb.DuckDBPyConnection, rows: Sequence[Row]) -> None:
    """Note when what was refused before was refused again."""
    dated = [row for row in rows if row["rejected_at"] is not None]
    if dated:
        columns = [[row[name] for row in dated] for name in ("stage", "key", "reason", "rejected_at")]
        con.execute(read_step("touch_rejections"), columns)


def _reservations(con: duckdb.DuckDBPyConnection, rows: Sequence[Row]) -> dict[str, tuple[object, object]]:
    """Return what is reserved by now at those of the pages' addresses that are loaded: opt-outs and policy by address.

    A publisher may reserve a page with new bytes and the words of before: a new capture, and no new article.
    """
    found = con.execute(read_step("reservations_of_addresses"), [sorted({str(row["url"]) for row in rows})]).fetchall()
    return {str(url): (opt_outs, tdm_policy) for url, opt_outs, tdm_policy in found}


def _touch_captures(con: duckdb.DuckDBPyConnection, rows: Sequence[Row], loaded_at: datetime | None) -> None:
    """Note what pages that were seen before are reserved for by now; of several sightings the last one holds."""
    last = list({row["id"]: row for row in rows}.values())
    if last:
        columns: list[list[object]] = [[row[name] for row in last] for name in ("id", "opt_outs", "tdm_policy")]
        con.execute(read_step("touch_captures"), [*columns, loaded_at])


def _replace_changed(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> int:
    """Let each row take the place of the one with its id, and return how many were new or different."""
    key = "article_id" if table == "sketches" else "id"
    unique = {row[key]: row for row in rows}
    if not unique:
        return 0
    changed = con.from_arrow(_arrow(con, table, list(unique.values()))).except_(con.table(table)).to_arrow_table()
    ids = changed.column(key).to_pylist()
    if ids:
        con.execute(_FORGET[table], [ids])
        con.from_arrow(changed).insert_into(table)
    return len(ids)


def replace_run(con: duckdb.DuckDBPyConnection, run: RunReport) -> None:
    """Put a run's account into the warehouse, in the place of what was known of it; no other run is going on."""
    for table, rows in rows_of.run_rows(run).items():
        con.execute(_FORGET[table], [[run.id]])
        if rows:
            con.from_arrow(_arrow(con, table, rows)).insert_into(table)
    con.execute(read_step("fail_stopped_runs"), [run.id])


def fail_run(con: duckdb.DuckDBPyConnection, run: RunReport) -> None:
    """Write down that a run failed. A report from its beginning, all that a kill leaves, wipes out no counts."""
    has_counts = bool(rows_of.run_rows(run)["run_counts"])
    if has_counts or not con.execute(read_step("fail_counted_run"), [run.id]).fetchall():
        replace_run(con, run)


def note_load(con: duckdb.DuckDBPyConnection, number: int) -> None:
    """Write down which line of the archive's ledger was loaded last."""
    _set_progress(con, "loads", number)


def _set_progress(con: duckdb.DuckDBPyConnection, name: str, reached: int | None) -> None:
    if reached is None:
        return
    known = con.execute("SELECT max(value) FROM progress WHERE name = ?", [name]).fetchall()
    # A batch that is loaded again must not wind the watermark back.
    if known[0][0] is None or int(known[0][0]) < reached:
        con.execute("DELETE FROM progress WHERE name = ?", [name])
        con.execute("INSERT INTO progress VALUES (?, ?)", [name, reached])


def _arrow(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> "pa.Table":
    """Return rows as an Arrow table with exactly the columns of `table`; what a row lacks is null."""
    import pyarrow as pa

    schema = con.table(table).limit(0).to_arrow_table().schema
    try:
        return pa.Table.from_pylist(list(rows), schema=schema)
    except UnicodeEncodeError:
        return pa.Table.from_pylist(rows_of.without_surrogates(rows), schema=schema)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.table(table).count("*").fetchall()[0][0])
