"""Let one process at a time write to `data/var`: a lock file that says who holds it and since when.

The lock is the kernel's (`flock`), so it ends with its process, however that process ends; the words in the file are
for people, and for runs that wait for each other. The file itself is never removed: two processes that lock two files
of the same name would both believe that they are alone.
"""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from pipeline.errors import LockedError
from pipeline.places import Places


@contextmanager
def writer_lock(places: Places, command: str, now: datetime) -> Iterator[None]:
    """Hold the lock of the one writer for the length of a `with` block.

    Args:
        command: what is being run, for the person who meets the lock.

    Raises:
        LockedError: another process holds it, or this one already does; says who and since when.
    """
    with held(places.lock, command, now):
        yield


@contextmanager
def held(path: Path, command: str, now: datetime) -> Iterator[None]:
    """Hold any lock of this kind.

    Raises:
        LockedError: as `writer_lock`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            raise LockedError(str(path), *_read_holder(path)) from err
        # A forked worker shares the lock with us: if it outlived us, the lock would outlive us too.
        in_child = [handle]
        os.register_at_fork(after_in_child=lambda: _close_in_child(in_child))
        try:
            _write_holder(handle, command, now)
            yield
        finally:
            in_child.clear()
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def is_held(path: Path) -> bool:
    """Say whether a process holds the lock now; nothing is written."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def who_holds(path: Path) -> LockedError | None:
    """Return the refusal that a writer would meet now; None when the lock is free."""
    return LockedError(str(path), *_read_holder(path)) if is_held(path) else None


def _write_holder(handle: int, command: str, now: datetime) -> None:
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "command": command, "since": now.isoformat()}
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(holder).encode() + b"\n", 0)


def _read_holder(path: Path) -> tuple[str, str, str | None]:
    try:
        holder = json.loads(path.read_bytes())
        command = str(holder["command"])
        return f"process {holder['pid']} on {holder['host']} ({command})", str(holder["since"]), command
    except (OSError, ValueError, KeyError, TypeError):
        # Taken a moment ago: the holder has not written its name yet.
        return "another process", "a moment ago", None


def _close_in_child(handles: list[int]) -> None:
    for handle in handles:
        with suppress(OSError):
            os.close(handle)
    handles.clear()
