"""Decide whether an article belongs to the beat: people who work for AI, and what AI does to work.

In: title and text. Out: a `Verdict`: relevant or not, a probability, and the words that decided. Nothing is
refused: empty, huge and mixed-script texts get a verdict too. What the beat is stands in
`data/relevance/README.md`.

Three steps, cheap to dear. (1) The rule: words of `data/relevance/rules.toml` in the lead, else in a
passage further down; a text without them is dropped within 1 ms. (2) The head scores title and lead.
(3) Where the lead does not decide, the best passages are scored too, and count only when several of them
are on the beat: one passing mention in a product story must not decide. German, Spanish, Portuguese and
French are judged by their words alone, other languages by names of platforms alone.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from models.gazetteer import Gazetteer
from models.relevance_features import (
    LEAD_CHARS,
    READ_CHARS,
    Evidence,
    Sight,
    feature_row,
    look,
    named_hits,
    near_counts,
    passages,
    weigh,
)
from models.relevance_head import WEIGHTS, Head
from models.relevance_terms import Terms
from pipeline.config import find_places, load_settings
from pipeline.contracts import TextInput
from pipeline.filters import Reply

MAX_TOKENS = 128
# 16: a batch is judged at once so that a stage answers soon; the encoder gains nothing from more.
BATCH = 16

_MAX_PASSAGES = 4
# The lead decides alone outside these: of the invented articles none with such a lead is on the other side.
_SURELY_NOT, _SURELY = 0.02, 0.80
_LONE_PASSAGE = 0.97


# Of the invented leads two fifths are on the beat, of general news that has only hints hardly one in a hundred:
# the head's logits are moved by the difference. A lead without any evidence speaks only through its passages.
_PRIOR = {Evidence.NONE: -30.0, Evidence.HINTS: -2.0, Evidence.NAMED: 0.0}


class Encoder(Protocol):
    """What the head needs of the embedding model."""

    @property
    def digest(self) -> str:
        """Digest of the model, as in the manifest."""
        ...

    def encode(self, texts: Sequence[str], *, max_tokens: int) -> NDArray[np.float32]:
        """Return one unit row for each text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer for one article: `score` is a probability between 0 and 1."""

    relevant: bool
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """An article that got past the rule: what the head still has to score."""

    lead: str
    sight: Sight
    passages: tuple[tuple[str, Sight], ...]
    """The best passages after the lead."""
    share: float
    """Share of the passages after the lead that pass the rule."""


class RelevanceModel:
    """Rule, head and threshold; the embedding model is loaded at the first text that gets past the rule."""

    def __init__(
        self, *, terms: Terms, gazetteer: Gazetteer, head: Head, threshold: float, encoder: Encoder | str
    ) -> None:
        """Take an embedding model, or the name of one in the manifest."""
        self.threshold = threshold
        self._terms = terms
        self._gazetteer = gazetteer
        self._head = head
        self._encoder = encoder

    @classmethod
    def load(
        cls,
        *,
        data: Path | None = None,
        weights: Path = WEIGHTS,
        threshold: float | None = None,
        gazetteer: Gazetteer | None = None,
        encoder: Encoder | None = None,
    ) -> Self:
        """Read rules and weights; gazetteer, threshold and embedding model are those of `data` unless given.

        Raises:
            ConfigError: the rules or the settings cannot be used.
            ModelError: the weights are missing or were trained on other features.
        """
        folder = find_places(data=data).data
        settings = load_settings(folder).models
        return cls(
            terms=Terms.load(folder / "relevance" / "rules.toml"),
            gazetteer=gazetteer or Gazetteer.load(folder / "gazetteer.toml"),
            head=Head.load(weights),
            threshold=settings.relevance_threshold if threshold is None else threshold,
            encoder=encoder or settings.embedding,
        )

    def judge(self, title: str, text: str) -> Verdict:
        """Return the verdict on one article."""
        return self.judge_many([(title, text)])[0]

    def judge_many(self, articles: Sequence[tuple[str, str]]) -> list[Verdict]:
        """Return one verdict for each (title, text), in order."""
        first = [self._rule(title, text) for title, text in articles]
        opened = [(number, item) for number, item in enumerate(first) if isinstance(item, _Open)]
        verdicts = {number: item for number, item in enumerate(first) if isinstance(item, Verdict)}
        if opened:
            leads = self._score([(item.lead, item.sight) for _, item in opened])
            unsure = [
                passage
                for (_, item), score in zip(opened, leads, strict=True)
                if _SURELY_NOT <= score < _SURELY
                for passage in item.passages
            ]
            more = iter(self._score(unsure))
            for (number, item), score in zip(opened, leads, strict=True):
                asked = len(item.passages) if _SURELY_NOT <= score < _SURELY else 0
                verdicts[number] = self._verdict(item, score, list(islice(more, asked)))
        return [verdicts[number] for number in range(len(articles))]

    def stage(self, records: Iterator[TextInput]) -> Iterator[Reply]:
        """Answer records in order, a batch at a time."""
        while batch := list(islice(records, BATCH)):
            verdicts = self.judge_many([(record.title, record.text) for record in batch])
            for verdict in verdicts:
                yield {"relevant": verdict.relevant, "score": verdict.score, "reasons": list(verdict.reasons)}

    def _rule(self, title: str, text: str) -> "Verdict | _Open":
        title, text = _tidy(title)[:LEAD_CHARS], text[:READ_CHARS].strip()
        if not any(char.isalpha() for char in title + text):
            return Verdict(relevant=False, score=0.0, reasons=("dropped: no words",))
        language = self._terms.language(f"{title} {text}")
        if language != "en":
            return self._rule_for_other_language(language, title, text)
        pieces = passages(text)
        lead = pieces[0] if pieces else ""
        sight = look(self._terms, self._gazetteer, title, lead)
        later = [(piece, look(self._terms, self._gazetteer, "", piece)) for piece in pieces[1:]]
        passing = [(piece, seen) for piece, seen in later if weigh(seen) is not Evidence.NONE]
        if not any(weigh(seen) is Evidence.NAMED for _, seen in passing):
            passing = []
        if weigh(sight) is Evidence.NONE and not passing:
            return Verdict(
                relevant=False,
                score=round(_rule_score(sight), 4),
                reasons=(f"dropped: {_missing(sight)}",),
            )
        best = sorted(passing, key=lambda item: -_promise(item[1]))[:_MAX_PASSAGES]
        return _Open(
            lead=head_text(title, lead),
            sight=sight,
            passages=tuple(best),
            share=len(passing) / len(later) if later else 0.0,
        )

    def _rule_for_other_language(self, language: str, title: str, text: str) -> Verdict:
        joined = f"{title} {text}"
        names = list(
            dict.fromkeys(hit.text for hit in named_hits(self._gazetteer, title, joined) if hit.group == "platform")
        )
        if language == "other":
            score = min(0.5 + 0.1 * len(names), 0.9) if names else 0.0
            found = [f"platform {name}" for name in names[:3]]
            return self._by_words(score, found, "no platform, and a language that only names are read in")
        front = f"{title} {text[:1500]}"
        hits = self._terms.foreign[language].find(front)
        words = {group: list(dict.fromkeys(h.text for h in hits if h.group == group)) for group in FOREIGN_GROUPS}
        near = near_counts(hits)["ai", "labour"]
        score = 0.0
        if words["data_work"]:
            score = 0.75 + 0.05 * min(len(words["labour"]), 4)
        elif names and words["labour"]:
            score = 0.6 + 0.05 * min(len(words["labour"]), 4)
        elif words["ai"] and words["labour"]:
            # Two labour words near an AI word: one alone ("contract", "employment") is in any business story.
            score = min(0.2 + 0.15 * near + 0.1 * len(words["labour"]), 0.9) if near else 0.2
        found = [f"platform {name}" for name in names[:2]]
        found += [f"word {word}" for group in FOREIGN_GROUPS for word in words[group][:2]]
        return self._by_words(score, found, "no AI word and no platform" if not words["ai"] else "no word on labour")

    def _by_words(self, score: float, found: list[str], missing: str) -> Verdict:
        relevant = score >= self.threshold
        verb = "kept" if relevant else "dropped"
        reason = f"{verb}: {' + '.join(found) if found else missing}"
        return Verdict(relevant=relevant, score=round(score, 4), reasons=(reason,))

    def _score(self, items: Sequence[tuple[str, Sight]]) -> list[float]:
        if not items:
            return []
        encoder = self._encoder
        if isinstance(encoder, str):
            # Importing torch costs seconds: not before a text needs it.
            from models.embeddings import Embedder

            encoder = self._encoder = Embedder.load(encoder)
        self._head.check_vectors(encoder.digest)
        vectors = encoder.encode([text for text, _ in items], max_tokens=MAX_TOKENS)
        rows = np.array([feature_row(sight) for _, sight in items])
        shifts = np.array([_PRIOR[weigh(sight)] for _, sight in items])
        return [float(score) for score in self._head.probabilities(vectors, rows, shifts=shifts)]

    def _verdict(self, item: "_Open", lead_score: float, passage_scores: list[float]) -> Verdict:
        body_score = _body_score(passage_scores, item.share)
        if passage_scores and weigh(item.sight) is Evidence.NAMED:
            # The lead has the words and still says no: the passages must outweigh it, two to one.
            body_score = _chance((_logit(lead_score) + 2 * _logit(body_score)) / 3)
        score = max(lead_score, body_score)
        relevant = score >= self.threshold
        words = evidence(item.sight)
        if body_score > lead_score:
            words = evidence(item.passages[int(np.argmax(passage_scores))][1])
        where = "text" if body_score > lead_score else "lead"
        verb = "kept" if relevant else "dropped"
        reasons = [f"{verb}: {' + '.join(words)}" if words else f"{verb}: words of the {where}"]
        reasons.append(f"head: {where} scores {score:.2f}, threshold {self.threshold:.2f}")
        if not relevant and any(score >= self.threshold for score in passage_scores):
            reasons.append("a passage is on the beat, the article is not")
        return Verdict(relevant=relevant, score=round(score, 4), reasons=tuple(reasons))


FOREIGN_GROUPS = ("data_work", "ai", "labour")


def head_text(title: str, passage: str) -> str:
    """Return what the embedding model reads of a title and a passage."""
    return f"{title.strip()}. {passage.strip()}".strip(". ")


def evidence(sight: Sight) -> list[str]:
    """Name the words that speak for an article, the strongest kinds first."""
    kinds = {"platform": "platform", "data_work": "data work", "ai": "AI word", "job_loss": "word"}
    kinds |= {"organising": "word", "labour": "word", "pay": "word", "data_work_hint": "word", "ai_hint": "word"}
    named = [f"{kind} {' '.join(words[0].split())}" for group, kind in kinds.items() if (words := sight.words(group))]
    return named[:4]


def _tidy(title: str) -> str:
    return " ".join(title.split())


def _promise(sight: Sight) -> float:
    near = near_counts(sight.hits)
    pairs = sum(count for (first, second), count in near.items() if first in ("ai", "data_work") and second in _WORK)
    return 2 * sight.count("data_work") + sight.count("platform") + pairs


_WORK = ("labour", "pay", "organising", "job_loss", "work_law")


def _body_score(scores: Sequence[float], share: float) -> float:
    """Return what the passages after the lead say: the second best, less where few passages are of the kind."""
    if not scores:
        return 0.0
    ranked = sorted(scores, reverse=True)
    # A short text may have room for only one such passage: then it must be as sure as the head ever is.
    claim = ranked[1] if len(ranked) > 1 else ranked[0] * (ranked[0] >= _LONE_PASSAGE)
    # 0.35: invented product stories with one paragraph on raters have at most a third of such passages.
    return claim * min(1.0, share / 0.35)


def _logit(chance: float) -> float:
    # 4: no single score is surer than 98 %.
    return max(-4.0, min(4.0, math.log(max(chance, 1e-9) / max(1 - chance, 1e-9))))


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _rule_score(sight: Sight) -> float:
    """Return a small score for what the rule dropped, so that the dropped can still be ranked."""
    return 0.01 * min(sight.count("ai"), 2) + 0.002 * min(sum(sight.count(group) for group in _WORK), 5)


def _missing(sight: Sight) -> str:
    if not sight.count("ai") and not sight.count("platform"):
        return "no AI word, no platform"
    return "no word on labour, pay or organising beside " + (sight.words("ai", "platform") or [""])[0]


def stage(records: Iterator[TextInput]) -> Iterator[Reply]:
    """Answer records in order with the rules, weights and threshold of this installation."""
    return RelevanceModel.load().stage(records)
