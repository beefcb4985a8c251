"""The readings of the whole gold articles in a warehouse, and as facts from which the tests work out every row.

What careful readers found in the articles of `data/gold` (not what the program reads) stands in a warehouse of its
own, every claim accepted by a person, so that printing depends on what the claims say alone. Kind of work and voice
are taken from the macros, which have tests of their own; amounts, days, groups and pairs are worked out here.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.gold import GoldItem, load_gold
from pipeline.places import CHECKOUT
from pipeline.records import (
    AltAmount,
    Article,
    Attribution,
    Decision,
    Duplicate,
    Mention,
    NotPay,
    PayClaim,
    Source,
    StoryMembership,
    claim_record_id,
    record_id,
    text_digest,
)
from pipeline.warehouse.batch import Batch, EntityRow
from pipeline.warehouse.load import load
from pipeline.warehouse.store import Warehouse

GOLD = CHECKOUT / "data" / "gold"
HOURS = {"hour": 1, "day": 8, "week": 40, "month": 173.33, "year": 2080}
NOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A claim of a reading with what the test needs of its article."""

    claim: PayClaim
    slug: str
    source: str
    story: str | None
    group: str
    published: date
    role: str
    voice: str

    @property
    def as_of(self) -> date:
        """Middle of the time, never later than publication."""
        start, _, end = (self.claim.time or "").partition("/")
        first = date.fromisoformat(start) if start not in ("", "..") else None
        last = date.fromisoformat(end) if end not in ("", "..") else None
        if first is None:
            return min(last or self.published, self.published)
        days = max(((last or self.published) - first).days, 0)
        return min(first + timedelta(days=days // 2), self.published)

    @property
    def is_printable(self) -> bool:
        return self.claim.modality == "asserted" and self.claim.payer is not None

    @property
    def payer_key(self) -> str | None:
        return self.claim.payer_id or (self.claim.payer.lower() if self.claim.payer else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """The loaded warehouse and what stands in it."""

    warehouse: Warehouse
    facts: tuple[Fact, ...]
    client_rates: int

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Answer a query, a dictionary a row."""
        rows: list[dict[str, Any]] = self.warehouse.con.sql(sql).to_arrow_table().to_pylist()
        return rows


class Rates:
    """The tables of exchange rates, asked in plain Python."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.tables: dict[tuple[str, str], list[tuple[date, float]]] = defaultdict(list)
        for row in newsroom.rows("SELECT * FROM fx_rates ORDER BY day"):
            self.tables[row["currency"], row["period"]].append((row["day"], float(row["units_per_usd"])))

    def at(self, currency: str, day: date) -> float | None:
        """Units per dollar: of the day, else of the year, else carried on."""
        days = [pair for pair in self.tables[currency, "day"] if pair[0] <= day][-1:]
        years = [pair for pair in self.tables[currency, "year"] if pair[0] <= date(day.year, 1, 1)][-1:]
        for pairs, first in (
            (days, day - timedelta(days=7)),
            (years, date(day.year, 1, 1)),
            (days, day - timedelta(days=45)),
            (years, date(day.year - 1, 1, 1)),
        ):
            if pairs and pairs[0][0] >= first:
                return pairs[0][1]
        return None


def read_entities() -> tuple[tuple[EntityRow, ...], dict[str, str]]:
    """Return the invented firms and unions, and the id of each of their names."""
    found = []
    for path in sorted((GOLD / "gazetteer").glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8"))["entities"]:
            aliases = tuple(entry.get("aliases", ()))
            found.append(EntityRow(id=entry["id"], name=entry["name"], type=entry["type"], aliases=aliases))
    names = {name.lower(): entity.id for entity in found for name in (entity.name, *entity.aliases)}
    return tuple(found), names


def amounts_of(row: dict[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """Return both ends as numbers."""
    low, high = (None if row[key] is None else Decimal(row[key]) for key in ("amount_min", "amount_max"))
    return low, high


def read_claim(row: dict[str, Any], article: str, names: dict[str, str]) -> PayClaim:
    """Return the claim of a reading as a record."""
    known = {field.name for field in fields(PayClaim)}
    given = {key: value for key, value in row.items() if key in known}
    low, high = amounts_of(row)
    key = claim_record_id(
        article,
        start=row["start"],
        end=row["end"],
        amount_min=low,
        amount_max=high,
        currency=row["currency"],
        unit=row["unit"],
    )
    given |= {"id": key, "article_id": article, "amount_min": low, "amount_max": high, "confidence": 1.0}
    given |= {"attribution": Attribution(**row["attribution"]), "payer_alt": tuple(row["payer_alt"])}
    given |= {"payer_id": names.get((row["payer"] or "").lower()), "extractor_version": "a reader"}
    given["alt"] = tuple(
        AltAmount(currency=alt["currency"], amount_min=amounts_of(alt)[0], amount_max=amounts_of(alt)[1])
        for alt in row["alt"]
    )
    return PayClaim(**given)


def make_batch(items: list[GoldItem]) -> tuple[Batch, list[tuple[PayClaim, GoldItem, str]]]:
    """Return all readings as one batch, and each claim with its article and outlet."""
    entities, names = read_entities()
    keys = {item.id.split("/")[1]: "a-" + item.id for item in items}
    batch = Batch(entities=entities)
    told = []
    for item in items:
        slug = item.id.split("/")[1]
        body = tomllib.loads((GOLD / "articles" / f"{item.id}.toml").read_text("utf-8"))
        outlet = body.get("outlet") or item.author
        article = Article(
            id=keys[slug],
            capture_id="w-" + item.id,
            source_id=outlet,
            url=f"https://gold.example/{item.id}",
            canonical_url=f"https://gold.example/{item.id}",
            headline=item.title or "",
            published=datetime.fromisoformat(item.published[:10]).replace(tzinfo=timezone.utc) + NOON,
            text=item.text,
            text_digest=text_digest(item.text),
            extractor="a person",
        )
        origin = keys.get(item.reading.origin or "")
        claims = [read_claim(row, article.id, names) for row in item.claims]
        told += [(claim, item, outlet) for claim in claims]
        source = Source(
            id=outlet,
            name=outlet,
            homepage="https://gold.example/",
            source_class="press",
            country="GB",
            languages=("en",),
            feeds=(),
        )
        batch = replace(
            batch,
            sources=(*(known for known in batch.sources if known.id != outlet), source),
            articles=(*batch.articles, article),
            claims=(*batch.claims, *claims),
            not_pay=(*batch.not_pay, *other_money(item, article.id)),
            mentions=(*batch.mentions, *unions(item, article.id)),
            duplicates=(
                *batch.duplicates,
                Duplicate(
                    article_id=article.id,
                    canonical_id=article.id,
                    relation="rewrite" if origin else "original",
                    similarity=1.0,
                    origin_id=origin,
                ),
            ),
            memberships=(
                *batch.memberships,
                StoryMembership(article_id=article.id, story_id=item.reading.story or item.id, similarity=1.0),
            ),
            decisions=(*batch.decisions, *(accept(claim.id) for claim in claims)),
        )
    return batch, told


def accept(claim: str) -> Decision:
    """A person's word that a claim is right."""
    when = datetime(2026, 11, 1, tzinfo=timezone.utc)
    return Decision(id=record_id("d", "accept", claim), verb="accept", subject=claim, who="ed", when=when, why="read")


def other_money(item: GoldItem, article: str) -> Iterator[NotPay]:
    """The money that readers say is not pay."""
    for number, money in enumerate(item.reading.not_pay):
        yield NotPay(article_id=article, start=number, end=number + 1, text=money.amount_text, reason=money.reason)


def unions(item: GoldItem, article: str) -> Iterator[Mention]:
    """The unions that readers saw."""
    for mention in item.reading.mentions:
        if mention.label == "UNION":
            key = record_id("m", article, mention.text)
            fixed = {"start": 0, "end": len(mention.text), "entity_id": None, "why": "read"}
            yield Mention(id=key, article_id=article, label=mention.label, text=mention.text, **fixed)  # type: ignore[arg-type]  # four fields of three types


@contextmanager
def open_newsroom(path: Path) -> Iterator[Newsroom]:
    """Load the gold articles into a new warehouse at `path`, with the real exchange rates and minimum wages."""
    items = [item for item in load_gold(GOLD, splits=("train", "validation")) if item.is_article]
    batch, told = make_batch(items)
    with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
        load(warehouse, batch)
        con = warehouse.con
        roles = dict(con.sql("SELECT DISTINCT worker, role_class(worker) FROM pay_claims").fetchall())
        voices = dict(con.sql("SELECT id, voice FROM claim_voices").fetchall())
        origins = {row.article_id: row.origin_id or row.article_id for row in batch.duplicates}
        facts = tuple(
            Fact(
                claim=claim,
                slug=item.id,
                source=outlet,
                story=item.reading.story or item.id,
                group=origins[claim.article_id],
                published=date.fromisoformat(item.published[:10]),
                role=roles[claim.worker],
                voice=voices[claim.id],
            )
            for claim, item, outlet in told
        )
        rates = sum(money.reason == "client_rate" for item in items for money in item.reading.not_pay)
        yield Newsroom(warehouse=warehouse, facts=facts, client_rates=rates)


TIMED = {("c/doctors-290-an-hour", "c4"): 2.0}
"""The one claim whose sentence says how long the piece of work takes, read by hand."""


def hourly(fact: Fact, rates: Rates) -> tuple[float | None, float | None]:
    """Both ends in US dollars an hour."""
    claim = fact.claim
    hours = HOURS.get(claim.unit) or TIMED.get((fact.slug, claim.claim_id))
    if not hours:
        return None, None
    dollars = next((alt for alt in claim.alt if alt.currency == "USD"), None)
    if claim.currency != "USD" and dollars:
        low = None if claim.amount_min is None else float(dollars.amount_min or dollars.amount_max or 0) / hours
        high = None if claim.amount_max is None else float(dollars.amount_max or dollars.amount_min or 0) / hours
        return low, high
    rate = 1.0 if claim.currency == "USD" else rates.at(claim.currency, fact.as_of)
    if rate is None:
        return None, None
    return tuple(None if end is None else float(end) / rate / hours for end in (claim.amount_min, claim.amount_max))  # type: ignore[return-value]  # two ends


def ends_of(claim: PayClaim) -> tuple[Any, ...]:
    """What an amount is, without its words."""
    return claim.amount_min, claim.amount_max, claim.currency, claim.unit
