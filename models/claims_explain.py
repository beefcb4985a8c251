"""Say why each amount of a text was taken for pay or refused, and how each field of a claim came to its value.

In: a text, its reading (`models.claims.read_claims`). Out: plain text for people, one paragraph an amount: its
sentence with the amount between >> and <<, the rules with their weights, how sure the trained reader is, and for a
claim the fields, what the rules alone had said where that differs, the payer candidates and the parts of its
confidence. Nothing here decides anything.
"""

from collections.abc import Iterator, Mapping
from math import exp

from models.claims import Judge, Reading, read_line
from models.claims_confidence import RULES_ALONE
from models.claims_evidence import THRESHOLD
from models.claims_why import Why
from models.gazetteer import Gazetteer
from pipeline.contracts import TextInput
from pipeline.filters import Reply
from pipeline.records import PayClaim

# Words on each side of an amount beyond which a "sentence" is a list or a table.
MAX_SIDE = 300
# Parts of a confidence that are smaller move it by less than a hundredth.
LEAST_PART = 0.04

_FOUND = {
    "grammar": "stands in an employer's place beside the amount",
    "clause": "stands in an employer's place in the amount's clause",
    "sentence": "the nearest employer of its sentence",
    "carried": "payer of the amount before it in the sentence",
    "alone": "stands alone before the amount",
    "near": "payer of the amount before it in the paragraph",
    "around": "the one employer named around it",
    "known": "a known firm, and the only one near it",
    "only": "the one known firm of its sentence, which may have workers",
    "text": "the one employer that title or text are about",
    "described": "described, not named",
    "reader": "the trained reader points at it",
    "elsewhere": "the words beside the amount place the work elsewhere",
    "none": "nobody is named near it who may pay",
}


def explain_claims(
    record: TextInput,
    *,
    gazetteer: Gazetteer | None = None,
    judge_by: Judge | None = None,
    weights: Mapping[str, float] = RULES_ALONE,
) -> Reply:
    """Answer one line of `laborwire claims --explain`: the key `explanation` holds the text.

    Args:
        weights: of the confidence of claims that the trained reader has weighed.
    """
    reading = read_line(record, gazetteer=gazetteer, judge_by=judge_by)
    return {"explanation": explain(reading, title=record.title, text=record.text, weights=weights)}


def explain(reading: Reading, *, title: str, text: str, weights: Mapping[str, float] = RULES_ALONE) -> str:
    """Return why each amount of a text is a claim or none, as plain text."""
    claims = {claim.claim_id: claim for claim in reading.claims}
    taken = f"{len(claims)} of {len(reading.why)} amounts are claims" if reading.why else "no amount of money found"
    lines = [" - ".join(part for part in (_plain(title), taken) if part)]
    for number, why in enumerate(reading.why, start=1):
        lines += ["", f"{number}. {_verdict(why, claims)}", f"   {_sentence(text, why)}"]
        lines += [f"   {line}" for line in _evidence(why)]
        if why.claim_id is not None:
            lines += [f"   {line}" for line in _fields(claims[why.claim_id], why)]
            lines += [f"   {line}" for line in _confidence(claims[why.claim_id], why, weights)]
    return "\n".join(lines)


def _verdict(why: Why, claims: Mapping[str, PayClaim]) -> str:
    amount = f'"{_plain(why.amount_text)}"'
    if why.claim_id is not None:
        return f"{amount} is pay: claim {why.claim_id}, confidence {claims[why.claim_id].confidence:.2f}"
    if why.is_pay:
        return f"{amount} is pay that a claim before it has already stated: no claim of its own"
    return f"{amount} is not pay: {why.reason}"


def _sentence(text: str, why: Why) -> str:
    before, after = text[why.sent_start : why.start], text[why.end : why.sent_end]
    before = before if len(before) <= MAX_SIDE else "..." + before[-MAX_SIDE:]
    after = after if len(after) <= MAX_SIDE else after[:MAX_SIDE] + "..."
    return _plain(f"{before}>>{text[why.start : why.end]}<<{after}")


def _evidence(why: Why) -> Iterator[str]:
    say = "pay" if why.score >= THRESHOLD else "not pay"
    yield (
        f"rules       {say}: {why.score:+g}, and pay begins at {THRESHOLD:+g}"
        if why.steps
        else "rules       none fired"
    )
    for step in why.steps:
        yield f"  {float(step.weight):+5g}  {step.rule}" + (f" (speaks for {step.reason})" if step.reason else "")
    if why.chance is None:
        yield "reader      was not asked: the rules decide"
    else:
        yield f"reader      {'pay' if why.is_pay else 'not pay'}: chance of pay {why.chance:.2f}"


def _fields(claim: PayClaim, why: Why) -> Iterator[str]:
    low, high = (None if end is None else format(end, "f") for end in (claim.amount_min, claim.amount_max))
    ends = low if low == high else f"{low or '..'} to {high or '..'}"
    yield f"amount      {ends} {claim.currency}, {'about, ' if claim.approx else ''}{claim.bound}"
    beside = (
        f'stands beside the amount ("{_plain(why.unit_word)}")' if why.unit_word else "follows from what is around it"
    )
    unit = "nothing says it" if claim.unit == "unknown" else beside
    yield f"unit        {claim.unit}: {unit}{_doubts(why, 'unit')}"
    yield f"kind        {claim.kind}{_doubts(why, 'kind')}"
    if claim.change_role is not None or _asked(why, "role"):
        link = f", linked to {claim.linked_to}" if claim.linked_to else ""
        yield f"change      {claim.change_role or 'none'}{link}{_doubts(why, 'role')}"
    yield f"payer       {_named(claim.payer, claim.payer_id)}: {_why_payer(claim, why)}{_doubts(why, 'payer')}"
    for rank, candidate in enumerate(claim.payer_candidates, start=1):
        yield (
            f"  perhaps {rank}  {candidate.name} ({candidate.entity_id}): {candidate.reason}, "
            f"{candidate.distance} sentences away"
        )
    yield f"worker      {_named(claim.worker, claim.role_id)}{_doubts(why, 'worker')}"
    if claim.project:
        yield f"project     {_named(claim.project, claim.project_id)}"
    place = ", ".join(part for part in (claim.place_id, claim.country) if part)
    yield f"location    {_named(claim.location, place)}{_doubts(why, 'location')}"
    yield f"time        {claim.time or 'none: no time is given for this amount'}"
    voice = claim.attribution.type + (f' "{_plain(claim.attribution.name)}"' if claim.attribution.name else "")
    yield f"said by     {voice}{', in quotation marks' if claim.quote else ''}{_doubts(why, 'attribution')}"
    yield f"modality    {claim.modality}{_doubts(why, 'modality')}"
    shown = {step.rule for step in why.steps}
    others = [rule for rule in claim.rule_ids if rule not in shown and not rule.startswith("reader.")]
    if others:
        yield f"by          {', '.join(others)}"


def _why_payer(claim: PayClaim, why: Why) -> str:
    if claim.payer is None and claim.kind == "statutory_minimum":
        return "a law sets the amount"
    if claim.payer is None and any(answer.field == "payer" and answer.rules_say for answer in why.answers):
        return "the trained reader does not take the rules' word for it"
    return _FOUND.get(why.payer_source, why.payer_source) + (", optional" if claim.payer_optional else "")


def _named(words: str | None, known: str | None) -> str:
    return (_plain(words) if words else "none") + (f" ({known})" if known else "")


def _doubts(why: Why, field: str) -> str:
    """Return how sure the trained reader is, and what the rules alone had said where it is something else."""
    answer = next((answer for answer in why.answers if answer.field == field), None)
    if answer is None:
        return ""
    # Of no payer the reader says nothing: its chance is that of the best name.
    sure = f"; reader {answer.chance:.2f}" if answer.chance is not None and answer.value else ""
    other = f"; the rules said {_plain(answer.rules_say) or 'none'}" if answer.rules_say != answer.value else ""
    return sure + other


def _asked(why: Why, field: str) -> bool:
    return any(answer.field == field and answer.rules_say != answer.value for answer in why.answers)


def _confidence(claim: PayClaim, why: Why, weights: Mapping[str, float]) -> Iterator[str]:
    applied = weights if why.is_read else RULES_ALONE
    parts = {name: applied.get(name, 0.0) * value for name, value in why.findings}
    likely = 1 / (1 + exp(-sum(parts.values())))
    held = (
        f", from {likely:.2f}: a payer is missing or the currency guessed" if likely - claim.confidence > 0.01 else ""
    )
    yield f"confidence  {claim.confidence:.2f}{held}"
    for name, part in sorted(parts.items(), key=lambda pair: -abs(pair[1])):
        if abs(part) >= LEAST_PART:
            yield f"  {part:+5.2f}  {name}"


def _plain(words: str | None) -> str:
    """Return words on one line."""
    return " ".join((words or "").split())
