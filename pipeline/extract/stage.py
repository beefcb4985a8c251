"""The filter `laborwire extract`: pages as JSON lines in, what they say out.

A page that states only a day is answered with that day ("2026-03-10"), one that states a time with
the time and its offset.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from pipeline.contracts import ExtractInput
from pipeline.extract.pool import ExtractPool, Page
from pipeline.filters import Answer, Refused, Reply
from pipeline.records import Extraction


def extract_stage(
    *, workers: int = 1, timeout_s: float = 8.0, memory_mib: int = 1024
) -> Callable[[Iterator[ExtractInput]], Iterator[Reply]]:
    """Return the stage for `pipeline.filters.run_filter`; its children live as long as one run of it."""

    def stage(records: Iterator[ExtractInput]) -> Iterator[Reply]:
        urls: dict[int, str] = {}

        def pages() -> Iterator[Page]:
            for number, record in enumerate(records):
                urls[number] = record.url
                yield Page(html=record.html, url=record.url, fetched_at=record.fetched_at)

        with ExtractPool(workers=workers, timeout_s=timeout_s, memory_mib=memory_mib) as pool:
            for number, result in enumerate(pool.map(pages())):
                url = urls.pop(number)
                yield result if isinstance(result, Refused) else extract_answer(result, url=url)

    return stage


def extract_answer(extraction: Extraction, *, url: str) -> Answer:
    """Return the keys of the contract for one page."""
    return {
        "url": url,
        "canonical_url": extraction.canonical_url,
        "title": extraction.title,
        "authors": list(extraction.authors),
        "published": _iso(extraction.published, has_time=extraction.published_has_time),
        "modified": _iso(extraction.modified, has_time=True),
        "language": extraction.language,
        "site_name": extraction.site_name,
        "text": extraction.text,
        "is_accessible_for_free": extraction.is_accessible_for_free,
        "is_cut_off": extraction.is_cut_off,
        "agencies": list(extraction.agencies),
        "license": extraction.license or None,
        "text_confidence": extraction.text_confidence,
        "extractor": extraction.extractor,
    }


def _iso(at: datetime | None, *, has_time: bool) -> str | None:
    if at is None:
        return None
    return at.isoformat() if has_time else at.date().isoformat()
