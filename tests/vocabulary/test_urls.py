"""One address for one page."""

import pytest

from pipeline.urls import absolute_url, canonical_url, host_of


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        pytest.param("HTTPS://Paper.example:443/a/?utm_source=x&id=3#top", "https://paper.example/a?id=3", id="all"),
        pytest.param("https://paper.example/s/amp/", "https://paper.example/s", id="amp"),
        pytest.param("https://paper.example", "https://paper.example/", id="bare"),
        pytest.param("https://paper.example/a?b=2&a=1", "https://paper.example/a?a=1&b=2", id="order"),
        pytest.param("http://paper.example:8080/a", "http://paper.example:8080/a", id="port"),
        pytest.param("https://zeitung.example/löhne", "https://zeitung.example/l%C3%B6hne", id="umlaut"),
        pytest.param("http://[::1]:8000/a", "http://[::1]:8000/a", id="ipv6-and-port"),
        pytest.param("http://[2001:DB8::1]/a", "http://[2001:db8::1]/a", id="ipv6"),
        pytest.param("https://ann:secret@paper.example/a", "https://paper.example/a", id="credentials"),
        pytest.param("http://[bad", "http://[bad", id="no-address"),
        pytest.param("http://a.example:port/", "http://a.example:port/", id="no-port"),
        pytest.param("file:///00ff/page.html", "file:///00ff/page.html", id="saved-page"),
    ],
)
def test_needless_differences_go(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@b.example", "ftp://a.example/x", "http://[bad", ""])
def test_what_cannot_be_fetched_is_no_address(link: str) -> None:
    assert absolute_url(link, base="") is None


def test_links_are_made_absolute() -> None:
    assert absolute_url("../b", base="https://paper.example/a/c") == "https://paper.example/b"


def test_hosts_lose_www_and_port() -> None:
    assert host_of("https://www.Paper.example:8443/a") == "paper.example"
    assert host_of("http://[bad") == ""
