"""Feeds are read from text; tests compare kind and entries in a compact form."""

from collections.abc import Callable

import pytest

from pipeline.feeds.read import read_feed

Rows = tuple[str, list[dict[str, str | None]]]


@pytest.fixture
def read() -> Callable[..., Rows]:
    """Return a reader that answers (kind, entries), leaving out the keys that an entry lacks."""

    def reader(body: str, url: str = "https://paper.example/feeds/all.xml") -> Rows:
        document = read_feed(body, url=url)
        rows = []
        for entry in document.entries:
            row = {
                "url": entry.url,
                "title": entry.title,
                "published": entry.published.iso() if entry.published else None,
                "modified": entry.modified.iso() if entry.modified else None,
                "language": entry.language,
            }
            rows.append({key: value for key, value in row.items() if value is not None})
        return document.kind, rows

    return reader
