"""Each view on the whole gold articles, row by row, beside rows worked out in plain Python from the readings.

Sums and converted amounts; `test_views_gold_pairs.py` has changes, conflicts and legal minimums.
"""

from collections import Counter, defaultdict
from datetime import date
from statistics import median
from typing import Any

import pytest
from gold_newsroom import HOURS, Fact, Newsroom, Rates, ends_of, hourly


def test_every_claim_is_converted_by_the_rules_of_the_guideline(gold_newsroom: Newsroom) -> None:
    found = {row["id"]: row for row in gold_newsroom.rows("SELECT * FROM pay_claims_usd")}
    assert found.keys() == {fact.claim.id for fact in gold_newsroom.facts}
    rates = Rates(gold_newsroom)
    wrong = []
    for fact in gold_newsroom.facts:
        row, claim = found[fact.claim.id], fact.claim
        low, high = hourly(fact, rates)
        wrong += [
            (fact.slug, claim.claim_id, column, row[column], expected)
            for column, expected in (("hourly_usd_min", low), ("hourly_usd_max", high))
            if (None if row[column] is None else float(row[column])) != pytest.approx(expected, abs=6e-5)
        ]
        left_out = claim.bound == "figures" or claim.change_role == "delta" or claim.kind == "statutory_minimum"
        assert row["in_averages"] == (not left_out and claim.modality not in ("denied", "hypothetical"))
        assert row["as_of"] == fact.as_of
        assert row["as_of"] <= fact.published
        assert (row["fx_date"] == "published") == (claim.time is None)
        assert row["bound"] == claim.bound
        assert (row["fx_units_per_usd"] is not None) == (row["fx"] in ("day", "year"))
    assert wrong == []


def test_the_part_of_every_figure_follows_from_its_reading(gold_newsroom: Newsroom) -> None:
    for row in gold_newsroom.rows("SELECT id, rate_role FROM pay_claims_usd"):
        fact = next(fact for fact in gold_newsroom.facts if fact.claim.id == row["id"])
        claim, role = fact.claim, row["rate_role"]
        if claim.modality in ("denied", "hypothetical"):
            assert role == claim.modality
        elif claim.kind == "statutory_minimum":
            assert role == "legal_threshold"
        elif claim.modality in ("demanded", "planned"):
            assert role == claim.modality
        elif claim.kind in ("bonus", "owed"):
            assert role == claim.kind
        elif claim.change_role == "delta":
            assert role == "difference"
        elif claim.kind == "posted_range" or claim.modality == "promised":
            assert role == "advertised"
        elif claim.kind == "average":
            said = {"platform": "employer_claimed_average", "researcher": "research_estimate"}
            assert role == said.get(fact.voice, "other_average")
        else:
            assert role in ("worker_pay", "advertised", "research_estimate")


def test_what_may_be_printed_is_what_is_asserted_of_a_named_payer(gold_newsroom: Newsroom) -> None:
    found = {row["id"] for row in gold_newsroom.rows("SELECT id FROM pay_claims_printable")}
    assert found == {fact.claim.id for fact in gold_newsroom.facts if fact.is_printable}


def test_every_month_of_every_platform_is_explained_by_its_claims(gold_newsroom: Newsroom) -> None:
    rates = Rates(gold_newsroom)
    groups: dict[tuple[str, str, date], list[Fact]] = defaultdict(list)
    for fact in gold_newsroom.facts:
        if fact.claim.payer_id:
            groups[fact.claim.payer_id, fact.role, fact.as_of.replace(day=1)].append(fact)
    found = gold_newsroom.rows("SELECT * FROM pay_by_platform_month")
    assert {(row["platform_id"], row["role_class"], row["month"]) for row in found} == groups.keys()
    assert len(found) == len(groups)
    for row in found:
        facts = groups[row["platform_id"], row["role_class"], row["month"]]
        reasons = Counter(why_in_no_median(fact, rates) for fact in facts)
        used = [fact for fact in facts if not why_in_no_median(fact, rates)]
        assert row["n_claims"] == len(used) == reasons.pop("", 0)
        assert row["n_left_out"] == sum(reasons.values())
        told = dict(part.rsplit(": ", 1) for part in (row["left_out"] or "").split("; ") if part)
        assert {reason: int(number) for reason, number in told.items()} == reasons
        assert row["n_articles"] == len({fact.slug for fact in used})
        ends = [hourly(fact, rates) for fact in used]
        for column, pick, values in (
            ("median_low_usd", median, [low for low, _ in ends if low is not None]),
            ("median_high_usd", median, [high for _, high in ends if high is not None]),
            ("lowest_usd", min, [low for low, _ in ends if low is not None]),
            ("highest_usd", max, [high for _, high in ends if high is not None]),
        ):
            expected = pick(values) if values else None
            assert (None if row[column] is None else float(row[column])) == pytest.approx(expected, abs=6e-4)


def why_in_no_median(fact: Fact, rates: Rates) -> str:
    """The reason against a claim with a payer; empty when it is in a median."""
    claim = fact.claim
    if claim.kind == "statutory_minimum":
        return "legal minimum"
    if claim.kind in ("bonus", "owed"):
        return claim.kind
    if claim.change_role == "delta":
        return "difference"
    if claim.change_role == "from" and not claim.time:
        return "former pay of unknown time"
    if claim.bound == "figures":
        return "number of figures only"
    if claim.modality not in ("asserted", "alleged"):
        return claim.modality
    if hourly(fact, rates) == (None, None):
        units = {"unknown": "no unit of time given"} | dict.fromkeys(HOURS, "no exchange rate")
        return units.get(claim.unit, f"paid per {claim.unit.replace('_', ' ')}")
    if claim.unit in ("day", "week", "month", "year") and claim.unit_implied and claim.kind == "reported_earnings":
        return "hours not known"
    return "" if fact.is_printable else "may not be printed as it stands"


def test_every_figure_is_counted_with_those_who_report_it(gold_newsroom: Newsroom) -> None:
    groups: dict[tuple[Any, ...], list[Fact]] = defaultdict(list)
    for fact in gold_newsroom.facts:
        if fact.payer_key and fact.claim.modality not in ("denied", "hypothetical"):
            claim = fact.claim
            key = (fact.payer_key, fact.role, ends_of(claim), claim.bound)
            groups[key].append(fact)
    outlets = {fact.source.lower() for fact in gold_newsroom.facts}
    found = gold_newsroom.rows("SELECT * FROM independent_sources")
    assert sorted(tuple(sorted(row["claim_ids"])) for row in found) == sorted(
        tuple(sorted(fact.claim.id for fact in facts)) for facts in groups.values()
    )
    by_claim = {fact.claim.id: facts for facts in groups.values() for fact in facts}
    homes = {"a-" + fact.slug: fact.source for fact in gold_newsroom.facts}
    for row in found:
        facts = by_claim[row["claim_ids"][0]]
        assert row["n_articles"] == len({fact.slug for fact in facts})
        if not any((fact.claim.attribution.name or "").lower() in outlets for fact in facts):
            assert row["origins"] == sorted({homes.get(fact.group, fact.source) for fact in facts})


def test_every_claim_is_counted_in_one_voice_of_its_story(gold_newsroom: Newsroom) -> None:
    expected = Counter((fact.story, fact.voice) for fact in gold_newsroom.facts)
    found = {(row["story_id"], row["voice"]): row["n_claims"] for row in gold_newsroom.rows("SELECT * FROM voices")}
    assert found == expected
    for fact in gold_newsroom.facts:
        said = fact.claim.attribution
        assert (fact.voice == "reporter") == (said.type == "reporter")
        if said.type == "speaker" and said.name and said.name == fact.claim.payer:
            assert fact.voice == "platform"
    # read by hand from the articles
    by_name = {fact.claim.attribution.name: fact.voice for fact in gold_newsroom.facts}
    assert {name: by_name[name] for name in SPOKEN} == SPOKEN


SPOKEN = {
    "union": "union",
    "strikers' committee": "union",
    "Telangana Digital Karmika Sangham": "union",
    "company": "platform",
    "spokeswoman for Quorlish": "platform",
    "Ozvantel spokesperson": "platform",
    "recruiter": "platform",
    "AVDS's researchers": "researcher",
    "Marcy Dillingham": "worker",
    "Imogen": "worker",
    "payslip": "document",
    "Irina Vasko": "platform",
    "Lachlan Voss-Teng": "platform",
    "Mr Kilonzi": "worker",
    "Ms Storrar": "worker",
    "Loretta Quinby": "other speaker",
}


def test_every_client_rate_is_kept_apart(gold_newsroom: Newsroom) -> None:
    assert gold_newsroom.rows("SELECT count(*) AS n FROM client_rates") == [{"n": gold_newsroom.client_rates}]
    assert gold_newsroom.rows("SELECT count(*) AS n FROM client_rates_and_pay") == [{"n": gold_newsroom.client_rates}]
