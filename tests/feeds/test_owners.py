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
        pytest.param("file:///0123/a", None, id="saved"),
        pytest.param("https://[broken/", None, id="no-address"),
    ],
)
def test_a_page_belongs_to_the_closest_site(url: str, owner: str | None) -> None:
    assert OWNERS.of(url) == owner
