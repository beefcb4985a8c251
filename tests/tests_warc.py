"""Make WARC records as other tools write them."""

import gzip


def warc_response(
    url: str, status: int, content_type: str, body: bytes, *, encoding: str | None = None, chunked: bool = False
) -> bytes:
    """Return one gzipped WARC/1.0 response record."""
    head = f"HTTP/1.1 {status} Whatever\r\nContent-Type: {content_type}\r\n"
    if encoding:
        head += f"Content-Encoding: {encoding}\r\n"
    if chunked:
        head += "Transfer-Encoding: chunked\r\n"
    block = head.encode() + b"\r\n" + body
    warc = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Target-URI: <{url}>\r\nWARC-Date: 2026-11-20T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        "Content-Type: application/http;msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(warc.encode() + block + b"\r\n\r\n")
