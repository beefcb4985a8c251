"""Changes, conflicts and legal minimums on the whole gold articles, beside what follows from the readings."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from gold_newsroom import Fact, Newsroom, ends_of


def test_every_change_is_told_once(gold_newsroom: Newsroom) -> None:
    # Pairs as the readings link them; reports of one payer with the same two ends, up to 180 days apart, are one event.
    events: dict[tuple[Any, ...], list[tuple[date, str]]] = defaultdict(list)
    for article in {fact.slug for fact in gold_newsroom.facts}:
        members = {f.claim.claim_id: f for f in gold_newsroom.facts if f.slug == article and f.claim.kind == "change"}
        for old, new in pairs_of(members):
            stance = new.claim.modality if new.claim.modality in ("demanded", "denied", "hypothetical") else "done"
            start = (new.claim.time or "..").split("/")[0]
            day = date.fromisoformat(start) if start != ".." else new.published
            payer = new.payer_key or old.payer_key or new.claim.id
            events[payer, stance, ends_of(old.claim), ends_of(new.claim)].append((day, article))
    expected: Counter[tuple[Any, ...]] = Counter()
    for key, told in events.items():
        told.sort()
        spells = [[told[0]]]
        for report in told[1:]:
            if (report[0] - spells[-1][-1][0]).days > 180:
                spells.append([])
            spells[-1].append(report)
        expected.update((*key[2:], len({slug for _, slug in spell})) for spell in spells)
    rows = gold_newsroom.rows("SELECT * FROM pay_changes WHERE from_id IS NOT NULL AND to_id IS NOT NULL")
    found = Counter(
        (
            (row["from_min"], row["from_max"], row["from_currency"], row["from_unit"]),
            (row["to_min"], row["to_max"], row["to_currency"], row["to_unit"]),
            row["n_articles"],
        )
        for row in rows
    )
    assert found == expected
    # Told by two outlets, recalled months later, rewritten: read by hand from the articles.
    several = {row["payer"]: (row["n_articles"], row["n_independent"]) for row in rows if row["n_articles"] > 1}
    assert several == {
        "Brevantik": (2, 2),
        "Vozkarra": (2, 2),
        "Zawadika": (2, 2),
        "Ozvantel": (2, 2),
        "Sarvekta": (2, 1),
        "Tazamiro": (2, 2),
        "Tafsirika": (2, 2),
    }


def test_no_change_of_a_bound_is_called_more_than_it_is(gold_newsroom: Newsroom) -> None:
    rows = gold_newsroom.rows("SELECT * FROM pay_changes")
    claims = {fact.claim.id: fact.claim for fact in gold_newsroom.facts}
    for row in rows:
        old, new = claims.get(row["from_id"] or ""), claims.get(row["to_id"] or "")
        assert (row["from_bound"], row["to_bound"]) == (old and old.bound, new and new.bound)
        if row["change_percent"] is not None:
            assert old is not None
            assert new is not None
            assert old.bound == new.bound == "exact"
            assert (old.unit, old.currency) == (new.unit, new.currency)
        if row["direction"] == "cut" and row["compared"] == "as stated":
            assert old is not None
            assert new is not None
            assert (new.amount_max or 0) < (old.amount_max or Decimal("Infinity"))
        if old is None or new is None:
            assert row["direction"] == "unclear"


def pairs_of(members: dict[str, Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Old and new pay of one article, as its reader linked them."""
    for old, new in ((old, new) for old in members.values() for new in members.values()):
        if new.claim.change_role == "to" and old is not new:
            forward = old.claim.change_role == "from" and old.claim.linked_to == new.claim.claim_id
            backward = new.claim.linked_to == old.claim.claim_id and old.claim.change_role in ("from", "to")
            if forward or backward:
                yield old, new


def test_conflicts_are_all_pairs_that_cannot_both_hold(gold_newsroom: Newsroom) -> None:
    stated = [fact for fact in gold_newsroom.facts if fact.claim.payer_id and can_conflict(fact)]
    expected = {
        frozenset((one.claim.id, two.claim.id))
        for one, two in combinations(stated, 2)
        if subject_of(one) == subject_of(two) and one.group != two.group and contradict(one, two)
    }
    found = {frozenset((row["low_id"], row["high_id"])) for row in gold_newsroom.rows("SELECT * FROM pay_conflicts")}
    assert found == expected
    # The tribunal's company denies what nine translators say: the one contradiction in the month of two outlets.
    rows = gold_newsroom.rows(
        "SELECT conflict, low_origin, high_origin, low_amount_text, high_amount_text FROM pay_conflicts"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("one denies it", "Hallam Herald", "Tribunal Watch", "seven pounds an hour", "£10 an hour")
    ]


def subject_of(fact: Fact) -> tuple[Any, ...]:
    """What a claim is about."""
    claim = fact.claim
    month = fact.as_of.replace(day=1)
    return claim.payer_id, fact.role, claim.unit, claim.currency, month, claim.project, claim.location


def can_conflict(fact: Fact) -> bool:
    """Whether a claim states what somebody gets, or denies it."""
    kinds = ("reported_earnings", "offered_rate", "posted_range", "average")
    is_pay = (fact.claim.kind in kinds or fact.claim.change_role == "to") and fact.claim.bound != "figures"
    return is_pay and fact.claim.payer is not None and fact.claim.modality in ("asserted", "denied")


def contradict(one: Fact, two: Fact) -> bool:
    """Whether two claims about the same pay cannot both hold."""
    denied = [fact.claim.modality == "denied" for fact in (one, two)]
    workers = [(fact.claim.worker or "").lower() for fact in (one, two)]
    everybody = any(no and not worker for no, worker in zip(denied, workers, strict=True))
    alike = workers[0] == workers[1] or (
        all(workers) and any(f" {workers[i]}".endswith(f" {workers[1 - i]}") for i in (0, 1))
    )
    ends = [(f.claim.amount_min or 0, f.claim.amount_max or Decimal("Infinity")) for f in (one, two)]
    touch = ends[0][0] <= ends[1][1] and ends[1][0] <= ends[0][1]
    if any(denied):
        return (alike or everybody) and touch and not all(denied)
    same_part = part(one) == part(two)
    return alike and same_part and not touch


def part(fact: Fact) -> str:
    """Pay, advert or somebody's average."""
    if fact.claim.kind == "posted_range":
        return "advert"
    return fact.claim.kind + fact.voice if fact.claim.kind == "average" else "pay"


def test_pay_below_the_minimum_is_found_where_place_day_and_rate_are_known(gold_newsroom: Newsroom) -> None:
    found = {row["id"]: row for row in gold_newsroom.rows("SELECT * FROM below_minimum_wage")}
    places = {row["name"]: row["wage_place"] for row in gold_newsroom.rows("SELECT * FROM places")}
    laws = gold_newsroom.rows("SELECT * FROM minimum_wages WHERE gives_verdict")
    expected = {}
    for fact in gold_newsroom.facts:
        claim = fact.claim
        names = [claim.location or "", *(claim.location or "").split(",")]
        known = [places[name.strip().lower()] for name in names if name.strip().lower() in places]
        for law in laws:
            holds = law["valid_from"] <= fact.as_of <= (law["valid_to"] or date.max)
            if (
                known
                and law["place"] == known[0]
                and holds
                and (law["currency"], law["unit"]) == (claim.currency, claim.unit)
            ):
                top = claim.amount_max
                if is_judged(fact) and top is not None and (top < law["amount"]) and claim.bound != "up_to":
                    expected[claim.id] = f"below the employee minimum wage of {law['place']} at {fact.as_of}"
    assert {key: row["verdict"] for key, row in found.items()} == expected
    # The light pass of a freelance, once she counted her hours; a premium of £2.25 or $2.75 an hour is no pay.
    assert [(row["payer"], row["amount_text"]) for row in found.values()] == [("Quorlish", "£5.90")]


def is_judged(fact: Fact) -> bool:
    """Whether a claim is pay of which the law could say something, that may be printed."""
    claim = fact.claim
    plain = claim.kind not in ("bonus", "owed", "statutory_minimum", "change") and claim.bound != "figures"
    return plain and fact.is_printable
