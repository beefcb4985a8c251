"""What a week says about pay: changes, medians, single claims, what was left out, and the points of the chart.

A change is listed once, however many articles report it. A median needs three claims that may be printed of
one platform and one role class (classes are never mixed); "since last" needs three in both weeks. All other
claims of a payer we know are listed one by one with the words that back them; the rest is counted with the
reason why it is not shown.
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.publish.chart import drawable
from pipeline.publish.model import ChangeLine, ChartPoint, CitedSentence, PayFact, PayLine, WageLine
from pipeline.publish.ranking import Claims
from pipeline.publish.rows import ArticleRow, ClaimRow, WeekRows, is_half_corrected, review_note
from pipeline.publish.sentences import Pick, cited
from pipeline.publish.wages import PaidPoint, wage_lines
from pipeline.quoting import QUOTE_WORDS

ENOUGH = 3
_MOST_FACTS = 12
_MOST_CHANGES = 6
_MOST_SOURCES = 5
# Many platforms may have enough claims; the page has a budget of 120 KB.
_MOST_LINES = 40

Cite = Callable[[str], int]
"""Article id to the number of its source."""

InStories = Mapping[tuple[str, str], int]
"""(article id, claim id) to the number of the story that quotes it."""


def pay_changes(claims: Claims, cite: Cite) -> tuple[tuple[ChangeLine, ...], set[str]]:
    """Return each change of a payer we know once, those that may be printed first, and the ids of their claims."""
    reports: dict[tuple[object, ...], list[tuple[ClaimRow, ClaimRow]]] = defaultdict(list)
    for own in claims.values():
        # What a person rejected is shown nowhere.
        standing = [claim for claim in own if claim.review_status != "rejected"]
        by_place = {claim.place: claim for claim in standing}
        for old in standing:
            new = by_place.get(old.linked_to or "")
            if old.change_role == "from" and new is not None and new.platform and new.can_be_named():
                reports[new.platform, new.currency, *old.amounts(), *new.amounts()].append((old, new))
    lines = [sorted(pairs, key=_report_order) for pairs in reports.values()]
    lines.sort(key=lambda pairs: _report_order(pairs[0]))
    lines = lines[:_MOST_CHANGES]
    used = {claim.claim_id for pairs in lines for pair in pairs for claim in pair}
    return tuple(_change(pairs, cite) for pairs in lines), used


def pay_lines(rows: WeekRows, cite: Cite) -> tuple[tuple[PayLine, ...], set[str]]:
    """Return the medians of the week and the ids of the claims in them."""
    groups, before = _groups(rows.claims), _groups(rows.claims_before)
    lines: list[PayLine] = []
    used: set[str] = set()
    for key in sorted(groups):
        claims = groups[key]
        if len(claims) < ENOUGH or len(lines) == _MOST_LINES:
            continue
        middle = _median(claims)
        earlier = before.get(key, [])
        articles = list(dict.fromkeys(claim.article_id for claim in claims))
        lines.append(
            PayLine(
                platform=key[0],
                role_class=key[1],
                median_usd=middle,
                low_usd=min(claim.low() for claim in claims),
                high_usd=max(claim.high() for claim in claims),
                n_claims=len(claims),
                since_last=_since(middle, _median(earlier) if len(earlier) >= ENOUGH else None),
                sources=tuple(cite(article) for article in articles[:_MOST_SOURCES]),
            )
        )
        used |= {claim.claim_id for claim in claims}
    return tuple(lines), used


def pay_facts(
    candidates: Sequence[ClaimRow],
    claims: Claims,
    articles: Mapping[str, ArticleRow],
    *,
    stories: InStories,
    told: Collection[str],
    cite: Cite,
) -> list[tuple[ClaimRow, PayFact]]:
    """Return single claims with their words: those that may be printed first, each amount of a payer once.

    Args:
        told: articles that the stories of the page quote.
    """
    chosen: dict[tuple[object, ...], ClaimRow] = {}
    for claim in sorted(candidates, key=lambda claim: (not claim.is_printable, claim.published, claim.claim_id)):
        if claim.can_be_named() and claim.change_role not in {"delta", "from"}:
            key = (claim.platform, claim.unit, claim.currency, *claim.amounts())
            if len(chosen) < _MOST_FACTS:
                chosen.setdefault(key, claim)
    ordered = sorted(
        chosen.values(),
        key=lambda claim: (not claim.is_printable, (claim.platform or "").lower(), claim.low(), claim.claim_id),
    )
    facts = []
    quoted: set[tuple[str, int]] = set()
    for claim in ordered:
        row = articles[claim.article_id]
        story = stories.get((claim.article_id, claim.claim_id))
        quote, why_not = None, ""
        if row.rights in {"none", "headline_only"}:
            why_not = "its outlet lets only headlines be shown"
        elif story is None and (claim.article_id, claim.sent_start) in quoted:
            why_not = "its words are in a quote above"
        elif story is None and row.rights == "excerpt" and (row.article_id in told or _is_quoted(row, quoted)):
            why_not = "its outlet lets one sentence be shown, and this page has one"
        elif story is None:
            quoted.add((claim.article_id, claim.sent_start))
            quote = _quote(row, claim, claims[row.article_id], cite)
        fact = _fact(claim, cite(claim.article_id))
        facts.append((claim, replace(fact, quote=quote, story=story, why_no_quote=why_not)))
    return facts


def _is_quoted(row: ArticleRow, quoted: Collection[tuple[str, int]]) -> bool:
    return any(article_id == row.article_id for article_id, _ in quoted)


def left_out(claims: Iterable[ClaimRow], shown: set[str]) -> tuple[tuple[str, int], ...]:
    """Return why the other claims are in no table, and how many there are of each."""
    reasons = Counter(_why_left_out(claim) for claim in claims if claim.claim_id not in shown)
    return tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0])))


def chart_wages(rows: WeekRows) -> tuple[WageLine, ...]:
    """Return the legal minimum wages of the pay chart, of the lines that it draws."""
    points = chart_points(rows)
    paid = (
        PaidPoint(series=point.platform, day=point.day, claim_ids=past.claim_ids)
        for past, point in zip(rows.history, points, strict=True)
    )
    return wage_lines(paid, rows.wages, drawn={point.platform for point in drawable(points)})


def chart_points(rows: WeekRows) -> tuple[ChartPoint, ...]:
    """Return the points of the pay chart: one line is one role class of one platform."""
    return tuple(
        ChartPoint(
            platform=past.platform if past.role_class == "other" else f"{past.platform}, {past.role_class}",
            day=past.day,
            usd_per_hour=past.usd_per_hour,
            n_claims=past.n_claims,
        )
        for past in rows.history
    )


def _report_order(pair: tuple[ClaimRow, ClaimRow]) -> tuple[object, ...]:
    old, new = pair
    return not _may_be_printed(old, new), not new.is_counted, new.published, new.claim_id


def _may_be_printed(old: ClaimRow, new: ClaimRow) -> bool:
    return old.is_printable and new.is_printable and not is_half_corrected(old, new)


def _change(pairs: Sequence[tuple[ClaimRow, ClaimRow]], cite: Cite) -> ChangeLine:
    old, new = pairs[0]
    articles = list(dict.fromkeys(pair[1].article_id for pair in pairs))
    return ChangeLine(
        platform=new.platform or "",
        before=old.stated(),
        after=new.stated(),
        role=new.role(),
        modality="" if new.modality == "asserted" else new.modality,
        checked=_may_be_printed(old, new),
        sources=tuple(cite(article) for article in articles[:_MOST_SOURCES]),
        note=review_note(old, new),
    )


def _quote(row: ArticleRow, claim: ClaimRow, claims: Sequence[ClaimRow], cite: Cite) -> CitedSentence:
    pick = Pick(row=row, start=claim.sent_start, end=claim.sent_end)
    return cited(pick, claims, source=cite(row.article_id), most_words=QUOTE_WORDS, keep=claim)


def _fact(claim: ClaimRow, source: int) -> PayFact:
    return PayFact(
        platform=claim.platform or "",
        role=claim.role(),
        stated=claim.stated(),
        hourly=claim.hourly_words(),
        kind=claim.kind_words(),
        who=claim.who(),
        source=source,
        checked=claim.is_printable,
        note=claim.note(),
    )


def _why_left_out(claim: ClaimRow) -> str:
    if claim.is_printable:
        return "said above or beyond this table"
    why = claim.why_not[0]
    if not claim.is_counted and "copy of another article" in claim.why_not:
        return "copy of another article"
    # "not asserted: planned", "confidence below 0.8": the heads of the reasons are enough here.
    if why.startswith("confidence below"):
        return "not read with enough confidence"
    return why.split(":")[0]


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
