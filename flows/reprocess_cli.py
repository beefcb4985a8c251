"""Answer `laborwire reprocess`: propose what today's reader would change, let it take effect, drop it, or list all.

Exit codes: 0 done, 1 failed run, 2 wrong usage.
"""

import sys
from dataclasses import dataclass
from datetime import date, datetime
from typing import TextIO, get_args

from flows.options import refuse_beyond
from flows.proposal import Proposal, Stage, all_proposals, discard, folder_of
from flows.terminal import visible
from pipeline.errors import UsageError
from pipeline.places import Places

_STAGES: tuple[Stage, ...] = get_args(Stage)
_MOST_OWED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks for."""

    stage: str | None = None
    since: str | None = None
    limit: int | None = None
    accept: str | None = None
    why: str | None = None
    discard: str | None = None
    list_all: bool = False


def run_reprocess(places: Places, wanted: Wanted, *, now: datetime, out: TextIO) -> None:
    """Do what is asked for.

    Raises:
        UsageError: the words do not fit together, or name no proposal.
        WarehouseError: nothing was published yet, or the warehouse cannot be read or written.
    """
    asked = sum([wanted.stage is not None, wanted.accept is not None, wanted.discard is not None, wanted.list_all])
    if asked != 1:
        raise UsageError("choose one of --stage claims, --stage names, --list, --accept ID and --discard ID")
    if wanted.stage is None and (wanted.since is not None or wanted.limit is not None):
        raise UsageError("--since and --limit go with --stage")
    if wanted.why is not None and wanted.accept is None:
        raise UsageError("--why goes with --accept")
    if wanted.list_all:
        _list(places, out)
    elif wanted.discard is not None:
        proposal = discard(places, wanted.discard, now=now)
        out.write(f"{proposal.id} is discarded; nothing of it has taken effect\n")
    elif wanted.accept is not None:
        _accept(places, wanted.accept, why=wanted.why or "", now=now, out=out)
    else:
        _propose(places, wanted, now=now, out=out)


def _propose(places: Places, wanted: Wanted, *, now: datetime, out: TextIO) -> None:
    from flows.reprocess import propose

    stage = next((one for one in _STAGES if one == wanted.stage), None)
    if stage is None:
        raise UsageError(f"--stage {wanted.stage!r}: only {' and '.join(_STAGES)} can be read again")
    if stage == "names" and (wanted.since is not None or wanted.limit is not None):
        # A name that was read for in some of the articles would be held to be read for in all.
        raise UsageError("--since and --limit go with --stage claims; --stage names reads all that write a new name")
    refuse_beyond(wanted.limit)
    proposal = propose(
        places,
        stage=stage,
        since=_day(wanted.since),
        limit=wanted.limit,
        now=now,
        say=_say,
    )
    folder = folder_of(places, proposal.id)
    out.write(visible_lines(folder.summary.read_text(encoding="utf-8")))
    out.write(f"\nEvery difference: {folder.changes}\n")
    out.write(f"Nothing has taken effect. To let it: laborwire reprocess --accept {proposal.id}\n")


def _accept(places: Places, identity: str, *, why: str, now: datetime, out: TextIO) -> None:
    from flows.reprocess import summary_of
    from flows.reprocess_accept import accept

    done = accept(places, identity, why=why, now=now)
    out.write(visible_lines(summary_of(done.proposal, done.tally)))
    out.write(f"\nIt has taken effect: snapshot {done.snapshot}. Earlier readings: table{_tables(done.proposal)}.\n")
    page = folder_of(places, identity).corrections
    if done.owed:
        out.write(f"\nCorrections owed to published digests: {len(done.owed)} ({page})\n")
        for one in done.owed[:_MOST_OWED]:
            now_read = f"read as {one.after}" if one.after else "no longer taken for pay"
            out.write(visible_lines(f"  {one.week} {one.shown_in}: {one.before}; {now_read}\n"))
        out.write("The next digest tells them.\n")
    else:
        out.write("No written digest owes a correction.\n")
    if done.digests.without_record:
        weeks = ", ".join(done.digests.without_record)
        out.write(f"Not looked at, since they do not say which claims they show: the digests of {weeks}\n")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _list(places: Places, out: TextIO) -> None:
    for one in all_proposals(places):
        counts = ""
        if one.tally is not None:
            counts = f"  {one.tally.new} new, {one.tally.gone} gone, {one.tally.changed} changed"
        names = f"  names {', '.join(one.names)}" if one.names else ""
        out.write(
            f"{one.id}  {one.state:<9}  {one.extractor_version}{names}  {one.n_articles} articles{counts}{_why(one)}\n"
        )


def visible_lines(text: str) -> str:
    """Return text for a terminal: words of articles may hold control characters."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _tables(proposal: Proposal) -> str:
    also = "s mentions_superseded and" if proposal.stage == "names" else ""
    return f"{also} pay_claims_superseded"


def _why(proposal: Proposal) -> str:
    return f"  ({visible(proposal.why)})" if proposal.why else ""


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as err:
        raise UsageError(f"--since {written!r} is no day; write it like 2026-03-10") from err
