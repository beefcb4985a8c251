"""Wordings that real pages use and invented ones seldom do: two currencies of one rate, firms' own floors, postings,
old pay told after the new, and capitals that make no name.
"""

from datetime import date
from functools import cache

import pytest

from models.claims import read_claims
from models.gazetteer import Gazetteer
from models.money import find_money
from models.pay_reader import PayReader
from pipeline.places import CHECKOUT
from pipeline.records import PayClaim

DAY = date(2026, 3, 10)
pytestmark = pytest.mark.model


@cache
def _tools() -> tuple[Gazetteer, PayReader]:
    return Gazetteer.load(CHECKOUT / "data" / "gazetteer.toml"), PayReader.load()


def found(text: str, title: str = "") -> list[PayClaim]:
    gazetteer, reader = _tools()
    reading = read_claims(article_id="a1", title=title, text=text, published=DAY, gazetteer=gazetteer, judge_by=reader)
    return list(reading.claims)


@pytest.mark.parametrize(
    ("text", "amount", "other"),
    [
        pytest.param("The study paid its raters £8.40/$10.90 per hour.", "8.4", "10.9", id="slash"),
        pytest.param("Her salary as a labeller was £9,800 (now US$12,400) a year.", "9800", "12400", id="now"),
    ],
)
def test_a_rate_in_two_currencies_is_one_claim(text: str, amount: str, other: str) -> None:
    (claim,) = found(text)
    assert (str(claim.amount_max), [str(one.amount_max) for one in claim.alt]) == (amount, [other])


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        pytest.param(
            "A $17 minimum set by Vellum for its contractors took effect in May.",
            "offered_rate",
            "17",
            None,
            id="set-by-a-firm",
        ),
        pytest.param(
            "The national minimum wage has risen, with workers now on a minimum $21.30 an hour.",
            "statutory_minimum",
            "21.3",
            "21.3",
            id="law",
        ),
    ],
)
def test_a_floor_is_the_laws_only_where_words_say_so(text: str, kind: str, low: str, high: str | None) -> None:
    (claim,) = found(text)
    ends = [None if end is None else str(end) for end in (claim.amount_min, claim.amount_max)]
    assert (claim.kind, *ends) == (kind, low, high)


@pytest.mark.parametrize(
    "text",
    [
        "The national minimum wage has gone up, with workers now earning a minimum $21.30 an hour or $809 per week.",
        "Raters must be paid at least the legal minimum of £12.60 an hour.",
        "At least $15 an hour, up to $40 an hour, and from $9 a task: annotators at Vellum took what they got.",
        "Vellum guarantees its raters $14 an hour and told them that they could make up to $30.",
    ],
)
def test_open_ends_and_bounds_agree(text: str) -> None:
    claims = found(text)
    assert claims
    for claim in claims:
        is_open = {
            "up_to": (True, False),
            "under": (True, False),
            "at_least": (False, True),
            "over": (False, True),
            "as_low_as": (False, True),
        }.get(claim.bound, (False, False))
        assert (claim.amount_min is None, claim.amount_max is None) == is_open


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        pytest.param(
            "Annotators at Vellum saw their pay raised to $18 an hour. Previously, they made $15.",
            {"18": "to", "15": "from"},
            id="previously",
        ),
        pytest.param(
            "Raters who had made $12 an hour are now paid $14 or $14.50 an hour, up from $12.",
            {"14": "to", "14.5": "to"},
            id="or",
        ),
        pytest.param(
            "The median income of authors in 2019 was £9,000 and in 2008 it was £13,000.", {}, id="against-the-calendar"
        ),
    ],
)
def test_which_pay_is_the_old_one(text: str, roles: dict[str, str]) -> None:
    sides = {str(claim.amount_max): claim.change_role for claim in found(text)}
    assert {amount: sides.get(amount) for amount in roles} == roles
    if not roles:
        assert not any(sides.values())


@pytest.mark.parametrize(
    ("text", "title", "payer"),
    [
        pytest.param(
            "Position: Audio Reviewers. Pay: $12-$28 per hour. Evaluate recordings for clarity.", "", None, id="verb"
        ),
        pytest.param("£31 per hour. The Content Evaluator role is remote and part-time.", "", None, id="job"),
        pytest.param("Experts in RLHF earn $60 an hour.", "", None, id="acronym"),
        pytest.param("Handshake told students that they could expect $45 an hour.", "", "Handshake", id="firm"),
    ],
)
def test_a_capital_alone_makes_no_payer(text: str, title: str, payer: str | None) -> None:
    assert [claim.payer for claim in found(text, title)] == [payer]


def test_an_opening_that_was_posted_gives_its_range_in_two_units() -> None:
    claims = found(
        "Vellum posted a new opening for a full-time “Chess Tutor” and it pays $45 to $95 an hour, "
        "the equivalent of $93,600 to $197,600 annually."
    )
    assert [(claim.kind, claim.unit) for claim in claims] == [("posted_range", "hour"), ("posted_range", "year")]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        pytest.param("My numbers of last month: 190 tasks done. Average per task: $1.40", "task", id="colon"),
        pytest.param("For raters, pay per hour was about $11.", "hour", id="was"),
        pytest.param("The annotators' pay per word is $0.02.", "word", id="word"),
    ],
)
def test_a_unit_may_stand_before_its_amount(text: str, unit: str) -> None:
    (claim,) = found(text)
    assert claim.unit == unit


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Tasks pay between $.02 and $6 each.", [("0.02", "6")]),
        ("He made £.50 a label.", [("0.5", "0.5")]),
        ("It ends here.$ .5", []),
        ("I have done about 25k hits since May and made $510.", [("510", "510")]),
    ],
)
def test_amounts_may_begin_with_a_point_and_counts_are_none(text: str, amounts: list[tuple[str, str]]) -> None:
    assert [(str(money.low), str(money.high)) for money in find_money(text)] == amounts


@pytest.mark.parametrize(
    "text",
    [
        "You want to hire a consultant. Then you see the pricing: retainer: $4,000/month.",
        "Pricing for our labelling service starts at $250 an hour.",
    ],
)
def test_what_a_service_is_sold_at_is_no_pay(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "payer", "worker"),
    [
        pytest.param("Reviewers at Dunmore earned $24 an hour.", "Dunmore", "Reviewers", id="at"),
        pytest.param("Last year taggers for Brimstone Labs earned £9 an hour.", "Brimstone Labs", "taggers", id="for"),
        pytest.param("Amara earned $24 an hour.", None, "Amara", id="a-person"),
        pytest.param(
            "On 3 May 2024 Kenyan moderators at Corvid got $2 an hour.", "Corvid", "Kenyan moderators", id="day"
        ),
    ],
)
def test_who_earns_and_who_pays_stand_side_by_side(text: str, payer: str | None, worker: str) -> None:
    (claim,) = found(text)
    assert (claim.payer, claim.worker) == (payer, worker)


def test_a_floor_that_is_called_the_firms_own_is_no_law() -> None:
    (claim,) = found("Halden Assist lifted its own minimum wage to $19 an hour.")
    assert (claim.kind, claim.payer, str(claim.amount_min), claim.amount_max) == (
        "offered_rate",
        "Halden Assist",
        "19",
        None,
    )


def test_who_is_accused_of_paying_pays() -> None:
    (claim,) = found("Raters accuse Brimstone Labs of paying only $14 an hour.")
    assert (claim.payer, claim.worker, claim.modality) == ("Brimstone Labs", "Raters", "alleged")


def test_a_firm_that_stands_alone_before_its_amount_pays_it() -> None:
    claims = found("Appen pays $10 an hour; Telus, $12; and Toloka, about $3.")
    assert [(claim.payer, str(claim.amount_min)) for claim in claims] == [
        ("Appen", "10"),
        ("Telus", "12"),
        ("Toloka", "3"),
    ]


def test_the_same_people_then_and_now_are_a_change() -> None:
    claims = found("Graders at Vellum used to make $21 an hour. These days they make $13.")
    assert [(claim.change_role, str(claim.amount_min)) for claim in claims] == [("from", "21"), ("to", "13")]


def test_what_people_were_promised_is_an_offer() -> None:
    claims = found("Taggers at Corvid earn $2 an hour, not the $4 an hour they were promised.")
    assert [(claim.kind, str(claim.amount_min)) for claim in claims] == [
        ("reported_earnings", "2"),
        ("offered_rate", "4"),
    ]


@pytest.mark.parametrize(
    ("text", "payer"),
    [
        pytest.param(
            "Going by offers on job apps and sites, a moderator for Facebook is earning €1,500 to €2,000 a month.",
            "Facebook",
            id="no-place-to-post-on",
        ),
        pytest.param("Pay rate: $9/hour, in USD. Monthly Bonus: $5 for each 3 hours completed.", None, id="pay-nouns"),
        pytest.param(
            "Filed by the Harrow Law Firm, the suit says that raters got as little as $17 an hour.", None, id="counsel"
        ),
    ],
)
def test_who_is_no_payer_is_not_taken_for_one(text: str, payer: str | None) -> None:
    assert {claim.payer for claim in found(text)} == {payer}
