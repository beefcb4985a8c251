"""`laborwire history URL`: the versions of an article, and what each changed in its words and its pay claims."""

import os
import sys
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from flows.claim_words import describe_claim
from flows.options import DataOption, VarOption
from flows.terminal import plain, visible
from pipeline.errors import UsageError
from pipeline.places import Places, find_places

if TYPE_CHECKING:
    from pipeline.publish.history import Version, VersionClaim
    from pipeline.publish.text_changes import Changed, Piece


def history(
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of the article, as a reader has it.")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON line a version.")] = False,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """Show the versions of an article, and what each changed in its text and its pay claims.

    Reads the newest snapshot and loads no model. Exit 1 when no version of that address is known.

    Example: laborwire history https://paper.example/2026/03/raters-win
    """
    raise typer.Exit(show_history(find_places(data=data, var=var), url, as_json=json, out=sys.stdout))


def show_history(places: Places, url: str, *, as_json: bool, out: TextIO) -> int:
    """Print the versions of the article at an address; return the exit code.

    Raises:
        UsageError: `url` is empty.
        WarehouseError: there is no snapshot, or it cannot be read.
    """
    from pipeline.codec import to_json
    from pipeline.publish.history import read_history

    if not url.strip():
        raise UsageError("the address is empty; write it like https://paper.example/story")
    versions = read_history(places.warehouse, url)
    if not versions:
        sys.stderr.write(
            f"laborwire: no article of {plain(url)} is in the snapshot; `laborwire add` puts it in, "
            "and the table rejections says why a page was not kept\n"
        )
        return 1
    if as_json:
        for version in versions:
            out.write(to_json(version.shown()).decode() + "\n")
        return 0
    addresses = dict.fromkeys(version.canonical_url for version in versions)
    for address in addresses:
        _print_article(address, [version for version in versions if version.canonical_url == address], out)
    return 0


def _print_article(address: str, versions: "list[Version]", out: TextIO) -> None:
    count = "1 version" if len(versions) == 1 else f"{len(versions)} versions"
    out.write(f"{plain(address)}: {count}\n")
    for version in versions:
        out.write(f"\n{version.number}  {plain(version.headline) or '(no title)'}\n")
        out.write(f"   {'; '.join(_facts(version))}\n")
        claims = "no pay claim" if not version.claims else f"{len(version.claims)} pay claims"
        out.write(f"   {len(version.text)} characters, {'1 pay claim' if len(version.claims) == 1 else claims}\n")
    for old, new in pairwise(versions):
        _print_step(old, new, out)


def _facts(version: "Version") -> list[str]:
    facts = [
        f"published {_time(version.published)}" if version.published else "no date stated",
        f"changed {_time(version.modified)}" if version.modified else "",
        f"seen {', '.join(_time(when) for when in version.seen or filter(None, [version.fetched_at]))}",
        "withdrawn" if version.is_withdrawn else "stands now" if version.is_current else "",
        "only its beginning" if version.is_cut_off else "",
        "" if version.text_confidence is None else f"text confidence {version.text_confidence:.2f}",
    ]
    return [fact for fact in facts if fact]


def _print_step(old: "Version", new: "Version", out: TextIO) -> None:
    from pipeline.publish.history import SAME_CLAIM
    from pipeline.publish.text_changes import Changed, changed_claims, changed_sentences

    out.write(f"\nfrom {old.number} to {new.number}\n")
    if not (old.text and new.text):
        out.write("  the words of one of them were taken down\n")
        return
    if old.headline != new.headline:
        out.write("  headline\n")
        _print_sentence(Changed(old=old.headline, new=new.headline), out)
    sentences = changed_sentences(old.text, new.text)
    if {old.rights, new.rights} == {"summary"}:
        out.write(f"  text: {_counted(sentences)}\n")
        for change in sentences:
            _print_sentence(change, out)
    else:
        out.write(f"  text: {_counted(sentences)}; the rights of its outlet leave no words to show\n")
    claims = changed_claims(old.claims, new.claims, same=SAME_CLAIM)
    out.write(f"  pay claims: {_counted(claims)}\n")
    for claim in claims:
        _print_claim(claim, out)


def _counted(changes: "tuple[Changed[str], ...] | tuple[Changed[VersionClaim], ...]") -> str:
    """Return how many differences of each kind there are."""
    kinds = ["added" if one.old is None else "removed" if one.new is None else "changed" for one in changes]
    counts = [f"{kinds.count(kind)} {kind}" for kind in ("changed", "added", "removed") if kind in kinds]
    return ", ".join(counts) or "the same"


def _print_sentence(change: "Changed[str]", out: TextIO) -> None:
    from pipeline.publish.text_changes import marked_words

    old, new = change.old or "", change.new or ""
    left, right = marked_words(old, new) if old and new else (((old, False),), ((new, False),))
    if old:
        out.write(f"    - {_marked(left, out, colour=31)}\n")
    if new:
        out.write(f"    + {_marked(right, out, colour=32)}\n")


def _print_claim(change: "Changed[VersionClaim]", out: TextIO) -> None:
    for sign, claim in (("-", change.old), ("+", change.new)):
        if claim is not None:
            reviewed = "" if claim.review_status == "unreviewed" else f" ({claim.review_status} by a person)"
            out.write(f"    {sign} {plain(describe_claim(claim))}{reviewed}\n")


def _marked(pieces: "tuple[Piece, ...]", out: TextIO, *, colour: int) -> str:
    """Return a sentence with the words that differ set off: in colour on a terminal, else between » and «."""
    in_colour = out.isatty() and not os.environ.get("NO_COLOR")
    words = []
    for text, differs in pieces:
        safe = visible(" ".join(text.split()))
        words.append(safe if not differs else f"\x1b[{colour}m{safe}\x1b[0m" if in_colour else f"»{safe}«")
    return " ".join(words)


def _time(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}"
