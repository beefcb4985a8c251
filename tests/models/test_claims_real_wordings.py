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


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param("Vellum put the rate up to $23 an hour in May.", "23", "23", id="put-up-to"),
        pytest.param("A year later they bumped me up to $31 an hour.", "31", "31", id="bumped-up-to"),
        pytest.param("Graders at Vellum can earn up to $31 an hour.", None, "31", id="up-to"),
        pytest.param("$43 an hour is the most that graders at Vellum can earn.", None, "43", id="the-most"),
        pytest.param("£6.20 an hour is the minimum that Vellum allows.", "6.2", None, id="the-minimum"),
    ],
)
def test_words_that_bound_an_amount(text: str, low: str | None, high: str | None) -> None:
    (claim,) = found(text)
    assert [None if end is None else str(end) for end in (claim.amount_min, claim.amount_max)] == [low, high]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        pytest.param("Seven hours of tagging had brought him just $9, Oduya said.", "project", id="hours-of-work"),
        pytest.param("Three days' work earned her $16 on Toloka.", "project", id="days-work"),
        pytest.param(
            "Raters there make $6 an hour from surveys that paid 12 cents and took a minute.", "task", id="cents"
        ),
    ],
)
def test_a_sum_for_a_stretch_and_a_few_cents_are_no_hourly_pay(text: str, unit: str) -> None:
    assert found(text)[-1].unit == unit


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        pytest.param(
            "Taggers say Corvid cut their pay from $8 to less than 1 cent per task.",
            {"8": "from", "0.01": "to"},
            id="to-less-than",
        ),
        pytest.param(
            "In the beginning raters were getting $13 an hour. Since April they have been getting $19.",
            {"13": "from", "19": "to"},
            id="in-the-beginning",
        ),
        pytest.param(
            "The hourly wage at Corvid now stands at $2.40; two years ago it was $1.70.",
            {"2.4": "to", "1.7": "from"},
            id="two-years-ago-it-was",
        ),
        pytest.param(
            "Their rate, $17 an hour at first, went up to $26 after the test.",
            {"17": "from", "26": "to"},
            id="went-up-to",
        ),
    ],
)
def test_then_and_now_in_other_words(text: str, roles: dict[str, str]) -> None:
    assert {str(claim.amount_max): claim.change_role for claim in found(text)} == roles


def test_thousands_behind_a_word_for_earning_are_money_of_the_currency_before() -> None:
    claims = found("His first salary was 14,000 rupees a month. Four years on, he takes home 23,000.")
    assert [(str(claim.amount_max), claim.currency, claim.unit) for claim in claims] == [
        ("14000", "INR", "month"),
        ("23000", "INR", "month"),
    ]
    assert [str(claim.amount_max) for claim in found("She earned 14,000 rupees and labelled 23,000 images.")] == [
        "14000"
    ]


@pytest.mark.parametrize(
    ("text", "payers"),
    [
        pytest.param(
            "Toloka is choosier, but the pay there is $0.45 per audio minute, more than at Appen.",
            ["Toloka"],
            id="compared",
        ),
        pytest.param(
            "A moderator for Facebook makes €1,650 a month; one for TikTok, about €1,850.",
            ["Facebook", "TikTok"],
            id="one-for",
        ),
        pytest.param(
            "The newest get $1.40 an hour, payslips show; OpenAI paid Sama $12.50 an hour for the work.",
            ["Sama"],
            id="what-firms-pay-each-other",
        ),
        pytest.param(
            "In Venezuela a full day of tagging streets for Scale AI's Remotasks comes to $4.",
            ["Remotasks"],
            id="a-firm-and-its-owner",
        ),
    ],
)
def test_whose_workers_a_firm_beside_another_pays(text: str, payers: list[str]) -> None:
    assert [claim.payer for claim in found(text)] == payers


def test_a_firm_that_ran_a_job_board_has_not_posted_its_rate_there() -> None:
    (claim,) = found("Handshake, which until last year ran a job board for students, pays PhDs $105 an hour.")
    assert claim.kind == "offered_rate"


def test_a_rate_that_is_held_against_that_of_others_is_pay_too() -> None:
    claims = found(
        "Teleperformance workers in Peru earn as little as $262 a month, compared with $2,800 for US counterparts."
    )
    assert [str(claim.amount_min) for claim in claims] == ["262", "2800"]


@pytest.mark.parametrize(
    ("text", "payer"),
    [
        pytest.param(
            "More than 400 tutors at xAI lost their jobs. Senior tutors had been on $60 to $90 an hour.",
            "xAI",
            id="at-an-ai-lab",
        ),
        pytest.param(
            "You'll be paid $35-55/hr depending on your skills, weekly, through Stripe.", None, id="payment-service"
        ),
    ],
)
def test_labs_pay_their_own_and_payment_services_nobody(text: str, payer: str | None) -> None:
    assert found(text)[-1].payer == payer


@pytest.mark.parametrize(
    ("text", "worker"),
    [
        pytest.param("Two in three crowd workers in India earn under ₹14,000 a month.", "crowd workers", id="share"),
        pytest.param("Uber's new tasks pay drivers in Pune 60 paise a receipt.", "drivers", id="verb"),
    ],
)
def test_words_for_workers_hold_no_shares_and_no_verbs(text: str, worker: str) -> None:
    (claim,) = found(text)
    assert claim.worker == worker


@pytest.mark.parametrize(
    "text",
    [
        "Before Orchardloop pays its experts a cent, it rehearses them for a week.",
        "Annotators at Sama worked for three weeks without being paid a cent.",
        "The raters at Telus would not get a dollar for the training.",
    ],
)
def test_a_coin_that_stands_for_nothing_is_no_pay(text: str) -> None:
    assert found(text) == []


def test_a_coin_a_piece_is_pay() -> None:
    assert [claim.unit for claim in found("Remotasks does not pay more than a cent per image.")] == ["task"]


def test_a_firm_that_somebody_applies_to_is_not_sure_to_pay_what_she_earns() -> None:
    (claim,) = found("She earns $16 an hour there and applied to Appen within ten minutes.")
    assert claim.confidence < 0.8


@pytest.mark.parametrize(
    ("text", "payer"),
    [
        pytest.param(
            "Next to what people at Appen can earn it is low. Clickworker claims some $9 an hour for the average one.",
            "Clickworker",
            id="it-claims",
        ),
        pytest.param(
            "Remotasks, where people earned cents, is gone. Outlier advertises that writers can make $25 an hour.",
            "Outlier",
            id="it-advertises",
        ),
    ],
)
def test_a_known_firm_of_the_sentence_goes_before_one_of_the_sentence_before(text: str, payer: str) -> None:
    assert [claim.payer for claim in found(text)] == [payer]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Nurses at Orchardloop get $42 an hour. Carla Benitez has made $11,400 since June.",
            [("hour", "exact"), ("project", "exact")],
            id="since",
        ),
        pytest.param(
            "Labellers at Sama are paid three shillings for each image. In October she made Sh6,450.",
            [("task", "exact"), ("month", "exact")],
            id="all-of-a-month",
        ),
        pytest.param(
            "Moderators at Teleperformance get $9 a day. She is still short by $70 because a year was not counted.",
            [("day", "exact"), ("project", "exact")],
            id="short-by",
        ),
        pytest.param(
            "Appen announced on Tuesday that pay for raters would go up to $19 an hour on December 1.",
            [("hour", "exact")],
            id="would-go-up-to",
        ),
    ],
)
def test_sums_are_no_rates_and_raises_no_ceilings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(claim.unit, claim.bound) for claim in found(text)] == expected


def test_a_raise_that_ends_a_dispute_is_asserted_and_has_neither_its_street_nor_its_date() -> None:
    claims = found(
        "Sama and the guild signed an agreement that will raise the salary for labellers from Sh21,000 to Sh29,500 a "
        "month, ending a dispute that began with a walkout on Mombasa Road in October."
    )
    assert [(claim.modality, claim.location, claim.time) for claim in claims if claim.change_role == "from"] == [
        ("asserted", None, None)
    ]
    assert [(claim.location, claim.time) for claim in claims if claim.change_role == "to"] == [(None, None)]


def test_the_firm_of_a_text_does_not_pay_for_a_job_elsewhere() -> None:
    claims = found(
        "Sama pays its raters $14 an hour. One of them, Ann Roe, has left Sama. She has an interview this week at a "
        "hospital, for a job at $33.10 an hour. Her sister, who rates images for Sama at a school, gets $15 an hour."
    )
    assert [(claim.amount_text, claim.payer) for claim in claims] == [
        ("$14 an hour", "Sama"),
        ("$33.10 an hour", None),
        ("$15 an hour", "Sama"),
    ]


@pytest.mark.parametrize(
    ("words", "time"),
    [
        pytest.param("Before October", "../2025-09-30", id="before"),
        pytest.param("Prior to 2024", "../2023-12-31", id="prior-to"),
        pytest.param("Until 30 June", "../2025-06-30", id="until-a-day"),
        pytest.param("Since early 2025", "2025-01-01/..", id="since-a-part"),
        pytest.param("In October", "2025-10-01/2025-10-31", id="in"),
    ],
)
def test_what_was_paid_before_a_day_is_dated_before_it(words: str, time: str) -> None:
    (claim,) = found(f"{words} the rate for raters at Sama was $21 an hour.")
    assert claim.time == time


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        pytest.param(
            "Raters get $14 an hour, the company said; labellers get $9, according to the union.",
            ["company", "union"],
            id="each-its-own",
        ),
        pytest.param(
            "Raters get $14 an hour and labellers $9, according to two of them, and neither has changed.",
            ["two of them", "two of them"],
            id="both-one",
        ),
    ],
)
def test_the_nearest_according_to_says_whose_words_an_amount_is(text: str, voices: list[str]) -> None:
    claims = found(text)
    assert [(claim.attribution.type, claim.attribution.name) for claim in claims] == [
        ("speaker", voice) for voice in voices
    ]
