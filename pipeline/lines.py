"""Read a stream line by line, without ever holding a line that is longer than it may be."""

from collections.abc import Iterator
from typing import Protocol

MAX_LINE_BYTES = 64 * 1024 * 1024
"""A page of the largest size that is taken, written as JSON with every character escaped."""


class LineSource(Protocol):
    """What lines are read from: any binary stream."""

    def readline(self, size: int = -1, /) -> bytes:
        """Return the next line, at most `size` bytes of it; b"" at the end."""
        ...


def bounded_lines(source: LineSource, *, max_bytes: int = MAX_LINE_BYTES) -> Iterator[bytes | None]:
    """Yield the lines of `source`, None for one that is longer than `max_bytes`, which is skipped.

    Raises:
        OSError, EOFError, zlib.error: what `source` raises when it cannot be read on.
    """
    while raw := source.readline(max_bytes + 1):
        if len(raw) <= max_bytes:
            yield raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = source.readline(max_bytes)
        yield None
