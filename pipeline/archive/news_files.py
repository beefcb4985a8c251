"""Read a Common Crawl News file (WARC, one gzip member a record) and give what may be worth reading.

In: the file, the byte to begin at, a byte prefilter and a question about cheap text. Out: for every record its place
and what became of it, in order, so that who reads can remember how far it came. Only HTTP responses of HTML with
status 200 count as pages; whatever is damaged is said and read over.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from pipeline.archive.cheap_text import CheapText, cheap_text
from pipeline.archive.inputs import Page, page_of_record
from pipeline.archive.members import Damage, Member, read_members
from pipeline.archive.prefilter import Prefilter
from pipeline.errors import RejectionReason
from pipeline.records import Rejection

State = Literal["other", "no_terms", "off", "page", "refused", "damaged", "torn"]

STAGE = "backfill"

_HEAD_END = b"\r\n\r\n"
_MOST_HEAD = 64 * 1024
_IS_RESPONSE = re.compile(rb"^WARC-Type:[ \t]*response[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(rb"HTTP/[\d.]+[ \t]+(\d{3})")
_TYPE = re.compile(rb"^Content-Type:[ \t]*([^;\r\n]*)", re.IGNORECASE | re.MULTILINE)
_PACKED = re.compile(
    rb"^(?:Content-Encoding:[ \t]*(?!identity)\S|Transfer-Encoding:[ \t]*chunked)", re.IGNORECASE | re.MULTILINE
)
_HTML = (b"", b"text/html", b"application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRecord:
    """What became of one record."""

    end: int
    """Bytes into the file, behind the record: where to go on."""
    state: State
    """other: no page; no_terms, off: a page left out by its bytes, by its text; refused: a page that cannot be kept."""
    page: Page | None = None
    rejection: Rejection | None = None
    """Why a record was refused or could not be read."""
    detail: str = ""
    """How the file ends, when it is torn."""

    @property
    def is_page(self) -> bool:
        """True when the record holds a page, kept or not."""
        return self.state in {"no_terms", "off", "page"}


def read_news_file(
    stream: BinaryIO,
    *,
    name: str,
    prefilter: Prefilter,
    is_promising: Callable[[CheapText], bool],
    start: int = 0,
) -> Iterator[SeenRecord]:
    """Yield what became of each record from byte `start` on; a torn last one ends the file and does not move `end`.

    Args:
        name: of the file, by which a record without an address is told.
    """
    for member in read_members(stream, start=start):
        if not isinstance(member, Damage):
            yield _seen(member, name, prefilter, is_promising)
        elif member.kind == "torn":
            yield SeenRecord(end=member.start, state="torn", detail=member.detail)
        else:
            reason = RejectionReason.TOO_LARGE if member.kind == "too_large" else RejectionReason.UNREADABLE
            place = f"{name} at byte {member.start}"
            yield _without(member, "damaged", key=place, reason=reason, detail=member.detail)


def is_record_by_record(stream: BinaryIO) -> bool:
    """Say whether a file begins with a gzip member that holds just one WARC record."""
    stream.seek(0)
    first = stream.read(1 << 16)
    try:
        unpack = zlib.decompressobj(wbits=31)
        begin = unpack.decompress(first, 1 << 20)
    except zlib.error:
        return False
    return begin.startswith(b"WARC/") and begin.count(b"\nWARC-Record-ID:") < 2


def _seen(member: Member, name: str, prefilter: Prefilter, is_promising: Callable[[CheapText], bool]) -> SeenRecord:
    place = f"{name} at byte {member.start}"
    unreadable = RejectionReason.UNREADABLE
    if _is_cut(member.raw):
        return _without(member, "damaged", key=place, reason=unreadable, detail="the record is cut short")
    body_at = _body_of_page(member.raw)
    if body_at is None:
        return SeenRecord(end=member.end, state="other")
    is_packed = _PACKED.search(member.raw, 0, body_at) is not None
    if not is_packed and not prefilter.passes(member.raw[body_at:]):
        return SeenRecord(end=member.end, state="no_terms")
    try:
        page = _page(member, place)
    except (ValueError, OSError, EOFError, RuntimeError) as err:
        detail = f"not a readable record: {type(err).__name__}: {err}"
        return _without(member, "refused", key=place, reason=unreadable, detail=detail)
    if page is None:
        return _without(member, "refused", key=place, reason=RejectionReason.BAD_URL, detail="states no web address")
    if isinstance(page, Rejection):
        return _without(member, "refused", key=page.key, reason=page.reason, detail=page.detail)
    if is_packed and not prefilter.passes(page.body):
        return SeenRecord(end=member.end, state="no_terms")
    if not is_promising(_text_of(page)):
        return SeenRecord(end=member.end, state="off")
    return SeenRecord(end=member.end, state="page", page=page)


def _without(
    record: Member | Damage, state: Literal["damaged", "refused"], *, key: str, reason: RejectionReason, detail: str
) -> SeenRecord:
    rejection = Rejection(stage=STAGE, key=key, reason=reason, detail=detail)
    return SeenRecord(end=record.end, state=state, rejection=rejection)


def _is_cut(raw: bytes) -> bool:
    """Say whether a record holds less than its length says, or states none."""
    head_end = raw.find(_HEAD_END, 0, _MOST_HEAD)
    stated = _LENGTH.search(raw, 0, head_end + 2) if head_end >= 0 else None
    return stated is None or len(raw) - head_end - len(_HEAD_END) < int(stated[1])


def _body_of_page(raw: bytes) -> int | None:
    """Return where the body of an HTML response begins, None when the record is something else."""
    head_end = raw.find(_HEAD_END, 0, _MOST_HEAD)
    if head_end < 0 or _IS_RESPONSE.search(raw, 0, head_end + 2) is None:
        return None
    http_at = head_end + len(_HEAD_END)
    http_end = raw.find(_HEAD_END, http_at, http_at + _MOST_HEAD)
    status = _STATUS.match(raw, http_at)
    if http_end < 0 or status is None or status[1] != b"200":
        return None
    kind = _TYPE.search(raw, http_at, http_end)
    if kind is not None and kind[1].strip().lower() not in _HTML:
        return None
    return http_end + len(_HEAD_END)


def _page(member: Member, place: str) -> Page | Rejection | None:
    from fastwarc.warc import WarcRecord

    return page_of_record(WarcRecord.from_bytes(member.raw), place=place)


def _text_of(page: Page) -> CheapText:
    from pipeline.extract.decoding import charset_of, decode_page

    return cheap_text(decode_page(page.body, declared_charset=charset_of(page.content_type)))
