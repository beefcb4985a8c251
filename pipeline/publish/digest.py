"""Compose the weekly digest from a snapshot and write it in the formats that are wanted.

In: the newest snapshot and an ISO week. Out: files of `digests/<week>` (`pipeline.publish.formats`), and which claims
they show (`pipeline.publish.shown`). Stories are those with an article published in the week (UTC); `ranking` orders
them, `sentences` chooses what is quoted, `pay` draws up the figures. Sources are numbered in the order in which the
page names them. Nothing is rephrased, unless the configuration lets an endpoint write summaries (`written`).
"""

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from types import MappingProxyType

from pipeline.config import load_settings
from pipeline.places import Places
from pipeline.publish.background import Background, read_background
from pipeline.publish.chart import drawable
from pipeline.publish.context import story_context
from pipeline.publish.context_model import StoryContext
from pipeline.publish.events import event_lines, leading_event
from pipeline.publish.formats import USUAL, Format, write_formats
from pipeline.publish.gate_digest import gated_digest
from pipeline.publish.model import CitedSource, Digest, DigestStory
from pipeline.publish.outlook import Watched
from pipeline.publish.outlook_files import read_outlook, record_outlook, watched_before
from pipeline.publish.outlook_lines import Outlook
from pipeline.publish.pay import chart_points, chart_wages, left_out, pay_changes, pay_facts, pay_lines
from pipeline.publish.points import StoryPoints
from pipeline.publish.ranking import Claims, n_independent, one_per_outlet, rank_reports, rank_stories, story_kind
from pipeline.publish.rows import ArticleRow, ClaimRow, WeekRows
from pipeline.publish.sentences import MOST_WORDS, Choose, Pick, Teller, cited, headline_is_unchecked, shown_part
from pipeline.publish.shown import (
    Told,
    record_shown,
    record_snapshot,
    record_told,
    statements_of,
    to_tell,
    told_corrections,
)
from pipeline.publish.week import number_of, owed_line, read_week
from pipeline.publish.written import Writer, written_digest
from pipeline.warehouse.owed import Owed
from pipeline.warehouse.release import held_lines
from pipeline.watch.alert import Alert
from pipeline.watch.log import claims_corrected, digest_alerts

log = logging.getLogger(__name__)

_MORE_STORIES = 9
_ALSO = 3
_MOST_ALERTS = 20
MOST_OWED = 40
"""Corrections of our own that the page has room for (120 KB)."""
OWED_PAGE = "corrections.md"
NOTHING_TOLD = Told()
NOTHING_WATCHED = Watched()
_STANDING = {"rewrite": "a rewrite", "translation": "a translation", "original": "", "update": ""}
Written = Callable[[Digest, Mapping[str, ArticleRow], Claims], Digest]
"""A composed digest, its articles by their ids and the pay claims of each, to the digest with written summaries."""


def write_digest(
    places: Places,
    *,
    week: str,
    now: datetime,
    choose: Choose,
    formats: Collection[Format] = USUAL,
    writer: Writer | None = None,
) -> tuple[Path, ...]:
    """Write one week's digest and return its files, in the order of `FILES`.

    Args:
        writer: who may write summaries; None for nobody.

    Raises:
        WarehouseError: the snapshot cannot be read.
    """
    first, after = _span(week)
    alerts = digest_alerts(places, first=first, after=after)
    told = told_corrections(places)
    corrects = claims_corrected(places, alerts)
    # A later publication moves the pointer: all that this digest says comes from one snapshot.
    snapshot = Path(os.path.realpath(places.warehouse))
    folder = places.digests / week
    folder.mkdir(parents=True, exist_ok=True)
    # First of all, so that no publication removes it meanwhile.
    record_snapshot(folder, number_of(snapshot))
    digest = compose_digest(
        snapshot,
        week=week,
        now=now,
        choose=choose,
        alerts=alerts,
        told=told,
        corrects=corrects,
        held=held_lines(places),
        watched=watched_before(places, week),
        written=partial(written_digest, writer=writer, folder=folder) if writer is not None else None,
    )
    # First, so that no digest lies there without them.
    record_shown(folder, digest.shown, said=statements_of(snapshot, (claim for claim, _ in digest.shown)))
    record_told(folder, digest.owed)
    record_outlook(folder, digest.watch_items, digest.outcomes)
    if len(digest.owed) > MOST_OWED:
        lines = [f"- {owed_line(one)}" for one in digest.owed]
        (folder / OWED_PAGE).write_text("\n".join(["# Corrections", "", *lines, ""]), encoding="utf-8")
    settings = load_settings(places.data)
    digest = replace(digest, removal=settings.digest.removal or settings.crawl.contact)
    return write_formats(places, digest, formats=formats, address=settings.digest.address, now=now)


def compose_digest(
    snapshot: Path,
    *,
    week: str,
    now: datetime,
    choose: Choose,
    alerts: Sequence[Alert] = (),
    told: Told = NOTHING_TOLD,
    corrects: Mapping[str, frozenset[str]] = MappingProxyType({}),
    held: Sequence[str] = (),
    watched: Watched = NOTHING_WATCHED,
    written: Written | None = None,
) -> Digest:
    """Return what the week's digest says.

    Args:
        week: ISO week such as "2026-W47"; its days are counted in UTC.
        alerts: those that were found in the week for the digest.
        told: which corrections of our own were told before, and where.
        corrects: of the alerts that correct another one: the claims of that one.
        held: sentences about what is not in the snapshot, because a person has to look at it first.
        watched: what the digests of earlier weeks said to watch.
        written: puts written summaries into the composed digest; None for none.
    """
    first, after = _span(week)
    rows = read_week(snapshot, first=first, after=after, made=now)
    rows = replace(rows, nothing=(*held, *rows.nothing))
    owed = to_tell(rows.owed, told, week=week)
    said = {one.claim_id for one in owed}
    # What is corrected as a figure of an earlier digest is not corrected once more as an alert.
    fresh = [alert for alert in alerts if not corrects.get(alert.id) or not corrects[alert.id] <= said]
    outlook = Outlook(*read_outlook(snapshot, watched, first=first, after=after))

    def background(stories: Mapping[str, Sequence[ArticleRow]]) -> Mapping[str, Background]:
        return read_background(snapshot, stories, rows.facts, after=after)

    composer = _Composer(rows, choose, fresh, owed, outlook, background)
    days = first.date(), after.date() - timedelta(days=1)
    digest = composer.compose(week, *days, Path(os.path.realpath(snapshot)).stem)
    return written(digest, composer.articles, composer.claims) if written is not None else digest


def _span(week: str) -> tuple[datetime, datetime]:
    """Return the first moment of an ISO week and of the next one."""
    year, number = (int(part) for part in week.split("-W"))
    first = datetime.fromisocalendar(year, number, 1).replace(tzinfo=timezone.utc)
    return first, first + timedelta(days=7)


class _Composer:
    """Numbers the sources while the parts are put together, in the order of the page."""

    def __init__(
        self,
        rows: WeekRows,
        choose: Choose,
        alerts: Sequence[Alert],
        owed: tuple[Owed, ...],
        outlook: Outlook,
        background: Callable[[Mapping[str, Sequence[ArticleRow]]], Mapping[str, Background]],
    ) -> None:
        self._rows = rows
        self._owed = owed
        self._outlook = outlook
        self._background = background
        self._in_context: dict[str, int] = {}
        """Claim to the number of the story whose context shows it."""
        # Corrections and what may be printed come before what is not checked.
        ordered = sorted(alerts, key=lambda alert: not (alert.is_printable or alert.corrects))
        self._alerts, self._n_more_alerts = ordered[:_MOST_ALERTS], len(ordered[_MOST_ALERTS:])
        self._choose = choose
        self._numbers: dict[str, int] = {}
        self.articles = {row.article_id: row for row in rows.articles}
        self.claims: dict[str, list[ClaimRow]] = defaultdict(list)
        for claim in rows.claims:
            self.claims[claim.article_id].append(claim)

    def compose(self, week: str, first_day: date, last_day: date, snapshot: str) -> Digest:
        articles, claims = self._rows.articles, self._rows.claims
        ranked = rank_stories(articles, self.claims, self._rows.facts, known=self._rows.known)
        teller = Teller(self._choose, self.claims)
        told: list[_Chosen] = []
        chosen = ranked[: 1 + _MORE_STORIES]
        around = self._background({story_id: members for story_id, members, _ in chosen})
        for story_id, members, points in chosen:
            order = rank_reports(members, self.claims)
            others = one_per_outlet(row for row in order[1:] if row.outlet != order[0].outlet)
            told.append(
                _Chosen(
                    story_id=story_id,
                    order=order,
                    others=others,
                    picks=teller.tell(order[0], others),
                    points=points,
                    background=around[story_id],
                )
            )
        quoted = {
            (pick.row.article_id, claim.claim_id): number
            for number, story in enumerate(told, start=1)
            for pick in story.picks
            for claim in self.claims[pick.row.article_id]
            # What a person rejected is words of its article, and no figure of ours.
            if claim.review_status != "rejected" and _is_shown(pick, claim, self.claims[pick.row.article_id])
        }
        # In the order of the page, so that its citation numbers rise.
        lead = self._story(1, told[0]) if told else None
        changes, in_changes = pay_changes(self.claims, self._cite)
        lines, in_lines = pay_lines(self._rows, self._cite)
        shown = in_changes | in_lines
        tables = dict.fromkeys(in_lines, "table") | dict.fromkeys(in_changes, "changes")
        single = [claim for claim in claims if claim.claim_id not in shown and claim.is_counted]
        single = [claim for claim in single if self.articles[claim.article_id].vouches()]
        facts = pay_facts(
            single,
            self.claims,
            self.articles,
            stories=quoted,
            told={pick.row.article_id for story in told for pick in story.picks},
            cite=self._cite,
        )
        events, in_events = event_lines(
            self._rows.events,
            self.articles,
            self.claims,
            picks={number: story.picks for number, story in enumerate(told, start=1)},
            cite=self._cite,
        )
        stories = tuple(self._story(number, story) for number, story in enumerate(told[1:], start=2))
        ahead, watch_items, more_ahead = self._outlook.lines(
            self.articles,
            self.claims,
            stories={story.story_id: number for number, story in enumerate(told, start=1)},
            cite=self._cite,
        )
        digest = Digest(
            week=week,
            first_day=first_day,
            last_day=last_day,
            snapshot=self._rows.snapshot or snapshot,
            n_articles=len(articles),
            n_outlets=len({row.outlet for row in articles}),
            n_stories=len(ranked),
            n_claims=sum(claim.is_counted for claim in claims),
            lead=lead,
            stories=stories,
            changes=changes,
            pay_lines=lines,
            pay_facts=tuple(fact for _, fact in facts),
            left_out=left_out(claims, shown | {claim.claim_id for claim, _ in facts}),
            chart=chart_points(self._rows),
            wages=chart_wages(self._rows),
            missed=self._rows.missed,
            nothing=self._rows.nothing,
            corrections=(*_owed_lines(self._owed), *self._rows.corrections),
            sources=tuple(self._source(self.articles[article_id]) for article_id in self._numbers),
            sources_read=self._rows.sources_read,
            sources_known=self._rows.sources_known,
            shown=tuple(
                (
                    dict.fromkeys(in_events, "story")
                    | self._shown(quoted, tables, [claim.claim_id for claim, _ in facts])
                ).items()
            ),
            invented=_invented(articles),
            alerts=tuple(self._alerts),
            n_more_alerts=self._n_more_alerts,
            events=events,
            owed=self._owed,
            voices=self._rows.voices,
            ahead=ahead,
            more_ahead=more_ahead,
            followed=self._outlook.followed,
            watch_items=watch_items,
            outcomes=self._outlook.outcomes,
        )
        gated, problems = gated_digest(digest, self.articles, self.claims)
        for problem in problems:
            log.warning("the gate refused a part of the digest", extra={"problem": problem})
        return gated

    def _shown(
        self, quoted: Mapping[tuple[str, str], int], tables: Mapping[str, str], facts: Sequence[str]
    ) -> dict[str, str]:
        """Return where the issue shows each claim, the place that most readers see first."""
        charted = {point.platform for point in drawable(chart_points(self._rows))}
        shown = {
            claim: "chart"
            for past, point in zip(self._rows.history, chart_points(self._rows), strict=True)
            if point.platform in charted
            for claim in past.claim_ids
        }
        shown |= {claim: "story" for claim, number in self._in_context.items() if number > 1}
        shown |= {claim: "story" for (_, claim), number in quoted.items() if number > 1}
        shown |= dict.fromkeys(facts, "table")
        shown |= {figure.claim: "alerts" for alert in self._alerts for figure in alert.figures}
        shown |= dict(tables)
        shown |= {claim: "lead" for claim, number in self._in_context.items() if number == 1}
        shown |= {claim: "lead" for (_, claim), number in quoted.items() if number == 1}
        return shown

    def _story(self, number: int, story: "_Chosen") -> DigestStory:
        order, others, claims = story.order, story.others, self.claims
        shown = order[0]
        headline_source = self._cite(shown.article_id)
        sentences = tuple(
            cited(pick, claims[pick.row.article_id], source=self._cite(pick.row.article_id), most_words=MOST_WORDS)
            for pick in story.picks
        )
        return DigestStory(
            number=number,
            story_id=story.story_id,
            kind=story_kind(shown.headline, order, claims, event=leading_event(self._rows.events, shown)),
            n_outlets=len({row.outlet for row in order}),
            n_independent=n_independent(order),
            first_seen=min(row.published for row in order),
            headline=shown.headline or "(no title)",
            headline_source=headline_source,
            headline_unchecked=headline_is_unchecked(shown.headline, claims[shown.article_id]),
            sentences=sentences,
            language=shown.language,
            also=tuple(self._source(row) for row in others[:_ALSO]),
            more_outlets=max(0, len(others) - _ALSO),
            context=self._context(number, story),
        )

    def _context(self, number: int, story: "_Chosen") -> StoryContext:
        facts = [fact for fact in self._rows.facts if fact.story_id == story.story_id]
        context, shown = story_context(story.order, self.claims, facts, story.background, story.points, cite=self._cite)
        self._in_context |= {claim: number for claim in shown if claim not in self._in_context}
        return context

    def _cite(self, article_id: str) -> int:
        return self._numbers.setdefault(article_id, len(self._numbers) + 1)

    def _source(self, row: ArticleRow) -> CitedSource:
        standing = "re-published" if row.source_class == "republisher" else _STANDING.get(row.relation, "a copy")
        return CitedSource(
            number=self._numbers.get(row.article_id, 0),
            article_id=row.article_id,
            headline=row.headline or "(no title)",
            outlet=row.outlet,
            published=None if row.published_is_fallback else row.published.date(),
            url=row.url,
            language=row.language,
            standing=standing,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """A story that the digest shows."""

    story_id: str
    order: list[ArticleRow]
    """Its articles of the week, the one to show first."""
    others: list[ArticleRow]
    picks: tuple[Pick, ...]
    points: StoryPoints
    background: Background


def _owed_lines(owed: Sequence[Owed]) -> list[str]:
    """Return our own corrections in words; where there are very many, the rest is in a page beside the digest."""
    lines = [owed_line(one) for one in owed[:MOST_OWED]]
    more = len(owed) - len(lines)
    return (
        [*lines, f"{more} more figures of our digests no longer stand; {OWED_PAGE} lists them all."] if more else lines
    )


def _is_shown(pick: Pick, claim: ClaimRow, claims: Sequence[ClaimRow]) -> bool:
    start, end = shown_part(pick, claims, most_words=MOST_WORDS)
    return start <= claim.start and claim.stop <= end


def _invented(articles: Sequence[ArticleRow]) -> str:
    """Return what must be said above an issue that has demo articles in it; "" when it has none."""
    if not any(row.is_invented for row in articles):
        return ""
    if all(row.is_invented for row in articles):
        return "Demo: every publisher, person and firm in this issue is invented."
    return "This issue mixes real articles with the demo's: whatever links to an .example address is invented."
