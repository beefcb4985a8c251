"""Count what one source gave in a run, stage by stage, and why the rest of it was refused.

Rows of `run_counts` with a source id; the view `source_runs` lays them side by side.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.records import Rejection, StageCount

if TYPE_CHECKING:
    from flows.reading import ReadPage
    from spiders.job import SourceCount

REFUSED = "refused: "
"""Begins the name of the counts of pages that were refused for one reason: "refused: no_text"."""


def crawl_counts(row: "SourceCount") -> tuple[StageCount, ...]:
    """Return what a crawl did for one source: its feeds, their entries, its pages asked for and those that answered."""
    identity = row.source_id
    return (
        StageCount(stage="feeds", source_id=identity, read=row.feeds_asked, written=row.feeds_read),
        StageCount(
            stage="announced",
            source_id=identity,
            read=row.announced,
            written=row.announced - row.too_old,
            rejected=row.too_old,
        ),
        StageCount(stage="fetch", source_id=identity, read=row.asked, written=row.new, rejected=row.rejected),
        StageCount(stage="answered", source_id=identity, read=row.asked, written=row.fetched),
    )


def refusal_counts(rejections: Iterable[Rejection]) -> tuple[StageCount, ...]:
    """Return how many pages of each source a crawl refused, by reason."""
    return _refused(Counter((item.source_id, str(item.reason)) for item in rejections if item.source_id))


def reading_counts(pages: "Sequence[ReadPage]", *, n_texts: Counter[str]) -> tuple[StageCount, ...]:
    """Return what was read and kept of each source's pages, and why the rest was refused.

    Args:
        pages: as relevance left them.
        n_texts: by source, out of how many of its pages text came.
    """
    read: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    refused: Counter[tuple[str, str]] = Counter()
    for page in pages:
        source = page.capture.source_id
        if source is None or page.state == "withdrawn":
            continue
        read[source] += 1
        kept[source] += page.state == "article"
        if page.rejection is not None:
            refused[source, str(page.rejection.reason)] += 1
    counts = []
    for source, number in sorted(read.items()):
        texts, articles = n_texts[source], kept[source]
        counts += [
            StageCount(stage="extract", source_id=source, read=number, written=texts, rejected=number - texts),
            StageCount(stage="relevance", source_id=source, read=texts, written=articles, rejected=texts - articles),
        ]
    return (*counts, *_refused(refused))


def _refused(refused: Mapping[tuple[str, str], int]) -> tuple[StageCount, ...]:
    return tuple(
        StageCount(stage=f"{REFUSED}{reason}", source_id=source, read=number, rejected=number)
        for (source, reason), number in sorted(refused.items())
    )
