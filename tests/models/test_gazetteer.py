"""The gazetteer: what is in the shipped file, what a bad file says, how names are found and resolved."""

from itertools import pairwise
from pathlib import Path

import pytest

from models.gazetteer import Gazetteer
from pipeline.errors import ConfigError
from pipeline.records import Label

DATA = Path(__file__).resolve().parents[2] / "data"

SMALL = """
[context_sets]
work = ["contractor", "an hour"]

[[entities]]
id = "ladder"
name = "Ladder AI"
type = "platform"
aliases = ["Ladder", "ladderwork.ai"]
any_case = ["ladderwork.ai"]
ambiguous = ["Ladder"]
reads_as = "noun"
context_sets = ["work"]
never_before = ["maker"]
status = "unverified"

[[entities]]
id = "brightlabel"
name = "Brightlabel"
type = "bpo"
parent = "ladder"
relation = "subsidiary"
status = "unverified"

[[roles]]
id = "grader"
name = "answer grader"
aliases = ["grader", "red-pen reader"]

[other_names]
places = ["Lisbon"]
"""


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return Gazetteer.load(DATA / "gazetteer.toml")


def load(tmp_path: Path, toml: str) -> Gazetteer:
    path = tmp_path / "gazetteer.toml"
    path.write_text(toml, encoding="utf-8")
    return Gazetteer.load(path)


def found(gazetteer: Gazetteer, text: str, title: str = "") -> list[tuple[str, str]]:
    return [(span.text, span.entity_id) for span in gazetteer.find(text, title=title)]


def test_the_shipped_file_names_88_entities_and_12_roles(shipped: Gazetteer) -> None:
    assert len(shipped.entities) == 88
    assert len(shipped.roles) == 12


def test_every_parent_of_a_shipped_entity_exists(shipped: Gazetteer) -> None:
    ids = {entity.id for entity in shipped.entities}
    assert {entity.parent_id for entity in shipped.entities if entity.parent_id} <= ids
    outlier = next(entity for entity in shipped.entities if entity.id == "outlier")
    assert (outlier.parent_id, outlier.relation) == ("scale_ai", "subsidiary")


def test_every_sourced_entity_says_where_it_was_seen(shipped: Gazetteer) -> None:
    assert [entity.id for entity in shipped.entities if entity.status == "sourced" and not entity.sources] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param('type = "bpo"', 'type = "bank"', "entities 'brightlabel', key 'type'", id="unknown-type"),
        pytest.param('reads_as = "noun"', 'reads = "noun"', "entities 'ladder', key 'reads'", id="unknown-key"),
        pytest.param('parent = "ladder"', 'parent = "stairs"', "no entity 'stairs'", id="unknown-parent"),
        pytest.param('id = "brightlabel"', 'id = "ladder"', "id 'ladder' is used twice", id="id-twice"),
        pytest.param('ambiguous = ["Ladder"]', 'ambiguous = ["Step"]', "'Step' is neither", id="ambiguous-non-alias"),
        pytest.param('context_sets = ["work"]', "", "nothing says when the ambiguous 'Ladder'", id="no-context-terms"),
        pytest.param('context_sets = ["work"]', 'context_sets = ["play"]', "no set 'play'", id="unknown-context-set"),
        pytest.param('name = "Brightlabel"', 'name = "ladder ai"', "'ladder ai' names 'ladder'", id="collision"),
        pytest.param('reads_as = "noun"', "", "say what 'Ladder' is otherwise", id="no-reading"),
        pytest.param('name = "Brightlabel"', 'name = "Ladder\u2009ai"', "names 'ladder'", id="collision-of-spaces"),
        pytest.param('name = "Brightlabel"', 'name = "Grader"', "is also the role 'grader'", id="collision-with-role"),
        pytest.param('name = "Brightlabel"', 'name = "Lisbon"', "stands under [other_names]", id="also-without-entry"),
        pytest.param('aliases = ["Ladder", ', 'aliases = ["Ladder", "Ladder", ', "stands twice", id="alias-twice"),
        pytest.param('name = "Brightlabel"', 'name = "BL"', "'BL' is too short", id="short"),
        pytest.param('relation = "subsidiary"', "", "parent and relation go together", id="no-relation"),
        pytest.param('parent = "ladder"', 'parent = "brightlabel"', "leads back", id="own-parent"),
        pytest.param('relation = "sub', 'since = "March 2024"\nrelation = "sub', "written like 2019-03", id="no-month"),
        pytest.param('type = "bpo"', 'type = "bpo"\nnever_after = ["x"]', "no effect", id="key-without-effect"),
        pytest.param(
            'never_before = ["maker"]\nstatus = "unverified"', 'status = "sourced"', "sourced by", id="no-source"
        ),
    ],
)
def test_a_wrong_entry_is_refused_by_entity_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in SMALL
    with pytest.raises(ConfigError, match=r"gazetteer\.toml") as caught:
        load(tmp_path, SMALL.replace(old, new))
    assert message in str(caught.value)


def test_files_are_checked_against_each_other(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    more = tmp_path / "more" / "gazetteer.toml"
    path = tmp_path / "gazetteer.toml"
    path.write_text(SMALL)
    entry = (
        '[[entities]]\nid = "rung"\nname = "Rung Works"\ntype = "platform"\nstatus = "unverified"\nparent = "ladder"\n'
    )
    more.write_text(entry + 'relation = "brand of"\n')
    rung = next(entity for entity in Gazetteer.load(path, also=[more]).entities if entity.id == "rung")
    assert (rung.parent_id, rung.owner_id) == ("ladder", "ladder")
    more.write_text(entry + 'relation = "brand of"\naliases = ["brightlabel"]\n')
    with pytest.raises(ConfigError, match=r"more.gazetteer\.toml: 'rung', key 'aliases': 'brightlabel' names"):
        Gazetteer.load(path, also=[more])


@pytest.mark.parametrize(
    ("relation", "since", "owner", "day"),
    [
        pytest.param("acquired by", "2019-03", "ladder", "2019-03-01", id="bought"),
        pytest.param("acquired by", "2020-11/2021-03", "ladder", "2021-03-01", id="announced-and-completed"),
        pytest.param("subsidiary", None, "ladder", None, id="without-a-date"),
        pytest.param("offer to buy 2023", "2023-05", None, None, id="an-offer-is-no-purchase"),
    ],
)
def test_an_owner_is_a_parent_who_owns_or_runs_it(
    tmp_path: Path, relation: str, since: str | None, owner: str | None, day: str | None
) -> None:
    dated = f'relation = "{relation}"' + (f'\nsince = "{since}"' if since else "")
    entity = load(tmp_path, SMALL.replace('relation = "subsidiary"', dated)).entities[1]
    assert entity.owner_id == owner
    assert (entity.owned_since.isoformat() if entity.owned_since else None) == day


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        Gazetteer.load(tmp_path / "none.toml")


def test_parent_and_child_may_share_an_ambiguous_spelling(tmp_path: Path) -> None:
    toml = SMALL.replace(
        'name = "Brightlabel"',
        'name = "Brightlabel"\naliases = ["Ladder"]\nambiguous = ["Ladder"]\n'
        'reads_as = "noun"\ncontext_terms = ["grading"]',
    )
    gazetteer = load(tmp_path, toml)
    assert found(gazetteer, "She does grading for Ladder every night.") == [("Ladder", "brightlabel")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Brightlabel hired her.", ["Brightlabel"], id="plain"),
        pytest.param("Brightlabel's owner", ["Brightlabel"], id="possessive"),
        pytest.param("a Brightlabel-owned office", ["Brightlabel"], id="hyphen-after"),
        pytest.param("ex-Brightlabel staff", ["Brightlabel"], id="hyphen-before"),
        pytest.param("(Brightlabel)", ["Brightlabel"], id="brackets"),
        pytest.param("Brightlabels and Brightlabelling", [], id="longer-word"),
        pytest.param("brightlabel", [], id="lower-case"),
        pytest.param("BRIGHTLABEL CUTS PAY", ["BRIGHTLABEL"], id="headline-in-capitals"),
        pytest.param("the BRIGHTLABEL of our time was late", [], id="capitals-amid-lower-case"),
        pytest.param("LADDERWORK.AI or ladderwork.ai", ["LADDERWORK.AI", "ladderwork.ai"], id="any-case"),
        pytest.param("see https://brightlabel.example/Brightlabel", [], id="web-address"),
        pytest.param("mail Brightlabel@post.example", [], id="mail-address"),
        pytest.param("ÉBrightlabel Brightlabelé", [], id="letters-with-accents"),
        pytest.param("他们为Brightlabel工作", [], id="no-boundary-in-chinese"),
        pytest.param("„Brightlabel“ – ‚Brightlabel‘", ["Brightlabel", "Brightlabel"], id="german-quotes"),
        pytest.param("Ladder\u00a0AI", ["Ladder\u00a0AI"], id="no-break-space"),
        pytest.param("İİİ Brightlabel", ["Brightlabel"], id="letters-that-grow-in-lower-case"),
    ],
)
def test_finds_names_as_whole_words_with_their_capitals(tmp_path: Path, text: str, expected: list[str]) -> None:
    spans = load(tmp_path, SMALL).find(text)
    assert [span.text for span in spans] == expected
    assert all(text[span.start : span.end] == span.text for span in spans)


def test_the_longest_name_wins(tmp_path: Path) -> None:
    spans = load(tmp_path, SMALL).find("Ladder AI pays a contractor.")
    assert [(span.text, span.entity_id, span.why) for span in spans] == [("Ladder AI", "ladder", "gazetteer.name")]


def test_an_ambiguous_name_needs_more_than_its_capital(tmp_path: Path) -> None:
    gazetteer = load(tmp_path, SMALL)
    assert found(gazetteer, "He climbed the wall with Ladder and rope.") == []
    assert found(gazetteer, "A contractor was paid by Ladder on Friday.") == [("Ladder", "ladder")]


def test_a_full_name_on_the_page_vouches_for_the_short_one(tmp_path: Path) -> None:
    gazetteer = load(tmp_path, SMALL)
    text = "Ladder AI was founded in 2019.\nNobody answered the door at Ladder today."
    assert [span.text for span in gazetteer.find(text)] == ["Ladder AI", "Ladder"]
    assert found(gazetteer, "Nobody answered the door at Ladder today.") == []
    assert found(gazetteer, "Nobody answered the door at Ladder today.", "Ladder AI in trouble") == [
        ("Ladder", "ladder")
    ]


def test_a_word_that_makes_it_something_else_wins_over_everything(tmp_path: Path) -> None:
    text = "Ladder AI and a contractor met Ladder maker Sam at an hour past noon."
    assert [span.text for span in load(tmp_path, SMALL).find(text)] == ["Ladder AI"]


@pytest.mark.parametrize("form", ["answer grader", "Answer graders", "GRADERS", "red-pen reader", "red pen readers"])
def test_finds_roles_in_every_form(tmp_path: Path, form: str) -> None:
    spans = load(tmp_path, SMALL).find(f"one {form} here")
    assert [(span.text, span.entity_id, span.label) for span in spans] == [(form, "grader", Label.ROLE)]


def test_finds_roles_in_other_languages(shipped: Gazetteer) -> None:
    assert found(shipped, "Os treinadores de IA recebem pouco.") == [("treinadores de IA", "ai_trainer")]
    assert found(shipped, "Die Crowdworking-Beschäftigte klagte.") == [("Crowdworking-Beschäftigte", "turker")]


def test_common_job_words_count_as_roles_only_on_this_beat(shipped: Gazetteer) -> None:
    assert found(shipped, "The reviewer liked the play.") == []
    assert found(shipped, "A reviewer checks each annotation before it is paid.") == [("reviewer", "reviewer")]


@pytest.mark.parametrize(
    ("name", "entity_id"),
    [
        pytest.param("Mercor", "mercor", id="name"),
        pytest.param("mercor", "mercor", id="lower-case"),
        pytest.param("Mercor AI", "mercor", id="added-ai"),
        pytest.param("Mercor, Inc.", "mercor", id="legal-form"),
        pytest.param("the Scale AI", "scale_ai", id="article"),
        pytest.param("Scale AI’s", "scale_ai", id="possessive"),
        pytest.param("Scale", "scale_ai", id="capital"),
        pytest.param("SCALE", "scale_ai", id="all-capitals"),
        pytest.param("scale", None, id="ordinary-word"),
        pytest.param("Invisible", "invisible", id="adjective-with-capital"),
        pytest.param("invisible", None, id="adjective"),
        pytest.param("Surge", "surge_ai", id="without-ai"),
        pytest.param("Snorkel AI", "snorkel", id="with-ai"),
        pytest.param("Handshake", "handshake_ai", id="division-that-pays"),
        pytest.param("data annotation", None, id="the-activity"),
        pytest.param("dataannotation", "dataannotation", id="the-platform-in-lower-case"),
        pytest.param("annotator", None, id="a-role-is-no-payer"),
        pytest.param("a hose factory", None, id="unknown"),
        pytest.param("", None, id="empty"),
        pytest.param("the", None, id="article-alone"),
    ],
)
def test_resolves_the_name_of_a_payer(shipped: Gazetteer, name: str, entity_id: str | None) -> None:
    assert shipped.resolve(name) == entity_id


@pytest.mark.parametrize(
    "text",
    ["", " ", "x", "\x00\ud800", "Scale " * 2000, "MERCOR " * 2000, "日本語" * 2000, "a" * 100_000],
    ids=["empty", "space", "one-letter", "surrogate", "ambiguous-only", "capitals", "japanese", "one-word"],
)
def test_odd_texts_are_read(shipped: Gazetteer, text: str) -> None:
    spans = shipped.find(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
