"""Read stored articles with today's reader, and propose what would change; nothing takes effect by itself.

In: the newest snapshot, so that a night that starts meanwhile is not held up. All stored versions of an article are
read, not only the current one: the digest compares versions, and two readers' differences would look like a
publisher's correction. Out: a proposal (`flows.proposal`). It goes shard by shard: a run that is killed goes on where
it was, unless code, weights, word lists or names changed. Only one shard is in memory; no network, no archive.
Stage `claims` reads the pay claims of all articles; stage `names` tags the articles that write a name which people
accepted, and reads their claims with it, so that its cost is theirs alone.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import duckdb

from flows.overtaken import newest_snapshot, write_standing
from flows.progress import progress
from flows.proposal import Folder, Proposal, Stage, all_proposals, folder_of, forget_readings, write_proposal
from flows.reading import read_mentions, read_pay
from flows.reprocess_names import articles_that_write, names_to_read
from flows.tools import Tools, gazetteer_files
from pipeline.codec import read_jsonl, write_jsonl
from pipeline.decisions import Decisions
from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places
from pipeline.warehouse.lock import writer_lock
from pipeline.warehouse.replace import Tally, compare_readings, reviews_known, words_digest
from pipeline.warehouse.rereading import ClaimChange, Rereading
from pipeline.warehouse.schema import read_step
from pipeline.warehouse.store import utc_aware

MOST_SHOWN = 10
"""Differences of each kind that the summary lists; `changes.jsonl` has them all."""


def propose(
    places: Places,
    *,
    stage: Stage,
    since: date | None,
    limit: int | None,
    now: datetime,
    say: Callable[[str], None],
) -> Proposal:
    """Read the articles, compare, and return the proposal.

    Args:
        since: only articles published on that day or later; those without a date count from when they were loaded.
        limit: only so many, the newest.
        say: told in a line when an earlier run is taken up.

    Raises:
        UsageError: stage `names`, and there is no accepted name that the articles were not read with.
        LockedError: another process is at it.
        WarehouseError: nothing was published yet, or the snapshot cannot be read.
    """
    if not places.warehouse.exists():
        raise WarehouseError(str(places.warehouse), "no snapshot yet; run `laborwire nightly` or `laborwire add` first")
    # A lock of its own: reading disturbs nobody who writes to the warehouse.
    with writer_lock(Places(data=places.data, var=places.reprocess), "reprocess", datetime.now(timezone.utc)):
        tools = Tools.shared(places)
        try:
            number = newest_snapshot(places)
            with duckdb.connect(str(places.warehouse), read_only=True) as con:
                con.execute("SET TimeZone = 'UTC'")
                proposal = _begun(places, tools, stage=stage, since=since, limit=limit, say=say) or _begin(
                    con, places, tools, stage=stage, since=since, limit=limit, now=now
                )
                _read(con, tools, proposal, folder_of(places, proposal.id), say=say)
                return _compared(con, places, proposal, compared_with=number)
        except duckdb.Error as err:
            problem = f"cannot be read: {str(err).splitlines()[0]}"
            raise WarehouseError(str(places.warehouse), problem) from err


def read_shards(folder: Folder, proposal: Proposal) -> Iterator[list[Rereading]]:
    """Yield the readings of a proposal, one shard at a time."""
    for number, _ in enumerate(_shards(folder, proposal)):
        yield list(read_jsonl(Rereading, folder.shard(number)))


def summary_of(proposal: Proposal, tally: Tally, *, examples: dict[str, list[ClaimChange]] | None = None) -> str:
    """Return the counts in words, and the first differences of each kind."""
    lines = [f"{proposal.id}: {_plural(tally.articles, 'article')} read by {proposal.extractor_version}", ""]
    lines.append(f"  unchanged  {tally.unchanged:>7}")
    lines.append(f"  new        {tally.new:>7}{_of_them(tally.near_rejected, 'where a person had rejected a claim')}")
    lines.append(f"  gone       {tally.gone:>7}{_of_them(tally.read_otherwise, 'read otherwise at the same place')}")
    lines.append(f"  changed    {tally.changed:>7}{_of_them(tally.in_confidence_alone, 'only in how sure it is')}")
    if tally.mentions_new or tally.mentions_gone:
        named = sorted(tally.named.items(), key=lambda item: (-item[1], item[0]))
        names = ", ".join(f"{name} {count}" for name, count in named[:MOST_SHOWN])
        lines.insert(2, f"  mentions   {tally.mentions_new:>7}  new{f' ({names})' if names else ''}")
        lines.insert(3, f"             {tally.mentions_gone:>7}  gone, or tagged otherwise")
    most = sorted(tally.fields.items(), key=lambda item: (-item[1], item[0]))
    if most:
        lines.append("             " + ", ".join(f"{name} {count}" for name, count in most))
    decided = [f"{tally.decided_lost} of them the new reading does not have" if tally.decided_lost else ""]
    decided.append(f"{tally.decided_otherwise} it reads otherwise" if tally.decided_otherwise else "")
    if tally.decided:
        lines.append(f"  decided    {tally.decided:>7}{_joined(['by people, and stand', *decided])}")
    if tally.set_aside:
        lines.append(
            f"  set aside  {tally.set_aside:>7}  new readings at the place of a claim that people decided about"
        )
    if tally.too_large:
        lines.append(f"  too large  {tally.too_large:>7}  amounts that fit no column; left out")
    if tally.skipped:
        lines.append(f"  skipped    {len(tally.skipped):>7}  articles whose words changed since, or are gone: ")
        lines[-1] += ", ".join(tally.skipped[:5]) + (" ..." if len(tally.skipped) > 5 else "")
    titles = {
        "stands": "stands, though the new reading says otherwise",
        "changed": "changed",
        "gone": "gone",
        "new": "new",
    }
    for what, title in titles.items():
        found = (examples or {}).get(what, [])
        if found:
            lines += ["", title, *(f"  {_line(one)}" for one in found)]
    return "\n".join(lines) + "\n"


def _begun(
    places: Places, tools: Tools, *, stage: Stage, since: date | None, limit: int | None, say: Callable[[str], None]
) -> Proposal | None:
    """Return the run of the same order that was stopped before its end, if its shards are still of use."""
    for proposal in reversed(all_proposals(places)):
        wanted = (proposal.stage, proposal.since, proposal.limit) == (stage, since, limit)
        if proposal.state == "reading" and wanted:
            if proposal.basis == basis_of(tools):
                return proposal
            say(f"{proposal.id} was read by another version and is given up")
            forget_readings(folder_of(places, proposal.id))
            write_proposal(places, replace(proposal, state="discarded", settled_at=proposal.made_at))
    return None


def _begin(
    con: duckdb.DuckDBPyConnection,
    places: Places,
    tools: Tools,
    *,
    stage: Stage,
    since: date | None,
    limit: int | None,
    now: datetime,
) -> Proposal:
    from models.claims import version_of

    names: tuple[str, ...] = ()
    if stage == "names":
        entities = names_to_read(places, tools.gazetteer.entities)
        if not entities:
            raise UsageError("every accepted name was read for already; accept one: laborwire gazetteer accept NAME")
        names, ids = tuple(one.id for one in entities), articles_that_write(con, entities)
    else:
        rows = con.execute(read_step("articles_to_reread"), {"since": since, "most": limit}).fetchall()
        ids = [str(row[0]) for row in rows]
    version, basis = version_of(tools.pay_reader), basis_of(tools)
    made = hashlib.sha256(
        f"{basis} {stage} {since} {limit} {datetime.now(timezone.utc).isoformat()}".encode()
    ).hexdigest()
    proposal = Proposal(
        id=f"{now:%Y-%m-%d}-{made[:6]}",
        stage=stage,
        state="reading",
        extractor_version=version,
        basis=basis,
        since=since,
        limit=limit,
        made_at=now,
        n_articles=len(ids),
        shard_size=tools.settings.run.shard_size,
        names=names,
    )
    folder = folder_of(places, proposal.id)
    folder.readings.mkdir(parents=True)
    folder.articles.write_text("".join(f"{one}\n" for one in ids))
    # Last: a folder without this file is none.
    write_proposal(places, proposal)
    return proposal


def _read(
    con: duckdb.DuckDBPyConnection, tools: Tools, proposal: Proposal, folder: Folder, *, say: Callable[[str], None]
) -> None:
    shards = list(_shards(folder, proposal))
    missing = [number for number in range(len(shards)) if not folder.shard(number).exists()]
    if len(missing) < len(shards):
        done = proposal.n_articles - sum(len(shards[number]) for number in missing)
        say(f"going on with {proposal.id}: {done} of {_plural(proposal.n_articles, 'article')} are read already")
    with progress("reading", total=sum(len(shards[number]) for number in missing)) as advance:
        for number in missing:
            write_jsonl(folder.shard(number), _readings(con, tools, proposal.stage, shards[number], advance))


def _readings(
    con: duckdb.DuckDBPyConnection, tools: Tools, stage: Stage, ids: Sequence[str], advance: Callable[[int], None]
) -> Iterator[Rereading]:
    rows = con.execute(
        "SELECT id, headline, text, published, language FROM articles WHERE id IN (SELECT unnest(string_split(?, ' ')))"
        " ORDER BY id",
        [" ".join(ids)],
    ).fetchall()
    for key, headline, text, published, language in rows:
        claims, not_pay = read_pay(
            tools, identity=key, title=headline, text=text, published=utc_aware(published), language=language
        )
        mentions = read_mentions(tools, identity=key, title=headline, text=text) if stage == "names" else None
        yield Rereading(
            article_id=key, text_digest=words_digest(text), claims=claims, not_pay=not_pay, mentions=mentions
        )
        advance(1)


def _compared(con: duckdb.DuckDBPyConnection, places: Places, proposal: Proposal, *, compared_with: int) -> Proposal:
    tally = Tally()
    folder = folder_of(places, proposal.id)
    examples: dict[str, list[ClaimChange]] = {}
    reviews = reviews_known(con, Decisions.read(places.decisions).log)

    def changes() -> Iterator[ClaimChange]:
        for one in compare_readings(con, read_shards(folder, proposal), reviews=reviews, tally=tally):
            shown = examples.setdefault(one.what, [])
            if len(shown) < MOST_SHOWN and not one.in_confidence_alone():
                shown.append(one)
            yield one

    write_jsonl(folder.changes, changes())
    write_standing(con, folder)
    folder.summary.write_text(summary_of(proposal, tally, examples=examples), encoding="utf-8")
    proposed = replace(proposal, state="proposed", tally=tally, compared_with=compared_with)
    write_proposal(places, proposed)
    return proposed


def _shards(folder: Folder, proposal: Proposal) -> Iterator[list[str]]:
    ids = folder.articles.read_text().split()
    for first in range(0, len(ids), proposal.shard_size):
        yield ids[first : first + proposal.shard_size]


def basis_of(tools: Tools) -> str:
    """Return the digest of all that decides a reading."""
    import models
    from models.claims_words import FOLDER

    code = Path(models.__file__ or "").parent
    names = gazetteer_files(tools.places)
    # The word lists come with the code, whatever folder holds the data.
    files = [*code.glob("*.py"), *code.glob("weights/pay_reader*"), *FOLDER.glob("*"), *names]
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    # The demo's names count in the demo's warehouse alone.
    digest.update(repr(sorted(entity.id for entity in tools.gazetteer.entities)).encode())
    return digest.hexdigest()[:16]


def _line(change: ClaimChange) -> str:
    what = f"{change.before} -> {change.after}" if change.before and change.after else change.before or change.after
    fields: list[Any] = []
    if change.before == change.after:
        what, fields = change.before, [f"{one.name}: {one.before} -> {one.after}" for one in change.fields]
    words = "; ".join(filter(None, [*fields, change.note]))
    return f"{change.claim} “{change.amount_text}” {what}" + (f" ({words})" if words else "")


def _of_them(count: int, words: str) -> str:
    return f"  {count} of them {words}" if count else ""


def _joined(words: Sequence[str]) -> str:
    said = [word for word in words if word]
    return "  " + said[0] + (f"; {', '.join(said[1:])}" if said[1:] else "")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
