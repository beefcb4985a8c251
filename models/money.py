"""Find money in text: amounts, ranges, bounds and the unit beside them, as half-open character spans.

Reads "$16 an hour", "US$70-$150/hr", "between £9 and £12", "45 cents to $1.10 per audio minute",
"Rs 2.4 lakh a year", "forty bucks", "R$ 1.950,00", "six figures". Whether the money is pay is not decided here.
Every pattern has bounded repetition, so that a megabyte of digits, symbols or number words is read in linear time.
A number without any currency is money only as the other end of a range, or as `models.money_bare` finds it.
"""

import heapq
import logging
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal

from models import money_currency, money_numbers, money_units
from models.money_bare import find_bare_numbers
from pipeline.records import Bound, Unit

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

log = logging.getLogger(__name__)

Join = Literal["", "dash", "to", "and"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One end of a money expression, with its own unit where it has one."""

    start: int
    end: int
    """After the unit words that touch it."""
    value: Decimal
    unit: Unit | None
    unit_word: str
    suffix_bound: Bound | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """One money expression: a single amount, two ends of a range (or of a change), or "six figures"."""

    start: int
    end: int
    parts: tuple[Part, ...]
    join: Join
    """What stands between two parts."""
    currency: str
    mark: str
    """Symbol family or code as written, before the country decided."""
    unit: Unit | None
    """Unit beside the amount; None when there is none."""
    unit_word: str
    """The counted thing or period as written ("episode", "hour")."""
    bound: Bound
    approx: bool
    cue: str
    """The last bound cue to the left, lower case ("" when none)."""
    cue_start: int
    """Where cues that can be dropped without breaking the grammar of the sentence begin."""

    @property
    def low(self) -> Decimal:
        """The smallest number written."""
        return min(part.value for part in self.parts)

    @property
    def high(self) -> Decimal:
        """The greatest number written."""
        return max(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    digits: str
    power: int | None
    mark: str
    hundredth: bool
    value: Decimal | None


_D, _S = money_numbers.DIGITS, money_numbers.SCALE
_SPACE = "[ \u00a0\u202f\u2009]"
_NUMBER_WORD = "(?:" + "|".join(sorted(money_numbers.NUMBER_WORDS, key=len, reverse=True)) + ")"
_ATOM = re.compile(
    rf"(?<![\w$€£¥₹])(?P<symbol>{money_currency.SYMBOL}){_SPACE}?(?P<n1>{_D})(?P<s1>{_S})?"
    rf"(?:{_SPACE}(?P<tail>{money_currency.CODE}|{money_currency.PREFIX}(?!\w))(?!\w))?"
    rf"|(?<![\w$])(?P<code>{money_currency.CODE}){_SPACE}?[$€£]?(?P<n2>{_D})(?P<s2>{_S})?"
    rf"|(?<![\w.,$€£])(?P<n3>{_D})(?P<s3>{_S})?(?:[ \u00a0\u202f-]?(?P<word>{money_currency.WORD}|(?P<post>[€£$₽]"
    rf"|zł|kr)|"
    rf"(?P<code3>{money_currency.CODE}))(?![\w])"
    rf"|{_SPACE}(?P<prefix>{money_currency.PREFIX}\.?){_SPACE}(?P<word4>{money_currency.WORD})(?!\w))"
    rf"|(?<![\w-])(?P<spelled>{_NUMBER_WORD}(?:[ -]{_NUMBER_WORD}){{0,8}})(?:[ -](?P<prefix5>{money_currency.PREFIX}"
    rf"))?[ -](?P<word5>{money_currency.WORD})(?!\w)"
    rf"|(?<!\w)(?:(?:low|mid|high|solid|comfortable)[ -])?(?P<figures>four|five|six|seven|eight)[ -]figures?(?!\w)",
    re.IGNORECASE,
)
_GLUED_CODES = frozenset(("USD", "EUR", "GBP", "AUD", "CAD", "KES", "CHF", "SGD"))
_LETTER = re.compile(r"(?<![\w$])([RPN])(?=\d{1,3},\d{3}|\d{3})")
_FIGURES = {"four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_JOIN = re.compile(
    rf"{_SPACE}?[-–—‒−]{_SPACE}?|{_SPACE}(?:up{_SPACE})?(?P<to>to|through|till){_SPACE}(?:about |around "
    rf"|roughly |as much as |over |nearly |just |almost )?|{_SPACE}(?P<and>and){_SPACE}",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?P<n>{_D})(?P<s>{_S})?(?![\w%])")
_BEFORE = re.compile(
    rf"(?<![\w.,$€£])(?P<n>{_D})(?P<s>{_S})?(?:{_SPACE}?[-–—‒−]{_SPACE}?|{_SPACE}(?P<to>to|through){_SPACE}|"
    rf"{_SPACE}(?P<and>and|or){_SPACE})$",
    re.IGNORECASE,
)
_SPELLED_BEFORE = re.compile(
    rf"(?<![\w-])(?P<words>{_NUMBER_WORD}(?:[ -]{_NUMBER_WORD}){{0,4}}){_SPACE}(?P<to>to|and){_SPACE}$", re.IGNORECASE
)
_BY = re.compile(r"\bby\s(?:about\s|around\s|just\s|up\sto\s)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s(?:about\s|roughly\s|around\s)?$", re.IGNORECASE)
_SUFFIX = re.compile(
    r"\+|[ -]plus\b(?=[ -](?:an?|per)\b|[\s.,;]*$|[ -](?:hourly|salar|job|rate|pa(?:y|ck)|a\b))|\s(?:or|"
    r"and)\s(?:more|above|higher|up(?:wards?)?|over|better)\b"
    r"|\s(?:at\s)?minimum\b(?!\s(?:wage|salary|pay|rate))|\s(?P<max>max(?:imum)?|or\s(?:less|under|below|"
    r"lower))\b|(?P<so>\sor\sso\b|-?ish\b)",
    re.IGNORECASE,
)

_CUES: tuple[tuple[str, str, bool], ...] = (
    # pattern, bound ("approx" for the flag), may be dropped before parsing
    (
        r"no(?:t)?\s(?:more|higher|greater)\sthan|never\smore\sthan|at\s(?:the\s)?most|a\smaximum\sof|(?:the\s|"
        r"a\s)?max(?:imum)?(?:\sof)?|as\s(?:much|high|many)\sas|up\sto|upto|upwards\sto|capped\sat|a\scap\sof|"
        r"a\sceiling\sof|a\shigh\sof|topp(?:ed|ing|s)\sout\sat|tops?\sout\sat|maxe[sd]\sout\sat|peak(?:ed|"
        r"ing|s)\sat|reaching|reached\sas\smuch\sas",
        "up_to",
        True,
    ),
    (
        r"no(?:t)?\s(?:less|lower|fewer)\sthan|never\sless\sthan|at\sleast|at\sa\sminimum|a\sminimum\sof|"
        r"(?:the\s|a\s)?min(?:imum)?\sof|a\sfloor\sof|not\sbelow|a\sguaranteed(?:\sminimum(?:\sof)?)?|upwards?\sof",
        "at_least",
        True,
    ),
    (
        r"(?:well\s|far\s|just\s|slightly\s|a\slittle\s|much\s|way\s|even\s)?(?:less|lower|fewer)\sthan|just\sshy\sof"
        r"|just\sshort\sof",
        "under",
        True,
    ),
    (r"(?:well\s|far\s|just\s|slightly\s|a\slittle\s|much\s|way\s|somewhat\s)?(?:under|below|beneath)", "under", False),
    (
        r"(?:well\s|far\s|just\s|slightly\s|a\slittle\s|much\s|way\s)?(?:more|greater|higher|better)\sthan|"
        r"in\sexcess\sof|exceeding|topping|surpassing|north\sof",
        "over",
        True,
    ),
    (r"(?:well\s|far\s|just\s|slightly\s|a\slittle\s|much\s|way\s)?(?:over|above)", "over", False),
    (r"as\s(?:low|little|few)\sas", "as_low_as", True),
    (
        r"(?:starting|beginning|starts?|started|begins?|began|opens?)\s(?:out\s)?(?:at|from|on)|from\sas\s(?:low|"
        r"little)\sas",
        "as_low_as",
        False,
    ),
    (r"from", "from", False),
    (
        r"about|around|roughly|some|nearly|almost|approximately|approx\.?|circa|ca?\.|~|an?\sestimated|estimated|"
        r"estimated\sat|close\sto|or\sso|in\sthe\sregion\sof|somewhere\saround|something\slike|an\sequivalent\sof|"
        r"equivalent\sto|a\sround|in\sthe\sneighbou?rhood\sof|on\sthe\sorder\sof",
        "approx",
        True,
    ),
    (
        r"a\smere|a\spaltry|a\smeagre|a\smeager|just|only|a\sflat|exactly|a\swhopping|a\sstaggering|a\scool|"
        r"a\smeasly|a\shefty|a\sgenerous|another|an\sextra|an\sadditional|a\stotal\sof|the\sequivalent\sof|"
        r"a\sgross|a\snet|a\sfull|a\smodest|a\sscant|a\slousy|precisely|merely|barely|even|anywhere|somewhere",
        "",
        True,
    ),
)
_CUE_ENDS = [
    (re.compile(rf"(?:(?<=[\s(\[—–,;:\"“'‘-])|^)(?:{pattern}){_SPACE}?$", re.IGNORECASE), bound, droppable)
    for pattern, bound, droppable in _CUES
]


def find_money(text: str, *, countries_at: Callable[[int], Sequence[str]] | None = None) -> list[Money]:
    """Return the money expressions of `text` in order.

    Args:
        countries_at: gives the ISO 3166 codes that matter at a character, most relevant first.

    >>> [(m.low, m.high, m.currency, m.unit) for m in find_money("She made $7 to $9 an hour.")]
    [(Decimal('7'), Decimal('9'), 'USD', 'hour')]
    """
    found: list[Money] = []
    done = 0
    letters = frozenset(match[1] for match in _LETTER.finditer(text))
    atoms: list[_Atom] = []
    for start, end in _windows(text):
        for match in _ATOM.finditer(text, start, end):
            atom = _atom(match, countries_at, letters)
            if atom is not None and (not atoms or atom.start >= atoms[-1].end):
                atoms.append(atom)
        if len(atoms) >= MAX_AMOUNTS:
            log.info("text has too many amounts", extra={"kept": MAX_AMOUNTS})
            del atoms[MAX_AMOUNTS:]
            break
    atoms = _with_bare_numbers(text, atoms)
    position = 0
    while position < len(atoms):
        atom = atoms[position]
        position += 1
        if atom.start < done:
            continue
        money, used = _assemble(text, atom, atoms[position] if position < len(atoms) else None, done, countries_at)
        if used:
            position += 1
        if money is not None:
            found.append(money)
            done = money.end
    return found


def has_money(text: str) -> bool:
    """Return whether `text` may hold money, by the signs and words that every amount has; 0.1 ms an article."""
    return next(iter(_windows(text)), None) is not None


# Every amount has a sign, a currency word, or a letter code beside a digit; all else is skipped unread.
_SIGN = re.compile(
    rf"[{re.escape(money_currency.SYMBOL_CHARACTERS)}]|(?<![\w$])[A-Z][A-Za-z]{{0,3}}\.?{_SPACE}?\d|\d{_SPACE}?(?:"
    rf"[A-Z]{{3}}|[pc]|kr|zł)(?!\w)"
)
_BEFORE_SIGN, _AFTER_SIGN = 110, 80
# More amounts than this is no article; 10,000 in a text are still all listed.
MAX_AMOUNTS = 12_000


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


_BARE_AFTER_VERB = re.compile(
    rf"\b(?:promised|paid|pays?|paying|earn(?:ed|s|ing)?|offered|gets?|got|ma[dk]e|makes|receive[sd]?|"
    rf"or|than){_SPACE}(?:only |just |about )?(?P<n>\d{{1,3}}(?:[,  ]\d{{3}}){{1,3}}|\d{{3,6}})(?=[.,;)"
    rf"]|{_SPACE}(?:an?|per)\s(?:hour|day|week|month|year)\b|$)",
    re.IGNORECASE,
)
# Farther from the amount that names the currency a bare number is a count.
BARE_REACH = 250


def _with_bare_numbers(text: str, atoms: list[_Atom]) -> list[_Atom]:
    """Add numbers that lean on the currency of an amount before them: "21,000 shillings ... promised 45,000"."""
    if not atoms:
        return _leaning_atoms(text, atoms)
    extra: list[_Atom] = []
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
        extra.append(_Atom(match.start("n"), match.end("n"), match["n"], None, source.mark, False, value))
    extra += _leaning_atoms(text, atoms)
    extra.sort(key=lambda atom: atom.start)
    kept = [one for place, one in enumerate(extra) if not place or one.start >= extra[place - 1].end]
    return sorted([*atoms, *kept], key=lambda atom: atom.start) if kept else atoms


def _leaning_atoms(text: str, atoms: list[_Atom]) -> list[_Atom]:
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
            out.append(_Atom(bare.start, bare.end, "", None, bare.mark, bare.is_hundredth, bare.value))
    return out


def _atom(
    match: re.Match[str], countries_at: Callable[[int], Sequence[str]] | None, letters: frozenset[str]
) -> _Atom | None:
    group = match.groupdict()
    if group["figures"]:
        return _Atom(match.start(), match.end(), "", _FIGURES[group["figures"].lower()], "figures", False, None)
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
        return _Atom(start, match.end(), "", None, mark, hundredth, value)
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
    if symbol and not _is_symbol(symbol, digits, letters):
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
    return None if value is None else _Atom(match.start(), end, digits, power, mark, hundredth, value)


def _is_symbol(symbol: str, digits: str, letters: frozenset[str]) -> bool:
    """Return whether a symbol is money here; "P50" only where the text has a "P12,000" too."""
    if money_currency.is_letter_symbol(symbol):
        plain = digits.replace(",", "").replace(" ", "")
        return len(plain) >= 3 or (symbol in letters and len(plain) == 2)
    return True


def _leading_glue(spelled: str) -> int:
    """Return how many leading characters are an "and" that belongs to the sentence, not to the number."""
    return 4 if spelled.lower().startswith(("and ", "and-")) else 0


# "a six-figure sum, in euros", "six-figure rupee debts": the currency stands behind.
_FIGURES_IN = re.compile(
    rf"(?:{_SPACE}(?:sums?|amounts?|salar(?:y|ies)|debts?|fees?))?,?{_SPACE}(?:in{_SPACE})?"
    rf"(?:(?P<prefix>{money_currency.PREFIX}){_SPACE})?(?P<word>{money_currency.WORD})(?!\w)",
    re.IGNORECASE,
)


def _assemble(
    text: str,
    atom: _Atom,
    following: _Atom | None,
    done: int,
    countries_at: Callable[[int], Sequence[str]] | None,
) -> tuple[Money | None, bool]:
    def families(mark: str) -> str:
        return money_currency.resolve(mark, countries_at(atom.start) if countries_at is not None else ())

    if atom.mark == "figures":
        part = _part(text, atom.start, atom.end, Decimal(10) ** ((atom.power or 6) - 1))
        top = Part(
            start=part.start,
            end=part.end,
            value=Decimal(10) ** (atom.power or 6) - 1,
            unit=part.unit,
            unit_word=part.unit_word,
            suffix_bound=None,
        )
        cues = _cues(text, atom.start, done)
        said = _FIGURES_IN.match(text, part.end, part.end + 40)
        mark = money_currency.marks(word=said["word"], prefix=said["prefix"] or "")[0] if said else ""
        return Money(
            start=atom.start,
            end=part.end,
            parts=(part, top),
            join="",
            currency=families(mark or "$"),
            mark="figures",
            unit=part.unit,
            unit_word=part.unit_word,
            bound="figures",
            approx=cues[1],
            cue=cues[2],
            cue_start=cues[3],
        ), False
    first_value = atom.value or Decimal(0)
    start = atom.start
    parts: list[Part] = []
    join: Join = ""
    used = False
    before = _number_before(text, atom, done) if not atom.digits or text[atom.start].isdigit() else None
    if before is not None:
        start, low_end, low, low_power, join = before
        value = low
        if low_power is not None:
            value = money_numbers.scaled(low, low_power)
        elif atom.power is not None and low < first_value:
            value = money_numbers.scaled(low, atom.power)
        parts.append(
            Part(
                start=start,
                end=low_end,
                value=_cents(value, atom.hundredth),
                unit=None,
                unit_word="",
                suffix_bound=None,
            )
        )
    value = money_numbers.scaled(first_value, atom.power or 0)
    own = _part(text, atom.start, atom.end, _cents(value, atom.hundredth))
    parts.append(own)
    if before is None:
        second = _second(text, atom, own, following, families)
        if second is not None:
            part, join, used, scale = second
            if scale is not None and atom.power is None and first_value < part.value.scaleb(-scale):
                parts[0] = Part(
                    start=own.start,
                    end=own.end,
                    value=_cents(money_numbers.scaled(first_value, scale), atom.hundredth),
                    unit=own.unit,
                    unit_word=own.unit_word,
                    suffix_bound=own.suffix_bound,
                )
            parts.append(part)
    last = parts[-1]
    cue_bound, approx, cue, cue_start = _cues(text, start, done)
    unit, unit_word = last.unit, last.unit_word
    if unit is None and parts[0].unit is not None:
        unit, unit_word = parts[0].unit, parts[0].unit_word
    bound: Bound = "range" if len(parts) > 1 else (last.suffix_bound or _bound_of(cue_bound))
    if parts[0].suffix_bound == "exact" or last.suffix_bound == "exact":
        approx = True
    return Money(
        start=start,
        end=last.end,
        parts=tuple(parts),
        join=join,
        currency=families(atom.mark),
        mark=atom.mark,
        unit=unit,
        unit_word=unit_word,
        bound=bound,
        approx=approx,
        cue=cue,
        cue_start=cue_start,
    ), used


def _bound_of(cue: str) -> Bound:
    bounds: dict[str, Bound] = {
        "up_to": "up_to",
        "at_least": "at_least",
        "under": "under",
        "over": "over",
        "as_low_as": "as_low_as",
    }
    return bounds.get(cue, "exact")


def _cents(value: Decimal, hundredth: bool) -> Decimal:
    return money_numbers.plain(value / 100 if hundredth else value)


def _part(text: str, start: int, end: int, value: Decimal) -> Part:
    suffix: Bound | None = None
    match = _SUFFIX.match(text, end)
    if match:
        end, suffix = match.end(), _suffix_bound(match)
    unit, unit_word, unit_end = money_units.unit_after(text, end)
    end = unit_end
    if match is None:
        match = _SUFFIX.match(text, end)
        # "$9-plus an hour" is a lowest; in "$9 an hour plus a bonus" something else begins.
        goes_on = (
            match is not None
            and "plus" in match.group().lower()
            and text[match.end() : match.end() + 2].strip().isalpha()
        )
        if match and not goes_on and (unit is not None or not match.group().lower().startswith(" plus")):
            suffix = _suffix_bound(match)
            end = match.end() if match.group() == "+" else end
    return Part(start=start, end=end, value=value, unit=unit, unit_word=unit_word, suffix_bound=suffix)


def _suffix_bound(match: re.Match[str]) -> Bound:
    if match.group("max"):
        return "up_to"
    return "exact" if match.group("so") else "at_least"


def _number_before(text: str, atom: _Atom, done: int) -> tuple[int, int, Decimal, int | None, Join] | None:
    """Return where the first end of "20 to 25 dollars" stands and what it is; only the second has the currency."""
    window = max(done, atom.start - 40)
    match = _BEFORE.search(text, window, atom.start)
    if match:
        value = money_numbers.read_digits(match["n"])
        words = match["and"]
    else:
        match = _SPELLED_BEFORE.search(text, window, atom.start)
        if not match or atom.digits:
            return None
        value = money_numbers.read_words(re.split(r"[ -]", match["words"].lower()))
        words = match["to"] if match["to"].lower() == "and" else None
    if value is None or (
        words and not (words.lower() == "and" and _BETWEEN.search(text, max(0, match.start() - 20), match.start()))
    ):
        return None
    scale = match.groupdict().get("s")
    power = money_numbers.scale_of(scale) if scale else None
    if power is None and atom.value is not None and value >= atom.value:
        return None
    end = max(match.end(name) for name in ("words", "n", "s") if name in match.re.groupindex)
    return match.start(), end, value, power, "and" if words else ("to" if match["to"] else "dash")


_COUNTED = re.compile(
    r"[ ](?!an?\b|per\b|each\b|every\b|for\b|in\b|and\b|or\b|at\b|on\b|depending\b|hourly|daily|weekly|"
    r"monthly|yearly|annually|to\b|plus\b|with\b|while\b|as\b|if\b)[a-z]{3,}"
)


def _second(
    text: str, atom: _Atom, own: Part, following: _Atom | None, families: Callable[[str], str]
) -> tuple[Part, Join, bool, int | None] | None:
    """Return the other end of a range that begins with `atom`, or None."""
    match = _JOIN.match(text, own.end)
    if match is None and own.end != atom.end:
        match = _JOIN.match(text, atom.end)
    if match is None:
        return None
    join: Join = "to" if match["to"] else "and" if match["and"] else "dash"
    if join == "to" and _BY.search(text, max(0, atom.start - 24), atom.start):
        return None
    if join == "and" and not _BETWEEN.search(text, max(0, atom.start - 20), atom.start):
        return None
    if following is not None and following.start == match.end() and following.mark != "figures":
        same = families(following.mark) == families(atom.mark) or {following.hundredth, atom.hundredth} == {True, False}
        if not same or following.value is None:
            return None
        value = _cents(money_numbers.scaled(following.value, following.power or 0), following.hundredth)
        return _part(text, following.start, following.end, value), join, True, following.power
    bare = _BARE.match(text, match.end())
    if bare is None or (join == "to" and own.unit is not None and bare["s"] is None and len(bare["n"]) < 2):
        return None
    value_or_none = money_numbers.read_digits(bare["n"])
    if value_or_none is None:
        return None
    power = money_numbers.scale_of(bare["s"]) if bare["s"] else atom.power
    part = _part(
        text, bare.start(), bare.end(), _cents(money_numbers.scaled(value_or_none, power or 0), atom.hundredth)
    )
    # "$40-2 days" and "$5 to 1,200 people" are no ranges; a range grows, and its ends are of one size.
    low = money_numbers.scaled(atom.value or Decimal(0), atom.power or 0)
    grows = low < money_numbers.scaled(value_or_none, power or 0) <= 20 * max(low, Decimal(1)) or bool(bare["s"])
    follows = _COUNTED.match(text, part.end)
    if not grows or (join == "to" and follows is not None and part.unit is None):
        return None
    return part, join, False, money_numbers.scale_of(bare["s"]) if bare["s"] else None


def _last_cue(window: str) -> tuple[re.Match[str], str, bool] | None:
    for pattern, kind, droppable in _CUE_ENDS:
        match = pattern.search(window)
        if match:
            return match, kind, droppable
    return None


def _cues(text: str, start: int, done: int) -> tuple[str, bool, str, int]:
    """Return (bound cue, approx, last cue word, where droppable cues begin) of the words left of `start`."""
    bound, approx, cue, drop_from = "", False, "", start
    may_drop = True
    floor = max(done, start - 80)
    position = start
    for _ in range(4):
        window = text[floor:position].rstrip(" \u00a0\u202f(")
        gap = text[floor + len(window) : position]
        if "(" in gap and not window.endswith(("about", "around", "roughly", "some", "nearly", "approximately")):
            break
        hit = _last_cue(window[-48:])
        if hit is None:
            break
        match, kind, droppable = hit
        position = floor + max(0, len(window) - 48) + match.start()
        if kind == "approx":
            approx = True
        elif kind and not bound:
            bound, cue = kind, " ".join(match.group().lower().split())
        may_drop = may_drop and droppable
        if may_drop:
            drop_from = position
    return bound, approx, cue, drop_from
