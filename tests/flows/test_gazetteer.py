"""`laborwire gazetteer` with the real command: what is wrong is named, what a person accepts is known from then on."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from conftest import laborwire_here as laborwire
from publish.newsroom import Desk, empty_data

from flows.tools import gazetteer_files
from models.gazetteer import Gazetteer
from pipeline.decisions import Decisions
from pipeline.places import Places
from pipeline.publish.digest import compose_digest
from pipeline.records import NameSighting
from pipeline.sentences import sentence_spans

NOW = "2026-11-22T07:00:00Z"
WEEK_AFTER = datetime(2026, 11, 23, 7, tzinfo=timezone.utc)
GAZETTEER = """
[context_sets]
ai_labour = ["rater", "annotator"]
work = ["pay"]

[[entities]]
id = "vellum"
name = "Vellum"
type = "platform"
status = "unverified"
"""
TEXT = {
    "one": "Raters signed up on Marigrove. They like it.",
    "two": "It rained. Marigrove, a labelling start-up, cut pay. A marigrove is a tree.",
    "three": "The platform Quillow pays $4.",
    "copy": "It rained. Marigrove, a labelling start-up, cut pay. A marigrove is a tree. Read more.",
}


def sighting(article: str, text: str, name: str, cue: str) -> NameSighting:
    start = text.index(name)
    begin = text.rfind(". ", 0, start)
    return NameSighting(
        article_id=article,
        name=name,
        key=name.lower(),
        cue=cue,  # type: ignore[arg-type]  # one of ours
        start=start,
        end=start + len(name),
        sent_start=begin + 2 if begin >= 0 else 0,
        sent_end=text.index(".", start) + 1,
        n_times=1,
    )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("names")
    data = empty_data(folder)
    (data / "gazetteer.toml").write_text(GAZETTEER)
    places = Places(data=data, var=folder / "var")
    desk = Desk(places)
    one = desk.article("one", text=TEXT["one"], published="2026-11-17")
    two = desk.article("two", text=TEXT["two"], published="2026-11-18")
    three = desk.article("three", text=TEXT["three"], published="2026-11-03")
    copy = desk.article("copy", text=TEXT["copy"], published="2026-11-19", relation="copy", canonical=two)
    names = (
        sighting(one, TEXT["one"], "Marigrove", "signed up"),
        sighting(two, TEXT["two"], "Marigrove", "kind after"),
        sighting(three, TEXT["three"], "Quillow", "kind before"),
        sighting(copy, TEXT["copy"], "Marigrove", "kind after"),
        replace(sighting(three, TEXT["three"], "Quillow", "kind before"), name="Vellum", key="vellum"),
    )
    desk.add(names=names)
    desk.publish()
    return places


@pytest.fixture
def places(template: Places, tmp_path: Path) -> Iterator[Places]:
    shutil.copytree(template.var, tmp_path / "var")
    shutil.copytree(template.data, tmp_path / "data")
    yield Places(data=tmp_path / "data", var=tmp_path / "var")


def run(places: Places, *words: str) -> tuple[int, str, str]:
    done = laborwire("gazetteer", *words, "--data", str(places.data), "--var", str(places.var))
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def known(places: Places) -> Gazetteer:
    shipped, *also = gazetteer_files(places)
    return Gazetteer.load(shipped, also=also)


def test_the_shipped_gazetteer_has_nothing_wrong(tmp_path: Path) -> None:
    done = laborwire("gazetteer", "check", "--var", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"88 entities and 12 roles in data/gazetteer.toml")


def test_check_names_entity_and_key_of_all_that_is_wrong(places: Places) -> None:
    path = places.data / "gazetteer.toml"
    path.write_text(
        GAZETTEER
        + '\n[[entities]]\nid = "moro"\nname = "VELLUM"\ntype = "bpo"\nstatus = "sourced"\nparent = "nobody"\n'
        + 'relation = "subsidiary"\n'
    )
    code, out, err = run(places, "check")
    assert code == 1
    assert out.splitlines() == [
        "data/gazetteer.toml: 'moro', key 'sources': sourced by nothing; name a page, or set status to unverified",
        "data/gazetteer.toml: 'moro', key 'parent': no entity 'nobody'; add it, or take parent and relation out",
        "data/gazetteer.toml: 'moro', key 'aliases': 'VELLUM' names 'vellum'; only parent and child may share it, "
        "as ambiguous",
    ]
    assert err == "3 problems\n"
    path.write_text(GAZETTEER.replace('"platform"', '"plattform"'))
    code, out, err = run(places, "check")
    assert code == 1
    assert "entities 'vellum', key 'type'" in out


def test_list_shows_the_entities_of_a_type(places: Places) -> None:
    code, out, _ = run(places, "list", "--type", "platform", "--json")
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["vellum"]
    assert run(places, "list", "--type", "union")[1] == ""
    code, _, err = run(places, "list", "--type", "shop")
    assert (code, "use one of: platform, employer" in err) == (2, True)


def test_proposals_are_those_of_the_newest_week_with_count_and_sentence(places: Places) -> None:
    code, out, err = run(places, "proposals", "--json")
    assert code == 0
    (row,) = [json.loads(line) for line in out.splitlines()]
    # The copy does not count, and the sentence is the one that says most.
    assert (row["week"], row["name"], row["n_articles"], row["cues"]) == (
        "2026-W47",
        "Marigrove",
        2,
        ["kind after", "signed up"],
    )
    assert row["example"] == "Marigrove, a labelling start-up, cut pay."
    assert row["url"].endswith("/two")
    assert "1 names in 2026-W47" in err
    assert "Quillow" in run(places, "proposals", "--week", "2026-W45")[1]
    _, out, _ = run(places, "proposals", "--all")
    assert "Vellum" not in out
    assert out.index("Marigrove  (2 articles") < out.index("Quillow  (1 articles")


def test_an_accepted_name_is_known_with_its_article_as_the_source(places: Places) -> None:
    code, out, _ = run(places, "accept", "Quillow", "--type", "platform", "--who", "ed", "--now", NOW)
    assert code == 0
    assert out.startswith("Quillow is 'quillow', a platform, unverified; source: https://")
    entity = next(one for one in known(places).entities if one.id == "quillow")
    assert (entity.status, entity.type, entity.ambiguous) == ("unverified", "platform", ())
    assert entity.sources[0].endswith("/three")
    (decision,) = Decisions.read(places.decisions).log
    assert (decision.verb, decision.subject, decision.value, decision.who) == (
        "accept_name",
        "quillow",
        "quillow",
        "ed",
    )
    assert "Quillow" not in run(places, "proposals", "--all")[1]
    code, _, err = run(places, "accept", "Quillow", "--type", "platform")
    assert (code, "'Quillow' is known" in err) == (2, True)
    assert run(places, "check")[0] == 0


def test_a_name_that_is_also_a_word_is_entered_as_ambiguous(places: Places) -> None:
    _, out, _ = run(places, "accept", "Marigrove", "--type", "platform", "--id", "mg", "--parent", "vellum")
    assert "also write it in lower case" in out
    gazetteer = known(places)
    entity = next(one for one in gazetteer.entities if one.id == "mg")
    assert (entity.ambiguous, entity.parent_id, entity.owner_id) == (("Marigrove",), "vellum", "vellum")
    assert gazetteer.find("He sat under a Marigrove tree.") == ()
    assert [one.entity_id for one in gazetteer.find("Annotators were paid late by Marigrove.")] == ["mg"]


def test_a_name_that_nobody_saw_needs_a_source(places: Places) -> None:
    code, _, err = run(places, "accept", "Dravello", "--type", "bpo")
    assert (code, "--source URL" in err) == (2, True)
    assert run(places, "accept", "Dravello", "--type", "bpo", "--source", "https://dravello.example/")[0] == 0
    assert [one.sources for one in known(places).entities if one.id == "dravello"] == [("https://dravello.example/",)]


def test_an_entry_that_does_not_fit_is_not_written(places: Places) -> None:
    code, _, err = run(places, "accept", "Quillow", "--type", "platform", "--id", "vellum")
    assert (code, "id 'vellum' is used twice" in err) == (1, True)
    code, _, err = run(places, "accept", "Quillow", "--type", "platform", "--parent", "nobody")
    assert (code, "no entity 'nobody'" in err) == (1, True)
    assert not places.accepted_names.exists()
    assert Decisions.read(places.decisions).log == ()


def test_a_rejected_name_is_not_proposed_again_until_it_is_accepted(places: Places) -> None:
    assert run(places, "reject", "Quillow Inc.", "--why", "sells bread", "--now", NOW)[0] == 0
    assert "Quillow" not in run(places, "proposals", "--all")[1]
    (decision,) = Decisions.read(places.decisions).log
    assert (decision.verb, decision.subject, decision.why) == ("reject_name", "quillow", "sells bread")
    code, _, err = run(places, "reject", "Vellum")
    assert (code, "in the gazetteer" in err) == (2, True)


def test_without_a_snapshot_it_says_what_to_do(tmp_path: Path, template: Places) -> None:
    code, _, err = run(Places(data=template.data, var=tmp_path), "proposals")
    assert code == 1
    assert err.startswith("laborwire: ")


def test_the_weekly_digest_names_what_waits_for_a_person(template: Places) -> None:
    def choose(title: str, text: str, count: int) -> list[tuple[int, int]]:
        return sentence_spans(text)[:count]

    nothing = compose_digest(template.warehouse, week="2026-W47", now=WEEK_AFTER, choose=choose).nothing
    assert nothing[-1] == (
        "Names in this week's articles that may be platforms and are not known: Marigrove; "
        "accept or reject them with laborwire gazetteer proposals --week 2026-W47."
    )
    assert compose_digest(template.warehouse, week="2026-W46", now=WEEK_AFTER, choose=choose).nothing == ()
