"""Find the single amounts that money expressions are made of: "$16", "Rs 2.4 lakh", "forty bucks", "six figures".

In: a text. Out: `Atom`s in order, none overlapping: where, how much, in which symbol or word. What joins two of them,
and which unit stands beside them, is `models.money`'s. Every pattern has bounded repetition, and only the stretches
around a sign or a currency word are read, so a megabyte of digits, symbols or number words takes linear time.
"""

import heapq
import logging
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from models import money_currency, money_numbers
from models.money_bare import find_bare_numbers

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

log = logging.getLogger(__name__)

_D, _S = money_numbers.DIGITS, money_numbers.SCALE
SPACE = "[ \u00a0\u202f\u2009]"
"""A blank that may stand within an amount, as a character class."""
NUMBER_WORD = "(?:" + "|".join(sorted(money_numbers.NUMBER_WORDS, key=len, reverse=True)) + ")"
_ATOM = re.compile(
    rf"(?<![\w$€£¥₹])(?P<symbol>{money_currency.SYMBOL}){SPACE}?(?P<n1>{_D})(?P<s1>{_S})?"
    rf"(?:{SPACE}(?P<tail>{money_currency.CODE}|{money_currency.PREFIX}(?!\w))(?!\w))?"
    rf"|(?<![\w$])(?P<code>{money_currency.CODE}){SPACE}?[$€£]?(?P<n2>{_D})(?P<s2>{_S})?"
    rf"|(?<![\w.,$€£])(?P<n3>{_D})(?P<s3>{_S})?(?:[ \u00a0\u202f-]?(?P<word>{money_currency.WORD}|(?P<post>[€£$₽]"
    rf"|zł|kr)|"
    rf"(?P<code3>{money_currency.CODE}))(?![\w])"
    rf"|{SPACE}(?P<prefix>{money_currency.PREFIX}\.?){SPACE}(?P<word4>{money_currency.WORD})(?!\w))"
    rf"|(?<![\w-])(?P<spelled>{NUMBER_WORD}(?:[ -]{NUMBER_WORD}){{0,8}})(?:[ -](?P<prefix5>{money_currency.PREFIX}"
    rf"))?[ -](?P<word5>{money_currency.WORD})(?!\w)"
    rf"|(?<!\w)(?:(?:low|mid|high|solid|comfortable)[ -])?(?P<figures>four|five|six|seven|eight)[ -]figures?(?!\w)",
    re.IGNORECASE,
)
_GLUED_CODES = frozenset(("USD", "EUR", "GBP", "AUD", "CAD", "KES", "CHF", "SGD"))
_LETTER = re.compile(r"(?<![\w$])([RPN])(?=\d{1,3},\d{3}|\d{3})")
_FIGURES = {"four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
# Every amount has a sign, a currency word, or a letter code beside a digit; all else is skipped unread.
_SIGN = re.compile(
    rf"[{re.escape(money_currency.SYMBOL_CHARACTERS)}]|(?<![\w$])[A-Z][A-Za-z]{{0,3}}\.?{SPACE}?\d|\d{SPACE}?(?:"
    rf"[A-Z]{{3}}|[pc]|kr|zł)(?!\w)"
)
_BEFORE_SIGN, _AFTER_SIGN = 110, 80
# More amounts than this is no article; 10,000 in a text are still all listed.
MAX_AMOUNTS = 12_000


_BARE_AFTER_VERB = re.compile(
    rf"\b(?:promised|paid|pays?|paying|earn(?:ed|s|ing)?|offered|gets?|got|ma[dk]e|makes|receive[sd]?|"
    rf"or|than){SPACE}(?:only |just |about )?(?P<n>\d{{1,3}}(?:[,  ]\d{{3}}){{1,3}}|\d{{3,6}})(?=[.,;)"
    rf"]|{SPACE}(?:an?|per)\s(?:hour|day|week|month|year)\b|$)",
    re.IGNORECASE,
)
# Farther from the amount that names the currency a bare number is a count.
BARE_REACH = 250


@dataclass(frozen=True, slots=True)
class Atom:
    """One amount with its currency as written."""

    start: int
    end: int
    digits: str
    """As written; "" where it is spelled out."""
    power: int | None
    """Power of ten of a scale word ("k", "lakh"), or the figures of "six figures"."""
    mark: str
    """Symbol family, code, or "figures"."""
    hundredth: bool
    """True for cents, pence, paise."""
    value: Decimal | None


def find_atoms(text: str, *, countries_at: Callable[[int], Sequence[str]] | None = None) -> list[Atom]:
    """Return the amounts of `text` in order, at most `MAX_AMOUNTS`, none overlapping.

    Args:
        countries_at: gives the ISO 3166 codes that matter at a character, most relevant first.
    """
    letters = frozenset(match[1] for match in _LETTER.finditer(text))
    atoms: list[Atom] = []
    for start, end in _windows(text):
        for match in _ATOM.finditer(text, start, end):
            atom = _atom(match, countries_at, letters)
            if atom is not None and (not atoms or atom.start >= atoms[-1].end):
                atoms.append(atom)
        if len(atoms) >= MAX_AMOUNTS:
            log.info("text has too many amounts", extra={"kept": MAX_AMOUNTS})
            del atoms[MAX_AMOUNTS:]
            break
    return [atom for atom in _with_bare_numbers(text, atoms) if not _is_torn(text, atom)]


# What stands between the parts of one number that no pattern reads as one: a mark that nobody sees, an entity.
_SEAM = r"(?:[\u00ad\u200b-\u200f\u2060\ufeff]+|&(?:nbsp|thinsp|ensp|emsp|#\d{1,5}|#x[0-9a-f]{1,4});)"
_GOES_ON = re.compile(rf"{_SEAM}?[.,]?\d|[.,]?{_SEAM}\d|[a-z]\d|o(?![a-z])| and a (?:half|quarter)\b", re.IGNORECASE)
_BEGAN = re.compile(rf"\d(?:{_SEAM}|/)$")
_MOST_SEAM = 20


def _is_torn(text: str, atom: Atom) -> bool:
    """Return whether an amount is only a part of the number that a reader sees: of "1e9", "1/2 dollar", "$1&nbsp;600".

    Such a number is no amount at all: half of a figure is a wrong figure.
    """
    behind = text[atom.end : atom.end + _MOST_SEAM]
    is_digit = text[atom.end - 1].isnumeric()
    if (is_digit or behind.startswith(" and a ")) and _GOES_ON.match(behind):
        return True
    return (
        text[atom.start].isdecimal() and _BEGAN.search(text[max(0, atom.start - _MOST_SEAM) : atom.start]) is not None
    )


def has_money(text: str) -> bool:
    """Return whether `text` may hold money, by the signs and words that every amount has; 0.1 ms an article."""
    return next(iter(_windows(text)), None) is not None


@cache
def _trigger_words() -> "AhoCorasick":
    from ahocorasick_rs import AhoCorasick

    return AhoCorasick(money_currency.trigger_words())


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of text that may hold money, in order, none overlapping."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    # The automaton refuses lone surrogates, which real pages contain; "?" takes the place of each.
    lower = lower.encode("utf-8", "replace").decode("utf-8")
    places = heapq.merge(
        (match.start() for match in _SIGN.finditer(text)),
        (start for _, start, _ in _trigger_words().find_matches_as_indexes(lower)),
    )
    start = end = -1
    for place in places:
        if place - _BEFORE_SIGN > end:
            if end >= 0:
                yield start, end
            start = max(0, place - _BEFORE_SIGN)
        end = place + _AFTER_SIGN
    if end >= 0:
        yield start, min(end, len(text))


def _with_bare_numbers(text: str, atoms: list[Atom]) -> list[Atom]:
    """Add numbers that lean on the currency of an amount before them: "21,000 shillings ... promised 45,000"."""
    if not atoms:
        return _leaning_atoms(text, atoms)
    extra: list[Atom] = []
    place = 0
    for match in _BARE_AFTER_VERB.finditer(text):
        while place + 1 < len(atoms) and atoms[place + 1].end <= match.start("n"):
            place += 1
        source = atoms[place]
        close = source.end <= match.start("n") and match.start("n") - source.end <= BARE_REACH
        if (
            not close
            or source.mark in ("figures", "$")
            or source.hundredth
            or "\n" in text[source.end : match.start("n")]
        ):
            continue
        value = money_numbers.read_digits(match["n"])
        if (
            value is None
            or 1900 <= value <= 2100
            or any(atom.start < match.end("n") and match.start("n") < atom.end for atom in atoms[place : place + 2])
        ):
            continue
        extra.append(Atom(match.start("n"), match.end("n"), match["n"], None, source.mark, False, value))
    extra += _leaning_atoms(text, atoms)
    extra.sort(key=lambda atom: atom.start)
    kept = [one for place, one in enumerate(extra) if not place or one.start >= extra[place - 1].end]
    return sorted([*atoms, *kept], key=lambda atom: atom.start) if kept else atoms


def _leaning_atoms(text: str, atoms: list[Atom]) -> list[Atom]:
    stated = [atom for atom in atoms if atom.mark != "figures"]
    starts = [atom.start for atom in stated]

    def mark_near(position: int) -> str | None:
        if not stated:
            return None
        source = stated[max(0, bisect_right(starts, position) - 1)]
        # What 100 of it make is meant: "45 cents ... thirty an hour" is thirty dollars.
        return {"cent": "$", "pence": "£", "eurocent": "EUR", "paise": "rupee"}.get(source.mark, source.mark)

    out = []
    for bare in find_bare_numbers(text, mark_near=mark_near, marks=[atom.mark for atom in stated]):
        place = max(0, bisect_right(starts, bare.start) - 1)
        if not any(one.start < bare.end and bare.start < one.end for one in stated[place : place + 3]):
            out.append(Atom(bare.start, bare.end, "", None, bare.mark, bare.is_hundredth, bare.value))
    return out


def _atom(
    match: re.Match[str], countries_at: Callable[[int], Sequence[str]] | None, letters: frozenset[str]
) -> Atom | None:
    group = match.groupdict()
    if group["figures"]:
        return Atom(match.start(), match.end(), "", _FIGURES[group["figures"].lower()], "figures", False, None)
    if group["spelled"]:
        words = re.split(r"[ -]", group["spelled"].lower())
        value = money_numbers.read_words(words)
        mark, hundredth = money_currency.marks(prefix=group["prefix5"] or "", word=group["word5"])
        weak = group["word5"].lower() in money_currency.WEAK_WORDS or (
            words[-1] in ("a", "an") and group["word5"].lower().endswith("s")
        )
        if value is None or not mark or weak:
            return None
        start = match.start() + _leading_glue(match.group("spelled"))
        return Atom(start, match.end(), "", None, mark, hundredth, value)
    digits = group["n1"] or group["n2"] or group["n3"]
    scale = group["s1"] or group["s2"] or group["s3"] or ""
    symbol, code, word, prefix = (
        group["symbol"] or "",
        group["code"] or group["code3"] or "",
        group["word"] or group["word4"] or "",
        group["prefix"] or "",
    )
    if group["post"] or word in ("zł", "kr"):
        symbol, word = word, ""
    if symbol and not _is_symbol(symbol, digits, letters, after=match.string[match.end() : match.end() + 20]):
        return None
    if group["code"] and match.group()[len(code)].isdigit() and len(digits) < 3 and code not in _GLUED_CODES:
        # "COP30" is a conference, not thirty pesos.
        return None
    if code and not code.isupper() and code not in ("Ksh", "KSh"):
        return None
    if word.lower() in ("p", "c") and (not word.islower() or match.group()[-2:-1].isspace() or scale):
        return None
    if word.lower() in money_currency.WEAK_WORDS and word.lower() not in ("p", "c") and not word.islower():
        return None
    if group["code3"]:
        word = ""
    mark, hundredth = money_currency.marks(symbol=symbol, code=code, prefix=prefix, word=word)
    tail = group["tail"] or ""
    if tail and mark == "$":
        named = (
            tail.upper()
            if tail.upper() in money_currency.CODES and tail.isupper()
            else money_currency.marks(prefix=tail)[0]
        )
        mark = named or mark
    if not mark:
        return None
    currency = money_currency.resolve(
        mark, countries_at(match.start()) if countries_at and money_currency.is_family(mark) else ()
    )
    value = money_numbers.read_digits(digits, currency=None if scale else currency)
    power = money_numbers.scale_of(scale) if scale else None
    end = match.end() if not tail or mark != "$" else match.end() - len(tail) - 1
    return None if value is None else Atom(match.start(), end, digits, power, mark, hundredth, value)


_EACH_HOUR = re.compile(
    r"\s?(?:/\s?|an? |per |each |every )(?:hour|hr|day|week|shift|task)\b(?! (?:ago|before|later|after))"
)


def _is_symbol(symbol: str, digits: str, letters: frozenset[str], *, after: str) -> bool:
    """Return whether a symbol is money here; "P50" only before a unit, or where the text has a "P12,000" too."""
    if money_currency.is_letter_symbol(symbol):
        plain = digits.replace(",", "").replace(" ", "")
        return len(plain) >= 3 or (len(plain) == 2 and (symbol in letters or _EACH_HOUR.match(after) is not None))
    return True


def _leading_glue(spelled: str) -> int:
    """Return how many leading characters are an "and" that belongs to the sentence, not to the number."""
    return 4 if spelled.lower().startswith(("and ", "and-")) else 0
