"""New readings of stored articles: what takes whose place, and what people decided stands."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.records import Label, Mention, NotPay, PayClaim, claim_record_id, mention_id
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.owed import corrections_owed, note_owed
from pipeline.warehouse.replace import Tally, is_replaced, replace_readings, words_digest
from pipeline.warehouse.rereading import ClaimChange, FieldChange, Rereading
from pipeline.warehouse.store import Warehouse

LATER = datetime(2026, 5, 1, tzinfo=timezone.utc)


def renamed(claim: PayClaim, **values: Any) -> PayClaim:
    """The claim with other values and the id that follows from them."""
    other = replace(claim, **values)
    key = claim_record_id(
        other.article_id,
        start=other.start,
        end=other.end,
        amount_min=other.amount_min,
        amount_max=other.amount_max,
        currency=other.currency,
        unit=other.unit,
    )
    return replace(other, id=key, extractor_version="test 2")


def reread(
    desk: Any,
    claims: Iterable[PayClaim],
    *,
    not_pay: Iterable[NotPay] = (),
    finish: Callable[[duckdb.DuckDBPyConnection, list[ClaimChange]], None] = lambda con, changes: None,
    watched: Iterable[str] = (),
) -> Tally:
    """Let one reading of each of the desk's articles take effect."""
    found = [replace(claim, extractor_version="test 2") for claim in claims]
    shard = [
        Rereading(
            article_id=article.id,
            text_digest=words_digest(article.text),
            claims=tuple(claim for claim in found if claim.article_id == article.id),
            not_pay=tuple(one for one in not_pay if one.article_id == article.id),
        )
        for article in desk.batch.articles
    ]
    with Warehouse.open(desk.path, data=desk.data) as warehouse:
        return replace_readings(
            warehouse,
            [shard],
            by="test 2",
            at=LATER,
            work=Path(desk.path).parent,
            mark="reprocess x",
            finish=finish,
            watched=frozenset(watched),
        )


def test_the_same_reading_changes_nothing_but_the_version(desk: Any) -> None:
    article = desk.article("1")
    desk.claim(article, "15")
    desk.claim(article, None, "20", bound="up_to", payer=None, payer_id=None)
    desk.load()
    tally = reread(desk, desk.batch.claims)
    assert (tally.articles, tally.unchanged, tally.new, tally.gone, tally.changed) == (1, 2, 0, 0, 0)
    assert desk.rows("SELECT DISTINCT extractor_version FROM pay_claims") == [("test 2",)]
    assert desk.rows("SELECT count(*) FROM pay_claims_superseded") == [(0,)]


def test_a_changed_claim_keeps_its_id_and_its_earlier_reading(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15")
    desk.load()
    tally = reread(desk, [replace(desk.batch.claims[0], payer="Moro", payer_id="moro", confidence=0.5)])
    assert (tally.changed, tally.in_confidence_alone) == (1, 0)
    assert tally.fields == {"payer": 1, "payer_id": 1, "confidence": 1}
    assert desk.rows("SELECT id, payer, extractor_version FROM pay_claims") == [(claim, "Moro", "test 2")]
    assert desk.rows("SELECT id, payer, superseded_by, superseded_at::DATE::VARCHAR FROM pay_claims_superseded") == [
        (claim, "Vellum", "test 2", "2026-05-01")
    ]


def test_how_sure_the_reader_is_counts_by_itself(desk: Any) -> None:
    desk.claim(desk.article("1"), "15")
    desk.load()
    tally = reread(desk, [replace(desk.batch.claims[0], confidence=0.5)])
    assert (tally.changed, tally.in_confidence_alone) == (1, 1)


def test_links_and_places_survive_a_claim_that_comes_before(desk: Any) -> None:
    article = desk.article("1")
    old = desk.claim(article, "15", kind="change", change_role="from", linked_to="c2")
    new = desk.claim(article, "12", kind="change", change_role="to", linked_to="c1")
    desk.decide("accept", old)
    desk.load()
    first, second = desk.batch.claims
    before = renamed(first, start=0, end=3, claim_id="c1", kind="bonus", change_role=None, linked_to=None)
    reading = [before, replace(first, claim_id="c2", linked_to="c3"), replace(second, claim_id="c3", linked_to="c2")]
    tally = reread(desk, reading)
    assert (tally.new, tally.gone, tally.changed, tally.unchanged, tally.decided) == (1, 0, 0, 1, 1)
    assert desk.rows("SELECT id, claim_id, linked_to FROM pay_claims ORDER BY claim_id") == [
        (old, "c1", "c2"),
        (new, "c2", "c1"),
        (before.id, "c3", None),
    ]


def test_what_is_read_at_the_place_of_an_accepted_claim_is_set_aside(desk: Any) -> None:
    article = desk.article("1")
    claim = desk.claim(article, "15")
    desk.decide("accept", claim)
    desk.load()
    daily = renamed(desk.batch.claims[0], unit="day")
    money = NotPay(article_id=article, start=daily.start, end=daily.end, text="x", reason="price")
    tally = reread(desk, [daily], not_pay=[money])
    assert (tally.decided, tally.decided_lost, tally.set_aside, tally.new) == (1, 1, 1, 0)
    assert desk.rows("SELECT id, unit, review_status FROM pay_claims") == [(claim, "hour", "accepted")]
    assert desk.rows("SELECT count(*) FROM not_pay") == [(0,)]


def test_a_page_that_is_fetched_again_does_not_bring_a_second_reading(desk: Any) -> None:
    article = desk.article("1")
    claim, other = desk.claim(article, "15"), desk.claim(desk.article("2"), "17")
    desk.decide("accept", claim)
    desk.load()
    daily = renamed(desk.batch.claims[0], unit="day")
    reread(desk, [daily, desk.batch.claims[1]])
    # The night reads the same words with today's reader, and of another article what is read for the first time.
    found = replace(renamed(desk.batch.claims[1], start=50, end=55), extractor_version="test 2")
    desk.batch = replace(desk.batch, claims=(daily, replace(desk.batch.claims[1], extractor_version="test 2"), found))
    desk.load()
    assert desk.rows(f"SELECT id, unit FROM pay_claims ORDER BY article_id <> '{article}', start") == [
        (claim, "hour"),
        (other, "hour"),
        (found.id, "hour"),
    ]


@pytest.mark.thorough
def test_a_claim_that_a_person_rejected_may_go_and_is_told_of(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15")
    desk.decide("reject", claim)
    desk.load()
    daily = renamed(desk.batch.claims[0], unit="day")
    seen: list[ClaimChange] = []
    tally = reread(desk, [daily], finish=lambda con, changes: seen.extend(changes), watched=[daily.id])
    assert (tally.near_rejected, tally.gone, tally.read_otherwise) == (1, 1, 1)
    assert [(one.what, one.instead, one.note) for one in seen] == [
        ("new", claim, f"a person rejected {claim}, which stands at the same place")
    ]
    assert desk.rows("SELECT id, review_status FROM pay_claims") == [(daily.id, "unreviewed")]
    # Should a later reader find it again, it is still rejected.
    with duckdb.connect(str(desk.path)) as con:
        con.execute("DELETE FROM progress WHERE name = 'reprocess x'")
    reread(desk, desk.batch.claims)
    assert desk.rows("SELECT id, review_status FROM pay_claims") == [(claim, "rejected")]


def test_money_that_is_no_pay_and_client_rates_follow(desk: Any) -> None:
    article = desk.article("1")
    desk.add(not_pay=(NotPay(article_id=article, start=0, end=3, text="old", reason="client_rate"),))
    desk.load()
    assert desk.rows("SELECT amount_text FROM client_rates") == [("old",)]
    rate = NotPay(
        article_id=article, start=4, end=7, text="new", reason="client_rate", amount_min=Decimal(9), currency="USD"
    )
    reread(desk, [], not_pay=[rate, replace(rate, start=8, end=9, reason="price")])
    assert desk.rows("SELECT start, reason FROM not_pay ORDER BY start") == [(4, "client_rate"), (8, "price")]
    assert desk.rows("SELECT amount_text, amount_min FROM client_rates") == [("new", Decimal(9))]


def test_an_amount_that_fits_no_column_is_left_out(desk: Any) -> None:
    desk.claim(desk.article("1"), "15")
    desk.load()
    huge = renamed(desk.batch.claims[0], amount_min=Decimal(10) ** 13, amount_max=Decimal(10) ** 13)
    tally = reread(desk, [huge])
    assert (tally.too_large, tally.new, tally.gone) == (1, 0, 1)


def test_a_failure_leaves_everything_as_it_was(desk: Any) -> None:
    desk.claim(desk.article("1"), "15")
    desk.load()
    before = dump_digest(desk.path)

    def fail(con: duckdb.DuckDBPyConnection, changes: list[ClaimChange]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reread(desk, [], finish=fail)
    assert dump_digest(desk.path) == before
    assert sorted(path.name for path in Path(desk.path).parent.glob("readings-*")) == []
    with Warehouse.open(desk.path, data=desk.data) as warehouse:
        assert not is_replaced(warehouse.con, "reprocess x")


def change(claim: str, *fields: str, after: str | None = "b") -> ClaimChange:
    return ClaimChange(
        what="changed" if after else "gone",
        claim=claim,
        article_id="a1",
        amount_text="$15",
        before="a",
        after=after,
        fields=tuple(FieldChange(name=name, before="1", after="2") for name in fields),
    )


@pytest.mark.parametrize(
    ("changed", "owes"),
    [
        pytest.param(change("c1", "payer"), True, id="payer"),
        pytest.param(change("c1", "unit"), True, id="unit"),
        pytest.param(change("c1", "amount_max"), True, id="figure"),
        pytest.param(change("c1", "change_role"), True, id="direction"),
        pytest.param(change("c1", after=None), True, id="vanished"),
        pytest.param(change("c1", "confidence", "worker", "sentence"), False, id="no-news-for-readers"),
        pytest.param(change("c1", "linked_to"), False, id="the-other-end-has-another-id"),
        pytest.param(change("c2", "payer"), False, id="not-in-a-digest"),
    ],
)
def test_a_correction_is_owed_for_what_readers_saw(changed: ClaimChange, owes: bool) -> None:
    owed = list(corrections_owed([changed], {"c1": (("2026-W10", "lead"), ("2026-W11", "chart"))}))
    assert [(one.week, one.shown_in) for one in owed] == [("2026-W10", "lead"), ("2026-W11", "chart")] * owes


def test_a_take_down_takes_the_corrections_with_it(desk: Any) -> None:
    article = desk.article("1")
    claim = desk.claim(article, "15")
    desk.load()
    shown = {claim: (("2026-W10", "lead"),)}
    reread(
        desk,
        [],
        watched=[claim],
        finish=lambda con, changes: note_owed(con, corrections_owed(changes, shown), proposal="x", at=LATER),
    )
    assert desk.rows("SELECT claim_id, before, after FROM corrections_owed") == [
        (claim, "15 USD an hour, paid by Vellum", None)
    ]
    desk.decide("take_down", article)
    desk.load()
    assert desk.rows("SELECT count(*) FROM corrections_owed") == [(0,)]


def tagged(desk: Any, article: str, start: int, entity: str | None, label: Label = Label.ORG) -> Mention:
    end = start + 5
    return Mention(
        id=mention_id(article, start=start, end=end, label=label),
        article_id=article,
        start=start,
        end=end,
        label=label,
        text=next(one.text for one in desk.batch.articles if one.id == article)[start:end],
        entity_id=entity,
        why="test",
    )


def test_mentions_that_no_longer_stand_are_kept_until_the_article_is_taken_down(desk: Any) -> None:
    one, other = desk.article("1"), desk.article("2")
    same, linked, gone = (tagged(desk, one, start, None) for start in (0, 6, 12))
    untouched = tagged(desk, other, 0, None)
    desk.add(mentions=(same, linked, gone, untouched))
    desk.load()
    now = replace(linked, entity_id="moro")
    shard = [
        Rereading(article_id=article.id, text_digest=words_digest(article.text), claims=(), not_pay=(), mentions=read)
        for article, read in zip(desk.batch.articles, ((same, now), None), strict=True)
    ]
    with Warehouse.open(desk.path, data=desk.data) as warehouse:
        tally = replace_readings(
            warehouse,
            [shard],
            by="test 2",
            at=LATER,
            work=Path(desk.path).parent,
            mark="reprocess x",
            finish=lambda con, changes: None,
        )
    assert (tally.mentions_new, tally.mentions_gone, tally.named) == (1, 2, {"moro": 1})
    assert desk.rows("SELECT id, entity_id FROM mentions ORDER BY ALL") == sorted(
        [(same.id, None), (linked.id, "moro"), (untouched.id, None)]
    )
    assert set(desk.rows("SELECT id, entity_id, superseded_by FROM mentions_superseded")) == {
        (linked.id, None, "reprocess x"),
        (gone.id, None, "reprocess x"),
    }
    desk.decide("take_down", one)
    desk.load()
    assert desk.rows("SELECT count(*) FROM mentions_superseded") == [(0,)]
