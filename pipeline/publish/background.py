"""Read what the archive has around the stories of a week: earlier stories close to them, and all reports of their own.

In: a snapshot and the stories that a digest shows. Out: for each the earlier stories that are linked to it, and the
reports that it is made of. A story is linked where it belongs to the same thread by a link of its own
(`pipeline.relate.threads`), or where an article of it reaches the floor of `pipeline.publish.related`; nothing else is
earlier coverage, however much it looks like it. A story that goes on from earlier weeks is linked to its own first
report. Earlier means published before the story's first article of the week.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import WarehouseError
from pipeline.publish.context_model import EarlierStory, LinkedReport
from pipeline.publish.points import FactRow
from pipeline.publish.rows import ArticleRow
from pipeline.publish.sentences import headline_is_unchecked
from pipeline.warehouse.schema import QUERY_FILES
from pipeline.warehouse.showing import hide_unshown

_MOST_EARLIER = 3
_MOST_NAMED = 4
# Nearest articles looked at per article: most of them are of the week or of one long story.
_MOST_NEAR = 200
_BEGINNING = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A report of a story, as `queries/context_members.sql` gives it."""

    story_id: str
    article_id: str
    published: datetime
    text: str
    language: str | None
    is_cut_off: bool
    is_republished: bool
    is_archived: bool
    """True when the report that its words go back to is in the archive."""
    origin_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What the archive has around one story."""

    earlier: tuple[EarlierStory, ...] = ()
    old: frozenset[str] = frozenset()
    """Figures and names that the earlier stories state (`FactRow.thing`)."""
    members: tuple[MemberRow, ...] = ()
    """Its counted reports up to the end of the week, the earliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintableFigure:
    """An amount that may be printed as it stands."""

    amount_text: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    is_printable: bool = True

    def amounts(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the amounts as stated."""
        return self.amount_min, self.amount_max


def read_background(
    snapshot: Path, stories: Mapping[str, Sequence[ArticleRow]], facts: Iterable[FactRow], *, after: datetime
) -> dict[str, Background]:
    """Return what stands around each story.

    Args:
        stories: story to its articles of the week.
        facts: what the week's articles state and name.
        after: first moment after the week.

    Raises:
        WarehouseError: the snapshot cannot be read.
    """
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            con.execute("SET TimeZone = 'UTC'")
            hide_unshown(con)
            return _Reader(con, stories, facts).read(after)
    except duckdb.Error as err:
        raise WarehouseError(str(snapshot), f"earlier stories cannot be read: {str(err).splitlines()[0]}") from err


def linked_reports(con: duckdb.DuckDBPyConnection, articles: Iterable[str]) -> dict[str, tuple[LinkedReport, datetime]]:
    """Return the articles that may be linked to, with the time of each, by their ids."""
    rows = query_rows(con, "context_reports", {"articles": sorted(set(articles))})
    asked = {"articles": [row["article_id"] for row in rows if headline_is_unchecked(row["headline"], ())]}
    printable: defaultdict[str, list[PrintableFigure]] = defaultdict(list)
    # Judging claims reads the whole warehouse: only for headlines with money.
    for row in query_rows(con, "context_printable", asked) if asked["articles"] else []:
        printable[row.pop("article_id")].append(PrintableFigure(**row))
    return {
        row["article_id"]: (
            LinkedReport(
                story_id=row["story_id"],
                article_id=row["article_id"],
                headline=row["headline"] or "(no title)",
                is_unchecked=headline_is_unchecked(row["headline"], printable[row["article_id"]]),
                outlet=row["outlet"],
                published=None if row["published_is_fallback"] else row["published"].date(),
                url=row["url"],
                language=row["language"],
            ),
            row["published"],
        )
        for row in rows
    }


def query_rows(con: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of `queries/<name>.sql`, times in UTC."""
    con.execute((QUERY_FILES / f"{name}.sql").read_text(encoding="utf-8"), dict(parameters))
    names = [column[0] for column in con.description or ()]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in con.fetchall()]


class _Reader:
    """Reads the background of the stories of one week."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, stories: Mapping[str, Sequence[ArticleRow]], facts: Iterable[FactRow]
    ) -> None:
        self._con = con
        self._stories = stories
        self._started = {story: min(row.published for row in rows) for story, rows in stories.items()}
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        for fact in facts:
            if fact.kind == "name":
                self._named[fact.story_id].add(fact.name)

    def read(self, after: datetime) -> dict[str, Background]:
        asked = {"stories": sorted(self._stories), "after": _naive(after)}
        members: defaultdict[str, list[MemberRow]] = defaultdict(list)
        for row in query_rows(self._con, "context_members", asked):
            members[row["story_id"]].append(MemberRow(**row))
        threads, near = self._in_threads(), self._near()
        firsts = {story: own[0] for story, own in members.items() if own[0].published < self._started[story]}
        asked_for = {article for _, _, article, _ in (*threads, *near)} | {row.article_id for row in firsts.values()}
        found = linked_reports(self._con, asked_for)
        links: defaultdict[str, dict[str, tuple[bool, float, LinkedReport]]] = defaultdict(dict)
        for in_thread, story, article, closeness in (*threads, *near):
            report, published = found.get(article, (None, _BEGINNING))
            if report is None or report.story_id == story or published >= self._started[story]:
                continue
            before = links[story].get(report.story_id)
            if before is None or closeness > before[1]:
                links[story][report.story_id] = (in_thread or bool(before and before[0]), closeness, report)
        chosen = {
            story: sorted(own.values(), key=lambda link: (-link[1], link[2].story_id))[:_MOST_EARLIER]
            for story, own in links.items()
        }
        facts = self._facts({report.story_id for own in chosen.values() for _, _, report in own} | firsts.keys(), after)
        return {
            story: self._background(
                story,
                chosen.get(story, []),
                facts,
                tuple(members[story]),
                first=found[firsts[story].article_id][0] if story in firsts else None,
            )
            for story in self._stories
        }

    def _background(
        self,
        story: str,
        links: Sequence[tuple[bool, float, LinkedReport]],
        facts: Mapping[str, Sequence[FactRow]],
        members: tuple[MemberRow, ...],
        *,
        first: LinkedReport | None,
    ) -> Background:
        """Return the background of one story; `first` is its own first report, where that is of an earlier week."""
        started = self._started[story]
        earlier = []
        old: set[str] = set()
        if first is not None:
            before = sum(member.published < started for member in members)
            reports = "1 report" if before == 1 else f"{before} reports"
            earlier.append(EarlierStory(report=first, why=f"the same story, which had {reports} before"))
            old |= {fact.thing for fact in facts.get(story, ()) if fact.published < started}
        for in_thread, closeness, report in links:
            known = [fact for fact in facts.get(report.story_id, ()) if fact.published < started]
            shared = sorted({fact.name for fact in known if fact.kind == "name"} & self._named[story])
            old |= {fact.thing for fact in known}
            earlier.append(EarlierStory(report=report, why=why_linked(shared, closeness, in_thread=in_thread)))
        return Background(earlier=tuple(earlier), old=frozenset(old), members=members)

    def _in_threads(self) -> list[tuple[bool, str, str, float]]:
        rows = query_rows(self._con, "context_threads", {"stories": sorted(self._stories)})
        return [(True, row["story_id"], row["article_id"], row["closeness"]) for row in rows]

    def _near(self) -> list[tuple[bool, str, str, float]]:
        from pipeline.publish.related import VectorIndex, related_articles

        index = VectorIndex.read(self._con)
        return [
            (False, story, near.article_id, near.closeness)
            for story, rows in self._stories.items()
            for row in rows
            for near in related_articles(index, row.article_id, limit=_MOST_NEAR)
        ]

    def _facts(self, stories: Iterable[str], after: datetime) -> dict[str, list[FactRow]]:
        asked = {"first": _naive(_BEGINNING), "after": _naive(after), "stories": sorted(stories)}
        facts: defaultdict[str, list[FactRow]] = defaultdict(list)
        if asked["stories"]:
            for row in query_rows(self._con, "story_facts", asked):
                facts[row["story_id"]].append(FactRow(**row))
        return facts


def why_linked(shared: Sequence[str], closeness: float, *, in_thread: bool) -> str:
    """Say in words why an earlier story is linked.

    >>> why_linked(["Moro", "Vellum"], 0.617, in_thread=True)
    'the same affair: both name Moro and Vellum; closeness .62'
    >>> why_linked([], 0.503, in_thread=False)
    'alike in meaning, with no listed name in common; closeness .50'
    """
    named = list(shared[:_MOST_NAMED])
    words = named[0] if len(named) == 1 else " and ".join([", ".join(named[:-1]), named[-1]]) if named else ""
    if in_thread:
        reason = f"the same affair: both name {words}" if words else "the same affair"
    else:
        reason = f"alike in meaning: both name {words}" if words else "alike in meaning, with no listed name in common"
    return f"{reason}; closeness {f'{closeness:.2f}'.removeprefix('0')}"


def _naive(when: datetime) -> datetime:
    return when.astimezone(timezone.utc).replace(tzinfo=None)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return tuple(value) if isinstance(value, list) else value
