"""Strict terms in raw bytes let pages through that may be on the beat, and few others."""

from pathlib import Path

import pytest

from models.gazetteer import Gazetteer
from models.relevance_address import NO_WORDS, Sieve
from models.relevance_strict import strict_terms
from pipeline.archive.prefilter import Prefilter
from pipeline.places import find_places

DATA = find_places().data


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(DATA / "gazetteer.toml")


@pytest.fixture(scope="module")
def prefilter(gazetteer: Gazetteer) -> Prefilter:
    return Prefilter(strict_terms(DATA / "relevance" / "rules.toml", gazetteer.entities))


@pytest.fixture(scope="module")
def sieve(gazetteer: Gazetteer) -> Sieve:
    return Sieve.load(DATA, gazetteer)


@pytest.mark.parametrize(
    ("page", "passes"),
    [
        pytest.param("<p>Crowdworkers met in a hall.</p>", True, id="data-work-alone"),
        pytest.param("<p>ANNOTATORS met in a hall.</p>", True, id="any-case"),
        pytest.param("<p>Remotasks closed its site.</p>", True, id="name-alone"),
        pytest.param("<p>The AI company cut the wages of its staff.</p>", True, id="ai-near-work"),
        pytest.param("<p>The ai company cut the wages of its staff.</p>", False, id="ai-in-other-languages"),
        pytest.param("<p>They said on air that wages fell.</p>", False, id="ai-inside-a-word"),
        pytest.param(f"<p>An AI plays chess. {'It wins. ' * 60} Wages fell.</p>", False, id="ai-far-from-work"),
        pytest.param("<ul><li><a>Jobs</a></li><li><a>AI</a></li><li><a>Pay</a></li></ul>", False, id="menu"),
        pytest.param("<p>The queue for the software was long, staff said.</p>", True, id="two-hints-and-work"),
        pytest.param("<p>The queue was long, staff said.</p>", False, id="one-hint"),
        pytest.param("<p>Moderators in Leeds vote on a strike.</p>", True, id="rare-hint"),
        pytest.param("<p>Un algoritmo despidió a los trabajadores.</p>", True, id="spanish"),
        pytest.param("<p>Künstliche Intelligenz ersetzt Beschäftigte.</p>", True, id="german"),
        pytest.param("<p>Tulips bloom in the park, the mayor said.</p>", False, id="other-news"),
        pytest.param("", False, id="empty"),
    ],
)
def test_lets_through_what_may_be_on_the_beat(page: str, passes: bool, prefilter: Prefilter) -> None:
    assert prefilter.passes(page.encode()) is passes


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_reads_pages_in_other_encodings(encoding: str, prefilter: Prefilter) -> None:
    assert prefilter.passes("<p>Künstliche Intelligenz ersetzt Beschäftigte, die Löhne sinken.</p>".encode(encoding))


def test_a_page_full_of_terms_takes_no_time(prefilter: Prefilter) -> None:
    assert prefilter.passes(b" AI " * 2_000_000)


@pytest.mark.parametrize("at", range(65_500, 65_560, 7))
def test_terms_across_the_pieces_of_a_long_page_are_found(at: int, prefilter: Prefilter) -> None:
    page = (b"x " * 40_000)[:at] + b" crowdworkers " + b"x " * 40_000
    assert prefilter.passes(page)


@pytest.mark.parametrize(
    ("title", "url", "languages", "is_open"),
    [
        pytest.param("Raters of chatbots strike", "https://p.example/1", ("en",), True, id="title"),
        pytest.param("", "https://p.example/2026/01/mercor-contractors-sue/", ("en",), True, id="name-in-address"),
        pytest.param("", "https://p.example/ai-trainers-want-a-union.html?id=4", ("en",), True, id="words-of-address"),
        pytest.param("", "https://p.example/tulips-bloom-in-the-park", ("en",), False, id="other-news"),
        pytest.param("Tulips bloom", "https://p.example/1", ("en",), False, id="other-title"),
        pytest.param("Wage talks at the club", "https://p.example/sport/1", ("en",), False, id="section"),
        pytest.param("Club's AI referees replace staff", "https://p.example/sport/1", ("en",), True, id="ai-in-sport"),
        pytest.param("", "https://p.example/moderadores-de-contenido-en-huelga", ("es",), True, id="spanish"),
        pytest.param("Tulpen im Park", "https://p.example/1", ("de",), False, id="german-other-news"),
    ],
)
def test_title_and_address_rule_out_what_cannot_be_on_the_beat(
    title: str, url: str, languages: tuple[str, ...], is_open: bool, sieve: Sieve
) -> None:
    assert (sieve.why_not(title=title, url=url, languages=languages) is None) is is_open


@pytest.mark.parametrize("url", ["https://p.example/", "https://p.example/2026/01/4711", "https://p.example/x/"])
def test_says_when_nothing_can_be_told(url: str, sieve: Sieve) -> None:
    assert sieve.why_not(title="", url=url, languages=("en",)) == NO_WORDS


def test_every_term_of_the_rules_that_is_enough_is_found(prefilter: Prefilter, gazetteer: Gazetteer) -> None:
    terms = strict_terms(Path(DATA) / "relevance" / "rules.toml", gazetteer.entities)
    missed = [
        term
        for term in (*terms.alone, *terms.alone_cased)
        if not prefilter.passes(f"<p>... {term.removesuffix('*')} ...</p>".encode())
    ]
    assert missed == []
