"""A fixed sample of damaged pages; `make fuzz` reads ten thousand."""

import pytest
from fuzz import fuzz, mutate, read_seeds

pytestmark = pytest.mark.slow


def test_500_damaged_pages_are_all_answered_and_none_crashes_the_reader() -> None:
    found, problems = fuzz(read_seeds(None), range(500), seed=1)
    assert problems == []
    assert found.total() == 500
    assert found["article"] > 300


def test_the_damage_is_the_same_every_time() -> None:
    import random

    page = read_seeds(None)[0]
    once, again = (mutate(page, random.Random("1/7")) for _ in range(2))
    assert once == again != page
