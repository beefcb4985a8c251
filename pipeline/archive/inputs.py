"""Read what a person hands in: saved pages, JSONL pages and WARC files, told apart by their first bytes.

In: a file (or standard input), plain or gzipped. Out: one `Page` per response or page in it, or one
`Rejection` for what cannot be one, in order and one at a time, so that a file of any length can be read.
A WARC may come from `wget --warc-file`, a browser extension or Common Crawl; only its HTTP responses
and HTML resources are taken.
"""

import gzip
import hashlib
import http.client
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import orjson
from pydantic import ValidationError

from pipeline.contracts import ExtractInput
from pipeline.errors import RejectionReason
from pipeline.lines import MAX_LINE_BYTES, bounded_lines
from pipeline.records import Rejection
from pipeline.urls import absolute_url

# The same cap as a crawl's body; a larger page has never been an article.
MAX_PAGE_BYTES = 10 * 1024 * 1024
_HTML_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as handed in, ready to be archived."""

    url: str
    body: bytes
    content_type: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None
    """When it was fetched, if the input says so."""


def read_pages(stream: io.BufferedReader, *, name: str, url: str | None = None) -> Iterator[Page | Rejection]:
    """Yield the pages in `stream`, each or the reason why it is none.

    Args:
        name: file name, for messages and for the address of a page that does not state its own.
        url: address of a single saved page, when the person knows it.
    """
    head = stream.peek(1 << 16)[: 1 << 16]
    inner = _gunzipped_head(head) if head.startswith(b"\x1f\x8b") else head
    start = inner.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        yield _refuse(name, RejectionReason.EMPTY_BODY, "the file is empty")
    elif start.startswith(b"WARC/"):
        yield from _warc_pages(stream, name)
    elif start.startswith(b"{"):
        yield from _jsonl_pages(_plain(stream, head), name)
    elif start.startswith(b"<") or b"<html" in inner[:4096].lower() or _is_utf16(head):
        yield _saved_page(_plain(stream, head), name, url)
    else:
        detail = "not HTML, not JSONL with id, url and html, and not a WARC file"
        yield _refuse(name, RejectionReason.NOT_HTML, detail)


def _plain(stream: io.BufferedReader, head: bytes) -> BinaryIO:
    if head.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]  # a BinaryIO in all that we use
    return stream


def _gunzipped_head(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 1 << 16)
    except zlib.error:
        return b""


def _is_utf16(head: bytes) -> bool:
    # Without a mark, a page in UTF-16 whose high bytes come first begins like this.
    return head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<"))


def _saved_page(stream: BinaryIO, name: str, url: str | None) -> Page | Rejection:
    try:
        body = stream.read(MAX_PAGE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as err:
        return _refuse(name, RejectionReason.UNREADABLE, f"broken gzip: {err}")
    if len(body) > MAX_PAGE_BYTES:
        return _refuse(name, RejectionReason.TOO_LARGE, f"larger than {MAX_PAGE_BYTES >> 20} MiB")
    return Page(url=url or _stated_url(body) or _file_url(name, body), body=body, content_type="text/html")


def _stated_url(body: bytes) -> str | None:
    """Return the address that a saved page carries: a browser's "saved from url" note, canonical link or og:url."""
    for pattern in (
        rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->",
        rb"<link[^>]{0,300}?rel=[\"']?canonical[\"']?[^>]{0,300}?href=[\"']([^\"'>]{8,2000})[\"']",
        rb"<link[^>]{0,300}?href=[\"']([^\"'>]{8,2000})[\"'][^>]{0,300}?rel=[\"']?canonical[\"']?",
        rb"<meta[^>]{0,300}?property=[\"']og:url[\"'][^>]{0,300}?content=[\"']([^\"'>]{8,2000})[\"']",
    ):
        match = re.search(pattern, body[: 1 << 20], re.IGNORECASE)
        if match and (stated := absolute_url(match.group(1).decode("utf-8", "replace"), base="")):
            return stated
    return None


def _file_url(name: str, body: bytes) -> str:
    # The digest keeps two pages of the same file name apart; the folder is left out because ids may not depend on it.
    label = re.sub(r"[^\w.-]+", "-", name.replace("\\", "/").rsplit("/", 1)[-1]) or "page"
    return f"file:///{hashlib.sha256(body).hexdigest()[:16]}/{label}"


def _jsonl_pages(lines: BinaryIO, name: str) -> Iterator[Page | Rejection]:
    number = 0
    try:
        for number, raw in enumerate(bounded_lines(lines, max_bytes=MAX_LINE_BYTES), start=1):
            place = f"{name} line {number}"
            if raw is None:
                yield _refuse(place, RejectionReason.TOO_LARGE, f"longer than {MAX_LINE_BYTES >> 20} MiB")
            elif raw.strip():
                yield _json_page(raw, place)
    except (OSError, EOFError, zlib.error) as err:
        yield _refuse(f"{name} after line {number}", RejectionReason.UNREADABLE, f"broken gzip: {err}")


def _json_page(raw: bytes, place: str) -> Page | Rejection:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as err:
        return _refuse(place, RejectionReason.NOT_JSON, str(err))
    if not isinstance(value, dict):
        return _refuse(place, RejectionReason.NOT_AN_OBJECT, "expected an object with id, url and html")
    try:
        page = ExtractInput.model_validate({"id": place, **value})
    except ValidationError as err:
        first = err.errors(include_url=False)[0]
        field = str(first["loc"][0])
        missing = first["type"] == "missing" or value.get(field) is None
        reason = RejectionReason.MISSING_FIELD if missing else RejectionReason.WRONG_TYPE
        return _refuse(place, reason, f"{field}: {'required' if missing else first['msg']}")
    body = page.html.encode("utf-8", "replace")
    if len(body) > MAX_PAGE_BYTES:
        return _refuse(page.url or place, RejectionReason.TOO_LARGE, f"larger than {MAX_PAGE_BYTES >> 20} MiB")
    if page.url and absolute_url(page.url, base="") is None:
        return _refuse(place, RejectionReason.BAD_URL, f"not an http(s) address: {page.url[:200]}")
    url = page.url or _stated_url(body) or _file_url(str(page.id), body)
    return Page(url=url, body=body, content_type="text/html; charset=utf-8", fetched_at=page.fetched_at)


def _warc_pages(stream: BinaryIO, name: str) -> Iterator[Page | Rejection]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource
    found = answered = 0
    try:
        for record in ArchiveIterator(stream, record_types=wanted, parse_http=False):
            found += 1
            page = page_of_record(record, place=f"{name} record {found}")
            if page is not None:
                answered += 1
                yield page
    except (OSError, ValueError, EOFError) as err:
        yield _refuse(f"{name} after record {found}", RejectionReason.UNREADABLE, f"broken WARC: {err}")
        return
    if not answered:
        yield _refuse(name, RejectionReason.NOT_HTML, f"none of its {found} responses is a web page")


def page_of_record(record: object, *, place: str) -> Page | Rejection | None:
    """Return the page in one WARC record, why it cannot be one, or None when it is none and should not be.

    Args:
        record: a `fastwarc` record whose HTTP head is not parsed yet.
        place: where it stands, for messages.
    """
    from fastwarc.warc import WarcRecord, WarcRecordType

    if not isinstance(record, WarcRecord):
        return None
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    if absolute_url(url, base="") is None:
        # dns: and other records of the crawl's own business are no pages.
        return None
    if (record.content_length or 0) > MAX_PAGE_BYTES * 2:
        return _refuse(url, RejectionReason.TOO_LARGE, f"{place}: larger than {2 * MAX_PAGE_BYTES >> 20} MiB")
    # The block is read whole before anything is decoded: a broken response must not move the reader.
    block = record.reader.read() if record.reader is not None else b""
    content_type = record.headers.get("Content-Type") or ""
    if record.record_type == WarcRecordType.resource:
        answer = _Answer(status=200, headers=(), content_type=content_type, body=block)
    else:
        try:
            answer = _http_answer(block)
        except (http.client.HTTPException, OSError, ValueError, EOFError, zlib.error) as err:
            return _refuse(url, RejectionReason.UNREADABLE, f"{place}: not a readable HTTP response: {err}")
    if answer.content_type and not answer.content_type.lower().startswith(_HTML_TYPES):
        return None
    if answer.status != 200:
        return _refuse(url, RejectionReason.HTTP_STATUS, f"{place}: status {answer.status}")
    if not answer.body:
        return _refuse(url, RejectionReason.EMPTY_BODY, f"{place}: the response has no body")
    if len(answer.body) > MAX_PAGE_BYTES:
        return _refuse(url, RejectionReason.TOO_LARGE, f"{place}: larger than {MAX_PAGE_BYTES >> 20} MiB")
    return Page(
        url=url,
        body=answer.body,
        content_type=answer.content_type or "text/html",
        status=answer.status,
        headers=answer.headers,
        fetched_at=record.record_date,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    content_type: str
    body: bytes


class _Block(io.BytesIO):
    """What http.client takes for a socket."""

    def makefile(self, *_: object, **__: object) -> "_Block":
        return self


def _http_answer(block: bytes) -> _Answer:
    """Return a raw HTTP response with transfer and content encoding undone, at most a byte over the cap of a page."""
    response = http.client.HTTPResponse(_Block(block))  # type: ignore[arg-type]  # it only calls makefile
    response.begin()
    try:
        body = response.read()
    except http.client.IncompleteRead as err:
        # Archives often keep a Content-Length that no longer fits; what is there is the page.
        body = err.partial
    encodings = [name.strip().lower() for name in (response.getheader("Content-Encoding") or "").split(",")]
    for encoding in reversed(encodings):
        body = _decoded(body, encoding)
    headers = tuple(response.getheaders())
    return _Answer(
        status=response.status, headers=headers, content_type=response.getheader("Content-Type") or "", body=body
    )


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding in {"gzip", "x-gzip"}:
        # Some archives undo the encoding and keep the header.
        return _inflated(body, wbits=31) if body.startswith(b"\x1f\x8b") else body
    if encoding == "deflate":
        try:
            return _inflated(body, wbits=15)
        except zlib.error:
            return _inflated(body, wbits=-15)
    if encoding == "br":
        import brotli

        decoder = brotli.Decompressor()
        plain: bytes = decoder.process(body, output_buffer_limit=MAX_PAGE_BYTES + 1)
        return plain
    if encoding in {"", "identity"}:
        return body
    raise ValueError(f"content encoding {encoding!r} is not supported")


def _inflated(body: bytes, *, wbits: int) -> bytes:
    return zlib.decompressobj(wbits=wbits).decompress(body, MAX_PAGE_BYTES + 1)


def _refuse(key: str, reason: RejectionReason, detail: str) -> Rejection:
    return Rejection(stage="add", key=key, reason=reason, detail=detail)
