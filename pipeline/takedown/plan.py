"""Find what a takedown is about: articles, captures, and the words by which other files are searched."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import duckdb

from pipeline.archive.store import Archive
from pipeline.errors import ArchiveError, UsageError, WarehouseError
from pipeline.extract.decoding import charset_of, decode_page
from pipeline.places import Places
from pipeline.records import Capture
from pipeline.sentences import sentence_spans
from pipeline.tombstones import Kind, TakenDown, mark_of, name_words
from pipeline.urls import host_of, is_web_address, page_key

_FEWEST_WORDS = 5
_READ = "SELECT id, url, canonical_url, capture_id, headline, array_to_string(authors, ' ; '), text FROM articles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What goes. It is on disk until the takedown is done, so that a second run can finish what a first one began."""

    kind: Kind
    subject: str
    why: str
    who: str
    when: datetime
    marks: tuple[str, ...]
    articles: tuple[str, ...]
    claims: tuple[str, ...]
    captures: tuple[str, ...]
    urls: tuple[str, ...]
    headlines: tuple[str, ...]
    phrases: tuple[str, ...]
    """Sentences and headlines of five words or more: files that hold one of them are rewritten."""
    copies: tuple[str, ...]
    """Addresses of copies elsewhere, which stay."""


def pending_file(places: Places) -> Path:
    """Return where the plan of a takedown lies until it is done."""
    return places.var / "takedown.json"


def kind_of(subject: str) -> tuple[Kind, str]:
    """Return what a subject names, and its plain form.

    >>> kind_of("https://paper.example/a"), kind_of("WWW.Paper.example"), kind_of("Kim  Doe")
    (('url', 'https://paper.example/a'), ('domain', 'paper.example'), ('person', 'Kim Doe'))

    Raises:
        UsageError: it is empty, or a name of one word, which would take down too much.
    """
    words = subject.split()
    if is_web_address(subject.strip()):
        return "url", subject.strip()
    if len(words) == 1 and "." in words[0].strip(".") and "/" not in words[0]:
        return "domain", words[0].lower().strip(".").removeprefix("www.")
    if len(words) == 1 and "/" in subject:
        raise UsageError(f"{subject!r} is no address; write it with https://")
    if len(name_words(subject)) < 2:
        raise UsageError(f"{subject!r} is no address, no domain and no full name; write first and last name")
    return "person", " ".join(words)


def make_plan(places: Places, subject: str, *, why: str, who: str, when: datetime) -> Plan:
    """Return what goes when a subject is taken down; nothing is written.

    Raises:
        UsageError: the subject is none, or stands in the reason.
        WarehouseError, ArchiveError: something stored cannot be read.
    """
    kind, name = kind_of(subject)
    covers = TakenDown.of([mark_of(kind, name)])
    articles: set[str] = set()
    claims: set[str] = set()
    captures: set[str] = set()
    urls: set[str] = set()
    headlines: dict[str, None] = {}
    phrases: dict[str, None] = {}
    for path in warehouse_files(places):
        for row in _articles_in(path, kind, name, covers):
            identity, url, canonical, capture, headline, _, text = row
            if identity not in articles:
                articles.add(identity)
                headlines[headline] = None
                phrases |= dict.fromkeys(_phrases(headline, text))
            captures.add(capture)
            urls |= {url, canonical}
        claims |= _claims_in(path, articles)
    keys = {page_key(url) for url in urls}
    archive_captures = _captures_in(places, kind, covers, keys, captures)
    for one in archive_captures:
        captures.add(one.id)
        urls |= {one.url, one.final_url}
        phrases |= dict.fromkeys(_phrases(one.title_hint or "", one.excerpt_hint or ""))
    if kind == "url":
        urls.add(name)
    marks = {mark_of(kind, name)}
    if kind == "person":
        # Their pages are not asked for again, either: the capture of one would hold the name.
        marks |= {mark_of("url", url) for url in urls}
    elif kind == "url":
        marks |= {mark_of("url", url) for url in urls}
    _check_why(kind, name, why, urls)
    return Plan(
        kind=kind,
        subject=name,
        why=why,
        who=who,
        when=when,
        marks=tuple(sorted(marks)),
        articles=tuple(sorted(articles)),
        claims=tuple(sorted(claims)),
        captures=tuple(sorted(captures)),
        urls=tuple(sorted(urls)),
        headlines=tuple(headlines),
        phrases=tuple(phrases),
        copies=_copies(places, articles),
    )


def warehouse_files(places: Places) -> list[Path]:
    """Return every DuckDB file of an installation, the live one first; the newest snapshot under one name only."""
    live = [places.live_warehouse] if places.live_warehouse.exists() else []
    others = sorted(
        path for path in places.var.rglob("*.duckdb") if path not in {places.live_warehouse, places.warehouse}
    )
    alone = [places.warehouse] if places.warehouse.exists() and not others else []
    return [*live, *others, *alone]


def _articles_in(path: Path, kind: Kind, name: str, covers: TakenDown) -> Iterator[tuple[str, ...]]:
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            there = con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'articles'").fetchall()
            if not there:
                return
            if kind == "person":
                said = "concat_ws(' ; ', headline, array_to_string(authors, ' ; '), text)"
                asked = f"{_READ} WHERE contains(strip_accents(lower({said})), ?)"
                for row in con.execute(asked, [max(name_words(name), key=len)]).fetchall():
                    if covers.mark_in(row[4], row[5], row[6]):
                        yield row
                return
            known = con.execute("SELECT id, url, canonical_url FROM articles").fetchall()
            wanted = [row[0] for row in known if _covered(covers, row[1]) or _covered(covers, row[2])]
            yield from con.execute(
                f"{_READ} WHERE id IN (SELECT unnest(string_split(?, chr(10))))", ["\n".join(wanted)]
            ).fetchall()
    except duckdb.Error as err:
        raise WarehouseError(str(path), f"cannot be read: {err}; is it open elsewhere?") from err


def own_texts(places: Places, addresses: Collection[str]) -> dict[str, str]:
    """Return headline and text of every article version at these addresses, by address.

    Raises:
        WarehouseError: the warehouse cannot be read.
    """
    if not places.live_warehouse.exists() or not addresses:
        return {}
    asked = (
        "SELECT url, string_agg(headline || ' ' || text, ' ') FROM articles"
        " WHERE url IN (SELECT unnest(string_split(?, chr(10)))) GROUP BY url"
    )
    try:
        with duckdb.connect(str(places.live_warehouse), read_only=True) as con:
            return dict(con.execute(asked, ["\n".join(sorted(addresses))]).fetchall())
    except duckdb.Error as err:
        raise WarehouseError(str(places.live_warehouse), f"cannot be read: {err}; is it open elsewhere?") from err


@lru_cache(maxsize=1 << 20)
def _covered(covers: TakenDown, url: str) -> bool:
    """Say whether an address is covered: each stands in many files."""
    return url in covers


def _claims_in(path: Path, articles: Iterable[str]) -> set[str]:
    with duckdb.connect(str(path), read_only=True) as con:
        asked = "SELECT id FROM pay_claims WHERE article_id IN (SELECT unnest(string_split(?, chr(10))))"
        return {str(row[0]) for row in con.execute(asked, ["\n".join(articles)]).fetchall()}


def _captures_in(places: Places, kind: Kind, covers: TakenDown, keys: set[str], known: set[str]) -> list[Capture]:
    if not (places.archive / "index.sqlite").exists():
        return []
    found: dict[str, Capture] = {}
    with Archive.open(places.archive) as archive:
        for _, _, capture in archive.sightings_after(0):
            if capture.id in found:
                continue
            is_it = capture.id in known or _covered(covers, capture.url) or _covered(covers, capture.final_url)
            if not is_it and kind != "domain":
                is_it = page_key(capture.url) in keys or page_key(capture.final_url) in keys
            if not is_it and kind == "person":
                is_it = _names(archive, capture, covers)
            if is_it:
                found[capture.id] = capture
    return list(found.values())


def _names(archive: Archive, capture: Capture, covers: TakenDown) -> bool:
    """Say whether the stored bytes of a page, read or not, name the person."""
    try:
        body = archive.body(capture.id)
    except ArchiveError:
        return False
    page = decode_page(body, declared_charset=charset_of(capture.content_type))
    return covers.mark_in(page, capture.title_hint or "") is not None


def _phrases(headline: str, text: str) -> Iterator[str]:
    for phrase in (headline, *(text[start:end] for start, end in sentence_spans(text))):
        if len(phrase.split()) >= _FEWEST_WORDS:
            yield phrase.strip()


def _copies(places: Places, gone: Iterable[str]) -> tuple[str, ...]:
    if not places.live_warehouse.exists():
        return ()
    with duckdb.connect(str(places.live_warehouse), read_only=True) as con:
        rows = con.execute(
            "WITH gone AS (SELECT unnest(string_split(?, chr(10))) AS id) SELECT DISTINCT a.canonical_url"
            " FROM duplicates AS d JOIN articles AS a ON a.id = d.article_id"
            " WHERE (d.canonical_id IN (FROM gone) OR d.origin_id IN (FROM gone)) AND d.article_id NOT IN (FROM gone)"
            " ORDER BY 1",
            ["\n".join(gone)],
        ).fetchall()
    return tuple(str(row[0]) for row in rows)


def _check_why(kind: Kind, name: str, why: str, urls: Iterable[str]) -> None:
    """Refuse a reason that says what is taken down: it stays in the log for ever."""
    if not why.strip():
        raise UsageError("--why: say in a few words why it goes, without naming it")
    lowered = why.casefold()
    said = TakenDown.of([mark_of("person", name)]).mark_in(why) is not None if kind == "person" else False
    hosts = [host_of(url) for url in urls] if kind == "url" else [name] if kind == "domain" else []
    if said or any(host and host in lowered for host in hosts):
        raise UsageError(
            "--why: names what is taken down, and would stay in the decision log for ever; say it otherwise"
        )
