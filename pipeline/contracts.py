"""What each Unix filter reads: one JSON object a line. Unknown keys are ignored, ids are echoed as they came.

Bodies are required; everything a page may lack (title, date, source) may be null or absent.
A date that cannot be read counts as none: the words of the article are still worth reading.
"""

from datetime import datetime, timezone
from typing import Annotated, Any

from dateutil import parser as date_parser
from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictInt, StrictStr

RecordKey = str | int
_FIRST_YEAR, _LAST_YEAR = 1600, 2200
_StrictKey = StrictStr | StrictInt


def read_time(value: Any) -> datetime | None:
    """Return an ISO 8601 (or common) date or time with time zone; UTC where none is given; None if unreadable.

    >>> read_time("2026-03-10").isoformat()
    '2026-03-10T00:00:00+00:00'
    >>> read_time("soon") is None
    True
    """
    if isinstance(value, datetime):
        parsed = value
    elif isinstance(value, str) and 4 <= len(value.strip()) <= 64:
        try:
            parsed = datetime.fromisoformat(value.strip())
        except ValueError:
            try:
                parsed = date_parser.parse(value.strip(), default=datetime(1, 1, 1, tzinfo=timezone.utc))
            except (ValueError, OverflowError, TypeError):
                return None
            if parsed.year == 1:
                return None
    else:
        return None
    aware = parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=timezone.utc)
    # No news is older than print, and a time that cannot be said in UTC is none.
    return aware if _FIRST_YEAR <= aware.year <= _LAST_YEAR else None


def _text_or_empty(value: Any) -> Any:
    return "" if value is None else value


LenientTime = Annotated[datetime | None, BeforeValidator(read_time)]
TextOrEmpty = Annotated[str, BeforeValidator(_text_or_empty)]


class Contract(BaseModel):
    """Base of all input contracts."""

    model_config = ConfigDict(extra="ignore", strict=False, frozen=True)
    id: _StrictKey


class FeedInput(Contract):
    """Input of `laborwire feed`: a feed or sitemap as decoded text."""

    url: str
    body: str


class ExtractInput(Contract):
    """Input of `laborwire extract`: a page as decoded text."""

    url: TextOrEmpty = ""
    html: str
    fetched_at: LenientTime = None


class TextInput(Contract):
    """Input of `laborwire tag`, `claims` and `summarize`."""

    title: TextOrEmpty = ""
    text: str
    published: LenientTime = None


class RelevanceInput(TextInput):
    """Input of `laborwire relevance`: address and the feed's excerpt help where they are known."""

    url: TextOrEmpty = ""
    excerpt: TextOrEmpty = ""


class RelatedInput(Contract):
    """Input of `laborwire dedupe` and `cluster`, in time order. Never rejected for a missing title or text."""

    url: TextOrEmpty = ""
    title: TextOrEmpty = ""
    text: TextOrEmpty = ""
    published: LenientTime = None
    source: TextOrEmpty = ""
    site_name: TextOrEmpty = ""
    """Name of the outlet, where it is known: by it the outlet may be credited elsewhere."""
