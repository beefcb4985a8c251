"""Count what a reader could use of a story: new pay facts, independent sources, novelty, reach, and how near the beat.

In: the week's articles of a story, their pay claims, what they state and name, and what the twelve weeks before the
week stated and named. Out: points, each part by itself, so that the digest can say why a story stands where it does.

A figure is new when no counted article of those twelve weeks has it: payer, amounts, bound, currency and unit are the
same. Novelty is the share of new figures and names among all that the story states and names; a story without any has
none. Reach never outweighs one more independent report: however many outlets carry a text, it is one text.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipeline.publish.rows import ArticleRow, ClaimRow

REMEMBERED = timedelta(weeks=12)
"""How far back an article makes a figure or a name an old one."""
_FIGURE = 3.0
_MOST_FIGURES = 4
_CHANGE = 3.0
_EVENT = 2.0
_INDEPENDENT = 2.0
_NOVELTY = 2.0
_REACH = 0.25
_MOST_OUTLETS, _MOST_COUNTRIES = 4, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A figure or a name in a counted article, as `queries/story_facts.sql` gives it."""

    story_id: str
    article_id: str
    published: datetime
    kind: Literal["figure", "name"]
    thing: str
    """What makes two figures or two names the same."""
    claim_id: str
    """"" for a name."""
    name: str
    """"" for a figure."""
    type: str
    """Type of the entity; "" for a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPoints:
    """The points of a story, part by part."""

    n_figures: int
    """Pay figures that may be printed and are new."""
    is_change: bool
    is_event: bool
    n_independent: int
    n_new: int
    """Figures and names that are new, of `n_things`."""
    n_things: int
    n_outlets: int
    """Outlets that carry it; re-publishers are none."""
    n_countries: int
    """Countries of these outlets."""
    nearness: float
    """0..1, to the beat."""

    @property
    def pay(self) -> float:
        """New pay facts."""
        return _FIGURE * min(self.n_figures, _MOST_FIGURES) + _CHANGE * self.is_change

    @property
    def novelty(self) -> float:
        """The share of what is new."""
        return _NOVELTY * self.n_new / self.n_things if self.n_things else 0.0

    @property
    def reach(self) -> float:
        """How widely it is carried."""
        return _REACH * (
            min(max(0, self.n_outlets - 1), _MOST_OUTLETS) + min(max(0, self.n_countries - 1), _MOST_COUNTRIES)
        )

    @property
    def total(self) -> float:
        """All points, to four places, so that equal stories are equal."""
        parts = self.pay + _EVENT * self.is_event + _INDEPENDENT * self.n_independent
        return round(parts + self.novelty + self.reach + self.nearness, 4)

    def words(self) -> str:
        """Return the parts in words, those that brought points."""
        parts = [
            (self.pay, _pay_words(self)),
            (_EVENT * self.is_event, "a strike, a court case or an agreement"),
            (_INDEPENDENT * self.n_independent, _count(self.n_independent, "independent report")),
            (self.novelty, f"{self.n_new} of {self.n_things} figures and names new in twelve weeks"),
            (self.reach, f"{_count(self.n_outlets, 'outlet')} in {_count(self.n_countries, 'country', 'countries')}"),
            (self.nearness, "nearness to the subject"),
        ]
        said = "; ".join(f"{words} {_short(points)}" for points, words in parts if round(points, 2))
        return f"{_short(self.total)} points: {said}" if said else "no points"


def story_points(
    members: Sequence[ArticleRow],
    claims: Mapping[str, Sequence[ClaimRow]],
    facts: Iterable[FactRow],
    *,
    known: Collection[str],
    is_event: bool,
) -> StoryPoints:
    """Return the points of a story.

    Args:
        members: its articles of the week.
        facts: what they state and name.
        known: things that the weeks before had.
        is_event: an independent report's headline tells of a strike, a court case or an agreement.
    """
    counted = [claim for row in members for claim in claims.get(row.article_id, ()) if claim.is_counted]
    printable = {claim.claim_id for claim in counted if claim.is_printable}
    own = list(facts)
    things = {fact.thing for fact in own}
    carrying = [row for row in members if row.source_class != "republisher"]
    return StoryPoints(
        n_figures=len({fact.thing for fact in own if fact.claim_id in printable and fact.thing not in known}),
        is_change=any(claim.kind == "change" and claim.modality != "denied" for claim in counted),
        is_event=is_event,
        n_independent=len({row.outlet for row in members if row.vouches()}),
        n_new=len(things - set(known)),
        n_things=len(things),
        n_outlets=len({row.outlet for row in carrying}),
        n_countries=len({row.country for row in carrying if row.country}),
        nearness=max(row.relevance_score for row in members),
    )


def _pay_words(points: StoryPoints) -> str:
    parts = [_count(points.n_figures, "new pay figure")] if points.n_figures else []
    return " and ".join([*parts, *(["a change of pay"] if points.is_change else [])])


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _short(points: float) -> str:
    return f"{points:.2f}".rstrip("0").rstrip(".")
