"""Which story leads, and which of its reports is shown."""

from publish.newsroom import Desk

DULL = "Vellum opened an office on Monday. Its staff ate cake."


def headlines(desk: Desk) -> list[str]:
    digest = desk.digest()
    assert digest.lead is not None
    return [story.headline for story in (digest.lead, *digest.stories)]


def test_a_printable_figure_beats_none_and_a_change_beats_a_figure(desk: Desk) -> None:
    desk.article("dull", text=DULL)
    desk.paid("figure", "15")
    key = desk.article("change", text="Vellum cut its pay from $21 to $16 an hour.")
    desk.change(key, "21", "16")
    assert headlines(desk) == ["About change", "About figure", "About dull"]


def test_at_most_four_figures_count(desk: Desk) -> None:
    desk.paid("many", *[str(number) for number in range(10, 22)])
    desk.paid("four", "10", "11", "12", "13", published="2026-03-09")
    assert headlines(desk) == ["About four", "About many"]


def test_a_strike_beats_a_dull_story(desk: Desk) -> None:
    desk.article("dull", text=DULL, published="2026-03-09")
    desk.article("walk", text=DULL + " Not all of them.", headline="Raters walk out at Vellum")
    assert headlines(desk)[0] == "Raters walk out at Vellum"


def test_two_independent_outlets_beat_one_and_copies_do_not_count(desk: Desk) -> None:
    copied = desk.article("copied", published="2026-03-09")
    for source in ("courier", "herald", "bulletin"):
        desk.article(f"copied-{source}", source=source, story="s" + copied[1:], relation="copy", canonical=copied)
    both = desk.article("both")
    desk.article("both-too", source="courier", story="s" + both[1:])
    assert headlines(desk) == ["About both", "About copied"]


def test_a_figure_in_a_copy_counts_once(desk: Desk) -> None:
    first = desk.paid("one", "15", published="2026-03-12")
    for source in ("courier", "herald"):
        desk.paid(f"one-{source}", "15", source=source, story="s" + first[1:], relation="copy", canonical=first)
    desk.paid("two", "15", "16")
    assert headlines(desk)[0] == "About two"


def test_ties_go_to_the_earlier_story(desk: Desk) -> None:
    desk.article("late", published="2026-03-12")
    desk.article("early", published="2026-03-09")
    assert headlines(desk) == ["About early", "About late"]


def test_a_story_that_only_a_re_publisher_has_comes_last(desk: Desk) -> None:
    desk.article("echoed", source="echo", headline="Strike, court, deal", relevance_score=1.0)
    desk.article("plain", relevance_score=0.0)
    assert headlines(desk) == ["About plain", "Strike, court, deal"]


def test_the_original_is_shown_not_its_copy_nor_a_re_publisher(desk: Desk) -> None:
    first = desk.article("origin", published="2026-03-12")
    desk.article(
        "copy", source="courier", published="2026-03-10", relation="copy", canonical=first, story="s" + first[1:]
    )
    desk.article("echo", source="echo", published="2026-03-09", story="s" + first[1:])
    assert headlines(desk) == ["About origin"]


def test_the_report_that_can_be_read_is_shown(desk: Desk) -> None:
    first = desk.article("ajeno", language="es", published="2026-03-09")
    desk.article(
        "walled", source="courier", is_accessible_for_free=False, story="s" + first[1:], published="2026-03-10"
    )
    desk.article("open", source="herald", language="en-GB", story="s" + first[1:], published="2026-03-11")
    assert headlines(desk) == ["About open"]


def test_the_kind_is_a_word_of_the_headline_not_a_part_of_one(desk: Desk) -> None:
    desk.article("one", headline="Striking ideal for courtesy")
    digest = desk.digest()
    assert digest.lead is not None
    assert digest.lead.kind == "Strike"
    desk.article("two", headline="An ideal of courtesy", published="2026-03-09")
    kinds = [story.kind for story in desk.digest().stories]
    assert kinds == ["Report"]


def test_also_names_three_outlets_and_counts_the_rest(desk: Desk) -> None:
    first = desk.article("one")
    for source in ("courier", "herald", "bulletin", "echo"):
        desk.article(f"one-{source}", source=source, story="s" + first[1:], published="2026-03-11")
    digest = desk.digest()
    assert digest.lead is not None
    assert (len(digest.lead.also), digest.lead.more_outlets) == (3, 1)
    assert "The Echo" not in {source.outlet for source in digest.lead.also}
