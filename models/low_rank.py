"""Adapt the language model by low-rank changes to its layers (Hu et al. 2021, "LoRA").

While it learns, every linear layer of MiniLM stands with two small matrices beside it, `down` (rank, in) and `up`
(out, rank); all else stays as it is. Stored are the two matrices of each layer, under the name of the layer's weights;
whoever reads with the model adds their product to them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.embeddings import load_model

if TYPE_CHECKING:
    import torch

_SCALE = 2.0
_PATHS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


def open_encoder(folder: Path) -> tuple[Any, Any]:
    """Load a model that was verified; return its tokenizer and its encoder, which takes seconds."""
    model = load_model(folder)
    first: Any = model[0]
    return model.tokenizer, first.auto_model


def add_changes(encoder: Any, arrays: Mapping[str, NDArray[np.float32]]) -> None:
    """Add what was learned to an encoder's weights, in place; arrays that are no changes are passed over."""
    import torch

    with torch.no_grad():
        for name in sorted(arrays):
            if name.endswith(".down"):
                matrix = name.removesuffix(".down")
                encoder.get_parameter(matrix).add_(torch.from_numpy(arrays[f"{matrix}.up"] @ arrays[name]))


class Changes:
    """The matrices beside the layers of an encoder, which is made ready to learn them."""

    def __init__(self, encoder: Any, *, rank: int, dropout: float = 0.0) -> None:
        """Put them there; what the encoder had learned before is held fast."""
        import torch

        # On the processor the plain attention's backward pass takes half the time of the fused one's.
        encoder.set_attn_implementation("eager")
        for parameter in encoder.parameters():
            parameter.requires_grad = False
        self._layers: dict[str, Any] = {}
        for number, layer in enumerate(encoder.encoder.layer):
            layer.attention.self.dropout.p = 0.0
            for path in _PATHS:
                linear = layer.get_submodule(path)
                linear.register_parameter("down", torch.nn.Parameter(torch.randn(rank, linear.in_features) * 0.02))
                linear.register_parameter("up", torch.nn.Parameter(torch.zeros(linear.out_features, rank)))
                linear.register_forward_hook(_hook(dropout))
                self._layers[f"encoder.layer.{number}.{path}.weight"] = linear

    def parameters(self) -> list["torch.nn.Parameter"]:
        """Return what is learned."""
        return [parameter for linear in self._layers.values() for parameter in (linear.down, linear.up)]

    def arrays(self) -> dict[str, "torch.Tensor"]:
        """Return what was learned, under the names by which it is stored."""
        found: dict[str, torch.Tensor] = {}
        for path, linear in self._layers.items():
            found[f"{path}.down"], found[f"{path}.up"] = linear.down, _SCALE * linear.up
        return found


def _hook(dropout: float) -> Any:
    from torch.nn.functional import dropout as drop

    def changed(linear: Any, inputs: tuple["torch.Tensor"], out: "torch.Tensor") -> "torch.Tensor":
        seen = drop(inputs[0], dropout, training=linear.training)
        both: torch.Tensor = out + _SCALE * ((seen @ linear.down.T) @ linear.up.T)
        return both

    return changed
