"""Take turns: a night waits for the poll that it meets, instead of being lost."""

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timezone

from pipeline.config import Places
from pipeline.errors import LockedError
from pipeline.warehouse.lock import writer_lock

log = logging.getLogger(__name__)

_TRY_EVERY_S = 1.0
# So long a run may take to say who it is; a command that only asks whether the lock is held says nothing at all.
_UNKNOWN_S = 10.0


@contextmanager
def turn_to_write(places: Places, command: str, *, most_wait_s: float) -> Iterator[None]:
    """Hold the writer's lock for the length of a `with` block.

    Args:
        most_wait_s: how long to wait for a poll to end; no other run is waited for.

    Raises:
        LockedError: another run holds it, or the poll does not end.
    """
    begin = time.monotonic()
    end = begin + most_wait_s
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(writer_lock(places, command, datetime.now(timezone.utc)))
                break
            except LockedError as err:
                end_of_wait = {"poll": end, None: min(end, begin + _UNKNOWN_S)}.get(err.command, begin)
                if time.monotonic() >= end_of_wait:
                    raise
                log.warning("waiting for a poll to end", extra={"holder": err.holder})
                time.sleep(min(_TRY_EVERY_S, max(end - time.monotonic(), 0.0)))
        yield
