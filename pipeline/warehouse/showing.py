"""Keep from a connection all that belongs to articles of which nothing may be shown (rights "none").

In: a connection to a snapshot that somebody is about to be shown. Out: the same connection, in which no table, and
hence no view or macro, knows these articles: they are hidden by temporary views of the tables' own names, which views
of the snapshot read, too. Whoever makes an output opens its snapshot, calls `hide_unshown` and needs to know no more.

What was counted stays: pages and runs of their sources, and `source_health` with its number of articles. Where no
source has such rights, nothing is made and nothing costs anything.
"""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from pipeline.warehouse.schema import read_step

_TABLES = (
    "SELECT table_name, list(column_name) FROM duckdb_columns()"
    " SEMI JOIN duckdb_tables() USING (database_name, table_name)"
    " WHERE database_name = current_database() AND NOT internal GROUP BY table_name ORDER BY table_name"
)
_BY_ARTICLE = (
    "SELECT 1 FROM duckdb_views() WHERE database_name = current_database() AND view_name = 'article_rights'"
    " AND EXISTS (FROM sources WHERE 'none' IN (rights, rights_if_opted_out))"
)
_SOURCES = "SELECT id FROM sources WHERE rights = 'none' ORDER BY id"
_KEEP = "CREATE TEMP TABLE IF NOT EXISTS {0} AS FROM {0}"
_WHOLE = 'CREATE OR REPLACE TEMP VIEW whole_{0} AS FROM "{1}".main.{0}'
_SHOWN = "CREATE OR REPLACE TEMP {3} {0} AS FROM whole_{0} WHERE {1} NOT IN (SELECT id FROM {2})"
_IS_HIDING = "SELECT 1 FROM duckdb_tables() WHERE database_name = 'temp' AND table_name = 'unshown_addresses'"
_ADDRESSES = "SELECT address FROM unshown_addresses WHERE address IS NOT NULL"
_NUMBER = "SELECT count(DISTINCT canonical_url) FROM whole_articles WHERE id IN (SELECT id FROM unshown)"
_COUNTING = ("source_health",)
"""Views that count what is not shown, too."""
_IN_ORDER = ("corrections_owed",)
"""Small tables that are asked in the order of their rows, which a view does not know."""
_OF_CLAIMS = ("claim_entities", "payer_candidates")
_OF_THEIR_OWN = ("duplicates", "origin_links", "rejections")
"""Tables that say something about an article that is shown and name one that is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshown:
    """What `hide_unshown` hid from a connection."""

    n_articles: int
    """By their addresses."""
    addresses: frozenset[str]
    """Addresses of these articles, and all that were fetched for sources of which nothing may be shown."""


def sources_not_shown(con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Return the sources of which nothing may be shown, as a snapshot has it."""
    return tuple(str(row[0]) for row in con.execute(_SOURCES).fetchall())


def hide_unshown(con: duckdb.DuckDBPyConnection, *, sources: Collection[str] = ()) -> int:
    """Hide from a connection what may not be shown; return how many article versions that are.

    The connection's current database is the snapshot. Cursors of the connection see everything.

    Args:
        sources: further sources to hide, as when an older snapshot is shown beside the newest, whose rights hold now.

    Raises:
        duckdb.Error: the snapshot cannot be read.
    """
    tables = {str(name): set(columns) for name, columns in con.execute(_TABLES).fetchall()}
    if "rights" not in tables.get("sources", ()):
        return 0
    con.execute(read_step("unshown_sources"), {"sources": list(sources)})
    # A snapshot of an earlier version knows no rights of single articles; and the view reads all captures.
    by_article = "rights_if_opted_out" in tables["sources"] and bool(con.execute(_BY_ARTICLE).fetchall())
    con.execute(read_step("unshown_articles" if by_article else "unshown_articles_of_sources"))
    counts = con.execute("SELECT (SELECT count(*) FROM unshown), (SELECT count(*) FROM unshown_sources)").fetchall()
    number, of_sources = counts[0]
    if not number and not of_sources:
        return 0
    ((catalog,),) = con.execute("SELECT current_database()").fetchall()
    for view in _COUNTING:
        con.execute(_KEEP.format(view))
    con.execute(read_step("unshown_beside"))
    for table, columns in tables.items():
        con.execute(_WHOLE.format(table, str(catalog).replace('"', '""')))
        if table in _OF_THEIR_OWN:
            con.execute(read_step(f"shown_{table}"))
        elif table in _OF_CLAIMS:
            con.execute(_SHOWN.format(table, "claim_id", "unshown_claims", "VIEW"))
        elif table == "articles" or "article_id" in columns:
            kind = "TABLE" if table in _IN_ORDER else "VIEW"
            con.execute(_SHOWN.format(table, "id" if table == "articles" else "article_id", "unshown", kind))
    return int(number)


def what_is_hidden(con: duckdb.DuckDBPyConnection) -> Unshown:
    """Return what is hidden from a connection."""
    if not con.execute(_IS_HIDING).fetchall():
        return Unshown(n_articles=0, addresses=frozenset())
    ((number,),) = con.execute(_NUMBER).fetchall()
    return Unshown(
        n_articles=int(number), addresses=frozenset(str(row[0]) for row in con.execute(_ADDRESSES).fetchall())
    )
