"""Read one week out of a snapshot: its articles, claims, pay history, and what was missed or corrected.

What was missed counts from the week's first night to the night before the digest is made, but never further
than a week past the week's end: an issue that is made again much later still tells of its own week.
Problems are texts from outside and there may be one for each source, so both their length and number are
limited; what is cut is counted.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import WarehouseError
from pipeline.publish.nothing import nothing_lines
from pipeline.publish.points import REMEMBERED, FactRow
from pipeline.publish.rows import ArticleRow, ClaimRow, EventRow, PastPay, WeekRows
from pipeline.publish.wages import WageRow
from pipeline.warehouse.owed import Owed
from pipeline.warehouse.showing import hide_unshown

_QUERIES = Path(__file__).resolve().parent.parent / "warehouse" / "queries"
_NUMBERED = re.compile(r"laborwire-\d+")
_HISTORY = timedelta(weeks=26)
_MOST_LINES = 20
_LONGEST_PROBLEM = 160
_MOST_NAMES = 5
_LONGEST_NAME = 60


def read_week(snapshot: Path, *, first: datetime, after: datetime, made: datetime) -> WeekRows:
    """Return the rows of one week.

    Args:
        first: first moment of the week.
        after: first moment of the next one.
        made: when the digest is made; nights up to then count for what was missed.

    Raises:
        WarehouseError: the snapshot cannot be read.
    """
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            con.execute("SET TimeZone = 'UTC'")
            # Of what sources brought, also what is hidden counts.
            counting = con.cursor()
            hide_unshown(con)
            week = {"first": _utc(first), "after": _utc(after)}
            until = min(max(made, after), after + timedelta(days=7))
            nights = {"first": _utc(first), "after": _utc(until + timedelta(days=1))}
            before = {"first": _utc(first - timedelta(days=7)), "after": _utc(first)}
            past = {"first": _utc(after - _HISTORY), "after": _utc(after)}
            remembered = {"first": _utc(first - REMEMBERED), "after": _utc(first), "stories": None}
            (counts,) = _rows(con, "digest_counts", nights)
            missed = [_missed(row) for row in _rows(con, "digest_missed", nights)]
            if counts["nights_failed"]:
                missed.insert(0, f"{_nights(counts['nights_failed'])} did not end well")
            history = tuple(_past(row) for row in _rows(con, "digest_history", past))
            drawn = {"claims": sorted({claim for one in history for claim in one.claim_ids})}
            return WeekRows(
                snapshot=number_of(snapshot),
                articles=tuple(ArticleRow(**row) for row in _rows(con, "digest_articles", week)),
                claims=_claims(con, week),
                claims_before=_claims(con, before),
                history=history,
                missed=_some(missed),
                corrections=_some([_correction(row) for row in _rows(con, "digest_corrections", nights)]),
                owed=tuple(Owed(**row) for row in _rows(con, "digest_owed", {})),
                sources_read=int(counts["sources_read"]),
                sources_known=int(counts["sources_known"]),
                nothing=(
                    *nothing_lines(_rows(counting, "digest_nothing", week | {"until": nights["after"]})),
                    *_not_shown(_rows(counting, "digest_not_shown", week)),
                    *_names(con, f"{first:%G-W%V}"),
                ),
                voices=tuple(
                    (row["voice"], row["n_claims"], row["n_articles"]) for row in _rows(con, "digest_voices", week)
                ),
                events=tuple(EventRow(**row) for row in _rows(con, "digest_events", week)),
                facts=tuple(FactRow(**row) for row in _rows(con, "story_facts", week | {"stories": None})),
                wages=tuple(WageRow(**row) for row in _rows(con, "digest_wages", drawn)) if history else (),
                known=frozenset(row["thing"] for row in _rows(con, "story_facts", remembered)),
            )
    except duckdb.Error as err:
        raise WarehouseError(str(snapshot), f"the week cannot be read: {str(err).splitlines()[0]}") from err


def read_owed(snapshot: Path, claims: Iterable[str]) -> tuple[Owed, ...]:
    """Return what readers of our digests were told of these claims and no longer stands.

    Raises:
        WarehouseError: the snapshot cannot be read.
    """
    wanted = set(claims)
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            hide_unshown(con)
            return tuple(Owed(**row) for row in _rows(con, "digest_owed", {}) if row["claim_id"] in wanted)
    except duckdb.Error as err:
        raise WarehouseError(str(snapshot), f"the corrections owed cannot be read: {str(err).splitlines()[0]}") from err


def _not_shown(rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Return a sentence about the articles of which nothing may be shown; () when there are none."""
    if not rows:
        return ()
    number = sum(row["n_articles"] for row in rows)
    articles = "1 article is" if number == 1 else f"{number} articles are"
    return (f"{articles} counted and not shown, as their outlets allow nothing: {_listed(rows)}.",)


def _listed(rows: Sequence[dict[str, Any]]) -> str:
    more = f" and {len(rows) - _MOST_NAMES} more" if len(rows) > _MOST_NAMES else ""
    return ", ".join(f"{row['source']} ({row['n_articles']})" for row in rows[:_MOST_NAMES]) + more


def _claims(con: duckdb.DuckDBPyConnection, week: dict[str, Any]) -> tuple[ClaimRow, ...]:
    rows = _rows(con, "digest_claims", week)
    return tuple(ClaimRow(**{**row, "why_not": tuple(row["why_not"])}) for row in rows)


def _past(row: dict[str, Any]) -> PastPay:
    return PastPay(**{**row, "claim_ids": tuple(row["claim_ids"])})


def _rows(con: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    con.execute((_QUERIES / f"{name}.sql").read_text(encoding="utf-8"), parameters)
    columns = [column[0] for column in con.description or ()]
    return [_aware(dict(zip(columns, row, strict=True))) for row in con.fetchall()]


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace(tzinfo=timezone.utc) if isinstance(value, datetime) and value.tzinfo is None else value
        for name, value in row.items()
    }


def _utc(when: datetime) -> datetime:
    return when.astimezone(timezone.utc).replace(tzinfo=None)


def number_of(snapshot: Path) -> str:
    """Return the number of a snapshot, or of the newest where a copy of it was given; "" when there is none."""
    if _NUMBERED.fullmatch(snapshot.stem):
        return str(int(snapshot.stem.split("-")[1]))
    numbered = sorted((snapshot.parent / "snapshots").glob("laborwire-*.duckdb"))
    return str(int(numbered[-1].stem.split("-")[1])) if numbered else ""


def _some(lines: Sequence[str]) -> tuple[str, ...]:
    if len(lines) <= _MOST_LINES:
        return tuple(lines)
    return (*lines[:_MOST_LINES], f"and {len(lines) - _MOST_LINES} more")


def _names(con: duckdb.DuckDBPyConnection, week: str) -> tuple[str, ...]:
    """Return which new names wait for a person, in a sentence; () when none does: their pay has no platform."""
    names = [" ".join(row["name"].split())[:_LONGEST_NAME] for row in _rows(con, "digest_names", {"week": week})]
    if not names:
        return ()
    said = ", ".join(names[:_MOST_NAMES])
    said += f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return (
        f"Names in this week's articles that may be platforms and are not known: {said}; "
        f"accept or reject them with laborwire gazetteer proposals --week {week}.",
    )


def _missed(row: dict[str, Any]) -> str:
    problem = " ".join(row["problem"].split())
    if len(problem) > _LONGEST_PROBLEM:
        problem = problem[: _LONGEST_PROBLEM - 1] + "…"
    if not row["nights"]:
        return f"{row['source']}: {problem}"
    return f"{row['source']} could not be read whole in {_nights(row['nights'])}: {problem}"


def _nights(number: int) -> str:
    return "1 night" if number == 1 else f"{number} nights"


def _correction(row: dict[str, Any]) -> str:
    headline = row["headline"] or "(no title)"
    if row["what"] == "withdrawn":
        return f"{row['outlet']} withdrew “{headline}”; its figures are no longer counted."
    return f"{row['outlet']} corrected “{headline}”: {_said(row['before'])} became {_said(row['after'])}."


def owed_line(one: Owed) -> str:
    """Return a correction of our own in words."""
    now = f"we read it as {one.after} now" if one.after else "we no longer take it for pay"
    if one.after == one.before:
        now = "we corrected that since, but it stands after all"
    return f"Our digest of {one.week} had {one.before}, from “{one.headline or '(no title)'}” ({one.outlet}); {now}."


def _said(figures: Sequence[str] | None) -> str:
    return ", ".join(figures) if figures else "no pay figure"
