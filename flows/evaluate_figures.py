"""Find the figures that differ between the articles of a pair, as a warehouse would show them.

In: pairs of articles. Out: for each pair the amounts of the later article that `derived_claims` lists. Whether the
later one was made from the earlier is taken from the pair, so that this measures figures alone.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flows.tools import Tools
from models.claims import read_claims
from pipeline.records import Article, Duplicate, NotPay, PayClaim, article_id, text_digest
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load
from pipeline.warehouse.store import Warehouse

if TYPE_CHECKING:
    from flows.evaluate_origins import Pair, PairedArticle

_DIFFERING = (
    "SELECT a.source_id, x.amount_text FROM derived_claims AS x JOIN articles AS a ON a.id = x.article_id ORDER BY x.id"
)


def differing_figures(pairs: "Sequence[Pair]", tools: Tools, folder: Path) -> dict[str, list[str]]:
    """Return pair id to the amounts of its later article that differ from the earlier one's."""
    articles: list[Article] = []
    duplicates: list[Duplicate] = []
    claims: list[PayClaim] = []
    not_pay: list[NotPay] = []
    for pair in pairs:
        if pair.origin != "certain":
            continue
        earlier, later = _article(pair.earlier, f"{pair.id} earlier"), _article(pair.later, pair.id)
        articles += [earlier, later]
        duplicates += [
            Duplicate(article_id=earlier.id, canonical_id=earlier.id, relation="original", similarity=1.0),
            Duplicate(
                article_id=later.id,
                canonical_id=later.id,
                relation="translation" if pair.kind == "translation" else "rewrite",
                similarity=1.0,
                origin_id=earlier.id,
            ),
        ]
        for article in (earlier, later):
            reading = read_claims(
                text=article.text,
                title=article.headline,
                published=article.published,
                article_id=article.id,
                gazetteer=tools.gazetteer,
                judge_by=tools.pay_reader,
            )
            claims += reading.claims
            not_pay += reading.not_pay
    with Warehouse.open(folder / "pairs.duckdb", data=tools.places.data) as warehouse:
        load(
            warehouse,
            Batch(articles=tuple(articles), duplicates=tuple(duplicates), claims=tuple(claims), not_pay=tuple(not_pay)),
        )
        rows = warehouse.con.execute(_DIFFERING).fetchall()
    found: dict[str, list[str]] = {}
    for pair_id, amount in rows:
        found.setdefault(str(pair_id), []).append(str(amount))
    return found


def _article(article: "PairedArticle", owner: str) -> Article:
    digest = text_digest(article.text)
    return Article(
        id=article_id(f"{article.url}#{owner}", digest),
        capture_id="",
        source_id=owner,
        url=article.url,
        canonical_url=f"{article.url}#{owner}",
        headline=article.title,
        published=article.published,
        text=article.text,
        text_digest=digest,
        extractor="pair",
    )
