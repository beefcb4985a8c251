"""The demo as a person sees it: two nights, a correction, a withdrawal, a digest in which everything is cited."""

import json
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import laborwire, run_ok

from flows.newsroom import NIGHT_1, NIGHT_2, Newsroom, demo_sources
from flows.newsroom_content import DEMO, article_url, load_articles, load_publishers
from flows.night import run_night
from flows.order import order_for
from pipeline.places import Places, find_places
from pipeline.urls import canonical_url
from pipeline.warehouse.dump import dump_digest

pytestmark = [pytest.mark.slow, pytest.mark.model]


def rows(places: Places, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(places.warehouse), read_only=True) as con:
        return con.execute(query).fetchall()


def test_says_where_to_look_and_answers_three_questions(demo: tuple[Places, str]) -> None:
    places, printed = demo
    assert str(places.warehouse) in printed
    assert "digest.md" in printed
    assert "digest.html" in printed
    assert printed.count("$ laborwire sql ") == 3
    assert printed.count("nightly ") == 2


def test_every_page_is_an_article_or_has_its_reason(demo: tuple[Places, str]) -> None:
    places, _ = demo
    captured = {row[0] for row in rows(places, "SELECT id FROM captures WHERE status = 200")}
    kept = {row[0] for row in rows(places, "SELECT capture_id FROM articles")}
    refused = {row[0] for row in rows(places, "SELECT c.id FROM captures c JOIN rejections r ON r.key = c.url")}
    assert captured == kept | refused
    shown = [article for article in load_articles() if article.is_out(NIGHT_2)]
    assert len(captured) >= len(shown) - 2


def test_a_correction_is_a_new_version_and_the_old_one_stays(demo: tuple[Places, str]) -> None:
    places, _ = demo
    versions = rows(
        places,
        "SELECT is_current, text LIKE '%$142%', text LIKE '%$112 an hour%' FROM articles "
        "WHERE canonical_url LIKE '%what-orchardloop-pays-doctors' ORDER BY is_current",
    )
    assert versions == [(False, True, False), (True, False, True)]


def test_a_withdrawn_article_is_marked_and_its_claims_are_not_printable(demo: tuple[Places, str]) -> None:
    places, _ = demo
    where = "canonical_url LIKE '%bhashika-labs-annotators-say-pay-withheld%'"
    assert rows(places, f"SELECT is_withdrawn FROM articles WHERE {where}") == [(True,)]
    assert rows(
        places, f"SELECT count(*) FROM pay_claims_printable p JOIN articles a ON a.id = p.article_id WHERE {where}"
    ) == [(0,)]


def test_every_quote_stands_in_its_article(demo: tuple[Places, str]) -> None:
    places, _ = demo
    wrong = rows(
        places,
        'SELECT c.id FROM pay_claims c JOIN articles a ON a.id = c.article_id WHERE a.text[c.start + 1 : c."end"] '
        "<> c.amount_text OR a.text[c.sent_start + 1 : c.sent_end] <> c.sentence",
    )
    assert wrong == []
    assert rows(places, 'SELECT count(*) FROM mentions m JOIN articles a ON a.id = m.article_id '
                        'WHERE a.text[m.start + 1 : m."end"] <> m.text') == [(0,)]  # fmt: skip


def test_every_sentence_of_the_digest_stands_in_the_article_it_cites(demo: tuple[Places, str]) -> None:
    places, _ = demo
    page = (places.digests / "2026-W47" / "digest.md").read_text()
    texts = dict(rows(places, "SELECT id, text FROM articles"))
    sources = dict(re.findall(r'^(\d+)\. <a id="source-\d+"></a>.*Record `(a[0-9a-f]{16})`\.$', page, re.MULTILINE))
    stories = page.split("## What was reported")[0] + page.split("## More stories")[1].split("## What this digest")[0]
    cited = re.findall(r"([^\u2060\n]+?)\u2060\[(\d+)\]\(#source-\2\)", stories)
    assert len(cited) >= 8
    for sentence, number in cited:
        words = sentence.replace(" (figure not checked)", "").replace("**", "").replace("\\", "").strip()
        text = " ".join(str(texts[sources[number]]).split())
        assert words in text, f"not in source {number}: {words}"
    for number in re.findall(r"\(#source-(\d+)\)", page):
        assert number in sources


def test_the_digest_names_the_correction_and_the_withdrawal(demo: tuple[Places, str]) -> None:
    places, _ = demo
    page = (places.digests / "2026-W47" / "digest.md").read_text()
    assert "$142 an hour became $112 an hour" in page
    assert "withdrew" in page


def test_the_digest_page_asks_nobody_for_anything(demo: tuple[Places, str]) -> None:
    places, _ = demo
    page = (places.digests / "2026-W47" / "digest.html").read_text()
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|iframe|img|link)\b", page)
    assert "<svg" in page
    assert 'role="img"' in page


def test_copies_of_the_wire_are_found(demo: tuple[Places, str]) -> None:
    places, _ = demo
    found = {
        (str(copy), str(original))
        for copy, original in rows(
            places,
            "SELECT a.canonical_url, o.canonical_url FROM duplicates d JOIN articles a ON a.id = d.article_id "
            "JOIN articles o ON o.id = d.canonical_id WHERE d.relation IN ('copy', 'exact', 'excerpt')",
        )
    }
    publishers = {publisher.id: publisher for publisher in load_publishers()}
    addresses = {
        f"{article.publisher}/{article.slug}": canonical_url(article_url(publishers[article.publisher], article))
        for article in load_articles()
    }
    kept = {str(row[0]) for row in rows(places, "SELECT canonical_url FROM articles")}
    expected = set()
    for path in DEMO.glob("expected/*/*.json"):
        record = json.loads(path.read_text())
        key = f"{path.parent.name}/{path.stem}"
        if record.get("relation") == "copy" and key in addresses:
            pair = (addresses[key], addresses[record["origin"]])
            if set(pair) <= kept:
                expected.add(pair)
    assert len(expected) >= 6
    missed = expected - found
    assert len(missed) <= 1, missed


def test_what_may_be_printed_is_what_a_careful_reader_found(demo: tuple[Places, str]) -> None:
    places, _ = demo
    publishers = {publisher.id: publisher for publisher in load_publishers()}
    gold: dict[str, list[tuple[str, str, str]]] = {}
    for article in load_articles():
        path = DEMO / "expected" / article.publisher / f"{article.slug}.json"
        if path.exists():
            address = canonical_url(article_url(publishers[article.publisher], article))
            claims = json.loads(path.read_text()).get("claims") or []
            gold[address] = [
                (str(claim[end]), claim["unit"], name)
                for claim in claims
                for end in ("amount_min", "amount_max")
                for name in [claim["payer"], *(claim["payer_alt"] or [])]
                if claim[end] is not None and name is not None
            ]
    printable = rows(
        places,
        "SELECT a.canonical_url, coalesce(p.amount_min, p.amount_max), p.unit, p.payer, p.sentence "
        "FROM pay_claims_printable p JOIN articles a ON a.id = p.article_id WHERE p.payer IS NOT NULL",
    )
    wrong = [
        (str(address), str(sentence))
        for address, amount, unit, payer, sentence in printable
        if str(address) in gold
        and not any(
            Decimal(found) == amount and of == unit and name.split()[0] == str(payer).split()[0]
            for found, of, name in gold[str(address)]
        )
    ]
    assert len(printable) >= 12
    assert wrong == []


def test_running_the_demo_again_adds_nothing(demo: tuple[Places, str]) -> None:
    places, _ = demo
    before = dump_digest(places.warehouse)
    run_ok(["demo", "--direct", "--var", str(places.var)])
    assert dump_digest(places.warehouse) == before


@pytest.mark.thorough
def test_a_forbidden_page_is_never_asked_for_and_the_same_night_gives_the_same_rows(
    demo: tuple[Places, str], tmp_path: Path
) -> None:
    places, _ = demo
    other = find_places(var=tmp_path / "var")
    (tmp_path / "var").mkdir()
    (other.var / "demo.json").write_text("{}")
    with Newsroom(now=NIGHT_1) as newsroom:
        for now in (NIGHT_1, NIGHT_2):
            newsroom.set_now(now)
            run_night(order_for(other, now, newsroom_port=newsroom.port))
        asked = [(request.host, request.path) for request in newsroom.requests]
    assert not [path for _, path in asked if path.startswith("/private/")]
    assert any(path == "/robots.txt" for _, path in asked)
    assert dump_digest(other.warehouse) == dump_digest(places.warehouse)


def test_the_real_web_is_not_crawled_into_the_demos_warehouse(demo: tuple[Places, str]) -> None:
    places, _ = demo
    done = laborwire("nightly", "--direct", "--var", str(places.var))
    assert done.returncode == 2
    assert b"demo --remove" in done.stderr


def test_the_real_web_is_not_crawled_without_a_contact(tmp_path: Path) -> None:
    done = laborwire("nightly", "--direct", "--var", str(tmp_path / "var"))
    assert done.returncode == 1
    assert b"contact" in done.stderr
    assert b"Traceback" not in done.stderr


def test_at_least_nine_publishers_of_different_make_were_read(demo: tuple[Places, str]) -> None:
    places, printed = demo
    assert len(demo_sources()) >= 9
    assert f"{len(demo_sources())} sources read" in printed
    assert rows(places, "SELECT count(DISTINCT source_id) >= 9 FROM articles") == [(True,)]
