"""The names that the trained reader points at in the text around an amount."""

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.pay_reader import AmountReading

# From this probability on a word belongs to the name that is asked for; words beside it from the lower one on.
_NAMED, _GOES_ON = 0.5, 0.3
_MAX_NAME = 80


def likeliest(reading: "AmountReading", column: int, *, title: str, text: str) -> str | None:
    """Return the name that the model points at most surely, or None where it is not sure of any."""
    names = all_pointed(reading, column, title=title, text=text)
    best = max(names, key=lambda name: names[name], default=None)
    return best if best is not None and names[best] >= _NAMED else None


def all_pointed(reading: "AmountReading", column: int, *, title: str, text: str) -> dict[str, float]:
    """Return the names that the model points at in a window, each with the chance of its surest word."""
    places = reading.window.places
    chances = reading.words[:, column] * np.array([place[0] >= 0 for place in places])
    found: dict[str, float] = {}
    first = 0
    while first < len(places):
        if chances[first] < _GOES_ON:
            first += 1
            continue
        last = first
        while last + 1 < len(places) and chances[last + 1] >= _GOES_ON and places[last + 1][0] == places[first][0]:
            last += 1
        name = _words_at(title if places[first][0] == 0 else text, places[first][1], places[last][2])
        if name is not None:
            found[name] = max(found.get(name, 0.0), float(chances[first : last + 1].max()))
        first = last + 1
    return found


def _words_at(source: str, start: int, end: int) -> str | None:
    # A piece may be half a word: the name ends where its word ends.
    while start and source[start - 1].isalnum():
        start -= 1
    while end < len(source) and source[end].isalnum():
        end += 1
    name = _LOOSE.sub("", source[start:end].strip(' ,.;:()"“”‘–—-'))
    return name if 1 < len(name) <= _MAX_NAME and "\n" not in name else None


_LOOSE = re.compile(r"^(?:the|a|an)\s+|['’]s?$", re.IGNORECASE)
