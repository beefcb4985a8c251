"""What a person may say about a pay claim, and how the decision log writes it down.

`accept` and `reject` name a claim; `correct` carries a JSON object of field and new value. Corrections of one claim
add up field by field; `{}` takes back all that was decided about it. The key `as_read` holds the claim's other fields
as the person saw them, so that a newer claim reader cannot change under a decision what was decided on. Fields that
tell where the figure stands (article, span, sentence) cannot be corrected: that would be another claim.
Refused, in words: an unknown field (all fields are listed), a value outside its closed set, an amount that is no plain
decimal, ends out of order, a range of one amount, a currency that nobody knows. What an old log has is carried out as
when it was written. A correction in free words, as old logs may have it, says that the claim as it stands is wrong and
gives no machine the right one: it counts as a rejection.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

from pipeline.records import (
    AttributionType,
    Bound,
    ChangeRole,
    Decision,
    Kind,
    Modality,
    Unit,
)

ReviewStatus = Literal["unreviewed", "accepted", "corrected", "rejected"]
AS_READ = "as_read"
REVIEW_VERBS = frozenset({"accept", "correct", "reject"})

_SETS: dict[str, tuple[str, ...]] = {
    "bound": get_args(Bound),
    "unit": get_args(Unit),
    "kind": get_args(Kind),
    "change_role": get_args(ChangeRole),
    "attribution_type": get_args(AttributionType),
    "modality": get_args(Modality),
}
FLAGS = ("approx", "unit_implied", "payer_optional", "quote")
_WORDS = ("payer", "worker", "project", "location", "attribution_name")
_AMOUNTS = ("amount_min", "amount_max")
_MAY_BE_EMPTY = frozenset({*_AMOUNTS, *_WORDS, "change_role", "linked_to", "time", "payer_id"})

AMOUNT_FIELDS = (*_AMOUNTS, "bound", "approx", "currency", "unit")
"""What the figure itself says."""

FIELDS = (
    *AMOUNT_FIELDS,
    "unit_implied",
    "kind",
    "change_role",
    "linked_to",
    "payer",
    "payer_alt",
    "payer_optional",
    "worker",
    "project",
    "location",
    "time",
    "attribution_type",
    "attribution_name",
    "quote",
    "modality",
)
"""What a person may correct; `payer_id` goes with `payer`."""

_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PLACE = re.compile(r"c\d{1,6}")
_CLAIM = re.compile(r"c[0-9a-f]{16}")
_LONGEST = 200

Fields = Mapping[str, Any]
"""Field to value, as JSON has them: amounts are decimal strings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What people decided about one claim, all decisions added up."""

    claim: str
    status: ReviewStatus
    fields: dict[str, Any]
    """The values that stand whatever a claim reader says: as corrected, or as the person saw them."""
    latest: Decision
    settled_by: Decision
    """The latest decision that gave a value; the first of all when none did."""


def reviews_of(decisions: Iterable[Decision]) -> dict[str, Review]:
    """Return what stands for each claim that people decided about; the latest decision counts, field by field."""
    reviews: dict[str, Review] = {}
    about_claims = (one for one in decisions if one.verb in REVIEW_VERBS)
    for decision in sorted(about_claims, key=lambda one: (one.when, one.id)):
        known = reviews.get(decision.subject)
        said = read_value(decision.value)
        values = values_of(said)
        taken_back = decision.verb == "correct" and said == {}
        reviews[decision.subject] = Review(
            claim=decision.subject,
            status="unreviewed" if taken_back else _status(decision, said),
            fields={} if taken_back else {**(known.fields if known else {}), **values},
            latest=decision,
            settled_by=decision if values or known is None else known.settled_by,
        )
    return reviews


def read_value(value: str | None) -> dict[str, Any] | None:
    """Return the object that a decision's value holds; None when there is none or it is free words."""
    if value is None:
        return None
    try:
        content = json.loads(value)
    except ValueError:
        return None
    return content if isinstance(content, dict) and problem_with(content, is_new=False) is None else None


def values_of(said: Fields | None) -> dict[str, Any]:
    """Return every value that a decision's object gives: those as read, and over them those that were corrected."""
    if said is None:
        return {}
    corrected = _corrections(said)
    if "payer" in corrected:
        # Whoever writes no id knows none: the old payer's must not stay.
        corrected = {"payer_id": None, **corrected}
    return {**said.get(AS_READ, {}), **corrected}


def written(corrections: Fields, *, as_read: Fields) -> str:
    """Return the value of a decision: what was corrected, and the other fields as they were seen."""
    others = {name: value for name, value in as_read.items() if name not in corrections}
    return json.dumps({**corrections, AS_READ: others}, ensure_ascii=False)


def problem_of_value(verb: str, value: str | None, *, is_new: bool = True) -> str | None:
    """Return why the value of a decision about a claim cannot be carried out, None when it can.

    Args:
        is_new: it is to be written now; a log may hold what would not be written any more.
    """
    if value is None:
        return None if verb != "correct" else 'value: is empty; write what is right, as {"unit": "hour"}'
    try:
        content = json.loads(value)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        return f'value: {value[:80]!r} is not a JSON object of fields, as {{"unit": "hour"}}'
    if verb != "correct" and content.keys() - {AS_READ}:
        return f"value: {verb} corrects nothing; use correct"
    return problem_with(content, is_new=is_new)


def problem_with(content: Fields, *, is_new: bool = True) -> str | None:
    """Return what is wrong with an object of fields and values, None when nothing is; see `problem_of_value`."""
    as_read = content.get(AS_READ, {})
    if not isinstance(as_read, dict):
        return f"value: {AS_READ} is no object of fields"
    corrected = _corrections(content)
    for name, value in as_read.items():
        problem = _problem_with_field(name, value)
        if problem is not None:
            return f"value: {AS_READ}: {problem}"
    for name, value in corrected.items():
        problem = _problem_with_field(name, value) or _problem_with_words(name, value)
        if problem is None and is_new and name == "currency":
            problem = _problem_with_currency(str(value))
        if problem is not None:
            return f"value: {problem}"
    if "payer_id" in corrected and "payer" not in corrected:
        return "value: payer_id goes with payer; name the payer, too"
    problem = problem_of_claim(values_of(content), corrected=corrected, is_new=is_new)
    return None if problem is None else f"value: {problem}"


def problem_of_claim(fields: Fields, *, corrected: Iterable[str], is_new: bool = True) -> str | None:
    """Return why the values of a claim do not go together; None when they do, or when no correction touches them."""
    touched = frozenset(corrected)
    if touched & {*_AMOUNTS, "bound"}:
        return _problem_with_ends(fields, is_new=is_new)
    if touched & {"kind", "change_role", "linked_to"}:
        kind, role = fields.get("kind"), fields.get("change_role")
        if "kind" in fields and "change_role" in fields and (kind == "change") != (role is not None):
            return "kind change and change_role (from, to or delta) go together"
        if fields.get("linked_to") is not None and fields.get("kind", "change") != "change":
            return "linked_to is for kind change"
    return None


def completed(corrections: Fields, *, claim: Fields) -> dict[str, Any]:
    """Return corrections with what follows from them for the other fields of the claim.

    A claim that is no change has no side and no link; one that gets a side is a change.
    """
    whole = dict(corrections)
    if "kind" in whole and whole["kind"] != "change":
        whole.setdefault("change_role", None)
        whole.setdefault("linked_to", None)
    elif whole.get("change_role") is not None and claim.get("kind") != "change":
        whole.setdefault("kind", "change")
    if "payer" in whole and whole["payer"] is None:
        whole["payer_id"] = None
    return whole


def _corrections(said: Fields) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != AS_READ}


def _problem_with_currency(code: str) -> str | None:
    from babel.numbers import is_currency

    return None if is_currency(code) else f"currency {code!r} is no ISO 4217 code that is known, as USD"


def _problem_with_ends(fields: Fields, *, is_new: bool) -> str | None:
    low, high = (None if fields.get(name) is None else Decimal(str(fields[name])) for name in _AMOUNTS)
    if low is not None and high is not None and low > high:
        return f"amount_min {low:f} is above amount_max {high:f}"
    if not all(name in fields for name in (*_AMOUNTS, "bound")):
        return None
    bound = fields["bound"]
    if bound == "exact" and (low is None or low != high):
        return "bound exact wants amount_min and amount_max to be the same"
    if bound == "range" and (low is None or high is None):
        return "bound range wants both amount_min and amount_max"
    if is_new and bound == "range" and low == high:
        return f"bound range wants two different ends, not {low:f} twice; write amount={low:f} or bound=exact"
    if bound != "figures" and low is None and high is None:
        return "amount_min and amount_max are both null; reject the claim if there is no amount"
    return None


def _status(decision: Decision, said: Fields | None) -> ReviewStatus:
    if decision.verb == "accept":
        return "accepted"
    # Free words cannot be carried out, and the claim as it stands is wrong.
    return "corrected" if decision.verb == "correct" and said is not None else "rejected"


def _problem_with_field(name: str, value: object) -> str | None:
    if name not in FIELDS and name != "payer_id":
        return f"unknown field {name!r}; the fields are {', '.join(FIELDS)}"
    if value is None:
        return None if name in _MAY_BE_EMPTY else f"{name} cannot be null"
    if name in _SETS:
        return None if value in _SETS[name] else f"{name} {value!r} is none of {', '.join(_SETS[name])}"
    if name in FLAGS:
        return None if isinstance(value, bool) else f"{name} {value!r} is neither true nor false"
    if name == "payer_alt":
        right = isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)
        return None if right else f"payer_alt {value!r} is not a list of names"
    if not isinstance(value, str):
        return f"{name} {value!r} is not a string" + (', as "15.50"' if name in _AMOUNTS else "")
    if name in _AMOUNTS and not _AMOUNT.fullmatch(value):
        return f"{name} {value!r} is not a plain decimal below a million million, as 15.50"
    if name == "currency" and not _CURRENCY.fullmatch(value):
        return f"currency {value!r} is not an ISO 4217 code, as USD"
    if name == "linked_to" and not (_PLACE.fullmatch(value) or _CLAIM.fullmatch(value)):
        return f"linked_to {value!r} is neither a claim_id of the same article, as c2, nor a claim's id"
    return None


def _problem_with_words(name: str, value: object) -> str | None:
    """Return what is wrong with words that a person wrote; a reader's own are taken as they are."""
    if name == "time" and isinstance(value, str) and not _is_interval(value):
        return f"time {value!r} is not start/end as ISO dates, as 2026-03-01/.."
    for words in value if isinstance(value, list) else [value]:
        if isinstance(words, str) and not (0 < len(words.strip()) <= _LONGEST and words.isprintable()):
            return f"{name} {words[:40]!r} is not 1 to {_LONGEST} printable characters"
    return None


def _is_interval(text: str) -> bool:
    ends = text.split("/")
    if len(ends) != 2 or ends == ["..", ".."]:
        return False
    try:
        days = [date.fromisoformat(end) for end in ends if end != ".."]
    except ValueError:
        return False
    return days == sorted(days)
