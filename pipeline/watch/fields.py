"""Turn the tree of a watch rule into a filter on the rows of `queries/watch_*.sql`.

The filter is built of DuckDB's own expression objects: column names come from the closed list below, values are
constants of the filter, and no word of a rule is ever part of SQL text. What an article does not say compares with
nothing: a claim without a payer matches neither `platform = mercor` nor `platform != mercor`.

`hourly` (US dollars) and `amount` (as stated) have two ends, and a comparison holds only when it holds for the whole:
`hourly < 20` looks at the upper end, `hourly > 100` at the lower one, so that "up to $150" matches `hourly < 200`
and not `hourly > 100`. "As low as $2" says that some are paid $2: it matches `hourly < 5`. `hourly` is empty for
money that is not a level of pay: the old pay and the difference of a change, bonuses, money owed, legal minimums,
and what is denied or supposed. `hourly_low` and `hourly_high` are the bare ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import get_args

from duckdb import CoalesceOperator, ColumnExpression, ConstantExpression, Expression, FunctionExpression

from pipeline.errors import UsageError
from pipeline.records import Bound, Kind, Modality, Unit
from pipeline.watch.expression import All, Any, Comparison, Condition, Event, Named, Not, Test

Names = Mapping[str, frozenset[str]]
"""Name, alias or id of a platform or employer, in lower case, to the ids of those that it names."""

_ROLES = (
    "annotator or generalist",
    "expert trainer",
    "moderator or rater",
    "engineer",
    "performer or writer",
    "other",
)
_VOICES = (
    "worker", "union", "platform", "client", "court", "regulator", "researcher", "other speaker", "document",
    "reporter",
)  # fmt: skip
_DIRECTIONS = (
    "cut", "raise", "same", "unclear", "lower ceiling", "higher ceiling", "lower floor", "higher floor",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a rule may compare."""

    columns: tuple[str, ...]
    closed: tuple[str, ...] = ()
    """The only values there are, when the set is closed."""
    is_number: bool = False
    is_payer: bool = False
    words: str = ""
    """Column with a list of all that the value may be equal to, where that is more than the column itself."""


_PAYER = Field(columns=("payer",), is_payer=True)
_ALWAYS = {
    "platform": _PAYER,
    "payer": _PAYER,
    "role": Field(columns=("role_class",), closed=_ROLES),
    "project": Field(columns=("project",)),
    "place": Field(columns=("location",), words="places"),
    "currency": Field(columns=("currency",)),
    "unit": Field(columns=("unit",), closed=get_args(Unit)),
}
_PAID = _ALWAYS | {
    "worker": Field(columns=("worker",)),
    "modality": Field(columns=("modality",), closed=get_args(Modality)),
    "source": Field(columns=("source", "source_id")),
    "hourly": Field(columns=("hourly_low", "hourly_high"), is_number=True),
    "hourly_low": Field(columns=("hourly_low",), is_number=True),
    "hourly_high": Field(columns=("hourly_high",), is_number=True),
    "amount": Field(columns=("amount_min", "amount_max"), is_number=True),
}
_CLAIM = _PAID | {
    "kind": Field(columns=("kind",), closed=get_args(Kind)),
    "bound": Field(columns=("bound",), closed=get_args(Bound)),
    "voice": Field(columns=("voice",), closed=_VOICES),
}
_CHANGE = _PAID | {
    "direction": Field(columns=("direction",), closed=_DIRECTIONS),
    "percent": Field(columns=("change_percent",), is_number=True),
}

FIELDS: dict[Event, dict[str, Field]] = {
    "claim": _CLAIM,
    "below minimum wage": _CLAIM,
    "new platform": _CLAIM,
    "any pay change": _CHANGE,
    "new conflict": _ALWAYS,
}
"""Event to the fields that a rule about it may name."""


def filter_of(condition: Condition, *, names: Names | None = None) -> Expression | None:
    """Return the filter of a rule; None when all events of its kind match.

    Args:
        names: platforms and employers that are known; None: not known yet, every name is taken as it is.

    Raises:
        UsageError: a field is unknown, a value does not fit its field, or a word alone is no known name.
    """
    if condition.test is None:
        return None
    return _compiled(condition.test, condition.event, names)


def unknown_names(condition: Condition, names: Names) -> tuple[str, ...]:
    """Return the payers of a rule that are not in the gazetteer: only the words of the text are compared with them."""

    def walk(test: Test) -> list[str]:
        match test:
            case Comparison(field=("platform" | "payer"), operator=("=" | "!=" | "in"), values=values):
                return [value for value in values if value.lower() not in names]
            case Not(part=part):
                return walk(part)
            case All(parts=parts) | Any(parts=parts):
                return [name for part in parts for name in walk(part)]
        return []

    return tuple(dict.fromkeys(walk(condition.test))) if condition.test is not None else ()


def _compiled(test: Test, event: Event, names: Names | None) -> Expression:
    match test:
        case Not(part=part):
            return ~_compiled(part, event, names)
        case All(parts=parts):
            whole = _compiled(parts[0], event, names)
            for part in parts[1:]:
                whole = whole & _compiled(part, event, names)
            return whole
        case Any(parts=parts):
            whole = _compiled(parts[0], event, names)
            for part in parts[1:]:
                whole = whole | _compiled(part, event, names)
            return whole
        case Named(name=name, at=at):
            if names is not None and name.lower() not in names:
                raise UsageError(
                    f"{name!r} (at character {at}) is neither a comparison, as hourly < 20, nor an event, nor a "
                    f'platform or employer of the gazetteer; write platform = "{name}" for a payer that is not in it'
                )
            return _payer(name, names)
        case Comparison():
            return _comparison(test, event, names)


def _comparison(test: Comparison, event: Event, names: Names | None) -> Expression:
    fields = FIELDS[event]
    field = fields.get(test.field)
    if field is None:
        what = "" if event == "claim" else f" for {event!r}"
        raise UsageError(
            f"unknown field {test.field!r} (at character {test.at}){what}; the fields are {', '.join(sorted(fields))}"
        )
    if field.is_number:
        return _number(test, field)
    if test.operator in {"<", "<=", ">", ">="}:
        raise UsageError(f"{test.field} (at character {test.at}) has no order; compare it with =, !=, in or has")
    if test.operator == "has":
        return _any_of(
            [FunctionExpression("contains", _lower(name), _constant(test.values[0].lower())) for name in field.columns]
        )
    if field.is_payer:
        found = _any_of([_payer(value, names) for value in test.values])
    else:
        found = _any_of([_equal(field, _closed(test, field, value)) for value in test.values])
    return ~found if test.operator == "!=" else found


def _equal(field: Field, value: str) -> Expression:
    if field.words:
        return FunctionExpression("list_contains", ColumnExpression(field.words), _constant(value))
    return _any_of([_lower(name) == _constant(value) for name in field.columns])


def _closed(test: Comparison, field: Field, value: str) -> str:
    """Return a value as it stands in the column, in lower case; refuse one that cannot stand there."""
    plain = value.lower()
    if test.field == "currency" and not (len(plain) == 3 and plain.isalpha()):
        raise UsageError(f"currency {value!r} (at character {test.at}) is no ISO 4217 code, as USD")
    if not field.closed:
        return plain
    for known in field.closed:
        if plain.replace("_", " ") == known.replace("_", " "):
            return known
    raise UsageError(f"{test.field} {value!r} (at character {test.at}) is none of {', '.join(field.closed)}")


def _payer(name: str, names: Names | None) -> Expression:
    plain = name.lower()
    by_words = _lower("payer") == _constant(plain)
    ids = sorted((names or {}).get(plain, ()))
    if not ids:
        return by_words
    by_id = ColumnExpression("payer_id").isin(*[_constant(one) for one in ids])
    # An id that speaks for another payer speaks against the words.
    return CoalesceOperator(by_id, by_words)


def _number(test: Comparison, field: Field) -> Expression:
    if test.operator == "has":
        raise UsageError(
            f"{test.field} (at character {test.at}) is a number; compare it with =, !=, <, <=, >, >= or in"
        )
    numbers = [_constant(_read_number(test, value)) for value in test.values]
    low, high = ColumnExpression(field.columns[0]), ColumnExpression(field.columns[-1])
    is_ends = len(field.columns) == 2
    bound = ColumnExpression("bound")
    value = numbers[0]
    if test.operator in {"=", "in"}:
        return _any_of([(low == number) & (high == number) for number in numbers])
    if test.operator == "!=":
        return (high < value) | (low > value)
    if test.operator == "<":
        found = high < value
        if is_ends:
            found = found | ((bound == _constant("under")) & (high <= value))
            found = found | ((bound == _constant("as_low_as")) & (low < value))
        return found
    if test.operator == "<=":
        found = high <= value
        return found | ((bound == _constant("as_low_as")) & (low <= value)) if is_ends else found
    if test.operator == ">":
        found = low > value
        return found | ((bound == _constant("over")) & (low >= value)) if is_ends else found
    return low >= value


def _read_number(test: Comparison, value: str) -> Decimal:
    words = value.removeprefix("$").removesuffix("%").strip()
    try:
        number = Decimal(words)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= 10**12 or int(number.as_tuple().exponent) < -6:
        raise UsageError(f"{test.field} {value!r} (at character {test.at}) is no plain number, as 15.50")
    return number


def _any_of(parts: list[Expression]) -> Expression:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole | part
    return whole


def _lower(column: str) -> Expression:
    return FunctionExpression("lower", ColumnExpression(column))


def _constant(value: str | Decimal) -> Expression:
    return ConstantExpression(value)
