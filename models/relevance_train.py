"""Train the relevance head on the invented leads in `data/relevance/` and print how well it does.

In: `data/relevance/leads.jsonl` (title, lead, label, kind, topic, author, split) and the rules. Out:
`models/weights/relevance.npz` (kernel and calibration), `relevance_reader.npz` (changes to the language model) and
`relevance_leads.npz` (vectors and scores of the leads, by which `laborwire label` shows what a person's decisions
change). Kernel and reader are calibrated together on the leads of one author, scored by a head that learned from
the other authors alone; the shipped head learns from all training and validation leads, never from the test part.
Deterministic on one machine; 10 minutes on two cores.

Run: `python -m models.relevance_train [--data DIR] [--weights DIR]`, `--figures` for the figures of what is shipped.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, TextIO

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from models.embeddings import DEFAULT_MODEL, Embedder
from models.gazetteer import Gazetteer
from models.manifest import MANIFEST, verified_model
from models.relevance import doubt, head_text
from models.relevance_adapt import Lesson, adapt
from models.relevance_features import FEATURES, LEAD_CHARS, Evidence, feature_row, look, weigh
from models.relevance_head import WEIGHTS, Head, HeadNumbers, head_inputs
from models.relevance_reader import MAX_TOKENS, READER, LeadReader, ReaderWeights
from models.relevance_taught import LEADS, ScoredLeads
from models.relevance_terms import Terms
from models.reliability import Tenth, draw_reliability, markdown_of, reliability
from pipeline.codec import read_jsonl
from pipeline.config import read_toml
from pipeline.places import find_places

# Chosen by out-of-fold log loss, folds by topic: 1 to 3 and .002 to .004 differ by less than .003.
_STRENGTH, _GAMMA = 3.0, 0.003
# 16: vector and features then weigh about the same in the distance; 8 and 24 were no better out of fold.
_VECTOR_SCALE = 16.0
# A bare headline and a passage without its headline are judged too, so the head learns from both;
# weights chosen once so that the full lead stays the main lesson.
_FORM_WEIGHTS = {"whole": 1.0, "title": 0.35, "lead": 0.5}
# Texts that the rule drops never reach the head; a little of them keeps it sane at the border.
_DROPPED_WEIGHT = 0.2
# The author (data/relevance/README.md) whose leads calibrate: who wrote them has read neither the rules nor the other
# authors' leads.
_CALIBRATES = "c"
# The author whose leads mend what heads got wrong on that one's: no trial of new authors may have seen them.
_MENDS = "e"
# News that has nothing to do with the beat is rare among the leads and nearly all that a night brings.
_PLAIN = frozenset(
    {"sport", "weather", "crime", "politics", "culture", "science", "health", "travel", "business", "council", "food",
     "tech", "labour_people", "hints_only"}
)  # fmt: skip
_PLAIN_WEIGHT = 3.0
_MEAN, _SHARE = "relevance_score (mean of a tenth)", "share on the beat"


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
    evidence: tuple[Evidence, ...]
    """What the rule sees; nothing (NONE) never reaches the head."""
    texts: tuple[tuple[str, str], ...]
    """Title and lead as shown, with real names."""

    @property
    def labels(self) -> NDArray[np.bool_]:
        """True where the lead is on the beat."""
        return np.array([lead.label for lead in self.leads])

    @property
    def passed(self) -> NDArray[np.bool_]:
        """True where the rule lets the text through to the head."""
        return np.array([found is not Evidence.NONE for found in self.evidence])

    def where(self, chosen: NDArray[np.bool_]) -> "Samples":
        """Return the samples at the chosen places."""
        return Samples(
            leads=tuple(lead for lead, keep in zip(self.leads, chosen, strict=True) if keep),
            vectors=self.vectors[chosen],
            rows=self.rows[chosen],
            weights=self.weights[chosen],
            forms=self.forms[chosen],
            evidence=tuple(found for found, keep in zip(self.evidence, chosen, strict=True) if keep),
            texts=tuple(text for text, keep in zip(self.texts, chosen, strict=True) if keep),
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
    evidence = tuple(weigh(sight) for sight in sights)
    passed = np.array([found is not Evidence.NONE for found in evidence])
    return Samples(
        leads=tuple(form[0] for form in forms),
        vectors=embedder.encode(texts, max_tokens=MAX_TOKENS),
        rows=np.array([feature_row(sight) for sight in sights]),
        weights=np.array([_FORM_WEIGHTS[form[1]] for form in forms]) * np.where(passed, 1.0, _DROPPED_WEIGHT),
        forms=np.array([form[1] for form in forms]),
        evidence=evidence,
        texts=tuple((title, passage[:LEAD_CHARS]) for _, _, title, passage in forms),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How margin and reader's logit become one calibrated logit."""

    slope: float = 1.0
    reader_slope: float = 0.0
    shift: float = 0.0
    hints_shift: float = 0.0
    traces_shift: float = 0.0


def fit(samples: Samples, *, calibration: Calibration) -> Head:
    """Return the kernel head that the samples teach, calibrated."""
    from sklearn.svm import SVC

    mean = samples.rows.mean(axis=0, dtype=np.float64).astype(np.float32)
    # 0.2: a feature that hardly varies in the leads must not explode when a real text has it.
    spread = np.maximum(samples.rows.std(axis=0, dtype=np.float64), 0.2).astype(np.float32)
    inputs = head_inputs(samples.vectors, samples.rows, scale=_VECTOR_SCALE, mean=mean, spread=spread)
    model = SVC(C=_STRENGTH, gamma=_GAMMA, class_weight="balanced")
    model.fit(inputs, samples.labels, sample_weight=samples.weights)
    numbers = HeadNumbers(
        embedding_digest=samples.embedding_digest,
        features=FEATURES,
        vector_scale=_VECTOR_SCALE,
        gamma=_GAMMA,
        intercept=round(float(model.intercept_[0]), 6),
        trained_on=int((samples.forms == "whole").sum()),
        **asdict(calibration),
    )
    support = model.support_vectors_.astype(np.float16)
    return Head(numbers, support=support, dual=model.dual_coef_[0].astype(np.float32), mean=mean, spread=spread)


def read_by(weights: ReaderWeights, samples: Samples) -> NDArray[np.float64]:
    """Return the adapted reader's logits."""
    _, folder = verified_model(DEFAULT_MODEL, kind="embedding", manifest=MANIFEST)
    return LeadReader(weights, folder=folder).logits(samples.texts, samples.rows)


def lessons_of(samples: Samples) -> list[Lesson]:
    """Return the leads as the reader learns them: each with the feature rows of its three forms."""
    lessons = []
    for start in range(0, len(samples.leads), 3):
        lead, (title, text) = samples.leads[start], samples.texts[start]
        rows = {str(samples.forms[start + step]): samples.rows[start + step] for step in range(3)}
        lessons.append(Lesson(title=title, lead=text, label=lead.label, kind=lead.kind, rows=rows))
    return lessons


def calibrate(margins: NDArray[np.float64], reader: NDArray[np.float64], samples: Samples) -> Calibration:
    """Return how the two together become a probability (Platt 1999), on samples that neither has learned from."""
    from sklearn.linear_model import LogisticRegression

    hints = np.array([found is Evidence.HINTS for found in samples.evidence], dtype=np.float64)
    traces = np.array([found is Evidence.TRACES for found in samples.evidence], dtype=np.float64)
    plain = np.array([lead.kind in _PLAIN for lead in samples.leads])
    weights = samples.weights * np.where(plain, _PLAIN_WEIGHT, 1.0)
    model = LogisticRegression(C=1.0)
    model.fit(np.column_stack([margins, reader, hints, traces]), samples.labels, sample_weight=weights)
    slope, reader_slope, of_hints, of_traces = (round(float(value), 6) for value in model.coef_[0])
    shift = round(float(model.intercept_[0]), 6)
    return Calibration(
        slope=slope, reader_slope=reader_slope, shift=shift, hints_shift=of_hints, traces_shift=of_traces
    )


def train(samples: Samples, *, report: TextIO) -> tuple[Head, ReaderWeights]:
    """Calibrate on one author, fit on all training and validation leads, and write figures to `report`."""
    known = samples.of_split("train", "validation")
    authors = np.array([lead.author for lead in known.leads])
    others, last = known.where(~np.isin(authors, (_CALIBRATES, _MENDS))), known.where(authors == _CALIBRATES)
    trial = adapt(lessons_of(others))
    margins, read = fit(others, calibration=Calibration()).margins(last.vectors, last.rows), read_by(trial, last)
    calibration = calibrate(margins, read, last)
    head = fit(others, calibration=calibration)
    print_scores(
        f"author {_CALIBRATES}, by a head of the others", head.logits(margins, read, last.evidence), last, report
    )
    tenths = tenths_of(head.logits(margins, read, last.evidence), last)
    print(markdown_of(tenths, mean=_MEAN, share=_SHARE, n="leads"), file=report)
    return fit(known, calibration=calibration), adapt(lessons_of(known))


def print_scores(name: str, logits: NDArray[np.float64], samples: Samples, report: TextIO) -> None:
    """Write precision, recall and accuracy of rule and head together at probability .5, for whole leads and titles."""
    for form in ("whole", "title"):
        chosen = samples.forms == form
        said, truth = (logits[chosen] > 0) & samples.passed[chosen], samples.labels[chosen]
        plain = np.array([lead.kind in _PLAIN for lead in samples.leads])[chosen] & ~truth
        right = int((said & truth).sum())
        precision, recall = right / max(int(said.sum()), 1), right / max(int(truth.sum()), 1)
        alarms, of_plain = float(said[~truth].mean()), float(said[plain].mean())
        natural = recall * 0.01 / max(recall * 0.01 + alarms * 0.99, 1e-9)
        print(
            f"{name}, {form}: n {len(truth)}, precision {precision:.3f}, recall {recall:.3f}, accuracy "
            f"{float((said == truth).mean()):.3f}, false alarms {alarms:.3f} (other news {of_plain:.3f}), "
            f"precision at 1 in 100 {natural:.3f}",
            file=report,
        )


def tenths_of(logits: NDArray[np.float64], samples: Samples) -> list[Tenth]:
    """Return how far the scores of whole leads keep their word."""
    chosen = samples.forms == "whole"
    chances = 1 / (1 + np.exp(-logits[chosen])) * samples.passed[chosen]
    return reliability(chances.tolist(), samples.labels[chosen].tolist())


def save_scored_leads(path: Path, samples: Samples, logits: NDArray[np.float64], *, head_digest: str) -> None:
    """Write vectors, scores and labels of the whole leads: what `laborwire label` tells gains and losses by."""
    chosen = samples.forms == "whole"
    leads = [lead for lead, keep in zip(samples.leads, chosen, strict=True) if keep]
    base = np.where(samples.passed[chosen], logits[chosen], -30.0)
    scored = ScoredLeads(
        head_digest=head_digest,
        ids=tuple(lead.id for lead in leads),
        labels=samples.labels[chosen],
        base=base.astype(np.float32),
        vectors=samples.vectors[chosen].astype(np.float16),
    )
    scored.save(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write the weights, and report on stdout."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=find_places().data)
    parser.add_argument("--weights", type=Path, default=WEIGHTS.parent)
    parser.add_argument("--figures", action="store_true", help="train nothing; figures of the shipped weights")
    parser.add_argument("--plot", type=Path, help="draw the reliability of the test part as a PNG file")
    chosen = parser.parse_args(arguments)
    samples = read_samples(
        list(read_jsonl(LabelledLead, chosen.data / "relevance" / "leads.jsonl")),
        terms=Terms.load(chosen.data / "relevance" / "rules.toml"),
        gazetteer=Gazetteer.load(chosen.data / "gazetteer.toml"),
        embedder=Embedder.load(),
        stand_ins=read_toml(chosen.data / "relevance" / "stand_ins.toml", StandIns).names,
    )
    out = sys.stdout
    whole = samples.forms == "whole"
    on_beat, passed = samples.labels[whole], samples.passed[whole]
    print(f"rule: misses {int((on_beat & ~passed).sum())} of {int(on_beat.sum())} leads on the beat", file=out)
    print(f"rule: lets {int((~on_beat & passed).sum())} of {int((~on_beat).sum())} others pass to the head", file=out)
    if not chosen.figures:
        head, reader = train(samples, report=out)
        head.save(chosen.weights / WEIGHTS.name)
        reader.save(chosen.weights / READER.name)
    head, reader = Head.load(chosen.weights / WEIGHTS.name), ReaderWeights.load(chosen.weights / READER.name)
    logits = head.logits(head.margins(samples.vectors, samples.rows), read_by(reader, samples), samples.evidence)
    # As the model does: a bare title must be surer.
    bare = [
        doubt(found, has_text=bool(text), is_long=False, is_supported=False)
        for found, (_, text) in zip(samples.evidence, samples.texts, strict=True)
    ]
    logits = logits - np.array(bare)
    if not chosen.figures:
        save_scored_leads(chosen.weights / LEADS.name, samples, logits, head_digest=head.digest)
    is_test = np.array([lead.split == "test" for lead in samples.leads])
    test, of_test = samples.where(is_test), logits[is_test]
    print_scores("test", of_test, test, out)
    for author in sorted({lead.author for lead in test.leads}):
        theirs = np.array([lead.author == author for lead in test.leads])
        print_scores(f"test, author {author}", of_test[theirs], test.where(theirs), out)
    tenths = tenths_of(of_test, test)
    print(markdown_of(tenths, mean=_MEAN, share=_SHARE, n="leads"), file=out)
    if chosen.plot is not None:
        draw_reliability(tenths, chosen.plot, mean=_MEAN, share=_SHARE, n="leads")
    return 0


if __name__ == "__main__":
    sys.exit(main())
