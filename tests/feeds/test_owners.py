"""Whose a page is: the closest registered site."""

import pytest

from pipeline.owners import Owners
from pipeline.records import Source


def source(identity: str, homepage: str) -> Source:
    return Source(
        id=identity, name=identity, homepage=homepage, source_class="press", country="", languages=("en",), feeds=()
    )


OWNERS = Owners(
    [
        source("paper", "https://www.paper.example/"),
        source("tech", "https://tech.paper.example"),
        source("blog", "https://blogs.example/@raters/"),
        source("twin_a", "https://twin.example/"),
        source("twin_b", "https://twin.example/"),
        source("none", ""),
        source("index", "https://index.example/index.html"),
        source("home", "https://home.example/en/home"),
        source("desk_a", "https://desks.example/a/"),
        source("desk_b", "https://desks.example/b/"),
        source("under", "https://under.index.example/@raters/"),
    ]
)


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        pytest.param("http://paper.example:80/a", "paper", id="host"),
        pytest.param("https://m.paper.example/a", "paper", id="below"),
        pytest.param("https://tech.paper.example/a", "tech", id="the-closer-one"),
        pytest.param("https://wallpaper.example/a", None, id="ends-alike"),
        pytest.param("https://blogs.example/@raters/a", "blog", id="path"),
        pytest.param("https://blogs.example/@raters", "blog", id="front-page"),
        pytest.param("https://blogs.example/@raters2/a", None, id="another-publication-of-the-site"),
        pytest.param("https://twin.example/a", "twin_a", id="first-of-two"),
        pytest.param("https://index.example/2026/a", "index", id="front-page-is-a-file"),
        pytest.param("https://m.home.example/2026/a", "home", id="front-page-has-a-path"),
        pytest.param("https://desks.example/b/1", "desk_b", id="path-chooses"),
        pytest.param("https://desks.example/2026/a", "desk_a", id="no-path-matches"),
        pytest.param("https://under.index.example/@others/a", "index", id="the-site-above"),
        pytest.param("file:///0123/a", None, id="saved"),
        pytest.param("https://[broken/", None, id="no-address"),
    ],
)
def test_a_page_belongs_to_the_closest_site(url: str, owner: str | None) -> None:
    assert OWNERS.of(url) == owner


@pytest.mark.parametrize(
    ("url", "owners"),
    [
        pytest.param("https://twin.example/a", ("twin_a", "twin_b"), id="one-homepage"),
        pytest.param("https://tech.paper.example/a", ("tech",), id="the-closer-one-alone"),
        pytest.param("https://desks.example/b/1", ("desk_b",), id="path-chooses"),
        pytest.param("https://desks.example/2026/a", ("desk_a", "desk_b"), id="no-path-matches"),
        pytest.param("https://elsewhere.example/a", (), id="nobody"),
    ],
)
def test_sources_of_one_site_share_its_pages(url: str, owners: tuple[str, ...]) -> None:
    assert OWNERS.all_of(url) == owners
