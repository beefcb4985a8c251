"""A name that a person accepts reaches the stored articles that write it, and no others, with the real commands."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import laborwire_here as laborwire
from conftest import run_here as run_ok
from publish.newsroom import Desk, empty_data

from flows.proposal import all_proposals, write_proposal
from pipeline.places import CHECKOUT, Places
from pipeline.records import Label, Mention, mention_id

pytestmark = [pytest.mark.slow, pytest.mark.model]

NOW = "2026-11-22T12:00:00Z"
WITH_PAY = "Raters signed up on Quillowix last week. Quillowix pays annotators $9 an hour, they said."
WITHOUT_CUE = "It was a quiet day in town. Somebody had left a poster of Quillowix on the bus."
ELSEWHERE = "It was a quiet day in town, and the bus was late again."


def unknown(article: str, text: str) -> Mention:
    """How the name was tagged while nobody knew it."""
    start = text.index("Quillowix")
    end = start + len("Quillowix")
    return Mention(
        id=mention_id(article, start=start, end=end, label=Label.ORG),
        article_id=article,
        start=start,
        end=end,
        label=Label.ORG,
        text="Quillowix",
        entity_id=None,
        why="context.org",
    )


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Places, dict[str, str], str]]:
    """A name that was accepted and read for: the places, the articles by slug, and what the proposal said."""
    folder = tmp_path_factory.mktemp("retagging")
    data = empty_data(folder)
    shutil.copy(CHECKOUT / "data" / "gazetteer.toml", data)
    places = Places(data=data, var=folder / "var")
    desk = Desk(places)
    texts = {"pay": WITH_PAY, "poster": WITHOUT_CUE, "bus": ELSEWHERE}
    ids = {slug: desk.article(slug, text=text) for slug, text in texts.items()}
    desk.claim(ids["pay"], "$9 an hour", "9", payer="Quillowix", payer_id=None)
    desk.add(mentions=tuple(unknown(ids[slug], texts[slug]) for slug in ("pay", "poster")))
    desk.publish()
    said = run_ok(
        words(places, "gazetteer", "accept", "Quillowix", "--type", "platform", "--source", "https://q.example")
    )
    assert (
        "2 stored articles write it; to have its mentions and pay there, too: laborwire reprocess --stage names" in said
    )
    yield places, ids, run_ok(words(places, "reprocess", "--stage", "names"))


def words(places: Places, *more: str) -> list[str]:
    return [*more, "--now", NOW, "--data", str(places.data), "--var", str(places.var)]


def rows(path: Path, query: str) -> list[Any]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(query).fetchall()


def copied(places: Places, folder: Path) -> Places:
    shutil.copytree(places.var, folder / "var")
    return Places(data=places.data, var=folder / "var")


NAMED = "SELECT article_id, text, label, entity_id FROM mentions WHERE text = 'Quillowix' ORDER BY article_id, start"


def test_what_an_accepted_name_would_change_is_shown_and_changes_nothing(
    accepted: tuple[Places, dict[str, str], str],
) -> None:
    places, ids, said = accepted
    (proposal,) = all_proposals(places)
    assert (proposal.stage, proposal.names, proposal.n_articles) == ("names", ("quillowix",), 2)
    assert "quillowix 3" in said
    assert "payer_id 1" in said
    assert (places.reprocess / proposal.id / "articles.txt").read_text().split() == sorted([ids["pay"], ids["poster"]])
    assert {row[3] for row in rows(places.warehouse, NAMED)} == {None}


def test_accepted_it_is_in_mentions_claims_and_entities_and_what_was_is_kept(
    accepted: tuple[Places, dict[str, str], str], tmp_path: Path
) -> None:
    places, ids = copied(accepted[0], tmp_path), accepted[1]
    (proposal,) = all_proposals(places)
    said = run_ok(words(places, "reprocess", "--accept", proposal.id))
    assert "tables mentions_superseded and pay_claims_superseded" in said
    known = ("Quillowix", "PLATFORM", "quillowix")
    expected = [(ids["pay"], *known), (ids["pay"], *known), (ids["poster"], *known)]
    assert rows(places.warehouse, NAMED) == sorted(expected)
    kept = "SELECT article_id, label, entity_id, superseded_by FROM mentions_superseded WHERE text = 'Quillowix'"
    assert sorted(rows(places.warehouse, kept)) == sorted(
        (ids[slug], "ORG", None, f"reprocess {proposal.id}") for slug in ("pay", "poster")
    )
    assert rows(places.warehouse, "SELECT payer_id FROM pay_claims") == [("quillowix",)]
    assert rows(places.warehouse, "SELECT payer_id FROM pay_claims_superseded") == [(None,)]
    assert rows(places.warehouse, "SELECT name FROM entities WHERE id = 'quillowix'") == [("Quillowix",)]
    # Once is enough.
    done = laborwire(*words(places, "reprocess", "--stage", "names"))
    assert (done.returncode, b"every accepted name was read for already" in done.stderr) == (2, True)


def test_a_proposal_made_with_fewer_names_is_overtaken(
    accepted: tuple[Places, dict[str, str], str], tmp_path: Path
) -> None:
    places = copied(accepted[0], tmp_path)
    (proposal,) = all_proposals(places)
    said = run_ok(words(places, "gazetteer", "accept", "Vorrandel", "--type", "bpo", "--source", "https://v.example"))
    assert "no stored article writes it" in said
    done = laborwire(*words(places, "reprocess", "--accept", proposal.id))
    assert (done.returncode, b"is overtaken: names" in done.stderr) == (2, True)
    assert {row[3] for row in rows(places.warehouse, NAMED)} == {None}


def test_a_proposal_of_before_there_were_stages_can_be_read(
    accepted: tuple[Places, dict[str, str], str], tmp_path: Path
) -> None:
    places = copied(accepted[0], tmp_path)
    (proposal,) = all_proposals(places)
    write_proposal(places, proposal)
    path = places.reprocess / proposal.id / "proposal.json"
    old = json.loads(path.read_text())
    del old["names"]
    for name in ("mentions_new", "mentions_gone", "named"):
        del old["tally"][name]
    path.write_text(json.dumps(old))
    (again,) = all_proposals(places)
    assert again.names == ()


def test_all_articles_that_write_a_name_are_read(tmp_path: Path) -> None:
    done = laborwire("reprocess", "--stage", "names", "--limit", "1", "--var", str(tmp_path))
    assert (done.returncode, b"go with --stage claims" in done.stderr) == (2, True)
