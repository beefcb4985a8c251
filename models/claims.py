"""Turn an article into pay claims: who is paid how much, by whom, for what, when, and who says so.

In: text, title, publication date. Out: claims as `docs/pay-claims.md` defines them, the money that is not pay with
the reason, and for every amount the rules that decided. Text without money costs a scan and loads no model.
Limits: at most MAX_PARSED sentences of one text are parsed (a longer list of prices is no article); amounts beyond
them are refused with the rule "limit.sentences", never silently.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models import claims_change, claims_kind, claims_people, claims_time, claims_voice
from models.claims_frame import read_frame
from models.claims_mention import Mention
from models.claims_parse import MAX_SENTENCE, Tree, parse_sentences
from models.claims_pay import dollars, judge
from models.claims_words import places_in
from models.money import Money, find_money
from pipeline.contracts import TextInput
from pipeline.filters import Reply
from pipeline.records import AltAmount, NotPay, NotPayReason, PayClaim, claim_record_id
from pipeline.sentences import sentence_spans

VERSION = "claims-1"
MAX_PARSED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What was decided about one amount, and by which rules."""

    start: int
    end: int
    amount_text: str
    is_pay: bool
    reason: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that an article says about money."""

    claims: tuple[PayClaim, ...]
    not_pay: tuple[NotPay, ...]
    why: tuple[Why, ...]


def read_claims(*, article_id: str, title: str, text: str, published: date | datetime | None) -> Reading:
    """Return the pay claims of one article, and the money in it that is not pay.

    Args:
        text: offsets of the result are characters into it.
        published: relative times ("last year") resolve against it; without it they are left out.
    """
    day = published.date() if isinstance(published, datetime) else published
    money = find_money(text)
    if not money:
        return Reading(claims=(), not_pay=(), why=())
    places = places_in(text)
    background = [place.country for place in places_in(title)] + [place.country for place in places]
    if places or background:
        starts = [place.start for place in places]
        near = _nearness(places, starts, background)
        money = find_money(text, countries_at=near)
    mentions = _mentions(text, money)
    trees = _parse(text, mentions)
    for mention in mentions:
        mention.verdict = judge(
            mention.money,
            mention.frame,
            sentence=text[mention.sent_start : mention.sent_end],
            before=mention.before,
            after=mention.after,
            title=title,
        )
    _carry_pay(mentions)
    taken = [mention for mention in mentions if mention.verdict.is_pay]
    _fill(taken, text, title, day, trees)
    taken = _without_repeats(taken)
    return _reading(article_id, text, mentions, taken)


def answer_claims(record: TextInput) -> Reply:
    """Answer one line of `laborwire claims`."""
    reading = read_claims(article_id=str(record.id), title=record.title, text=record.text, published=record.published)
    return {
        "claims": [claim_json(claim) for claim in reading.claims],
        "not_pay": [{"start": item.start, "end": item.end, "reason": item.reason} for item in reading.not_pay],
    }


def claim_json(claim: PayClaim) -> dict[str, object]:
    """Return a claim as the contract spells it: amounts as plain decimal strings."""

    def written(value: Decimal | None) -> str | None:
        return None if value is None else format(value, "f")

    return {
        "id": claim.id, "claim_id": claim.claim_id, "start": claim.start, "end": claim.end, "amount_text": claim.amount_text,
        "sent_start": claim.sent_start, "sent_end": claim.sent_end, "amount_min": written(claim.amount_min), "amount_max": written(claim.amount_max),
        "bound": claim.bound, "approx": claim.approx, "currency": claim.currency, "unit": claim.unit, "unit_implied": claim.unit_implied,
        "kind": claim.kind, "change_role": claim.change_role, "linked_to": claim.linked_to, "payer": claim.payer, "payer_alt": list(claim.payer_alt),
        "payer_optional": claim.payer_optional, "worker": claim.worker, "project": claim.project, "location": claim.location, "time": claim.time,
        "attribution": {"type": claim.attribution.type, "name": claim.attribution.name}, "quote": claim.quote, "modality": claim.modality,
        "alt": [{"amount_min": written(item.amount_min), "amount_max": written(item.amount_max), "currency": item.currency} for item in claim.alt],
        "confidence": claim.confidence, "rule_ids": list(claim.rule_ids), "extractor_version": claim.extractor_version,
    }  # fmt: skip


def _nearness(places: Sequence[object], starts: list[int], background: list[str]):  # type: ignore[no-untyped-def]
    from bisect import bisect_left

    def countries_at(position: int) -> list[str]:
        middle = bisect_left(starts, position)
        close = [place for place in places[max(0, middle - 4) : middle + 4] if abs(place.start - position) <= 200]  # type: ignore[attr-defined]
        close.sort(key=lambda place: abs(place.start - position))  # type: ignore[attr-defined]
        return [place.country for place in close] + background[:8]  # type: ignore[attr-defined]

    return countries_at


def _mentions(text: str, money: list[Money]) -> list[Mention]:
    spans = sentence_spans(text)
    mentions: list[Mention] = []
    position = 0
    for item in money:
        while position + 1 < len(spans) and spans[position][1] <= item.start:
            position += 1
        start, end = spans[position] if spans else (item.start, item.end)
        last = position
        while end < item.end and last + 1 < len(spans):
            last += 1
            end = spans[last][1]
        start, end = min(start, item.start), max(end, item.end)
        if mentions and mentions[-1].money.end > item.start:
            continue
        if mentions and _is_alt(text, mentions[-1].money, item):
            previous = mentions[-1]
            amounts = AltAmount(amount_min=item.low, amount_max=item.high, currency=item.currency)
            previous.alt = (*previous.alt, amounts)
            if previous.money.unit is None and item.unit is not None:
                previous.unit = item.unit
            _GAPS.setdefault(id(previous), []).append(_alt_gap(text, previous.money, item))
            continue
        left = max(start, item.start - MAX_SENTENCE)
        mentions.append(
            Mention(
                money=item,
                sentence=position,
                sent_start=start,
                sent_end=end,
                before=text[left : item.start],
                after=text[item.end : min(end, item.end + MAX_SENTENCE)],
                start=item.start,
                end=item.end,
            )
        )
    return mentions


_GAPS: dict[int, list[tuple[int, int]]] = {}
_ALT_OPEN = re.compile(
    r"^\s?[(\[](?:about|roughly|around|or|approximately|just over|just under|nearly|some|=|~|≈|worth|equivalent to|the equivalent of|equal to|i\.e\.|\s)*$",
    re.I,
)
_ALT_WORDS = re.compile(
    r"^\s?[,—–]?\s?(?:or|which (?:is|was|comes to|works out (?:at|to)|equals|amounts to|converts to|came to)|equivalent to|the equivalent of|equal to|i\.e\.|that is|worth)\s(?:about|roughly|around|approximately|just over|just under|nearly|some|only|barely|\s)*$",
    re.I,
)
_ALT_COMMA = re.compile(r"^\s?,\s(?:about|roughly|around|approximately|nearly|some)\s$", re.I)
_ALT_MORE = re.compile(r"^\s?[;,/]\s?(?:or |about |roughly |around )*$", re.I)


def _is_alt(text: str, first: Money, second: Money) -> bool:
    if first.currency == second.currency:
        return False
    gap = text[first.end : second.start]
    if len(gap) > 40:
        return False
    if _ALT_OPEN.match(gap) or (first.end < second.start and _ALT_OPEN.match(gap.split(")")[0])):
        return True
    if _ALT_WORDS.match(gap) or _ALT_COMMA.match(gap):
        return True
    return bool(_ALT_MORE.match(gap) and "(" in text[max(0, first.start - 3) : first.start])


def _alt_gap(text: str, first: Money, second: Money) -> tuple[int, int]:
    end = second.end
    if "(" in text[first.end : second.start] and text[end : end + 1] == ")":
        end += 1
    return first.end, end


def _parse(text: str, mentions: list[Mention]) -> list[Tree]:
    groups: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        left, right = mention.sent_start, mention.sent_end
        if right - left > MAX_SENTENCE:
            left, right = max(left, mention.start - MAX_SENTENCE // 3), min(right, mention.end + MAX_SENTENCE // 3)
        groups.setdefault((left, right), []).append(mention)
    chosen = list(groups.items())[:MAX_PARSED]
    for _, group in list(groups.items())[MAX_PARSED:]:
        for mention in group:
            mention.verdict.add("limit.sentences", -9, "other")
    if not chosen:
        return []
    trees = parse_sentences(
        text,
        (
            (left, right, [m.money for m in group], [gap for m in group for gap in _GAPS.pop(id(m), [])])
            for (left, right), group in chosen
        ),
    )
    for tree, (_, group) in zip(trees, chosen, strict=True):
        for number, mention in enumerate(group):
            mention.tree = tree
            mention.frame = read_frame(tree, number)
    return trees


def _carry_pay(mentions: list[Mention]) -> None:
    """Let an amount without words of its own follow its neighbour: "$12, $13 or $14 an hour", "and coders $40"."""
    for order in (mentions, mentions[::-1]):
        for previous, mention in zip(order, order[1:], strict=False):
            verdict = mention.verdict
            if (
                previous.sentence == mention.sentence
                and previous.verdict.is_pay
                and not verdict.is_pay
                and verdict.worst > Decimal("-2")
            ):
                ratio = max(previous.money.high, Decimal("0.01")) / max(mention.money.high, Decimal("0.01"))
                linked = mention.frame is not None and mention.frame.coordinated_with is not None
                if linked or (verdict.score > Decimal("-1") and Decimal("0.02") < ratio < Decimal(50)):
                    verdict.add("carry.neighbour", 3)


def _fill(taken: list[Mention], text: str, title: str, day: date | None, trees: list[Tree]) -> None:
    for mention in taken:
        claims_kind.decide_unit(mention)
        claims_kind.decide_kind(mention)
    claims_change.link_changes(taken)
    taken[:] = _split_pairs(taken)
    for mention in taken:
        _amounts(mention)
    _carry_units(taken)
    employer = claims_people.only_employer(text, title, trees)
    previous: Mention | None = None
    for mention in taken:
        carried = (
            previous.payer
            if previous is not None and previous.sentence == mention.sentence and previous.kind != "statutory_minimum"
            else None
        )
        payer = claims_people.find_payer(mention, text, carried or employer)
        mention.payer, mention.payer_optional = payer.name, payer.optional
        mention.worker = claims_people.find_worker(mention, payer.name)
        mention.location = claims_people.find_location(mention, text, title=title)
        mention.time = _time(mention, day)
        mention.project = _project(mention)
        previous = mention


def _amounts(mention: Mention) -> None:
    if mention.low is not None or mention.high is not None:
        return
    money = mention.money
    low: Decimal | None = money.low
    high: Decimal | None = money.high
    if mention.bound in ("up_to", "under"):
        low = None
    elif mention.bound in ("at_least", "over", "as_low_as"):
        high = None
    mention.low, mention.high = low, high


def _split_pairs(taken: list[Mention]) -> list[Mention]:
    """Turn "from $21 to $16 per hour" under a change into two linked mentions."""
    from models.claims_words import load_words

    out: list[Mention] = []
    for mention in taken:
        money = mention.money
        changes = load_words().verbs["change"]
        nouns = re.search(
            r"\b(?:rise|raise|increase|cut|drop|fall|jump|hike|change|move|reduction|decline|bump)\b[^.;]{0,30}\bfrom\s*$",
            mention.before,
            re.I,
        )
        verbs = mention.frame is not None and any(verb.lemma in changes for verb in mention.frame.chain[:2])
        if (
            len(money.parts) == 2
            and money.join == "to"
            and money.mark != "figures"
            and money.cue == "from"
            and (verbs or nouns or money.parts[0].value > money.parts[1].value)
        ):
            first, second = money.parts
            halves = []
            for part, role in ((first, "from"), (second, "to")):
                half = Mention(
                    money=money,
                    sentence=mention.sentence,
                    sent_start=mention.sent_start,
                    sent_end=mention.sent_end,
                    before=mention.before,
                    after=mention.after,
                    tree=mention.tree,
                    frame=mention.frame,
                    verdict=mention.verdict,
                    start=part.start,
                    end=part.end,
                    unit=part.unit or mention.unit,
                    kind="change",
                )
                half.role = "from" if role == "from" else "to"
                half.low = half.high = part.value
                half.unit_implied = part.unit is None
                half.bound = "exact"
                half.rules = ["change.from_to"]
                halves.append(half)
            halves[0].partner, halves[1].partner = halves[1], halves[0]
            out.extend(halves)
        else:
            out.append(mention)
    return out


def _carry_units(taken: list[Mention]) -> None:
    for order in (taken, taken[::-1]):
        source: Mention | None = None
        for mention in order:
            if (
                mention.unit == "unknown"
                and source is not None
                and abs(source.sentence - mention.sentence) <= 1
                and _alike(source, mention)
            ):
                mention.unit, mention.unit_implied = source.unit, True
            if mention.unit != "unknown":
                source = mention
    for mention in taken:
        if mention.unit == "unknown":
            claims_kind.decide_implied_unit(mention)


def _alike(source: Mention, mention: Mention) -> bool:
    if (source.kind == "bonus") != (mention.kind == "bonus") and mention.kind in ("bonus", "owed"):
        return False
    if source.kind in ("owed", "bonus") or mention.kind == "owed":
        return False
    a, b = dollars(source.money.high, source.money.currency), dollars(mention.money.high, mention.money.currency)
    if not a or not b:
        return False
    return source.role == mention.role == "delta" or mention.role == "delta" or Decimal("0.08") < a / b < Decimal(12)


def _time(mention: Mention, day: date | None) -> str | None:
    before = re.split(r";|\band (?=\S+ \d)|\bby the\b", mention.before)[-1] if False else mention.before
    after = mention.after
    future = bool(re.search(r"\b(?:will|to be|from)\b", before[-80:] + after[:40]))
    left = before[-160:]
    stop = re.search(r"[;]", left[::-1])
    if stop:
        left = left[len(left) - stop.start() :]
    right = re.split(r"[;]|\band\b|, (?:while|but)", after)[0][:80]
    late = claims_time.find_times(right, published=day, is_future=future)
    early = claims_time.find_times(left, published=day, is_future=future)
    if late and late[0][0] < 45:
        return late[0][2]
    if early:
        return early[-1][2]
    return late[0][2] if late else None


_PROJECT = re.compile(
    r"\b(?:Project|Operation|Programme|Program)\s[A-Z][\w-]+|\b[A-Z][\w-]+\s(?:Project|Programme|Program|Fellowship)\b"
)


def _project(mention: Mention) -> str | None:
    match = _PROJECT.search(mention.before + " " + mention.after)
    return match.group() if match else None


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
            mention.role,
        )
        if key in seen and mention.role is None:
            continue
        seen.add(key)
        out.append(mention)
    return out


def _reading(article_id: str, text: str, mentions: list[Mention], taken: list[Mention]) -> Reading:
    quotes = claims_voice.quoted_spans(text)
    names = {id(mention): f"c{number}" for number, mention in enumerate(taken, start=1)}
    claims: list[PayClaim] = []
    for mention in taken:
        attribution = claims_voice.attribution_of(mention, text, quotes)
        linked = names.get(id(mention.partner)) if mention.partner is not None else None
        money = mention.money
        claims.append(
            PayClaim(
                id=claim_record_id(article_id, start=mention.start, end=mention.end, amount_min=mention.low, amount_max=mention.high, currency=money.currency, unit=mention.unit),
                article_id=article_id, claim_id=names[id(mention)], start=mention.start, end=mention.end, amount_text=text[mention.start : mention.end],
                sent_start=mention.sent_start, sent_end=mention.sent_end, amount_min=mention.low, amount_max=mention.high, bound=mention.bound,
                approx=money.approx, currency=money.currency, unit=mention.unit, unit_implied=mention.unit_implied, kind=mention.kind, change_role=mention.role,
                linked_to=linked, payer=mention.payer, payer_alt=mention.payer_alt, payer_optional=mention.payer_optional, worker=mention.worker,
                project=mention.project, location=mention.location, time=mention.time, attribution=attribution,
                quote=claims_voice.is_quoted(quotes, mention.start, mention.end), modality=claims_voice.modality_of(mention, attribution), alt=mention.alt,
                rule_ids=tuple(dict.fromkeys((*mention.verdict.rules, *mention.rules))), extractor_version=VERSION,
                confidence=float(min(Decimal("0.99"), Decimal("0.5") + mention.verdict.score / 20)),
            )
        )  # fmt: skip
    kept = {id(mention.verdict) for mention in taken}
    not_pay, why = [], []
    for mention in mentions:
        reason: NotPayReason = mention.verdict.reason
        if not mention.verdict.is_pay:
            not_pay.append(
                NotPay(
                    article_id=article_id,
                    start=mention.start,
                    end=mention.end,
                    text=text[mention.start : mention.end],
                    reason=reason,
                )
            )
        why.append(
            Why(start=mention.start, end=mention.end, amount_text=text[mention.start : mention.end], is_pay=mention.verdict.is_pay,
                reason="" if mention.verdict.is_pay and id(mention.verdict) in kept else ("repeat" if mention.verdict.is_pay else reason), rules=tuple(mention.verdict.rules))
        )  # fmt: skip
    return Reading(claims=tuple(claims), not_pay=tuple(not_pay), why=tuple(why))
