"""Fold letters for comparison without moving any: offsets into the folded text are offsets into the text.

Lower case, one kind of apostrophe, hyphen and space. Letters whose lower case has another length stay as they are.
Also here, since all who compare need it: where words begin and end, and whether a line is written in capitals.
"""

import re
from functools import cache

_SAME = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "`": "'",
        "‐": "-", "‑": "-", "–": "-", "−": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ",
    }
)  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_REACH = 240
"""Characters on each side in which a line's end is looked for: no headline is longer, and it bounds the work."""
_CAPITALS_REACH = 60


def fold(text: str, *, lower: bool = True) -> str:
    """Return `text` in lower case with plain apostrophes, hyphens and spaces, and the same length.

    >>> fold("Data Workers’ Inquiry")
    "data workers' inquiry"
    """
    same = text if text.isascii() and "`" not in text and "\t" not in text else encodable(text).translate(_SAME)
    if not lower:
        return same
    lowered = same.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in same)


@cache
def folded_set(words: tuple[str, ...]) -> frozenset[str]:
    """Return the folded forms of some words, worked out once."""
    return frozenset(fold(word) for word in words)


def encodable(text: str) -> str:
    """Return `text` with the same length and without the lone surrogates that no compiled library takes."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def starts_word(text: str, start: int) -> bool:
    """Say whether a word may start at `start`: no letter, digit, underscore, "@" or dot of a domain before it."""
    if start == 0:
        return True
    before = text[start - 1]
    if before.isalnum() or before in "_@":
        return False
    # "blog.scale": part of a domain or a file name.
    return not (before == "." and start > 1 and text[start - 2].isalnum() and text[start : start + 1].islower())


def ends_word(text: str, end: int) -> bool:
    """Say whether a word may end at `end`: neither a letter or digit follows, nor a domain ending."""
    if end >= len(text):
        return True
    after = text[end]
    if after.isalnum() or after == "_":
        return False
    # "scale.com" is an address; "Mercor.The" is a missing space.
    return not (after == "." and text[end + 1 : end + 2].islower())


def line_around(text: str, at: int, *, reach: int = _LINE_REACH) -> tuple[int, int]:
    """Return the line that holds character `at`, cut to what is near."""
    low = max(0, at - reach)
    start = text.rfind("\n", low, at) + 1 or low
    end = text.find("\n", at, at + reach)
    return start, end if end >= 0 else min(len(text), at + reach)


def all_capitals(text: str, at: int) -> bool:
    """Say whether the words around `at` are written in capitals, so that capitals say nothing."""
    start, end = line_around(text, at, reach=_CAPITALS_REACH)
    near = text[start:end]
    if near.isupper() or near.islower():
        return near.isupper()
    letters = [letter for letter in near if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) >= 0.7 * len(letters)


def title_case(text: str, at: int) -> bool:
    """Say whether the line at `at` is a heading with a capital on each longer word."""
    start, end = line_around(text, at)
    if end - start > _LINE_REACH:
        return False
    words: list[str] = re.findall(r"[^\W\d_][\w'’-]{3,}", text[start:end])
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)
