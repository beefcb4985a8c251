"""Hold denials and hedges of a sentence against those of its sources.

What a verb says is denied or not, however it is denied ("did not pay", "refused to pay", "no pay was given"): two
denials are none. A hedge may be told by another word of its family, as "alleges" by "according to the complaint", but
may not be lost with the clause that it hedges kept.
"""

from collections.abc import Iterator, Sequence

from pipeline.parsed import Word
from pipeline.publish.gate_owners import Read
from pipeline.publish.gate_words import (
    ALLEGED,
    MEANT,
    NEGATORS,
    NOT_DONE,
    ONLY_IF,
    POSSIBLE,
    PROVING,
    SAYING,
    above,
    below,
    families,
    is_content,
    same_meaning,
    stem,
    word_set,
)

_CARRIES = frozenset(("aux", "auxpass", "ccomp", "xcomp", "pcomp", "acl", "prep", "dobj", "attr", "oprd"))
_DENIED = frozenset(("not", "without", "rather", "instead"))
_CONDITIONS = ONLY_IF | frozenset(("except", "where", "when", "until", "condition"))
_REFUSED = word_set("dismiss withdraw exclude exempt exemption leave lose disagree suspend outside out")
_KEPT = 0.75
"""Part of a denied clause's other words that must be kept for its denial to be missed."""


def doubts_lost(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield the words that are denied in one text and not in the other, or hedged in the source alone."""
    denied_ours = any(
        word.lemma in NEGATORS | {"without"} and not _is_of_bound(ours.words, word) for word in ours.words
    )
    denied_theirs = any(_has_denial(one) for one in theirs)
    if denied_ours and not denied_theirs:
        yield "not: only in the summary"
    yield from _proofs_added(ours, theirs)
    for word in ours.words:
        if word.pos not in {"VERB", "AUX"} or not is_content(word) or word.lemma in SAYING:
            continue
        same = word.lemma if word.lemma in NOT_DONE else ""
        places = [
            (one, other)
            for one in theirs
            for other in one.words
            if same_meaning(word, other) and (not same or other.lemma == same)
        ]
        verbs = [(one, other) for one, other in places if other.pos in {"VERB", "AUX"}]
        if not verbs:
            continue
        mine = _is_denied(ours.words, word)
        if mine and _is_told_alike(ours, word, theirs):
            continue
        known = {_is_denied(one.words, other) for one, other in verbs}
        if mine not in known:
            yield f"{word.text}: {'denied' if mine else 'plain'}, in the source {'plain' if mine else 'denied'}"
        is_softened = _has_any(ours, MEANT | ALLEGED | POSSIBLE) and not _is_firm(ours.words, word)
        is_plain = not _may_be(ours.words, word) and not is_softened
        if is_plain and all(_may_be(one.words, other) for one, other in verbs):
            yield f"{word.text}: firm, in the source possible"
        if all(_is_condition(one.words, other) for one, other in verbs) and not _has_any(ours, _CONDITIONS):
            yield f"{word.text}: plain, in the source a condition"
        for name, class_, instead in (("meant", MEANT, MEANT | POSSIBLE), ("alleged", ALLEGED, ALLEGED | SAYING)):
            hedged = all(_hedge(one.words, other, class_) for one, other in verbs)
            if hedged and not _has_any(ours, instead):
                yield f"{word.text}: plain, in the source {name}"
    for one in theirs:
        yield from _denials_lost(ours, one, is_denied=denied_ours or _has_denial(ours))
        yield from _hedges_lost(ours, one)


def _proofs_added(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield what is shown or found in the sentence where the source has it said, alleged or expected alone."""
    if any(word.lemma in PROVING for one in theirs for word in one.words):
        return
    if not any(_has_any(one, ALLEGED | MEANT | POSSIBLE) for one in theirs):
        return
    for word in ours.words:
        takes = any(child.relation in {"ccomp", "xcomp"} for child in below(ours.words, word))
        if word.pos == "VERB" and word.lemma in PROVING and takes:
            yield f"{word.text}: the source proves nothing"


def _denials_lost(ours: Read, one: Read, *, is_denied: bool) -> Iterator[str]:
    """Yield a denial whose clause the summary tells without any."""
    if is_denied:
        return
    kept = families(word.lemma for word in ours.words if is_content(word))
    for word in one.words:
        if word.pos in {"VERB", "AUX"} and _is_denied(one.words, word) and word.lemma not in NOT_DONE:
            clause = [
                stem(other.lemma)
                for other in one.words
                if is_content(other) and (other.at == word.at or word.at in {up.at for up in above(one.words, other)})
            ]
            if len(clause) > 1 and sum(other in kept for other in clause) >= _KEPT * len(clause) and clause[0]:
                yield f"{word.text}: denied only in the source"


def _hedges_lost(ours: Read, one: Read) -> Iterator[str]:
    """Yield the hedges of a source whose words the summary keeps nearly all, and not the hedge."""
    kept = families(word.lemma for word in ours.words if is_content(word))
    content = [stem(word.lemma) for word in one.words if is_content(word)]
    if not content or sum(word in kept for word in content) < 0.8 * len(content):
        return
    for name, class_, instead in (
        ("meant", MEANT, MEANT | POSSIBLE),
        ("alleged", ALLEGED, ALLEGED | SAYING),
        ("possible", POSSIBLE, POSSIBLE | MEANT),
    ):
        if _has_any(one, class_) and not _has_any(ours, instead):
            yield f"{name}: only in the source"


def _has_any(one: Read, class_: frozenset[str]) -> bool:
    return any(word.lemma in class_ or word.text.lower() in class_ for word in one.words)


def _has_denial(one: Read) -> bool:
    return any(
        word.lemma in NEGATORS | NOT_DONE | _DENIED | _REFUSED
        or word.text.lower() in NEGATORS
        or (word.text.lower().startswith("un") and word.pos in {"ADJ", "VERB"})
        for word in one.words
    ) or any(word in one.text.lower() for word in ("turned down", "turn down", "thrown out", "nothing to do"))


def _is_denied(words: Sequence[Word], verb: Word) -> bool:
    """Say whether an odd number of denials lies on a verb: its own, its subject's and object's, its governors'."""
    count = _denials(words, verb)
    below_ = verb
    for over in above(words, verb):
        is_refused = below_.relation == "nsubjpass" and over.lemma in NOT_DONE
        is_loose = below_.relation == "prep" and below_.lemma not in {"from", "without"}
        if is_loose or not (is_refused or below_.relation in _CARRIES) or _is_apart(words, below_, over):
            break
        count += over.lemma in NOT_DONE
        # A noun's or a saying's own "not" is about what hangs on it only where it takes it on: "did not say that".
        count += _denials(words, over) if over.pos in {"VERB", "AUX"} else 0
        below_ = over
    return count % 2 == 1


def _is_told_alike(ours: Read, word: Word, theirs: Sequence[Read]) -> bool:
    """Say whether what denies a verb is a verb that the source has as well: "refused to pay"."""
    deniers = {over.lemma for over in above(ours.words, word)} & NOT_DONE
    return bool(deniers) and any(other.lemma in deniers for one in theirs for other in one.words)


def _denials(words: Sequence[Word], verb: Word) -> int:
    count = 0
    for child in below(words, verb):
        if child.lemma in NEGATORS - {"none"} or child.text.lower() in NEGATORS - {"none"}:
            # "No less than" is a bound.
            if _is_of_bound(words, child):
                continue
            # "For this, and not for that" denies what follows; "without saying" what is said.
            is_of_rest = child.at > verb.at and words[child.at - 1].text in {"and", "but", ","}
            if child.lemma in {"without", "nor"} or is_of_rest:
                continue
            count += child.relation != "cc"
        elif child.relation in {"nsubj", "nsubjpass", "dobj", "attr", "expl"}:
            count += child.text.lower() == "none" or any(
                inner.text.lower() in {"no", "neither"}
                and inner.relation in {"det", "preconj"}
                and not _is_of_bound(words, inner)
                for inner in below(words, child)
            )
    over = words[verb.head]
    if verb.relation == "conj" and over.relation == "pcomp":
        over = words[over.head]
        count += over.lemma == "without"
    if verb.relation in {"pcomp", "pobj"} and over.lemma == "without":
        count += 1
    if verb.relation == "conj" and verb.at > 0 and words[verb.at - 1].lemma in {"not", "nor"}:
        count += not any(child.lemma in {"not", "nor"} for child in below(words, verb))
    return count


def _is_of_bound(words: Sequence[Word], word: Word) -> bool:
    return word.at + 1 < len(words) and words[word.at + 1].lemma in {"less", "more", "few", "little", "only", "late"}


def _is_apart(words: Sequence[Word], one: Word, other: Word) -> bool:
    first, last = sorted((one.at, other.at))
    return any(word.text in {";", ":"} for word in words[first:last])


def _may_be(words: Sequence[Word], verb: Word) -> bool:
    chain = [verb, *(over for over in above(words, verb))][:3]
    for place, link in enumerate(chain):
        if place and chain[place - 1].relation not in {"xcomp", "conj", "auxpass", "acomp"}:
            return False
        if any(child.lemma in POSSIBLE for child in below(words, link)):
            return True
    return False


def _is_condition(words: Sequence[Word], verb: Word) -> bool:
    return any(child.relation == "mark" and child.lemma in ONLY_IF for child in below(words, verb))


def _is_firm(words: Sequence[Word], verb: Word) -> bool:
    return any(child.lemma in {"will", "shall"} for child in below(words, verb))


def _hedge(words: Sequence[Word], verb: Word, class_: frozenset[str]) -> bool:
    below_ = verb
    for over in above(words, verb):
        if below_.relation not in {"ccomp", "xcomp", "pcomp", "acl", "prep"} or _is_apart(words, below_, over):
            return False
        if over.lemma in class_:
            return True
        below_ = over
    return False
