"""Put together what stands around a story of the week, from what was read of the archive.

In: the story's articles, claims and points, and its background. Out: a `StoryContext` in which each figure is a stored
claim, each link is above a measured floor and each gap is one that stored records show.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from pipeline.publish.background import Background
from pipeline.publish.context_model import NewFigure, StoryContext
from pipeline.publish.lacking import COMPANIES, lacks_of
from pipeline.publish.points import FactRow, StoryPoints
from pipeline.publish.rows import ArticleRow, ClaimRow

_MOST_FIGURES = 6
_MOST_NAMES = 12


def story_context(
    members: Sequence[ArticleRow],
    claims: Mapping[str, Sequence[ClaimRow]],
    facts: Sequence[FactRow],
    background: Background,
    points: StoryPoints,
    *,
    cite: Callable[[str], int],
) -> tuple[StoryContext, tuple[str, ...]]:
    """Return what stands around a story, and the ids of the claims that it shows.

    Args:
        members: its articles of the week.
        facts: what these state and name.
    """
    own = {row.article_id for row in members}
    stated = [claim for row in members for claim in claims.get(row.article_id, ()) if claim.is_counted]
    named = _named(facts)
    fresh = [fact for fact in facts if background.earlier and fact.thing not in background.old]
    figures = _new_figures([fact for fact in fresh if fact.kind == "figure"], stated)
    shown = figures[:_MOST_FIGURES]
    context = StoryContext(
        points=points.words(),
        earlier=background.earlier,
        new_figures=tuple(
            NewFigure(
                platform=claim.platform or "",
                stated=claim.stated(),
                checked=claim.is_printable,
                note=", ".join(filter(None, [claim.meaning(), claim.note()])),
                source=cite(claim.article_id),
            )
            for claim in shown
        ),
        more_figures=len(figures) - len(shown),
        new_names=tuple(dict.fromkeys(fact.name for fact in _by_name(fresh)))[:_MOST_NAMES],
        lacks=lacks_of(
            background.members,
            stated,
            n_independent=points.n_independent,
            companies={fact.name for fact in facts if fact.type in COMPANIES},
            cite=lambda article: cite(article) if article in own else None,
        ),
        named=named,
    )
    return context, tuple(claim.claim_id for claim in shown)


def _new_figures(facts: Sequence[FactRow], claims: Sequence[ClaimRow]) -> list[ClaimRow]:
    """Return the claims of figures that no earlier story has, each figure once, those that may be printed first."""
    things = {fact.claim_id: fact.thing for fact in facts}
    chosen: dict[str, ClaimRow] = {}
    for claim in sorted(claims, key=lambda claim: (not claim.is_printable, claim.published, claim.claim_id)):
        if claim.claim_id in things and claim.can_be_named() and claim.change_role != "delta":
            chosen.setdefault(things[claim.claim_id], claim)
    return list(chosen.values())


def _named(facts: Sequence[FactRow]) -> tuple[tuple[str, str], ...]:
    """Return the entities that the articles name, the most named first: (name, type)."""
    counts = Counter((fact.name, fact.type.replace("_", " ")) for fact in facts if fact.kind == "name")
    return tuple(sorted(counts, key=lambda one: (-counts[one], one)))[:_MOST_NAMES]


def _by_name(facts: Sequence[FactRow]) -> list[FactRow]:
    return sorted((fact for fact in facts if fact.kind == "name"), key=lambda fact: fact.name)
