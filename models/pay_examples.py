"""Make examples for the trained pay reader out of marked texts: what the rules find, beside what readers found.

In: texts of `data/gold`. Out: one example for each amount that the readers took for pay or said why it is none.
The rules read each text with a teacher at their side who knows which amounts are pay, so that their findings are
seen on the claims that count. An amount that nobody marked (a repeat, one left open) gives no example.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.claims import Judge, Reading, read_claims
from models.claims_mention import Mention
from models.gazetteer import Gazetteer
from models.gold import GoldItem, locate
from models.parallel import in_parts
from models.pay_features import features_of_claim, features_of_verdict, neighbours
from models.pay_reader import MAX_READ
from pipeline.places import find_places


@dataclass(slots=True, kw_only=True)
class Example:
    """One amount of a marked text, with what the rules found and what is right."""

    item: str
    title: str
    text: str
    found_before: set[str] = field(default_factory=set)
    found_after: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    spans: Sequence[tuple[int, int]] = ()
    sentence: int = 0
    start: int = 0
    end: int = 0


class Teacher:
    """Knows which amounts of a text are pay, and writes down what the rules found about each."""

    version = "teacher"

    def __init__(self, item: GoldItem) -> None:
        self._item = item
        self.examples: list[Example] = []
        self._of: dict[int, Example] = {}

    def decide_pay(
        self, mentions: Sequence[Mention], *, title: str, text: str, spans: Sequence[tuple[int, int]]
    ) -> None:
        """Settle every amount as the readers marked it; what nobody marked is left out."""
        around = neighbours(mentions)
        others = [
            (*locate(text, money.amount_text, nth=money.nth), money.reason) for money in self._item.reading.not_pay
        ]
        for mention in mentions[:MAX_READ]:
            claim = next((c for c in self._item.claims if c["start"] < mention.end and mention.start < c["end"]), None)  # type: ignore[operator]  # offsets are numbers
            reason = next((why for start, end, why in others if start < mention.end and mention.start < end), None)
            if claim is None and reason is None:
                continue
            example = Example(
                item=self._item.id,
                title=title,
                text=text,
                found_before=features_of_verdict(mention) | around,
                spans=spans,
                sentence=mention.sentence,
                start=mention.start,
                end=mention.end,
            )
            mention.verdict.settled = claim is not None
            example.answers = {"pay": "yes"} if claim is not None else {"pay": "no", "reason": str(reason)}
            self.examples.append(example)
            self._of[mention.start] = example

    def settle(self, taken: Sequence[Mention], *, title: str, text: str) -> None:
        """Note what the rules made of the amounts that are pay, beside what the readers say."""
        for mention in taken:
            example = self._of.get(mention.start)
            claim = next((c for c in self._item.claims if c["start"] < mention.end and mention.start < c["end"]), None)  # type: ignore[operator]  # offsets are numbers
            if example is None or claim is None or "kind" in example.answers:
                continue
            example.found_after = features_of_claim(mention)
            said: Any = claim["attribution"]
            example.answers |= {
                "kind": str(claim["kind"]),
                "modality": str(claim["modality"]),
                "attribution": str(said["type"]),
                "unit": str(claim["unit"]),
            }
            if "change.from_to" not in mention.rules:
                example.answers["role"] = str(claim["change_role"] or "none")
            others: Any = claim["payer_alt"]
            example.names = {
                "payer": [str(name) for name in (claim["payer"], *others) if name],
                "worker": [str(claim["worker"])] if claim["worker"] else [],
                "location": [str(claim["location"])] if claim["location"] else [],
                "speaker": [str(said["name"])] if said["name"] else [],
            }


def examples_of(items: Sequence[GoldItem], *, processes: int = 1) -> Iterator[Example]:
    """Yield the marked amounts of texts, as the rules see them; the same ones whatever the number of processes."""
    return in_parts(_examples_of, items, processes=processes)


def _examples_of(items: Sequence[GoldItem]) -> list[Example]:
    gazetteer = known_names()
    examples: list[Example] = []
    for item in items:
        teacher = Teacher(item)
        read_item(item, judge_by=teacher, gazetteer=gazetteer)
        examples += teacher.examples
    return examples


def read_item(item: GoldItem, *, judge_by: Judge | None, gazetteer: Gazetteer) -> Reading:
    """Return what is read in a marked text, whose marks only the judge may know."""
    return read_claims(
        article_id=item.id,
        title=item.title or "",
        text=item.text,
        published=date.fromisoformat(item.published[:10]),
        gazetteer=gazetteer,
        judge_by=judge_by,
    )


def known_names() -> Gazetteer:
    """Return the gazetteer of this installation: the names that a night knows, too."""
    return Gazetteer.load(find_places().data / "gazetteer.toml")
