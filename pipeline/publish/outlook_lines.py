"""Lay out what lies ahead as lines of a digest: who tells of it, its days, and the command that asks for it."""

from collections.abc import Callable, Mapping, Sequence

from pipeline.publish.context_model import FollowUpLine, WatchLine
from pipeline.publish.events import EVENT_WORDS, days_in_words
from pipeline.publish.outlook import AheadRow, ToldOutcome, WatchItem, items_ahead, query_for
from pipeline.publish.ranking import Claims
from pipeline.publish.rows import ArticleRow
from pipeline.publish.sentences import headline_is_unchecked

MOST_AHEAD = 12


class Outlook:
    """What was read of the days to come and of those that earlier digests named."""

    def __init__(
        self,
        ahead: Sequence[AheadRow] = (),
        names: Mapping[str, str] | None = None,
        followed: Sequence[FollowUpLine] = (),
        outcomes: Sequence[ToldOutcome] = (),
    ) -> None:
        self.followed = tuple(followed)
        self.outcomes = tuple(outcomes)
        self._names = names or {}
        self._items = items_ahead(ahead)

    def lines(
        self,
        articles: Mapping[str, ArticleRow],
        claims: Claims,
        *,
        stories: Mapping[str, int],
        cite: Callable[[str], int],
    ) -> tuple[tuple[WatchLine, ...], tuple[WatchItem, ...], int]:
        """Return the lines, their items, and how many more items there are.

        Args:
            articles: those of the week.
            claims: their pay claims.
            stories: the numbers of the stories that are on the page.
        """
        shown = [(item, row) for item, row in self._items if row.article_id in articles]
        lines = []
        for item, row in shown[:MOST_AHEAD]:
            report = articles[row.article_id]
            named = tuple(self._names[entity] for entity in item.entities if entity in self._names)
            lines.append(
                WatchLine(
                    kind=EVENT_WORDS[item.type],
                    is_threat=item.status == "threatened",
                    when=days_in_words(item.date_first, item.date_last),
                    names=named,
                    headline=report.headline or "(no title)",
                    headline_unchecked=headline_is_unchecked(report.headline, claims.get(report.article_id, ())),
                    language=report.language,
                    story=stories.get(row.story_id),
                    source=cite(report.article_id),
                    query=query_for(item, named),
                )
            )
        items = tuple(item for item, _ in shown[:MOST_AHEAD])
        return tuple(lines), items, max(0, len(shown) - MOST_AHEAD)
