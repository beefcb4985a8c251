"""The decision log: what people decided, append-only, one JSON line each; it wins over every model and rule.

The log is a plain file beside the warehouse, so that it survives a rebuild and can be read without us.
A line is on disk before the command that wrote it says so. A torn last line (power loss) is refused
with its line number: nothing in this log may be dropped in silence.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from pipeline.codec import read_jsonl, to_json
from pipeline.records import Decision, DecisionVerb, record_id


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
            ArchiveError: a line is not a decision; names file and line.
        """
        log = tuple(read_jsonl(Decision, path))
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


def append_decisions(path: Path, decisions: Iterable[Decision]) -> int:
    """Write decisions to the end of the log, durably, and return how many.

    Raises:
        ArchiveError: the log's last line is torn; nothing is written, lest the damage grow.
    """
    Decisions.read(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [to_json(decision) + b"\n" for decision in decisions]
    with path.open("ab+") as log:
        if log.tell():
            log.seek(-1, os.SEEK_END)
            if log.read(1) != b"\n":
                # A whole line whose end was lost: reading it has just shown that it is whole.
                log.write(b"\n")
        log.write(b"".join(lines))
        log.flush()
        os.fsync(log.fileno())
    return len(lines)


def _group(verb: DecisionVerb) -> str:
    return "keeping" if verb in {"keep", "drop", "take_down"} else verb
