"""Summaries: which sentences are chosen, which are skipped, and what odd texts give."""

import pytest

from models.summarise import answer_summarize, summarise
from pipeline.contracts import TextInput

FIRST = "A platform for training chatbots has cut what it pays people to grade answers."
SECOND = "The change took effect without warning, according to several of them."
THIRD = "Many learned of it from a message in the middle of the night."
FOURTH = "Their rate fell from $21 to $16 an hour."
FIFTH = "A lawyer who advises contractors said that such changes are common."
SIXTH = "Some have begun to look for other work in the meantime."


def chosen(*sentences: str, title: str = "", n: int = 3, **options: object) -> str:
    return summarise(title, "\n".join(sentences), sentences=n, **options).text  # type: ignore[arg-type]  # test helper


def test_takes_the_first_sentences_in_their_order() -> None:
    assert chosen(FIRST, SECOND, THIRD, FIFTH) == f"{FIRST} {SECOND} {THIRD}"


def test_a_sentence_with_money_overtakes_the_one_before_it() -> None:
    assert chosen(FIRST, SECOND, THIRD, FOURTH, FIFTH) == f"{FIRST} {SECOND} {FOURTH}"


def test_money_far_from_the_lead_does_not_displace_it() -> None:
    assert chosen(FIRST, SECOND, THIRD, FIFTH, SIXTH, FOURTH) == f"{FIRST} {SECOND} {THIRD}"


def test_spans_are_the_sentences_of_the_text() -> None:
    text = f"{FIRST} {SECOND}\n{THIRD}"
    summary = summarise("", text, sentences=2)
    assert [text[start:end] for start, end in summary.spans] == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("By Ann Lee and Sam Poe", id="byline"),
        pytest.param("By Ann Lee, Staff Writer", id="byline-with-title"),
        pytest.param("Reporting by Ann Lee; Editing by Sam Poe", id="agency-credit"),
        pytest.param("Photo: graders in an office in Nairobi last year.", id="caption"),
        pytest.param("Graders march through the city. (Photo by Ann Lee)", id="credit-in-brackets"),
        pytest.param("NAIROBI, Kenya (NW) —", id="dateline"),
        pytest.param("March 3, 2025", id="date"),
        pytest.param("Updated: 3 March 2025 at 10:00.", id="time-stamp"),
        pytest.param("4 min read", id="reading-time"),
        pytest.param("Sign up for our newsletter to read about work every week.", id="call"),
        pytest.param("Read more: what the union said about the new rates.", id="link"),
        pytest.param("This article was originally published by another paper.", id="provenance"),
        pytest.param("What the rates mean", id="heading"),
    ],
)
def test_lines_that_report_nothing_are_skipped(line: str) -> None:
    assert chosen(line, FIRST, SECOND, THIRD) == f"{FIRST} {SECOND} {THIRD}"


@pytest.mark.parametrize(
    "sentence",
    [
        "By Friday, thousands of people had left the platform.",
        "Like many contractors, she was never told why.",
        "Share prices of the company fell after the report.",
        "Above all, the graders want to be paid on time.",
        "Video of the meeting shows a manager shouting at graders.",
        "The rate was cut for everyone on March 3, 2025.",
    ],
)
def test_sentences_that_only_look_like_labels_stay(sentence: str) -> None:
    assert chosen(sentence, SECOND, THIRD) == f"{sentence} {SECOND} {THIRD}"


def test_the_headline_is_not_repeated() -> None:
    assert chosen(FIRST, SECOND, THIRD, title=FIRST.upper(), n=1) == SECOND


def test_a_sentence_counts_once() -> None:
    assert chosen(FIRST, FIRST, SECOND, n=2) == f"{FIRST} {SECOND}"


def test_a_short_text_gives_what_there_is() -> None:
    assert chosen(FIRST) == FIRST
    assert chosen("One word") == "One word"


def test_an_empty_text_has_an_empty_summary() -> None:
    assert answer_summarize(TextInput.model_validate({"id": 1, "text": " \n "})) == {"summary": "", "sentences": []}


def test_the_filter_answers_with_spans_and_their_text() -> None:
    record = TextInput.model_validate({"id": 1, "title": "", "text": f"{FIRST}\n{SECOND}"})
    assert answer_summarize(record, sentences=1) == {
        "summary": FIRST,
        "sentences": [{"start": 0, "end": len(FIRST), "text": FIRST}],
    }


@pytest.mark.parametrize(
    "text",
    [
        "word " * 400_000,
        "x" * 2_000_000,
        "MERCOR PAYS $5. " * 100_000,
        "日本語です。" * 50_000,
        "(" * 200_000,
        "\ud800 a.",
    ],
    ids=["words", "one-word", "capitals", "japanese", "brackets", "surrogate"],
)
def test_odd_texts_have_short_summaries(text: str) -> None:
    summary = summarise("", text)
    assert len(summary.text) <= 3 * 600 + 2
    assert all(0 <= start < end <= len(text) for start, end in summary.spans)
