"""The explorer's pages of the demo newsroom, as programs and browsers get them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen
from xml.etree import ElementTree

import duckdb
import pytest
from serving import Served, served

from pipeline.config import CHECKOUT, Places
from pipeline.explorer.address import read_filter
from pipeline.explorer.reader_sql import reader_sql
from pipeline.warehouse.store import Warehouse

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
