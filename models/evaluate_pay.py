"""Score pay claims against what careful readers found: how many are right, and at which fields the others go wrong.

In: texts with the readers' claims (`models.evaluate_texts`) and the claims that were found in them. Out: F1 at the
three levels of `docs/pay-claims.md`, the share of texts without pay that gave a claim, and the accuracy of each
field on the claims whose amount was found.
A claim is matched with at most one of the other side; of all matchings the one with most claims right at the
highest level is taken. A score on texts that the reader was made with says little about others.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

Claim = dict[str, Any]
"""One claim with the keys that `laborwire claims` answers."""

LEVELS = ("a", "b", "c")
FIELDS = (
    "bound",
    "unit",
    "kind",
    "change_role",
    "payer",
    "modality",
    "attribution",
    "time",
    "worker",
    "location",
    "quote",
    "approx",
)
_NOISE = frozenset(["the", "inc", "ltd", "llc", "corp", "co", "company", "plc", "platform"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One text with what was expected and what was found in it."""

    id: str
    text: str
    expected: tuple[Claim, ...]
    found: tuple[Claim, ...]
    ignored: frozenset[tuple[Decimal | None, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the claims of one text."""

    got: tuple[Claim | None, ...]
    """For each expected claim the one that was found for it; it agrees at least in amount and currency."""
    false: tuple[Claim, ...]
    """Found claims that nobody expected."""


@dataclass(slots=True, kw_only=True)
class Scores:
    """Counts over all texts; `f1`, `precision`, `recall` and the accuracies are made from them."""

    expected: int = 0
    found: int = 0
    right: Counter[str] = field(default_factory=Counter)
    """Level to the number of claims right at it."""
    without_pay: int = 0
    false_alarms: int = 0
    """Texts without pay that gave a claim."""
    paired: int = 0
    right_field: Counter[str] = field(default_factory=Counter)
    confused: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(field, expected, found) where they differ."""
    errors: list[str] = field(default_factory=list)

    def precision(self, level: str) -> float:
        """Return the share of found claims that are right at a level."""
        return self.right[level] / self.found if self.found else 1.0

    def recall(self, level: str) -> float:
        """Return the share of expected claims that were found right at a level."""
        return self.right[level] / self.expected if self.expected else 1.0

    def f1(self, level: str) -> float:
        """Return the harmonic mean of precision and recall at a level."""
        return 2 * self.right[level] / (self.expected + self.found) if self.expected + self.found else 1.0

    def false_alarm_rate(self) -> float:
        """Return the share of texts without pay that gave a claim."""
        return self.false_alarms / self.without_pay if self.without_pay else 0.0

    def accuracy(self, name: str) -> float:
        """Return the share of claims with the right amount whose field is right, too."""
        return self.right_field[name] / self.paired if self.paired else 1.0


def score(texts: Iterable[Judged]) -> Scores:
    """Return the scores over all texts."""
    scores = Scores()
    for judged in texts:
        _score_one(judged, scores)
    return scores


def outcome(judged: Judged) -> Outcome:
    """Return which found claim stands for which expected one, and which for none."""
    found = [claim for claim in _distinct(judged.found) if not _is_ignored(claim, judged.ignored)]
    pairs = dict(match(judged.expected, found))
    false = [claim for place, claim in enumerate(found) if place not in pairs.values()]
    return Outcome(
        got=tuple(found[pairs[number]] if number in pairs else None for number in range(len(judged.expected))),
        # The same money in another currency, read as a claim of its own, is neither right nor wrong.
        false=tuple(
            claim
            for claim in false
            if not any(_same_numbers(want, claim, alternatives_only=True) for want in judged.expected)
        ),
    )


def level_of(want: Claim, got: Claim | None) -> str:
    """Return the highest level at which a found claim is right; "" when none was found."""
    return "" if got is None else max(level for level in LEVELS if agree(want, got, level=level))


def _score_one(judged: Judged, scores: Scores) -> None:
    came = outcome(judged)
    scores.expected += len(judged.expected)
    scores.found += len(came.false) + sum(got is not None for got in came.got)
    if not judged.expected:
        scores.without_pay += 1
        scores.false_alarms += bool(came.false)
    for claim in came.false:
        scores.errors.append(f"{judged.id}\textra\t{short(claim)}\t{sentence_of(judged.text, claim)}")
    for want, got in zip(judged.expected, came.got, strict=True):
        if got is None:
            scores.errors.append(f"{judged.id}\tmissed\t{short(want)}\t{sentence_of(judged.text, want)}")
            continue
        _score_pair(judged, want, got, scores)


def _score_pair(judged: Judged, want: Claim, got: Claim, scores: Scores) -> None:
    scores.paired += 1
    for level in LEVELS:
        scores.right[level] += agree(want, got, level=level)
    wrong = []
    for name in FIELDS:
        if field_agrees(name, want, got):
            scores.right_field[name] += 1
        else:
            wrong.append(name)
            scores.confused[(name, _said(want, name), _said(got, name))] += 1
    if not agree(want, got, level="c"):
        told = ", ".join(f"{name}: {_said(want, name)} -> {_said(got, name)}" for name in wrong)
        scores.errors.append(
            f"{judged.id}\twrong\t{short(want)} as {short(got)}; {told}\t{sentence_of(judged.text, want)}"
        )


def match(expected: Sequence[Claim], found: Sequence[Claim]) -> list[tuple[int, int]]:
    """Return pairs (index of expected, index of found) that agree at least at level a, as good as can be."""
    if not expected or not found:
        return []
    import numpy as np
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]  # scipy ships no types

    worth = np.zeros((len(expected), len(found)))
    for row, want in enumerate(expected):
        for column, got in enumerate(found):
            if agree(want, got, level="a"):
                worth[row, column] = 8 + 4 * agree(want, got, level="b") + 2 * agree(want, got, level="c")
                worth[row, column] += _overlap(want, got)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if worth[row, column] > 0]


def agree(want: Claim, got: Claim, *, level: str) -> bool:
    """Return whether two claims agree: a numbers and currency, b and open ends and unit, c and bound, kind, payer."""
    if not _same_numbers(want, got):
        return False
    if level == "a":
        return True
    ends = all((_number(want[end]) is None) == (_number(got[end]) is None) for end in ("amount_min", "amount_max"))
    core = ends and want["unit"] == got["unit"]
    if level == "b" or not core:
        return core
    return all(field_agrees(name, want, got) for name in ("bound", "kind", "change_role", "payer"))


def field_agrees(name: str, want: Claim, got: Claim) -> bool:
    """Return whether a field of two claims agrees; names and roles by their words, attribution by its type."""
    if name == "payer":
        return payer_agrees(want, got.get("payer"))
    if name == "attribution":
        return bool((want.get(name) or {}).get("type", "reporter") == (got.get(name) or {}).get("type", "reporter"))
    if name in {"worker", "location"}:
        one, other = _words(want.get(name)), _words(got.get(name))
        return bool(one & other) if one or other else True
    if name in {"quote", "approx"}:
        return bool(want.get(name)) == bool(got.get(name))
    return (want.get(name) or None) == (got.get(name) or None)


def payer_agrees(want: Claim, name: str | None) -> bool:
    """Return whether a payer's name fits the expected one, one of its alternatives, or may be left out."""
    allowed = [_words(want.get("payer")), *(_words(other) for other in want.get("payer_alt") or ())]
    said = _words(name)
    if not said:
        return not allowed[0] or bool(want.get("payer_optional"))
    return any(words and (words <= said or said <= words) for words in allowed)


def short(claim: Claim) -> str:
    """Return a claim in a few words: amount, currency, unit, kind, payer."""
    return f"{claim.get('amount_text')} {claim['currency']}/{claim['unit']}/{claim['kind']}/{claim.get('payer')}"


def sentence_of(text: str, claim: Claim) -> str:
    """Return the sentence that holds a claim, on one line."""
    start, end = claim.get("sent_start"), claim.get("sent_end")
    return text[start:end].replace("\n", " ") if isinstance(start, int) and isinstance(end, int) else ""


def _same_numbers(want: Claim, got: Claim, *, alternatives_only: bool = False) -> bool:
    said = numbers_of(got), got["currency"]
    forms = [] if alternatives_only else [(numbers_of(want), want["currency"])]
    forms += [(numbers_of(other), other["currency"]) for other in want.get("alt") or ()]
    return bool(said[0]) and said in forms


def numbers_of(claim: Claim) -> frozenset[Decimal]:
    """Return the amounts that a claim states, without open ends."""
    ends = (_number(claim["amount_min"]), _number(claim["amount_max"]))
    return frozenset(number for number in ends if number is not None)


def _number(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None


def _is_ignored(claim: Claim, ignored: frozenset[tuple[Decimal | None, str]]) -> bool:
    numbers = numbers_of(claim)
    return bool(numbers) and all((number, claim["currency"]) in ignored for number in numbers)


def _distinct(claims: Iterable[Claim]) -> list[Claim]:
    seen: set[tuple[object, ...]] = set()
    kept = []
    for claim in claims:
        names = ("unit", "kind", "bound", "payer", "worker", "location", "change_role", "currency")
        key = (_number(claim["amount_min"]), _number(claim["amount_max"]), *(claim.get(name) for name in names))
        if key not in seen:
            seen.add(key)
            kept.append(claim)
    return kept


def _words(name: Any) -> frozenset[str]:
    if not name:
        return frozenset()
    plain = re.sub(r"['’]s\b", "", str(name).lower()).replace(".", "")
    return frozenset(re.sub(r"[^\w\s&]", " ", plain).split()) - _NOISE


def _overlap(want: Claim, got: Claim) -> int:
    start, end = got.get("start"), got.get("end")
    return int(isinstance(start, int) and isinstance(end, int) and start < want["end"] and want["start"] < end)


def _said(claim: Claim, name: str) -> str:
    value = claim.get(name)
    if name == "attribution":
        value = (value or {}).get("type", "reporter")
    return str(value)
