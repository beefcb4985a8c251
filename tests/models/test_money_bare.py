"""Amounts that are said without their currency."""

from decimal import Decimal

import pytest

from models.money import find_money


def _read(text: str) -> list[tuple[str, str, str | None]]:
    return [(text[one.start : one.end], f"{one.low} {one.currency}", one.unit) for one in find_money(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("It was $40. Now it is thirty an hour.", ("thirty an hour", "30 USD", "hour"), id="period"),
        pytest.param("She gets £9 and he ten fifty an hour.", ("ten fifty an hour", "10.5 GBP", "hour"), id="cents"),
        pytest.param("She got €900, and he two grand.", ("two grand", "2000 EUR", None), id="grand"),
        pytest.param("She turned down $60,000 for 54k.", ("54k", "54000 USD", None), id="k"),
        pytest.param("He now draws 4.2 lakh a month.", ("4.2 lakh a month", "420000 INR", "month"), id="lakh"),
        pytest.param("They paid a tenner an hour.", ("a tenner an hour", "10 GBP", "hour"), id="tenner"),
        pytest.param("KSh500 then, and 41,000 a month.", ("41,000 a month", "41000 KES", "month"), id="shillings"),
    ],
)
def test_a_number_leans_on_the_currency_beside_it(text: str, found: tuple[str, str, str | None]) -> None:
    assert found in _read(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("For $5 she labels 200 images an hour.", id="things"),
        pytest.param("It costs $5, 24 hours a day.", id="hours"),
        pytest.param("Ten lakh people saw the ₹5 coin.", id="people"),
        pytest.param("It paid $5 three times a week.", id="times"),
        pytest.param("She earned one fifty a day, and £3 more.", id="two-readings"),
    ],
)
def test_a_number_of_things_is_no_money(text: str) -> None:
    assert len(_read(text)) == 1


@pytest.mark.parametrize("gap", ["\u00a0", "\u202f", "\u2009"])
def test_thousands_may_stand_behind_any_narrow_space(gap: str) -> None:
    (one,) = find_money(f"€21{gap}000 a year")
    assert (one.low, one.unit) == (Decimal(21000), "year")
