"""Which address shows what, beyond stories and claims: platforms, sources, search, SQL, digests and watch rules."""

from datetime import datetime, timezone

from markupsafe import Markup
from starlette.responses import Response

from pipeline.config import load_settings
from pipeline.explorer.address import address, read_page
from pipeline.explorer.app import Answer, Asked, NotThereError, data, page
from pipeline.explorer.beside import DIGEST_POLICY, digest_file, digests_page, watch_page
from pipeline.explorer.finding import SearchPage, search_page
from pipeline.explorer.pages import render
from pipeline.explorer.platforms import PlatformPage, drawn, platform_page, platforms_page
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
    """Show a platform or employer."""
    from pipeline.publish.chart import drawable, wage_words

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
    return page(render("source", asked.frame("/sources"), page=_source(asked), contact=contact))


def source_data(asked: Asked) -> Response:
    """Give a source as JSON."""
    return data(asked, _source(asked))


def search(asked: Asked) -> Response:
    """Show what matches some words."""
    shown = _search(asked)
    return page(render("search", asked.frame("", parameters={"q": shown.query} if shown.query else {}), page=shown))


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
    return page(render("watch", asked.frame("/watch"), page=shown))


def watch_data(asked: Asked) -> Response:
    """Give the watch rules as JSON."""
    return data(asked, watch_page(asked.explorer.places, now=datetime.now(timezone.utc)))


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
    return search_page(asked.edition, asked.explorer.places, asked.query.get("q", ""))


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
    ("/search.json", search_data),
    ("/sql.json", sql_data),
    ("/digests.json", digests_data),
    ("/digests/{week}/{name}", written_digest),
    ("/watch.json", watch_data),
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
