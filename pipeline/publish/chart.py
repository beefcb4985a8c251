"""Draw pay over time as SVG: step lines, labelled at their ends, zero-based, readable in light and dark.

In: points of at most four platforms. Out: an SVG whose colours are CSS variables of the page, with a
one-sentence label; None when no platform has two points, because a line through one point says nothing.
Altair and vl-convert draw it: no browser, no network.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from pipeline.publish.model import ChartPoint, WageLine

MAX_SERIES = 4
_WIDE, _NARROW = 632, 302
# A payer that is no platform we know may have a name as long as a sentence; the table has it in full.
_LONGEST_NAME = 28
_SERIES = ("var(--series-1)", "var(--series-2)", "var(--series-3)", "var(--series-4)")

_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")
PAPER = {
    "paper": "#fbfaf7",
    "panel": "#ffffff",
    "ink": "#1a1c20",
    "muted": "#5c616b",
    "line": "#e2dfd8",
    "accent": "#0b5d4f",
    "wash": "#e3f1ee",
    "mark": "#fff0b8",
    "down": "#a3341f",
    "up": "#1c6b3a",
    "warn": "#7a4b00",
    "warn-bg": "#fdf1dc",
    "series-1": "#0b5d4f",
    "series-2": "#b5482a",
    "series-3": "#3b5ba9",
    "series-4": "#8a6d00",
}
"""The page's colours by day, where variables are not understood."""


def on_paper(text: str) -> str:
    """Return a style or drawing with the page's colours by day in place of their variables."""
    return _VARIABLE.sub(lambda found: PAPER[found[1]], text)


def drawable(points: Sequence[ChartPoint]) -> tuple[ChartPoint, ...]:
    """Return the points of the platforms that can be drawn: at least two days each, the four with most points."""
    days: dict[str, set[date]] = defaultdict(set)
    for point in points:
        days[point.platform].add(point.day)
    chosen = sorted((name for name in days if len(days[name]) >= 2), key=lambda name: (-len(days[name]), name))
    return tuple(point for point in points if point.platform in chosen[:MAX_SERIES])


def chart_label(points: Sequence[ChartPoint], wages: Sequence[WageLine] = ()) -> str:
    """Return one sentence that says what the chart shows."""
    names = sorted({point.platform for point in points})
    first, last = min(point.day for point in points), max(point.day for point in points)
    dotted = ", and dotted the legal minimum wage of " + ", ".join(line.place for line in wages) if wages else ""
    return (
        f"Median stated pay in US dollars an hour for {', '.join(names)}, "
        f"{first:%-d %B %Y} to {last:%-d %B %Y}{dotted}; the table below has the drawn figures."
    )


def wage_words(line: WageLine) -> str:
    """Return a dotted line in words: the law's own rate, what it is in the chart, and whose place it is.

    >>> from pipeline.publish.model import WageStep
    >>> wage_words(WageLine(place="Kenya", stated="17.50 KES an hour", since=date(2026, 1, 1), assumes_hours=False,
    ...     is_converted=True, claims=(("Moro", 2, 3),), segments=((WageStep(day=date(2026, 1, 5), usd_per_hour=0.14),
    ...     WageStep(day=date(2026, 2, 5), usd_per_hour=0.14)),)))
    'Dotted: the legal minimum wage of Kenya, 17.50 KES an hour since 1 January 2026, here $0.14 an hour, converted; \
2 of 3 claims of Moro state the place. It does not say whether the law covers this work.'
    """
    drawn = sorted({round(step.usd_per_hour, 2) for segment in line.segments for step in segment})
    here = " to ".join(dict.fromkeys(f"${usd:,.2f}" for usd in (drawn[0], drawn[-1])))
    how = [*(["converted"] if line.is_converted else []), *(["full-time hours assumed"] if line.assumes_hours else [])]
    since = f" since {line.since:%-d %B %Y}" if line.since else ""
    whose = ", ".join(f"{known} of {every} claims of {name}" for name, known, every in line.claims)
    return (
        f"Dotted: the legal minimum wage of {line.place}, {line.stated}{since}, "
        f"here {', '.join([f'{here} an hour', *how])}; {whose} state the place. "
        "It does not say whether the law covers this work."
    )


def draw_chart(
    points: Sequence[ChartPoint], *, until: date, narrow: bool = False, wages: Sequence[WageLine] = ()
) -> str | None:
    """Return the chart as SVG.

    Args:
        wages: legal minimum wages, drawn as dotted lines.
        until: the last line ends here: a rate holds until a new claim.
        narrow: the drawing for phones, whose text stays 12 px.
    """
    shown = drawable(points)
    if not shown:
        return None
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(_drawing(shown, until, narrow=narrow, wages=wages), allowed_base_urls=[])
    return _labelled(svg, chart_label(shown, wages))


def chart_png(points: Sequence[ChartPoint], *, until: date, wages: Sequence[WageLine] = ()) -> bytes | None:
    """Return the chart as a PNG of twice its size, in the colours of paper, for mail programs that show no SVG."""
    shown = drawable(points)
    if not shown:
        return None
    import vl_convert

    drawing = on_paper(_drawing(shown, until, wages=wages, background="var(--paper)"))
    png: bytes = vl_convert.vegalite_to_png(drawing, scale=2, allowed_base_urls=[])
    return png


def _drawing(
    shown: Sequence[ChartPoint],
    until: date,
    *,
    wages: Sequence[WageLine],
    narrow: bool = False,
    background: str = "transparent",
) -> str:
    """Return the chart as Vega-Lite."""
    import altair as alt

    width = _NARROW if narrow else _WIDE
    names = sorted({point.platform for point in shown})
    rows = [
        {"platform": point.platform, "day": point.day.isoformat(), "usd": point.usd_per_hour, "claim": True}
        for point in shown
    ]
    ends = []
    for name in names:
        last = max((point for point in shown if point.platform == name), key=lambda point: point.day)
        end = {"platform": name, "day": until.isoformat(), "usd": last.usd_per_hour, "claim": False}
        rows.append(end)
        ends.append({**end, "label": _end_label(name, names, last.usd_per_hour)})
    colour = alt.Color("platform:N", scale=alt.Scale(domain=names, range=list(_SERIES[: len(names)])), legend=None)
    span = until - min(point.day for point in shown)
    axis = alt.Axis(
        format="%-d %b" if span.days < 120 else "%b %y",
        tickCount=4 if narrow else 5,
        grid=False,
        labelOverlap=True,
        labelSeparation=8,
    )
    day = alt.X("day:T", title=None, axis=axis)
    dotted = _dotted(wages)
    top = max([*(point.usd_per_hour for point in shown), *(float(str(row["usd"])) for row in dotted)])
    usd = alt.Y(
        "usd:Q",
        title=None,
        scale=alt.Scale(domain=[0, top * 1.1], nice=True),
        axis=alt.Axis(format="$,.0f", tickCount=4, domain=False, ticks=False),
    )
    base = alt.Chart(alt.InlineData(values=rows))
    lines = base.mark_line(interpolate="step-after", strokeWidth=2).encode(x=day, y=usd, color=colour)
    dots = base.transform_filter("datum.claim").mark_circle(size=36, opacity=1).encode(x=day, y=usd, color=colour)
    floors = alt.Chart(alt.InlineData(values=dotted))
    rule = floors.mark_line(interpolate="step-after", strokeWidth=1.5, strokeDash=[2, 3], stroke="var(--muted)")
    rule = rule.encode(x=day, y=usd, detail="segment:N")
    above = floors.transform_filter("datum.label !== ''")
    above_rims = above.mark_text(align="left", dx=2, dy=-9, fill="var(--paper)", stroke="var(--paper)", strokeWidth=4)
    above_rims = above_rims.encode(x=day, y=usd, text="label:N")
    above_text = above.mark_text(align="left", dx=2, dy=-9, fill="var(--muted)").encode(x=day, y=usd, text="label:N")
    named = alt.Chart(alt.InlineData(values=_apart(ends, gap=top * 1.1 * 0.09)))
    height = alt.Y("label_usd:Q")
    # A rim of paper keeps a label readable where a line crosses it.
    rims = named.mark_text(fill="var(--paper)", stroke="var(--paper)", strokeWidth=4)
    rims = rims.encode(x=day, y=height, text="label:N")
    labels = named.mark_text().encode(x=day, y=height, text="label:N", color=colour)
    # Measured widths differ between fonts: room for the longest label at 7.4 px a character in bold 12 px.
    # On a phone there is none beside the lines: the labels stand above their ends.
    room = 12 if narrow else round(7.4 * max(len(str(end["label"])) for end in ends)) + 10
    padding = {"left": 44, "right": room, "top": 10, "bottom": 26}
    chart = (
        alt.layer(*([rule] if dotted else []), lines, dots, *([above_rims, above_text] if dotted else []), rims, labels)
        .properties(width=width - room, height=190, background=background, autosize="none", padding=padding)
        # First of all, since it replaces the configuration. The drawing has one label of its own; one for each
        # mark would be most of the file.
        .configure(font="system-ui, sans-serif", aria=False)
        .configure_view(stroke=None)
        .configure_axis(labelColor="var(--muted)", gridColor="var(--line)", domainColor="var(--line)", labelFontSize=12)
        .configure_text(
            align="right" if narrow else "left",
            dx=-2 if narrow else 6,
            dy=-9 if narrow else 0,
            fontSize=12,
            fontWeight="bold",
            font="system-ui, sans-serif",
        )
    )
    drawing: str = chart.to_json()
    return drawing


def _dotted(wages: Sequence[WageLine]) -> list[dict[str, object]]:
    """Return the points of the dotted lines; the first of each place has its label."""
    rows: list[dict[str, object]] = []
    for line in wages:
        place = line.place if len(line.place) <= _LONGEST_NAME else line.place[: _LONGEST_NAME - 1] + "…"
        for number, segment in enumerate(line.segments):
            for step, one in enumerate(segment):
                label = f"legal minimum, {place}" if number == step == 0 else ""
                key = f"{line.place} {number}"
                rows.append({"segment": key, "day": one.day.isoformat(), "usd": one.usd_per_hour, "label": label})
    return rows


def _end_label(name: str, names: Sequence[str], usd: float) -> str:
    """Return "Orchardloop $112"; the role stays where one platform has several lines."""
    platform = name.split(", ")[0]
    alone = sum(other.split(", ")[0] == platform for other in names) == 1
    shown = platform if alone else name
    if len(shown) > _LONGEST_NAME:
        shown = shown[: _LONGEST_NAME - 1] + "…"
    return f"{shown} ${usd:,.0f}" if usd == int(usd) else f"{shown} ${usd:,.2f}"


def _apart(ends: list[dict[str, object]], *, gap: float) -> list[dict[str, object]]:
    """Return the end labels moved apart, so that none covers another."""
    placed: list[dict[str, object]] = []
    floor = float("-inf")
    for end in sorted(ends, key=lambda row: (float(str(row["usd"])), str(row["platform"]))):
        height = max(float(str(end["usd"])), floor + gap)
        floor = height
        placed.append({**end, "label_usd": height})
    return placed


def _labelled(svg: str, label: str) -> str:
    from markupsafe import escape

    head, _, rest = svg.partition(">")
    return f'{head} role="img" aria-label="{escape(label)}">{rest}'
