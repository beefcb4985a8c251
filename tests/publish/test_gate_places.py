"""The gate: names in another's place, denials too many, and what is shown where the source only says it."""

import pytest

from models.gate_parse import parse_sentence
from pipeline.publish.gate import Cited, check_sentence

OFFICE = "Penhallow pays moderators in its Swindon office £12 an hour and plans no layoffs in Leeds, Moira Hale said."
EXEMPT = "The bill excludes workers who earn under KSh 5,000 a month and does not cover students."
ALLEGED = "The workers allege that Penhallow kept back their wages for August."
UNNAMED = "He earns £12 an hour in a good week."


def _kinds(sentence: str, source: str) -> set[str]:
    cited = Cited(
        url="https://a.example/1", title="Pay at the office", outlet="North Ledger", text=source, sentences=(source,)
    )
    return {problem.kind for problem in check_sentence(sentence, [cited], (), parse=parse_sentence)}


@pytest.mark.parametrize(
    ("sentence", "source", "kind"),
    [
        pytest.param(
            "Moderators in the Leeds office of Penhallow get £12 an hour.", OFFICE, "name", id="another-place"
        ),
        pytest.param(
            "Swindon pays moderators in its Penhallow office £12 an hour.", OFFICE, "name", id="places-changed"
        ),
        pytest.param("North Ledger earns £12 an hour in a good week.", UNNAMED, "name", id="outlet-for-he"),
        pytest.param(
            "Workers who earn under KSh 5,000 a month are not excluded, and students are not covered.",
            EXEMPT,
            "negation",
            id="one-denial-too-many",
        ),
        pytest.param(
            "The workers showed that Penhallow kept back their wages for August.", ALLEGED, "negation", id="alleged"
        ),
    ],
)
def test_refuses_what_stands_in_anothers_place(sentence: str, source: str, kind: str) -> None:
    assert kind in _kinds(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        pytest.param("At Penhallow's Swindon office, moderators get £12 an hour.", OFFICE, id="name"),
        pytest.param(
            "Students are not covered by the bill, which excludes workers who earn under KSh 5,000 a month.",
            EXEMPT,
            id="denial",
        ),
        pytest.param("Penhallow kept back wages for August, the workers claim.", ALLEGED, id="alleged"),
    ],
)
def test_passes_what_only_changes_its_order(sentence: str, source: str) -> None:
    assert _kinds(sentence, source) == set()
