"""`laborwire claims --explain` through a real pipe: every amount with its sentence, rules and reasons, in words."""

import json
import re
from pathlib import Path

import pytest
from conftest import laborwire_here as laborwire

TEXT = (
    "Graders who train chatbots for Mercor were paid $16 an hour in October, down from $21, they said. "
    "It raised $40 million in May.\n"
    "Workers in Nairobi made $2 an hour."
)
pytestmark = [pytest.mark.slow, pytest.mark.model]


@pytest.fixture(scope="module")
def told() -> str:
    """What is said of one article with a broken line behind it, and of one without money."""
    lines = [
        json.dumps({"id": 1, "title": "Graders get less", "text": TEXT, "published": "2026-11-20"}),
        "not json",
        json.dumps({"id": 3, "text": "Nothing was said of money."}),
    ]
    done = laborwire("claims", "--explain", stdin="\n".join(lines).encode())
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout.decode()


def paragraph(told: str, amount: str) -> str:
    (found,) = [part for part in told.split("\n\n") if f">>{amount}<<" in part]
    return found


def test_each_amount_stands_marked_in_its_sentence(told: str) -> None:
    assert ">>$16 an hour<< in October, down from $21, they said." in told
    assert "$16 an hour in October, down from >>$21<<, they said." in told
    assert "It raised >>$40 million<< in May." in told


def test_what_is_pay_names_its_claim_and_what_is_not_its_reason(told: str) -> None:
    assert '"$16 an hour" is pay: claim c1, confidence 0.' in paragraph(told, "$16 an hour")
    assert '"$40 million" is not pay: funding' in paragraph(told, "$40 million")


def test_rules_stand_with_their_weights_and_sum(told: str) -> None:
    refused = paragraph(told, "$40 million")
    assert "-4  verb.raise (speaks for funding)" in refused
    assert "-2  size.tens_of_millions (speaks for budget)" in refused
    assert "rules       not pay: -6, and pay begins at +2" in refused


def test_the_trained_reader_says_how_sure_it_is(told: str) -> None:
    assert re.search(r"reader +pay: chance of pay [01]\.\d\d$", paragraph(told, "$16 an hour"), re.M)
    assert re.search(r"reader +not pay: chance of pay 0\.\d\d$", paragraph(told, "$40 million"), re.M)
    assert re.search(r"kind +change; reader [01]\.\d\d", paragraph(told, "$16 an hour"))


def test_every_field_says_why_it_has_its_value(told: str) -> None:
    said = paragraph(told, "$16 an hour")
    assert 'unit        hour: stands beside the amount ("hour")' in said
    assert "payer       Mercor (mercor): stands in an employer's place beside the amount" in said
    assert "change      to, linked to c2" in said
    assert "time        2026-10-01/2026-10-31" in said


def test_the_confidence_stands_with_its_parts(told: str) -> None:
    said = paragraph(told, "$16 an hour").split("confidence  ")[1].splitlines()
    assert any(line.endswith("  base") for line in said)
    assert len(said) > 3


def test_a_line_that_is_no_record_is_answered_in_its_place(told: str) -> None:
    first, broken, last = (told.index(mark) for mark in ("[1] ", "[no id] rejected (not_json): line 2", "[3] "))
    assert first < broken < last
    assert "[3] no amount of money found" in told


def test_too_many_rejected_lines_fail_as_in_the_filter() -> None:
    done = laborwire("claims", "--explain", "--max-rejected", "0", stdin=b"{}\n")
    assert done.returncode == 3


def test_a_text_file_is_one_article(tmp_path: Path) -> None:
    article = tmp_path / "saved.txt"
    article.write_text("Raters at Mercor earn $9 an hour.\nA mug costs $12.\n")
    done = laborwire("claims", "--explain", str(article))
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    said = done.stdout.decode()
    assert said.startswith("[saved.txt] 1 of 2 amounts are claims")
    assert "Raters at Mercor earn >>$9 an hour<<." in said


def test_who_gives_no_text_is_told_so(tmp_path: Path) -> None:
    nothing = laborwire("claims", "--explain", stdin=b"")
    assert (nothing.returncode, nothing.stdout) == (laborwire("claims", stdin=b"").returncode, b"")
    assert (
        nothing.stderr.decode() == "laborwire: no text was given; pipe in lines with id and text, or name a .txt file\n"
    )
    article = tmp_path / "empty.txt"
    article.write_text(" \n")
    empty = laborwire("claims", "--explain", str(article))
    assert (empty.returncode, empty.stdout.decode()) == (0, "[empty.txt] no amount of money found\n\n")
    assert empty.stderr.decode() == f"laborwire: no text was given: {article} is empty\n"


def test_a_missing_file_is_named() -> None:
    done = laborwire("claims", "--explain", "nowhere.txt")
    assert done.returncode == 2
    assert "nowhere.txt: no such file" in done.stderr.decode()


def test_text_from_the_web_cannot_steer_the_terminal(tmp_path: Path) -> None:
    article = tmp_path / "hostile.txt"
    article.write_text("Raters \x1b[2Jearn $9 an hour.")
    done = laborwire("claims", "--explain", str(article))
    assert b"\x1b" not in done.stdout
