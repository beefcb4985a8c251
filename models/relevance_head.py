"""Score a feature row and a sentence vector: logistic regression, then Platt's calibration.

In: unit vectors of the embedding model and feature rows. Out: probabilities. The weights are plain JSON
(`models/weights/relevance.json`, made by `python -m models.relevance_train`). Refused: weights that were
trained on other vectors or other features than those of this checkout.
"""

from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from models.relevance_features import FEATURES
from pipeline.errors import ModelError

WEIGHTS = Path(__file__).parent / "weights" / "relevance.json"

_RETRAIN = "run `python -m models.relevance_train`"


class HeadWeights(BaseModel):
    """The content of the weights file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: int = 1
    embedding_digest: str
    features: tuple[str, ...]
    vector_scale: float
    mean: tuple[float, ...]
    spread: tuple[float, ...]
    coefficients: tuple[float, ...]
    """First one for each dimension of the vector, then one for each feature."""
    intercept: float
    slope: float
    """Platt's a: calibrated logit = slope * logit + shift."""
    shift: float
    trained_on: int


class Head:
    """The trained head, ready to score."""

    def __init__(self, weights: HeadWeights) -> None:
        self.embedding_digest = weights.embedding_digest
        self._scale = weights.vector_scale
        self._mean = np.array(weights.mean)
        self._spread = np.array(weights.spread)
        self._coefficients = np.array(weights.coefficients)
        self._intercept = weights.intercept
        self._slope, self._shift = weights.slope, weights.shift

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Self:
        """Read the weights.

        Raises:
            ModelError: no such file, not weights, or trained on other features.
        """
        try:
            weights = HeadWeights.model_validate_json(path.read_bytes())
        except FileNotFoundError as err:
            raise ModelError("relevance", f"{path} is missing; {_RETRAIN}") from err
        except ValidationError as err:
            raise ModelError("relevance", f"{path} is not a weights file; {_RETRAIN}") from err
        if weights.features != FEATURES:
            raise ModelError("relevance", f"{path} was trained on other features; {_RETRAIN}")
        return cls(weights)

    def check_vectors(self, digest: str) -> None:
        """Refuse vectors of another embedding model than the head was trained on.

        Raises:
            ModelError: names both digests.
        """
        if digest != self.embedding_digest:
            raise ModelError("relevance", f"trained on vectors of {self.embedding_digest}, given {digest}; {_RETRAIN}")

    def probabilities(
        self, vectors: NDArray[np.float32], rows: NDArray[np.float32], *, shifts: NDArray[np.float64] | float = 0.0
    ) -> NDArray[np.float64]:
        """Return one calibrated probability for each row of `vectors` (n, dims) and `rows` (n, features).

        Args:
            shifts: added to the calibrated logits: what is known of the text's prior chances.
        """
        inputs = head_inputs(vectors, rows, scale=self._scale, mean=self._mean, spread=self._spread)
        logits = self._slope * (inputs @ self._coefficients + self._intercept) + self._shift + shifts
        # 30: exp stays finite, and no one needs more than 13 nines.
        chances: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return chances


def head_inputs(
    vectors: NDArray[np.float32],
    rows: NDArray[np.float32],
    *,
    scale: float,
    mean: NDArray[np.float64],
    spread: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return what the regression sees: scaled vectors beside standardised features."""
    return np.hstack([vectors * scale, (rows - mean) / spread]).astype(np.float64)
