"""What the demo newsroom holds: enough publishers, articles and near misses, each with a record written by hand."""

import json
from collections import Counter
from datetime import datetime, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from flows.newsroom import DIGEST_WEEK, NIGHT_1, NIGHT_2
from flows.newsroom_content import DEMO, DemoArticle, load_articles, load_publishers
from pipeline.errors import ConfigError
from pipeline.records import Bound, ChangeRole, Kind, Modality, NotPayReason, Unit

EXPECTED = DEMO / "expected"
CASES = Path(__file__).resolve().parent.parent / "cases"
ARTICLES = {f"{article.publisher}/{article.slug}": article for article in load_articles()}


def expected(key: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((EXPECTED / f"{key}.json").read_text(encoding="utf-8"))
    return record


def records() -> list[tuple[str, DemoArticle, dict[str, Any]]]:
    """(name, article as it reads, expected record) of every article and of every corrected text."""
    rows = []
    for path in sorted(EXPECTED.glob("*/*.json")):
        name = f"{path.parent.name}/{path.stem}"
        article = ARTICLES[name.removesuffix(".v2")]
        rows.append((name, article.at(NIGHT_2) if name.endswith(".v2") else article, expected(name)))
    return rows


RECORDS = records()
ONE_EACH = [pytest.param(*row, id=row[0]) for row in RECORDS]
ANNOTATED = [pytest.param(*row, id=row[0]) for row in RECORDS if row[2]["claims"] is not None]


def find_nth(text: str, words: str, nth: int) -> int:
    at = -1
    for _ in range(nth):
        at = text.find(words, at + 1)
        if at < 0:
            break
    return at


def test_there_are_enough_publishers_each_of_its_own_make() -> None:
    publishers = load_publishers()
    assert len(publishers) == 14
    assert len({publisher.make for publisher in publishers}) == 14
    assert {"de", "es", "en"} == {language for publisher in publishers for language in publisher.languages}
    assert all(publisher.host.endswith(".example") for publisher in publishers)


def test_there_are_enough_articles_and_near_misses() -> None:
    off_the_beat = [name for name, _, record in RECORDS if not record["relevant"]]
    assert len(ARTICLES) >= 72
    assert len(off_the_beat) >= 20


def test_every_week_from_28_september_to_22_november_has_articles() -> None:
    weeks = Counter(article.published.astimezone(timezone.utc).isocalendar().week for article in ARTICLES.values())
    assert set(weeks) == set(range(40, 48))
    assert min(weeks.values()) >= 3


def test_every_article_has_an_expected_record_and_every_record_an_article() -> None:
    names = {name for name, _, _ in RECORDS}
    corrected = {f"{key}.v2" for key, article in ARTICLES.items() if article.versions}
    assert names == set(ARTICLES) | corrected


@pytest.mark.parametrize(("name", "article", "record"), ONE_EACH)
def test_expected_record_agrees_with_the_article(name: str, article: DemoArticle, record: dict[str, Any]) -> None:
    assert record["title"] == article.headline
    assert record["authors"] == list(article.authors)
    assert datetime.fromisoformat(record["published"]) == article.published
    assert record["story"]
    for platform in record["platforms"]:
        assert platform in article.text


@pytest.mark.parametrize(("name", "article", "record"), ANNOTATED)
def test_every_amount_stands_in_the_text(name: str, article: DemoArticle, record: dict[str, Any]) -> None:
    rows = [*record["claims"], *record["not_pay"], *record["ignore"]]
    found = [find_nth(article.text, row["amount_text"], row["nth"]) for row in rows]
    assert -1 not in found
    starts = found[: len(record["claims"])]
    assert all(first < second for first, second in pairwise(starts))
    spans = sorted((at, at + len(row["amount_text"])) for at, row in zip(found, rows, strict=True))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize(("name", "article", "record"), ANNOTATED)
def test_claims_use_the_words_of_the_guideline(name: str, article: DemoArticle, record: dict[str, Any]) -> None:
    for row in record["not_pay"]:
        assert row["reason"] in get_args(NotPayReason)
    for claim in record["claims"]:
        assert claim["bound"] in get_args(Bound)
        assert claim["unit"] in get_args(Unit)
        assert claim["kind"] in get_args(Kind)
        assert claim["modality"] in get_args(Modality)
        assert claim["change_role"] in (None, *get_args(ChangeRole))
        assert (claim["kind"] == "change") == (claim["change_role"] is not None)
        assert claim["kind"] != "statutory_minimum" or claim["payer"] is None
        open_below = claim["bound"] in {"up_to", "under"}
        open_above = claim["bound"] in {"at_least", "over", "as_low_as"}
        assert (claim["amount_min"] is None) == open_below
        assert (claim["amount_max"] is None) == open_above
        assert (claim["bound"] == "exact") == (claim["amount_min"] == claim["amount_max"])


@pytest.mark.parametrize(("name", "article", "record"), ANNOTATED)
def test_links_of_a_change_point_to_each_other(name: str, article: DemoArticle, record: dict[str, Any]) -> None:
    claims = {claim["claim_id"]: claim for claim in record["claims"]}
    for claim in record["claims"]:
        if claim["linked_to"] is None:
            assert claim["change_role"] in {None, "delta"}
            continue
        partner = claims[claim["linked_to"]]
        assert (claim["change_role"] == "to") != (partner["change_role"] == "to")


@pytest.mark.parametrize(("name", "article", "record"), ONE_EACH)
def test_articles_have_the_length_of_news(name: str, article: DemoArticle, record: dict[str, Any]) -> None:
    words = len(article.text.split())
    low = 60 if article.publisher == "capital-courier" else 180 if record["relation"] == "copy" else 200
    assert low <= words <= 600


def test_standfirsts_carry_no_money() -> None:
    assert not [key for key, article in ARTICLES.items() if any(sign in article.standfirst for sign in "$€£₹")]


def test_wire_copies_have_other_headlines_at_three_other_publishers() -> None:
    copies: dict[str, set[str]] = {}
    for name, article, record in RECORDS:
        if record["relation"] == "copy":
            origin = ARTICLES[record["origin"]]
            assert origin.publisher == "harbour-wire"
            assert article.headline != origin.headline
            assert article.published > origin.published
            copies.setdefault(record["origin"], set()).add(name.split("/")[0])
    assert sorted(len(publishers) for publishers in copies.values())[-3:] == [3, 3, 3]


def test_a_rewrite_changes_a_figure_of_its_origin() -> None:
    rewrite = expected("techtickle/ai-startup-slashes-pay-to-11")
    origin = expected(rewrite["origin"])
    assert [claim["amount_max"] for claim in origin["claims"][:2]] == ["21", "16"]
    assert [claim["amount_max"] for claim in rewrite["claims"][:2]] == ["21", "11"]


def test_the_digest_week_is_rich_in_printable_pay() -> None:
    rich = set()
    for name, article, record in RECORDS:
        iso = article.published.astimezone(timezone.utc).isocalendar()
        if f"{iso.year}-W{iso.week:02d}" == DIGEST_WEEK and record["relation"] == "original":
            claims = record["claims"] or []
            if any(claim["modality"] == "asserted" and claim["payer"] for claim in claims):
                rich.add(name)
    assert len(rich) >= 5


def test_one_article_is_corrected_and_one_withdrawn_between_the_nights() -> None:
    corrected = [key for key, article in ARTICLES.items() if article.versions]
    withdrawn = [key for key, article in ARTICLES.items() if article.withdrawn_since]
    assert corrected == ["signal-and-shift/what-orchardloop-pays-doctors"]
    assert withdrawn == ["deccan-courier/bhashika-labs-annotators-say-pay-withheld"]
    article = ARTICLES[corrected[0]]
    assert NIGHT_1 < article.versions[0].since < NIGHT_2
    assert "$142 an hour" in article.at(NIGHT_1).text
    assert "$112 an hour" in article.at(NIGHT_2).text


def test_real_platforms_are_never_payers() -> None:
    real = {"Mercor", "Outlier", "Scale AI", "Remotasks", "Sama", "Appen", "Turing", "Handshake", "Prolific"}
    real |= {"DataAnnotation", "Amazon Mechanical Turk", "Surge AI"}
    payers = {claim["payer"] for _, _, record in RECORDS for claim in record["claims"] or []}
    assert not payers & real


def test_every_publisher_has_a_saved_page_with_its_record() -> None:
    for publisher in load_publishers():
        pages = sorted((CASES / publisher.id).glob("*.html"))
        assert pages, publisher.id
        for page in pages:
            case = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
            text = ARTICLES[f"{publisher.id}/{page.stem}"].text
            assert text.startswith(case["first_words"])
            assert text.endswith(case["last_words"])
            assert not [words for words in case["absent"] if words in text]


def test_an_article_of_an_unknown_publisher_is_refused(tmp_path: Path) -> None:
    (tmp_path / "newsroom.toml").write_bytes((DEMO / "newsroom.toml").read_bytes())
    stray = tmp_path / "articles" / "nobody" / "story.toml"
    stray.parent.mkdir(parents=True)
    stray.write_bytes((DEMO / "articles" / "bay-ledger" / "ferry-to-treasure-island.toml").read_bytes())
    with pytest.raises(ConfigError, match="no publisher 'nobody'"):
        load_articles(tmp_path)
