"""What was taken down stays out of nights, polls, backfills and rebuilds, though sites announce and link to it."""

import io
import shutil
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pytest
from leftovers import files_with
from tests_warc import warc_response

from flows.backfill import backfill_files
from flows.backfill_source import Wish, backfill_source
from flows.night import run_night, run_poll
from flows.order import Order
from flows.rebuild import rebuild
from flows.takedown_cli import run_takedown
from flows.verify import run_verify
from pipeline.archive.store import Archive
from pipeline.places import CHECKOUT, Places

pytestmark = [pytest.mark.slow, pytest.mark.model]

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=timezone.utc)
GONE = "/2026/02/07/annotators-sue-over-training"
TITLE = "Annotators sue over unpaid weeks of training"
SAID = "They wait in the cold hall of Remotasks for eleven weeks, the annotators say."
SIBLING, PERSON, MOVED, OPINION = "/2026/02/03/union", "/2026/02/05/profile", "/2026/02/09/moved", "/2026/02/08/opinion"
COPY = "/2026/02/04/reprint"
NAME = "Ida Quillfeather"
STORY = (
    "<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    "<p>People who label images for artificial intelligence at Remotasks earn $9 an hour. {said}</p>"
    "<p>{own}</p>"
    "</article>{more}</body></html>"
)
OWN = {
    "gone": "The suit was brought in Nairobi in autumn, and asks for the unpaid weeks of labelling to be paid.",
    "union": "Contractors who rate chatbot answers founded a union on Tuesday, and asked the firm for talks on pay.",
    "profile": "She grades essays that machines write, from seven until noon, and then looks after two small children.",
    "opinion": "Whoever trains artificial intelligence deserves wages like anybody else, and parliament may say so.",
    "moved": "Her working day became longer in spring, when the platform halved the price of each graded conversation.",
}
XML = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
"""A sitemap."""


class Town:
    """Two sites that know each other, and an installation that reads them."""

    def __init__(self, newsroom: Any, folder: Path) -> None:
        self.newsroom, self.places = newsroom, Places(data=CHECKOUT / "data", var=folder / "var")
        self.paper = newsroom.source("paper.example")
        self.other = newsroom.source("other.example")
        url = self.paper.url(GONE)
        related = (
            f"<aside><a href='{GONE}?utm_source=side' title='{TITLE}'><b>Annotators</b> sue</a>"
            f"<h4>{TITLE}</h4><a href='{url}'>{TITLE}</a></aside>"
            f'<script type="application/json">{{"url": "{url}", "name": "{TITLE}"}}</script>'
        )
        quoting = f"The case is known since <a href='{url}'>a paper told of it</a> in the winter of the year."
        self.paper.page(GONE, STORY.format(own=OWN["gone"], title=TITLE, said=SAID, more=""))
        self.paper.page(
            SIBLING, STORY.format(own=OWN["union"], title="Contractors want a union", said="Nine joined.", more=related)
        )
        self.paper.page(
            PERSON, STORY.format(own=OWN["profile"], title="A grader tells", said=f"So says {NAME}, a grader.", more="")
        )
        self.other.page(OPINION, STORY.format(own=OWN["opinion"], title="Pay the graders", said=quoting, more=""))
        self.other.page(
            COPY, STORY.format(own=OWN["union"], title="Contractors want a union", said="Nine joined.", more="")
        )
        self.paper.feed([GONE, SIBLING, PERSON], published="2026-03-09T10:00:00Z")
        self.other.feed([OPINION, COPY], published="2026-03-09T11:00:00Z")
        listed = "".join(f"<url><loc>{self.paper.url(one)}</loc></url>" for one in (GONE, SIBLING))
        self.paper.page("/sitemap.xml", XML.format(listed), content_type="application/xml")
        robots = f"User-agent: *\nSitemap: {self.paper.url('/sitemap.xml')}\n"
        self.paper.page("/robots.txt", robots, content_type="text/plain")

    def order(self, *, days: float = 0, only_due: bool = False) -> Order:
        for server in self.newsroom.servers.values():
            server.asked.clear()
        return Order(
            places=self.places,
            now=NOW + timedelta(days=days),
            newsroom=tuple(self.newsroom.sources),
            loopback=tuple((host, server.port) for host, server in self.newsroom.servers.items()),
            only_due=only_due,
        )

    def take_down(self, subject: str) -> str:
        out = io.StringIO()
        code = run_takedown(
            self.places, subject, why="asked", who="ed", dry_run=False, yes=True, now=NOW + timedelta(hours=9), out=out
        )
        assert code == 0
        return out.getvalue()

    def traces(self) -> list[tuple[str, str]]:
        return files_with(self.places.var, [self.paper.url(GONE), GONE, TITLE, SAID, NAME, PERSON])

    def addresses(self) -> set[str]:
        with duckdb.connect(str(self.places.warehouse), read_only=True) as con:
            return {str(row[0]) for row in con.execute("SELECT canonical_url FROM articles").fetchall()}

    def rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.places.warehouse), read_only=True) as con:
            return con.execute(sql, list(values)).fetchall()

    def body(self, url: str) -> bytes:
        with Archive.open(self.places.archive) as archive:
            capture = archive.latest(url)
            assert capture is not None
            return archive.body(capture.id)


@pytest.fixture(scope="module")
def cleaned(shared_newsroom: Any, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A night was read, then an article and a person were taken down."""
    town = Town(shared_newsroom, tmp_path_factory.mktemp("town"))
    run_night(town.order())
    assert town.paper.url(GONE) in town.addresses()
    before = town.rows("SELECT id, text FROM articles ORDER BY id")
    assert {name for name, word in town.traces() if word == TITLE} >= {"laborwire.duckdb"}
    assert "2 pages of others were written over" in town.take_down(town.paper.url(GONE))
    assert "1 article versions" in town.take_down(NAME.upper())
    assert town.traces() == []
    assert set(town.rows("SELECT id, text FROM articles")) < set(before)
    return town


@pytest.fixture
def town(cleaned: Town, tmp_path: Path) -> Town:
    """The same, to be changed."""
    shutil.copytree(cleaned.places.var, tmp_path / "var", symlinks=True)
    mine = copy(cleaned)
    mine.places = replace(cleaned.places, var=tmp_path / "var")
    return mine


@pytest.mark.thorough
def test_pages_that_linked_to_it_keep_their_words_and_say_what_was_removed(cleaned: Town) -> None:
    sibling = cleaned.body(cleaned.paper.url(SIBLING))
    assert b"Nine joined." in sibling
    assert b"<b>xxxxxxxxxx</b> xxx</a>" in sibling
    opinion = cleaned.body(cleaned.other.url(OPINION))
    assert b"xxxx'>a paper told of it</a> in the winter" in opinion
    known = dict(cleaned.rows("SELECT url, bytes_removed FROM captures WHERE bytes_removed > 0"))
    assert set(known) == {cleaned.paper.url(SIBLING), cleaned.other.url(OPINION)}
    # Its address and nothing else; an x is no change.
    assert known[cleaned.other.url(OPINION)] == len(cleaned.paper.url(GONE).replace("x", ""))
    assert known[cleaned.paper.url(SIBLING)] > 200


@pytest.mark.thorough
def test_it_verifies_and_is_made_again_with_the_same_rows(town: Town) -> None:
    reprint = town.other.url(COPY)
    of_it = "SELECT d.relation FROM duplicates AS d JOIN articles AS a ON a.id = d.article_id WHERE a.canonical_url = ?"
    assert town.rows(of_it, reprint) != [("original",)]
    assert reprint in town.take_down(town.paper.url(SIBLING))
    assert town.rows(of_it, reprint) == [("original",)]
    # Later copies are found by its words from now on.
    filed = "SELECT count(*) FROM fingerprints AS f JOIN articles AS a ON a.id = f.article_id WHERE canonical_url = ?"
    assert town.rows(filed, reprint)[0][0] > 0
    out = io.StringIO()
    assert run_verify(town.places, sample=None, seed=0, as_json=False, out=out) == 0, out.getvalue()
    made = rebuild(town.places, now=NOW, stand_in=tuple(town.newsroom.sources))
    assert made.is_in_place
    # In whose story the others stand was found with it, and is kept.
    assert made.differing() == ()
    assert town.traces() == []


@pytest.mark.thorough
def test_a_night_and_a_poll_do_not_ask_for_it_again(town: Town) -> None:
    kept = town.addresses()
    # Announced anew, with a later date and by another feed's form.
    town.paper.feed([GONE, GONE + "?utm_source=rss", SIBLING, PERSON], published="2026-03-10T10:00:00Z")
    run_night(town.order(days=1))
    assert not [path for path in town.paper.paths() if path.startswith((GONE, PERSON))]
    assert run_poll(town.order(days=1.5, only_due=True)) is not None
    assert not [path for path in town.paper.paths() if path.startswith((GONE, PERSON))]
    assert town.addresses() == kept
    assert town.traces() == []


@pytest.mark.thorough
def test_backfills_leave_it_out(town: Town, tmp_path: Path) -> None:
    kept = town.addresses()
    out = io.StringIO()
    backfill_source(town.order(days=2), Wish(source_id="paper", since=NOW - timedelta(days=90), limit=9), out=out)
    assert "/sitemap.xml" in town.paper.paths()
    assert GONE not in town.paper.paths()
    page = STORY.format(own=OWN["gone"], title=TITLE, said=SAID, more="").encode()
    file = tmp_path / "news.warc.gz"
    file.write_bytes(warc_response(town.paper.url(GONE) + "?utm_source=x", 200, "text/html", page))
    backfill_files(town.order(days=3), [file], out=out)
    assert town.addresses() == kept
    file.unlink()
    assert town.traces() == []


@pytest.mark.thorough
def test_a_page_that_names_the_person_at_a_new_address_gives_no_article(town: Town) -> None:
    town.paper.page(
        MOVED, STORY.format(own=OWN["moved"], title="A grader tells more", said=f"So says {NAME}, a grader.", more="")
    )
    town.paper.feed([MOVED], published="2026-03-10T11:00:00Z")
    run_night(town.order(days=1))
    assert town.paper.url(MOVED) not in town.addresses()
    refused = town.rows("SELECT reason FROM rejections WHERE reason = 'taken_down'")
    assert refused
    # Its capture is in the archive: the command, given again, takes it out.
    town.take_down(NAME)
    assert town.traces() == []
