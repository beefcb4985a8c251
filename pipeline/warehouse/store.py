"""The warehouse as the pipeline sees it: one open DuckDB file, and what a night has to look up in it.

Only the holder of the writer's lock opens the live file; readers open published snapshots. Times go in
as aware datetimes and lie in the file as UTC without a zone, so that a query answers the same
wherever it is asked; they come out aware again.
"""

import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import duckdb

from pipeline.errors import WarehouseError
from pipeline.places import find_places
from pipeline.records import Article, Duplicate, RunReport
from pipeline.urls import canonical_url
from pipeline.warehouse.reference import load_reference
from pipeline.warehouse.schema import apply_schema, is_of_another_version, read_step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.relate.duplicates import FingerprintRow, SketchRow

_CONFIG: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false"}
_ATTACH = "ATTACH '{}' AS left_behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMember:
    """An article of a story, as clustering wants it back."""

    article_id: str
    url: str
    headline: str
    text: str
    published: datetime | None
    source_id: str | None
    story_id: str
    similarity: float
    model_digest: str | None
    vector: "NDArray[np.float32] | None"
    """Shape (384,), unit length; None when the article has no vector."""
    story_started: datetime | None = None
    """Date of the story's first article, which may lie before the members asked for."""
    first_story_id: str | None = None
    """Story in which the clustering put it; None when an earlier version did."""


class Warehouse:
    """An open warehouse. Use `open`, and close it (or use it in a `with` block)."""

    def __init__(self, con: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.con = con
        self.path = path

    @classmethod
    def open(cls, path: Path, *, data: Path | None = None) -> "Warehouse":
        """Open the warehouse at `path` for writing; make it, and bring its definitions up to date, where needed.

        Of one that an earlier version made a copy is kept beside it first (`before_upgrade`).

        Args:
            data: folder with the reference data (`fx/`, `minimum_wage.toml`); default: the installation's.

        Raises:
            WarehouseError: the file is in use, no DuckDB database, or made by another version.
            ConfigError: the reference data cannot be read.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            con = _connect(path)
        except duckdb.Error as err:
            raise WarehouseError(str(path), f"cannot be opened: {_first_line(err)}") from err
        try:
            if is_of_another_version(con):
                con = _keep_before(con, path)
            apply_schema(con, path)
            load_reference(con, data or find_places().data)
        except duckdb.Error as err:
            con.close()
            raise WarehouseError(str(path), f"cannot be brought up to date: {_first_line(err)}") from err
        except BaseException:
            con.close()
            raise
        return cls(con, path)

    def close(self) -> None:
        """Write everything into the one file and close it; closing twice is harmless."""
        self.con.close()

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def watermark(self) -> int:
        """Return how far the archive has been loaded; 0 for a new warehouse."""
        rows = self.con.execute("SELECT value FROM progress WHERE name = 'archive'").fetchall()
        return int(rows[0][0]) if rows else 0

    def last_load(self) -> int:
        """Return the number of the last load in the archive's ledger that this warehouse has; 0 when it has none."""
        rows = self.con.execute("SELECT value FROM progress WHERE name = 'loads'").fetchall()
        return int(rows[0][0]) if rows else 0

    def asked_up_to(self) -> int:
        """Return the number of the last asking of a source that is counted; 0 when none is."""
        rows = self.con.execute("SELECT value FROM progress WHERE name = 'askings'").fetchall()
        return int(rows[0][0]) if rows else 0

    def run_ids_known(self, ids: Collection[str]) -> set[str]:
        """Return those of `ids` that are runs in the warehouse."""
        rows = self.con.execute("SELECT id FROM runs WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)]).fetchall()
        return {str(row[0]) for row in rows}

    def runs_without_askings(self, ids: Collection[str]) -> list[RunReport]:
        """Return those of `ids` that are known runs and have counted nothing that they asked: killed before that."""
        rows = self.con.execute(read_step("runs_without_askings"), [list(ids)]).fetchall()
        return [
            RunReport(
                id=row[0],
                command=row[1],
                started_at=row[2].replace(tzinfo=timezone.utc),
                finished_at=utc_aware(row[3]),
                state=row[4],
                sources_read=row[5],
                snapshot=row[6],
            )
            for row in rows
        ]

    def article_ids_known(self, ids: Collection[str]) -> set[str]:
        """Return those of `ids` that are loaded."""
        rows = self.con.execute(
            "SELECT id FROM articles WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)]
        ).fetchall()
        return {str(row[0]) for row in rows}

    def known_fingerprints(self, hashes: Collection[int]) -> "list[FingerprintRow]":
        """Return who has filed those of `hashes` (signed 64 bits) that are known, in order of hash and article."""
        import pyarrow as pa

        from pipeline.relate.duplicates import FingerprintRow

        asked = self.con.from_arrow(pa.table({"hash": pa.array(sorted(set(hashes)), pa.int64())}))
        filed = self.con.table("fingerprints")
        rows = filed.join(asked, "hash", how="semi").order("hash, article_id").fetchall()
        return [FingerprintRow(hash=number, article_id=article_id) for number, article_id in rows]

    def sketches_of(self, article_ids: Collection[str]) -> "list[SketchRow]":
        """Return the sketches of the given articles, in order of article id."""
        from pipeline.relate.duplicates import SketchRow

        rows = self.con.execute(
            read_step("sketches_of"),
            [list(article_ids)],
        ).fetchall()
        return [
            SketchRow(
                article_id=row[0],
                size=row[1],
                words=row[2],
                numbers=tuple(row[3]),
                money=tuple(row[4]),
                names=tuple(row[5]),
                headline_names=tuple(row[6]),
                outlet=row[7],
                published=utc_aware(row[8]),
            )
            for row in rows
        ]

    def story_members_since(self, when: datetime, *, model_digest: str | None = None) -> list[StoredMember]:
        """Return the members of stories published at or after `when`, oldest first; undated ones too, copies not.

        Args:
            model_digest: whose vectors to return; None: of any model (for a warehouse that knows only one).
        """
        import numpy as np

        rows = self.con.execute(
            read_step("story_members"),
            [model_digest, utc_naive(when)],
        ).fetchall()
        return [
            StoredMember(
                article_id=row[0],
                url=row[1],
                headline=row[2],
                text=row[3],
                published=utc_aware(row[4]),
                source_id=row[5],
                story_id=row[6],
                similarity=row[7],
                model_digest=row[8],
                vector=None if row[9] is None else np.array(row[9], dtype=np.float32),
                story_started=utc_aware(row[10]),
                first_story_id=row[11],
            )
            for row in rows
        ]

    def first_stories_of(self, article_ids: Collection[str]) -> dict[str, str]:
        """Return in which story the clustering put those of these articles that are loaded."""
        rows = self.con.execute(read_step("first_stories"), [sorted(article_ids)]).fetchall()
        return {str(article): str(story) for article, story in rows}

    def decisions_known(self) -> int:
        """Return how many decisions are loaded: the first so many lines of the log."""
        return int(self.con.table("decisions").count("*").fetchall()[0][0])

    def knows_decisions(self, ids: Iterable[str]) -> bool:
        """Say whether all of these decisions are loaded."""
        wanted = set(ids)
        rows = self.con.execute(
            "SELECT count(*) FROM decisions WHERE id IN (SELECT unnest(?::VARCHAR[]))", [sorted(wanted)]
        ).fetchall()
        return int(rows[0][0]) == len(wanted)

    def canonical_urls_at(self, urls: Collection[str]) -> tuple[str, ...]:
        """Return the canonical addresses of the articles that were fetched from `urls`, in order."""
        rows = self.con.execute(
            "SELECT DISTINCT canonical_url FROM articles WHERE url IN (SELECT unnest(?::VARCHAR[]))"
            " ORDER BY canonical_url",
            [list(urls)],
        ).fetchall()
        return tuple(str(row[0]) for row in rows)

    def taken_down_addresses(self) -> tuple[str, ...]:
        """Return the canonical addresses, as stated and as fetched, of what people took down."""
        rows = self.con.execute(read_step("taken_down_addresses")).fetchall()
        return tuple(sorted({canonical_url(str(row[0])) for row in rows} | {str(row[0]) for row in rows}))

    def current_article(self, canonical_url: str) -> Article | None:
        """Return the version of the article at `canonical_url` that stands now; None when there is none."""
        rows = self.con.execute(
            read_step("current_article"),
            [canonical_url],
        ).fetchall()
        return _article(rows[0]) if rows else None

    def heirs(self) -> list[tuple[Article, str | None, Sequence[float] | None]]:
        """Return originals of which nothing is filed, in time order, each with its model's digest and its vector."""
        rows = self.con.execute(read_step("heirs")).fetchall()
        return [(_article(row[:-2]), row[-2], row[-1]) for row in rows]

    def relate(self, duplicates: Sequence[Duplicate]) -> None:
        """Say of loaded articles anew what they are made from.

        Raises:
            WarehouseError: the rows cannot be written.
        """
        rows = [(one.canonical_id, one.relation, one.similarity, one.origin_id, one.article_id) for one in duplicates]
        try:
            self.con.executemany(
                "UPDATE duplicates SET canonical_id = ?, relation = ?, similarity = ?, origin_id = ?"
                " WHERE article_id = ?",
                rows,
            )
        except duckdb.Error as err:
            raise WarehouseError(str(self.path), f"copies cannot be related anew: {err}") from err


def utc_naive(when: datetime) -> datetime:
    """Return an aware datetime as it lies in the warehouse: UTC, without its zone."""
    return when.astimezone(timezone.utc).replace(tzinfo=None)


def utc_aware(when: datetime | None) -> datetime | None:
    """Return a datetime of the warehouse with its zone again."""
    return None if when is None else when.replace(tzinfo=timezone.utc)


def _article(row: Sequence[Any]) -> Article:
    return Article(
        id=row[0],
        capture_id=row[1],
        source_id=row[2],
        url=row[3],
        canonical_url=row[4],
        headline=row[5],
        authors=tuple(row[6]),
        published=utc_aware(row[7]),
        modified=utc_aware(row[8]),
        published_is_fallback=row[9],
        language=row[10],
        site_name=row[11],
        text=row[12],
        text_digest=row[13],
        is_accessible_for_free=row[14],
        extractor=row[15],
        relevance_score=row[16],
        relevance_reasons=tuple(row[17]),
        agencies=tuple(row[18]),
        is_cut_off=row[19],
        license=row[20],
        text_confidence=row[21],
    )


def before_upgrade(path: Path) -> Path:
    """Return where the copy of a warehouse lies that an earlier version made."""
    return path.with_name(f"{path.stem}-before-upgrade{path.suffix}")


def _keep_before(con: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyConnection:
    """Copy the file of an earlier version before it is changed, and return it opened again."""
    con.execute("CHECKPOINT")
    con.close()
    part = path.with_name(path.name + ".part")
    try:
        shutil.copyfile(path, part)
        part.replace(before_upgrade(path))
    except OSError as err:
        raise WarehouseError(str(path), f"cannot be copied before its upgrade: {err.strerror}; is there room?") from err
    return _connect(path)


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), config=_CONFIG)
    except duckdb.InternalException:
        # A log with definitions, left by a version that did not keep them out of it: see `apply_schema`.
        _take_in_log(path)
        return duckdb.connect(str(path), config=_CONFIG)


def _take_in_log(path: Path) -> None:
    """Write the log of a killed process into its file; beside another database DuckDB can read what it else cannot."""
    with duckdb.connect(config=_CONFIG) as con:
        con.execute(_ATTACH.format(str(path).replace("'", "''")))
        con.execute("CHECKPOINT left_behind")


def _first_line(err: duckdb.Error) -> str:
    return (str(err).splitlines() or ["no reason given"])[0]
