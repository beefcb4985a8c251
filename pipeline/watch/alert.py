"""What an alert says, as it lies in the alert log and is told in mails, files, webhooks and digests.

Headline and sentence are copied from the article; `summary` and `note` are ours, made of stored values. An alert that
may not be printed as it stands says why in `why_not`.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

AlertKind = Literal["claim", "pay change", "below minimum wage", "new conflict", "new platform", "correction"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A claim as it was when the alert was made, to notice later that it no longer is."""

    claim: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    currency: str
    unit: str
    payer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One event that matched one rule."""

    id: str
    rule: str
    kind: AlertKind
    at: datetime
    """When it was found."""
    summary: str
    """Payer, work and amount in a line."""
    headline: str
    before: str
    """The sentence up to the figure, as far as the outlet's rights let it be shown."""
    figure: str
    after: str
    payer: str | None
    payer_id: str | None
    hourly: str
    """The amount in US dollars an hour with its assumption, or why there is none."""
    hourly_usd_min: Decimal | None
    hourly_usd_max: Decimal | None
    who: str
    """Whose words the figure is."""
    source: str
    published: date | None
    """None when the page states no date."""
    url: str
    article_id: str
    canonical_url: str
    claim_id: str
    claims: tuple[str, ...]
    """Every claim that reports the event; the one that is shown is `claim_id`."""
    figures: tuple[Figure, ...]
    """The claims that the summary is made of."""
    is_printable: bool
    why_not: tuple[str, ...]
    note: str = ""
    """A verdict, the other report of a conflict, or what was wrong."""
    may_be_quoted: bool = True
    """False when the outlet allows less than a summary: a digest has no sentence of it then but that of its story."""
    is_invented: bool = False
    """True for the demo newsroom's articles."""
    corrects: str | None = None
    """For a correction: the alert that no longer stands."""

    def standing(self) -> str:
        """Return "printable", or "not checked" with the reasons."""
        return (
            "printable" if self.is_printable else f"not checked: {'; '.join(self.why_not) or 'no person has read it'}"
        )

    def without_words(self) -> "Alert":
        """Return the alert of an article that was taken down: nothing of its words is kept."""
        return replace(
            self,
            summary="(taken down)" if self.corrects is None else f"Correction: alert {self.corrects} no longer stands",
            headline="",
            before="",
            figure="",
            after="",
            payer=None,
            payer_id=None,
            hourly="",
            hourly_usd_min=None,
            hourly_usd_max=None,
            who="",
            source="",
            url="",
            figures=(),
            why_not=("its article was taken down",),
            note="",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An alert that may be told, and what tells its event apart from others."""

    alert: Alert
    keys: tuple[str, ...]
    """What happened, in several ways; an event is known to a rule when one of its keys is."""
    dated_key: str | None
    """A key that stands for another event when it comes again more than 180 days before or after."""
    day: date | None
    """When it happened, for `dated_key`."""
