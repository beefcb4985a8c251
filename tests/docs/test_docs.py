"""The documents name everything that is there, and name nothing that is not."""

import dataclasses
import re
import subprocess
from typing import get_args

import pytest

from flows.filters_cli import filters_app
from flows.stages import STAGES
from pipeline import records
from pipeline.places import CHECKOUT
from pipeline.records import PayClaim, SourceClass
from pipeline.warehouse.schema import VIEWS, table_names

README = (CHECKOUT / "README.md").read_text()
DOCS = "\n".join(path.read_text() for path in sorted((CHECKOUT / "docs").glob("*.md")))
FILTERS = [command.callback.__name__ for command in filters_app.registered_commands if command.callback]
COMMANDS = (
    "demo",
    "nightly",
    "poll",
    "add",
    "backfill",
    "digest",
    "history",
    "search",
    "review",
    "label",
    "evaluate pay",
    "reprocess",
    "takedown",
    "watch",
    "sql",
    "serve",
    "ask",
    "changes",
    "export",
    "doctor",
    "schedule",
    "sources list",
    "sources check",
    "sources add",
    "test-source",
    "gazetteer check",
    "gazetteer list",
    "gazetteer proposals",
    "gazetteer accept",
    "gazetteer reject",
    "story list",
    "story show",
    "story merge",
    "story split",
    "story move",
    "story undo",
    "verify",
    "rebuild",
    "backup",
    "restore",
    "publish",
    *FILTERS,
)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_has_the_help_of_every_command(command: str) -> None:
    assert f"<code>laborwire {command}</code>" in README


@pytest.mark.parametrize("stage", [stage.name for stage in STAGES])
def test_the_readme_has_every_stage(stage: str) -> None:
    assert re.search(rf"^\| {stage} \|", README, re.MULTILINE)


def test_the_table_of_stages_has_every_filter_once() -> None:
    assert sorted(stage.verb for stage in STAGES if stage.verb) == sorted(FILTERS)


@pytest.mark.parametrize("name", [*table_names(), *VIEWS])
def test_the_data_dictionary_has_every_table_and_view(name: str) -> None:
    assert f"`{name}`" in DOCS or f"### {name}" in DOCS


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(PayClaim)])
def test_the_claim_reference_has_every_field(field: str) -> None:
    assert f"`{field}`" in (CHECKOUT / "docs" / "pay-claims.md").read_text()


@pytest.mark.parametrize("kind", get_args(SourceClass))
def test_every_source_class_is_documented(kind: str) -> None:
    assert f"`{kind}`" in DOCS


def test_every_record_is_documented() -> None:
    named = [item for item in vars(records).values() if dataclasses.is_dataclass(item) and isinstance(item, type)]
    missing = [item.__name__ for item in named if f"`{item.__name__}`" not in DOCS]
    assert missing == []


def test_every_file_that_a_document_names_is_there() -> None:
    for document in (CHECKOUT / "README.md", *(CHECKOUT / "docs").glob("*.md"), CHECKOUT / "data/demo/README.md"):
        for name in re.findall(
            r"`((?:docs|data|tests|pipeline|models|spiders|flows|benchmarks)/[\w./-]+)`", document.read_text()
        ):
            if "var/" in name or name == "data/var":
                continue
            assert (CHECKOUT / name).exists(), f"{document.name} names {name}"


def test_every_shell_example_of_the_readme_names_a_command_that_is_there() -> None:
    blocks = re.findall(r"```\n(.*?)```", README, re.DOTALL)
    words = {match for block in blocks for match in re.findall(r"(?:^|\| )laborwire ([a-z]+)", block, re.MULTILINE)}
    known = {command.split()[0] for command in COMMANDS}
    assert words
    assert words <= known


def test_messages_advise_only_commands_that_are_there() -> None:
    known = {command.split()[0] for command in COMMANDS}
    folders = ("pipeline", "spiders", "flows", "models")
    files = [path for folder in folders for end in ("py", "sql") for path in (CHECKOUT / folder).rglob(f"*.{end}")]
    advice = re.compile(r"(?:`|\b(?:run|with:?|call)\s)laborwire ([a-z-]+)")
    advised = {(path.name, verb) for path in files for verb in advice.findall(path.read_text())}
    assert advised
    assert [(name, verb) for name, verb in advised if verb not in known] == []


def test_cleaning_leaves_what_cannot_be_made_again() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "-n", "clean"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["rm", "-rf", ".venv", "data/var/work"]


def test_nothing_names_a_registry_or_a_path_of_a_machine() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.split()
    # Spelled in parts, so that this file does not find itself.
    words = [
        "pypi" + ".org",
        "files.python" + "hosted",
        "registry.npm" + "js",
        "/ro" + "ot/",
        "/wo" + "rk/main",
        "/wo" + "rk/shared",
    ]
    found = []
    for name in files:
        path = CHECKOUT / name
        if path.suffix in {".npz", ".png", ".gz", ".html"} or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        found += [(name, word) for word in words if word in text]
    assert found == []
