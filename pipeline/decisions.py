"""The decision log: what people decided, append-only, one JSON line each; it wins over every model and rule.

The log is a plain file beside the warehouse, so that it survives a rebuild and can be read without us.
A line is on disk before the command that wrote it says so. A torn last line (power loss) is refused
with its line number, and a decision that could not be carried out with its id (a move that names no story):
nothing in this log may be dropped in silence. `pipeline.warehouse.decided` says what each verb does,
`pipeline.corrections` how a decision about a pay claim is written.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from pipeline.codec import read_jsonl, to_json
from pipeline.corrections import REVIEW_VERBS, problem_of_value
from pipeline.errors import ArchiveError
from pipeline.records import Decision, DecisionVerb, record_id

TAKEN_BACK = "back"
"""The value of a move or merge that takes back what was decided before."""

_ARTICLE = "an article's id"
_STORY = "a story's id"
_CLAIM = "a pay claim's id"
_SHAPES = {
    _ARTICLE: re.compile(r"a[0-9a-f]{16}"),
    _STORY: re.compile(r"s[0-9a-f]{16}"),
    _CLAIM: re.compile(r"c[0-9a-f]{16}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """All decisions, with the latest on each subject at hand."""

    log: tuple[Decision, ...]
    by_subject: dict[tuple[str, str], Decision]
    """(group of verbs, subject) to the latest decision."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the log; an absent file is an empty log.

        Raises:
            ArchiveError: a line is not a decision, or one that cannot be carried out; names file and line, or id.
        """
        try:
            log = tuple(read_jsonl(Decision, path))
        except ArchiveError as err:
            raise ArchiveError(err.place, f"{err.problem}; mend that line of {path} or take it out") from err
        _check(path, log)
        return cls._of(log)

    def first(self, count: int) -> Self:
        """Return the log as it was with so many lines."""
        return self._of(self.log[:count])

    @classmethod
    def _of(cls, log: tuple[Decision, ...]) -> Self:
        return cls(log=log, by_subject={(_group(item.verb), item.subject): item for item in log})

    def on_keeping(self, canonical_url: str) -> Decision | None:
        """Return the latest keep, drop or take-down decision on an article's address."""
        return self.by_subject.get(("keeping", canonical_url))


def make_decision(
    verb: DecisionVerb, subject: str, *, who: str, when: datetime, why: str, value: str | None = None
) -> Decision:
    """Return a decision with its id."""
    identity = record_id("d", verb, subject, value or "", who, when.isoformat())
    return Decision(id=identity, verb=verb, subject=subject, value=value, who=who, when=when, why=why)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep others from deciding between what is read from the log and what is written to it; waits for them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def append_decisions(path: Path, decisions: Iterable[Decision]) -> int:
    """Write decisions to the end of the log, durably, and return how many.

    Raises:
        ArchiveError: the log's last line is torn, one of these cannot be carried out, or the disk takes no more;
            nothing is written, lest the damage grow.
    """
    Decisions.read(path)
    new = tuple(decisions)
    _check(path, new, are_new=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [to_json(decision) + b"\n" for decision in new]
    # Unbuffered: what a full disk refuses must not be written again when the file is closed.
    with path.open("ab+", buffering=0) as log:
        before = log.seek(0, os.SEEK_END)
        new_lines = b"".join(lines)
        if before:
            log.seek(-1, os.SEEK_END)
            if log.read(1) != b"\n":
                # A whole line whose end was lost: reading it has just shown that it is whole.
                new_lines = b"\n" + new_lines
        try:
            while new_lines:
                new_lines = new_lines[log.write(new_lines) :]
            os.fsync(log.fileno())
        except OSError as err:
            # A half line would keep every later run from reading the log.
            os.ftruncate(log.fileno(), before)
            raise ArchiveError(path.name, f"nothing was written to {path}: {err.strerror}") from err
    return len(lines)


def _check(path: Path, decisions: Iterable[Decision], *, are_new: bool = False) -> None:
    for decision in decisions:
        problem = _problem(decision) or (_problem_with_new(decision) if are_new else None)
        if problem is not None:
            raise ArchiveError(path.name, f"decision {decision.id} ({decision.verb}): {problem}")


def _problem(decision: Decision) -> str | None:
    """Return why a decision cannot be carried out, None when it can."""
    if decision.when.tzinfo is None:
        return f"when: {decision.when.isoformat()} has no time zone; write it like 2026-11-21T07:00:00+00:00"
    if not decision.subject.strip():
        return "subject: is empty"
    if decision.verb in {"move", "merge"}:
        subject = _ARTICLE if decision.verb == "move" else _STORY
        wrong = _unlike(subject, "subject", decision.subject)
        return wrong or (None if decision.value == TAKEN_BACK else _unlike(_STORY, "value", decision.value))
    if decision.verb == "split":
        leaving = (decision.value or "").split()
        if decision.value is None:
            return _unlike(_ARTICLE, "subject", decision.subject)
        if not leaving:
            return "value: names no article that leaves the story"
        return next((wrong for name in leaving if (wrong := _unlike(_ARTICLE, "value", name))), None)
    if decision.verb == "correct" and not (decision.value or "").strip():
        return "value: is empty; write what is right"
    # Corrections in free words are in old logs: they stand for a rejection (`pipeline.corrections`).
    if decision.verb == "correct" and (decision.value or "").lstrip().startswith("{"):
        return problem_of_value(decision.verb, decision.value, is_new=False)
    return None


def _problem_with_new(decision: Decision) -> str | None:
    """Return why a decision about a claim may not be written today, though old ones like it are read."""
    if decision.verb not in REVIEW_VERBS:
        return None
    return _unlike(_CLAIM, "subject", decision.subject) or problem_of_value(decision.verb, decision.value)


def _unlike(what: str, key: str, found: str | None) -> str | None:
    if found is None or not _SHAPES[what].fullmatch(found):
        return f"{key}: {found!r} is not {what}"
    return None


def _group(verb: DecisionVerb) -> str:
    if verb in {"keep", "drop", "take_down"}:
        return "keeping"
    return "reviewing" if verb in REVIEW_VERBS else verb
