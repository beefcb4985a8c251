"""Score a sentence vector and a feature row: support vectors with a Gaussian kernel, then Platt's calibration.

In: unit vectors of the embedding model, feature rows, and what the adapted reader says (`models.relevance_reader`).
Out: logits that are calibrated together (Platt 1999). The weights are plain arrays (`models/weights/relevance.npz`,
made by `python -m models.relevance_train`, read without pickle). Refused: weights that were trained on other
vectors or other features than those of this checkout.

A kernel beside the reader, because the two err on different leads: the figures are in `models/weights/relevance.md`.
"""

import zipfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from models.arrays import write_arrays
from models.relevance_features import FEATURES, Evidence
from pipeline.errors import ModelError

WEIGHTS = Path(__file__).parent / "weights" / "relevance.npz"

_RETRAIN = "run `python -m models.relevance_train`"
_ARRAYS = ("support", "dual", "mean", "spread")


class HeadNumbers(BaseModel):
    """What the weights file says beside its arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: int = 3
    embedding_digest: str
    features: tuple[str, ...]
    vector_scale: float
    gamma: float
    intercept: float
    slope: float
    """Calibrated logit = slope * margin + reader_slope * reader's logit + shift (+ what is known of the evidence)."""
    reader_slope: float
    shift: float
    hints_shift: float
    """Added where the words of the text are only hints."""
    traces_shift: float
    """Added where they are less than that."""
    trained_on: int
    """Leads that the head learned from."""


class Head:
    """The trained head, ready to score."""

    def __init__(
        self,
        numbers: HeadNumbers,
        *,
        support: NDArray[np.float16],
        dual: NDArray[np.float32],
        mean: NDArray[np.float32],
        spread: NDArray[np.float32],
    ) -> None:
        """Take the support vectors (n, dims + features), their weights (n), and the features' mean and spread."""
        self.numbers = numbers
        self._stored = (support, dual, mean, spread)
        self._mean, self._spread = mean, spread
        self._support = support.astype(np.float64)
        self._dual = dual.astype(np.float64)
        self._squares = (self._support**2).sum(axis=1)
        parts = (numbers.model_dump_json().encode(), *(array.tobytes() for array in self._stored))
        self.digest = "sha256:" + sha256(b"".join(parts)).hexdigest()

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Self:
        """Read the weights.

        Raises:
            ModelError: no such file, not weights, or trained on other features.
        """
        try:
            with np.load(path, allow_pickle=False) as arrays:
                numbers = HeadNumbers.model_validate_json(bytes(arrays["numbers"]))
                head = cls(numbers, **{name: arrays[name] for name in _ARRAYS})
        except FileNotFoundError as err:
            raise ModelError("relevance", f"{path} is missing; {_RETRAIN}") from err
        except (ValidationError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as err:
            raise ModelError("relevance", f"{path} is not a weights file; {_RETRAIN}") from err
        if numbers.features != FEATURES:
            raise ModelError("relevance", f"{path} was trained on other features; {_RETRAIN}")
        return head

    def save(self, path: Path) -> None:
        """Write the weights, whole or not at all; the same weights give the same bytes."""
        part = path.with_name(path.name + ".part")
        numbers = np.frombuffer(self.numbers.model_dump_json().encode(), dtype=np.uint8)
        arrays: dict[str, NDArray[np.generic]] = {
            "numbers": numbers,
            **dict(zip(_ARRAYS, self._stored, strict=True)),
        }
        write_arrays(part, arrays)
        part.replace(path)

    def check_vectors(self, digest: str) -> None:
        """Refuse vectors of another embedding model than the head was trained on.

        Raises:
            ModelError: names both digests.
        """
        expected = self.numbers.embedding_digest
        if digest != expected:
            raise ModelError("relevance", f"trained on vectors of {expected}, given {digest}; {_RETRAIN}")

    def margins(self, vectors: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the kernel's margin for each row of `vectors` (n, dims) and `rows` (n, features)."""
        inputs = head_inputs(vectors, rows, scale=self.numbers.vector_scale, mean=self._mean, spread=self._spread)
        squared = (inputs**2).sum(axis=1)[:, None] + self._squares - 2 * inputs @ self._support.T
        margins: NDArray[np.float64] = np.exp(-self.numbers.gamma * np.maximum(squared, 0)) @ self._dual
        return margins + self.numbers.intercept

    def logits(
        self, margins: NDArray[np.float64], reader: NDArray[np.float64], evidence: Sequence[Evidence]
    ) -> NDArray[np.float64]:
        """Return calibrated logits of margins and the reader's logits, moved by what the words promise."""
        numbers = self.numbers
        moved = {Evidence.HINTS: numbers.hints_shift, Evidence.TRACES: numbers.traces_shift}
        shifts = np.array([moved.get(found, 0.0) for found in evidence])
        together: NDArray[np.float64] = numbers.slope * margins + numbers.reader_slope * reader + numbers.shift + shifts
        return together


def head_inputs(
    vectors: NDArray[np.float32],
    rows: NDArray[np.float32],
    *,
    scale: float,
    mean: NDArray[np.float32],
    spread: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Return what the kernel compares: scaled vectors beside standardised features."""
    return np.hstack([vectors * scale, (rows - mean) / spread]).astype(np.float64)
