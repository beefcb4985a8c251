"""Write an export: all that is asked for, with what explains it, whole or not at all.

The target is a folder; or a file, where one file holds all that is asked for: then its data package stands beside it.
Everything is written under a name of its own beside the target, which takes its place when it is complete.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal, get_args

import duckdb

from pipeline.codec import to_json
from pipeline.config import ExportSettings
from pipeline.errors import UsageError, WarehouseError
from pipeline.export.files import write_csv, write_jsonl, write_parquet
from pipeline.export.package import About, data_package, dictionary_page
from pipeline.export.resources import Resource, find_resources
from pipeline.export.rights import Handed
from pipeline.export.sqlite import Database
from pipeline.warehouse.reading import open_snapshot

Form = Literal["csv", "parquet", "jsonl", "xlsx", "sqlite"]
FORMS: tuple[Form, ...] = get_args(Form)
_PACKAGE = "datapackage.json"
_PAGE = "data-dictionary.md"
_WHOLE = "laborwire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be exported, and how."""

    form: Form
    tables: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    bom: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    paths: tuple[Path, ...]
    rows: dict[str, int]
    """Number of rows of each resource."""


def export_snapshot(
    snapshot: Path,
    target: Path,
    wanted: Wanted,
    *,
    number: str,
    settings: ExportSettings,
    now: datetime,
    kept: Path | None = None,
) -> Exported:
    """Export what is wanted from a snapshot.

    Args:
        number: of the snapshot.
        kept: folder of kept views (`pipeline.warehouse.kept_views`).

    Raises:
        UsageError: the target is there already, or cannot be what is wanted; or something is asked for that is not
            offered.
        WarehouseError: there is no snapshot, or it cannot be read.
    """
    is_file = target.suffix == f".{wanted.form}"
    beside = target.with_suffix(f".{_PACKAGE}")
    _check_target(target, beside if is_file else None, force=wanted.force)
    if wanted.bom and wanted.form != "csv":
        raise UsageError(f"--bom is for CSV; {wanted.form} needs no mark of its encoding")
    with open_snapshot(snapshot, kept=kept) as con:
        resources = find_resources(con, tables=wanted.tables, asks=wanted.asks, today=now.date(), path=snapshot)
        if is_file and wanted.form in {"csv", "parquet", "jsonl"} and len(resources) > 1:
            raise UsageError(
                f"{target.name} can hold one table, and {len(resources)} are asked for; name a folder, or one --table"
            )
        about = About.of(con, snapshot=number, made=now, settings=settings)
        with _beside(target) as folder:
            try:
                places, counts = _write(con, folder, resources, about, wanted, name=target.stem if is_file else None)
            except duckdb.Error as err:
                problem = f"cannot be exported: {str(err).splitlines()[0]}; if another version made it, run"
                raise WarehouseError(str(snapshot), f"{problem} `laborwire nightly`") from err
            package = data_package(about, resources, form=wanted.form, places=places, counts=counts)
            (folder / _PACKAGE).write_bytes(to_json(package) + b"\n")
            if is_file:
                (written,) = {path for path, _ in places.values()}
                (folder / _PACKAGE).replace(beside)
                written.replace(target)
                return Exported(paths=(target, beside), rows=counts)
            page = dictionary_page(about, resources, form=wanted.form, counts=counts)
            (folder / _PAGE).write_text(page, encoding="utf-8")
            _put_folder(folder, target)
    return Exported(paths=(target,), rows=counts)


def _write(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    resources: Sequence[Resource],
    about: About,
    wanted: Wanted,
    *,
    name: str | None,
) -> tuple[dict[str, tuple[Path, Any]], dict[str, int]]:
    """Write the files; return where each resource is, and its number of rows."""
    handed = Handed.of(con)
    counts: dict[str, int] = {}
    if wanted.form == "xlsx":
        from pipeline.export.xlsx import Workbook

        path = folder / f"{name or _WHOLE}.xlsx"
        with Workbook(path, made=about.made) as book:
            for one in resources:
                counts[one.name] = book.add(one, handed.rows(con, one))
            book.tell(about.lines(wanted.form), resources)
        return {one.name: (path, _sheets(book.sheets[one.name])) for one in resources}, counts
    if wanted.form == "sqlite":
        path = folder / f"{name or _WHOLE}.sqlite"
        with Database(path) as database:
            for one in resources:
                counts[one.name] = database.add(one, handed.rows(con, one))
            database.tell(about.lines(wanted.form), resources)
        return {one.name: (path, {"table": one.name}) for one in resources}, counts
    places: dict[str, tuple[Path, Any]] = {}
    for one in resources:
        path = folder / f"{name or one.name}.{wanted.form}"
        if wanted.form == "csv":
            counts[one.name] = write_csv(path, one, handed.rows(con, one), bom=wanted.bom)
        elif wanted.form == "jsonl":
            counts[one.name] = write_jsonl(path, one, handed.rows(con, one))
        else:
            schema = con.sql(one.sql, params=dict(one.values)).limit(0).to_arrow_table().schema
            facts = dict(about.lines(wanted.form))
            counts[one.name] = write_parquet(path, one, handed.rows(con, one), schema=schema, facts=facts)
        places[one.name] = (path, None)
    return places, counts


def _sheets(names: tuple[str, ...]) -> dict[str, Any]:
    return {"sheetName": names[0]} | ({"sheets": names} if len(names) > 1 else {})


def _check_target(target: Path, beside: Path | None, *, force: bool) -> None:
    if not target.parent.is_dir():
        raise UsageError(f"{target.parent} is no folder; make it, or export to another place")
    for path in filter(None, (target, beside)):
        if not os.path.lexists(path):
            continue
        if not force:
            raise UsageError(f"{path} is there already; choose another name, or replace it with --force")
        if path.is_dir():
            # A slip of the hand must not replace somebody's folder.
            if beside is not None or (any(path.iterdir()) and not (path / _PACKAGE).is_file()):
                raise UsageError(f"{path} is a folder that is no export; --force replaces only what was exported")
        elif beside is None:
            raise UsageError(f"{path} is a file; name a folder, or a file that ends in the format's name")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a folder beside the target, on the same disk; it is gone when the block ends."""
    folder = Path(mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_folder(folder: Path, target: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)
    if target.is_dir():
        old = Path(mkdtemp(prefix=f".{target.name}.", suffix=".old", dir=target.parent))
        target.replace(old)
        folder.replace(target)
        shutil.rmtree(old)
    else:
        folder.replace(target)
