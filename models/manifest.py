"""Find the weights that `models/manifest.toml` names and check that their bytes are the expected ones.

In: the manifest and the installed packages (or folders) that it points to. Out: the folder to load from.
Refused: a model that is missing, or one of whose files differs. A changed tokenizer or configuration shifts
every vector just as silently as changed weights do, so each file that shapes the answer has its digest.
Checking reads 90 MB, 0.1 s: done at every load, never at import.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.config import read_toml
from pipeline.errors import ModelError

MANIFEST = Path(__file__).with_name("manifest.toml")

ModelKind = Literal["embedding", "language"]


class ModelEntry(BaseModel):
    """One model of the manifest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: ModelKind
    package: str = ""
    """Import name of the installed package that carries the files."""
    folder: str = ""
    """Folder of the files inside the package."""
    path: str = ""
    """Folder on this machine, for a model that no package carries; relative to the manifest."""
    version: str = ""
    license: str = ""
    dims: int | None = None
    """Length of one vector; embedding models only."""
    weights: str
    """The file whose digest stands for the model."""
    files: dict[str, str] = Field(min_length=1)
    """File name within the folder -> SHA-256, 64 hexadecimal digits."""

    @model_validator(mode="after")
    def _is_complete(self) -> "ModelEntry":
        if bool(self.package) == bool(self.path):
            raise ValueError("give either package or path")
        if self.weights not in self.files:
            raise ValueError(f"weights {self.weights!r} has no digest under files")
        if self.kind == "embedding" and not self.dims:
            raise ValueError("an embedding model needs dims")
        return self

    @property
    def digest(self) -> str:
        """ "sha256:" and the digest of the weights: what stored vectors carry."""
        return "sha256:" + self.files[self.weights]


class Manifest(BaseModel):
    """All of `models/manifest.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    models: dict[str, ModelEntry]


class ModelCheck(NamedTuple):
    """What `laborwire doctor` shows of one model."""

    name: str
    ok: bool
    problem: str


def load_manifest(path: Path = MANIFEST) -> Manifest:
    """Return the manifest.

    Raises:
        ConfigError: the file is missing, not TOML, or has unknown or contradictory keys.
    """
    return read_toml(path, Manifest)


def verified_model(name: str, *, kind: ModelKind, manifest: Path = MANIFEST) -> tuple[ModelEntry, Path]:
    """Return the entry of a model and its folder, after comparing the digest of each file.

    Raises:
        ModelError: no such model, or of another kind; its package is not installed; a file is missing or differs.
        ConfigError: the manifest cannot be used.
    """
    entries = load_manifest(manifest).models
    entry = entries.get(name)
    if entry is None or entry.kind != kind:
        known = ", ".join(sorted(key for key, value in entries.items() if value.kind == kind)) or "none"
        raise ModelError(name, f"no {kind} model of this name in {manifest.name}; use one of: {known}")
    folder = _folder(name, entry, manifest)
    for file, expected in entry.files.items():
        found = _sha256(folder / file)
        if found is None:
            raise ModelError(name, f"{folder / file} is missing; install the package again")
        if found != expected:
            raise ModelError(name, f"{folder / file} has sha256 {found[:16]}..., expected {expected[:16]}...")
    return entry, folder


def check_models(manifest: Path = MANIFEST) -> list[ModelCheck]:
    """Return one check for each model of the manifest, in its order; nothing is loaded.

    Raises:
        ConfigError: the manifest cannot be used.
    """
    checks = []
    for name, entry in load_manifest(manifest).models.items():
        try:
            verified_model(name, kind=entry.kind, manifest=manifest)
        except ModelError as err:
            checks.append(ModelCheck(name, False, err.problem))
        else:
            checks.append(ModelCheck(name, True, ""))
    return checks


def _folder(name: str, entry: ModelEntry, manifest: Path) -> Path:
    if entry.path:
        return manifest.parent / entry.path
    # find_spec does not run the package: importing spaCy's costs 2 s.
    spec = find_spec(entry.package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(name, f"package {entry.package} is not installed; run: pip install -c constraints.txt -e .")
    return Path(next(iter(spec.submodule_search_locations))) / entry.folder


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
