"""Payer candidates: who may pay where nobody is named beside the amount, and that they are never the payer."""

import tomllib
from pathlib import Path

import pytest

from models.claims_links import link_claims
from models.evaluate_candidates import score_order, whole_articles
from models.gazetteer import Gazetteer
from pipeline.places import CHECKOUT
from pipeline.records import Kind, PayClaim, PayerCandidate
from pipeline.sentences import sentence_spans

FLOORS = tomllib.loads((Path(__file__).parents[1] / "quality_floors.toml").read_text())["payer_candidates"]
NAMES = """
[[entities]]
id = "vellum"
name = "Vellum"
type = "platform"
status = "unverified"

[[entities]]
id = "moro"
name = "Moro Data"
type = "bpo"
aliases = ["Moro"]
status = "unverified"

[[entities]]
id = "bigsearch"
name = "Bigsearch"
type = "client"
status = "unverified"

[[entities]]
id = "raters_guild"
name = "Raters' Guild"
type = "union"
status = "unverified"

[[entities]]
id = "campus"
name = "Campus"
type = "platform"
ambiguous = ["Campus"]
reads_as = "noun"
context_terms = ["data annotation"]
status = "unverified"

[[entities]]
id = "project_lark"
name = "Lark"
type = "project"
aliases = ["Project Lark"]
ambiguous = ["Lark"]
reads_as = "noun"
context_terms = ["data annotation"]
status = "unverified"

[[roles]]
id = "rater"
name = "AI rater"
aliases = ["search rater"]
"""


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    path = tmp_path_factory.mktemp("names") / "gazetteer.toml"
    path.write_text(NAMES)
    return Gazetteer.load(path)


def claim_at(
    text: str,
    amount: str,
    *,
    payer: str | None = None,
    kind: Kind = "offered_rate",
    worker: str | None = None,
    project: str | None = None,
    location: str | None = None,
) -> PayClaim:
    start = text.index(amount)
    return PayClaim(
        id="c",
        article_id="a",
        claim_id="c1",
        start=start,
        end=start + len(amount),
        amount_text=amount,
        sent_start=start,
        sent_end=start + len(amount),
        amount_min=None,
        amount_max=None,
        bound="exact",
        currency="USD",
        unit="hour",
        kind=kind,
        payer=payer,
        worker=worker,
        project=project,
        location=location,
        extractor_version="test",
        confidence=0.5,
    )


def linked(claim: PayClaim, text: str, gazetteer: Gazetteer, *, title: str = "", by_law: bool = False) -> PayClaim:
    (found,) = link_claims(
        [claim],
        title=title,
        text=text,
        spans=sentence_spans(text),
        gazetteer=gazetteer,
        by_law={"c1"} if by_law else (),
    )
    return found


def candidates(text: str, gazetteer: Gazetteer, *, title: str = "", amount: str = "$9") -> tuple[PayerCandidate, ...]:
    return linked(claim_at(text, amount), text, gazetteer, title=title).payer_candidates


def test_the_only_firm_of_an_article_is_a_candidate_with_its_distance(gazetteer: Gazetteer) -> None:
    text = "Vellum grew last year.\nIt was a good year.\nThe rate is $9 an hour."
    assert candidates(text, gazetteer) == (
        PayerCandidate(entity_id="vellum", name="Vellum", reason="only", distance=2),
    )


def test_a_firm_that_the_title_alone_names_stands_one_sentence_before_the_text(gazetteer: Gazetteer) -> None:
    text = "It was a good year. The rate is $9 an hour."
    (found,) = candidates(text, gazetteer, title="Vellum cuts pay")
    assert (found.entity_id, found.distance) == ("vellum", 2)


def test_the_firm_of_the_paragraph_comes_before_one_of_another(gazetteer: Gazetteer) -> None:
    text = "Moro Data has an office in Leeds.\nVellum is hiring. Nights are worse. The rate is $9 an hour."
    assert [(one.entity_id, one.reason, one.distance) for one in candidates(text, gazetteer)] == [
        ("vellum", "same_paragraph", 2),
        ("moro", "most_named", 3),
    ]


def test_the_firm_that_an_article_is_about_comes_before_one_passed_by(gazetteer: Gazetteer) -> None:
    text = "Vellum is hiring.\nVellum has grown.\nMoro Data has not.\nThe rate is $9 an hour.\nVellum declined to say."
    assert [one.entity_id for one in candidates(text, gazetteer, title="Vellum hires")] == ["vellum", "moro"]
    assert candidates(text, gazetteer, title="Vellum hires")[0].reason == "title"


def test_who_does_the_work_comes_before_whose_work_it_is(gazetteer: Gazetteer) -> None:
    text = "Bigsearch sends its answers to Moro. Bigsearch is large.\nNights are worse.\nThe rate is $9 an hour."
    assert [one.entity_id for one in candidates(text, gazetteer)] == ["moro", "bigsearch"]


def test_a_firm_that_is_named_only_afterwards_comes_last(gazetteer: Gazetteer) -> None:
    text = "Moro Data is in Leeds.\nThe rate is $9 an hour.\nVellum is in York."
    assert [one.entity_id for one in candidates(text, gazetteer)] == ["moro", "vellum"]


def test_unions_are_no_candidates(gazetteer: Gazetteer) -> None:
    assert candidates("The Raters' Guild met. The rate is $9 an hour.", gazetteer) == ()


def test_an_ambiguous_name_is_a_candidate_only_where_its_words_speak_for_it(gazetteer: Gazetteer) -> None:
    assert candidates("Campus was closed for the summer. The rate is $9 an hour.", gazetteer) == ()
    told = "She did data annotation for Campus, the start-up.\nThe rate is $9 an hour."
    assert [one.entity_id for one in candidates(told, gazetteer)] == ["campus"]


def test_there_are_at_most_five(tmp_path: Path) -> None:
    path = tmp_path / "many.toml"
    names = ["Aldane", "Bormeth", "Corvenna", "Dastrel", "Elmoth", "Farrowick", "Gantrell"]
    path.write_text(
        "".join(
            f'[[entities]]\nid = "{name.lower()}"\nname = "{name}"\ntype = "platform"\nstatus = "unverified"\n'
            for name in names
        )
    )
    text = ". ".join(f"{name} is hiring" for name in names) + ". The rate is $9 an hour."
    assert len(candidates(text, Gazetteer.load(path))) == 5


@pytest.mark.parametrize(
    ("payer", "expected"),
    [
        pytest.param("Moro", 0, id="known-payer"),
        pytest.param("Quoll", 2, id="unknown-payer"),
        pytest.param(None, 2, id="no-payer"),
    ],
)
def test_only_a_claim_without_a_known_payer_has_candidates(
    gazetteer: Gazetteer, payer: str | None, expected: int
) -> None:
    text = "Moro and Vellum are hiring. The rate is $9 an hour."
    found = linked(claim_at(text, "$9", payer=payer), text, gazetteer)
    assert len(found.payer_candidates) == expected
    assert found.payer == payer


def test_what_a_law_sets_has_no_candidates(gazetteer: Gazetteer) -> None:
    text = "Vellum is hiring. The legal minimum is $9 an hour."
    assert linked(claim_at(text, "$9", kind="statutory_minimum"), text, gazetteer).payer_candidates == ()
    assert linked(claim_at(text, "$9", kind="change"), text, gazetteer, by_law=True).payer_candidates == ()


def test_a_payer_with_an_ambiguous_name_gets_its_id_only_from_context(gazetteer: Gazetteer) -> None:
    plain = "Campus was closed. Campus pays $9 an hour for gardening."
    assert linked(claim_at(plain, "$9", payer="Campus"), plain, gazetteer).payer_id is None
    told = "Her data annotation for Campus, the start-up, ended. Campus pays $9 an hour."
    assert linked(claim_at(told, "$9", payer="Campus"), told, gazetteer).payer_id == "campus"


@pytest.mark.parametrize(
    ("worker", "role"),
    [
        pytest.param("night AI raters", "rater", id="known-role"),
        pytest.param("nurses", None, id="another-trade"),
        pytest.param("Ann Roe", None, id="person"),
        pytest.param(None, None, id="nobody"),
    ],
)
def test_the_workers_words_are_linked_to_a_role(gazetteer: Gazetteer, worker: str | None, role: str | None) -> None:
    text = "The rate is $9 an hour."
    assert linked(claim_at(text, "$9", worker=worker), text, gazetteer).role_id == role


@pytest.mark.parametrize(
    ("project", "known"),
    [
        pytest.param("Project Lark", "project_lark", id="with-its-word"),
        pytest.param("Lark programme", "project_lark", id="with-another-word"),
        pytest.param("Lark", None, id="an-ordinary-word"),
        pytest.param("Project Vellum", None, id="a-firm-is-no-project"),
        pytest.param("Project Kite", None, id="unknown"),
    ],
)
def test_a_named_project_is_linked(gazetteer: Gazetteer, project: str, known: str | None) -> None:
    text = "The rate is $9 an hour."
    assert linked(claim_at(text, "$9", project=project), text, gazetteer).project_id == known


@pytest.mark.parametrize(
    ("location", "place", "country"),
    [
        pytest.param("Nairobi", "nairobi", "KE", id="city"),
        pytest.param("Nairobi, Kenya", "nairobi", "KE", id="city-and-country"),
        pytest.param("Kenya", "kenya", "KE", id="country"),
        pytest.param("Georgia", None, None, id="state-or-country"),
        pytest.param("Kenya and Uganda", None, None, id="two-countries"),
        pytest.param("the depot", None, None, id="no-place"),
        pytest.param(None, None, None, id="nothing-said"),
    ],
)
def test_a_place_has_its_country_where_the_name_tells_it(
    gazetteer: Gazetteer, location: str | None, place: str | None, country: str | None
) -> None:
    text = "The rate is $9 an hour."
    found = linked(claim_at(text, "$9", location=location), text, gazetteer)
    assert (found.place_id, found.country) == (place, country)


def test_the_first_candidate_is_mostly_who_pays_in_whole_articles() -> None:
    scores = score_order(whole_articles(CHECKOUT / "data", split="validation"), data=CHECKOUT / "data")
    assert scores.claims > 150
    assert scores.first / scores.claims >= FLOORS["first"]
