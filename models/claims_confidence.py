"""How likely a claim is right in amount, unit, payer and direction, from how it was found.

In: a claim that is decided. Out: a number between 0 and 1. The weights are a logistic regression over marked articles
and the passages of the tests; they are few, and each says something about reading: a payer that the grammar names,
a unit that stands beside the amount, evidence that leaves no doubt. A claim without a payer in a text that may name
one stays at or below _WITHOUT_PAYER: what is printed must say who pays.
"""

from math import exp

from models.claims_mention import Mention

_MOST = 0.99
_WITHOUT_PAYER = 0.7


def features(mention: Mention) -> dict[str, float]:
    """Return what the weights apply to."""
    source = mention.payer_source
    return {
        "base": 1.0,
        "payer.grammar": float(source in ("grammar", "clause", "sentence")),
        "payer.near": float(source in ("near", "around", "carried")),
        "payer.text": float(source == "text"),
        "payer.law": float(mention.payer is None and mention.kind == "statutory_minimum"),
        "unit.beside": float(mention.money.unit is not None and not mention.unit_implied),
        "unit.unknown": float(mention.unit == "unknown"),
        "unit.project": float(mention.unit == "project"),
        "evidence": min(float(mention.verdict.score), 8.0) / 4,
        "leans": float(any(rule.startswith("lean.") for rule in mention.verdict.rules)),
        "change": float(mention.role is not None),
        "open": float(mention.bound not in ("exact", "range")),
    }


# Fitted; "base" lies 1.0 below the fit, for texts of kinds that the fit has not seen.
WEIGHTS = {
    "base": -1.76,
    "payer.grammar": 1.67,
    "payer.near": 1.23,
    "payer.text": 0.62,
    "payer.law": 1.58,
    "unit.beside": 0.09,
    "unit.unknown": -1.31,
    "unit.project": -0.54,
    "evidence": 0.75,
    "leans": -0.54,
    "change": 0.77,
    "open": -0.25,
}


def confidence_of(mention: Mention) -> float:
    """Return how likely the claim is right, between 0 and 1."""
    total = sum(WEIGHTS[name] * value for name, value in features(mention).items())
    likely = 1 / (1 + exp(-total))
    if mention.payer is None and mention.kind != "statutory_minimum":
        likely = min(likely, _WITHOUT_PAYER)
    return round(min(likely, _MOST), 3)
