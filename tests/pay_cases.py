"""Marked passages of tests/models/cases: what is compared at each level, and how a passage is read."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.claims import Judge, claim_json, read_claims
from models.gazetteer import Gazetteer

Claim = dict[str, object]


def number(value: object) -> Decimal | None:
    """Return an amount as it is written in JSON, exactly."""
    return None if value is None else Decimal(str(value))


def amount(claim: Claim) -> tuple[object, ...]:
    """Return what level a asks for."""
    ends = {number(claim["amount_min"]), number(claim["amount_max"])} - {None}
    return frozenset(ends), claim["currency"]


def core(claim: Claim) -> tuple[object, ...]:
    """Return what level b asks for."""
    return number(claim["amount_min"]), number(claim["amount_max"]), claim["currency"], claim["unit"]


def full(claim: Claim) -> tuple[object, ...]:
    """Return what level c asks for, without the payer."""
    return *core(claim), claim["bound"], claim["kind"], claim["change_role"] if claim["kind"] == "change" else None


def read_case(case: dict[str, Any], gazetteer: Gazetteer, *, judge_by: Judge | None = None) -> list[Claim]:
    """Return the claims that are read in a passage."""
    reading = read_claims(
        article_id=case["id"],
        title=case["title"] or "",
        text=case["text"],
        published=date.fromisoformat(case["published"]),
        gazetteer=gazetteer,
        judge_by=judge_by,
    )
    return [claim_json(claim) for claim in reading.claims]
