"""Count what a crawl does, and keep what it refused and which sources failed."""

from collections import Counter

from pipeline.errors import RejectionReason
from pipeline.records import Rejection, SourceError
from spiders.job import CrawlResult, Look, SourceCount

STAGE = "crawl"

# A detail is for a person; servers can put megabytes into a header or a message.
_MAX_DETAIL = 300


class Tally:
    """The growing result of a running crawl."""

    def __init__(self) -> None:
        self.changed = True
        self._counts: dict[str, Counter[str]] = {}
        self._rejections: dict[tuple[str, str], Rejection] = {}
        self._errors: dict[tuple[str, str], SourceError] = {}
        self._captures: list[str] = []
        self._looks: list[Look] = []

    def count(self, source_id: str | None, what: str, number: int = 1) -> None:
        """Add `number` to a field of `SourceCount`."""
        self._counts.setdefault(source_id or "", Counter())[what] += number
        self.changed = True

    def reject(self, source_id: str | None, url: str, reason: RejectionReason, detail: str) -> None:
        """Record that a page was refused, once."""
        if ("", url) in self._rejections:
            return
        self._rejections["", url] = Rejection(
            stage=STAGE, key=url, reason=reason, detail=detail[:_MAX_DETAIL], source_id=source_id
        )
        self.count(source_id, "rejected")

    def source_failed(self, source_id: str, url: str, problem: str) -> None:
        """Record that one address of a source could not be read."""
        self._errors[source_id, url] = SourceError(source_id=source_id, url=url, problem=problem[:_MAX_DETAIL])
        self.changed = True

    def stored(self, capture: str) -> None:
        """Record a capture that is new to the archive."""
        self._captures.append(capture)
        self.changed = True

    def looked(self, look: Look) -> None:
        """Record what an address answered."""
        self._looks.append(look)
        self.changed = True

    def result(self, *, finished: bool, stopped: str = "") -> CrawlResult:
        """Return everything so far."""
        self.changed = False
        counts = (SourceCount(source_id=key, **counter) for key, counter in sorted(self._counts.items()))
        return CrawlResult(
            finished=finished,
            stopped=stopped,
            counts=tuple(counts),
            rejections=tuple(self._rejections.values()),
            source_errors=tuple(self._errors.values()),
            captures=tuple(self._captures),
            looks=tuple(self._looks),
        )
