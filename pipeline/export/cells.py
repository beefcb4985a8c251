"""Turn values of the warehouse into cells of text files, and say which type of a table schema they have.

Times are UTC and end in Z, amounts lose the zeros of their column, lists and structs become JSON.
"""

from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

from pipeline.codec import to_json

_UNSAFE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
_TYPES = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "number",
    "FLOAT": "number",
    "TINYINT": "integer",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "UBIGINT": "integer",
}


def schema_type(kind: str) -> str:
    """Return the type of a DuckDB column in a table schema.

    >>> schema_type("DECIMAL(18,6)"), schema_type("VARCHAR[]"), schema_type("TIMESTAMP")
    ('number', 'array', 'datetime')
    """
    if kind.endswith("]"):
        return "array"
    if kind.startswith("STRUCT("):
        return "object"
    if kind.startswith("TIMESTAMP"):
        return "datetime"
    return "number" if kind.startswith("DECIMAL") else _TYPES.get(kind, "string")


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with ' before it where it begins like one.

    A text that begins with ' gets one too, so that taking one off gives every text back.

    >>> safe("=1+1"), safe("'tis"), safe("15")
    ("'=1+1", "''tis", '15')
    """
    return "'" + text if text.startswith(_UNSAFE) else text


def text_of(value: Any) -> str:
    """Return a value as text; null is "".

    >>> text_of(Decimal("15.500000")), text_of(True), text_of(["a"]), text_of(datetime(2026, 3, 10, 12))
    ('15.5', 'true', '["a"]', '2026-03-10T12:00:00Z')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return _utc(value).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, dict)):
        return to_json(json_value(value)).decode()
    return str(value)


def json_value(value: Any) -> Any:
    """Return a value as JSON has it; an amount is a number, or text where no number of a computer is the same."""
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else f"{value.normalize():f}"
    if isinstance(value, datetime):
        return text_of(value)
    if isinstance(value, (list, tuple)):
        return [json_value(one) for one in value]
    if isinstance(value, dict):
        return {key: json_value(one) for key, one in value.items()}
    return value


def _utc(value: datetime) -> datetime:
    return value if value.tzinfo is None else value.astimezone(timezone.utc)
