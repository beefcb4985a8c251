"""The manifest names every weight with its digest; a file that differs is found before it is used."""

import hashlib
from pathlib import Path

import pytest

from models.manifest import check_models, load_manifest, verified_model
from pipeline.errors import ConfigError, ModelError

MINILM_DIGEST = "sha256:53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def write_manifest(folder: Path, *, content: bytes, digest: str | None = None, extra: str = "") -> Path:
    model = folder / "weights"
    model.mkdir()
    (model / "model.bin").write_bytes(content)
    manifest = folder / "manifest.toml"
    manifest.write_text(
        "[models.tiny]\n"
        'kind = "embedding"\npath = "weights"\ndims = 2\nweights = "model.bin"\n'
        f'{extra}\n[models.tiny.files]\n"model.bin" = "{digest or hashlib.sha256(content).hexdigest()}"\n'
    )
    return manifest


def test_installed_models_have_the_expected_bytes() -> None:
    checks = check_models()
    assert [(check.name, check.ok, check.problem) for check in checks] == [
        ("all-MiniLM-L6-v2", True, ""),
        ("en_core_web_sm", True, ""),
    ]


def test_embedding_model_is_the_original_minilm() -> None:
    assert load_manifest().models["all-MiniLM-L6-v2"].digest == MINILM_DIGEST


def test_model_in_a_folder_of_this_machine_can_be_named(tmp_path: Path) -> None:
    entry, folder = verified_model("tiny", kind="embedding", manifest=write_manifest(tmp_path, content=b"w"))
    assert (entry.dims, folder) == (2, tmp_path / "weights")


def test_changed_bytes_are_refused(tmp_path: Path) -> None:
    manifest = write_manifest(tmp_path, content=b"w", digest="0" * 64)
    with pytest.raises(ModelError, match="expected 0000000000000000"):
        verified_model("tiny", kind="embedding", manifest=manifest)


def test_missing_file_is_refused_with_its_path(tmp_path: Path) -> None:
    manifest = write_manifest(tmp_path, content=b"w")
    (tmp_path / "weights" / "model.bin").unlink()
    with pytest.raises(ModelError, match=r"weights/model\.bin is missing"):
        verified_model("tiny", kind="embedding", manifest=manifest)


def test_check_reports_the_problem_and_goes_on(tmp_path: Path) -> None:
    [check] = check_models(write_manifest(tmp_path, content=b"w", digest="0" * 64))
    assert not check.ok
    assert "expected" in check.problem


def test_unknown_model_names_those_that_exist(tmp_path: Path) -> None:
    manifest = write_manifest(tmp_path, content=b"w")
    with pytest.raises(ModelError, match="use one of: tiny"):
        verified_model("huge", kind="embedding", manifest=manifest)


def test_package_that_is_not_installed_says_what_to_run(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.toml"
    manifest.write_text(
        '[models.gone]\nkind = "language"\npackage = "no_such_package_here"\nweights = "w"\n'
        f'[models.gone.files]\nw = "{"0" * 64}"\n'
    )
    with pytest.raises(ModelError, match="pip install"):
        verified_model("gone", kind="language", manifest=manifest)


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param('package = "numpy"', id="both-package-and-path"),
        pytest.param('colour = "red"', id="unknown-key"),
    ],
)
def test_contradictory_entry_is_a_config_error(tmp_path: Path, extra: str) -> None:
    with pytest.raises(ConfigError):
        load_manifest(write_manifest(tmp_path, content=b"w", extra=extra))
