"""Decide whether an article was made from an earlier one, and how surely.

In: the `Report`s of two articles at different outlets. Out: a `Verdict`, or None. A report is somebody's own where it
has people, quotations and figures that the earlier one lacks; two reporters at one event share the company's statement
and the unavoidable figures. Precision first: "certain" is what a careful editor would print; everything else is
"possible", which counts nowhere.

Where both credit a third for the report, neither was made from the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Literal

from pipeline.relate.attributions import attributed, credits_to
from pipeline.relate.outlets import Outlets, names_outlet
from pipeline.relate.reports import Report

Certainty = Literal["certain", "possible"]

_UNCREDITED_WITHIN = timedelta(days=45)
_CREDITED_WITHIN = timedelta(days=150)
# An agency's clock and a paper's differ; a page of this evening may say this morning.
_CLOCKS = timedelta(hours=3)
_SAME_TITLE = 0.85
_SAME_TITLE_WORDS = 8
_MIN_WORDS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What two reports have in common, from the later one's side; shares are 0..1."""

    is_translation: bool
    figures: float
    """Share of the later one's figures that the earlier has; 1 when it has none."""
    n_figures: int
    people: float
    n_people: int
    n_new_people: int
    n_quotes: int
    n_new_quotes: int
    sentences: float
    """How much of each sentence stands in one of the earlier article's, on average."""
    names: float
    order: float
    """Share of the figures in common that come in the same order."""
    title: float
    length: float
    """Words of the later to those of the earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that speaks for a link."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """That an article was made from an earlier one."""

    relation: Literal["rewrite", "translation", "same_title"]
    """same_title: neither need be made from the other, but both were made from one report."""
    certainty: Certainty
    similarity: float
    reasons: tuple[Reason, ...]


def judge(
    earlier: Report,
    later: Report,
    *,
    earlier_names: Sequence[str],
    later_names: Sequence[str],
    outlets: Outlets,
    cosine: float | None = None,
) -> Verdict | None:
    """Return whether the later report was made from the earlier one; None when nothing says so.

    Args:
        earlier_names: names and hosts of the earlier article's outlet.
        later_names: those of the later one's.
        cosine: likeness of the two vectors, where a model for the language has made them.
    """
    if min(earlier.words, later.words) < _MIN_WORDS or not _in_time(earlier, later, _CREDITED_WITHIN):
        return None
    if not _is_near(earlier, later):
        return None
    shared = compare(earlier, later)
    credits = credits_to(earlier_names, later.credits, chars=later.chars)
    main = [one for one in credits if one.credited_for != "detail" and not one.of_another_time]
    thirds = third_outlets(later, outlets, own=(*later_names, *earlier_names))
    common = thirds & third_outlets(earlier, outlets, own=(*earlier_names, *later_names))
    similarity = likeness(shared, cosine)
    if (
        shared.title >= _SAME_TITLE
        and min(len(earlier.title_words), len(later.title_words)) >= _SAME_TITLE_WORDS
        and not main
    ):
        return Verdict(
            relation="same_title",
            # Each with quotations of its own, they may be two reports under one line.
            certainty="possible" if shared.n_new_quotes else "certain",
            similarity=similarity,
            reasons=(Reason(kind="title", value=f"{shared.title:.2f}"), *_reasons(shared, cosine)),
        )
    if names_outlet_any(earlier_names, later_names) and not shared.is_translation:
        return None
    certainty = _certainty(shared, is_credited=bool(main), is_mentioned=bool(credits), cosine=cosine)
    if certainty is None or (not main and not _in_time(earlier, later, _UNCREDITED_WITHIN)):
        return None
    if not main and (common or thirds):
        # Both wrote up a third report, or this one says that it did.
        certainty = None if common else "possible"
    if certainty is None:
        return None
    reasons = tuple(Reason(kind="credit", value=f"{one.rule}: {one.name}") for one in main[:3])
    return Verdict(
        relation="translation" if shared.is_translation else "rewrite",
        certainty=certainty,
        similarity=similarity,
        reasons=(*reasons, *_reasons(shared, cosine)),
    )


def compare(earlier: Report, later: Report) -> Shared:
    """Return what a later report has in common with an earlier one."""
    is_translation = bool(earlier.language and later.language and earlier.language != later.language)
    figures = later.figures & earlier.figures
    known = [person for person in later.people if person[-1] in earlier.tokens]
    new_people = {person[-1] for person in later.people if not any(word in earlier.tokens for word in person)}
    names, other = (later.names, earlier.tokens) if later.language != "de" else (earlier.names, later.tokens)
    quotes = [] if is_translation else [_held(words, earlier.sentences) for words in later.quotes]
    held = [] if is_translation else [_held(words, earlier.sentences) for words in later.sentences if len(words) >= 4]
    return Shared(
        is_translation=is_translation,
        figures=len(figures) / len(later.figures) if later.figures else 1.0,
        n_figures=len(figures),
        people=len(known) / len(later.people) if later.people else 1.0,
        n_people=len({person[-1] for person in known}),
        # German writes every noun with a capital: "Millionen Pfund" is nobody.
        n_new_people=0 if later.language == "de" else len(new_people),
        n_quotes=sum(one >= 0.6 for one in quotes),
        n_new_quotes=sum(one < 0.4 for one in quotes),
        sentences=sum(held) / len(held) if held else 0.0,
        names=len(names & other) / len(names) if names else 1.0,
        order=_order(earlier.ordered_figures, later.ordered_figures),
        title=_title(earlier.title_words, later.title_words),
        length=later.words / max(1, earlier.words),
    )


def likeness(shared: Shared, cosine: float | None) -> float:
    """Return one number for how much of the later report is the earlier one's, 0..1."""
    parts = [shared.figures, shared.people, shared.names if shared.is_translation else min(1.0, 2 * shared.sentences)]
    if cosine is not None and not shared.is_translation:
        parts.append(max(0.0, cosine))
    return round(sum(parts) / len(parts), 4)


def third_outlets(report: Report, outlets: Outlets, *, own: Iterable[str]) -> set[str]:
    """Return the keys of outlets other than these that a report credits for more than a detail."""
    found = attributed(report.credits, outlets, chars=report.chars, own=own)
    return {one.outlet.key for one in found if one.credited_for in {"report", "agency"}}


def names_outlet_any(names: Iterable[str], others: Sequence[str]) -> bool:
    """Say whether two lists of names and hosts are of one outlet."""
    return any(names_outlet(name, others) for name in names)


def _certainty(shared: Shared, *, is_credited: bool, is_mentioned: bool, cosine: float | None) -> Certainty | None:
    if shared.is_translation:
        return _of_translation(shared)
    if cosine is not None and cosine < 0.45:
        return None
    anchors = shared.n_figures + shared.n_people + shared.n_quotes
    own = shared.n_new_people + shared.n_new_quotes
    if is_credited:
        # A credit for a quotation in a report of one's own makes it no rewrite.
        is_mostly_it = own <= shared.n_people + shared.n_quotes and shared.names >= 0.5
        if anchors >= 3 and shared.sentences >= 0.30 and shared.figures >= 0.4 and is_mostly_it:
            return "certain"
        return "possible" if anchors >= 2 and shared.sentences >= 0.22 else None
    is_close = shared.names >= 0.70 and shared.figures >= 0.75 and shared.n_people >= 1 and anchors >= 4
    # One new name may be the writer's own word for a place or a body; then more must be the earlier article's.
    is_all_of_it = own == 0 and shared.sentences >= 0.42
    is_nearly_all = own == 1 and shared.n_new_quotes == 0 and shared.n_people >= 2 and shared.sentences >= 0.50
    if is_close and (is_all_of_it or is_nearly_all) and not is_mentioned:
        return "certain"
    if own <= 1 and anchors >= 3 and shared.sentences >= 0.34:
        return "possible"
    return None


def _of_translation(shared: Shared) -> Certainty | None:
    anchors = shared.n_figures + shared.n_people
    is_complete = anchors >= 4 and shared.figures >= 0.8 and shared.order >= 0.6 and shared.length < 1.6
    if is_complete and shared.names >= 0.65 and shared.n_new_people <= 1:
        return "certain"
    return "possible" if anchors >= 3 and shared.figures >= 0.5 and shared.people >= 0.5 else None


def _reasons(shared: Shared, cosine: float | None) -> tuple[Reason, ...]:
    found = [
        Reason(kind="figures", value=f"{shared.n_figures} shared, {shared.figures:.2f} of its own"),
        Reason(kind="people", value=f"{shared.n_people} shared, {shared.n_new_people} new"),
    ]
    if shared.is_translation:
        found.append(Reason(kind="order", value=f"{shared.order:.2f}"))
    else:
        found.append(Reason(kind="quotes", value=f"{shared.n_quotes} shared, {shared.n_new_quotes} new"))
        found.append(Reason(kind="sentences", value=f"{shared.sentences:.2f}"))
    if cosine is not None:
        found.append(Reason(kind="meaning", value=f"{cosine:.2f}"))
    return tuple(found)


def _is_near(earlier: Report, later: Report) -> bool:
    """Say whether two reports have enough in common to be compared sentence by sentence."""
    common = len(earlier.figures & later.figures) + sum(person[-1] in earlier.tokens for person in later.people)
    return common >= 2 or _title(earlier.title_words, later.title_words) >= _SAME_TITLE


def _in_time(earlier: Report, later: Report, within: timedelta) -> bool:
    if earlier.published is None or later.published is None:
        return True
    return -_CLOCKS <= later.published - earlier.published <= within


def _held(words: frozenset[str], sentences: Sequence[frozenset[str]]) -> float:
    """Return the greatest share of `words` that one sentence, or two in a row, have."""
    single = [len(words & sentence) for sentence in sentences]
    pairs = [len(words & (one | other)) for one, other in pairwise(sentences)]
    return max([*single, *(0.9 * count for count in pairs), 0.0]) / max(1, len(words))


def _order(earlier: Sequence[str], later: Sequence[str]) -> float:
    """Return the longest run of common figures in the same order, as a share of them."""
    places: list[int] = []
    for figure in dict.fromkeys(later):
        if figure in earlier:
            places.append(earlier.index(figure))
    if not places:
        return 1.0
    best: list[int] = []
    for number, place in enumerate(places):
        best.append(1 + max((best[before] for before in range(number) if places[before] < place), default=0))
    return max(best) / len(places)


def _title(earlier: Sequence[str], later: Sequence[str]) -> float:
    one, other = set(earlier), set(later)
    return len(one & other) / max(1, len(one | other))
