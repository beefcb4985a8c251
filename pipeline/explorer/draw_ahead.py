"""Draw the pay charts of a snapshot before they are asked for, in a process of its own and in idle time.

A drawing takes a tenth of a second of a processor, the first one a second: too long for a reader to wait, and too long
for the other readers of a server. Where the tables of the pages are kept (`tables.py`), the drawings lie beside them,
one file a platform; a platform whose turn has not come yet is drawn when it is asked for.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from pipeline.errors import WarehouseError
from pipeline.explorer.edition import Edition
from pipeline.explorer.platforms import drawn, platform_page

_PR_SET_PDEATHSIG = 1


def start_drawing(edition: Edition, cache: Path) -> None:
    """Let a child draw the charts of an opened snapshot; it ends with its work, or with this process."""
    if edition.folder is None:
        return
    command = [sys.executable, "-m", "pipeline.explorer.draw_ahead"]
    command += [str(edition.path), str(edition.number), str(cache), str(os.getpid())]
    # By its parent the kernel means the thread that started it: one that lives as long as the child.
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    threading.Thread(target=subprocess.call, args=(command,), kwargs=quiet, daemon=True).start()


def draw_all(edition: Edition) -> int:
    """Draw the charts of all platforms that have none yet, most claims first; return how many platforms there are."""
    platforms = [row["id"] for row in edition.rows("chart_order", {})]
    for platform in platforms:
        page = platform_page(edition, platform)
        if page is not None:
            drawn(edition, page)
    return len(platforms)


def _main() -> int:
    snapshot, number, cache, parent = sys.argv[1:]
    os.nice(15)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != int(parent):
            return 1
    try:
        draw_all(Edition(Path(snapshot), number=int(number), cache=Path(cache)))
    except WarehouseError:
        # A snapshot that was replaced in the meantime.
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
