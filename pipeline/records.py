"""The records that the stages hand on: frozen, slotted, keyword-only, validated once where JSON is read.

Ids are hashes of what a thing is, never of when, where or by which version it was made. Running
again, moving the data or improving an extractor therefore keeps links, reviews and alerts alive.
An id is one letter for its kind and 16 hexadecimal digits (64 bits of BLAKE2b):

    k  capture          URL (with its status, unless that is 200) + payload digest
    a  article version  canonical URL + text digest
    c  pay claim        article + span + amounts + currency + unit
    m  mention          article + span + label
    e  event            article + type + span
    s  story            the id of its first article
    d  decision         what it is about + verb + who + when (a decision is an event, so its time counts)
    u  run              command + time it was told + time on the clock (a run is an event too)
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pipeline.errors import RejectionReason
from pipeline.optouts import OptOut

SourceClass = Literal["press", "worker_led", "union", "research", "public_record", "republisher", "person"]
FeedKind = Literal["feed", "sitemap", "news_sitemap", "page_watch"]
Tier = Literal["", "core", "wide", "archive"]
Genre = Literal[
    "",
    "business",
    "hollywood",
    "investigative",
    "labour_press",
    "local",
    "mainstream",
    "newsletter",
    "policy",
    "public_record",
    "research",
    "tech_press",
    "tracker",
    "trade_press",
    "union",
    "wire",
    "worker_led",
]
Rights = Literal["none", "headline_only", "excerpt", "summary"]
"""What may be shown of an article to others; none: nothing at all (pipeline.warehouse.showing)."""
RIGHTS_IF_OPTED_OUT: Rights = "headline_only"
"""What may be shown of articles whose publisher opted out, unless laborwire.toml or the source says otherwise."""
Bound = Literal["exact", "range", "up_to", "under", "at_least", "over", "as_low_as", "figures"]
Unit = Literal["hour", "day", "week", "month", "year", "task", "word", "audio_minute", "project", "unknown"]
Kind = Literal[
    "change",
    "owed",
    "bonus",
    "statutory_minimum",
    "average",
    "posted_range",
    "offered_rate",
    "reported_earnings",
]
ChangeRole = Literal["from", "to", "delta"]
Modality = Literal["asserted", "alleged", "denied", "hypothetical", "demanded", "planned", "promised"]
AttributionType = Literal["speaker", "document", "reporter"]
NotPayReason = Literal[
    "client_rate",
    "price",
    "funding",
    "revenue",
    "fine",
    "settlement",
    "budget",
    "prize",
    "benefit",
    "tax",
    "aggregate",
    "difference",
    "vague",
    "other",
]
CandidateReason = Literal[
    "only", "same_paragraph", "title", "most_named", "lead", "nearest_before", "nearest_after", "named"
]
Relation = Literal["original", "exact", "copy", "excerpt", "update", "rewrite", "translation"]
EventType = Literal[
    "strike",
    "lawsuit",
    "layoff",
    "union_vote",
    "agreement",
    "law",
    "platform_launch",
    "platform_shutdown",
    "project_start",
    "project_end",
]
EventStatus = Literal["happened", "planned", "threatened", "hypothetical", "denied", "past"]
DecisionVerb = Literal[
    "keep",
    "drop",
    "accept",
    "correct",
    "reject",
    "merge",
    "split",
    "move",
    "take_down",
    "accept_name",
    "reject_name",
    "release",
]
NameCue = Literal[
    "kind before", "kind after", "what it has", "which", "work for", "signed up", "pays", "hired by", "payer of a claim"
]


class Label(StrEnum):
    """What a mention names."""

    PLATFORM = "PLATFORM"
    EMPLOYER = "EMPLOYER"
    UNION = "UNION"
    PROJECT = "PROJECT"
    ROLE = "ROLE"
    PERSON = "PERSON"
    ORG = "ORG"
    PLACE = "PLACE"
    DATE = "DATE"
    MONEY = "MONEY"
    LAW = "LAW"
    EVENT = "EVENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One address at which a source announces its articles, and where that address is documented."""

    url: str
    kind: FeedKind
    evidence: str = ""
    link_pattern: str = ""
    """page_watch only: a regular expression that article links on the watched page match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication and how it is found."""

    id: str
    name: str
    homepage: str
    source_class: SourceClass
    country: str
    """ISO 3166-1 alpha-2, or "" when it has none (an international forum)."""
    languages: tuple[str, ...]
    feeds: tuple[Feed, ...]
    enabled: bool = True
    delay_s: float = 5.0
    """Seconds between two requests to one host; 0 is allowed only for allow-listed loopback."""
    rights: Rights = "summary"
    min_articles_per_week: int = 0
    is_invented: bool = False
    """True for the demo newsroom, whose publishers do not exist."""
    tier: Tier = ""
    """How close to the beat: core, wide, or archive (nothing new is expected)."""
    genre: Genre = ""
    excerpt_words: int | None = None
    """With rights "excerpt": how many words of one sentence may be shown; None for the digest's own limit."""
    unverified: tuple[Feed, ...] = ()
    """Addresses that nobody has seen answer: asked by a check alone, never by a night."""
    seen: str = ""
    """What was seen there on this beat."""
    note: str = ""
    rights_if_opted_out: Rights | None = None
    """What may be shown of articles whose publisher opted out (`pipeline.optouts`); None: as laborwire.toml says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One fetched response, as stored in the archive."""

    id: str
    url: str
    """The address asked for."""
    final_url: str
    """The address that answered, after redirects."""
    fetched_at: datetime
    status: int
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    payload_digest: str
    """"sha256:" and 64 hexadecimal digits: of the body after transfer and content encoding are undone."""
    source_id: str | None = None
    title_hint: str | None = None
    """Title that the feed or sitemap announced."""
    published_hint: datetime | None = None
    """Publication time that the feed or sitemap announced."""
    excerpt_hint: str | None = None
    """Beginning of what the feed said of it: evidence for whether it belongs, never its text."""
    opt_outs: tuple[OptOut, ...] = ()
    """What its publisher reserves, as of when it was last seen."""
    tdm_policy: str = ""
    """Address at which the publisher states its terms for text and data mining; "" when it states none."""
    is_backfilled: bool = False
    """It was fetched, or taken from a file, to fill the archive with what was published before."""
    bytes_removed: int = 0
    """How many bytes of the page a take-down of something else wrote over; `payload_digest` is that of what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one page says about itself: the answer of `laborwire extract`, before it becomes an article."""

    canonical_url: str
    title: str | None
    authors: tuple[str, ...]
    published: datetime | None
    modified: datetime | None
    language: str | None
    site_name: str | None
    text: str
    is_accessible_for_free: bool | None = None
    """False when the page says that it is behind a paywall; null when it does not say."""
    published_has_time: bool = False
    """True when the page states a time of day, not just a date."""
    agencies: tuple[str, ...] = ()
    """News agencies that the page credits; the people are in `authors`."""
    is_cut_off: bool = False
    """True when the page holds only the beginning of its article."""
    license: str = ""
    """Licence that the page states, its address where it has one; "" when it states none."""
    text_confidence: float = 1.0
    """0..1: how far a second reading of the page gives the same text."""
    extractor: str
    """Name and version of what extracted the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of a news article (schema.org NewsArticle fields). A changed text is a new version."""

    id: str
    capture_id: str
    source_id: str | None
    url: str
    canonical_url: str
    headline: str
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    published_is_fallback: bool = False
    """True when the page states no date and the feed's date stands in. Without either, `published` is None: the time at
    which we happened to fetch a page is nobody's date of publication."""
    language: str | None = None
    site_name: str | None = None
    text: str
    text_digest: str
    is_accessible_for_free: bool | None = None
    extractor: str
    relevance_score: float | None = None
    """0..1, from `models.relevance`; null when a person put the article in with --keep-all."""
    relevance_reasons: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    """News agencies that the page credits."""
    is_cut_off: bool = False
    """True when the page holds only the beginning of the article."""
    license: str = ""
    """Licence that the page states; "" when it states none."""
    text_confidence: float | None = None
    """0..1: how far a second reading of the page gives the same text; null for what an older version read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An entity span in an article's text: half-open characters into `Article.text`."""

    id: str
    article_id: str
    start: int
    end: int
    label: Label
    text: str
    entity_id: str | None
    why: str
    """The rule that found it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventActor:
    """Who takes part in an event, in the words of the article."""

    words: str
    entity_id: str | None
    """Gazetteer id; null for everybody else, and always for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEvent:
    """An event that an article tells of: once per article, type, actors and time, however often it is told.

    `start` and `end` are the words that state it, half-open characters into `Article.text`, within one sentence.
    """

    id: str
    article_id: str
    type: EventType
    status: EventStatus
    """Whether it happened, lies ahead, is threatened, is only thought of, is denied, or is recalled from the past."""
    date_first: date | None
    """First and last day on which it may have happened or begun; null when the article does not say."""
    date_last: date | None
    date_words: str | None
    """The words that say when."""
    actors: tuple[EventActor, ...]
    start: int
    end: int
    sent_start: int
    sent_end: int
    rule_id: str
    extractor_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSighting:
    """That an article names an organisation unknown to the gazetteer where platforms stand; never a person."""

    article_id: str
    name: str
    key: str
    """What tells names apart: in lower case, without a legal form or an added "AI"."""
    cue: NameCue
    """What speaks for it most."""
    start: int
    end: int
    sent_start: int
    sent_end: int
    n_times: int
    """How often the article names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AltAmount:
    """The same money in another currency, in brackets or apposition."""

    amount_min: Decimal | None
    amount_max: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says it."""

    type: AttributionType = "reporter"
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerCandidate:
    """A platform or employer of the gazetteer that may pay a claim, because of where the article names it."""

    entity_id: str
    name: str
    """Its name in the gazetteer."""
    reason: CandidateReason
    """What speaks for it most."""
    distance: int
    """Sentences between the amount and the nearest place where it is named; 0 is the same sentence. An entity that the
    title alone names counts as named one sentence before the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayClaim:
    """One statement that somebody is, was, will be, should be or is not paid a stated amount for work.

    The fields are those of `docs/pay-claims.md`; offsets are half-open characters into `Article.text`.
    """

    id: str
    article_id: str
    claim_id: str
    """"c1", "c2" ... in text order within the article; `linked_to` points to one of these."""
    start: int
    end: int
    amount_text: str
    sent_start: int
    sent_end: int
    amount_min: Decimal | None
    amount_max: Decimal | None
    bound: Bound
    approx: bool = False
    currency: str
    unit: Unit
    unit_implied: bool = False
    kind: Kind
    change_role: ChangeRole | None = None
    linked_to: str | None = None
    payer: str | None = None
    payer_alt: tuple[str, ...] = ()
    payer_optional: bool = False
    payer_id: str | None = None
    """Gazetteer id of `payer`, where it names one."""
    payer_candidates: tuple[PayerCandidate, ...] = ()
    """Who may pay where `payer` is null or unknown, best first. A guess from the rest of the article, never a payer."""
    worker: str | None = None
    role_id: str | None = None
    """Gazetteer id of the role that `worker` names."""
    project: str | None = None
    project_id: str | None = None
    """Gazetteer id of `project`."""
    location: str | None = None
    place_id: str | None = None
    """Name in `data/pay/places.toml` that `location` holds, in lower case; null when it leaves open which place."""
    country: str | None = None
    """ISO 3166-1 alpha-2 code of the country of `location`."""
    time: str | None = None
    """ISO 8601 interval "start/end" of dates, ".." for an open end."""
    attribution: Attribution = field(default_factory=Attribution)
    quote: bool = False
    modality: Modality = "asserted"
    alt: tuple[AltAmount, ...] = ()
    rule_ids: tuple[str, ...] = ()
    extractor_version: str
    confidence: float
    """0..1; uncalibrated unless `extractor_version` says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPay:
    """Money in an article that is not pay, with the reason: half-open characters into `Article.text`."""

    article_id: str
    start: int
    end: int
    text: str
    reason: NotPayReason
    amount_min: Decimal | None = None
    """Null for an open end, as in a pay claim; both null when the reader did not say."""
    amount_max: Decimal | None = None
    currency: str | None = None
    unit: Unit | None = None
    """What stands beside the amount; null when nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An article's relation to an earlier one."""

    article_id: str
    canonical_id: str
    """Differs from `article_id` only for exact, copy, excerpt and update."""
    relation: Relation
    similarity: float
    """0..1: share of the smaller text's fingerprints that the other one has; 1.0 for an original."""
    origin_id: str | None = None
    """For a rewrite or translation: the article it was made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMembership:
    """That an article belongs to a story. Story ids are permanent; a merge leaves a redirect."""

    article_id: str
    story_id: str
    similarity: float
    """0..1, to the story when the article joined; 1.0 for the first member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMerge:
    """Two stories turned out to be one: `old` redirects to `into` (the older id)."""

    old: str
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """An article tells of what an earlier story of the same thread told of: another event of one long affair."""

    article_id: str
    other_id: str
    """The other story."""
    closeness: float
    """0..1, cosine of the article's vector and the other story's nearest members together."""
    named: float
    """0..1, share of the names that lead the article which lead the other story, too, rare ones counting more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided: wins over every model and rule, for ever, and survives a rebuild."""

    id: str
    verb: DecisionVerb
    subject: str
    """Id of the record it is about (canonical URL for keep and drop)."""
    value: str | None = None
    who: str
    when: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a stage refused a record. Kept and queryable, never only logged."""

    stage: str
    key: str
    """URL or id of what was refused."""
    reason: RejectionReason
    detail: str
    source_id: str | None = None
    rejected_at: datetime | None = None
    """When the record was seen; None means in the run that refuses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """What one stage did in one run, for one source or for all ("")."""

    stage: str
    source_id: str = ""
    read: int = 0
    written: int = 0
    rejected: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceError:
    """A source, or one of its addresses, that could not be read in a run."""

    source_id: str
    url: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """Counts and seconds per stage and source of one run, and what went wrong."""

    id: str
    command: str
    started_at: datetime
    finished_at: datetime | None = None
    state: Literal["running", "done", "failed"] = "running"
    counts: tuple[StageCount, ...] = ()
    source_errors: tuple[SourceError, ...] = ()
    sources_read: int = 0
    snapshot: int | None = None
    """Number of the snapshot that this run published."""


def record_id(kind: Literal["k", "a", "c", "m", "e", "s", "d", "u"], *parts: str) -> str:
    """Return the id of a record: its kind's letter and 16 hexadecimal digits.

    Parts are separated so that ("ab", "c") and ("a", "bc") differ.

    >>> record_id("a", "https://a.example/x", "sha256:00") == record_id("a", "https://a.example/x", "sha256:00")
    True
    """
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return kind + digest.hexdigest()


def bytes_digest(payload: bytes) -> str:
    """Return "sha256:" and the hexadecimal SHA-256 of `payload`."""
    return "sha256:" + hashlib.sha256(payload).hexdigest()


def text_digest(text: str) -> str:
    """Return the digest of an article's text: runs of white space count as one space.

    A page that is laid out anew but says the same stays the same version.
    """
    return bytes_digest(" ".join(text.split()).encode("utf-8", "surrogatepass"))


def capture_id(url: str, payload_digest: str) -> str:
    """Return the id of a capture."""
    return record_id("k", url, payload_digest)


def article_id(canonical_url: str, digest: str) -> str:
    """Return the id of an article version."""
    return record_id("a", canonical_url, digest)


def claim_record_id(
    article: str,
    *,
    start: int,
    end: int,
    amount_min: Decimal | None,
    amount_max: Decimal | None,
    currency: str,
    unit: str,
) -> str:
    """Return the id of a pay claim: kind, payer and other judgements may improve without changing it."""
    return record_id("c", article, str(start), str(end), str(amount_min), str(amount_max), currency, unit)


def mention_id(article: str, *, start: int, end: int, label: str) -> str:
    """Return the id of a mention."""
    return record_id("m", article, str(start), str(end), label)


def event_id(article: str, *, kind: EventType, start: int, end: int) -> str:
    """Return the id of an event: status, date and actors may be read better without changing it."""
    return record_id("e", article, kind, str(start), str(end))


def story_id(first_article_id: str) -> str:
    """Return the id of the story that `first_article_id` opens."""
    return record_id("s", first_article_id)
