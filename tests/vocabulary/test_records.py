"""Ids say what a thing is; records survive JSON, and nothing slips through it."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from pipeline.codec import from_json, to_json
from pipeline.errors import ArchiveError
from pipeline.records import AltAmount, Attribution, PayClaim, article_id, capture_id, record_id, text_digest


def claim(**changes: object) -> PayClaim:
    fields: dict[str, object] = {
        "id": "c0",
        "article_id": "a0",
        "claim_id": "c1",
        "start": 0,
        "end": 3,
        "amount_text": "$16",
        "sent_start": 0,
        "sent_end": 9,
        "amount_min": Decimal("16"),
        "amount_max": None,
        "bound": "at_least",
        "currency": "USD",
        "unit": "hour",
        "kind": "offered_rate",
        "attribution": Attribution(type="speaker", name="union"),
        "alt": (AltAmount(amount_min=None, amount_max=Decimal("1E+5"), currency="KES"),),
        "extractor_version": "1",
        "confidence": 0.5,
    }
    return PayClaim(**{**fields, **changes})  # type: ignore[arg-type]  # fields of the record


def test_a_claim_survives_json_to_the_last_digit() -> None:
    written = to_json(claim(amount_min=Decimal("0.065")))
    assert b'"amount_min":"0.065"' in written
    assert b'"amount_max":"100000"' in written
    assert from_json(PayClaim, written) == claim(amount_min=Decimal("0.065"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b'"quote"', b'"quot"', id="unknown-key"),
        pytest.param(b'"currency":"KES"', b'"currency":"KES","x":1', id="unknown-key-inside"),
        pytest.param(b'"bound":"at_least"', b'"bound":"around"', id="not-in-the-closed-set"),
        pytest.param(b'"start":0', b'"start":"zero"', id="wrong-type"),
    ],
)
def test_json_that_is_no_record_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(ArchiveError):
        from_json(PayClaim, to_json(claim()).replace(old, new))


def test_ids_do_not_depend_on_layout_but_on_words() -> None:
    assert text_digest("Pay  fell.\n\nAgain.") == text_digest("Pay fell. Again.")
    assert article_id("https://p.example/a", text_digest("Pay fell.")) != article_id(
        "https://p.example/a", text_digest("Pay rose.")
    )


def test_ids_are_the_same_in_every_release() -> None:
    # Links, reviews and alerts hang on these: a change here breaks all of them.
    assert record_id("a", "https://a.example/x", "sha256:00") == "ab6996ecef1222f26"
    assert capture_id("https://a.example/x", "sha256:00") == record_id("k", "https://a.example/x", "sha256:00")


def test_parts_of_an_id_do_not_run_together() -> None:
    assert record_id("a", "ab", "c") != record_id("a", "a", "bc")


def test_a_record_with_a_lone_surrogate_can_be_written() -> None:
    assert b"?" in to_json(claim(amount_text="\ud800"))


def test_times_are_written_with_their_zone() -> None:
    assert to_json(datetime(2026, 11, 21, 2, tzinfo=timezone.utc)) == b'"2026-11-21T02:00:00Z"'
