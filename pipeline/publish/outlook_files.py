"""Keep with each digest what it said to watch and what it told of earlier items, so that later digests follow up.

Files beside the digest: `watch.jsonl` has a line for each item that any issue of it listed, `outcomes.jsonl` one for
each outcome that it told. They hold ids, types and days, no words of an article. A digest reads those of earlier weeks
alone, so that one which is made again says the same.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timezone
from pathlib import Path

import duckdb

from pipeline.codec import read_jsonl, write_jsonl
from pipeline.errors import WarehouseError
from pipeline.places import Places
from pipeline.publish.background import linked_reports, query_rows
from pipeline.publish.context_model import FollowUpLine
from pipeline.publish.outlook import FOLLOWED, AheadRow, SinceRow, ToldOutcome, Watched, WatchItem, follow_ups
from pipeline.warehouse.showing import hide_unshown

_WATCH = "watch.jsonl"
_OUTCOMES = "outcomes.jsonl"


def watched_before(places: Places, week: str) -> Watched:
    """Return what the digests of the weeks before one said to watch, and what they told of it.

    Raises:
        ArchiveError: a record is damaged; names file and line.
    """
    folders = [folder for folder in sorted(places.digests.glob("????-W??")) if folder.name < week]
    return Watched(
        items=tuple((folder.name, item) for folder in folders for item in read_jsonl(WatchItem, folder / _WATCH)),
        told=tuple(one for folder in folders for one in read_jsonl(ToldOutcome, folder / _OUTCOMES)),
    )


def record_outlook(folder: Path, items: Iterable[WatchItem], outcomes: Iterable[ToldOutcome]) -> None:
    """Write down what the digest in `folder` says to watch and tells, behind what an earlier issue of it said."""
    known = {item.id: item for item in read_jsonl(WatchItem, folder / _WATCH)} | {item.id: item for item in items}
    told = {(one.item, one.outcome): one for one in read_jsonl(ToldOutcome, folder / _OUTCOMES)}
    for one in outcomes:
        told.pop((one.item, one.outcome), None)
        told[one.item, one.outcome] = one
    if known:
        write_jsonl(folder / _WATCH, known.values())
    if told:
        write_jsonl(folder / _OUTCOMES, told.values())


def read_outlook(
    snapshot: Path, watched: Watched, *, first: datetime, after: datetime
) -> tuple[tuple[AheadRow, ...], dict[str, str], tuple[FollowUpLine, ...], tuple[ToldOutcome, ...]]:
    """Return what lies ahead, the names of all entities in it, and what became of earlier items.

    Args:
        first: first moment of the week.
        after: first moment of the next one.

    Raises:
        WarehouseError: the snapshot cannot be read.
    """
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            con.execute("SET TimeZone = 'UTC'")
            hide_unshown(con)
            asked = {"first": _naive(first), "after": _naive(after)}
            ahead = tuple(AheadRow(**row) for row in query_rows(con, "context_ahead", asked))
            open_items = [
                (week, item)
                for week, item in watched.items
                if item.date_first < after.date() <= item.date_last + FOLLOWED
            ]
            names = {row["id"]: row["name"] for row in query_rows(con, "context_names", {})}
            if not open_items:
                return ahead, names, (), ()
            since = _since(con, min(item.date_first for _, item in open_items), after)
            articles = sorted({item.article for _, item in open_items})
            affairs = query_rows(con, "context_affairs", {"articles": articles})
            reports = linked_reports(con, [*articles, *(row.article_id for row in since if row.type)])
            lines, outcomes = follow_ups(
                Watched(items=tuple(open_items), told=watched.told),
                since,
                affairs={row["article_id"]: row["affair"] for row in affairs},
                names=names,
                reports=reports,
                after=after.date(),
            )
    except duckdb.Error as err:
        raise WarehouseError(str(snapshot), f"what lies ahead cannot be read: {str(err).splitlines()[0]}") from err
    return ahead, names, lines, outcomes


def _since(con: duckdb.DuckDBPyConnection, day: date, after: datetime) -> Sequence[SinceRow]:
    # What is called off is called off before its day.
    since = datetime.combine(day, time(), tzinfo=timezone.utc) - FOLLOWED
    asked = {"since": _naive(since), "after": _naive(after)}
    return [SinceRow(**row) for row in query_rows(con, "context_since", asked)]


def _naive(when: datetime) -> datetime:
    return when.astimezone(timezone.utc).replace(tzinfo=None)
