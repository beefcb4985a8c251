"""Names from a gazetteer in pay claims: the one that is handed in counts, and no other."""

import pytest

from models.claims import answer_claims, read_claims
from models.gazetteer import Gazetteer
from pipeline.contracts import TextInput
from pipeline.records import PayClaim

pytestmark = pytest.mark.model

# Nothing in the grammar makes a lower-case word a name: only a gazetteer can know this one.
TEXT = "Earlier tagpond paid its graders $12 an hour."


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    path = tmp_path_factory.mktemp("names") / "gazetteer.toml"
    path.write_text(
        '[[entities]]\nid = "pond"\nname = "Tagpond"\ntype = "platform"\naliases = ["tagpond"]\n'
        'any_case = ["Tagpond"]\nstatus = "unverified"\n',
        encoding="utf-8",
    )
    return Gazetteer.load(path)


def only(text: str, gazetteer: Gazetteer | None) -> PayClaim:
    (claim,) = read_claims(article_id="a1", title="", text=text, published=None, gazetteer=gazetteer).claims
    return claim


def test_a_name_that_grammar_does_not_show_is_found_by_the_gazetteer(gazetteer: Gazetteer) -> None:
    assert only(TEXT, None).payer is None
    assert only(TEXT, gazetteer).payer == "tagpond"


def test_a_payer_has_the_id_of_the_gazetteer_that_was_handed_in(gazetteer: Gazetteer) -> None:
    assert only(TEXT, gazetteer).payer_id == "pond"
    # In the shipped gazetteer, but not in this one.
    assert only("Mercor pays its graders $12 an hour.", gazetteer).payer_id is None


def test_without_a_gazetteer_a_payer_is_found_by_grammar_and_has_no_id() -> None:
    claim = only("Mercor pays its graders $12 an hour.", None)
    assert (claim.payer, claim.payer_id) == ("Mercor", None)


def test_the_filter_reads_with_the_gazetteer_that_it_is_given(gazetteer: Gazetteer) -> None:
    answer = answer_claims(TextInput(id=1, text=TEXT), gazetteer=gazetteer)
    assert isinstance(answer, dict)
    assert [claim["payer"] for claim in answer["claims"]] == ["tagpond"]  # type: ignore[attr-defined]  # a list of claims
