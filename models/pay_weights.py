"""The weights file of the trained pay reader: arrays without pickle, small enough for the repository.

Arrays, for a question Q with k answers: `Q.weight` (k, 3 * dims), `Q.bias` (k,), `Q.rules` (k, features); for the
words `words.query`, `words.query_bias`, `words.key`, `words.key_bias`, `words.bias`; for each adapted matrix M of
the encoder `M.down` (rank, in) and `M.up` (out, rank), whose product is added to it. Stored as 16-bit floats.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from models.arrays import read_weights, write_weights
from pipeline.errors import ModelError

_RETRAIN = "train it again: python -m models.pay_train"


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    encoder_digest: str
    features: tuple[str, ...]
    threshold: float = 0.5
    score_weight: float = 0.0
    confidence: dict[str, float] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class PayWeights:
    """What was learned."""

    encoder_digest: str
    features: tuple[str, ...]
    """Names of the rules' findings, in the order of the columns of the `rules` arrays."""
    threshold: float
    """An amount with at least this probability is pay."""
    score_weight: float
    """Log odds for each point of the rules' score beyond what the features say: on texts unlike those of the
    training the rules' own judgement holds better."""
    confidence: dict[str, float]
    """Weights of `models.claims_confidence.features`."""
    arrays: dict[str, NDArray[np.float32]]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights.

        Raises:
            ModelError: no such file, or not weights.
        """
        facts, arrays = read_weights(path, _Facts, stage="pay reader", cure=_RETRAIN)
        return cls(
            encoder_digest=facts.encoder_digest,
            features=facts.features,
            threshold=facts.threshold,
            score_weight=facts.score_weight,
            confidence=facts.confidence,
            arrays=arrays,
        )

    def save(self, path: Path) -> None:
        """Write the weights, whole or not at all; the same weights give the same bytes."""
        facts = _Facts(
            encoder_digest=self.encoder_digest,
            features=self.features,
            threshold=self.threshold,
            score_weight=self.score_weight,
            confidence=self.confidence,
        )
        write_weights(path, facts, self.arrays)

    def check_encoder(self, digest: str) -> None:
        """Refuse another encoder than the one that was adapted.

        Raises:
            ModelError: names both digests.
        """
        if digest != self.encoder_digest:
            raise ModelError("pay reader", f"made for the encoder {self.encoder_digest}, given {digest}; {_RETRAIN}")
