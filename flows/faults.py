"""Tell the fetch state which pages harmed their reader, so that they are soon left alone, and which are fine again."""

from collections.abc import Iterable
from datetime import datetime

from flows.reading import ReadPage
from pipeline.places import Places
from pipeline.urls import canonical_url
from spiders.failures import POISON
from spiders.state import CrawlState


def note_faults(places: Places, pages: Iterable[ReadPage], *, now: datetime) -> None:
    """Write down what reading these pages was like; told again after a kill, it counts once."""
    if not places.crawl_state.exists():
        return
    with CrawlState.open(places.crawl_state, now=now) as state:
        for page in pages:
            key, refused = canonical_url(page.capture.url), page.rejection
            if refused is None or refused.stage not in {"archive", "extract"}:
                state.reading_went_well(key)
            elif refused.stage == "extract" and refused.reason in POISON:
                problem = f"{refused.reason}: {refused.detail}"
                state.reading_failed(key, capture=page.capture.id, problem=problem)
