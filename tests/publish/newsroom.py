"""A newsroom in a real warehouse: articles and claims go through load and publish, the digest reads the snapshot."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.places import Places
from pipeline.publish.digest import compose_digest, write_digest
from pipeline.publish.model import Digest
from pipeline.records import (
    Article,
    Attribution,
    Capture,
    Decision,
    Duplicate,
    PayClaim,
    RunReport,
    Source,
    SourceError,
    StoryMembership,
    article_id,
    capture_id,
    claim_record_id,
    record_id,
    text_digest,
)
from pipeline.sentences import sentence_around, sentence_spans
from pipeline.warehouse.batch import Batch, EntityRow
from pipeline.warehouse.load import load
from pipeline.warehouse.publish import publish_snapshot
from pipeline.warehouse.store import Warehouse

WEEK = "2026-W11"
"""9 to 15 March 2026."""


def empty_data(folder: Path) -> Path:
    """Make a data folder with nothing in it but one invented exchange rate."""
    data = folder / "data"
    (data / "fx").mkdir(parents=True)
    (data / "pay").mkdir()
    (data / "fx" / "annual.csv").write_text("currency,year,units_per_usd,source\nXTS,2026,4,imf\n")
    (data / "minimum_wage.toml").write_text("wage = []\n")
    (data / "pay" / "places.toml").write_text("country = []\n")
    return data


SOURCES = {"gazette": "press", "courier": "press", "bulletin": "worker_led", "herald": "press", "echo": "republisher"}


def at(when: str) -> datetime:
    """A moment in UTC; noon when only a day is given."""
    moment = datetime.fromisoformat(when)
    return moment.replace(hour=moment.hour if "T" in when else 12, tzinfo=timezone.utc)


def first_sentences(title: str, text: str, count: int) -> Sequence[tuple[int, int]]:
    """Choose the first sentences."""
    return sentence_spans(text)[:count]


class Desk:
    """Collects a batch; `digest` loads it, publishes a snapshot and composes the issue."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._seen: Batch | None = None
        self.batch = Batch(
            sources=tuple(make_source(name) for name in SOURCES),
            entities=(
                EntityRow(id="vellum", name="Vellum", type="platform"),
                EntityRow(id="moro", name="Moro", type="platform"),
            ),
        )

    def platform(self, key: str, name: str) -> str:
        """Add a platform to the gazetteer and return its id."""
        self.add(entities=(*self.batch.entities, EntityRow(id=key, name=name, type="platform")))
        return key

    def article(
        self,
        slug: str,
        *,
        text: str = "",
        source: str | None = "gazette",
        published: str = "2026-03-10",
        story: str | None = None,
        relation: str = "original",
        canonical: str | None = None,
        origin: str | None = None,
        url: str | None = None,
        fetched: str = "2026-03-11",
        headline: str | None = None,
        **more: Any,
    ) -> str:
        """Add an article and return its id; each makes its own story unless `story` is given."""
        url = url or f"https://{source}.example/{slug}"
        text = text or f"Words of {slug} were printed by {source}. A second sentence about {slug} follows it."
        digest = text_digest(text)
        key = article_id(url, digest)
        capture = Capture(
            id=capture_id(url, digest),
            url=url,
            final_url=url,
            fetched_at=at(fetched),
            status=200,
            content_type="text/html",
            payload_digest=digest,
            source_id=source,
        )
        article = Article(
            id=key,
            capture_id=capture.id,
            source_id=source,
            url=url,
            canonical_url=url,
            headline=f"About {slug}" if headline is None else headline,
            published=at(published),
            text=text,
            text_digest=digest,
            extractor="test 1",
            relevance_score=0.5,
        )
        relation_row = Duplicate(
            article_id=key,
            canonical_id=canonical or key,
            relation=relation,  # type: ignore[arg-type]
            similarity=1.0,
            origin_id=origin,
        )
        self.add(
            captures=(*self.batch.captures, capture),
            articles=(*self.batch.articles, replace(article, **more)),
            duplicates=(*self.batch.duplicates, relation_row),
            memberships=(
                *self.batch.memberships,
                StoryMembership(article_id=key, story_id=story or "s" + key[1:], similarity=1.0),
            ),
        )
        return key

    def claim(self, article: str, amount: str, low: str, high: str | None = None, **more: Any) -> str:
        """Add the claim that `amount` is paid; it must stand in the article. Printable unless said otherwise."""
        text = next(row.text for row in self.batch.articles if row.id == article)
        number = sum(claim.article_id == article for claim in self.batch.claims) + 1
        start = text.index(amount)
        sentence = sentence_around(sentence_spans(text), start, start + len(amount))
        claim = PayClaim(
            id="",
            article_id=article,
            claim_id=f"c{number}",
            start=start,
            end=start + len(amount),
            amount_text=amount,
            sent_start=sentence[0],
            sent_end=sentence[1],
            amount_min=Decimal(low),
            amount_max=Decimal(high or low),
            bound="range" if high else "exact",
            currency="USD",
            unit="hour",
            kind="reported_earnings",
            payer="Vellum",
            payer_id="vellum",
            worker="annotators",
            attribution=Attribution(),
            extractor_version="test 1",
            confidence=0.95,
        )
        claim = replace(claim, **more)
        key = claim_record_id(
            article,
            start=claim.start,
            end=claim.end,
            amount_min=claim.amount_min,
            amount_max=claim.amount_max,
            currency=claim.currency,
            unit=claim.unit,
        )
        self.add(claims=(*self.batch.claims, replace(claim, id=key)))
        return key

    def paid(self, slug: str, *amounts: str, role: str = "annotators", payer: str = "vellum", **more: Any) -> str:
        """Add an article that reports these dollars an hour, all printable."""
        said = " ".join(f"{payer.title()} pays {role} ${amount} an hour in case {slug}." for amount in amounts)
        key = self.article(slug, text=said, **more)
        for amount in amounts:
            self.claim(key, f"${amount} an hour", amount, payer=payer.title(), payer_id=payer, worker=role)
        return key

    def change(self, article: str, old: str, new: str, **more: Any) -> None:
        """Add the linked claims of a change of dollars an hour."""
        number = sum(claim.article_id == article for claim in self.batch.claims) + 1
        first, second = f"c{number}", f"c{number + 1}"
        self.claim(article, f"${old}", old, kind="change", change_role="from", linked_to=second, **more)
        self.claim(article, f"${new} an hour", new, kind="change", change_role="to", linked_to=first, **more)

    def decide(self, verb: str, subject: str, *, value: str | None = None) -> None:
        """Add what a person decided."""
        decision = Decision(
            id=record_id("d", verb, subject, value or ""),
            verb=verb,  # type: ignore[arg-type]
            subject=subject,
            value=value,
            who="ed",
            when=at("2026-03-15"),
            why="asked for",
        )
        self.add(decisions=(*self.batch.decisions, decision))

    def night(self, when: str, *errors: tuple[str, str], read: int = 5, state: str = "done") -> None:
        """Load a night's report; `errors` are (source, problem)."""
        run = RunReport(
            id=record_id("u", "nightly", when),
            command="nightly",
            started_at=at(when),
            finished_at=at(when),
            state=state,  # type: ignore[arg-type]
            sources_read=read,
            source_errors=tuple(
                SourceError(source_id=source, url=f"https://{source}.example/feed", problem=problem)
                for source, problem in errors
            ),
        )
        with Warehouse.open(self.places.live_warehouse, data=self.places.data) as warehouse:
            load(warehouse, Batch(run=run))
        self._seen = None

    def add(self, **parts: Any) -> None:
        """Set parts of the batch."""
        self.batch = replace(self.batch, **parts)

    def publish(self) -> None:
        """Load the batch and let readers see it, unless they see it already."""
        if self._seen is self.batch:
            return
        self._seen = self.batch
        with Warehouse.open(self.places.live_warehouse, data=self.places.data) as warehouse:
            load(warehouse, self.batch)
        publish_snapshot(self.places, keep=3)

    def digest(self, week: str = WEEK, *, made: str = "2026-03-16T07:00") -> Digest:
        """Publish and compose the issue."""
        self.publish()
        return compose_digest(self.places.warehouse, week=week, now=at(made), choose=first_sentences)

    def pages(self, week: str = WEEK, *, made: str = "2026-03-16T07:00") -> tuple[str, str]:
        """Publish, write the issue, and return its Markdown and its HTML."""
        self.publish()
        paths = write_digest(self.places, week=week, now=at(made), choose=first_sentences)
        return paths[0].read_text(encoding="utf-8"), paths[1].read_text(encoding="utf-8")


def make_source(name: str, **more: Any) -> Source:
    """A source of the newsroom."""
    source = Source(
        id=name,
        name=f"The {name.title()}",
        homepage=f"https://{name}.example/",
        source_class=SOURCES.get(name, "press"),  # type: ignore[arg-type]
        country="GB",
        languages=("en",),
        feeds=(),
    )
    return replace(source, **more)
