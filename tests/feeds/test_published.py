"""Feeds and sitemaps as publishers serve them, a third of them broken, through `laborwire feed` in one go.

`published/` holds them byte by byte; all publishers are invented. `expected.jsonl` says, written by hand, what each
announces. The encoding of each is found out as the crawl does it, since the filter is given text.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.feeds.encoding import decode_feed

FOLDER = Path(__file__).with_name("published")
EXPECTED = [json.loads(line) for line in (FOLDER / "expected.jsonl").read_text().splitlines()]
MAX_BYTES = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """Return what the filter answers for each file."""
    lines = []
    for case in EXPECTED:
        body = decode_feed(
            (FOLDER / case["file"]).read_bytes(), content_type=case.get("content_type", ""), max_bytes=MAX_BYTES
        )
        url = case.get("url", f"https://paper.example/feeds/{case['file']}")
        lines.append(json.dumps({"id": case["file"], "url": url, "body": body}))
    done = subprocess.run(
        [Path(sys.executable).with_name("laborwire"), "feed"],
        input="\n".join(lines).encode(),
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("case", EXPECTED, ids=[case["file"] for case in EXPECTED])
def test_reads_what_publishers_serve(case: dict[str, Any], answers: dict[str, Any]) -> None:
    answer = answers[case["file"]]
    entries = [{key: value for key, value in entry.items() if value is not None} for entry in answer["entries"]]
    assert (answer["kind"], entries) == (case["kind"], case["entries"])
    assert answer["problem"] == case.get("problem")


def test_there_are_enough_of_each_kind_and_a_third_is_broken() -> None:
    assert len(EXPECTED) >= 60
    assert sum(case["broken"] for case in EXPECTED) * 3 >= len(EXPECTED)
    assert {path.name for path in FOLDER.iterdir()} == {case["file"] for case in EXPECTED} | {"expected.jsonl"}
    kinds = Counter(case["kind"] for case in EXPECTED)
    assert set(kinds) == {"rss", "atom", "rdf", "json", "sitemap", "news_sitemap", "sitemap_index", "unknown"}
    assert min(kinds.values()) >= 3
