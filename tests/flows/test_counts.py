"""What a stage handed on is what it handed on: pages that never came to it are not counted as its own."""

import logging
from datetime import datetime, timezone
from pathlib import Path

import pytest

from flows.reading import read_sightings
from flows.tools import Tools
from pipeline.archive.store import Archive
from pipeline.config import Settings
from pipeline.places import CHECKOUT, Places

NOW = datetime(2026, 3, 10, 2, tzinfo=timezone.utc)


def test_pages_that_answered_with_an_error_or_are_gone_never_come_to_extraction(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    tools = Tools(Places(data=CHECKOUT / "data", var=tmp_path), Settings())
    with Archive.open(tmp_path / "archive", writable=True) as archive:
        for number, status in enumerate([404, 503, 200]):
            url = f"https://paper.example/{number}"
            archive.store(
                url=url,
                final_url=url,
                status=status,
                headers=(),
                body=b"<html></html>",
                fetched_at=NOW,
                content_type="text/html",
            )
        pages, counts = read_sightings(list(archive.sightings_after(0)), archive, tools)
    assert [page.state for page in pages] == ["withdrawn", "rejected", "rejected"]
    done = {row.stage: (row.read, row.written, row.rejected) for row in counts}
    assert done == {
        "archive": (3, 1, 1),
        "extract": (1, 0, 1),
        "relevance": (0, 0, 0),
        "tag": (0, 0, 0),
        "claims": (0, 0, 0),
        "events": (0, 0, 0),
        "embed": (0, 0, 0),
    }
    logged = [record for record in caplog.records if record.getMessage() == "stage finished"]
    assert [record.__dict__["stage"] for record in logged] == list(done)
