"""Look at stories, and merge, split or mend them.

A decision is on disk, in the append-only log, before anything else is done with it, and every later night keeps to it.
"""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from flows.options import DataOption, NowOption, VarOption, refuse_beyond, told_time
from pipeline.errors import LaborwireError, LockedError, UsageError
from pipeline.places import Places, find_places

if TYPE_CHECKING:
    from flows.story_desk import StoryDesk
    from pipeline.publish.stories import RelatedArticle, StoryArticle, StoryLine, ThreadStory

story_app = typer.Typer(
    help="Look at stories, and merge, split or mend them; ids last for ever.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

StoryArgument = Annotated[str, typer.Argument(metavar="ID", help="A story (stories.id); old ids are understood.")]
WhyOption = Annotated[str | None, typer.Option("--why", help="The reason, in a few words.")]
WhoOption = Annotated[str | None, typer.Option("--who", help="Who decides (default: the user's name).")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]


@story_app.command("list")
def story_list(
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many, the newest first.")] = 20,
    json: JsonOption = False,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """List the stories, the one with the newest article first.

    Example: laborwire story list --limit 5
    """
    refuse_beyond(limit)
    list_stories(find_places(data=data, var=var), limit=limit, as_json=json, out=sys.stdout)


@story_app.command("show")
def story_show(
    story: Annotated[str, typer.Argument(metavar="ID", help="A story or one of its articles; old ids are understood.")],
    json: JsonOption = False,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """Show what a story reported, in order, what was new in each report, and why the articles are together.

    Example: laborwire story show s0123456789abcdef
    """
    show_story(find_places(data=data, var=var), story, as_json=json, out=sys.stdout)


@story_app.command("merge")
def story_merge(
    one: StoryArgument,
    other: StoryArgument,
    why: WhyOption = None,
    who: WhoOption = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Make two stories one. The older id stays; the other one leads to it.

    Example: laborwire story merge s0123456789abcdef sfedcba9876543210 --why "one walkout"
    """
    desk, reason = _desk(find_places(data=data, var=var), why=why, who=who, now=now)
    desk.merge(one, other, why=reason)
    raise typer.Exit(_take_in(find_places(data=data, var=var), desk, sys.stdout))


@story_app.command("split")
def story_split(
    story: StoryArgument,
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Articles that leave it (articles.id).")],
    why: WhyOption = None,
    who: WhoOption = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Let articles leave a story for one of their own. The part with the first article keeps the id.

    Example: laborwire story split s0123456789abcdef a0123456789abcdef --why "the second strike"
    """
    desk, reason = _desk(find_places(data=data, var=var), why=why, who=who, now=now)
    desk.split(story, articles, why=reason)
    raise typer.Exit(_take_in(find_places(data=data, var=var), desk, sys.stdout))


@story_app.command("move")
def story_move(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="The article (articles.id); its copies go with it.")
    ],
    story: Annotated[str, typer.Argument(metavar="STORY", help="Where it belongs; old ids are understood.")],
    why: WhyOption = None,
    who: WhoOption = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Put an article into another story.

    Example: laborwire story move a0123456789abcdef s0123456789abcdef --why "tells of the ruling"
    """
    desk, reason = _desk(find_places(data=data, var=var), why=why, who=who, now=now)
    desk.move(article, story, why=reason)
    raise typer.Exit(_take_in(find_places(data=data, var=var), desk, sys.stdout))


@story_app.command("undo")
def story_undo(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="An article that was moved, a story that was given up or split off.")
    ],
    why: WhyOption = None,
    who: WhoOption = None,
    data: DataOption = None,
    var: VarOption = None,
    now: NowOption = None,
) -> None:
    """Take back what people decided: where an article was put, that a story was merged away or split off.

    Example: laborwire story undo s0123456789abcdef --why "two suits after all"
    """
    desk, reason = _desk(find_places(data=data, var=var), why=why, who=who, now=now)
    desk.undo(name, why=reason)
    raise typer.Exit(_take_in(find_places(data=data, var=var), desk, sys.stdout))


def list_stories(places: Places, *, limit: int, as_json: bool, out: TextIO) -> None:
    """Print the stories of the newest snapshot.

    Raises:
        WarehouseError: there is no snapshot, or it cannot be read.
    """
    from pipeline.codec import to_json
    from pipeline.publish.stories import opened, read_stories

    with opened(places.warehouse) as con:
        stories = read_stories(con, most=limit)
    for story in stories:
        out.write(to_json(story).decode() + "\n" if as_json else _line(story))
    if not stories and not as_json:
        out.write("no stories yet\n")


def show_story(places: Places, name: str, *, as_json: bool, out: TextIO) -> None:
    """Print a story: its articles in order, what each brought, and why it belongs there.

    Raises:
        UsageError: no story has or had that id, and no article.
        WarehouseError: there is no snapshot, or it cannot be read.
    """
    from pipeline.codec import to_json
    from pipeline.publish.related import VectorIndex
    from pipeline.publish.stories import opened, read_related, read_story, read_thread, stories_of

    with opened(places.warehouse) as con:
        story = stories_of(con, {name}).get(name)
        if story is None:
            raise UsageError(
                f"{name!r} is no story or article of the newest snapshot, nor was it one; "
                "`laborwire story list` shows stories"
            )
        articles = read_story(con, story)
        thread = read_thread(con, story)
        related = () if as_json else read_related(con, VectorIndex.read(con), articles)
    if as_json:
        for article in articles:
            out.write(to_json(article).decode() + "\n")
        return
    if story != name:
        out.write(f"{name} is {'in ' if name.startswith('a') else ''}{story}{'' if name.startswith('a') else ' now'}\n")
    copies = sum(article.part == "copy" for article in articles)
    out.write(f"{story}: {_count(len(articles), 'article')}, {_count(copies, 'copy', 'copies')} of them\n")
    for article in articles:
        _print_article(article, out)
    _print_thread(thread, out)
    _print_related([one for one in related if one.story_id not in {other.id for other in thread}], out)


def _print_article(article: "StoryArticle", out: TextIO) -> None:
    from flows.terminal import plain
    from pipeline.publish.stories import why_together

    day = f"{article.published:%Y-%m-%d %H:%M}" if article.published else "no date stated"
    out.write(f"\n{article.position}  {day}  {article.part}  {article.article_id}\n")
    out.write(f"   {plain(article.headline) or '(no title)'}\n   {plain(article.source or '')}  {plain(article.url)}\n")
    if article.part in {"first report", "follow-up"}:
        new = [plain(name) for name in article.new_entities]
        claims = _count(len(article.new_claims), "pay claim") if article.new_claims else ""
        news = ", ".join(filter(None, [claims, *new]))
        if article.part == "follow-up":
            out.write(f"   new: {news or 'no claim and no name'}\n")
    if article.corrected_from is not None:
        when = f" on {article.corrected_at:%Y-%m-%d}" if article.corrected_at else ""
        out.write(f"   corrected{when}: an earlier version, {article.corrected_from}, had other pay claims\n")
    out.write(f"   why: {plain(why_together(article))}\n")


def _print_thread(thread: "Sequence[ThreadStory]", out: TextIO) -> None:
    from flows.terminal import plain
    from pipeline.publish.stories import why_one_thread

    if thread:
        out.write("\nthe same thread\n")
    for other in thread:
        day = f"{other.first_published:%Y-%m-%d}" if other.first_published else "no date stated"
        out.write(f"  {other.id}  {day}  {plain(other.headline) or '(no title)'}\n")
        out.write(f"     why: {plain(why_one_thread(other))}\n")


def _print_related(related: "Sequence[RelatedArticle]", out: TextIO) -> None:
    from flows.terminal import plain
    from pipeline.publish.related import NO_RELATED

    out.write("\nrelated\n")
    for one in related:
        day = f"{one.published:%Y-%m-%d}" if one.published else "no date stated"
        out.write(f"  {one.closeness:.2f}  {day}  {plain(one.headline) or '(no title)'}  {one.story_id or ''}\n")
    if not related:
        out.write(f"  {NO_RELATED}\n")


def _line(story: "StoryLine") -> str:
    from flows.terminal import plain

    days = [f"{when:%Y-%m-%d}" for when in (story.first_published, story.last_published) if when is not None]
    span = " to ".join(dict.fromkeys(days)) or "no date stated"
    return f"{story.id}  {_count(story.n_articles, 'article')}, {span}\n  {plain(story.headline) or '(no title)'}\n"


def _desk(places: Places, *, why: str | None, who: str | None, now: str | None) -> tuple["StoryDesk", str]:
    from flows.add import operator_name
    from flows.story_desk import StoryDesk

    reason = " ".join((why or "").split())
    if not reason:
        raise UsageError('--why is missing; say why in a few words, as --why "two strikes, not one"')
    told: datetime | None = None if now is None else told_time(now)
    return StoryDesk(places, who=who or operator_name(), now=told), reason


def _take_in(places: Places, desk: "StoryDesk", out: TextIO) -> int:
    """Let the warehouse take in what was written down, and return the exit code."""
    from flows.review import take_in

    for line in desk.said:
        out.write(f"{line}\n")
    try:
        number = take_in(places, now=desk.clock(), command="story")
    except LockedError as err:
        out.write(f"written down; {err.holder} is writing, so the next run (laborwire nightly) takes it in\n")
        return 0
    except LaborwireError as err:
        out.write(f"written down in {places.decisions}\n")
        sys.stderr.write(f"laborwire: not taken in yet: {err}\n")
        return 1
    out.write(f"written down; snapshot {number} has it\n")
    return 0


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"
