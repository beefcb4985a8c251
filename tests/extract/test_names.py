"""Author lines to people."""

import pytest

from pipeline.extract.names import fold, organisation_in, people_in


@pytest.mark.parametrize(
    ("line", "people"),
    [
        pytest.param("By Ada Reed", ["Ada Reed"], id="by"),
        pytest.param("Von Ada Reed und Tom Okoro", ["Ada Reed", "Tom Okoro"], id="german"),
        pytest.param("Par Ada Reed", ["Ada Reed"], id="french"),
        pytest.param("Ada Reed, Tom Okoro and Lin Wei", ["Ada Reed", "Tom Okoro", "Lin Wei"], id="list"),
        pytest.param("Ada Reed; Tom Okoro", ["Ada Reed", "Tom Okoro"], id="semicolon"),
        pytest.param("ADA REED", ["Ada Reed"], id="capitals"),
        pytest.param("Dr. Ada Reed, PhD", ["Ada Reed"], id="degrees"),
        pytest.param("Ada Reed, Senior Reporter", ["Ada Reed"], id="role"),
        pytest.param("Ada Reed | The Daily Page", ["Ada Reed"], id="site-after-a-bar"),
        pytest.param("Ada Reed for The Daily Page", ["Ada Reed"], id="for-a-paper"),
        pytest.param("Ada Reed (ada.reed@paper.example)", ["Ada Reed"], id="address-in-brackets"),
        pytest.param("Ada Reed @adareed", ["Ada Reed"], id="handle"),
        pytest.param('<a href="/ada">Ada Reed</a>', ["Ada Reed"], id="markup"),
        pytest.param("Ada Reed and Ada  Reed", ["Ada Reed"], id="twice"),
        pytest.param("Siân O'Brien-Łukasz", ["Siân O'Brien-Łukasz"], id="accents"),
        pytest.param("山田花子", ["山田花子"], id="japanese"),
        pytest.param("Ada Reed, Reuters", ["Ada Reed"], id="agency-beside-a-person"),
        pytest.param("Staff", [], id="staff"),
        pytest.param("Reuters", [], id="agency"),
        pytest.param("dpa", [], id="german-agency"),
        pytest.param("newsroom@paper.example", [], id="address-only"),
        pytest.param("https://paper.example/authors/ada", [], id="link-only"),
        pytest.param("admin", [], id="admin"),
        pytest.param("Photograph by Ada Reed", [], id="photographer"),
        pytest.param("3 March 2026", [], id="date"),
        pytest.param("", [], id="empty"),
    ],
)
def test_reads_people(line: str, people: list[str]) -> None:
    assert people_in(line) == people


def test_leaves_out_the_site_and_what_follows_it() -> None:
    assert people_in("The Daily Page, Springfield, Elsewhere", not_names=frozenset({"thedailypage"})) == []


def test_wants_two_words_where_nothing_marks_an_author() -> None:
    assert people_in("Economy", is_marked=False) == []
    assert people_in("by Ada", is_marked=False) == ["Ada"]


def test_names_an_organisation_but_no_role() -> None:
    assert organisation_in("Example Press Agency") == "Example Press Agency"
    assert organisation_in("Staff Reporter") is None


def test_folds_accents_and_case() -> None:
    assert fold("Süd-Deutsche  Ä!") == "suddeutschea"
