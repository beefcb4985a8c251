"""Find amounts that people say without their currency: "thirty an hour", "54k", "two and a half lakh", "a tenner".

In: a text with amounts whose currency is stated, or none. Out: places, values and currency marks of numbers that
lean on them. A number leans on the nearest stated amount before it, else on the first behind it; lakh and crore
mean rupees, a fiver and a tenner pounds, or dollars where the text has dollars and no pounds. A bare number counts
things far more often than money, so it is taken only with a pay period right behind it ("a week"), with "grand",
"k" or "lakh", as slang, or with thousands right behind a word for earning; what it is for is decided by others.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models import money_numbers

_WORDS = "(?:" + "|".join(sorted(money_numbers.NUMBER_WORDS, key=len, reverse=True)) + ")"
_SPELLED = rf"(?P<spelled>{_WORDS}(?:[ -]{_WORDS}){{0,7}})"
_DIGITS = r"(?P<digits>\d{1,3}(?:,\d{2,3}){0,3}(?:\.\d{1,2})?|\d{1,6}(?:\.\d{1,2})?)"
_NUMBER = rf"(?<![\w.,$€£₹%-])(?:{_DIGITS}|{_SPELLED})"
_PERIOD = re.compile(
    rf"{_NUMBER}(?=(?: bucks)?(?:/hr|/hour| ?(?:an?|per|each|every) (?:hour|day|shift|night|week|month|year|annum|"
    r"word|task|image|page)\b| hourly\b| monthly\b| weekly\b| annually\b))",
    re.IGNORECASE,
)
# "25k tasks" counts them.
_COUNTED = (
    r"tasks?|users?|workers?|people|followers|subscribers|members|words|images|clips|labels|prompts|jobs|employees"
    r"|staff|"
    r"annotators|raters|contractors|views|downloads|readers|miles|steps|times|hours|calls|conversations|items|units"
    r"|copies"
)
_SCALED = re.compile(
    rf"{_NUMBER}(?:(?P<k>k)(?!\w)(?! (?:hits|{_COUNTED})\b)|[ -](?P<grand>grand|k)(?!\w))", re.IGNORECASE
)
_LAKH = re.compile(
    rf"(?<![\w.,$€£₹])(?:{_DIGITS}|(?P<spelled>(?:{_WORDS}[ -]){{1,7}}?)(?=lakh|crore)|(?P<one>an? ))"
    r" ?(?P<unit>lakhs?|crores?|LPA)(?!\w)(?! (?:rupees|crore))(?![ ](?!an?\b|per\b|in\b|for\b|and\b|or\b|to\b|at\b|"
    r"as\b|on\b|with\b|after\b|before\b|from\b|each\b|every\b|plus\b|that\b|which\b|but\b|by\b|monthly\b|annually\b|"
    r"if\b|when\b|more\b|less\b|CTC\b)[a-z]{3,})"
)
# "Three years on, he takes home 21,000": a number with thousands, behind a word for earning, that counts nothing.
_EARNED = re.compile(
    r"\b(?:(?:takes?|took|taking|brings?|brought) home|earn(?:s|ed|ing)?|paid|pays|receiv(?:es?|ed)|pocket(?:s|ed)?"
    r"|(?:salary|wages?|pay|bonus|fee|stipend|allowance) (?:is|was|of))(?: (?:about|around|just|only|some|nearly|over"
    r"|under"
    r"|roughly|him|her|them|me|us))?\s(?P<number>(?P<digits>\d{1,3}(?:,\d{2,3}){1,3})(?P<spelled>)(?![\w%$€£₹,]|\.\d))"
    r"(?=[.;:)”\"’]|,\s|$|\s(?:and|or|but|plus|for|in|after|before|last|this|every|each|from|at|on|with|as|while"
    r"|when)\b)",
    re.IGNORECASE,
)
_SLANG = re.compile(r"\b(?:an? )(?P<coin>fiver|tenner|dime|nickel)\b", re.IGNORECASE)
_COINS = {"fiver": Decimal(5), "tenner": Decimal(10), "dime": Decimal(10), "nickel": Decimal(5)}
_SMALLEST = 4
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True, kw_only=True)
class BareNumber:
    """A number that is money without saying in which currency."""

    start: int
    end: int
    value: Decimal
    mark: str
    """Currency or family of currencies."""
    is_hundredth: bool = False


def find_bare_numbers(text: str, *, mark_near: Callable[[int], str | None], marks: Sequence[str]) -> list[BareNumber]:
    """Return the bare numbers of `text` in order, none overlapping.

    Args:
        mark_near: gives the currency mark of the stated amount that a number at a character leans on.
        marks: of all stated amounts.
    """
    found = sorted((*_coins(text, marks), *_lakhs(text), *_leaning(text, mark_near)), key=lambda one: one.start)
    kept: list[BareNumber] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _coins(text: str, marks: Sequence[str]) -> Iterator[BareNumber]:
    for match in _SLANG.finditer(text):
        coin = match["coin"].lower()
        is_cents = coin in ("dime", "nickel")
        mark = "$" if is_cents or ("$" in marks and "£" not in marks and "GBP" not in marks) else "£"
        yield BareNumber(start=match.start(), end=match.end(), value=_COINS[coin], mark=mark, is_hundredth=is_cents)


def _lakhs(text: str) -> Iterator[BareNumber]:
    for match in _LAKH.finditer(text):
        value = Decimal(1) if match["one"] else _value(match["digits"], (match["spelled"] or "").strip())
        if value is not None:
            power = 7 if match["unit"].lower().startswith("crore") else 5
            yield BareNumber(
                start=match.start(), end=match.end(), value=money_numbers.scaled(value, power), mark="rupee"
            )


def _leaning(text: str, mark_near: Callable[[int], str | None]) -> Iterator[BareNumber]:
    for pattern in (_PERIOD, _SCALED, _EARNED):
        for match in pattern.finditer(text):
            value = _value(match["digits"], match["spelled"])
            mark = mark_near(match.start())
            if value is None or mark is None:
                continue
            thousands = pattern is _SCALED
            if not thousands and (value < _SMALLEST or value in _YEARS):
                continue
            if pattern is _EARNED:
                start, end = match.span("number")
            else:
                start, end = match.start() + (4 if match.group().lower().startswith("and ") else 0), match.end()
            yield BareNumber(start=start, end=end, value=money_numbers.scaled(value, 3 if thousands else 0), mark=mark)


def _value(digits: str | None, spelled: str | None) -> Decimal | None:
    if digits:
        return money_numbers.read_digits(digits)
    if not spelled:
        return None
    words = re.split(r"[ -]", spelled.lower())
    return money_numbers.read_words(words) or _with_cents(words)


def _with_cents(words: list[str]) -> Decimal | None:
    """Return "ten fifty" as 10.50; "one fifty" may as well be 150, so it is none."""
    for cut in range(1, len(words)):
        whole, cents = money_numbers.read_words(words[:cut]), money_numbers.read_words(words[cut:])
        if whole is not None and cents is not None and _SMALLEST < whole < 100 and 10 <= cents < 100 and cents % 5 == 0:
            return whole + cents / 100
    return None
