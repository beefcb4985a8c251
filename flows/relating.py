"""Relate a night's articles to the archive and to each other, and load all of it in one transaction.

In: the pages of one or more shards. Out: rows in the live warehouse, and what each stage did. Articles are
taken in the order of their publication and id, never in that of their fetching, so that two crawls of
the same pages end in the same stories. Only rows that share a fingerprint with tonight's articles, and
stories of the live window, are looked up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flows.origins import FoundOrigins, Fresh, find_origins
from flows.reading import ReadPage, vector_of
from flows.stopwatch import Stopwatch, log_counts
from flows.tools import Tools
from pipeline.config import RightsSettings
from pipeline.errors import ArchiveError
from pipeline.publish.shown import digests_to_load
from pipeline.records import (
    Article,
    Decision,
    Duplicate,
    Rejection,
    RunReport,
    Source,
    StageCount,
    StoryLink,
    StoryMembership,
    StoryMerge,
)
from pipeline.relate.decided_stories import StoryDecisions, follow_redirects, pins_of
from pipeline.relate.duplicates import DuplicateIndex, FingerprintRow, SketchRow
from pipeline.relate.fingerprints import Fingerprint, read_fingerprint
from pipeline.relate.relatable import Relatable, relatable
from pipeline.relate.stories import StoryIndex, StoryMember, preload_range
from pipeline.sources import Republisher
from pipeline.urls import lies_in
from pipeline.warehouse.batch import Asked, Batch, EntityRow, SightingRow, VectorRow
from pipeline.warehouse.decided_stories import merges_found
from pipeline.warehouse.load import load
from pipeline.warehouse.store import Warehouse


def relate_and_load(
    warehouse: Warehouse,
    pages: Sequence[ReadPage],
    *,
    tools: Tools,
    sources: tuple[Source, ...],
    republishers: tuple[Republisher, ...] = (),
    rejections: tuple[Rejection, ...],
    report: RunReport,
    watermark: int | None,
    now: datetime,
    asked: Asked | None = None,
    number: int | None = None,
) -> tuple[StageCount, ...]:
    """Find duplicates and stories of these pages' articles and load everything.

    Args:
        number: of this load in the archive's ledger.
    """
    watch = Stopwatch()
    kept = [page for page in pages if page.state == "article" and page.article is not None]
    known = warehouse.article_ids_known([page.article.id for page in kept if page.article])
    fresh = _in_time_order(page for page in kept if page.article and page.article.id not in known)
    with watch.stage("dedupe", len(fresh)):
        duplicates, fingerprints, sketches = _find_duplicates(warehouse, fresh)
    with watch.stage("origins", len(fresh)):
        origins = _find_origins(warehouse, fresh, duplicates, tools=tools, sources=sources, now=now)
        duplicates = origins.duplicates
    with watch.stage("cluster", len(fresh)):
        decided = decided_about_stories(tools.decisions.log)
        memberships, merges, links = _find_stories(warehouse, fresh, duplicates, decided=decided, now=now)
    articles = tuple(page.article for page in kept if page.article)
    counts = watch.counts()
    batch = Batch(
        sources=_under_policy(_sources_of(articles, sources, republishers), tools.settings.rights),
        entities=entity_rows(tools),
        captures=tuple(page.capture for page in pages),
        articles=articles,
        sightings=tuple(SightingRow(article_id=page.article.id, seen_at=page.seen_at) for page in kept if page.article),
        mentions=tuple(mention for page in kept for mention in page.mentions),
        names=tuple(name for page in kept for name in page.names),
        claims=tuple(claim for page in kept for claim in page.claims),
        not_pay=tuple(money for page in kept for money in page.not_pay),
        events=tuple(event for page in kept for event in page.events),
        duplicates=duplicates,
        attributions=origins.attributions,
        origin_links=origins.links,
        origin_clues=origins.clues,
        memberships=memberships,
        merges=merges,
        links=links,
        fingerprints=fingerprints,
        sketches=sketches,
        vectors=_vectors(kept),
        rejections=(*rejections, *(page.rejection for page in pages if page.rejection)),
        withdrawn=_at_last(warehouse, pages, withdrawn=True),
        come_back=_at_last(warehouse, pages, withdrawn=False),
        decisions=tools.decisions.log,
        in_digests=digests_to_load(tools.places),
        run=replace(report, counts=(*report.counts, *counts)),
        asked=asked or Asked(),
        watermark=watermark,
        number=number,
        loaded_at=now,
    )
    with watch.stage("load", len(pages)):
        load(warehouse, batch)
    log_counts(watch.counts())
    return watch.counts()


def _in_time_order(pages: Iterable[ReadPage]) -> list[ReadPage]:
    # One article may be captured under two addresses in a night: it is related once.
    unique = {page.article.id: page for page in pages if page.article}
    return sorted(unique.values(), key=_time_key)


def _time_key(page: ReadPage) -> tuple[float, str]:
    article = page.article
    if article is None:
        return 0.0, ""
    when = article.published or page.capture.fetched_at
    return when.timestamp(), article.id


def _find_duplicates(
    warehouse: Warehouse, pages: list[ReadPage]
) -> tuple[tuple[Duplicate, ...], tuple[FingerprintRow, ...], tuple[SketchRow, ...]]:
    related = [_related(page) for page in pages]
    prints: list[Fingerprint] = [read_fingerprint(article) for article in related]
    wanted = {number for print_ in prints for number in print_.lookups}
    filed = warehouse.known_fingerprints(wanted)
    sketches = warehouse.sketches_of(sorted({row.article_id for row in filed}))
    index = DuplicateIndex(sketches=sketches, fingerprints=filed)
    placed = tuple(index.place(article, fingerprint=print_) for article, print_ in zip(related, prints, strict=True))
    return placed, *index.take_new_rows()


def decided_about_stories(log: Iterable[Decision]) -> StoryDecisions:
    """Return what people decided about stories, out of the whole log."""
    in_order = sorted(log, key=lambda one: (one.when, one.id))
    return StoryDecisions.of((one.verb, one.subject, one.value) for one in in_order)


def _find_origins(
    warehouse: Warehouse,
    pages: list[ReadPage],
    duplicates: tuple[Duplicate, ...],
    *,
    tools: Tools,
    sources: tuple[Source, ...],
    now: datetime,
) -> FoundOrigins:
    fresh = [
        Fresh(article=page.article, duplicate=duplicate, vector=vector_of(page))
        for page, duplicate in zip(pages, duplicates, strict=True)
        if page.article is not None
    ]
    digest = pages[0].model_digest if pages else None
    return find_origins(warehouse, fresh, sources=(*tools.registry, *sources), model_digest=digest, now=now)


def _find_stories(
    warehouse: Warehouse,
    pages: list[ReadPage],
    duplicates: tuple[Duplicate, ...],
    *,
    decided: StoryDecisions,
    now: datetime,
) -> tuple[tuple[StoryMembership, ...], tuple[StoryMerge, ...], tuple[StoryLink, ...]]:
    """Return where clustering puts each article; what people decided is laid over it as it is loaded."""
    if not pages:
        return (), (), ()
    found = merges_found(warehouse.con)
    canonical = warehouse.first_stories_of(
        {one.canonical_id for one in duplicates if one.canonical_id != one.article_id}
    )
    ends = follow_redirects(found, [], set(decided.moves.values()))
    index = _stories_in_sight(warehouse, pages, ends, decided, found=found, now=now)
    memberships: list[StoryMembership] = []
    merges: list[StoryMerge] = []
    for page, duplicate in zip(pages, duplicates, strict=True):
        vector = vector_of(page)
        if vector is None:
            raise ArchiveError(page.capture.id, "its shard has no vector; run the same command again")
        story = canonical.get(duplicate.canonical_id)
        if story is not None and not index.holds(duplicate.canonical_id):
            # A copy needs no place of its own, also where its original is out of sight by now.
            memberships.append(
                StoryMembership(article_id=duplicate.article_id, story_id=ends.get(story, story), similarity=1.0)
            )
            continue
        membership, merged = index.place(_related(page), vector, canonical_id=duplicate.canonical_id)
        memberships.append(membership)
        merges += merged
    return tuple(memberships), tuple(merges), index.take_links()


def _stories_in_sight(
    warehouse: Warehouse,
    pages: list[ReadPage],
    ends: Mapping[str, str],
    decided: StoryDecisions,
    *,
    found: Sequence[tuple[str, str]],
    now: datetime,
) -> StoryIndex:
    """Return the stories that these articles may join, each article where a person put it.

    Args:
        ends: where merged stories lead, by the clustering alone: merges by people lie over its stories, so that one
            that is taken back leaves no trace.
    """
    dates = [page.article.published or now for page in pages if page.article]
    since, _ = preload_range(min(dates), max(dates))
    rows = warehouse.story_members_since(since, model_digest=pages[0].model_digest)
    first = {row.article_id: row.first_story_id or row.story_id for row in rows}
    return StoryIndex(
        members=[
            StoryMember(
                article=Relatable(
                    id=row.article_id,
                    url=row.url,
                    title=row.headline,
                    text=row.text,
                    published=row.published,
                    source=row.source_id or "",
                ),
                vector=row.vector,
                story_id=decided.moves.get(row.article_id) or ends.get(first[row.article_id], first[row.article_id]),
                story_started=row.story_started,
            )
            for row in rows
            if row.vector is not None
        ],
        pins=pins_of(decided, found=found, first_stories=first),
    )


def _related(page: ReadPage) -> Relatable:
    if page.article is None:
        raise ValueError(page.seq)
    return relatable(page.article)


def _vectors(pages: Sequence[ReadPage]) -> tuple[VectorRow, ...]:
    rows = []
    for page in pages:
        vector = vector_of(page)
        if page.article is not None and vector is not None and page.model_digest is not None:
            rows.append(VectorRow(article_id=page.article.id, model_digest=page.model_digest, vector=vector))
    return tuple(rows)


def _at_last(warehouse: Warehouse, pages: Sequence[ReadPage], *, withdrawn: bool) -> tuple[str, ...]:
    """Return the canonical addresses of articles whose page was gone, or was there, when last seen in this batch."""
    last = {page.capture.url: page for page in sorted(pages, key=lambda page: page.seq)}
    urls = [page.capture.url for page in last.values() if (page.state == "withdrawn") == withdrawn]
    return warehouse.canonical_urls_at(urls)


def _sources_of(
    articles: tuple[Article, ...], sources: tuple[Source, ...], republishers: tuple[Republisher, ...]
) -> tuple[Source, ...]:
    """Return the registered sources, and one row for each outlet that only a person's hand brought in.

    Such an outlet has the class "person", unless it was seen to re-publish others' stories: it confirms nothing then.
    """
    registered = {source.id for source in sources}
    handed_in = {article.source_id: article for article in articles if article.source_id not in registered}
    return (
        *sources,
        *(
            Source(
                id=identity,
                name=article.site_name or identity,
                homepage="",
                source_class="republisher"
                if any(lies_in(identity, site.domain) for site in republishers)
                else "person",
                country="",
                languages=(),
                feeds=(),
                enabled=False,
                is_invented=identity.endswith(".example"),
            )
            for identity, article in handed_in.items()
            if identity is not None
        ),
    )


def _under_policy(sources: tuple[Source, ...], policy: RightsSettings) -> tuple[Source, ...]:
    """Return the sources with what may be shown of articles whose publishers opted out."""
    return tuple(
        replace(source, rights_if_opted_out=source.rights_if_opted_out or policy.opted_out) for source in sources
    )


def entity_rows(tools: Tools) -> tuple[EntityRow, ...]:
    """Return the entities of an installation's gazetteer as rows."""
    return tuple(
        EntityRow(
            id=item.id,
            name=item.name,
            type=item.type,
            aliases=tuple(item.aliases),
            parent=item.parent_id,
            relation=item.relation,
            since=item.since,
            owner=item.owner_id,
            owned_since=item.owned_since,
        )
        for item in tools.gazetteer.entities
    )
