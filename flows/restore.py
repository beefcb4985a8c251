"""Bring a backup back: checked before, verified afterwards, and never over what is there.

The backup is checked file by file, copied beside the target, and verified as `laborwire verify` does. Only then it
takes its place; with force what stood there is moved aside, not deleted.
"""

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from flows.backup import Manifest, check_backup
from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places
from pipeline.warehouse.lock import writer_lock
from pipeline.warehouse.verify import Checked, verify_snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of it."""

    manifest: Manifest
    checked: Checked
    aside: Path | None
    """Where what stood there is now."""
    other_settings: tuple[str, ...]
    """Files of the configuration that are not as they were when the backup was made."""


def restore_backup(places: Places, backup: Path, *, now: datetime, force: bool = False) -> Restored:
    """Put a backup in the place of `places.var`.

    Args:
        force: move aside what is there.

    Raises:
        UsageError: there is something, and no force.
        ArchiveError: the backup is damaged.
        WarehouseError: what was restored does not verify; nothing is put in place.
        LockedError: a run is writing there.
    """
    var = places.var
    is_fresh = not var.exists() or not any(var.iterdir())
    if not is_fresh and not force:
        raise UsageError(f"{var} is not empty; name a fresh folder with --var, or move it aside with --force")
    manifest = check_backup(backup)
    part = var.with_name(var.name + ".restoring")
    shutil.rmtree(part, ignore_errors=True)
    try:
        for kept in manifest.files:
            if kept.path.startswith("var/"):
                target = part / kept.path.removeprefix("var/")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(backup / kept.path, target)
        restored = Places(data=places.data, var=part)
        _number_snapshot(restored, manifest.snapshot)
        checked = _verified(restored)
        aside = _put_in_place(places, part, now=now, is_fresh=is_fresh)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Restored(
        manifest=manifest, checked=checked, aside=aside, other_settings=_other_settings(places, backup, manifest)
    )


def _number_snapshot(places: Places, number: int) -> None:
    places.warehouse.chmod(0o444)
    places.snapshots.mkdir(parents=True, exist_ok=True)
    numbered = places.snapshots / f"laborwire-{number:06d}.duckdb"
    try:
        numbered.hardlink_to(places.warehouse)
    except OSError:
        shutil.copyfile(places.warehouse, numbered)
        numbered.chmod(0o444)


def _verified(places: Places) -> Checked:
    checked = Checked()
    failures = [failure.words() for failure in verify_snapshot(places.warehouse, places.archive, checked=checked)]
    if failures:
        problem = f"does not verify, nothing was restored: {failures[0]} ({checked.failed} in all); use another backup"
        raise WarehouseError(str(places.warehouse), problem)
    return checked


def _put_in_place(places: Places, part: Path, *, now: datetime, is_fresh: bool) -> Path | None:
    with ExitStack() as stack:
        if is_fresh:
            places.var.parent.mkdir(parents=True, exist_ok=True)
            part.replace(places.var)
            return None
        stack.enter_context(writer_lock(places, "restore", datetime.now(timezone.utc)))
        aside = places.var.with_name(f"{places.var.name}-before-{now:%Y%m%dT%H%M%S}")
        places.var.rename(aside)
        part.rename(places.var)
        return aside


def _other_settings(places: Places, backup: Path, manifest: Manifest) -> tuple[str, ...]:
    found = []
    for kept in manifest.files:
        if kept.path.startswith("data/"):
            here = places.data / kept.path.removeprefix("data/")
            if not here.exists() or here.read_bytes() != (backup / kept.path).read_bytes():
                found.append(here.name)
    return tuple(found)
