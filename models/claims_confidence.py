"""How likely a claim is right in amount, unit, payer and direction, from how it was found.

In: a claim that is decided. Out: a number between 0 and 1. The weights are a logistic regression over claims in texts
of authors from whom the trained reader had not learned (`models.pay_confidence`); each says something about reading:
a payer that the grammar names, a unit that stands beside the amount, a model that is sure of what now stands. A claim
whose sentence does not name the payer stays at or below _WITHOUT_PAYER: what is printed as it stands must say who
pays, and a payer from elsewhere in the article is the reader's commonest mistake.
So does one whose sentence names another known platform or employer as well: two firms and one figure are for a reader
to sort out. So does a bare "$" that was read as Australian or Canadian because of a place sentences away, a payer that
is merely the only known firm of its sentence, one that somebody applies to, one for whom the work is merely done (most
workers of this trade label for a client who does not pay them), and either half of a change whose halves go to
different people.
"""

import re
from collections.abc import Mapping
from math import exp, log

from models.claims_mention import Mention
from models.claims_names import are_kin
from models.claims_words import places_in
from models.money_currency import resolve

_MOST = 0.99
_WITHOUT_PAYER = 0.7
# Beyond this a probability of the model says no more: 0.98 or 0.9999 was as often right.
_SUREST = 4.0
_MOST_RIVALS = 2.0
# Before "for": who works for a firm is mostly paid by it.
_EMPLOYED = frozenset(
    {"work", "works", "worked", "working", "worker", "workers", "employee", "employees", "staff", "job", "jobs"}
)
# After the name: "the rate for Vellum's raters", "pay for Vellum raters".
# "She applied to Vellum": who does is paid by somebody else as yet, or by nobody.
_APPLIED = (
    r"(?:appl(?:y|ies|ied|ying|ications?) (?:to|with)|interview\w* (?:at|with|for)|poached by"
    r"|sign(?:s|ed|ing)? up (?:with|at|to))"
)
_NOT_ITS_PEOPLE = r"(?!['’]|\s+\w+(?:ers|ors|ists|ees|ants|staff)\b)"


def features(mention: Mention) -> dict[str, float]:
    """Return what the weights apply to."""
    source = mention.payer_source
    found = {
        "base": 1.0,
        "payer.grammar": float(source in ("grammar", "clause", "sentence", "alone")),
        "payer.near": float(source in ("near", "around", "carried")),
        "payer.text": float(source == "text"),
        "payer.reader": float(source == "reader"),
        "payer.law": float(mention.payer is None and mention.kind == "statutory_minimum"),
        "payer.none": float(mention.payer is None and mention.kind != "statutory_minimum"),
        "unit.beside": float(mention.money.unit is not None and not mention.unit_implied),
        "unit.unknown": float(mention.unit == "unknown"),
        "unit.project": float(mention.unit == "project"),
        "evidence": max(-4.0, min(float(mention.verdict.score), 8.0)) / 4,
        "change": float(mention.role is not None),
        "open": float(mention.bound not in ("exact", "range")),
    }
    for question in ("pay", "unit", "role", "kind", "payer"):
        found[f"sure.{question}"] = _log_odds(mention.chances.get(question, 0.5))
    found["payer.lead"] = mention.chances.get("payer_lead", 0.0)
    sentence = mention.before + " " + mention.after
    found["payer.in_sentence"] = float(mention.payer is not None and mention.payer in sentence)
    # Two figures of one payer side by side may be an old and a new one, or two groups' that were mixed up.
    found["rivals"] = min(mention.chances.get("rivals", 0.0), _MOST_RIVALS)
    # Rules and trained reader err in different places: where both say the same, it is right more often.
    for name in ("pay_agrees", "kind_agrees", "unit_agrees", "payers_agree"):
        found[name] = mention.chances.get(name, 0.0)
    return found


def _log_odds(chance: float) -> float:
    inside = min(max(chance, 1e-6), 1 - 1e-6)
    return max(-_SUREST, min(_SUREST, log(inside / (1 - inside))))


def _is_guessed_dollar(mention: Mention) -> bool:
    """Return whether a bare "$" was taken for another dollar than the American without a place in its sentence."""
    currency = mention.money.currency
    if mention.money.mark != "$" or currency == "USD":
        return False
    places = places_in(mention.before + " " + mention.after)
    return all(resolve("$", [place.country]) != currency for place in places)


def _names_payer(mention: Mention) -> bool:
    """Return whether the amount's sentence, or that of the other half of a change, names the payer."""
    if mention.payer is None:
        return False
    first = mention.payer.split()[0]
    halves = (mention,) if mention.partner is None else (mention, mention.partner)
    return any(first in one.before or first in one.after for one in halves)


def _has_rival(mention: Mention) -> bool:
    """Return whether the amount's sentence names another firm that is known to pay such workers."""
    own = [name for name in (mention.payer, *mention.payer_alt) if name]
    return any(not any(are_kin(firm, name) for name in own) for firm in mention.firms)


def _is_client(mention: Mention) -> bool:
    """Return whether the payer stands in its sentence only as the one for whom something is done."""
    if mention.payer is None:
        return False
    sentence, name = f"{mention.before} {mention.after}", re.escape(mention.payer)
    every = len(re.findall(rf"\b{name}\b", sentence))
    done_for = re.findall(rf"(?:\b(\w+)\s+)?\b(?:for|on behalf of)\s+(?:the\s+)?{name}\b{_NOT_ITS_PEOPLE}", sentence)
    return every > 0 and len(done_for) == every and not any(word.lower() in _EMPLOYED for word in done_for)


def _is_applied_to(mention: Mention) -> bool:
    """Return whether the payer stands in its sentence only as the one whom somebody wants to work for."""
    if mention.payer is None:
        return False
    sentence, name = f"{mention.before} {mention.after}", re.escape(mention.payer)
    applied = len(re.findall(rf"\b{_APPLIED} {name}\b", sentence))
    return 0 < applied == len(re.findall(rf"\b{name}\b", sentence))


def _is_for_others(mention: Mention) -> bool:
    """Return whether the two halves of a change go to different people: two rates, and nothing changed."""
    other = mention.partner
    if other is None:
        return False
    if mention.worker and other.worker and _head(mention.worker) != _head(other.worker):
        return True
    mine, theirs = _paid(mention), _paid(other)
    return mine is not None and theirs is not None and mine != theirs


def _paid(mention: Mention) -> str | None:
    """Return whom the amount's own verb pays."""
    frame = mention.frame
    given = [] if frame is None else [frame.receiver, frame.object]
    return next((one.lemma for one in given if one is not None and one.pos == "NOUN" and one.money is None), None)


def _head(worker: str) -> str:
    """Return the noun of a worker's description.

    >>> _head("Generalists in Kenya"), _head("its maths tutors")
    ('generalist', 'tutor')
    """
    noun = re.split(r"\s+(?:in|of|at|on|for|from|with|who)\b", worker.lower())[0].split()[-1:]
    return noun[0].removesuffix("s") if noun else ""


# For claims that the rules have read alone.
RULES_ALONE = {
    "base": -1.76,
    "payer.grammar": 1.67,
    "payer.near": 1.23,
    "payer.text": 0.62,
    "payer.law": 1.58,
    "unit.beside": 0.09,
    "unit.unknown": -1.31,
    "unit.project": -0.54,
    "evidence": 0.75,
    "change": 0.77,
    "open": -0.25,
}


def confidence_of(mention: Mention, weights: Mapping[str, float] = RULES_ALONE) -> float:
    """Return how likely the claim is right, between 0 and 1."""
    return round(min(chance_of_right(features(mention), weights), limit_of(mention)), 3)


def chance_of_right(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return how likely a claim is right by what `features` says of it."""
    total = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + exp(-total))


def limit_of(mention: Mention) -> float:
    """Return what the confidence in a claim may not exceed, whatever speaks for it."""
    is_payer_sure = mention.kind == "statutory_minimum" or (
        _names_payer(mention)
        and mention.payer_source != "only"
        and not _has_rival(mention)
        and not _is_client(mention)
        and not _is_applied_to(mention)
    )
    is_unsure = not is_payer_sure or _is_guessed_dollar(mention) or _is_for_others(mention)
    return _WITHOUT_PAYER if is_unsure else _MOST
