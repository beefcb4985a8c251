"""Find money in text: amounts, ranges, bounds and the unit beside them, as half-open character spans.

Reads "$16 an hour", "US$70-$150/hr", "between £9 and £12", "45 cents to $1.10 per audio minute",
"Rs 2.4 lakh a year", "forty bucks", "R$ 1.950,00", "six figures". Whether the money is pay is not decided here.
Every pattern has bounded repetition, so that a megabyte of digits, symbols or number words is read in linear time.
Single amounts are found by `models.money_atoms`, bounds by `models.money_cues`.
A number without any currency is money only as the other end of a range, or as `models.money_bare` finds it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from models import money_currency, money_numbers, money_units
from models.money_atoms import NUMBER_WORD, SPACE, Atom, find_atoms
from models.money_cues import bound_of, read_cues
from pipeline.records import Bound, Unit

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


_D, _S = money_numbers.DIGITS, money_numbers.SCALE
_JOIN = re.compile(
    rf"{SPACE}?[-–—‒−]{SPACE}?|{SPACE}(?:up{SPACE})?(?P<to>to|through|till){SPACE}(?:about |around "
    rf"|roughly |as much as |over |nearly |just |almost )?|{SPACE}(?P<and>and){SPACE}",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?P<n>{_D})(?P<s>{_S})?(?![\w%])")
_BEFORE = re.compile(
    rf"(?<![\w.,$€£])(?P<n>{_D})(?P<s>{_S})?(?:{SPACE}?[-–—‒−]{SPACE}?|{SPACE}(?P<to>to|through){SPACE}|"
    rf"{SPACE}(?P<and>and|or){SPACE})$",
    re.IGNORECASE,
)
_SPELLED_BEFORE = re.compile(
    rf"(?<![\w-])(?P<words>{NUMBER_WORD}(?:[ -]{NUMBER_WORD}){{0,4}}){SPACE}(?P<to>to|and){SPACE}$", re.IGNORECASE
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
# "a six-figure sum, in euros", "six-figure rupee debts": the currency stands behind.
_FIGURES_IN = re.compile(
    rf"(?:{SPACE}(?:sums?|amounts?|salar(?:y|ies)|debts?|fees?))?,?{SPACE}(?:in{SPACE})?"
    rf"(?:(?P<prefix>{money_currency.PREFIX}){SPACE})?(?P<word>{money_currency.WORD})(?!\w)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"[ ](?!an?\b|per\b|each\b|every\b|for\b|in\b|and\b|or\b|at\b|on\b|depending\b|hourly|daily|weekly|"
    r"monthly|yearly|annually|to\b|plus\b|with\b|while\b|as\b|if\b)[a-z]{3,}"
)


def find_money(text: str, *, countries_at: Callable[[int], Sequence[str]] | None = None) -> list[Money]:
    """Return the money expressions of `text` in order.

    Args:
        countries_at: gives the ISO 3166 codes that matter at a character, most relevant first.

    >>> [(m.low, m.high, m.currency, m.unit) for m in find_money("She made $7 to $9 an hour.")]
    [(Decimal('7'), Decimal('9'), 'USD', 'hour')]
    """
    found: list[Money] = []
    done = 0
    atoms = find_atoms(text, countries_at=countries_at)
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


def _assemble(
    text: str,
    atom: Atom,
    following: Atom | None,
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
        cues = read_cues(text, atom.start, done)
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
    cue_bound, approx, cue, cue_start = read_cues(text, start, done)
    unit, unit_word = last.unit, last.unit_word
    if unit is None and parts[0].unit is not None:
        unit, unit_word = parts[0].unit, parts[0].unit_word
    bound: Bound = "range" if len(parts) > 1 else (last.suffix_bound or bound_of(cue_bound))
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


def _number_before(text: str, atom: Atom, done: int) -> tuple[int, int, Decimal, int | None, Join] | None:
    """Return where the first end of "20 to 25 dollars" stands and what it is; only the second has the currency."""
    window = max(done, atom.start - 40)
    match = _BEFORE.search(text, window, atom.start)
    if match:
        value = money_numbers.read_digits(match["n"])
        words = match["and"]
    else:
        match = _SPELLED_BEFORE.search(text, window, atom.start)
        if not match or (atom.digits and not _BETWEEN.search(text, max(0, match.start() - 20), match.start())):
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


def _second(
    text: str, atom: Atom, own: Part, following: Atom | None, families: Callable[[str], str]
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
        part = _part(text, following.start, following.end, value)
        # "$16 an hour - $5 less than before": a dash between words parts two thoughts.
        is_thought = join == "dash" and match.group() != match.group().strip() and own.unit is not None
        if is_thought and (part.unit is None or part.value <= own.value):
            return None
        return part, join, True, following.power
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
