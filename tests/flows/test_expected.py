"""What the demo's nights found, beside what careful readers find in the same articles (`data/demo/expected`).

The articles are our own, so these scores are a smoke test and no evidence of how the real press is read.
Floors are in `tests/quality_floors.toml`.
"""

import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from flows.newsroom import NIGHT_2
from flows.newsroom_content import DEMO, article_url, load_articles, load_publishers
from pipeline.places import Places
from pipeline.urls import canonical_url

pytestmark = [pytest.mark.slow, pytest.mark.model]

FLOORS = tomllib.loads((Path(__file__).parent.parent / "quality_floors.toml").read_text())["demo"]

Amounts = tuple[Decimal | None, Decimal | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One article as expected and as found."""

    key: str
    expected: dict[str, object]
    found: dict[str, object] | None
    claims: list[dict[str, object]]


@pytest.fixture(scope="module")
def articles(demo: tuple[Places, str]) -> list[Read]:
    publishers = {publisher.id: publisher for publisher in load_publishers()}
    with duckdb.connect(str(demo[0].warehouse), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        found = {row["canonical_url"]: row for row in _rows(con, "SELECT * FROM articles WHERE is_current")}
        claims: dict[str, list[dict[str, object]]] = {}
        for row in _rows(con, "SELECT * FROM pay_claims ORDER BY article_id, start"):
            claims.setdefault(str(row["article_id"]), []).append(row)
    reads = []
    for article in load_articles():
        if not article.is_out(NIGHT_2) or article.is_withdrawn(NIGHT_2):
            continue
        folder = DEMO / "expected" / article.publisher
        later = folder / f"{article.slug}.v2.json"
        path = later if later.exists() else folder / f"{article.slug}.json"
        row = found.get(canonical_url(article_url(publishers[article.publisher], article)))
        reads.append(
            Read(
                key=f"{article.publisher}/{article.slug}",
                expected=json.loads(path.read_text()),
                found=row,
                claims=claims.get(str(row["id"]), []) if row else [],
            )
        )
    return reads


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, object]]:
    con.execute(query)
    columns = [column[0] for column in con.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in con.fetchall()]


def test_relevance(articles: list[Read]) -> None:
    wrong = [read.key for read in articles if (read.found is not None) != read.expected["relevant"]]
    score = 1 - len(wrong) / len(articles)
    assert score >= FLOORS["relevance_accuracy"], f"{score:.3f}: {wrong}"


@pytest.mark.parametrize("field", ["title", "authors", "published", "language"])
def test_what_a_page_says_about_itself(articles: list[Read], field: str) -> None:
    column = {"title": "headline"}.get(field, field)
    wrong = []
    kept = [read for read in articles if read.found is not None]
    for read in kept:
        assert read.found is not None
        want, got = read.expected[field], read.found[column]
        if field == "published":
            # A page may state a day only; then the day is what can be right.
            want, got = str(want)[:10], f"{got:%Y-%m-%d}" if got else ""
            want_day = _utc_day(str(read.expected[field]))
            if got not in {want, want_day}:
                wrong.append((read.key, want, got))
        elif (list(want) if isinstance(want, list) else want) != (list(got) if isinstance(got, list) else got):
            wrong.append((read.key, want, got))
    score = 1 - len(wrong) / len(kept)
    assert score >= FLOORS[field], f"{score:.3f}: {wrong}"


def _utc_day(text: str) -> str:
    from datetime import datetime, timezone

    when = datetime.fromisoformat(text)
    return f"{when.astimezone(timezone.utc):%Y-%m-%d}" if when.tzinfo else text[:10]


@pytest.mark.parametrize("level", ["a", "b", "c"])
def test_pay_claims(articles: list[Read], level: str) -> None:
    right = wanted = given = 0
    misses = []
    for read in articles:
        if read.found is None or read.expected["claims"] is None:
            continue
        want = Counter(_key(claim, level) for claim in read.expected["claims"])  # type: ignore[attr-defined]  # a JSON list
        ignored = {_key(claim, "a")[:2] for claim in read.expected.get("ignore") or []}  # type: ignore[attr-defined]  # a JSON list
        got = Counter(_key(claim, level) for claim in read.claims)
        for key in [key for key in got if key[:2] in ignored and key not in want]:
            del got[key]
        right += (want & got).total()
        wanted += want.total()
        given += got.total()
        misses += [(read.key, "missed", key) for key in want - got] + [(read.key, "extra", key) for key in got - want]
    score = 2 * right / (wanted + given)
    assert score >= FLOORS[f"claims_{level}"], f"{score:.3f} of {wanted} expected, {given} found: {misses[:40]}"


def _key(claim: dict[str, object], level: str) -> tuple[object, ...]:
    low, high = _number(claim.get("amount_min")), _number(claim.get("amount_max"))
    ends = {number for number in (low, high) if number is not None}
    key: tuple[object, ...] = (tuple(sorted(ends)), claim.get("currency"))
    if level >= "b":
        key += (low is None, high is None, claim.get("unit"))
    if level >= "c":
        key += (claim.get("bound"), claim.get("kind"), claim.get("change_role"))
    return key


def test_figures_in_other_languages_are_not_read(articles: list[Read]) -> None:
    others = [read for read in articles if read.found is not None and read.found["language"] not in (None, "en")]
    assert others
    assert not [read.key for read in others if read.claims]


def test_a_named_payer_is_the_right_one(articles: list[Read]) -> None:
    right = named = wanted_payers = 0
    wrong = []
    for read in articles:
        if read.found is None or read.expected["claims"] is None:
            continue
        wanted = {_key(claim, "b"): claim for claim in read.expected["claims"]}  # type: ignore[attr-defined]  # a JSON list
        wanted_payers += sum(claim.get("payer") is not None for claim in wanted.values())
        for claim in read.claims:
            want = wanted.get(_key(claim, "b"))
            if want is None or claim["payer"] is None:
                continue
            named += 1
            names = {_name(want.get("payer")), *(_name(other) for other in want.get("payer_alt") or [])}
            if _name(claim["payer"]) in names:
                right += 1
            else:
                wrong.append((read.key, claim["amount_text"], claim["payer"], want.get("payer")))
    score = right / named
    assert score >= FLOORS["payer_precision"], f"{score:.3f} of {named} named: {wrong[:40]}"
    assert right / wanted_payers >= FLOORS["payer_recall"], f"{right} of {wanted_payers}"


def _number(value: object) -> Decimal | None:
    return Decimal(str(value)).normalize() if value is not None else None


def _name(value: object) -> str:
    return str(value).split()[0].lower() if value else ""
