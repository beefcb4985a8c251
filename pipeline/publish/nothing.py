"""Say which sources, countries and languages brought nothing in a week, and why; short however many there are."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.optouts import WORDS

_WHYS = ("dead", "blocked by robots.txt", "opted out", "never asked", "quiet")
"""In the order in which they are told: what a person can do something about first."""
_OPT_OUTS: Mapping[str, str] = {str(kind): words for kind, words in WORDS.items()}
_EXPLAINED = frozenset({"dead", "blocked by robots.txt", "opted out"})
_MOST_NAMES = 8
_MOST_PLACES = 12
_LONGEST_DETAIL = 100


def nothing_lines(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return up to three sentences about the week; () when every source brought something.

    Args:
        rows: of `queries/digest_nothing.sql`, one for each source that is on.
    """
    silent: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["why"] is not None:
            silent[row["why"]].append(row)
    if not silent:
        return ()
    if not any(row["n_asked"] for row in rows):
        return ("No source was asked in this week.",)
    parts = [f"{why}: {_names(silent[why], why)}" for why in _WHYS if silent[why]]
    number = sum(map(len, silent.values()))
    lines = [f"Nothing to show from {number} of {len(rows)} sources: {'; '.join(parts)}."]
    lines += _empty(rows, "country", "countries")
    lines += _empty(rows, "languages", "languages")
    return tuple(lines)


def _names(rows: Sequence[Mapping[str, Any]], why: str) -> str:
    told = []
    for row in rows[:_MOST_NAMES]:
        detail = " ".join((row["detail"] or "").split())
        if why == "opted out":
            detail = ", ".join(_OPT_OUTS.get(word, word) for word in detail.split(", "))
        if len(detail) > _LONGEST_DETAIL:
            detail = detail[: _LONGEST_DETAIL - 1] + "…"
        told.append(f"{row['name']} ({detail})" if detail and why in _EXPLAINED else str(row["name"]))
    more = len(rows) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _empty(rows: Sequence[Mapping[str, Any]], column: str, words: str) -> list[str]:
    """Return a sentence about the countries or languages all of whose sources brought nothing."""
    whys: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        values = [row[column]] if isinstance(row[column], str) else row[column]
        for value in values:
            whys[value][row["why"] or ""] += 1
    empty = [(value, reasons) for value, reasons in sorted(whys.items()) if value and not reasons[""]]
    if not empty:
        return []
    told = [
        f"{value} ({', '.join(f'{why} {reasons[why]}' for why in _WHYS if reasons[why])})"
        for value, reasons in empty[:_MOST_PLACES]
    ]
    more = f" and {len(empty) - len(told)} more" if len(empty) > len(told) else ""
    return [f"Nothing from all sources of these {words}: {', '.join(told)}{more}."]
