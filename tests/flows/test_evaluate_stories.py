"""Stories on look-alike events by authors who had not read the code."""

import tomllib
from pathlib import Path

import pytest

from flows.evaluate_stories import gold_files, load_articles, score_stories
from flows.tools import Tools
from pipeline.config import load_settings
from pipeline.places import find_places

FLOORS = tomllib.loads(Path("tests/quality_floors.toml").read_text())["stories"]


@pytest.mark.sample("L2")
@pytest.mark.parametrize("file", gold_files(find_places().data), ids=lambda file: file.stem)
def test_most_articles_of_look_alike_events_stand_with_their_own(file: Path) -> None:
    places = find_places()
    tools = Tools(places, load_settings(places.data))
    scores = score_stories(load_articles(file), encode=tools.embedder.encode)
    assert scores.precision >= FLOORS["precision"], scores
    assert scores.f1 >= FLOORS["f1"], scores
    assert scores.changed <= FLOORS["changed"], scores


def test_every_article_of_an_event_is_of_one_thread() -> None:
    articles = [article for file in gold_files(find_places().data) for article in load_articles(file)]
    assert len({article.id for article in articles}) == len(articles) > 0
    assert len({(article.event, article.thread) for article in articles}) == len({a.event for a in articles})
