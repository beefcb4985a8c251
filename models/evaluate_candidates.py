"""Score payer candidates on whole articles of `data/gold`: does the payer, or the first candidate, name who pays?

In: the articles of some authors with what their readers agreed on, and each author's own invented gazetteer. Out, of
the claims that have a payer: how often the payer that was read is right, how often that or the first candidate is, and
how often that or any candidate is; and how often the first candidate would be right if no payer were read at all.
`python -m models.evaluate_candidates` prints it for the validation authors.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.claims import Judge, claim_json
from models.claims_links import link_claims
from models.evaluate_pay import Claim, match, payer_agrees
from models.gazetteer import Gazetteer
from models.gold import GoldItem, Split, load_gold
from models.pay_examples import read_item
from pipeline.places import find_places
from pipeline.records import PayClaim, PayerCandidate
from pipeline.sentences import sentence_spans

Resolve = Callable[[str], str | None]
"""Name to entity id: `Gazetteer.resolve`."""


@dataclass(slots=True, kw_only=True)
class CandidateScores:
    """Counts over the claims that have a payer."""

    claims: int = 0
    payer: int = 0
    """The payer that was read is right."""
    first: int = 0
    """That, or the first candidate is."""
    any: int = 0
    """That, or one of the candidates is."""

    def add(self, want: Claim, payer: str | None, candidates: Sequence[PayerCandidate], resolve: Resolve) -> None:
        """Count one claim."""
        right = bool(payer) and payer_agrees(want, payer)
        fitting = [_fits(want, candidate, resolve) for candidate in candidates]
        self.claims += 1
        self.payer += right
        self.first += right or any(fitting[:1])
        self.any += right or any(fitting)

    def __str__(self) -> str:
        of = max(1, self.claims)
        return (
            f"payer alone {self.payer / of:.3f}, or first candidate {self.first / of:.3f}, "
            f"or any candidate {self.any / of:.3f} of {self.claims} claims"
        )


def score_reading(items: Iterable[GoldItem], *, data: Path, judge_by: Judge | None) -> CandidateScores:
    """Score the claims that are found, with their own payers."""
    scores = CandidateScores()
    for item in items:
        gazetteer = names_of(item, data)
        reading = read_item(item, judge_by=judge_by, gazetteer=gazetteer)
        expected: list[Claim] = [dict(claim) for claim in item.claims]
        for number, place in match(expected, [claim_json(claim) for claim in reading.claims]):
            if expected[number]["payer"]:
                found = reading.claims[place]
                scores.add(expected[number], found.payer, found.payer_candidates, gazetteer.resolve)
    return scores


def score_order(items: Iterable[GoldItem], *, data: Path) -> CandidateScores:
    """Score the candidates of all claims that a reader marked, as if no payer had been read; needs no model."""
    scores = CandidateScores()
    for item in items:
        gazetteer = names_of(item, data)
        marked = [_without_payer(item, claim) for claim in item.claims if _has_payer(claim)]
        linked = link_claims(
            marked, title=item.title or "", text=item.text, spans=sentence_spans(item.text), gazetteer=gazetteer
        )
        for want, claim in zip(filter(_has_payer, item.claims), linked, strict=True):
            scores.add(dict(want), None, claim.payer_candidates, gazetteer.resolve)
    return scores


def whole_articles(data: Path, *, split: Split) -> list[GoldItem]:
    """Return the whole articles of one part of the corpus."""
    return [item for item in load_gold(data / "gold", splits=(split,)) if item.is_article]


def names_of(item: GoldItem, data: Path) -> Gazetteer:
    """Return the gazetteer with the invented firms of an article's author."""
    return Gazetteer.load(data / "gazetteer.toml", also=[data / "gold" / "gazetteer" / f"{item.author}.toml"])


def _has_payer(claim: Claim) -> bool:
    return bool(claim["payer"]) and claim["kind"] != "statutory_minimum"


def _without_payer(item: GoldItem, claim: Claim) -> PayClaim:
    return PayClaim(
        id=str(claim["claim_id"]),
        article_id=item.id,
        claim_id=str(claim["claim_id"]),
        start=claim["start"],
        end=claim["end"],
        amount_text=claim["amount_text"],
        sent_start=claim["sent_start"],
        sent_end=claim["sent_end"],
        amount_min=None,
        amount_max=None,
        bound=claim["bound"],
        currency=claim["currency"],
        unit=claim["unit"],
        kind=claim["kind"],
        extractor_version="",
        confidence=0.0,
    )


def _fits(want: Claim, candidate: PayerCandidate, resolve: Resolve) -> bool:
    known = {resolve(name) for name in (want["payer"], *want["payer_alt"])}
    return candidate.entity_id in known or payer_agrees(want, candidate.name)


def main() -> None:
    """Print the scores of the validation authors."""
    from models.pay_reader import PayReader

    data = find_places().data
    items = whole_articles(data, split="validation")
    sys.stdout.write(f"as read: {score_reading(items, data=data, judge_by=PayReader.load())}\n")
    sys.stdout.write(f"as if no payer were read: {score_order(items, data=data)}\n")


if __name__ == "__main__":
    main()
