"""What is cut from a page before it is parsed."""

import pytest

from pipeline.extract.source import MAX_MARKUP_CHARS, cut_source


@pytest.mark.parametrize(
    ("html", "markup"),
    [
        pytest.param("a<script>if (1 < 2) {}</script>b", "ab", id="script"),
        pytest.param("a<SCRIPT src='x'></SCRIPT >b", "ab", id="upper-case"),
        pytest.param("a<style>p > a {}</style>b", "ab", id="style"),
        pytest.param("a<svg><path d='M0'/></svg>b", "ab", id="svg"),
        pytest.param("a<svg class='x'/>b<svg></svg>c", "abc", id="svg-closed-in-its-tag"),
        pytest.param("a<!-- <p>old</p> -->b", "ab", id="comment"),
        pytest.param("a<!-->b", "ab", id="empty-comment"),
        pytest.param("a<script>b", "a", id="script-without-end"),
        pytest.param("a<!-- b", "a", id="comment-without-end"),
        pytest.param("a<svg>b", "ab", id="svg-without-end-keeps-the-text"),
        pytest.param("<scripted>a</scripted>", "<scripted>a</scripted>", id="other-tag"),
        pytest.param("a\x00b\ud800c", "abc", id="characters-that-xml-forbids"),
    ],
)
def test_cuts_what_is_no_text(html: str, markup: str) -> None:
    assert cut_source(html).markup == markup


def test_hands_out_json_ld_in_page_order() -> None:
    first = '<script type="application/ld+json">{"a":1}</script>'
    html = first + "<script>x</script><script type=application/ld+json>[2]</script>"
    assert cut_source(html).json_ld == ('{"a":1}', "[2]")


def test_keeps_only_the_first_attributes_of_a_tag_with_thousands() -> None:
    html = "<div id='first' " + " ".join(f"a{n}=1" for n in range(30_000)) + "><p title='kept'>text</p></div>"
    markup = cut_source(html).markup
    assert markup.startswith("<div id='first' a0=1")
    assert markup.endswith("><p title='kept'>text</p></div>")
    assert len(markup) < 5_000


def test_keeps_a_long_data_address_in_an_attribute() -> None:
    html = f"<img src='data:image/png;base64,{'A' * 50_000}' alt='x'>"
    assert cut_source(html).markup == html


def test_cuts_a_page_that_is_too_long() -> None:
    source = cut_source("<p>" + "a" * MAX_MARKUP_CHARS)
    assert len(source.markup) == MAX_MARKUP_CHARS


def test_flattens_containers_that_no_parser_follows() -> None:
    markup = cut_source("<div>" * 3_000 + "<p>text</p>" + "</div>" * 3_000).markup
    assert markup.count("<div>") == 150
    assert "<p>text</p>" in markup
