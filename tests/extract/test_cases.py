"""Every publisher has a saved page and the record that a careful reader takes out of it."""

import json
from pathlib import Path

import pytest

from flows.newsroom_content import load_publishers
from pipeline.extract.page import extract_page

CASES = Path(__file__).parent.parent / "cases"
PAGES = sorted(CASES.glob("*/*.html"))


def test_every_publisher_of_the_demo_has_a_case() -> None:
    with_case = {path.parent.name for path in PAGES}
    assert {publisher.id for publisher in load_publishers()} == with_case


@pytest.mark.parametrize("page", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_saved_page_gives_its_record(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text())
    found = extract_page(page.read_text(), url=expected["url"])
    for name in ("title", "language", "canonical_url", "site_name"):
        if name in expected:
            assert getattr(found, name) == expected[name], name
    assert list(found.authors) == expected["authors"]
    for name in ("published", "modified"):
        want, got = expected.get(name), getattr(found, name)
        if want is None:
            continue
        assert got is not None, name
        assert got.isoformat()[: len(want)] == want or got.date().isoformat() == want[:10], name
    words = found.text.split()
    first, last = expected["first_words"].split(), expected["last_words"].split()
    assert words[: len(first)] == first
    assert words[-len(last) :] == last
    for phrase in expected["absent"]:
        assert phrase not in found.text
