"""What a response says, and what to say in the next request: the parts of the spider that need no spider."""

from datetime import datetime

from scrapy.http import Response
from scrapy.utils.python import to_unicode

from pipeline.archive.store import Archive
from pipeline.errors import RejectionReason
from pipeline.feeds.document import FeedDocument
from pipeline.feeds.encoding import decode_feed
from pipeline.feeds.read import read_feed
from pipeline.optouts import Reservation
from pipeline.records import Capture, Feed
from spiders.feed_state import FeedState, Validators
from spiders.job import CrawlJob
from spiders.links import article_links
from spiders.reading_time import ReadingTimeError, reading_within
from spiders.state import DuePage
from spiders.timing import time_of

_PAGE_TYPES = {"", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"}


def watched(body: str, url: str, feed: Feed) -> FeedDocument:
    """Return the articles that a watched page links to, in the form of a feed."""
    links = article_links(body, url=url, link_pattern=feed.link_pattern)
    return FeedDocument(kind="sitemap", entries=links, problem="" if links else "links to no article")


def document_in(response: Response, feed: Feed, *, job: CrawlJob) -> FeedDocument:
    """Return what a feed, sitemap or watched page announces; kind "unknown" when reading it takes too long."""
    try:
        with reading_within(job.most_reading_s):
            body = text_of(response, max_bytes=job.max_feed_bytes)
            return watched(body, response.url, feed) if feed.kind == "page_watch" else read_feed(body, url=response.url)
    except ReadingTimeError as err:
        advice = "; its link_pattern may be of a kind that never ends, like (a+)+" if feed.link_pattern else ""
        return FeedDocument(kind="unknown", problem=f"{err}{advice}")


def text_of(response: Response, *, max_bytes: int) -> str:
    """Return the body as text, unpacked if it is gzip, no longer than `max_bytes`."""
    return decode_feed(response.body, content_type=content_type_of(response), max_bytes=max_bytes)


def content_type_of(response: Response) -> str:
    """Return the content type as the server states it, "" when it states none."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def store_response(
    archive: Archive,
    response: Response,
    page: DuePage,
    *,
    now: datetime,
    site: Reservation | None = None,
    is_backfilled: bool = False,
) -> Capture:
    """Store what a page answered and return its capture.

    Args:
        site: what the site says about this page; None when nobody asked it.

    Raises:
        ArchiveError: the archive was opened for reading.
        OSError: the disk is full or read-only; nothing is indexed then.
    """
    return archive.store(
        url=page.url,
        final_url=response.url,
        status=response.status,
        headers=headers_of(response),
        body=response.body,
        fetched_at=now,
        content_type=content_type_of(response),
        source_id=page.source_id,
        title_hint=page.title,
        published_hint=page.published,
        excerpt_hint=page.excerpt,
        site=site,
        is_backfilled=is_backfilled,
    )


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers that ask "has it changed since?"."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value}


def is_unchanged(response: Response) -> bool:
    """Say whether a server answers "nothing changed" to a request that asked for that."""
    asked = response.request.headers if response.request else {}
    return response.status == 304 and any(name in asked for name in ("If-None-Match", "If-Modified-Since"))


def validators(response: Response) -> Validators:
    """Return what the server gave us to ask so next time."""

    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return to_unicode(value, "latin-1")[:500] if value else None

    return Validators(etag=header("ETag"), last_modified=header("Last-Modified"))


def headers_of(response: Response) -> list[tuple[str, str]]:
    """Return all headers as text, in order."""
    return [
        (to_unicode(name, "latin-1"), to_unicode(value, "latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]


def not_a_page(response: Response) -> tuple[RejectionReason, str] | None:
    """Return why a response is no page to keep, or None when it is one."""
    if not response.body.strip():
        return RejectionReason.EMPTY_BODY, "the body is empty"
    content_type = content_type_of(response)
    if content_type.partition(";")[0].strip().lower() not in _PAGE_TYPES or response.body[:4] == b"%PDF":
        return RejectionReason.NOT_HTML, f"content type {content_type[:100]!r}"
    return None


def left_alone(feed: FeedState) -> str:
    """Return why a feed was not asked tonight, for a person."""

    def day(seconds: int | None) -> str:
        return f"{time_of(seconds or 0):%Y-%m-%d}"

    state = "dead" if feed.is_dead else "failing"
    return f"{state} since {day(feed.failing_since)}, asked again on {day(feed.due_at)}: {feed.last_error}"
