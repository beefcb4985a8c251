"""Whom a text credits, and for what: outlets and agencies, never people, companies or courts."""

import pytest

from pipeline.records import Source
from pipeline.relate.attributions import read_attributions
from pipeline.relate.outlets import Outlets, names_outlet


def _source(key: str, name: str) -> Source:
    return Source(
        id=key,
        name=name,
        homepage=f"https://www.{key}.example/",
        source_class="press",
        country="",
        languages=("en",),
        feeds=(),
    )


OUTLETS = Outlets([_source("wired", "WIRED"), _source("forbes", "Forbes"), _source("verge", "The Verge")])
_LONG = "Raters wait for work and nobody says why. " * 30


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Pay was cut, according to WIRED.", [("wired", "report")], id="according-to"),
        pytest.param("It was first reported by Forbes on Monday.", [("forbes", "report")], id="first-reported"),
        pytest.param('"It hurts," she told Forbes.', [("forbes", "interview")], id="told"),
        pytest.param("As The Verge revealed, pay fell.", [("verge", "report")], id="as-x-revealed"),
        pytest.param("The full content lives on wired.com.", [("wired", "report")], id="full-content-on-a-host"),
        pytest.param("LIMA (Reuters) - Raters strike.", [("reuters", "agency")], id="agency-in-the-dateline"),
        pytest.param(
            "He told The Quay Street Ledger so.", [("quaystreetledger", "interview")], id="unknown-outlet-by-its-form"
        ),
        pytest.param(
            "As the Harbour Gazette reported. He told the Gazette more.",
            [("harbourgazette", "report"), ("harbourgazette", "interview")],
            id="short-form-of-a-name",
        ),
        pytest.param(
            "Pay fell by half, Hale was quoted on Monday by the magazine The Lantern.",
            [("lantern", "report")],
            id="quoted-by",
        ),
        pytest.param("Wie der Hafenkurier berichtet, sinkt der Lohn.", [("hafenkurier", "report")], id="german"),
        pytest.param("Laut dem Elbe-Anzeiger sinkt der Lohn.", [("elbeanzeiger", "report")], id="german-laut"),
        pytest.param(
            "Según El Correo de la Sierra, los anotadores cobran menos.", [("correodelasierra", "report")], id="spanish"
        ),
        pytest.param(
            "Selon La Gazette du Rail, les salaires baissent et les gens ne le savent pas.",
            [("gazettedurail", "report")],
            id="french",
        ),
        pytest.param(
            "Segundo o Jornal da Ria, os anotadores não recebem o que é devido.",
            [("jornaldaria", "report")],
            id="portuguese",
        ),
        pytest.param(
            "A survey of 900 raters by the Institute for Fair Work says that pay fell.",
            [("instituteforfairwork", "report")],
            id="study-by-a-body",
        ),
        pytest.param(
            "According to the Delta Labour Observatory's report, pay fell.",
            [("deltalabourobservatory", "report")],
            id="the-study-of-a-body",
        ),
        pytest.param(
            "Pay fell, the research group Northlight said in a report on Tuesday.",
            [("northlight", "report")],
            id="body-that-is-called-one",
        ),
        pytest.param(
            "Das zeigt eine Umfrage, die das Institut für Plattformarbeit vorgelegt hat, und nicht nur sie.",
            [("institutfurplattformarbeit", "report")],
            id="german-study",
        ),
        pytest.param(
            "Según un informe del Observatorio del Trabajo Digital, los anotadores no cobran las pruebas.",
            [("observatoriodeltrabajodigital", "report")],
            id="spanish-study",
        ),
        pytest.param(
            _LONG + "Forbes reported in May 2024 that another firm paid less.",
            [("forbes", "detail")],
            id="older-report",
        ),
        pytest.param(_LONG + "Pay is low, according to Forbes.", [("forbes", "detail")], id="late-and-once"),
    ],
)
def test_reads_who_is_credited(text: str, expected: list[tuple[str, str]]) -> None:
    found = read_attributions(text, OUTLETS)
    assert [(one.outlet.key, one.credited_for) for one in found] == expected
    assert all(one.name in text[one.start : one.end] for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "According to Mercor, pay is fair.",
        "She told the court that she was unpaid.",
        "Outlier told workers by email.",
        "He told Maria Lopez about it.",
        "The Department of Labor found that it was unlawful.",
        "A spokesperson for Scale AI said so.",
        "According to documents, pay fell.",
        "Laut Appen sinkt der Lohn nicht.",
        "Forbes is a magazine.",
        "A report by Mercor says that pay rose.",
        "The Federation of Employers said it had yet to read the report.",
        "Ana Reyes of Northern University, who has read the study, doubts it.",
        "The Institute for Fair Work is hiring.",
    ],
)
def test_people_and_companies_are_no_outlets(text: str) -> None:
    assert read_attributions(text, OUTLETS) == ()


def test_an_outlet_does_not_credit_itself() -> None:
    assert read_attributions("She told The Verge that it hurts.", OUTLETS, own=("The Verge",)) == ()


@pytest.mark.parametrize(
    ("words", "is_its"),
    [("the Ledger", True), ("The Quay Street Ledger", True), ("quaystreetledger.example", True), ("Quay", False)],
)
def test_an_outlet_is_known_by_name_host_and_short_form(words: str, is_its: bool) -> None:
    assert names_outlet(words, ["The Quay Street Ledger", "quaystreetledger.example"]) is is_its


def test_a_text_of_names_alone_is_read_in_time() -> None:
    # Quadratic reading would take minutes and meet pytest's limit.
    assert read_attributions("The Alpha Beta " * 20_000, OUTLETS) == ()
