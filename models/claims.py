"""Turn an article into pay claims: who is paid how much, by whom, for what, when, and who says so.

In: text, title, publication date. Out: claims as `docs/pay-claims.md` defines them, the money that is not pay with
the reason, and for every amount the rules that decided. Text without money costs a scan and loads no model.
Nothing is refused as a whole: an amount that cannot be judged is listed as not pay with its rule.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from models import (
    claims_change,
    claims_kind,
    claims_modality,
    claims_payer,
    claims_people,
    claims_time,
    claims_unit,
    claims_voice,
)
from models.claims_cast import Cast, barred_names
from models.claims_confidence import confidence_of
from models.claims_mention import Mention
from models.claims_names import known_payers, mark_bare_names, mark_names
from models.claims_parse import Tree, parse_sentences
from models.claims_pay import judge, name_reason
from models.claims_scan import MAX_PARSED, scan
from models.gazetteer import EntitySpan, Gazetteer
from pipeline.contracts import TextInput
from pipeline.filters import Reply
from pipeline.records import NotPay, PayClaim, claim_record_id

VERSION = "claims-2"
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What was decided about one amount, and by which rules."""

    start: int
    end: int
    amount_text: str
    is_pay: bool
    reason: str
    """Why it is no claim: a reason of `NotPay`, or "repeat"; empty for a claim."""
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that an article says about money."""

    claims: tuple[PayClaim, ...]
    not_pay: tuple[NotPay, ...]
    why: tuple[Why, ...]


class Judge(Protocol):
    """Who weighs what the rules found: the trained reader, or a teacher that knows the answers."""

    def decide_pay(
        self, mentions: Sequence[Mention], *, title: str, text: str, spans: Sequence[tuple[int, int]]
    ) -> None:
        """Set `verdict.settled` of amounts, before anything else is read about them."""

    def settle(self, taken: Sequence[Mention], *, title: str, text: str) -> None:
        """Correct what the rules read about the amounts that are pay, in place."""


def read_claims(
    *,
    article_id: str,
    title: str,
    text: str,
    published: date | datetime | None,
    gazetteer: Gazetteer | None = None,
    judge_by: Judge | None = None,
) -> Reading:
    """Return the pay claims of one article, and the money in it that is not pay.

    Args:
        text: offsets of the result are characters into it.
        published: relative times ("last year") resolve against it; without it they are left out.
        gazetteer: names of platforms and employers; without it names are found by grammar alone and have no ids.
        judge_by: has the last word on what the rules found; None leaves it to the rules alone.
    """
    day = published.date() if isinstance(published, datetime) else published
    # Lone surrogates, which real pages contain, cannot be encoded for the automata; one character stays one character.
    text, title = _SURROGATES.sub("\ufffd", text), _SURROGATES.sub("\ufffd", title)
    mentions, spans, trees = scan(text, title)
    if not mentions:
        return Reading(claims=(), not_pay=(), why=())
    names = known_payers(text, title=title, gazetteer=gazetteer) if gazetteer is not None else ()
    mark_names(trees, names)
    mark_bare_names(trees)
    for mention in mentions:
        if not mention.verdict.rules:
            sentence = mention.before + text[mention.start : mention.end] + mention.after
            mention.verdict = judge(
                mention.money, mention.frame, sentence=sentence, left=mention.left, right=mention.right
            )
    _lean_on_neighbours(mentions)
    _follow_the_talk(mentions)
    for mention in mentions:
        name_reason(mention.verdict, left=mention.left, right=mention.right)
    if judge_by is not None:
        judge_by.decide_pay(mentions, title=title, text=text, spans=spans)
    mentions = claims_change.split_pairs(mentions)
    taken = [mention for mention in mentions if mention.verdict.is_pay]
    for mention in mentions:
        claims_unit.read_own_unit(mention)
    claims_unit.read_minutes(mentions, text)
    for mention in taken:
        mention.is_contract = "noun.persons_contract" in mention.verdict.rules
        claims_kind.decide_kind(mention)
    claims_kind.inherit_kinds(taken)
    claims_kind.mark_postings(taken, text)
    claims_change.link_changes(taken)
    for mention in taken:
        mention.low, mention.high = _ends(mention)
    claims_unit.fill_units(taken, mentions)
    _fill_people(taken, text, title, spans, trees, names)
    for mention in taken:
        mention.time = (
            claims_time.time_of(mention.left, mention.right, published=day)
            if mention.low is None or mention.role != "from" or mention.money.join != "to"
            else None
        )
    claims_change.settle_times(taken, day)
    quotes = claims_voice.find_quotes(text)
    _hear_voices(taken, text, quotes)
    if judge_by is not None:
        judge_by.settle(taken, title=title, text=text)
    kept = _without_repeats(taken)
    return _reading(article_id, text, mentions, kept, quotes, gazetteer)


def answer_claims(record: TextInput, *, gazetteer: Gazetteer | None = None, judge_by: Judge | None = None) -> Reply:
    """Answer one line of `laborwire claims`."""
    reading = read_claims(
        article_id=str(record.id),
        title=record.title,
        text=record.text,
        published=record.published,
        gazetteer=gazetteer,
        judge_by=judge_by,
    )
    return {
        "claims": [claim_json(claim) for claim in reading.claims],
        "not_pay": [{"start": item.start, "end": item.end, "reason": item.reason} for item in reading.not_pay],
    }


def claim_json(claim: PayClaim) -> dict[str, object]:
    """Return a claim as the contract spells it: amounts as plain decimal strings."""
    return {
        "id": claim.id,
        "claim_id": claim.claim_id,
        "start": claim.start,
        "end": claim.end,
        "amount_text": claim.amount_text,
        "sent_start": claim.sent_start,
        "sent_end": claim.sent_end,
        "amount_min": _written(claim.amount_min),
        "amount_max": _written(claim.amount_max),
        "bound": claim.bound,
        "approx": claim.approx,
        "currency": claim.currency,
        "unit": claim.unit,
        "unit_implied": claim.unit_implied,
        "kind": claim.kind,
        "change_role": claim.change_role,
        "linked_to": claim.linked_to,
        "payer": claim.payer,
        "payer_alt": list(claim.payer_alt),
        "payer_optional": claim.payer_optional,
        "worker": claim.worker,
        "project": claim.project,
        "location": claim.location,
        "time": claim.time,
        "attribution": {"type": claim.attribution.type, "name": claim.attribution.name},
        "quote": claim.quote,
        "modality": claim.modality,
        "alt": [
            {
                "amount_min": _written(item.amount_min),
                "amount_max": _written(item.amount_max),
                "currency": item.currency,
            }
            for item in claim.alt
        ],
        "confidence": claim.confidence,
        "rule_ids": list(claim.rule_ids),
        "extractor_version": claim.extractor_version,
    }


def _written(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


_LEANING = re.compile(
    r"(?:\b(?:and|or|plus|up from|down from|against|versus|compared with|compared to|from|to|than|nor)"
    r"|,)\s*(?:\w+\s){0,3}$",
    re.I,
)


def _lean_on_neighbours(mentions: list[Mention]) -> None:
    """Let an amount without words of its own follow its neighbour: "$12, $13 or $14 an hour", "up from $1.85"."""
    for order in (mentions, mentions[::-1]):
        for previous, mention in pairwise(order):
            verdict = mention.verdict
            if previous.sentence != mention.sentence:
                counters = (
                    mention.sentence - previous.sentence == 1
                    and previous.verdict.is_pay
                    and claims_change.is_counter_offer(mention)
                )
                goes_on = mention.sentence - previous.sentence == 1 and previous.verdict.is_pay and _goes_on(mention)
                if (counters or goes_on) and not verdict.is_pay and verdict.worst > Decimal("-2"):
                    verdict.add("lean.goes_on" if goes_on else "lean.counter_offer", 3)
                if goes_on and verdict.is_pay:
                    mention.leans_on = previous
                continue
            frame = mention.frame
            linked = frame is not None and frame.coordinated_with is not None
            leaning = linked or (bool(_LEANING.search(mention.left)) and len(mention.left) < 40)
            if (
                previous.verdict.is_pay
                and linked
                and not verdict.is_pay
                and verdict.worst == Decimal("-3")
                and verdict.reason == "revenue"
                and "verb.org_earns" in verdict.rules
            ):
                verdict.add("lean.pay", 6)
            elif previous.verdict.is_pay and not verdict.is_pay and verdict.worst > Decimal("-2"):
                ratio = max(previous.money.high, Decimal("0.01")) / max(mention.money.high, Decimal("0.01"))
                near = order is mentions or previous.start - mention.end < 40
                if linked or (near and verdict.score > Decimal("-1") and Decimal("0.0005") < ratio < Decimal(2000)):
                    verdict.add("lean.pay", 3)
            elif (
                (
                    order is mentions
                    and leaning
                    and previous.verdict.worst <= Decimal("-3")
                    and not previous.verdict.is_pay
                )
                and verdict.score < Decimal(3)
                and mention.money.unit in (None, previous.money.unit)
            ):
                verdict.add("lean.not_pay", -4, previous.verdict.reason)


# Two rates of one talk: $16 and $19, not $16 and $2,000.
_OF_A_KIND = Decimal(3)


def _follow_the_talk(mentions: list[Mention]) -> None:
    """Take an amount that nothing speaks against for pay when a rate of its size stands in a sentence beside it."""
    rates = [mention for mention in mentions if mention.verdict.is_pay and mention.money.unit is not None]
    for mention in mentions:
        verdict = mention.verdict
        if verdict.is_pay or verdict.worst < 0 or verdict.score < 0 or mention.money.mark == "figures":
            continue
        if any("verb." in rule and "pays" not in rule for rule in verdict.rules):
            continue
        near = [
            rate
            for rate in rates[max(0, bisect_left(rates, mention.start, key=_start) - 2) :][:4]
            if abs(rate.sentence - mention.sentence) <= REACH
            and rate.money.currency == mention.money.currency
            and mention.money.unit in (None, rate.money.unit)
            and 1 / _OF_A_KIND < mention.money.high / max(rate.money.high, Decimal("0.001")) < _OF_A_KIND
        ]
        if near:
            verdict.add("lean.talk", 2.5)


# Sentences between a rate and another one of the same talk.
REACH = 2


def _start(mention: Mention) -> int:
    return mention.start


_GOING_ON = re.compile(
    r"(?:^|[“\"‘'(,]|\b(?:days|now|today|months?|weeks?|years?|then|time|(?:19|20)\d\d)\b)\s*(?:now )"
    r"?(?:[Ii]t|[Tt]hat|[Tt]his|[Tt]he (?:rate|figure|going rate|offer|pay)|[A-Z][\w ]{2,20}['’]s)(?:['’]"
    r"s| is| was| used to be| had been| became| stood at| stands at| (?:rose|fell|dropped|went|sank|climbed|"
    r"jumped)(?: again)? to)\s(?:\w+\s){0,3}$"
)


def _goes_on(mention: Mention) -> bool:
    """Return whether the sentence says another amount for what the last one was about: "It used to be $400"."""
    return bool(_GOING_ON.search(mention.before[-60:]))


def _ends(mention: Mention) -> tuple[Decimal | None, Decimal | None]:
    if mention.low is not None:
        return mention.low, mention.high
    if mention.bound in ("up_to", "under"):
        return None, mention.money.high
    if mention.bound in ("at_least", "over", "as_low_as"):
        return mention.money.low, None
    return mention.money.low, mention.money.high


# In a passage this short every employer that is named belongs to every amount.
SHORT_PASSAGE = 1200


def _fill_people(
    taken: list[Mention],
    text: str,
    title: str,
    spans: list[tuple[int, int]],
    trees: list[Tree],
    names: Sequence[EntitySpan],
) -> None:
    if not taken:
        return
    by_span = {tree.start: tree for tree in trees}
    wanted: set[int] = set()
    for mention in taken:
        low, high = mention.sentence - 2, mention.sentence + (2 if len(text) <= SHORT_PASSAGE else 0)
        wanted.update(
            number for number in range(max(0, low), min(len(spans), high + 1)) if spans[number][0] not in by_span
        )
    context = parse_sentences(
        text,
        (
            (*spans[number], [], [])
            for number in sorted(wanted)[:MAX_PARSED]
            if spans[number][1] - spans[number][0] < SHORT_PASSAGE
        ),
    )
    mark_names(context, names)
    mark_bare_names(context)
    by_span.update({tree.start: tree for tree in context})
    barred = barred_names(text, by_span.values(), known=names)
    for tree in by_span.values():
        tree.barred = barred
    employers = {start: claims_payer.employers_in(tree, text) for start, tree in by_span.items()}
    in_text = [found.name for _, group in sorted(employers.items()) for found in group if found.strength >= 2]
    cast = Cast(text, title, names=in_text, known=names, barred=barred)
    with_money = {mention.sentence for mention in taken}
    previous: Mention | None = None
    for mention in taken:
        near = mention.tree.start if mention.tree is not None else mention.sent_start
        carried = previous.payer if previous is not None and previous.sentence == mention.sentence else None
        home = cast.paragraph_at(mention.start)
        before = (
            previous.payer
            if previous is not None
            and mention.sentence - previous.sentence <= 2
            and cast.paragraph_at(previous.start) == home
            and previous.payer_source in _TOLD
            else None
        )
        reach = range(mention.sentence - 2, mention.sentence + (3 if len(text) <= SHORT_PASSAGE else 1))
        around = [
            found
            for number in reach
            if 0 <= number < len(spans)
            and not (number > mention.sentence and number in with_money)
            and (len(text) <= SHORT_PASSAGE or cast.paragraph_at(spans[number][0]) == home)
            for found in employers.get(spans[number][0], [])
        ]
        payer = claims_payer.find_payer(
            mention,
            text,
            carried=carried,
            nearby=employers.get(near, []),
            near=before,
            sole=claims_payer.sole_employer(around),
            here=cast.around(mention.sent_end),
            main=cast.main if cast.is_meant(text, mention.sent_start, mention.sent_end) else None,
        )
        mention.payer, mention.payer_optional, mention.payer_alt = payer.name, payer.optional, payer.alternatives
        mention.payer_source = payer.source
        if payer.name is not None:
            mention.rules.append(f"payer.{cast.main_by if payer.source == 'text' else payer.source}")
        mention.worker = claims_people.find_worker(mention, text, payer.name)
        if mention.worker is None and mention.kind == "posted_range":
            mention.worker = claims_people.role_in(text[max(0, mention.sent_start - 200) : mention.sent_end])
        mention.worker = mention.worker or _same_worker(previous, mention)
        mention.location = claims_people.find_location(mention, text, title=title)
        mention.project = claims_people.find_project(mention)
        previous = mention


# A payer found so is told again by the next claim of the paragraph; one that was only guessed is not.
_TOLD = ("grammar", "clause", "sentence", "carried", "near", "around")


def _same_worker(previous: Mention | None, mention: Mention) -> str | None:
    """Return the worker of the claim before it, for an amount that goes on about the same people."""
    if previous is None or mention.sentence - previous.sentence > 1 or mention.is_statutory or previous.is_statutory:
        return None
    elliptic = mention.frame is None or mention.frame.subject is None or mention.frame.subject.lower in _GOES_ON
    return previous.worker if elliptic or mention.sentence == previous.sentence or mention.role is not None else None


_GOES_ON = frozenset(
    [
        "it",
        "they",
        "he",
        "she",
        "that",
        "this",
        "rate",
        "rates",
        "figure",
        "few",
        "one",
        "who",
        "work",
        "job",
        "we",
        "i",
        "most",
        "some",
        "others",
    ]
)


def _hear_voices(taken: list[Mention], text: str, quotes: claims_voice.Quotes) -> None:
    previous: Mention | None = None
    for mention in taken:
        own = claims_voice.attribution_of(mention, text, quotes)
        mention.attribution = claims_voice.inherit(previous, previous.attribution if previous else None, mention, own)
        mention.modality = claims_modality.modality_of(
            mention, mention.attribution, next_sentence=text[mention.sent_end : mention.sent_end + 250]
        )
        previous = mention


def _without_repeats(taken: list[Mention]) -> list[Mention]:
    seen: set[tuple[object, ...]] = set()
    out = []
    for mention in taken:
        key = (
            mention.low,
            mention.high,
            mention.money.currency,
            mention.unit,
            mention.payer,
            (mention.worker or "").lower(),
            mention.location,
        )
        if key in seen and mention.role is None:
            mention.is_repeat = True
            continue
        seen.add(key)
        out.append(mention)
    return out


def _reading(
    article_id: str,
    text: str,
    mentions: list[Mention],
    taken: list[Mention],
    quotes: claims_voice.Quotes,
    gazetteer: Gazetteer | None,
) -> Reading:
    names = {id(mention): f"c{number}" for number, mention in enumerate(taken, start=1)}
    claims = [_claim(article_id, text, mention, quotes, names, gazetteer) for mention in taken]
    not_pay = [
        NotPay(
            article_id=article_id,
            start=mention.start,
            end=mention.end,
            text=text[mention.start : mention.end],
            reason=mention.verdict.reason,
        )
        for mention in mentions
        if not mention.verdict.is_pay
    ]
    why = [
        Why(
            start=mention.start,
            end=mention.end,
            amount_text=text[mention.start : mention.end],
            is_pay=mention.verdict.is_pay,
            reason="repeat" if mention.is_repeat else "" if mention.verdict.is_pay else mention.verdict.reason,
            rules=tuple(dict.fromkeys((*mention.verdict.rules, *mention.rules))),
        )
        for mention in mentions
    ]
    return Reading(claims=tuple(claims), not_pay=tuple(not_pay), why=tuple(why))


def _claim(
    article_id: str,
    text: str,
    mention: Mention,
    quotes: claims_voice.Quotes,
    names: dict[int, str],
    gazetteer: Gazetteer | None,
) -> PayClaim:
    money = mention.money
    return PayClaim(
        id=claim_record_id(
            article_id,
            start=mention.start,
            end=mention.end,
            amount_min=mention.low,
            amount_max=mention.high,
            currency=money.currency,
            unit=mention.unit,
        ),
        article_id=article_id,
        claim_id=names[id(mention)],
        start=mention.start,
        end=mention.end,
        amount_text=text[mention.start : mention.end],
        sent_start=mention.sent_start,
        sent_end=mention.sent_end,
        amount_min=mention.low,
        amount_max=mention.high,
        bound=mention.bound,
        approx=money.approx,
        currency=money.currency,
        unit=mention.unit,
        unit_implied=mention.unit_implied,
        kind=mention.kind,
        change_role=mention.role,
        linked_to=names.get(id(mention.partner)) if mention.partner is not None else None,
        payer=mention.payer,
        payer_alt=mention.payer_alt,
        payer_optional=mention.payer_optional,
        payer_id=gazetteer.resolve(mention.payer) if gazetteer is not None and mention.payer else None,
        worker=mention.worker,
        project=mention.project,
        location=mention.location,
        time=mention.time,
        attribution=mention.attribution,
        quote=quotes.hold(mention.start, mention.end),
        modality=mention.modality,
        alt=mention.alt,
        rule_ids=tuple(dict.fromkeys((*mention.verdict.rules, *mention.rules))),
        extractor_version=VERSION,
        confidence=confidence_of(mention) if mention.confidence is None else mention.confidence,
    )
