"""Who else may pay: the platforms and employers that an article names away from a claim whose payer is not known.

In: the claims of an article, its text and title, the gazetteer. Out: the same claims; those that a law does not set
and whose payer is missing or not in the gazetteer carry up to five candidates, best first, each with what speaks for
it most and how many sentences lie between. A candidate is a place to look, never a payer: nothing merges the two.
Names that the gazetteer does not have, unions, media and people never stand here, and an ambiguous name only where
its words speak for it (`models.mentions_ambiguity`).
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import log1p

from models.gazetteer import EntitySpan, Gazetteer
from pipeline.records import CandidateReason, Label, PayClaim, PayerCandidate

MAX_CANDIDATES = 5
# An article that names more firms than this is a list; those named most often stay.
MAX_ENTITIES = 60
# The beginning that says what an article is about.
LEAD_SENTENCES = 2

_PAYERS = (Label.PLATFORM, Label.EMPLOYER)
# A choice among the firms of an article (conditional logit), fitted on the claims of the training authors of data/gold
# and rounded. The first candidate is right for 374 of their 383 claims whose payer the gazetteer knows, and for all
# 183 of the validation authors. A client's name stands beside its contractor's often, and the contractor pays.
_SAME_PARAGRAPH, _TITLE, _SHARE, _LEAD, _NEAREST_BEFORE, _CLIENT = 1.6, 1.1, 1.0, 0.6, 0.3, -3.2
_EACH_SENTENCE, _NOT_BEFORE = -0.25, -2.8
# Beyond this many sentences it makes no difference how far away a name stands.
_FAR = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Firm:
    """A platform or employer, and where the article names it."""

    entity_id: str
    name: str
    is_client: bool
    in_title: bool
    starts: tuple[int, ...]
    """First characters of its names in the text, in order."""
    sentences: tuple[int, ...]
    paragraphs: frozenset[int]
    share: float
    """Of all names of platforms and employers in the text, 0 to 1."""


def with_candidates(
    claims: Sequence[PayClaim],
    *,
    named: Sequence[EntitySpan],
    shift: int,
    text: str,
    spans: Sequence[tuple[int, int]],
    gazetteer: Gazetteer,
    by_law: Collection[str] = (),
) -> tuple[PayClaim, ...]:
    """Return the claims with their payer candidates.

    Args:
        named: the names of the gazetteer in the title and, `shift` characters further on, in the text.
        spans: the sentences of `text`.
        by_law: `claim_id` of claims whose amount a law sets, which therefore have no payer.
    """
    open_claims = {
        claim.claim_id
        for claim in claims
        if claim.payer_id is None and claim.kind != "statutory_minimum" and claim.claim_id not in by_law
    }
    if not open_claims:
        return tuple(claims)
    scene = _Scene(named, shift=shift, text=text, spans=spans, gazetteer=gazetteer)
    return tuple(
        replace(claim, payer_candidates=scene.candidates(claim)) if claim.claim_id in open_claims else claim
        for claim in claims
    )


class _Scene:
    """The firms of one article and where they stand."""

    def __init__(
        self,
        named: Sequence[EntitySpan],
        *,
        shift: int,
        text: str,
        spans: Sequence[tuple[int, int]],
        gazetteer: Gazetteer,
    ) -> None:
        self._sentences = [start for start, _ in spans]
        self._paragraphs = [0, *(match.end() for match in re.finditer(r"\n+", text))]
        self.firms = self._firms(named, shift, gazetteer)
        self._most = max((len(firm.starts) for firm in self.firms), default=0)

    def _firms(self, named: Sequence[EntitySpan], shift: int, gazetteer: Gazetteer) -> list[_Firm]:
        entities = {entity.id: entity for entity in gazetteer.entities}
        titled: set[str] = set()
        starts: dict[str, list[int]] = {}
        for span in named:
            if span.label in _PAYERS:
                found = starts.setdefault(span.entity_id, [])
                if span.start >= shift:
                    found.append(span.start - shift)
                else:
                    titled.add(span.entity_id)
        counts = Counter({entity: len(found) for entity, found in starts.items()})
        total = max(1, counts.total())
        return [
            _Firm(
                entity_id=entity,
                name=entities[entity].name,
                is_client=entities[entity].type == "client",
                in_title=entity in titled,
                starts=tuple(starts[entity]),
                sentences=tuple(self._sentence_at(start) for start in starts[entity]),
                paragraphs=frozenset(self._paragraph_at(start) for start in starts[entity]),
                share=count / total,
            )
            for entity, count in counts.most_common(MAX_ENTITIES)
        ]

    def candidates(self, claim: PayClaim) -> tuple[PayerCandidate, ...]:
        """Return who may pay a claim, best first."""
        home = self._sentence_at(claim.start)
        # Who stands nearest, by characters, in or before the amount's sentence, and after it.
        before = max((firm.starts[at - 1] for firm in self.firms if (at := self._up_to(firm, home))), default=None)
        after = min(
            (firm.starts[at] for firm in self.firms if (at := self._up_to(firm, home)) < len(firm.starts)), default=None
        )
        judged = [self._judged(firm, claim, home, before, after) for firm in self.firms]
        judged.sort(key=lambda pair: (-pair[0], pair[1].distance, pair[1].entity_id))
        return tuple(candidate for _, candidate in judged[:MAX_CANDIDATES])

    def _judged(
        self, firm: _Firm, claim: PayClaim, home: int, before: int | None, after: int | None
    ) -> tuple[float, PayerCandidate]:
        at = self._up_to(firm, home)
        back = home - firm.sentences[at - 1] if at else None
        ahead = firm.sentences[at] - home if at < len(firm.starts) else None
        distances = [distance for distance in (back, ahead) if distance is not None]
        if firm.in_title:
            distances.append(home + 1)
        facts: dict[CandidateReason, bool] = {
            "only": len(self.firms) == 1,
            "same_paragraph": self._paragraph_at(claim.start) in firm.paragraphs,
            "title": firm.in_title,
            "most_named": 0 < len(firm.starts) == self._most,
            "lead": bool(firm.sentences) and firm.sentences[0] < LEAD_SENTENCES,
            "nearest_before": at > 0 and firm.starts[at - 1] == before,
            "nearest_after": at < len(firm.starts) and firm.starts[at] == after,
            "named": True,
        }
        score = (
            _SAME_PARAGRAPH * facts["same_paragraph"]
            + _TITLE * facts["title"]
            + _SHARE * firm.share
            + _LEAD * facts["lead"]
            + _NEAREST_BEFORE * facts["nearest_before"]
            + _CLIENT * firm.is_client
            + (_NOT_BEFORE if back is None else _EACH_SENTENCE * log1p(min(back, _FAR)))
        )
        reason = next(reason for reason, holds in facts.items() if holds)
        return score, PayerCandidate(
            entity_id=firm.entity_id, name=firm.name, reason=reason, distance=min(distances, default=home)
        )

    def _up_to(self, firm: _Firm, sentence: int) -> int:
        """Return how many of a firm's names stand in or before a sentence."""
        return bisect_right(firm.sentences, sentence)

    def _paragraph_at(self, position: int) -> int:
        return bisect_right(self._paragraphs, position)

    def _sentence_at(self, position: int) -> int:
        return max(0, bisect_right(self._sentences, position) - 1)
