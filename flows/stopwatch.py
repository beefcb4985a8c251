"""Counts and seconds per stage of a shard, for the run report."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pipeline.records import StageCount


class Stopwatch:
    """Measures stages one after another; wall time, as the operator sees it."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, int, float]] = []

    @contextmanager
    def stage(self, name: str, read: int) -> Iterator[None]:
        """Measure one stage that reads `read` records."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._rows.append((name, read, time.perf_counter() - start))

    def counts(self, rejected_by: Iterable[str] = ()) -> tuple[StageCount, ...]:
        """Return what was measured; `rejected_by` has one stage name a rejected record."""
        refused = Counter(rejected_by)
        return tuple(
            StageCount(stage=name, read=read, written=read - refused[name], rejected=refused[name], seconds=seconds)
            for name, read, seconds in self._rows
        )


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
