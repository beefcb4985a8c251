"""End with the parent: a crawl whose flow was killed must not go on asking the web."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent_pid: int) -> bool:
    """Ask the kernel for SIGTERM when the parent dies; False when it is dead already.

    The kernel means the thread that started us; `parent_is_alive` is asked from time to time as well,
    which also serves where there is no such call (it is Linux's).
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    return parent_is_alive(parent_pid)


def parent_is_alive(parent_pid: int) -> bool:
    """Say whether `parent_pid` is still our parent."""
    return os.getppid() == parent_pid
