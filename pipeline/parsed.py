"""A sentence as parsed words: what a parser hands to whoever compares sentences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a parsed sentence; kinds and relations are those of Universal Dependencies as spaCy writes them."""

    at: int
    text: str
    lemma: str
    pos: str
    relation: str
    head: int
    """Number of the word that it depends on; its own for the root."""
    start: int
    end: int


Parse = Callable[[str], Sequence[Word]]
"""A sentence to its words."""
