"""What people decided about claims shows in the issue: what was checked says so, what was rejected is gone."""

import pytest
from publish.newsroom import Desk

CUT = "Vellum cut the pay of its annotators from $21 to $16 an hour in May."


@pytest.mark.thorough
def test_a_figure_that_a_person_accepted_is_shown_as_such(desk: Desk) -> None:
    key = desk.article("pay", text="Vellum pays its annotators some $15 an hour, it seems.")
    desk.decide("accept", desk.claim(key, "$15 an hour", "15", confidence=0.1))
    (fact,) = desk.digest().pay_facts
    assert (fact.checked, fact.note) == (True, "accepted by a person")
    markdown, page = desk.pages()
    assert "| $15 an hour (accepted by a person) |" in markdown
    assert '<span class="note">(accepted by a person)</span>' in page
    assert "not checked" not in markdown.split("---")[0]


@pytest.mark.thorough
def test_a_corrected_amount_is_shown_in_its_own_figures(desk: Desk) -> None:
    key = desk.article("pay", text="Vellum pays its annotators $1,500 a month, or up to that.")
    claim = desk.claim(key, "$1,500", "1500", unit="hour")
    desk.decide("correct", claim, value='{"unit": "month", "bound": "up_to", "amount_min": null, "currency": "AUD"}')
    (fact,) = desk.digest().pay_facts
    # Not "$1,500 an hour", nor "up to $1,500": what the article writes is no longer what is claimed.
    assert str(fact.stated) == "up to 1,500 AUD a month"
    assert fact.stated.amount == ""
    markdown, page = desk.pages()
    assert "| up to 1,500 AUD a month (corrected by a person) |" in markdown
    assert "up to 1,500 AUD a month <span" in page


@pytest.mark.thorough
def test_a_corrected_payer_heads_the_row(desk: Desk) -> None:
    key = desk.article("pay", text="Vellum, unlike Moro, pays $15 an hour.")
    claim = desk.claim(key, "$15 an hour", "15", payer="Moro", payer_id="moro")
    desk.decide("correct", claim, value='{"payer": "Vellum", "payer_id": "vellum"}')
    (fact,) = desk.digest().pay_facts
    assert (fact.platform, str(fact.stated), fact.note) == ("Vellum", "$15 an hour", "corrected by a person")


@pytest.mark.thorough
def test_a_reviewed_change_says_so_once_both_of_its_claims_are(desk: Desk) -> None:
    key = desk.article("cut", text=CUT)
    desk.change(key, "21", "16", confidence=0.1)
    old, new = (claim.id for claim in desk.batch.claims)
    desk.decide("accept", old)
    assert desk.digest().changes[0].note == "not checked"
    desk.decide("accept", new)
    assert desk.digest().changes[0].note == "accepted by a person"
    assert "(accepted by a person)" in desk.pages()[0]


@pytest.mark.thorough
def test_what_a_person_accepted_but_may_not_be_printed_says_both(desk: Desk) -> None:
    key = desk.article("cut", text=CUT)
    desk.change(key, "21", "16", modality="planned")
    for claim in desk.batch.claims:
        desk.decide("accept", claim.id)
    (change,) = desk.digest().changes
    assert (change.checked, change.note) == (False, "accepted by a person, not to be printed as it stands")


def test_a_rejected_figure_is_shown_and_counted_nowhere(desk: Desk) -> None:
    key = desk.article("cut", text=CUT)
    desk.change(key, "21", "16")
    single = desk.claim(desk.article("one", text="Vellum pays $15 an hour."), "$15 an hour", "15")
    before = desk.digest()
    assert (len(before.changes), len(before.pay_facts), before.n_claims) == (1, 1, 3)
    for claim in desk.batch.claims:
        desk.decide("reject", claim.id)
    digest = desk.digest()
    assert (digest.changes, digest.pay_facts, digest.pay_lines, digest.n_claims) == ((), (), (), 0)
    assert digest.left_out == (("rejected by a person", 3),)
    stories = [digest.lead, *digest.stories]
    assert [sentence.marks for story in stories if story for sentence in story.sentences] == [(), ()]
    assert single


def test_the_issue_knows_where_it_shows_which_claim(desk: Desk) -> None:
    cut = desk.article("cut", text=CUT, headline="Strike at Vellum")
    desk.change(cut, "21", "16")
    old, new = (claim.id for claim in desk.batch.claims)
    quiet = desk.article("quiet", text="Nothing of note was said here. " * 3 + "Vellum pays $15 an hour.")
    single = desk.claim(quiet, "$15 an hour", "15")
    last_week = desk.article("past", text="Vellum pays $14 an hour.", published="2026-03-03")
    past = desk.claim(last_week, "$14 an hour", "14")
    shown = dict(desk.digest().shown)
    assert (shown[old], shown[new], shown[past]) == ("lead", "lead", "chart")
    assert shown[single] in {"table", "story"}


@pytest.mark.thorough
def test_a_change_with_one_corrected_half_is_not_checked_until_the_other_one_is_looked_at(desk: Desk) -> None:
    key = desk.article("cut", text=CUT)
    desk.change(key, "21", "16")
    old, new = (claim.id for claim in desk.batch.claims)
    desk.decide("correct", new, value='{"amount_min": "17", "amount_max": "17"}')
    (change,) = desk.digest().changes
    assert (change.checked, change.note) == (
        False,
        "not checked: a person corrected one half and did not look at the other",
    )
    desk.decide("accept", old)
    (change,) = desk.digest().changes
    assert (change.checked, change.note) == (True, "corrected by a person")


def test_a_rejected_figure_in_a_quoted_sentence_is_not_shown_by_us(desk: Desk) -> None:
    key = desk.article("cut", text=CUT)
    desk.change(key, "21", "16")
    old, new = (claim.id for claim in desk.batch.claims)
    assert set(dict(desk.digest().shown)) == {old, new}
    desk.decide("reject", old)
    assert set(dict(desk.digest().shown)) == {new}
