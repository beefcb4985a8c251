"""The members of the stories of the last weeks, and how common each term is among them.

In: articles with vector, terms and story. Out: the members near a vector, and likenesses between groups of
members. Everything is a function of the members' dates and contents, never of the order in which they
were filed or of how a stream was cut into nights:

- vectors are rounded to 1/2048, so that float32 sums of products are exact in any order;
- a term's rarity comes from the members of its 30-day block, the two before and the one after;
- in a stream, members older than `KEPT_DAYS` before the newest date are out of sight, whether or not they are
  still held.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.relate.terms import TABLE_SIZE, Terms

Float32Array = NDArray[np.float32]
Float64Array = NDArray[np.float64]
Rows = NDArray[np.int64]

_LEAP_DAYS = 365.0
WINDOW_DAYS = 150.0
BLOCK_DAYS = 30.0
BLOCKS_BEFORE = 2
# An article may come two months late and still find the stories of its day.
KEPT_DAYS = 210.0
# A stream without dates never ages: 40,000 members are 60 MB and 5 ms a look-up.
MAX_MEMBERS = 40_000

_SCALE = 2048.0
_PRIOR = 50
_COMMON_SHARE = 0.2
_COMMON_MIN = 20


@dataclass(slots=True)
class _Block:
    counts: NDArray[np.int32]
    members: int


class Rarity:
    """Weights of terms: log of inverse document frequency, 0 for a term that a fifth of the members have.

    It is a view: members filed later count.
    """

    def __init__(self, counts: list[NDArray[np.int32]], members: int) -> None:
        self._counts = counts
        self._members = members

    def __getitem__(self, numbers: NDArray[np.int32]) -> Float64Array:
        found = np.zeros(len(numbers), dtype=np.int64)
        for counts in self._counts:
            found += counts[numbers]
        weights: Float64Array = np.log((self._members + _PRIOR) / (found + 1.0))
        weights[found >= max(_COMMON_MIN, _COMMON_SHARE * self._members)] = 0.0
        return np.maximum(weights, 0.0)


class StoryWindow:
    """Members in sight, in arrays that grow."""

    def __init__(self, *, kept_days: float = math.inf) -> None:
        self._kept_days = kept_days
        self._vectors = np.zeros((256, 0), dtype=np.float32)
        self._days = np.zeros(256)
        self._ties = np.zeros(256, dtype=np.uint64)
        self._stories = np.zeros(256, dtype=np.int64)
        self._terms: list[Terms] = []
        self._blocks: dict[int, _Block] = {}
        self.newest = float("-inf")
        self._doubted: float | None = None

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, *, article_id: str, day: float, vector: Float32Array, terms: Terms, story: int) -> bool:
        """File one member and say whether old ones were forgotten; `day` is days since 1970, `vector` is `rounded`."""
        count = len(self._terms)
        if not self._vectors.shape[1]:
            self._vectors = np.zeros((len(self._days), len(vector)), dtype=np.float32)
        if count == len(self._days):
            self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
            self._days = np.concatenate([self._days, np.zeros_like(self._days)])
            self._ties = np.concatenate([self._ties, np.zeros_like(self._ties)])
            self._stories = np.concatenate([self._stories, np.zeros_like(self._stories)])
        self._vectors[count], self._days[count], self._stories[count] = vector, day, story
        self._ties[count] = int.from_bytes(
            hashlib.blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        )
        self._terms.append(terms)
        block = self._blocks.setdefault(_block_of(day), _Block(np.zeros(TABLE_SIZE, dtype=np.int32), 0))
        block.counts[terms.words] += 1
        block.counts[terms.names] += 1
        block.members += 1
        self._advance(day)
        return self._forget()

    @property
    def present(self) -> float:
        """The day that an article without a date is taken to be of."""
        if self.newest > float("-inf"):
            return self.newest
        return self._doubted if self._doubted is not None else 0.0

    def _advance(self, day: float) -> None:
        """Move the newest day on. A page may say 2062: a leap of a year counts once a second article confirms it."""
        if day <= self.newest + _LEAP_DAYS:
            self.newest, self._doubted = max(self.newest, day), None
        elif self._doubted is not None and abs(day - self._doubted) <= _LEAP_DAYS:
            self.newest, self._doubted = max(day, self._doubted), None
        else:
            self._doubted = day

    def nearest(self, vector: Float32Array, *, day: float, limit: int) -> list[tuple[int, int]]:
        """Return (row, story) of the members in sight of `day`, nearest vector first."""
        count = len(self._terms)
        if not count:
            return []
        seen = np.flatnonzero(self._in_sight(day))
        likeness = self._vectors[seen] @ vector if len(seen) < count else self._vectors[:count] @ vector
        if len(seen) > limit:
            # Rows that tie with the last place stay in, the sort below decides.
            floor = np.partition(likeness, len(seen) - limit)[len(seen) - limit]
            kept = likeness >= floor
            seen, likeness = seen[kept], likeness[kept]
        order = seen[np.lexsort((self._ties[seen], -likeness))][:limit]
        return list(zip(order.tolist(), self._stories[order].tolist(), strict=True))

    def rows_of(self, story: int, *, day: float) -> list[int]:
        """Return the members of a story in sight of `day`, newest first."""
        count = len(self._terms)
        rows = np.flatnonzero(self._in_sight(day) & (self._stories[:count] == story))
        return [int(row) for row in rows[np.lexsort((self._ties[rows], -self._days[rows]))]]

    def distance_days(self, rows: Sequence[int], day: float) -> float:
        """Return how far in time the nearest of some members is."""
        return float(np.abs(self._days[list(rows)] - day).min())

    def days_between(self, one: Sequence[int], other: Sequence[int]) -> float:
        """Return how many days lie between the nearest members of two groups."""
        days, others = np.sort(self._days[list(one)]), self._days[list(other)]
        after = np.searchsorted(days, others)
        behind = np.abs(days[np.minimum(after, len(days) - 1)] - others)
        before = np.abs(days[np.maximum(after - 1, 0)] - others)
        return float(np.minimum(behind, before).min())

    def relabel(self, old: int, into: int) -> None:
        """Give the members of story `old` to story `into`."""
        stories = self._stories[: len(self._terms)]
        stories[stories == old] = into

    def stories(self) -> set[int]:
        """Return the stories that still have members."""
        return set(self._stories[: len(self._terms)].tolist())

    def vector_sum(self, rows: Sequence[int]) -> Float64Array:
        """Return the sum of the members' vectors."""
        total: Float64Array = self._vectors[list(rows)].sum(axis=0, dtype=np.float64)
        return total

    def terms_of(self, rows: Sequence[int]) -> list[Terms]:
        """Return the terms of members."""
        return [self._terms[row] for row in rows]

    def rarity(self, day: float) -> "Rarity":
        """Return how rare each term is for an article of `day`."""
        block = _block_of(day)
        horizon = self.newest - self._kept_days
        numbers = [one for one in range(block - BLOCKS_BEFORE, block + 2) if (one + 1) * BLOCK_DAYS > horizon]
        held = [self._blocks[number] for number in numbers if number in self._blocks]
        return Rarity([one.counts for one in held], sum(one.members for one in held))

    def _in_sight(self, day: float) -> NDArray[np.bool_]:
        days = self._days[: len(self._terms)]
        return (np.abs(days - day) <= WINDOW_DAYS) & (days >= self.newest - self._kept_days)

    def _forget(self) -> bool:
        count = len(self._terms)
        horizon = self.newest - self._kept_days
        stale = self._days[:count] < horizon
        if count > MAX_MEMBERS and self._kept_days < math.inf:
            stale[np.argsort(self._days[:count], kind="stable")[: MAX_MEMBERS // 8]] = True
        if stale.sum() * 8 < max(count, 1024):
            return False
        kept = np.flatnonzero(~stale)
        for array in (self._vectors, self._days, self._ties, self._stories):
            array[: len(kept)] = array[kept]
        self._terms = [self._terms[row] for row in kept.tolist()]
        for number in [number for number in self._blocks if (number + 1) * BLOCK_DAYS <= horizon]:
            del self._blocks[number]
        return True


def rounded(vector: Sequence[float] | Float32Array) -> Float32Array:
    """Return a unit vector in steps of 1/2048, as whole numbers: their products add up exactly in float32."""
    whole: Float32Array = np.rint(np.asarray(vector, dtype=np.float32) * np.float32(_SCALE))
    return whole


def _block_of(day: float) -> int:
    return int(day // BLOCK_DAYS)
