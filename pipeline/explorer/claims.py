"""The page of pay claims: facets with counts, chips, a histogram and fifty rows, for any filter.

In: an opened snapshot and a `ClaimFilter`. Out: a `ClaimsPage`, which the page, the JSON and the feed are made of.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.explorer.address import FACETS, OTHERS, ClaimFilter
from pipeline.explorer.edition import Edition
from pipeline.explorer.histogram import Histogram, make_histogram
from pipeline.explorer.shown_claim import ShownClaim, shown_claim
from pipeline.explorer.words import FACET_NAMES, value_words

ROWS_A_PAGE = 50
_VALUES_SHOWN = 6
# More would weigh more than the rows; the search finds the rest.
_MOST_VALUES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value that claims can be narrowed to."""

    value: str
    words: str
    n: int
    is_chosen: bool
    twentieths: int
    """Its length as a bar, beside the most frequent value of its facet: 0 to 20."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """What claims are counted by, most frequent value first."""

    name: str
    words: str
    values: tuple[FacetValue, ...]
    n_shown: int
    """So many of the values stand open, the others behind "more"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter that is set, and how many claims there would be without it."""

    name: str
    words: str
    n_without: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsPage:
    """What the page of pay claims shows."""

    filter: ClaimFilter
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    histogram: Histogram
    claims: tuple[ShownClaim, ...]
    n_claims: int
    n_articles: int
    n_copies: int
    """Claims in copies that match besides; they are not counted."""
    first: int
    """Number of the first row, from 1."""
    n_pages: int


def claims_page(edition: Edition, wanted: ClaimFilter) -> ClaimsPage:
    """Return the page of claims that match a filter; a page beyond the last one is the last."""
    values = wanted.values()
    key = f"claims {sorted(values.items(), key=str)}"
    n_claims, n_articles = edition.kept_page(f"{key} sums", lambda: edition.claims.sums(values))
    n_pages = max(1, -(-n_claims // ROWS_A_PAGE))
    wanted = replace(wanted, page=min(wanted.page, n_pages))
    counted: dict[str, list[dict[str, Any]]] = {name: [] for name in FACETS}
    for row in edition.kept_page(f"{key} facets", lambda: edition.claims.facets(values)):
        counted[row["facet"]].append(row)
    n_copies = sum(row["n"] for row in counted["standing"] if row["value"] == "copy")
    return ClaimsPage(
        filter=wanted,
        facets=tuple(_facet(name, counted[name], wanted) for name in FACETS),
        chips=_chips(edition, wanted, counted),
        histogram=edition.kept_page(
            f"{key} histogram", lambda: make_histogram(edition.claims.steps(values), n_claims=n_claims)
        ),
        claims=tuple(read_claims(edition, wanted, limit=ROWS_A_PAGE, offset=(wanted.page - 1) * ROWS_A_PAGE)),
        n_claims=n_claims,
        n_articles=n_articles,
        n_copies=0 if wanted.chosen.get("standing") == "copy" else n_copies,
        first=(wanted.page - 1) * ROWS_A_PAGE + 1,
        n_pages=n_pages,
    )


def read_claims(edition: Edition, wanted: ClaimFilter, *, limit: int, offset: int = 0) -> Iterator[ShownClaim]:
    """Yield claims that match a filter, in its order."""
    numbers = edition.claims.numbers(wanted.values(), sort=wanted.sort, limit=limit, offset=offset)
    for row in edition.records.read("claims", numbers):
        yield shown_claim(row)


def read_claim(edition: Edition, claim: str) -> ShownClaim | None:
    """Return one claim; None when the snapshot has none of that id that stands."""
    row = edition.records.claim(claim)
    return None if row is None else shown_claim(row)


def title_of(edition: Edition, wanted: ClaimFilter) -> str:
    """Return what a filter lets through, in a line."""
    chips = _chips(edition, wanted, {name: [] for name in FACETS})
    return "Pay claims" + (f" ({'; '.join(chip.words for chip in chips)})" if chips else "")


def _facet(name: str, rows: list[dict[str, Any]], wanted: ClaimFilter) -> Facet:
    most = max((row["n"] for row in rows), default=1)
    chosen = wanted.chosen.get(name)
    if name == "year":
        rows = sorted(rows, key=lambda row: str(row["value"]), reverse=True)
    values = [
        FacetValue(
            value=row["value"],
            words=value_words(name, row["value"], row["label"]),
            n=row["n"],
            is_chosen=row["value"] == chosen,
            twentieths=-(-20 * row["n"] // most),
        )
        for row in rows[:_MOST_VALUES]
    ]
    # What is chosen stands first, so that it can be taken off without looking for it.
    values.sort(key=lambda value: not value.is_chosen)
    shown = len(values) if len(values) <= _VALUES_SHOWN + 1 else _VALUES_SHOWN
    return Facet(name=name, words=FACET_NAMES[name], values=tuple(values), n_shown=shown)


def _chips(edition: Edition, wanted: ClaimFilter, counted: dict[str, list[dict[str, Any]]]) -> tuple[Chip, ...]:
    chips = []
    for name in (*FACETS, *OTHERS):
        if name not in wanted.chosen:
            continue
        value = wanted.chosen[name]
        if name in FACETS:
            rows = [row for row in counted[name] if name != "standing" or row["value"] != "copy"]
            label = next((row["label"] for row in counted[name] if row["value"] == value), None)
            label = label or (_name_of(edition, "platform", value) if name == "platform" else None)
            n_without: int | None = sum(row["n"] for row in rows)
        else:
            label = _name_of(edition, name, value)
            n_without = _n_claims(edition, wanted.without(name))
        words = f"{FACET_NAMES[name]}: {value_words(name, value, label)}"
        chips.append(Chip(name=name, words=words, n_without=n_without))
    if wanted.hourly:
        n = _n_claims(edition, wanted.without("hourly"))
        chips.append(Chip(name="hourly", words="Hourly only", n_without=n))
    return tuple(chips)


def _n_claims(edition: Edition, wanted: ClaimFilter) -> int:
    return edition.claims.sums(wanted.values())[0]


def _name_of(edition: Edition, what: str, value: str) -> str | None:
    rows = edition.rows("name_of", {"what": what, "value": value})
    return str(rows[0]["name"]) if rows else None
