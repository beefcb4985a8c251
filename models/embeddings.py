"""Turn texts into unit vectors with a sentence-transformers model, so that likeness is a dot product.

In: texts. Out: one float32 row of unit length for each, in order. Refused: a model whose bytes differ from
`models/manifest.toml`. Nothing is downloaded.

Each text goes through the model alone. Padding and the shape of a batch change the last bits of a vector
(up to 0.003 in bfloat16), and a story that an article joins by a hair must not depend on which articles it
was encoded with. Measured on one core: no dearer than batches for texts of 256 tokens (28 ms in bfloat16,
67 ms in float32), 3 ms dearer for a bare headline.

bfloat16 multiplication is used where the CPU has it: cosine to float32 at least .9999 in the measured texts.
"""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from models.manifest import MANIFEST, verified_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"

Precision = Literal["auto", "float32", "bfloat16"]

# 20: English news has 4.5 characters a token; a text cut here always fills its tokens, and a 10 MB page
# is not tokenised to keep 256 tokens of it.
_CHARS_PER_TOKEN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    model: "SentenceTransformer"
    longest: int
    use_bfloat16: bool


class Embedder:
    """An embedding model whose files are checked at once and whose weights are read at the first text."""

    def __init__(self, *, folder: Path, digest: str, dims: int, precision: Precision) -> None:
        self.digest = digest
        self.dims = dims
        self._folder = folder
        self._precision = precision
        self._loaded: _Loaded | None = None
        self._lock = threading.Lock()

    @classmethod
    def load(cls, name: str = DEFAULT_MODEL, *, manifest: Path = MANIFEST, precision: Precision = "auto") -> Self:
        """Return the embedder called `name` in the manifest (settings: [models] embedding).

        Raises:
            ModelError: no such model, not installed, or its bytes are not the expected ones.
        """
        entry, folder = verified_model(name, kind="embedding", manifest=manifest)
        return cls(folder=folder, digest=entry.digest, dims=entry.dims or 0, precision=precision)

    def encode(self, texts: Sequence[str], *, max_tokens: int = 256) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dims); the same row for a text whatever stands beside it.

        Args:
            max_tokens: word pieces read of each text, from its beginning; at most what the model takes (512).
        """
        rows = np.zeros((len(texts), self.dims), dtype=np.float32)
        if not len(texts):
            return rows
        import torch

        with self._lock:
            loaded = self._loaded = self._loaded or self._open()
            # Setting this also changes what the tokenizer calls its maximum, hence the limit kept at loading.
            loaded.model.max_seq_length = min(max_tokens, loaded.longest)
            with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=loaded.use_bfloat16):
                for number, text in enumerate(texts):
                    rows[number] = _vector(loaded.model, text, max_tokens)
        return rows

    def _open(self) -> "_Loaded":
        # Read by huggingface_hub and tokenizers when they are imported: no request, no warning about forks.
        model = load_model(self._folder)
        use_bfloat16 = has_bfloat16() if self._precision == "auto" else self._precision == "bfloat16"
        return _Loaded(model=model, longest=int(model.tokenizer.model_max_length), use_bfloat16=use_bfloat16)


def load_model(folder: Path) -> "SentenceTransformer":
    """Load a model that was verified, to read with on one core; takes seconds."""
    # Read by huggingface_hub and tokenizers when they are imported: no request, no warning about forks.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    # One text at a time gains little from a second thread, and on a busy machine the two wait for each other:
    # 64 texts took 2.2 s of CPU with one, 16.8 s with two.
    torch.set_num_threads(1)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers types little
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()


def _vector(model: "SentenceTransformer", text: str, max_tokens: int) -> NDArray[np.float32]:
    words = " ".join(text[: 4 * _CHARS_PER_TOKEN * max_tokens].split())[: _CHARS_PER_TOKEN * max_tokens]
    # Lone surrogates, which real pages contain, cannot be handed to the tokenizer.
    features: dict[str, Any] = model.preprocess([words.encode("utf-8", "replace").decode("utf-8")])
    row: NDArray[np.float32] = model(features)["sentence_embedding"][0].float().numpy()
    length = float(np.linalg.norm(row))
    return row / np.float32(length) if length else row


def has_bfloat16() -> bool:
    """Return whether this processor multiplies bfloat16 by itself."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return any(bool(has) for name, has in capabilities.items() if name.endswith("bf16"))
