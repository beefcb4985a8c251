"""Read what the trained head and the rule see in a title and a passage: counts of word groups, and their nearness.

In: a title, a passage (a lead, or a window from further down). Out: a `Sight` with its feature row, and
whether the rule lets the passage through. The rule is wide on purpose: it drops what can't belong to the
beat, so that the embedding model is spent on a few of a hundred texts of general news.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from models.gazetteer import Gazetteer
from models.relevance_terms import GROUPS, Hit, Terms, money_count

LEAD_CHARS = 500
"""Characters of the text that the head reads with the title: two or three sentences, what 128 tokens hold."""
READ_CHARS = 60_000
"""Characters of a text that are read at all: a feature of 10,000 words. What a page carries after that is not news."""
NEAR_CHARS = 120
"""Two words this near to each other stand in one sentence or in neighbouring ones."""

_ALL = (*GROUPS, "platform")
# Clients and AI labs are in any AI story: their names say nothing about work.
_GROUP_OF_TYPE = {
    "platform": "platform", "project": "platform", "bpo": "platform", "worker_org": "platform", "union": "organising",
}  # fmt: skip
_WHO = ("ai", "data_work", "data_task", "platform")
_WORK = ("labour", "pay", "organising", "job_loss", "work_law")
_TRACES = frozenset({*_WHO, *_WORK, "ai_hint", "data_work_hint", "profession"})
_PAIRS = (
    *((first, second) for first in _WHO for second in _WORK),
    ("ai", "profession"),
    *(("ai_hint", second) for second in _WORK),
)

FEATURES: tuple[str, ...] = (
    *(f"title.{group}" for group in _ALL),
    *(f"lead.{group}" for group in _ALL),
    *(f"{first}~{second}" for first, second in _PAIRS),
    "data_work_hint~pay", "data_work_hint~labour", "data_work_hint~organising",
    "ai~product", "ai~funding", "ai~research", "ai~policy",
    "title.who&work", "title.ai&job_loss", "title.ai&organising", "title.ai&pay", "title.platform&work",
    "title.data_work&work", "title.who_only", "title.work_only",
    "money", "any_data_work", "any_platform", "any_ai", "work_groups",
)  # fmt: skip
"""Names of the head's features, in order; stored with the weights and compared when they are loaded."""

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the rule sees in a title and a passage."""

    title_hits: tuple[Hit, ...]
    lead_hits: tuple[Hit, ...]
    """Spans in the lead, moved behind the title so that nearness crosses the border."""
    money: int

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All hits in order."""
        return self.title_hits + self.lead_hits

    def count(self, group: str) -> int:
        """Return how often words of `group` occur."""
        return sum(hit.group == group for hit in self.hits)

    def words(self, *groups: str) -> list[str]:
        """Return the distinct words of these groups as they stand, in order."""
        return list(dict.fromkeys(hit.text for hit in self.hits if hit.group in groups))


def look(terms: Terms, gazetteer: Gazetteer, title: str, passage: str) -> Sight:
    """Return what stands in `title` and `passage`."""
    joined = f"{title} {passage}"
    border = len(title) + 1
    hits = [*terms.english.find(joined), *named_hits(gazetteer, title, joined)]
    hits.sort(key=lambda hit: hit.start)
    return Sight(
        title_hits=tuple(hit for hit in hits if hit.start < border),
        lead_hits=tuple(hit for hit in hits if hit.start >= border),
        money=money_count(joined),
    )


def named_hits(gazetteer: Gazetteer, title: str, text: str) -> list[Hit]:
    """Return the names in `text` that stand for this beat: of platforms and outsourcers, and of unions."""
    groups = {entity.id: _GROUP_OF_TYPE[entity.type] for entity in gazetteer.entities if entity.type in _GROUP_OF_TYPE}
    return [
        Hit(group=groups[span.entity_id], start=span.start, end=span.end, text=span.text)
        for span in gazetteer.find(text, title=title)
        if span.entity_id in groups
    ]


class Evidence(IntEnum):
    """How much the words of a passage promise."""

    NONE = 0
    """Not one word on AI, data work, a platform, or work."""
    TRACES = 1
    """Some such word, of one kind only: most news of this kind is other news."""
    HINTS = 2
    """Only words that often stand for AI or data work ("software", "tasks"), and two kinds of work words."""
    NAMED = 3
    """Data work or a platform is named, or AI and something about work."""


def weigh(sight: Sight) -> Evidence:
    """Tell how far the words can belong to the beat."""
    found = {hit.group for hit in sight.hits}
    work = sum(group in found for group in _WORK)
    is_about_people = bool(work or found & {"data_work_hint", "profession"})
    if "data_work" in found or (found & {"ai", "data_task"} and is_about_people):
        return Evidence.NAMED
    if "platform" in found:
        return Evidence.NAMED
    # AI is often called "the software" or "a model", annotators "reviewers" with "batches": then the words on
    # work must be of two kinds, for "online" and "task" stand in any news.
    if found & {"ai_hint", "data_work_hint"} and work >= 2:
        return Evidence.HINTS
    if work and len({hit.text.lower() for hit in sight.hits if hit.group == "data_work_hint"}) >= 2:
        return Evidence.HINTS
    # One in five leads on the beat by authors who had not read the rules had no more than this.
    return Evidence.TRACES if found & _TRACES else Evidence.NONE


def feature_row(sight: Sight) -> NDArray[np.float32]:
    """Return the features of `sight`, in the order of `FEATURES`."""
    title = Counter(hit.group for hit in sight.title_hits)
    lead = Counter(hit.group for hit in sight.lead_hits)
    both = title + lead
    near = near_counts(sight.hits)
    has_who = any(title[group] for group in _WHO)
    has_work = any(title[group] for group in _WORK)
    values = [
        *(math.log1p(title[group]) for group in _ALL),
        *(math.log1p(lead[group]) for group in _ALL),
        *(math.log1p(near[pair]) for pair in _PAIRS),
        *(math.log1p(near["data_work_hint", group]) for group in ("pay", "labour", "organising")),
        *(math.log1p(near["ai", group]) for group in ("product", "funding", "research", "policy")),
        float(has_who and has_work),
        float(title["ai"] > 0 and title["job_loss"] > 0),
        float(title["ai"] > 0 and title["organising"] > 0),
        float(title["ai"] > 0 and title["pay"] > 0),
        float(title["platform"] > 0 and has_work),
        float(title["data_work"] > 0 and has_work),
        float(has_who and not has_work),
        float(has_work and not has_who),
        math.log1p(sight.money),
        float(both["data_work"] > 0),
        float(both["platform"] > 0),
        float(both["ai"] > 0),
        float(sum(both[group] > 0 for group in _WORK)),
    ]
    return np.array(values, dtype=np.float32)


def near_counts(hits: Sequence[Hit]) -> Counter[tuple[str, str]]:
    """Return for each pair of groups how many words of the first have one of the second near them."""
    counts: Counter[tuple[str, str]] = Counter()
    first_near = 0
    for hit in hits:
        while hits[first_near].end < hit.start - NEAR_CHARS:
            first_near += 1
        neighbours: set[str] = set()
        for other in hits[first_near:]:
            if other.start > hit.end + NEAR_CHARS:
                break
            if other is not hit and other.end >= hit.start - NEAR_CHARS:
                neighbours.add(other.group)
        counts.update((hit.group, group) for group in neighbours)
    return counts


def passages(text: str) -> list[str]:
    """Cut a text into passages of about `LEAD_CHARS`, at sentence ends where there are any."""
    pieces: list[str] = []
    current = ""
    for line in text[:READ_CHARS].splitlines():
        for sentence in _SENTENCE_END.split(line.strip()):
            for start in range(0, len(sentence), LEAD_CHARS):
                part = sentence[start : start + LEAD_CHARS]
                if current and len(current) + len(part) > LEAD_CHARS:
                    pieces.append(current)
                    current = ""
                current = f"{current} {part}".strip()
    return [*pieces, current] if current else pieces
