"""The week's events in the digest: which are listed, in whose words, with which days and sources."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.publish.events import days_in_words
from pipeline.publish.shown import written_digests
from pipeline.records import ArticleEvent, event_id
from pipeline.sentences import sentence_around, sentence_spans

OPENING = "A first sentence opens the report about {}. A second one follows it with more words. And a third one does. "


def told(desk: Any, article: str, words: str, **changes: Any) -> None:
    """Add an event that an article states in these words: a strike of 9 March 2026 unless said otherwise."""
    text = next(row.text for row in desk.batch.articles if row.id == article)
    start = text.index(words)
    sentence = sentence_around(sentence_spans(text), start, start + len(words))
    event = ArticleEvent(
        id="",
        article_id=article,
        type="strike",
        status="happened",
        date_first=date(2026, 3, 9),
        date_last=date(2026, 3, 9),
        date_words="Monday",
        actors=(),
        start=start,
        end=start + len(words),
        sent_start=sentence[0],
        sent_end=sentence[1],
        rule_id="strike.walk_out",
        extractor_version="events-1",
    )
    event = replace(event, **changes)
    key = event_id(article, kind=event.type, start=event.start, end=event.end)
    desk.add(events=(*desk.batch.events, replace(event, id=key)))


def report(desk: Any, slug: str, sentence: str, **more: Any) -> str:
    return str(desk.article(slug, text=OPENING.format(slug) * 2 + sentence, **more))


def test_an_event_is_listed_with_its_day_its_words_and_its_source(desk: Any) -> None:
    article = report(desk, "1", "Raters at Moro walked out on Monday.")
    told(desk, article, "Raters at Moro walked out on Monday")
    markdown, page = desk.pages()
    line = "- **Strike, 9 March 2026**: “Raters at Moro walked out on Monday.” [1](#source-1)"
    assert "## Strikes, lawsuits, laws and agreements" in markdown
    assert line in markdown
    assert "<strong>Strike</strong>, 9 March 2026" in page
    assert "https://gazette.example/1" in markdown


@pytest.mark.thorough
def test_a_week_without_events_has_no_such_section(desk: Any) -> None:
    desk.article("1")
    assert "Strikes, lawsuits" not in "".join(desk.pages())


def test_one_event_of_a_story_is_listed_once_with_all_its_outlets(desk: Any) -> None:
    first = report(desk, "1", "Raters at Moro walked out on Monday.", story="s1")
    second = report(desk, "2", "The raters of Moro left their desks.", story="s1", source="courier")
    told(desk, first, "Raters at Moro walked out")
    told(desk, second, "The raters of Moro left", date_first=None, date_last=None)
    (line,) = desk.digest().events
    assert line.quote is not None and line.quote.text == "Raters at Moro walked out on Monday."
    assert line.when == "9 March 2026"
    assert len(line.sources) == 2


@pytest.mark.sample("past", "planned", "denied")
@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        pytest.param({}, [("Strike", False, "9 March 2026")], id="happened"),
        pytest.param(
            {"status": "planned", "date_first": date(2026, 4, 1), "date_last": date(2026, 4, 30)},
            [("Strike", True, "April 2026")],
            id="planned",
        ),
        pytest.param({"type": "law", "date_first": None, "date_last": None}, [("Law", False, "")], id="no-day"),
        pytest.param({"status": "threatened"}, [], id="threatened"),
        pytest.param({"status": "denied"}, [], id="denied"),
        pytest.param({"status": "hypothetical"}, [], id="hypothetical"),
        pytest.param({"status": "past"}, [], id="past"),
        pytest.param({"date_first": date(2026, 2, 1), "date_last": date(2026, 2, 22)}, [], id="more-than-two-weeks"),
        pytest.param(
            {"date_first": date(2026, 2, 23), "date_last": date(2026, 2, 23)},
            [("Strike", False, "23 February 2026")],
            id="two-weeks",
        ),
    ],
)
def test_what_happened_lately_or_is_planned_is_listed(desk: Any, changes: dict[str, Any], listed: Any) -> None:
    article = report(desk, "1", "Raters at Moro walked out on Monday.")
    told(desk, article, "Raters at Moro walked out", **changes)
    assert [(line.kind, line.is_planned, line.when) for line in desk.digest().events] == listed


def test_a_long_sentence_is_cut_to_forty_words_around_the_event(desk: Any) -> None:
    padding = " ".join(f"word{number}" for number in range(60))
    article = report(desk, "1", f"Before that {padding} raters walked out and {padding} after it.")
    told(desk, article, "raters walked out")
    (line,) = desk.digest().events
    assert line.quote is not None
    assert len(line.quote.text.split()) == 40
    assert "raters walked out" in line.quote.text
    assert line.quote.cut_before and line.quote.cut_after


@pytest.mark.parametrize("rights", ["headline_only", "excerpt"])
def test_an_outlet_that_allows_no_second_quote_is_shown_by_its_headline(desk: Any, rights: str) -> None:
    article = report(desk, "1", "Raters at Moro walked out on Monday.", headline="Raters leave")
    told(desk, article, "Raters at Moro walked out")
    desk.add(sources=tuple(replace(source, rights=rights) for source in desk.batch.sources))
    (line,) = desk.digest().events
    assert (line.quote, line.headline) == (None, "Raters leave")


@pytest.mark.thorough
def test_a_sentence_that_a_story_quotes_is_not_quoted_again(desk: Any) -> None:
    article = desk.article("1", text="Raters at Moro walked out on Monday. More of it follows here.")
    told(desk, article, "Raters at Moro walked out")
    (line,) = desk.digest().events
    assert (line.quote, line.story, line.headline) == (None, 1, "About 1")
    assert "[in its story](#story-1)" in desk.pages()[0]


def test_a_figure_beside_an_event_is_marked_and_remembered(desk: Any) -> None:
    article = report(desk, "1", "Raters walked out on Monday over $9 an hour.")
    claim = desk.claim(article, "$9 an hour", "9", modality="alleged")
    told(desk, article, "Raters walked out")
    markdown, _ = desk.pages()
    assert "“Raters walked out on Monday over $9 an hour.” (figure not checked)" in markdown
    assert claim in written_digests(desk.places).shown


def test_a_headline_without_an_event_takes_the_kind_of_the_one_that_opens_the_article(desk: Any) -> None:
    article = desk.article("1", text="Moro let 80 raters go on Monday. More of it follows here.", headline="Hard days")
    told(desk, article, "Moro let 80 raters go", type="layoff")
    lead = desk.digest().lead
    assert lead is not None and lead.kind == "Layoffs"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        pytest.param(date(2026, 3, 9), date(2026, 3, 9), "9 March 2026", id="day"),
        pytest.param(date(2026, 2, 1), date(2026, 2, 28), "February 2026", id="month"),
        pytest.param(date(2025, 1, 1), date(2025, 12, 31), "2025", id="year"),
        pytest.param(date(2026, 3, 2), date(2026, 3, 8), "2 March 2026 to 8 March 2026", id="week"),
        pytest.param(None, None, "", id="unknown"),
    ],
)
def test_days_are_told_as_exactly_as_they_are_known(first: date | None, last: date | None, words: str) -> None:
    assert days_in_words(first, last) == words
