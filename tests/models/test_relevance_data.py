"""The invented leads that the relevance head learns from, and the rules: whole, varied, and cut by topic."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from models.relevance_head import Head
from models.relevance_terms import Terms
from models.relevance_train import LabelledLead, with_real_names
from pipeline.codec import read_jsonl
from pipeline.errors import ConfigError
from pipeline.places import find_places

DATA = find_places().data / "relevance"


@pytest.fixture(scope="module")
def leads() -> list[LabelledLead]:
    return list(read_jsonl(LabelledLead, DATA / "leads.jsonl"))


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms.load(DATA / "rules.toml")


def test_no_topic_is_on_two_sides_of_the_split(leads: list[LabelledLead]) -> None:
    splits = defaultdict(set)
    for lead in leads:
        splits[lead.topic].add(lead.split)
    assert {topic for topic, found in splits.items() if len(found) > 1} == set()


def test_no_lead_stands_twice(leads: list[LabelledLead]) -> None:
    assert [text for text, count in Counter((x.title, x.lead) for x in leads).items() if count > 1] == []


def test_there_are_leads_of_both_sides_from_six_regions_and_five_forms(leads: list[LabelledLead]) -> None:
    assert len(leads) >= 600
    assert 0.35 <= sum(lead.label for lead in leads) / len(leads) <= 0.5
    assert {"us", "uk", "in", "ke", "ph", "au"} <= {lead.region for lead in leads}
    assert {"wire", "blog", "local", "press", "forum"} <= {lead.form for lead in leads}


def test_the_test_part_has_an_author_of_its_own(leads: list[LabelledLead]) -> None:
    authors = {split: {lead.author for lead in leads if lead.split == split} for split in ("train", "test")}
    assert authors["test"] - authors["train"] == {"d"}
    assert sum(lead.author == "d" for lead in leads) >= 300


def test_no_lead_names_a_platform_of_the_gazetteer_as_if_it_were_news(leads: list[LabelledLead]) -> None:
    # What is told of these authors' platforms is invented, so they are invented, too; the words alone may occur.
    names = ("Outlier", "DataAnnotation", "Remotasks", "Mercor", "Toloka", "Clickworker", "Appen", "Alignerr")
    told = [one for one in leads if one.author in {"b", "c", "d"} and one.label]
    assert [one.id for one in told if any(re.search(rf"\b{name}\b", one.title + one.lead) for name in names)] == []


def test_the_shipped_head_learned_from_these_leads(leads: list[LabelledLead]) -> None:
    assert Head.load().numbers.trained_on == sum(lead.split != "test" for lead in leads)


def test_real_names_take_the_place_of_invented_ones_the_same_way_each_time() -> None:
    stand_ins = {"Tagmill": ("Appen",)}
    assert with_real_names("Tagmill closes", "lead-1", stand_ins) == "Appen closes"
    assert with_real_names("A mill closes", "lead-1", stand_ins) == "A mill closes"


@pytest.mark.parametrize(
    ("text", "group", "found"),
    [
        pytest.param("The annotators' rate", "data_work", ["annotators"], id="stem"),
        pytest.param("a preannotator", "data_work", [], id="not-inside-a-word"),
        pytest.param("AI and ai", "ai", ["AI"], id="cased"),
        pytest.param("self\u2010driving cars", "ai", ["self\u2010driving"], id="odd-hyphen"),
        pytest.param("RATERS WALK OUT", "organising", ["WALK OUT"], id="capitals"),
        pytest.param("İ İ workers' rights", "organising", ["workers' rights"], id="letters-that-grow-in-lower-case"),
    ],
)
def test_finds_terms_as_they_stand(terms: Terms, text: str, group: str, found: list[str]) -> None:
    assert [hit.text for hit in terms.english.find(text) if hit.group == group] == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Raters strike", "en", id="short-headline"),
        pytest.param("Die Firma hat die Mitarbeiter nicht gefragt", "de", id="german"),
        pytest.param("Los trabajadores de la empresa no cobran", "es", id="spanish"),
        pytest.param("Os trabalhadores da empresa não recebem", "pt", id="portuguese"),
        pytest.param("Les salariés de la société ne sont pas payés", "fr", id="french"),
        pytest.param("работники требуют повышения зарплаты", "ru", id="russian"),
    ],
)
def test_tells_languages_by_their_small_words(terms: Terms, text: str, language: str) -> None:
    assert terms.language(text) == language


def test_refuses_an_asterisk_within_a_term(tmp_path: Path) -> None:
    broken = (DATA / "rules.toml").read_text(encoding="utf-8").replace('"annotator*"', '"anno*tator"')
    (tmp_path / "rules.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(ConfigError, match="anno"):
        Terms.load(tmp_path / "rules.toml")
