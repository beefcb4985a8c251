"""What stands around a story: earlier ones above the floor, what is new against them, what the archive lacks."""

import re
from typing import Any

import numpy as np
import pytest
from publish.newsroom import Desk
from publish.test_points import names

from pipeline.publish.context_model import StoryContext
from pipeline.publish.related import RELATED_FLOOR
from pipeline.warehouse.batch import VectorRow


def place(desk: Desk, article: str, closeness: float) -> None:
    """Give an article a vector so close to that of every article with closeness 1."""
    vector = np.array([closeness, float(np.sqrt(1 - closeness**2)), *([0.0] * 382)], dtype=np.float32)
    desk.add(vectors=(*desk.batch.vectors, VectorRow(article_id=article, model_digest="m", vector=vector)))


def lead(desk: Desk) -> StoryContext:
    digest = desk.digest()
    assert digest.lead is not None and digest.lead.context is not None
    return digest.lead.context


def text_of(lines: Any) -> list[str]:
    return [one.text for one in lines]


def test_an_earlier_story_is_linked_above_the_floor_alone(desk: Desk) -> None:
    near = desk.paid("near", "15", published="2026-02-10")
    far = desk.article("far", published="2026-02-11")
    later = desk.article("later", published="2026-03-12T18")
    now = desk.paid("now", "15", "18", published="2026-03-10")
    for article, closeness in ((near, RELATED_FLOOR + 0.02), (far, RELATED_FLOOR - 0.02), (later, 0.9), (now, 1.0)):
        place(desk, article, closeness)
    names(desk, near, "vellum")
    names(desk, now, "vellum", "moro")
    context = lead(desk)
    assert [(one.report.story_id, one.why) for one in context.earlier] == [
        ("s" + near[1:], "alike in meaning: both name Vellum; closeness .52")
    ]
    assert context.earlier[0].report.article_id == near
    # $15 and Vellum are known from there.
    assert [(str(one.stated), one.checked) for one in context.new_figures] == [("$18 an hour", True)]
    assert context.new_names == ("Moro",)
    assert context.named == (("Moro", "platform"), ("Vellum", "platform"))
    markdown, page = desk.pages()
    link = f"[About near](https://gazette.example/near), The Gazette, 2026-02-10 (story `s{near[1:]}`)"
    assert f"- Earlier: {link}: alike in meaning: both name Vellum; closeness .52." in markdown
    assert "- New against it: Vellum **$18 an hour** [1](#source-1); names that it has not: Moro." in markdown
    for words in ("closeness .52", "names that it has not: Moro", "Moro (platform), Vellum (platform)"):
        assert words in page


@pytest.mark.thorough
def test_without_an_earlier_story_nothing_is_called_new(desk: Desk) -> None:
    now = desk.paid("now", "15")
    place(desk, now, 1.0)
    context = lead(desk)
    assert (context.earlier, context.new_figures, context.new_names) == ((), (), ())
    markdown, page = desk.pages()
    assert "- Earlier: no story of the archive is close enough." in markdown
    assert "New against" not in markdown + page


@pytest.mark.thorough
def test_a_story_that_goes_on_names_its_own_first_report(desk: Desk) -> None:
    old = desk.paid("old", "15", published="2026-02-10")
    desk.paid("now", "15", "18", story="s" + old[1:])
    context = lead(desk)
    assert [one.why for one in context.earlier] == ["the same story, which had 1 report before"]
    assert [str(one.stated) for one in context.new_figures] == ["$18 an hour"]


@pytest.mark.thorough
def test_an_earlier_headline_with_money_says_that_it_is_not_checked(desk: Desk) -> None:
    old = desk.paid("old", "15", published="2026-02-10", headline="Vellum pays $99 an hour")
    desk.paid("now", "18", story="s" + old[1:])
    assert lead(desk).earlier[0].report.is_unchecked
    assert "Vellum pays $99 an hour](https://gazette.example/old) (figure not checked)" in desk.pages()[0]


def test_a_new_figure_says_what_its_amount_does_not(desk: Desk) -> None:
    old = desk.article("old", published="2026-02-10")
    now = desk.article("now", text="A word. Vellum raters want $18 an hour. They get $9.", story="s" + old[1:])
    desk.claim(now, "$18 an hour", "18", modality="demanded")
    desk.claim(now, "$9", "9")
    assert {str(one.stated): one.note for one in lead(desk).new_figures} == {
        "$18 an hour": "demanded, not checked",
        "$9 an hour": "",
    }


def test_what_context_shows_is_remembered_and_a_rejected_figure_is_not_shown(desk: Desk) -> None:
    old = desk.article("old", published="2026-02-10")
    now = desk.article("now", text="A word. Vellum pays $18 an hour. It pays $19 an hour.", story="s" + old[1:])
    kept, gone = desk.claim(now, "$18 an hour", "18"), desk.claim(now, "$19 an hour", "19")
    desk.decide("reject", gone)
    assert [str(one.stated) for one in lead(desk).new_figures] == ["$18 an hour"]
    shown = dict(desk.digest().shown)
    assert shown.get(kept) == "lead" and shown.get(gone) != "lead"


@pytest.mark.thorough
def test_the_gaps_of_the_archive_are_named(desk: Desk) -> None:
    article = desk.article("now", text="Raters met on Monday. They ask for more pay.")
    assert text_of(lead(desk).lacks) == [
        "a second outlet that reports it on its own",
        "a pay figure: its reports of the week state none that was read",
        "words of a company: no sentence of its reports looks like one",
    ]
    desk.paid("second", "15", source="courier", story="s" + article[1:])
    assert text_of(lead(desk).lacks) == ["words of a company: no sentence of its reports looks like one"]


def test_a_figure_that_may_not_be_printed_is_a_gap_with_its_reason(desk: Desk) -> None:
    article = desk.article("now", text="Vellum pays $15 an hour, a spokesperson said.")
    desk.claim(article, "$15 an hour", "15", modality="alleged")
    assert "a pay figure that may be printed as it stands: not asserted (1)" in text_of(lead(desk).lacks)


@pytest.mark.sample("no-answer")
@pytest.mark.parametrize(
    ("sentence", "lack"),
    [
        pytest.param("A spokeswoman for the firm denied it.", None, id="spokeswoman"),
        pytest.param("Vellum said on Monday that pay is fair.", None, id="named-company"),
        pytest.param("“It is fair,” the company said in a statement.", None, id="statement"),
        pytest.param("The company did not respond to a request for comment.", "gave no answer", id="no-answer"),
        pytest.param("A spokesman declined to comment.", "gave no answer", id="declined"),
        pytest.param("Raters said that pay is low.", "looks like one", id="workers-alone"),
    ],
)
def test_whether_a_company_speaks_is_read_from_the_texts(desk: Desk, sentence: str, lack: str | None) -> None:
    article = desk.article("now", text=f"Raters at Vellum met on Monday. {sentence}")
    names(desk, article, "vellum")
    found = [one for one in lead(desk).lacks if one.text.startswith("words of a company")]
    assert bool(found) is (lack is not None)
    assert lack is None or lack in found[0].text
    assert not found or bool(found[0].sources) is (lack == "gave no answer")


@pytest.mark.thorough
def test_nothing_is_said_of_a_company_in_another_language(desk: Desk) -> None:
    desk.article("now", text="Die Prüfer trafen sich am Montag.", language="de")
    assert not any("company" in one.text for one in lead(desk).lacks)


@pytest.mark.thorough
def test_the_feed_and_the_mail_have_the_context_too(desk: Desk) -> None:
    from publish.test_formats import mail_of, write_all

    old = desk.paid("old", "15", published="2026-02-10")
    desk.paid("now", "18", story="s" + old[1:])
    files = write_all(desk)
    feed = files["stories.json"].read_text(encoding="utf-8")
    page = mail_of(files["digest.eml"]).get_body(("html",))
    assert page is not None
    for text in (feed, page.get_content(), files["stories.atom"].read_text(encoding="utf-8")):
        assert "the same story, which had 1 report before" in re.sub(r"\s+", " ", text)
        assert "18 an hour" in text
