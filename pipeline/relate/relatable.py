"""What the relate stages need of an article, whether it comes from the warehouse or from a filter's line.

Everything but the id may be empty: an article without text is placed by its address and title, one
without a date stands where the stream put it.
"""

from dataclasses import dataclass
from datetime import datetime

from pipeline.contracts import RelatedInput
from pipeline.records import Article
from pipeline.urls import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Relatable:
    """An article as the relate stages see it."""

    id: str
    url: str = ""
    title: str = ""
    text: str = ""
    published: datetime | None = None
    source: str = ""
    """Id or host name of the outlet; the host of `url` stands in where it is empty."""

    @property
    def outlet(self) -> str:
        """What tells outlets apart: the source, else the host of the address, else ""."""
        return self.source.strip().lower().removeprefix("www.") or host_of(self.url)


def relatable(article: Article) -> Relatable:
    """Return the part of an article that the relate stages read."""
    return Relatable(
        id=article.id,
        url=article.canonical_url,
        title=article.headline,
        text=article.text,
        published=article.published,
        source=article.source_id or "",
    )


def related(record: RelatedInput, *, number: int) -> Relatable:
    """Return a filter's record as the relate stages see it, under its line's number."""
    return Relatable(
        id=str(number),
        url=record.url,
        title=record.title,
        text=record.text,
        published=record.published,
        source=record.source,
    )
