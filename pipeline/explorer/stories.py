"""The list of stories, and the page of one: what was reported, by whom, where reports differ, why they are together.

Sentences are copied from articles and cited, chosen as the digest chooses them; figures are stored claims. An id that
was given up leads to the story that stands in its place.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pipeline.explorer.edition import Edition
from pipeline.explorer.shown_claim import ShownClaim, claim_of, dollars, shown_claim
from pipeline.explorer.words import day_words, time_words
from pipeline.publish.model import CitedSentence, CitedSource
from pipeline.publish.ranking import n_independent, one_per_outlet, rank_reports, story_kind
from pipeline.publish.rows import ArticleRow, ClaimRow
from pipeline.publish.sections import Section, sections_of
from pipeline.publish.sentences import Choose, Teller, cited, headline_is_unchecked
from pipeline.publish.stories import StoryArticle, ThreadStory, why_one_thread, why_together
from pipeline.quoting import QUOTE_WORDS
from pipeline.search.like import LikeHit
from pipeline.urls import is_web_address

STORIES_A_PAGE = 50
_MOST_OUTLETS = 4
_MOST_POINTS = 12
# One alone says what the sentences above it say.
_FEWEST_SECTIONS = 2
_MOST_CLAIMS = 500
_COMPANIES = {"platform", "employer", "bpo", "client"}
_STANDING = {"rewrite": "a rewrite", "translation": "a translation", "original": "", "update": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in the list."""

    id: str
    headline: str
    outlet: str
    language: str | None
    n_articles: int
    n_outlets: int
    n_claims: int
    n_printable: int
    first_published: datetime | None
    last_published: datetime | None
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesPage:
    """The list of stories, newest first."""

    stories: tuple[StoryLine, ...]
    n_stories: int
    n_articles: int
    page: int
    n_pages: int
    platform: str | None
    platform_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article of a story, with the copies that it stands for."""

    number: int | None
    """Of its `CitedSource`, where a sentence is taken from it."""
    article_id: str
    published: datetime | None
    headline: str
    outlet: str
    url: str
    part: str
    why: str
    new_claims: int
    new_entities: tuple[str, ...]
    corrected_at: datetime | None
    copies: tuple[str, ...]
    """Outlets that have the same text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A point on which reports differ: what each outlet says of it."""

    point: str
    said: Mapping[str, tuple[tuple[str, str], ...]]
    """Outlet to (amount as stated, claim id)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePay:
    """What the counted claims of a story say of one kind of work."""

    role: str
    n_claims: int
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """What the page of a story shows."""

    id: str
    kind: str
    seen: str
    headline: str
    headline_unchecked: bool
    language: str | None
    names: tuple[tuple[str, str, str], ...]
    """(entity id, name, type)."""
    sentences: tuple[CitedSentence, ...]
    sources: tuple[CitedSource, ...]
    sections: tuple[Section, ...]
    """Of the first report; empty ones are left out."""
    outlets: tuple[str, ...]
    differences: tuple[Difference, ...]
    articles: tuple[Told, ...]
    n_articles: int
    n_independent: int
    pay: tuple[RolePay, ...]
    claims: tuple[ShownClaim, ...]
    n_claims: int
    voices: tuple[tuple[str, int, tuple[str, ...]], ...]
    """(voice, number of claims, names of the speakers)."""
    together: str
    thread: tuple[tuple[ThreadStory, str], ...]
    """Other stories of the same affair, each with the reason."""
    related: tuple[LikeHit, ...]
    """Articles of other stories that are like its first report, nearest first."""
    citation: str
    bibtex: str


def stories_page(
    edition: Edition, *, page: int, platform: str | None = None, rows: int = STORIES_A_PAGE
) -> StoriesPage:
    """Return one page of the list of stories."""
    (counts,) = edition.rows("story_count", {"platform": platform})
    n_pages = max(1, -(-counts["n_stories"] // rows))
    page = min(page, n_pages)
    asked = {"platform": platform, "limit": rows, "offset": (page - 1) * rows}
    numbers = [row["nr"] for row in edition.rows("story_lines", asked)]
    named = edition.rows("name_of", {"what": "platform", "value": platform}) if platform else []
    return StoriesPage(
        stories=tuple(_line(row) for row in edition.records.read("stories", numbers)),
        n_stories=counts["n_stories"],
        n_articles=counts["n_articles"],
        page=page,
        n_pages=n_pages,
        platform=platform,
        platform_name=named[0]["name"] if named else platform or "",
    )


def story_home(edition: Edition, story: str) -> str | None:
    """Return the id of the story in which an id stands; None when it is unknown."""
    rows = edition.rows("story_home", {"id": story})
    return str(rows[0]["story_id"]) if rows else None


def story_page(
    edition: Edition,
    story: str,
    *,
    choose: Choose,
    like: Callable[[str], Sequence[LikeHit]],
) -> StoryPage | None:
    """Return the page of a story that stands; None when all its articles are gone.

    Args:
        like: article id to articles of other stories that are like it.
    """
    rows = [ArticleRow(**row) for row in edition.rows("story_rows", {"story": story})]
    timeline = [StoryArticle(**row) for row in edition.rows("story_timeline", {"story": story})]
    if not rows:
        return None
    claim_rows = edition.records.claims_of_story(story, limit=_MOST_CLAIMS)
    claims = _by_article(claim_rows)
    order = rank_reports(rows, claims)
    shown = order[0]
    others = [row for row in one_per_outlet(order[1:]) if row.outlet != shown.outlet]
    numbers: dict[str, int] = {}
    picks = Teller(choose, claims).tell(shown, others)
    sentences = tuple(
        cited(
            pick,
            claims[pick.row.article_id],
            source=numbers.setdefault(pick.row.article_id, len(numbers) + 1),
            most_words=QUOTE_WORDS,
        )
        for pick in picks
    )
    names = tuple((row["id"], row["name"], row["type"]) for row in edition.rows("story_names", {"story": story}))
    sections = sections_of(
        shown,
        claims[shown.article_id],
        choose=choose,
        companies=[name for _, name, kind in names if kind in _COMPANIES],
        source=numbers.get(shown.article_id, len(numbers) + 1),
    )
    if len(sections) < _FEWEST_SECTIONS:
        sections = ()
    if sections:
        numbers.setdefault(shown.article_id, len(numbers) + 1)
    by_id = {row.article_id: row for row in rows}
    counted = [row for row in claim_rows if row["is_counted"]]
    outlets, differences = _differences(counted, by_id)
    headline = shown.headline or "(no title)"
    snapshot = f"snapshot {edition.number}"
    in_thread = edition.rows("in_thread", {"story": story})
    thread = [ThreadStory(**row) for row in edition.rows("story_thread", {"story": story})] if in_thread else []
    return StoryPage(
        id=story,
        kind=story_kind(shown.headline, order, claims),
        seen=_seen(rows),
        headline=headline,
        headline_unchecked=headline_is_unchecked(shown.headline, claims[shown.article_id]),
        language=shown.language,
        names=names,
        sentences=sentences,
        sources=tuple(_source(by_id[name], number) for name, number in numbers.items()),
        sections=sections,
        outlets=outlets,
        differences=differences,
        articles=_told(timeline, by_id, numbers),
        n_articles=len(rows),
        n_independent=n_independent(rows),
        pay=_pay(counted),
        claims=tuple(shown_claim(row) for row in _first_of_each(counted)),
        n_claims=len(counted),
        voices=tuple((v["voice"], v["n_claims"], v["names"]) for v in edition.rows("story_voices", {"story": story})),
        together=_together(timeline),
        thread=tuple((other, why_one_thread(other)) for other in thread),
        related=tuple(like(shown.article_id)),
        citation=f"AI labor coverage, story {story}: “{headline}”, {snapshot}, {day_words(edition.as_of)}.",
        bibtex=_bibtex(story, headline, edition),
    )


def _line(row: dict[str, Any]) -> StoryLine:
    return StoryLine(
        id=row["story_id"],
        headline=row["headline"] or "(no title)",
        outlet=row["outlet"],
        language=row["language"],
        n_articles=row["n_articles"],
        n_outlets=row["n_outlets"],
        n_claims=row["n_claims"],
        n_printable=row["n_printable"],
        first_published=row["first_published"],
        last_published=row["last_published"],
        platforms=row["platforms"],
    )


def _by_article(rows: Sequence[dict[str, Any]]) -> dict[str, list[ClaimRow]]:
    claims: dict[str, list[ClaimRow]] = defaultdict(list)
    for row in rows:
        claims[row["article_id"]].append(claim_of(row))
    return claims


def _seen(rows: Sequence[ArticleRow]) -> str:
    dated = sorted(row.published for row in rows if not row.published_is_fallback)
    if not dated:
        return "No date stated"
    last = f"; last article {day_words(dated[-1])}" if dated[-1].date() != dated[0].date() else ""
    return f"First seen {time_words(dated[0])}{last}"


def _source(row: ArticleRow, number: int) -> CitedSource:
    return CitedSource(
        number=number,
        article_id=row.article_id,
        headline=row.headline or "(no title)",
        outlet=row.outlet,
        published=None if row.published_is_fallback else row.published.date(),
        url=row.url if is_web_address(row.url or "") else "",
        language=row.language,
        standing="re-published" if row.source_class == "republisher" else _STANDING.get(row.relation, "a copy"),
    )


def _told(
    timeline: Sequence[StoryArticle], rows: Mapping[str, ArticleRow], numbers: Mapping[str, int]
) -> tuple[Told, ...]:
    """Return the articles in the order of publication; copies stand on the line of what they copy."""
    here = {article.article_id for article in timeline}
    copies: dict[str, list[str]] = defaultdict(list)
    lines = []
    for article in timeline:
        if article.part == "copy" and article.counted_as in here and article.counted_as != article.article_id:
            copies[article.counted_as].append(_outlet(article, rows))
        else:
            lines.append(article)
    return tuple(
        Told(
            number=numbers.get(article.article_id),
            article_id=article.article_id,
            published=article.published,
            headline=article.headline or "(no title)",
            outlet=_outlet(article, rows),
            url=article.url if is_web_address(article.url or "") and article.part != "withdrawn" else "",
            part=article.part,
            why=why_together(article),
            new_claims=len(article.new_claims),
            new_entities=article.new_entities,
            corrected_at=article.corrected_at if article.corrected_from else None,
            copies=tuple(copies[article.article_id]),
        )
        for article in lines
    )


def _outlet(article: StoryArticle, rows: Mapping[str, ArticleRow]) -> str:
    return rows[article.article_id].outlet if article.article_id in rows else article.source or "a saved page"


def _differences(
    rows: Sequence[dict[str, Any]], articles: Mapping[str, ArticleRow]
) -> tuple[tuple[str, ...], tuple[Difference, ...]]:
    """Return the outlets, and the points on which two of them state other amounts.

    One point is one payer, one kind of claim, the same workers, project and place, one currency and unit, and the same
    time: what was paid before October is no contradiction of what is paid now.
    """
    points: dict[tuple[str | None, ...], dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        if row["platform"] and row["modality"] != "hypothetical":
            part = (row["worker"], row["project"], row["location"], row["past_month"])
            key = (row["platform"], row["kind"], row["change_role"], row["currency"], row["unit"], row["role_class"])
            point = (*key, *((words or "").lower() for words in part))
            points[point][articles[row["article_id"]].outlet].setdefault(str(claim_of(row).stated()), row["claim_id"])
    found = []
    for whole, said in points.items():
        if len(said) > 1 and len({frozenset(amounts) for amounts in said.values()}) > 1:
            found.append((whole, said))
    outlets = list(dict.fromkeys(outlet for _, said in found for outlet in said))[:_MOST_OUTLETS]
    return tuple(outlets), tuple(
        Difference(point=_point(key), said={outlet: tuple(said.get(outlet, {}).items()) for outlet in outlets})
        for key, said in found[:_MOST_POINTS]
    )


def _point(key: tuple[str | None, ...]) -> str:
    platform, kind, change_role, _, unit, _, worker, project, place, past = key
    what = {"from": "old pay", "to": "new pay", "delta": "difference"}.get(change_role or "", "")
    what = what or (kind or "").replace("_", " ")
    said = ", ".join(word for word in (worker, project, place, past and f"up to {past}") if word)
    return f"{platform}, {what}" + (f" ({said})" if said else "") + (f", by the {unit}" if unit != "unknown" else "")


def _pay(rows: Sequence[dict[str, Any]]) -> tuple[RolePay, ...]:
    """Return the span of each kind of work; kinds are never mixed."""
    ends: dict[str, list[Decimal]] = defaultdict(list)
    numbers: dict[str, int] = defaultdict(int)
    for row in rows:
        own = [end for end in (row["hourly_usd_min"], row["hourly_usd_max"]) if end is not None]
        if own and row["change_role"] != "delta":
            ends[row["role_class"]] += own
            numbers[row["role_class"]] += 1
    return tuple(
        RolePay(role=role, n_claims=numbers[role], low=dollars(min(found)), high=dollars(max(found)))
        for role, found in sorted(ends.items(), key=lambda item: (-numbers[item[0]], item[0]))
    )


def _first_of_each(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the claims that a story shows with their words: what may be printed first, each amount of a payer once."""
    chosen: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (not row["is_printable"], row["platform"] is None)):
        key = (row["platform"], row["unit"], row["currency"], row["amount_min"], row["amount_max"], row["change_role"])
        chosen.setdefault(key, row)
    return list(chosen.values())[:8]


def _together(timeline: Sequence[StoryArticle]) -> str:
    standing = [article for article in timeline if article.part not in {"copy", "withdrawn"}]
    if len(standing) < 2:
        return "One report, and its copies where there are any."
    names: dict[str, int] = defaultdict(int)
    for article in standing:
        for name in dict.fromkeys((*article.shared_entities, *article.shared_names)):
            names[name] += 1
    shared = sorted(names, key=lambda name: (-names[name], name))[:4]
    likeness = [article.similarity for article in standing if article.similarity < 1.0]
    said = f"They name {', '.join(shared)}" if shared else "They share wording"
    if likeness:
        span = f"{min(likeness):.2f}" if len(likeness) == 1 else f"{min(likeness):.2f} to {max(likeness):.2f}"
        said += f", and were alike when each joined ({span} of 1)"
    return said + "."


def _bibtex(story: str, headline: str, edition: Edition) -> str:
    title = "".join(f"\\{char}" if char in "#$%&_" else char for char in headline if char not in "{}\\^~")
    year = f"{edition.as_of:%Y}" if edition.as_of else "n.d."
    return (
        f"@misc{{laborwire-{story},\n  title = {{{{{title}}}}},\n"
        f"  howpublished = {{AI labor coverage, story {story}}},\n"
        f"  note = {{snapshot {edition.number}}},\n  year = {{{year}}}\n}}"
    )
