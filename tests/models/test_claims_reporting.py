"""Wordings of real reporting about platforms: who pays whom, what firms pay each other, and what a dash means."""

from datetime import date
from functools import cache

import pytest

from models.claims import Reading, read_claims
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


def read(text: str, title: str = "") -> Reading:
    gazetteer, reader = _tools()
    return read_claims(article_id="a1", title=title, text=text, published=DAY, gazetteer=gazetteer, judge_by=reader)


def found(text: str, title: str = "") -> list[PayClaim]:
    return list(read(text, title).claims)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        pytest.param("The lab paid outsourcing firms up to $11 per hour for the work.", [], id="firm-pays-firm"),
        pytest.param("Sama itself received $13 an hour from OpenAI.", [], id="firm-gets-from-firm"),
        pytest.param("OpenAI paid the contractor $14 an hour for each moderator.", [], id="for-each"),
        pytest.param("Appen now pays out $1.4 million daily to its contractors.", [], id="to-all-together"),
        pytest.param("Inmates in Turku sort photos, working for €3,80 per day.", ["3.8"], id="works-for"),
        pytest.param("Her income fell from £31,000 in 2021 to about £12,000 last year.", ["31000", "12000"], id="own"),
        pytest.param("Raters had won a raise to $14.25 from $11 in January.", ["14.25", "11"], id="won-a-raise"),
    ],
)
def test_what_firms_pay_each_other_is_no_pay(text: str, amounts: list[str]) -> None:
    assert [str(claim.amount_max) for claim in found(text)] == amounts


@pytest.mark.parametrize(
    ("text", "title", "payer"),
    [
        pytest.param("While workers like Amadi received just $2.10 per hour, others got less.", "", None, id="example"),
        pytest.param(
            "Appen is still her only source of income. Pay ranges from 3 cents to 40 cents per task, Rojas says.",
            "",
            "Appen",
            id="livelihood",
        ),
        pytest.param("Compensation ranges between $40 and $110 per hour.", "xAI hires tutors", "xAI", id="title"),
        pytest.param(
            "On TikTok, Reddit and elsewhere users claim to make $19 per hour with small tasks.", "", None, id="venue"
        ),
        pytest.param(
            "Contract jobs were listed at $33 an hour, according to an analysis by Business Insider.",
            "",
            None,
            id="paper",
        ),
        pytest.param("Turkers earn a median of $2.60 an hour, Rossi et al. (2019) found.", "", None, id="author"),
        pytest.param(
            "They were offered work on a new project, which would pay $17 an hour.",
            "Mercor drops Musen",
            "Mercor",
            id="project",
        ),
    ],
)
def test_examples_venues_papers_and_projects_pay_nobody(text: str, title: str, payer: str | None) -> None:
    assert [claim.payer for claim in found(text, title)] == [payer]


def test_who_is_told_does_not_work_there() -> None:
    (claim,) = found("One contractor told Business Insider they'd previously earned $58 per hour for other projects.")
    assert claim.worker != "Business Insider"


def test_a_low_wage_is_no_debt() -> None:
    (claim,) = found("They were compensated with a monthly wage of $390, which they argue is too little for the toll.")
    assert claim.kind != "owed"


def test_earnings_near_a_minimum_are_no_minimum() -> None:
    own, law = found("She earns about $270 per month, almost meeting Colombia's minimum wage of $290.")
    assert (own.kind, law.kind) == ("reported_earnings", "statutory_minimum")


def test_the_next_step_of_a_minimum_is_linked_to_it_alone() -> None:
    own, old, new = found("Her pay was around $14 an hour, below the state's minimum wage of $16, now $16.50.")
    assert own.change_role is None
    assert (old.kind, new.kind) == ("change", "change") or (old.kind, new.kind) == ("statutory_minimum",) * 2


def test_old_new_and_difference_are_one_change() -> None:
    new, difference, old = found("The new project pays just $17 per hour, a $4 pay cut from the previous $21 rate.")
    assert [claim.change_role for claim in (new, difference, old)] == ["to", "delta", "from"]
    assert old.linked_to == new.claim_id


def test_a_range_told_in_two_currencies_is_one() -> None:
    (claim,) = found("Moderators abroad are paid between Sh2,300 ($18) and Sh2,600 ($20) per hour, they allege.")
    assert (str(claim.amount_min), str(claim.amount_max), claim.unit) == ("2300", "2600", "hour")
    assert [(str(alt.amount_min), str(alt.amount_max)) for alt in claim.alt] == [("18", "20")]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It pays $17 an hour — $4 less than before.", [1, 1]),
        ("It pays $17 an hour – $21 an hour.", [2]),
        ("It pays $17–$21 an hour.", [2]),
    ],
)
def test_a_dash_between_two_thoughts_is_no_range(text: str, parts: list[int]) -> None:
    assert [len(money.parts) for money in find_money(text)] == parts


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("According to Forbes, the job pays $16 per hour.", "USD"),
        (
            "Remote in the United States, Britain, Canada, Ireland, Australia and New Zealand: pay is $15 per hour.",
            "USD",
        ),
        ("Pickers near Mildura earn $27 an hour.", "AUD"),
    ],
)
def test_a_bare_dollar_is_local_only_where_a_place_says_so(text: str, currency: str) -> None:
    assert [claim.currency for claim in found(text)] == [currency]
