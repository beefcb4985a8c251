"""Payer candidates and links of a claim's words: loaded with their claim, replaced with it, gone with it."""

from datetime import datetime
from typing import Any

from pipeline.records import PayerCandidate
from pipeline.warehouse.store import Warehouse
from pipeline.warehouse.superseded import supersede_claims

VELLUM = PayerCandidate(entity_id="vellum", name="Vellum", reason="title", distance=3)
CORVID = PayerCandidate(entity_id="corvid", name="Corvid", reason="named", distance=9)
LINKED = {
    "worker": "raters",
    "role_id": "rater",
    "project": "Project Lark",
    "project_id": "project_lark",
    "location": "Kenyan",
    "place_id": "kenya",
    "country": "KE",
}


def load_two_candidates(desk: Any) -> str:
    article = desk.article("pay", text="Raters earn $9 an hour.")
    desk.claim(article, "9", payer=None, payer_id=None, payer_candidates=(VELLUM, CORVID), **LINKED)
    desk.load()
    return str(article)


def test_candidates_keep_their_order_and_their_reason(desk: Any) -> None:
    load_two_candidates(desk)
    assert desk.rows("SELECT rank, entity_id, name, reason, distance FROM payer_candidates ORDER BY rank") == [
        (1, "vellum", "Vellum", "title", 3),
        (2, "corvid", "Corvid", "named", 9),
    ]


def test_candidates_belong_to_the_claim_by_its_permanent_id(desk: Any) -> None:
    load_two_candidates(desk)
    assert desk.rows("SELECT count(*) FROM payer_candidates AS p JOIN pay_claims AS c ON c.id = p.claim_id") == [(2,)]


def test_a_candidate_never_becomes_the_payer(desk: Any) -> None:
    load_two_candidates(desk)
    assert desk.rows("SELECT payer, payer_id FROM pay_claims") == [(None, None)]


def test_a_claim_that_may_not_be_printed_names_its_candidates(desk: Any) -> None:
    load_two_candidates(desk)
    assert desk.rows("SELECT payer, payer_candidates FROM pay_claims_why_not") == [(None, ["Vellum", "Corvid"])]


def test_role_project_and_place_are_linked(desk: Any) -> None:
    load_two_candidates(desk)
    assert desk.rows("SELECT field, words, entity_id, country FROM claim_entities ORDER BY field") == [
        ("location", "Kenyan", "kenya", "KE"),
        ("project", "Project Lark", "project_lark", None),
        ("worker", "raters", "rater", None),
    ]


def test_words_that_name_nothing_known_have_no_link(desk: Any) -> None:
    desk.claim(desk.article("pay"), "9", worker="Ann Roe", project="Project Lark", location="Northgate")
    desk.load()
    assert desk.rows("SELECT count(*) FROM claim_entities") == [(0,)]


def test_loading_a_claim_again_leaves_its_candidates(desk: Any) -> None:
    load_two_candidates(desk)
    again = desk.load()
    assert (again.payer_candidates, again.claim_entities) == (0, 0)
    assert desk.rows("SELECT count(*) FROM payer_candidates") == [(2,)]


def test_a_newer_reading_of_an_amount_brings_its_own_candidates(desk: Any, now: datetime) -> None:
    article = load_two_candidates(desk)
    claim = str(desk.rows("SELECT id FROM pay_claims")[0][0])
    with Warehouse.open(desk.path, data=desk.data) as warehouse:
        supersede_claims(warehouse.con, [claim], by="claims-9", at=now)
    desk.add(claims=())
    desk.claim(article, "9", payer=None, payer_id=None, payer_candidates=(CORVID,), worker="staff")
    desk.load()
    assert desk.rows("SELECT rank, entity_id FROM payer_candidates") == [(1, "corvid")]
    assert desk.rows("SELECT count(*) FROM claim_entities") == [(0,)]


def test_a_take_down_deletes_candidates_and_links(desk: Any) -> None:
    load_two_candidates(desk)
    desk.decide("take_down", "https://gazette.example/pay")
    desk.load()
    assert desk.rows("SELECT count(*) FROM payer_candidates") == [(0,)]
    assert desk.rows("SELECT count(*) FROM claim_entities") == [(0,)]
