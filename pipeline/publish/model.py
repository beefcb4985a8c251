"""What a weekly digest says, before it is laid out: sentences copied from articles, each with its source.

No text here is ours but labels and counts: every `CitedSentence` is a slice of a stored article, every
`PayLine` a stored pay claim or the median of stored claims. The layouts (Markdown, HTML) add nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """A numbered source of the digest."""

    number: int
    article_id: str
    headline: str
    outlet: str
    published: date | None
    url: str
    is_original: bool = True
    """False for a copy or a re-publisher's version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSentence:
    """A sentence as it stands in its source."""

    text: str
    source: int
    """Number of its `CitedSource`."""
    marks: tuple[tuple[int, int], ...] = ()
    """Pay figures in `text`, half-open characters: each a stored claim."""
    unchecked: bool = False
    """True when it states a pay figure that may not be printed as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """A story of the week."""

    story_id: str
    kind: str
    n_outlets: int
    n_independent: int
    first_seen: datetime | None
    headline: str
    headline_source: int
    headline_unchecked: bool
    sentences: tuple[CitedSentence, ...]
    also: tuple[CitedSource, ...] = ()
    more_outlets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PayLine:
    """What was reported about one platform and role class this week."""

    platform: str
    role_class: str
    median_usd: Decimal
    low_usd: Decimal
    high_usd: Decimal
    n_claims: int
    since_last: str
    """"+$2.00", "no change" or "too few claims"."""
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayFact:
    """One pay claim of the week, quoted."""

    platform: str
    stated: str
    """The amount as the article writes it, with its unit."""
    hourly: str
    """The same in US dollars an hour with its assumption, or why it was not converted."""
    kind: str
    who: str
    """Whose words they are."""
    source: int
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """One step of a pay line."""

    platform: str
    day: date
    usd_per_hour: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A pay change that was reported this week, with the bounds as stated."""

    platform: str
    before: str
    after: str
    role: str
    modality: str
    """"" when it is stated as a fact; else planned, demanded, alleged ..."""
    checked: bool
    """True when both amounts may be printed as they stand."""
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A week of coverage."""

    week: str
    """ISO week such as "2026-W47"."""
    first_day: date
    last_day: date
    snapshot: str
    n_articles: int
    n_outlets: int
    n_stories: int
    n_claims: int
    lead: DigestStory | None
    stories: tuple[DigestStory, ...]
    changes: tuple[ChangeLine, ...]
    pay_lines: tuple[PayLine, ...]
    pay_facts: tuple[PayFact, ...]
    n_claims_left_out: int
    """Claims of the week that are not in the pay lines, because they cannot be converted or printed."""
    chart: tuple[ChartPoint, ...]
    missed: tuple[str, ...]
    corrections: tuple[str, ...]
    sources: tuple[CitedSource, ...]
    sources_read: int
    is_invented: bool
    """True when demo articles are in it."""
