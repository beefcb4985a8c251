"""What may be printed as it stands, and what speaks against every other claim."""

from decimal import Decimal
from typing import Any

import pytest

from pipeline.extract.second_reading import DOUBTFUL_BELOW


def printable(desk: Any) -> list[tuple[Any, ...]]:
    """The reasons against each claim, by its number; an empty list is printable."""
    rows: list[tuple[Any, ...]] = desk.rows("SELECT why_not FROM claim_checks ORDER BY id")
    return rows


def test_a_claim_with_nothing_against_it_is_printable(desk: Any) -> None:
    key = desk.claim(desk.article("1"), "15")
    desk.load()
    assert desk.rows("SELECT id, hourly_usd_min, sentence, url FROM pay_claims_printable") == [
        (key, Decimal(15), "1 of gaz", "https://gazette.example/1")
    ]
    assert desk.rows("SELECT * FROM pay_claims_why_not") == []


REASONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "not asserted: alleged": ({}, {"modality": "alleged"}),
    "payer not named": ({}, {"payer": None, "payer_id": None}),
    "payer not in the gazetteer": ({}, {"payer": "Swahili", "payer_id": None}),
    "date not known": ({"published_is_fallback": True}, {}),
    "from a re-publisher": ({"source": "echo"}, {}),
    "confidence below 0.8": ({}, {"confidence": 0.79}),
}


def test_every_reason_against_printing_is_given(desk: Any) -> None:
    written = {}
    for number, (reason, (article, claim)) in enumerate(REASONS.items()):
        written[desk.claim(desk.article(str(number), **article), "15", **claim)] = [reason]
    written[desk.claim(desk.article("undated", published=None), "15")] = ["date not known"]
    desk.load()
    assert dict(desk.rows("SELECT id, why_not FROM claim_checks")) == written
    assert dict(desk.rows("SELECT id, why_not FROM pay_claims_why_not")) == written
    assert desk.rows("SELECT count(*) FROM pay_claims_printable") == [(0,)]


def test_a_time_in_the_text_is_a_date(desk: Any) -> None:
    desk.claim(desk.article("1", published_is_fallback=True), "15", time="2026-01-01/2026-01-31")
    desk.load()
    assert printable(desk) == [([],)]


def test_several_reasons_are_all_given(desk: Any) -> None:
    desk.claim(desk.article("1", source="echo"), "15", payer=None, modality="denied", confidence=0.1)
    desk.load()
    assert printable(desk) == [
        (["not asserted: denied", "payer not named", "from a re-publisher", "confidence below 0.8"],)
    ]


def test_old_versions_copies_and_withdrawn_articles_are_not_printable(desk: Any) -> None:
    old = desk.article("v", text="old words of it", published="2026-03-01")
    new = desk.article("v", text="new words of it", published="2026-03-02", relation="update", canonical=old)
    copy = desk.article("copy", source="courier", relation="copy", canonical=old)
    gone = desk.article("gone")
    claims = {desk.claim(article, "15"): article for article in (old, new, copy, gone)}
    desk.add(withdrawn=("https://gazette.example/gone",))
    desk.load()
    found = {claims[key]: why for key, why in desk.rows("SELECT id, why_not FROM claim_checks")}
    assert found == {
        old: ["article has a newer version"],
        new: [],
        copy: ["copy of another article"],
        gone: ["article was withdrawn"],
    }


def test_a_person_can_accept_and_reject_claims(desk: Any) -> None:
    article = desk.article("1")
    doubtful = desk.claim(article, "15", confidence=0.2)
    wrong = desk.claim(article, "16")
    changed = desk.claim(article, "17")
    desk.decide("accept", doubtful)
    desk.decide("reject", wrong)
    desk.decide("reject", changed, day="2026-04-01")
    desk.decide("accept", changed, day="2026-04-02")
    desk.load()
    assert dict(desk.rows("SELECT id, why_not FROM claim_checks")) == {
        doubtful: [],
        wrong: ["rejected by a person"],
        changed: [],
    }


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("If Vellum paid $15 an hour, raters would stay.", "if", id="condition"),
        pytest.param("Raters were paid $15 an hour by Vellum.", "", id="were-paid"),
        pytest.param("Were Vellum to pay $15 an hour, they would stay.", "were", id="were-it"),
        pytest.param("Vellum no longer pays $15 an hour.", "no longer", id="no-more"),
        pytest.param("Vellum was ordered to pay $15 an hour.", "ordered", id="order"),
        pytest.param("Vellum pays $15 an hour, not $30.", "not", id="denial"),
        pytest.param("Vellum talked of paying $15 an hour.", "talked", id="talk"),
        pytest.param("A raise to $15 an hour was floated.", "floated", id="trial-balloon"),
        pytest.param("Vellum pays raters $15 an hour.", "", id="plain"),
        pytest.param("Vellum pays notable raters $15 an hour.", "", id="part-of-a-word"),
    ],
)
def test_words_that_turn_a_figure_around_keep_it_from_print(desk: Any, text: str, word: str) -> None:
    (found,) = desk.rows(f"SELECT doubtful_words('{text}')")
    assert found == (word,)


def test_a_claim_without_a_unit_is_not_printable(desk: Any) -> None:
    desk.claim(desk.article("1"), "15", unit="unknown")
    desk.load()
    assert printable(desk) == [(["no unit stated"],)]


def test_a_claim_in_a_doubtful_text_is_not_printable_until_a_person_accepts_it(desk: Any) -> None:
    doubtful = desk.claim(desk.article("1", text_confidence=0.31), "15")
    desk.claim(desk.article("2", text_confidence=DOUBTFUL_BELOW), "16")
    desk.claim(desk.article("3", text_confidence=None), "17")
    desk.load()
    against = "the text of its page is doubtful: confidence 0.31"
    assert desk.rows("SELECT id, why_not FROM pay_claims_why_not") == [(doubtful, [against])]
    assert desk.rows("SELECT printable_text()") == [(Decimal(str(DOUBTFUL_BELOW)),)]
