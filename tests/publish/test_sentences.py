"""What is quoted: verbatim, cited, short, never twice, and only as far as the outlet allows."""

import re

import pytest
from publish.newsroom import Desk, make_source

from pipeline.publish.model import CitedSentence, Digest
from pipeline.publish.sentences import headline_is_unchecked, is_whole
from pipeline.quoting import window

LONG = "The company told its annotators in a long letter " + "that went on and on " * 15 + "of its plans."


def quoted(digest: Digest) -> list[CitedSentence]:
    stories = [digest.lead, *digest.stories] if digest.lead else []
    quotes = [fact.quote for fact in digest.pay_facts if fact.quote]
    return [*(sentence for story in stories for sentence in story.sentences), *quotes]


def told(digest: Digest) -> list[str]:
    assert digest.lead is not None
    return [sentence.text for sentence in digest.lead.sentences]


def newsroom(desk: Desk) -> dict[str, str]:
    """A week with all kinds of text; returns the texts by article."""
    for slug, text in {
        "plain": "Raters at Vellum stopped work on Monday. They are paid $14.50 an hour.\nThe firm said nothing.",
        "odd": "Vellum *pays* <b>$17 an hour</b> & [more] `soon`_ | now.  Two  spaces and a\ttab follow $9 an hour.",
        "quotes": "“We were paid $12 an hour,” said Ana. “Now it is $11 an hour.” Moro did not answer.",
        "long": LONG.replace("of its plans", "of paying $13 an hour"),
        "standfirst": "Workers win at last\nThe raters of Moro won their case on Friday. Judges were unanimous.",
    }.items():
        key = desk.article(slug, text=text)
        for amount in re.findall(r"\$([\d.]*\d) an hour", text):
            desk.claim(key, f"${amount} an hour", amount, confidence=0.9 if amount != "9" else 0.1)
    return {article.id: article.text for article in desk.batch.articles}


def test_every_sentence_is_a_slice_of_the_article_it_cites(desk: Desk) -> None:
    texts = newsroom(desk)
    digest = desk.digest()
    articles = {source.number: source.article_id for source in digest.sources}
    sentences = quoted(digest)
    assert len(sentences) >= 9
    for sentence in sentences:
        assert sentence.text in texts[articles[sentence.source]]
        for mark in sentence.marks:
            assert sentence.text[mark.start : mark.end].startswith("$")


def test_every_sentence_of_the_markdown_and_the_page_is_verbatim(desk: Desk) -> None:
    from lxml import html
    from markdown_it import MarkdownIt

    texts = {key: " ".join(text.split()) for key, text in newsroom(desk).items()}
    markdown, page = desk.pages()
    records = dict(re.findall(r'^(\d+)\. <a id="source-\d+"></a>.*Record `(a[0-9a-f]{16})`\.$', markdown, re.M))
    for tree in (
        html.fromstring(MarkdownIt("commonmark").enable("table").render(markdown)),
        html.fromstring(page),
    ):
        found = 0
        for cite in tree.xpath("//a[starts-with(@href, '#source-')]"):
            around = cite.getparent()
            if around.tag not in {"p", "span"} or "headline" in around.get("class", ""):
                continue
            words = " ".join("".join(around.itertext()).replace("(figure not checked)", "").split())
            for part, number in re.findall(r"([^\u2060]+)\u2060\[?(\d+)\]?", words):
                said = part.strip().removeprefix("… ").removesuffix(" …").strip()
                assert said in texts[records[number]], said
                found += 1
        assert found >= 8


def test_every_citation_number_resolves_and_rises_along_the_page(desk: Desk) -> None:
    newsroom(desk)
    markdown, page = desk.pages()
    for numbers, anchors in (
        (re.findall(r"\(#source-(\d+)\)", markdown), re.findall(r'<a id="source-(\d+)">', markdown)),
        (re.findall(r'href="#source-(\d+)"', page), re.findall(r'<li id="source-(\d+)">', page)),
    ):
        assert anchors == [str(number) for number in range(1, len(anchors) + 1)]
        assert list(dict.fromkeys(numbers)) == anchors
    for number in re.findall(r"#story-(\d+)", page):
        assert f'id="story-{number}"' in page


@pytest.mark.thorough
def test_no_sentence_is_quoted_twice(desk: Desk) -> None:
    same = "The union of raters said on Monday that it will strike in May."
    for number in range(4):
        desk.article(f"twin-{number}", text=f"{same} Case number {number} was different in every way.")
    desk.article("other", source="courier", text=same, story="s" + desk.batch.articles[0].id[1:])
    key = desk.paid("pay", "15")
    desk.article("again", text=next(a.text for a in desk.batch.articles if a.id == key))
    said = [re.sub(r"\W+", " ", sentence.text.lower()).strip() for sentence in quoted(desk.digest())]
    assert len(said) == len(set(said))


@pytest.mark.thorough
def test_an_outlet_that_says_the_same_in_other_order_is_not_quoted_beside_it(desk: Desk) -> None:
    key = desk.article("one", text="Raters at Vellum voted on Tuesday to strike over their pay.")
    desk.article(
        "two",
        source="courier",
        text="On Tuesday raters at Vellum voted to strike over their pay.",
        story="s" + key[1:],
        published="2026-03-11",
    )
    assert told(desk.digest()) == ["Raters at Vellum voted on Tuesday to strike over their pay."]


@pytest.mark.thorough
def test_another_outlets_own_words_are_added(desk: Desk) -> None:
    key = desk.article("one", text="Raters at Vellum voted on Tuesday to strike.")
    desk.article(
        "two",
        source="courier",
        text="It is spring, and the birds sing. Vellum told its raters that nobody will be paid for a strike day.",
        story="s" + key[1:],
        published="2026-03-11",
    )
    assert told(desk.digest()) == [
        "Raters at Vellum voted on Tuesday to strike.",
        "Vellum told its raters that nobody will be paid for a strike day.",
    ]


@pytest.mark.thorough
def test_a_standfirst_without_full_stop_gives_way_to_a_sentence(desk: Desk) -> None:
    desk.article("one", text="Raters win at last\nA court ruled for the raters of Vellum on Friday.")
    assert told(desk.digest())[0] == "A court ruled for the raters of Vellum on Friday."


@pytest.mark.thorough
def test_a_text_without_any_full_stop_stands_alone_on_its_line(desk: Desk) -> None:
    key = desk.article("one", text="Raters win their case")
    desk.article(
        "two",
        source="courier",
        text="The raters won their court case today.",
        story="s" + key[1:],
        published="2026-03-11",
    )
    markdown, page = desk.pages()
    assert "Raters win their case\u2060[1](#source-1)\n\nThe raters won" in markdown
    assert page.count('class="alone"') == 1


def test_a_sentence_of_more_than_sixty_words_gives_way_to_another(desk: Desk) -> None:
    desk.article("one", text=f"{LONG} Raters were not asked about it.")
    assert told(desk.digest())[0] == "Raters were not asked about it."


def test_a_long_sentence_that_must_be_shown_is_cut_around_its_figure_and_says_so(desk: Desk) -> None:
    text = LONG.replace("of its plans", "and that it pays $13 an hour")
    key = desk.article("one", text=text)
    desk.claim(key, "$13 an hour", "13")
    digest = desk.digest()
    assert digest.lead is not None
    (sentence,) = digest.lead.sentences
    assert len(sentence.text.split()) == 60
    assert (sentence.cut_before, sentence.cut_after) == (True, False)
    assert sentence.text.endswith("and that it pays $13 an hour.")


def test_the_quote_behind_a_figure_has_at_most_forty_words_and_the_figure(desk: Desk) -> None:
    words = "Nothing of note happened at the office that day. Ravens flew over the quiet town. "
    key = desk.article("one", text=words + LONG.replace("went on", "paid $13 an hour and went on", 1))
    desk.claim(key, "$13 an hour", "13", confidence=0.2)
    (fact,) = desk.digest().pay_facts
    assert fact.quote is not None
    assert len(fact.quote.text.split()) == 40
    assert "$13 an hour" in fact.quote.text
    assert fact.quote.cut_after


@pytest.mark.thorough
def test_a_figure_that_a_story_quotes_links_to_it_instead_of_repeating_it(desk: Desk) -> None:
    desk.paid("one", "15")
    (fact,) = desk.digest().pay_facts
    assert (fact.quote, fact.story) == (None, 1)


def test_a_half_quotation_is_not_chosen(desk: Desk) -> None:
    desk.article("one", text='Nobody asked us," said Ana of the raters. Vellum will answer the raters in May.')
    assert told(desk.digest())[0] == "Vellum will answer the raters in May."


def test_an_outlet_that_allows_only_headlines_is_not_quoted(desk: Desk) -> None:
    desk.add(sources=(*desk.batch.sources, make_source("strict", rights="headline_only")))
    key = desk.paid("one", "15", source="strict")
    digest = desk.digest()
    assert quoted(digest) == []
    assert digest.pay_facts[0].why_no_quote == "its outlet lets only headlines be shown"
    markdown, page = desk.pages()
    text = next(article.text for article in desk.batch.articles if article.id == key)
    assert text not in page
    assert text not in markdown
    assert "Only its headline may be shown." in page
    assert "Only its headline may be shown." in markdown


def test_an_outlet_that_allows_excerpts_gives_one_sentence(desk: Desk) -> None:
    desk.add(sources=(*desk.batch.sources, make_source("strict", rights="excerpt")))
    desk.article("one", source="strict")
    assert len(told(desk.digest())) == 1


@pytest.mark.thorough
def test_an_excerpt_that_a_story_shows_is_the_only_one_on_the_page(desk: Desk) -> None:
    desk.add(sources=(*desk.batch.sources, make_source("strict", rights="excerpt")))
    key = desk.article("one", source="strict", text="Raters met in Moro on Monday. Vellum pays them $15 an hour.")
    desk.claim(key, "$15 an hour", "15")
    digest = desk.digest()
    assert [sentence.text for sentence in quoted(digest)] == ["Raters met in Moro on Monday."]
    (fact,) = digest.pay_facts
    assert fact.why_no_quote == "its outlet lets one sentence be shown, and this page has one"


def test_an_excerpt_has_no_more_words_than_its_outlet_allows(desk: Desk) -> None:
    desk.add(sources=(*desk.batch.sources, make_source("strict", rights="excerpt", excerpt_words=7)))
    key = desk.article(
        "one", source="strict", text="On Monday Vellum said that it pays its raters $15 an hour at night."
    )
    desk.claim(key, "$15 an hour", "15")
    digest = desk.digest()
    shown = [sentence.text for sentence in quoted(digest)]
    assert shown
    assert all("$15 an hour" in text and len(text.split()) == 7 for text in shown)


def test_a_doubtful_figure_is_marked_in_its_sentence(desk: Desk) -> None:
    key = desk.article("one", text="Vellum pays its raters $15 an hour, or $40 an hour at night.")
    desk.claim(key, "$15 an hour", "15")
    desk.claim(key, "$40 an hour", "40", modality="alleged")
    digest = desk.digest()
    assert digest.lead is not None
    (sentence,) = digest.lead.sentences
    assert sentence.unchecked
    assert [mark.is_checked for mark in sentence.marks] == [True, False]
    markdown, page = desk.pages()
    assert "**$15 an hour**, or $40 an hour at night. (figure not checked)" in markdown
    assert '<mark class="open n">$40 an hour</mark>' in page


@pytest.mark.sample("no-money", "bare-with-unit")
@pytest.mark.parametrize(
    ("headline", "unchecked"),
    [
        pytest.param("Vellum pays $15", False, id="printable-amount"),
        pytest.param("Vellum pays 12 raters $15.00 an hour", False, id="a-count-is-no-money"),
        pytest.param("Vellum pays $16", True, id="not-a-claim"),
        pytest.param("Vellum pays $40", True, id="claim-that-may-not-be-printed"),
        pytest.param("Vellum pays €15", True, id="other-currency"),
        pytest.param("Vellum raises $15 million", True, id="millions"),
        pytest.param("Vellum raises $15bn", True, id="billions"),
        pytest.param("Vellum pays Sh350", True, id="shillings"),
        pytest.param("Vellum pays 350 rupees", True, id="word-behind"),
        pytest.param("Vellum pays KES 350", True, id="iso-code"),
        pytest.param("Vellum pays 16 an hour", True, id="bare-with-unit"),
        pytest.param("All 5 raters leave in 2026", False, id="no-money"),
    ],
)
def test_a_headline_with_money_that_may_not_be_printed_is_marked(desk: Desk, headline: str, unchecked: bool) -> None:
    key = desk.article("one", headline=headline, text="Vellum pays $15 an hour. Some say $40 an hour.")
    desk.claim(key, "$15 an hour", "15")
    desk.claim(key, "$40 an hour", "40", confidence=0.1)
    digest = desk.digest()
    assert digest.lead is not None
    assert digest.lead.headline_unchecked is unchecked


def test_a_headline_without_claims_is_marked_for_any_money() -> None:
    assert headline_is_unchecked("Raters win $3m", ())
    assert not headline_is_unchecked("Raters win", ())


def test_a_window_keeps_the_figure_at_either_end() -> None:
    text = "a b c d e f g h"
    assert text[slice(*window(text, 0, 15, most_words=4, around=(0, 1)))] == "a b c d"
    assert text[slice(*window(text, 0, 15, most_words=4, around=(14, 15)))] == "e f g h"
    assert window(text, 0, 15, most_words=8, around=None) == (0, 15)


def test_sentences_of_other_scripts_are_whole() -> None:
    assert is_whole("वेतन बढ़ा।")
    assert is_whole("涨薪了。")


@pytest.mark.parametrize("text", ["The company also promises 30 days of notice.", "Vellum has also promised notice."])
def test_a_sentence_that_leans_on_an_earlier_one_is_not_chosen_to_open(text: str) -> None:
    from pipeline.publish.sentences import _POINTS_BACK

    assert _POINTS_BACK.match(text)
    assert not _POINTS_BACK.match("Vellum will pay its raters $19 an hour from December.")
