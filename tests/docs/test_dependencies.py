"""What the code imports and what pyproject.toml asks for are the same, and every package that it asks for is pinned."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from models.manifest import load_manifest
from pipeline.places import CHECKOUT

OURS = ("pipeline", "models", "spiders", "flows")
NOT_IMPORTED = {
    "fastapi": "holds prefect's own dependency back",
    "lxml-html-clean": "trafilatura's dependency, by an extra that pip does not always match",
    "pytz": "duckdb imports it for times with a zone",
    "tzdata": "zone data for zoneinfo where the system has none",
}


def plain(name: str) -> str:
    """Return a package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[<>=!~;\[ ]", line)[0]) for line in requirements}


def imported(*folders: str) -> dict[str, str]:
    """Return each package that code in these folders imports, and one file that does."""
    found = {}
    for path in (path for folder in folders for path in (CHECKOUT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                found[name.split(".")[0]] = str(path.relative_to(CHECKOUT))
    # Tests and benchmarks import files and folders that lie beside them.
    beside = {path.stem for folder in ("tests", "benchmarks") for path in (CHECKOUT / folder).rglob("*")}
    owners = packages_distributions()
    return {
        plain(owners.get(name, [name])[0]): path
        for name, path in found.items()
        if name not in sys.stdlib_module_names and name not in OURS and name not in beside
    }


PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
ASKED = named(PROJECT["dependencies"])
DEV = named(PROJECT["optional-dependencies"]["dev"])


def test_every_import_of_the_packages_is_asked_for() -> None:
    assert {name: path for name, path in imported(*OURS).items() if name not in ASKED} == {}


def test_every_import_of_tests_and_benchmarks_is_asked_for() -> None:
    assert {name: path for name, path in imported("tests", "benchmarks").items() if name not in ASKED | DEV} == {}


def test_what_is_asked_for_is_imported_or_has_a_reason() -> None:
    models = {plain(entry.package) for entry in load_manifest().models.values()}
    assert sorted(ASKED - set(imported(*OURS)) - models - set(NOT_IMPORTED)) == []
    assert set(NOT_IMPORTED) <= ASKED


def test_what_is_asked_for_is_pinned() -> None:
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = named([line for line in lines if "==" in line])
    assert sorted(ASKED - pinned) == []


def test_every_package_and_every_file_in_one_is_installed() -> None:
    listed = PYPROJECT["tool"]["setuptools"]["packages"]
    folders = {path.parent for folder in OURS for path in (CHECKOUT / folder).rglob("__init__.py")}
    assert sorted(listed) == sorted(".".join(folder.relative_to(CHECKOUT).parts) for folder in folders)

    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]
    installed = {
        path
        for name in listed
        for pattern in patterns.get(name, ())
        for path in CHECKOUT.joinpath(*name.split(".")).glob(pattern)
    }
    kept = {
        path
        for folder in OURS
        for path in (CHECKOUT / folder).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert kept - installed == set()
