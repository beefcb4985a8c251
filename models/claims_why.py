"""Keep how each amount of a text was judged, for those who ask why: rules with weights, reader, fields, confidence.

In: an amount before and after the trained reader had its say. Out: one record an amount, which `models.claims_explain`
puts into words. It is made for every text, so it holds only what lies ready.
"""

from dataclasses import dataclass

from models.claims_confidence import features
from models.claims_evidence import Step
from models.claims_mention import Mention

Said = dict[str, str]
"""Field to what it was said to be; "" for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How one field of a claim came to its value."""

    field: str
    value: str
    rules_say: str
    """What the rules alone had found; "" for nothing."""
    chance: float | None
    """How likely the trained reader holds `value`, 0 to 1; None where it was not asked."""


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
    sent_start: int
    sent_end: int
    steps: tuple[Step, ...]
    """The evidence of the rules for and against pay, in the order in which it was found."""
    score: float
    """Their sum."""
    chance: float | None
    """How likely the trained reader holds it for pay, 0 to 1; None where it was not asked."""
    claim_id: str | None
    """The claim it became."""
    answers: tuple[Answer, ...]
    unit_word: str
    """The unit as it stands beside the amount; empty when none does."""
    payer_source: str
    """How the payer was found: see `models.claims_payer.Payer`."""
    findings: tuple[tuple[str, float], ...]
    """What the confidence of a claim is made of: `models.claims_confidence.features`."""
    is_read: bool
    """Whether the trained reader weighed the claim, too."""


def said_of(mention: Mention) -> Said:
    """Return what now stands in the fields about which rules and trained reader may differ."""
    return {
        "unit": mention.unit,
        "kind": mention.kind,
        "role": mention.role or "",
        "modality": mention.modality,
        "attribution": mention.attribution.type,
        "payer": mention.payer or "",
        "worker": mention.worker or "",
        "location": mention.location or "",
    }


def why_of(mention: Mention, text: str, *, by_rules: Said | None, claim_id: str | None) -> Why:
    """Return how an amount was judged.

    Args:
        by_rules: what the rules had said of it before the trained reader; None for money that is not pay.
    """
    is_pay = mention.verdict.is_pay
    now = said_of(mention)
    return Why(
        start=mention.start,
        end=mention.end,
        amount_text=text[mention.start : mention.end],
        is_pay=is_pay,
        reason="repeat" if mention.is_repeat else "" if is_pay else mention.verdict.reason,
        rules=tuple(dict.fromkeys((*mention.verdict.rules, *mention.rules))),
        sent_start=mention.sent_start,
        sent_end=mention.sent_end,
        steps=tuple(mention.verdict.steps),
        score=float(mention.verdict.score),
        chance=mention.chances.get("pay"),
        claim_id=claim_id,
        answers=tuple(
            Answer(
                field=field, value=value, rules_say=(by_rules or {}).get(field, ""), chance=mention.chances.get(field)
            )
            for field, value in (now.items() if is_pay else ())
        ),
        unit_word=mention.money.unit_word if mention.money.unit is not None else "",
        payer_source=mention.payer_source,
        findings=tuple(features(mention).items()) if is_pay else (),
        is_read=mention.confidence is not None,
    )
