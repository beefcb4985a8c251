"""Say in one line how a pay claim was read: "16 USD per hour, change (to), Mercor"."""

from decimal import Decimal
from typing import Protocol

_BOUNDS = {"up_to": "up to", "under": "under", "at_least": "at least", "over": "over", "as_low_as": "from"}


class ReadClaim(Protocol):
    """What is said of a claim: fields of `pipeline.records.PayClaim`."""

    @property
    def amount_text(self) -> str: ...
    @property
    def amount_min(self) -> Decimal | None: ...
    @property
    def amount_max(self) -> Decimal | None: ...
    @property
    def bound(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def change_role(self) -> str | None: ...
    @property
    def payer(self) -> str | None: ...
    @property
    def modality(self) -> str: ...


def describe_claim(claim: ReadClaim) -> str:
    """Return how a claim was read, in one line."""
    low, high = claim.amount_min, claim.amount_max
    if low is not None and high is not None:
        amount = f"{low:f}" if low == high else f"{low:f} to {high:f}"
    elif low is None and high is None:
        amount = claim.amount_text
    else:
        amount = f"{_BOUNDS.get(claim.bound, claim.bound)} {(low if low is not None else high):f}"
    words = [f"{amount} {claim.currency}", "" if claim.unit == "unknown" else f"per {claim.unit.replace('_', ' ')}"]
    kind = claim.kind.replace("_", " ") + (f" ({claim.change_role})" if claim.change_role else "")
    extra = [kind, claim.payer or "", claim.modality if claim.modality != "asserted" else ""]
    return " ".join(filter(None, words)) + ", " + ", ".join(filter(None, extra))
