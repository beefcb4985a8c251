"""Money in text: amounts, ranges, bounds, units and currencies, read by grammar alone."""

import time
from decimal import Decimal

import pytest

from models.money import find_money
from models.money_atoms import has_money
from models.money_currency import resolve
from models.money_numbers import read_digits, read_words


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "unit", "bound"),
    [
        pytest.param("$16 an hour", "16", "16", "USD", "hour", "exact", id="hour"),
        pytest.param("US$70-$150/hr", "70", "150", "USD", "hour", "range", id="hyphen-range"),
        pytest.param("between £9 and £12 per hour", "9", "12", "GBP", "hour", "range", id="between"),
        pytest.param("45 cents to $1.10 per audio minute", "0.45", "1.1", "USD", "audio_minute", "range", id="cents"),
        pytest.param("Rs 2.4 lakh a year", "240000", "240000", "INR", "year", "exact", id="lakh"),
        pytest.param("₹1.5 crore", "15000000", "15000000", "INR", None, "exact", id="crore"),
        pytest.param("R$ 1.950,00 a month", "1950", "1950", "BRL", "month", "exact", id="comma-decimals"),
        pytest.param("1.450 euros a month", "1450", "1450", "EUR", "month", "exact", id="dot-groups"),
        pytest.param("$1.450", "1.45", "1.45", "USD", None, "exact", id="dot-decimals"),
        pytest.param("$300k-$650k", "300000", "650000", "USD", None, "range", id="k"),
        pytest.param("$1.2-1.4 million", "1200000", "1400000", "USD", None, "range", id="shared-million"),
        pytest.param("forty bucks an hour", "40", "40", "USD", "hour", "exact", id="spelled"),
        pytest.param("a penny per image", "0.01", "0.01", "USD", "task", "exact", id="penny"),
        pytest.param("11p a word", "0.11", "0.11", "GBP", "word", "exact", id="pence"),
        pytest.param("21 000 Kenyan shillings a month", "21000", "21000", "KES", "month", "exact", id="spaces"),
        pytest.param("up to $150 an hour", "150", "150", "USD", "hour", "up_to", id="up-to"),
        pytest.param("as little as $2 a day", "2", "2", "USD", "day", "as_low_as", id="as-little-as"),
        pytest.param("$50-plus an hour", "50", "50", "USD", "hour", "at_least", id="plus"),
        pytest.param("$20+/hr", "20", "20", "USD", "hour", "at_least", id="plus-sign"),
        pytest.param("less than $3 an hour", "3", "3", "USD", "hour", "under", id="less-than"),
        pytest.param("six figures", "100000", "999999", "USD", None, "figures", id="figures"),
        pytest.param("500 yen a batch", "500", "500", "JPY", "task", "exact", id="yen"),
        pytest.param("R450 per day", "450", "450", "ZAR", "day", "exact", id="rand"),
        pytest.param("R60 an hour", "60", "60", "ZAR", "hour", "exact", id="two-digits-and-a-unit"),
    ],
)
def test_reads_amount_currency_unit_and_bound(
    text: str, low: str, high: str, currency: str, unit: str | None, bound: str
) -> None:
    (money,) = find_money(text)
    assert (money.low, money.high) == (Decimal(low), Decimal(high))
    assert (money.currency, money.unit, money.bound) == (currency, unit, bound)


@pytest.mark.parametrize(
    "text",
    ["in 2019 they hired 300 people", "COP30 opens", "the N95 mask", "won the match", "figures were late", "a 5k run"],
)
def test_numbers_without_currency_are_no_money(text: str) -> None:
    assert find_money(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("$1e9 an hour", id="exponent"),
        pytest.param("$1,2,3 an hour", id="commas"),
        pytest.param("$16.5.3 an hour", id="dots"),
        pytest.param("$0.00000000001 a task", id="very-small"),
        pytest.param("$1O an hour", id="letter-for-zero"),
        pytest.param("1/2 dollar an hour", id="fraction"),
        pytest.param("a dollar and a half an hour", id="and-a-half"),
        pytest.param("$1\u200b6 an hour", id="mark-that-nobody-sees"),
        pytest.param("$1&nbsp;600 a month", id="entity"),
    ],
)
def test_a_part_of_a_number_is_no_amount(text: str) -> None:
    assert find_money(text) == []


def test_halves_and_quarters_are_read() -> None:
    found = find_money("$1½ a task, $½ a page and 12¾ dollars an hour")
    assert [money.low for money in found] == [Decimal("1.5"), Decimal("0.5"), Decimal("12.75")]


def test_a_year_ago_is_a_time_and_no_unit() -> None:
    (money,) = find_money("It was $5,000 a year ago.")
    assert money.unit is None


def test_coordinated_amounts_stay_apart() -> None:
    assert [money.high for money in find_money("$12, $13 or $14 an hour")] == [12, 13, 14]


def test_change_by_one_amount_to_another_is_no_range() -> None:
    assert [money.high for money in find_money("rose by 90p to £12.40")] == [Decimal("0.9"), Decimal("12.4")]


def test_bare_number_leans_on_the_currency_before_it() -> None:
    found = find_money("She accepted 21,000 shillings because they promised 45,000.")
    assert [(money.high, money.currency) for money in found] == [(21000, "KES"), (45000, "KES")]


@pytest.mark.parametrize(
    ("mark", "countries", "currency"),
    [
        ("$", [], "USD"),
        ("$", ["AU"], "AUD"),
        ("$", ["US", "AU"], "USD"),
        ("shilling", ["UG"], "UGX"),
        ("peso", ["PH"], "PHP"),
        ("rupee", ["PK"], "PKR"),
        ("£", ["EG"], "EGP"),
        ("€", ["AU"], "€"),
    ],
)
def test_country_decides_what_a_bare_sign_means(mark: str, countries: list[str], currency: str) -> None:
    assert resolve(mark, countries) == currency


def test_offsets_are_code_points() -> None:
    text = "🙂🙂 £9 an hour"
    (money,) = find_money(text)
    assert text[money.start : money.end] == "£9 an hour"


def test_words_that_are_no_number_give_none() -> None:
    assert read_words(["and"]) is None
    assert read_digits(",") is None


def test_text_without_money_is_recognised_cheaply() -> None:
    assert not has_money("Nothing was said about pay or wages at all.")


@pytest.mark.sample("endless-range", "cues", "digits")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1" * 1_000_000, id="digits"),
        pytest.param("$1." * 300_000, id="dollars-and-dots"),
        pytest.param("$5 to " * 150_000, id="endless-range"),
        pytest.param("half a " * 140_000 + "dollar", id="number-words"),
        pytest.param("up to " * 160_000 + "$5", id="cues"),
    ],
)
@pytest.mark.slow
def test_a_megabyte_of_hostile_text_is_read_within_ten_seconds(text: str) -> None:
    started = time.perf_counter()
    find_money(text)
    assert time.perf_counter() - started < 10
