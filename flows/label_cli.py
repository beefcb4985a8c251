"""Answer `laborwire label`: list the articles of which the model is least sure, ask about them, or write one side down.

Every decision is on disk before the next article is shown; warehouse and model follow at the end, so that leaving at
any time (q, Ctrl-C, a closed terminal) loses nothing. Texts from the web are printed without control characters.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from flows.label import LabelDesk, Lesson, Side
from flows.options import refuse_beyond
from flows.terminal import plain
from pipeline.codec import to_json
from pipeline.errors import LaborwireError, LockedError, UsageError
from pipeline.places import Places
from pipeline.publish.label_queue import ToLabel

_ASK = "[k]eep  [d]rop  [s]kip  [q]uit: "
_SIDES: dict[str, Side] = {"k": "keep", "d": "drop"}
_WHY: dict[Side, str] = {"keep": "on the beat", "drop": "off the beat"}
_SHOWN_CHARS = 600
_MOST_CHANGES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks for."""

    ids: tuple[str, ...] = ()
    keep: bool = False
    drop: bool = False
    why: str | None = None
    who: str | None = None
    list_only: bool = False
    as_json: bool = False
    limit: int = 20
    refit: bool = False


def run_label(places: Places, wanted: Wanted, *, now: datetime | None, out: TextIO) -> int:
    """Do what is asked for and return the exit code.

    Raises:
        UsageError: the words do not fit together, name no article, or there is no terminal to ask on.
    """
    asked = wanted.keep + wanted.drop
    if asked > 1:
        raise UsageError("choose one of --keep and --drop")
    if asked and not wanted.ids:
        raise UsageError('name the article: laborwire label ID --keep --why "..."')
    if bool(asked) + (wanted.list_only or wanted.as_json) + wanted.refit > 1:
        raise UsageError("choose one of --list, --refit and a decision")
    if asked and not (wanted.why or "").strip():
        raise UsageError('--why is missing; say why in a few words, as --why "a product, no workers"')
    if wanted.refit and wanted.ids:
        raise UsageError("--refit learns from all that was decided; leave the article out")
    refuse_beyond(wanted.limit)
    desk = LabelDesk(places, who=wanted.who or _operator(), now=now)
    if wanted.refit:
        _say_lesson(desk.learn(), out)
        return 0
    if asked:
        side: Side = "keep" if wanted.keep else "drop"
        for article in desk.find(tuple(dict.fromkeys(wanted.ids))):
            desk.decide(article, side, why=" ".join((wanted.why or "").split()))
        return _follow(places, desk, out)
    articles = desk.find(wanted.ids) if wanted.ids else desk.queue(most=wanted.limit)
    if wanted.list_only or wanted.as_json:
        _list(articles, as_json=wanted.as_json, out=out)
        return 0
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("no terminal to ask on; use --list, or ID with --keep or --drop")
    if not articles:
        out.write("nothing to label\n")
        return 0
    try:
        label_all(desk, articles, ask=input, out=out)
    finally:
        # Also when a terminal is closed or an error ends the session: what was written down is followed.
        code = _follow(places, desk, out) if desk.decided else 0
    return code


def label_all(desk: LabelDesk, articles: Sequence[ToLabel], *, ask: Callable[[str], str], out: TextIO) -> None:
    """Show one article after the other and write down what the person says; end of input ends it, as `q` does."""
    for number, article in enumerate(articles, start=1):
        out.write(f"\n{number} of {len(articles)}  ")
        show_article(article, out)
        try:
            if not _answered(desk, article, ask, out):
                break
        except (EOFError, KeyboardInterrupt):
            out.write("\n")
            break


def show_article(article: ToLabel, out: TextIO) -> None:
    """Print an article with its beginning, its score and what decided."""
    day = f"{article.published:%Y-%m-%d}" if article.published else "no date stated"
    state = "kept" if article.is_kept else "dropped"
    out.write(f"{article.id or article.url}  {state} with score {article.score:.2f}\n")
    out.write(f"  {plain(article.title) or '(no title)'}\n  {plain(article.source)}, {day}  {plain(article.url)}\n")
    beginning = article.text[:_SHOWN_CHARS].rsplit(" ", 1)[0] if len(article.text) > _SHOWN_CHARS else article.text
    out.write(f"    {plain(' '.join(beginning.split())) or '(its text is not at hand)'}\n")
    for reason in article.reasons:
        out.write(f"  {plain(reason)}\n")


def _answered(desk: LabelDesk, article: ToLabel, ask: Callable[[str], str], out: TextIO) -> bool:
    """Ask until an article is decided about or skipped; False when the person wants to stop."""
    while True:
        letter = ask(_ASK).strip()[:1].lower()
        if letter == "q":
            return False
        if letter == "s":
            return True
        side = _SIDES.get(letter)
        if side is None:
            out.write("type one of the letters k, d, s, q\n")
            continue
        desk.decide(article, side, why=ask(f"why [{_WHY[side]}]: ").strip() or _WHY[side])
        out.write("written down\n")
        return True


def _follow(places: Places, desk: LabelDesk, out: TextIO) -> int:
    count = f"{len(desk.decided)} decision{'' if len(desk.decided) == 1 else 's'} written down"
    code = 0
    try:
        number = desk.take_in()
    except LockedError as err:
        out.write(f"{count}; {err.holder} is writing, so the next run (laborwire nightly) follows\n")
    except LaborwireError as err:
        out.write(f"{count} in {places.decisions}\n")
        sys.stderr.write(f"laborwire: not taken in yet: {err}\n")
        code = 1
    else:
        out.write(f"{count}; snapshot {number} follows\n")
    _say_lesson(desk.learn(), out)
    return code


def _say_lesson(lesson: Lesson, out: TextIO) -> None:
    decided = lesson.kept + lesson.dropped
    out.write(f"learned from {decided} decided article{'' if decided == 1 else 's'}")
    out.write(f" ({lesson.kept} kept, {lesson.dropped} dropped); {lesson.agreed} of them now on their side\n")
    for url in lesson.unread:
        out.write(f"  not learned from (no text at hand, or not English): {plain(url)}\n")
    gains = [one for one in lesson.changes if one.is_gain]
    losses = [one for one in lesson.changes if not one.is_gain]
    for title, changes in (("gains", gains), ("losses", losses)):
        if changes:
            out.write(f"{title}: {len(changes)}\n")
        for one in changes[:_MOST_CHANGES]:
            out.write(f"  {one.before:.2f} to {one.after:.2f}  {plain(one.name)}\n")
        if len(changes) > _MOST_CHANGES:
            out.write(f"  and {len(changes) - _MOST_CHANGES} more\n")
    if not lesson.changes:
        out.write("no decided article and no labelled lead changes sides\n")
    before, after = lesson.leads_right
    out.write(f"labelled leads on their side: {before} before, {after} now, of {lesson.leads}\n")


def _list(articles: Sequence[ToLabel], *, as_json: bool, out: TextIO) -> None:
    for article in articles:
        if as_json:
            out.write(to_json(article).decode() + "\n")
        else:
            show_article(article, out)
            out.write("\n")
    if not articles and not as_json:
        out.write("nothing to label\n")


def _operator() -> str:
    from flows.add import operator_name

    return operator_name()
