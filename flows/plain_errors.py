"""What every command has around it: standard streams, a clean stop, and errors as one line with an exit code."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import LaborwireError, UsageError


def run_plainly(app: Callable[[], object]) -> None:
    """Run a command line: errors of ours are one line on stderr, never a traceback."""
    # A service manager's stop ends a run like Ctrl-C does: children are ended, and the report says "failed".
    signal.signal(signal.SIGTERM, _stopped)
    _open_standard_streams()
    with _plain_errors():
        app()


def _open_standard_streams() -> None:
    """Give Python the output streams that a caller closed (`>&-`): what nobody wants to see goes nowhere."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # open as long as the process
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # open as long as the process


def _stopped(*_: object) -> None:
    sys.stderr.write("laborwire: stopped; run the same command again to go on\n")
    sys.exit(143)


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except UsageError as err:
        sys.stderr.write(f"laborwire: {err}\n")
        sys.exit(2)
    except LaborwireError as err:
        sys.stderr.write(f"laborwire: {err}\n")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): not an error of ours; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.stderr.write("laborwire: stopped; run the same command again to go on\n")
        sys.exit(130)
    except OSError as err:
        sys.stderr.write(f"laborwire: {err.strerror or err}: {err.filename or 'input or output'}\n")
        sys.exit(1)
