"""Read many texts on several cores.

In: a function that reads a part of the texts, and the texts. Out: what it gives for each, in the order of the texts.
The parts do not depend on the number of processes, so neither does what comes out.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

_PART = 100
"""Texts that one process reads at a time."""

Item = TypeVar("Item")
Found = TypeVar("Found")


def in_parts(
    how: Callable[[Sequence[Item]], list[Found]], items: Sequence[Item], *, processes: int = 1
) -> Iterator[Found]:
    """Yield what `how` gives for the items; with one process it is called here, with more it must be importable."""
    parts = [items[first : first + _PART] for first in range(0, len(items), _PART)]
    if processes == 1:
        for part in parts:
            yield from how(part)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for found in pool.map(how, parts):
            yield from found
