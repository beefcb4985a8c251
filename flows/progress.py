"""Progress bars on stderr, for people only: shown after two seconds, never in a pipe or a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_QUIET_S = 2.0


@contextmanager
def progress(what: str, *, total: int) -> Iterator[Callable[[int], None]]:
    """Yield a function to call with the number of things done."""
    if not sys.stderr.isatty() or total == 0:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        transient=True,
    )
    task = bar.add_task(what, total=total)
    begun = time.monotonic()
    running = False

    def advance(done: int) -> None:
        nonlocal running
        bar.advance(task, done)
        if not running and time.monotonic() - begun > _QUIET_S:
            bar.start()
            running = True

    try:
        yield advance
    finally:
        if running:
            bar.stop()
