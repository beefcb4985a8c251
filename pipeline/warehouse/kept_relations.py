"""Keep how articles relate to each other beside the archive, where what was taken down had a part in finding it.

Which story an article is in, whose copy it is and where it comes from was found with articles that are gone now, and
without them a rebuild would find it otherwise: ids that were cited would lead elsewhere. So a take-down writes these
rows down as it leaves them, in Parquet files in `archive/related/NNNNNN`, where the number is that of the line in the
ledger of loads (`pipeline.archive.ledger`); a rebuild puts them in the place of its own at that line. The rows of the
last take-down are those of the earlier ones, too, which are removed.
"""

import shutil
from pathlib import Path

import duckdb

from pipeline.errors import ArchiveError
from pipeline.warehouse.kept_readings import write_rows
from pipeline.warehouse.schema import read_step

_BY_ARTICLE = (
    "duplicates",
    "fingerprints",
    "sketches",
    "attributions",
    "origin_links",
    "origin_clues",
    "story_articles",
    "story_links",
)
_WHOLE = ("stories", "story_merges")


def relations_folder(archive: Path, number: int) -> Path:
    """Return where the rows of a line of the ledger lie."""
    return archive / "related" / f"{number:06d}"


def keep_relations(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the rows down as they stand.

    Raises:
        duckdb.Error, OSError: they cannot be written.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for table in (*_BY_ARTICLE, *_WHOLE):
        write_rows(con.table(table), folder / f"{table}.parquet")


def remove_relations_but(folder: Path) -> None:
    """Remove the rows of all other lines.

    Raises:
        OSError: they cannot be removed.
    """
    for other in sorted(folder.parent.iterdir()):
        if other != folder:
            shutil.rmtree(other)


def put_relations(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Put kept rows in the place of those that a warehouse has of the same articles, in one transaction.

    Articles that are read otherwise today, and were not there then, keep the story that they were given.

    Raises:
        ArchiveError: they are not there, or cannot be read.
    """
    try:
        con.begin()
        try:
            con.execute(read_step("kept_related"), {"file": str(folder / "duplicates.parquet")})
            for table in _BY_ARTICLE:
                con.execute(f"DELETE FROM {table} WHERE article_id IN (FROM kept_articles)")  # noqa: S608  # our own
                rows = con.read_parquet(str(folder / f"{table}.parquet")).filter("article_id IN (FROM kept_articles)")
                con.execute(f"INSERT INTO {table} BY NAME FROM rows")
                del rows
            for table in _WHOLE:
                con.execute(f"DELETE FROM {table}")  # noqa: S608  # the same
                rows = con.read_parquet(str(folder / f"{table}.parquet"))
                con.execute(f"INSERT INTO {table} BY NAME FROM rows")
                del rows
            con.execute(read_step("kept_related_stories"))
            con.commit()
        except BaseException:
            con.rollback()
            raise
    except duckdb.Error as err:
        problem = f"what was taken down had a part in it, and it cannot be put back: {str(err).splitlines()[0]}"
        raise ArchiveError(str(folder), f"{problem}; restore the archive from a backup") from err
