"""What a feed says of an article counts for whether it belongs, and is no part of its text."""

from datetime import datetime, timezone
from pathlib import Path

import pytest

from flows.reading import ReadPage, read_sightings
from flows.tools import Tools
from pipeline.archive.store import Archive
from pipeline.places import CHECKOUT, Places

pytestmark = [pytest.mark.slow, pytest.mark.model]

NOW = datetime(2026, 11, 22, 6, tzinfo=timezone.utc)
TEXT = "The stand was half full when the whistle blew, and nobody went home early on that mild evening in the valley. "
EXCERPT = "Annotators who label the match footage for an AI firm are paid $4 an hour."


def test_a_feeds_excerpt_is_read_in_the_first_step_and_never_as_text(tmp_path: Path) -> None:
    places = Places(data=CHECKOUT / "data", var=tmp_path)
    page = f"<html lang='en'><title>After the match</title><article>{f'<p>{TEXT}</p>' * 8}</article></html>"
    with Archive.open(tmp_path / "archive", writable=True) as archive:
        for name, excerpt in (("with", EXCERPT), ("without", None)):
            archive.store(
                url=f"https://a.example/sport/{name}",
                final_url=f"https://a.example/sport/{name}",
                status=200,
                headers=(),
                body=page.encode(),
                fetched_at=NOW,
                content_type="text/html",
                excerpt_hint=excerpt,
            )
        pages, _ = read_sightings(list(archive.sightings_after(0)), archive, Tools.shared(places))
    told, untold = (said(one) for one in pages)
    assert "section sport, no AI word" in untold
    assert "section sport" not in told
    assert all(one.article is not None and "footage" not in one.article.text for one in pages)


def said(page: ReadPage) -> str:
    """Why a page was kept or dropped."""
    return (
        page.rejection.detail if page.rejection else "; ".join(page.article.relevance_reasons if page.article else ())
    )
