"""A page with contacts goes through the whole reading; they reach no table, and no quote of it."""

import json
from pathlib import Path

import pytest
from conftest import run_here
from contact_cases import contacts
from leftovers import unpacked

pytestmark = [pytest.mark.slow, pytest.mark.model]


def test_contacts_of_a_page_reach_no_table_and_quotes_are_in_the_text(tmp_path: Path) -> None:
    told = contacts()
    body = "".join(f"<p>Annotators who label data told us this. {sentence}</p>" for sentence, _ in told)
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Data annotators at Remotasks speak</title>"
        "<meta property='article:published_time' content='2026-11-19T09:00:00Z'></head><body><article>"
        "<h1>Data annotators at Remotasks speak</h1><p>Remotasks pays annotators $9 an hour.</p>"
        f"{body}</article></body></html>"
    )
    var = tmp_path / "var"
    printed = run_here(["add", str(page), "--url", "https://daily.example/a", "--keep-all", "--direct"], var=var)
    assert "»$9 an hour«" in printed
    stored = unpacked(var / "laborwire.duckdb").decode(errors="replace") + printed
    # What is shorter than a number may stand in a hash.
    assert [contact for _, contact in told if not contact.isdecimal() and contact in stored] == []
    query = (
        "SELECT a.text[p.sent_start + 1 : p.sent_end] = p.sentence AS is_same, a.text"
        " FROM pay_claims AS p JOIN articles AS a ON a.id = p.article_id"
    )
    rows = [json.loads(line) for line in run_here(["sql", "--json", query], var=var).splitlines()]
    assert rows
    assert all(row["is_same"] for row in rows)
    assert rows[0]["text"].count("█") > 1000
    assert "$12.50" in rows[0]["text"]
