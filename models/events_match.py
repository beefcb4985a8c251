"""Match the clauses of one sentence with the frames of `data/events`: tellings of events, before they are put together.

In: the parsed sentence and the names in it. Out: one telling for each clause that a frame fits, with its status, its
date, its actors and its words. Of several frames of one kind in a sentence the first clause's counts, a verb before a
noun.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.events_actors import Name, actors_of, names_among, parties_of
from models.events_clause import Clause, Noun, clauses, lemma_of, phrase
from models.events_frames import Frame, Frames, Words
from models.events_status import is_past, is_present, refused_at, status_of
from models.events_time import When, find_dates
from pipeline.records import EventActor, EventStatus, EventType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LONG_AGO = timedelta(days=183)
"""What lies further back than that is recalled, not reported."""
_WEEKDAYS = frozenset(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday")
)
# "Pay rises next month after members accepted": not accepted next month.
_OPEN = ("since", "from", "starting", "beginning", "effective", "as of", "by", "until")
_APART = frozenset(("after", "before", "until", "since", "once"))


@dataclass(frozen=True, slots=True)
class Telling:
    """One place where a sentence tells of an event; offsets are half-open characters into the sentence."""

    type: EventType
    status: EventStatus
    when: When | None
    actors: tuple[EventActor, ...]
    parties: frozenset[tuple[str, str]]
    """Side ("UNION" or "FIRM") and name or entity of the actors that have one."""
    is_another: bool
    """The words say that it is another one than what was told before."""
    start: int
    end: int
    rule_id: str


def tellings(
    doc: "Doc", sentence: str, names: Sequence[Name], frames: Frames, *, published: date | None
) -> Iterator[Telling]:
    """Yield the events that a sentence tells of, in its order, each kind once for each pair of actors."""
    labels = _labels(doc, names)
    seen: set[tuple[EventType, EventStatus, tuple[str, ...]]] = set()
    verbs = set(frames.by_verb)
    found = [
        (clause, frame)
        for clause in clauses(doc, verbs, labels)
        for frame in _first_of_each_type(clause, frames, labels)
    ]
    taken = {token.i for clause, _ in found for token in clause.tokens}
    told: list[tuple[EventType, Token]] = []
    for clause, frame in found:
        above = {token.i for token in clause.verb.ancestors}
        if any(kind == frame.type and verb.i in above for kind, verb in told):
            # "Called off the strike that had been set for Friday": one event, told by the upper verb.
            continue
        telling = _telling(clause, frame, frames, sentence, names, published)
        if telling is None:
            continue
        key = (telling.type, telling.status, tuple(actor.words for actor in telling.actors))
        if key not in seen:
            seen.add(key)
            if telling.status != "hypothetical":
                told.append((frame.type, clause.verb))
            yield telling
    types = {frame.type for _, frame in found}
    for token in doc:
        if token.pos_ not in {"NOUN", "PROPN"} or token.i in taken:
            continue
        for frame in frames.by_noun.get(lemma_of(token), ()):
            if frame.type in types:
                continue
            telling = _dated_noun(token, frame, frames, sentence, names, published)
            if telling is not None:
                types.add(frame.type)
                yield telling


def _first_of_each_type(clause: Clause, frames: Frames, labels: Sequence[str | None]) -> list[Frame]:
    lowered = frozenset(_lemmas_of_sentence(clause)) | {label for label in labels if label is not None}
    chosen: dict[EventType, Frame] = {}
    for frame in frames.by_verb.get(clause.lemma, ()):
        if frame.type not in chosen and _fits(clause, frame, lowered):
            chosen[frame.type] = frame
    return list(chosen.values())


def _lemmas_of_sentence(clause: Clause) -> set[str]:
    return {lemma_of(token) for token in clause.verb.doc} | {token.lower_ for token in clause.verb.doc}


def _fits(clause: Clause, frame: Frame, sentence: frozenset[str]) -> bool:
    subject, object_ = clause.subject, clause.object
    if clause.is_passive and not frame.object and subject is None:
        subject, object_ = object_, None
    if frame.particles and not _has_particle(clause, frame):
        return False
    if frame.refused and refused_at(clause.verb) is None:
        return False
    if frame.no_object and (object_ is not None or clause.is_passive):
        return False
    if frame.subject and not (
        (subject is None and frame.no_subject) or (subject is not None and _is_one(subject, frame.subject))
    ):
        return False
    if subject is not None and frame.not_subject and _is_one(subject, frame.not_subject):
        return False
    if frame.object and not (object_ is not None and _is_one(object_, frame.object)):
        return False
    if object_ is not None and frame.not_object and _is_one(object_, frame.not_object):
        return False
    if frame.plural_object and not (object_ is None or object_.is_plural or object_.has_number):
        return False
    around = clause.words | (subject.words if subject is not None else frozenset())
    if frame.wide:
        for noun in filter(None, (object_, subject)):
            around |= {lemma_of(token) for token in phrase(noun.token, deep=True)}
    if frame.having and not _has_any(around, frame.having, clause.governors):
        return False
    if frame.unless and _has_any(around, frame.unless, clause.governors):
        return False
    return not frame.near or _has_any(sentence, frame.near, clause.governors)


def _has_particle(clause: Clause, frame: Frame) -> bool:
    if "~" + clause.lemma in frame.particles:
        return True
    plain = {word for word in frame.particles if not word.startswith("~")}
    return bool(plain & clause.particles)


def _is_one(noun: Noun, words: Words) -> bool:
    if "#" in words.words and noun.token.pos_ == "NUM":
        return True
    if any(words.has(lemma, is_plural=noun.is_plural) for lemma in noun.lemmas) or noun.labels & words.labels:
        return True
    return any(set(filter(None, pair.split("+"))) <= noun.words for pair in words.words if "+" in pair)


def _has_any(found: frozenset[str], words: Words, governors: frozenset[str]) -> bool:
    if words.words & found or words.labels & found:
        return True
    for word in words.words:
        if "+" in word and set(filter(None, word.split("+"))) <= found:
            return True
        if word.startswith("^") and word[1:] in governors:
            return True
    return bool(words.endings) and any(
        word.endswith(tuple(ending for ending in words.endings)) and word not in words.but
        for word in found
        if len(word) > 5
    )


def _telling(
    clause: Clause,
    frame: Frame,
    frames: Frames,
    sentence: str,
    names: Sequence[Name],
    published: date | None,
) -> Telling | None:
    dates = find_dates(sentence, published=published)
    refusal = refused_at(clause.verb) if frame.refused else None
    # "Stop work on Monday": the day belongs to the verb above.
    tokens = clause.tokens if refusal is None else tuple(phrase(refusal))
    when = _date_of(clause, dates, tokens, frames)
    if frame.dated and when is None:
        return None
    status = status_of(clause, frame, frames.status, sentence=sentence, has_date=when is not None)
    if status in {"planned", "threatened"} or is_present(clause.verb):
        when = _date_of(clause, find_dates(sentence, published=published, is_future=True), tokens, frames)
    if status == "happened":
        when = when or _outer_date(clause, dates, frames, frame)
        if when is not None and published is not None and when.first > published and is_past(clause.verb):
            when = None
        status = _by_time(clause, frames, when, published)
    parties = parties_of(clause.tokens, names)
    if _is_restrictive(clause.verb) and when is None and not parties:
        # "Workers who lost their jobs": nobody in particular, at no time.
        return None
    start, end = clause.tokens[0].idx, clause.tokens[-1].idx + len(clause.tokens[-1])
    start, end = _trimmed(sentence, start, end)
    return Telling(
        type=frame.type,
        status=status,
        when=when,
        actors=actors_of(clause.tokens, clause, frame, frames, sentence, names),
        parties=parties,
        is_another=_is_another(clause, frame, frames),
        start=start,
        end=end,
        rule_id=frame.name,
    )


def _is_restrictive(verb: "Token") -> bool:
    """Say whether a clause tells which ones are meant ("workers who struck") and not what they did (", who struck")."""
    if any(child.lower_ in {"to", "that"} and child.dep_ in {"aux", "mark"} for child in verb.children):
        # "No plans to lay off staff", "rumours that it would close": what the noun is about.
        return False
    first = verb.left_edge
    return verb.dep_ in {"relcl", "acl"} and not (first.i > 0 and first.nbor(-1).text in {",", "(", "—", "–"})


def _by_time(clause: Clause, frames: Frames, when: When | None, published: date | None) -> EventStatus:
    words = clause.words | (clause.subject.words if clause.subject is not None else frozenset())
    if when is not None and published is not None:
        if when.last < published - LONG_AGO:
            return "past"
        if when.first > published:
            return "planned"
    if words & frames.status.anniversary:
        return "past"
    noun = clause.subject if clause.lemma in {"be", "occur", "happen"} else None
    if noun is not None and noun.words & frames.status.earlier:
        return "past"
    return "happened"


def _dated_noun(
    token: "Token",
    frame: Frame,
    frames: Frames,
    sentence: str,
    names: Sequence[Name],
    published: date | None,
) -> Telling | None:
    """Read "after a stoppage of three days in 2022": a noun with its date and no verb of its own."""
    if token.dep_ not in {"pobj", "dobj", "nsubj", "attr", "appos", "conj", "nsubjpass"}:
        return None
    words = frozenset(lemma_of(word) for word in phrase(token))
    if frame.unless and _has_any(frozenset(lemma_of(word) for word in token.doc), frame.unless, frozenset()):
        return None
    if any(child.lower_ in {"no", "any", "another"} for child in token.children):
        return None
    after = token.idx + len(token)
    near = [
        when
        for when in find_dates(sentence, published=published)
        if 0 <= when.start - after < 30 and not any(mark in sentence[after : when.start] for mark in ",;:()—")
    ]
    if not near:
        return None
    when = near[0]
    found_when: When | None = when
    if when.words.lower().startswith("since") or (frame.named and not parties_of(phrase(token), names)):
        return None
    tokens = [*phrase(token), *(word for word in token.doc if when.start <= word.idx < when.end)]
    tokens.sort(key=lambda one: one.i)
    status: EventStatus = "happened"
    if any(lemma_of(above) in frames.status.anniversary for above in token.ancestors):
        # The day is that of the feast.
        status, found_when = "past", None
    elif published is not None and when.first > published:
        status = "planned"
    elif published is not None and when.last < published - LONG_AGO:
        status = "past"
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    return Telling(
        type=frame.type,
        status=status,
        when=found_when,
        actors=names_among(tokens, names),
        parties=parties_of(tokens, names),
        is_another=bool(words & frames.status.another),
        start=start,
        end=end,
        rule_id=frame.name,
    )


def _date_of(clause: Clause, dates: Sequence[When], tokens: Sequence["Token"], frames: Frames) -> When | None:
    """Return the date among the clause's own words that is nearest to its verb."""
    # "Sunday working", "the March deal": no date of the event.
    tokens = [token for token in tokens if token.dep_ not in {"compound", "amod", "poss", "nmod"}]
    matter: set[int] = set()
    if clause.lemma in {"vote", "agree"}:
        # "Voted to strike from May 26": the day is that of the strike. But "voted to accept the offer on Tuesday".
        below = [child for child in clause.verb.children if child.dep_ in {"xcomp", "ccomp", "advcl"}]
        matter = {token.idx for child in below for token in child.subtree}
        dates = [
            one for one in dates if one.start not in matter or (_is_day(one) and one.end + 1 >= clause.tokens[-1].idx)
        ]
    tokens = [token for token in tokens if not _is_below(token, clause.verb, frames.people)]
    around = clause.words | (clause.subject.words if clause.subject is not None else frozenset())
    if around & frames.status.records:
        # "The first strike since 1994" was not in 1994.
        dates = [one for one in dates if not one.words.lower().startswith("since")]
    starts = {token.idx for token in tokens}
    ends = {token.idx + len(token) for token in tokens}
    own = [one for one in dates if one.start in starts or one.end in ends]
    at = clause.verb.idx
    return min(own, key=lambda one: abs(one.start - at), default=None)


def _is_day(when: When) -> bool:
    return when.words.lower().removeprefix("on ").removeprefix("last ") in _WEEKDAYS


def _is_below(token: "Token", verb: "Token", people: Words) -> bool:
    """Say whether a word stands in a clause below: "an offer to lift pay in May", "the man sacked in 1981"."""
    here = token
    for _ in range(25):
        if here is verb or here.head is here:
            return False
        if here.dep_ == "acl":
            is_infinitive = any(child.lower_ == "to" and child.dep_ == "aux" for child in here.children)
            if is_infinitive or people.has(lemma_of(here.head), is_plural=True):
                return True
        here = here.head
    return False


def _outer_date(clause: Clause, dates: Sequence[When], frames: Frames, frame: Frame) -> When | None:
    """Return the one date of the sentence, unless it is that of somebody's saying so."""
    here = clause.verb
    for _ in range(25):
        if here.dep_ in {"relcl", "acl"}:
            return None
        if here.dep_ == "advcl" and any(child.lower_ in _APART and child.dep_ == "mark" for child in here.children):
            return None
        if here.head is here:
            break
        here = here.head
        if lemma_of(here) in frames.status.saying and here.pos_ == "VERB":
            return None
    if len(dates) != 1 or dates[0].words.lower().startswith(_OPEN):
        return None
    # A date in a clause below is that of something else, but for "a ballot that closed on Friday".
    here = next((token for token in clause.verb.doc if token.idx + len(token) >= dates[0].end), clause.verb)
    for _ in range(25):
        if here is clause.verb:
            return None
        if here.dep_ == "relcl" and lemma_of(here.head) in frames.nouns_of[frame.type]:
            return dates[0]
        if here.head is here:
            break
        here = here.head
    return dates[0]


def _is_another(clause: Clause, frame: Frame, frames: Frames) -> bool:
    nouns = [noun for noun in (clause.subject, clause.object) if noun is not None]
    return any(
        lemma_of(child) in frames.status.another
        for noun in nouns
        if noun.lemmas & frames.nouns_of[frame.type]
        for child in noun.token.children
    )


def _labels(doc: "Doc", names: Sequence[Name]) -> list[str | None]:
    labels: list[str | None] = [None] * len(doc)
    at = 0
    for token in doc:
        while at < len(names) and names[at].end <= token.idx:
            at += 1
        if at < len(names) and names[at].start <= token.idx:
            labels[token.i] = str(names[at].mention.label)
    return labels


def _trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    piece = sentence[start:end]
    start += len(piece) - len(piece.lstrip(" ,;:—–-\"“‘'"))
    return start, start + len(sentence[start:end].rstrip(" ,;:—–-"))
