"""Saved pages of layouts found hard, each with the whole record that a careful reader takes out of it.

One test walks all; the floors in `tests/quality_floors.toml` hold what is reached. The pages are invented.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract.page import extract_page
from pipeline.records import Extraction

HERE = Path(__file__).parent.parent
PAGES = sorted((HERE / "layouts").glob("*.html"))
FIELDS = ("title", "authors", "published", "modified", "site_name", "language", "agencies", "license", "is_cut_off")


def record_of(page: Path) -> tuple[dict[str, Any], Extraction]:
    expected = json.loads(page.with_suffix(".json").read_text())
    return expected, extract_page(page.read_bytes(), url=expected["url"])


def said(found: Extraction, name: str) -> object:
    value = getattr(found, name)
    return value.isoformat() if hasattr(value, "isoformat") else list(value) if isinstance(value, tuple) else value


def lines_shared(expected: list[str], text: str) -> float:
    """F1 of whole lines."""
    lines = text.split("\n")
    hits = sum(line in expected for line in lines)
    return 2 * hits / (len(lines) + len(expected))


@pytest.fixture(scope="module")
def records() -> Iterator[list[tuple[str, dict[str, Any], Extraction]]]:
    yield [(page.stem, *record_of(page)) for page in PAGES]


def test_layouts_give_their_records(records: list[tuple[str, dict[str, Any], Extraction]]) -> None:
    floors = tomllib.loads((HERE / "quality_floors.toml").read_text())["extract_layouts"]
    wrong = [
        f"{page}: {name} is {said(found, name)!r}"
        for page, expected, found in records
        for name in FIELDS
        if name in expected and said(found, name) != expected[name]
    ]
    asked = sum(name in expected for _, expected, _ in records for name in FIELDS)
    assert 1 - len(wrong) / asked >= floors["fields"], wrong
    shared = {page: lines_shared(expected["text"], found.text) for page, expected, found in records}
    assert sum(shared.values()) / len(shared) >= floors["lines"], shared
