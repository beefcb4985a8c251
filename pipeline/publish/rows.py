"""One week out of a snapshot, as records: its articles, its pay claims, and the words in which a claim is shown.

The fields are the columns of `warehouse/queries/digest_*.sql`. A shown amount keeps apart what the article
says and what we add ("up to", "an hour"): only the article's own characters may be highlighted as copied. Where a
person corrected amount, bound, currency or unit, the article's characters no longer say it: all of it is ours then.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.publish.model import StatedAmount
from pipeline.records import Rights
from pipeline.warehouse.owed import Owed

if TYPE_CHECKING:
    from pipeline.publish.points import FactRow
    from pipeline.publish.wages import WageRow

_ASSUMED = {
    "8h_day": "8 h a day",
    "40h_week": "40 h a week",
    "173.33h_month": "173.33 h a month",
    "2080h_year": "2,080 h a year",
    "time_from_text": "its time as the article says",
}
_UNIT = {"hour": " an hour", "project": " in all", "audio_minute": " an audio minute", "unknown": ""}
# Words of an amount that already say its unit.
_SAID = {
    "hour": ("hour", "/hr", "/h"),
    "day": ("day", "daily", "shift", "night"),
    "week": ("week", "/wk"),
    "month": ("month", "/mo"),
    "year": ("year", "annual", "annum", "/yr"),
    "task": (" a ", " an ", " per ", " each", "/"),
    "audio_minute": ("minute",),
}
BOUND_WORDS = {
    "up_to": "up to ",
    "under": "under ",
    "at_least": "at least ",
    "over": "over ",
    "as_low_as": "as low as ",
}
_PRONOUNS = {"he", "she", "they", "it", "we", "i", "who", "one", "which", "that", "you"}
_AVERAGED = {"reported_earnings", "offered_rate", "posted_range", "average", "change"}
_NO_ROLE = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """An article of the week, as `queries/digest_articles.sql` gives it."""

    story_id: str
    article_id: str
    headline: str
    text: str
    url: str
    published: datetime
    published_is_fallback: bool
    language: str | None
    is_accessible_for_free: bool | None
    relevance_score: float
    outlet: str
    source_class: str
    rights: Rights
    is_invented: bool
    relation: str
    is_counted: bool
    """False for a copy, excerpt or update that another article stands for."""
    excerpt_words: int | None = None
    """How many words of a sentence its outlet lets be shown; None for our own limit."""
    country: str = ""
    """ISO 3166-1 country of the outlet; "" when nobody said."""

    def vouches(self) -> bool:
        """Say whether the article reports on its own: no copy, no rewrite, no re-publisher."""
        return self.relation in {"original", "update"} and self.is_counted and self.source_class != "republisher"

    def is_read_with_ease(self) -> bool:
        """Say whether its language is that of the digest."""
        return self.language is None or self.language.split("-")[0] == "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A pay claim of the week, as `queries/digest_claims.sql` gives it."""

    claim_id: str
    article_id: str
    place: str
    start: int
    stop: int
    sent_start: int
    sent_end: int
    amount_text: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    currency: str
    unit: str
    bound: str
    kind: str
    change_role: str | None
    linked_to: str | None
    platform: str | None
    is_known_payer: bool
    """True when the payer is an entity of the gazetteer."""
    modality: str
    attribution_type: str
    attribution_name: str | None
    role_class: str
    hourly_usd_min: Decimal | None
    hourly_usd_max: Decimal | None
    assumption: str | None
    fx: str | None
    fx_day: date | None
    why_no_hourly_usd: str | None
    is_printable: bool
    is_counted: bool
    why_not: tuple[str, ...]
    published: datetime
    review_status: str
    is_amount_as_written: bool
    """False when a person corrected amount, bound, currency or unit."""

    def amounts(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the amounts as stated."""
        return self.amount_min, self.amount_max

    def low(self) -> Decimal:
        """Return the lower end in US dollars an hour; the only end when the other is open."""
        return self.hourly_usd_min if self.hourly_usd_min is not None else self.hourly_usd_max or Decimal(0)

    def high(self) -> Decimal:
        """Return the upper end in US dollars an hour; the only end when the other is open."""
        return self.hourly_usd_max if self.hourly_usd_max is not None else self.hourly_usd_min or Decimal(0)

    def can_be_averaged(self) -> bool:
        """Say whether the claim states what is paid, with both ends, and could be converted."""
        return (
            self.bound in {"exact", "range"}
            and self.kind in _AVERAGED
            and self.change_role not in {"delta", "from"}
            and self.hourly_usd_min is not None
            and self.hourly_usd_max is not None
        )

    def can_be_named(self) -> bool:
        """Say whether the payer may head a row: known, or named in a claim that may be printed."""
        return self.platform is not None and (self.is_known_payer or self.is_printable)

    def role(self) -> str:
        """Return the kind of work; "" when the article does not tell."""
        return "" if self.role_class == _NO_ROLE else self.role_class

    def stated(self) -> StatedAmount:
        """Return the amount as the article writes it, with bound and unit where the words leave them out."""
        if not self.is_amount_as_written:
            return StatedAmount(bound=self._in_figures(), amount="", unit="")
        said = self.amount_text.lower()
        bound = BOUND_WORDS.get(self.bound, "")
        has_unit = any(word in said for word in _SAID.get(self.unit, (self.unit,)))
        return StatedAmount(
            bound="" if said.startswith(bound) else bound,
            amount=self.amount_text,
            unit="" if has_unit else _UNIT.get(self.unit, f" a {self.unit}"),
        )

    def _in_figures(self) -> str:
        low, high = self.amount_min, self.amount_max
        ends = [f"{end.normalize():,f}" for end in (low, high) if end is not None]
        unit = _UNIT.get(self.unit, f" a {self.unit}")
        if not ends:
            return self.amount_text
        return f"{BOUND_WORDS.get(self.bound, '')}{' to '.join(dict.fromkeys(ends))} {self.currency}{unit}"

    def is_reviewed(self) -> bool:
        """Say whether a person accepted or corrected the claim."""
        return self.review_status in {"accepted", "corrected"}

    def note(self) -> str:
        """Return what a reader must know about who checked the claim; "" when it may be printed unseen."""
        return review_note(self)

    def hourly_words(self) -> str:
        """Return the amount in US dollars an hour with its assumption, or why there is none."""
        return hourly_words(
            self.hourly_usd_min,
            self.hourly_usd_max,
            assumption=self.assumption,
            fx=self.fx,
            fx_day=self.fx_day,
            why_not=self.why_no_hourly_usd,
        )

    def meaning(self) -> str:
        """Return what a lone amount does not tell: "old pay", "demanded", "new pay, planned"; else ""."""
        change = {"from": "old pay", "to": "new pay"}.get(self.change_role or "", "")
        return ", ".join(filter(None, [change, self.modality if self.modality != "asserted" else ""]))

    def kind_words(self) -> str:
        """Return the kind of claim, and how it is meant where it is not simply stated."""
        words = self.kind.replace("_", " ")
        if self.change_role:
            words = {"from": "old pay", "to": "new pay", "delta": "difference"}[self.change_role]
        return words if self.modality == "asserted" else f"{words}, {self.modality}"

    def who(self) -> str:
        """Return whose words they are."""
        if self.attribution_type == "reporter":
            return "the reporter"
        name = self.attribution_name or ""
        return name if name and name.lower() not in _PRONOUNS else f"a {self.attribution_type}"


def hourly_words(
    low: Decimal | None,
    high: Decimal | None,
    *,
    assumption: str | None,
    fx: str | None,
    fx_day: date | None,
    why_not: str | None,
) -> str:
    """Return an amount in US dollars an hour with its assumption and rate, or why there is none."""
    ends = [end for end in (low, high) if end is not None]
    if not ends:
        return why_not or "not converted"
    amount = f"${ends[0]:,.2f}" if ends[0] == ends[-1] else f"${ends[0]:,.2f} to ${ends[-1]:,.2f}"
    notes = [_ASSUMED.get(assumption, assumption)] if assumption else []
    if fx_day is not None:
        notes.append(f"rate of {fx_day:%-d %b %Y}" if fx == "day" else f"average rate of {fx_day:%Y}")
    return amount + (f" ({'; '.join(notes)})" if notes else "")


def review_note(*claims: ClaimRow) -> str:
    """Return what a reader must know about who checked claims that are shown as one."""
    printable = all(claim.is_printable for claim in claims)
    if is_half_corrected(*claims):
        return "not checked: a person corrected one half and did not look at the other"
    if not all(claim.is_reviewed() for claim in claims):
        return "" if printable else "not checked"
    verb = "corrected" if any(claim.review_status == "corrected" for claim in claims) else "accepted"
    return f"{verb} by a person" + ("" if printable else ", not to be printed as it stands")


def is_half_corrected(*claims: ClaimRow) -> bool:
    """Say whether a person corrected one of the claims that are shown as one, and did not look at another."""
    return any(claim.review_status == "corrected" for claim in claims) and not all(
        claim.is_reviewed() for claim in claims
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event that an article of the week tells of, as `queries/digest_events.sql` gives it."""

    event_id: str
    article_id: str
    type: str
    status: str
    date_first: date | None
    date_last: date | None
    start: int
    stop: int
    sent_start: int
    sent_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPay:
    """What a platform paid a kind of worker in one week, as `queries/digest_history.sql` gives it."""

    platform: str
    role_class: str
    day: date
    """The last day of that week on which a claim was published."""
    usd_per_hour: float
    n_claims: int
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRows:
    """Everything that a digest is made of."""

    snapshot: str
    articles: tuple[ArticleRow, ...]
    claims: tuple[ClaimRow, ...]
    claims_before: tuple[ClaimRow, ...]
    """Those of the week before."""
    history: tuple[PastPay, ...]
    missed: tuple[str, ...]
    corrections: tuple[str, ...]
    """What outlets corrected or withdrew."""
    owed: tuple[Owed, ...]
    """What our own digests stated and no longer stands, told or not."""
    sources_read: int
    sources_known: int
    events: tuple[EventRow, ...] = ()
    nothing: tuple[str, ...] = ()
    """Which sources, countries and languages brought nothing, and why; at last which new names wait for a person."""
    voices: tuple[tuple[str, int, int], ...] = ()
    """(voice, pay claims, articles), the most heard first."""
    facts: tuple["FactRow", ...] = ()
    """What the week's articles state and name."""
    known: frozenset[str] = frozenset()
    """The things that the weeks before stated and named."""
    wages: tuple["WageRow", ...] = ()
    """The legal minimum wage of the place and day of each claim in `history`."""
