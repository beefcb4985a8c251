"""Try a source, for the command test-source: what may be asked there, what is found, and how an article is read.

All of it in a temporary folder: archive, warehouse, fetch state and registry stay as they are.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from flows.looking import describe_look, looked_at, refuse_no_address
from flows.outcome import marker, outcome_of, print_claims, remarks_on
from flows.reading import ReadPage, claimed, read_sightings, tagged
from flows.terminal import plain
from flows.tools import Tools
from pipeline.archive.store import Archive
from pipeline.places import Places
from pipeline.sources import load_sources

if TYPE_CHECKING:
    from spiders.job import Look

_FOUND = {
    "given": "the address given",
    "linked": "linked as a feed",
    "robots": "named in robots.txt",
    "common": "at a usual place",
    "home": "front page",
    "feed": "newest article",
}
_TEXT_START = 400
_MOST_MENTIONS = 40


def try_source(
    places: Places, url: str, *, now: datetime, out: TextIO, loopback: Mapping[str, int] | None = None
) -> int:
    """Print what a source answers and how one of its articles is read; 1 when no article could be read.

    Raises:
        UsageError: `url` is no web address.
        ConfigError: the registry is not valid, or nobody says who asks.
    """
    refuse_no_address(url)
    # The delays of registered sources hold for their hosts, whether they are on or not.
    known = tuple(replace(source, enabled=True) for source in load_sources(places.data / "sources.toml"))
    with looked_at(places, "article", now=now, sources=known, urls=(url,), loopback=loopback) as looked:
        for look in looked.looks:
            _print_look(look, out)
        if looked.stopped:
            out.write(f"cut short: {looked.stopped}\n")
        capture = next((look.capture for look in looked.looks if look.capture), None)
        if capture is None:
            out.write("no article could be fetched, so nothing was read\n")
            return 1
        tools = Tools.shared(places)
        page = _read(looked.archive, capture, now, tools)
    _print_page(page, tools, out)
    return 0 if page.article is not None else 1


def _read(archive_folder: Path, capture: str, now: datetime, tools: Tools) -> ReadPage:
    with Archive.open(archive_folder) as archive:
        stored = archive.get(capture)
        sightings = [(1, now, stored)] if stored is not None else []
        (page,), _ = read_sightings(sightings, archive, tools)
    return page


def _print_look(look: "Look", out: TextIO) -> None:
    verdict = {True: "    robots.txt allows it\n", False: "    robots.txt does not allow it\n", None: ""}[
        look.is_allowed
    ]
    out.write(f"{_FOUND.get(look.found, look.found)}: {plain(look.url)}\n{verdict}")
    if look.is_allowed is not False:
        answer = f"    {describe_look(look)}"
        answer += f' of "{plain(look.title)}"' if look.title and look.read_as == "page" else ""
        answer += f", in {look.language}" if look.language else ""
        out.write(f"{answer}\n")


def _print_page(page: ReadPage, tools: Tools, out: TextIO) -> None:
    article = page.article
    out.write("\n")
    if article is None:
        rejection = page.rejection
        out.write(f"DROPPED  {plain(page.capture.url)}\n")
        out.write(f"    {rejection.reason} at {rejection.stage}: {plain(rejection.detail)}\n" if rejection else "")
        return
    is_kept = page.state == "article"
    if not is_kept:
        page = _as_if_kept(page, tools)
    published = f"{article.published:%Y-%m-%d %H:%M %Z}" if article.published else "none stated"
    start = " ".join(article.text[:_TEXT_START].split())
    out.write(f"title     {plain(article.headline) or '(none)'}\n")
    out.write(f"date      {published}{' (as the feed says)' if article.published_is_fallback else ''}\n")
    out.write(f"language  {article.language or 'unknown'}\n")
    out.write(f"text      {plain(start)}{'...' if len(article.text) > _TEXT_START else ''}\n")
    sure = "" if article.text_confidence is None else f", confidence {article.text_confidence:.2f}"
    out.write(f"          {len(article.text)} characters{sure}\n")
    for remark in remarks_on(article):
        out.write(f"          {remark}\n")
    mentions = list(dict.fromkeys(f"{one.label} {plain(one.text)}" for one in page.mentions))
    out.write(f"mentions  {', '.join(mentions[:_MOST_MENTIONS]) or 'none'}\n")
    out.write("claims\n")
    print_claims(outcome_of(replace(page, state="article", rejection=None, not_pay=()), {}), out, mark=marker(out))
    other = [f"{plain(article.text[one.start : one.end])} ({one.reason.replace('_', ' ')})" for one in page.not_pay]
    out.write(f"not pay   {', '.join(other)}\n" if other else "")
    reasons = "; ".join(plain(reason) for reason in article.relevance_reasons)
    if is_kept:
        out.write(f"KEPT      score {article.relevance_score:.2f}: {reasons}\n")
    elif page.rejection is not None:
        out.write(f"DROPPED   {page.rejection.reason}: {plain(page.rejection.detail)}\n")


def _as_if_kept(page: ReadPage, tools: Tools) -> ReadPage:
    """Return the page with the mentions and claims that it would have if it were kept."""
    return replace(claimed(tagged(replace(page, state="article"), tools), tools), state=page.state)
