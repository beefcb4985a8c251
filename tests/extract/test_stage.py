"""The filter: JSON lines in, JSON lines out."""

import io

import orjson

from pipeline.contracts import ExtractInput
from pipeline.extract.stage import extract_stage
from pipeline.filters import run_filter

KEYS = {"id", "url", "canonical_url", "title", "authors", "published", "modified", "language", "site_name", "text"}
PROSE = "<p>The raters will be paid fourteen dollars an hour from next month on, a notice on the platform says.</p>" * 4


def answers(*lines: object) -> list[dict[str, object]]:
    source = io.BytesIO(b"".join(line if isinstance(line, bytes) else orjson.dumps(line) + b"\n" for line in lines))
    sink = io.BytesIO()
    assert run_filter(source, sink, contract=ExtractInput, stage=extract_stage()) == 0
    return [orjson.loads(line) for line in sink.getvalue().splitlines()]


def test_answers_each_line_with_all_keys_in_order() -> None:
    page = {"id": "a", "url": "https://paper.example/a", "html": f"<html lang=en><h1>Raters win</h1>{PROSE}"}
    got = answers(page, b"not json\n", {**page, "id": 2, "html": ""}, {**page, "id": 3, "url": None}, {"id": 4})
    assert [answer["id"] for answer in got] == ["a", None, 2, 3, 4]
    assert set(got[0]) >= KEYS
    assert got[0]["title"] == "Raters win"
    assert got[0]["published"] is None
    assert got[0]["authors"] == []
    reasons = [answer["rejected"]["reason"] for answer in got if isinstance(answer.get("rejected"), dict)]
    assert reasons == ["not_json", "empty_body", "missing_field"]


def test_writes_a_day_as_a_day_and_a_time_with_its_offset() -> None:
    def page(stated: str) -> dict[str, object]:
        head = f'<meta property="article:published_time" content="{stated}">'
        return {
            "id": 1,
            "url": "https://paper.example/a",
            "html": f"<html lang=en><head>{head}</head><h1>A</h1>{PROSE}",
        }

    day, time = answers(page("2026-03-09"), page("2026-03-09T08:00:00+01:00"))
    assert day["published"] == "2026-03-09"
    assert time["published"] == "2026-03-09T08:00:00+01:00"


def test_does_not_believe_a_date_after_the_fetch() -> None:
    html = f'<html lang=en><meta property="article:published_time" content="2031-01-01"><h1>A</h1>{PROSE}'
    [answer] = answers({"id": 1, "url": "https://paper.example/a", "html": html, "fetched_at": "2026-03-09T10:00:00Z"})
    assert answer["published"] is None
