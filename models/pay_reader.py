"""Weigh what the rules found about an amount together with what a small language model sees around it.

In: amounts with the rules' findings. Out: whether each is pay, and for those that are the kind, modality, voice,
unit, side of a change, payer, worker and place, each where the trained reader knows better than the rules.

The model is MiniLM with its upper layers adapted (low-rank adaptation, Hu et al. 2021) on invented passages that
people marked (`data/gold`); marks around the amount tell it which one is meant. For every question there are
linear weights on the states at the marks and on the names of the rules that fired (`models.pay_features`). For
payer, worker, place and speaker each word is asked whether it belongs to the answer. Each amount goes through
alone, so its answer does not depend on what else is read in the same run.
Loading takes seconds; nothing is loaded before a text with money comes. Refused: weights that were trained on
another encoder.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, get_args

import numpy as np
from numpy.typing import NDArray

from models.claims_confidence import confidence_of
from models.claims_evidence import THRESHOLD
from models.claims_mention import Mention
from models.embeddings import DEFAULT_MODEL, has_bfloat16
from models.low_rank import add_changes, open_encoder
from models.manifest import MANIFEST, verified_model
from models.pay_features import features_of_claim, features_of_verdict, neighbours
from models.pay_payers import settle_payers
from models.pay_settle import settle_changes, settle_kind, settle_names, settle_unit, settle_voice
from models.pay_weights import PayWeights
from models.pay_window import Window, window_around
from pipeline.records import AttributionType, ChangeRole, Kind, Modality, NotPayReason, Unit

WEIGHTS = Path(__file__).parent / "weights" / "pay_reader.npz"

QUESTIONS: dict[str, tuple[str, ...]] = {
    "pay": ("no", "yes"),
    "reason": get_args(NotPayReason),
    "kind": get_args(Kind),
    "role": ("none", *get_args(ChangeRole)),
    "modality": get_args(Modality),
    "attribution": get_args(AttributionType),
    "unit": get_args(Unit),
}
"""What is asked about an amount, and the answers in the order of the weights' rows."""
NAMES = ("payer", "worker", "location", "speaker")
"""What is asked about each word of the window."""

POINTER_DIMS = 96
# Sentences between an amount and another that may be its new or old value.
_NEAR = 1
# Characters before a sentence in which words may say of what kind its amount is.
_AROUND = 250
# A text with more amounts than this is a table; the rules alone read the rest.
MAX_READ = 150

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountReading:
    """What the model sees around one amount, before the rules' findings are added."""

    window: Window
    scores: dict[str, Array]
    """Question to one score for each of its answers."""
    words: Array
    """Shape (pieces, 4): how likely each piece belongs to payer, worker, location and speaker, 0 to 1."""


class PayReader:
    """The trained reader; its weights are read at once, the encoder at the first amount."""

    def __init__(self, weights: PayWeights, *, folder: Path, version: str) -> None:
        self.weights = weights
        self.version = version
        self._folder = folder
        self._encoder: Any = None
        self._heads: dict[str, Any] = {}
        self._tokenizer: Any = None
        self._number = {name: number for number, name in enumerate(weights.features)}

    @classmethod
    def load(cls, path: Path = WEIGHTS, *, model: str = DEFAULT_MODEL, manifest: Path = MANIFEST) -> Self:
        """Read the weights.

        Raises:
            ModelError: the weights or the encoder are missing, damaged, or not made for each other.
        """
        entry, folder = verified_model(model, kind="embedding", manifest=manifest)
        weights = PayWeights.load(path)
        weights.check_encoder(entry.digest)
        # Weights that are trained anew are another version, whoever forgets to say so.
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return cls(weights, folder=folder, version=f"reader-{digest[:8]}")

    def decide_pay(
        self, mentions: Sequence[Mention], *, title: str, text: str, spans: Sequence[tuple[int, int]]
    ) -> None:
        """Set `verdict.settled`, and the reason where an amount is no pay after all."""
        around = neighbours(mentions)
        for mention in mentions[:MAX_READ]:
            if any(rule.startswith("limit.") for rule in mention.verdict.rules):
                continue
            mention.reading = self.read(mention, title=title, text=text, spans=spans)
            found = features_of_verdict(mention) | around
            chance = self.chance_of_pay(mention, found)
            says = mention.verdict.says_pay
            mention.verdict.settled = says if mention.verdict.is_final else chance >= self.weights.threshold
            if says and not mention.verdict.settled:
                reasons = self.chances("reason", mention.reading, found)
                mention.verdict.reason = QUESTIONS["reason"][int(reasons.argmax())]  # type: ignore[assignment]  # a NotPayReason
            mention.chances["pay"] = chance
            mention.rules.append("reader.pay" if mention.verdict.settled else "reader.not_pay")

    def settle(self, taken: Sequence[Mention], *, title: str, text: str) -> None:
        """Correct kind, change, modality, voice, unit and names of the amounts that are pay, in place."""
        chances: list[dict[str, Array]] = []
        for mention in taken:
            if mention.reading is None:
                chances.append({})
                continue
            found = features_of_claim(mention)
            reading = mention.reading
            chances.append({name: self.chances(name, reading, found) for name in QUESTIONS})
        ruled = [(mention.kind, mention.unit) for mention in taken]
        for mention, said in zip(taken, chances, strict=True):
            if said:
                near = text[max(0, mention.sent_start - _AROUND) : mention.sent_end]
                settle_kind(mention, _named("kind", said), _named("role", said), near=near)
        settle_changes(taken, [_named("kind", said) if said else {} for said in chances])
        settle_payers(taken, title=title, text=text)
        firms = sorted({firm for mention in taken for firm in (*mention.firms, mention.payer) if firm is not None})
        for mention, said, (kind, unit) in zip(taken, chances, ruled, strict=True):
            if said and mention.reading is not None:
                settle_unit(mention, _named("unit", said))
                settle_voice(mention, _named("modality", said), _named("attribution", said))
                settle_names(mention, mention.reading, title=title, text=text, firms=firms)
                _note_chances(mention, said)
                mention.chances |= {
                    "pay_agrees": float(mention.verdict.says_pay),
                    "kind_agrees": float(mention.kind == kind),
                    "unit_agrees": float(mention.unit == unit),
                }
        for mention in taken:
            mention.chances["rivals"] = float(_rivals(mention, taken))
            if mention.reading is not None:
                mention.confidence = confidence_of(mention, self.weights.confidence)

    def chance_of_pay(self, mention: Mention, found: set[str]) -> float:
        """Return the probability that an amount is pay, with the rules' findings and their score weighed in."""
        if mention.reading is None:
            raise ValueError("the amount is read first")
        no, yes = self.chances("pay", mention.reading, found)
        extra = self.weights.score_weight * (rules_score(mention) - float(THRESHOLD))
        return float(1 / (1 + np.exp(np.log(no) - np.log(yes) - extra)))

    def read(self, mention: Mention, *, title: str, text: str, spans: Sequence[tuple[int, int]]) -> AmountReading:
        """Return what the model sees around one amount."""
        import torch

        if self._encoder is None:
            self._open()
        window = window_around(
            self._tokenizer,
            title=title,
            text=text,
            spans=spans,
            sentence=mention.sentence,
            start=mention.start,
            end=mention.end,
        )
        with torch.inference_mode():
            states = self._states(window)
            marks = torch.cat([states[window.opens], states[window.closes]])
            answers = self._heads["asked"] @ torch.cat([marks, states[0]]) + self._heads["asked_bias"]
            asked = (self._heads["query"] @ marks + self._heads["query_bias"]).view(len(NAMES), POINTER_DIMS)
            keys = states @ self._heads["key"].T + self._heads["key_bias"]
            words = torch.sigmoid(keys @ asked.T / POINTER_DIMS**0.5 + self._heads["words_bias"])
        parts = answers.split([len(said) for said in QUESTIONS.values()])
        return AmountReading(
            window=window,
            scores={name: part.numpy() for name, part in zip(QUESTIONS, parts, strict=True)},
            words=words.numpy(),
        )

    def chances(self, question: str, reading: AmountReading, found: set[str]) -> Array:
        """Return the probability of each answer to a question, with the rules' findings weighed in."""
        rows = sorted(self._number[name] for name in found if name in self._number)
        scores = reading.scores[question] + self.weights.arrays[f"{question}.rules"][:, rows].sum(axis=1)
        grown = np.exp(scores - scores.max())
        shares: Array = grown / grown.sum()
        return shares

    def _states(self, window: Window) -> Any:
        """Return the encoder's states of a window's pieces: a tensor (pieces, dims)."""
        import torch

        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
            pieces = torch.tensor([window.pieces])
            out = self._encoder(input_ids=pieces, attention_mask=torch.ones_like(pieces)).last_hidden_state
        return out[0].float()

    def _open(self) -> None:
        import torch

        self._tokenizer, encoder = open_encoder(self._folder)
        add_changes(encoder, self.weights.arrays)
        self._heads = {name: torch.from_numpy(array) for name, array in self._stacked().items()}
        self._encoder = encoder

    def _stacked(self) -> dict[str, Array]:
        """Return the weights of the questions in one array: the answers of all are found at once."""
        arrays = self.weights.arrays
        return {
            "asked": np.concatenate([arrays[f"{name}.weight"] for name in QUESTIONS]),
            "asked_bias": np.concatenate([arrays[f"{name}.bias"] for name in QUESTIONS]),
            "query": arrays["words.query"],
            "query_bias": arrays["words.query_bias"],
            "key": arrays["words.key"],
            "key_bias": arrays["words.key_bias"],
            "words_bias": arrays["words.bias"],
        }


def _note_chances(mention: Mention, said: dict[str, Array]) -> None:
    """Note how likely the model holds what now stands, whoever decided it."""
    standing = {
        "kind": mention.kind,
        "role": mention.role or "none",
        "modality": mention.modality,
        "attribution": mention.attribution.type,
        "unit": mention.unit,
    }
    for question, answer in standing.items():
        mention.chances[question] = _named(question, said)[answer]


def _rivals(mention: Mention, taken: Sequence[Mention]) -> int:
    """Return how many other amounts of the same payer stand in the sentences around one that is no change."""
    if mention.role is not None:
        return 0
    near = (other for other in taken if other is not mention and abs(other.sentence - mention.sentence) <= _NEAR)
    return sum(other.payer == mention.payer for other in near)


def rules_score(mention: Mention) -> float:
    """Return the rules' score, cut where more of it says no more."""
    return max(-6.0, min(8.0, float(mention.verdict.score)))


def _named(question: str, said: dict[str, Array]) -> dict[str, float]:
    return {name: float(chance) for name, chance in zip(QUESTIONS[question], said[question], strict=True)}
