"""A week's digest says which sources, countries and languages brought nothing, and why, in few words."""

from typing import Any

from pipeline.publish.nothing import nothing_lines


def source(name: str, why: str | None, detail: str | None = None, **more: Any) -> dict[str, Any]:
    """A row of queries/digest_nothing.sql."""
    row = {"source_id": name, "name": name, "country": "GB", "languages": ["en"], "n_asked": 1}
    return row | {"why": why, "detail": detail} | more


def test_what_a_person_can_mend_comes_first_with_its_reason() -> None:
    rows = [
        source("Quiet", "quiet", "7 pages read, none on the beat"),
        source("Dead", "dead", "answered  500", country="KE", languages=["sw", "en"]),
        source("Shut", "blocked by robots.txt", "robots.txt says no", country="KE"),
        source("Kept", "opted out", "tdm_site, noai"),
        source("Fine", None),
        source("New", "never asked", n_asked=0),
    ]
    assert nothing_lines(rows) == (
        "Nothing to show from 5 of 6 sources: dead: Dead (answered 500); blocked by robots.txt: Shut (robots.txt says"
        " no); opted out: Kept (tdmrep.json of the site, noai); never asked: New; quiet: Quiet.",
        "Nothing from all sources of these countries: KE (dead 1, blocked by robots.txt 1).",
        "Nothing from all sources of these languages: sw (dead 1).",
    )


def test_a_full_week_says_nothing() -> None:
    assert nothing_lines([source("Fine", None)]) == ()
    assert nothing_lines([]) == ()


def test_a_week_without_a_night_says_so() -> None:
    assert nothing_lines([source("A", "never asked", n_asked=0), source("B", None, n_asked=0)]) == (
        "No source was asked in this week.",
    )


def test_many_silent_sources_fill_no_page() -> None:
    rows = [source(f"Paper {n}", "dead", "x" * 500, country=f"C{n}", languages=[f"l{n}"]) for n in range(300)]
    lines = nothing_lines(rows)
    assert "and 292 more." in lines[0]
    assert "and 288 more." in lines[1]
    assert max(map(len, lines)) < 1200
