"""How many sources stand behind a figure independently of each other."""

from typing import Any


def test_copies_rewrites_and_citations_are_no_further_source(desk: Any) -> None:
    first = desk.article("1", published="2026-03-01")
    copy = desk.article("2", source="courier", published="2026-03-02", relation="copy", canonical=first)
    rewrite = desk.article("3", source="bulletin", published="2026-03-03", relation="rewrite", origin=first)
    cites = desk.article("4", source="bulletin", published="2026-03-04")
    claims = [desk.claim(article, "15") for article in (first, copy, rewrite)]
    claims.append(desk.claim(cites, "15", document="the gazette"))
    desk.load()
    assert desk.rows(
        "SELECT n_independent, origins, n_articles, first_source_id, claim_ids FROM independent_sources"
    ) == [(1, ["gazette"], 4, "gazette", claims)]


def test_denials_and_withdrawn_articles_stand_behind_no_figure_and_are_counted_apart(desk: Any) -> None:
    desk.claim(desk.article("1"), "15")
    desk.claim(desk.article("2", source="courier"), "15", modality="denied")
    desk.claim(desk.article("3", source="courier"), "15", modality="hypothetical")
    desk.claim(desk.article("4", source="courier"), "15", modality="denied")
    desk.claim(desk.article("gone", source="bulletin"), "15")
    desk.claim(desk.article("5", source="courier"), "15", modality="alleged", payer="vellum", worker="engineers")
    # Nobody but the one who denies it gives this figure: it is no figure.
    desk.claim(desk.article("6", source="courier"), "99", modality="denied")
    desk.add(withdrawn=("https://bulletin.example/gone",))
    desk.load()
    rows = desk.rows(
        "SELECT role_class, amount_min, n_independent, n_articles, n_left_out, left_out FROM independent_sources"
        " ORDER BY role_class"
    )
    assert rows == [
        ("engineer", 15, 1, 1, 0, None),
        ("moderator or rater", 15, 1, 1, 4, "denied: 2; article was withdrawn: 1; hypothetical: 1"),
    ]


def test_sources_that_report_on_their_own_are_counted_once_each(desk: Any) -> None:
    for slug, source in (("1", "gazette"), ("2", "gazette"), ("3", "courier"), ("4", "bulletin")):
        desk.claim(desk.article(slug, source=source), "15")
    desk.load()
    assert desk.rows("SELECT n_independent, origins, n_articles FROM independent_sources") == [
        (3, ["bulletin", "courier", "gazette"], 4)
    ]


def test_a_republisher_whose_original_is_missing_vouches_for_nothing(desk: Any) -> None:
    desk.claim(desk.article("1", source="echo"), "15")
    desk.load()
    assert desk.rows("SELECT n_independent, origins, n_articles, n_from_republishers FROM independent_sources") == [
        (0, None, 1, 1)
    ]


def test_figures_of_other_amount_work_or_payer_are_other_figures(desk: Any) -> None:
    article = desk.article("1")
    desk.claim(article, "15")
    desk.claim(article, "16")
    desk.claim(article, "15", worker="engineers")
    desk.claim(article, "15", payer="Moro", payer_id="moro")
    desk.claim(article, "15", payer=None, payer_id=None)
    desk.claim(article, "17", modality="denied")
    desk.load()
    assert desk.rows("SELECT count(*) FROM independent_sources") == [(4,)]
