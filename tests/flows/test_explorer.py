"""The explorer's pages of the demo newsroom, as programs and browsers get them."""

import csv
import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen
from xml.etree import ElementTree

import duckdb
import pyarrow.parquet as pq
import pytest
from serving import Served, served

from flows.explorer import make_explorer
from pipeline.errors import ModelError
from pipeline.explorer.address import read_filter
from pipeline.explorer.app import make_app
from pipeline.explorer.finding import LazyEncoder
from pipeline.explorer.reader_sql import reader_sql
from pipeline.places import CHECKOUT, Places
from pipeline.search.ask import Encoder
from pipeline.warehouse.store import Warehouse

ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = ("/stories", "/claims", "/platforms", "/sources", "/sql", "/digests", "/watch", "/search")


@pytest.fixture(scope="module")
def site(demo: tuple[Places, str]) -> Iterator[Served]:
    with served(demo[0]) as server:
        yield server


def get(site: Served, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    request = Request(site.address + path, headers=headers)
    try:
        with urlopen(request) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except HTTPError as err:
        return err.code, dict(err.headers), err.read().decode()


def page_of(site: Served, path: str) -> Any:
    return json.loads(get(site, path)[2])["page"]


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def test_an_address_without_a_snapshot_leads_to_the_newest(site: Served) -> None:
    with pytest.raises(HTTPError) as moved:
        build_opener(NoRedirect).open(site.address + "/claims?kind=bonus")
    assert moved.value.code == 307
    assert moved.value.headers["Location"] == "/claims?kind=bonus&snapshot=2"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_and_has_another_form(site: Served, path: str) -> None:
    status, headers, text = get(site, path)
    assert status == 200
    assert "<script" not in text and "snapshot 2" in text and text.count("<h1") == 1
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert len(text.encode()) < 120_000
    assert json.loads(get(site, f"{path}.json")[2])["snapshot"] == 2


def test_an_older_snapshot_is_shown_as_it_was(site: Served, demo: tuple[Places, str]) -> None:
    old = page_of(site, "/claims.json?snapshot=1")
    with duckdb.connect(str(demo[0].snapshots / "laborwire-000001.duckdb"), read_only=True) as con:
        (counted,) = con.execute("SELECT count(*) FROM claim_checks WHERE is_counted").fetchone() or (0,)
    assert old["n_claims"] == counted
    text = get(site, "/claims?snapshot=1")[2]
    assert "You are looking at snapshot 1." in text
    assert 'href="/claims?platform=' in text and "snapshot=2" not in text.split("<main")[1]


def test_a_snapshot_that_is_not_kept_is_gone(site: Served) -> None:
    status, _, text = get(site, "/claims?snapshot=77")
    assert status == 410
    assert "Snapshot 77 is not kept any more" in text


def test_facets_count_what_their_filter_then_shows(site: Served) -> None:
    whole = page_of(site, "/claims.json")
    for facet in whole["facets"]:
        value = facet["values"][0]
        shown = page_of(site, f"/claims.json?{facet['name']}={value['value']}".replace(" ", "+"))
        assert (facet["name"], shown["n_claims"]) == (facet["name"], value["n"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "platform=demo_gradewell&sort=-pay",
        "country=US&hourly=1",
        "platform=-",
        "standing=copy",
        "standing=printable",
    ],
)
def test_the_sql_of_a_page_gives_its_claims(site: Served, demo: tuple[Places, str], query: str) -> None:
    shown = page_of(site, f"/claims.json?{query}")
    wanted = read_filter(dict(pair.split("=", 1) for pair in query.split("&") if pair))
    with duckdb.connect(str(demo[0].warehouse), read_only=True) as con:
        rows = con.execute(reader_sql(wanted)).fetchall()
    assert len(rows) == shown["n_claims"] > 0
    assert [row[-1] for row in rows[:50]] == [claim["id"] for claim in shown["claims"]]


def test_an_empty_filter_says_what_each_removal_would_give(site: Served) -> None:
    status, _, text = get(site, "/claims?platform=demo_gradewell&kind=owed&country=KE")
    assert status == 200
    assert "No claims match these 3 filters" in text
    assert re.search(r"Without “Country: Kenya” there (?:is|are) \d+\.", text)


def test_csv_has_every_claim_once_and_no_formula(site: Served) -> None:
    rows = list(csv.DictReader(io.StringIO(get(site, "/claims.csv")[2])))
    assert len({row["id"] for row in rows}) == len(rows) == page_of(site, "/claims.json")["n_claims"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_any_filter_is_a_feed(site: Served) -> None:
    text = get(site, "/claims.atom?platform=demo_gradewell&standing=printable")[2]
    feed = ElementTree.fromstring(text)  # noqa: S314
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == page_of(site, "/claims.json?platform=demo_gradewell&standing=printable")["n_claims"] > 0
    assert {entry.findtext("{http://www.w3.org/2005/Atom}title", "").split(":")[0] for entry in entries} == {
        "Gradewell"
    }


@pytest.mark.parametrize(
    "path",
    [
        "/stories.atom",
        "/stories.atom?platform=demo_gradewell",
        "/claims.atom?source=bay-ledger",
        "/sources/bay-ledger.atom",
        "/search.atom?q=pay&platform=demo_gradewell&since=2026-01-01",
    ],
)
def test_every_list_is_a_feed_with_its_filter(site: Served, path: str) -> None:
    status, headers, text = get(site, path)
    assert (status, headers["content-type"]) == (200, "application/atom+xml")
    feed = ElementTree.fromstring(text)  # noqa: S314
    ids = [entry.findtext("{http://www.w3.org/2005/Atom}id", "") for entry in feed.findall(f"{ATOM}entry")]
    assert 0 < len(ids) == len(set(ids))
    own = feed.find(f"{ATOM}link[@rel='self']")
    assert own is not None and own.attrib["href"] == site.address + path
    # Its page, in the newest snapshot, shows the same and names the feed.
    other = feed.find(f"{ATOM}link[@rel='alternate']")
    assert other is not None
    with urlopen(other.attrib["href"]) as answer:
        assert f'href="{escape(path)}"' in answer.read().decode() or "/claims?source=" in other.attrib["href"]


def test_what_watch_rules_found_is_a_feed(site: Served) -> None:
    status, _, text = get(site, "/watch.atom")
    assert status == 200
    entries = ElementTree.fromstring(text).findall(f"{ATOM}entry")  # noqa: S314
    assert len(entries) == len(page_of(site, "/watch.json")["alerts"])


def test_a_feed_of_a_search_without_words_is_not_there(site: Served) -> None:
    assert get(site, "/search.atom")[0] == 404


def test_excel_and_parquet_have_the_rows_of_the_csv(site: Served, tmp_path: Path) -> None:
    query = "?platform=demo_gradewell&sort=-pay&page=2&snapshot=2"
    rows = list(csv.DictReader(io.StringIO(get(site, f"/claims.csv{query}")[2])))
    for form in ("xlsx", "parquet"):
        with urlopen(f"{site.address}/claims.{form}{query}") as answer:
            assert answer.headers["content-disposition"] == f'attachment; filename="laborwire-claims-2.{form}"'
            (tmp_path / f"claims.{form}").write_bytes(answer.read())
    table = pq.read_table(tmp_path / "claims.parquet")
    assert table.column_names == list(rows[0])
    assert table.column("id").to_pylist() == [row["id"] for row in rows]
    assert [words or "" for words in table.column("quote").to_pylist()] == [row["quote"] for row in rows]
    assert [f"{day}" if day else "" for day in table.column("published").to_pylist()] == [
        row["published"] for row in rows
    ]
    about = {name.decode(): words.decode() for name, words in table.schema.metadata.items()}
    assert about["filter"] == "Pay claims (Platform: Gradewell)" and about["snapshot"] == "2"
    with zipfile.ZipFile(tmp_path / "claims.xlsx") as book:
        sheets = book.read("xl/workbook.xml").decode()
        first = book.read("xl/worksheets/sheet1.xml").decode()
        notes = book.read("xl/worksheets/sheet2.xml").decode()
    assert re.findall(r'<sheet name="([^"]+)"', sheets) == ["claims", "notes", "data dictionary"]
    assert first.count("<row ") == len(rows) + 1
    assert f"{len(rows)}, all that match" in notes and "platform=demo_gradewell" in notes


@pytest.mark.thorough
def test_a_file_has_one_sentence_of_an_article_of_which_no_more_may_be_shown(
    demo: tuple[Places, str], tmp_path: Path
) -> None:
    var = tmp_path / "var"
    var.mkdir()
    path = var / "laborwire.duckdb"
    path.write_bytes(demo[0].warehouse.read_bytes())
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE sources SET rights = 'excerpt'")
    with served(Places(data=demo[0].data, var=var)) as site:
        rows = list(csv.DictReader(io.StringIO(get(site, "/claims.csv")[2])))
    with duckdb.connect(str(path), read_only=True) as con:
        sentence_of = dict(con.execute("SELECT id, sentence FROM pay_claims").fetchall())
    shown: dict[str, set[str]] = {}
    for row in rows:
        if row["quote"]:
            shown.setdefault(row["article_id"], set()).add(sentence_of[row["id"]])
    assert shown and max(len(sentences) for sentences in shown.values()) == 1
    assert len([row for row in rows if not row["quote"]]) > 10


def test_search_goes_by_meaning_once_the_model_is_loaded(site: Served) -> None:
    path = "/search.json?q=unpaid+onboarding"
    first = page_of(site, path)["answer"]["words_only_because"]
    assert first is None or "being loaded" in first
    for _ in range(600):
        answer = page_of(site, path)["answer"]
        if answer["words_only_because"] is None:
            break
        assert "being loaded" in answer["words_only_because"]
        time.sleep(0.1)
    hits = [*answer["articles"], *(hit for story in answer["stories"] for hit in story["matching"])]
    assert {hit["found_by"] for hit in hits} & {"meaning", "both"}
    only = page_of(site, path + "&words=1")["answer"]
    by_words = [*only["articles"], *(hit for story in only["stories"] for hit in story["matching"])]
    assert {hit["found_by"] for hit in by_words} <= {"words"}


def test_search_without_a_model_says_that_it_went_by_words_alone(demo: tuple[Places, str]) -> None:
    def missing() -> Encoder:
        raise ModelError("minilm", "is not installed")

    explorer = replace(make_explorer(demo[0]), encoder=LazyEncoder(missing))
    with Served(make_app(explorer)) as site:
        for _ in range(100):
            text = get(site, "/search?q=graders+pay")[2]
            if "being loaded" not in text:
                break
            time.sleep(0.05)
    assert "Meaning was not asked: model minilm: is not installed." in text
    assert 'id="claims"' in text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        pytest.param("since=last+week", "is no day; write it as 2026-10-01", id="no-day"),
        pytest.param("platform=nobody-knows", "nobody-knows", id="unknown-platform"),
    ],
)
def test_a_filter_of_the_search_that_cannot_be_meant_is_said(site: Served, query: str, says: str) -> None:
    text = get(site, f"/search?q=pay&{query}")[2]
    assert "This was not searched for." in text and says in text


def test_filters_narrow_a_search(site: Served) -> None:
    def dates(query: str) -> list[str]:
        answer = page_of(site, f"/search.json?q=pay&words=1{query}")["answer"]
        return [hit["published"][:10] for hit in answer["claims"] if hit["published"]]

    whole = sorted(dates(""))
    day = whole[len(whole) // 2]
    assert whole[0] < day
    assert min(dates(f"&since={day}")) >= day
    assert max(dates(f"&until={day}")) <= day
    text = get(site, "/search?q=pay&source=bay-ledger")[2]
    assert "Source: <bdi>bay-ledger</bdi>" in text


@pytest.mark.parametrize("name", ["Gradewell", "gradewell"])
def test_a_platform_is_found_by_its_name(site: Served, name: str) -> None:
    assert get(site, f"/platforms/{name}")[2] == get(site, "/platforms/demo_gradewell")[2]
    assert get(site, "/platforms/nobody-knows")[0] == 404


def test_a_search_marks_every_figure_that_nobody_checked(site: Served) -> None:
    page = page_of(site, "/search.json?q=pay&words=1")
    found = [page["shown"][hit["claim_id"]] for hit in page["answer"]["claims"]]
    unchecked = [claim for claim in found if not claim["is_printable"]]
    assert 0 < len(unchecked) < len(found)
    text = get(site, "/search?q=pay&words=1")[2]
    claims = text[text.index('id="claims"') :].split("</ul>")[0]
    assert claims.count('class="doubt') == len(unchecked)


def test_what_was_paid_before_is_no_contradiction_of_what_is_paid_now(site: Served) -> None:
    (story,) = {
        claim["story_id"]
        for n in range(1, 7)
        for claim in page_of(site, f"/claims.json?page={n}")["claims"]
        if "Before October the standard rate was" in claim["quote_before"]
    }
    page = page_of(site, f"/stories/{story}.json")
    compared = {
        point["point"]: {amount for said in point["said"].values() for amount, _ in said}
        for point in page["differences"]
    }
    assert not [point for point, amounts in compared.items() if {"US$21 an hour", "$16 an hour"} <= amounts]
    assert compared


def test_no_quote_is_longer_than_forty_words_and_none_goes_against_rights(site: Served) -> None:
    claims = [claim for n in range(1, 7) for claim in page_of(site, f"/claims.json?page={n}")["claims"]]
    for claim in claims:
        quote = f"{claim['quote_before']}{claim['quote_figure']}{claim['quote_after']}"
        assert len(quote.replace("…", "").split()) <= 40
    silent = {claim["outlet"] for claim in claims if claim["why_no_quote"]}
    assert silent and not [claim for claim in claims if claim["outlet"] in silent and claim["quote_before"]]


def test_a_wrong_figure_shows_the_command_that_corrects_it(site: Served) -> None:
    claim = page_of(site, "/claims.json")["claims"][0]["id"]
    assert f"<pre>laborwire review {claim}</pre>" in get(site, f"/claims/{claim}")[2]


def test_a_story_has_cited_sentences_and_an_article_leads_to_it(site: Served) -> None:
    line = page_of(site, "/stories.json")["stories"][0]
    story = page_of(site, f"/stories/{line['id']}.json")
    numbers = {source["number"] for source in story["sources"]}
    assert story["sentences"] and {sentence["source"] for sentence in story["sentences"]} <= numbers
    with urlopen(f"{site.address}/stories/{story['articles'][0]['article_id']}") as answer:
        assert answer.url.startswith(f"{site.address}/stories/{line['id']}")


def test_a_platform_says_how_many_claims_are_not_attributed(site: Served) -> None:
    platform = page_of(site, "/platforms/demo_gradewell.json")
    assert platform["n_not_attributed"] > 0
    assert f"{platform['n_not_attributed']} claims not attributed" in get(site, "/platforms/demo_gradewell")[2]


def test_sql_is_answered_in_the_sandbox(site: Served) -> None:
    good = page_of(site, "/sql.json?q=SELECT+count(*)+AS+n+FROM+pay_claims")
    assert good["columns"] == ["n"] and good["rows"][0][0] > 0
    assert "only SELECT" in page_of(site, "/sql.json?q=DROP+TABLE+pay_claims")["problem"]
    assert page_of(site, "/sql.json?q=SELECT+content+FROM+read_text('/etc/passwd')")["problem"]


def test_a_query_from_another_site_is_shown_and_not_run(site: Served) -> None:
    text = get(site, "/sql?q=SELECT+41%2B1", **{"Sec-Fetch-Site": "cross-site"})[2]
    assert "This query came from another page" in text and ">42<" not in text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:80"])
def test_an_unknown_host_is_refused(site: Served, host: str) -> None:
    assert get(site, "/stories", Host=host)[0] in {400, 421}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_but_reading_is_allowed(site: Served, method: str) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(site.address + "/claims", method=method))
    assert refused.value.code == 405


@pytest.mark.parametrize(
    "path", ["/nothing", "/claims/c0", "/stories/s0", "/platforms/x", "/digests/2026-W47/claims.jsonl"]
)
def test_what_is_not_there_is_not_found(site: Served, path: str) -> None:
    assert get(site, path)[0] == 404


def test_a_page_that_fails_says_what_to_quote_and_what_still_works(
    demo: tuple[Places, str], caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(title: str, text: str, number: int) -> list[tuple[int, int]]:
        raise RuntimeError("a fault of ours")

    with Served(make_app(replace(make_explorer(demo[0]), choose=breaks))) as site:
        story = page_of(site, "/stories.json")["stories"][0]["id"]
        status, _, text = get(site, f"/stories/{story}")
        assert get(site, "/claims")[0] == 200
    assert status == 500 and "a fault of ours" not in text
    quote_id = re.search(r"quote <code>([0-9a-f]{8})</code>. All other pages still work.", text)
    assert quote_id is not None
    assert quote_id[1] in [getattr(record, "quote", "") for record in caplog.records]


def test_a_digest_is_shown_as_it_was_written(site: Served, demo: tuple[Places, str]) -> None:
    written = (demo[0].digests / "2026-W47" / "digest.html").read_text()
    assert get(site, "/digests/2026-W47/digest.html")[2] == written


def test_an_empty_archive_has_pages_too(tmp_path: Path) -> None:
    places = Places(data=CHECKOUT / "data", var=tmp_path)
    Warehouse.open(places.warehouse, data=tmp_path / "none").close()
    with served(places) as site:
        assert "No pay claim has been read yet" in get(site, "/claims")[2]
        assert {get(site, path)[0] for path in PAGES} == {200}


def test_a_newer_snapshot_is_shown_and_a_removed_one_forgotten(demo: tuple[Places, str], tmp_path: Path) -> None:
    places = Places(data=demo[0].data, var=tmp_path)
    places.snapshots.mkdir()
    first = places.snapshots / "laborwire-000001.duckdb"
    first.write_bytes((demo[0].snapshots / first.name).read_bytes())
    places.warehouse.hardlink_to(first)
    with served(places) as site:
        assert json.loads(get(site, "/stories.json")[2])["snapshot"] == 1
        second = places.snapshots / "laborwire-000002.duckdb"
        second.write_bytes((demo[0].snapshots / second.name).read_bytes())
        part = tmp_path / "part"
        part.hardlink_to(second)
        part.replace(places.warehouse)
        # As after a take-down: nobody may see the old one again, not even until the new one is open.
        first.unlink()
        assert json.loads(get(site, "/stories.json")[2])["snapshot"] == 2
        assert get(site, "/stories?snapshot=1")[0] == 410
