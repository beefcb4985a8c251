"""Which group a platform belongs to, and since when; worked out by hand."""

from datetime import date
from typing import Any

import duckdb

from pipeline.warehouse.batch import EntityRow
from pipeline.warehouse.schema import apply_schema

FAMILY = (
    EntityRow(id="house", name="House of Work", type="client"),
    EntityRow(id="vellum", name="Vellum", type="platform", parent="house", relation="subsidiary", owner="house"),
    EntityRow(
        id="moro",
        name="Moro",
        type="bpo",
        parent="vellum",
        relation="acquired by",
        since="2026-03",
        owner="vellum",
        owned_since=date(2026, 3, 1),
    ),
    EntityRow(id="loner", name="Loner", type="platform", parent="house", relation="offer to buy 2025"),
)


def test_a_firm_is_its_own_group_until_it_is_bought_and_then_that_of_the_topmost_owner(desk: Any) -> None:
    desk.add(entities=FAMILY)
    desk.load()
    rows = desk.rows("SELECT entity_id, platform_group, from_day, to_day FROM platform_groups ORDER BY ALL NULLS FIRST")
    assert rows == [
        ("house", "house", None, None),
        ("loner", "loner", None, None),
        ("moro", "house", date(2026, 3, 1), None),
        ("moro", "moro", None, date(2026, 3, 1)),
        ("vellum", "house", None, None),
    ]


def test_owners_in_a_circle_end(desk: Any) -> None:
    desk.add(
        entities=(
            EntityRow(id="a", name="Aa", type="platform", parent="b", relation="subsidiary", owner="b"),
            EntityRow(id="b", name="Bb", type="platform", parent="a", relation="subsidiary", owner="a"),
        )
    )
    desk.load()
    assert desk.rows("SELECT count(*) FROM platform_groups") == [(2,)]


def test_pay_by_month_names_the_group_of_that_month(desk: Any) -> None:
    desk.add(entities=FAMILY)
    article = desk.article("1")
    desk.claim(article, "10", payer="Moro", payer_id="moro", time="2026-02-01/2026-02-28")
    desk.claim(article, "12", payer="Moro", payer_id="moro", time="2026-03-01/2026-03-31")
    desk.claim(article, "14", time="2026-03-01/2026-03-31")
    desk.claim(article, "16", payer="Nobody", payer_id=None)
    desk.load()
    months = "SELECT platform_id, month::VARCHAR, platform_group, group_name FROM pay_by_platform_month ORDER BY ALL"
    assert desk.rows(months) == [
        ("moro", "2026-02-01", "moro", "Moro"),
        ("moro", "2026-03-01", "house", "House of Work"),
        ("vellum", "2026-03-01", "house", "House of Work"),
    ]
    medians = (
        "SELECT platform_group, median(hourly_usd_min) FROM pay_by_platform_month_claims"
        " WHERE why_left_out IS NULL AND month = '2026-03-01' GROUP BY platform_group"
    )
    assert desk.rows(medians) == [("house", 13)]
    assert desk.rows(
        "SELECT count(*), count(platform_group) FROM pay_by_platform_month_claims WHERE platform_id IS NULL"
    ) == [(1, 0)]


def test_an_older_warehouse_gets_the_new_columns_in_place(desk: Any) -> None:
    desk.load()
    with duckdb.connect(str(desk.path)) as con:
        # The table as it was: the structure that is written down is that of an older file.
        for name in ("relation", "since", "owner", "owned_since"):
            con.execute(f"ALTER TABLE entities DROP COLUMN {name}")
        con.execute("UPDATE schema_version SET structure_digest = 'older' WHERE name = 'schema/entities.sql'")
        apply_schema(con, desk.path)
        assert con.execute("SELECT id, owner, owned_since FROM entities ORDER BY id").fetchall() == [
            ("moro", None, None),
            ("vellum", None, None),
        ]
