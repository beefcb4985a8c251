"""The stages as Unix filters: JSONL in, JSONL out, one answer a line in input order, logs on stderr.

Exit codes: 0 done, 1 failed run, 2 wrong usage, 3 more rejections than --max-rejected.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from flows.tools import Tools
    from pipeline.filters import Reply

filters_app = typer.Typer()

FilesArgument = Annotated[list[str] | None, typer.Argument(metavar="[FILE|-]...", help="JSONL; default stdin.")]
MaxRejected = Annotated[
    int | None, typer.Option("--max-rejected", min=0, help="Exit with 3 if more lines than this are rejected.")
]

Answering = Callable[[Iterator[Any]], Iterator["Reply"]]


@filters_app.command()
def feed(files: FilesArgument = None, max_rejected: MaxRejected = None) -> None:
    """Read feeds and sitemaps of any kind: {id, url, body} to {id, kind, entries}.

    Example: laborwire feed < feeds.jsonl
    """

    def stage() -> Answering:
        from pipeline.feeds.read import answer_feed
        from pipeline.filters import each

        return each(answer_feed)

    _run("FeedInput", stage, files, max_rejected)


@filters_app.command()
def extract(files: FilesArgument = None, max_rejected: MaxRejected = None) -> None:
    """Take title, authors, dates and text out of pages: {id, url, html} to {id, title, text, ...}.

    Any page is answered within 10 s, whatever it is.

    Example: laborwire extract pages.jsonl > articles.jsonl
    """

    def stage() -> Answering:
        from pipeline.config import load_settings
        from pipeline.extract.stage import extract_stage
        from pipeline.places import find_places

        settings = load_settings(find_places().data).extract
        return extract_stage(workers=settings.workers, timeout_s=settings.timeout_s, memory_mib=settings.memory_mib)

    _run("ExtractInput", stage, files, max_rejected)


@filters_app.command()
def relevance(files: FilesArgument = None, max_rejected: MaxRejected = None) -> None:
    """Decide what belongs to the beat: {id, title, text} to {id, relevant, score, reasons, ...}.

    With `url` and `excerpt` (the feed's words), where they are known, some are decided before their text is read.

    Example: laborwire relevance < articles.jsonl
    """

    def stage() -> Answering:
        return tools_of_this_installation().relevance.stage

    _run("RelevanceInput", stage, files, max_rejected)


@filters_app.command()
def tag(files: FilesArgument = None, max_rejected: MaxRejected = None) -> None:
    """Find platforms, employers, unions, roles, people and places: {id, title, text} to {id, mentions}.

    Example: laborwire tag < articles.jsonl
    """

    def stage() -> Answering:
        from models.mentions import answer_tag
        from pipeline.filters import each

        tools = tools_of_this_installation()
        return each(lambda record: answer_tag(record, gazetteer=tools.gazetteer, context=tools.context))

    _run("TextInput", stage, files, max_rejected)


@filters_app.command()
def claims(
    files: FilesArgument = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Say in words why each amount was taken or refused; reads texts (.txt), too, as articles."
        ),
    ] = False,
    max_rejected: MaxRejected = None,
) -> None:
    """Find who is paid how much: {id, title, text, published} to {id, claims, not_pay}.

    Example: laborwire claims < articles.jsonl
    """
    if explain:
        from flows.explain_cli import explain_claims_of

        raise typer.Exit(explain_claims_of(files or ["-"], max_rejected=max_rejected))

    def stage() -> Answering:
        from models.claims import answer_claims
        from pipeline.filters import each

        tools = tools_of_this_installation()
        return each(lambda record: answer_claims(record, gazetteer=tools.gazetteer, judge_by=tools.pay_reader))

    _run("TextInput", stage, files, max_rejected)


@filters_app.command()
def dedupe(files: FilesArgument = None, max_rejected: MaxRejected = None) -> None:
    """Find copies: articles in time order to {id, canonical_id, relation, similarity, origin_id}.

    With them, what each was made from (`origins`: certain or possible, with reasons) and whom it credits.

    Example: laborwire dedupe < articles.jsonl
    """

    def stage() -> Answering:
        from pipeline.places import find_places
        from pipeline.relate.origin_stage import dedupe_with_origins
        from pipeline.relate.outlets import Outlets
        from pipeline.sources import load_sources

        outlets = Outlets(load_sources(find_places().data / "sources.toml"))
        return lambda records: dedupe_with_origins(records, outlets=outlets)

    _run("RelatedInput", stage, files, max_rejected)


@filters_app.command()
def cluster(files: FilesArgument = None, max_rejected: MaxRejected = None) -> None:
    """Put articles into stories: articles in time order to {id, story_id}, and {merge: [old, into]} lines.

    Example: laborwire cluster < articles.jsonl
    """

    def stage() -> Answering:
        from pipeline.relate.stories import cluster_stage

        tools = tools_of_this_installation()
        return lambda records: cluster_stage(records, encode=lambda texts: tools.embedder.encode(texts))

    _run("RelatedInput", stage, files, max_rejected)


@filters_app.command()
def summarize(
    files: FilesArgument = None,
    sentences: Annotated[int, typer.Option("--sentences", min=1, max=50, help="How many sentences.")] = 3,
    max_rejected: MaxRejected = None,
) -> None:
    """Choose an article's own telling sentences: {id, title, text} to {id, summary, sentences}.

    Example: laborwire summarize --sentences 2 < articles.jsonl
    """

    def stage() -> Answering:
        from models.summarise import answer_summarize
        from pipeline.filters import each

        return each(lambda record: answer_summarize(record, sentences=sentences))

    _run("TextInput", stage, files, max_rejected)


def _run(contract: str, make_stage: Callable[[], Answering], files: list[str] | None, max_rejected: int | None) -> None:
    import pipeline.contracts
    from pipeline.filters import run_filter

    source = Joined(files or ["-"])
    try:
        code = run_filter(
            source,
            sys.stdout.buffer,
            contract=getattr(pipeline.contracts, contract),
            stage=make_stage(),
            max_rejected=max_rejected,
        )
    except BrokenPipeError:
        # The reader has gone (`| head`): what it wanted it has. Keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    raise typer.Exit(code)


def tools_of_this_installation() -> "Tools":
    """Return the models and word lists of the installation, each loaded on first use."""
    from flows.tools import Tools
    from pipeline.config import load_settings
    from pipeline.places import find_places

    places = find_places()
    return Tools(places, load_settings(places.data))


class Joined:
    """The named files read as one stream, `-` for standard input."""

    def __init__(self, names: list[str], *, opened: Callable[[str], io.BufferedIOBase] | None = None) -> None:
        for name in names:
            if name == "-" and sys.stdin is None:
                raise UsageError("standard input is closed; name a file or pipe something in")
            if name != "-" and not Path(name).exists():
                raise UsageError(f"{name}: no such file")
            if name != "-" and Path(name).is_dir():
                raise UsageError(f"{name}: is a folder; name the files in it")
        self._streams = iter(names)
        self._opened = opened or _as_it_is
        self._open: BinaryIO | io.BufferedIOBase | None = None

    def readline(self, size: int = -1) -> bytes:
        while True:
            if self._open is None:
                name = next(self._streams, None)
                if name is None:
                    return b""
                # Closed below, when it is read to its end.
                self._open = sys.stdin.buffer if name == "-" else self._opened(name)
            if line := self._open.readline(size):
                return line
            if self._open is not sys.stdin.buffer:
                self._open.close()
            self._open = None


def _as_it_is(name: str) -> io.BufferedIOBase:
    return Path(name).open("rb")
