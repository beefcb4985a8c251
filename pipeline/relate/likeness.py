"""Say how alike two groups of articles are, as reports of one event.

In: for each group the sum of its vectors and the terms of its members; how rare each term is. Out: a number,
near 0..1. Meaning, words and names find articles on one subject. What tells look-alike events apart is
whether the names and words that lead one report occur in the other, whether they agree on figures, and the days
between them: a second pay cut or suit is like the first in all but wording and date.
"""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.relate.story_window import Float64Array, Rarity
from pipeline.relate.terms import TABLE_SIZE, Terms

# Weights of the parts; re-tune together with the thresholds in `stories.py`.
MEANING, WORDS, NAMES = 0.51, 0.35, 0.12
SUBJECT, LEAD_NAMES, LEAD_WORDS, FIGURES = 0.76, 0.25, 0.34, 0.21
# Share of an article's figures that the reports of its event usually have.
USUAL_FIGURES = 0.26
# What a fortnight and two months take from the likeness of reports that share no wording.
FORTNIGHT, TWO_MONTHS = 0.15, 0.30
# Share of leading words, and of three figures, at which a late report is of the same event for sure.
SAME_WORDS, SAME_FIGURES = 0.58, 0.30
# What the leading names and words of a story are worth in a report of the same days, and what any two share.
NEAR_NAMES, NEAR_WORDS = 0.10, 0.10
USUAL_NAMES, USUAL_WORDS = 0.65, 0.18
NEAR_DAYS = 5.0
# What is taken where neither says whom the other is about, and the share of a story's reports that make a name its own.
RIVALS, MAIN_SHARE = 0.25, 0.55
# A model of English sees a third of the likeness of a German report.
OTHER_LANGUAGE = 0.27


Profile = tuple[NDArray[np.int32], Float64Array]


@dataclass(frozen=True, slots=True)
class Group:
    """Articles taken together; made by `grouped`."""

    vector: Float64Array
    """Sum of the members' vectors."""
    members: list[Terms]
    words: Profile
    names: Profile


def grouped(vector: Float64Array, members: list[Terms], rarity: Rarity) -> Group:
    """Return articles as a group: each member counts the same, however long it is."""
    return Group(
        vector,
        members,
        _profile([member.words for member in members], [member.weights for member in members], rarity),
        _profile([member.names for member in members], None, rarity),
    )


def subject_likeness(one: Group, other: Group) -> float:
    """Return how alike two groups are in meaning, words and names."""
    return (
        MEANING * _cosine(one.vector, other.vector)
        + WORDS * _sparse_cosine(one.words, other.words)
        + NAMES * _sparse_cosine(one.names, other.names)
    )


def event_likeness(subject: float, one: list[Terms], other: list[Terms], rarity: Rarity) -> float:
    """Return how surely two groups of the given `subject_likeness` report one event."""
    names = min(
        _lead_share([a.lead_names for a in one], [b.all_names for b in other], rarity),
        _lead_share([b.lead_names for b in other], [a.all_names for a in one], rarity),
    )
    words = _mutual_words(one, other, rarity)
    figures, other_figures = _union([a.figures for a in one]), _union([b.figures for b in other])
    figure_vote = 0.0
    if len(figures) and len(other_figures):
        shared = len(np.intersect1d(figures, other_figures, assume_unique=True))
        figure_vote = shared / len(figures) - USUAL_FIGURES
    return SUBJECT * subject + LEAD_NAMES * names + LEAD_WORDS * words + FIGURES * figure_vote


def doubt_of_rivals(article: Terms, story: list[Terms], rarity: Rarity) -> float:
    """Return what is taken where an article and a story are each about names that the other does not say.

    A second actor who gets the part and a second platform that is sued are told in the words of the first.
    """
    said = Counter(number for member in story for number in member.main_names.tolist())
    held = np.array(
        sorted(number for number, count in said.items() if count >= MAIN_SHARE * len(story)), dtype=np.int32
    )
    if not len(held) or not len(article.main_names):
        return 0.0
    own = rarity[article.main_names] * np.log1p(article.main_counts)
    theirs = rarity[held] * np.array([float(said[number]) for number in held.tolist()])
    missing = _missing(article.main_names, own, [member.all_names for member in story])
    return RIVALS * min(missing, _missing(held, theirs, [article.all_names]))


def _missing(names: NDArray[np.int32], weights: Float64Array, bodies: list[NDArray[np.int32]]) -> float:
    """Return the share of some names, by weight, that none of the bodies has."""
    total = float(weights.sum())
    return float(weights[~np.isin(names, np.concatenate(bodies))].sum()) / total if total else 0.0


def doubt_of_distance(days: float, one: list[Terms], other: list[Terms], rarity: Rarity) -> float:
    """Return what the days between two groups take from their likeness: nothing where wording and figures agree."""
    distance = FORTNIGHT * min(days, 14.0) / 14.0 + TWO_MONTHS * min(days, 60.0) / 60.0
    if not distance:
        return 0.0
    figures = np.intersect1d(_union([a.figures for a in one]), _union([b.figures for b in other]), assume_unique=True)
    agreement = _mutual_words(one, other, rarity) / SAME_WORDS + SAME_FIGURES * min(len(figures), 3) / 3
    return distance * (1.0 - min(1.0, agreement))


def vote_of_nearness(days: float, article: Terms, story: list[Terms], rarity: Rarity) -> float:
    """Return what speaks for an article in the days of a story: it has the names and words that lead the story.

    A feature opens with a person; the platform and the cut stand below.
    """
    names = _lead_share([member.lead_names for member in story], [article.all_names], rarity)
    words = _lead_share([member.lead_words for member in story], [article.all_words], rarity)
    vote = NEAR_NAMES * (names - USUAL_NAMES) + NEAR_WORDS * (words - USUAL_WORDS)
    return math.exp(-days / NEAR_DAYS) * vote


def allowance_for_language(article: Terms, story: list[Terms]) -> float:
    """Return what is added where article and story are in two languages, which share names and figures only."""
    return OTHER_LANGUAGE * sum(member.is_english != article.is_english for member in story) / len(story)


def _mutual_words(one: list[Terms], other: list[Terms], rarity: Rarity) -> float:
    return min(
        _lead_share([a.lead_words for a in one], [b.all_words for b in other], rarity),
        _lead_share([b.lead_words for b in other], [a.all_words for a in one], rarity),
    )


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


def _profile(numbers: list[NDArray[np.int32]], weights: list[Float64Array] | None, rarity: Rarity) -> Profile:
    """Return the sum of the members' unit vectors of term weights; names count by the root of their rarity."""
    lengths = [len(one) for one in numbers if len(one)]
    if not lengths:
        return np.empty(0, dtype=np.int32), np.empty(0)
    joined = np.concatenate(numbers)
    values = rarity[joined] * np.concatenate(weights) if weights is not None else np.sqrt(rarity[joined])
    starts = np.cumsum([0, *lengths[:-1]])
    norms = np.sqrt(np.add.reduceat(values * values, starts))
    values = values / np.repeat(np.where(norms, norms, 1.0), lengths)
    if len(lengths) == 1:
        return joined, values
    unique, places = np.unique(joined, return_inverse=True)
    sums: Float64Array = np.bincount(places, weights=values, minlength=len(unique)).astype(np.float64)
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
