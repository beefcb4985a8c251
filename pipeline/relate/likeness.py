"""Say how alike two groups of articles are, as reports of one event.

In: for each group the sum of its vectors and the terms of its members; how rare each term is. Out: a number,
near 0..1. Meaning, words and names find articles on one subject. What tells look-alike events apart is
whether the names and words that lead one report occur in the other, and whether they agree on figures.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.relate.story_window import Float64Array, Rarity
from pipeline.relate.terms import TABLE_SIZE, Terms

# Weights of the parts; re-tune together with the thresholds in `stories.py`.
MEANING, WORDS, NAMES = 0.52, 0.26, 0.22
SUBJECT, LEAD_NAMES, LEAD_WORDS, FIGURES = 0.70, 0.20, 0.10, 0.25
# Share of an article's figures that the reports of its event usually have.
USUAL_FIGURES = 0.30


@dataclass(frozen=True, slots=True)
class Group:
    """Articles taken together."""

    vector: Float64Array
    """Sum of the members' vectors."""
    members: list[Terms]


def subject_likeness(one: Group, other: Group, rarity: Rarity) -> float:
    """Return how alike two groups are in meaning, words and names."""
    words = _sparse_cosine(_word_profile(one.members, rarity), _word_profile(other.members, rarity))
    names = _sparse_cosine(_name_profile(one.members, rarity), _name_profile(other.members, rarity))
    return MEANING * _cosine(one.vector, other.vector) + WORDS * words + NAMES * names


def event_likeness(subject: float, one: list[Terms], other: list[Terms], rarity: Rarity) -> float:
    """Return how surely two groups of the given `subject_likeness` report one event."""
    names = min(
        _lead_share([a.lead_names for a in one], [b.all_names for b in other], rarity),
        _lead_share([b.lead_names for b in other], [a.all_names for a in one], rarity),
    )
    words = min(
        _lead_share([a.lead_words for a in one], [b.all_words for b in other], rarity),
        _lead_share([b.lead_words for b in other], [a.all_words for a in one], rarity),
    )
    figures, other_figures = _union([a.figures for a in one]), _union([b.figures for b in other])
    figure_vote = 0.0
    if len(figures) and len(other_figures):
        shared = len(np.intersect1d(figures, other_figures, assume_unique=True))
        figure_vote = shared / len(figures) - USUAL_FIGURES
    return SUBJECT * subject + LEAD_NAMES * names + LEAD_WORDS * words + FIGURES * figure_vote


def _lead_share(leads: list[NDArray[np.int32]], bodies: list[NDArray[np.int32]], rarity: Rarity) -> float:
    """Return the mean share of each lead that the bodies together have, rare terms counting more."""
    present = np.zeros(TABLE_SIZE, dtype=np.bool_)
    for body in bodies:
        present[body] = True
    shares = []
    for lead in leads:
        weights = rarity[lead]
        total = float(weights.sum())
        shares.append(float(weights[present[lead]].sum()) / total if total else 0.5)
    return sum(shares) / len(shares)


def _union(numbers: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.unique(np.concatenate(numbers))


Profile = tuple[NDArray[np.int32], Float64Array]


def _word_profile(members: list[Terms], rarity: Rarity) -> Profile:
    weights = []
    for member in members:
        weight = member.weights * rarity[member.words]
        length = float(np.sqrt((weight * weight).sum()))
        weights.append(weight / length if length else weight)
    return _summed([member.words for member in members], weights)


def _name_profile(members: list[Terms], rarity: Rarity) -> Profile:
    weights = []
    for member in members:
        weight = np.sqrt(rarity[member.names])
        length = float(np.sqrt((weight * weight).sum()))
        weights.append(weight / length if length else weight)
    return _summed([member.names for member in members], weights)


def _summed(numbers: list[NDArray[np.int32]], weights: list[Float64Array]) -> Profile:
    if len(numbers) == 1:
        return numbers[0], weights[0]
    unique, places = np.unique(np.concatenate(numbers), return_inverse=True)
    sums: Float64Array = np.bincount(places, weights=np.concatenate(weights), minlength=len(unique)).astype(np.float64)
    return unique, sums


def _sparse_cosine(one: Profile, other: Profile) -> float:
    lengths = float(np.sqrt((one[1] * one[1]).sum() * (other[1] * other[1]).sum()))
    if not lengths:
        return 0.0
    small, large = (one, other) if len(one[0]) <= len(other[0]) else (other, one)
    places = np.searchsorted(large[0], small[0])
    places[places == len(large[0])] = 0
    common = large[0][places] == small[0]
    return float((small[1][common] * large[1][places[common]]).sum()) / lengths


def _cosine(one: Float64Array, other: Float64Array) -> float:
    lengths = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / lengths if lengths else 0.0
