"""Set what the trained pay reader cannot learn from its own texts: how far to trust it, and how sure to be.

In: trained weights and marked texts of the validation part, which neither rules nor reader have seen. Out: the same
weights with the threshold, the weight of the rules' score, and a logistic regression that says how likely a claim
is right in amount, unit, payer and direction (a first one: `models.pay_confidence` has more to go by). The test part
of the corpus stays unseen here, too.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from models.claims import claim_json
from models.claims_confidence import features, limit_of
from models.claims_evidence import THRESHOLD
from models.claims_mention import Mention
from models.evaluate_pay import Claim, agree, field_agrees, match
from models.gazetteer import Gazetteer
from models.gold import GoldItem, locate
from models.parallel import in_parts
from models.pay_examples import known_names, read_item
from models.pay_features import features_of_verdict, neighbours
from models.pay_reader import PayReader, rules_score
from models.pay_weights import PayWeights

# The rules always have a word, and a false claim is worse than a missed one.
_SCORE_WEIGHTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
# F1 closer than this cannot be told apart: its standard error on the 1,541 amounts of the part is .008 (bootstrap).
_AS_GOOD = 0.006
_THRESHOLDS = (0.45, 0.5, 0.55, 0.6, 0.65)

Margin = tuple[float, float, bool]
"""Log odds of pay by the reader, the rules' score, is it pay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedClaim:
    """A claim that was read in a marked text."""

    author: str
    found: dict[str, float]
    """What its confidence is made of: `models.claims_confidence.features`."""
    limit: float
    """What its confidence may not exceed."""
    is_right: bool
    """In amount, ends, unit, payer and direction."""


class _Listener:
    """Hands everything on to the reader, and keeps what it was asked and what came of it."""

    def __init__(self, reader: PayReader, item: GoldItem) -> None:
        self._reader = reader
        self._item = item
        self.version = reader.version
        self.taken: Sequence[Mention] = ()
        self.margins: list[Margin] = []

    def decide_pay(
        self, mentions: Sequence[Mention], *, title: str, text: str, spans: Sequence[tuple[int, int]]
    ) -> None:
        """Let the reader decide, and keep its log odds for what the readers of the corpus have marked."""
        self._reader.decide_pay(mentions, title=title, text=text, spans=spans)
        around = neighbours(mentions)
        others = [locate(text, money.amount_text, nth=money.nth) for money in self._item.reading.not_pay]
        for mention in mentions:
            if mention.reading is None:
                continue
            is_pay = any(c["start"] < mention.end and mention.start < c["end"] for c in self._item.claims)  # type: ignore[operator]  # offsets are numbers
            if is_pay or any(start < mention.end and mention.start < end for start, end in others):
                found = features_of_verdict(mention) | around
                no, yes = self._reader.chances("pay", mention.reading, found)
                self.margins.append((float(np.log(yes / no)), rules_score(mention), is_pay))

    def settle(self, taken: Sequence[Mention], *, title: str, text: str) -> None:
        """Let the reader settle, and keep the amounts."""
        self._reader.settle(taken, title=title, text=text)
        self.taken = taken


def tune(path: Path, items: Sequence[GoldItem], *, processes: int = 1) -> None:
    """Tune the weights in `path` on `items`, in place, and print what came of it."""
    margins = list(in_parts(partial(_margins_of, path), items, processes=processes))
    judged = {
        (weight, threshold): _f1(margins, weight, threshold) for weight in _SCORE_WEIGHTS for threshold in _THRESHOLDS
    }
    best = max(judged.values())
    # Of settings that are as good as the best, the one that hears the rules most, then the strictest.
    weight, threshold = max(setting for setting, reached in judged.items() if reached >= best - _AS_GOOD)
    weights = replace(PayWeights.load(path), score_weight=weight, threshold=threshold)
    weights.save(path)
    claims = list(in_parts(partial(judged_claims, path), items, processes=processes))
    replace(weights, confidence=fit_confidence(claims)).save(path)
    sys.stderr.write(f"pay or not, F1 {best:.3f}; score weight {weight} and threshold {threshold}\n")
    right = sum(one.is_right for one in claims)
    sys.stderr.write(f"{right} of {len(claims)} claims right in amount, unit, payer and direction\n")


def _margins_of(path: Path, items: Sequence[GoldItem]) -> list[Margin]:
    reader, gazetteer = PayReader.load(path), known_names()
    return [margin for item in items for margin in _listen(reader, item, gazetteer)[0].margins]


def judged_claims(path: Path, items: Sequence[GoldItem]) -> list[JudgedClaim]:
    """Return for each claim that the reader in `path` finds what its confidence is made of, and whether it is right."""
    reader, gazetteer = PayReader.load(path), known_names()
    found = []
    for item in items:
        listener, claims = _listen(reader, item, gazetteer)
        expected: list[Claim] = [dict(claim) for claim in item.claims]
        matched = {place: expected[number] for number, place in match(expected, claims)}
        by_start = {mention.start: mention for mention in listener.taken}
        for place, claim in enumerate(claims):
            if claim["start"] in by_start:
                is_right = place in matched and is_printable_as(matched[place], claim)
                mention = by_start[claim["start"]]
                found.append(
                    JudgedClaim(author=item.author, found=features(mention), limit=limit_of(mention), is_right=is_right)
                )
    return found


def is_printable_as(want: Claim, got: Claim) -> bool:
    """Return whether a claim is right in all that a reporter prints: amount, ends, unit, payer and direction."""
    return agree(want, got, level="b") and field_agrees("payer", want, got) and field_agrees("change_role", want, got)


def _listen(reader: PayReader, item: GoldItem, gazetteer: Gazetteer) -> tuple[_Listener, list[Claim]]:
    listener = _Listener(reader, item)
    reading = read_item(item, judge_by=listener, gazetteer=gazetteer)
    return listener, [claim_json(claim) for claim in reading.claims]


def _f1(margins: Sequence[Margin], weight: float, threshold: float) -> float:
    edge = float(np.log(threshold / (1 - threshold)))
    said = [margin + weight * (score - float(THRESHOLD)) >= edge for margin, score, _ in margins]
    right = sum(one and is_pay for one, (_, _, is_pay) in zip(said, margins, strict=True))
    return 2 * right / max(1, sum(said) + sum(is_pay for _, _, is_pay in margins))


def fit_confidence(judged: Sequence[JudgedClaim]) -> dict[str, float]:
    """Return the weights of `models.claims_confidence.features` by which claims are likely to be right."""
    from sklearn.linear_model import LogisticRegression

    names = sorted(judged[0].found)
    inputs = np.array([[one.found[name] for name in names] for one in judged])
    # Shrunk a little: on the validation part there are some hundreds of claims for some twenty weights.
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1000).fit(inputs, [one.is_right for one in judged])
    return {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
