"""Cover the contacts in texts that an earlier version stored, once: see `pipeline.contacts`.

A cover is as long as what it covers, so that ids, offsets, vectors and what people decided stay as they are. What was
copied out of a text into other tables is covered with it; the next publication writes the file anew.
"""

from collections.abc import Iterator, Mapping

import duckdb

from pipeline.contacts import contacts_in, without_contacts
from pipeline.warehouse.decided import owe_compaction
from pipeline.warehouse.load import count_news

_VERSION = 1
_KNOWN = "SELECT value FROM progress WHERE name = 'contacts'"
_BATCH = 500
_COLUMNS = """
SELECT table_name, list(column_name) FROM duckdb_columns()
WHERE database_name = current_database() AND NOT internal AND data_type = 'VARCHAR' AND table_name IN (
    SELECT table_name FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, table_name)
    WHERE column_name = 'article_id')
GROUP BY table_name
"""


def cover_stored_contacts(con: duckdb.DuckDBPyConnection) -> int:
    """Cover what is stored, unless this was done before; return the number of articles that had a contact."""
    if con.execute(_KNOWN).fetchall() == [(_VERSION,)]:
        return 0
    con.begin()
    try:
        columns = {str(table): [str(one) for one in names] for table, names in con.execute(_COLUMNS).fetchall()}
        found: dict[str, tuple[str, ...]] = {}
        for identity, headline, authors, text in list(_with_contacts(con)):
            known = (*contacts_in(text), *contacts_in(headline))
            found[identity] = known
            kept = [name for name in authors if not contacts_in(name) and name not in known]
            con.execute(
                "UPDATE articles SET headline = ?, authors = ?, text = ? WHERE id = ?",
                [without_contacts(headline, known=known), kept, without_contacts(text, known=known), identity],
            )
        for table, names in columns.items():
            _cover(con, table, [name for name in names if name != "article_id"], found)
        con.execute("DELETE FROM progress WHERE name = 'contacts'")
        con.execute("INSERT INTO progress VALUES ('contacts', ?)", [_VERSION])
        if found:
            count_news(con)
            owe_compaction(con, True)
        con.commit()
    except BaseException:
        con.rollback()
        raise
    return len(found)


def _with_contacts(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, list[str], str]]:
    with con.cursor() as reader:
        reader.execute("SELECT id, headline, authors, text FROM articles ORDER BY id")
        while rows := reader.fetchmany(_BATCH):
            for row in rows:
                if contacts_in(row[1]) or contacts_in(row[3]) or any(map(contacts_in, row[2])):
                    yield row


def _cover(con: duckdb.DuckDBPyConnection, table: str, names: list[str], found: Mapping[str, tuple[str, ...]]) -> None:
    """Cover in a table what was covered in the articles that its rows are about."""
    if not names:
        return
    listed = ", ".join(f'"{name}"' for name in names)
    rows = con.execute(
        f"SELECT rowid, article_id, {listed} FROM {table}"  # noqa: S608  # names of our own
        " WHERE article_id IN (SELECT unnest(string_split(?, chr(10))))",
        ["\n".join(found)],
    ).fetchall()
    for number, article, *values in rows:
        covered = [value and without_contacts(value, known=found[article]) for value in values]
        if covered != values:
            changes = ", ".join(f'"{name}" = ?' for name in names)
            con.execute(f"UPDATE {table} SET {changes} WHERE rowid = ?", [*covered, number])  # noqa: S608  # the same
