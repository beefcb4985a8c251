"""Put new readings of stored articles in the place of the old ones: all of it in one transaction, or nothing.

With an article's claims go the money in it that is no pay, client rates, payer candidates and linked words, and where
it was tagged anew its mentions (`pipeline.warehouse.retagging`). Readings
that are no longer valid move to `pay_claims_superseded`; what people accepted or corrected stands
(`pipeline.warehouse.rereading`), and everybody's decisions are applied again at the end. An article whose characters
are no longer those that were read, or that was taken down, is left alone and named.
Rows wait in Parquet files until all are known: DuckDB keeps in memory what a transaction writes bit by bit (5 KB a
claim, measured), but writes out what comes in one go.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from pipeline.corrections import Review, reviews_of
from pipeline.errors import WarehouseError
from pipeline.records import Decision, bytes_digest
from pipeline.warehouse import batch as rows_of
from pipeline.warehouse.decided import apply_decisions
from pipeline.warehouse.rereading import ClaimChange, Rereading, Row, Settled, settle
from pipeline.warehouse.retagging import Retagged, retag, supersede_mentions
from pipeline.warehouse.schema import read_step
from pipeline.warehouse.store import Warehouse
from pipeline.warehouse.superseded import supersede_claims

# Of DuckDB alone. 250,000 claims of 50,000 articles, all changed, took 706 MiB in all; half of them without it 978.
_MEMORY = "SET memory_limit = '512MB'"

_DELETE = {
    "pay_claims": "DELETE FROM pay_claims WHERE id IN (SELECT unnest(string_split(?, ' ')))",
    "payer_candidates": "DELETE FROM payer_candidates WHERE claim_id IN (SELECT unnest(string_split(?, ' ')))",
    "claim_entities": "DELETE FROM claim_entities WHERE claim_id IN (SELECT unnest(string_split(?, ' ')))",
    "not_pay": "DELETE FROM not_pay WHERE article_id IN (SELECT unnest(string_split(?, ' ')))",
    "client_rates": "DELETE FROM client_rates WHERE article_id IN (SELECT unnest(string_split(?, ' ')))",
}


@dataclass(slots=True, kw_only=True)
class Tally:
    """How much new readings change."""

    articles: int = 0
    articles_changed: int = 0
    unchanged: int = 0
    new: int = 0
    gone: int = 0
    """Those included that are read otherwise at the same place."""
    read_otherwise: int = 0
    changed: int = 0
    """Those included of which nothing changed but how sure the reader is."""
    in_confidence_alone: int = 0
    decided: int = 0
    """Claims that people accepted or corrected."""
    decided_lost: int = 0
    decided_otherwise: int = 0
    set_aside: int = 0
    near_rejected: int = 0
    """New claims where a person had rejected one."""
    too_large: int = 0
    """Claims whose amount fits no column; they are left out."""
    skipped: list[str] = field(default_factory=list)
    """Articles whose words are no longer those that were read."""
    fields: dict[str, int] = field(default_factory=dict)
    """Field to how many claims changed in it."""
    mentions_new: int = 0
    mentions_gone: int = 0
    """Those included whose label, entity or rule changed."""
    named: dict[str, int] = field(default_factory=dict)
    """Entity to how many of the new mentions name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
    reading: Rereading
    text: str
    settled: Settled
    retagged: Retagged


class _Waiting:
    """Rows that wait to be loaded in one go, and what they take the place of."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self.articles: list[str] = []
        self._replaced: list[str] = []
        self._same: list[str] = []
        self._untagged: list[str] = []

    def add(self, con: duckdb.DuckDBPyConnection, articles: Sequence[_Article]) -> None:
        """Keep the rows of one shard; nothing is written to the database."""
        self._number += 1
        self.articles += [article.reading.article_id for article in articles]
        self._replaced += [key for article in articles for key in article.settled.replaced]
        self._same += [key for article in articles for key in article.settled.same]
        rows = [row for article in articles for row in article.settled.rows]
        loaded = {row["id"] for row in rows}
        claims = {claim.id: claim for article in articles for claim in reversed(article.reading.claims)}
        fresh = [claim for key, claim in claims.items() if key in loaded]
        not_pay = _not_pay(con, articles)
        self._untagged += [row["id"] for article in articles for row in article.retagged.gone]
        self._keep(con, "mentions", [row for article in articles for row in article.retagged.fresh])
        self._keep(con, "pay_claims", rows)
        self._keep(con, "payer_candidates", rows_of.candidate_rows(fresh))
        self._keep(con, "claim_entities", rows_of.entity_link_rows(fresh))
        self._keep(con, "not_pay", not_pay)
        self._keep(con, "client_rates", rows_of.client_rate_rows(not_pay))

    def load(self, con: duckdb.DuckDBPyConnection, *, by: str, at: datetime, mark: str) -> None:
        """Put them in the place of the old rows."""
        supersede_mentions(con, self._untagged, by=mark, at=at)
        self._insert(con, "mentions")
        supersede_claims(con, self._replaced, by=by, at=at)
        # The reader's words of before under a decision that is no correction of today's.
        con.execute(read_step("forget_corrected_readings"), [" ".join(self._same)])
        claims = " ".join([*self._replaced, *self._same])
        articles = " ".join(self.articles)
        for table, delete in _DELETE.items():
            con.execute(delete, [articles if table in {"not_pay", "client_rates"} else claims])
            self._insert(con, table)

    def _insert(self, con: duckdb.DuckDBPyConnection, table: str) -> None:
        if list(self._folder.glob(f"{table}-[0-9]*.parquet")):
            con.read_parquet(str(self._folder / f"{table}-[0-9]*.parquet")).insert_into(table)

    def _keep(self, con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        if rows:
            schema = con.table(table).limit(0).to_arrow_table().schema
            path = self._folder / f"{table}-{self._number:05d}.parquet"
            parquet.write_table(pa.Table.from_pylist(list(rows), schema=schema), path)


def compare_readings(
    con: duckdb.DuckDBPyConnection,
    shards: Iterable[Sequence[Rereading]],
    *,
    reviews: Mapping[str, Review],
    tally: Tally,
) -> Iterator[ClaimChange]:
    """Yield what the readings would change, and count it; nothing is written."""
    for shard in shards:
        for article in _settled(con, shard, reviews, tally):
            yield from article.settled.changes


def replace_readings(
    warehouse: Warehouse,
    shards: Iterable[Sequence[Rereading]],
    *,
    by: str,
    at: datetime,
    work: Path,
    mark: str,
    finish: Callable[[duckdb.DuckDBPyConnection, list[ClaimChange]], None],
    watched: frozenset[str] = frozenset(),
    keep: Callable[[duckdb.DuckDBPyConnection, Sequence[str]], None] | None = None,
) -> Tally:
    """Load new readings in one transaction and return what changed.

    Args:
        by: version of the claims reader.
        work: folder for files that are deleted at the end.
        mark: name in the table `progress` that says that this is done (`is_replaced`).
        finish: called inside the transaction with the changes of the claims in `watched`.
        keep: called inside the transaction, when all is done, with the articles that were read anew.

    Raises:
        WarehouseError: the database refuses a row; nothing is loaded then.
    """
    con = warehouse.con
    con.execute(_MEMORY)
    tally = Tally()
    seen: list[ClaimChange] = []
    with TemporaryDirectory(prefix="readings-", dir=work) as folder:
        try:
            waiting = _Waiting(Path(folder))
            reviews = reviews_known(con)
            for shard in shards:
                articles = list(_settled(con, shard, reviews, tally))
                waiting.add(con, articles)
                seen += [one for article in articles for one in article.settled.changes if one.claim in watched]
            con.begin()
            try:
                waiting.load(con, by=by, at=at, mark=mark)
                con.execute(read_step("sync_client_rates"))
                con.execute(read_step("sync_claim_links"))
                apply_decisions(con)
                finish(con, seen)
                if keep is not None:
                    keep(con, waiting.articles)
                con.execute("INSERT INTO progress VALUES (?, 1)", [mark])
                con.commit()
            except BaseException:
                con.rollback()
                raise
        # Arrow refuses a value of the wrong kind or size with one of the built-in errors.
        except (duckdb.Error, ValueError, TypeError, OverflowError) as err:
            raise WarehouseError(str(warehouse.path), f"the readings were not loaded: {err}") from err
    return tally


def is_replaced(con: duckdb.DuckDBPyConnection, mark: str) -> bool:
    """Say whether readings were loaded under this mark."""
    return bool(con.execute("SELECT 1 FROM progress WHERE name = ?", [mark]).fetchall())


def reviews_known(con: duckdb.DuckDBPyConnection, log: Iterable[Decision] = ()) -> dict[str, Review]:
    """Return what people decided about claims, as the warehouse knows it.

    Args:
        log: decisions that it may not have taken in yet.
    """
    known = {
        row["id"]: Decision(**row | {"when": row["when"].replace(tzinfo=timezone.utc)})
        for row in _rows(con, "claim_decisions", [])
    }
    return reviews_of((known | {decision.id: decision for decision in log}).values())


def words_digest(text: str) -> str:
    """Return the digest of a text's very characters, white space included."""
    return bytes_digest(text.encode("utf-8", "surrogatepass"))


def _settled(
    con: duckdb.DuckDBPyConnection, shard: Sequence[Rereading], reviews: Mapping[str, Review], tally: Tally
) -> Iterator[_Article]:
    ids = " ".join(reading.article_id for reading in shard)
    found = con.execute(
        "SELECT id, text FROM articles WHERE id IN (SELECT unnest(string_split(?, ' ')))", [ids]
    ).fetchall()
    texts = {str(key): str(text) for key, text in found}
    stored: dict[str, list[Row]] = {}
    for row in _rows(con, "claims_of_articles", [ids]):
        stored.setdefault(row["article_id"], []).append(row)
    tagged: dict[str, list[Row]] = {}
    if any(reading.mentions is not None for reading in shard):
        for row in _rows(con, "mentions_of_articles", [ids]):
            tagged.setdefault(row["article_id"], []).append(row)
    for reading in shard:
        text = texts.get(reading.article_id)
        if text is None or words_digest(text) != reading.text_digest:
            tally.skipped.append(reading.article_id)
            continue
        claims, refused = rows_of.refuse_absurd_amounts(reading.claims)
        tally.too_large += len(refused)
        rows = rows_of.claim_rows(claims, {reading.article_id: text})
        settled = settle(stored.get(reading.article_id, []), rows, reviews)
        retagged = retag(tagged.get(reading.article_id, []), reading.mentions)
        _count(settled, retagged, tally)
        yield _Article(reading=reading, text=text, settled=settled, retagged=retagged)


def _count(settled: Settled, retagged: Retagged, tally: Tally) -> None:
    tally.articles += 1
    tally.mentions_new += len(retagged.fresh)
    tally.mentions_gone += len(retagged.gone)
    for entity in (row["entity_id"] for row in retagged.fresh):
        if entity is not None:
            tally.named[entity] = tally.named.get(entity, 0) + 1
    tally.articles_changed += any(one.what != "stands" for one in settled.changes)
    tally.unchanged += len(settled.same)
    tally.decided += len(settled.kept)
    tally.set_aside += len(settled.set_aside)
    for one in settled.changes:
        if one.what == "new":
            tally.new += 1
            tally.near_rejected += bool(one.note)
        elif one.what == "gone":
            tally.gone += 1
            tally.read_otherwise += one.instead is not None
        elif one.what == "changed":
            tally.changed += 1
            tally.in_confidence_alone += one.in_confidence_alone()
            for name in (change.name for change in one.fields):
                tally.fields[name] = tally.fields.get(name, 0) + 1
        elif one.fields:
            tally.decided_otherwise += 1
        else:
            tally.decided_lost += 1


def _not_pay(con: duckdb.DuckDBPyConnection, articles: Sequence[_Article]) -> list[Row]:
    """Return the money that is no pay, without amounts that a person holds to be pay."""
    texts = {article.reading.article_id: article.text for article in articles}
    rows = rows_of.not_pay_rows((one for article in articles for one in article.reading.not_pay), texts)
    kept = {key for article in articles for key in article.settled.kept}
    spans: dict[str, list[Row]] = {}
    for claim in _rows(con, "claims_of_articles", [" ".join(texts)]) if kept else ():
        if claim["id"] in kept:
            spans.setdefault(claim["article_id"], []).append(claim)
    # The first row of a place wins, as in a load.
    unique = {(row["article_id"], row["start"], row["end"]): row for row in reversed(rows)}
    return [
        row
        for row in reversed(unique.values())
        if not any(
            row["start"] < claim["end"] and claim["start"] < row["end"] for claim in spans.get(row["article_id"], ())
        )
    ]


def _rows(con: duckdb.DuckDBPyConnection, step: str, parameters: list[Any]) -> list[Row]:
    con.execute(read_step(step), parameters)
    names = [column[0] for column in con.description or ()]
    return [dict(zip(names, row, strict=True)) for row in con.fetchall()]
