"""Read a web archive record by record with the place of each, over whatever is damaged.

In: a file of gzip members, one WARC record each (Common Crawl's form and ours), and the byte to begin at. Out: each
record unpacked, with the bytes of the file that it takes; in the place of what cannot be unpacked a `Damage`, after
which reading goes on at the next record that can. Readers of WARC libraries take a torn last record for the end of
the file and a damaged one for the end of the archive; here both are said.

Memory holds one record at a time. One that unpacks to more than `MAX_RECORD_BYTES` is read over: no page is larger.
"""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

MAX_RECORD_BYTES = 24 * 1024 * 1024

_CHUNK = 1 << 15
_PIECE = 1 << 20
_MAGIC = b"\x1f\x8b\x08"
_BEGIN = b"WARC/"


@dataclass(frozen=True, slots=True)
class Member:
    """One record as it stands in its file."""

    start: int
    """Bytes into the file."""
    end: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """What could not be read: a record, or the bytes up to the next one."""

    start: int
    end: int
    kind: Literal["damaged", "torn", "too_large", "not_one_record"]
    detail: str


def read_members(stream: BinaryIO, *, start: int = 0) -> Iterator[Member | Damage]:
    """Yield the records of `stream` from byte `start` on, which is where one begins.

    A record that the file ends in the middle of is `torn`, and the last that is yielded.
    """
    at = start
    while True:
        stream.seek(at)
        found = _one(stream, at)
        if found is None:
            return
        if isinstance(found, Damage) and found.kind == "damaged":
            found = Damage(found.start, _next_begin(stream, at + 1), found.kind, found.detail)
        yield found
        if isinstance(found, Damage) and found.kind == "torn":
            return
        at = found.end


def _one(stream: BinaryIO, start: int) -> Member | Damage | None:
    """Return the member at `start`, None at the end of the file."""
    unpack = zlib.decompressobj(wbits=31)
    pieces: list[bytes] = []
    size, read, is_wide = 0, 0, False
    while not unpack.eof:
        chunk = unpack.unconsumed_tail
        if not chunk:
            chunk = stream.read(_CHUNK)
            read += len(chunk)
        if not chunk:
            if not read:
                return None
            return Damage(start, start + read, "torn", f"the file ends in the middle of the record at byte {start}")
        try:
            piece = unpack.decompress(chunk, _PIECE)
        except zlib.error as err:
            return Damage(start, start + read, "damaged", f"the record at byte {start} cannot be unpacked: {err}")
        size += len(piece)
        if size > MAX_RECORD_BYTES:
            is_wide, pieces = True, []
        elif piece:
            pieces.append(piece)
    end = start + read - len(unpack.unused_data)
    if is_wide:
        return Damage(start, end, "too_large", f"the record at byte {start} unpacks to {size} bytes")
    raw = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    if not raw.startswith(_BEGIN):
        return Damage(start, end, "not_one_record", f"at byte {start} there is no WARC record")
    return Member(start, end, raw)


def _next_begin(stream: BinaryIO, start: int) -> int:
    """Return where after `start` the next record begins that can be unpacked, else the end of the file."""
    at = start
    overlap = len(_MAGIC) - 1
    while True:
        stream.seek(at)
        window = stream.read(_PIECE)
        if len(window) < len(_MAGIC):
            return stream.seek(0, io.SEEK_END)
        place = window.find(_MAGIC)
        while place >= 0:
            if _begins_here(stream, at + place):
                return at + place
            place = window.find(_MAGIC, place + 1)
        at += len(window) - overlap


def _begins_here(stream: BinaryIO, at: int) -> bool:
    stream.seek(at)
    try:
        return zlib.decompressobj(wbits=31).decompress(stream.read(1024), len(_BEGIN)) == _BEGIN
    except zlib.error:
        return False
