"""A compact table from 64-bit hashes to the few articles that have them.

In: hashes (signed) and the number of their owner. Out: the owners of a hash. Refused: nothing, but a hash
with more than `COMMON` owners keeps no further ones: it is boilerplate, and the table must not grow with
the five-thousandth listing of the same form.

A dict of lists costs 150 bytes for each hash; this table 24, and one article is looked up in one go
(open addressing with linear probing in numpy arrays).
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.relate.fingerprints import Hashes

# 8: measured; a hash in more originals than this says what kind of text it is, not which.
COMMON = 8

_EMPTY = np.int32(-1)


class Postings:
    """Owners of hashes: numbers from 0 that the caller gives."""

    def __init__(self, *, expected: int = 1024) -> None:
        self._bits = max(10, int(expected * 2 - 1).bit_length())
        self._clear()
        self._count = 0
        self._shared: list[list[int]] = []

    def __len__(self) -> int:
        return self._count

    def owners(self, hashes: Hashes) -> list[list[int]]:
        """Return the owners of each hash, at most `COMMON` + 1; [] where it is new."""
        slots, known = self._find(hashes)
        values = self._values[slots].tolist()
        return [
            ([value] if value >= 0 else self._shared[-2 - value]) if is_known else []
            for value, is_known in zip(values, known.tolist(), strict=True)
        ]

    def add(self, hashes: Hashes, owner: int) -> list[int]:
        """File the hashes (unique) under `owner` and return those that were not filed so before."""
        if (self._count + len(hashes)) * 2 > len(self._keys):
            self._grow(self._count + len(hashes))
        slots, known = self._find(hashes)
        added = self._insert(hashes[~known], owner)
        for value, slot, own in zip(
            hashes[known].tolist(), slots[known].tolist(), self._values[slots[known]].tolist(), strict=True
        ):
            if own >= 0:
                if own == owner:
                    continue
                self._values[slot] = -2 - len(self._shared)
                self._shared.append([own, owner])
            else:
                owners = self._shared[-2 - own]
                if owner in owners or len(owners) > COMMON:
                    continue
                owners.append(owner)
            added.append(value)
        return added

    def _find(self, hashes: Hashes) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        slots = self._home(hashes)
        known = np.zeros(len(hashes), dtype=np.bool_)
        open_rows = np.arange(len(hashes))
        while len(open_rows):
            here = slots[open_rows]
            used = self._values[here] != _EMPTY
            match = used & (self._keys[here] == hashes[open_rows])
            known[open_rows[match]] = True
            open_rows = open_rows[used & ~match]
            slots[open_rows] = (slots[open_rows] + 1) & (len(self._keys) - 1)
        return slots, known

    def _insert(self, hashes: Hashes, owner: int) -> list[int]:
        rest = hashes
        while len(rest):
            slots, _ = self._find(rest)
            # Two new hashes may look for the same free slot: the first takes it, the other looks again.
            taken, first = np.unique(slots, return_index=True)
            self._keys[taken], self._values[taken] = rest[first], owner
            rest = np.delete(rest, first)
        self._count += len(hashes)
        added: list[int] = hashes.tolist()
        return added

    def _home(self, hashes: Hashes) -> NDArray[np.int64]:
        # Fibonacci hashing: sampling fixes the lowest bits, and neighbours must not crowd.
        spread = hashes.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        return (spread >> np.uint64(64 - self._bits)).astype(np.int64)

    def _grow(self, needed: int) -> None:
        keys, values = self._keys, self._values
        used = values != _EMPTY
        self._bits = max(self._bits + 1, int(needed * 2 - 1).bit_length())
        self._clear()
        keys, values = keys[used], values[used]
        # Sorted by home slot, each key goes to its home or behind the one before it: no loop over a million keys.
        home = self._home(keys)
        order = np.argsort(home, kind="stable")
        keys, values, home = keys[order], values[order], home[order]
        steps = np.arange(len(home))
        slots = np.maximum.accumulate(home - steps) + steps
        inside = slots < len(self._keys)
        self._keys[slots[inside]], self._values[slots[inside]] = keys[inside], values[inside]
        mask = len(self._keys) - 1
        for key, value in zip(keys[~inside].tolist(), values[~inside].tolist(), strict=True):
            slot = 0
            while self._values[slot] != _EMPTY:
                slot = (slot + 1) & mask
            self._keys[slot], self._values[slot] = key, value

    def _clear(self) -> None:
        self._keys = np.zeros(1 << self._bits, dtype=np.int64)
        self._values = np.full(1 << self._bits, _EMPTY, dtype=np.int32)
