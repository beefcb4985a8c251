"""Tell whether an event happened, lies ahead, is threatened, only thought of or denied, from the verbs above it.

In: a clause and the words of `data/events/status.toml`. Out: a status. "Voted to strike", "will strike", "are to
strike" lie ahead; "threatened to strike" is a threat; "refused to strike" and "no strike was called" are denials;
"could strike", "if they strike", "workers strike when pay is late" and questions are ideas. What was said stays as it
was said: "she said that they had struck".
"""

from typing import TYPE_CHECKING

from models.events_clause import Clause, is_negated, lemma_of
from models.events_frames import Frame, StatusWords
from pipeline.records import EventStatus

if TYPE_CHECKING:
    from spacy.tokens import Token

_AHEAD = frozenset(("will", "'ll", "’ll", "wo", "shall"))
_IDEAS = frozenset(("could", "may", "might", "should", "must", "can", "ca", "ought", "need"))
_PURPOSE_OF = frozenset(("pay", "agree", "deposit", "offer"))
_HIGHEST = 12
_REPORTS = frozenset(("report", "rumour", "rumor", "claim", "suggestion", "speculation", "allegation", "assertion"))
_REFUTE = frozenset(("deny", "dismiss", "reject", "refute", "rebut", "quash", "scotch", "dispute", "false", "untrue"))


def status_of(clause: Clause, frame: Frame, words: StatusWords, *, sentence: str, has_date: bool) -> EventStatus:
    """Return the status of the event that `frame` sees in `clause`."""
    if sentence.rstrip(" \"”'’)").endswith("?") or _is_had_it_been(clause.verb):
        return "hypothetical"
    if frame.any_tense:
        # The deed is in the noun, not in the verb: "the suit says".
        return frame.status or "happened"
    start = clause.verb
    if frame.refused:
        start = refused_at(clause.verb) or start
    found = _of_noun(clause, frame, words) or _of_verb(
        start, words, is_refusal=frame.refused, is_agreement=frame.type == "agreement"
    )
    if found == "planned" and not has_date and words.else_clauses & _around(clause.verb):
        return "threatened"
    if found is None:
        verb = clause.verb
        is_bare = not any(child.dep_ in {"aux", "auxpass"} for child in verb.children)
        if is_bare and not has_date and not frame.present:
            # "Workers strike when pay is late"; "walk out now!"
            if verb.tag_ in {"VBP", "VBZ"} and verb.lower_ not in words.invariant:
                return "hypothetical"
            if verb.tag_ == "VB" and verb.dep_ == "ROOT" and clause.subject is None:
                return "hypothetical"
        if not has_date and not frame.present and frame.status is None and _is_present_passive(verb):
            return "hypothetical"
        return frame.status or "happened"
    if found == "planned" and frame.status in {"denied", "threatened"}:
        return frame.status
    if found == "denied" and frame.status == "denied":
        # "Did not rule out job cuts"
        return "hypothetical"
    return found


def _of_noun(clause: Clause, frame: Frame, words: StatusWords) -> EventStatus | None:
    """Return what words beside the noun say: a possible strike, no strike, a planned walkout."""
    for noun in (clause.object, clause.subject):
        if noun is None or noun.token.pos_ not in {"NOUN", "PROPN"}:
            continue
        for child in noun.token.children:
            if child.dep_ not in {"amod", "det", "compound", "neg"}:
                continue
            lemma = lemma_of(child)
            if lemma in {"no", "neither"}:
                return "denied"
            if frame.status is None and child.dep_ == "amod":
                for status in ("threatened", "hypothetical", "planned"):
                    if {lemma, child.lower_} & getattr(words, status) or child.lower_.rstrip("ed") in getattr(
                        words, status
                    ):
                        return status
    return None


def refused_at(verb: "Token") -> "Token | None":
    """Return the verb that says that workers do not do their work: "stop" of "stop working", or a verb with "not"."""
    here = verb
    for _ in range(3):
        if is_negated(here):
            return here
        if here.dep_ not in {"xcomp", "pcomp", "conj"}:
            return None
        here = here.head
        if lemma_of(here) in {"stop", "cease", "refuse", "decline", "quit"}:
            return here
    return None


def is_present(verb: "Token") -> bool:
    """Say whether a verb stands in the present: with a date ahead it is a plan ("are walking out on Friday")."""
    helpers = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    if verb.tag_ in {"VBP", "VBZ"} or verb.lower_ in {"come", "become"}:
        # The tagger takes "rules come into force" for a past.
        return not helpers
    if verb.tag_ == "VBG" and len(helpers) == 1:
        return helpers[0].lower_ in {"is", "are", "am", "'s", "'re", "’s", "’re"}
    return _is_present_passive(verb)


def is_past(verb: "Token") -> bool:
    """Say whether a verb tells of what is over: no date ahead is its own ("they have voted to strike from 26 May")."""
    helpers = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    return (verb.tag_ == "VBD" and not helpers) or bool(helpers & {"have", "has", "had", "was", "were", "'ve", "’ve"})


def _is_present_passive(verb: "Token") -> bool:
    """Say whether it is what is done again and again: "are let go by text message"."""
    helpers = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    return len(helpers) == 1 and helpers[0].dep_ == "auxpass" and helpers[0].tag_ in {"VBP", "VBZ"}


def _around(verb: "Token") -> set[str]:
    return {token.lower_ for token in verb.doc}


def _is_had_it_been(verb: "Token") -> bool:
    """Say whether the clause is one as "had the case gone to trial"."""
    aux = next((child for child in verb.children if child.dep_ == "aux" and child.lower_ == "had"), None)
    subject = next((child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
    return aux is not None and subject is not None and aux.i < subject.i


def _of_verb(verb: "Token", words: StatusWords, *, is_refusal: bool, is_agreement: bool) -> EventStatus | None:
    here = verb
    is_reported = _is_reported(verb, words)
    if _is_refuted(verb):
        return "denied"
    if any(token.lower_ in {"than", "instead"} for token in verb.doc[max(0, verb.i - 3) : verb.i]):
        return "denied"
    for _ in range(_HIGHEST):
        if is_negated(here) and not (is_refusal and here is verb):
            return "denied"
        modal = next((child.lower_ for child in here.children if child.dep_ == "aux" and child.tag_ == "MD"), None)
        if modal is not None:
            has_been = any(child.lower_ == "have" and child.dep_ == "aux" for child in here.children)
            if modal in _AHEAD or (modal in {"would", "'d", "’d"} and is_reported and not has_been):
                return "planned"
            if modal in _IDEAS or modal in {"would", "'d", "’d"}:
                return "hypothetical"
        if any(child.dep_ == "mark" and child.lower_ in words.conditions for child in here.children):
            return "hypothetical"
        above: EventStatus | Token | None = _above(here, words)
        if is_agreement and lemma_of(here.head) == "agree" and here.dep_ == "xcomp":
            # To agree is the event itself.
            above = here.head
        if isinstance(above, str):
            return above
        if above is None:
            return None
        here = above
    return None


def _above(here: "Token", words: StatusWords) -> "EventStatus | Token | None":
    """Return the status that the governor gives, the governor itself when it changes nothing, or None at the top."""
    head = here.head
    if here.dep_ == "acl" and any(child.lower_ == "no" and child.dep_ in {"det", "neg"} for child in head.children):
        # "Had no plans to lay off staff"
        return "denied"
    if here.dep_ == "acomp":
        # "To get rid of"
        return head
    if here.dep_ == "conj":
        has_own = any(child.dep_ in {"nsubj", "nsubjpass", "aux"} for child in here.children)
        return None if has_own or head.pos_ not in {"VERB", "AUX"} else head
    if here.dep_ not in {"xcomp", "ccomp", "pcomp", "acl", "advcl", "prep", "dobj", "pobj", "attr"}:
        return None
    lemma = lemma_of(head)
    is_infinitive = any(child.dep_ == "aux" and child.lower_ == "to" for child in here.children)
    if here.dep_ == "ccomp":
        if is_negated(head) or any(child.dep_ == "aux" and child.lower_ in _IDEAS for child in head.children):
            return "hypothetical"
        for status in ("denied", "threatened"):
            if lemma in getattr(words, status) and lemma not in {"reject", "stop", "ban"}:
                return status
        if lemma in {"hope", "fear", "imagine", "suppose", "wish", "doubt"}:
            return "hypothetical"
        if is_infinitive and lemma in words.planned:
            return "planned"
        return None
    if here.dep_ == "advcl" and is_infinitive:
        return head if lemma in _PURPOSE_OF else "hypothetical"
    if here.dep_ == "advcl":
        return None
    if here.dep_ == "xcomp" and lemma == "be":
        return "planned"
    if here.dep_ in {"xcomp", "acl", "pcomp", "prep", "dobj", "pobj"}:
        if is_negated(head) and here.dep_ in {"xcomp", "acl", "pcomp"}:
            return "denied"
        if here.dep_ in {"dobj", "pobj"} and head.pos_ not in {"VERB", "ADP"}:
            return None
        for status in ("denied", "threatened", "hypothetical", "planned"):
            if lemma in getattr(words, status):
                return status  # type: ignore[return-value]  # one of the four above
        if lemma in words.begun or here.dep_ in {"pcomp", "prep"}:
            return head
        if here.dep_ in {"xcomp", "acl"} and is_infinitive:
            return "hypothetical"
    return None


def _is_refuted(verb: "Token") -> bool:
    """Say whether it stands in a report that is said to be wrong: "denied rumours that"."""
    here = verb
    for _ in range(_HIGHEST):
        head = here.head
        if here.dep_ in {"acl", "ccomp", "relcl"} and head.pos_ == "NOUN" and lemma_of(head) in _REPORTS:
            above = head.head
            return lemma_of(above) in _REFUTE or any(lemma_of(child) in _REFUTE for child in above.children)
        if head is here:
            return False
        here = head
    return False


def _is_reported(verb: "Token", words: StatusWords) -> bool:
    """Say whether the verb stands in what somebody said, decided or learnt: its "would" is a "will" then."""
    here = verb
    for _ in range(_HIGHEST):
        if here.dep_ == "ccomp":
            return lemma_of(here.head) not in words.guessing
        if here.dep_ in {"conj", "xcomp", "relcl", "acl"}:
            here = here.head
        else:
            return False
    return False
