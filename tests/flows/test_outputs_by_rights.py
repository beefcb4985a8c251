"""No output for others has more of an outlet than its rights leave, from nothing at all to quotes of 40 words.

Four outlets report the same pay, each with words of its own that may not be seen: ZNONE stands in headline, address,
text and speaker of one that allows nothing, ZOPTED in a page whose publisher opted out where that means nothing, ZHEAD
in the text of one that allows headlines, ZFAR and ZLONG far from a figure.
"""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import duckdb
import pytest
from conftest import laborwire_here
from publish.newsroom import WEEK, Desk, at, empty_data, first_sentences, make_source
from servers import Hook, MailServer
from serving import served

from flows.watch import run_watch
from pipeline.places import Places
from pipeline.publish.digest import write_digest
from pipeline.publish.formats import FILES
from pipeline.records import Attribution
from pipeline.warehouse.questions import questions
from pipeline.warehouse.showing import hide_unshown, what_is_hidden

HIDDEN = re.compile(r"Z(?:NONE|OPTED|HEAD|FAR|LONG)\w*", re.IGNORECASE)
MADE = at("2026-03-16T07:00")
STORY = "s" + "1" * 16
FILLER = "word " * 50
GIVEN = {"entity": "vellum", "story": STORY, "month": "2026-03", "date": "2026-03-01", "number": "1"}
FORMS = ("csv", "jsonl", "parquet", "sqlite", "xlsx")
PAGES = ("/stories", "/claims", "/claims?standing=copy", "/platforms/vellum", "/sources", "/search?q=vellum")
PAGES += ("/search?q=znone", "/digests", "/watch", "/claims.csv", "/claims.atom", "/claims.json", "/stories.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """An installation in which everything was made once."""

    places: Places
    posts: list[Any]
    mails: list[str]
    urls: dict[str, str]

    def run(self, *words: str) -> str:
        """What a command says, on both streams."""
        done = laborwire_here(*words, "--data", str(self.places.data), "--var", str(self.places.var))
        return (done.stdout + done.stderr).decode()


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    folder = tmp_path_factory.mktemp("rights")
    desk = Desk(Places(data=empty_data(folder), var=folder / "var"))
    open_to_all = tuple(make_source(name) for name in ("shut", "opted", "strict", "brief", "gazette"))
    desk.add(sources=open_to_all, loaded_at=MADE - timedelta(days=1))
    write_articles(desk)
    # Before it was known what they allow: snapshots of then are shown with the rights of now.
    desk.publish()
    rights: dict[str, dict[str, Any]] = {
        "shut": {"rights": "none"},
        "opted": {"rights_if_opted_out": "none"},
        "strict": {"rights": "headline_only"},
        "brief": {"rights": "excerpt", "excerpt_words": 6},
    }
    desk.add(
        sources=tuple(replace(one, **rights.get(one.id, {})) for one in open_to_all),
        captures=tuple(
            replace(one, opt_outs=("noai",)) if one.source_id == "opted" else one for one in desk.batch.captures
        ),
    )
    with Hook() as hook, MailServer() as server:
        (desk.places.data / "laborwire.toml").write_text(
            f'[webhook]\nloopback = ["{hook.netloc}"]\n[mail]\nhost = "127.0.0.1"\nport = {server.port}\n'
            'starttls = false\nsender = "wire@paper.example"\ntimeout_s = 3\n'
        )
        to = json.dumps(["digest", "file:alerts.md", "mail:desk@paper.example", f"webhook:{hook.url}"])
        rules = ("hourly > 0", "any pay change", "new conflict and platform = vellum", "new platform paying hourly > 0")
        (desk.places.data / "watch.toml").write_text(
            "".join(f'[[rule]]\nname = "r{n}"\nwhen = "{rule}"\nto = {to}\n' for n, rule in enumerate(rules))
        )
        desk.publish()
        run_watch(desk.places, now=MADE - timedelta(days=1))
        assert run_watch(desk.places, now=MADE).n_sent == 0
        posts, mails = [body for _, _, body in hook.posts], list(server.mails)
    write_digest(desk.places, week=WEEK, now=MADE, choose=first_sentences, formats=tuple(FILES))
    urls = {str(article.source_id): article.url for article in reversed(desk.batch.articles)}
    return Newsroom(places=desk.places, posts=posts, mails=mails, urls=urls)


def write_articles(desk: Desk) -> None:
    """An article and a change of pay for each outlet, all of one story, and a copy of what may not be shown."""
    said = {
        "shut": "ZNONEa Vellum pays annotators $31 an hour ZNONEb, from $39 before.",
        "opted": "ZOPTEDa Vellum pays annotators $32 an hour ZOPTEDb, from $39 before.",
        "strict": "ZHEADa Vellum pays annotators $33 an hour ZHEADb, from $39 before.",
        "brief": f"Vellum pays annotators $34 an hour, from $39 before, {'one ' * 7} ZFAR.",
        "gazette": f"Now {FILLER} ZLONGa {FILLER} Vellum pays annotators $35 an hour, from $39 before {FILLER} ZLONGb.",
    }
    marks = {"shut": "ZNONE", "opted": "ZOPTED"}
    for n, (source, words) in enumerate(said.items()):
        key = desk.article(
            f"pay-{marks.get(source, source)}",
            source=source,
            text=f"{words} {'They are few. ' * 3}",
            headline=f"{marks.get(source, source.title())} tells of Vellum",
            published=f"2026-03-1{n}",
            story=STORY,
        )
        speaker = Attribution(type="speaker", name=f"Dr {marks[source]}") if source in marks else Attribution()
        amount = re.findall(r"\$3\d an hour", words)[0]
        desk.change(key, "39", amount[1:3], attribution=speaker)
        desk.claim(key, amount, amount[1:3], attribution=speaker)
    alone = desk.article(
        "alone-ZNONE", source="shut", headline="ZNONE alone", text="ZNONE alone says Vellum pays $30 an hour."
    )
    desk.claim(alone, "$30 an hour", "30")
    shut = desk.article("first-ZNONE", source="shut", headline="ZNONE first", text="Vellum opened. ZNONE ends.")
    desk.article("copied", text="Vellum opened. It said so.", headline="A copy", relation="copy", canonical=shut)


def hidden_in(text: str) -> list[str]:
    return HIDDEN.findall(text)


def test_the_digest_in_every_format(newsroom: Newsroom) -> None:
    files = [path for path in newsroom.places.digests.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".md", ".html", ".eml", ".atom", ".json"}
    texts = {path.name: path.read_text() for path in files}
    assert {name: hidden_in(text) for name, text in texts.items() if hidden_in(text)} == {}
    (digest,) = (text for name, text in texts.items() if name.endswith(".md"))
    assert (
        "4 articles are counted and not shown, as their outlets allow nothing: The Shut (3), The Opted (1)." in digest
    )
    assert "Strict tells of Vellum" in digest


def test_alerts_in_file_mail_and_webhook(newsroom: Newsroom) -> None:
    told = (newsroom.places.var / "alerts.md").read_text()
    assert newsroom.posts and newsroom.mails and "$34 an hour" in told
    assert hidden_in(told + json.dumps(newsroom.posts) + "".join(newsroom.mails)) == []


def test_every_page_of_the_explorer_and_its_data_and_feeds(newsroom: Newsroom) -> None:
    with served(newsroom.places) as site:
        seen, waiting = set(), [*PAGES, *(f"{page}{'&' if '?' in page else '?'}snapshot=1" for page in PAGES)]
        texts = {}
        while waiting and len(seen) < 150:
            page = waiting.pop(0).replace("&amp;", "&").split("#")[0]
            if page in seen or page.startswith("/sql"):
                continue
            seen.add(page)
            try:
                with urlopen(site.address + page) as answer:
                    texts[page] = answer.read().decode()
            except HTTPError as err:
                texts[page] = err.read().decode()
            waiting += [
                link
                for link in re.findall(r'href="(/[^"]*)"', texts[page])
                if re.match(r"/(stories|claims|sources)/", link)
            ]
    assert "/sources/shut" in {page.split("?")[0] for page in seen}
    # What was asked for is said again.
    leaks = {page: hidden_in(text.replace("znone", "")) for page, text in texts.items()}
    assert {page: found for page, found in leaks.items() if found} == {}
    shut = next(text for page, text in texts.items() if page.startswith("/sources/shut"))
    assert "We show nothing of its articles" in shut
    assert "Strict tells of Vellum" in texts["/stories"] + texts["/claims"]


def test_search(newsroom: Newsroom) -> None:
    for words in (["vellum"], ["annotators", "--json"], ['"pays annotators"'], ["tells of vellum"]):
        assert hidden_in(newsroom.run("search", *words)) == []
    assert "nothing" in newsroom.run("search", "alone").lower()


@pytest.mark.parametrize("question", [one.name for one in questions()])
def test_answers_to_named_questions(newsroom: Newsroom, question: str) -> None:
    asked = next(one for one in questions() if one.name == question)
    given = [word for one in asked.parameters if one.kind in GIVEN for word in (f"--{one.name}", GIVEN[one.kind])]
    # The forms are made of the same rows.
    for form in ([], ["--jsonl"]):
        assert hidden_in(newsroom.run("ask", question, *given, *form)) == []


def test_changes_between_snapshots(newsroom: Newsroom) -> None:
    for form in ([], ["--csv"], ["--jsonl"]):
        assert hidden_in(newsroom.run("changes", "--since", "1", *form)) == []


@pytest.mark.sample("csv")
@pytest.mark.parametrize("form", FORMS)
def test_exports(newsroom: Newsroom, form: str, tmp_path: Path) -> None:
    asked = [
        word for one in questions() if not any(p.is_required for p in one.parameters) for word in ("--ask", one.name)
    ]
    more = [word for one in ("captures", "rejections", "claim_entities", "not_pay") for word in ("--table", one)]
    for name, wanted in [("all", []), *([("asked", asked), ("more", more)] if form == "csv" else [])]:
        said = newsroom.run("export", str(tmp_path / name), "--format", form, *wanted)
        files = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        assert files, said
        leaks = {path.name: hidden_in(text) for path in files for text in texts_of(path) if hidden_in(text)}
        assert leaks == {}
        if name == "all":
            package = json.loads((tmp_path / name / "datapackage.json").read_text())
            assert package["laborwire"]["not_shown_articles"] == 4
        shutil.rmtree(tmp_path / name)


def texts_of(path: Path) -> Iterator[str]:
    """What stands in a file of an export, packed or not."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                yield book.read(name).decode(errors="replace")
    elif path.suffix == ".parquet":
        yield str(duckdb.connect().from_parquet(str(path)).fetchall())
    else:
        yield path.read_bytes().decode(errors="replace")


@pytest.mark.thorough
def test_stories_and_histories(newsroom: Newsroom) -> None:
    listed = newsroom.run("story", "list")
    assert "tells of Vellum" in listed
    assert hidden_in(listed + newsroom.run("story", "show", STORY)) == []
    for source, url in newsroom.urls.items():
        for form in ([], ["--json"]):
            said = newsroom.run("history", url, *form)
            # The address is the one that was asked for; of a summary the words are the publisher's to read.
            found = [one for one in hidden_in(said.replace(url, "")) if not one.startswith("ZLONG")]
            assert (source, found) == (source, [])


def test_a_copy_stands_for_an_original_of_which_nothing_may_be_shown(newsroom: Newsroom) -> None:
    assert "A copy" in newsroom.run("search", "opened")


def test_a_warehouse_that_hides_nothing_is_asked_as_it_is(newsroom: Newsroom, tmp_path: Path) -> None:
    open_one = newsroom.places.snapshots / "laborwire-000001.duckdb"
    with duckdb.connect(str(open_one), read_only=True) as con:
        assert hide_unshown(con) == 0
        assert what_is_hidden(con).addresses == frozenset()
        assert con.execute("SELECT count(*) FROM duckdb_views() WHERE temporary AND NOT internal").fetchall() == [(0,)]


def test_the_operators_own_sql_sees_what_is_stored(newsroom: Newsroom) -> None:
    assert "ZNONE alone" in newsroom.run("sql", "SELECT headline FROM articles WHERE source_id = 'shut'")
