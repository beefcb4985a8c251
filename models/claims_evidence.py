"""What evidence about an amount is made of: the running verdict, and which words name people and organisations."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from models.claims_parse import Token
from models.claims_words import Words
from pipeline.records import NotPayReason

THRESHOLD = Decimal("2")

_PEOPLE = frozenset(["i", "he", "she", "they", "we", "you", "who", "those", "her", "him", "them", "me", "us"])
_ANYBODY = frozenset(
    [
        "nobody",
        "everyone",
        "someone",
        "anyone",
        "everybody",
        "many",
        "some",
        "most",
        "one",
        "none",
        "both",
        "few",
        "others",
        "another",
        "whoever",
        "all",
        "each",
    ]
)


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of evidence."""

    rule: str
    weight: Decimal
    """Above 0 it speaks for pay."""
    reason: NotPayReason | None
    """What the money is instead, where the rule says so."""


@dataclass(slots=True)
class Verdict:
    """What the evidence says about one amount."""

    score: Decimal = Decimal(0)
    reason: NotPayReason = "other"
    rules: list[str] = field(default_factory=list)
    worst: Decimal = Decimal(0)
    settled: bool | None = None
    """What the trained reader made of the evidence; None where it was not asked."""
    steps: list[Step] = field(default_factory=list)
    is_final: bool = False
    """Something in it is never wrong: the trained reader is not asked whether the amount is pay."""

    @property
    def says_pay(self) -> bool:
        """Whether the evidence for pay outweighs the rest."""
        return self.score >= THRESHOLD

    @property
    def is_pay(self) -> bool:
        """Whether the amount is taken for pay."""
        return self.says_pay if self.settled is None else self.settled

    def add(self, rule: str, weight: float, reason: NotPayReason | None = None, *, is_final: bool = False) -> None:
        """Note one piece of evidence."""
        self.is_final = self.is_final or is_final
        step = Decimal(str(weight))
        self.score += step
        self.rules.append(rule)
        self.steps.append(Step(rule, step, reason))
        if reason is not None and step < self.worst:
            self.worst, self.reason = step, reason


# Rough worth of one US dollar, to tell a salary from a budget; order of magnitude is all that is asked of it.
_PER_DOLLAR = {
    "JPY": 150,
    "KRW": 1300,
    "IDR": 16000,
    "VND": 25000,
    "COP": 4000,
    "CLP": 900,
    "ARS": 1000,
    "UGX": 3700,
    "TZS": 2500,
    "KES": 130,
    "NGN": 1000,
    "INR": 85,
    "PKR": 280,
    "LKR": 300,
    "NPR": 135,
    "BDT": 115,
    "PHP": 57,
    "RUB": 90,
    "HUF": 360,
    "RWF": 1300,
    "XOF": 600,
    "XAF": 600,
    "THB": 35,
    "TWD": 32,
    "ZAR": 18,
    "MXN": 18,
    "CZK": 23,
    "TRY": 35,
    "EGP": 45,
    "ETB": 100,
    "ZMW": 25,
    "MWK": 1700,
    "CNY": 7,
    "HKD": 8,
    "NOK": 10,
    "SEK": 10,
    "DKK": 7,
    "BRL": 5,
    "LBP": 15000,
    "IQD": 1300,
    "SYP": 2500,
    "KHR": 4000,
    "MMK": 2100,
    "CRC": 520,
    "RSD": 110,
    "UAH": 40,
    "JMD": 155,
}


def dollars(amount: Decimal, currency: str) -> Decimal:
    """Return the order of magnitude of an amount in US dollars."""
    return amount / _PER_DOLLAR.get(currency, 1)


def is_person(token: Token, words: Words) -> bool:
    """Return whether a noun or pronoun names people who can work."""
    if token.ent == "PERSON":
        return True
    if token.pos == "PRON" or token.lower in _PEOPLE:
        return token.lower in _PEOPLE or token.lower in _ANYBODY
    lemma = token.lemma
    roles = words.people["roles"]
    if lemma in roles or token.lower in roles:
        return True
    if "-" in lemma and lemma.rsplit("-", 1)[-1] in roles:
        return True
    return (
        token.pos == "NOUN"
        and bool(_ROLE_ENDING.search(lemma))
        and lemma not in words.people["employers"]
        and lemma not in words.pay_nouns
        and lemma not in words.people["not_roles"]
    )


_ROLE_ENDING = re.compile(
    r"(?:(?<!mb)(?<!umb)er|or|ist|ian|eer|ee|man|woman|person|men|women|smith|wright|people|folk)$"
)


def is_org(token: Token, words: Words) -> bool:
    """Return whether a noun names an organisation, by name or by kind."""
    if token.lemma in words.people["employers"] or token.lower in words.people["employers"]:
        return True
    return token.pos == "PROPN" and token.ent in ("ORG", "PRODUCT", "FAC", "") and token.ent != "PERSON"
