"""Bound the time that reading one answer may take: an expression that goes back and forth would never end.

The time is the processor's, so that a busy machine gives nothing up. What is cut short is plain reading, in the main
thread, that changes nothing outside of itself. Python's `re` asks for signals while it searches, libxml2 does not;
that one is bounded by itself.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

# The largest feed that is read, 5 MiB of 50,000 broken entries, takes 4 s; on a slow machine several times that.
MOST_READING_S = 20.0


class ReadingTimeError(Exception):
    """Reading took more of the processor's time than it may."""

    def __init__(self, most_s: float) -> None:
        super().__init__(most_s)
        self.most_s = most_s

    def __str__(self) -> str:
        return f"what takes more than {self.most_s:g} s to read"


@contextmanager
def reading_within(most_s: float) -> Iterator[None]:
    """Let the block take so many seconds of the processor's time, and no more; blocks do not nest.

    Raises:
        ReadingTimeError: it took longer and was cut short.
    """
    is_reading = True

    def cut_short(_number: int, _frame: object) -> None:
        # A signal may still be on its way when the block has ended.
        if is_reading:
            raise ReadingTimeError(most_s)

    before = signal.signal(signal.SIGVTALRM, cut_short)
    signal.setitimer(signal.ITIMER_VIRTUAL, most_s)
    try:
        yield
    finally:
        is_reading = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
