"""Name what the rules found about an amount, as features for the trained reader.

In: an amount on its way to a claim. Out: strings such as "rule.verb.person_earns" or "kind.change". The reader
has a weight for each name that it saw often enough in training, so a new rule needs no change here.
"""

from collections.abc import Iterable

from models.claims_evidence import dollars
from models.claims_mention import Mention

_MOST = 8


def features_of_verdict(mention: Mention) -> set[str]:
    """Return what is known before it is decided whether the amount is pay."""
    verdict, money = mention.verdict, mention.money
    names = {f"rule.{rule}" for rule in verdict.rules}
    names.add(f"score.{max(-_MOST, min(_MOST, int(verdict.score)))}")
    names.add(f"worst.{max(-_MOST, int(verdict.worst))}")
    names.add("says.pay" if verdict.says_pay else f"says.{verdict.reason}")
    names.add(f"beside.{money.unit or 'nothing'}")
    names.add(f"size.{len(str(int(dollars(money.high, money.currency))))}")
    names.add(f"mark.{money.bound}")
    if mention.frame is None:
        names.add("unparsed")
    return names


def features_of_claim(mention: Mention) -> set[str]:
    """Return what is known once the rules have read the claim."""
    names = features_of_verdict(mention) | {f"rule.{rule}" for rule in mention.rules}
    names.add(f"kind.{mention.kind}")
    names.add(f"modality.{mention.modality}")
    names.add(f"attribution.{mention.attribution.type}")
    names.add(f"role.{mention.role or 'none'}")
    names.add(f"unit.{mention.unit}")
    names.add(f"unit_is.{'implied' if mention.unit_implied else 'said'}")
    names.add(f"payer.{mention.payer_source}")
    names.add(f"worker.{'said' if mention.worker else 'none'}")
    return names


def neighbours(mentions: Iterable[Mention]) -> set[str]:
    """Return what the other amounts of the text say together: a price list is no place for pay."""
    judged = [mention.verdict.says_pay for mention in mentions]
    share = sum(judged) / len(judged) if judged else 0.0
    return {f"share.{round(share * 4)}", f"amounts.{min(5, len(judged) // 3)}"}
