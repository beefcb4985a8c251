"""Make feeds of digests, and of the stories of one: Atom (RFC 4287) and JSON Feed 1.1, with their whole content.

An entry keeps its id for ever. Its time of change is that of the newest issue that differs from the one before, kept in
`issues.jsonl` beside the digest, so that a feed which is made again is the same, byte by byte, and no reader is told of
news where there is none. Where the installation has no web address, links are relative to the feed.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from pipeline.codec import read_jsonl, write_jsonl
from pipeline.publish.markdown import digest_markdown
from pipeline.publish.model import Digest, DigestStory
from pipeline.publish.page import context_html, marked
from pipeline.publish.words import dates_line, story_line, summary_line
from pipeline.urls import is_web_address

_NAME = "AI labor coverage"
_ATOM = "http://www.w3.org/2005/Atom"
_ISSUES = "issues.jsonl"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:laborwire:digests")
_MOST_DIGESTS = 26
"""Half a year; readers of feeds keep what they have seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A version of a digest."""

    content: str
    """Digest of its Markdown."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a feed."""

    id: str
    title: str
    published: datetime
    updated: datetime
    html: str
    link: str = ""
    """Absolute, or relative to the feed; "" for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed, newest entry first."""

    id: str
    title: str
    updated: datetime
    entries: tuple[Entry, ...]
    link: str = ""
    own_link: str = ""
    """Address of the feed without its ending; "" when it is published nowhere."""

    def as_atom(self) -> bytes:
        """Return it as an Atom document."""
        ElementTree.register_namespace("", _ATOM)
        root = ElementTree.Element(f"{{{_ATOM}}}feed")
        _text(root, "id", self.id)
        _text(root, "title", self.title)
        _text(root, "updated", _time(self.updated))
        _text(ElementTree.SubElement(root, f"{{{_ATOM}}}author"), "name", _NAME)
        if self.link:
            _link(root, self.link, "alternate", "text/html")
        if self.own_link:
            _link(root, f"{self.own_link}.atom", "self", "application/atom+xml")
        for entry in self.entries:
            item = ElementTree.SubElement(root, f"{{{_ATOM}}}entry")
            _text(item, "id", entry.id)
            _text(item, "title", entry.title)
            _text(item, "published", _time(entry.published))
            _text(item, "updated", _time(entry.updated))
            if entry.link:
                _link(item, entry.link, "alternate", "text/html")
            _text(item, "content", entry.html).set("type", "html")
        ElementTree.indent(root)
        found: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return found + b"\n"

    def as_json(self) -> bytes:
        """Return it as JSON Feed 1.1."""
        items = []
        for entry in self.entries:
            item = {"id": entry.id, "title": _clean(entry.title), "content_html": _clean(entry.html)}
            item |= {"date_published": _time(entry.published), "date_modified": _time(entry.updated)}
            items.append(item | ({"url": entry.link} if entry.link else {}))
        feed: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": _clean(self.title)}
        if is_web_address(self.link):
            feed["home_page_url"] = self.link
        if self.own_link:
            feed["feed_url"] = f"{self.own_link}.json"
        feed |= {"authors": [{"name": _NAME}], "language": "en", "items": items}
        return (json.dumps(feed, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def note_issue(folder: Path, digest: Digest, *, now: datetime) -> None:
    """Write down when the digest in `folder` came to say what it says, unless its last issue said the same."""
    said = digest_markdown(replace(digest, snapshot="", formats=()))
    content = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    known = list(read_jsonl(Issue, folder / _ISSUES))
    if not known or known[-1].content != content:
        write_jsonl(folder / _ISSUES, [*known, Issue(content=content, at=now)])


def digests_feed(digests: Path, *, address: str) -> Feed:
    """Return the feed of all written digests that have a page, the newest week first."""
    base = address.rstrip("/") + "/" if address else ""
    entries = []
    for page in sorted(digests.glob("????-W??/digest.html"), reverse=True)[:_MOST_DIGESTS]:
        week = page.parent.name
        published, updated = _issued(page.parent)
        title, body = _content(page)
        entries.append(
            Entry(
                id=_id(week),
                title=title,
                published=published,
                updated=updated,
                html=body,
                link=f"{base}{week}/digest.html",
            )
        )
    newest = max((entry.updated for entry in entries), default=datetime.fromtimestamp(0, timezone.utc))
    own = f"{base}digests" if base else ""
    return Feed(id=_id("all"), title=_NAME, updated=newest, entries=tuple(entries), link=base, own_link=own)


def stories_feed(digest: Digest, folder: Path, *, address: str) -> Feed:
    """Return the feed of the stories of one digest, in its order."""
    base = f"{address.rstrip('/')}/{digest.week}/" if address else ""
    published, updated = _issued(folder)
    stories = [digest.lead, *digest.stories] if digest.lead else []
    entries = tuple(
        Entry(
            id=_id(f"{digest.week}/{story.story_id}"),
            title=story.headline + (" (figure not checked)" if story.headline_unchecked else ""),
            published=published,
            updated=updated,
            html="".join(_story_html(story, digest)),
            link=f"{base}digest.html#story-{story.number}",
        )
        for story in stories
    )
    return Feed(
        id=_id(f"{digest.week}/stories"),
        title=f"{_NAME}, stories of {dates_line(digest)}",
        updated=updated,
        entries=entries,
        link=f"{base}digest.html",
        own_link=f"{base}stories" if base else "",
    )


def _story_html(story: DigestStory, digest: Digest) -> Iterator[str]:
    sources = {source.number: source for source in digest.sources}
    if digest.invented:
        yield f"<p><strong>{escape(digest.invented)}</strong></p>"
    yield f"<p>{escape(story_line(story))}</p>"
    for one in story.written.sentences if story.written is not None else ():
        doubt = " (figure not checked)" if one.unchecked else ""
        yield f"<p>{escape(one.text)}{doubt} {''.join(f'[{number}]' for number in one.sources)}</p>"
    if line := summary_line(story):
        yield f"<p><em>{escape(line)}</em></p>"
    for sentence in story.sentences:
        unchecked = " (figure not checked)" if sentence.unchecked else ""
        yield f"<p>{marked(sentence)}{unchecked} [{sentence.source}]</p>"
    if not story.sentences:
        yield "<p>Only its headline may be shown.</p>"
    cited = dict.fromkeys([story.headline_source, *(sentence.source for sentence in story.sentences)])
    yield "<ul>"
    for source in (*(sources[number] for number in cited if number in sources), *story.also):
        name = escape(source.headline)
        link = f'<a href="{escape(source.url)}">{name}</a>' if is_web_address(source.url) else name
        number = f"[{source.number}] " if source.number else ""
        day = f", {source.published.isoformat()}" if source.published else ", no date stated"
        yield f"<li>{number}{link}, {escape(source.outlet)}{day}</li>"
    yield "</ul>"
    if story.context is not None:
        yield context_html(story.context, sources, is_lead=story.number == 1)


def _content(page: Path) -> tuple[str, str]:
    """Return the title of a written page and its content, without charts and what only a page needs."""
    from lxml import etree, html

    tree = html.document_fromstring(page.read_text(encoding="utf-8"))
    title = tree.findtext(".//title") or page.parent.name
    etree.strip_elements(tree, "svg", "{http://www.w3.org/2000/svg}svg", with_tail=False)
    parts = [one for one in tree.iter("p") if one.get("class") in {"banner", "counts"}]
    parts += [part for main in tree.iter("main") for part in main]
    parts += [one for foot in tree.iter("footer") for one in foot if one.find("a[@href='digest.md']") is None]
    for element in (one for part in parts for one in part.iter()):
        for name in ("class", "aria-label"):
            element.attrib.pop(name, "")
    return title, "".join(etree.tostring(part, encoding="unicode", method="html", with_tail=False) for part in parts)


def _issued(folder: Path) -> tuple[datetime, datetime]:
    """Return when the digest in `folder` was first written, and when it last came to say something else."""
    known = list(read_jsonl(Issue, folder / _ISSUES))
    if known:
        return known[0].at, known[-1].at
    # One that was written before issues were noted: the morning after its week.
    year, week = folder.name.split("-W")
    monday = datetime.fromisocalendar(int(year), int(week), 7).replace(tzinfo=timezone.utc)
    return monday, monday


def _id(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_SPACE, name)}"


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = _clean(text)
    return child


def _link(parent: ElementTree.Element, href: str, rel: str, kind: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", {"href": href, "rel": rel, "type": kind})


def _clean(text: str) -> str:
    """Return a text without the characters that no XML may have."""
    return "".join(one if _is_allowed(ord(one)) else "\ufffd" for one in text)


def _is_allowed(code: int) -> bool:
    if code < 0x20:
        return code in {0x9, 0xA, 0xD}
    return not (0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code in {0xFFFE, 0xFFFF})


def _time(when: datetime) -> str:
    return when.astimezone(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
