"""Count claims by what they pay an hour, in round steps, for one kind of work: kinds are never mixed.

In: numbers of claims by whole US dollars and role class. Out: bars, and in words what they leave out.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
_MOST_BARS = 16
# Beyond this share of the claims the scale ends: one yearly bonus would squeeze all others into one bar.
_ON_SCALE = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Claims from `low` up to, and without, `high` US dollars an hour."""

    low: int
    high: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Bars of one role class."""

    bars: tuple[Bar, ...]
    """() when there are fewer than two claims to draw."""
    role: str
    n_drawn: int
    says: str
    """What is drawn, and what is not."""


def make_histogram(steps: Sequence[dict[str, Any]], *, n_claims: int) -> Histogram:
    """Return the histogram of the role class with most claims.

    Args:
        steps: rows of role, usd (whole dollars) and n.
        n_claims: all claims that match, drawn or not.
    """
    by_role: Counter[str] = Counter()
    for row in steps:
        by_role[row["role"]] += row["n"]
    if not n_claims:
        return Histogram(bars=(), role="", n_drawn=0, says="")
    if not by_role or max(by_role.values()) < 2:
        says = "Fewer than two of these claims are single hourly figures or ranges, so nothing is drawn."
        return Histogram(bars=(), role="", n_drawn=0, says=says)
    role = sorted(by_role, key=lambda name: (-by_role[name], name))[0]
    own = sorted((row["usd"], row["n"]) for row in steps if row["role"] == role)
    bars = _bars(own)
    n_drawn = sum(bar.n for bar in bars)
    return Histogram(bars=bars, role=role, n_drawn=n_drawn, says=_says(by_role, role, n_drawn, n_claims, bars[-1].high))


def _bars(counts: Sequence[tuple[int, int]]) -> tuple[Bar, ...]:
    total = sum(n for _, n in counts)
    seen, top = 0, counts[-1][0]
    for usd, n in counts:
        seen += n
        if seen >= _ON_SCALE * total:
            top = usd
            break
    low = min(counts[0][0], top)
    step = next((step for step in _STEPS if top // step - low // step < _MOST_BARS), _STEPS[-1])
    first, last = low // step, top // step
    numbers = Counter[int]()
    for usd, n in counts:
        if first <= usd // step <= last:
            numbers[usd // step] += n
    last = min(last, first + 2 * _MOST_BARS)
    return tuple(Bar(low=at * step, high=(at + 1) * step, n=numbers[at]) for at in range(first, last + 1))


def _says(by_role: Counter[str], role: str, n_drawn: int, n_claims: int, top: int) -> str:
    what = "claims without a kind of work" if role == "other" else f"claims on {role}"
    parts = []
    if len(by_role) > 1:
        others = sum(n for name, n in by_role.items() if name != role)
        parts.append(f"{others:,} on other kinds of work, which are never mixed: choose a role")
    if beyond := by_role[role] - n_drawn:
        parts.append(f"{beyond:,} above ${top:,}")
    if left := n_claims - sum(by_role.values()):
        parts.append(f"{left:,} that are no hourly figure, or a ceiling or floor alone")
    left_out = f" Not drawn: {'; '.join(parts)}." if parts else ""
    return f"US dollars an hour, {n_drawn:,} {what}; a range counts at its middle.{left_out}"
