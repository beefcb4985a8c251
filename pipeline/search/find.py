"""Find what a query asks for in a published index: stories and pay claims first, each with its quote, then articles.

In: an open index, a query, what to restrict it to and, where meaning is wanted, the articles that mean something like
it. Out: at most so many of each kind, and how many articles match. Two rankings, by words (BM25 over title, names,
quotes of claims and text) and by meaning, are joined by reciprocal rank fusion. Source: Cormack, Clarke and Büttcher,
"Reciprocal rank fusion outperforms Condorcet and individual rank learning methods", SIGIR 2009.

Copies of one article are one hit; articles of one story are told together.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pipeline.errors import UsageError
from pipeline.records import Rights
from pipeline.search.query import TextQuery
from pipeline.search.quotes import claim_quote, text_quote

FUSION_RANK = 60
"""k of the fusion, as in the paper: a first place in one ranking does not outweigh two good places."""

MOST_HITS = 200
"""So many of each ranking are joined: what stands behind the two hundredth place in both is far from any first page."""

FoundBy = Literal["words", "meaning", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What answers are restricted to; None and () for no restriction."""

    source: str | None = None
    """Id or name of an outlet."""
    platform: str | None = None
    """Id or name of a platform or another entity that is named, or that pays."""
    language: str | None = None
    since: str | None = None
    """ISO 8601, UTC, without a zone."""
    before: str | None = None
    """As `since`; the first moment that does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHit:
    """An article that was found."""

    hit: Literal["article"] = "article"
    article_id: str
    headline: str
    outlet: str
    published: str | None
    url: str
    language: str | None
    story_id: str | None
    quote: str | None
    """One sentence, at most 40 words; None where the outlet's rights leave the headline alone."""
    found_by: FoundBy
    copies: int
    """How many copies of it were found besides."""
    is_invented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryHit:
    """A story of several articles of which at least one was found."""

    hit: Literal["story"] = "story"
    story_id: str
    headline: str
    """That of its first article."""
    articles: int
    outlets: int
    first: str | None
    last: str | None
    matching: tuple[ArticleHit, ...]
    """Its articles that match, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimHit:
    """A pay claim that was found."""

    hit: Literal["claim"] = "claim"
    claim_id: str
    payer: str | None
    amount_text: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    bound: str
    currency: str
    unit: str
    kind: str
    change_role: str | None
    modality: str
    review_status: str
    quote: str | None
    """As `ArticleHit.quote`."""
    article_id: str
    story_id: str | None
    headline: str
    outlet: str
    published: str | None
    url: str
    is_invented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query found."""

    stories: tuple[StoryHit, ...]
    claims: tuple[ClaimHit, ...]
    articles: tuple[ArticleHit, ...]
    """Those that are not told with a story."""
    matching_articles: int
    """Articles that match by their words, copies included, shown or not."""
    matching_claims: int
    words_only_because: str | None = None
    """Why meaning was wanted and could not be used."""


# Weights of title, text, quotes and names, and of sentence, names and headline. A join costs more than the ranking
# of what it joins: only filters need it.
_BEST_ARTICLES = """
SELECT w.rowid, bm25(article_words, 8.0, 1.0, 2.0, 4.0) AS score
FROM article_words AS w {join} WHERE article_words MATCH :match {filters} ORDER BY score LIMIT :most
"""
_BEST_CLAIMS = """
SELECT w.rowid, bm25(claim_words, 4.0, 4.0, 1.0) AS score
FROM claim_words AS w {join} WHERE claim_words MATCH :match {filters} ORDER BY score LIMIT :most
"""
_COUNT_ARTICLES = "SELECT count(*) FROM article_words AS w {join} WHERE article_words MATCH :match {filters}"
_COUNT_CLAIMS = "SELECT count(*) FROM claim_words AS w {join} WHERE claim_words MATCH :match {filters}"
_JOIN_ARTICLES = "JOIN articles AS a ON a.number = w.rowid"
_JOIN_CLAIMS = "JOIN claims AS c ON c.number = w.rowid JOIN articles AS a ON a.number = c.article"
_IN_ORDER = "SELECT number FROM articles WHERE number IN (SELECT value FROM json_each(?)) ORDER BY article_id"
_CLAIMS_IN_ORDER = """
SELECT c.number FROM claims AS c JOIN articles AS a ON a.number = c.article
WHERE c.number IN (SELECT value FROM json_each(?)) ORDER BY NOT a.is_counted, c.claim_id
"""
_KNOWN = "SELECT a.number FROM articles AS a WHERE a.article_id = :article {filters}"
_FILTERS = {
    "source": "AND (a.source_id = :source OR lower(a.outlet) = lower(:source))",
    "language": "AND a.language = lower(:language)",
    "since": "AND a.published >= :since",
    "before": "AND a.published < :before",
    "platform": "AND a.number IN"
    " (SELECT number FROM named WHERE entity_id IN (SELECT value FROM json_each(:platform)))",
}
_ARTICLES = """
SELECT number, article_id, headline, outlet, published, url, language, story_id, group_id, is_counted, rights,
       excerpt_words, is_invented
FROM articles WHERE number IN (SELECT value FROM json_each(?))
"""
_CLAIM_ROWS = """
SELECT c.*, a.article_id, a.story_id, a.headline, a.outlet, a.published, a.url, a.is_invented, a.rights,
       a.excerpt_words, a.group_id
FROM claims AS c JOIN articles AS a ON a.number = c.article WHERE c.number IN (SELECT value FROM json_each(?))
"""
_MARKED = (
    "SELECT highlight(article_words, 1, char(2), char(3)) FROM article_words WHERE article_words MATCH ? AND rowid = ?"
)
_TEXT = "SELECT text FROM article_words WHERE rowid = ?"
_STORY = """
SELECT count(DISTINCT group_id), count(DISTINCT outlet), min(published), max(published),
       (SELECT headline FROM articles WHERE story_id = :story
        ORDER BY NOT is_counted, published IS NULL, published, article_id LIMIT 1)
FROM articles WHERE story_id = :story
"""
_ENTITIES = "SELECT DISTINCT entity_id FROM named WHERE entity_id = lower(:name) OR lower(name) = lower(:name)"
_LIKE_ENTITIES = "SELECT DISTINCT name FROM named WHERE instr(lower(name), :part) ORDER BY name LIMIT 3"
_LIKE_SOURCES = "SELECT DISTINCT outlet FROM articles WHERE instr(lower(outlet), :part) ORDER BY outlet LIMIT 3"
_HAS_SOURCE = "SELECT 1 FROM articles WHERE source_id = :name OR lower(outlet) = lower(:name) LIMIT 1"


def search_index(
    index: sqlite3.Connection,
    query: TextQuery,
    filters: Filters,
    *,
    limit: int,
    by_meaning: Sequence[str] = (),
) -> Answer:
    """Return what a query finds, at most `limit` stories, claims and articles.

    Args:
        by_meaning: ids of articles that mean something like the query, nearest first.

    Raises:
        UsageError: no article in the index is from that source or names that platform.
    """
    index.row_factory = sqlite3.Row
    values, conditions = _conditions(index, filters)
    values |= {"match": query.match, "most": MOST_HITS}
    parts = {"join": _JOIN_ARTICLES if conditions else "", "filters": conditions}
    best, count = _BEST_ARTICLES.format(**parts), _COUNT_ARTICLES.format(**parts)
    by_words, total = _ranked(index, best, count, values, in_order=_IN_ORDER)
    known = _KNOWN.format(filters=conditions)
    alike = [row[0] for name in by_meaning if (row := index.execute(known, {**values, "article": name}).fetchone())]
    groups = _folded(index, fused(by_words, alike))
    stories, rest = _by_story(index, groups, limit=limit)
    found_by: dict[int, FoundBy] = dict.fromkeys(by_words, "words")
    found_by |= {number: "both" if number in found_by else "meaning" for number in alike}

    def hit(group: list[sqlite3.Row]) -> ArticleHit:
        return _article_hit(index, group, query.match, found_by)

    parts["join"] = _JOIN_CLAIMS if conditions else ""
    best, count = _BEST_CLAIMS.format(**parts), _COUNT_CLAIMS.format(**parts)
    claims, n_claims = _ranked(index, best, count, values, in_order=_CLAIMS_IN_ORDER)
    return Answer(
        stories=tuple(_story_hit(story, [hit(group) for group in found]) for story, found in stories),
        claims=_claim_hits(index, claims, limit=limit),
        articles=tuple(hit(group) for group in rest[:limit]),
        matching_articles=total,
        matching_claims=n_claims,
    )


def check_filters(index: sqlite3.Connection, filters: Filters) -> None:
    """Look whether the archive has what is filtered by, before anything dear is done.

    Raises:
        UsageError: no article in the index is from that source or names that platform; asks what was meant.
    """
    index.row_factory = sqlite3.Row
    _conditions(index, filters)


def fused(*rankings: Sequence[int]) -> list[int]:
    """Return the items of several rankings in one order: the sum of 1/(k + place) decides.

    >>> fused([1, 2, 3], [3, 4])
    [3, 1, 2, 4]
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (FUSION_RANK + place)
    return sorted(scores, key=lambda item: -scores[item])


def _conditions(index: sqlite3.Connection, filters: Filters) -> tuple[dict[str, Any], str]:
    """Return the values of a query's filters, and their conditions, which are texts of this module alone."""
    values: dict[str, Any] = {
        name: value for name in _FILTERS if (value := getattr(filters, name)) is not None and name != "platform"
    }
    if filters.source is not None and not index.execute(_HAS_SOURCE, {"name": filters.source}).fetchone():
        meant = _meant(index, _LIKE_SOURCES, filters.source) or "`laborwire sources list` names the sources"
        raise UsageError(f"no article is from {filters.source!r}; {meant}")
    if filters.platform is not None:
        entities = [row[0] for row in index.execute(_ENTITIES, {"name": filters.platform})]
        if not entities:
            meant = _meant(index, _LIKE_ENTITIES, filters.platform) or "`laborwire gazetteer list` has the known names"
            raise UsageError(f"no article names {filters.platform!r}; {meant}")
        values["platform"] = json.dumps(entities)
    return values, " ".join(_FILTERS[name] for name in values)


def _meant(index: sqlite3.Connection, names: str, part: str) -> str:
    """Return a question for the names of which a reader gave a part; empty where there is none."""
    found = [row[0] for row in index.execute(names, {"part": part.lower()})] if part else []
    return f"did you mean {' or '.join(repr(name) for name in found)}?" if found else ""


def _folded(index: sqlite3.Connection, numbers: Sequence[int]) -> list[list[sqlite3.Row]]:
    """Return the articles as groups of copies, the best group first; in each the one that stands for it first."""
    rows = {row["number"]: row for row in index.execute(_ARTICLES, [json.dumps(numbers)])}
    groups: dict[str, list[sqlite3.Row]] = {}
    for number in numbers:
        groups.setdefault(rows[number]["group_id"], []).append(rows[number])
    return [sorted(group, key=lambda row: not row["is_counted"]) for group in groups.values()]


def _by_story(
    index: sqlite3.Connection, groups: Sequence[list[sqlite3.Row]], *, limit: int
) -> tuple[list[tuple[sqlite3.Row, list[list[sqlite3.Row]]]], list[list[sqlite3.Row]]]:
    """Return the first stories of several articles with what was found of them, and what belongs to none of them."""
    found: dict[str, list[list[sqlite3.Row]]] = {}
    for group in groups:
        if (story := group[0]["story_id"]) is not None:
            found.setdefault(story, []).append(group)
    told: dict[str, tuple[sqlite3.Row, list[list[sqlite3.Row]]]] = {}
    for story, its in found.items():
        if len(told) == limit:
            break
        about = index.execute(_STORY, {"story": story}).fetchone()
        if about[0] > 1:
            told[story] = (about, its[:3])
    return list(told.values()), [group for group in groups if group[0]["story_id"] not in told]


def _story_hit(about: sqlite3.Row, found: Sequence[ArticleHit]) -> StoryHit:
    return StoryHit(
        story_id=found[0].story_id or "",
        headline=about[4],
        articles=about[0],
        outlets=about[1],
        first=about[2],
        last=about[3],
        matching=tuple(found),
    )


def _article_hit(
    index: sqlite3.Connection, group: Sequence[sqlite3.Row], match: str, found_by: dict[int, FoundBy]
) -> ArticleHit:
    row = group[0]
    marked = index.execute(_MARKED, [match, row["number"]]).fetchone()
    # What only its meaning, or a copy of it, has brought here is quoted from its beginning.
    text = marked[0] if marked else index.execute(_TEXT, [row["number"]]).fetchone()[0]
    return ArticleHit(
        article_id=row["article_id"],
        headline=row["headline"],
        outlet=row["outlet"],
        published=row["published"],
        url=row["url"],
        language=row["language"],
        story_id=row["story_id"],
        quote=text_quote(text, rights=row["rights"], excerpt_words=row["excerpt_words"]),
        found_by=found_by[row["number"]],
        copies=len(group) - 1,
        is_invented=bool(row["is_invented"]),
    )


def _ranked(
    index: sqlite3.Connection, best: str, count: str, values: dict[str, Any], *, in_order: str
) -> tuple[list[int], int]:
    """Return the best `MOST_HITS` that match, and how many do; ties in an order that numbers of rows do not decide."""
    scores = {row[0]: round(row[1], 9) for row in index.execute(best, values)}
    ranked = sorted((row[0] for row in index.execute(in_order, [json.dumps(list(scores))])), key=scores.__getitem__)
    if len(ranked) < MOST_HITS:
        return ranked, len(ranked)
    return ranked, int(index.execute(count, values).fetchone()[0])


def _claim_hits(index: sqlite3.Connection, ranked: Sequence[int], *, limit: int) -> tuple[ClaimHit, ...]:
    rows = {row["number"]: row for row in index.execute(_CLAIM_ROWS, [json.dumps(ranked)])}
    # The same sentence in a copy is the same claim.
    unlike: dict[tuple[str, str, str], sqlite3.Row] = {}
    for number in ranked:
        row = rows[number]
        unlike.setdefault((row["group_id"], row["sentence"], row["amount_text"]), row)
    return tuple(_claim_hit(row) for row in list(unlike.values())[:limit])


def _claim_hit(row: sqlite3.Row) -> ClaimHit:
    rights: Rights = row["rights"]
    figure = (row["figure_start"], row["figure_end"])
    return ClaimHit(
        claim_id=row["claim_id"],
        payer=row["payer"],
        amount_text=row["amount_text"],
        amount_min=_figure(row["amount_min"]),
        amount_max=_figure(row["amount_max"]),
        bound=row["bound"],
        currency=row["currency"],
        unit=row["unit"],
        kind=row["kind"],
        change_role=row["change_role"],
        modality=row["modality"],
        review_status=row["review_status"],
        quote=claim_quote(row["sentence"], figure, rights=rights, excerpt_words=row["excerpt_words"]),
        article_id=row["article_id"],
        story_id=row["story_id"],
        headline=row["headline"],
        outlet=row["outlet"],
        published=row["published"],
        url=row["url"],
        is_invented=bool(row["is_invented"]),
    )


def _figure(amount: str | None) -> Decimal | None:
    """Return an amount without the zeros that a column of six decimals adds."""
    return None if amount is None else Decimal(f"{Decimal(amount).normalize():f}")
