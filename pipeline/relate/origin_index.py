"""Say of each article whom it credits and what it was made from: an archived article, or an outlet that is not here.

In: articles in time order, each with the names of its outlet. Out: `Origins` for each: its attributions and its links,
the surest first. Candidates are the earlier articles that share rare clues (`reports.clues`), the few that share most;
a clue that many have finds nobody and is not filed. Work for one article is bounded by its own length.

A night preloads the articles that share clues with its own; a filter holds the newest `HELD` reports.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.relate.attributions import Attribution, attributed
from pipeline.relate.origin_links import Certainty, Reason, Verdict, judge
from pipeline.relate.outlets import Outlet, Outlets, names_outlet
from pipeline.relate.relatable import Relatable
from pipeline.relate.reports import Report, clues, read_report

COMMON = 50
"""A clue of more articles finds nobody: a series, a template."""
HELD = 3000
CANDIDATES = 8
_MIN_CLUES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One thing that an article may have been made from."""

    origin_id: str | None
    """An archived article; None for an outlet whose article is not in the archive."""
    outlet: Outlet | None
    relation: str
    """rewrite, translation, same_title (both are of one report), or credit (an outlet is named as its source)."""
    certainty: Certainty
    similarity: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """What is known of where an article comes from; empty for a report of its own."""

    attributions: tuple[Attribution, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def certain(self) -> Link | None:
        """The link to an archived article that an editor would print; None without one."""
        return next((one for one in self.links if one.certainty == "certain" and one.origin_id is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """An article as this index sees it."""

    id: str
    report: Report
    names: tuple[str, ...]
    """Names and hosts of its outlet."""
    vector: "NDArray[np.float32] | None" = None
    """Unit length; only vectors of one model are given to one index."""
    clues: frozenset[int] = frozenset()


class OriginIndex:
    """The earlier articles that may be origins; `place` judges one more article and files it."""

    def __init__(self, outlets: Outlets, *, held: int | None = None) -> None:
        self._outlets = outlets
        self._held = held
        self._articles: OrderedDict[str, Reported] = OrderedDict()
        self._owners: dict[int, list[str]] = {}

    def file(self, article: Reported) -> None:
        """Let later articles find this one."""
        if article.id in self._articles:
            return
        self._articles[article.id] = article
        for clue in article.clues:
            owners = self._owners.setdefault(clue, [])
            if len(owners) <= COMMON:
                owners.append(article.id)
        if self._held is not None and len(self._articles) > self._held:
            self._forget(next(iter(self._articles)))

    def place(self, article: Reported) -> Origins:
        """Return where an article comes from."""
        report = article.report
        attributions = attributed(report.credits, self._outlets, chars=report.chars, own=article.names)
        found = [
            (verdict, earlier)
            for earlier in self._candidates(article)
            if (verdict := self._judged(earlier, article)) is not None
        ]
        # What is certain before what is possible, the credited before the alike, the earlier of two.
        found.sort(
            key=lambda pair: (
                pair[0].certainty != "certain",
                not _is_credited(pair[0]),
                -pair[0].similarity,
                pair[1].id,
            )
        )
        links = [_link(verdict, earlier) for verdict, earlier in found]
        links += self._credited(article, attributions, [earlier for _, earlier in found])
        return Origins(attributions=attributions, links=tuple(links[:CANDIDATES]))

    def _candidates(self, article: Reported) -> list[Reported]:
        shared: Counter[str] = Counter()
        for clue in article.clues:
            owners = self._owners.get(clue, ())
            if len(owners) <= COMMON:
                shared.update(owners)
        shared.pop(article.id, None)
        best = sorted(((-count, key) for key, count in shared.items() if count >= _MIN_CLUES))[:CANDIDATES]
        return [self._articles[key] for _, key in best]

    def _judged(self, earlier: Reported, later: Reported) -> Verdict | None:
        alike = None
        if (
            earlier.vector is not None
            and later.vector is not None
            and earlier.report.language == later.report.language == "en"
        ):
            alike = float(earlier.vector @ later.vector)
        return judge(
            earlier.report,
            later.report,
            earlier_names=earlier.names,
            later_names=later.names,
            outlets=self._outlets,
            cosine=alike,
        )

    def _credited(
        self, article: Reported, attributions: tuple[Attribution, ...], linked: list[Reported]
    ) -> Iterable[Link]:
        """Yield the outlets that are credited for the report and whose article is not at hand."""
        told: dict[str, list[Attribution]] = {}
        for one in attributions:
            if one.credited_for != "detail":
                told.setdefault(one.outlet.key, []).append(one)
        for credits in told.values():
            outlet = credits[0].outlet
            if any(names_outlet(outlet.name, earlier.names) for earlier in linked):
                continue
            is_report = any(one.credited_for in {"report", "agency"} for one in credits)
            is_sure = is_report and not article.report.has_own_reporting
            yield Link(
                origin_id=None,
                outlet=outlet,
                relation="credit",
                certainty="certain" if is_sure else "possible",
                similarity=0.0,
                reasons=tuple(Reason(kind="credit", value=f"{one.rule}: {one.name}") for one in credits[:3]),
            )

    def _forget(self, key: str) -> None:
        for clue in self._articles.pop(key).clues:
            owners = self._owners[clue]
            if key in owners:
                owners.remove(key)
            if not owners:
                del self._owners[clue]


def reported(article: Relatable, *, names: Iterable[str], vector: "NDArray[np.float32] | None" = None) -> Reported:
    """Read an article for this index."""
    report = read_report(article)
    return Reported(
        id=article.id, report=report, names=tuple(name for name in names if name), vector=vector, clues=clues(report)
    )


def _is_credited(verdict: Verdict) -> bool:
    return any(reason.kind == "credit" for reason in verdict.reasons)


def _link(verdict: Verdict, earlier: Reported) -> Link:
    return Link(
        origin_id=earlier.id,
        outlet=None,
        relation=verdict.relation,
        certainty=verdict.certainty,
        similarity=verdict.similarity,
        reasons=verdict.reasons,
    )
