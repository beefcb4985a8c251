"""Cut the words around one amount to what the trained reader sees: the title, some sentences before and after it.

In: an article and one amount in it. Out: word pieces with a mark before and one behind the amount, and for each
piece the characters it stands for. Three sentences before and two behind are read, at most MAX_PIECES in all:
farther words never helped on the marked texts, and time grows with every piece.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MAX_PIECES = 160
_TITLE_PIECES = 24
_AMOUNT_PIECES = 16
_AFTER_PIECES = 40
_BEFORE, _BEHIND = 3, 2
# Nine characters a piece is more than any text needs; a line of a million digits must not be cut into pieces.
_MAX_CHARACTERS = 9 * MAX_PIECES

_OPEN, _CLOSE = "[unused1]", "[unused2]"

Place = tuple[int, int, int]
"""(0 for the title or 1 for the text, first character, character behind the last); (-1, 0, 0) for a mark."""

_MARK: Place = (-1, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The pieces that are read for one amount."""

    pieces: tuple[int, ...]
    """Numbers of word pieces."""
    opens: int
    """Index of the mark before the amount."""
    closes: int
    """Index of the mark behind it."""
    places: tuple[Place, ...]
    """Where each piece stands."""


def window_around(
    tokenizer: Any, *, title: str, text: str, spans: Sequence[tuple[int, int]], sentence: int, start: int, end: int
) -> Window:
    """Return the window of the amount at `text[start:end]`, which stands in sentence number `sentence` of `spans`."""
    first, last = max(0, sentence - _BEFORE), min(len(spans) - 1, sentence + _BEHIND)
    left_from = min(spans[first][0], start) if spans else start
    right_to = max(spans[last][1], end) if spans else end
    left_from, right_to = max(left_from, start - _MAX_CHARACTERS), min(right_to, end + _MAX_CHARACTERS)
    head = _cut(tokenizer, title[: 9 * _TITLE_PIECES], 0, 0)[:_TITLE_PIECES]
    amount = _cut(tokenizer, text[start : min(end, start + 200)], start, 1)[:_AMOUNT_PIECES]
    left = _cut(tokenizer, text[left_from:start], left_from, 1)
    right = _cut(tokenizer, text[end:right_to], end, 1)
    room = MAX_PIECES - len(head) - len(amount) - 5
    right = right[: max(_AFTER_PIECES, room - len(left))]
    left = left[max(0, len(left) - (room - len(right))) :]
    begin, part = (tokenizer.cls_token_id, _MARK), (tokenizer.sep_token_id, _MARK)
    opens, closes = (
        (tokenizer.convert_tokens_to_ids(_OPEN), _MARK),
        (tokenizer.convert_tokens_to_ids(_CLOSE), _MARK),
    )
    pieces = [begin, *head, part, *left, opens, *amount, closes, *right, part]
    at = 2 + len(head) + len(left)
    return Window(
        pieces=tuple(number for number, _ in pieces),
        opens=at,
        closes=at + 1 + len(amount),
        places=tuple(place for _, place in pieces),
    )


def pieces_of(window: Window, name: str, *, title: str, text: str) -> Iterator[int]:
    """Yield the indexes of the pieces that belong to a name, wherever it stands in the window, in any case."""
    for source, whole in enumerate((title, text)):
        places = [(number, place) for number, place in enumerate(window.places) if place[0] == source]
        if not places:
            continue
        low, high = places[0][1][1], places[-1][1][2]
        seen = whole[low:high].lower()
        spot = seen.find(name.lower())
        while spot >= 0:
            start, end = low + spot, low + spot + len(name)
            yield from (number for number, (_, a, b) in places if a < end and start < b)
            spot = seen.find(name.lower(), spot + len(name))


def _cut(tokenizer: Any, text: str, shift: int, source: int) -> list[tuple[int, Place]]:
    cut = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    return [
        (number, (source, shift + left, shift + right))
        for number, (left, right) in zip(cut["input_ids"], cut["offset_mapping"], strict=True)
    ]
