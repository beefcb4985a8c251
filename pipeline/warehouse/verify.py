"""Verify a snapshot against itself and the archive: does every piece of evidence stand where its row says?

Claims, mentions, events and sums of money must reproduce their words from the stored text; every article has its
capture; every capture's bytes in the archive have its digest. Only reads, so a night may run meanwhile: a snapshot
never changes, and the archive only grows. Every failure is named with its id and with what to do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.archive.store import Archive
from pipeline.errors import ArchiveError, WarehouseError
from pipeline.warehouse.schema import read_step

MOST_NAMED = 1000
"""Failures of a kind that are named one by one; the count is always that of all."""

_REREAD = "read its article again: laborwire add URL, or make the warehouse anew: laborwire rebuild"
_RESTORE = "restore the archive from a backup: laborwire restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing that does not hold."""

    kind: str
    """claim, mention, event, money, article or capture."""
    id: str
    problem: str
    advice: str

    def words(self) -> str:
        """Return the failure in a line."""
        return f"FAIL {self.kind} {self.id}: {self.problem}; {self.advice}"


@dataclass(slots=True, kw_only=True)
class Checked:
    """How much was looked at and how much of it failed."""

    claims: int = 0
    mentions: int = 0
    events: int = 0
    money: int = 0
    articles: int = 0
    captures: int = 0
    captures_in_all: int = 0
    failed: int = 0


def verify_snapshot(
    snapshot: Path,
    archive: Path,
    *,
    checked: Checked,
    sample: int | None = None,
    seed: int = 0,
    tick: Callable[[int], None] = lambda _: None,
) -> Iterator[Failure]:
    """Yield what does not hold in a snapshot, and count what was looked at.

    Args:
        sample: so many captures are read back; None for all. The rest is checked whole in any case.
        seed: which captures a sample is made of.
        tick: called with the number of captures that were read back, for a progress bar.

    Raises:
        WarehouseError: there is no snapshot, or it cannot be read.
        ArchiveError: there is no archive, or its index cannot be read.
    """
    with _opened(snapshot) as con:
        yield from _evidence(con, checked)
        yield from _articles(con, checked)
        rows = con.execute(
            read_step("captures_to_verify"), {"seed": seed, "most": sample if sample is not None else 1 << 40}
        ).fetchall()
        checked.captures_in_all = _count(con, "captures")
    if not rows:
        return
    with Archive.open(archive) as opened:
        for identity, digest, article in rows:
            failure = _capture(opened, str(identity), str(digest), article)
            checked.captures += 1
            tick(1)
            if failure is not None:
                checked.failed += 1
                yield failure


@contextmanager
def _opened(snapshot: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    if not snapshot.exists():
        raise WarehouseError(str(snapshot), "no snapshot yet; run `laborwire nightly` first")
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            yield con
    except duckdb.Error as err:
        problem = (str(err).splitlines() or ["no reason given"])[0]
        raise WarehouseError(str(snapshot), f"cannot be verified: {problem}; if it is damaged, restore it") from err


def _evidence(con: duckdb.DuckDBPyConnection, checked: Checked) -> Iterator[Failure]:
    checked.claims, checked.mentions = _count(con, "pay_claims"), _count(con, "mentions")
    checked.events, checked.money = _count(con, "article_events"), _count(con, "not_pay")
    found = con.execute(read_step("evidence_that_fails"), [MOST_NAMED]).fetchall()
    checked.failed += int(found[0][6]) if found else 0
    for kind, identity, article, start, end, is_orphan, _ in found:
        if is_orphan:
            problem = f"is about article {article}, which is not there"
        else:
            problem = f"characters {start} to {end} of article {article} are not its words"
        yield Failure(kind=kind, id=identity, problem=problem, advice=_REREAD)


def _articles(con: duckdb.DuckDBPyConnection, checked: Checked) -> Iterator[Failure]:
    checked.articles = _count(con, "articles")
    found = con.execute(read_step("articles_without_capture"), [MOST_NAMED]).fetchall()
    checked.failed += int(found[0][2]) if found else 0
    for identity, capture, _ in found:
        yield Failure(kind="article", id=identity, problem=f"its capture {capture} is not there", advice=_REREAD)


def _capture(archive: Archive, identity: str, digest: str, article: str | None) -> Failure | None:
    whose = f" (article {article})" if article else ""
    known = archive.get(identity)
    if known is None:
        return Failure(kind="capture", id=identity, problem=f"the archive does not have it{whose}", advice=_RESTORE)
    if known.payload_digest != digest:
        problem = f"the archive has other bytes of it than were loaded{whose}"
        return Failure(kind="capture", id=identity, problem=problem, advice=_RESTORE)
    try:
        archive.body(identity)
    except ArchiveError as err:
        return Failure(kind="capture", id=identity, problem=f"{err}{whose}", advice=_RESTORE)
    return None


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.table(table).count("*").fetchall()[0][0])
