"""Compare what a claims reader says of an article today with what stands in the warehouse, claim by claim.

In: the rows of `pay_claims` of one article, the rows of a new reading, and what people decided. Out: which rows take
the place of which, and every difference, field by field. Nothing is written here.

What a person accepted or corrected stands as it is, whatever the new reading says; where the new reading has lost such
a claim, what it reads at the same place instead is set aside, or one amount would be counted twice. Claims are told
apart by their id (place, amounts, currency, unit), so another unit is another claim: the old one is gone, and the new
one is said to stand in its place.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from pipeline.corrections import AMOUNT_FIELDS, FIELDS, Review, ReviewStatus
from pipeline.records import Mention, NotPay, PayClaim
from pipeline.warehouse.reviewed import reviewed

Row = dict[str, Any]

_OTHER_FIELDS = (*FIELDS[len(AMOUNT_FIELDS) :], "payer_id", "alt")
_OF_THE_READER = ("sentence", "confidence")
_STANDING: frozenset[ReviewStatus] = frozenset({"accepted", "corrected"})
_UNITS = {"hour": "an hour", "audio_minute": "an audio minute", "project": "in all", "unknown": "(unit unknown)"}
_BOUNDS = {"up_to": "up to", "under": "under", "at_least": "at least", "over": "over", "as_low_as": "as low as"}
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_ROLES = {"from": "old pay", "to": "new pay", "delta": "difference"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """What a reader says of one stored article."""

    article_id: str
    text_digest: str
    """Of the very characters that were read; offsets hold for no others."""
    claims: tuple[PayClaim, ...]
    not_pay: tuple[NotPay, ...]
    mentions: tuple[Mention, ...] | None = None
    """None: the article was not tagged anew, and its mentions stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a claim that is read otherwise."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimChange:
    """What a new reading changes about one claim."""

    what: Literal["new", "gone", "changed", "stands"]
    """`stands`: people decided about it, and the new reading does not have it or reads it otherwise."""
    claim: str
    article_id: str
    amount_text: str
    before: str | None = None
    """What was stated, in words; null for a new claim."""
    after: str | None = None
    """What is stated now at its place; null when nothing is."""
    fields: tuple[FieldChange, ...] = ()
    instead: str | None = None
    """gone: the new claim at its place. new: the claim that stood there."""
    review_status: ReviewStatus = "unreviewed"
    note: str = ""

    def in_confidence_alone(self) -> bool:
        """Say whether nothing changed but how sure the reader is, or where it sees the sentence end."""
        return self.what == "changed" and all(one.name in _OF_THE_READER for one in self.fields)


@dataclass(slots=True, kw_only=True)
class Settled:
    """What becomes of one article's claims."""

    rows: list[Row] = field(default_factory=list)
    """Of `pay_claims`: the new reading, without what people's decisions keep out."""
    kept: list[str] = field(default_factory=list)
    """Ids of claims that stay as they are, because people decided so."""
    replaced: list[str] = field(default_factory=list)
    """Ids of claims whose earlier reading is no longer valid: gone or changed."""
    same: list[str] = field(default_factory=list)
    """Ids of claims that are read as before."""
    changes: list[ClaimChange] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    agreeing: int = 0
    """Claims that people decided about and that are read as they stand."""


def settle(stored: Sequence[Row], read: Iterable[Row], reviews: Mapping[str, Review]) -> Settled:
    """Return what becomes of the claims of one article.

    Args:
        stored: its rows of `pay_claims`.
        read: the rows of the new reading, in text order.
        reviews: claim to what people decided about it.
    """
    kept = {row["id"]: row for row in stored if _status(row["id"], reviews) in _STANDING}
    old = {row["id"]: row for row in stored if row["id"] not in kept}
    new: dict[str, Row] = {}
    for row in read:
        # The first of two equal claims wins, as in a load.
        new.setdefault(row["id"], row)
    lost = [row for key, row in kept.items() if key not in new]
    aside = {
        key: row
        for key, row in new.items()
        if key not in kept and key not in old and any(_overlap(row, other) for other in lost)
    }
    rows = {key: row for key, row in new.items() if key not in kept and key not in aside}
    if kept:
        rows = _numbered(rows, stored, new)
    links_before, links_now = _links(stored), _links([*rows.values(), *kept.values()])
    settled = Settled(rows=list(rows.values()), kept=list(kept), set_aside=list(aside))
    _compare_decided(settled, kept, new, aside.values(), reviews)
    fresh = [row for key, row in rows.items() if key not in old]
    takes_place = _pairs([row for key, row in old.items() if key not in rows], fresh)
    stood_there = {one: other for other, one in takes_place.items()}
    for key, row in old.items():
        status = _status(key, reviews)
        if key in rows:
            fields = _differences(row, rows[key], links_before, links_now)
            (settled.replaced if fields else settled.same).append(key)
            if fields:
                settled.changes.append(_change("changed", row, row, rows[key], fields, status=status))
            continue
        settled.replaced.append(key)
        instead = takes_place.get(key)
        after = rows[instead] if instead else None
        fields = _differences(row, after, links_before, links_now) if after else ()
        settled.changes.append(_change("gone", row, row, after, fields, instead=instead, status=status))
    rejected = [row for key, row in old.items() if _status(key, reviews) == "rejected"]
    for row in fresh:
        near = next((other["id"] for other in rejected if _overlap(row, other)), None)
        note = f"a person rejected {near}, which stands at the same place" if near else ""
        settled.changes.append(_change("new", row, None, row, (), instead=stood_there.get(row["id"]), note=note))
    return settled


def stated(row: Row) -> str:
    """Return what a claim states, in words: all that a reader of a digest sees of it.

    >>> nobody = {"change_role": None, "payer": None}
    >>> stated({"amount_min": Decimal("15.50"), "amount_max": None, "bound": "at_least", "currency": "USD",
    ...         "unit": "hour", **nobody})
    'at least 15.5 USD an hour, payer not named'
    """
    ends = [f"{end.normalize():,f}" for end in (row["amount_min"], row["amount_max"]) if end is not None]
    amount = " to ".join(dict.fromkeys(ends)) or str(row.get("amount_text", ""))
    words = [_BOUNDS.get(row["bound"], ""), amount, row["currency"], _UNITS.get(row["unit"], f"a {row['unit']}")]
    said = " ".join(word for word in words if word)
    said += f", paid by {_payer(row)}" if row["payer"] else ", payer not named"
    if row["change_role"]:
        of_a_change = " of a change" if row.get("linked_to") else ""
        said += f" ({_ROLES[row['change_role']]}{of_a_change})"
    modality = row.get("modality", "asserted")
    return said if modality == "asserted" else f"{said}, {modality}"


def _payer(row: Row) -> str:
    """Return the payer's name, with its entity where the name does not tell it."""
    name, entity = str(row["payer"]), row.get("payer_id")
    return name if entity in {None, _NO_LETTERS.sub("-", name.lower()).strip("-")} else f"{name} ({entity})"


def _compare_decided(
    settled: Settled,
    kept: Mapping[str, Row],
    new: Mapping[str, Row],
    aside: Iterable[Row],
    reviews: Mapping[str, Review],
) -> None:
    set_aside = list(aside)
    for key, row in kept.items():
        status = _status(key, reviews)
        if key not in new:
            instead = next((other for other in set_aside if _overlap(other, row)), None)
            note = "the new reading does not have it"
            if instead is not None:
                note += "; what it reads there instead is set aside"
            settled.changes.append(_change("stands", row, row, instead, (), status=status, note=note))
            continue
        # The log may be newer than the rows.
        stands = reviewed(row, reviews[key], claim_ids={})
        fields = tuple(
            FieldChange(name=name, before=_plain(stands[name]), after=_plain(new[key][name]))
            for name in (*AMOUNT_FIELDS, *_OTHER_FIELDS)
            if name != "linked_to" and _plain(stands[name]) != _plain(new[key][name])
        )
        if fields:
            note = "the new reading says otherwise"
            settled.changes.append(_change("stands", row, stands, new[key], fields, status=status, note=note))
        else:
            settled.agreeing += 1


def _change(
    what: Literal["new", "gone", "changed", "stands"],
    row: Row,
    before: Row | None,
    after: Row | None,
    fields: tuple[FieldChange, ...],
    *,
    instead: str | None = None,
    status: ReviewStatus = "unreviewed",
    note: str = "",
) -> ClaimChange:
    return ClaimChange(
        what=what,
        claim=row["id"],
        article_id=row["article_id"],
        amount_text=row["amount_text"],
        before=stated(before) if before else None,
        after=stated(after) if after else None,
        fields=fields,
        instead=instead,
        review_status=status,
        note=note,
    )


def _status(claim: str, reviews: Mapping[str, Review]) -> ReviewStatus:
    review = reviews.get(claim)
    return "unreviewed" if review is None else review.status


def _numbered(rows: Mapping[str, Row], stored: Sequence[Row], new: Mapping[str, Row]) -> dict[str, Row]:
    """Return the rows with places that leave those of the stored claims alone: decisions may name them."""
    places = {row["id"]: row["claim_id"] for row in stored}
    number = max((int(place[1:]) for place in places.values()), default=0)
    for key in rows:
        if key not in places:
            number += 1
            places[key] = f"c{number}"
    now = {row["claim_id"]: places.get(key) for key, row in new.items()}
    return {key: row | {"claim_id": places[key], "linked_to": now.get(row["linked_to"])} for key, row in rows.items()}


def _links(rows: Iterable[Row]) -> dict[str, str | None]:
    """Return for each claim the id of the one that it is linked to: places may be numbered anew."""
    listed = list(rows)
    by_place = {row["claim_id"]: row["id"] for row in listed}
    return {row["id"]: by_place.get(row["linked_to"]) for row in listed}


def _pairs(gone: Sequence[Row], fresh: Sequence[Row]) -> dict[str, str]:
    """Return for each claim that is gone the new one at its place, each at most once, the likest first."""
    likest = sorted(
        (-_likeness(old, new), old["start"], new["start"], old["id"], new["id"])
        for old in gone
        for new in fresh
        if _overlap(old, new)
    )
    pairs: dict[str, str] = {}
    for _, _, _, old, new in likest:
        if old not in pairs and new not in pairs.values():
            pairs[old] = new
    return pairs


def _likeness(old: Row, new: Row) -> int:
    return sum(old[name] == new[name] for name in ("start", "end", "amount_min", "amount_max", "unit", "change_role"))


def _overlap(one: Row, other: Row) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def _differences(
    before: Row, after: Row, links_before: Mapping[str, str | None], links_now: Mapping[str, str | None]
) -> tuple[FieldChange, ...]:
    old = before | {"linked_to": links_before.get(before["id"])}
    new = after | {"linked_to": links_now.get(after["id"])}
    return tuple(
        FieldChange(name=name, before=_plain(old[name]), after=_plain(new[name]))
        for name in (*AMOUNT_FIELDS, *_OTHER_FIELDS, *_OF_THE_READER)
        if _plain(old[name]) != _plain(new[name])
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value
