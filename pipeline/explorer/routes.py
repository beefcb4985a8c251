"""Which address shows what: each page, and its other forms under the same path with a suffix."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from pipeline.config import load_settings
from pipeline.explorer.address import ClaimFilter, address, read_filter, read_page
from pipeline.explorer.app import Answer, Asked, NotThereError, data, feed, page
from pipeline.explorer.claims import Facet, FacetValue, claims_page, read_claim, read_claims, title_of
from pipeline.explorer.edition import Edition
from pipeline.explorer.feeds import ENTRIES, claim_entry, story_entry
from pipeline.explorer.files import Made, claim_rows, csv_of, write_parquet_file, write_workbook
from pipeline.explorer.finding import articles_like
from pipeline.explorer.pages import render
from pipeline.explorer.reader_sql import reader_sql
from pipeline.explorer.shown_claim import ShownClaim
from pipeline.explorer.stories import StoryPage, stories_page, story_home, story_page
from pipeline.export.package import MEDIA

_WRITING = threading.Lock()


def stories(asked: Asked) -> Response:
    """Show the list of stories."""
    shown = stories_page(asked.edition, page=read_page(asked.query), platform=asked.query.get("platform"))
    parameters = {} if shown.platform is None else {"platform": shown.platform}
    frame = asked.frame("/stories", parameters=parameters, feed=address("/stories.atom", parameters, snapshot=None))
    return page(
        render(
            "stories",
            frame,
            page=shown,
            page_link=lambda number: frame.link_with("/stories", {**parameters, "page": str(number)}),
        )
    )


def stories_data(asked: Asked) -> Response:
    """Give the list of stories as JSON."""
    return data(asked, stories_page(asked.edition, page=read_page(asked.query), platform=asked.query.get("platform")))


def stories_feed(asked: Asked) -> Response:
    """Give the stories with the newest articles as a feed."""
    shown = stories_page(asked.edition, page=1, platform=asked.query.get("platform"), rows=ENTRIES)
    title = f"Stories ({shown.platform_name})" if shown.platform else "Stories"
    parameters = {"platform": shown.platform} if shown.platform else {}
    return feed(asked, map(story_entry, shown.stories), title=title, parameters=parameters)


def story(asked: Asked) -> Response:
    """Show a story; an id that was given up leads to the one that stands."""
    home = story_home(asked.edition, asked.names["id"])
    if home is not None and home != asked.names["id"]:
        return RedirectResponse(address(f"/stories/{home}", snapshot=asked.edition.number), 307)
    shown = _story(asked)
    frame = asked.frame("/stories", feed=address("/claims.atom", {"story": shown.id}, snapshot=None))
    return page(render("story", frame, page=shown))


def story_data(asked: Asked) -> Response:
    """Give a story as JSON."""
    return data(asked, _story(asked))


def claims(asked: Asked) -> Response:
    """Show the claims that match a filter."""
    shown = claims_page(asked.edition, read_filter(asked.query))
    wanted = shown.filter
    frame = asked.frame(
        "/claims",
        parameters=wanted.parameters(),
        formats=(("CSV", ".csv"), ("Excel", ".xlsx"), ("JSON", ".json"), ("Parquet", ".parquet")),
        feed=address("/claims.atom", wanted.without().parameters(), snapshot=None),
    )
    return page(render("claims", frame, page=shown, sql=reader_sql(wanted), **_claim_links(wanted, frame.link_with)))


def claims_data(asked: Asked) -> Response:
    """Give one page of claims as JSON."""
    return data(asked, claims_page(asked.edition, read_filter(asked.query)))


def claims_csv(asked: Asked) -> Response:
    """Give all claims that match a filter as CSV."""
    return StreamingResponse(
        csv_of(claim_rows(asked.edition, read_filter(asked.query))),
        media_type="text/csv; charset=utf-8",
        headers=_attached(asked, "csv"),
    )


def claims_xlsx(asked: Asked) -> Response:
    """Give all claims that match a filter as an Excel workbook."""
    return _written(asked, "xlsx", write_workbook)


def claims_parquet(asked: Asked) -> Response:
    """Give all claims that match a filter as Parquet."""
    return _written(asked, "parquet", write_parquet_file)


def claims_feed(asked: Asked) -> Response:
    """Give the newest claims that match a filter as a feed."""
    wanted = replace(read_filter(asked.query), page=1, sort="-published")
    found = read_claims(asked.edition, wanted, limit=ENTRIES)
    return feed(asked, map(claim_entry, found), title=title_of(asked.edition, wanted), parameters=wanted.parameters())


def claim(asked: Asked) -> Response:
    """Show one claim with its words, what speaks against printing it, and the command that corrects it."""
    return page(render("claim", asked.frame("/claims"), page=_claim(asked)))


def claim_data(asked: Asked) -> Response:
    """Give one claim as JSON."""
    return data(asked, _claim(asked))


def _attached(asked: Asked, form: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="laborwire-claims-{asked.edition.number}.{form}"'}


def _written(
    asked: Asked, form: Literal["xlsx", "parquet"], write: Callable[[Path, Edition, ClaimFilter, Made], int]
) -> Response:
    wanted = replace(read_filter(asked.query), page=1)
    made = Made(
        address=f"http://{asked.headers['host']}"
        + address("/claims", wanted.parameters(), snapshot=asked.edition.number),
        at=datetime.now(timezone.utc),
        settings=load_settings(asked.explorer.places.data).export,
    )
    folder = TemporaryDirectory(prefix="laborwire-claims-")
    path = Path(folder.name) / f"claims.{form}"
    try:
        # A large one takes a processor for a while: one at a time, so that pages go on.
        with _WRITING:
            write(path, asked.edition, wanted, made)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        path, media_type=MEDIA[form], headers=_attached(asked, form), background=BackgroundTask(folder.cleanup)
    )


def _claim(asked: Asked) -> ShownClaim:
    found = read_claim(asked.edition, asked.names["id"])
    if found is None:
        raise NotThereError(f"Snapshot {asked.edition.number} has no claim {asked.names['id']} that stands")
    return found


def _story(asked: Asked) -> StoryPage:
    def made() -> StoryPage | None:
        return story_page(
            asked.edition,
            asked.names["id"],
            choose=asked.explorer.choose,
            like=lambda article: articles_like(asked.edition, asked.explorer.places, article),
        )

    # Choosing its sentences costs more than all the rest.
    found = asked.edition.kept_page(f"story {asked.names['id']}", made)
    if found is None:
        raise NotThereError(f"Snapshot {asked.edition.number} has no story {asked.names['id']} that stands")
    return found


def _claim_links(
    wanted: ClaimFilter, link: Callable[[str, Mapping[str, str]], str]
) -> dict[str, str | Callable[..., str]]:
    """Return the addresses that a page of claims leads to, and what makes those of its facets."""

    def to(other: ClaimFilter) -> str:
        return link("/claims", other.parameters())

    def facet_link(facet: Facet, one: FacetValue) -> str:
        return to(wanted.without(facet.name) if one.is_chosen else wanted.with_value(facet.name, one.value))

    return {
        "facet_link": facet_link,
        "chip_link": lambda name: to(wanted.without(name)),
        "sort_link": lambda sort: to(replace(wanted, sort=sort, page=1)),
        "page_link": lambda number: to(replace(wanted, page=number)),
        "hourly_link": to(replace(wanted, hourly=True, page=1)),
        "copies_link": to(wanted.with_value("standing", "copy")),
    }


DATA: tuple[tuple[str, Answer], ...] = (
    ("/stories.json", stories_data),
    ("/stories.atom", stories_feed),
    ("/stories/{id}.json", story_data),
    ("/claims.json", claims_data),
    ("/claims.csv", claims_csv),
    ("/claims.xlsx", claims_xlsx),
    ("/claims.parquet", claims_parquet),
    ("/claims.atom", claims_feed),
    ("/claims/{id}.json", claim_data),
)
PAGES: tuple[tuple[str, Answer], ...] = (
    ("/stories", stories),
    ("/stories/{id}", story),
    ("/claims", claims),
    ("/claims/{id}", claim),
)
