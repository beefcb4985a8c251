"""Sections of an article: its own sentences, each where it certainly belongs, and no more than the outlet allows."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from pipeline.publish.rows import ArticleRow, ClaimRow
from pipeline.publish.section_voices import voice_of, workers_of
from pipeline.publish.sections import sections_of
from pipeline.sentences import sentence_spans

TEXT = (
    "Raters at Vellum stopped work in Leeds on Monday.\n"
    "Most raters score two hundred answers in eight-hour shifts, with a quota for each.\n"
    "Vellum pays raters $14 an hour.\n"
    "“The queue is empty by noon,” said Ana Ruiz, a rater in Leeds.\n"
    "Ruiz said the rate had not moved in years.\n"
    "“Pay must rise,” said Ben Oduya, a lawyer for the raters.\n"
    "Vellum said offers depend on test scores.\n"
    "On a good night she rates a hundred answers in unpaid overtime.\n"
    "The hearing is set for a court in Leeds on 4 December.\n"
    "The court could hear more raters in January."
)
NOW = datetime(2026, 11, 20, tzinfo=timezone.utc)


def article(text: str = TEXT) -> ArticleRow:
    return ArticleRow(
        story_id="s1",
        article_id="a1",
        headline="Raters stop work",
        text=text,
        url="https://paper.example/1",
        published=NOW,
        published_is_fallback=False,
        language="en",
        is_accessible_for_free=True,
        relevance_score=1.0,
        outlet="The Paper",
        source_class="press",
        rights="summary",
        is_invented=False,
        relation="original",
        is_counted=True,
    )


def claim(row: ArticleRow, words: str = "$14 an hour") -> ClaimRow:
    start = row.text.index(words)
    line = row.text.rindex("\n", 0, start) + 1
    return ClaimRow(
        claim_id="c1",
        article_id="a1",
        place="text",
        start=start,
        stop=start + len(words),
        sent_start=line,
        sent_end=row.text.index("\n", start),
        amount_text=words,
        amount_min=Decimal(14),
        amount_max=Decimal(14),
        currency="USD",
        unit="hour",
        bound="exact",
        kind="offered_rate",
        change_role=None,
        linked_to=None,
        platform="Vellum",
        is_known_payer=True,
        modality="asserted",
        attribution_type="reporter",
        attribution_name=None,
        role_class="annotator or generalist",
        hourly_usd_min=Decimal(14),
        hourly_usd_max=Decimal(14),
        assumption=None,
        fx=None,
        fx_day=None,
        why_no_hourly_usd=None,
        is_printable=True,
        is_counted=True,
        why_not=(),
        published=NOW,
        review_status="unreviewed",
        is_amount_as_written=True,
    )


def first(title: str, text: str, most: int) -> list[tuple[int, int]]:
    return sentence_spans(text)[:1]


def laid_out(row: ArticleRow, *claims: ClaimRow) -> dict[str, list[str]]:
    sections = sections_of(row, claims, choose=first, companies=["Vellum", "Moro"], source=1)
    return {section.name: [one.text for one in section.sentences] for section in sections}


def test_each_sentence_stands_where_it_belongs_or_nowhere() -> None:
    lines = TEXT.split("\n")
    row = article()
    assert laid_out(row, claim(row)) == {
        "What happened": [lines[0]],
        "Work and conditions": [lines[1]],
        "Pay": [lines[2]],
        "What workers say": [lines[3], lines[4]],
        "What the company says": [lines[6]],
        "What is next": [lines[8]],
    }


def test_empty_sections_are_left_out() -> None:
    assert list(laid_out(article("Raters at Vellum stopped work in Leeds on Monday."))) == ["What happened"]


@pytest.mark.parametrize("rights", ["headline_only", "excerpt"])
def test_an_outlet_that_allows_less_than_summaries_is_not_laid_out(rights: str) -> None:
    assert laid_out(replace(article(), rights=rights)) == {}  # type: ignore[arg-type]  # one of Rights


def test_no_more_words_than_the_outlet_allows() -> None:
    sections = laid_out(replace(article(), excerpt_words=5))
    assert all(len(text.split()) <= 5 for texts in sections.values() for text in texts)
    assert sections["What happened"] == ["Raters at Vellum stopped work"]


def test_a_rejected_figure_is_no_pay_and_never_marked_as_checked() -> None:
    row = article()
    rejected = replace(claim(row), review_status="rejected", is_printable=False)
    assert "Pay" not in laid_out(row, rejected)


def test_a_figure_that_nobody_known_pays_is_in_no_section() -> None:
    row = article()
    assert "Pay" not in laid_out(row, replace(claim(row), platform=None, is_known_payer=False, is_printable=False))


def test_a_figure_that_may_not_be_printed_says_so() -> None:
    row = article()
    open_claim = replace(claim(row), is_printable=False)
    sections = sections_of(row, [open_claim], choose=first, companies=["Vellum"], source=1)
    (pay,) = [one for section in sections if section.name == "Pay" for one in section.sentences]
    assert pay.unchecked and not pay.marks[0].is_checked


def test_another_language_is_not_laid_out() -> None:
    assert laid_out(replace(article(), language="de")) == {}


@pytest.mark.parametrize(
    ("sentence", "voice"),
    [
        pytest.param("Raters will get more, said Kim Lee, a spokeswoman for a union.", "other", id="union-on-workers"),
        pytest.param(
            "Vellum, which is based in Leeds, has said that it reviews rates.", "company", id="clause-between"
        ),
        pytest.param("Moro told Vellum that raters were ill.", "company", id="told"),
        pytest.param("A spokesman for Vellum said the rate stands.", "company", id="spokesman"),
        pytest.param("A lawyer for Vellum said the rate stands.", "other", id="lawyer"),
        pytest.param("Raters at Vellum said the rate fell.", "worker", id="workers-of-a-company"),
        pytest.param("A buyer of raters said the rate fell.", "other", id="not-the-raters"),
        pytest.param("The company said no.", "other", id="which-company"),
        pytest.param("Vellum did not respond to questions.", "company", id="silent"),
        pytest.param("Raters stopped work.", None, id="nobody"),
    ],
)
def test_says_who_speaks(sentence: str, voice: str | None) -> None:
    assert voice_of(sentence, workers=["Ana Ruiz", "Ruiz"], companies=["Vellum", "Moro"]) == voice


def test_a_worker_who_also_organises_speaks_for_more_than_one() -> None:
    text = "“No,” said Ana Ruiz, a rater. Later Ana Ruiz, an organizer of the union, left."
    assert workers_of(text) == frozenset()
