"""Score the reading of events against the gold corpus: precision and recall for each type of event.

In: `data/gold`, the articles of one split, read with the corpus's own gazetteer. Out: a table. Readers marked what is
happening or dated, so the events that count are those that happened, are planned or are recalled; threats, ideas and
denials are not compared. A find is right when the article has an event of its type that no other find has taken;
"same sentence" asks for the reader's words, too, and "day" for the reader's date wherever he gave one: that is how far
two careful readers were compared (`data/gold/agreement`), whose F1 was .77 and .72.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import get_args

from models.events import read_events
from models.events_time import date_words
from models.gazetteer import Gazetteer
from models.gold import GoldEvent, GoldItem, Split, load_gold
from models.mentions import tag_mentions
from models.nlp import Context
from pipeline.errors import ConfigError
from pipeline.records import ArticleEvent, EventType
from pipeline.sentences import sentence_around, sentence_spans

COUNTED = frozenset(("happened", "planned", "past"))


@dataclass(slots=True)
class Tally:
    """What became of one type."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    same_sentence: int = 0
    dated: int = 0
    """Right finds whose reader gave a date."""
    same_day: int = 0

    def precision(self) -> float:
        """Return the share of the finds that are right; 1 when there are none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    def recall(self) -> float:
        """Return the share of the readers' events that were found; 1 when there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def add(self, other: "Tally") -> None:
        """Add the counts of another one."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed
        self.same_sentence += other.same_sentence
        self.dated += other.dated
        self.same_day += other.same_day


@dataclass(slots=True)
class Scores:
    """The scores of a split."""

    by_type: dict[EventType, Tally] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def total(self) -> Tally:
        """Return the sum over all types."""
        total = Tally()
        for tally in self.by_type.values():
            total.add(tally)
        return total


def score(items: Iterable[GoldItem], *, gold: Path, gazetteer: Path, context: Context | None = None) -> Scores:
    """Read the articles among `items` and compare.

    Raises:
        ModelError: the spaCy model cannot be loaded.
        ConfigError: a gazetteer or the word lists are wrong.
    """
    context = context or Context()
    known: dict[str, Gazetteer] = {}
    scores = Scores({kind: Tally() for kind in get_args(EventType)})
    for item in items:
        if not item.is_article:
            continue
        if item.author not in known:
            known[item.author] = Gazetteer.load(gazetteer, also=[gold / "gazetteer" / f"{item.author}.toml"])
        mentions = tag_mentions(
            article_id=item.id, title=item.title or "", text=item.text, gazetteer=known[item.author], context=context
        )
        published = date.fromisoformat(item.published[:10])
        found = read_events(article_id=item.id, text=item.text, published=published, mentions=mentions)
        compare(item, [event for event in found if event.status in COUNTED], scores)
    return scores


def compare(item: GoldItem, found: Sequence[ArticleEvent], scores: Scores) -> None:
    """Add one article to the scores."""
    spans = sentence_spans(item.text)
    left = [(event, _sentence(item.text, event.quote, spans)) for event in item.reading.events]
    open_finds: list[ArticleEvent] = []
    # First those that stand in the same sentence, so that no find takes another one's event.
    for event in found:
        match = next((one for one in left if one[0].type == event.type and one[1] == event.sent_start), None)
        if match is None:
            open_finds.append(event)
        else:
            left.remove(match)
            scores.by_type[event.type].same_sentence += 1
            _right(event, match[0], scores.by_type[event.type], scores.errors)
    for event in open_finds:
        match = next((one for one in left if one[0].type == event.type), None)
        if match is None:
            scores.by_type[event.type].wrong += 1
            scores.errors.append(f"{item.id}: found {event.type} ({event.rule_id}): {_words(item.text, event)}")
        else:
            left.remove(match)
            _right(event, match[0], scores.by_type[event.type], scores.errors)
    for gold_event, _ in left:
        scores.by_type[gold_event.type].missed += 1
        scores.errors.append(f"{item.id}: missed {gold_event.type}: {gold_event.quote}")


def table(scores: Scores) -> str:
    """Return the scores as a table."""
    lines = ["type               gold  found  precision  recall  same sentence  day"]
    rows = [*((str(kind), tally) for kind, tally in scores.by_type.items()), ("all", scores.total())]
    for name, tally in rows:
        gold, found = tally.right + tally.missed, tally.right + tally.wrong
        day = f"{tally.same_day}/{tally.dated}" if tally.dated else "-"
        precision = f"{tally.precision():.3f}" if found else "-"
        recall = f"{tally.recall():.3f}" if gold else "-"
        lines.append(
            f"{name:<18} {gold:>4}  {found:>5}  {precision:>9}  {recall:>6}  {tally.same_sentence:>13}  {day:>5}"
        )
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores of a split; exit 0, or 2 when files are wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m models.evaluate_events", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--gold", type=Path, default=Path("data/gold"))
    parser.add_argument("--gazetteer", type=Path, default=Path("data/gazetteer.toml"))
    parser.add_argument("--split", choices=get_args(Split), default="validation")
    parser.add_argument("--errors", action="store_true", help="list what was wrong and what was missed")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    words = parser.parse_args(arguments)
    try:
        scores = score(load_gold(words.gold, splits=(words.split,)), gold=words.gold, gazetteer=words.gazetteer)
    except ConfigError as err:
        sys.stderr.write(f"{err}\n")
        return 2
    if words.json:
        total = scores.total()
        sys.stdout.write(json.dumps({"precision": total.precision(), "recall": total.recall()}) + "\n")
    else:
        sys.stdout.write(table(scores))
    if words.errors:
        sys.stdout.write("".join(f"{line}\n" for line in scores.errors))
    return 0


def _right(event: ArticleEvent, gold: GoldEvent, tally: Tally, errors: list[str]) -> None:
    tally.right += 1
    if gold.date is not None:
        is_same = _is_same_day(event, gold.date)
        tally.dated += 1
        tally.same_day += is_same
        if not is_same:
            day = f"{event.date_first}/{event.date_last} ({event.date_words})"
            errors.append(f"{event.article_id}: {event.type} of {gold.date} read as {day}: {gold.quote}")


def _is_same_day(event: ArticleEvent, marked: str) -> bool:
    """Say whether two dates are the same as far as the vaguer one tells: "2026-03" and 31 March are."""
    if event.date_first is None or event.date_last is None:
        return False
    read = date_words(event.date_first, event.date_last)
    shorter, longer = sorted((read, marked), key=len)
    return longer.startswith(shorter)


def _sentence(text: str, quote: str, spans: list[tuple[int, int]]) -> int:
    start = text.find(quote)
    return sentence_around(spans, start, start + len(quote))[0]


def _words(text: str, event: ArticleEvent) -> str:
    return " ".join(text[event.start : event.end].split())


if __name__ == "__main__":
    sys.exit(main())
