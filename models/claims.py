"""Turn an article into pay claims: who is paid how much, by whom, for what, when, and who says so.

In: text, title, publication date. Out: claims as `docs/pay-claims.md` defines them, the money that is not pay with
the reason, and for every amount the rules that decided. Text without money costs a scan and loads no model.
Nothing is refused as a whole: an amount that cannot be judged is listed as not pay with its rule.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from models import (
    claims_change,
    claims_kind,
    claims_modality,
    claims_time,
    claims_unit,
    claims_voice,
)
from models.claims_bound import set_ends
from models.claims_confidence import confidence_of
from models.claims_fill import fill_people
from models.claims_handles import NO_HANDLES, Handles
from models.claims_lean import follow_the_talk, lean_on_neighbours
from models.claims_links import link_claims
from models.claims_mention import Mention
from models.claims_names import firms_by_sentence, known_names, mark_bare_names, mark_names
from models.claims_pay import judge, name_reason
from models.claims_quotes import Quotes, find_quotes
from models.claims_scan import scan
from models.claims_why import Why, said_of, why_of
from models.gazetteer import Gazetteer
from pipeline.contracts import TextInput
from pipeline.filters import Reply
from pipeline.records import Attribution, NotPay, PayClaim, claim_record_id

VERSION = "claims-2"
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that an article says about money."""

    claims: tuple[PayClaim, ...]
    not_pay: tuple[NotPay, ...]
    why: tuple[Why, ...]


class Judge(Protocol):
    """Who weighs what the rules found: the trained reader, or a teacher that knows the answers."""

    version: str
    """What `PayClaim.extractor_version` says of it, after the version of the rules."""

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
    names, projects = known_names(text, title=title, gazetteer=gazetteer) if gazetteer is not None else ((), ())
    mark_names(trees, names)
    mark_bare_names(trees)
    firms = firms_by_sentence(names, spans, text)
    for mention in mentions:
        mention.firms = firms.get(mention.sentence, ())
        if not mention.verdict.rules:
            sentence = mention.before + text[mention.start : mention.end] + mention.after
            mention.verdict = judge(
                mention.money, mention.frame, sentence=sentence, left=mention.left, right=mention.right
            )
    lean_on_neighbours(mentions)
    follow_the_talk(mentions)
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
        set_ends(mention)
    claims_unit.fill_units(taken, mentions)
    headed = known_names(title, title="", gazetteer=gazetteer)[0] if gazetteer is not None and taken else ()
    fill_people(
        taken,
        text,
        title,
        spans,
        trees,
        names,
        projects,
        headed={name.text: name.entity_id for name in headed},
        clients={one.id for one in gazetteer.entities if one.type == "client"} if gazetteer is not None else (),
        owners={one.id: one.owner_id for one in gazetteer.entities if one.owner_id} if gazetteer is not None else {},
    )
    for mention in taken:
        mention.time = (
            claims_time.time_of(mention.left, mention.right, published=day)
            if mention.low is None or mention.role != "from" or mention.money.join != "to"
            else None
        )
    claims_change.settle_times(taken, day)
    quotes = find_quotes(text)
    _hear_voices(taken, text, quotes)
    by_rules = {id(mention): said_of(mention) for mention in taken}
    if judge_by is not None:
        judge_by.settle(taken, title=title, text=text)
    claims_change.share_changes(taken)
    claims_change.share_kinds(taken)
    firm_names = {text[name.start : name.end].lower() for name in names}
    for mention in taken:
        if mention.worker is not None and mention.worker.lower() in firm_names:
            mention.worker = None
    kept = _without_repeats(taken)
    claim_ids = {id(mention): f"c{number}" for number, mention in enumerate(kept, start=1)}
    handles = Handles.of(text) if kept else NO_HANDLES
    version = version_of(judge_by)
    claims = link_claims(
        [_claim(article_id, text, mention, quotes, claim_ids, handles, version) for mention in kept],
        title=title,
        text=text,
        spans=spans,
        gazetteer=gazetteer,
        by_law={claim_ids[id(mention)] for mention in kept if mention.is_statutory},
    )
    return Reading(
        claims=claims,
        not_pay=tuple(_not_pay(article_id, text, mention) for mention in mentions if not mention.verdict.is_pay),
        why=tuple(
            why_of(mention, text, by_rules=by_rules.get(id(mention)), claim_id=claim_ids.get(id(mention)))
            for mention in mentions
        ),
    )


def version_of(judge_by: Judge | None) -> str:
    """Return what `PayClaim.extractor_version` says: the version of the rules, and of who judged by them.

    >>> version_of(None) == VERSION
    True
    """
    return VERSION if judge_by is None else f"{VERSION}+{judge_by.version}"


def read_line(record: TextInput, *, gazetteer: Gazetteer | None = None, judge_by: Judge | None = None) -> Reading:
    """Read one line of the filter's input."""
    return read_claims(
        article_id=str(record.id),
        title=record.title,
        text=record.text,
        published=record.published,
        gazetteer=gazetteer,
        judge_by=judge_by,
    )


def answer_claims(record: TextInput, *, gazetteer: Gazetteer | None = None, judge_by: Judge | None = None) -> Reply:
    """Answer one line of `laborwire claims`."""
    reading = read_line(record, gazetteer=gazetteer, judge_by=judge_by)
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
        "payer_id": claim.payer_id,
        "payer_candidates": [
            {"entity_id": one.entity_id, "name": one.name, "reason": one.reason, "distance": one.distance}
            for one in claim.payer_candidates
        ],
        "worker": claim.worker,
        "role_id": claim.role_id,
        "project": claim.project,
        "project_id": claim.project_id,
        "location": claim.location,
        "place_id": claim.place_id,
        "country": claim.country,
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


def _hear_voices(taken: list[Mention], text: str, quotes: Quotes) -> None:
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
            # A bar is the same bar for "actors" and for "an actor".
            "" if mention.is_statutory else (mention.worker or "").lower(),
            mention.location,
        )
        if key in seen and mention.role is None:
            mention.is_repeat = True
            continue
        seen.add(key)
        out.append(mention)
    return out


def _not_pay(article_id: str, text: str, mention: Mention) -> NotPay:
    return NotPay(
        article_id=article_id,
        start=mention.start,
        end=mention.end,
        text=text[mention.start : mention.end],
        reason=mention.verdict.reason,
        amount_min=None if mention.money.bound in ("up_to", "under") else mention.money.low,
        amount_max=None if mention.money.bound in ("at_least", "over", "as_low_as") else mention.money.high,
        currency=mention.money.currency,
        unit=mention.money.unit,
    )


def _claim(
    article_id: str,
    text: str,
    mention: Mention,
    quotes: Quotes,
    claim_ids: dict[int, str],
    handles: Handles,
    version: str,
) -> PayClaim:
    money = mention.money
    payer = None if mention.payer is not None and handles.is_poster(mention.payer) else mention.payer
    said = mention.attribution
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
        claim_id=claim_ids[id(mention)],
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
        linked_to=claim_ids.get(id(mention.partner)) if mention.partner is not None else None,
        payer=payer,
        payer_alt=tuple(name for name in mention.payer_alt if not handles.is_poster(name)),
        payer_optional=mention.payer_optional and payer is not None,
        worker=handles.without(mention.worker) if mention.worker else mention.worker,
        project=mention.project,
        location=mention.location,
        time=mention.time,
        attribution=Attribution(type=said.type, name=handles.without(said.name)) if said.name else said,
        quote=quotes.hold(mention.start, mention.end),
        modality=mention.modality,
        alt=mention.alt,
        rule_ids=tuple(dict.fromkeys((*mention.verdict.rules, *mention.rules))),
        extractor_version=version,
        confidence=confidence_of(mention) if mention.confidence is None else mention.confidence,
    )
