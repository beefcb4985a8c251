"""Train the relevance head on the invented leads in `data/relevance/` and print how well it does.

In: `data/relevance/leads.jsonl` (title, lead, label, kind, topic, split) and the rules. Out:
`models/weights/relevance.npz`. Strength and width of the kernel are chosen by the log loss of out-of-fold
scores (folds by topic) over train and validation topics; the shipped head learns from both, calibrated on
the same out-of-fold scores; the test topics are never learned from. Deterministic; 40 s on one core.

Run: `python -m models.relevance_train [--data DIR] [--weights FILE]`
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, TextIO

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from models.embeddings import Embedder
from models.gazetteer import Gazetteer
from models.relevance import MAX_TOKENS, head_text
from models.relevance_features import FEATURES, LEAD_CHARS, Evidence, feature_row, look, weigh
from models.relevance_head import WEIGHTS, Head, HeadNumbers, head_inputs
from models.relevance_terms import Terms
from pipeline.codec import read_jsonl
from pipeline.config import find_places, read_toml

_STRENGTHS = (1.0, 3.0)
_GAMMAS = (0.002, 0.003, 0.004)
# 16: vector and features then weigh about the same in the distance; 8 and 24 were no better out of fold.
_VECTOR_SCALE = 16.0
_FOLDS = 5
# A bare headline and a passage without its headline are judged too, so the head learns from both;
# weights chosen once so that the full lead stays the main lesson.
_FORM_WEIGHTS = {"whole": 1.0, "title": 0.35, "lead": 0.5}
# Texts that the rule drops never reach the head; a little of them keeps it sane at the border.
_DROPPED_WEIGHT = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLead:
    """One line of `leads.jsonl`; all of it is invented."""

    id: str
    label: bool
    kind: str
    region: str
    form: str
    topic: str
    split: Literal["train", "validation", "test"]
    author: str
    """Who wrote it: a whole author is kept for the test part."""
    title: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Texts as the head sees them; `rows[i]`, `vectors[i]` ... belong to `leads[i]`."""

    leads: tuple[LabelledLead, ...]
    vectors: NDArray[np.float32]
    rows: NDArray[np.float32]
    weights: NDArray[np.float64]
    forms: NDArray[np.str_]
    """whole, title or lead."""
    embedding_digest: str
    passed: NDArray[np.bool_]
    """True where the rule lets the text through to the head."""

    @property
    def labels(self) -> NDArray[np.bool_]:
        """True where the lead is on the beat."""
        return np.array([lead.label for lead in self.leads])

    def where(self, chosen: NDArray[np.bool_]) -> "Samples":
        """Return the samples at the chosen places."""
        return Samples(
            leads=tuple(lead for lead, keep in zip(self.leads, chosen, strict=True) if keep),
            vectors=self.vectors[chosen],
            rows=self.rows[chosen],
            weights=self.weights[chosen],
            forms=self.forms[chosen],
            passed=self.passed[chosen],
            embedding_digest=self.embedding_digest,
        )

    def of_split(self, *splits: str) -> "Samples":
        """Return the samples of these splits."""
        return self.where(np.array([lead.split in splits for lead in self.leads]))


def read_samples(
    leads: Sequence[LabelledLead],
    *,
    terms: Terms,
    gazetteer: Gazetteer,
    embedder: Embedder,
    stand_ins: dict[str, tuple[str, ...]],
) -> Samples:
    """Return each lead three times: whole, its title alone, its lead alone; real names stand in for invented ones."""
    forms = [
        (lead, form, title, passage)
        for lead in leads
        for form, title, passage in (
            ("whole", with_real_names(lead.title, lead.id, stand_ins), with_real_names(lead.lead, lead.id, stand_ins)),
            ("title", with_real_names(lead.title, lead.id, stand_ins), ""),
            ("lead", "", with_real_names(lead.lead, lead.id, stand_ins)),
        )
    ]
    sights = [look(terms, gazetteer, title, passage[:LEAD_CHARS]) for _, _, title, passage in forms]
    texts = [head_text(title, passage[:LEAD_CHARS]) for _, _, title, passage in forms]
    passed = np.array([weigh(sight) is not Evidence.NONE for sight in sights])
    return Samples(
        leads=tuple(form[0] for form in forms),
        vectors=embedder.encode(texts, max_tokens=MAX_TOKENS),
        rows=np.array([feature_row(sight) for sight in sights]),
        weights=np.array([_FORM_WEIGHTS[form[1]] for form in forms]) * np.where(passed, 1.0, _DROPPED_WEIGHT),
        forms=np.array([form[1] for form in forms]),
        passed=passed,
        embedding_digest=embedder.digest,
    )


def with_real_names(text: str, key: str, stand_ins: dict[str, tuple[str, ...]]) -> str:
    """Return `text` with a real name in place of each invented one, chosen by `key`.

    The files say nothing untrue of a real firm; the head must still learn that a name alone decides nothing.
    """
    for invented, real in stand_ins.items():
        if invented in text:
            text = text.replace(invented, real[sha256(f"{key} {invented}".encode()).digest()[0] % len(real)])
    return text


class StandIns(BaseModel):
    """The content of `stand_ins.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    names: dict[str, tuple[str, ...]]


def fit(samples: Samples, *, strength: float, gamma: float, slope: float = 1.0, shift: float = 0.0) -> Head:
    """Return a head of `strength` (scikit-learn's C) and kernel width `gamma`, calibrated by `slope` and `shift`."""
    from sklearn.svm import SVC

    mean = samples.rows.mean(axis=0, dtype=np.float64).astype(np.float32)
    # 0.2: a feature that hardly varies in the leads must not explode when a real text has it.
    spread = np.maximum(samples.rows.std(axis=0, dtype=np.float64), 0.2).astype(np.float32)
    inputs = head_inputs(samples.vectors, samples.rows, scale=_VECTOR_SCALE, mean=mean, spread=spread)
    model = SVC(C=strength, gamma=gamma, class_weight="balanced")
    model.fit(inputs, samples.labels, sample_weight=samples.weights)
    numbers = HeadNumbers(
        embedding_digest=samples.embedding_digest,
        features=FEATURES,
        vector_scale=_VECTOR_SCALE,
        gamma=gamma,
        intercept=round(float(model.intercept_[0]), 6),
        slope=round(slope, 6),
        shift=round(shift, 6),
        trained_on=int((samples.forms == "whole").sum()),
    )
    support = model.support_vectors_.astype(np.float16)
    return Head(numbers, support=support, dual=model.dual_coef_[0].astype(np.float32), mean=mean, spread=spread)


def scores(head: Head, samples: Samples) -> NDArray[np.float64]:
    """Return the head's logits."""
    chances = head.probabilities(samples.vectors, samples.rows)
    logits: NDArray[np.float64] = np.log(chances) - np.log1p(-chances)
    return logits


def platt(logits: NDArray[np.float64], samples: Samples) -> tuple[float, float]:
    """Return slope and shift that turn logits into probabilities (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6)
    model.fit(logits[:, None], samples.labels, sample_weight=samples.weights)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def log_loss(logits: NDArray[np.float64], samples: Samples) -> float:
    """Return the weighted mean log loss of calibrated logits."""
    signs = np.where(samples.labels, 1.0, -1.0)
    return float(np.average(np.logaddexp(0, -signs * logits), weights=samples.weights))


def out_of_fold_logits(samples: Samples, *, strength: float, gamma: float) -> NDArray[np.float64]:
    """Return for each sample the logit of a head that never saw its topic."""
    from sklearn.model_selection import GroupKFold

    logits = np.zeros(len(samples.leads))
    topics = [lead.topic for lead in samples.leads]
    for learn, judge in GroupKFold(n_splits=_FOLDS).split(samples.vectors, samples.labels, groups=topics):
        learned, judged = (np.isin(np.arange(len(logits)), places) for places in (learn, judge))
        logits[judged] = scores(fit(samples.where(learned), strength=strength, gamma=gamma), samples.where(judged))
    return logits


def train(samples: Samples, *, report: TextIO) -> Head:
    """Choose strength and width, fit, calibrate, and write the figures of validation and test topics to `report`."""
    learn, tune, test = samples.of_split("train"), samples.of_split("validation"), samples.of_split("test")
    known = samples.of_split("train", "validation")

    trials = []
    for strength in _STRENGTHS:
        for gamma in _GAMMAS:
            logits = out_of_fold_logits(known, strength=strength, gamma=gamma)
            slope, shift = platt(logits, known)
            trials.append((log_loss(slope * logits + shift, known), strength, gamma, slope, shift, logits))
    loss, strength, gamma, slope, shift, logits = min(trials, key=lambda trial: trial[:3])
    print(f"strength {strength}, gamma {gamma}: out-of-fold log loss {loss:.3f}", file=report)

    of_train = fit(learn, strength=strength, gamma=gamma, slope=slope, shift=shift)
    final = fit(known, strength=strength, gamma=gamma, slope=slope, shift=shift)
    print_scores("validation (head of the train topics)", scores(of_train, tune), tune, report)
    print_scores("out of fold (train and validation topics)", slope * logits + shift, known, report)
    print_scores("test", scores(final, test), test, report)
    return final


def print_scores(name: str, logits: NDArray[np.float64], samples: Samples, report: TextIO) -> None:
    """Write precision, recall and accuracy of rule and head together at probability .5, for whole leads and titles."""
    for form in ("whole", "title"):
        chosen = samples.forms == form
        said, truth = (logits[chosen] > 0) & samples.passed[chosen], samples.labels[chosen]
        right = int((said & truth).sum())
        precision, recall = right / max(int(said.sum()), 1), right / max(int(truth.sum()), 1)
        accuracy = float((said == truth).mean())
        print(
            f"{name}, {form}: n {len(truth)}, precision {precision:.3f}, recall {recall:.3f}, accuracy {accuracy:.3f}",
            file=report,
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write the weights, and report on stdout."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=find_places().data)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    chosen = parser.parse_args(arguments)
    embedder = Embedder.load()
    samples = read_samples(
        list(read_jsonl(LabelledLead, chosen.data / "relevance" / "leads.jsonl")),
        terms=Terms.load(chosen.data / "relevance" / "rules.toml"),
        gazetteer=Gazetteer.load(chosen.data / "gazetteer.toml"),
        embedder=embedder,
        stand_ins=read_toml(chosen.data / "relevance" / "stand_ins.toml", StandIns).names,
    )
    out = sys.stdout
    whole = samples.forms == "whole"
    on_beat, passed = samples.labels[whole], samples.passed[whole]
    print(f"rule: misses {int((on_beat & ~passed).sum())} of {int(on_beat.sum())} leads on the beat", file=out)
    print(f"rule: lets {int((~on_beat & passed).sum())} of {int((~on_beat).sum())} others pass to the head", file=out)
    train(samples, report=out).save(chosen.weights)
    print(f"wrote {chosen.weights}", file=out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
