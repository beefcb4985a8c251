"""Whose words the figures are, and what part each figure plays: expected answers are written by hand."""

from typing import Any

import pytest

from pipeline.records import Label, Mention
from pipeline.warehouse.batch import EntityRow

PARTIES: dict[str, list[dict[str, Any]]] = {
    "worker": [
        {"speaker": "Tess Rowe", "worker": "Tess Rowe"},
        {"speaker": "She", "quote": True},
        {"speaker": "We"},
        {"speaker": "two former raters"},
    ],
    "union": [
        {"speaker": "Raters United"},
        {"speaker": "a spokeswoman for the union"},
        {"speaker": "strikers' committee"},
        {"document": "Transcribers' Guild survey"},
        {"speaker": "Freelance Circle"},
    ],
    "platform": [
        {"speaker": "Vellum"},
        {"speaker": "vellum ai"},
        {"speaker": "a company spokesperson"},
        {"speaker": "recruiter"},
        {"speaker": "Holding Ltd", "payer_alt": ("Holding Ltd",)},
        {"speaker": "Moro"},
    ],
    "client": [{"speaker": "Bigtech"}, {"speaker": "a former client"}],
    "court": [{"document": "lawsuit"}, {"speaker": "Judge Ann Roe"}, {"document": "court filings"}],
    "regulator": [{"speaker": "labour ministry"}, {"document": "Wage Board notice"}, {"speaker": "commissioner"}],
    "researcher": [
        {"speaker": "Ann Roe, an economist"},
        {"document": "survey"},
        {"document": "study by the University of Sylvania"},
        {"speaker": "Sylvania Work Lab"},
    ],
    "other speaker": [
        {"speaker": "Bob Smith"},
        {"speaker": "They"},
        {"speaker": "lawyers for the tutors"},
        {"speaker": "an email sent to workers"},
    ],
    "document": [
        {"document": "payslip"},
        {"document": "the staff rota"},
        {"document": "company survey"},
        {"document": "letter to its new raters"},
    ],
    "reporter": [{}],
}


def test_every_party_is_told_by_name_or_words(desk: Any) -> None:
    article = desk.article("1", story="s1")
    union = Mention(
        id="m1",
        article_id=article,
        start=0,
        end=5,
        label=Label.UNION,
        text="Raters United",
        entity_id=None,
        why="list",
    )
    desk.add(
        mentions=(union,),
        entities=(
            *desk.batch.entities,
            EntityRow(id="bigtech", name="Bigtech", type="client"),
            EntityRow(id="circle", name="Freelance Circle", type="worker_org"),
            EntityRow(id="lab", name="Sylvania Work Lab", type="research_org"),
        ),
    )
    written = {desk.claim(article, "15", **said): party for party, cases in PARTIES.items() for said in cases}
    desk.load()
    assert dict(desk.rows("SELECT id, voice FROM claim_voices")) == written
    assert dict(desk.rows("SELECT voice, n_claims FROM voices")) == {party: len(PARTIES[party]) for party in PARTIES}


def test_each_story_tells_who_speaks_and_what_is_left_out(desk: Any) -> None:
    article = desk.article("1", story="s1")
    other = desk.article("2", source="courier", story="s1")
    elsewhere = desk.article("3", source="courier", story="s2")
    desk.claim(article, "5", speaker="She", quote=True)
    desk.claim(article, "6", speaker="a rater")
    desk.claim(other, "7", speaker="a rater")
    desk.decide("reject", desk.claim(other, "8", speaker="a rater"))
    desk.claim(elsewhere, "9")
    copy = desk.article("4", source="echo", story="s1", relation="copy", canonical=article)
    desk.claim(copy, "5", speaker="She", quote=True)
    desk.claim(copy, "6", speaker="a rater")
    desk.load()
    rows = desk.rows("SELECT * FROM voices ORDER BY story_id")
    assert rows == [
        ("s1", "worker", 3, 2, 1, ["She", "a rater"], 3, "copy of another article: 2; rejected by a person: 1"),
        ("s2", "reporter", 1, 1, 0, [], 0, None),
    ]


@pytest.mark.parametrize(
    ("sentence", "voice"),
    [
        pytest.param("Ann Roe, a spokeswoman for Vellum, gave $5.", "platform", id="behind"),
        pytest.param("Its head of operations, Ann Roe, gave $5.", "platform", id="title-before"),
        pytest.param("Vellum spokesman Ms. Ann Roe gave $5.", "platform", id="title-and-form-of-address"),
        pytest.param("Ann Roe, one of forty raters, gets $5.", "worker", id="one-of-the-workers"),
        pytest.param("Ann Roe, an economist at the bank, gave $5.", "researcher", id="profession"),
        pytest.param("Union organiser Ann Roe gave $5.", "union", id="organiser"),
        pytest.param("She told staff that Ann Roe gave $5.", None, id="others-before"),
        pytest.param("Ann Roe, who wrote to staff, gave $5.", None, id="others-behind"),
        pytest.param("The manager gave $5.", None, id="not-named"),
    ],
)
def test_the_words_beside_a_name_say_for_whom_it_speaks(desk: Any, sentence: str, voice: str | None) -> None:
    assert desk.rows(f"SELECT voice_beside('Ann Roe', '{sentence}')") == [(voice,)]


def test_who_is_introduced_once_speaks_on(desk: Any) -> None:
    text = "Ann Roe, a spokeswoman for Vellum, gave $5. Later Ann Roe gave $6. " + "Raters are paid. " * 20
    article = desk.article("1", text=text)
    desk.claim(article, "5", speaker="Ann Roe", sent_end=42)
    desk.claim(article, "6", speaker="Ann Roe", sent_start=43, sent_end=66)
    desk.load()
    assert desk.rows("SELECT voice FROM claim_voices") == [("platform",), ("platform",)]


def test_a_person_whose_pay_the_article_tells_is_a_worker_by_surname(desk: Any) -> None:
    article = desk.article("1", story="s1")
    desk.claim(article, "5", worker="Peter Kilonzi")
    spoken = desk.claim(article, "6", speaker="Mr Kilonzi", worker="raters")
    elsewhere = desk.claim(desk.article("2", story="s1"), "6", speaker="Mr Kilonzi", worker="raters")
    desk.load()
    voices = dict(desk.rows("SELECT id, voice FROM claim_voices"))
    assert (voices[spoken], voices[elsewhere]) == ("worker", "other speaker")


ROLES: dict[str, list[dict[str, Any]]] = {
    "worker_pay": [
        {},
        {"kind": "offered_rate"},
        {"modality": "alleged"},
        {"kind": "change", "change_role": "to"},
        {"kind": "reported_earnings", "speaker": "She"},
    ],
    "advertised": [
        {"kind": "posted_range"},
        {"modality": "promised"},
        {"kind": "offered_rate", "document": "job advert"},
    ],
    "employer_claimed_average": [{"kind": "average", "speaker": "Vellum"}],
    "research_estimate": [{"kind": "average", "document": "survey"}, {"speaker": "an economist"}],
    "other_average": [{"kind": "average"}, {"kind": "average", "speaker": "a rater"}],
    "legal_threshold": [{"kind": "statutory_minimum"}, {"kind": "statutory_minimum", "modality": "planned"}],
    "demanded": [{"modality": "demanded"}, {"kind": "posted_range", "modality": "demanded"}],
    "planned": [{"modality": "planned"}, {"kind": "bonus", "modality": "planned"}],
    "denied": [{"modality": "denied"}],
    "hypothetical": [{"modality": "hypothetical", "kind": "statutory_minimum"}],
    "bonus": [{"kind": "bonus"}],
    "owed": [{"kind": "owed"}],
    "difference": [{"kind": "change", "change_role": "delta"}],
}


@pytest.mark.parametrize("role", ROLES)
def test_the_part_that_a_figure_plays_is_told_from_kind_voice_and_modality(desk: Any, role: str) -> None:
    article = desk.article("1")
    for claim in ROLES[role]:
        desk.claim(article, "15", **claim)
    desk.load()
    assert desk.rows("SELECT rate_role FROM pay_claims_usd") == [(role,)] * len(ROLES[role])
