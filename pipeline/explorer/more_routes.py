"""Which address shows what, beyond stories and claims: platforms, sources, search, SQL, digests and watch rules."""

from datetime import datetime, timezone

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from pipeline.config import load_settings
from pipeline.explorer.address import address, read_page
from pipeline.explorer.app import Answer, Asked, NotThereError, data, feed, page
from pipeline.explorer.beside import DIGEST_POLICY, digest_file, digests_page, watch_page
from pipeline.explorer.feeds import alert_entry, found_entries, source_entry
from pipeline.explorer.finding import SearchPage, read_query, search_feed, search_page
from pipeline.explorer.pages import render
from pipeline.explorer.platforms import PlatformPage, drawn, platform_home, platform_page, platforms_page
from pipeline.explorer.source_pages import SourcePage, source_page, sources_page
from pipeline.explorer.sql_page import EXAMPLES, MOST_ROWS, TIMEOUT_S, SqlPage, sql_page


def platforms(asked: Asked) -> Response:
    """Show the list of platforms and employers."""
    frame = asked.frame("/platforms")
    shown = platforms_page(asked.edition, page=read_page(asked.query))
    return page(render("platforms", frame, page=shown, page_link=lambda number: frame.link("/platforms", page=number)))


def platforms_data(asked: Asked) -> Response:
    """Give the list of platforms as JSON."""
    return data(asked, platforms_page(asked.edition, page=read_page(asked.query)))


def platform(asked: Asked) -> Response:
    """Show a platform or employer; a name leads to the page of its id."""
    from pipeline.publish.chart import drawable, wage_words

    home = platform_home(asked.edition, asked.names["id"])
    if home != asked.names["id"]:
        return RedirectResponse(address(f"/platforms/{home}", snapshot=asked.edition.number), 307)
    shown = _platform(asked)
    wide, narrow = drawn(asked.edition, shown)
    feed = address("/claims.atom", {"platform": shown.id}, snapshot=None)
    return page(
        render(
            "platform",
            asked.frame("/platforms", feed=feed),
            page=shown,
            feed=feed,
            # Drawn by ourselves, with its labels escaped.
            wide=Markup(wide),  # noqa: S704
            narrow=Markup(narrow),  # noqa: S704
            drawn_points=drawable(shown.points),
            wage_lines=tuple(map(wage_words, shown.wages)),
        )
    )


def platform_data(asked: Asked) -> Response:
    """Give a platform as JSON."""
    return data(asked, _platform(asked))


def sources(asked: Asked) -> Response:
    """Show the list of sources."""
    frame = asked.frame("/sources")
    shown = sources_page(asked.edition, page=read_page(asked.query))
    return page(render("sources", frame, page=shown, page_link=lambda number: frame.link("/sources", page=number)))


def sources_data(asked: Asked) -> Response:
    """Give the list of sources as JSON."""
    return data(asked, sources_page(asked.edition, page=read_page(asked.query)))


def source(asked: Asked) -> Response:
    """Show a source with its health."""
    contact = load_settings(asked.explorer.places.data).crawl.contact
    shown = _source(asked)
    own = address(f"/sources/{shown.id}.atom", snapshot=None)
    return page(render("source", asked.frame("/sources", feed=own), page=shown, contact=contact))


def source_data(asked: Asked) -> Response:
    """Give a source as JSON."""
    return data(asked, _source(asked))


def source_feed(asked: Asked) -> Response:
    """Give the newest articles of a source as a feed."""
    shown = _source(asked)
    entries = (source_entry(article, outlet=shown.name) for article in shown.articles)
    return feed(asked, entries, title=f"Articles of {shown.name}", parameters={})


def search(asked: Asked) -> Response:
    """Show what matches some words, or means the same."""
    shown = _search(asked)
    said = read_query(asked.query).parameters()
    own = address("/search.atom", said, snapshot=None) if shown.query and not shown.problem else ""
    frame = asked.frame("", parameters=said, feed=own)
    without = {name: {key: value for key, value in said.items() if key != name} for name in (*shown.filters, "words")}
    return page(render("search", frame, page=shown, remove_link=lambda name: frame.link_with("/search", without[name])))


def search_atom(asked: Asked) -> Response:
    """Give what matches some words as a feed, the newest first."""
    wanted = read_query(asked.query)
    found = search_feed(asked.edition, asked.explorer.places, wanted)
    if found.answer is None:
        raise NotThereError(found.problem or "A feed of a search needs words: /search.atom?q=pay")
    title = f"Search: {wanted.words}" + "".join(f"; {name}: {value}" for name, value in wanted.filters.items())
    return feed(asked, found_entries(found.answer), title=title, parameters=wanted.parameters())


def search_data(asked: Asked) -> Response:
    """Give what matches some words as JSON."""
    return data(asked, _search(asked))


def sql(asked: Asked) -> Response:
    """Answer a reader's SQL."""
    shown = _sql(asked)
    frame = asked.frame("/sql", parameters={"q": shown.sql} if shown.sql else {})
    return page(
        render("sql", frame, page=shown, examples=EXAMPLES, timeout=f"{TIMEOUT_S:g}", most_rows=MOST_ROWS),
    )


def sql_data(asked: Asked) -> Response:
    """Answer a reader's SQL as JSON."""
    return data(asked, _sql(asked))


def digests(asked: Asked) -> Response:
    """Show the archive of digests."""
    return page(render("digests", asked.frame("/digests"), page=digests_page(asked.explorer.places)))


def digests_data(asked: Asked) -> Response:
    """Give the archive of digests as JSON."""
    return data(asked, digests_page(asked.explorer.places))


def written_digest(asked: Asked) -> Response:
    """Give a file of a digest as it was written."""
    week, name = asked.names["week"], asked.names["name"]
    found = digest_file(asked.explorer.places, week, name)
    if found is None:
        raise NotThereError(f"There is no {name} of the digest of {week}")
    content, kind = found
    return Response(content, media_type=kind, headers={"Content-Security-Policy": DIGEST_POLICY})


def watch(asked: Asked) -> Response:
    """Show the watch rules and what they found."""
    shown = watch_page(asked.explorer.places, now=datetime.now(timezone.utc))
    return page(render("watch", asked.frame("/watch", feed=address("/watch.atom", snapshot=None)), page=shown))


def watch_data(asked: Asked) -> Response:
    """Give the watch rules as JSON."""
    return data(asked, watch_page(asked.explorer.places, now=datetime.now(timezone.utc)))


def watch_feed(asked: Asked) -> Response:
    """Give what watch rules found as a feed."""
    shown = watch_page(asked.explorer.places, now=datetime.now(timezone.utc))
    return feed(asked, map(alert_entry, shown.alerts), title="What watch rules found", parameters={})


def _platform(asked: Asked) -> PlatformPage:
    found = platform_page(asked.edition, asked.names["id"])
    if found is None:
        raise NotThereError(f"The gazetteer has no {asked.names['id']}")
    return found


def _source(asked: Asked) -> SourcePage:
    found = source_page(asked.edition, asked.names["id"])
    if found is None:
        raise NotThereError(f"There is no source {asked.names['id']}")
    return found


def _search(asked: Asked) -> SearchPage:
    return search_page(asked.edition, asked.explorer.places, read_query(asked.query), asked.explorer.encoder)


def _sql(asked: Asked) -> SqlPage:
    # A page of somebody else's may lead a reader here; it may not make this machine work.
    may_run = asked.headers.get("sec-fetch-site", "none") in {"none", "same-origin"}
    numbered = asked.explorer.places.snapshots / f"laborwire-{asked.edition.number:06d}.duckdb"
    snapshot = numbered if numbered.exists() else asked.edition.path
    return sql_page(snapshot, asked.query.get("q", ""), may_run=may_run)


DATA: tuple[tuple[str, Answer], ...] = (
    ("/platforms.json", platforms_data),
    ("/platforms/{id}.json", platform_data),
    ("/sources.json", sources_data),
    ("/sources/{id}.json", source_data),
    ("/sources/{id}.atom", source_feed),
    ("/search.json", search_data),
    ("/search.atom", search_atom),
    ("/sql.json", sql_data),
    ("/digests.json", digests_data),
    ("/digests/{week}/{name}", written_digest),
    ("/watch.json", watch_data),
    ("/watch.atom", watch_feed),
)
PAGES: tuple[tuple[str, Answer], ...] = (
    ("/platforms", platforms),
    ("/platforms/{id}", platform),
    ("/sources", sources),
    ("/sources/{id}", source),
    ("/search", search),
    ("/sql", sql),
    ("/digests", digests),
    ("/watch", watch),
)
