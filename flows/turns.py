"""Take turns at the one writer's lock: a night waits a while for whoever has it, a backfill lets others in between.

Who wants a turn stands in a queue of one place, a second lock, until the writer's lock is free. Who has had a turn and
wants another queues up behind it, so that a backfill of many turns cannot keep a night out.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime, timezone

from pipeline.errors import LockedError
from pipeline.places import Places
from pipeline.warehouse.lock import held, who_holds

log = logging.getLogger(__name__)

_TRY_EVERY_S = 0.2
# So long a run may take to say who it is; a command that only asks whether the lock is held says nothing at all.
_UNKNOWN_S = 10.0


@contextmanager
def turn_to_write(
    places: Places,
    command: str,
    *,
    most_wait_s: float,
    waits_for: Collection[str] | None = None,
    tell: Callable[[LockedError], None] | None = None,
) -> Iterator[None]:
    """Hold the writer's lock for the length of a `with` block.

    Args:
        most_wait_s: how long to wait until it is free.
        waits_for: commands whose end is waited for; None for any.
        tell: called once with each holder that is waited for; default: a warning.

    Raises:
        LockedError: another run holds it, or held it for all that time; says who and since when.
    """
    begin = time.monotonic()
    told: set[str] = set()

    def limit(command: str | None) -> float:
        if waits_for is None or command in waits_for:
            return most_wait_s
        return min(most_wait_s, _UNKNOWN_S) if command is None else 0.0

    def wait(stack: ExitStack, lock: Callable[[], AbstractContextManager[None]]) -> None:
        while True:
            try:
                stack.enter_context(lock())
                return
            except LockedError as err:
                if time.monotonic() - begin >= limit(err.command):
                    # Who waits in front of us is not to blame: name who keeps us both waiting.
                    raise (who_holds(places.lock) or err) from None
                if err.holder not in told:
                    told.add(err.holder)
                    (tell or _tell)(err)
                time.sleep(_TRY_EVERY_S)

    with ExitStack() as kept:
        with ExitStack() as queue:
            wait(queue, lambda: held(places.lock_queue, command, datetime.now(timezone.utc)))
            wait(kept, lambda: held(places.lock, command, datetime.now(timezone.utc)))
        yield


def _tell(err: LockedError) -> None:
    log.warning("waiting for another run to end", extra={"holder": err.holder})
