"""Unpack the body of an answer (gzip, deflate, brotli, zstd), up to the size limit and no byte further.

Scrapy's own middleware stops there, too, but what it has unpacked by then hangs on the traceback of its exception
until the garbage collector comes by: forty packed pages of one host took 400 MiB. And it takes what could be unpacked
of a gzip body that breaks off for the whole page: half an article would stand for the article.
"""

import zlib
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pipeline.errors import RejectionReason
from spiders.refusals import RefusedRequestError

if TYPE_CHECKING:
    from scrapy.http import Request


class Unpacking(HttpCompressionMiddleware):
    """Downloader middleware in the place of Scrapy's own."""

    def process_response(self, request: "Request", response: "Response") -> "Request | Response":  # type: ignore[override]  # without the spider, which Scrapy is about to drop
        """Return the response unpacked, or refuse it."""
        is_gzip = (response.headers.get("Content-Encoding") or b"").lower() in (b"gzip", b"x-gzip")
        packed = response.body if is_gzip else b""
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest:
            # The frames that wait for us stay on the traceback of what we raise, and have this response.
            response._set_body(b"")
            packed = b""
        else:
            if isinstance(unpacked, Response) and _breaks_off(packed, len(unpacked.body)):
                raise RefusedRequestError(RejectionReason.NETWORK, "the answer broke off before its end")
            return unpacked
        # Outside, or this exception would carry the other one.
        detail = "the body grows over the size limit when it is unpacked"
        raise RefusedRequestError(RejectionReason.TOO_LARGE, detail)


_TRAILER = 8


def _breaks_off(packed: bytes, size: int) -> bool:
    """Return whether gzip members end before their end; a last one that lacks its trailer alone is whole.

    Args:
        size: bytes that could be unpacked, which a whole single member states at its end.
    """
    if not packed or size % (1 << 32) == int.from_bytes(packed[-4:], "little"):
        return False
    while packed:
        member = zlib.decompressobj(wbits=31)
        try:
            member.decompress(packed)
            if not member.eof:
                # Zeros in the place of a trailer have the wrong checksum, which is not looked at before the data's end.
                member.decompress(bytes(_TRAILER))
        except zlib.error as err:
            return "check" not in str(err)
        if not member.eof:
            return True
        packed = member.unused_data if member.unused_data.startswith(b"\x1f\x8b") else b""
    return False
