"""The archive: every fetched response in WARC files, and an index that finds it again.

In: one response (address, time, status, headers, body). Out: its `Capture`, and the body on request.
A response that is already there (same URL, same bytes) is not stored twice; that it was *seen* again
after something else had been seen at its URL is a new sighting, so that a page that comes back after
a 404, or a correction that is taken back, is noticed. What its publisher reserves (`pipeline.optouts`) is kept with
each sighting: the same bytes seen again under another reservation are a new sighting, too.

One gzip member a record (WARC/1.1), so that offset and length suffice to read one. A process killed
in mid-write leaves a torn member behind the last indexed one: the file is cut back to the index when
it is next opened for writing. The index is SQLite: rows in the order of sighting, never changed.
"""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.archive.warc_record import body_in, count_whole, pack_record
from pipeline.codec import from_json, to_json
from pipeline.errors import ArchiveError
from pipeline.optouts import NOTHING, SITE_OPT_OUTS, Reservation, page_reservation
from pipeline.records import Capture, bytes_digest, capture_id
from pipeline.sqlite_file import begin, open_sqlite

log = logging.getLogger(__name__)

# Common Crawl's and most tools' habit: files of about 1 GiB.
MAX_FILE_BYTES = 1 << 30

# One record is at most a body of 10 MiB and its headers, compressed.
_MOST_TORN_BYTES = 16 * 1024 * 1024

# What described the body on the wire no longer holds for the decoded body that we store; cookies are not ours to keep.
_DROPPED_HEADERS = {"content-encoding", "transfer-encoding", "content-length", "set-cookie", "set-cookie2"}

_SCHEMA = """
CREATE TABLE IF NOT EXISTS captures (
    id TEXT PRIMARY KEY, record BLOB NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sightings (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, capture_id TEXT NOT NULL, url TEXT NOT NULL, seen_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sightings_url ON sightings (url, seq);
CREATE INDEX IF NOT EXISTS captures_place ON captures (file, offset);
"""

# Sightings had no reservations at first: null means those in the record.
_GROW = "ALTER TABLE sightings ADD COLUMN reserved BLOB"
_RESERVED = "SELECT reserved FROM sightings WHERE url = ? AND capture_id = ? ORDER BY seq DESC LIMIT 1"


class Archive:
    """An open archive folder. Use as a context manager; one writer at a time, any number of readers."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, *, writable: bool) -> None:
        self._folder = folder
        self._index = connection
        self._writable = writable
        self._short: frozenset[str] = frozenset()
        """Files that have lost records which the index names: nothing is added to them, so that a backup fits."""

    @classmethod
    def open(cls, folder: Path, *, writable: bool = False) -> Self:
        """Open the archive in `folder`; a writer makes it when it is not there.

        Raises:
            ArchiveError: there is no archive to read, or its index is not one of ours.
        """
        index = folder / "index.sqlite"
        if writable:
            folder.mkdir(parents=True, exist_ok=True)
        elif not index.exists():
            raise ArchiveError(
                str(folder), "nothing was captured yet; run `laborwire add` or `laborwire nightly` first"
            )
        # A crawl's reactor may run it on a thread of its own.
        connection = open_sqlite(
            index, prepare=_make_tables, problem="cannot be opened ({}); restore it from a backup", any_thread=True
        )
        archive = cls(folder, connection, writable=writable)
        if writable:
            archive._cut_torn_tail()
            archive._short = archive._files_that_lost_records()
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def check(self) -> int:
        """Return the number of captures, once the index is known to be whole.

        Raises:
            ArchiveError: the index is damaged, or a file has lost records that it names.
        """
        try:
            found = str(self._index.execute("PRAGMA quick_check(1)").fetchone()[0])
            (count,) = self._index.execute("SELECT count(*) FROM captures").fetchone()
            short = sorted(self._files_that_lost_records())
        except sqlite3.Error as err:
            found, count, short = str(err), 0, []
        if found != "ok":
            raise ArchiveError(str(self._folder / "index.sqlite"), f"is damaged ({found}); restore it from a backup")
        if short:
            path = self._folder / short[0]
            problem = "has lost records" if path.exists() else "is not there, with records"
            raise ArchiveError(str(path), f"{problem} that the index names; restore it from a backup")
        return int(count)

    def store(
        self,
        *,
        url: str,
        final_url: str,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        fetched_at: datetime,
        content_type: str,
        source_id: str | None = None,
        title_hint: str | None = None,
        published_hint: datetime | None = None,
        excerpt_hint: str | None = None,
        site: Reservation | None = None,
        is_backfilled: bool = False,
    ) -> Capture:
        """Store one response and return its capture; the one that is there already if URL and bytes are the same.

        Args:
            body: after transfer and content encoding are undone.
            headers: as received; those about the encoding on the wire and cookies are left out.
            excerpt_hint: what its feed said of it; None when it was not announced anew: then what was said of the
                address before holds.
            site: what the site says about this page; None when nobody asked it: then what it said of the address
                before holds. What headers and page say is found here.
            is_backfilled: the page is of old, and was not found because its source announced it.

        Raises:
            ArchiveError: the archive was opened for reading.
            OSError: the disk is full or read-only; nothing is indexed then.
        """
        if not self._writable:
            raise ArchiveError(str(self._folder), "opened for reading only")
        digest = bytes_digest(body)
        identity = _identity(url, status, digest)
        site = self._site_of(url) if site is None else site
        reserved = page_reservation(headers, body, site=site, content_type=content_type)
        kept = self.get(identity)
        if kept is None:
            before = self.latest(url) if excerpt_hint is None else None
            kept = Capture(
                id=identity,
                url=url,
                final_url=final_url,
                fetched_at=fetched_at,
                status=status,
                content_type=content_type,
                headers=tuple((name, value) for name, value in headers if name.lower() not in _DROPPED_HEADERS),
                payload_digest=digest,
                source_id=source_id,
                title_hint=title_hint,
                published_hint=published_hint,
                excerpt_hint=before.excerpt_hint if before is not None else excerpt_hint,
                opt_outs=reserved.opt_outs,
                tdm_policy=reserved.policy,
                is_backfilled=is_backfilled,
            )
            file, offset, length = self._append(pack_record(kept, body))
            with begin(self._index):
                self._index.execute(
                    "INSERT INTO captures (id, record, file, offset, length) VALUES (?, ?, ?, ?, ?)",
                    (identity, to_json(kept), file, offset, length),
                )
                self._see(identity, url, fetched_at, reserved)
        elif self._last_seen_at(url) != identity or _reservation_of(kept) != reserved:
            with begin(self._index):
                self._see(identity, url, fetched_at, reserved)
            kept = replace(kept, opt_outs=reserved.opt_outs, tdm_policy=reserved.policy)
        return kept

    def reserve(
        self, url: str, *, headers: Sequence[tuple[str, str]], site: Reservation, seen_at: datetime
    ) -> Capture | None:
        """Note what a page that is "not modified" is reserved for now; return its capture if that changed.

        Args:
            headers: of the new answer; what they do not say holds as it was.

        Raises:
            ArchiveError: the archive was opened for reading, or the stored page cannot be read back.
        """
        if not self._writable:
            raise ArchiveError(str(self._folder), "opened for reading only")
        kept = self.latest(url)
        if kept is None:
            return None
        said = {name.lower() for name, _ in headers}
        known = [(name, value) for name, value in kept.headers if name.lower() not in said]
        reserved = page_reservation([*known, *headers], self.body(kept.id), site=site, content_type=kept.content_type)
        if _reservation_of(kept) == reserved:
            return None
        with begin(self._index):
            self._see(kept.id, url, seen_at, reserved)
        return replace(kept, opt_outs=reserved.opt_outs, tdm_policy=reserved.policy)

    def _site_of(self, url: str) -> Reservation:
        """Return what the site said about an address when it was last asked."""
        known = self.latest(url)
        if known is None:
            return NOTHING
        said = tuple(one for one in known.opt_outs if one in SITE_OPT_OUTS)
        return Reservation(opt_outs=said, policy=known.tdm_policy if "tdm_site" in said else "")

    def holds(self, *, url: str, status: int, body: bytes) -> bool:
        """Say whether this response is stored."""
        identity = _identity(url, status, bytes_digest(body))
        return self._index.execute("SELECT 1 FROM captures WHERE id = ?", (identity,)).fetchone() is not None

    def get(self, identity: str) -> Capture | None:
        """Return the capture with this id, or None."""
        row = self._index.execute("SELECT record FROM captures WHERE id = ?", (identity,)).fetchone()
        if row is None:
            return None
        capture = from_json(Capture, row[0])
        return _seen(capture, *(self._index.execute(_RESERVED, (capture.url, identity)).fetchone() or (None,)))

    def latest(self, url: str) -> Capture | None:
        """Return what was last seen at an address, or None."""
        identity = self._last_seen_at(url)
        return self.get(identity) if identity is not None else None

    def body(self, identity: str) -> bytes:
        """Return the stored bytes of a capture.

        Raises:
            ArchiveError: no such capture, or what is stored no longer has its digest.
        """
        row = self._index.execute(
            "SELECT record, file, offset, length FROM captures WHERE id = ?", (identity,)
        ).fetchone()
        if row is None:
            raise ArchiveError(identity, "no such capture")
        record, file, offset, length = row
        try:
            with (self._folder / file).open("rb") as warc:
                warc.seek(offset)
                member = warc.read(length)
            body = body_in(member)
        except (OSError, EOFError, ValueError) as err:
            raise ArchiveError(f"{file}@{offset}", f"cannot be read back: {err}") from err
        if bytes_digest(body) != from_json(Capture, record).payload_digest:
            raise ArchiveError(f"{file}@{offset}", "the stored bytes do not have the digest in the index")
        return body

    def sightings_after(self, seq: int, *, up_to: int | None = None) -> Iterator[tuple[int, datetime, Capture]]:
        """Yield (sequence number, time seen, capture) of every sighting after `seq`, in order."""
        cursor = self._index.execute(
            "SELECT s.seq, s.seen_at, c.record, s.reserved FROM sightings s JOIN captures c ON c.id = s.capture_id "
            "WHERE s.seq > ? AND s.seq <= ? ORDER BY s.seq",
            (seq, up_to if up_to is not None else (1 << 62)),
        )
        for number, seen_at, record, reserved in cursor:
            yield number, datetime.fromisoformat(seen_at), _seen(from_json(Capture, record), reserved)

    def last_seq(self) -> int:
        """Return the number of the last sighting; 0 when there is none."""
        row = self._index.execute("SELECT max(seq) FROM sightings").fetchone()
        return int(row[0] or 0)

    def count(self) -> int:
        """Return how many captures are stored."""
        return int(self._index.execute("SELECT count(*) FROM captures").fetchone()[0])

    def _see(self, identity: str, url: str, seen_at: datetime, reserved: Reservation) -> None:
        self._index.execute(
            "INSERT INTO sightings (capture_id, url, seen_at, reserved) VALUES (?, ?, ?, ?)",
            (identity, url, seen_at.isoformat(), to_json(reserved)),
        )

    def _last_seen_at(self, url: str) -> str | None:
        row = self._index.execute(
            "SELECT capture_id FROM sightings WHERE url = ? ORDER BY seq DESC LIMIT 1", (url,)
        ).fetchone()
        return str(row[0]) if row else None

    def _append(self, member: bytes) -> tuple[str, int, int]:
        number = self._last_file_number()
        path = self._folder / _file_name(number)
        if path.name in self._short or (path.exists() and path.stat().st_size + len(member) > MAX_FILE_BYTES):
            path = self._folder / _file_name(number + 1)
        with path.open("ab") as warc:
            offset = warc.tell()
            warc.write(member)
            warc.flush()
        return path.name, offset, len(member)

    def _last_file_number(self) -> int:
        """Return the number of the newest file, also of one that is gone; 1 where there is none."""
        names = {path.name for path in self._folder.glob("laborwire-*.warc.gz")} | self._short
        numbers = [int(name.split("-")[1].split(".")[0]) for name in names if name.startswith("laborwire-")]
        return max(numbers, default=1)

    def _files_that_lost_records(self) -> frozenset[str]:
        rows = self._index.execute("SELECT file, max(offset + length) FROM captures GROUP BY file").fetchall()
        sizes = {path.name: path.stat().st_size for path in self._folder.glob("*.warc.gz")}
        return frozenset(str(file) for file, end in rows if sizes.get(file, 0) < end)

    def _cut_torn_tail(self) -> None:
        """Cut what a killed writer left behind the last indexed record; what was cut is kept beside the file."""
        for path in sorted(self._folder.glob("laborwire-*.warc.gz")):
            row = self._index.execute("SELECT max(offset + length) FROM captures WHERE file = ?", (path.name,))
            end = int(row.fetchone()[0] or 0)
            if path.stat().st_size <= end:
                continue
            with path.open("r+b") as warc:
                warc.seek(end)
                tail = warc.read(_MOST_TORN_BYTES + 1)
                # A killed writer leaves one record at the most. More than that is an index that has lost its memory.
                if len(tail) > _MOST_TORN_BYTES or count_whole(tail) > 1:
                    problem = "holds records that index.sqlite does not know; restore the index from a backup"
                    raise ArchiveError(str(path), problem)
                path.with_suffix(f".torn-{end}").write_bytes(tail)
                warc.truncate(end)
            log.warning("cut a torn record off the archive", extra={"file": path.name, "bytes": len(tail)})


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.executescript(_SCHEMA)
    _grow(connection)


def _grow(connection: sqlite3.Connection) -> None:
    """Let the index of an earlier version have what this one keeps; two processes may try at once."""
    columns = "PRAGMA table_info(sightings)"
    if "reserved" in {row[1] for row in connection.execute(columns)}:
        return
    with begin(connection):
        if "reserved" not in {row[1] for row in connection.execute(columns)}:
            connection.execute(_GROW)


def _seen(capture: Capture, reserved: bytes | None) -> Capture:
    """Return a capture with what it was reserved for when it was seen."""
    if reserved is None:
        return capture
    found = from_json(Reservation, reserved)
    return replace(capture, opt_outs=found.opt_outs, tdm_policy=found.policy)


def _reservation_of(capture: Capture) -> Reservation:
    return Reservation(opt_outs=capture.opt_outs, policy=capture.tdm_policy)


def _identity(url: str, status: int, digest: str) -> str:
    # A page that is gone may answer with the bytes that it had: the status tells the two apart.
    return capture_id(url if status == 200 else f"{status} {url}", digest)


def _file_name(number: int) -> str:
    return f"laborwire-{number:06d}.warc.gz"
