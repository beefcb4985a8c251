"""Mentions: what is labelled, with which offsets, and what wins where finds overlap."""

from itertools import pairwise
from pathlib import Path

import pytest

from models.gazetteer import Gazetteer
from models.mentions import answer_tag, tag_mentions
from models.mentions_context import clean_spans
from models.mentions_patterns import dates_in, laws_in, projects_in
from models.nlp import Context
from pipeline.contracts import TextInput
from pipeline.records import Label, Mention

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(DATA / "gazetteer.toml")


@pytest.fixture(scope="module")
def context() -> Context:
    return Context()


def labels(mentions: tuple[Mention, ...]) -> list[tuple[str, str]]:
    return [(mention.text, mention.label.value) for mention in mentions]


def tag(gazetteer: Gazetteer, text: str, *, title: str = "", context: Context | None = None) -> tuple[Mention, ...]:
    return tag_mentions(article_id="a1", title=title, text=text, gazetteer=gazetteer, context=context, reach="all")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        pytest.param("Mercor", "PLATFORM", id="platform"),
        pytest.param("Welocalize", "EMPLOYER", id="employer"),
        pytest.param("Majorel", "EMPLOYER", id="bpo"),
        pytest.param("Netflix", "EMPLOYER", id="client"),
        pytest.param("IG Metall", "UNION", id="union"),
        pytest.param("Turkopticon", "UNION", id="worker-organisation"),
        pytest.param("Project Musen", "PROJECT", id="project"),
        pytest.param("AI Overviews", "ORG", id="product"),
        pytest.param("AMPTP", "ORG", id="employers-association"),
        pytest.param("Fairwork", "ORG", id="research"),
        pytest.param("NLRB", "ORG", id="regulator"),
        pytest.param("AI trainers", "ROLE", id="role"),
    ],
)
def test_each_type_of_the_gazetteer_has_its_label(gazetteer: Gazetteer, name: str, label: str) -> None:
    assert labels(tag(gazetteer, f"Yesterday {name} met the press.")) == [("Yesterday", "DATE"), (name, label)]


def test_offsets_are_into_the_text_and_not_the_title(gazetteer: Gazetteer) -> None:
    text = "The rate at Mercor fell to $16 an hour."
    mentions = tag(gazetteer, text, title="Mercor cuts pay by $5")
    assert [(m.start, m.end, m.text, m.label.value) for m in mentions] == [
        (12, 18, "Mercor", "PLATFORM"),
        (27, 38, "$16 an hour", "MONEY"),
    ]


def test_a_title_vouches_for_an_ambiguous_name_in_the_text(gazetteer: Gazetteer) -> None:
    text = "Nobody picked up the phone at Turing this week."
    assert ("Turing", "PLATFORM") in labels(tag(gazetteer, text, title="Turing offers contractors $30 an hour"))
    assert ("Turing", "PLATFORM") not in labels(tag(gazetteer, text))


def test_mentions_have_stable_ids_and_name_their_rule(gazetteer: Gazetteer) -> None:
    first, second = tag(gazetteer, "Mercor"), tag(gazetteer, "Mercor")
    assert first == second
    assert (first[0].why, first[0].entity_id, first[0].article_id) == ("gazetteer.name", "mercor", "a1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("since March 3, 2025, she", ["March 3, 2025"], id="month-day-year"),
        pytest.param("on 14 November 2024 and", ["14 November 2024"], id="day-month-year"),
        pytest.param("in early September 2025", ["early September 2025"], id="part-of-month"),
        pytest.param("It ended in May.", ["May"], id="may-after-preposition"),
        pytest.param("They may march in protest.", [], id="verbs"),
        pytest.param("April Jones may know", [], id="given-name"),
        pytest.param(
            "last week, two months ago and next Tuesday", ["last week", "two months ago", "next Tuesday"], id="relative"
        ),
        pytest.param("a few weeks ago", ["a few weeks ago"], id="a-few"),
        pytest.param("in 2024, the 1990s", ["2024", "the 1990s"], id="years-and-decades"),
        pytest.param("2000 workers; $2024; 2,024; 2024.5", [], id="numbers-that-are-no-years"),
        pytest.param("2025-03-09", ["2025-03-09"], id="iso"),
        pytest.param("the third quarter of 2025", ["the third quarter of 2025"], id="quarter"),
        pytest.param("for three weeks, $9 an hour, daily, 40 hours a week", [], id="how-long-and-how-often"),
    ],
)
def test_a_date_says_when(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in dates_in(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "under the Fair Labor Standards Act of 1938.", ["Fair Labor Standards Act of 1938"], id="act-with-year"
        ),
        pytest.param("In the European Platform Work Directive,", ["European Platform Work Directive"], id="directive"),
        pytest.param("under Kenya's Employment Act of 2007", ["Employment Act of 2007"], id="country-before"),
        pytest.param("AB 5 and Proposition 22 and the GDPR", ["AB 5", "Proposition 22", "GDPR"], id="by-number"),
        pytest.param("the California Labor Code", ["California Labor Code"], id="code"),
        pytest.param("the Clarkson Law Firm", [], id="law-firm"),
        pytest.param("Bill Gates said the act was over. The Act", [], id="names-and-bare-words"),
        pytest.param("Section 7 of the Labor Relations Act", ["Section 7 of the Labor Relations Act"], id="section"),
    ],
)
def test_finds_laws(text: str, expected: list[str]) -> None:
    spans = sorted({(s.start, s.end) for s in laws_in(text)})
    longest = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
    assert [text[start:end] for start, end in longest] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Project Lark pays $9.", ["Project Lark"], id="code-name"),
        pytest.param("Project Lark ended, and with Lark went the pay.", ["Project Lark", "Lark"], id="named-again"),
        pytest.param("a project called Heron", ["Heron"], id="called"),
        pytest.param('a project, code-named "Heron", ended', ["Heron"], id="code-named"),
        pytest.param("the Heron project", ["Heron"], id="before-the-word"),
        pytest.param("Project Manager Ann Lee left the new project.", [], id="job-title"),
    ],
)
def test_finds_projects_by_their_code_names(text: str, expected: list[str]) -> None:
    spans = sorted({(span.start, span.end) for span in projects_in(text)})
    assert [text[start:end] for start, end in spans] == expected


def test_an_unknown_project_has_no_entity_id_and_a_known_one_has(gazetteer: Gazetteer) -> None:
    mentions = tag(gazetteer, "Project Lark followed Project Musen.")
    assert [(m.text, m.label, m.entity_id) for m in mentions] == [
        ("Project Lark", Label.PROJECT, None),
        ("Project Musen", Label.PROJECT, "project_musen"),
    ]


def test_the_models_usual_mistakes_are_cut() -> None:
    text = "The Kenya court heard Dr. Ann Moraa's lawyer; AI, three weeks and VOLUNTARY work were no names."
    found = [
        (0, 9, Label.PLACE),
        (22, 37, Label.PERSON),
        (46, 48, Label.ORG),
        (50, 61, Label.DATE),
        (66, 75, Label.ORG),
    ]
    spans = clean_spans(text, [(0, len(text))], [found])
    assert [(text[s.start : s.end], s.label) for s in spans] == [("Kenya", Label.PLACE), ("Ann Moraa", Label.PERSON)]


def test_a_surname_is_the_same_person_wherever_it_stands() -> None:
    text = "Ann Moraa sued. Moraa won. Then Moraa left."
    sentences = [(0, 15), (16, 26), (27, 43)]
    spans = clean_spans(text, sentences, [[(0, 9, Label.PERSON)], [(0, 5, Label.ORG)], []])
    assert [(s.start, s.end, s.label) for s in spans] == [
        (0, 9, Label.PERSON),
        (16, 21, Label.PERSON),
        (32, 37, Label.PERSON),
    ]


def test_a_name_gets_the_label_that_most_of_its_places_have() -> None:
    text = "Kisumu Kisumu Kisumu"
    found = [(0, 6, Label.PLACE), (7, 13, Label.ORG), (14, 20, Label.PLACE)]
    assert [s.label for s in clean_spans(text, [(0, 20)], [found])] == [Label.PLACE] * 3


def test_a_known_name_is_found_where_the_model_is_silent() -> None:
    spans = clean_spans("She read it in Rest of World.", [(0, 29)], [[]], known={"Rest of World": Label.ORG})
    assert [(s.start, s.end, s.label) for s in spans] == [(15, 28, Label.ORG)]


def test_a_known_name_is_what_it_is_against_the_model() -> None:
    spans = clean_spans("Zoom", [(0, 4)], [[(0, 4, Label.PERSON)]], known={"Zoom": Label.ORG})
    assert [s.label for s in spans] == [Label.ORG]


@pytest.mark.model
def test_people_places_and_dates_of_a_sentence_are_found(gazetteer: Gazetteer, context: Context) -> None:
    text = "Grace Wanjiru, who rated answers for Mercor in Nairobi, sued the company in March 2025 over $300."
    mentions = tag(gazetteer, text, context=context)
    assert labels(mentions) == [
        ("Grace Wanjiru", "PERSON"),
        ("Mercor", "PLATFORM"),
        ("Nairobi", "PLACE"),
        ("March 2025", "DATE"),
        ("$300", "MONEY"),
    ]
    assert mentions[0].entity_id is None


@pytest.mark.model
def test_the_gazetteer_wins_over_the_model_and_nothing_overlaps(gazetteer: Gazetteer, context: Context) -> None:
    text = (
        "Mercor CEO Ann Lee met Alphabet Workers Union members at Scale AI in San Francisco on Friday for $20 an hour."
    )
    mentions = tag(gazetteer, text, context=context)
    assert {("Mercor", "PLATFORM"), ("Alphabet Workers Union", "UNION"), ("Scale AI", "PLATFORM")} <= set(
        labels(mentions)
    )
    assert all(before.end <= after.start for before, after in pairwise(mentions))


@pytest.mark.model
def test_the_english_model_does_not_read_other_languages(gazetteer: Gazetteer, context: Context) -> None:
    text = (
        "Die Beschäftigten der Firma haben am Montag die Arbeit niedergelegt, weil der Lohn seit Jahren nicht steigt. "
        "Im Werk fordern sie zwölf Prozent mehr. Die Leitung lehnt das ab und verweist auf den Konzern Remotasks."
    )
    assert labels(tag(gazetteer, text, context=context)) == [("Remotasks", "PLATFORM")]


@pytest.mark.model
def test_a_night_reads_only_sentences_near_the_subject(gazetteer: Gazetteer, context: Context) -> None:
    text = "Peter Novak likes chess.\nContractors in Kenya met Grace Wanjiru."
    near = tag_mentions(article_id="a1", title="", text=text, gazetteer=gazetteer, context=context)
    everything = tag(gazetteer, text, context=context)
    assert ("Peter Novak", "PERSON") not in labels(near)
    assert ("Grace Wanjiru", "PERSON") in labels(near)
    assert ("Peter Novak", "PERSON") in labels(everything)


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "\ud800 Mercor",
        "MERCOR " * 3000,
        "日本語 العربية Mercor pays " * 400,
        "$" * 5000,
        "\n" * 5000,
        "a" * 50_000,
    ],
    ids=["empty", "letter", "surrogate", "capitals", "scripts", "symbols", "lines", "one-word"],
)
def test_odd_texts_are_tagged(gazetteer: Gazetteer, context: Context, text: str) -> None:
    mentions = tag(gazetteer, text, context=context)
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(before.end <= after.start for before, after in pairwise(mentions))


def test_the_filter_answers_with_the_keys_of_its_contract(gazetteer: Gazetteer) -> None:
    record = TextInput.model_validate({"id": 7, "title": None, "text": "Mercor pays $9."})
    reply = answer_tag(record, gazetteer=gazetteer)
    assert reply == {
        "mentions": [
            {
                "start": 0,
                "end": 6,
                "label": "PLATFORM",
                "text": "Mercor",
                "entity_id": "mercor",
                "why": "gazetteer.name",
            },
            {"start": 12, "end": 14, "label": "MONEY", "text": "$9", "entity_id": None, "why": "grammar.money"},
        ]
    }


def test_an_empty_text_has_no_mentions(gazetteer: Gazetteer) -> None:
    assert answer_tag(TextInput.model_validate({"id": "x", "text": ""}), gazetteer=gazetteer) == {"mentions": []}
