"""Compose the weekly digest from a snapshot and write it as Markdown and HTML.

In: the newest snapshot and an ISO week. Out: `digests/<week>/digest.md` and `.html`. Stories are those with an
article published in the week. They are ranked by what a reader could use: three points for each printable
pay claim (at most four count), three for a pay change, two for each independent outlet, one for the
beat's own score; ties go to the earlier story. Sentences are copied from the articles: the opening, then
those with printable figures, then the opening of another outlet's report. Nothing is rephrased.
"""

import os
import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from pipeline.config import Places
from pipeline.publish.markdown import digest_markdown
from pipeline.publish.model import (
    ChangeLine,
    ChartPoint,
    CitedSentence,
    CitedSource,
    Digest,
    DigestStory,
    PayFact,
    PayLine,
)
from pipeline.publish.page import digest_page
from pipeline.publish.week import ArticleRow, ClaimRow, WeekRows, read_week

Choose = Callable[[str, str, int], Sequence[tuple[int, int]]]
"""(title, text, how many) to spans of telling sentences, half-open characters into the text."""

_MORE_STORIES = 9
_PAY_FACTS = 12
_CHANGES = 6
_ALSO = 3
# A change or a median is stated only where both weeks have this many claims.
_ENOUGH = 3
_MONEY = re.compile(
    r"(?:[$£€₹₱¥₦]|\b(?:USD|KES|KSh|Ksh|Rs|PHP|EUR|GBP|INR|AUD)\b)\s?\d|\d\s?(?:p\b|cents?\b|dollars?\b|euros?\b|pesos?\b|rupees\b|shillings\b|pounds\b)"
)


def write_digest(places: Places, *, week: str, now: datetime, choose: Choose) -> tuple[Path, ...]:
    """Write one week's digest and return its files, Markdown first.

    Raises:
        WarehouseError: the snapshot cannot be read.
    """
    digest = compose_digest(places.warehouse, week=week, now=now, choose=choose)
    folder = places.digests / week
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in (("digest.md", digest_markdown(digest)), ("digest.html", digest_page(digest))):
        path = folder / name
        part = path.with_name(name + ".part")
        part.write_text(content, encoding="utf-8")
        part.replace(path)
        written.append(path)
    return tuple(written)


def compose_digest(snapshot: Path, *, week: str, now: datetime, choose: Choose) -> Digest:
    """Return what the week's digest says.

    Args:
        week: ISO week such as "2026-W47"; its days are counted in UTC.
    """
    year, number = (int(part) for part in week.split("-W"))
    first = datetime.fromisocalendar(year, number, 1).replace(tzinfo=timezone.utc)
    after = first + timedelta(days=7)
    rows = read_week(snapshot, first=first, after=after, made=max(now, after))
    return _Composer(rows, choose).compose(
        week, first.date(), after.date() - timedelta(days=1), os.path.realpath(snapshot)
    )


class _Composer:
    """Numbers the sources while the parts are put together."""

    def __init__(self, rows: WeekRows, choose: Choose) -> None:
        self._rows = rows
        self._choose = choose
        self._numbers: dict[str, int] = {}
        self._articles = {row.article_id: row for row in rows.articles}
        self._claims: dict[str, list[ClaimRow]] = defaultdict(list)
        for claim in rows.claims:
            self._claims[claim.article_id].append(claim)

    def compose(self, week: str, first_day: date, last_day: date, snapshot: str) -> Digest:
        ranked = self._ranked_stories()
        stories = [self._story(story_id, members) for story_id, members in ranked[: 1 + _MORE_STORIES]]
        changes = self._changes()
        lines, in_lines = self._pay_lines()
        facts = self._pay_facts(in_lines)
        shown = in_lines | {claim.claim_id for claim, _ in facts}
        articles = self._rows.articles
        return Digest(
            week=week,
            first_day=first_day,
            last_day=last_day,
            snapshot=self._rows.snapshot or Path(snapshot).stem,
            n_articles=len(articles),
            n_outlets=len({row.outlet for row in articles}),
            n_stories=len(ranked),
            n_claims=len(self._rows.claims),
            lead=stories[0] if stories else None,
            stories=tuple(stories[1:]),
            changes=changes,
            pay_lines=lines,
            pay_facts=tuple(fact for _, fact in facts),
            n_claims_left_out=len(self._rows.claims) - len(shown),
            chart=_chart(self._rows),
            missed=self._rows.missed,
            corrections=self._rows.corrections,
            sources=self._sources(),
            sources_read=self._rows.sources_read,
            is_invented=any(row.is_invented for row in articles),
        )

    def _ranked_stories(self) -> list[tuple[str, list[ArticleRow]]]:
        members: dict[str, list[ArticleRow]] = defaultdict(list)
        for row in self._rows.articles:
            members[row.story_id].append(row)
        return sorted(members.items(), key=lambda item: (-self._score(item[1]), item[1][0].published, item[0]))

    def _score(self, members: Sequence[ArticleRow]) -> float:
        claims = [claim for row in members for claim in self._claims[row.article_id]]
        printable = sum(claim.is_printable for claim in claims)
        changed = any(claim.kind == "change" for claim in claims)
        return (
            3.0 * min(printable, 4)
            + 3.0 * changed
            + 2.0 * _independent(members)
            + max(row.relevance_score for row in members)
        )

    def _story(self, story_id: str, members: Sequence[ArticleRow]) -> DigestStory:
        order = sorted(members, key=self._display_key)
        shown = order[0]
        others = _one_per_outlet(row for row in order[1:] if row.outlet != shown.outlet)
        number = self._cite(shown)
        sentences = self._sentences(shown, others)
        claims = self._claims[shown.article_id]
        return DigestStory(
            story_id=story_id,
            kind=_kind(shown.headline, [claim for row in members for claim in self._claims[row.article_id]]),
            n_outlets=len({row.outlet for row in members}),
            n_independent=_independent(members),
            first_seen=min(row.published for row in members),
            headline=shown.headline or "(no title)",
            headline_source=number,
            headline_unchecked=bool(_MONEY.search(shown.headline)) and not _all_printed(shown.headline, claims),
            sentences=sentences,
            also=tuple(self._source(row) for row in others[:_ALSO]),
            more_outlets=max(0, len(others) - _ALSO),
        )

    def _display_key(self, row: ArticleRow) -> tuple[object, ...]:
        claims = self._claims[row.article_id]
        return (
            row.source_class == "republisher",
            row.relation not in {"original", "update"},
            row.language not in {None, "en"},
            row.is_accessible_for_free is False,
            -min(2, sum(claim.is_printable for claim in claims)),
            row.published,
            row.article_id,
        )

    def _sentences(self, shown: ArticleRow, others: Sequence[ArticleRow]) -> tuple[CitedSentence, ...]:
        opening = list(self._choose(shown.headline, shown.text, 1))[:1]
        figures = [(claim.sent_start, claim.sent_end) for claim in self._claims[shown.article_id] if claim.is_printable]
        spans = list(dict.fromkeys([*opening, *figures]))[:2]
        chosen = [self._sentence(shown, span) for span in sorted(spans)]
        for row in others:
            if row.relation == "original" and row.source_class != "republisher" and row.language in {None, "en"}:
                more = list(self._choose(row.headline, row.text, 1))[:1]
                chosen += [self._sentence(row, span) for span in more]
                break
        return tuple(chosen)

    def _sentence(self, row: ArticleRow, span: tuple[int, int]) -> CitedSentence:
        start, end = span
        inside = [claim for claim in self._claims[row.article_id] if start <= claim.start and claim.stop <= end]
        marks = [(claim.start - start, claim.stop - start) for claim in inside]
        return CitedSentence(
            text=row.text[start:end].replace("\n", " "),
            source=self._cite(row),
            marks=tuple(_without_overlaps(marks)),
            unchecked=any(not claim.is_printable for claim in inside),
        )

    def _changes(self) -> tuple[ChangeLine, ...]:
        """Return each change once, however many articles report it; those that may be printed first."""
        reports: dict[tuple[object, ...], list[tuple[ClaimRow, ClaimRow]]] = defaultdict(list)
        for claims in self._claims.values():
            by_place = {claim.place: claim for claim in claims}
            for claim in claims:
                target = by_place.get(claim.linked_to or "")
                if claim.change_role == "from" and target is not None and target.platform and target.is_named:
                    reports[target.platform, *claim.amounts(), *target.amounts()].append((claim, target))
        ranked = sorted(reports.values(), key=lambda pairs: not any(old.is_printable for old, _ in pairs))
        return tuple(self._change(pairs) for pairs in ranked[:_CHANGES])

    def _change(self, pairs: Sequence[tuple[ClaimRow, ClaimRow]]) -> ChangeLine:
        old, new = min(pairs, key=lambda pair: (not pair[1].is_printable, pair[1].published, pair[1].claim_id))
        return ChangeLine(
            platform=new.platform or "",
            before=old.stated(),
            after=new.stated(),
            role=new.worker or "",
            modality="" if new.modality == "asserted" else new.modality,
            checked=old.is_printable and new.is_printable,
            sources=tuple(dict.fromkeys(self._cite(self._articles[new.article_id]) for _, new in pairs)),
        )

    def _pay_lines(self) -> tuple[tuple[PayLine, ...], set[str]]:
        groups = _groups(self._rows.claims)
        before = _groups(self._rows.claims_before)
        lines, used = [], set()
        for key in sorted(groups):
            claims = groups[key]
            if len(claims) < _ENOUGH:
                continue
            middle = _median(claims)
            earlier = before.get(key, [])
            lines.append(
                PayLine(
                    platform=key[0],
                    role_class=key[1],
                    median_usd=middle,
                    low_usd=min(claim.low() for claim in claims),
                    high_usd=max(claim.high() for claim in claims),
                    n_claims=len(claims),
                    since_last=_since(middle, _median(earlier) if len(earlier) >= _ENOUGH else None),
                    sources=tuple(dict.fromkeys(self._cite(self._articles[claim.article_id]) for claim in claims)),
                )
            )
            used |= {claim.claim_id for claim in claims}
        return tuple(lines), used

    def _pay_facts(self, used: set[str]) -> list[tuple[ClaimRow, PayFact]]:
        candidates = [
            claim
            for claim in self._rows.claims
            if claim.claim_id not in used
            and claim.platform
            and claim.is_named
            and self._stands(claim)
            and claim.change_role not in {"delta", "from"}
        ]
        facts: dict[tuple[object, ...], tuple[ClaimRow, PayFact]] = {}
        for claim in sorted(candidates, key=lambda claim: (not claim.is_printable, claim.published, claim.claim_id)):
            key = (claim.platform, claim.unit, claim.currency, *claim.amounts())
            if key in facts or len(facts) >= _PAY_FACTS:
                continue
            facts[key] = (
                claim,
                PayFact(
                    platform=claim.platform or "",
                    stated=claim.stated(),
                    hourly=claim.hourly_words(),
                    kind=claim.kind_words(),
                    who=claim.who(),
                    source=self._cite(self._articles[claim.article_id]),
                    checked=claim.is_printable,
                ),
            )
        return sorted(facts.values(), key=lambda pair: (not pair[1].checked, pair[1].platform.lower()))

    def _stands(self, claim: ClaimRow) -> bool:
        row = self._articles[claim.article_id]
        return row.relation in {"original", "update", "rewrite"} and row.source_class != "republisher"

    def _cite(self, row: ArticleRow) -> int:
        return self._numbers.setdefault(row.article_id, len(self._numbers) + 1)

    def _source(self, row: ArticleRow) -> CitedSource:
        return CitedSource(
            number=self._numbers.get(row.article_id, 0),
            article_id=row.article_id,
            headline=row.headline or "(no title)",
            outlet=row.outlet,
            published=row.published.date(),
            url=row.url,
            is_original=row.relation in {"original", "update"} and row.source_class != "republisher",
        )

    def _sources(self) -> tuple[CitedSource, ...]:
        return tuple(self._source(self._articles[article_id]) for article_id in self._numbers)


def _independent(members: Iterable[ArticleRow]) -> int:
    return len(
        {row.outlet for row in members if row.relation in {"original", "update"} and row.source_class != "republisher"}
    )


def _one_per_outlet(rows: Iterable[ArticleRow]) -> list[ArticleRow]:
    first: dict[str, ArticleRow] = {}
    for row in rows:
        first.setdefault(row.outlet, row)
    return list(first.values())


def _groups(claims: Iterable[ClaimRow]) -> dict[tuple[str, str], list[ClaimRow]]:
    groups: dict[tuple[str, str], list[ClaimRow]] = defaultdict(list)
    for claim in claims:
        if claim.is_printable and claim.platform and claim.can_be_averaged():
            groups[claim.platform, claim.role_class].append(claim)
    return groups


def _median(claims: Sequence[ClaimRow]) -> Decimal:
    return Decimal(statistics.median((claim.low() + claim.high()) / 2 for claim in claims))


def _since(now: Decimal, before: Decimal | None) -> str:
    if before is None:
        return "too few claims"
    difference = (now - before).quantize(Decimal("0.01"))
    if difference == 0:
        return "no change"
    return f"+${difference:,.2f}" if difference > 0 else f"−${-difference:,.2f}"


def _chart(rows: WeekRows) -> tuple[ChartPoint, ...]:
    points = []
    for platform, role_class, day, usd in rows.history:
        # One line is one role class of one platform: they are never mixed.
        name = platform if role_class == "annotator or generalist" else f"{platform}, {role_class}"
        points.append(ChartPoint(platform=name, day=day, usd_per_hour=usd))
    return tuple(points)


def _kind(headline: str, claims: Sequence[ClaimRow]) -> str:
    words = headline.lower()
    for kind, pattern in (
        ("Strike", r"\b(strik|walk ?out|down tools|stoppage)"),
        ("Court", r"\b(sue|suing|lawsuit|court|judge|tribunal|class action)"),
        ("Agreement", r"\b(agreement|deal|accord|settle)"),
    ):
        if re.search(pattern, words):
            return kind
    if any(claim.kind == "change" for claim in claims):
        return "Pay change"
    return "Pay" if claims else "Report"


def _all_printed(headline: str, claims: Sequence[ClaimRow]) -> bool:
    """Say whether every number of a headline is the amount of a printable claim of its article."""
    printable = {number for claim in claims if claim.is_printable for number in claim.amounts() if number is not None}
    stated = [Decimal(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", headline)]
    return all(number in printable for number in stated)


def _without_overlaps(marks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if not kept or kept[-1][1] <= start:
            kept.append((start, end))
    return kept
