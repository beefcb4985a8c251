"""What clients pay: kept apart from pay, and beside it where both are known; medians are worked out by hand."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from pipeline.records import Label, Mention, NotPay
from pipeline.warehouse.store import Warehouse

TEXT = "Vellum bills clients $40 an hour. A desk costs $9."


def bill(desk: Any, slug: str = "1", *, names: str = "Vellum", **more: Any) -> str:
    """Write an article in which Vellum bills its clients $40 an hour, and return its id."""
    text = more.pop("text", TEXT)
    article: str = desk.article(slug, text=text, **more)
    at = text.index("$40")
    rate = NotPay(
        article_id=article,
        start=at,
        end=at + 11,
        text="$40 an hour",
        reason="client_rate",
        amount_min=Decimal(40),
        amount_max=Decimal(40),
        currency="USD",
        unit="hour",
    )
    desk.add(not_pay=(*desk.batch.not_pay, rate))
    if names:
        mention = Mention(
            id=f"m{slug}",
            article_id=article,
            start=text.index(names),
            end=text.index(names) + len(names),
            label=Label.PLATFORM,
            text=names,
            entity_id=names.lower(),
            why="list",
        )
        desk.add(mentions=(*desk.batch.mentions, mention))
    return article


def test_what_clients_pay_is_a_table_of_its_own(desk: Any) -> None:
    article = bill(desk)
    desk.add(not_pay=(*desk.batch.not_pay, NotPay(article_id=article, start=47, end=49, text="$9", reason="price")))
    assert desk.load().client_rates == 1
    assert desk.load().client_rates == 0
    assert desk.rows("SELECT amount_text, amount_min, amount_max, currency, unit, sentence FROM client_rates") == [
        ("$40 an hour", Decimal(40), Decimal(40), "USD", "hour", "Vellum bills clients $40 an hour.")
    ]


def test_an_amount_that_no_column_holds_is_left_out_and_its_words_stay(desk: Any) -> None:
    bill(desk)
    desk.add(not_pay=(replace(desk.batch.not_pay[0], amount_max=Decimal(10) ** 40),))
    desk.load()
    assert desk.rows("SELECT amount_text, amount_min, amount_max FROM client_rates") == [("$40 an hour", None, None)]


def test_a_take_down_takes_the_client_rates_too(desk: Any) -> None:
    bill(desk)
    desk.decide("take_down", "https://gazette.example/1")
    desk.load()
    assert desk.rows("SELECT * FROM client_rates") == []


def test_a_reading_that_no_longer_sees_a_client_rate_takes_its_row_out(desk: Any) -> None:
    bill(desk)
    desk.load()
    with duckdb.connect(str(desk.path)) as con:
        con.execute("UPDATE not_pay SET reason = 'price'")
    desk.add(not_pay=())
    desk.load()
    assert desk.rows("SELECT * FROM client_rates") == []


def test_a_warehouse_in_which_it_was_a_view_gets_its_rows(desk: Any) -> None:
    bill(desk)
    desk.load()
    with duckdb.connect(str(desk.path)) as con:
        for view in ("client_rates_and_pay",):
            con.execute(f"DROP VIEW {view}")
        con.execute("DROP TABLE client_rates")
        con.execute("CREATE VIEW client_rates AS SELECT * FROM not_pay WHERE reason = 'client_rate'")
        con.execute("DELETE FROM schema_version WHERE name IN ('views', 'schema/client_rates.sql')")
    with Warehouse.open(desk.path, data=desk.data):
        pass
    desk.add(not_pay=())
    desk.load()
    assert desk.rows("SELECT amount_text, amount_min FROM client_rates") == [("$40 an hour", None)]


def test_the_pay_of_the_same_platform_stands_beside_by_kind_of_work(desk: Any) -> None:
    article = bill(desk)
    other = desk.article("2", source="courier")
    desk.claim(article, "12")
    desk.claim(other, "14", "18")
    desk.claim(other, "9", confidence=0.2)
    desk.claim(other, "60", worker="engineers")
    # none of these is what workers get for an hour in dollars this year
    desk.claim(other, "20", kind="posted_range")
    desk.claim(other, "30", modality="demanded")
    desk.claim(other, "500", unit="week")
    desk.claim(other, "11", currency="EUR")
    desk.claim(other, "8", payer="Moro", payer_id="moro")
    desk.claim(other, "7", time="2024-01-01/2024-01-31")
    desk.load()
    # low ends 12 and 14, high ends 12 and 18
    assert desk.rows(
        "SELECT platform, amount_min, role_class, n_claims, pay_median_low, pay_median_high, n_not_checked"
        " FROM client_rates_and_pay ORDER BY role_class"
    ) == [
        ("Vellum", Decimal(40), "engineer", 1, Decimal(60), Decimal(60), 0),
        ("Vellum", Decimal(40), "moderator or rater", 2, Decimal(13), Decimal(15), 1),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("Clients pay $40 an hour. Vellum is a platform.", "Vellum", id="named-in-another-sentence"),
        pytest.param("Clients pay $40 an hour.", "", id="not-named"),
    ],
)
def test_a_rate_whose_platform_is_not_known_stands_alone(desk: Any, text: str, names: str) -> None:
    article = bill(desk, text=text, names=names)
    desk.claim(article, "12")
    desk.load()
    assert desk.rows("SELECT platform_id, n_claims, pay_median_low FROM client_rates_and_pay") == [(None, 0, None)]
