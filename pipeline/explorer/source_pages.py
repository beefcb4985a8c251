"""The list of sources, and the page of one: how it is read, what its last runs gave, and what of it may be shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.explorer.edition import Edition
from pipeline.explorer.words import count, country_name
from pipeline.quoting import QUOTE_WORDS
from pipeline.urls import host_of, is_web_address

SOURCES_A_PAGE = 50
_CLASSES = {
    "press": "Press",
    "worker_led": "Worker-led",
    "union": "Union",
    "research": "Research",
    "public_record": "Public record",
    "republisher": "Re-publisher",
    "person": "Put in by a person",
}
_FEEDS = {"feed": "feed", "sitemap": "sitemap", "news_sitemap": "news sitemap", "page_watch": "watched page"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source in the list."""

    id: str
    name: str
    what: str
    country: str
    state: str
    problem: str
    last_fetched_at: datetime | None
    n_articles: int
    last_published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage:
    """The list, those that want a person first."""

    sources: tuple[SourceLine, ...]
    n_sources: int
    page: int
    n_pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRun:
    """What one run got from the source."""

    started_at: datetime
    command: str
    fetched: int
    with_text: int
    kept: int
    is_good: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceArticle:
    """An article of the source."""

    article_id: str
    headline: str
    published: datetime | None
    url: str
    language: str | None
    story_id: str | None
    n_claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """What the page of a source shows."""

    id: str
    name: str
    host: str
    homepage: str
    how: str
    state: str
    problem: str
    last_fetched_at: datetime | None
    n_articles: int
    n_claims: int
    text_found: float | None
    """Share of the pages of the last days out of which a text came, 0 to 1."""
    robots: str
    rights: str
    runs: tuple[SourceRun, ...]
    articles: tuple[SourceArticle, ...]


def sources_page(edition: Edition, *, page: int) -> SourcesPage:
    """Return one page of the list of sources."""
    rows = edition.rows("source_lines", {"limit": SOURCES_A_PAGE, "offset": (page - 1) * SOURCES_A_PAGE})
    n_all = rows[0]["n_all"] if rows else 0
    return SourcesPage(
        sources=tuple(_line(row) for row in rows),
        n_sources=n_all,
        page=page,
        n_pages=max(1, -(-n_all // SOURCES_A_PAGE)),
    )


def source_page(edition: Edition, source: str) -> SourcePage | None:
    """Return the page of a source; None when there is none of that id."""
    rows = edition.rows("source", {"source": source})
    if not rows:
        return None
    row = rows[0]
    return SourcePage(
        id=row["id"],
        name=row["name"],
        host=host_of(row["homepage"]),
        homepage=row["homepage"] if is_web_address(row["homepage"]) else "",
        how=_how(row),
        state=row["state"] or "never read",
        problem=_problem(row),
        last_fetched_at=row["last_fetched_at"],
        n_articles=row["n_articles"] or 0,
        n_claims=row["n_claims"],
        text_found=row["text_found"],
        robots=f"obeyed, {count(row['n_disallowed'], 'page')} not asked for",
        rights=_rights(row),
        runs=tuple(_run(one) for one in edition.rows("source_runs", {"source": source})),
        articles=tuple(_article(one) for one in edition.rows("source_articles", {"source": source})),
    )


def _line(row: dict[str, Any]) -> SourceLine:
    return SourceLine(
        id=row["id"],
        name=row["name"],
        what=_CLASSES.get(row["source_class"], row["source_class"]),
        country=country_name(row["country"]),
        state=row["state"],
        problem="" if row["state"] == "ok" else _problem(row),
        last_fetched_at=row["last_fetched_at"],
        n_articles=row["n_articles"],
        last_published=row["last_published"],
    )


def _problem(row: dict[str, Any]) -> str:
    return " ".join((row["why_nothing"] or row["last_problem"] or "").split())[:200]


def _how(row: dict[str, Any]) -> str:
    from babel import Locale

    kinds: dict[str, int] = {}
    for feed in row["feeds"]:
        kinds[feed["kind"]] = kinds.get(feed["kind"], 0) + 1
    feeds = ", ".join(count(n, _FEEDS.get(kind, kind)) for kind, n in kinds.items()) or "no feed"
    names = Locale("en").languages
    languages = ", ".join(str(names.get(code.split("-")[0], code)) for code in row["languages"])
    what = _CLASSES.get(row["source_class"], row["source_class"])
    pause = f"one request each {row['delay_s']:g} seconds or as its robots.txt asks" if row["delay_s"] else ""
    said = [f"{what}, {country_name(row['country'])}, {languages}", f"read by {feeds}", pause]
    state = "" if row["enabled"] else " It is switched off."
    return "; ".join(part for part in said if part) + "." + state


def _rights(row: dict[str, Any]) -> str:
    if row["rights"] == "none":
        return "We show nothing of its articles; their number is counted."
    if row["rights"] == "headline_only":
        return "We show its headlines and link to the original; no sentence is quoted."
    words = min(row["excerpt_words"] or QUOTE_WORDS, QUOTE_WORDS)
    return f"We show quotes of at most {words} words and link to the original. Full text is kept for research only."


def _run(row: dict[str, Any]) -> SourceRun:
    problems = " ".join((row["problems"] or "").split())[:200]
    without = row["pages_read"] - row["with_text"]
    is_good = row["state"] != "failed" and not problems and without <= 0
    says = [
        problems,
        f"{count(without, 'page')} without a text" if without > 0 else "",
        (row["reasons"] or "").replace("_", " "),
    ]
    if row["state"] == "failed":
        says.insert(0, "the run failed")
    return SourceRun(
        started_at=row["started_at"],
        command=row["command"],
        fetched=row["fetched"],
        with_text=row["with_text"],
        kept=row["kept"],
        is_good=is_good,
        says="; ".join(part for part in says if part),
    )


def _article(row: dict[str, Any]) -> SourceArticle:
    return SourceArticle(
        article_id=row["article_id"],
        headline=row["headline"] or "(no title)",
        published=None if row["published_is_fallback"] else row["published"],
        url=row["url"] if is_web_address(row["url"] or "") else "",
        language=row["language"],
        story_id=row["story_id"],
        n_claims=row["n_claims"],
    )
