"""What a night loads beside its articles: where they come from."""

from datetime import datetime, timezone
from pathlib import Path

import duckdb
import numpy as np
import pytest

from flows.reading import ReadPage
from flows.relating import relate_and_load
from flows.tools import Tools
from pipeline.config import Settings
from pipeline.places import CHECKOUT, Places
from pipeline.records import Article, Capture, RunReport, article_id, capture_id, text_digest
from pipeline.sources import Republisher
from pipeline.warehouse.store import Warehouse

NOW = datetime(2026, 3, 10, 2, tzinfo=timezone.utc)
UNIT = np.eye(1, 384, dtype="<f4")


def page_of(host: str) -> ReadPage:
    """A page that a person put in."""
    import base64

    url = f"https://{host}/raters"
    text = f"Raters are paid little, {host} reports."
    digest = text_digest(text)
    capture = Capture(
        id=capture_id(url, digest),
        url=url,
        final_url=url,
        fetched_at=NOW,
        status=200,
        content_type="text/html",
        payload_digest=digest,
    )
    article = Article(
        id=article_id(url, digest),
        capture_id=capture.id,
        source_id=host,
        url=url,
        canonical_url=url,
        headline="Raters",
        text=text,
        text_digest=digest,
        extractor="test 1",
    )
    vector = base64.b64encode(UNIT.tobytes()).decode()
    return ReadPage(
        seq=1, seen_at=NOW, capture=capture, state="article", article=article, vector=vector, model_digest="m"
    )


@pytest.mark.sample("republisher", "other-domain")
@pytest.mark.parametrize(
    ("host", "source_class"),
    [
        pytest.param("copies.example", "republisher", id="republisher"),
        pytest.param("news.copies.example", "republisher", id="subdomain"),
        pytest.param("nocopies.example", "person", id="other-domain"),
    ],
)
def test_a_site_that_was_seen_to_republish_is_no_independent_source(
    tmp_path: Path, host: str, source_class: str
) -> None:
    places = Places(data=CHECKOUT / "data", var=tmp_path)
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        relate_and_load(
            warehouse,
            [page_of(host)],
            tools=Tools(places, Settings()),
            sources=(),
            republishers=(Republisher(domain="copies.example", seen="verbatim copies"),),
            rejections=(),
            report=RunReport(id="u1", command="add", started_at=NOW),
            watermark=None,
            now=NOW,
        )
    with duckdb.connect(str(places.live_warehouse), read_only=True) as con:
        assert con.execute("SELECT id, source_class FROM sources").fetchall() == [(host, source_class)]
