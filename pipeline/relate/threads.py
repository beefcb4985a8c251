"""Link stories that are parts of one long affair: a suit and its ruling months later, one cut after the other.

In: an article and the stories near it. Out: whether another story than its own belongs to the same thread. Links never
merge stories; `threads_of` gathers what hangs together. Precision goes before recall: a link wants closeness in
meaning, a rare name that leads both, and a tagged name that both have. Two affairs on one subject share no such name;
one company's many affairs share the name but not the subject.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np

from pipeline.relate.likeness import Group
from pipeline.relate.story_window import Rarity

# Chosen on 132 invented articles of 32 look-alike events in 7 threads, among 308 others on the beat: all 32 pairs of
# stories that end in one thread are of one affair, of 187 that there are. Capitalised words alone ("Monday", "Bay") are
# no names: where no tagged one is shared, a third of the links is wrong, so `linked_stories.sql` asks for one.
CLOSE = 0.40
NAMED = 0.15
# log of one in ten: what a tenth of the articles in sight name ("AI") tells no affair from another.
RARE = 2.3
# Share of the pairs of two groups of stories that must be linked for both to be one thread.
LINKED = 1 / 3


def thread_likeness(article: Group, story: Group, rarity: Rarity) -> tuple[float, float] | None:
    """Return closeness and share of leading names where an article links its story to this one; None where not."""
    lengths = float(np.sqrt((article.vector @ article.vector) * (story.vector @ story.vector)))
    closeness = float(article.vector @ story.vector) / lengths if lengths else 0.0
    if closeness < CLOSE:
        return None
    own = np.unique(np.concatenate([member.lead_names for member in article.members]))
    theirs = np.unique(np.concatenate([member.lead_names for member in story.members]))
    total = float(rarity[own].sum())
    shared = rarity[np.intersect1d(own, theirs, assume_unique=True)]
    named = float(shared[shared >= RARE].sum()) / total if total else 0.0
    return None if named < NAMED else (round(closeness, 4), round(named, 4))


def threads_of(links: Iterable[tuple[str, str]], started: Mapping[str, str]) -> dict[str, str]:
    """Return the thread of each story that is linked to another: the id of the thread's earliest story.

    Two groups become one where a third of their pairs is linked, those with most links first: one link too many must
    not chain two affairs.

    Args:
        links: pairs of stories that stand, in any order; one pair may be linked by several articles.
        started: when each began, in a form that can be compared; one that is missing counts as late.

    >>> threads_of([("s3", "s2"), ("s2", "s1"), ("s7", "s8")], {"s2": "2026-01-01", "s8": "2026-02-01"})
    {'s1': 's2', 's2': 's2', 's3': 's2', 's7': 's8', 's8': 's8'}
    """
    votes = Counter((min(pair), max(pair)) for pair in links if pair[0] != pair[1])
    groups: dict[str, set[str]] = {story: {story} for pair in votes for story in pair}
    for (one, other), _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        group, second = groups[one], groups[other]
        if group is second:
            continue
        linked = sum((min(pair), max(pair)) in votes for pair in product(group, second))
        if linked >= LINKED * len(group) * len(second):
            group |= second
            groups |= dict.fromkeys(second, group)
    names = {id(group): min(group, key=lambda story: (started.get(story, "~"), story)) for group in groups.values()}
    return {story: names[id(group)] for story, group in sorted(groups.items()) if len(group) > 1}
