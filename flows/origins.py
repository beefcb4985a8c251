"""Find out where a night's articles come from: whom they credit, and which earlier ones they were made from.

In: the night's new articles in time order with their relations to earlier ones. Out: these relations, with rewrites and
translations named, and the rows of `attributions`, `origin_links` and `origin_clues`. Of the archive only the articles
that share rare clues with tonight's are looked up, a few for each.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Article, Duplicate, Relation, Source
from pipeline.relate.origin_index import CANDIDATES, COMMON, OriginIndex, Origins, Reported, reported
from pipeline.relate.outlets import Outlets
from pipeline.relate.relatable import Relatable, relatable
from pipeline.urls import host_of
from pipeline.warehouse.origins import (
    AttributionRow,
    ClueRow,
    OriginLinkRow,
    StoredReport,
    articles_as_origins,
    articles_with_clues,
)
from pipeline.warehouse.store import Warehouse

_LOOK_BACK = timedelta(days=150)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A new article with what was found out about it."""

    article: Article
    duplicate: Duplicate
    vector: "NDArray[np.float32] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOrigins:
    """What the search for origins adds to a load."""

    duplicates: tuple[Duplicate, ...] = ()
    attributions: tuple[AttributionRow, ...] = ()
    links: tuple[OriginLinkRow, ...] = ()
    clues: tuple[ClueRow, ...] = ()


def find_origins(
    warehouse: Warehouse, fresh: Sequence[Fresh], *, sources: Iterable[Source], model_digest: str | None, now: datetime
) -> FoundOrigins:
    """Say of each new article, in time order, whom it credits and what it was made from."""
    known = {source.id: source for source in sources}
    outlets = Outlets(known.values())
    # A copy credits whom its original credits, and comes from where that comes from.
    own = [one for one in fresh if one.duplicate.canonical_id == one.duplicate.article_id]
    tonight = [reported(relatable(one.article), names=names_of(one.article, known), vector=one.vector) for one in own]
    index = OriginIndex(outlets)
    for earlier in _earlier(warehouse, tonight, own, known, model_digest=model_digest, now=now):
        index.file(earlier)
    placed: dict[str, Duplicate] = {}
    attributions: list[AttributionRow] = []
    links: list[OriginLinkRow] = []
    clues: list[ClueRow] = []
    for one, article in zip(own, tonight, strict=True):
        origins = index.place(article)
        placed[article.id] = with_origin(one.duplicate, origins)
        attributions += _attribution_rows(article.id, origins)
        links += _link_rows(article.id, origins)
        clues += [
            ClueRow(hash=clue, article_id=article.id, published=one.article.published) for clue in sorted(article.clues)
        ]
        index.file(article)
    return FoundOrigins(
        duplicates=tuple(placed.get(one.article.id, one.duplicate) for one in fresh),
        attributions=tuple(attributions),
        links=tuple(links),
        clues=tuple(clues),
    )


def names_of(article: Article, known: dict[str, Source]) -> tuple[str, ...]:
    """Return the names and hosts by which an article's outlet may be credited."""
    source = known.get(article.source_id or "")
    names = (source.name if source else "", article.site_name or "", article.source_id or "", host_of(article.url))
    return tuple(dict.fromkeys(name for name in names if name))


def with_origin(duplicate: Duplicate, origins: Origins) -> Duplicate:
    """Return an article's relation with the origin that is certain; a copy's and one that has an origin stay."""
    link = origins.certain
    if duplicate.origin_id is not None or duplicate.canonical_id != duplicate.article_id or link is None:
        return duplicate
    relation: Relation = "translation" if link.relation == "translation" else "rewrite"
    return replace(duplicate, relation=relation, similarity=link.similarity, origin_id=link.origin_id)


def _earlier(
    warehouse: Warehouse,
    tonight: Sequence[Reported],
    fresh: Sequence[Fresh],
    known: dict[str, Source],
    *,
    model_digest: str | None,
    now: datetime,
) -> list[Reported]:
    """Return the archived articles that share most clues with any of tonight's."""
    if not tonight:
        return []
    since = min(one.article.published or now for one in fresh) - _LOOK_BACK
    wanted = {clue for article in tonight for clue in article.clues}
    owners: dict[int, list[str]] = {}
    for clue, article_id in articles_with_clues(warehouse.con, wanted, since=since, common=COMMON):
        owners.setdefault(clue, []).append(article_id)
    chosen: set[str] = set()
    for article in tonight:
        shared = Counter(key for clue in article.clues for key in owners.get(clue, ()))
        best = sorted((-count, key) for key, count in shared.items() if count > 1)[:CANDIDATES]
        chosen |= {key for _, key in best}
    return [_stored(row, known) for row in articles_as_origins(warehouse.con, chosen, model_digest=model_digest)]


def _stored(row: StoredReport, known: dict[str, Source]) -> Reported:
    article = Relatable(
        id=row.id, url=row.url, title=row.headline, text=row.text, published=row.published, source=row.source_id or ""
    )
    source = known.get(row.source_id or "")
    names = (
        source.name if source else row.source_name or "",
        row.site_name or "",
        row.source_id or "",
        host_of(row.url),
    )
    return reported(article, names=names, vector=row.vector)


def _attribution_rows(article_id: str, origins: Origins) -> list[AttributionRow]:
    return [
        AttributionRow(
            article_id=article_id,
            start=one.start,
            end=one.end,
            name=one.name,
            outlet_key=one.outlet.key,
            source_id=one.outlet.source_id,
            credited_for=one.credited_for,
            rule=one.rule,
        )
        for one in origins.attributions
    ]


def _link_rows(article_id: str, origins: Origins) -> list[OriginLinkRow]:
    return [
        OriginLinkRow(
            article_id=article_id,
            number=number,
            origin_article_id=link.origin_id,
            outlet=link.outlet.name if link.outlet else None,
            outlet_key=link.outlet.key if link.outlet else None,
            source_id=link.outlet.source_id if link.outlet else None,
            relation=link.relation,
            certainty=link.certainty,
            similarity=link.similarity,
            reasons=tuple({"kind": reason.kind, "value": reason.value} for reason in link.reasons),
        )
        for number, link in enumerate(origins.links, start=1)
    ]
