"""Keep what an accepted proposal made of stored articles beside the archive, for whoever makes the warehouse again.

What `laborwire reprocess --accept` replaced, and what people had decided about it by then, does not follow from pages
and decisions: another reader may be at work by the time of a rebuild. So the rows of the articles that were read anew
are kept as they stood afterwards, in Parquet files in `archive/reprocessed/NNNNNN`, where the number is that of the
line in the ledger of loads (`pipeline.archive.ledger`); a rebuild puts them in the place of its own at that line.
"""

import os
import shutil
from collections.abc import Collection
from pathlib import Path

import duckdb

from pipeline.errors import ArchiveError
from pipeline.warehouse.schema import read_step

_BY_ARTICLE = (
    "pay_claims",
    "pay_claims_superseded",
    "not_pay",
    "client_rates",
    "mentions",
    "mentions_superseded",
    "corrections_owed",
)
_BY_CLAIM = ("payer_candidates", "claim_entities")
_CLAIMS = "SELECT id FROM pay_claims WHERE article_id IN (FROM kept_articles)"
_ABOUT = {
    **dict.fromkeys(_BY_ARTICLE, "article_id IN (FROM kept_articles)"),
    **dict.fromkeys(_BY_CLAIM, f"claim_id IN ({_CLAIMS})"),
}
_ARTICLES = "articles"


def kept_folder(archive: Path, number: int) -> Path:
    """Return where the rows of a line of the ledger lie."""
    return archive / "reprocessed" / f"{number:06d}"


def keep_readings(con: duckdb.DuckDBPyConnection, folder: Path, articles: Collection[str]) -> None:
    """Write the rows about these articles down, as they stand in the transaction that is going on.

    Raises:
        duckdb.Error, OSError: they cannot be written.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _name(con, articles)
    for table, about in _ABOUT.items():
        write_rows(con.table(table).filter(about), folder / f"{table}.parquet")
    write_rows(con.table("kept_articles"), folder / f"{_ARTICLES}.parquet")


def put_readings(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Put kept rows in the place of those that a warehouse has of the same articles, in one transaction.

    Rows about articles that are not there, since they are read otherwise or were taken down, are left out.

    Raises:
        ArchiveError: they are not there, or cannot be read.
    """
    try:
        con.execute(read_step("kept_articles"), {"file": str(folder / f"{_ARTICLES}.parquet")})
        con.begin()
        try:
            # Those of claims first: they are found by the claims that go.
            for table in (*_BY_CLAIM, *_BY_ARTICLE):
                con.execute(f"DELETE FROM {table} WHERE {_ABOUT[table]}")  # noqa: S608  # names of our own
            for table in (*_BY_ARTICLE, *_BY_CLAIM):
                rows = con.read_parquet(str(folder / f"{table}.parquet")).filter(_ABOUT[table])
                con.execute(f"INSERT INTO {table} BY NAME FROM rows")  # the same
                del rows
            con.commit()
        except BaseException:
            con.rollback()
            raise
    except duckdb.Error as err:
        problem = (
            f"what was read anew cannot be put back: {str(err).splitlines()[0]}; restore the archive from a backup"
        )
        raise ArchiveError(str(folder), problem) from err


def forget_readings_of(archive: Path, *, articles: Collection[str], claims: Collection[str]) -> int:
    """Write the files that hold rows about these articles anew without them, and return how many files did.

    Raises:
        ArchiveError: one cannot be read or written.
    """
    changed = 0
    for path in sorted((archive / "reprocessed").glob("*/*.parquet")):
        try:
            with duckdb.connect() as con:
                rows = con.read_parquet(str(path))
                column = "article_id" if "article_id" in rows.columns else rows.columns[0]
                gone = claims if path.stem in _BY_CLAIM else articles
                _name(con, gone)
                stays = rows.filter(f'"{column}" NOT IN (FROM kept_articles)')
                if stays.count("*").fetchall() == rows.count("*").fetchall():
                    continue
                part = path.with_name(path.name + ".part")
                write_rows(stays, part)
                part.replace(path)
        except duckdb.Error as err:
            raise ArchiveError(str(path), f"cannot be rewritten: {str(err).splitlines()[0]}") from err
        changed += 1
    return changed


def _name(con: duckdb.DuckDBPyConnection, ids: Collection[str]) -> None:
    # One string: a list of values costs a look-up for each.
    con.execute("CREATE OR REPLACE TEMP TABLE kept_articles AS SELECT unnest(string_split(?, chr(10))) AS id",
                ["\n".join(sorted(ids))])  # fmt: skip


def write_rows(rows: duckdb.DuckDBPyRelation, path: Path) -> None:
    """Write rows to a Parquet file, durably."""
    rows.write_parquet(str(path), compression="zstd")
    with path.open("rb") as file:
        os.fsync(file.fileno())
