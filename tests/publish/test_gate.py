"""The gate: what a summary may say of its sources."""

import json
import tomllib
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from publish.gate_cases import CORRUPTED, STRIKE, TRUE, cited, stored
from publish.newsroom import Desk, at

from models.gate_parse import parse_sentence
from pipeline.publish.gate import Cited, Stored, check_sentence, gated
from pipeline.publish.gate_digest import gated_digest
from pipeline.publish.gate_figures import figures_of
from pipeline.publish.gate_names import is_quoted, quotations
from pipeline.publish.gate_words import links_of, without_links
from pipeline.publish.model import CitedSentence, FigureMark
from pipeline.publish.rows import ArticleRow


@pytest.mark.parametrize("kind", sorted({case[0] for case in CORRUPTED}))
def test_no_corrupted_sentence_passes(kind: str) -> None:
    passed = [
        sentence
        for one, article, places, sentence in CORRUPTED
        if one == kind and not check_sentence(sentence, cited(article, places), stored(article), parse=parse_sentence)
    ]
    assert passed == []


def test_few_true_sentences_are_refused() -> None:
    refused = [
        sentence
        for article, places, sentence in TRUE
        if check_sentence(sentence, cited(article, places), stored(article), parse=parse_sentence)
    ]
    assert len(TRUE) == len(CORRUPTED) == 40
    assert len(refused) <= 2, refused


def test_sentences_of_authors_who_have_not_seen_the_gate() -> None:
    floors = tomllib.loads(Path("tests/quality_floors.toml").read_text())["gate"]
    passed: Counter[str] = Counter()
    for author in ("author1", "author2"):
        for line in Path(f"data/gold/gate/{author}.jsonl").read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            passed[case["kind"]] += not _problems(case)
    true = passed.pop("true")
    assert [kind for kind in ("digit", "currency", "unit", "name", "link", "quotation") if passed[kind]] == []
    assert passed.total() <= floors["corrupted_passed"], passed
    assert true >= floors["true_passed"]


def _problems(case: dict[str, Any]) -> tuple[object, ...]:
    sources = [Cited(**{**one, "sentences": tuple(one["sentences"])}) for one in case["cited"]]
    claims = [
        Stored(
            amount_min=Decimal(one["amount_min"]) if one["amount_min"] else None,
            amount_max=Decimal(one["amount_max"]) if one["amount_max"] else None,
            currency=one["currency"],
            unit=one["unit"],
            platform=one["platform"],
        )
        for one in case["claims"]
    ]
    return check_sentence(case["sentence"], sources, claims, parse=parse_sentence)


def test_no_measure_stands_that_the_source_does_not_name() -> None:
    said = "Taskwell pays its reviewers $18 and keeps a week."
    problems = check_sentence(said, cited("strike", (6,)), (), parse=parse_sentence)
    assert "week: the source names no such measure" in {one.detail for one in problems}


def test_a_sentence_that_fails_gives_way_to_the_source_s_own() -> None:
    sources = cited("strike", (1,))
    shown, problems = gated("Base pay fell from $30 to $20 an hour.", sources, (), parse=parse_sentence)
    assert shown == STRIKE[1]
    assert [problem.kind for problem in problems] == ["figure"]
    assert gated(STRIKE[1], sources, (), parse=parse_sentence) == (STRIKE[1], ())


def test_a_figure_is_held_against_the_stored_claims() -> None:
    sources = cited("strike", (6,))
    said = "Taskwell pays reviewers $18 an hour."
    assert check_sentence(said, sources, stored("strike"), parse=parse_sentence) == ()
    wrong = [replace(claim, platform="Moro") for claim in stored("strike")]
    wrong.append(replace(wrong[0], amount_min=None, amount_max=None, platform="Taskwell"))
    (problem,) = check_sentence(said, sources, wrong, parse=parse_sentence)
    assert problem.kind == "owner"


def test_nothing_stands_without_a_source() -> None:
    (problem,) = check_sentence("Pay fell.", (), (), parse=parse_sentence)
    assert problem.kind == "nothing cited"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("up to $1,250.50 a month", [("1250.5", "dollar", "month", "most")]),
        ("KSh 650 an hour", [("650", "shilling ke", "hour", "")]),
        ("between €20 and €25 per hour", [("20", "euro", "hour", ""), ("25", "euro", "hour", "")]),
        ("$16/hr", [("16", "dollar", "hour", "")]),
        ("twenty-five dollars an hour", [("25", "dollar", "hour", "")]),
        ("£3.2m", [("3200000", "pound", "", "")]),
        ("at least 12 per cent", [("12", "", "percent", "least")]),
        ("16 Canadian dollars", [("16", "dollar ca", "", "")]),
        ("50 cents a task", [("50", "cent", "task", "")]),
        ("2 lakh rupees", [("200000", "rupee", "", "")]),
    ],
)
def test_reads_figures(text: str, found: list[tuple[str, str, str, str]]) -> None:
    figures = figures_of(text, parse_sentence(text))
    assert [(f"{one.value:f}", one.currency, one.unit, one.bound) for one in figures] == found


def test_reads_quotations_and_where_they_stand() -> None:
    assert quotations("She said “it isn't a job” and “no.”") == ("it isn't a job", "no")
    source = "He said “we do not pay for breaks” on Monday."
    assert is_quoted("pay for breaks", [source], source) is False
    assert is_quoted("we do not pay for breaks", [source], source)
    assert is_quoted("on Monday", [source], source) is False
    assert is_quoted("we do not pay", [source], source)


def test_reads_links() -> None:
    said = "The [ruling](https://a.example/x) and https://b.example/y, or [x](javascript:alert(1)).[2](#source-2)"
    assert [link.split("(")[0] for link in links_of(said)] == [
        "https://a.example/x",
        "javascript:alert",
        "https://b.example/y",
    ]
    assert without_links("The [ruling](https://a.example/x) stands.") == "The ruling stands."


def test_every_sentence_of_a_digest_goes_through_the_gate(desk: Desk) -> None:
    key = desk.paid("low", "15")
    digest = desk.digest()
    assert digest.lead is not None
    (source,) = digest.sources
    (sentence,) = digest.lead.sentences
    row = ArticleRow(
        story_id="s",
        article_id=key,
        headline=digest.lead.headline,
        text=sentence.text,
        url=source.url,
        published=at("2026-03-10"),
        published_is_fallback=False,
        language=None,
        is_accessible_for_free=None,
        relevance_score=0.5,
        outlet=source.outlet,
        source_class="press",
        rights="summary",
        is_invented=False,
        relation="original",
        is_counted=True,
    )
    forged = CitedSentence(
        text="Vellum pays annotators $51 an hour.", source=1, marks=(FigureMark(start=24, end=35, is_checked=True),)
    )
    wrong = replace(
        digest, lead=replace(digest.lead, sentences=(forged, replace(sentence, marks=())), headline="Pay doubles")
    )
    kept, problems = gated_digest(wrong, {key: row}, {})
    assert kept.lead is not None
    assert [one.text for one in kept.lead.sentences] == [sentence.text]
    assert kept.lead.headline == digest.lead.headline
    assert len(problems) == 2
    marked, problems = gated_digest(digest, {key: row}, {})
    assert marked.lead is not None
    assert marked.lead.sentences[0].marks == ()
    assert problems
