"""Look at what is new in a snapshot with the views of the whole, at the price of what is new.

The views that say which claim is counted, which change is one event and which reports conflict read the whole
warehouse, which takes seconds in a large archive. Their answers about new claims depend on little: the articles of
these claims, their copies and origins, and half a year of reports about the same payers. That part is copied into a
warehouse in memory, made of the same schema and views, and asked there.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from pipeline.corrections import REVIEW_VERBS
from pipeline.errors import WarehouseError
from pipeline.warehouse.schema import QUERY_FILES, apply_schema
from pipeline.warehouse.showing import hide_unshown
from pipeline.warehouse.store import utc_aware, utc_naive
from pipeline.watch.expression import Event

# Reports that stand up to 180 days apart belong to one change (pay_changes).
_REACH = timedelta(days=200)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is new in a snapshot, open for asking."""

    con: duckdb.DuckDBPyConnection
    focus: tuple[str, ...] | None
    """New claims; None: all are asked about."""
    known_payers: tuple[str, ...]
    """Payers of new claims that had claims before."""
    names: dict[str, frozenset[str]]
    """As in `pipeline.watch.fields`."""

    def rows(self, name: str) -> duckdb.DuckDBPyRelation:
        """Return the rows of one of the queries `watch_claims`, `watch_changes` and `watch_conflicts`."""
        values: dict[str, Any] = {"everything": self.focus is None, "focus": list(self.focus or ())}
        if name == "watch_claims":
            values["known"] = list(self.known_payers)
        # Kept, so that the views are asked once, however many rules there are.
        return self.con.from_arrow(self.con.sql(_query(name), params=values).to_arrow_table())


@contextmanager
def open_snapshot(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot for reading; what may not be shown is hidden.

    Raises:
        WarehouseError: there is none, or it cannot be read or asked.
    """
    if not path.exists():
        raise WarehouseError(str(path), "no snapshot yet; run `laborwire nightly` first")
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            con.execute("SET TimeZone = 'UTC'")
            hide_unshown(con)
            yield con
    except duckdb.Error as err:
        problem = str(err).splitlines()[0]
        raise WarehouseError(
            str(path), f"alerts cannot be looked for: {problem}; if another version made it, run `laborwire nightly`"
        ) from err


def newest_load(snapshot: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return when the newest article was loaded; None when there is none."""
    rows = snapshot.execute("SELECT max(loaded_at) FROM articles").fetchall()
    return utc_aware(rows[0][0])


def reviews_in(snapshot: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the decisions about claims that the snapshot has taken in: id to claim."""
    rows = snapshot.execute(
        "SELECT id, subject FROM decisions WHERE verb IN (SELECT unnest(?::VARCHAR[]))", [sorted(REVIEW_VERBS)]
    ).fetchall()
    return {str(decision): str(claim) for decision, claim in rows}


def all_of(snapshot: duckdb.DuckDBPyConnection) -> News:
    """Return everything in the snapshot as news."""
    return News(con=snapshot, focus=None, known_payers=(), names=payer_names(snapshot))


@contextmanager
def news_since(
    snapshot: duckdb.DuckDBPyConnection, *, since: datetime, decided: Collection[str], events: Collection[Event]
) -> Iterator[News]:
    """Open what is new in a snapshot: claims of articles loaded at or after `since`, and those decided about.

    Args:
        decided: claims that people decided about since then.
        events: what rules are about; what nobody asks for is not copied.
    """
    found = rows_of(snapshot, "watch_focus", {"since": utc_naive(since), "decided": sorted(decided)})
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        if found:
            apply_schema(con, Path("memory"))
            articles = sorted({row["article_id"] for row in found})
            months: dict[str, date] = {}
            for row in found:
                if row["payer_key"]:
                    first = (row["speaks_of"] or row["published"] or since).replace(day=1)
                    month = first.date() if isinstance(first, datetime) else first
                    months[row["payer_key"]] = min(month, months.get(row["payer_key"], month))
            payers = list(months)
            earliest = min([utc_naive(since), *(row["published"] for row in found if row["published"])])
            asked: dict[str, Any] = {"articles": articles, "payers": payers, "months": list(months.values())}
            asked |= {"from": earliest - _REACH}
            asked |= {"changes": "any pay change" in events, "conflicts": "new conflict" in events}
            _copy_part(snapshot, con, [row["id"] for row in rows_of(snapshot, "watch_neighbours", asked)])
            known = snapshot.execute(
                "SELECT DISTINCT coalesce(payer_id, lower(payer)) FROM pay_claims"
                " WHERE review_status <> 'rejected'"
                " AND coalesce(payer_id, lower(payer)) IN (SELECT unnest(?::VARCHAR[]))"
                " AND article_id NOT IN (SELECT unnest(?::VARCHAR[]))",
                [payers, articles],
            ).fetchall()
        yield News(
            con=con,
            focus=tuple(sorted(row["id"] for row in found)),
            known_payers=tuple(str(row[0]) for row in known) if found else (),
            names=payer_names(snapshot),
        )


def payer_names(snapshot: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """Return every name by which a rule may call a platform or employer, with the ids of those that have it."""
    names: dict[str, set[str]] = {}
    for key, name, aliases in snapshot.execute("SELECT id, name, aliases FROM entities").fetchall():
        for one in (key, name, *aliases):
            names.setdefault(str(one).lower(), set()).add(str(key))
    return {name: frozenset(ids) for name, ids in names.items()}


def rows_of(con: duckdb.DuckDBPyConnection, name: str, values: dict[str, Any]) -> list[Row]:
    """Return the rows of one of `warehouse/queries`."""
    return dicts(con.sql(_query(name), params=values))


def dicts(rows: duckdb.DuckDBPyRelation) -> list[Row]:
    """Return rows by the names of their columns."""
    columns = rows.columns
    return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]


def _copy_part(snapshot: duckdb.DuckDBPyConnection, con: duckdb.DuckDBPyConnection, articles: list[str]) -> None:
    chosen = snapshot.sql("SELECT unnest(?::VARCHAR[]) AS article_id", params=[articles])
    by_id = chosen.project("article_id AS id")
    claims = snapshot.table("pay_claims").join(chosen, "article_id", how="semi")
    of_claims = claims.project("id AS claim_id")
    currencies = claims.project("currency").union(snapshot.table("minimum_wages").project("currency")).distinct()
    parts = {
        "articles": snapshot.table("articles").join(by_id, "id", how="semi"),
        "captures": snapshot.table("captures").join(
            # All of their addresses: the newest one says what may be shown.
            snapshot.table("articles").join(by_id, "id", how="semi").project("url").distinct(),
            "url",
            how="semi",
        ),
        "pay_claims": claims,
        "claim_entities": snapshot.table("claim_entities").join(of_claims, "claim_id", how="semi"),
        "duplicates": snapshot.table("duplicates").join(chosen, "article_id", how="semi"),
        "origin_links": snapshot.table("origin_links").join(chosen, "article_id", how="semi"),
        "client_rates": snapshot.table("client_rates").join(chosen, "article_id", how="semi"),
        "mentions": snapshot.table("mentions").join(chosen, "article_id", how="semi"),
        "fx_rates": snapshot.table("fx_rates").join(currencies, "currency", how="semi"),
    }
    whole = ("sources", "entities", "places", "minimum_wages")
    for table, part in (parts | {name: snapshot.table(name) for name in whole}).items():
        con.from_arrow(part.to_arrow_table()).insert_into(table)


def _query(name: str) -> str:
    return (QUERY_FILES / f"{name}.sql").read_text(encoding="utf-8")
