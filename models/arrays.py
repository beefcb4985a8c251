"""Keep named arrays in a file, without pickle and without the time of day, so equal arrays give equal bytes."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from pipeline.errors import ModelError

Facts = TypeVar("Facts", bound=BaseModel)


def write_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write an `.npz` file that `numpy.load` reads."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in arrays.items():
            body = io.BytesIO()
            np.save(body, array, allow_pickle=False)
            # A fixed date: numpy's own writer stamps the hour, and the digest would change with it.
            file.writestr(zipfile.ZipInfo(f"{name}.npy", (2026, 1, 1, 0, 0, 0)), body.getvalue())


def read_weights(
    path: Path, facts: type[Facts], *, stage: str, cure: str
) -> tuple[Facts, dict[str, NDArray[np.float32]]]:
    """Return what a file of weights says beside its arrays, and the arrays.

    Args:
        stage, cure: for the errors: whose weights they are, and what to do.

    Raises:
        ModelError: no such file, or not weights.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            said = facts.model_validate_json(bytes(stored["facts"]))
            return said, {name: stored[name].astype(np.float32) for name in stored.files if name != "facts"}
    except FileNotFoundError as err:
        raise ModelError(stage, f"{path} is missing; {cure}") from err
    except (ValidationError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as err:
        raise ModelError(stage, f"{path} is not a weights file; {cure}") from err


def write_weights(path: Path, facts: BaseModel, arrays: Mapping[str, NDArray[np.float32]]) -> None:
    """Write weights, whole or not at all, the arrays as 16-bit floats; the same weights give the same bytes."""
    part = path.with_name(path.name + ".part")
    said: NDArray[np.generic] = np.frombuffer(facts.model_dump_json().encode(), dtype=np.uint8)
    write_arrays(part, {"facts": said, **{name: arrays[name].astype(np.float16) for name in sorted(arrays)}})
    part.replace(path)
