"""Lay out as Markdown what stands around a story, what lies ahead, and what became of earlier items."""

from collections.abc import Callable, Sequence

from pipeline.publish.context_model import FollowUpLine, LinkedReport, NewFigure, StoryContext, WatchLine
from pipeline.publish.context_words import (
    AHEAD_TITLE,
    NO_EARLIER,
    ahead_head,
    followed_head,
    names_line,
    new_names_line,
    points_line,
)
from pipeline.publish.model import Digest

Escape = Callable[[str], str]
Link = Callable[[str, str], str]
"""Name and address to a link."""
Marks = Callable[[Sequence[int]], str]


class ContextMarkdown:
    """Lays out with the escaping and the links of the whole."""

    def __init__(self, escape: Escape, link: Link, marks: Marks) -> None:
        self._escape, self._link, self._marks = escape, link, marks

    def of_story(self, context: StoryContext | None, *, is_lead: bool) -> list[str]:
        """Return the lines below a story; [] when nothing is known around it."""
        if context is None:
            return []
        lines = []
        for one in context.earlier:
            lines.append(f"- Earlier: {self._report(one.report)}: {self._escape(one.why)}.")
        if not context.earlier:
            lines.append(f"- Earlier: {NO_EARLIER}.")
        new = [*map(self._figure, context.new_figures)]
        new += [f"{context.more_figures} more figures"] if context.more_figures else []
        new += [self._escape(new_names_line(context))] if context.new_names else []
        if context.earlier:
            lines.append(
                f"- New against {'it' if len(context.earlier) == 1 else 'these'}: {'; '.join(new) or 'nothing'}."
            )
        lacks = [f"{self._escape(lack.text)} {self._marks(lack.sources)}".rstrip() for lack in context.lacks]
        if lacks:
            lines.append(f"- Not in the archive: {'; '.join(lacks)}.")
        if context.named:
            lines.append(f"- Names: {self._escape(names_line(context))}.")
        lines.append(f"- {self._escape(points_line(context, is_lead=is_lead))}.")
        return [*lines, ""]

    def outlook(self, digest: Digest) -> list[str]:
        """Return the section on what lies ahead; [] when there is nothing in it."""
        lines = [*map(self._followed, digest.followed), *map(self._ahead, digest.ahead)]
        lines += [f"- and {digest.more_ahead} more"] if digest.more_ahead else []
        return [f"## {AHEAD_TITLE}", "", *lines, ""] if lines else []

    def _report(self, report: LinkedReport) -> str:
        unchecked = " (figure not checked)" if report.is_unchecked else ""
        day = f"{report.published:%Y-%m-%d}" if report.published else "no date stated"
        return (
            f"{self._link(report.headline, report.url)}{unchecked}, {self._escape(report.outlet)}, {day} "
            f"(story `{report.story_id}`)"
        )

    def _figure(self, figure: NewFigure) -> str:
        bold = "**" if figure.checked and figure.stated.amount else ""
        amount = f"{bold}{self._escape(figure.stated.amount)}{bold}"
        stated = f"{self._escape(figure.stated.bound)}{amount}{self._escape(figure.stated.unit)}"
        note = f" ({self._escape(figure.note)})" if figure.note else ""
        return f"{self._escape(figure.platform)} {stated}{note} {self._marks((figure.source,))}"

    def _ahead(self, line: WatchLine) -> str:
        unchecked = " (figure not checked)" if line.headline_unchecked else ""
        story = f", [its story](#story-{line.story})" if line.story else ""
        return (
            f"- **{self._escape(ahead_head(line))}**: {self._escape(line.headline)}{unchecked}{story} "
            f"{self._marks((line.source,))} `{line.query}`"
        )

    def _followed(self, line: FollowUpLine) -> str:
        report = f": {self._report(line.report)}" if line.report is not None else ""
        return (
            f"- {self._escape(followed_head(line))}, which {self._report(line.told)} announced: **{line.outcome}** "
            f"({self._escape(line.why)}{report}). `{line.query}`"
        )
