"""Which countries the lesser towns of a text lie in, for the currency of a bare "$", "pesos" or "shillings".

In: a text. Out: countries of the towns of `data/pay/towns.toml` that it names, in order. A town counts behind a
word such as "in" or "near" alone: many bear a surname or an ordinary word. It is the last thing asked, where no
country and no better-known place decides, and it is neither a payer nor a place of work.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from models.claims_words import FOLDER, Table
from pipeline.config import read_toml

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

# A text that names more towns than this is a list; its first ones say where it plays.
_MOST = 8
_BEFORE = re.compile(r"\b(?:in|near|around|from|outside|across)\s(?:the\s)?$", re.IGNORECASE)


class _Towns(Table):
    code: str
    towns: tuple[str, ...]


class _TownsFile(Table):
    country: tuple[_Towns, ...]


@cache
def _towns() -> tuple["AhoCorasick", tuple[str, ...]]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    countries = read_toml(FOLDER / "towns.toml", _TownsFile).country
    names = [name for country in countries for name in country.towns]
    codes = tuple(country.code for country in countries for _ in country.towns)
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), codes


def countries_of_towns(text: str) -> list[str]:
    """Return ISO 3166 codes of the towns that a text names.

    >>> countries_of_towns("Pickers near Mildura and drivers in Kitchener, she told Dubbo.")
    ['AU', 'CA']
    """
    finder, codes = _towns()
    found: list[str] = []
    for number, start, end in finder.find_matches_as_indexes(text):
        if len(found) == _MOST:
            break
        if not text[end : end + 1].isalnum() and _BEFORE.search(text[max(0, start - 14) : start]):
            found.append(codes[number])
    return found
