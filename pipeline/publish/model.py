"""What a weekly digest says, before it is laid out: sentences copied from articles, each with its source.

No text here is ours but labels and counts: every `CitedSentence` is a slice of a stored article, every
`PayLine` a stored pay claim or the median of stored claims. The layouts (Markdown, HTML) add nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.warehouse.owed import Owed
from pipeline.watch.alert import Alert

if TYPE_CHECKING:
    from pipeline.publish.context_model import FollowUpLine, StoryContext, WatchLine
    from pipeline.publish.outlook import ToldOutcome, WatchItem


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """A numbered source of the digest."""

    number: int
    article_id: str
    headline: str
    outlet: str
    published: date | None
    """None when the page states no date."""
    url: str
    language: str | None = None
    standing: str = ""
    """"a copy", "a rewrite", "a translation" or "re-published"; "" for a report of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureMark:
    """A pay figure in a sentence: half-open characters, a stored claim."""

    start: int
    end: int
    is_checked: bool
    """True when it may be printed as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSentence:
    """A sentence, or a part of one, as it stands in its source."""

    text: str
    source: int
    """Number of its `CitedSource`."""
    marks: tuple[FigureMark, ...] = ()
    unchecked: bool = False
    """True when it states a pay figure that may not be printed as it stands."""
    is_whole: bool = True
    """False when it has no full stop (a heading, a standfirst): nothing may follow it on its line."""
    cut_before: bool = False
    cut_after: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSentence:
    """A sentence that a model wrote, and that is what the cited ones say."""

    text: str
    sources: tuple[int, ...]
    """Numbers of the `CitedSource`s of the sentences that it rests on."""
    unchecked: bool = False
    """True when one of these states a pay figure that may not be printed as it stands."""
    is_replaced: bool = False
    """True when the model's did not pass the gate, and the source's own stands here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSummary:
    """A summary that a model wrote."""

    model: str
    sentences: tuple[WrittenSentence, ...]
    n_replaced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """A story of the week."""

    number: int
    """Its place on the page, from 1."""
    story_id: str
    kind: str
    n_outlets: int
    n_independent: int
    first_seen: datetime | None
    headline: str
    headline_source: int
    headline_unchecked: bool
    sentences: tuple[CitedSentence, ...]
    """Empty when no outlet lets more than its headline be shown."""
    language: str | None = None
    also: tuple[CitedSource, ...] = ()
    more_outlets: int = 0
    context: "StoryContext | None" = None
    """What stands around it: earlier stories, what is new, what the archive lacks, whom it names."""
    written: WrittenSummary | None = None
    """What a model wrote of it, if one was asked and its words passed."""
    not_written: str = ""
    """Why a model that was asked wrote nothing that can be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedAmount:
    """An amount as it is shown: only `amount` is copied from the article, the rest completes or replaces it."""

    bound: str
    amount: str
    unit: str

    def __str__(self) -> str:
        return self.bound + self.amount + self.unit


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
    """One pay claim of the week with the words that back it."""

    platform: str
    role: str
    """Kind of work, or "" when it is not told."""
    stated: StatedAmount
    hourly: str
    """The same in US dollars an hour with its assumption, or why it was not converted."""
    kind: str
    who: str
    """Whose words they are."""
    source: int
    checked: bool
    note: str = ""
    """Who checked it: "not checked", "accepted by a person" ...; "" when it may be printed unseen."""
    quote: CitedSentence | None = None
    """None when the digest has the sentence elsewhere, or the outlet allows no quotes."""
    story: int | None = None
    """Number of the story that has the sentence."""
    why_no_quote: str = ""
    """Where the words are, or why they are not shown, when neither a quote nor a story has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """One step of a pay line."""

    platform: str
    day: date
    usd_per_hour: float
    n_claims: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WageStep:
    """A legal minimum wage from one day on."""

    day: date
    usd_per_hour: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WageLine:
    """The legal minimum wage of the place where drawn pay is earned."""

    place: str
    stated: str
    """The newest of its rates as the law has it: "7.25 USD an hour"."""
    since: date | None
    """First day of that rate."""
    assumes_hours: bool
    """True when a day's or month's wage was divided by full-time hours."""
    is_converted: bool
    """True when it was converted to US dollars."""
    segments: tuple[tuple[WageStep, ...], ...]
    """What is drawn: each from one day to another, without gaps."""
    claims: tuple[tuple[str, int, int], ...]
    """(pay line, claims that state the place, all its claims)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A pay change that was reported this week, with the bounds as stated."""

    platform: str
    before: StatedAmount
    after: StatedAmount
    role: str
    modality: str
    """"" when it is stated as a fact; else planned, demanded, alleged ..."""
    checked: bool
    """True when both amounts may be printed as they stand."""
    sources: tuple[int, ...]
    note: str = ""
    """As of a `PayFact`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """An event that the week's articles tell of."""

    kind: str
    """"Strike", "Lawsuit" ..."""
    is_planned: bool
    when: str
    """Its days in words; "" when the articles do not say."""
    quote: CitedSentence | None
    """None when a story has the sentence, or the outlet allows no quotes."""
    story: int | None
    """Number of the story that has the sentence."""
    headline: str
    """Stands where there is no quote; else ""."""
    language: str | None
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
    """Pay claims of the week; those of copies are not counted."""
    lead: DigestStory | None
    stories: tuple[DigestStory, ...]
    changes: tuple[ChangeLine, ...]
    pay_lines: tuple[PayLine, ...]
    pay_facts: tuple[PayFact, ...]
    left_out: tuple[tuple[str, int], ...]
    """Claims of the week that no table shows: (why, how many), most first."""
    chart: tuple[ChartPoint, ...]
    missed: tuple[str, ...]
    corrections: tuple[str, ...]
    """What we correct in our own digests, and what outlets corrected or withdrew."""
    sources: tuple[CitedSource, ...]
    sources_read: int
    sources_known: int
    shown: tuple[tuple[str, str], ...]
    """(claim, where) of its pay claims: lead, changes, alerts, table, story or chart, what most readers see first."""
    invented: str
    """What is said above an issue that has demo articles in it; "" when it has none."""
    alerts: tuple[Alert, ...] = ()
    """What people's watch rules found in the week, what may be printed first."""
    n_more_alerts: int = 0
    events: tuple[EventLine, ...] = ()
    """Strikes, lawsuits, laws, agreements and the like: what happened or is planned."""
    owed: tuple[Owed, ...] = ()
    """The corrections of our own digests that this one tells."""
    nothing: tuple[str, ...] = ()
    """Which sources, countries and languages brought nothing in the week, and why; at last which new names wait."""
    removal: str = ""
    """Where removal is asked for and errors are reported: a mail address or a page; "" when nobody said."""
    formats: tuple[tuple[str, str], ...] = (("Markdown", "digest.md"),)
    """(name, file) of the other formats that lie beside the page."""
    shortened: bool = False
    """True when parts were left out for the length of a mail."""
    voices: tuple[tuple[str, int, int], ...] = ()
    """Whose words the week's pay claims are: (voice, claims, articles), the most heard first."""
    ahead: tuple["WatchLine", ...] = ()
    """Dated events that lie ahead."""
    more_ahead: int = 0
    """How many more there are."""
    followed: tuple["FollowUpLine", ...] = ()
    """What became of what earlier digests said to watch."""
    watch_items: tuple["WatchItem", ...] = ()
    """`ahead` as it is kept for later digests."""
    outcomes: tuple["ToldOutcome", ...] = ()
    """`followed`, likewise."""
    wages: tuple[WageLine, ...] = ()
    """The dotted lines of the chart."""
