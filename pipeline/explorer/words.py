"""The words of ours on the explorer's pages: what values of facets mean, counts, times."""

from datetime import date, datetime

_STANDING = {"printable": "May be printed", "not checked": "Not checked", "copy": "In a copy"}
_KINDS = {
    "change": "Change of pay",
    "owed": "Pay owed",
    "bonus": "Bonus",
    "statutory_minimum": "Legal minimum",
    "average": "Average",
    "posted_range": "Advertised range",
    "offered_rate": "Offered rate",
    "reported_earnings": "Reported earnings",
}
FACET_NAMES = {
    "platform": "Platform",
    "kind": "Kind of claim",
    "voice": "Whose words",
    "role": "Role",
    "country": "Country",
    "year": "Published",
    "standing": "Standing",
    "review": "Review",
    "source": "Source",
    "story": "Story",
    "hourly": "Pay",
}
"""Facets as they are headed, in the order of the page."""
NOT_STATED = "Not stated"


def value_words(facet: str, value: str, label: str | None = None) -> str:
    """Return a facet's value as a reader says it."""
    if value == "-":
        return NOT_STATED
    if facet == "country":
        return country_name(value)
    if facet == "standing":
        return _STANDING.get(value, value)
    if facet == "kind":
        return _KINDS.get(value, value.replace("_", " ").capitalize())
    if facet in {"platform", "source", "story"}:
        return label or value.removeprefix("name:")
    return value[:1].upper() + value[1:]


def country_name(code: str) -> str:
    """Return the English name of a country, the code itself when it is none."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> count(1, "story", "stories"), count(1200, "claim")
    ('1 story', '1,200 claims')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day_words(day: date | datetime | None) -> str:
    """Return a day as "22 Nov 2026"; "no date stated" for None."""
    return "no date stated" if day is None else f"{day:%-d %b %Y}"


def time_words(when: datetime | None) -> str:
    """Return a time as "22 Nov 2026, 04:10 UTC"."""
    return "never" if when is None else f"{when:%-d %b %Y, %H:%M} UTC"
