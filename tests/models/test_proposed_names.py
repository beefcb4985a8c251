"""Names that may belong into the gazetteer: invented firms are proposed, people never are."""

from types import SimpleNamespace

import pytest

from models.gazetteer import Gazetteer
from models.mentions import tag_mentions
from models.nlp import Context
from models.proposed_names import name_key, propose_names
from models.proposed_people import given_names
from pipeline.places import CHECKOUT
from pipeline.records import Label, Mention, NameSighting


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(CHECKOUT / "data" / "gazetteer.toml")


def mention(text: str, name: str, label: Label) -> Mention:
    start = text.index(name)
    return Mention(
        id="m", article_id="a", start=start, end=start + len(name), label=label, text=name, entity_id=None, why="test"
    )


def proposed(gazetteer: Gazetteer, text: str, **labels: str) -> list[tuple[str, str]]:
    """Propose with what the language model would say: `PERSON="Ann Lee"`."""
    mentions = [mention(text, name, Label(label)) for label, name in labels.items()]
    found = propose_names(article_id="a", text=text, mentions=mentions, gazetteer=gazetteer)
    return [(one.name, one.cue) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "She rates answers for the platform Pebblewick.", [("Pebblewick", "kind before")], id="kind-before"
        ),
        pytest.param(
            "Quillow, a data-labelling start-up in Leeds, cut pay.", [("Quillow", "kind after")], id="kind-after"
        ),
        pytest.param("According to Lumeno's rate card an hour pays $4.", [("Lumeno", "what it has")], id="what-it-has"),
        pytest.param("Two contractors for Marigrove said so.", [("Marigrove", "work for")], id="contractors-for"),
        pytest.param("Workers on TaskPebble met on Monday.", [("TaskPebble", "work for")], id="workers-on"),
        pytest.param("He signed up for Dravello in May.", [("Dravello", "signed up")], id="signed-up"),
        pytest.param("At noon Thrandle, which sells labels, closed.", [("Thrandle", "which")], id="which"),
        pytest.param("Last year Pebble Labs paid raters $9 an hour.", [("Pebble Labs", "pays")], id="subject-of-pay"),
        pytest.param("She was hired by task9 as a grader.", [("task9", "hired by")], id="hired-by"),
        pytest.param("Contractors for Mercor and workers on Scale AI met.", [], id="known"),
        pytest.param("Workers on Monday, annotators for Swahili, tasks on Telegram.", [], id="days-languages-sites"),
        pytest.param("Kenya's moderators and contractors at Stanford University", [], id="places-and-universities"),
        pytest.param("Parking, which is free, is what raters at the plant want.", [], id="first-word-of-a-sentence"),
        pytest.param("The company Granite sold granite to workers at Granite.", [], id="ordinary-word"),
        pytest.param("Raters on Project Lark were paid.", [], id="project"),
    ],
)
def test_proposes_what_stands_where_platforms_stand(
    gazetteer: Gazetteer, text: str, expected: list[tuple[str, str]]
) -> None:
    assert proposed(gazetteer, text) == expected


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        pytest.param("Karen pays her raters $20 an hour.", {}, id="given-name"),
        pytest.param("Contractors for Okoloma said so. Okoloma, 34, did not.", {}, id="age"),
        pytest.param("Contractors for Okoloma said so. Mr Okoloma did not.", {}, id="title"),
        pytest.param("Annotators for Okoloma said so. Tunde Okoloma did not.", {}, id="full-name-elsewhere"),
        pytest.param("Raters for Turrow laughed. Turrow's laptop broke.", {}, id="belongings"),
        pytest.param("Raters for Turrow laughed; Turrow, a former teacher, did not.", {}, id="job"),
        pytest.param("Tutors with Turrow, who lives in Leeds, were paid.", {}, id="who"),
        pytest.param("Contractors for Venn Torrow were paid $9.", {}, id="two-plain-words"),
        pytest.param("Contractors for Torrow met.", {"PERSON": "Torrow"}, id="the-model-says-so"),
        pytest.param("The platform Venn Torrow founded pays well.", {"PERSON": "Venn Torrow"}, id="founder"),
        pytest.param("tin_ear_9 wrote:\nRaters on tin_ear_9 are paid.", {}, id="forum-handle"),
        pytest.param("He was hired by Obrecht and paid $9 an hour by Obrecht.", {}, id="only-what-people-do"),
    ],
)
def test_never_proposes_a_person(gazetteer: Gazetteer, text: str, labels: dict[str, str]) -> None:
    assert proposed(gazetteer, text, **labels) == []


def test_a_name_that_both_may_have_counts_when_the_model_takes_it_for_an_organisation(gazetteer: Gazetteer) -> None:
    text = "He was hired by Obrecht last May."
    assert proposed(gazetteer, text) == []
    assert proposed(gazetteer, text, ORG="Obrecht") == [("Obrecht", "hired by")]


def test_a_payer_that_nobody_knows_is_proposed_when_it_is_written_like_a_firm(gazetteer: Gazetteer) -> None:
    text = "For each hour she got $9 from Pebble Labs and $4 from Obrecht."
    claims = [
        SimpleNamespace(payer=payer, payer_id=None, sent_start=0) for payer in ("Pebble Labs", "Obrecht", "her boss")
    ]
    found = propose_names(article_id="a", text=text, mentions=(), gazetteer=gazetteer, claims=claims)  # type: ignore[arg-type]  # only what is read of a claim
    assert [(one.name, one.cue) for one in found] == [("Pebble Labs", "payer of a claim")]


def test_a_sighting_has_its_sentence_and_how_often_the_name_stands_there(gazetteer: Gazetteer) -> None:
    text = "It rained. Contractors for Marigrove met. Marigrove, an outsourcing firm, pays by the task."
    found = propose_names(article_id="a1", text=text, mentions=(), gazetteer=gazetteer)
    assert found == (
        NameSighting(
            article_id="a1",
            name="Marigrove",
            key="marigrove",
            cue="kind after",
            start=42,
            end=51,
            sent_start=42,
            sent_end=len(text),
            n_times=2,
        ),
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Marigrove AI, Inc.", "marigrove"),
        ("MARIGROVE", "marigrove"),
        ("marigrove.ai", "marigrove"),
        ("Pebble Labs", "pebble labs"),
    ],
)
def test_capitals_and_legal_forms_do_not_tell_names_apart(name: str, key: str) -> None:
    assert name_key(name) == key


def test_there_are_given_names_of_many_languages() -> None:
    assert {"Karen", "Wanjiru", "Priya", "Arnel", "Joao"} <= given_names()


@pytest.mark.parametrize("text", ["", "A" * 40_000, "Aa " * 15_000, "contractors for " * 3_000, "Ab, which " * 4_000])
def test_odd_texts_take_little_time(gazetteer: Gazetteer, text: str) -> None:
    assert len(propose_names(article_id="a", text=text, mentions=(), gazetteer=gazetteer)) <= 40


@pytest.mark.model
def test_works_on_what_the_tagger_says(gazetteer: Gazetteer) -> None:
    text = (
        "Labellers with Bhashik Works were paid late by Bhashik Works, the outsourcing firm. "
        "Grace Wanjiru, who was hired by Venn Torrow, pays her helpers $4 an hour."
    )
    mentions = tag_mentions(article_id="a", title="", text=text, gazetteer=gazetteer, context=Context())
    found = propose_names(article_id="a", text=text, mentions=mentions, gazetteer=gazetteer)
    assert [one.name for one in found] == ["Bhashik Works"]
