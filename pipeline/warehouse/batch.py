"""What one load brings into the warehouse, and its shape as rows of the tables.

A batch holds the records of the stages as they are; this module lays them flat, column by column as in
`schema/*.sql`. Text that no database can hold (lone surrogates) loses exactly those characters, one for
one, so that offsets stay right. A pay claim whose amount does not fit a DECIMAL(18, 6), a million million
or more, is refused: it becomes a rejection, because one absurd page must not stop a night.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipeline.errors import RejectionReason
from pipeline.records import (
    RIGHTS_IF_OPTED_OUT,
    Article,
    ArticleEvent,
    Capture,
    Decision,
    Duplicate,
    Mention,
    NameSighting,
    NotPay,
    PayClaim,
    Rejection,
    RunReport,
    Source,
    StoryLink,
    StoryMembership,
    StoryMerge,
)
from pipeline.warehouse.store import utc_naive

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.relate.duplicates import FingerprintRow, SketchRow
    from pipeline.warehouse.origins import AttributionRow, ClueRow, OriginLinkRow
    from pipeline.warehouse.owed import InDigest

Row = dict[str, Any]

TOO_MUCH = Decimal(10) ** 12
"""DECIMAL(18, 6) has twelve digits before the point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRow:
    """An entity of the gazetteer."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    relation: str | None = None
    since: str | None = None
    owner: str | None = None
    owned_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorRow:
    """The embedding of an article."""

    article_id: str
    model_digest: str
    vector: "NDArray[np.float32]"
    """Shape (384,), unit length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingRow:
    """That an article version was seen at its address after something else, or for the first time."""

    article_id: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom other runs asked than the one that loads, and nobody has counted yet."""

    runs: tuple[RunReport, ...] = ()
    """Runs that were killed, and one for all polls that brought nothing."""
    up_to: int | None = None
    """Number of the last asking that is counted with them; None when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything that one load brings; all parts may be empty."""

    sources: tuple[Source, ...] = ()
    entities: tuple[EntityRow, ...] = ()
    captures: tuple[Capture, ...] = ()
    articles: tuple[Article, ...] = ()
    sightings: tuple[SightingRow, ...] = ()
    """When these articles were seen; the version seen last is current. Without one, its capture's time counts."""
    mentions: tuple[Mention, ...] = ()
    names: tuple[NameSighting, ...] = ()
    claims: tuple[PayClaim, ...] = ()
    not_pay: tuple[NotPay, ...] = ()
    events: tuple[ArticleEvent, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    attributions: "tuple[AttributionRow, ...]" = ()
    origin_links: "tuple[OriginLinkRow, ...]" = ()
    origin_clues: "tuple[ClueRow, ...]" = ()
    memberships: tuple[StoryMembership, ...] = ()
    merges: tuple[StoryMerge, ...] = ()
    links: tuple[StoryLink, ...] = ()
    fingerprints: "tuple[FingerprintRow, ...]" = ()
    sketches: "tuple[SketchRow, ...]" = ()
    vectors: tuple[VectorRow, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Canonical URLs of articles that their publishers withdrew."""
    come_back: tuple[str, ...] = ()
    """Canonical URLs of articles whose page answers; those that had been withdrawn stand again."""
    decisions: tuple[Decision, ...] = ()
    in_digests: "tuple[InDigest, ...] | None" = None
    """What the written digests show, for the corrections that decisions owe; None: those noted stay as they are."""
    run: RunReport | None = None
    asked: Asked = Asked()
    watermark: int | None = None
    """How far the archive is loaded with this batch; None when the batch does not come from the archive."""
    number: int | None = None
    """Of this load in the archive's ledger; None when the batch does not come from the archive."""
    loaded_at: datetime | None = None
    """For `articles.loaded_at` and rejections without a time; default: the start of `run`."""


def source_rows(batch: Batch) -> list[Row]:
    """Return the rows of `sources`."""
    return [
        _flat(source)
        | {
            "feeds": [_flat(feed) for feed in source.feeds],
            "rights_if_opted_out": source.rights_if_opted_out or RIGHTS_IF_OPTED_OUT,
        }
        for source in batch.sources
    ]


def article_rows(batch: Batch) -> list[Row]:
    """Return the rows of `articles`; which version is current is found out after all are in."""
    extra = {"is_current": False, "is_withdrawn": False, "loaded_at": loaded_at(batch)}
    return [_flat(article) | extra for article in batch.articles]


def membership_rows(batch: Batch) -> list[Row]:
    """Return the rows of `story_articles`; where an article stands in the end is worked out after all are in."""
    return [_flat(member) | {"first_story_id": member.story_id} for member in batch.memberships]


def rejection_rows(batch: Batch, refused: Iterable[Rejection]) -> list[Row]:
    """Return the rows of `rejections`, those of the load itself among them, each with its time."""
    when = loaded_at(batch)
    rows = [_flat(rejection) for rejection in (*batch.rejections, *refused)]
    return [row | {"rejected_at": row["rejected_at"] or when} for row in rows]


def claim_rows(claims: Iterable[PayClaim], texts: Mapping[str, str]) -> list[Row]:
    """Return the rows of `pay_claims`, each with its evidence sentence out of the article's text."""
    rows = []
    for claim in claims:
        row = _flat(claim)
        del row["attribution"]
        row["attribution_type"] = claim.attribution.type
        row["attribution_name"] = claim.attribution.name
        row["sentence"] = texts[claim.article_id][claim.sent_start : claim.sent_end]
        row["alt"] = [_flat(alt) for alt in claim.alt]
        # What people decided is applied once all rows are in.
        row |= {"review_status": "unreviewed", "corrected_fields": []}
        rows.append(row)
    return rows


def candidate_rows(claims: Iterable[PayClaim]) -> list[Row]:
    """Return the rows of `payer_candidates`, best first for each claim."""
    return [
        _flat(candidate) | {"claim_id": claim.id, "rank": rank}
        for claim in claims
        for rank, candidate in enumerate(claim.payer_candidates, start=1)
    ]


def entity_link_rows(claims: Iterable[PayClaim]) -> list[Row]:
    """Return the rows of `claim_entities`: what the words of each claim name."""
    rows: list[Row] = []
    for claim in claims:
        links = (
            ("worker", claim.worker, claim.role_id, None),
            ("project", claim.project, claim.project_id, None),
            ("location", claim.location, claim.place_id, claim.country),
        )
        rows += [
            {"claim_id": claim.id, "field": field, "words": words, "entity_id": entity, "country": country}
            for field, words, entity, country in links
            if words is not None and entity is not None
        ]
    return rows


def not_pay_rows(not_pay: Iterable[NotPay], texts: Mapping[str, str]) -> list[Row]:
    """Return the rows of `not_pay`, each with the sentence it stands in, and what `client_rates` wants beside."""
    from pipeline.sentences import sentence_around, sentence_spans

    spans: dict[str, list[tuple[int, int]]] = {}
    rows = []
    for money in not_pay:
        text = texts[money.article_id]
        if money.article_id not in spans:
            spans[money.article_id] = sentence_spans(text)
        start, end = sentence_around(spans[money.article_id], money.start, money.end)
        row = _flat(_with_column_amounts(money)) | {"sentence": text[start:end], "sent_start": start, "sent_end": end}
        rows.append(row | {"amount_text": money.text})
    return rows


def event_rows(events: Iterable[ArticleEvent], texts: Mapping[str, str]) -> list[Row]:
    """Return the rows of `article_events`, each with its sentence out of the article's text."""
    return [
        _flat(event)
        | {
            "actors": [_flat(actor) for actor in event.actors],
            "sentence": texts[event.article_id][event.sent_start : event.sent_end],
        }
        for event in events
    ]


def client_rate_rows(not_pay: Iterable[Row]) -> list[Row]:
    """Return the rows of `client_rates` out of those of `not_pay`."""
    return [row for row in not_pay if row["reason"] == "client_rate"]


def run_rows(report: RunReport) -> dict[str, list[Row]]:
    """Return the rows of `runs`, `run_counts` and `source_errors`."""
    run = {"run_id": report.id}
    return {
        "runs": [_flat(report)],
        "run_counts": [run | _flat(count) for count in report.counts],
        "source_errors": [run | _flat(error) for error in report.source_errors],
    }


def plain_rows(records: Iterable[object]) -> list[Row]:
    """Return the rows of records whose fields are columns as they stand."""
    return [_flat(record) for record in records]


def refuse_absurd_amounts(claims: Iterable[PayClaim]) -> tuple[list[PayClaim], list[Rejection]]:
    """Part the claims whose amounts fit the warehouse from those that do not."""
    kept: list[PayClaim] = []
    refused: list[Rejection] = []
    for claim in claims:
        pairs = [(claim.amount_min, claim.amount_max), *((alt.amount_min, alt.amount_max) for alt in claim.alt)]
        amounts = [amount for pair in pairs for amount in pair if amount is not None]
        if all(map(_fits, amounts)):
            kept.append(claim)
        else:
            detail = f"{claim.amount_text[:80]!r} does not fit an amount column"
            reason = RejectionReason.TOO_LARGE
            refused.append(Rejection(stage="load", key=claim.id, reason=reason, detail=detail))
    return kept, refused


def _with_column_amounts(money: NotPay) -> NotPay:
    """Leave out amounts that no column holds; the words of the text stay."""
    ends = [end for end in (money.amount_min, money.amount_max) if end is not None]
    return money if all(_fits(end) for end in ends) else replace(money, amount_min=None, amount_max=None)


def _fits(amount: Decimal) -> bool:
    return amount.is_finite() and abs(amount) < TOO_MUCH


def without_surrogates(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with "?" for every lone surrogate, which UTF-8 cannot write."""
    return [{name: _encodable(value) for name, value in row.items()} for row in rows]


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, (list, tuple)):
        return [_encodable(item) for item in value]
    if isinstance(value, dict):
        return {name: _encodable(item) for name, item in value.items()}
    return value


def loaded_at(batch: Batch) -> datetime | None:
    """Return when a batch is loaded, in UTC without a zone."""
    moment: datetime | None = _plain(batch.loaded_at or (batch.run.started_at if batch.run else None))
    return moment


def _flat(record: Any) -> Row:
    return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_naive(value)
    if isinstance(value, Decimal):
        return value.quantize(Decimal("0.000001"))
    return value
