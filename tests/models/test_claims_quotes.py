"""What stands between marks, and who has a turn in a conversation written down."""

import pytest

from models.claims_quotes import find_quotes


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('"We got $9," she said.', ['"We got $9,"']),
        ("The manager said: “Twelve pounds.”", ["“Twelve pounds.”"]),
        ("Their page still promises 'up to $50', drivers say.", ["'up to $50'"]),
        ("‘I can pay £11.90 and no more,’ the owner said.", ["‘I can pay £11.90 and no more,’"]),
        ("It's the pickers' pay that fell in the '90s.", []),
        ('A mark that is never closed: "$9 an hour\nThe next paragraph has $10.', []),
    ],
)
def test_quotations_are_what_stands_between_marks(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in find_quotes(text).spans] == quoted


@pytest.mark.parametrize(
    ("text", "place", "speaker"),
    [
        ("Benita: They gave me $9 for the lot.", "$9", "Benita"),
        ("HOST: What does it pay? ODUYA: A dollar a page.", "A dollar", "ODUYA"),
        ("pale_kite: the rate fell to $7", "$7", "pale_kite"),
        ("HOST: Why?\nThe rate is $7.", "$7", None),
        ("Base pay: $50 an hour", "$50", None),
        ("Location: Leeds\nSalary: £31,000", "£31,000", None),
        ("The offer was plain: $50 an hour.", "$50", None),
        ("London: £14 an hour. Leeds: £13 an hour.", "£13", None),
    ],
)
def test_a_turn_belongs_to_the_name_before_it(text: str, place: str, speaker: str | None) -> None:
    assert find_quotes(text).speaker_at(text.index(place)) == speaker
