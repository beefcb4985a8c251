"""Answer `laborwire review`: list what is to be reviewed, ask about it on a terminal, or write down one decision.

Every decision is on disk before the next claim is shown; the warehouse takes them in at the end, so that leaving at any
time (q, Ctrl-C, a closed terminal) loses nothing. Texts from the web are printed without control characters.
"""

import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from flows.options import refuse_beyond
from flows.outcome import marker
from flows.review import Desk, take_in
from flows.terminal import plain, visible
from pipeline.codec import to_json
from pipeline.errors import LaborwireError, LockedError, UsageError
from pipeline.places import Places
from pipeline.publish.review_queue import ToReview

_WHY = {
    "accept": "agrees with its sentence",
    "correct": "its sentence says otherwise",
    "reject": "its sentence does not say so",
}
_ASK = "[a]ccept  [c]orrect field=value ...  [r]eject  [s]kip  [q]uit: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks for."""

    ids: tuple[str, ...] = ()
    accept: bool = False
    reject: bool = False
    undo: bool = False
    correct: tuple[str, ...] = ()
    why: str | None = None
    who: str | None = None
    list_only: bool = False
    as_json: bool = False
    limit: int = 20
    export: Path | None = None


def run_review(places: Places, wanted: Wanted, *, now: datetime | None, out: TextIO) -> int:
    """Do what is asked for and return the exit code.

    Raises:
        UsageError: the words do not fit together, name no claim or no field, or there is no terminal to ask on.
    """
    asked = sum([wanted.accept, wanted.reject, wanted.undo, bool(wanted.correct)])
    if asked > 1:
        raise UsageError("choose one of --accept, --correct, --reject and --undo")
    if asked and not wanted.ids:
        raise UsageError('name the claim: laborwire review ID --accept --why "..."')
    if wanted.list_only + bool(asked) + (wanted.export is not None) > 1:
        raise UsageError("choose one of --list, --export and a decision")
    refuse_beyond(wanted.limit)
    if wanted.export is not None:
        return _export(places, wanted.export, out)
    desk = Desk(places, who=wanted.who or _operator(), now=now)
    if asked:
        return _decide(places, desk, wanted, out)
    claims = desk.find(wanted.ids) if wanted.ids else desk.queue(most=wanted.limit)
    if wanted.list_only or wanted.as_json:
        _list(claims, as_json=wanted.as_json, out=out)
        return 0
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("no terminal to ask on; use --list, or ID with --accept, --correct or --reject")
    return _ask_about(places, desk, claims, out)


def review_all(desk: Desk, claims: Sequence[ToReview], *, ask: Callable[[str], str], out: TextIO) -> None:
    """Show one claim after the other and write down what the person says; end of input ends it, as `q` does."""
    for number, claim in enumerate(claims, start=1):
        out.write(f"\n{number} of {len(claims)}  ")
        show_claim(claim, out)
        try:
            if not _answered(desk, claim, ask, out):
                break
        except (EOFError, KeyboardInterrupt):
            out.write("\n")
            break


def show_claim(claim: ToReview, out: TextIO) -> None:
    """Print a claim with its sentence and context, its fields, and what stands against printing it."""
    mark = marker(out)
    day = f"{claim.published:%Y-%m-%d}" if claim.published else "no date stated"
    status = "" if claim.review_status == "unreviewed" else f"  {claim.review_status}"
    out.write(f"{claim.consequence + '  ' if claim.consequence else ''}{claim.id}{status}\n")
    out.write(f"  {plain(claim.headline) or '(no title)'}\n  {plain(claim.source)}, {day}  {plain(claim.url)}\n")
    if claim.context_before:
        out.write(f"    {plain(claim.context_before)}\n")
    out.write(f"  > {_flat(claim.before)}{mark(_flat(claim.amount))}{_flat(claim.after)}\n")
    if claim.context_after:
        out.write(f"    {plain(claim.context_after)}\n")
    out.write(f"  {plain(_fields(claim))}\n")
    if claim.candidates and not claim.fields["payer_id"]:
        out.write(f"  may be paid by: {plain(', '.join(claim.candidates))}\n")
    for half in claim.halves:
        out.write(f"  other half of the change: {half}\n")
    against = f"; against it: {', '.join(claim.why_not)}" if claim.why_not else ""
    out.write(f"  confidence {claim.confidence:.2f}{plain(against)}\n")


def _answered(desk: Desk, claim: ToReview, ask: Callable[[str], str], out: TextIO) -> bool:
    """Ask until a claim is decided about or skipped; False when the person wants to stop."""
    while True:
        word, _, rest = ask(_ASK).strip().partition(" ")
        verb = {"a": "accept", "c": "correct", "r": "reject", "s": "skip", "q": "quit"}.get(word[:1].lower())
        if verb == "quit":
            return False
        if verb == "skip":
            return True
        try:
            if verb == "accept":
                desk.decide(claim, "accept", why=_why("accept", ask))
            elif verb == "reject":
                desk.decide(claim, "reject", why=_why("reject", ask))
            elif verb == "correct":
                said = desk.corrections(claim, _words(rest or ask("field=value ...: ")))
                if said:
                    desk.decide(claim, "correct", why=_why("correct", ask), corrections=said)
                else:
                    continue
            else:
                out.write("type one of the letters a, c, r, s, q\n")
                continue
        except UsageError as err:
            out.write(f"{err}\n")
            continue
        out.write("written down\n")
        return True


def _why(verb: str, ask: Callable[[str], str]) -> str:
    return ask(f"why [{_WHY[verb]}]: ").strip() or _WHY[verb]


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as err:
        raise UsageError(f"{text!r}: {err}; close the quotes") from err


def _decide(places: Places, desk: Desk, wanted: Wanted, out: TextIO) -> int:
    if not (wanted.why or "").strip():
        raise UsageError('--why is missing; say why in a few words, as --why "agrees with its sentence"')
    if wanted.correct and len(wanted.ids) > 1:
        raise UsageError("--correct is about one claim; name just that one")
    why = " ".join((wanted.why or "").split())
    claims = desk.find(tuple(dict.fromkeys(wanted.ids)))
    said = desk.corrections(claims[0], wanted.correct) if wanted.correct else {}
    for claim in claims:
        if wanted.accept:
            desk.decide(claim, "accept", why=why)
        elif wanted.reject:
            desk.decide(claim, "reject", why=why)
        else:
            desk.decide(claim, "correct", why=why, corrections=said)
    return _take_in(places, desk, out)


def _ask_about(places: Places, desk: Desk, claims: Sequence[ToReview], out: TextIO) -> int:
    if not claims:
        out.write("nothing to review\n")
        return 0
    try:
        review_all(desk, claims, ask=input, out=out)
    finally:
        # Also when a terminal is closed or an error ends the session: what was written down is taken in.
        code = _take_in(places, desk, out) if desk.decided else 0
    return code


def _take_in(places: Places, desk: Desk, out: TextIO) -> int:
    count = f"{len(desk.decided)} decision{'' if len(desk.decided) == 1 else 's'} written down"
    try:
        number = take_in(places, now=desk.clock())
    except LockedError as err:
        _say_what_follows(desk, out, is_taken_in=False)
        out.write(f"{count}; {err.holder} is writing, so the next run (laborwire nightly) takes {_it(desk)} in\n")
        return 0
    except LaborwireError as err:
        _say_what_follows(desk, out, is_taken_in=False)
        out.write(f"{count} in {places.decisions}\n")
        sys.stderr.write(f"laborwire: not taken in yet: {err}\n")
        return 1
    _say_what_follows(desk, out, is_taken_in=True)
    out.write(f"{count}; snapshot {number} has {_it(desk)}\n")
    return 0


def _say_what_follows(desk: Desk, out: TextIO, *, is_taken_in: bool) -> None:
    try:
        owed = desk.owed(is_taken_in=is_taken_in)
    except LaborwireError as err:
        owed = []
        sys.stderr.write(f"laborwire: which digests owe a correction is not known: {err}\n")
    for line in (*owed, *desk.halves()):
        out.write(f"{line}\n")


def _it(desk: Desk) -> str:
    return "it" if len(desk.decided) == 1 else "them"


def _list(claims: Sequence[ToReview], *, as_json: bool, out: TextIO) -> None:
    for claim in claims:
        if as_json:
            out.write(to_json(claim).decode() + "\n")
        else:
            show_claim(claim, out)
            out.write("\n")
    if not claims and not as_json:
        out.write("nothing to review\n")


def _export(places: Places, path: Path, out: TextIO) -> int:
    from pipeline.codec import write_jsonl
    from pipeline.publish.reviewed_passages import read_reviewed_passages

    number = write_jsonl(path, read_reviewed_passages(places.warehouse))
    out.write(f"{number} passages with reviewed claims in {path}\n")
    return 0


def _fields(claim: ToReview) -> str:
    """Return the fields that say something, in the form in which they are corrected."""
    fields = claim.fields
    said = {name: value for name, value in fields.items() if value not in (None, False, [], "")}
    said["payer"] = fields["payer"]
    said["payer_alt"] = "; ".join(fields["payer_alt"])
    words = {
        name: shlex.quote(str(value).lower() if value is True else str(value)) for name, value in said.items() if value
    }
    return "  ".join(f"{name}={value}" for name, value in words.items())


def _operator() -> str:
    from flows.add import operator_name

    return operator_name()


def _flat(text: str) -> str:
    return visible(" ".join(text.split("\n")))
