"""`laborwire search`: find stories, pay claims and articles by words and meaning, or what is like an article."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from flows.claim_words import describe_claim
from flows.options import DataOption, VarOption
from flows.terminal import plain
from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places, find_places

if TYPE_CHECKING:
    from pipeline.search.ask import Encoder, Searcher
    from pipeline.search.find import Answer, ArticleHit, ClaimHit, Filters, StoryHit
    from pipeline.search.like import LikeHit, Likeness

_MOST_SHOWN = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command was asked."""

    query: str | None
    like: str | None
    source: str | None
    platform: str | None
    language: str | None
    since: str | None
    until: str | None
    limit: int
    words_only: bool
    rebuild: bool
    as_json: bool


def search(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help='Words, "a phrase", pay*, AND, OR, NOT, parentheses.')
    ] = None,
    platform: Annotated[
        str | None, typer.Option("--platform", help="Articles that name this platform (or other entity): id or name.")
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="Articles of this source: id or name.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Published on this day or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Published on this day or earlier.")
    ] = None,
    language: Annotated[str | None, typer.Option("--language", help="ISO 639-1 language, such as en or de.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many of each kind of answer.")] = 10,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Do not look for the meaning; no model is loaded.")
    ] = False,
    like: Annotated[
        str | None, typer.Option("--like", metavar="ID|URL", help="Instead of a query: what is like this article.")
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index anew from the newest snapshot.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON line an answer.")] = False,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """Find stories, pay claims and articles by their words and their meaning, each with its quote and address.

    Plain words are joined with what means the same; a query with a phrase, a prefix or an operator is taken at its
    word. --like lists other stories that are close to an article, or says that there is none.

    Examples: laborwire search "golden batch" | laborwire search '"rate cut" AND (pay* OR wage) NOT lottery' |
    laborwire search --platform mercor --since 2026-01-01 pay | laborwire search --like a0123456789abcdef
    """
    wanted = Wanted(
        # The words of a query that the shell has parted.
        query=" ".join(query) if query else None,
        like=like,
        source=source,
        platform=platform,
        language=language,
        since=since,
        until=until,
        limit=limit,
        words_only=words_only,
        rebuild=rebuild,
        as_json=json,
    )
    raise typer.Exit(run_search(find_places(data=data, var=var), wanted, out=sys.stdout))


def run_search(places: Places, wanted: Wanted, *, out: TextIO) -> int:
    """Answer the command; return the exit code.

    Raises:
        UsageError: the options do not fit each other, or the query cannot be read.
        WarehouseError: there is no snapshot, or it cannot be read.
        LockedError: the index is to be made anew while another run is writing.
    """
    from pipeline.search.ask import Searcher
    from pipeline.search.query import parse_query

    if wanted.query is None and wanted.like is None and not wanted.rebuild:
        raise UsageError('nothing to look for; write for example: laborwire search "golden batch"')
    if wanted.query is not None and wanted.like is not None:
        raise UsageError("choose a query or --like, not both")
    if wanted.limit > _MOST_SHOWN:
        raise UsageError(f"--limit {wanted.limit} is too much: at most {_MOST_SHOWN}; `laborwire sql` has everything")
    filters = _filters(wanted)
    if wanted.like is not None and (
        wanted.platform or wanted.source or wanted.language or wanted.since or wanted.until
    ):
        raise UsageError("--like takes no filters; it compares with the whole archive")
    if wanted.query is not None:
        # What cannot be read is told before anything is opened or made.
        parse_query(wanted.query)
    _provide_index(places, rebuild=wanted.rebuild)
    searcher = Searcher(
        snapshot=places.warehouse,
        index=places.search,
        cache=places.vectors,
        load_encoder=None if wanted.words_only else lambda: _load_encoder(places),
    )
    if wanted.like is not None:
        return _show_alike(searcher, wanted.like, wanted, out)
    if wanted.query is not None:
        _show(searcher.find(wanted.query, filters, limit=wanted.limit), wanted, out)
    return 0


def _load_encoder(places: Places) -> "Encoder":
    from models.embeddings import Embedder
    from pipeline.config import load_settings

    return Embedder.load(load_settings(places.data).models.embedding)


def _provide_index(places: Places, *, rebuild: bool) -> None:
    """Make the published index anew where it is missing, damaged, of another version or asked for."""
    from pipeline.search.file import why_unusable

    if not places.warehouse.exists():
        raise WarehouseError(str(places.warehouse), "no snapshot yet; run `laborwire demo`, `add` or `nightly` first")
    why = "was asked for anew" if rebuild else why_unusable(places.search)
    if why is not None:
        from pipeline.warehouse.lock import writer_lock
        from pipeline.warehouse.publish import rebuild_search

        sys.stderr.write(f"laborwire: the search index {why}; it is made from the newest snapshot\n")
        with writer_lock(places, "search", datetime.now(timezone.utc)):
            made = rebuild_search(places)
        sys.stderr.write(f"laborwire: the search index is made; it holds {_counted(made.held, 'article')}\n")


def _filters(wanted: Wanted) -> "Filters":
    from pipeline.search.find import Filters

    since = None if wanted.since is None else _day(wanted.since, "--since")
    until = None if wanted.until is None else _day(wanted.until, "--until")
    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}")
    return Filters(
        source=_text(wanted.source),
        platform=_text(wanted.platform),
        language=_text(wanted.language),
        since=None if since is None else since.isoformat(),
        before=None if until is None else (until + timedelta(days=1)).isoformat(),
    )


def _day(text: str, option: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as err:
        raise UsageError(f"{option} {text!r} is not a day; write it like 2026-11-21") from err
    if not 1970 <= day.year <= 2200:
        raise UsageError(f"{option} {text!r} is before 1970 or after 2200")
    return day


def _text(text: str | None) -> str | None:
    """Return an option as SQLite takes it."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8").strip()


def _show_alike(searcher: "Searcher", name: str, wanted: Wanted, out: TextIO) -> int:
    from pipeline.codec import to_json

    likeness = searcher.like(name, limit=wanted.limit)
    if likeness is None:
        sys.stderr.write(
            f"laborwire: no article {plain(name)!r} can be found; give an id (articles.id) or an address\n"
        )
        return 1
    if wanted.as_json:
        for hit in likeness.alike:
            out.write(to_json(hit).decode() + "\n")
    else:
        _print_alike(likeness, out)
    return 0


def _show(answer: "Answer", wanted: Wanted, out: TextIO) -> None:
    if wanted.as_json:
        from pipeline.codec import to_json

        for hit in (*answer.stories, *answer.claims, *answer.articles):
            out.write(to_json(hit).decode() + "\n")
    else:
        kinds: tuple[tuple[str, Sequence[StoryHit | ClaimHit | ArticleHit]], ...] = (
            ("Stories", answer.stories),
            ("Pay claims", answer.claims),
            ("Articles", answer.articles),
        )
        for title, shown in kinds:
            if shown:
                out.write(f"{title}\n")
            for number, hit in enumerate(shown, start=1):
                _print_hit(number, hit, out)
    if answer.words_only_because is not None:
        sys.stderr.write(f"laborwire: words only: {answer.words_only_because}\n")
    sys.stderr.write(_closing_line(answer) + "\n")


def _closing_line(answer: "Answer") -> str:
    if not (answer.stories or answer.claims or answer.articles):
        return "nothing found"
    matching = f"{_counted(answer.matching_articles, 'article')} and {_counted(answer.matching_claims, 'pay claim')}"
    return f"{matching} have these words; copies and what is told with a story are not listed again, --limit shows more"


def _print_hit(number: int, hit: "StoryHit | ClaimHit | ArticleHit", out: TextIO) -> None:
    if hit.hit == "story":
        days = " to ".join(dict.fromkeys(day[:10] for day in (hit.first, hit.last) if day)) or "no date"
        out.write(f"{number:3}  {plain(hit.headline) or '(no title)'}\n")
        counts = f"{_counted(hit.articles, 'article')} from {_counted(hit.outlets, 'outlet')}"
        out.write(f"     {counts}, {days}; {hit.story_id}\n")
        for article in hit.matching[:1]:
            _print_quote(article.quote, out)
            _print_place(article, out)
    elif hit.hit == "claim":
        reviewed = "" if hit.review_status == "unreviewed" else f" ({hit.review_status} by a person)"
        out.write(f"{number:3}  {plain(describe_claim(hit))}{reviewed}; {hit.claim_id}\n")
        _print_quote(hit.quote, out)
        _print_place(hit, out)
    else:
        out.write(f"{number:3}  {plain(hit.headline) or '(no title)'}; {hit.article_id}\n")
        notes = ["by its meaning" if hit.found_by == "meaning" else "", _copies(hit.copies)]
        if any(notes):
            out.write(f"     {', '.join(filter(None, notes))}\n")
        _print_quote(hit.quote, out)
        _print_place(hit, out)


def _print_alike(likeness: "Likeness", out: TextIO) -> None:
    from pipeline.publish.related import NO_RELATED

    out.write(f"Like {plain(likeness.headline) or '(no title)'}; {likeness.article_id}\n")
    if likeness.story_articles > 1:
        out.write(f"Its own story has {_counted(likeness.story_articles, 'article')}: {likeness.story_id}\n")
    if not likeness.alike:
        out.write(f"{NO_RELATED}\n")
    for number, hit in enumerate(likeness.alike, start=1):
        more = f"; {_counted(hit.story_articles, 'article')} in its story" if hit.story_articles > 1 else ""
        out.write(f"{number:3}  {hit.closeness:.2f}  {plain(hit.headline) or '(no title)'}{more}; {hit.article_id}\n")
        _print_quote(hit.quote, out)
        _print_place(hit, out)


def _print_quote(quote: str | None, out: TextIO) -> None:
    out.write(f"     “{plain(quote)}”\n" if quote else "     (its outlet lets the headline alone be shown)\n")


def _print_place(hit: "ClaimHit | ArticleHit | LikeHit", out: TextIO) -> None:
    invented = " (invented)" if hit.is_invented else ""
    day = hit.published[:10] if hit.published else "no date"
    out.write(f"     {plain(hit.outlet)}{invented}, {day}  {plain(hit.url)}\n")


def _copies(copies: int) -> str:
    return "" if not copies else "and 1 copy" if copies == 1 else f"and {copies} copies"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
