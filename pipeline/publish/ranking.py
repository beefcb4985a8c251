"""Rank the week's stories, and the reports of one story, by what a reader could use.

`points` has the rule: three points for each new pay figure that may be printed (at most four count), three for a pay
change, two for a strike, a court case or an agreement, two for each independent outlet, up to two for what is new in
it, up to one and a half for how widely it is carried, and the beat's own score, at most one. Ties go to the earlier
story. A story that only re-publishers have comes after all others.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from pipeline.publish.points import FactRow, StoryPoints, story_points
from pipeline.publish.rows import ArticleRow, ClaimRow

Claims = Mapping[str, Sequence[ClaimRow]]
"""The claims of each article, by its id."""

_EVENTS = (
    ("Strike", re.compile(r"\b(?:strik(?:e|es|ing|ers?)|walk(?:s|ed)? ?outs?|down(?:ed)? tools|stoppage)\b")),
    ("Court", re.compile(r"\b(?:sues?|sued|suing|lawsuits?|courts?|judges?|tribunals?|class actions?)\b")),
    ("Agreement", re.compile(r"\b(?:agreements?|deals?|accords?|settle(?:s|d|ments?)?)\b")),
)


def rank_stories(
    rows: Iterable[ArticleRow], claims: Claims, facts: Iterable[FactRow] = (), *, known: Collection[str] = ()
) -> list[tuple[str, list[ArticleRow], StoryPoints]]:
    """Return (story id, its articles of the week, its points), best first.

    Args:
        facts: what the week's articles state and name.
        known: the things of these that the weeks before had.
    """
    members: dict[str, list[ArticleRow]] = {}
    for row in rows:
        members.setdefault(row.story_id, []).append(row)
    stated: dict[str, list[FactRow]] = {}
    for fact in facts:
        stated.setdefault(fact.story_id, []).append(fact)
    remembered = frozenset(known)
    ranked = [
        (
            story,
            own,
            story_points(
                own,
                claims,
                stated.get(story, ()),
                known=remembered,
                is_event=any(_event(row.headline) for row in own if row.vouches()),
            ),
        )
        for story, own in members.items()
    ]
    return sorted(
        ranked,
        key=lambda item: (
            all(row.source_class == "republisher" for row in item[1]),
            -item[2].total,
            item[1][0].published,
            item[0],
        ),
    )


def rank_reports(members: Sequence[ArticleRow], claims: Claims) -> list[ArticleRow]:
    """Return the articles of a story, the one to show first: an original that may be quoted and can be read."""

    def order(row: ArticleRow) -> tuple[object, ...]:
        return (
            row.source_class == "republisher",
            not row.vouches(),
            not row.is_read_with_ease(),
            row.rights in {"none", "headline_only"},
            row.is_accessible_for_free is False,
            -min(2, sum(claim.is_printable for claim in claims.get(row.article_id, ()))),
            row.published,
            row.article_id,
        )

    return sorted(members, key=order)


def n_independent(members: Iterable[ArticleRow]) -> int:
    """Return how many outlets report the story on their own."""
    return len({row.outlet for row in members if row.vouches()})


def one_per_outlet(rows: Iterable[ArticleRow]) -> list[ArticleRow]:
    """Return the first article of each outlet."""
    first: dict[str, ArticleRow] = {}
    for row in rows:
        first.setdefault(row.outlet, row)
    return list(first.values())


def story_kind(headline: str, members: Sequence[ArticleRow], claims: Claims, *, event: str = "") -> str:
    """Return the word above a story: Strike, Court, Agreement, the event that opens it, Pay change, Pay or Report.

    Args:
        event: the kind of event that its article opens with, for a headline that names none.
    """
    event = _event(headline) or event
    if event:
        return event
    counted = _counted(members, claims)
    if any(claim.kind == "change" for claim in counted):
        return "Pay change"
    return "Pay" if counted else "Report"


def _event(headline: str) -> str:
    words = headline.lower()
    return next((kind for kind, pattern in _EVENTS if pattern.search(words)), "")


def _counted(members: Sequence[ArticleRow], claims: Claims) -> list[ClaimRow]:
    return [claim for row in members for claim in claims.get(row.article_id, ()) if claim.is_counted]
