"""What a response says, and what to say in the next request: the parts of the spider that need no spider."""

from datetime import datetime, timezone
from urllib.parse import urlsplit

from scrapy.http import Response
from scrapy.utils.python import to_unicode

from pipeline.errors import RejectionReason
from pipeline.feeds.document import FeedDocument
from pipeline.records import Feed
from spiders.feed_state import FeedState, Validators
from spiders.links import article_links

_PAGE_TYPES = {"", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"}


def watched(body: str, url: str, feed: Feed) -> FeedDocument:
    """Return the articles that a watched page links to, in the form of a feed."""
    links = article_links(body, url=url, link_pattern=feed.link_pattern)
    return FeedDocument(kind="sitemap", entries=links, problem="" if links else "links to no article")


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers that ask "has it changed since?"."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value}


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
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    if content_type.partition(";")[0].strip().lower() not in _PAGE_TYPES or response.body[:4] == b"%PDF":
        return RejectionReason.NOT_HTML, f"content type {content_type[:100]!r}"
    return None


def left_alone(feed: FeedState) -> str:
    """Return why a feed was not asked tonight, for a person."""

    def day(seconds: int | None) -> str:
        return f"{datetime.fromtimestamp(seconds or 0, tz=timezone.utc):%Y-%m-%d}"

    state = "dead" if feed.is_dead else "failing"
    return f"{state} since {day(feed.failing_since)}, asked again on {day(feed.due_at)}: {feed.last_error}"


def host_in(url: str) -> str:
    """Return the host name of an address in lower case, "" when it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
