"""Decide whether an amount is pay, by adding up evidence from its grammar, its unit, its size and the words around it.

Each piece of evidence has a name (it becomes a rule id), a weight, and, when it speaks against pay, the reason
that `not_pay` reports. Weights are small whole steps: 4 = decides alone, 2 = decides unless contradicted,
1 = tips the scale. They were set by hand on invented sentences; `pytest tests/models/test_claims_cases.py` measures
what they come to.
"""

import re
from decimal import Decimal

from models import money_units
from models.claims_evidence import Verdict, dollars
from models.claims_frame import Frame
from models.claims_pay_frame import weigh_frame
from models.claims_words import load_evidence, load_words
from models.money import Money

# Sentence-wide patterns read no further: longer "sentences" are lists or tables.
MAX_SURFACE = 1500


def judge(money: Money, frame: Frame | None, *, sentence: str, left: str, right: str) -> Verdict:
    """Return the verdict on one amount.

    Args:
        sentence: the text of its sentence.
        left, right: what stands beside the amount, as far as the next amount or clause mark.
    """
    words = load_words()
    verdict = Verdict()
    _weigh_unit(money, verdict, right)
    _weigh_size(money, verdict)
    if frame is not None:
        weigh_frame(money, frame, words, verdict)
    _weigh_surface(verdict, sentence=sentence, left=left, right=right)
    if dollars(money.high, money.currency) >= Decimal(1_000_000) and _OF_ALL.search(left[-80:] + " ¤ " + right[:60]):
        verdict.add("surface.of_all", -12, "aggregate", is_final=True)
    if money.high <= 1 and money.unit is None and _NOT_A_COIN.search(f"{left[-80:]} ¤ {right[:20]}"):
        verdict.add("surface.not_a_coin", -12, "vague", is_final=True)
    return verdict


# "without being paid a cent", "before it pays them a dollar": nothing at all, said with a coin.
_NOT_A_COIN = re.compile(
    r"(?:n['’]t|\b(?:before|without|until|never|nor|nobody|no one|nothing|not|refus\w+|hardly|barely|unless))\b[^.;:]*¤"
    r"(?!\s*(?:per|each|every|an?|for (?:each|every|an?))\b)",
    re.I,
)


# "a total collective salary increase of about $10 million": what all get together.
_OF_ALL = re.compile(
    r"\b(?:collective|collectively|combined|aggregate|total (?:salaries|wages|payroll))\b[^.;]{0,40}¤"
    r"|¤[^.;]{0,20}\b(?:altogether|collectively|to (?:its|the|their) (?:wage bill|payroll|total (?:salaries|wages)))\b",
    re.I,
)


def _weigh_unit(money: Money, verdict: Verdict, after: str) -> None:
    word = money.unit_word
    if word in money_units.NOT_WORK or any(piece in money_units.NOT_WORK for piece in word.split()):
        person = word in ("worker", "employee", "member", "plaintiff", "person", "head", "capita")
        verdict.add(
            "unit.not_work",
            -6,
            "settlement" if person else "revenue" if word in ("share", "stream", "view", "shares") else "price",
        )
    elif money.unit == "hour":
        verdict.add("unit.hour", 2)
    elif money.unit in ("day", "week", "month", "year"):
        verdict.add("unit.day", 1) if money.unit == "day" else verdict.add("unit.period", 0.5)
    elif money.unit in ("word", "audio_minute"):
        verdict.add("unit.word", 2)
    elif money.unit == "task":
        verdict.add("unit.task", 0.75)
    if _SHARE_AFTER.match(after):
        verdict.add("unit.per_share", -6, "revenue")


_SHARE_AFTER = re.compile(
    r"\s?(?:an?|per|for every|for each|on every|on each|every|each)\s"
    r"(?:share|barrel|gallon|litre|tonne|processor|gpu|chip|server|node|machine|"
    r"ton|kilo|pound|ounce|subscriber|user|customer|stream|view|token|new subscriber)\b",
    re.I,
)


_MOST_A_PERSON_EARNS = {"hour": Decimal(20_000), "day": Decimal(500_000)}
"""US dollars: "pays out $1.5 million a day" is what all get together."""


def _weigh_size(money: Money, verdict: Verdict) -> None:
    if money.mark == "figures":
        return
    worth = dollars(money.high, money.currency)
    if worth >= Decimal(900_000_000):
        verdict.add("size.billion", -8, "revenue")
    elif worth >= Decimal(20_000_000):
        verdict.add("size.tens_of_millions", -4 if worth > Decimal(100_000_000) else -2, "budget")
    elif worth >= _MOST_A_PERSON_EARNS.get(money.unit or "", worth + 1):
        verdict.add("size.many_people", -12, "aggregate", is_final=True)
    elif worth >= Decimal(1_000_000) and money.unit not in ("year", "task", "week"):
        verdict.add("size.million", -1, "budget")


def _weigh_surface(verdict: Verdict, *, sentence: str, left: str, right: str) -> None:
    for evidence in load_evidence():
        where = {"left": left[-160:], "right": right[:100], "sentence": sentence[:MAX_SURFACE]}[evidence.where]
        if evidence.pattern.search(where):
            verdict.add(evidence.name, evidence.weight, evidence.reason, is_final=evidence.is_final)
    if _BAR_BEFORE.search(left) and _BAR_BEHIND.match(right[:160]):
        verdict.add(BAR, 6, is_final=True)


BAR = "surface.bar"
"""The rule for what must be earned to get something: "the $9,000 a year it takes to join the scheme"."""

_BAR_BEFORE = re.compile(r"\b(?:the|that|those)\s(?:about |roughly |minimum |magic |necessary )?$", re.I)
_BAR_BEHIND = re.compile(
    r"\s?(?:\([^)]{0,60}\)\s?)?(?:that\s|which\s)?"
    r"(?:it takes|(?:you|they|he|she|we|one|members|workers|people)(?:['’]d)?\s(?:must|needs?|have to|would need)|"
    r"needed|required|necessary|opens?|would (?:get|open|qualify|give)|gets?|qualif\w+|(?:[\w'’]+\s){1,4}asks? for)\b"
    r"[^.;]{0,60}\b(?:qualif\w+|eligib\w+|join|insur\w+|pension|cover(?:age|ed)?|scheme|plan|fund|benefits?|visa|card|"
    r"membership|sick pay|books|listed|dental|health)\b|\s(?:that |which )?(?:the |their |its )?(?:[\w'’]+\s){0,4}"
    r"(?:insurance|pension|scheme|plan|fund|visa|card|membership) (?:asks? for|requires?|demands?)\b",
    re.I,
)

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?", re.IGNORECASE)


def name_reason(verdict: Verdict, *, left: str, right: str) -> None:
    """Let the nearest telling word name the reason where only the size or a broad pattern refused the amount."""
    if verdict.is_pay or any(
        rule.startswith(("noun.", "verb.", "subject.", "unit.not_work")) for rule in verdict.rules
    ):
        return
    words = load_words()
    near = [(len(left[-90:]) - match.end(), match.group().lower()) for match in _WORD.finditer(left[-90:])]
    near += [(match.start(), match.group().lower()) for match in _WORD.finditer(right[:50])]
    for _, word in sorted(near):
        for form in (
            word,
            word.removesuffix("s"),
            word.removesuffix("ed"),
            word.removesuffix("d"),
            word.removesuffix("ing"),
        ):
            found = words.other_nouns.get(form) or words.other_verbs.get(form)
            if found is not None and form not in ("back", "close"):
                verdict.reason = found
                return
