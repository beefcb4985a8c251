"""Counts and seconds per stage of a shard, for the run report and the log."""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.records import StageCount

log = logging.getLogger(__name__)

LANGUAGE = "language "
"""Begins the name of the counts of articles in a language that is not read: "language ru"."""


@dataclass(slots=True, kw_only=True)
class Lap:
    """One stage at work: its numbers are set while it runs."""

    stage: str
    read: int
    written: int
    """What it handed on; as much as it read, unless said otherwise."""
    rejected: int = 0
    seconds: float = 0.0


class Stopwatch:
    """Measures stages one after another; wall time, as the operator sees it."""

    def __init__(self) -> None:
        self._laps: list[Lap] = []

    @contextmanager
    def stage(self, name: str, read: int) -> Iterator[Lap]:
        """Measure one stage that reads `read` records."""
        lap = Lap(stage=name, read=read, written=read)
        self._laps.append(lap)
        start = time.perf_counter()
        try:
            yield lap
        finally:
            lap.seconds = time.perf_counter() - start

    def counts(self) -> tuple[StageCount, ...]:
        """Return what was measured."""
        return tuple(
            StageCount(stage=lap.stage, read=lap.read, written=lap.written, rejected=lap.rejected, seconds=lap.seconds)
            for lap in self._laps
        )


def log_counts(counts: Iterable[StageCount]) -> None:
    """Log one line a stage."""
    for row in counts:
        facts = {"stage": row.stage, "read": row.read, "written": row.written, "rejected": row.rejected}
        log.info("stage finished", extra={**facts, "seconds": row.seconds})


def add_counts(counts: Iterable[StageCount]) -> tuple[StageCount, ...]:
    """Return one row per stage and source, in the order of first appearance."""
    total: dict[tuple[str, str], StageCount] = {}
    for row in counts:
        key = (row.stage, row.source_id)
        known = total.get(key)
        total[key] = (
            row
            if known is None
            else StageCount(
                stage=row.stage,
                source_id=row.source_id,
                read=known.read + row.read,
                written=known.written + row.written,
                rejected=known.rejected + row.rejected,
                seconds=known.seconds + row.seconds,
            )
        )
    return tuple(total.values())
