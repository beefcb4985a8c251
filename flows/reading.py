"""Read captures: page -> article -> relevance -> mentions, pay claims, events and vector, one shard at a time.

In: sightings of the archive, in order. Out: one `ReadPage` a sighting, in the same order: the article
with all that was read out of it, or the rejection that says why there is none. Nothing is written but
the shard's file, so a shard can be read again at any time and gives the same lines.
"""

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np

from flows.by_source import reading_counts
from flows.stopwatch import LANGUAGE, Stopwatch, log_counts
from flows.tools import Tools
from pipeline.archive.store import Archive
from pipeline.codec import read_jsonl, write_jsonl
from pipeline.contacts import contacts_in, without_contacts
from pipeline.errors import ArchiveError, RejectionReason
from pipeline.extract.decoding import charset_of
from pipeline.extract.pool import ExtractPool, Page
from pipeline.filters import Refused
from pipeline.records import (
    Article,
    ArticleEvent,
    Capture,
    Decision,
    Extraction,
    Mention,
    NameSighting,
    NotPay,
    PayClaim,
    Rejection,
    StageCount,
    article_id,
    text_digest,
)
from pipeline.relate.stories import story_text
from pipeline.urls import canonical_url, host_of

# The vector of title and beginning decides stories; 256 tokens measured best for clusters.
_EMBED_TOKENS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What became of one sighting of a capture."""

    seq: int
    seen_at: datetime
    capture: Capture
    state: Literal["article", "rejected", "withdrawn"]
    article: Article | None = None
    rejection: Rejection | None = None
    mentions: tuple[Mention, ...] = ()
    names: tuple[NameSighting, ...] = ()
    """Organisations unknown to the gazetteer that stand where platforms stand."""
    claims: tuple[PayClaim, ...] = ()
    not_pay: tuple[NotPay, ...] = ()
    events: tuple[ArticleEvent, ...] = ()
    vector: str | None = None
    """float32 bytes, little-endian, base64; null when the article has no text to embed."""
    model_digest: str | None = None


Sighting = tuple[int, datetime, Capture]


def read_sightings(
    sightings: Sequence[Sighting], archive: Archive, tools: Tools, *, tick: Callable[[], None] | None = None
) -> tuple[list[ReadPage], tuple[StageCount, ...]]:
    """Read a shard of sightings and return one page each, and what every stage did.

    Args:
        tick: called once a page, for a progress bar.
    """
    watch = Stopwatch()
    with watch.stage("archive", len(sightings)) as opened, watch.stage("extract", len(sightings)) as extract:
        pages = list(extracted(sightings, archive, tools, tick=tick))
        refused = Counter(page.rejection.stage for page in pages if page.rejection is not None)
        gone = sum(page.state == "withdrawn" for page in pages)
        # What answered with an error, cannot be read back or is gone never comes to extraction.
        opened.rejected, extract.rejected = refused["fetch"] + refused["archive"], refused["extract"]
        opened.written = extract.read = len(sightings) - opened.rejected - gone
        extract.written = extract.read - extract.rejected
    n_texts = Counter(page.capture.source_id or "" for page in pages if page.state == "article")
    with watch.stage("relevance", extract.written) as relevance:
        pages, unread = _judged(pages, tools)
        kept = relevance.written = sum(page.state == "article" for page in pages)
        relevance.rejected = relevance.read - kept
    by_source = reading_counts(pages, n_texts=n_texts)
    with watch.stage("tag", kept):
        pages = [tagged(page, tools) for page in pages]
    with watch.stage("claims", kept):
        pages = [claimed(page, tools) for page in pages]
    with watch.stage("events", kept):
        pages = [_with_events(page) for page in pages]
    with watch.stage("embed", kept):
        pages = _embedded(pages, tools)
    # Bodies are read while others are extracted: one time for both.
    opened.seconds = 0.0
    counts = (*watch.counts(), *unread)
    log_counts(counts)
    return pages, (*counts, *by_source)


def extracted(
    sightings: Sequence[Sighting], archive: Archive, tools: Tools, *, tick: Callable[[], None] | None = None
) -> Iterator[ReadPage]:
    """Yield what became of each sighting by extraction alone, in order: its article, or why there is none."""
    settings = tools.settings.extract
    waiting: list[ReadPage] = []

    def pages() -> Iterator[Page]:
        for seq, seen_at, capture in sightings:
            page = _before_extraction(seq, seen_at, capture)
            if page.state == "article":
                try:
                    body = archive.body(capture.id)
                except ArchiveError as err:
                    page = _rejected(page, "archive", RejectionReason.UNREADABLE, str(err))
                else:
                    waiting.append(page)
                    yield Page(
                        html=body,
                        url=capture.final_url,
                        fetched_at=capture.fetched_at,
                        declared_charset=charset_of(capture.content_type),
                    )
                    continue
            waiting.append(page)

    def flush() -> Iterator[ReadPage]:
        while waiting and waiting[0].state != "article":
            if tick is not None:
                tick()
            yield waiting.pop(0)

    with ExtractPool(workers=settings.workers, timeout_s=settings.timeout_s, memory_mib=settings.memory_mib) as pool:
        for result in pool.map(pages()):
            yield from flush()
            page = waiting.pop(0)
            if tick is not None:
                tick()
            if isinstance(result, Refused):
                yield _rejected(page, "extract", result.reason, result.detail)
            else:
                yield _with_article(page, result, tools)
    yield from flush()


def write_shard(path: Path, pages: Iterable[ReadPage]) -> int:
    """Write a shard's pages, whole or not at all."""
    return write_jsonl(path, pages)


def read_shard(path: Path) -> Iterator[ReadPage]:
    """Yield the pages of a shard."""
    return read_jsonl(ReadPage, path)


def vector_of(page: ReadPage) -> "np.ndarray[tuple[int], np.dtype[np.float32]] | None":
    """Return a page's vector, shape (384,), float32, unit length."""
    if page.vector is None:
        return None
    return np.frombuffer(base64.b64decode(page.vector), dtype="<f4")


def _before_extraction(seq: int, seen_at: datetime, capture: Capture) -> ReadPage:
    page = ReadPage(seq=seq, seen_at=seen_at, capture=capture, state="article")
    if capture.status in {404, 410}:
        return replace(page, state="withdrawn")
    if capture.status != 200:
        return _rejected(page, "fetch", RejectionReason.HTTP_STATUS, f"status {capture.status}")
    return page


def _with_article(page: ReadPage, extraction: Extraction, tools: Tools) -> ReadPage:
    capture = page.capture
    digest = text_digest(extraction.text)
    identity = article_id(extraction.canonical_url, digest)
    decision = _decision(tools, identity, extraction.canonical_url, capture.url)
    if decision is not None and decision.verb == "take_down":
        return _rejected(page, "extract", RejectionReason.TAKEN_DOWN, f"taken down: {decision.why}")
    mark = _mark_against(page, extraction, tools)
    if mark is not None:
        gone = _rejected(page, "extract", RejectionReason.TAKEN_DOWN, "taken down; not taken in again")
        return replace(gone, rejection=gone.rejection and replace(gone.rejection, key=mark))
    published = extraction.published or capture.published_hint
    contacts = contacts_in(extraction.text)
    return replace(
        page,
        article=Article(
            id=identity,
            capture_id=capture.id,
            source_id=capture.source_id or host_of(capture.final_url) or "file",
            url=capture.url,
            canonical_url=extraction.canonical_url,
            headline=without_contacts(extraction.title or capture.title_hint or "", known=contacts),
            authors=tuple(name for name in extraction.authors if not contacts_in(name) and name not in contacts),
            published=published,
            modified=extraction.modified,
            published_is_fallback=extraction.published is None and published is not None,
            language=extraction.language,
            site_name=extraction.site_name,
            # Before anything is read out of it: offsets and vectors are those of the text that is stored.
            text=without_contacts(extraction.text),
            text_digest=digest,
            is_accessible_for_free=extraction.is_accessible_for_free,
            extractor=extraction.extractor,
            agencies=extraction.agencies,
            is_cut_off=extraction.is_cut_off,
            license=extraction.license,
            text_confidence=extraction.text_confidence,
        ),
    )


def _mark_against(page: ReadPage, extraction: Extraction, tools: Tools) -> str | None:
    """Return the mark that keeps a page out, by an address or a person; None when none does."""
    addresses = (page.capture.url, page.capture.final_url, extraction.canonical_url)
    by_address = (tools.taken_down.mark_for(url) for url in addresses)
    title = extraction.title or page.capture.title_hint or ""
    return next(filter(None, by_address), None) or tools.taken_down.mark_in(title, *extraction.authors, extraction.text)


def _judged(pages: list[ReadPage], tools: Tools) -> tuple[list[ReadPage], tuple[StageCount, ...]]:
    """Keep what belongs to the beat, and count what is in languages that are not read.

    A person's decision wins over the model, for ever.
    """
    undecided = [(page.article, page.capture) for page in pages if page.article is not None]
    if not undecided:
        # A night without news loads no model.
        return pages, ()
    from models.relevance import Unjudged

    waiting = [
        Unjudged(
            title=article.headline, text=article.text, url=article.canonical_url, excerpt=capture.excerpt_hint or ""
        )
        for article, capture in undecided
    ]
    verdicts = iter(tools.relevance.judge_many(waiting))
    unread: Counter[str] = Counter()
    judged = []
    for page in pages:
        if page.article is None:
            judged.append(page)
            continue
        verdict = next(verdicts)
        decision = _decision(tools, page.article.id, page.article.canonical_url, page.article.url)
        kept, reasons = verdict.relevant, tuple(verdict.reasons)
        if decision is not None:
            kept = decision.verb == "keep"
            reasons = (f"{decision.verb}: decided by {decision.who}", *reasons)
        article = replace(
            page.article,
            relevance_score=verdict.score,
            relevance_reasons=reasons,
            language=page.article.language or verdict.language,
        )
        if kept:
            judged.append(replace(page, article=article))
        else:
            reason = RejectionReason.DROPPED if decision is not None else RejectionReason.NOT_RELEVANT
            if decision is None and not verdict.is_read:
                reason = RejectionReason.LANGUAGE_NOT_READ
                unread[verdict.language] += 1
            detail = f"score {verdict.score:.2f}: {'; '.join(reasons)}"
            judged.append(_rejected(replace(page, article=article), "relevance", reason, detail))
    counts = [StageCount(stage=f"{LANGUAGE}{code}", read=n, rejected=n) for code, n in sorted(unread.items())]
    return judged, tuple(counts)


def _decision(tools: Tools, *addresses: str) -> Decision | None:
    """Return the latest decision on an article, under its id, canonical address or the one it was fetched from."""
    found = [tools.decisions.on_keeping(address) for address in (*addresses, *map(canonical_url, addresses))]
    return max((item for item in found if item is not None), key=lambda item: item.when, default=None)


def tagged(page: ReadPage, tools: Tools) -> ReadPage:
    """Return an article's page with its mentions; another page as it is."""
    if page.state != "article" or page.article is None:
        return page
    article = page.article
    return replace(page, mentions=read_mentions(tools, identity=article.id, title=article.headline, text=article.text))


def read_mentions(tools: Tools, *, identity: str, title: str, text: str) -> tuple[Mention, ...]:
    """Return the mentions of an article, as today's gazetteer and reader see them."""
    from models.mentions import tag_mentions

    return tag_mentions(article_id=identity, title=title, text=text, gazetteer=tools.gazetteer, context=tools.context)


def claimed(page: ReadPage, tools: Tools) -> ReadPage:
    """Return an article's page with its pay claims and the names to propose; another page as it is."""
    if page.state != "article" or page.article is None:
        return page
    article = page.article
    claims, not_pay = read_pay(
        tools,
        identity=article.id,
        title=article.headline,
        text=article.text,
        published=article.published,
        language=article.language,
    )
    return replace(page, claims=claims, not_pay=not_pay, names=_new_names(page, claims, tools))


def _new_names(page: ReadPage, claims: Sequence[PayClaim], tools: Tools) -> tuple[NameSighting, ...]:
    from models.proposed_names import propose_names

    article = page.article
    # The cues are English.
    if article is None or (article.language and not article.language.startswith("en")):
        return ()
    return propose_names(
        article_id=article.id, text=article.text, mentions=page.mentions, gazetteer=tools.gazetteer, claims=claims
    )


def _with_events(page: ReadPage) -> ReadPage:
    if page.state != "article" or page.article is None:
        return page
    from models.events import read_events

    article = page.article
    events = read_events(
        article_id=article.id,
        text=article.text,
        published=article.published,
        mentions=page.mentions,
        language=article.language,
    )
    return replace(page, events=events)


def read_pay(
    tools: Tools, *, identity: str, title: str, text: str, published: datetime | None, language: str | None
) -> tuple[tuple[PayClaim, ...], tuple[NotPay, ...]]:
    """Return the pay claims of an article and its money that is no pay, as today's reader sees them."""
    from models.claims import read_claims

    # Grammar and trained reader know English alone: in another language they would find figures and misread them.
    if language and not language.startswith("en"):
        return (), ()
    reading = read_claims(
        article_id=identity,
        title=title,
        text=text,
        published=published,
        gazetteer=tools.gazetteer,
        judge_by=tools.pay_reader,
    )
    return reading.claims, reading.not_pay


def _embedded(pages: list[ReadPage], tools: Tools) -> list[ReadPage]:
    kept = [page for page in pages if page.state == "article" and page.article is not None]
    if not kept:
        return pages
    texts = [story_text(page.article.headline, page.article.text) for page in kept if page.article]
    vectors = iter(tools.embedder.encode(texts, max_tokens=_EMBED_TOKENS))
    digest = tools.embedder.digest
    return [
        replace(page, vector=base64.b64encode(next(vectors).astype("<f4").tobytes()).decode(), model_digest=digest)
        if page.state == "article"
        else page
        for page in pages
    ]


def _rejected(page: ReadPage, stage: str, reason: RejectionReason, detail: str) -> ReadPage:
    rejection = Rejection(
        stage=stage,
        key=page.capture.url,
        reason=reason,
        detail=detail,
        source_id=page.capture.source_id,
        rejected_at=page.seen_at,
    )
    return replace(page, state="rejected", rejection=rejection)
