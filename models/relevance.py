"""Decide whether an article belongs to the beat: people who work for AI, and what AI does to work.

In: title and text, where known the address and the feed's excerpt. Out: a `Verdict`: relevant or not, a
probability, the words that decided, the language, and the step at which it was decided. Nothing is refused: empty,
huge and mixed-script texts get a verdict too. What the beat is stands in `data/relevance/README.md`.

Three steps, cheap to dear; costs are in `docs/measured.md`.
1. Address, title and excerpt: sport, weather and the like without a word on AI or data work, and what has neither
   text nor such a word, are dropped.
2. The first 500 characters of the text with the title: dropped without one word of `data/relevance/rules.toml`
   here or further down; else scored by the head (a kernel and an adapted language model, calibrated together).
3. Where the lead does not decide, the best passages of the whole article are scored, too, and count only when
   several of them are on the beat: one passing mention in a product story must not decide.
German, Spanish, Portuguese and French are judged by their words alone. Articles in other languages are not read,
unless they name a platform: their verdict says so (`is_read`). What a person taught this installation
(`models.relevance_taught`) is added to the head's score.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from models.gazetteer import Gazetteer
from models.languages import NO_LANGUAGE, READ
from models.relevance_address import ruled_out
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
from models.relevance_reader import MAX_TOKENS, LeadReader
from models.relevance_taught import Taught
from models.relevance_terms import Terms
from pipeline.config import load_settings
from pipeline.contracts import RelevanceInput
from pipeline.filters import Reply
from pipeline.places import find_places

# 16: a batch is judged at once so that a stage answers soon; the models gain nothing from more.
BATCH = 16

_MAX_PASSAGES = 4
# The lead decides alone outside these: of the invented articles none with such a lead is on the other side.
_SURELY_NOT, _SURELY = 0.01, 0.80
_LONE_PASSAGE, _LONE_LEAD = 0.97, 0.02
# A lead without any evidence speaks only through its passages.
_SILENT = -30.0
# In general news nine articles in ten that get past the rule have but a trace of evidence, and hardly one of them is
# on the beat. An article on it that opens without a name comes to one further down: where none does, the lead must
# be surer by this many points of log odds; a bare title, which cannot show more, by less.
_UNSUPPORTED = {Evidence.TRACES: 4.0, Evidence.HINTS: 2.0}
_BARE = {Evidence.TRACES: 1.0, Evidence.HINTS: 0.5}


class Encoder(Protocol):
    """What the head needs of the embedding model."""

    @property
    def digest(self) -> str:
        """Digest of the model, as in the manifest."""
        ...

    def encode(self, texts: Sequence[str], *, max_tokens: int) -> NDArray[np.float32]:
        """Return one unit row for each text."""
        ...


class Reader(Protocol):
    """What the head needs of the adapted model."""

    def logits(self, leads: Sequence[tuple[str, str]], rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return one logit for each lead."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """An article that waits for its verdict."""

    title: str
    text: str
    url: str = ""
    excerpt: str = ""
    """What the feed says of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer for one article: `score` is a probability between 0 and 1."""

    relevant: bool
    score: float
    reasons: tuple[str, ...]
    language: str = NO_LANGUAGE
    step: int = 2
    """1: by address, title and excerpt; 2: by the first text; 3: by the whole article."""
    is_read: bool = True
    """False: in a language that is not read; neither on nor off the beat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What the head says of one title with a passage, and what it saw."""

    logit: float
    """Calibrated, with what was taught."""
    base: float
    """Calibrated, without it."""
    vector: NDArray[np.float32]

    @property
    def chance(self) -> float:
        """Probability that it is on the beat."""
        return _chance(self.logit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """An article that got past the rule: what the head still has to score."""

    title: str
    lead: str
    sight: Sight
    language: str
    passages: tuple[tuple[str, Sight], ...]
    """The best passages after the lead."""
    share: float
    """Share of the passages after the lead that pass the rule."""
    doubt: float
    """What the lead's logit is lowered by: its words promise little, and nothing further down supports them."""


class RelevanceModel:
    """Rule, head and threshold; the language models are loaded at the first text that gets past the rule."""

    def __init__(
        self,
        *,
        terms: Terms,
        gazetteer: Gazetteer,
        head: Head,
        threshold: float,
        encoder: Encoder | str,
        reader: Reader | None = None,
        taught: Taught | None = None,
    ) -> None:
        """Take an embedding model, or the name of one in the manifest."""
        self.threshold = threshold
        self._terms = terms
        self._gazetteer = gazetteer
        self._head = head
        self._encoder = encoder
        self._reader = reader
        self._taught = taught

    @classmethod
    def load(
        cls,
        *,
        data: Path | None = None,
        weights: Path = WEIGHTS,
        threshold: float | None = None,
        gazetteer: Gazetteer | None = None,
        encoder: Encoder | None = None,
        reader: Reader | None = None,
        taught: Path | None = None,
    ) -> Self:
        """Read rules and weights; gazetteer, threshold and models are those of `data` unless given.

        Args:
            taught: file with what people taught this installation; none when there is no such file.

        Raises:
            ConfigError: the rules or the settings cannot be used.
            ModelError: the weights are missing or were trained on other features.
        """
        folder = find_places(data=data).data
        settings = load_settings(folder).models
        head = Head.load(weights)
        return cls(
            terms=Terms.load(folder / "relevance" / "rules.toml"),
            gazetteer=gazetteer or Gazetteer.load(folder / "gazetteer.toml"),
            head=head,
            threshold=settings.relevance_threshold if threshold is None else threshold,
            encoder=encoder or settings.embedding,
            reader=reader,
            taught=Taught.load(taught, made_for=head.digest) if taught is not None else None,
        )

    def judge(self, title: str, text: str, *, url: str = "", excerpt: str = "") -> Verdict:
        """Return the verdict on one article."""
        return self.judge_many([Unjudged(title=title, text=text, url=url, excerpt=excerpt)])[0]

    def judge_many(self, articles: Sequence[Unjudged]) -> list[Verdict]:
        """Return one verdict for each article, in order."""
        first = [self._rule(article) for article in articles]
        opened = [(number, item) for number, item in enumerate(first) if isinstance(item, _Open)]
        verdicts = {number: item for number, item in enumerate(first) if isinstance(item, Verdict)}
        if opened:
            said = self._score([(item.title, item.lead, item.sight) for _, item in opened])
            leads = [_chance(one.logit - item.doubt) for one, (_, item) in zip(said, opened, strict=True)]
            unsure = [
                ("", *passage)
                for (_, item), score in zip(opened, leads, strict=True)
                if _SURELY_NOT <= score < _SURELY or weigh(item.sight) is Evidence.NONE
                for passage in item.passages
            ]
            more = iter([one.chance for one in self._score(unsure)])
            for (number, item), score in zip(opened, leads, strict=True):
                is_open = _SURELY_NOT <= score < _SURELY or weigh(item.sight) is Evidence.NONE
                asked = len(item.passages) if is_open else 0
                verdicts[number] = self._verdict(item, score, list(islice(more, asked)))
        return [verdicts[number] for number in range(len(articles))]

    def score_leads(self, leads: Sequence[tuple[str, str]]) -> list[Scored]:
        """Return what the head says of titles with the beginnings of their texts, whatever the rule says."""
        tidy = [(_tidy(title), (passages(text[:READ_CHARS].strip()) or [""])[0]) for title, text in leads]
        return self._score([(t, lead, look(self._terms, self._gazetteer, t, lead)) for t, lead in tidy])

    def stage(self, records: Iterator[RelevanceInput]) -> Iterator[Reply]:
        """Answer records in order, a batch at a time."""
        while batch := list(islice(records, BATCH)):
            waiting = [Unjudged(title=one.title, text=one.text, url=one.url, excerpt=one.excerpt) for one in batch]
            for verdict in self.judge_many(waiting):
                yield {
                    "relevant": verdict.relevant,
                    "score": verdict.score,
                    "reasons": list(verdict.reasons),
                    "language": verdict.language,
                    "step": verdict.step,
                }

    @property
    def head_digest(self) -> str:
        """Digest of the shipped head: what is taught belongs to it."""
        return self._head.digest

    def language_of(self, title: str, text: str) -> str:
        """Return the language of an article, "und" when it has no letters."""
        return self._terms.language(f"{title[:LEAD_CHARS]} {text[:READ_CHARS]}")

    def _rule(self, article: Unjudged) -> "Verdict | _Open":
        title, text = _tidy(article.title), article.text[:READ_CHARS].strip()
        excerpt = _tidy(article.excerpt)
        joined = f"{title} {text or excerpt}"
        if not any(char.isalpha() for char in joined):
            return Verdict(relevant=False, score=0.0, reasons=("dropped: no words",), step=1)
        language = self._terms.language(joined)
        if language != "en":
            return self._rule_for_other_language(language, title, text or excerpt)
        if (early := self._first_step(title, text, article.url, excerpt)) is not None:
            return early
        pieces = passages(text or excerpt)
        lead = pieces[0] if pieces else ""
        sight = look(self._terms, self._gazetteer, title, lead)
        later = [(piece, look(self._terms, self._gazetteer, "", piece)) for piece in pieces[1:]]
        passing = [(piece, seen) for piece, seen in later if weigh(seen) >= Evidence.HINTS]
        if not any(weigh(seen) is Evidence.NAMED for _, seen in passing):
            passing = []
        if weigh(sight) is Evidence.NONE and not passing:
            return Verdict(
                relevant=False,
                score=round(_rule_score(sight), 4),
                reasons=(f"dropped: {_missing(sight)}",),
                language=language,
                step=3 if later else 2,
            )
        best = sorted(passing, key=lambda item: -_promise(item[1]))[:_MAX_PASSAGES]
        return _Open(
            title=title,
            lead=lead,
            sight=sight,
            language=language,
            passages=tuple(best),
            share=len(passing) / len(later) if later else 0.0,
            doubt=doubt(weigh(sight), has_text=bool(lead), is_long=bool(later), is_supported=bool(passing)),
        )

    def _first_step(self, title: str, text: str, url: str, excerpt: str) -> Verdict | None:
        """Return a verdict where address, title and excerpt are enough, else None."""
        found = ruled_out(self._terms, self._gazetteer, title=title, text=text, url=url, excerpt=excerpt)
        if found is None:
            return None
        reason, sight = found
        score = round(_rule_score(sight), 4)
        return Verdict(relevant=False, score=score, reasons=(f"dropped: {reason}",), language="en", step=1)

    def _rule_for_other_language(self, language: str, title: str, text: str) -> Verdict:
        joined = f"{title} {text}"
        names = list(
            dict.fromkeys(hit.text for hit in named_hits(self._gazetteer, title, joined) if hit.group == "platform")
        )
        if language not in READ:
            score = min(0.5 + 0.1 * len(names), 0.9) if names else 0.0
            found = [f"platform {name}" for name in names[:3]]
            verdict = self._by_words(language, score, found, f"not read: language {language}, no platform named")
            return verdict if names else replace(verdict, is_read=False)
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
        missing = "no AI word and no platform" if not words["ai"] else "no word on labour"
        return self._by_words(language, score, found, f"dropped: {missing}")

    def _by_words(self, language: str, score: float, found: list[str], missing: str) -> Verdict:
        relevant = score >= self.threshold
        verb = "kept" if relevant else "dropped"
        reason = f"{verb}: {' + '.join(found)}" if found else missing
        return Verdict(relevant=relevant, score=round(score, 4), reasons=(reason,), language=language)

    def _score(self, items: Sequence[tuple[str, str, Sight]]) -> list[Scored]:
        if not items:
            return []
        encoder = self._encoder
        if isinstance(encoder, str):
            # Importing torch costs seconds: not before a text needs it.
            from models.embeddings import Embedder

            encoder = self._encoder = Embedder.load(encoder)
        self._head.check_vectors(encoder.digest)
        reader = self._reader = self._reader or LeadReader.load()
        vectors = encoder.encode([head_text(title, lead) for title, lead, _ in items], max_tokens=MAX_TOKENS)
        rows = np.array([feature_row(sight) for _, _, sight in items])
        found = [weigh(sight) for _, _, sight in items]
        said = reader.logits([(title, lead) for title, lead, _ in items], rows)
        base = self._head.logits(self._head.margins(vectors, rows), said, found)
        base = np.where([one is Evidence.NONE for one in found], _SILENT, base)
        logits = base + self._taught.shifts(vectors) if self._taught is not None else base
        return [
            Scored(logit=float(logit), base=float(plain), vector=vector)
            for logit, plain, vector in zip(logits, base, vectors, strict=True)
        ]

    def _verdict(self, item: "_Open", lead_score: float, passage_scores: list[float]) -> Verdict:
        body_score = _body_score(passage_scores, item.share, lead_score)
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
        if not relevant and weigh(item.sight) <= Evidence.TRACES and where == "lead":
            reasons[0] = f"dropped: {_missing(item.sight)}"
        reasons.append(f"head: {where} scores {score:.2f}, threshold {self.threshold:.2f}")
        if not relevant and any(score >= self.threshold for score in passage_scores):
            reasons.append("a passage is on the beat, the article is not")
        return Verdict(
            relevant=relevant,
            score=round(score, 4),
            reasons=tuple(reasons),
            language=item.language,
            step=3 if passage_scores else 2,
        )


FOREIGN_GROUPS = ("data_work", "ai", "labour")


def head_text(title: str, passage: str) -> str:
    """Return what the embedding model reads of a title and a passage."""
    return f"{title.strip()}. {passage.strip()}".strip(". ")


def doubt(found: Evidence, *, has_text: bool, is_long: bool, is_supported: bool) -> float:
    """Return what a lead's logit is lowered by where its words promise little and nothing else supports them."""
    if not has_text:
        return _BARE.get(found, 0.0)
    return _UNSUPPORTED.get(found, 0.0) if is_long and not is_supported else 0.0


def evidence(sight: Sight) -> list[str]:
    """Name the words that speak for an article, the strongest kinds first."""
    kinds = {"platform": "platform", "data_work": "data work", "ai": "AI word", "job_loss": "word"}
    kinds |= {"organising": "word", "labour": "word", "pay": "word", "data_work_hint": "word", "ai_hint": "word"}
    named = [f"{kind} {' '.join(words[0].split())}" for group, kind in kinds.items() if (words := sight.words(group))]
    return named[:4]


def _tidy(title: str) -> str:
    return " ".join(title[:READ_CHARS].split())[:LEAD_CHARS]


def _promise(sight: Sight) -> float:
    near = near_counts(sight.hits)
    pairs = sum(count for (first, second), count in near.items() if first in ("ai", "data_work") and second in _WORK)
    return 2 * sight.count("data_work") + sight.count("platform") + pairs


_WORK = ("labour", "pay", "organising", "job_loss", "work_law")


def _body_score(scores: Sequence[float], share: float, lead_score: float) -> float:
    """Return what the passages after the lead say: the second best, less where few passages are of the kind."""
    if not scores:
        return 0.0
    ranked = sorted(scores, reverse=True)
    # A short text may have room for only one such passage: then it must be as sure as the head ever is, and the lead
    # not quite so sure of the contrary.
    speaks_alone = ranked[0] >= _LONE_PASSAGE and lead_score >= _LONE_LEAD
    claim = ranked[1] if len(ranked) > 1 else ranked[0] * speaks_alone
    # 0.35: invented product stories with one paragraph on raters have at most a third of such passages.
    return claim * min(1.0, share / 0.35)


def _logit(chance: float) -> float:
    # 4: no single score is surer than 98 %.
    return max(-4.0, min(4.0, math.log(max(chance, 1e-9) / max(1 - chance, 1e-9))))


def _chance(logit: float) -> float:
    # 30: exp stays finite, and no one needs more than 13 nines.
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _rule_score(sight: Sight) -> float:
    """Return a small score for what the rule dropped, so that the dropped can still be ranked."""
    return 0.01 * min(sight.count("ai"), 2) + 0.002 * min(sum(sight.count(group) for group in _WORK), 5)


def _missing(sight: Sight) -> str:
    """Return which half of the beat has no word."""
    if not sight.words("ai", "platform"):
        return "no AI word, no platform"
    if not any(sight.count(group) for group in _WORK):
        return "no word on labour, pay or organising beside " + sight.words("ai", "platform")[0]
    return "words of the lead: " + " + ".join(evidence(sight))


def stage(records: Iterator[RelevanceInput]) -> Iterator[Reply]:
    """Answer records in order with the rules, weights and threshold of this installation."""
    return RelevanceModel.load().stage(records)
