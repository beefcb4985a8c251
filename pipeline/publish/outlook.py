"""Say what lies ahead, and what became of what earlier digests said to watch.

In: dated events that the week's reports announce or threaten, and what was published since the day of earlier ones.
Out: items with a date and a query, and an outcome for each earlier item, decided from stored records:

- happened: a counted report since the item's first day tells of an event of this type as a fact, in the same story or
  thread (its days, where it has any, meet the item's, or begin within a week after them), or about an entity that takes
  part in both, on a day of the item;
- not seen: a report says that it was called off or did not happen; or its days are over, and reports since then are of
  its story or name its entities, and none tells of it;
- can't tell: its days are over, and no report since then is of its story or names its entities.

An outcome is told once, and again only when it changes within six weeks after the item's days.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.publish.context_model import FollowUpLine, LinkedReport, Outcome
from pipeline.publish.events import EVENT_WORDS, days_in_words
from pipeline.records import record_id

_LATE = timedelta(days=7)
# A report that gives no day of its own counts for so long after the item's days.
_UNDATED = timedelta(days=14)
FOLLOWED = timedelta(weeks=6)
_NO_QUOTES = str.maketrans("", "", "\"'\\$`")
_SOUGHT = {
    "strike": "strike",
    "lawsuit": "lawsuit",
    "agreement": "agreement",
    "law": "law",
    "union_vote": "vote",
    "layoff": "layoffs",
    "platform_launch": "launch",
    "platform_shutdown": "shutdown",
    "project_start": "project",
    "project_end": "project",
}
"""What to search for, by type of event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchItem:
    """An event that a digest said to watch; a line of `watch.jsonl`."""

    id: str
    type: str
    status: str
    """planned or threatened."""
    date_first: date
    date_last: date
    article: str
    """Report that told of it."""
    entities: tuple[str, ...]
    """Entities of the gazetteer that take part in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOutcome:
    """What a digest said of an item; a line of `outcomes.jsonl`."""

    item: str
    outcome: Outcome
    report: str
    """Article that shows it; "" where none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the digests of earlier weeks said to watch, and what became of it."""

    items: tuple[tuple[str, WatchItem], ...] = ()
    """(week, item), the earliest week first."""
    told: tuple[ToldOutcome, ...] = ()
    """In the order of the weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadRow:
    """A dated event that lies after the week, as `queries/context_ahead.sql` gives it."""

    event_id: str
    article_id: str
    story_id: str
    type: str
    status: str
    date_first: date
    date_last: date
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceRow:
    """A report, or an event that it tells of, as `queries/context_since.sql` gives it."""

    article_id: str
    published: datetime
    affair: str
    """Its thread, or else its story."""
    type: str | None
    """None for the report itself."""
    status: str | None
    date_first: date | None
    date_last: date | None
    entities: tuple[str, ...]
    """Those that take part in the event; for a report those that it names."""


def items_ahead(rows: Sequence[AheadRow]) -> list[tuple[WatchItem, AheadRow]]:
    """Return what to watch, the nearest day first: each event of a story once, whoever tells of it."""
    groups: defaultdict[tuple[object, ...], list[AheadRow]] = defaultdict(list)
    for row in rows:
        groups[row.story_id, row.type, row.date_first, row.date_last].append(row)
    items = []
    for group in groups.values():
        row = group[0]
        item = WatchItem(
            id=record_id("e", "watch", row.article_id, row.type, str(row.date_first), str(row.date_last)),
            type=row.type,
            status="planned" if any(one.status == "planned" for one in group) else row.status,
            date_first=row.date_first,
            date_last=row.date_last,
            article=row.article_id,
            entities=tuple(sorted({entity for one in group for entity in one.entities})),
        )
        items.append((item, row))
    return sorted(items, key=lambda pair: (pair[0].date_first, pair[0].date_last, pair[0].id))


def query_for(item: WatchItem, names: Sequence[str]) -> str:
    """Return the command that asks for what came of an item.

    >>> query_for(WatchItem(id="e1", type="strike", status="planned", date_first=date(2026, 12, 1),
    ...     date_last=date(2026, 12, 1), article="a1", entities=("moro",)), ["Moro Data"])
    'laborwire search \\'"Moro Data" strike\\' --since 2026-12-01'
    """
    words = [f'"{name.translate(_NO_QUOTES)}"' for name in names[:1]]
    return f"laborwire search '{' '.join([*words, _SOUGHT[item.type]])}' --since {item.date_first.isoformat()}"


def follow_ups(
    watched: Watched,
    since: Sequence[SinceRow],
    *,
    affairs: Mapping[str, str],
    names: Mapping[str, str],
    reports: Mapping[str, tuple[LinkedReport, datetime]],
    after: date,
) -> tuple[tuple[FollowUpLine, ...], tuple[ToldOutcome, ...]]:
    """Return what became of the items that earlier digests said to watch, where there is something new to say.

    Args:
        since: what was published since the first day of any of them, up to the end of the week.
        affairs: article to the thread or story in which it stands today; one that is gone is missing.
        names: entity to its name.
        reports: the articles that may be linked to, with the time of each.
        after: the day after the week.
    """
    told = {one.item: one for one in watched.told}
    lines: list[FollowUpLine] = []
    outcomes: list[ToldOutcome] = []
    seen: set[tuple[object, ...]] = set()
    for week, item in watched.items:
        affair = affairs.get(item.article)
        key = (affair, item.type, item.date_first, item.date_last)
        if affair is None or item.article not in reports or key in seen:
            continue
        seen.add(key)
        before = told.get(item.id)
        is_settled = before is not None and before.outcome == "happened"
        if item.date_first >= after or is_settled or after > item.date_last + FOLLOWED:
            continue
        told_by, told_at = reports[item.article]
        found = _outcome(item, affair, since, names, told_at=told_at, after=after)
        if found is None:
            continue
        outcome, why, report = found
        if before is not None and before.outcome == outcome:
            continue
        named = tuple(names[entity] for entity in item.entities if entity in names)
        outcomes.append(ToldOutcome(item=item.id, outcome=outcome, report=report))
        lines.append(
            FollowUpLine(
                kind=EVENT_WORDS[item.type],
                when=days_in_words(item.date_first, item.date_last),
                names=named,
                week=week,
                told=told_by,
                outcome=outcome,
                why=why,
                report=reports[report][0] if report in reports else None,
                query=query_for(item, named),
            )
        )
    return tuple(lines), tuple(outcomes)


def _outcome(
    item: WatchItem,
    affair: str,
    since: Iterable[SinceRow],
    names: Mapping[str, str],
    *,
    told_at: datetime,
    after: date,
) -> tuple[Outcome, str, str] | None:
    """Return what became of an item, why we say so, and the article that shows it; None while its days last."""
    rows = [row for row in since if row.published.date() < after and row.article_id != item.article]
    mine = [row for row in rows if row.affair == affair or set(row.entities) & set(item.entities)]
    events = [row for row in mine if row.type == item.type and _meets(item, row, in_affair=row.affair == affair)]
    for row in events:
        if row.status == "happened" and row.published.date() >= item.date_first:
            return "happened", "a report tells of it as a fact", row.article_id
    for row in events:
        if row.status == "denied" and row.published > told_at:
            return "not seen", "a report says that it was called off or did not happen", row.article_id
    if item.date_last >= after:
        return None
    about = {row.article_id for row in mine if row.type is None and row.published.date() >= item.date_first}
    whose = _whose([names[entity] for entity in item.entities if entity in names])
    if about:
        number = "1 report" if len(about) == 1 else f"{len(about)} reports"
        verb = "is" if len(about) == 1 else "are"
        return "not seen", f"{number} since {verb} {whose}, and none tells of it", ""
    return "can't tell", f"no report since is {whose}", ""


def _meets(item: WatchItem, row: SinceRow, *, in_affair: bool) -> bool:
    if row.date_first is None or row.date_last is None:
        return in_affair and row.published.date() <= item.date_last + _UNDATED
    last = item.date_last + _LATE if in_affair else item.date_last
    return row.date_first <= last and item.date_first <= row.date_last


def _whose(names: Collection[str]) -> str:
    return f"of its story or names {' or '.join(names)}" if names else "of its story"
