"""How far a probability keeps its word: of what it gives seven in ten to, are seven in ten so?

In: probabilities and whether each came true. Out: one row for each tenth of the scale (a reliability table, Murphy and
Winkler 1977), as Markdown or as a picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TENTHS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenth:
    """What was given a probability within one tenth of the scale."""

    mean: float
    """The mean of the probabilities."""
    share: float
    """The share that came true."""
    n: int


def reliability(chances: Sequence[float], came_true: Sequence[bool]) -> list[Tenth]:
    """Return the tenths of the scale that hold anything, from the lowest."""
    tenths: list[list[tuple[float, bool]]] = [[] for _ in range(TENTHS)]
    for chance, true in zip(chances, came_true, strict=True):
        tenths[min(TENTHS - 1, int(chance * TENTHS))].append((chance, true))
    return [
        Tenth(
            mean=sum(chance for chance, _ in tenth) / len(tenth),
            share=sum(true for _, true in tenth) / len(tenth),
            n=len(tenth),
        )
        for tenth in tenths
        if tenth
    ]


def markdown_of(tenths: Sequence[Tenth], *, mean: str, share: str, n: str) -> str:
    """Return the table; the other arguments are its headings."""
    rows = [f"| {tenth.mean:.2f} | {tenth.share:.2f} | {tenth.n} |" for tenth in tenths]
    return "\n".join([f"| {mean} | {share} | {n} |", "|---:|---:|---:|", *rows])


def draw_reliability(tenths: Sequence[Tenth], path: Path, *, mean: str, share: str, n: str) -> None:
    """Draw the table as a small PNG; on the dashed line a probability keeps its word."""
    import altair as alt
    import pyarrow as pa

    points = pa.table(
        {
            "mean": [tenth.mean for tenth in tenths],
            "share": [tenth.share for tenth in tenths],
            "n": [tenth.n for tenth in tenths],
        }
    )
    x = alt.X("mean:Q", title=mean, scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("share:Q", title=share, scale=alt.Scale(domain=[0, 1]))
    size = alt.Size("n:Q", title=n, scale=alt.Scale(range=[30, 400]))
    ideal = alt.Chart(pa.table({"mean": [0.0, 1.0], "share": [0.0, 1.0]})).mark_line(color="#999", strokeDash=[4, 4])
    found = alt.Chart(points).mark_circle(color="#1f5fa8", opacity=1)
    chart = (ideal.encode(x=x, y=y) + found.encode(x=x, y=y, size=size)).properties(width=300, height=300)
    path.parent.mkdir(parents=True, exist_ok=True)
    chart.save(str(path))
