"""Forum handles: recognised by form and place, never stored; people and firms that the press names stay."""

import json
from datetime import date

import pytest

from models.claims import claim_json, read_claims
from models.claims_handles import NO_HANDLES, Handles
from models.gazetteer import Gazetteer
from models.mentions import tag_mentions
from models.nlp import Context
from pipeline.places import CHECKOUT


@pytest.mark.parametrize(
    "name",
    ["throwaway_9921", "@annbel", "u/nightrater", "/u/nightrater", "annotator87", "DataGrinder88", "user tin_ear"],
)
def test_a_handle_is_known_by_its_form(name: str) -> None:
    assert NO_HANDLES.without(name) == "forum user"


@pytest.mark.parametrize(
    "name",
    [
        "Ann Roe",
        "Okafor",
        "graders",
        "1099 contractors",
        "Quillmark Data",
        "GPT-4 raters",
        "top-500 coders",
        "W-2 staff",
    ],
)
def test_people_roles_and_firms_are_no_handles(name: str) -> None:
    assert NO_HANDLES.without(name) == name


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("saltcedar wrote:\nI got $9 an hour.", id="wrote-on-its-line"),
        pytest.param("saltcedar wrote: I got $9 an hour.", id="wrote-before-the-words"),
        pytest.param("saltcedar (mod)\nI got $9 an hour.", id="moderator"),
        pytest.param("Posted by saltcedar on Monday\nI got $9 an hour.", id="posted-by"),
        pytest.param("saltcedar: I got $9 an hour.\nmesahawk: So did I.", id="turns"),
    ],
)
def test_a_handle_is_known_by_its_place_in_a_thread(text: str) -> None:
    assert Handles.of(text).without("saltcedar") == "forum user"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The judge wrote: it is owed.\nOkafor wrote: it is not.", id="people-in-the-news"),
        pytest.param("note: all rates are gross.\nupdate: they were cut.", id="headings"),
        pytest.param("Raters posted: 12\nworkers wrote: a letter", id="roles"),
        pytest.param("He was paid $9. saltcedar wrote nothing.", id="in-running-text"),
    ],
)
def test_words_in_running_text_are_no_handles(text: str) -> None:
    found = Handles.of(text)
    assert [
        name for name in ("judge", "Okafor", "note", "update", "Raters", "workers", "saltcedar") if found.are_in(name)
    ] == []


def test_what_else_a_name_says_stays() -> None:
    assert Handles.of("saltcedar wrote:\nHello").without("saltcedar: generalist") == "generalist"


def test_a_firm_with_digits_may_still_pay() -> None:
    assert not NO_HANDLES.is_poster("Studio54")
    assert NO_HANDLES.is_poster("night_rater")


@pytest.mark.model
@pytest.mark.parametrize("poster", ["throwaway_9921", "saltcedar"])
def test_no_field_of_a_claim_holds_a_handle(poster: str) -> None:
    text = f"{poster} wrote:\nI was paid $9 an hour by Mercor, and {poster} earned $12 an hour, {poster} said."
    claims = read_claims(article_id="a1", title="", text=text, published=date(2026, 3, 10)).claims
    assert claims
    for claim in claims:
        said = claim_json(claim)
        assert poster not in json.dumps(
            [said[name] for name in ("payer", "payer_alt", "worker", "attribution", "project")]
        )


@pytest.mark.model
def test_no_mention_is_a_handle() -> None:
    gazetteer = Gazetteer.load(CHECKOUT / "data" / "gazetteer.toml")
    text = "Kettle_Pine wrote:\nI work with Ann Roe in Leeds, and Kettle_Pine told Ann Roe that Mercor pays $9."
    found = tag_mentions(article_id="a1", title="", text=text, gazetteer=gazetteer, context=Context(), reach="all")
    assert not [mention.text for mention in found if "Kettle" in mention.text]
    assert "Ann Roe" in [mention.text for mention in found]


@pytest.mark.model
@pytest.mark.parametrize("first", ["Alan", "Okello", "Megan"])
def test_no_person_has_an_entity(first: str) -> None:
    gazetteer = Gazetteer.load(CHECKOUT / "data" / "gazetteer.toml")
    text = f"{first} Turing was paid $9 an hour by a college. Turing earned $12 an hour later, {first} Turing said."
    claims = read_claims(article_id="a1", title="", text=text, published=None, gazetteer=gazetteer).claims
    assert claims
    assert {(claim.payer_id, claim.role_id, claim.payer_candidates) for claim in claims} == {(None, None, ())}


def test_a_firm_beside_its_namesake_keeps_its_entity() -> None:
    gazetteer = Gazetteer.load(CHECKOUT / "data" / "gazetteer.toml")
    text = (
        "Turing pays its contractors $9 an hour. The firm is named after Alan Turing, the mathematician.\n"
        "Contractors at Turing say that the rate fell to $7 an hour."
    )
    found = [span.start for span in gazetteer.find(text) if span.entity_id == "turing"]
    assert found == [0, text.index("Turing say")]
