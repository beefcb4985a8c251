"""Lay an article out in sections: what happened, conditions, pay, what workers say, what the company says, what next.

In: an article, its pay claims, the companies it names. Out: sections of spans of its own sentences; what is not certain
to belong to a section is in none, and a section without a sentence is left out. Who speaks decides before what is said:
"annotators say the rate was cut" is what workers say. Sentences that point back ("She", "That"), stop short or break
off a quotation are left out. An outlet's rights come first: only where summaries may be made is anything shown, since
"excerpt" allows one sentence, and that one stands above. Only English is laid out.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.publish.model import CitedSentence
from pipeline.publish.rows import ArticleRow, ClaimRow
from pipeline.publish.section_voices import WORKERS, Voice, voice_of, workers_of
from pipeline.publish.sentences import Choose, Pick, cited, claims_in, stands_alone
from pipeline.quoting import QUOTE_WORDS
from pipeline.sentences import sentence_spans

SectionName = Literal[
    "What happened", "Work and conditions", "Pay", "What workers say", "What the company says", "What is next"
]
SECTIONS: tuple[SectionName, ...] = (
    "What happened",
    "Work and conditions",
    "Pay",
    "What workers say",
    "What the company says",
    "What is next",
)
MOST_SENTENCES = 3
"""In a section: all sections together stay far from the whole article."""
_OPENINGS = 2
_READ = 20_000

_WORKER = re.compile(rf"\b{WORKERS}\b", re.IGNORECASE)
_TASK = (
    r"(?:rate|label|annotate|review|transcribe|evaluate|test|moderate|write|tag|check|score|watch"
    r"|grade|compare|draw|sort)"
)
_CONDITIONS = re.compile(
    rf"\b{WORKERS} (?:[\w ]{{1,30}} )?(?:who )?(?:must |have to |had to )?{_TASK}s?\b"
    r"|\bindependent contractors?\b|\bunpaid\b|\bovertime\b"
    r"|\b(?:night|ten-hour|twelve-hour|\d+-hour) shifts?\b|\bshifts?\b"
    r"|\bhours a (?:day|week)\b|\bwithout (?:notice|warning|explanation)\b|\bdeactivat\w+"
    r"|\b(?:block|suspend|lock)\w* (?:their )?accounts?\b"
    r"|\bquotas?\b|\bmonitor(?:ed|ing|s)\b|\btracking software\b|\bscreenshots\b|\bnon-disclosure\b"
    r"|\bsick (?:leave|pay)\b|\bbreaks\b"
    r"|\bcounselling\b|\bcounseling\b|\btrauma\w*|\bgraphic\b|\bqualification tests?\b|\brubrics?\b"
    r"|\bdeadlines?\b|\bfrom home\b",
    re.IGNORECASE,
)
_DAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|(?:next|this|the coming) (?:week|month|year|spring|summer|autumn|fall|winter)|20\d\d|tomorrow)"
)
_NEXT = re.compile(
    r"\b(?:will (?!not\b)(?:be |also |then |now )?\w+"
    r"|(?:is|are) (?:due|scheduled|set|expected|planned|listed|to)\b)[^“”\"]*?\b"
    rf"(?:on|in|by|from|until|before|for|at|of|next|tomorrow|this|starting|end of)\b[^“”\"]*?\b{_DAY}\b"
)
# "On a good night he does 500": who, is told in a sentence that is not shown.
_PRONOUN = re.compile(r"\b(?:he|she|his|hers?|him)\b", re.IGNORECASE)
_PERSON = re.compile(r"[A-Z][\w’'-]+ [A-Z][\w’'-]+|\b(?:Mr|Ms|Mrs|Dr)\.? [A-Z]|(?<=[a-z,”] )[A-Z][a-z]{2,}")
_DOUBT = re.compile(r"\b(?:if|unless|would|could|might|may (?!\d)\w+)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an article: its name and the article's own sentences, in their order."""

    name: SectionName
    sentences: tuple[CitedSentence, ...]


def sections_of(
    row: ArticleRow, claims: Sequence[ClaimRow], *, choose: Choose, companies: Collection[str], source: int
) -> tuple[Section, ...]:
    """Return the sections of an article; () where its rights or its language forbid it.

    Args:
        claims: the article's.
        companies: names of the platforms and employers that the article may name.
        source: number under which its sentences are cited.
    """
    if row.rights != "summary" or not row.is_read_with_ease():
        return ()
    named = [name for name in companies if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", row.text)]
    workers = workers_of(row.text)
    opening = [span for span in choose(row.headline, row.text, _OPENINGS) if _is_near_the_top(row.text, span)]
    placed: dict[SectionName, list[Pick]] = {name: [] for name in SECTIONS}
    said: set[str] = set()
    for start, end in sentence_spans(row.text[:_READ]):
        pick = Pick(row=row, start=start, end=end)
        text = row.text[start:end]
        if not stands_alone(pick) or _is_nameless(text) or pick.words() in said:
            continue
        voice = voice_of(text, workers=workers, companies=named)
        touched = claims_in(claims, start, end)
        name = _section(text, touched, voice, opens=(start, end) in opening)
        if name is not None and len(placed[name]) < MOST_SENTENCES:
            said.add(pick.words())
            placed[name].append(pick)
    return tuple(
        Section(
            name=name,
            sentences=tuple(cited(pick, claims, source=source, most_words=QUOTE_WORDS) for pick in picks),
        )
        for name, picks in placed.items()
        if picks
    )


def _section(text: str, claims: Sequence[ClaimRow], voice: Voice | None, *, opens: bool) -> SectionName | None:
    is_quoted = any(mark in text for mark in '“”"')
    if opens and not is_quoted:
        return "What happened"
    if voice == "worker":
        return "What workers say"
    if voice == "company":
        return "What the company says"
    paid = [claim for claim in claims if claim.review_status != "rejected"]
    if paid:
        # Without a payer it may be a legal minimum or the pay of another trade.
        is_known = any(claim.is_printable or claim.platform is not None for claim in paid)
        return "Pay" if is_known and not is_quoted and all(claim.modality == "asserted" for claim in paid) else None
    if voice == "other" or claims:
        return None
    if _NEXT.search(text) and not _DOUBT.search(text):
        return "What is next"
    return "Work and conditions" if _CONDITIONS.search(text) and _WORKER.search(text) else None


def _is_nameless(text: str) -> bool:
    """Say whether a sentence has a "he" or "she" before any name."""
    pronoun = _PRONOUN.search(text)
    person = _PERSON.search(text)
    return pronoun is not None and (person is None or pronoun.start() < person.start())


def _is_near_the_top(text: str, span: tuple[int, int]) -> bool:
    return span[0] < min(1_200, max(400, len(text) // 3))
