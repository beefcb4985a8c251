"""A small newsroom in which every named question finds something, and every public table has a row.

Marked words (`HIDDEN...`) stand where no output may show them: in articles of which only the headline may be shown,
far from the figure in a long sentence, and in articles that a person took down or their publisher withdrew.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pipeline.errors import RejectionReason
from pipeline.records import (
    ArticleEvent,
    Label,
    Mention,
    NotPay,
    Rejection,
    RunReport,
    SourceError,
    StageCount,
)

STORY = "s00000000000000a1"
OLD_STORY = "s00000000000000b2"
FILLER = "word " * 60
LONG = f"Now {FILLER}HIDDENFAR {FILLER}raters of Vellum get $15 an hour in Firefly {FILLER}HIDDENEND."
RESERVED = "HIDDENRESERVED raters of Vellum get $18 an hour in Firefly."
BILLED = "Vellum bills clients $40 an hour."
FORMULA = '=HYPERLINK("https://evil.example/","pay")'


def write_newsroom(desk: Any, now: datetime) -> dict[str, str]:
    """Write articles, claims and all else at a desk; return ids by name."""
    ids: dict[str, str] = {}
    limits = {"courier": {"rights": "headline_only"}, "bulletin": {"rights": "excerpt", "excerpt_words": 12}}
    desk.add(sources=tuple(replace(source, **limits.get(source.id, {})) for source in desk.batch.sources))

    def claim(name: str, article: str, low: str, words: str, **more: Any) -> str:
        text = next(one.text for one in desk.batch.articles if one.id == ids[article])
        start = text.index(words)
        end = text.index(".", start) + 1
        ids[name] = desk.claim(ids[article], low, sent_start=start, sent_end=end, **more)
        return ids[name]

    same = {"location": "Firefly", "project": "Project Lark"}
    ids["first"] = desk.article("1", text=LONG + "\nThey are few.", story=STORY, headline=FORMULA)
    claim("fifteen", "first", "15", "Now", amount_text="$15 an hour", **same)
    ids["reserved"] = desk.article("2", source="courier", published="2026-03-12", text=RESERVED, story=STORY)
    claim("eighteen", "reserved", "18", "HIDDENRESERVED", amount_text="$18 an hour", **same)
    ids["cut"] = desk.article("3", source="bulletin", text=f"Vellum cut pay from $20 to $15 {FILLER}.")
    claim("twenty", "cut", "20", "Vellum", kind="change", change_role="from", linked_to="c2")
    claim("down", "cut", "15", "Vellum", kind="change", change_role="to", linked_to="c1")
    ids["poor"] = desk.article("4", text="In Firefly raters of Moro get 36 crowns an hour. @home they get less.")
    claim("crowns", "poor", "36", "In Firefly", currency="XTS", location="Freedonia", payer="Moro", payer_id="moro")
    claim("doubted", "poor", "9", "@home", modality="alleged", payer="Moro", payer_id="moro")
    ids["billed"] = desk.article("5", text=BILLED)
    ids["gone"] = desk.article("6", text="HIDDENGONE raters of Vellum get $99 an hour.", headline="HIDDENGONE")
    claim("gone claim", "gone", "99", "HIDDENGONE")

    ids["pulled"] = desk.article("7", text="HIDDENPULLED raters of Vellum get $77 an hour.", headline="HIDDENPULLED")
    claim("pulled claim", "pulled", "77", "HIDDENPULLED")
    desk.add(withdrawn=("https://gazette.example/7",))

    at = BILLED.index("$40")
    rate = NotPay(
        article_id=ids["billed"], start=at, end=at + 11, text="$40 an hour", reason="client_rate", unit="hour",
        amount_min=Decimal(40), amount_max=Decimal(40), currency="USD",
    )  # fmt: skip
    named = Mention(
        id="m1",
        article_id=ids["billed"],
        start=0,
        end=6,
        label=Label.PLATFORM,
        text="Vellum",
        entity_id="vellum",
        why="x",
    )
    strike = ArticleEvent(
        id="e1", article_id=ids["cut"], type="strike", status="happened", date_first=None, date_last=None,
        date_words=None, actors=(), start=0, end=6, sent_start=0, sent_end=30,
        rule_id="strike.walk_out", extractor_version="test 1",
    )  # fmt: skip
    refused = Rejection(
        stage="extract",
        key="https://gazette.example/torn",
        reason=RejectionReason.NO_TEXT,
        detail="nothing in it",
        source_id="gazette",
        rejected_at=now,
    )
    desk.add(not_pay=(rate,), mentions=(named,), events=(strike,), rejections=(refused,))
    desk.decide("correct", ids["crowns"], value=json.dumps({"worker": "raters of images"}), day="2026-03-30")
    desk.decide("accept", "cffffffffffffffff", day="2026-03-30")
    desk.decide("take_down", "https://gazette.example/6", day="2026-03-30")
    return ids


def night(number: int, when: datetime) -> RunReport:
    """A night in which one source was dead."""
    counts = [
        StageCount(stage="feeds", source_id=source, read=1, written=int(source != "echo"))
        for source in ("gazette", "courier", "bulletin", "echo")
    ]
    dead = SourceError(source_id="echo", url="https://echo.example/feed", problem="answered 404")
    return RunReport(
        id=f"u{number}",
        command="nightly",
        started_at=when,
        finished_at=when + timedelta(hours=1),
        state="done",
        counts=tuple(counts),
        source_errors=(dead,),
    )
