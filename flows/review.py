"""Write down what people decide about pay claims, and let the warehouse take it in.

A decision is on disk, in the append-only log, before anything else is done with it. Then the live warehouse takes the
log in and a new snapshot shows it, unless another run holds the writer's lock: that run, or the next one, takes it in.
What may be corrected, and how it is checked, says `pipeline.corrections`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.corrections import (
    FIELDS,
    FLAGS,
    Review,
    completed,
    problem_of_value,
    reviews_of,
    written,
)
from pipeline.decisions import Decisions, alone, append_decisions, make_decision
from pipeline.errors import UsageError
from pipeline.places import Places
from pipeline.publish.review_queue import ToReview, read_claims_to_review, read_queue
from pipeline.publish.shown import to_tell, written_digests
from pipeline.publish.week import read_owed
from pipeline.records import Decision, DecisionVerb

if TYPE_CHECKING:
    from models.gazetteer import Gazetteer

_NULLS = {"", "null", "none"}
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}
_RANGE = re.compile(r"([\d.,]+)\s*(?:-|–|\.\.|to)\s*([\d.,]+)")
_CLAIM = re.compile(r"c[0-9a-f]{16}")
_THE_NEXT = "9999-W01"
_PLACES = ("lead", "changes", "alerts", "table", "chart", "story")


class Desk:
    """Where one person reviews the claims of one installation."""

    def __init__(self, places: Places, *, who: str, now: datetime | None = None) -> None:
        self._places = places
        self._who = who
        self._now = now
        self.decided: list[Decision] = []
        self._seen: dict[str, Review] = {}
        """What was known of each claim when it was shown."""
        self._halves: dict[str, tuple[str, ...]] = {}

    def reviews(self) -> dict[str, Review]:
        """Return what people decided so far."""
        return reviews_of(Decisions.read(self._places.decisions).log)

    def queue(self, *, most: int) -> tuple[ToReview, ...]:
        """Return the claims to review, those with the greatest consequence first."""
        shown = shown_in_digests(self._places, now=self.clock())
        self._seen = self.reviews()
        return read_queue(self._places.warehouse, shown=shown, reviews=self._seen, most=most)

    def find(self, ids: Sequence[str]) -> tuple[ToReview, ...]:
        """Return the claims with these ids.

        Raises:
            UsageError: one of them is no claim of the newest snapshot.
        """
        self._seen = self.reviews()
        found = read_claims_to_review(self._places.warehouse, ids, reviews=self._seen)
        missing = [name for name in ids if name not in {claim.id for claim in found}]
        if missing:
            raise UsageError(
                f"{missing[0]!r} is no claim of the newest snapshot; `laborwire review --list` shows ids, "
                "as column id of table pay_claims does"
            )
        return found

    def decide(
        self, claim: ToReview, verb: DecisionVerb, *, why: str, corrections: Mapping[str, Any] | None = None
    ) -> Decision:
        """Write a decision down, durably.

        Args:
            corrections: for `correct`: field to value; {} takes back all that was decided about the claim.

        Raises:
            UsageError: the corrections cannot be carried out, or somebody decided about the claim since it was shown;
                says which field, or who.
            ArchiveError: the log is torn, or the disk is full; nothing is written.
        """
        with alone(self._places.decisions):
            known = self.reviews().get(claim.id)
            value = self._value(claim, verb, corrections or {}, known=known)
            when = self.clock()
            if known is not None:
                # Two decisions of one moment would have no order.
                when = max(when, known.latest.when + timedelta(microseconds=1))
            decision = make_decision(verb, claim.id, value=value, who=self._who, when=when, why=why)
            append_decisions(self._places.decisions, [decision])
        self._seen = self.reviews()
        self.decided.append(decision)
        self._halves[claim.id] = claim.halves
        return decision

    def corrections(self, claim: ToReview, words: Iterable[str]) -> dict[str, Any]:
        """Return what words such as `unit=hour` correct in a claim.

        Raises:
            UsageError: a word is no correction; says why.
        """
        said: dict[str, Any] = {}
        for word in words:
            name, sign, value = word.partition("=")
            if not sign:
                raise UsageError(f'{word!r} is not field=value; write it like unit=hour or payer="Name"')
            said |= self._correction(claim, name.strip(), value.strip())
        said = completed(said, claim=claim.fields)
        problem = problem_of_value("correct", written(said, as_read=claim.as_read()))
        if problem is not None:
            raise UsageError(problem.removeprefix("value: "))
        return said

    def owed(self, *, is_taken_in: bool) -> list[str]:
        """Return what readers of written digests are owed, now that their figures were corrected or rejected.

        Args:
            is_taken_in: the newest snapshot has the decisions; else it is not known yet what they change.
        """
        digests = written_digests(self._places)
        wrong = dict.fromkeys(one.subject for one in self.decided if one.verb in {"correct", "reject"})
        if is_taken_in:
            found = to_tell(read_owed(self._places.warehouse, wrong), digests.told, week=_THE_NEXT)
            standing = [(one.claim_id, one.week, one.shown_in) for one in found]
        else:
            standing = [(claim, *place) for claim in wrong for place in digests.shown.get(claim, ())]
        return [
            f"{claim} stands in the digest of {week} ({where}): its readers are owed a correction"
            for claim, week, where in standing
        ]

    def halves(self) -> list[str]:
        """Return which other halves of changes nobody looked at, now that one was corrected or rejected."""
        reviews = self.reviews()
        decided = {one.subject: one.verb for one in self.decided}
        lines: dict[str, None] = {}
        for claim, verb in decided.items():
            for half in self._halves.get(claim, ()) if verb in {"correct", "reject"} else ():
                looked_at = half in decided or (half in reviews and reviews[half].status != "unreviewed")
                if not looked_at:
                    lines[f"{half} is the other half of the change; look at it, too: laborwire review {half}"] = None
        return list(lines)

    def clock(self) -> datetime:
        """Return the time to write down: the one that was told, or now."""
        return self._now or datetime.now(timezone.utc)

    def _value(
        self, claim: ToReview, verb: DecisionVerb, corrections: Mapping[str, Any], *, known: Review | None
    ) -> str | None:
        if verb == "reject":
            return None
        if verb == "correct" and not corrections:
            return "{}"
        as_read = claim.as_read()
        seen = self._seen.get(claim.id)
        if known is not None and (seen is None or seen.latest.id != known.latest.id):
            if verb == "accept" or known.status == "unreviewed":
                raise UsageError(
                    f"{known.latest.who} decided about {claim.id} since it was shown; look again: "
                    f"laborwire review {claim.id}"
                )
            # Corrections add up: what another person corrected meanwhile is not what was seen, but it stands.
            as_read |= known.fields
        value = written(corrections, as_read=as_read)
        problem = problem_of_value(verb, value)
        if problem is not None:
            raise UsageError(problem.removeprefix("value: "))
        return value

    def _correction(self, claim: ToReview, name: str, value: str) -> dict[str, Any]:
        if name == "amount":
            return _amount(claim, value)
        if name == "payer":
            payer = None if value.lower() in _NULLS else value
            return {"payer": payer, "payer_id": self._gazetteer.resolve(payer) if payer else None}
        if name == "payer_id" and not any(entity.id == value for entity in self._gazetteer.entities):
            raise UsageError(f"payer_id {value!r} is no entity of the gazetteer; leave it out, and payer is looked up")
        if name == "payer_id" or name not in FIELDS:
            # The check of the whole names the fields that there are.
            return {name: value}
        if name == "payer_alt":
            return {name: [one.strip() for one in value.split(";") if one.strip()]}
        if name in FLAGS:
            return {name: value.lower() in _TRUE if value.lower() in _TRUE | _FALSE else value}
        if value.lower() in _NULLS:
            return {name: None}
        if name in {"amount_min", "amount_max"}:
            return {name: value.replace(",", "")}
        if name == "linked_to" and not _CLAIM.fullmatch(value):
            if value not in claim.neighbours:
                raise UsageError(
                    f"linked_to {value!r} is no claim of the article; it has {', '.join(claim.neighbours)}"
                )
            value = claim.neighbours[value]
        if name == "linked_to" and value == claim.id:
            raise UsageError("linked_to names the claim itself; name the other side of the change")
        return {name: value}

    @cached_property
    def _gazetteer(self) -> "Gazetteer":
        from flows.tools import Tools

        return Tools.shared(self._places).gazetteer


def shown_in_digests(places: Places, *, now: datetime) -> dict[str, str]:
    """Return where the digests of this week, of the last one and the newest written one show which claim."""
    from flows.week import last_week
    from models.summarise import summarise
    from pipeline.publish.digest import compose_digest
    from pipeline.watch.log import alerted_claims

    written_weeks = sorted(folder.name for folder in places.digests.glob("????-W??"))
    weeks = {last_week(now + timedelta(days=7)), last_week(now), *written_weeks[-1:]}
    shown: dict[str, str] = {}
    for week in sorted(weeks):
        digest = compose_digest(
            places.warehouse,
            week=week,
            now=now,
            choose=lambda title, text, count: summarise(title, text, sentences=count).spans,
        )
        for claim, place in digest.shown:
            shown[claim] = min(shown.get(claim, place), place, key=_PLACES.index)
    for claim in alerted_claims(places, since=now - timedelta(days=14)):
        shown[claim] = min(shown.get(claim, "alerts"), "alerts", key=_PLACES.index)
    return shown


def take_in(places: Places, *, now: datetime, command: str = "review") -> int:
    """Let the live warehouse take in the log of decisions, publish it, and return the snapshot's number.

    Args:
        command: under whose name the run is accounted for.

    Raises:
        LockedError: another run is writing.
        WarehouseError: the warehouse cannot be opened, loaded or published.
    """
    from flows.taking_in import load_and_publish
    from pipeline.warehouse.lock import writer_lock

    with writer_lock(places, command, datetime.now(timezone.utc)):
        return load_and_publish(places, command=command, now=now, also=lambda _: None)[1]


def _amount(claim: ToReview, value: str) -> dict[str, Any]:
    """Return both ends and the bound for `amount=15` or `amount=15-20`; an end that is open stays open."""
    ends = _RANGE.fullmatch(value)
    if ends is not None:
        low, high = (end.replace(",", "") for end in ends.groups())
        return {"amount_min": low, "amount_max": high, "bound": "range"}
    amount = value.replace(",", "")
    low_is_open, high_is_open = (claim.fields[name] is None for name in ("amount_min", "amount_max"))
    if low_is_open != high_is_open:
        return {"amount_min": None if low_is_open else amount, "amount_max": None if high_is_open else amount}
    return {"amount_min": amount, "amount_max": amount, "bound": "exact"}
