"""Vectors are unit rows, the same alone and in company, and nothing is read before the first text."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models.embeddings import Embedder
from models.manifest import MANIFEST
from pipeline.errors import ModelError

pytestmark = [pytest.mark.model, pytest.mark.slow]

SHORT = "Raters ask for a raise"
LONG = " ".join(f"On day {day} the annotators of an invented firm waited unpaid for tasks." for day in range(90))
OTHER = "A storm closed two ports on the coast."


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder.load()


def test_rows_are_unit_float32(embedder: Embedder) -> None:
    rows = embedder.encode([SHORT, LONG, ""])
    assert rows.shape == (3, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_row_is_the_same_alone_and_beside_a_longer_text(embedder: Embedder) -> None:
    together = embedder.encode([LONG, SHORT, OTHER])
    assert np.array_equal(together[1], embedder.encode([SHORT])[0])
    assert np.array_equal(together[0], embedder.encode([LONG])[0])


def test_bfloat16_and_float32_agree(embedder: Embedder) -> None:
    texts = [SHORT, LONG, OTHER]
    exact = Embedder.load(precision="float32").encode(texts)
    rough = Embedder.load(precision="bfloat16").encode(texts)
    assert (exact * rough).sum(axis=1).min() > 0.9995


def test_likeness_follows_meaning(embedder: Embedder) -> None:
    raise_, strike, storm = embedder.encode([SHORT, "Data labelers want higher pay", OTHER])
    assert raise_ @ strike > raise_ @ storm + 0.2


def test_no_texts_give_no_rows_and_load_nothing() -> None:
    code = (
        "import sys; from models.embeddings import Embedder; e = Embedder.load();"
        "assert e.encode([]).shape == (0, 384); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=MANIFEST.parent.parent)


def test_words_beyond_max_tokens_do_not_count(embedder: Embedder) -> None:
    base = "pay " * 20
    assert np.array_equal(embedder.encode([base], max_tokens=8), embedder.encode([base + OTHER], max_tokens=8))
    assert not np.array_equal(embedder.encode([SHORT]), embedder.encode([SHORT], max_tokens=4))


def test_length_can_grow_again_after_a_short_reading(embedder: Embedder) -> None:
    embedder.encode([LONG], max_tokens=8)
    assert not np.array_equal(embedder.encode([LONG], max_tokens=64), embedder.encode([LONG], max_tokens=256))


def test_lone_surrogate_and_huge_text_are_encoded(embedder: Embedder) -> None:
    rows = embedder.encode(["pay \ud83d cut", "x " * 2_000_000, "y" * 3_000_000])
    assert np.isfinite(rows).all()


def test_tampered_weights_are_refused_at_load(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.toml"
    manifest.write_text(MANIFEST.read_text().replace("53aa5117", "00000000"))
    with pytest.raises(ModelError, match=r"model\.safetensors has sha256 53aa"):
        Embedder.load(manifest=manifest)
