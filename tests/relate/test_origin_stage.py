"""Rewrites, translations and reports of one's own, through the stage that `laborwire dedupe` runs."""

from typing import Any

import pytest

from pipeline.contracts import RelatedInput
from pipeline.relate.origin_stage import dedupe_with_origins
from pipeline.relate.outlets import Outlets

FIRST = """Tern Labs cut the pay of 1,450 raters in Leeds from £14.20 to £11.80 an hour on Monday, three of them said.
The email arrived at 6.40 in the morning and named no reason, according to a copy that Moira Castellan forwarded.
"I had 19 tasks open and did not know whether to finish them," said Castellan, who has rated maps for two years.
Her colleague Piet Anselm said that 37 people left the forum of the raters within a day.
Tern Labs said: "Rates reflect the market and are reviewed each quarter."
The firm raised £62 million in March and says that it works for 8 search engines."""
REWRITE = """Raters at Tern Labs have seen their wages fall from £14.20 to £11.80 an hour, a cut that hits 1,450 people in Leeds.
Moira Castellan, two years into rating maps for the firm, forwarded the email, which came at 6.40 in the morning and named no reason.
"I had 19 tasks open and did not know whether to finish them," she said.
Within a day 37 people had left the raters' forum, Piet Anselm said.
Tern, which raised £62 million in March, said that rates reflect the market and are reviewed each quarter."""
OWN = """Workers who rate maps for Tern Labs gathered outside its office in Leeds after their hourly pay fell to £11.80 from £14.20.
"Nobody asked us, nobody warned us, and the rent is due on Friday," Suresh Whitlock told the crowd.
The local member of parliament, Dervla Omondi, called for an inquiry and counted 60 people in the rain.
Tern Labs said: "Rates reflect the market and are reviewed each quarter."
Jonas Fairweather of the union said that 410 had joined since Sunday and that a vote would come in 14 days."""
GERMAN = """Tern Labs hat am Montag den Lohn von 1.450 Bewertern in Leeds von 14,20 auf 11,80 Pfund die Stunde gesenkt, wie drei von ihnen sagen.
Die E-Mail kam um 6.40 Uhr und nannte keinen Grund; eine Kopie hat Moira Castellan weitergeleitet.
„Ich hatte 19 Aufgaben offen und wusste nicht, ob ich sie beenden soll", sagt Castellan, die seit zwei Jahren Karten für Tern bewertet.
Ihr Kollege Piet Anselm sagt, dass 37 Leute an einem Tag das Forum der Bewerter verlassen haben.
Die Firma hat im März 62 Millionen Pfund eingesammelt und arbeitet nach eigenen Angaben für 8 Suchmaschinen."""


def _record(key: str, text: str, *, day: int = 2, title: str = "", **more: Any) -> RelatedInput:
    return RelatedInput(
        id=key, url=f"https://{key}.example/a", title=title, text=text, source=f"{key}.example",
        published=f"2026-03-{day:02d}T08:00:00Z", **more,
    )  # type: ignore[arg-type]  # dates are read from text  # fmt: skip


def _answers(*records: RelatedInput) -> list[dict[str, Any]]:
    return [dict(reply) for reply in dedupe_with_origins(iter(records), outlets=Outlets())]


FIRST_RECORD = _record(
    "quaystreetledger", FIRST, title="Tern Labs cuts pay of raters", site_name="The Quay Street Ledger"
)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        pytest.param(REWRITE, "rewrite", id="rewrite-that-credits-nobody"),
        pytest.param(GERMAN, "translation", id="translation"),
        pytest.param(OWN, "original", id="another-report-of-the-event"),
        pytest.param(
            OWN + "\nThe Quay Street Ledger reported in May 2024 that Tern paid £16.", "original", id="mention-of-a-detail"
        ),
        pytest.param(REWRITE.replace("Raters at", "According to Dockside Herald, raters at"), "original", id="another-credited"),
    ],
)  # fmt: skip
def test_tells_what_was_made_from_an_article(text: str, relation: str) -> None:
    later = _answers(FIRST_RECORD, _record("mail", text, day=3))[1]
    assert later["relation"] == relation
    assert later["canonical_id"] == "mail"
    assert later["origin_id"] == (None if relation == "original" else "quaystreetledger")


def test_a_credit_makes_a_looser_rewrite_certain() -> None:
    words = REWRITE.replace("Within a day", "\nElsewhere, says Quentin Marlowe, it is no better.\nWithin a day")
    credited = words.replace("Raters at", "The Quay Street Ledger reported on Monday that raters at")
    link = _answers(FIRST_RECORD, _record("mail", credited, day=3))[1]["origins"][0]
    assert (link["origin_id"], link["certainty"], link["relation"]) == ("quaystreetledger", "certain", "rewrite")
    assert {"kind": "credit", "value": "reported: The Quay Street Ledger"} in link["reasons"]


def test_nothing_was_made_from_what_came_later() -> None:
    later = _record("quaystreetledger", FIRST, day=9)
    answers = _answers(later, _record("mail", REWRITE, day=2))
    assert [answer["relation"] for answer in answers] == ["original", "original"]


def test_two_under_one_long_title_are_of_one_report_that_one_of_them_names() -> None:
    title = "I Rated Maps in Leeds and Everyone I Knew There Is Now Rating Chatbots"
    first = "People rate maps by the hour and then they rate chatbots for 12 pounds, as one of them writes. " * 4
    second = (
        "The essay shows where the data comes from. It is a pattern. The full story is at The Quay Street Ledger. " * 3
    )
    one, other = _answers(_record("a", first, title=title), _record("b", second, day=3, title=title))
    assert one["origins"] == []
    assert [(link["relation"], link["certainty"], link["origin_id"], link["outlet"]) for link in other["origins"]] == [
        ("same_title", "certain", "a", None),
        ("credit", "certain", None, "The Quay Street Ledger"),
    ]


def test_empty_and_short_texts_have_no_origin() -> None:
    answers = _answers(_record("a", ""), _record("b", "word"), _record("c", ""))
    assert [answer["origins"] for answer in answers] == [[], [], []]


def test_a_series_finds_nobody() -> None:
    listing = (
        "Anna Lindqvist pays raters AMOUNT dollars for 40 hours and 25 tasks in the city of Umea, says Per Holm. " * 4
    )
    records = [_record(f"s{number}", listing.replace("AMOUNT", str(100 + number)), day=1) for number in range(120)]
    # Clues that more than fifty articles share are dropped: the last articles are compared with none.
    assert all(len(answer["origins"]) <= 8 for answer in _answers(*records))
