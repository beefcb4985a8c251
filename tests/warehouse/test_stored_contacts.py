"""What an earlier version stored with contacts in it loses them, and nothing else; so does what is shown of it."""

from typing import Any

import duckdb
import pytest
from contact_cases import contacts
from leftovers import files_with
from publish.newsroom import Desk, empty_data

from pipeline.places import Places
from pipeline.warehouse.publish import publish_snapshot
from pipeline.warehouse.store import Warehouse
from pipeline.warehouse.stored_contacts import cover_stored_contacts


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A warehouse with 200 contacts in 20 texts, each with a claim whose sentence has one."""
    folder = tmp_path_factory.mktemp("contacts")
    desk = Desk(Places(data=empty_data(folder), var=folder / "var"))
    told = contacts()
    for number in range(20):
        sentences = [sentence for sentence, _ in told[number * 10 : number * 10 + 10]]
        contact = told[number * 10][1]
        text = f"{' '.join(sentences)} Vellum pays ${number + 20} an hour, writes {contact} to all."
        key = desk.article(f"n{number}", text=text, headline=f"Written by {contact}", authors=("Kim Doe", contact))
        desk.claim(key, f"${number + 20} an hour", str(number + 20))
    desk.publish()
    with Warehouse.open(desk.places.live_warehouse, data=desk.places.data) as warehouse:
        warehouse.con.execute("DELETE FROM progress WHERE name = 'contacts'")
        assert cover_stored_contacts(warehouse.con) == 20
        assert cover_stored_contacts(warehouse.con) == 0
    publish_snapshot(desk.places, keep=3)
    return desk


def test_of_200_contacts_none_is_in_tables_files_or_the_digest(desk: Desk) -> None:
    from publish.newsroom import WEEK, at, first_sentences

    from pipeline.publish.digest import write_digest

    write_digest(desk.places, week=WEEK, now=at("2026-03-16"), choose=first_sentences)
    # What is shorter than a number, "5550132", may stand in a hash.
    words = {contact for _, contact in contacts() if not contact.isdecimal()}
    assert files_with(desk.places.var, words) == []


def test_ids_offsets_and_figures_stay(desk: Desk) -> None:
    with duckdb.connect(str(desk.places.warehouse), read_only=True) as con:
        rows: list[tuple[Any, ...]] = con.execute(
            'SELECT a.text, p.start, p."end", p.amount_text, p.sent_start, p.sent_end, p.sentence, a.authors'
            " FROM pay_claims AS p JOIN articles AS a ON a.id = p.article_id"
        ).fetchall()
        ids = {row[0] for row in con.execute("SELECT id FROM articles").fetchall()}
    assert len(rows) == 20
    for text, start, end, amount, first, last, sentence, authors in rows:
        assert text[start:end] == amount
        assert text[first:last] == sentence
        assert authors == ["Kim Doe"]
    assert ids == {article.id for article in desk.batch.articles}
