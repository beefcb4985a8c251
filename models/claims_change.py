"""Link the old and the new pay of a change, and find stated differences.

A pair needs a sign that one replaced the other: a verb or noun of change over "from A to B", "B, up from A",
"A ... then, now B", "B instead of A", or the same group at two stated times. Percentages alone, two targets of
one plan and two groups compared are not changes.
"""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from models.claims_bound import bound_of, bound_of_change, set_ends
from models.claims_mention import Mention
from models.claims_words import load_words
from pipeline.records import ChangeRole

_FROM_BEFORE = re.compile(
    r"\bfrom(?: about| around| roughly| nearly| as much as| just| a high of| over| more than| up to)?\s*$", re.I
)
_TO_BEFORE = re.compile(
    r"\b(?:to|at)(?: about| around| roughly| nearly| just| only| a mere| as little as| as low as| under|"
    r" less than)?\s*$",
    re.I,
)
_UP_FROM = re.compile(
    r"^(?:(?:[^.;]|\.(?=\s\d)){0,40}?)[,—–(]?\s*(?:\b(?:up|down|rising|falling|a (?:rise|drop|fall|cut|jump|increase|"
    r"raise)|an? (?:[\w.%-]+ ){1,2}(?:rise|drop|fall|cut|jump|increase|raise)|increas\w+|compared with|compared to|"
    r"higher|lower)\b[^.;¤]{0,24}?)\bfrom\b[^.;¤]{0,25}$",
    re.I,
)
# "pays $16, a $5 cut from the previous $21": said of the amount itself, it is the pay of before.
_FORMER = re.compile(
    r"\b(?:previous|former|earlier|old|original|initial|prior)(?: (?:rate|pay|wage|salary|fee) of)?"
    r"(?: about| around| roughly)?\s*$",
    re.I,
)
APART = re.compile(r"\b(?:but not|not the|shy of|short of|instead of the promised|rather than the promised)\b", re.I)
"""Between two amounts that are held against each other: "$14.50 is a step, but not the $15 minimum"."""
# "a minimum wage of $16 at the time, now $16.50": the next step of the same minimum.
_STEPPED = re.compile(
    r"^[^.;]{0,40}?[,(—–-]?\s*(?:and |but )?(?:it )?(?:is |has |was |has since |since )?"
    r"(?:now|(?:now )?(?:been )?(?:increased|raised|lifted|risen|rising|rose))\b"
    r"(?: to| at| stands at| is| of)?(?: increased to| raised to)?\s*$",
    re.I,
)
# "Previously, raters made $10": the sentence before or behind it has the new pay.
_BEFOREHAND = re.compile(
    r"^\W*(?:previously|before (?:that|then|the \w+)|until (?:then|now|recently)|formerly)\b", re.I
)
# Sentences from the new pay to the old one where that begins so.
_TOLD_LATER = 2
_MOVED_TO = re.compile(
    r"\b(?:rais|lift|increas|bump|hik|boost|cut|reduc|lower|slash|drop|fell|rose|go(?:es)? (?:up|down))\w*\b"
    r"[^.;]{0,80}\bto\b",
    re.I,
)
_NEW_PAY = re.compile(r"\bnew (?:\w+ )?(?:offer|rate|pay|wage|contract|salary|project|terms?)\b", re.I)
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than|replac(?:es|ing|ed)|not the|where once|in place of)\b[^.;]{0,30}$", re.I
)
_COMPARED = re.compile(r"\b(?:compared (?:with|to)|against|versus|vs\.?)(?: about| around| roughly| nearly)?\s*$", re.I)
_PAST_AFTER = re.compile(
    r"^[^.;,]{0,25}?\b(?:ago|before|earlier|last (?:year|month|week|spring|summer|autumn|winter)|previously|"
    r"in (?:19|20)\d\d|in the past)\b",
    re.I,
)
_LONG_AGO = re.compile(
    r"\b(?:used to|had been|once|previously|in (?:19|20)\d\d|ago|before|back then|at first|originally|last year)\b",
    re.I,
)
_SINCE = re.compile(
    r"\b(?:within|now|these days|today|by (?:the|early|late|mid|then|\w+ 20\d\d|20\d\d)|later|soon|then|"
    r"this (?:year|month|week)|dropped|fell|rose|sank|jumped|climbed|since)\b",
    re.I,
)
# Two steps of one rate: "cut to $16 in May" and "will lift it to $19".
_CUT_TO = re.compile(
    r"\b(?:cut|cuts|cutting|reduc\w+|lower\w*|slash\w*|drop\w*|fell|halv\w+)\b[^.;]{0,60}\bto\s*$", re.I
)
_RAISED_TO = re.compile(
    r"\b(?:rais\w+|lift\w*|increas\w+|restor\w+|rise|rises|rose|go up|goes up|bump\w*)\b[^.;]{0,60}\bto\s*$", re.I
)
_AHEAD = re.compile(r"\b(?:will|would|shall|is to|are to|plans? to|intends? to|promised to|agreed to)\b", re.I)
_BY = re.compile(
    r"\bby(?: up to| about| around| roughly| just| only| as much as| at least| an extra| another)?\s*$", re.I
)
_DELTA_AFTER = re.compile(
    r"^(?:[ -](?:more|extra|less)?\s?(?:an hour |per hour |a year |a week |a month )?)?(?:pay |wage |"
    r"salary |hourly )?(?:rais(?:e|es)|ris(?:e|es)|increases?|hikes?|cuts?|uplift|pay ?cuts?|bump|boost|"
    r"increments?|reduction|drop)\b",
    re.I,
)
_DELTA_BEFORE = re.compile(
    r"\b(?:raise|rise|increase|hike|cut|uplift|bump|boost|increment|reduction|pay offer|offer|drop) (?:of|"
    r"worth|amounting to)(?: about| around| roughly| up to| at least)?\s*$",
    re.I,
)
_PERCENT = re.compile(r"^,? (?:or|\() ?(?:about |roughly )?\d+(?:\.\d+)?(?: ?%| per ?cent)", re.I)
_COUNTER = re.compile(
    r"\b(?:offer(?:s|ed|ing)?|propos(?:es?|ed|ing)|counter(?:s|ed|ing)?(?: with)?|management|tabled)\b[^.;]{0,25}$",
    re.I,
)
_THEN = re.compile(
    r"\b(?:once|in the beginning|to begin with|when (?:i|we|he|she|they) (?:first )?(?:joined|started|began)|used to"
    r"|previously|originally|initially|formerly|until|before|ago|was|were|had (?:been "
    r")?paid|in (?:early |late |mid-)?(?:19|20)\d\d|at first|last year)\b",
    re.I,
)
# "They used to earn $20. Now they earn $15", "At first they got $14. Since May they have got $17": the same people.
_AT_FIRST = re.compile(
    r"\b(?:used to|once|in the beginning|at first|at the start|initially|originally|to begin with"
    r"|when (?:i|we|he|she|they) (?:first )?(?:joined|started|began|signed up))\b",
    re.I,
)
_TODAY_THEY = re.compile(
    r"\s*(?:now|today|these days|nowadays|since (?:then|(?:(?:late|early|mid|last) )?\w+)),?\s(?:they|he|she|we|i"
    r"|it)\b",
    re.I,
)
# "now stands at $2; two years ago it was $1.50": the other way round.
_BACK_THEN_IT = re.compile(
    r"\b(?:ago|earlier|before (?:that|then)|until (?:then|\w+)|last year|previously|formerly|in (?:19|20)\d\d),?\s"
    r"(?:it|they|that|he|she|the (?:rate|pay|wage|figure)) (?:was|were|had been|stood at|got|made|earned"
    r"|paid)\b[^.;,]{0,15}$",
    re.I,
)
_TODAY = re.compile(r"\b(?:now|today|currently|these days)\b[^.;]{0,60}$", re.I)
_USED_TO_BE = re.compile(r"\bused to (?:be|pay|earn|make|get|stand)\b", re.I)
_NOW_IT_IS = re.compile(r";[^.;]{0,40}\b(?:it|they|that) (?:is|are|gets?|pays?|makes?|earns?)\b[^.;,]{0,15}$", re.I)
_NOW = re.compile(
    r"\b(?:now|today|currently|these days|by (?:early|late|mid|the start|the end|spring|summer|autumn|"
    r"\w+ 20\d\d|20\d\d|then)|this year|had (?:dropped|fallen|risen)|since|the same (?:work|job|trip|"
    r"task|role)|later)\b",
    re.I,
)


def link_changes(mentions: list[Mention]) -> None:
    """Set `kind`, `role` and `partner` of the members of changes, in place.

    Mentions are those taken as pay, in order. Old and new pay are linked before differences: in "fell by $14, from $18
    to $4" the difference comes first.
    """
    ends = [mention for mention in mentions if not _is_delta(mention)]
    for mention, following in pairwise(ends):
        if mention.role is not None or following.role is not None:
            continue
        pair = _pair(mention, following)
        if pair is not None:
            _link(*pair, "from")
    for place, mention in enumerate(mentions):
        if mention.role is not None:
            continue
        before = mentions[place - 1] if place else None
        counter = (
            before is not None
            and before.role == "delta"
            and mention.sentence - before.sentence <= 1
            and mention.money.unit is None
            and is_counter_offer(mention)
        )
        if counter or _is_delta(mention):
            ends = [
                other
                for other in mentions
                if other.sentence == mention.sentence and other is not mention and other.role in (None, "to", "from")
            ]
            _as_change(mention, "delta")
            target = next((other for other in ends if other.role == "to"), None) or next(
                (
                    other
                    for other in ends
                    if _TO_BEFORE.search(other.before) and other.money.start > mention.money.start
                ),
                None,
            )
            if target is not None:
                mention.partner = target
                if target.role is None:
                    _as_change(target, "to")
                    target.partner = mention
            mention.rules.append("change.delta")


_CHANGE_NOUN = re.compile(
    r"\b(?:rise|raise|increase|cut|drop|fall|jump|hike|change|move|reduction|decline|bump)\b[^.;]{0,30}\bfrom\s*$", re.I
)


def split_pairs(mentions: list[Mention]) -> list[Mention]:
    """Turn "from $21 to $16 per hour" under a change into two linked mentions; other mentions stay as they are."""
    changes = load_words().verbs["change"]
    out: list[Mention] = []
    for mention in mentions:
        money = mention.money
        verbs = mention.frame is not None and any(verb.lemma in changes for verb in mention.frame.chain[:2])
        falls = money.parts[0].value > money.parts[-1].value
        if (
            len(money.parts) < 2
            or money.join != "to"
            or money.cue != "from"
            or not (verbs or falls or _CHANGE_NOUN.search(mention.before))
        ):
            out.append(mention)
            continue
        halves = [
            replace(
                mention,
                start=part.start,
                end=part.end,
                unit=part.unit or "unknown",
                kind="change",
                role=role,
                low=part.value,
                high=part.value,
                bound="exact",
                rules=["change.from_to"],
                alt=mention.alt if role == "to" else (),
            )
            for part, role in zip(money.parts, _ROLES, strict=True)
        ]
        halves[0].partner, halves[1].partner = halves[1], halves[0]
        out.extend(halves)
    return out


_ROLES: tuple[ChangeRole, ChangeRole] = ("from", "to")


def is_counter_offer(mention: Mention) -> bool:
    """Return whether the amount answers another one: "management has offered 75 cents"."""
    return bool(_COUNTER.search(mention.left))


def _as_change(mention: Mention, role: str) -> None:
    mention.kind = "change"
    mention.bound = bound_of_change(mention)
    mention.role = "from" if role == "from" else "to" if role == "to" else "delta"


def _link(old: Mention, new: Mention, role: str) -> None:
    _as_change(old, role)
    _as_change(new, "to")
    old.partner, new.partner = new, old
    old.rules.append("change.from")
    new.rules.append("change.to")


def _between(first: Mention, second: Mention) -> str:
    end = first.money.end - first.sent_start
    if first.sentence == second.sentence:
        return second.before[end:] if len(second.before) >= end else ""
    return first.after + " ¶ " + second.before


def _pair(first: Mention, second: Mention) -> tuple[Mention, Mention] | None:
    """Return (old, new) when the two amounts are one change, else None."""
    if first.money.currency != second.money.currency:
        return None
    if second.sentence - first.sentence > 1:
        is_told_later = second.sentence - first.sentence == _TOLD_LATER and _BEFOREHAND.match(second.before)
        return (second, first) if is_told_later and _MOVED_TO.search(first.before) else None
    if (first.money.low, first.money.high) == (second.money.low, second.money.high):
        # "was $20 in 2023 and is $20 today": nothing changed.
        return None
    words = load_words()
    gap = _between(first, second)
    same = first.sentence == second.sentence
    if same and APART.search(gap):
        return None
    change_verb = first.frame is not None and any(verb.lemma in words.verbs["change"] for verb in first.frame.chain[:2])
    change_noun = bool(
        re.search(
            r"\b(?:rise|raise|increase|cut|drop|fall|jump|hike|change|move|reduction|decline)\b",
            first.before[-60:],
            re.I,
        )
    )
    if (
        same
        and _FROM_BEFORE.search(first.before)
        and re.search(r"\bto\b[^;.]{0,30}$", gap)
        and len(gap) < 90
        and (change_verb or change_noun or first.money.low > second.money.high)
    ):
        return first, second
    if same and (
        _UP_FROM.search(gap)
        or (_FROM_BEFORE.search(second.before) and len(gap) < 60 and (change_verb or _TO_BEFORE.search(first.before)))
    ):
        return second, first
    if same and first.is_statutory and _STEPPED.match(gap):
        second.is_statutory = True
        return first, second
    if first.is_statutory != second.is_statutory:
        # What somebody earns and what the law asks for are two things.
        return None
    if same and _COMPARED.search(gap) and len(gap) < 60 and _PAST_AFTER.match(second.after):
        return second, first
    if first.money.unit in (None, second.money.unit) or second.money.unit is None:
        for old, new in ((first, second), (second, first)):
            if _CUT_TO.search(old.left) and _RAISED_TO.search(new.left) and old.money.high < new.money.low:
                return old, new
            if (
                _CUT_TO.search(new.left)
                and _RAISED_TO.search(old.left)
                and old is first
                and old.money.low > new.money.high
            ):
                # "will lift the rate to $19 after a cut to $16": what lies ahead is the new pay, though told first.
                return (new, old) if _AHEAD.search(old.left) else (old, new)
    if not same and _BEFOREHAND.match(second.before) and _MOVED_TO.search(first.before):
        return second, first
    if not same and _BEFOREHAND.match(first.before) and _NEW_PAY.search(second.before):
        return first, second
    if len(gap) < 140 and _goes_to(second):
        return first, second
    if same and len(gap) < 90 and _FORMER.search(second.before):
        return second, first
    if same and _INSTEAD.search(gap) and len(gap) < 60:
        return second, first
    if (
        same
        and len(gap) < 140
        and re.search(r"\bnow\b|\btoday\b", gap + re.split("[,;(]", second.after[:25])[0], re.I)
        and _THEN.search(first.before[-80:] + gap.split("now")[0])
        and _same_group(first, second)
    ):
        return first, second
    if (
        _years(first)
        and _years(second)
        and _years(first) != _years(second)
        and _same_group(first, second)
        and len(gap) < 220
    ):
        old_first = _years(first) < _years(second)
        return (first, second) if old_first else (second, first)
    if second.leans_on is first and not first.is_statutory and first.kind not in ("bonus", "owed", "average"):
        moved = second.before[-90:] + " " + second.after[:40]
        if _LONG_AGO.search(moved):
            return second, first
        return (first, second) if _SINCE.search(moved) else None
    if len(gap) < 160 and _TODAY.search(first.before) and _BACK_THEN_IT.search(gap):
        return second, first
    if same and len(gap) < 160 and _USED_TO_BE.search(first.before) and _NOW_IT_IS.search(gap):
        return first, second
    if (
        not same
        and len(gap) < 160
        and _NOW.search(second.before)
        and _THEN.search(first.before + " " + first.after[:30])
        and (
            re.search(r"\b(?:the same|it|that|rates?|pay|had)\b", second.before, re.I)
            or (_AT_FIRST.search(first.before) and _TODAY_THEY.match(second.before))
        )
    ):
        return first, second
    return None


_YEAR = re.compile(r"\b(?:in|by|from|of|early|late|mid)(?:-| )?(?:(?:early|late|mid)[- ])?((?:19|20)\d\d)\b", re.I)


_STAND_INS = ("that", "it", "this", "which", "rate", "rates", "figure")


def _goes_to(mention: Mention) -> bool:
    """Return whether "that would climb to" the amount."""
    frame = mention.frame
    if frame is None or frame.subject is None or frame.verb is None:
        return False
    moves = frame.subject.lower in _STAND_INS and frame.verb.lemma in load_words().verbs["change"]
    return moves and bool(_TO_BEFORE.search(mention.before))


def _years(mention: Mention) -> int:
    """Return the year that the words nearest to the amount state, 0 when there is none."""
    after = re.split(r"[;,]|\band\b", mention.after)[0]
    match = _YEAR.search(after[:40])
    if match:
        return int(match[1])
    before = re.split(r";|\band\b", mention.before)[-1]
    found = _YEAR.findall(before[-110:])
    return int(found[-1]) if found else 0


def is_later(one: Mention, other: Mention) -> bool:
    """Return whether the words beside the amounts date the first after the second: then it is no older pay."""
    years = _years(one), _years(other)
    return all(years) and years[0] > years[1]


def _same_group(first: Mention, second: Mention) -> bool:
    if first.frame is None or second.frame is None:
        return True
    a, b = first.frame.subject, second.frame.subject
    if a is None or b is None or first.sentence != second.sentence:
        return True
    return (
        a.i == b.i
        or a.lemma == b.lemma
        or b.dep == "relcl"
        or b.lower in ("it", "they", "rate", "rates", "that")
        or first.frame.verb is second.frame.verb
        or a.lemma in load_words().people["pieces"]
    )


def _is_by(mention: Mention) -> bool:
    """Return whether pay changes by the amount."""
    changes = load_words().verbs["change"]
    return (
        mention.frame is not None
        and bool(_BY.search(mention.before))
        and any(verb.lemma in changes for verb in mention.frame.chain[:2])
    )


def _is_delta(mention: Mention) -> bool:
    if _is_by(mention):
        return True
    if _DELTA_AFTER.match(mention.after) or _DELTA_BEFORE.search(mention.before):
        return True
    return bool(
        _PERCENT.match(mention.after)
        and re.search(r"\b(?:offer|deal|proposal|rise|raise|increase)\b", mention.left + "¤" + mention.right, re.I)
    )


_PLAIN = ("offered_rate", "reported_earnings")
_OTHER = re.compile(r"\s(?:or|and)\s$")
_OF_TIME = ("hour", "day", "week", "month", "year")
_RESTATED = re.compile(
    r"\s?[,—–(]?\s?(?:or|which is|that is|i\.e\.)?\s?"
    r"(?:the equivalent of|equivalent to|equal to|about|around|roughly|some)?\s$"
)


def share_kinds(taken: list[Mention]) -> None:
    """Give "$750 per week" in "$19.84 an hour or $750 per week" the kind of the rate that it says in another unit."""
    for one, other in pairwise(taken):
        if one.sentence != other.sentence or one.money.currency != other.money.currency:
            continue
        units = (one.unit, other.unit)
        if units[0] == units[1] or not all(unit in _OF_TIME for unit in units) or one.role is not None:
            continue
        if other.role is None and other.kind != one.kind and _RESTATED.fullmatch(_between(one, other)):
            other.kind, other.is_statutory = one.kind, one.is_statutory
            other.bound = bound_of(other)
            set_ends(other)
            other.payer, other.payer_source, other.payer_optional = one.payer, one.payer_source, one.payer_optional
            other.rules.append("kind.restated")


def share_changes(taken: list[Mention]) -> None:
    """Give both amounts of "now paid $14 or $14.50 an hour" the side of the change that one of them has."""
    for one, other in pairwise(taken):
        if one.sentence != other.sentence or one.money.currency != other.money.currency:
            continue
        if not _OTHER.fullmatch(_between(one, other)):
            continue
        for has, lacks in ((one, other), (other, one)):
            if (
                has.role in ("from", "to")
                and lacks.role is None
                and lacks.kind in ("offered_rate", "reported_earnings")
            ):
                lacks.kind, lacks.role, lacks.partner = "change", has.role, has.partner
                lacks.rules.append("change.shared")
                break


def settle_times(taken: list[Mention], published: date | None) -> None:
    """Give a date that lies ahead to the new pay: in "to $31 from $26 in July" July is not when $26 was paid."""
    for mention in taken:
        new = mention.partner
        if mention.role != "from" or new is None or mention.time is None or published is None:
            continue
        if mention.time[:10] >= f"{published.year}-01-01" or (mention.start > new.start and "will" in new.left.split()):
            if new.time is None:
                new.time = _ahead(mention.time, published) if "will" in new.left.split() else mention.time
            mention.time = None


def _ahead(interval: str, published: date) -> str:
    """Return a month that was read as the last one as the next one."""
    if interval[:10] >= published.isoformat() or interval[:4] != str(published.year - 1):
        return interval
    return interval.replace(str(published.year - 1), str(published.year))
