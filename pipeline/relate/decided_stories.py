"""What people decided about stories, and what clustering has to leave as it is because of that.

In: the decisions `merge`, `split` and `move`, in the order of time. Out: which article stands in which story, which
story leads where, and which stories may not be gathered into one again. The latest decision counts, and one with
the value "back" takes back: a move, where the article was put (by a split, too); a merge, that its story was given up.

The clustering keeps its own answer (`story_articles.first_story_id`); decisions lie over it and are applied anew with
each load. It must know of them nonetheless: a follow-up goes where the article it is like was put (`Pins`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from pipeline.decisions import TAKEN_BACK
from pipeline.records import story_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """That articles left a story."""

    old: str
    """It keeps its id."""
    new: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDecisions:
    """What stands of all decisions about stories."""

    moves: dict[str, str]
    """Article to the story into which it was put."""
    merges: dict[str, str]
    """Story that was given up to the one that took its articles."""
    splits: tuple[Split, ...]
    """Those of which an article is still where it was put."""

    @classmethod
    def of(cls, decided: Iterable[tuple[str, str, str | None]]) -> Self:
        """Add up decisions.

        Args:
            decided: (verb, subject, value), the oldest first; other verbs are passed over.

        >>> StoryDecisions.of([("move", "a1", "s1"), ("move", "a1", "s2"), ("merge", "s3", "s2")]).moves
        {'a1': 's2'}
        >>> StoryDecisions.of([("merge", "s3", "s2"), ("merge", "s3", "back")]).merges
        {}
        """
        moves: dict[str, str] = {}
        merges: dict[str, str] = {}
        splits: dict[tuple[str, str], Split] = {}
        for verb, subject, value in decided:
            if verb == "move":
                moves.pop(subject, None)
                if value and value != TAKEN_BACK:
                    moves[subject] = value
            elif verb == "merge":
                merges.pop(subject, None)
                if value and value not in {subject, TAKEN_BACK}:
                    merges[subject] = value
            elif verb == "split":
                leaving = tuple((value or "").split()) or (subject,)
                new = story_id(leaving[0])
                moves |= dict.fromkeys(leaving, new)
                # A story that was given up and is split off again stands again.
                merges.pop(new, None)
                if value:
                    splits[subject, new] = Split(old=subject, new=new, articles=leaving)
        return cls(
            moves=moves,
            merges=merges,
            splits=tuple(one for one in splits.values() if any(moves.get(name) == one.new for name in one.articles)),
        )

    def redirects(
        self, found: Sequence[tuple[str, str]], *, founders: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Return where each given-up story ends, for the readers of the warehouse; see `follow_redirects`.

        Args:
            found: merges by the clustering.
            founders: for story ids that no article has: the story in which the article is that once founded it.
        """
        kept = set(self.moves.values()) - (founders or {}).keys()
        return follow_redirects([*found, *(founders or {}).items()], list(self.merges.items()), kept)

    def named(self) -> set[str]:
        """Return every story that a decision names."""
        return {*self.moves.values(), *self.merges, *self.merges.values(), *(one.old for one in self.splits)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """What clustering leaves as people decided it."""

    homes: Mapping[str, str] = field(default_factory=dict)
    """Article to its story."""
    apart: frozenset[frozenset[str]] = frozenset()
    """Pairs of stories that are not one."""


def pins_of(decisions: StoryDecisions, *, found: Sequence[tuple[str, str]], first_stories: Mapping[str, str]) -> Pins:
    """Return what clustering has to leave alone. Merges by people lie over its stories and bind nothing.

    Args:
        found: merges that it found before.
        first_stories: the moved articles that are loaded, and where clustering had put them.
    """
    kept = set(decisions.moves.values())
    ends = follow_redirects(found, [], kept)
    pairs = {frozenset((ends.get(split.old, split.old), split.new)) for split in decisions.splits}
    for article, first in first_stories.items():
        if article in decisions.moves:
            pairs.add(frozenset((ends.get(first, first), decisions.moves[article])))
    return Pins(homes=decisions.moves, apart=frozenset(pair for pair in pairs if len(pair) == 2))


def follow_redirects(
    found: Sequence[tuple[str, str]], by_people: Sequence[tuple[str, str]], kept: set[str]
) -> dict[str, str]:
    """Return where each merged story ends, chains followed to their last story.

    Args:
        found: merges by the clustering.
        by_people: merges by people, in the order of their decisions; they win over those found.
        kept: stories into which people put articles: the clustering must not merge them away.

    >>> follow_redirects([("s3", "s2"), ("s2", "s1")], [], set())
    {'s3': 's1', 's2': 's1'}
    """
    step = {old: into for old, into in found if old not in kept and old != into}
    step |= {old: into for old, into in by_people if old != into}
    ends: dict[str, str] = {}
    for old in step:
        seen = [old]
        while seen[-1] in step and step[seen[-1]] not in seen:
            seen.append(step[seen[-1]])
        # Two people may merge two stories into each other: then the smaller id stands.
        looping = seen[-1] in step
        end = min(seen[seen.index(step[seen[-1]]) :]) if looping else seen[-1]
        if end != old:
            ends[old] = end
    return ends
