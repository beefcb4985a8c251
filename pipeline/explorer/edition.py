"""Open published snapshots for the pages, and keep beside each what the pages ask of it most.

A snapshot never changes, so that what was made of it once (`tables.py`, and pages that were asked for) is kept. A newer
one is opened as soon as it is published, while the one before goes on serving; one that was removed is let go of at
once, with all that was kept of it.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb

from pipeline.errors import WarehouseError
from pipeline.explorer.claim_columns import ClaimColumns
from pipeline.explorer.tables import open_tables, read_query, remove_stale
from pipeline.places import Places
from pipeline.warehouse.publish import newest_snapshot
from pipeline.warehouse.store import utc_aware

log = logging.getLogger(__name__)

T = TypeVar("T")

_MOST_OPEN = 3
_MOST_KEPT = 600

Mark = tuple[int, int, int]
"""What tells one file from another at the same path: device, inode and time of the last change."""


class Edition:
    """One snapshot, opened: tables of the pages in `pages`, the snapshot's own under the name `snap`."""

    def __init__(self, path: Path, *, number: int, cache: Path | None = None, newest: Path | None = None) -> None:
        """Open the snapshot at `path`.

        Args:
            cache: a folder for the tables of the pages, so that the snapshot is opened at once the next time; safe to
                delete, never a home for others. None keeps them in memory.
            newest: the newest snapshot, when this is an older one: its rights hold for this one, too.

        Raises:
            WarehouseError: it is no snapshot of this version, or cannot be read.
        """
        self.number, self.path = number, path
        self.lock = threading.Lock()
        self.kept: dict[str, Any] = {}
        """What pages keep of this snapshot: drawn charts, vectors."""
        self._pages: OrderedDict[str, Any] = OrderedDict()
        try:
            tables = open_tables(path, cache, newest=newest)
        except duckdb.Error as err:
            raise WarehouseError(str(path), f"cannot be opened: {str(err).splitlines()[0]}") from err
        self._con, self.records, self.folder = tables.con, tables.records, tables.folder
        self._own = threading.local()
        self.claims = ClaimColumns(self.cursor(), read_query("claim_columns"))
        self.rights = frozenset(tuple(row.values()) for row in self.rows("rights", {}))
        """What each source lets be shown."""
        (changed,) = self.rows("rights_changed", {})
        self.rights_changed: bool = changed["is_changed"]
        """True for an older snapshot of which less, or more, may be shown now: its search index does not know."""
        (row,) = self.rows("as_of", {})
        self.as_of: datetime | None = row["finished_at"]
        self.is_invented: bool = row["is_invented"]

    def rows(self, query: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the rows of `queries/<query>.sql`, times with their zone."""
        con = self.cursor()
        con.execute(read_query(query), parameters)
        names = [column[0] for column in con.description or ()]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in con.fetchall()]

    def kept_page(self, key: str, make: Callable[[], T]) -> T:
        """Return what stands under a key, made when it is asked for first; the oldest go when there are many."""
        found: T | object = self._pages.get(key, self)
        if found is not self:
            return cast("T", found)
        made = make()
        with self.lock:
            self._pages[key] = made
            while len(self._pages) > _MOST_KEPT:
                self._pages.popitem(last=False)
        return made

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return this thread's own connection."""
        con: duckdb.DuckDBPyConnection | None = getattr(self._own, "con", None)
        if con is None:
            con = self._own.con = self._con.cursor()
            con.execute("USE pages")
        return con


class Editions:
    """The snapshots of one installation, opened when they are asked for."""

    def __init__(self, places: Places, *, when_opened: Callable[[Edition, Path], None] | None = None) -> None:
        """Remember where they lie; nothing is opened yet.

        Args:
            when_opened: is told each snapshot that was opened, and the folder of its tables.
        """
        self._places = places
        self._when_opened = when_opened
        self._open: OrderedDict[Mark, Edition] = OrderedDict()
        self._lock = threading.Lock()
        self._opening: dict[Mark, threading.Lock] = {}
        """Held while a snapshot is opened: readers of the others do not wait for it."""
        self._shown: Mark | None = None
        """The newest that was handed out."""

    def newest(self) -> Edition:
        """Return the newest snapshot.

        Raises:
            WarehouseError: there is none yet, or it cannot be read.
        """
        path = self._places.warehouse
        mark = _mark(path)
        if mark is None:
            raise WarehouseError(str(path), "no snapshot yet; run `laborwire demo`, `add` or `nightly` first")
        newest = newest_snapshot(self._places)
        number = 0 if newest is None else newest.number
        return self._before(path, mark, number) or self._opened(path, mark, number)

    def numbered(self, number: int) -> Edition | None:
        """Return the snapshot of that number; None when it is not kept.

        Raises:
            WarehouseError: it cannot be read.
        """
        newest = newest_snapshot(self._places)
        if number == (0 if newest is None else newest.number):
            return self.newest()
        path = self._places.snapshots / f"laborwire-{number:06d}.duckdb"
        mark = _mark(path)
        return None if mark is None else self._opened(path, mark, number, newest=self.newest())

    def _before(self, path: Path, mark: Mark, number: int) -> Edition | None:
        """Return the edition that serves while a newer one is opened; None when there is no need of it, or none.

        One whose snapshot was removed serves no more: a take-down removes them all.
        """
        with self._lock:
            if mark in self._open:
                self._shown = mark
                return None
            before = self._open.get(self._shown) if self._shown else None
            kept = before and (self._places.snapshots / f"laborwire-{before.number:06d}.duckdb").exists()
            if before is None or not kept or before.number == number:
                return None
            if mark not in self._opening:
                self._opening[mark] = threading.Lock()
                threading.Thread(target=self._open_aside, args=(path, mark, number), daemon=True).start()
            return before

    def _open_aside(self, path: Path, mark: Mark, number: int) -> None:
        try:
            self._made(path, mark, number)
        except WarehouseError as err:
            log.warning("the new snapshot cannot be opened", extra={"problem": str(err)})

    def _opened(self, path: Path, mark: Mark, number: int, *, newest: Edition | None = None) -> Edition:
        edition = self._made(path, mark, number, newest=newest)
        if path == self._places.warehouse:
            self._shown = mark
        return edition

    def _made(self, path: Path, mark: Mark, number: int, *, newest: Edition | None = None) -> Edition:
        """Return the edition of a mark, opened by whoever comes first."""
        with self._lock:
            if edition := self._found(mark, newest):
                return edition
            turn = self._opening.setdefault(mark, threading.Lock())
        with turn:
            with self._lock:
                if edition := self._found(mark, newest):
                    return edition
            try:
                edition = Edition(
                    path, number=number, cache=self._places.explorer, newest=newest.path if newest else None
                )
                with self._lock:
                    self._keep(mark, edition)
            finally:
                self._opening.pop(mark, None)
            if self._when_opened is not None and newest is None:
                self._when_opened(edition, self._places.explorer)
            return edition

    def _found(self, mark: Mark, newest: Edition | None) -> Edition | None:
        edition = self._open.get(mark)
        if edition is None or (newest is not None and edition.rights != newest.rights):
            return None
        self._open.move_to_end(mark)
        return edition

    def _keep(self, mark: Mark, edition: Edition) -> None:
        self._let_go()
        self._open[mark] = edition
        log.info("snapshot opened", extra={"snapshot": edition.number})
        while len(self._open) > _MOST_OPEN:
            self._open.popitem(last=False)

    def _let_go(self) -> None:
        """Forget the snapshots whose files are gone: they may hold what was taken down."""
        paths = (self._places.warehouse, *self._places.snapshots.glob("laborwire-*.duckdb"))
        for mark in self._open.keys() - {_mark(path) for path in paths}:
            del self._open[mark]
        remove_stale(self._places.explorer, paths)


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_aware(value)
    return tuple(value) if isinstance(value, list) else value
