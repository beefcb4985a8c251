"""What belongs to the beat, and what the verdict says about it."""

import pytest

from models.relevance import RelevanceModel

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def model() -> RelevanceModel:
    return RelevanceModel.load(threshold=0.5)


def test_keeps_annotators_who_lost_access_without_the_word_ai(model: RelevanceModel) -> None:
    verdict = model.judge(
        "Contractors lose access to chat overnight",
        "Some 200 annotators could not log in on Monday. Their pay for the last week is open, they say.",
    )
    assert verdict.relevant


def test_drops_a_text_without_ai_or_platform_and_says_so(model: RelevanceModel) -> None:
    verdict = model.judge("Bakers strike for higher wages", "Ovens stayed cold in forty shops on Monday.")
    assert not verdict.relevant
    assert verdict.reasons == ("dropped: no AI word, no platform",)
