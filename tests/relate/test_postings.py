"""The table of hashes finds what was filed, whatever it holds besides."""

import numpy as np

from pipeline.relate.postings import COMMON, Postings


def test_finds_owners_through_growth() -> None:
    rng = np.random.default_rng(7)
    table = Postings(expected=16)
    hashes = np.unique(rng.integers(-(2**63), 2**63 - 1, size=20_000, dtype=np.int64))
    for owner, part in enumerate(np.array_split(hashes, 100)):
        assert table.add(part, owner) == part.tolist()
    assert len(table) == len(hashes)
    for owner, part in enumerate(np.array_split(hashes, 100)):
        assert table.owners(part) == [[owner]] * len(part)


def test_hash_with_many_owners_stops_growing() -> None:
    table = Postings()
    one = np.array([-5], dtype=np.int64)
    added = [bool(table.add(one, owner)) for owner in range(COMMON + 5)]
    assert added == [True] * (COMMON + 1) + [False] * 4
    assert table.owners(one) == [list(range(COMMON + 1))]


def test_same_owner_is_filed_once() -> None:
    table = Postings()
    one = np.array([3], dtype=np.int64)
    assert table.add(one, 0) == [3]
    assert table.add(one, 0) == []
    assert table.add(one, 1) == [3]
    assert table.add(one, 1) == []


def test_unknown_hash_has_no_owner() -> None:
    table = Postings()
    table.add(np.array([0, 1, 2], dtype=np.int64), 4)
    assert table.owners(np.array([9, 0], dtype=np.int64)) == [[], [4]]


def test_neighbouring_hashes_do_not_crowd() -> None:
    table = Postings(expected=4)
    last = np.arange(-3000, 0, dtype=np.int64)
    first = np.arange(0, 3000, dtype=np.int64)
    table.add(last, 1)
    table.add(first, 2)
    assert table.owners(last) == [[1]] * 3000
    assert table.owners(first) == [[2]] * 3000
