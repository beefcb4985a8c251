"""Score stories on articles whose authors know which of them tell of one event.

In: `data/gold/events/*.jsonl` (its README says what a line holds), each file put through the stage of
`laborwire cluster` on its own. Out: BCubed precision, recall and F1 (Bagga and Baldwin 1998), and the share of
articles whose first story is not the one they end in. `python -m flows.evaluate_stories [FILE...]` prints it.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from flows.tools import Tools
from pipeline.config import load_settings
from pipeline.contracts import RelatedInput
from pipeline.places import find_places
from pipeline.relate.stories import Encode, cluster_stage


class LabelledArticle(BaseModel):
    """An article and the event that it tells of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    event: str
    thread: str | None
    url: str
    title: str
    text: str
    published: datetime
    source: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryScores:
    """How far stories and events agree, as shares."""

    articles: int
    events: int
    stories: int
    precision: float
    recall: float
    changed: float
    """Share of articles that a later merge gave another story id."""

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    def __str__(self) -> str:
        counts = f"{self.articles} articles of {self.events} events in {self.stories} stories"
        scores = f"BCubed precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {self.f1:.3f}"
        return f"{counts}: {scores}  ids changed {self.changed:.3f}"


def load_articles(file: Path) -> list[LabelledArticle]:
    """Return the articles of a file, in time order."""
    lines = file.read_text(encoding="utf-8").splitlines()
    articles = [LabelledArticle.model_validate_json(line) for line in lines if line.strip()]
    return sorted(articles, key=lambda article: article.published)


def gold_files(data: Path) -> list[Path]:
    """Return the files of the gold corpus."""
    return sorted((data / "gold" / "events").glob("*.jsonl"))


def score_stories(articles: Sequence[LabelledArticle], *, encode: Encode) -> StoryScores:
    """Put articles into stories and compare them with the events.

    Args:
        articles: at least one, in time order.
        encode: texts to unit rows, shape (len(texts), dims).
    """
    records = (
        RelatedInput(id=a.id, url=a.url, title=a.title, text=a.text, published=a.published, source=a.source)
        for a in articles
    )
    first: list[str] = []
    into: dict[str, str] = {}
    for reply in cluster_stage(records, encode=encode):
        story, *merges = json.loads(json.dumps(reply))
        first.append(story["story_id"])
        for merge in merges:
            old, new = merge["merge"]
            into[old] = new
    stories = [_end(story, into) for story in first]
    events = [article.event for article in articles]
    return StoryScores(
        articles=len(articles),
        events=len(set(events)),
        stories=len(set(stories)),
        precision=_mean_share(stories, events),
        recall=_mean_share(events, stories),
        changed=sum(story != end for story, end in zip(first, stories, strict=True)) / len(articles),
    )


def _end(story: str, into: dict[str, str]) -> str:
    while story in into:
        story = into[story]
    return story


def _mean_share(groups: Sequence[str], labels: Sequence[str]) -> float:
    """Return for a typical article the share of its group that has its label."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for group, label in zip(groups, labels, strict=True):
        counts[group][label] += 1
    shares = (counts[group][label] / counts[group].total() for group, label in zip(groups, labels, strict=True))
    return sum(shares) / len(groups)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the scores of the given files, or of all in the corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    asked = parser.parse_args(argv)
    places = find_places()
    tools = Tools(places, load_settings(places.data))
    for file in asked.files or gold_files(places.data):
        sys.stdout.write(f"{file.stem}  {score_stories(load_articles(file), encode=tools.embedder.encode)}\n")


if __name__ == "__main__":
    main()
