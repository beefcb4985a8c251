"""Add to the head's score what people decided about articles of this installation.

In: vectors of decided articles, what the shipped head said of them, and what people said. Out: a shift of the logit
for any vector: large beside a decided article, none far from all of them. Learned by logistic regression with a
Gaussian kernel around the shipped head's logits (kernel logistic regression with an offset; Newton's method), in
milliseconds, so the shipped weights stay as they are. The file lies with what runs make; one that was made for
another head is not used, and a warning says so.
"""

import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.arrays import write_arrays
from pipeline.errors import ModelError

log = logging.getLogger(__name__)

LEADS = Path(__file__).parent / "weights" / "relevance_leads.npz"

# Vectors of two leads on the same event have a cosine of .8 (likeness .2), of the same kind .5 (.02), else .1 (0).
_WIDTH = 8.0
# .15: one decision moves a like article by 2 to 3 points of log odds: enough for what stood near the threshold,
# while an article that the head was sure of needs more than one decision of its kind.
_PENALTY = 0.15
_ROUNDS = 50
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What was learned from people's decisions."""

    head_digest: str
    vectors: NDArray[np.float32]
    """Unit rows of the decided articles, shape (n, dims)."""
    weights: NDArray[np.float64]
    """Shape (n,)."""

    def shifts(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return what is added to the logit of each row."""
        if not len(self.weights):
            return np.zeros(len(vectors))
        found: NDArray[np.float64] = _likeness(vectors, self.vectors) @ self.weights
        return found

    @classmethod
    def load(cls, path: Path, *, made_for: str) -> Self | None:
        """Read what was taught; None when there is nothing, or it was made for another head.

        Raises:
            ModelError: the file cannot be read.
        """
        if not path.exists():
            return None
        try:
            with np.load(path, allow_pickle=False) as stored:
                head = bytes(stored["head"]).decode()
                taught = cls(head_digest=head, vectors=stored["vectors"], weights=stored["weights"])
        except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile) as err:
            problem = f"{path} cannot be read; make it anew with `laborwire label --refit`"
            raise ModelError("relevance", problem) from err
        if head != made_for:
            log.warning("what was taught is for another head; run `laborwire label --refit`", extra={"file": str(path)})
            return None
        return taught

    def save(self, path: Path) -> None:
        """Write it, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        head = np.frombuffer(self.head_digest.encode(), dtype=np.uint8)
        with part.open("wb") as file:
            np.savez(file, head=head, vectors=self.vectors, weights=self.weights)
        part.replace(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredLeads:
    """The labelled leads as the shipped head scores them, to see what a person's decisions change."""

    head_digest: str
    ids: tuple[str, ...]
    labels: NDArray[np.bool_]
    base: NDArray[np.float32]
    vectors: NDArray[np.float16]

    @classmethod
    def load(cls, path: Path, *, made_for: str) -> Self:
        """Read them.

        Raises:
            ModelError: no such file, or it was made for another head.
        """
        retrain = "run `python -m models.relevance_train`"
        try:
            with np.load(path, allow_pickle=False) as stored:
                head = bytes(stored["head"]).decode()
                found = cls(
                    head_digest=head,
                    ids=tuple(str(one) for one in stored["ids"]),
                    labels=stored["labels"],
                    base=stored["base"],
                    vectors=stored["vectors"],
                )
        except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile) as err:
            raise ModelError("relevance", f"{path} cannot be read; {retrain}") from err
        if head != made_for:
            raise ModelError("relevance", f"{path} was made for another head; {retrain}")
        return found

    def save(self, path: Path) -> None:
        """Write them, whole or not at all; the same scores give the same bytes."""
        part = path.with_name(path.name + ".part")
        arrays: dict[str, NDArray[np.generic]] = {
            "head": np.frombuffer(self.head_digest.encode(), dtype=np.uint8),
            "ids": np.array(self.ids),
            "labels": self.labels,
            "base": self.base,
            "vectors": self.vectors,
        }
        write_arrays(part, arrays)
        part.replace(path)


def teach(
    vectors: NDArray[np.float32], base: NDArray[np.float64], labels: NDArray[np.bool_], *, head_digest: str
) -> Taught:
    """Return what decided articles teach.

    Args:
        vectors: unit rows, shape (n, dims).
        base: the shipped head's logits, shape (n,).
        labels: True where a person keeps the article, shape (n,).
    """
    count = len(labels)
    weights = np.zeros(count)
    likeness = _likeness(vectors, vectors)
    wanted = labels.astype(np.float64)
    # A head that is as sure as can be must still hear a person.
    offset = np.clip(base, -6.0, 6.0)
    for _ in range(_ROUNDS if count else 0):
        chances = 1 / (1 + np.exp(-np.clip(offset + likeness @ weights, -30, 30)))
        spread = np.maximum(chances * (1 - chances), 1e-3)
        # The gradient is K (chances - wanted + penalty * weights); K is left out on both sides.
        step = np.linalg.solve(
            spread[:, None] * likeness + _PENALTY * np.eye(count), chances - wanted + _PENALTY * weights
        )
        weights = weights - step
        if float(np.abs(step).max()) < _CLOSE:
            break
    return Taught(head_digest=head_digest, vectors=vectors.astype(np.float32), weights=weights)


def _likeness(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float64]:
    cosines = left.astype(np.float64) @ right.astype(np.float64).T
    found: NDArray[np.float64] = np.exp(-_WIDTH * np.maximum(1 - cosines, 0))
    return found
