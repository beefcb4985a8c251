"""Copy all that cannot be made again into a folder, also while a night runs, and bring it back.

In a backup: the newest snapshot, archive and ledger, fetch state, decisions, digests, reports and alert log, and a copy
of the configuration, with a manifest that has the digest of each file. Files are taken in an order that keeps them
consistent while a night goes on: the snapshot first, which never changes, and then what it needs, which only grows;
the fetch state before the archive, so that no page counts as fetched that the copy lacks. Left out is what is made
from these: the working copy of the warehouse, older snapshots, work in progress.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.archive.ledger import ledger_file
from pipeline.codec import from_json, to_json
from pipeline.errors import ArchiveError, UsageError, WarehouseError
from pipeline.places import Places
from pipeline.warehouse.publish import newest_snapshot

MANIFEST = "manifest.json"
VERSION = 1

_LEFT_OUT = ("work", "snapshots", "runs.open", "warehouse.duckdb", "laborwire.duckdb", "prefect")
_NOT_KEPT = ("-before-upgrade.duckdb", ".lock", ".next", ".part", ".wal", "-wal", "-shm", "-journal", ".tmp")
_TRIES = 5
_BACKFILL = "backfill.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One file of a backup."""

    path: str
    """Under the backup's folder: var/... or data/..."""
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    version: int
    made_at: datetime
    snapshot: int
    """Number of the snapshot."""
    files: tuple[KeptFile, ...]


def make_backup(places: Places, target: Path, *, now: datetime, force: bool = False) -> Manifest:
    """Write a backup into the folder `target`, whole or not at all, and return what it holds.

    Args:
        force: put it in the place of the backup that is there.

    Raises:
        UsageError: `target` is there already, or lies in the folder that is backed up.
        WarehouseError: there is no snapshot yet.
        ArchiveError: the archive's index cannot be read.
        OSError: the disk is full.
    """
    _refuse_target(places, target, force=force)
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        var = part / "var"
        var.mkdir(parents=True)
        snapshot = _keep_snapshot(places, var / "laborwire.duckdb")
        # How far a backfill has come must not run ahead of what the archive has.
        _keep(places.var / _BACKFILL, var / _BACKFILL)
        _keep_archive(places, var)
        # Last, so that they are no older than the loads that the ledger names.
        for path in _others(places):
            _keep(path, var / path.relative_to(places.var))
        for path in sorted(places.data.glob("*.toml")):
            _keep(path, part / "data" / path.name)
        files = tuple(
            KeptFile(path=str(path.relative_to(part)), size=path.stat().st_size, sha256=_sha256(path))
            for path in _files(part)
        )
        manifest = Manifest(version=VERSION, made_at=now, snapshot=snapshot, files=files)
        (part / MANIFEST).write_bytes(to_json(manifest) + b"\n")
        _sync(part)
        if target.exists():
            shutil.rmtree(target)
        part.rename(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return manifest


def check_backup(folder: Path) -> Manifest:
    """Return what a backup holds, once every file is known to be whole.

    Raises:
        ArchiveError: it is no backup of this version, or a file is missing or damaged; names the first.
    """
    path = folder / MANIFEST
    try:
        manifest = from_json(Manifest, path.read_bytes())
    except OSError as err:
        raise ArchiveError(str(folder), f"is no backup: {MANIFEST} cannot be read; name the folder of one") from err
    if manifest.version != VERSION:
        raise ArchiveError(str(path), f"is of version {manifest.version}; restore it with the laborwire that made it")
    for kept in manifest.files:
        copy = folder / kept.path
        if not copy.resolve().is_relative_to(folder.resolve()) or not copy.is_file():
            raise ArchiveError(str(copy), "is not there; the backup is damaged: use another one")
        if copy.stat().st_size != kept.size or _sha256(copy) != kept.sha256:
            raise ArchiveError(str(copy), "has other bytes than were written; the backup is damaged: use another one")
    return manifest


def _refuse_target(places: Places, target: Path, *, force: bool) -> None:
    if target.resolve().is_relative_to(places.var.resolve()):
        raise UsageError(f"{target} lies in {places.var} itself; name a folder elsewhere, best on another disk")
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not force:
        raise UsageError(f"{target} is there already; name a fresh folder, or replace that backup with --force")
    if not (target / MANIFEST).exists():
        raise UsageError(f"{target} holds something else than a backup; name another folder")


def _keep_snapshot(places: Places, target: Path) -> int:
    """Copy the newest snapshot, which a night may replace meanwhile, and return its number."""
    if not places.warehouse.exists():
        raise WarehouseError(str(places.warehouse), "no snapshot yet; run `laborwire nightly` first")
    for _ in range(_TRIES):
        newest = newest_snapshot(places)
        with places.warehouse.open("rb") as snapshot:
            is_settled = newest == newest_snapshot(places)
            if is_settled:
                _write(snapshot.fileno(), target, os.fstat(snapshot.fileno()).st_size)
                return newest.number if newest is not None else 1
    raise WarehouseError(str(places.warehouse), "snapshots come faster than they can be copied; try again")


def _keep_archive(places: Places, var: Path) -> None:
    if not places.archive.exists():
        return
    archive = var / places.archive.name
    archive.mkdir()
    if ledger_file(places.archive).exists():
        _keep(ledger_file(places.archive), archive / ledger_file(places.archive).name)
    for path in sorted((places.archive / "taught").glob("*.npz")):
        _keep(path, archive / "taught" / path.name)
    for kept in ("reprocessed", "related"):
        for path in sorted((places.archive / kept).glob("*/*.parquet")):
            _keep(path, archive / path.relative_to(places.archive))
    if places.crawl_state.exists():
        _keep(places.crawl_state, archive / places.crawl_state.name)
    index = archive / "index.sqlite"
    _keep(places.archive / index.name, index)
    try:
        with closing(sqlite3.connect(index)) as con:
            ends = con.execute("SELECT file, max(offset + length) FROM captures GROUP BY file").fetchall()
    except sqlite3.Error as err:
        raise ArchiveError(str(places.archive / index.name), f"cannot be backed up: {err}") from err
    for name, end in ends:
        # What lies behind the index's last record is being written, or torn.
        with (places.archive / str(name)).open("rb") as warc:
            _write(warc.fileno(), archive / str(name), int(end))


def _others(places: Places) -> Iterator[Path]:
    for path in _files(places.var):
        parts = path.relative_to(places.var).parts
        if parts[0] not in {*_LEFT_OUT, _BACKFILL, places.archive.name} and not path.name.endswith(_NOT_KEPT):
            yield path


def _keep(path: Path, target: Path) -> None:
    """Copy one file: a database as of one moment, a log up to its last whole line."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if path.suffix == ".sqlite":
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
            return
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            _write(file.fileno(), target, size)
    except FileNotFoundError:
        # A run's folder that was forgotten meanwhile.
        return
    except sqlite3.Error as err:
        raise ArchiveError(str(path), f"cannot be backed up: {err}") from err
    if path.suffix == ".jsonl":
        content = target.read_bytes()
        with target.open("r+b") as copy_of_log:
            copy_of_log.truncate(content.rfind(b"\n") + 1)


def _write(source: int, target: Path, size: int) -> None:
    with target.open("wb") as out:
        at = 0
        while at < size:
            block = os.pread(source, min(1 << 20, size - at), at)
            if not block:
                break
            out.write(block)
            at += len(block)
        out.flush()
        os.fsync(out.fileno())


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
