"""Whose word counts when a publisher says several things, and what is no reservation."""

import pytest

from pipeline.optouts import (
    AI_AGENTS,
    Reservation,
    named_ai_agents,
    page_reservation,
    read_site_rules,
    site_reservation,
)

SITE = Reservation(opt_outs=("tdm_site", "robots_ai"), policy="https://site.example/terms")
YES = b"<meta name='tdm-reservation' content='1'><meta name='tdm-policy' content='https://page.example/terms'>"
TERMS = "https://page.example/terms"
NO = b"<meta name='tdm-reservation' content='0'>"


@pytest.mark.parametrize(
    ("headers", "body", "opt_outs", "policy"),
    [
        pytest.param([], b"", ("tdm_site", "robots_ai"), "https://site.example/terms", id="the-site-alone"),
        pytest.param([], NO, ("robots_ai",), "", id="a-page-that-is-free"),
        pytest.param([("TDM-Reservation", "0")], b"", ("robots_ai",), "", id="a-header-that-frees"),
        pytest.param(
            [("tdm-reservation", "0")], YES, ("tdm_page", "robots_ai"), "https://page.example/terms", id="page"
        ),
        pytest.param([("tdm-reservation", "1")], NO, ("robots_ai",), "", id="page-before-header"),
    ],
)
def test_the_word_closest_to_the_page_counts(
    headers: list[tuple[str, str]], body: bytes, opt_outs: tuple[str, ...], policy: str
) -> None:
    found = page_reservation(headers, body, site=SITE)
    assert (found.opt_outs, found.policy) == (opt_outs, policy)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param([("X-Robots-Tag", "otherbot: noai")], b"", id="for-another-agent"),
        pytest.param([("X-Robots-Tag", "noindex, nofollow")], b"", id="other-words"),
        pytest.param([], b"<!-- " + YES + b" -->", id="in-a-comment"),
        pytest.param([], b"<script>'" + YES + b"'</script>", id="in-a-script"),
        pytest.param([], b"<meta name='description' content='noai, tdm-reservation: 1'>", id="in-prose"),
        pytest.param([("tdm-reservation", "")], b"", id="empty"),
    ],
)
def test_what_is_no_reservation(headers: list[tuple[str, str]], body: bytes) -> None:
    assert page_reservation(headers, body) == Reservation()


@pytest.mark.parametrize(
    ("headers", "body", "opt_outs"),
    [
        pytest.param([("x-robots-tag", "noindex"), ("X-Robots-Tag", "noai")], b"", ("noai",), id="second-header"),
        pytest.param([("X-Robots-Tag", "laborwire: noai")], b"", ("noai",), id="addressed-to-us"),
        pytest.param([], b"<META CONTENT=noimageai,NOAI NAME=robots />", ("noai", "noimageai"), id="old-spelling"),
        pytest.param([], b"<META NAME=ROBOTS CONTENT=NOAI>", ("noai",), id="capitals"),
        pytest.param([], b"<META NAME='TDM-RESERVATION' CONTENT='1'>", ("tdm_page",), id="mining-capitals"),
        pytest.param([], b"<meta name=robots content=noimageai>", ("noimageai",), id="pictures-alone"),
        pytest.param([], "<meta name='robots' content='noai'>".encode("utf-16"), ("noai",), id="utf-16"),
    ],
)
def test_reservations_in_every_spelling(headers: list[tuple[str, str]], body: bytes, opt_outs: tuple[str, ...]) -> None:
    assert page_reservation(headers, body).opt_outs == opt_outs


RULES = (
    b'[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://site.example/all"},'
    b' {"location": "/free/", "tdm-reservation": 0}, {"location": "/free/*/images/*.jpg$", "tdm-reservation": "1"}]'
)


@pytest.mark.parametrize(
    ("path", "is_reserved"),
    [
        pytest.param("/news/a", True, id="all"),
        pytest.param("/free/a", False, id="the-longer-location"),
        pytest.param("/free/a/images/b.jpg", True, id="wildcards"),
        pytest.param("/free/a/images/b.jpg?c", False, id="the-end-is-the-end"),
    ],
)
def test_locations_match_as_in_robots_txt(path: str, is_reserved: bool) -> None:
    assert bool(site_reservation(read_site_rules(RULES), path).opt_outs) is is_reserved


def test_only_agents_that_are_named_are_shut_out() -> None:
    assert named_ai_agents("User-agent: *\nDisallow: /") == ()
    assert named_ai_agents("user-agent : gptbot # theirs\nUSER-AGENT:CCBot\nDisallow: /") == ("GPTBot", "CCBot")
    assert len(AI_AGENTS) == len({agent.lower() for agent in AI_AGENTS})


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<meta " * 500_000, id="tags-without-an-end"),
        pytest.param(b"<meta name=" + b"a" * 3_000_000, id="one-tag-without-an-end"),
        pytest.param(b"<!--" * 500_000, id="comments-without-an-end"),
        pytest.param(b"<script>" * 500_000, id="scripts-without-an-end"),
    ],
)
@pytest.mark.timeout(20)
def test_a_hostile_page_is_read_in_time(body: bytes) -> None:
    assert page_reservation([], body) == Reservation()


@pytest.mark.timeout(20)
def test_a_robots_txt_of_empty_lines_is_read_in_time() -> None:
    assert named_ai_agents("\n" * 1_000_000 + "User-agent: CCBot") == ("CCBot",)


@pytest.mark.timeout(20)
def test_a_hostile_location_is_matched_in_time() -> None:
    rules = read_site_rules(b'[{"location": "/' + b"a*" * 900 + b'b", "tdm-reservation": 1}]')
    assert site_reservation(rules, "/" + "a" * 2000) == Reservation()
