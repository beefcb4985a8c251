"""Links to articles on a page that has no feed."""

from time import process_time

import pytest

from spiders.links import article_links

URL = "https://union.example/news/"


def _links(html: str, *, url: str = URL, pattern: str = "") -> list[tuple[str, str | None]]:
    return [(entry.url, entry.title) for entry in article_links(html, url=url, link_pattern=pattern)]


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        pytest.param("/news/raters-win-back-pay", "https://union.example/news/raters-win-back-pay", id="slug"),
        pytest.param("2026/03/strike/", "https://union.example/news/2026/03/strike/", id="date"),
        pytest.param("?p=731", "https://union.example/news/?p=731", id="number"),
        pytest.param("/work/story-20260310.ece", "https://union.example/work/story-20260310.ece", id="number-in-name"),
        pytest.param("http://www.union.example/a-b-c", "http://www.union.example/a-b-c", id="same-host-with-www"),
        pytest.param("/a-b-c?x=1&amp;y=2#top", "https://union.example/a-b-c?x=1&y=2", id="escaped-and-fragment"),
    ],
)
def test_takes_links_that_look_like_articles(href: str, expected: str) -> None:
    assert _links(f'<p><A class="x" HREF="{href}">A <b>headline</b> &amp; more</A></p>') == [
        (expected, "A headline & more")
    ]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<a href='https://elsewhere.example/a-b-c'>x</a>", id="other-host"),
        pytest.param("<a href='/tag/pay-and-hours'>x</a>", id="list-of-a-tag"),
        pytest.param("<a href='/about/our-long-history'>x</a>", id="about-us"),
        pytest.param("<a href='/files/a-b-c.pdf'>x</a>", id="file"),
        pytest.param("<a href='/news'>x</a>", id="the-page-itself"),
        pytest.param("<a href='mailto:a-b-c@union.example'>x</a>", id="mail"),
        pytest.param("<a name='a-b-c'>x</a>", id="no-address"),
        pytest.param("<!-- <a href='/a-b-c'>x</a> -->", id="in-a-comment"),
        pytest.param("<script>'<a href=\"/a-b-c\">x</a>'</script>", id="in-a-script"),
    ],
)
def test_leaves_other_links_alone(html: str) -> None:
    assert _links(html) == []


def test_a_pattern_decides_alone() -> None:
    html = "<base href='https://press.example/'><a href=one>One</a><a href='/2026/03/10/two-three-four'>Two</a>"
    assert _links(html, pattern=r"/one$") == [("https://press.example/one", "One")]


def test_gives_each_address_once_with_the_words_of_the_link_that_has_some() -> None:
    html = "<a href='/a-b-c'><img src=x></a><a href='/a-b-c'>Words</a><a href='/a-b-c'>Read more</a>"
    assert _links(html) == [("https://union.example/a-b-c", "Words")]


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<a " + " ".join(f"a{n}=x" for n in range(100_000)) + ">", id="attributes"),
        pytest.param("<!--" * 250_000, id="comments"),
        pytest.param("<script></scrip>" * 60_000, id="scripts"),
        pytest.param("<a href=/a-b-c-d>" * 60_000, id="links"),
        pytest.param("<a href=/a-b-c>" + "<x " * 300_000, id="tags"),
        pytest.param(f"<a href=/{'a' * 1900}>" * 500, id="long-words"),
        pytest.param(f"<a href=/{'a-b_' * 470}>" * 500, id="long-slugs"),
        pytest.param(f"<a href='/a{' ' * 3900}b'>" * 250, id="spaces"),
    ],
)
def test_reads_any_page_within_seconds(html: str) -> None:
    begun = process_time()
    article_links(html, url=URL)
    assert process_time() - begun < 5
