"""Compare two snapshots: which articles and pay claims were added, changed or withdrawn, and by whom.

In: two snapshot files, opened read-only side by side. Out: one `Change` at a time, claims after articles, by address.
An article is what stands at an address; a changed text, headline, date, source or story is a change of it. A claim is
what stands in a standing article and that no person rejected; a change of it is a difference in one of `CLAIM_FIELDS`.
A new version of an article has claims with new ids: those that state the same are no change, those that differ are
paired by their sentences, like in `laborwire history`. How sure a reader is, and which reader it was, is no change.
What a person took down is told by its id alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import duckdb

from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places
from pipeline.publish.text_changes import changed_claims
from pipeline.warehouse.publish import Snapshot, all_snapshots
from pipeline.warehouse.rereading import stated
from pipeline.warehouse.schema import QUERY_FILES
from pipeline.warehouse.showing import hide_unshown, sources_not_shown
from pipeline.warehouse.store import utc_aware

What = Literal["article", "claim"]
Kind = Literal["added", "changed", "withdrawn"]
By = Literal["person", "publisher", "reader"]

CLAIM_FIELDS = (
    "amount_min",
    "amount_max",
    "bound",
    "approx",
    "currency",
    "unit",
    "kind",
    "change_role",
    "payer",
    "payer_id",
    "worker",
    "project",
    "location",
    "time",
    "attribution_type",
    "attribution_name",
    "modality",
    "review_status",
)
"""What a claim states, and what people said of it."""
ARTICLE_FIELDS = (
    "id",
    "headline",
    "authors",
    "published",
    "modified",
    "source_id",
    "language",
    "is_cut_off",
    "is_accessible_for_free",
    "story_id",
)
"""What is told of an article; its id is that of its text."""

_KEYS = ("canonical_url", "id", "article_id", "start", "amount_text", "linked_to", "headline", "source_id")
_STANDING = 'CREATE OR REPLACE TABLE memory.main."{0}" AS {1}'
_UNSHOWN_NOW = "CREATE TABLE memory.main.unshown_now AS SELECT id FROM unshown"
_NOTHING_UNSHOWN = "CREATE TABLE memory.main.unshown_now (id VARCHAR)"
_FORGET_UNSHOWN = (
    "DELETE FROM articles_old WHERE id IN (SELECT id FROM unshown_now)",
    "DELETE FROM claims_old WHERE article_id IN (SELECT id FROM unshown_now)",
)
_ATTACH = "ATTACH '{0}' AS {1} (READ_ONLY)"
_DIFFERENT = (
    "SELECT 'old' AS side, {0} FROM (SELECT {0} FROM {1}_old EXCEPT SELECT {0} FROM {1}_new)"
    " UNION ALL SELECT 'new', {0} FROM (SELECT {0} FROM {1}_new EXCEPT SELECT {0} FROM {1}_old)"
    " ORDER BY canonical_url, side DESC, id"
)
_STAYED = "SELECT id FROM articles_old INTERSECT SELECT id FROM articles_new"
_REMOVED = "SELECT canonical_url, cause, why FROM new_snapshot.takedowns"
_NEW_DECISIONS = (
    'SELECT * FROM new_snapshot.decisions WHERE id NOT IN (SELECT id FROM old_snapshot.decisions) ORDER BY "when", id'
)
_SENTENCES = "SELECT id, sentence FROM {0}_snapshot.pay_claims WHERE id IN (SELECT unnest(?::VARCHAR[]))"
_MADE = (
    "SELECT max(ended) FILTER (snapshot = ?), max(ended)"
    " FROM (SELECT snapshot, coalesce(finished_at, started_at) AS ended FROM runs)"
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that differs."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one article or claim."""

    what: What
    change: Kind
    id: str
    """Article version, or pay_claims.id: in the newer snapshot, for what was withdrawn in the older one."""
    old_id: str | None
    """In the older snapshot; None for what was added."""
    article_id: str
    url: str | None
    """None for what a person took down."""
    headline: str | None
    source_id: str | None
    stated: str | None
    """What a claim states, in words; for one that was withdrawn, what it stated."""
    fields: tuple[Field, ...]
    by: By
    """person: a decision (keep, drop, take down, accept, correct, reject); publisher: what the pages say; reader: how
    laborwire reads them."""
    who: str | None = None
    decided: datetime | None = None
    why: str | None = None
    """The person's reason, or what the publisher's page said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A snapshot and when it was made."""

    snapshot: Snapshot
    made: datetime


def dated_snapshots(places: Places) -> tuple[Dated, ...]:
    """Return the numbered snapshots with the end of the run that made each, newest first.

    Raises:
        WarehouseError: one cannot be read.
    """
    return tuple(Dated(snapshot=one, made=_made(one)) for one in all_snapshots(places))


def find_since(known: Sequence[Dated], since: str) -> Dated:
    """Return the snapshot that `since` means: its number, or the newest one not later than a day (0:00 UTC) or time.

    Raises:
        UsageError: there is no such snapshot; names those that are there.
    """
    there = "; there are " + ", ".join(f"{one.snapshot.number} ({one.made:%Y-%m-%d %H:%M})" for one in known)
    there = there if known else "; there is none yet"
    digits = since.strip().removeprefix("laborwire-")
    if digits.isdecimal() and len(digits) <= 8:
        found = next((one for one in known if one.snapshot.number == int(digits)), None)
        if found is None:
            raise UsageError(f"there is no snapshot {int(digits)}{there}")
        return found
    try:
        when = datetime.fromisoformat(since.strip())
    except ValueError as err:
        raise UsageError(
            f"--since {since!r} is neither a date, like 2026-03-10, nor a snapshot's number{there}"
        ) from err
    when = when if when.tzinfo else when.replace(tzinfo=timezone.utc)
    found = next((one for one in known if one.made <= when), None)
    if found is None:
        raise UsageError(f"no snapshot is as old as {since}{there}")
    return found


def changes_between(old: Path, new: Path) -> Iterator[Change]:
    """Yield what differs between two snapshots: articles, then claims, each in the order of addresses.

    Raises:
        WarehouseError: a snapshot is missing, or cannot be compared.
    """
    for path in (old, new):
        if not path.is_file():
            raise WarehouseError(str(path), "no such snapshot")
    try:
        with _both(old, new) as con:
            removed = {str(url): (str(cause), str(why)) for url, cause, why in con.execute(_REMOVED).fetchall()}
            decided = {row["subject"]: row for row in _rows(con, _NEW_DECISIONS)}
            yield from _articles(con, removed, decided)
            yield from _claims(con, removed, decided)
    except duckdb.Error as err:
        raise WarehouseError(str(old), f"cannot be compared with {new.name}: {str(err).splitlines()[0]}") from err


@contextmanager
def _both(old: Path, new: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        con.execute("SET TimeZone = 'UTC'")
        hidden: tuple[str, ...] = ()
        # The newer one first: what may not be shown now is not told of the older one, either.
        for side, path in (("new", new), ("old", old)):
            con.execute(_ATTACH.format(str(path).replace("'", "''"), f"{side}_snapshot"))
            with con.cursor() as own:
                own.execute(f"USE {side}_snapshot")
                number = hide_unshown(own, sources=hidden)
                hidden = sources_not_shown(own)
                for what in ("articles", "claims"):
                    standing = (QUERY_FILES / f"changes_{what}.sql").read_text(encoding="utf-8")
                    own.execute(_STANDING.format(f"{what}_{side}", standing))
                if side == "new":
                    own.execute(_UNSHOWN_NOW if number else _NOTHING_UNSHOWN)
        for statement in _FORGET_UNSHOWN:
            con.execute(statement)
        yield con


def _articles(
    con: duckdb.DuckDBPyConnection, removed: dict[str, tuple[str, str]], decided: dict[str, Row]
) -> Iterator[Change]:
    columns = _common(con, "articles", ("canonical_url", "characters", *ARTICLE_FIELDS))
    different = _streamed(con, _DIFFERENT.format(columns, "articles"))
    for url, rows in groupby(different, key=lambda row: row["canonical_url"]):
        sides = {row["side"]: row for row in rows}
        old, new = sides.get("old"), sides.get("new")
        shown = new or old or {}
        cause, said = removed.get(url, ("", "")) if new is None else ("", "")
        decision = decided.get(url)
        is_named = cause != "decision"
        yield Change(
            what="article",
            change="added" if old is None else "changed" if new else "withdrawn",
            id=shown["id"],
            old_id=old["id"] if old else None,
            article_id=shown["id"],
            url=url if is_named else None,
            headline=shown["headline"] if is_named else None,
            source_id=shown["source_id"],
            stated=None,
            fields=_fields(old, new, ("characters", *ARTICLE_FIELDS)) if old and new else (),
            by="person" if decision or cause in {"decision", "dropped"} else _whose(old, new),
            **_person(decision, said),
        )


def _whose(old: Row | None, new: Row | None) -> By:
    """Say whether a difference of an article comes from its page or from how stories were found."""
    if old and new and {one.field for one in _fields(old, new, ARTICLE_FIELDS)} == {"story_id"}:
        return "reader"
    return "publisher"


def _claims(
    con: duckdb.DuckDBPyConnection, removed: dict[str, tuple[str, str]], decided: dict[str, Row]
) -> Iterator[Change]:
    columns = _common(con, "claims", tuple(dict.fromkeys((*_KEYS, *CLAIM_FIELDS))))
    stayed = {str(row[0]) for row in con.execute(_STAYED).fetchall()}
    different = _streamed(con, _DIFFERENT.format(columns, "claims"))
    # The other connection is being read from.
    lookup = con.cursor()
    for url, rows in groupby(different, key=lambda row: row["canonical_url"]):
        found = list(rows)
        old = {row["id"]: row for row in found if row["side"] == "old"}
        new = {row["id"]: row for row in found if row["side"] == "new"}
        cause, said = removed.get(url, ("", ""))
        for before, after in _pairs(lookup, old, new):
            if before and after and not _fields(before, after, CLAIM_FIELDS):
                continue
            shown = after or before or {}
            decision = decided.get(shown["id"]) or (decided.get(url) if after is None else None)
            is_named = after is not None or cause != "decision"
            by: By = "reader" if shown["article_id"] in stayed else "publisher"
            yield Change(
                what="claim",
                change="added" if before is None else "changed" if after else "withdrawn",
                id=shown["id"],
                old_id=before["id"] if before else None,
                article_id=shown["article_id"],
                url=url if is_named else None,
                headline=shown["headline"] if is_named else None,
                source_id=shown["source_id"],
                stated=stated(shown) if is_named else None,
                fields=_fields(before, after, CLAIM_FIELDS) if before and after else (),
                by="person" if decision or (after is None and cause in {"decision", "dropped"}) else by,
                **_person(decision, said if after is None else ""),
            )


def _pairs(
    lookup: duckdb.DuckDBPyConnection, old: dict[str, Row], new: dict[str, Row]
) -> Iterator[tuple[Row | None, Row | None]]:
    """Yield the claims of one address in pairs: by id, then by what they state, then by their sentences."""
    for key in [key for key in old if key in new]:
        yield old.pop(key), new.pop(key)
    if not (old and new):
        yield from ((row, None) for row in old.values())
        yield from ((None, row) for row in new.values())
        return
    sides = []
    for side, rows in (("old", old), ("new", new)):
        sentences = dict(lookup.execute(_SENTENCES.format(side), [list(rows)]).fetchall())
        sides.append([_Claim(row, sentences.get(key, "")) for key, row in rows.items()])
    for pair in changed_claims(sides[0], sides[1], same=CLAIM_FIELDS):
        yield pair.old.row if pair.old else None, pair.new.row if pair.new else None


class _Claim:
    """A row as `changed_claims` compares it: its fields as attributes."""

    def __init__(self, row: Row, sentence: str) -> None:
        self.row, self.sentence = row, sentence

    def __getattr__(self, name: str) -> Any:
        return self.row.get(name)


def _fields(old: Row | None, new: Row | None, names: Sequence[str]) -> tuple[Field, ...]:
    if old is None or new is None:
        return ()
    # A snapshot of an earlier version may lack a column: what it does not have, it does not contradict.
    compared = [name for name in names if name in old and name in new]
    differ = [name for name in compared if old[name] != new[name]]
    return tuple(Field(field=name, old=_value(old[name]), new=_value(new[name])) for name in differ)


def _value(value: Any) -> Any:
    """Return a value as it is told: times with their zone, amounts without the zeros of their column."""
    if isinstance(value, datetime):
        return utc_aware(value)
    return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value


def _person(decision: Row | None, said: str) -> dict[str, Any]:
    if decision is None:
        return {"why": said or None}
    return {"who": decision["who"], "decided": utc_aware(decision["when"]), "why": decision["why"]}


def _common(con: duckdb.DuckDBPyConnection, what: str, wanted: Sequence[str]) -> str:
    both = set(con.table(f"{what}_old").columns) & set(con.table(f"{what}_new").columns)
    return ", ".join(f'"{name}"' for name in wanted if name in both)


def _streamed(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[Row]:
    con.execute(sql)
    columns = [str(column[0]) for column in con.description or []]
    while rows := con.fetchmany(1000):
        for row in rows:
            yield dict(zip(columns, row, strict=True))


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    found = con.sql(sql)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def _made(snapshot: Snapshot) -> datetime:
    try:
        with duckdb.connect(str(snapshot.path), read_only=True) as con:
            by_run, newest = con.execute(_MADE, [snapshot.number]).fetchall()[0]
    except duckdb.Error as err:
        raise WarehouseError(str(snapshot.path), f"cannot be read: {str(err).splitlines()[0]}") from err
    made = utc_aware(by_run or newest)
    # Without a run that tells, as in tests: when the file was written.
    return made or datetime.fromtimestamp(snapshot.path.stat().st_mtime, tz=timezone.utc)
