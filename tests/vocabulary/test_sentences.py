"""Where a sentence ends: the words that end sentences about pay every day are no abbreviations."""

from itertools import pairwise

import pytest

from pipeline.sentences import sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("She earns $900 a month. Veltrane denies it.", ["She earns $900 a month.", "Veltrane denies it."]),
        (
            "Pay is $9 an hour, researchers found. Veltrane said no.",
            ["Pay is $9 an hour, researchers found.", "Veltrane said no."],
        ),
        ("They got $40 a day. Orlo, a rival, pays $50.", ["They got $40 a day.", "Orlo, a rival, pays $50."]),
        ("It rose by 5 per cent. Orlo kept the rest.", ["It rose by 5 per cent.", "Orlo kept the rest."]),
        ("She said no. Orlo paid anyway.", ["She said no.", "Orlo paid anyway."]),
        ("Salary: $50,000\nShe left.", ["Salary: $50,000", "She left."]),
    ],
)
def test_splits_where_a_reader_would(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Lee of Orlo Inc. in St. Ives earned Rs. 500 in Sept. 2024.",
        "The U.S. Department of Labor opened at 9 a.m. on Monday.",
        "It is No. 5 on the list.",
        "Pay for Ph.D. students, e.g. Kim, is $40.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert sentence_spans(text) == [(0, len(text))]


def test_finds_each_word_in_one_sentence_at_most() -> None:
    text = " No. 7 Orlo paid $3. \n\n Then p. 12 said so. No. Nobody did. "
    spans = sentence_spans(text)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert [text[start:end] for start, end in spans] == [
        "No. 7 Orlo paid $3.",
        "Then p. 12 said so.",
        "No.",
        "Nobody did.",
    ]
