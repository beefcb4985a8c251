"""Read a title and a lead with a language model that was adapted to the beat.

In: titles with leads and their feature rows. Out: one logit for each, above 0 where the lead speaks for the beat.
The model is MiniLM with low-rank changes to its layers (Hu et al. 2021), learned on the invented leads
(`models.relevance_adapt`); the repository holds the changes, one megabyte. Each lead goes through alone, so its
score does not depend on what else is read in the same run. Loading takes seconds; the model is loaded at the first
lead. Refused: changes that were made for another model or other features.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from models.arrays import read_weights, write_weights
from models.embeddings import DEFAULT_MODEL, has_bfloat16
from models.low_rank import add_changes, open_encoder
from models.manifest import MANIFEST, verified_model
from models.relevance_features import FEATURES
from pipeline.errors import ModelError

READER = Path(__file__).parent / "weights" / "relevance_reader.npz"
MAX_TOKENS = 128
"""Word pieces that are read of title and lead together."""

_RETRAIN = "run `python -m models.relevance_train`"
# 3,000: 128 word pieces of English are 600 characters; what stands behind is not tokenised at all.
_MAX_CHARS = 3000


class ReaderFacts(BaseModel):
    """What the weights file says beside its arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    encoder_digest: str
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderWeights:
    """What was learned: for each adapted matrix M `M.down` (rank, in) and `M.up` (out, rank), and the head.

    `head` (768,) weighs the mean of the states and the first one, `rules` (features,) the standardised feature
    row (`mean`, `spread`), `bias` (1,) is added.
    """

    facts: ReaderFacts
    arrays: dict[str, NDArray[np.float32]]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights.

        Raises:
            ModelError: no such file, not weights, or made for other features.
        """
        facts, arrays = read_weights(path, ReaderFacts, stage="relevance", cure=_RETRAIN)
        if facts.features != FEATURES:
            raise ModelError("relevance", f"{path} was trained on other features; {_RETRAIN}")
        return cls(facts=facts, arrays=arrays)

    def save(self, path: Path) -> None:
        """Write the weights, whole or not at all; the same weights give the same bytes."""
        write_weights(path, self.facts, self.arrays)


class LeadReader:
    """The adapted model; its weights are read at once, the encoder at the first lead."""

    def __init__(self, weights: ReaderWeights, *, folder: Path) -> None:
        """Take the changes, and the folder of the model that they change."""
        self._weights = weights
        self._folder = folder
        self._model: tuple[Any, Any] | None = None
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path = READER, *, manifest: Path = MANIFEST) -> Self:
        """Read the shipped changes; the encoder's files are checked.

        Raises:
            ModelError: no weights, or made for another encoder than the one that is installed.
        """
        weights = ReaderWeights.load(path)
        entry, folder = verified_model(DEFAULT_MODEL, kind="embedding", manifest=manifest)
        if weights.facts.encoder_digest != entry.digest:
            made_for = weights.facts.encoder_digest
            raise ModelError("relevance", f"made for the encoder {made_for}, given {entry.digest}; {_RETRAIN}")
        return cls(weights, folder=folder)

    def logits(self, leads: Sequence[tuple[str, str]], rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return a logit for each (title, lead) and its feature row, shape (len(leads), features)."""
        arrays = self._weights.arrays
        found = np.zeros(len(leads))
        if not len(leads):
            return found
        import torch

        with self._lock:
            tokenizer, encoder = self._model = self._model or self._open()
            with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
                for number, (title, lead) in enumerate(leads):
                    states = encoder(**pieces_of(tokenizer, [(title, lead)])).last_hidden_state[0].float().numpy()
                    found[number] = np.concatenate([states.mean(axis=0), states[0]]) @ arrays["head"]
        standard = (rows - arrays["mean"]) / arrays["spread"]
        return found + standard.astype(np.float64) @ arrays["rules"] + float(arrays["bias"][0])

    def _open(self) -> tuple[Any, Any]:
        tokenizer, encoder = open_encoder(self._folder)
        add_changes(encoder, self._weights.arrays)
        return tokenizer, encoder


def pieces_of(tokenizer: Any, leads: Sequence[tuple[str, str]], *, step: int = 1) -> dict[str, Any]:
    """Return word pieces and mask of titles with leads, padded to the longest.

    Args:
        step: the padded length is a multiple of it.
    """
    # Lone surrogates, which real pages contain, cannot be handed to the tokenizer.
    plain = [tuple(part[:_MAX_CHARS].encode("utf-8", "replace").decode("utf-8") for part in lead) for lead in leads]
    made = tokenizer(
        [title for title, _ in plain],
        [lead for _, lead in plain],
        truncation=True,
        max_length=MAX_TOKENS,
        padding=True,
        pad_to_multiple_of=step if step > 1 else None,
        return_tensors="pt",
    )
    return dict(made)
