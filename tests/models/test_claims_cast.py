"""Who pays in a text of several paragraphs: the employer it is about, and names that never pay."""

from datetime import date

import pytest

from models.claims import read_claims
from models.claims_refused import may_be_payer

DAY = date(2026, 3, 10)
LONG = (
    "Quellen, a platform in Utrecht, sorts pictures for map makers. It opened an office in the spring.\n\n"
    "Hundreds of people signed up with Quellen in its first month, and most of them never logged in again.\n\n"
    "The streets around the office are quiet, and the neighbours know little about the trade. A baker sells bread to "
    "the few who come by train. In the afternoon the light falls on the canal, and the screens go dark one by one, "
    "as they do in every other house along the water when the wind turns cold and the boats come home.\n\n"
)


@pytest.mark.model
def test_takes_the_employer_of_the_title_for_the_payer() -> None:
    reading = read_claims(
        article_id="a",
        title="How people sort pictures for Quellen",
        text=LONG + "Sorters earn $12 an hour.",
        published=DAY,
    )
    assert [claim.payer for claim in reading.claims] == ["Quellen"]


@pytest.mark.model
def test_leaves_the_payer_out_where_the_work_is_elsewhere() -> None:
    reading = read_claims(
        article_id="a",
        title="How people sort pictures for Quellen",
        text=LONG + "Her brother makes $21 an hour at a hospital.",
        published=DAY,
    )
    assert [claim.payer for claim in reading.claims] == [None]


@pytest.mark.model
def test_does_not_take_a_surname_for_a_payer() -> None:
    text = "Last spring the sorter Ada Brandel, 34, quit. Brandel's records show that she earned $900 in May."
    reading = read_claims(article_id="a", title="", text=text, published=DAY)
    assert [claim.payer for claim in reading.claims] == [None]


@pytest.mark.model
def test_trusts_a_payer_named_by_the_verb_more_than_none() -> None:
    sure = read_claims(article_id="a", title="", text="Quellen pays its sorters $12 an hour.", published=DAY)
    open_ = read_claims(article_id="a", title="", text="Sorters got $12 an hour.", published=DAY)
    assert sure.claims[0].confidence > 0.7 >= open_.claims[0].confidence


@pytest.mark.parametrize("name", ["Swahili", "Leeds", "Salt Road", "Data Workers", "Ms Brandel", "A. Brandel", "March"])
def test_refuses_names_of_languages_places_groups_people_and_months(name: str) -> None:
    assert not may_be_payer(name)


def test_a_dollar_of_a_place_sentences_away_is_not_sure() -> None:
    there = "Quellen has an office in Sydney. It hires there. Quellen pays its sorters $44 an hour."
    here = "Quellen pays its sorters in Sydney $44 an hour."
    (far,) = read_claims(article_id="a", title="", text=there, published=DAY).claims
    (near,) = read_claims(article_id="a", title="", text=here, published=DAY).claims
    assert (far.currency, near.currency) == ("AUD", "AUD")
    assert far.confidence <= 0.7
    assert near.confidence > far.confidence
