"""Remember when each address of the registry last passed a check: one small file beside the runs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.codec import read_jsonl, write_jsonl
from pipeline.decisions import alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What the checks of one address found."""

    url: str
    checked: datetime
    """When it was asked last."""
    passed: datetime | None = None
    """When it answered as it should last; None when it never has."""
    problem: str = ""
    """What was wrong the last time; "" when nothing was."""


def read_passed(path: Path) -> dict[str, Passed]:
    """Return what is remembered, by address.

    Raises:
        ArchiveError: the file holds something else.
    """
    return {one.url: one for one in read_jsonl(Passed, path)} if path.exists() else {}


def remember(path: Path, found: Iterable[Passed]) -> None:
    """Write down what a check found; an address that failed keeps the time at which it last passed."""
    with alone(path.with_suffix(".lock")):
        known = read_passed(path)
        for one in found:
            before = known.get(one.url)
            known[one.url] = replace(one, passed=before.passed) if before and one.passed is None else one
        write_jsonl(path, known.values())
