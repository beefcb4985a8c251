"""Contacts are covered, figures are not, and offsets hold."""

import pytest
from contact_cases import contacts, figures

from pipeline.contacts import COVER, without_contacts


def test_of_200_contacts_none_is_left() -> None:
    told = contacts()
    assert len(told) == 200
    left = [(sentence, contact) for sentence, contact in told if contact in without_contacts(sentence)]
    assert left == []


def test_of_a_contact_no_half_is_left() -> None:
    halves = []
    for sentence, contact in contacts():
        place = sentence.index(contact)
        covered = without_contacts(sentence)[place : place + len(contact)]
        if set(covered) - {COVER, " "}:
            halves.append((sentence, covered))
    assert halves == []


def test_of_200_figures_none_is_covered() -> None:
    told = figures()
    assert len(told) == 200
    assert [(sentence, without_contacts(sentence)) for sentence in told if without_contacts(sentence) != sentence] == []


def test_what_stands_around_a_contact_stays_where_it_was() -> None:
    for sentence, contact in contacts():
        covered = without_contacts(sentence)
        assert len(covered) == len(sentence)
        assert without_contacts(covered) == covered
        for figure in ("$12.50", "$15-$20", "$9", "4 December 2026", "2025"):
            if figure in sentence and figure not in contact:
                assert figure in covered, sentence


@pytest.mark.parametrize(
    "text", ["", "@", "a@b", "+", "call", "()" * 5000, "1-" * 20000, "a." * 20000 + "@", "@" * 20000]
)
def test_odd_texts_are_read_in_no_time_and_keep_their_length(text: str) -> None:
    assert len(without_contacts(text)) == len(text)
