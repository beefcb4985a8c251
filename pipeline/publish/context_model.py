"""What a digest says around a story: earlier coverage, what is new against it, what the archive lacks, what lies ahead.

Nothing here is anybody's opinion: each line comes from stored records (links, claims, mentions, origins, events), and
says from which. Texts of articles are not in it, but headlines, amounts and names.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.publish.model import StatedAmount

Outcome = Literal["happened", "not seen", "can't tell"]
"""What became of something to watch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedReport:
    """A report of the archive that is no source of this issue: its headline, and where it stands."""

    story_id: str
    article_id: str
    headline: str
    is_unchecked: bool
    """True when the headline states money that may not be printed as it stands."""
    outlet: str
    published: date | None
    """None when the page states no date."""
    url: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierStory:
    """An earlier story that is close to one of the week."""

    report: LinkedReport
    why: str
    """The names that both have, and how close they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigure:
    """A pay figure of the week that none of the linked earlier stories has."""

    platform: str
    stated: StatedAmount
    checked: bool
    note: str
    """As of a `PayFact`, after what the amount alone does not tell: "demanded, not checked"."""
    source: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What the archive does not have on a story."""

    text: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryContext:
    """What stands around a story of the week."""

    points: str
    """Why it stands where it does."""
    earlier: tuple[EarlierStory, ...] = ()
    new_figures: tuple[NewFigure, ...] = ()
    more_figures: int = 0
    new_names: tuple[str, ...] = ()
    """Entities of the gazetteer that none of the linked earlier stories names."""
    lacks: tuple[Lack, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    """(name, type) of all entities of the gazetteer that its articles of the week name, the most named first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLine:
    """An event that lies ahead."""

    kind: str
    """"Strike", "Law" ..."""
    is_threat: bool
    when: str
    names: tuple[str, ...]
    headline: str
    """Of the report that tells of it."""
    headline_unchecked: bool
    language: str | None
    story: int | None
    """Number of its story, where it is on the page."""
    source: int
    query: str
    """The command that asks for what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpLine:
    """What became of an event that an earlier digest said to watch."""

    kind: str
    when: str
    names: tuple[str, ...]
    week: str
    """The first digest that had it."""
    told: LinkedReport
    """The report that told of it."""
    outcome: Outcome
    why: str
    report: LinkedReport | None
    """The report that shows it; None where there is none."""
    query: str
