"""A pay claim as every page shows it: what is paid, in whose words, out of which sentence, and who may print it.

In: a record of `queries/record_claims.sql`. Out: a `ShownClaim`, whose words are what the rights of its outlet leave of
the sentence, at most 40; the figure in it is marked apart. A figure that is wrong is put right by `command`.
"""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pipeline.publish.rows import BOUND_WORDS, ClaimRow
from pipeline.quoting import QUOTE_WORDS, window, words_allowed
from pipeline.urls import is_web_address

Shape = Literal["dot", "square", "diamond"]

_CLAIM_FIELDS = frozenset(field.name for field in fields(ClaimRow))
_ADVERTISED = {"offered_rate", "posted_range"}
_UNITS = {"hour": "an hour", "project": "in all", "audio_minute": "an audio minute", "unknown": "no unit stated"}
_FEW_CENTS = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim:
    """One pay claim, ready for a page, a file or a feed."""

    id: str
    article_id: str
    story_id: str | None
    published: date | None
    """None when the page states no date."""
    platform: str
    """The payer; "" when the article names none."""
    platform_id: str | None
    """None when the gazetteer does not know it."""
    role: str
    """Who is paid, in the article's words, else the kind of work."""
    role_class: str
    place: str
    country: str
    pay: str
    """What is paid, in US dollars an hour where it could be converted."""
    pay_note: str
    """Its unit, and what the article states where that is something else."""
    stated: str
    """The amount as the article writes it, with bound and unit."""
    hourly_usd_min: Decimal | None
    hourly_usd_max: Decimal | None
    amount_min: Decimal | None
    amount_max: Decimal | None
    bound: str
    currency: str
    unit: str
    kind: str
    kind_words: str
    shape: Shape
    voice: str
    who: str
    quote_before: str
    quote_figure: str
    quote_after: str
    why_no_quote: str
    """Why no words are shown; else ""."""
    notes: tuple[str, ...]
    """How it was converted, or why not; who checked it."""
    is_printable: bool
    is_counted: bool
    why_not: tuple[str, ...]
    """What speaks against printing it as it stands."""
    review_status: str
    headline: str
    outlet: str
    source_id: str | None
    url: str
    """"" when the article has no web address."""
    language: str | None
    command: str
    """What corrects it."""


def shown_claim(row: dict[str, Any]) -> ShownClaim:
    """Return a claim as it is shown."""
    claim = claim_of(row)
    pay, pay_note = _pay(claim)
    before, figure, after = _quote(row, claim)
    return ShownClaim(
        id=claim.claim_id,
        article_id=claim.article_id,
        story_id=row["story_id"],
        published=row["published"].date() if row["published"] and not row["published_is_fallback"] else None,
        platform=claim.platform or "",
        platform_id=row["payer_id"] if claim.is_known_payer else None,
        role=row["worker"] or claim.role(),
        role_class=claim.role_class,
        place=row["location"] or "",
        country="" if row["country"] == "-" else row["country"],
        pay=pay,
        pay_note=pay_note,
        stated=str(claim.stated()),
        hourly_usd_min=_short(claim.hourly_usd_min),
        hourly_usd_max=_short(claim.hourly_usd_max),
        amount_min=_short(claim.amount_min),
        amount_max=_short(claim.amount_max),
        bound=claim.bound,
        currency=claim.currency,
        unit=claim.unit,
        kind=claim.kind,
        kind_words=claim.kind_words(),
        shape=_shape(row),
        voice=row["voice"],
        who=claim.who(),
        quote_before=before,
        quote_figure=figure,
        quote_after=after,
        why_no_quote="" if figure else "its outlet lets only the headline be shown",
        notes=_notes(row, claim),
        is_printable=claim.is_printable,
        is_counted=claim.is_counted,
        why_not=claim.why_not,
        review_status=claim.review_status,
        headline=row["headline"] or "(no title)",
        outlet=row["outlet"],
        source_id=row["source_id"],
        url=row["url"] if is_web_address(row["url"] or "") else "",
        language=row["language"],
        command=f"laborwire review {claim.claim_id}",
    )


def claim_of(row: dict[str, Any]) -> ClaimRow:
    """Return the part of a row that the digest knows, too."""
    return ClaimRow(**{name: value for name, value in row.items() if name in _CLAIM_FIELDS})


def dollars(amount: Decimal) -> str:
    """Return an amount of US dollars; small ones keep what cents would hide.

    >>> dollars(Decimal("16")), dollars(Decimal("1320.5")), dollars(Decimal("0.0125"))
    ('$16.00', '$1,320.50', '$0.0125')
    """
    return f"${amount.normalize():,f}" if 0 < amount < _FEW_CENTS else f"${amount:,.2f}"


def _short(amount: Decimal | None) -> Decimal | None:
    """Return an amount without the zeros that its column has room for."""
    return None if amount is None else Decimal(f"{amount.normalize():f}")


def _pay(claim: ClaimRow) -> tuple[str, str]:
    """Return the amount that stands large, and what stands below it."""
    stated = str(claim.stated())
    unit = _UNITS.get(claim.unit, f"a {claim.unit}")
    ends = list(dict.fromkeys(end for end in (claim.hourly_usd_min, claim.hourly_usd_max) if end is not None))
    if ends:
        said = BOUND_WORDS.get(claim.bound, "") + "–".join(dollars(end) for end in ends)
        as_stated = claim.unit == "hour" and claim.currency == "USD" and claim.assumption is None
        return said, "an hour" if as_stated else f"an hour; stated: {stated}"
    ends = list(dict.fromkeys(end for end in claim.amounts() if end is not None))
    if not ends:
        return claim.amount_text, unit
    return BOUND_WORDS.get(claim.bound, "") + "–".join(_money(end, claim.currency) for end in ends), unit


def _money(amount: Decimal, currency: str) -> str:
    if currency == "USD":
        return dollars(amount)
    from babel.numbers import format_currency, is_currency

    if not is_currency(currency):
        return f"{amount.normalize():,f}"
    whole = amount == amount.to_integral_value()
    return format_currency(amount, currency, locale="en_US", format="¤#,##0" if whole else None, currency_digits=whole)


def _quote(row: dict[str, Any], claim: ClaimRow) -> tuple[str, str, str]:
    """Return the words before the figure, the figure and the words after it; "" where only headlines may be shown."""
    most_words = words_allowed(row["rights"], row["excerpt_words"], limit=QUOTE_WORDS)
    if not most_words:
        return "", "", ""
    sentence = row["sentence"]
    start, stop = max(claim.start - claim.sent_start, 0), claim.stop - claim.sent_start
    low, high = window(sentence, 0, len(sentence), most_words=most_words, around=(start, stop))
    before = ("… " if low > 0 else "") + sentence[low:start]
    after = sentence[stop:high] + (" …" if high < len(sentence) else "")
    return before, sentence[start : min(stop, len(sentence))], after


def _notes(row: dict[str, Any], claim: ClaimRow) -> tuple[str, ...]:
    notes = []
    has_hourly = claim.hourly_usd_min is not None or claim.hourly_usd_max is not None
    if has_hourly and row["fx_units_per_usd"] is not None and claim.fx_day is not None:
        rate = f"{row['fx_units_per_usd']:,.4f} {claim.currency} to the US$"
        when = f"on {claim.fx_day:%-d %b %Y}" if claim.fx == "day" else f"the average of {claim.fx_day:%Y}"
        notes.append(f"converted at {rate}, {when}")
    elif has_hourly and claim.fx == "text":
        notes.append("converted by the article itself")
    if has_hourly and claim.assumption:
        hours = claim.hourly_words().partition("(")[2].partition(";")[0].rstrip(")")
        notes.append(f"by the hour at {hours}")
    if not has_hourly:
        notes.append(f"kept as stated: {claim.why_no_hourly_usd or 'not converted'}")
    if not claim.is_counted:
        notes.append("in a copy or an older version: not counted")
    return tuple(notes)


def _shape(row: dict[str, Any]) -> Shape:
    if row["voice"] == "court":
        return "diamond"
    return "square" if row["kind"] in _ADVERTISED else "dot"
