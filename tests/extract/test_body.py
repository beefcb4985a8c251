"""Which words of a page are the article."""

import pytest

from pipeline.extract.page import extract_page

FIRST = "The people who rate answers for a large platform will be paid fourteen dollars an hour from next month on."
SECOND = "Their committee had asked for sixteen, and for a written rate card that shows how much each task brings."
THIRD = "The company said that it would publish the card before the summer, together with the rules for appeals."
FOURTH = "Until then, the old rates stay in force, a notice on the platform says; nobody is to be paid less than now."
PARAGRAPHS = (
    FIRST,
    SECOND,
    THIRD,
    FOURTH,
    "A spokeswoman did not answer further questions about the date, the amount or the reasons for it.",
    "The raters will vote on the offer in their next meeting, which is to be held at the end of the month.",
)
PROSE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def lines(body: str, *, head: str = "") -> list[str]:
    html = (
        f"<!doctype html><html lang='en'><head><title>Raters win a raise</title>{head}</head><body>{body}</body></html>"
    )
    return extract_page(html, url="https://paper.example/raters").text.split("\n")


def test_gives_one_paragraph_a_line_in_page_order() -> None:
    assert lines(f"<article><h1>Raters win a raise</h1>{PROSE}</article>") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param(
            "<nav><ul><li><a href='/a'>News</a></li><li><a href='/b'>Work</a></li></ul></nav>", id="navigation"
        ),
        pytest.param(
            "<footer><p>This paper is printed by a company that does not exist, not even on paper.</p></footer>",
            id="footer",
        ),
        pytest.param(
            "<figure><img src='a.jpg'><figcaption>Raters at a desk, seen from behind, at work.</figcaption></figure>",
            id="caption",
        ),
        pytest.param(
            "<p class='caption'>Raters at a desk, in a picture that shows them working, by a window.</p>",
            id="caption-by-class",
        ),
        pytest.param("<p>Photo: Ada Reed / Example Pictures</p>", id="credit"),
        pytest.param("<p><a href='/other'>What raters earn elsewhere in the world</a></p>", id="link-only-line"),
        pytest.param(
            "<p><strong>Read more: <a href='/other'>What raters earn elsewhere</a></strong></p>", id="read-more"
        ),
        pytest.param(
            "<p>Sign up for our newsletter and get the news about work into your inbox every morning.</p>",
            id="newsletter",
        ),
        pytest.param(
            "<aside class='related'><h3>Related</h3><p>Another article, teased here at some length.</p></aside>",
            id="related",
        ),
        pytest.param("<div class='share-buttons'><a href='#'>Share</a> <a href='#'>Print</a></div>", id="sharing"),
        pytest.param(
            "<div id='comments'><p>I have worked there for years, and nothing that they say is ever true.</p></div>",
            id="comments",
        ),
        pytest.param(
            "<div class='cookie-consent'><p>We use cookies to make this site better, and to sell you things.</p></div>",
            id="consent",
        ),
        pytest.param("<p>© 2026 The Paper. All rights reserved.</p>", id="copyright"),
    ],
)
def test_leaves_out_what_is_no_article(extra: str) -> None:
    middle = PROSE.replace(f"<p>{THIRD}</p>", f"{extra}<p>{THIRD}</p>")
    assert lines(f"<article><h1>Raters win a raise</h1>{middle}</article>") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param("<h2>What comes next</h2>", id="heading"),
        pytest.param("<ul><li>fourteen dollars for raters,</li><li>twenty for reviewers.</li></ul>", id="list"),
        pytest.param(
            "<blockquote><p>“We are not machines, and we are not paid like machines either.”</p></blockquote>",
            id="quote",
        ),
        pytest.param("<p>“No.”</p>", id="short-paragraph"),
        pytest.param("<table><tr><td>Rater</td><td>$14</td></tr></table>", id="table"),
        pytest.param(
            "<p>The newsletter of the union, which has 4,000 readers, had reported the offer first, in a long piece by "
            "two of its members. It said that the committee had met the managers in spring, that both had agreed not "
            "to speak in public, and that a mediator had been asked to help them with the last open points.</p>",
            id="newsletter-as-a-subject",
        ),
    ],
)
def test_keeps_what_belongs_to_the_article(extra: str) -> None:
    middle = PROSE.replace(f"<p>{THIRD}</p>", f"{extra}<p>{THIRD}</p>")
    got = lines(f"<article><h1>Raters win a raise</h1>{middle}</article>")
    assert len(got) > len(PARAGRAPHS)
    assert set(PARAGRAPHS) <= set(got)


def test_keeps_paragraphs_that_repeat_each_other() -> None:
    got = lines(f"<article><h1>Raters win a raise</h1><p>{FIRST}</p>{PROSE}<p>{FIRST}</p></article>")
    assert got.count(FIRST) == 3


@pytest.mark.parametrize("times", [2, 3, 5])
def test_keeps_repeated_paragraphs_of_a_short_notice(times: int) -> None:
    # Too short for the own reading: trafilatura reads it, and drops what repeats.
    short = "Nobody was paid for it, the clerk said in the hall."
    assert lines(f"<article><h1>Raters win a raise</h1>{f'<p>{short}</p>' * times}</article>") == [short] * times


@pytest.mark.parametrize("wrapper", ["div", "span", "blockquote", "table"])
def test_reads_text_5000_elements_deep(wrapper: str) -> None:
    opened, closed = (
        ("<table><tr><td>", "</td></tr></table>") if wrapper == "table" else (f"<{wrapper}>", f"</{wrapper}>")
    )
    got = lines(opened * 5_000 + f"<h1>Raters win a raise</h1>{PROSE}" + closed * 5_000)
    assert got == list(PARAGRAPHS)


def test_puts_a_visible_standfirst_in_front() -> None:
    standfirst = "A platform gives way after months of protest, but the raters wanted more."
    header = f"<header><h1>Raters win a raise</h1><h2 class='standfirst'>{standfirst}</h2></header>"
    body = f"{header}<div class='story'>{PROSE}</div>"
    assert lines(f"<article>{body}</article>") == [standfirst, *PARAGRAPHS]


def test_does_not_invent_a_standfirst_that_readers_do_not_see() -> None:
    head = '<meta name="description" content="A platform gives way after months of protest, but raters wanted more.">'
    assert lines(f"<article><h1>Raters win a raise</h1>{PROSE}</article>", head=head) == list(PARAGRAPHS)


def test_keeps_the_paragraphs_in_front_of_a_paywall_wrapper() -> None:
    rest = [
        f"Paragraph {number} behind the wall says more about the raise, at some length, and in plain words."
        for number in range(30)
    ]
    wall = "".join(f"<p>{paragraph}</p>" for paragraph in rest)
    free = f"<div class='free'><div><p>{FIRST}</p></div></div>"
    body = f"<article><h1>Raters win a raise</h1>{free}<div class='paywall'>{wall}</div></article>"
    assert lines(body) == [FIRST, *rest]


def test_reads_only_the_article_under_its_headline_when_more_follow() -> None:
    other = "".join(
        f"<p>Something else happened elsewhere, number {n}, and this is told at great length here.</p>"
        for n in range(9)
    )
    body = f"<article><h1>Raters win a raise</h1><div class='text'>{PROSE}</div></article>"
    body += f"<article><h1>Other</h1><div class='text'>{other}</div></article>"
    body = f"<main><div>{body}</div></main>"
    assert lines(body) == list(PARAGRAPHS)


def test_believes_words_rather_than_class_names() -> None:
    assert lines(
        f"<div class='sidebar-grid'><h1>Raters win a raise</h1><div class='sidebar-main'>{PROSE}</div></div>"
    ) == list(PARAGRAPHS)


def test_takes_the_stated_body_when_most_of_the_text_is_missing() -> None:
    stated = "\\n".join(PARAGRAPHS)
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{stated}"}}</script>'
    assert lines(f"<article><h1>Raters win a raise</h1><p>{FIRST}</p></article>", head=head) == list(PARAGRAPHS)


def test_reads_text_that_stands_between_line_breaks() -> None:
    got = lines(f"<h1>Raters win a raise</h1><div class='text'>{'<br><br>'.join(PARAGRAPHS)}</div>")
    assert got == list(PARAGRAPHS)


def test_reads_text_300_containers_deep() -> None:
    body = "<div>" * 300 + f"<h1>Raters win a raise</h1>{PROSE}" + "</div>" * 300
    assert lines(body) == list(PARAGRAPHS)


def test_cuts_headline_and_byline_that_only_line_breaks_part_from_the_text() -> None:
    top = "<tr><td><b>Raters win a raise</b><br><i>by Ada Reed and Tom Okoro</i><br>Posted March 9, 2026</td></tr>"
    assert lines(f"<table>{top}<tr><td>{PROSE}</td></tr></table>") == list(PARAGRAPHS)


def test_leaves_out_the_offer_under_a_preview() -> None:
    offer = "<h2>Keep reading for £1</h2><p>You are reading a preview. Full digital access costs £59 a month.</p>"
    text = f"<div class='article__content'><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"
    body = f"<h1>Raters win a raise</h1>{text}<div class='barrier'>{offer}</div>"
    assert lines(f"<article>{body}</article>") == [FIRST, SECOND, THIRD]
