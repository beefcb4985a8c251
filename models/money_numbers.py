"""Turn the written numbers of news English into exact decimals.

Covers digits with either separator ("1,450", "1.450,00", "21 000", "3.2"), scale words and letters
("k", "million", "lakh", "crore"), and spelled numbers ("twenty-two", "half a million", "one and a half").
A group of three digits after a dot is a thousands group only for a currency that writes it so: "1.450 euros"
is 1450, "$1.450" is 1.45. What names no number gives None; a guess would enter people's pay tables as a fact.
"""

import re
from decimal import Decimal

# Bounded repetition: a megabyte of digits and separators must be read in linear time.
_GROUP_GAP = "[ \\u00a0\\u202f\\u2009'’]"
DIGITS = (
    rf"(?:\d{{1,3}}(?:{_GROUP_GAP}\d{{3}}){{1,5}}(?:[.,]\d{{1,2}})?(?!\d)"
    r"|\d{1,18}(?:[.,]\d{2,3}){0,6}(?:[.,]\d{1,4})?(?!\d)[½¼¾]?"
    r"|[½¼¾]|(?<=[$£€])\.\d{2}(?!\d))"
)
SCALE = (
    r"(?:[ \u00a0\u202f-]?(?:thousand|million|billion|trillion|lakhs?|lacs?|lakh crore|crores?)\b"
    r"|[ \u00a0\u202f]?(?:mn|bn|tn|trn|mln|bln|mil)\b\.?|MM\b|(?:k|K|m|M|b|B|t)\b|[ \u00a0\u202f]?(?:Cr|cr|L)\b)"
)

_POWERS = {
    "k": 3,
    "thousand": 3,
    "m": 6,
    "mn": 6,
    "mln": 6,
    "mil": 6,
    "mm": 6,
    "million": 6,
    "b": 9,
    "bn": 9,
    "bln": 9,
    "billion": 9,
    "t": 12,
    "tn": 12,
    "trn": 12,
    "trillion": 12,
    "lakh": 5,
    "lakhs": 5,
    "lac": 5,
    "lacs": 5,
    "l": 5,
    "crore": 7,
    "crores": 7,
    "cr": 7,
    "lakh crore": 12,
}

# Currencies whose users write 1.450,00; for all others a lone dot is a decimal point.
DOT_GROUPS = frozenset(
    [
        "EUR",
        "BRL",
        "COP",
        "ARS",
        "CLP",
        "IDR",
        "TRY",
        "VND",
        "DKK",
        "NOK",
        "SEK",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "CRC",
        "PYG",
        "UYU",
        "RSD",
        "ISK",
        "BGN",
    ]
)

_ONES = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_BIG = {
    "hundred": 100,
    "thousand": 1000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "million": 10**6,
    "crore": 10**7,
    "crores": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
}
_GLUE = frozenset({"and", "a", "an", "half", "quarter", "quarters"})
NUMBER_WORDS = frozenset(_ONES) | frozenset(_TENS) | frozenset(_BIG) | _GLUE
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_SEPARATORS = re.compile(r"[\s\u00a0\u202f\u2009'’]")


def read_digits(written: str, *, currency: str | None = None) -> Decimal | None:
    """Return the value of digits with separators, or None when they are no number.

    >>> read_digits("1.450", currency="EUR"), read_digits("1.450", currency="USD"), read_digits("1½")
    (Decimal('1450'), Decimal('1.450'), Decimal('1.5'))
    """
    digits = _SEPARATORS.sub("", written)
    fraction = _FRACTIONS.get(digits[-1:])
    if fraction is not None:
        digits = digits[:-1]
        if not digits:
            return fraction
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and dot >= 0:
        decimal = max(comma, dot)
        whole, cents = digits[:decimal], digits[decimal + 1 :]
        plain = re.sub(r"[.,]", "", whole) + ("." + cents if len(cents) != 3 else cents)
    elif comma >= 0:
        groups = digits.split(",")
        is_grouped = len(groups[-1]) == 3 and all(len(group) in (2, 3) for group in groups[1:])
        plain = "".join(groups) if is_grouped or len(groups) > 2 else ".".join(groups)
    elif dot >= 0:
        groups = digits.split(".")
        is_grouped = all(len(group) == 3 for group in groups[1:]) and 0 < len(groups[0]) <= 3 and groups[0] != "0"
        is_grouped = is_grouped and (len(groups) > 2 or currency in DOT_GROUPS)
        plain = "".join(groups) if is_grouped or len(groups) > 2 else digits
    else:
        plain = digits
    if not plain.replace(".", "", 1).isdecimal():
        return None
    return Decimal(plain) + (fraction or 0)


def scale_of(written: str) -> int | None:
    """Return the power of ten that a scale word or letter stands for, None when it is none."""
    return _POWERS.get(" ".join(written.strip().strip(".-").lower().split()))


def scaled(value: Decimal, power: int) -> Decimal:
    """Return `value` times ten to the `power`, in plain notation."""
    return plain(value.scaleb(power))


def plain(value: Decimal) -> Decimal:
    """Return the same number without exponent and without trailing zeros after the point.

    >>> plain(Decimal("1.450E+3")), plain(Decimal("22.50"))
    (Decimal('1450'), Decimal('22.5'))
    """
    whole = value.to_integral_value()
    return Decimal(format(whole, "f")) if value == whole else Decimal(format(value.normalize(), "f"))


def read_words(words: list[str]) -> Decimal | None:
    """Return the value of a spelled number, None when the words are no number.

    >>> read_words(["three", "hundred", "and", "fifty"]), read_words(["half", "a", "million"])
    (Decimal('350'), Decimal('500000'))
    """
    total, current = Decimal(0), Decimal(0)
    seen = False
    # What may still be added below the last hundred: 99 at first, 9 after "twenty", nothing after "twelve".
    room = 99
    for place, word in enumerate(words):
        if word in _ONES or word in _TENS:
            number = _ONES.get(word) or _TENS.get(word) or 0
            if number > room:
                # "ten fifty" is two numbers.
                return None
            room = 9 if word in _TENS else 0
            current += number
        elif word == "half":
            current += Decimal("0.5")
        elif word in ("quarter", "quarters"):
            current = (current or 1) * Decimal("0.25")
        elif word in _BIG:
            scale = _BIG[word]
            room = 99
            current = (current if current else Decimal(1)) * scale
            if scale >= 1000:
                total, current = total + current, Decimal(0)
        elif word in ("a", "an"):
            if place == len(words) - 1 and not seen:
                current = Decimal(1)
        elif word != "and":
            return None
        seen = seen or word not in ("and",)
    value = total + current
    return plain(value) if seen and value > 0 else None
