"""List the events of a week: what happened or is planned, when, in the words of an article, with its sources.

One line for each story, kind and status, however many outlets tell of it; the outlet that reports on its own and may be
quoted comes first. A sentence is copied, at most 40 words of it, around the words that state the event; where a story
of the page has it already the line points there; where an outlet allows no quotes, or only one, its headline stands.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from pipeline.publish.model import CitedSentence, EventLine
from pipeline.publish.ranking import Claims
from pipeline.publish.rows import ArticleRow, EventRow
from pipeline.publish.sentences import Pick, cited, shown_part
from pipeline.quoting import QUOTE_WORDS

EVENT_WORDS = {
    "strike": "Strike",
    "lawsuit": "Lawsuit",
    "agreement": "Agreement",
    "law": "Law",
    "union_vote": "Union vote",
    "layoff": "Layoffs",
    "platform_launch": "Platform opens",
    "platform_shutdown": "Platform closes",
    "project_start": "Project begins",
    "project_end": "Project ends",
}
"""The types of events in the order of the page, and the words for them."""

MOST_EVENTS = 16
_MOST_SOURCES = 5
_LEAD_CHARACTERS = 700
"""What an article is about is told in its first paragraphs."""


def event_lines(
    events: Iterable[EventRow],
    articles: Mapping[str, ArticleRow],
    claims: Claims,
    *,
    picks: Mapping[int, Sequence[Pick]],
    cite: Callable[[str], int],
) -> tuple[tuple[EventLine, ...], set[str]]:
    """Return the lines in the order of the page, and the ids of the pay claims that their sentences show.

    Args:
        picks: what the stories of the page quote, by their number.
    """
    groups: dict[tuple[str, str, str], list[EventRow]] = defaultdict(list)
    for event in events:
        row = articles.get(event.article_id)
        if row is not None:
            groups[row.story_id, event.type, event.status].append(event)
    told = [sorted(group, key=lambda event: _order(event, articles)) for group in groups.values()]
    types = list(EVENT_WORDS)
    told.sort(
        key=lambda group: (
            articles[group[0].article_id].source_class == "republisher",
            types.index(group[0].type),
            group[0].status != "happened",
            group[0].date_first or date.max,
            group[0].event_id,
        )
    )
    chosen = told[:MOST_EVENTS]
    chosen.sort(key=lambda group: (types.index(group[0].type), group[0].status != "happened"))
    lines, shown = [], set()
    for group in chosen:
        line, used = _line(group, articles, claims, picks, cite)
        lines.append(line)
        shown |= used
    return tuple(lines), shown


def leading_event(events: Iterable[EventRow], shown: ArticleRow) -> str:
    """Return the words for the event that opens an article; "" when none does."""
    of_it = [event for event in events if event.article_id == shown.article_id and event.start < _LEAD_CHARACTERS]
    return EVENT_WORDS[min(of_it, key=lambda event: event.start).type] if of_it else ""


def days_in_words(first: date | None, last: date | None) -> str:
    """Return the days on which something may have happened; "" when they are unknown.

    >>> days_in_words(date(2026, 3, 1), date(2026, 3, 31))
    'March 2026'
    """
    if first is None or last is None:
        return ""
    if first == last:
        return f"{first:%-d %B %Y}"
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B %Y}"
        if (first.month, last.month, first.year) == (1, 12, last.year):
            return f"{first:%Y}"
    return f"{first:%-d %B %Y} to {last:%-d %B %Y}"


def _order(event: EventRow, articles: Mapping[str, ArticleRow]) -> tuple[object, ...]:
    row = articles[event.article_id]
    return (
        row.source_class == "republisher",
        not row.vouches(),
        not row.is_read_with_ease(),
        row.rights in {"none", "headline_only", "excerpt"},
        event.date_first is None,
        row.published,
        event.event_id,
    )


def _line(
    group: Sequence[EventRow],
    articles: Mapping[str, ArticleRow],
    claims: Claims,
    picks: Mapping[int, Sequence[Pick]],
    cite: Callable[[str], int],
) -> tuple[EventLine, set[str]]:
    event = group[0]
    row = articles[event.article_id]
    dated = next((other for other in group if other.date_first is not None), event)
    story = next(
        (number for number, quoted in picks.items() if any(_has(pick, event, row) for pick in quoted)),
        None,
    )
    quote: CitedSentence | None = None
    used: set[str] = set()
    # An outlet that allows an excerpt allows one, and its story may have it.
    if story is None and row.rights not in {"none", "headline_only", "excerpt"}:
        pick = Pick(row=row, start=event.sent_start, end=event.sent_end)
        own = claims.get(row.article_id, ())
        around = (event.start, event.stop)
        start, end = shown_part(pick, own, most_words=QUOTE_WORDS, around=around)
        quote = cited(pick, own, source=cite(row.article_id), most_words=QUOTE_WORDS, around=around)
        used = {
            claim.claim_id
            for claim in own
            if claim.review_status != "rejected" and start <= claim.start and claim.stop <= end
        }
    outlets: dict[str, str] = {}
    for other in group:
        outlets.setdefault(articles[other.article_id].outlet, other.article_id)
    return (
        EventLine(
            kind=EVENT_WORDS[event.type],
            is_planned=event.status == "planned",
            when=days_in_words(dated.date_first, dated.date_last),
            quote=quote,
            story=story,
            headline="" if quote is not None else row.headline or "(no title)",
            language=row.language,
            sources=tuple(cite(article) for article in list(outlets.values())[:_MOST_SOURCES]),
        ),
        used,
    )


def _has(pick: Pick, event: EventRow, row: ArticleRow) -> bool:
    return pick.row.article_id == row.article_id and pick.start <= event.sent_start and event.sent_end <= pick.end
