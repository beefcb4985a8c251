"""The scorer, on claims written by hand: what counts as right at each level."""

from typing import Any

import pytest

from models.evaluate_pay import Judged, agree, payer_agrees, score

CLAIM: dict[str, Any] = {
    "amount_text": "$16 an hour",
    "start": 0,
    "end": 11,
    "amount_min": "16",
    "amount_max": "16",
    "currency": "USD",
    "unit": "hour",
    "bound": "exact",
    "kind": "offered_rate",
    "change_role": None,
    "payer": "Orrin AI",
    "payer_alt": ["Orrin Group"],
    "payer_optional": False,
}


@pytest.mark.parametrize(
    ("change", "levels"),
    [
        pytest.param({}, "abc", id="the-same"),
        pytest.param({"amount_min": "16.00", "amount_max": "16"}, "abc", id="trailing-zeros"),
        pytest.param({"kind": "average"}, "ab", id="kind"),
        pytest.param({"payer": "Vellum"}, "ab", id="payer"),
        pytest.param({"unit": "day"}, "a", id="unit"),
        pytest.param({"amount_max": None}, "a", id="open-end"),
        pytest.param({"currency": "CAD"}, "", id="currency"),
    ],
)
def test_a_claim_is_right_up_to_the_level_where_it_differs(change: dict[str, Any], levels: str) -> None:
    assert "".join(level for level in "abc" if agree(CLAIM, CLAIM | change, level=level)) == levels


@pytest.mark.parametrize(
    ("name", "fits"),
    [("Orrin AI", True), ("Orrin", True), ("the Orrin Group", True), ("Vellum", False), (None, False)],
)
def test_a_payer_fits_by_its_words_or_an_alternative(name: str | None, fits: bool) -> None:
    assert payer_agrees(CLAIM, name) is fits


def test_an_optional_payer_may_be_left_out() -> None:
    assert payer_agrees(CLAIM | {"payer_optional": True}, None)


def test_counts_over_texts() -> None:
    other = CLAIM | {"amount_min": "9", "amount_max": "9", "start": 20, "end": 22}
    scores = score(
        [
            Judged(id="right", text="", expected=(CLAIM,), found=(CLAIM,)),
            Judged(id="missed", text="", expected=(CLAIM, other), found=(other,)),
            Judged(id="false", text="", expected=(), found=(CLAIM,)),
            Judged(id="silent", text="", expected=(), found=()),
        ]
    )
    assert (scores.expected, scores.found, scores.right["a"]) == (3, 3, 2)
    assert scores.f1("a") == pytest.approx(2 / 3)
    assert scores.false_alarm_rate() == pytest.approx(0.5)
    assert [line.split("\t")[:2] for line in scores.errors] == [["missed", "missed"], ["false", "extra"]]


def test_the_same_money_in_another_currency_is_neither_right_nor_wrong() -> None:
    want = CLAIM | {"alt": [{"amount_min": "12", "amount_max": "12", "currency": "GBP"}]}
    extra = CLAIM | {"amount_min": "12", "amount_max": "12", "currency": "GBP"}
    scores = score([Judged(id="t", text="", expected=(want,), found=(CLAIM, extra))])
    assert (scores.found, scores.right["c"]) == (1, 1)
