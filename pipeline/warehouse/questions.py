"""Read the named questions out of `queries/*.sql`, and answer them on a snapshot with values that are bound.

A file is a named question when its second line is its own example, `-- laborwire ask NAME ...`; its name is the file's,
with hyphens. Each parameter is declared in the header and used in the SQL as `$name`, never pasted:

    -- $platform (entity): whose pay
    -- $since (date, default 7 days ago): first day that counts
    -- $unit (text, optional): hour, day, week ...

A column that means what it means in the tables and views is explained there, any other one in the header:

    -- day = when the cut took effect, else when it was reported

Refused, in words: a name that no question has, a parameter that it does not take or lacks, a value of another type.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb

from pipeline.errors import UsageError, WarehouseError
from pipeline.warehouse.schema import QUERY_FILES

Kind = Literal["entity", "story", "date", "month", "number", "text"]

KINDS: dict[Kind, str] = {
    "entity": "a platform, employer or other entity: its id, its name or one of its other names",
    "story": "the id of a story, as s0123456789abcdef",
    "date": "a day, as 2026-03-10; also today, or 7 days ago",
    "month": "a month, as 2026-03",
    "number": "a number, as 15 or 0.065",
    "text": "words, taken as they are",
}
"""Types of parameters, and how a value is written."""

_BATCH = 1000
_EXAMPLE = re.compile(r"laborwire ask ([a-z0-9-]+)((?: .*)?)")
_PARAMETER = re.compile(r"\$(\w+) \((\w+)(?:, (optional)|, default ([^)]+))?\): (.+)")
_COLUMN = re.compile(r"(\w+) = (.+)")
_DAYS_AGO = re.compile(r"(\d{1,5}) days? ago")
_MOST_OFFERED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that a question is asked with."""

    name: str
    kind: Kind
    meaning: str
    is_required: bool
    default: str | None
    """In the form in which a person would write it; None: null is bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A named question."""

    name: str
    asked: str
    """The question itself, the first line of the file."""
    example: str
    notes: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    """What those columns of the answer mean that are in no table or view."""
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that is being read."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    batches: Iterator[list[tuple[Any, ...]]]


@cache
def questions() -> tuple[Question, ...]:
    """Return all named questions in alphabetical order.

    Raises:
        ValueError: a header is not in the form above; a mistake of ours that a test finds.
    """
    read = (_read(path) for path in sorted(QUERY_FILES.glob("*.sql")))
    return tuple(question for question in read if question is not None)


def find_question(name: str) -> Question:
    """Return the question of that name; underscores count as hyphens.

    Raises:
        UsageError: there is none; names those that are like it, or all.
    """
    known = {question.name: question for question in questions()}
    wanted = name.strip().lower().replace("_", "-")
    if wanted in known:
        return known[wanted]
    close = get_close_matches(wanted, known, n=3, cutoff=0.6)
    raise UsageError(
        f"no question is called {name!r}; "
        + (
            f"did you mean {' or '.join(close)}? `laborwire ask` lists all"
            if close
            else f"there are: {', '.join(known)}"
        )
    )


def ask(
    con: duckdb.DuckDBPyConnection, question: Question, given: Mapping[str, str], *, today: date, path: Path
) -> Answer:
    """Ask a question on an open snapshot.

    Args:
        path: the snapshot, to be named where it cannot be asked.
        given: values as people write them, by parameter.
        today: what `7 days ago` counts from.

    Raises:
        UsageError: a value is missing, unknown or no value of its type.
        WarehouseError: the snapshot cannot be asked.
    """
    values = read_values(con, question, given, today=today)
    try:
        con.execute(question.sql, values)
    except duckdb.Error as err:
        problem = f"question {question.name} cannot be asked: {str(err).splitlines()[0]}"
        raise WarehouseError(str(path), f"{problem}; if another version made it, run `laborwire nightly`") from err
    described = con.description or []
    return Answer(
        columns=tuple(str(column[0]) for column in described),
        types=tuple(str(column[1]) for column in described),
        batches=_batches(con),
    )


def read_values(
    con: duckdb.DuckDBPyConnection, question: Question, given: Mapping[str, str], *, today: date
) -> dict[str, Any]:
    """Return the values to bind, one for each parameter of a question.

    Raises:
        UsageError: a value is missing, unknown or no value of its type; says what the question takes.
    """
    declared = {parameter.name: parameter for parameter in question.parameters}
    for name in given:
        if name not in declared:
            raise UsageError(f"{question.name} takes no --{_dashed(name)}; {_takes(question)}")
    values: dict[str, Any] = {}
    for parameter in question.parameters:
        text = given.get(parameter.name, parameter.default)
        if text is None and parameter.is_required:
            raise UsageError(
                f"{question.name} needs --{_dashed(parameter.name)}: {parameter.meaning}; {_takes(question)}"
            )
        values[parameter.name] = None if text is None else _value(con, parameter, text, today=today)
    return values


def read_options(words: Sequence[str]) -> dict[str, str]:
    """Return `--name value` and `--name=value` by name, with underscores.

    Raises:
        UsageError: a word stands without an option, an option without its value, or one comes twice.
    """
    given: dict[str, str] = {}
    rest = list(words)
    while rest:
        option, is_joined, value = rest.pop(0).partition("=")
        if not option.startswith("--") or len(option) < 3:
            raise UsageError(f"{option!r} belongs to no option; write parameters like --platform mercor")
        name = option[2:].replace("-", "_")
        if not is_joined:
            if not rest or rest[0].startswith("--"):
                raise UsageError(f"{option} has no value; write parameters like --platform mercor")
            value = rest.pop(0)
        if name in given:
            raise UsageError(f"{option} is given twice")
        given[name] = value
    return given


def questions_page() -> str:
    """Return the page of documentation on all questions, as Markdown."""
    lines = ["| type | how it is written |", "|---|---|"]
    lines += [f"| {kind} | {how} |" for kind, how in KINDS.items()]
    for question in questions():
        lines += ["", f"## {question.name}", "", question.asked]
        lines += [question.notes] if question.notes else []
        lines += ["", "```", question.example, "```"]
        if question.parameters:
            lines += ["", "| parameter | type | meaning |", "|---|---|---|"]
        for one in question.parameters:
            default = "required" if one.is_required else f"default {one.default}" if one.default else "optional"
            lines.append(f"| `--{_dashed(one.name)}` | {one.kind}, {default} | {one.meaning} |")
    return "\n".join(lines)


def _read(path: Path) -> Question | None:
    sql = path.read_text(encoding="utf-8")
    header = []
    for line in sql.splitlines():
        if not line.startswith("-- "):
            break
        header.append(line.removeprefix("-- ").strip())
    name = path.stem.replace("_", "-")
    example = _EXAMPLE.fullmatch(header[1]) if len(header) > 1 else None
    if example is None:
        return None
    notes, parameters, columns = [], [], {}
    for line in header[2:]:
        if line.startswith("$"):
            parameters.append(_parameter(path, line))
        elif column := _COLUMN.fullmatch(line):
            columns[column.group(1)] = column.group(2)
        else:
            notes.append(line)
    if example.group(1) != name:
        raise ValueError(f"{path.name}: its example asks {example.group(1)}, not {name}")
    used = set(re.findall(r"\$(\w+)", "\n".join(line for line in sql.splitlines() if not line.startswith("--"))))
    if used != {parameter.name for parameter in parameters}:
        raise ValueError(f"{path.name}: it declares other parameters than it uses")
    return Question(
        name=name,
        asked=header[0],
        example=header[1],
        notes=" ".join(notes),
        parameters=tuple(parameters),
        columns=columns,
        sql=sql,
    )


def _parameter(path: Path, line: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if match is None or match.group(2) not in get_args(Kind):
        raise ValueError(f"{path.name}: {line!r} is no parameter; write it like $since (date, optional): first day")
    name, kind, optional, default, meaning = match.groups()
    return Parameter(
        name=name,
        kind=next(known for known in KINDS if known == kind),
        meaning=meaning,
        is_required=not optional and default is None,
        default=default,
    )


def _value(con: duckdb.DuckDBPyConnection, parameter: Parameter, text: str, *, today: date) -> Any:
    found: Any = None
    if parameter.kind == "entity":
        return _entity(con, parameter, text)
    if parameter.kind == "story":
        found = _story(con, text)
    elif parameter.kind == "date":
        found = _day(text, today)
    elif parameter.kind == "month":
        found = _day(f"{text}-01", today) if re.fullmatch(r"\d{4}-\d{2}", text.strip()) else None
    elif parameter.kind == "number":
        found = _number(text)
    else:
        found = text.strip() or None
    if found is None:
        raise UsageError(f"--{_dashed(parameter.name)} {text!r} is not {KINDS[parameter.kind]}")
    return found


def _entity(con: duckdb.DuckDBPyConnection, parameter: Parameter, text: str) -> str:
    wanted = " ".join(text.split()).lower()
    ids: set[str] = set()
    by_name: dict[str, set[str]] = {}
    for key, name, aliases in con.execute("SELECT id, name, aliases FROM entities ORDER BY id").fetchall():
        ids.add(str(key))
        for one in (key, name, *aliases):
            by_name.setdefault(str(one).lower(), set()).add(str(key))
    found = {wanted} if wanted in ids else by_name.get(wanted, set())
    option = f"--{_dashed(parameter.name)} {text!r}"
    if len(found) > 1:
        raise UsageError(f"{option} is a name of several: {', '.join(sorted(found))}; give one of these ids")
    if not found:
        close = get_close_matches(wanted, by_name, n=_MOST_OFFERED, cutoff=0.6) if wanted else []
        like = sorted({key for name in close for key in by_name[name]})
        known = f"did you mean {', '.join(like)}?" if like else f"{len(ids)} are known"
        raise UsageError(f"{option} is no known entity; {known}, in the table entities")
    return found.pop()


def _story(con: duckdb.DuckDBPyConnection, text: str) -> str | None:
    rows = con.execute("SELECT coalesce(merged_into, id) FROM stories WHERE id = ?", [text.strip()]).fetchall()
    if not rows and re.fullmatch(r"s[0-9a-f]{16}", text.strip()):
        raise UsageError(f"there is no story {text.strip()} in the snapshot")
    return str(rows[0][0]) if rows else None


def _day(text: str, today: date) -> date | None:
    words = " ".join(text.split()).lower()
    ago = _DAYS_AGO.fullmatch(words)
    try:
        if ago or words == "today":
            return today - timedelta(days=int(ago.group(1)) if ago else 0)
        return date.fromisoformat(words) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words) else None
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    # The columns of amounts have twelve digits before the point and six behind it.
    return number if number.is_finite() and abs(number) < 10**12 and round(number, 6) == number else None


def _takes(question: Question) -> str:
    if not question.parameters:
        return "it takes no parameters"
    names = [f"--{_dashed(one.name)}" if one.is_required else f"[--{_dashed(one.name)}]" for one in question.parameters]
    return f"it takes {' '.join(names)}, as in `{question.example}`"


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _batches(con: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    while rows := con.fetchmany(_BATCH):
        yield rows
