"""Let an amount without words of its own follow those beside it: neighbours of its sentence, and rates of one talk.

In: the amounts of a text with their verdicts, in order. Out: the same verdicts, with what the neighbours add.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from models import claims_change
from models.claims_mention import Mention

_LEANING = re.compile(
    r"(?:\b(?:and|or|plus|up from|down from|against|versus|compared with|compared to|from|to|than|nor)"
    r"|,)\s*(?:\w+\s){0,3}$",
    re.I,
)


def lean_on_neighbours(mentions: Sequence[Mention]) -> None:
    """Let an amount without words of its own follow its neighbour: "$12, $13 or $14 an hour", "up from $1.85"."""
    for order in (mentions, mentions[::-1]):
        for previous, mention in pairwise(order):
            verdict = mention.verdict
            if previous.sentence != mention.sentence:
                counters = (
                    mention.sentence - previous.sentence == 1
                    and previous.verdict.is_pay
                    and claims_change.is_counter_offer(mention)
                )
                goes_on = mention.sentence - previous.sentence == 1 and previous.verdict.is_pay and _goes_on(mention)
                if (counters or goes_on) and not verdict.is_pay and verdict.worst > Decimal("-2"):
                    verdict.add("lean.goes_on" if goes_on else "lean.counter_offer", 3)
                if goes_on and verdict.is_pay:
                    mention.leans_on = previous
                continue
            frame = mention.frame
            linked = frame is not None and frame.coordinated_with is not None
            leaning = linked or (bool(_LEANING.search(mention.left)) and len(mention.left) < 40)
            if (
                previous.verdict.is_pay
                and linked
                and not verdict.is_pay
                and verdict.worst == Decimal("-3")
                and verdict.reason == "revenue"
                and "verb.org_earns" in verdict.rules
            ):
                verdict.add("lean.pay", 6)
            elif previous.verdict.is_pay and not verdict.is_pay and verdict.worst > Decimal("-2"):
                ratio = max(previous.money.high, Decimal("0.01")) / max(mention.money.high, Decimal("0.01"))
                near = order is mentions or previous.start - mention.end < 40
                if linked or (near and verdict.score > Decimal("-1") and Decimal("0.0005") < ratio < Decimal(2000)):
                    verdict.add("lean.pay", 3)
            elif (
                (
                    order is mentions
                    and leaning
                    and previous.verdict.worst <= Decimal("-3")
                    and not previous.verdict.is_pay
                )
                and verdict.score < Decimal(3)
                and mention.money.unit in (None, previous.money.unit)
            ):
                verdict.add("lean.not_pay", -4, previous.verdict.reason)


# Two rates of one talk: $16 and $19, not $16 and $2,000.
_OF_A_KIND = Decimal(3)


def follow_the_talk(mentions: Sequence[Mention]) -> None:
    """Take an amount that nothing speaks against for pay when a rate of its size stands in a sentence beside it."""
    rates = [mention for mention in mentions if mention.verdict.is_pay and mention.money.unit is not None]
    for mention in mentions:
        verdict = mention.verdict
        if verdict.is_pay or verdict.worst < 0 or verdict.score < 0 or mention.money.mark == "figures":
            continue
        if any("verb." in rule and "pays" not in rule for rule in verdict.rules):
            continue
        near = [
            rate
            for rate in rates[max(0, bisect_left(rates, mention.start, key=_start) - 2) :][:4]
            if abs(rate.sentence - mention.sentence) <= REACH
            and rate.money.currency == mention.money.currency
            and mention.money.unit in (None, rate.money.unit)
            and 1 / _OF_A_KIND < mention.money.high / max(rate.money.high, Decimal("0.001")) < _OF_A_KIND
        ]
        if near:
            verdict.add("lean.talk", 2.5)


# Sentences between a rate and another one of the same talk.
REACH = 2


def _start(mention: Mention) -> int:
    return mention.start


_GOING_ON = re.compile(
    r"(?:^|[“\"‘'(,]|\b(?:days|now|today|months?|weeks?|years?|then|time|(?:19|20)\d\d)\b)\s*(?:now )"
    r"?(?:[Ii]t|[Tt]hat|[Tt]his|[Tt]he (?:rate|figure|going rate|offer|pay)|[A-Z][\w ]{2,20}['’]s)(?:['’]"
    r"s| is| was| used to be| had been| became| stood at| stands at| (?:rose|fell|dropped|went|sank|climbed|"
    r"jumped)(?: again)? to)\s(?:\w+\s){0,3}$"
)


def _goes_on(mention: Mention) -> bool:
    """Return whether the sentence says another amount for what the last one was about: "It used to be $400"."""
    return bool(_GOING_ON.search(mention.before[-60:]))
