"""Pages that were built to hurt, or that broken software really sends: generated, so that no file is large.

Each must be answered within 10 seconds, and where the article is intact its last paragraph must be in the answer.
"""

import time
from collections.abc import Callable, Iterator

import pytest

from pipeline.errors import RejectionReason
from pipeline.extract.pool import ExtractPool, Page
from pipeline.filters import Refused
from pipeline.records import Extraction

pytestmark = pytest.mark.slow

WORDS = "The raters asked for a written rate card and were told to wait for the next quarter. "
BODY = "".join(f"<p>Paragraph {number}: {WORDS * 3}</p>" for number in range(6))


def page(body: str, *, head: str = "") -> str:
    """Return a page with a headline and `body`."""
    start = f"<!doctype html><html lang='en'><head><title>T</title>{head}</head>"
    return f"{start}<body><h1>Raters wait</h1>{body}</body></html>"


def truncated_json_ld() -> str:
    """A long JSON-LD block that ends in the middle of a string: quadratic in naive repairs."""
    block = '{"@type":"NewsArticle","headline":"Raters wait","articleBody":"' + 'He said \\"no\\". ' * 12_000
    return page(BODY, head=f'<script type="application/ld+json">{block}</script>')


def many_attributes() -> str:
    """One tag with 100,000 attributes: parsers compare each with all."""
    return page("<div " + " ".join(f'a{number}="x"' for number in range(100_000)) + ">" + BODY + "</div>")


def many_links() -> str:
    """200,000 links in a row."""
    return page(BODY + "".join(f'<a href="/{number}">link {number}</a> ' for number in range(200_000)))


def unclosed_paragraphs() -> str:
    """200,000 paragraphs that are never closed."""
    return page(BODY + "<p>one more line " * 200_000)


def unclosed_divs() -> str:
    """100,000 containers that are never closed."""
    return page(BODY + "<div>" * 100_000)


def many_breaks() -> str:
    """500,000 line breaks."""
    return page("<div>" + BODY + "word<br>" * 500_000 + "</div>")


def twenty_megabytes() -> str:
    """20 MB of paragraphs."""
    paragraph = f"<p>{WORDS * 4}</p>"
    return page(paragraph * (20_000_000 // len(paragraph)))


def nested_divs() -> str:
    """50,000 containers, one in the other, around the text."""
    return page("<div>" * 50_000 + BODY + "</div>" * 50_000)


def nested_inline() -> str:
    """50,000 nested spans inside a paragraph."""
    return page(BODY + "<p>" + "<span>" * 50_000 + "deep" + "</span>" * 50_000 + "</p>")


def nested_tables() -> str:
    """Tables in tables, 3,000 deep."""
    return page(BODY + "<table><tr><td>" * 3_000 + "cell" + "</td></tr></table>" * 3_000)


def nul_bytes() -> str:
    """NUL characters between all words."""
    return page(BODY.replace(" ", "\x00 "))


def unclosed_scripts() -> str:
    """50,000 script tags that never end."""
    return page(BODY + "<script>" * 50_000)


def unclosed_comments() -> str:
    """100,000 comment openings without an end."""
    return page(BODY + "<!--" * 100_000)


def bare_angles() -> str:
    """A million opening brackets."""
    return page(BODY + "<" * 1_000_000)


def long_word() -> str:
    """One word of five million letters, and a long run of blanks."""
    return page(BODY + f"<p>{'a' * 5_000_000}</p><p>{' ' * 2_000_000}.</p>")


def long_attribute() -> str:
    """A data URI of five megabytes and a class name of one."""
    return page(
        f'<img src="data:image/png;base64,{"A" * 5_000_000}"><div class="{"story-body " * 90_000}">{BODY}</div>'
    )


def deep_json_ld() -> str:
    """JSON-LD nested 100,000 deep."""
    return page(BODY, head='<script type="application/ld+json">' + '{"@graph":[' * 100_000 + "</script>")


def many_json_ld() -> str:
    """5,000 small JSON-LD blocks, each broken."""
    return page(
        BODY, head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"x",}}</script>' * 5_000
    )


def entity_flood() -> str:
    """A million entities."""
    return page(BODY + "<p>" + "&amp;" * 1_000_000 + "</p>")


def punctuation_flood() -> str:
    """Text that is nothing but what regular expressions look for."""
    return page(BODY + f"<p>{'by ' * 100_000}</p><p>{'(photo ' * 100_000}</p><p>{'1.1.2026 ' * 100_000}</p>")


def many_bylines() -> str:
    """50,000 elements that claim to name an author."""
    return page(BODY + '<span class="byline">By Ada Reed and Tom Okoro</span>' * 50_000)


def many_meta() -> str:
    """100,000 meta tags."""
    return page(BODY, head='<meta property="article:author" content="Ada Reed">' * 100_000)


def nested_with_blanks() -> str:
    """50,000 containers with line breaks between their ends."""
    return page("<div>" * 50_000 + BODY + "</div>\n" * 50_000)


def only_breaks() -> str:
    """Nothing but 300,000 words between line breaks, and no date."""
    return page("word<br>" * 300_000)


def only_links() -> str:
    """Nothing but 100,000 links."""
    return page("".join(f'<li><a href="/{number}">link {number}</a></li>' for number in range(100_000)))


def only_short_paragraphs() -> str:
    """Nothing but 100,000 paragraphs of one word."""
    return page("<p>word</p>" * 100_000)


def only_table() -> str:
    """A table of 50,000 rows."""
    return page("<table>" + "<tr><td>Ada</td><td>9</td></tr>" * 50_000 + "</table>")


def many_headings() -> str:
    """50,000 headings and zones."""
    return page(BODY + "<div class='related'><h1>Raters wait</h1></div>" * 50_000)


READ = (
    truncated_json_ld,
    many_attributes,
    many_links,
    unclosed_paragraphs,
    unclosed_divs,
    many_breaks,
    nested_divs,
    nested_with_blanks,
    nested_inline,
    nested_tables,
    nul_bytes,
    unclosed_scripts,
    unclosed_comments,
    bare_angles,
    long_word,
    long_attribute,
    deep_json_ld,
    many_json_ld,
    entity_flood,
    punctuation_flood,
    many_bylines,
    many_meta,
    many_headings,
)
ANSWERED = (twenty_megabytes, only_breaks, only_links, only_short_paragraphs, only_table)


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractPool]:
    with ExtractPool(workers=1) as pool:
        yield pool


def answer_in_time(pool: ExtractPool, make: Callable[[], str]) -> Extraction | Refused:
    html = make()
    started = time.monotonic()
    answer = pool.extract(Page(html=html, url="https://paper.example/raters-wait"))
    assert time.monotonic() - started < 10
    return answer


@pytest.mark.parametrize("make", READ, ids=lambda make: make.__name__)
def test_reads_the_article_in_a_hostile_page(pool: ExtractPool, make: Callable[[], str]) -> None:
    answer = answer_in_time(pool, make)
    assert isinstance(answer, Extraction)
    assert "Paragraph 5: The raters asked for a written rate card" in answer.text


@pytest.mark.parametrize("make", ANSWERED, ids=lambda make: make.__name__)
def test_answers_a_page_without_an_article_in_time(pool: ExtractPool, make: Callable[[], str]) -> None:
    answer = answer_in_time(pool, make)
    if isinstance(answer, Refused):
        assert answer.reason == RejectionReason.NO_TEXT
    else:
        assert len(answer.text) <= 1_000_000
