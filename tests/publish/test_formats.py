"""A digest as mail and as feeds: whole, the same each time, and as their standards want them."""

import json
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import pytest
from lxml import etree, html
from publish.newsroom import WEEK, Desk, at, first_sentences

from pipeline.publish.digest import write_digest
from pipeline.publish.formats import FILES
from pipeline.publish.mail import LARGEST_HTML, digest_mail
from pipeline.publish.words import voices_lines

ATOM = {"a": "http://www.w3.org/2005/Atom"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def write_all(desk: Desk, *, made: str = "2026-03-16T07:00", week: str = WEEK) -> dict[str, Path]:
    """Write every format and return the files by name."""
    desk.publish()
    paths = write_digest(desk.places, week=week, now=at(made), choose=first_sentences, formats=tuple(FILES))
    return {path.name: path for path in paths}


@pytest.fixture
def told(desk: Desk) -> Desk:
    """A week with pay of two weeks, so that there is a chart."""
    desk.paid("early", "15", "16", "17", published="2026-03-03")
    desk.paid("late", "18", "19", "20", published="2026-03-11", headline='A "rise" & <more>')
    return desk


def found(text: str, path: str) -> list[str]:
    """Attribute values of a page."""
    return [str(one) for one in cast("list[object]", html.fromstring(text).xpath(path))]


def words_of(text: str) -> str:
    """The words of a page."""
    return str(html.fromstring(text).xpath("string()"))


def entries_of(path: Path) -> list[etree._Element]:
    """The entries of an Atom feed."""
    return etree.parse(str(path)).getroot().findall("a:entry", ATOM)


def mail_of(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_mail_has_text_page_and_chart(told: Desk) -> None:
    files = write_all(told)
    mail = mail_of(files["digest.eml"])
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    assert [part.defects for part in mail.walk()] == [[]] * 5
    text, page = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and page is not None
    assert text.get_content().splitlines() == files["digest.md"].read_text().splitlines()
    (source,), (label,) = (found(page.get_content(), f"//img/@{name}") for name in ("src", "alt"))
    chart = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    assert source == "cid:" + str(chart["Content-ID"]).strip("<>")
    assert chart.get_content().startswith(b"\x89PNG")
    assert "Vellum" in label


def test_the_mail_s_styles_stand_at_their_elements(told: Desk) -> None:
    page = mail_of(write_all(told)["digest.eml"]).get_body(("html",))
    assert page is not None
    content = page.get_content()
    assert found(content, "//style|//link|//script|//svg") == []
    assert "var(" not in content
    assert "background: #fff0b8" in found(content, "//mark/@style")[0].replace(":#", ": #")
    addresses = found(content, "//@src | //@href")
    assert [one for one in addresses if not re.match(r"cid:|#|https://", one)] == []


@pytest.mark.thorough
def test_a_long_mail_is_cut_to_what_mail_programs_show(told: Desk) -> None:
    digest = told.digest()
    assert digest.lead is not None
    long = replace(
        digest.lead, sentences=tuple(replace(one, text="word " * 4000, marks=()) for one in digest.lead.sentences[:1])
    )
    many = replace(digest, stories=tuple(replace(long, number=number) for number in range(2, 11)))
    page = digest_mail(many).get_body(("html",))
    assert page is not None
    content = page.get_content()
    assert len(content.encode()) <= LARGEST_HTML
    assert "leaves out what would make it too long" in content
    assert "leaves out" not in digest_mail(digest).as_string()


@pytest.mark.thorough
def test_a_long_mail_loses_what_stands_around_stories_before_stories(told: Desk) -> None:
    digest = told.digest()
    assert digest.lead is not None and digest.lead.context is not None
    wordy = replace(digest.lead.context, points="words " * 3000)
    many = replace(digest, stories=tuple(replace(digest.lead, number=n, context=wordy) for n in range(2, 11)))
    page = digest_mail(many).get_body(("html",))
    assert page is not None
    assert len(page.get_content().encode()) <= LARGEST_HTML
    assert len(found(page.get_content(), "//article/@id")) == 10


def test_every_format_is_the_same_when_made_again(told: Desk) -> None:
    first = {name: path.read_bytes() for name, path in write_all(told).items()}
    again = {name: path.read_bytes() for name, path in write_all(told, made="2026-03-17T09:00").items()}
    assert sorted(first) == [
        "digest.eml",
        "digest.html",
        "digest.md",
        "digests.atom",
        "digests.json",
        "stories.atom",
        "stories.json",
    ]
    assert first == again


@pytest.mark.thorough
def test_an_issue_that_says_something_else_is_updated_in_the_feeds(told: Desk) -> None:
    write_all(told)
    told.paid("more", "25", source="courier", published="2026-03-12")
    entry = entries_of(write_all(told, made="2026-03-17T09:00")["digests.atom"])[0]
    assert (entry.findtext("a:published", "", ATOM), entry.findtext("a:updated", "", ATOM)) == (
        "2026-03-16T07:00:00Z",
        "2026-03-17T09:00:00Z",
    )


@pytest.mark.parametrize("name", ["digests.atom", "stories.atom"])
def test_the_atom_feeds_have_what_the_standard_wants(told: Desk, name: str) -> None:
    told.article("odd", headline="Bell \x07 and \ufffe rung", published="2026-03-12")
    root = etree.parse(str(write_all(told)[name])).getroot()
    for element in (root, *root.findall("a:entry", ATOM)):
        assert [len(element.findall(f"a:{tag}", ATOM)) for tag in ("id", "title", "updated")] == [1, 1, 1]
        assert TIME.fullmatch(element.findtext("a:updated", "", ATOM))
        assert element.findtext("a:id", "", ATOM).startswith("urn:uuid:")
    assert root.findtext("a:author/a:name", "", ATOM)
    ids = [one.text for one in root.iter("{http://www.w3.org/2005/Atom}id")]
    assert len(ids) == len(set(ids)) > 1
    contents = root.findall("a:entry/a:content", ATOM)
    assert all(one.get("type") == "html" and words_of(one.text or "") for one in contents)


@pytest.mark.sample("digests.json")
@pytest.mark.parametrize("name", ["digests.json", "stories.json"])
def test_the_json_feeds_have_what_the_standard_wants(told: Desk, name: str) -> None:
    feed = json.loads(write_all(told)[name].read_text())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert all({"id", "content_html", "date_published"} <= set(item) for item in feed["items"])
    assert "$18 an hour" in words_of(feed["items"][0]["content_html"])


@pytest.mark.thorough
def test_all_digests_are_in_the_feed_with_their_whole_content(told: Desk) -> None:
    write_all(told, week="2026-W10")
    entries = entries_of(write_all(told)["digests.atom"])
    assert [link.get("href") for entry in entries for link in entry.findall("a:link", ATOM)] == [
        "2026-W11/digest.html",
        "2026-W10/digest.html",
    ]
    shown = words_of(entries[0].findtext("a:content", "", ATOM))
    for words in ("$18 an hour", "Sources", "What this digest may have missed", "Every sentence above is copied"):
        assert words in shown


@pytest.mark.thorough
def test_links_are_absolute_where_the_digests_have_an_address(told: Desk, tmp_path: Path) -> None:
    data = tmp_path / "own"
    data.mkdir()
    for path in told.places.data.iterdir():
        (data / path.name).symlink_to(path)
    (data / "laborwire.toml").write_text(
        '[digest]\naddress = "https://wire.example/d"\nremoval = "desk@wire.example"\n'
    )
    told.places = replace(told.places, data=data)
    files = write_all(told)
    feed = json.loads(files["stories.json"].read_text())
    assert feed["feed_url"] == "https://wire.example/d/2026-W11/stories.json"
    assert feed["items"][0]["url"] == "https://wire.example/d/2026-W11/digest.html#story-1"
    assert 'href="mailto:desk@wire.example"' in files["digest.html"].read_text()
    assert mail_of(files["digest.eml"])["List-Unsubscribe"] == "<mailto:desk@wire.example>"


def test_says_whose_words_the_figures_are_and_who_was_not_heard(desk: Desk) -> None:
    desk.paid("low", "15", "16")
    digest = desk.digest()
    assert digest.voices == (("reporter", 2, 1),)
    assert voices_lines(digest) == (
        "The reporters alone: 2 pay claims in 1 article",
        "Not heard on pay this week: workers, unions and workers' groups, whoever pays, or its speakers",
    )


def test_an_empty_week_speaks_in_every_format(desk: Desk) -> None:
    files = write_all(desk)
    plain, page = (mail_of(files["digest.eml"]).get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None and page is not None
    said = "No new article matched this week."
    assert said in plain.get_content() and said in page.get_content()
    assert said in words_of(entries_of(files["digests.atom"])[0].findtext("a:content", "", ATOM))
    assert entries_of(files["stories.atom"]) == []
