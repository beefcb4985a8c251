"""Refuse a proposal whose articles are read otherwise by now than when it was compared: the older must not win.

When a proposal is made, `standing.jsonl` in its folder notes of each article how its claims and its other money stood,
as the reader had made them: what people decide in between stands above every reading and overtakes none. When it is
accepted, the same is asked of the warehouse. An article whose words changed since is not looked at; it is left alone
anyway. A newer proposal of another reader that took effect overtakes an older one also where it changed nothing: that
it found nothing to change was its word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from flows.proposal import Folder, Proposal, all_proposals, folder_of, options_of
from pipeline.codec import read_jsonl, write_jsonl
from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places
from pipeline.warehouse.replace import is_replaced
from pipeline.warehouse.rereading import ClaimChange
from pipeline.warehouse.reviewed import rows_of_step

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one article stood."""

    article: str
    words: str
    """Digest of its text."""
    claims: str
    """Digest of its claims and its money that is no pay, whoever read them."""


def write_standing(con: duckdb.DuckDBPyConnection, folder: Folder) -> None:
    """Note how the articles of a proposal stand."""
    write_jsonl(folder.standing, _standing(con, _articles(folder)))


def newest_snapshot(places: Places) -> int:
    """Return the number of the newest snapshot; 0 when there is none."""
    return max((int(path.stem.rpartition("-")[2]) for path in places.snapshots.glob("laborwire-*.duckdb")), default=0)


def refuse_overtaken(places: Places, proposal: Proposal, *, mark: str) -> None:
    """Refuse a proposal that was overtaken; the caller holds the writer's lock.

    Args:
        mark: name under which the warehouse notes that it was loaded; then it is only to be finished.

    Raises:
        UsageError: some of its articles are read otherwise now; says how many, and what to do.
        WarehouseError: the warehouse cannot be read.
    """
    folder = folder_of(places, proposal.id)
    articles = _articles(folder)
    try:
        with duckdb.connect(str(places.live_warehouse), read_only=True) as con:
            if is_replaced(con, mark):
                return
            changed = _changed(con, folder, articles)
    except duckdb.Error as err:
        problem = f"cannot be read: {str(err).splitlines()[0]}"
        raise WarehouseError(str(places.live_warehouse), problem) from err
    later = [one for one in all_proposals(places) if _took_effect_after(one, proposal)]
    overtaking = []
    for one in later:
        mine = set(_articles(folder_of(places, one.id))) & set(articles)
        if one.extractor_version != proposal.extractor_version:
            changed |= mine & _changed_by(folder)
        if mine & changed:
            overtaking.append(one)
    if changed:
        raise UsageError(
            f"{proposal.id} is overtaken: {len(changed)} of its {len(articles)} articles were read anew or changed "
            f"since it was made{_by(overtaking)}; make a new one: laborwire reprocess{options_of(proposal)}, "
            f"and drop this one: laborwire reprocess --discard {proposal.id}"
        )


def _articles(folder: Folder) -> list[str]:
    return folder.articles.read_text().split() if folder.articles.exists() else []


def _changed(con: duckdb.DuckDBPyConnection, folder: Folder, articles: Sequence[str]) -> set[str]:
    mine = set(articles)
    noted = {one.article: one for one in read_jsonl(Standing, folder.standing) if one.article in mine}
    return {
        now.article
        for now in _standing(con, list(noted))
        if now.words == noted[now.article].words and now.claims != noted[now.article].claims
    }


def _standing(con: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> Iterator[Standing]:
    for first in range(0, len(articles), _AT_ONCE):
        for row in rows_of_step(con, "standing_of_articles", [" ".join(articles[first : first + _AT_ONCE])]):
            yield Standing(article=row["article_id"], words=row["words"], claims=row["claims"])


def _took_effect_after(other: Proposal, proposal: Proposal) -> bool:
    if other.state != "accepted" or other.id == proposal.id:
        return False
    if proposal.compared_with and other.took_effect:
        return other.took_effect > proposal.compared_with
    # Made before proposals noted snapshots.
    return other.settled_at is not None and other.settled_at > proposal.made_at


def _changed_by(folder: Folder) -> set[str]:
    return {one.article_id for one in read_jsonl(ClaimChange, folder.changes)}


def _by(proposals: Sequence[Proposal]) -> str:
    said = [f"{one.id} took effect on {one.settled_at:%Y-%m-%d}" for one in proposals if one.settled_at]
    return f" ({', '.join(said)})" if said else ""
