"""Unpack the body of an answer (gzip, deflate, brotli, zstd), up to the size limit and no byte further.

Scrapy's own middleware stops there, too, but what it has unpacked by then hangs on the traceback of its exception
until the garbage collector comes by: forty packed pages of one host took 400 MiB.
"""

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest

from pipeline.errors import RejectionReason
from spiders.refusals import RefusedRequestError

if TYPE_CHECKING:
    from scrapy.http import Request, Response


class Unpacking(HttpCompressionMiddleware):
    """Downloader middleware in the place of Scrapy's own."""

    def process_response(self, request: "Request", response: "Response") -> "Request | Response":  # type: ignore[override]  # without the spider, which Scrapy is about to drop
        """Return the response unpacked, or refuse it."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest:
            # The frames that wait for us stay on the traceback of what we raise, and have this response.
            response._set_body(b"")
        # Outside, or this exception would carry the other one.
        detail = "the body grows over the size limit when it is unpacked"
        raise RefusedRequestError(RejectionReason.TOO_LARGE, detail)
